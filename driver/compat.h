/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, 6.1 to 7.3, and nothing else. BURIN_HAVE_* are found by
 * driver/probe: each is a few lines that compile or do not.
 */
#ifndef BURIN_COMPAT_H
#define BURIN_COMPAT_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_ioctl.h>

#ifdef BURIN_HAVE_LINUX_UNALIGNED
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* class_interface: since 6.4 its functions are not told the interface */
#ifdef BURIN_HAVE_INTERFACE_ONE_ARGUMENT
#define BURIN_CLASS_INTERFACE(name, add, remove) \
	static struct class_interface name = { .add_dev = add, .remove_dev = remove }
#else
#define BURIN_CLASS_INTERFACE(name, add, remove) \
	static int name ## _add(struct device *dev, struct class_interface *unused) \
	{ \
		return add(dev); \
	} \
	static void name ## _remove(struct device *dev, struct class_interface *unused) \
	{ \
		remove(dev); \
	} \
	static struct class_interface name = { \
		.add_dev = name ## _add, .remove_dev = name ## _remove }
#endif

/* end_io: since 7.0 it is told of a batch */
#ifdef BURIN_HAVE_END_IO_BATCH
#define BURIN_END_IO(name) \
	static enum rq_end_io_ret name(struct request *rq, blk_status_t error, \
				       const struct io_comp_batch *batch)
#else
#define BURIN_END_IO(name) \
	static enum rq_end_io_ret name(struct request *rq, blk_status_t error)
#endif

/* blk_rq_map_kern(): since 6.16 without the queue */
static inline int burin_map_kern(struct request *rq, void *buf, unsigned int len, gfp_t gfp)
{
#ifdef BURIN_HAVE_MAP_KERN_WITHOUT_QUEUE
	return blk_rq_map_kern(rq, buf, len, gfp);
#else
	return blk_rq_map_kern(rq->q, rq, buf, len, gfp);
#endif
}

/* vm_flags: since 6.3 not to be written to */
static inline void burin_vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
#ifdef BURIN_HAVE_VM_FLAGS_SET
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

/* block devices: since 6.5 they are opened as disks */
#ifdef BURIN_HAVE_DISK_OPEN
#define BURIN_DISK_OPEN(name) \
	static int name(struct gendisk *disk, blk_mode_t mode)
#define BURIN_DISK_RELEASE(name) \
	static void name(struct gendisk *disk)
#else
#define BURIN_DISK_OPEN(name) \
	static int name ## _disk(struct gendisk *disk); \
	static int name(struct block_device *bdev, fmode_t mode) \
	{ \
		return name ## _disk(bdev->bd_disk); \
	} \
	static int name ## _disk(struct gendisk *disk)
#define BURIN_DISK_RELEASE(name) \
	static void name(struct gendisk *disk, fmode_t mode)
#endif

/*
 * A disk of 2048-byte blocks with a cache that wants flushing, whose requests cross no multiple
 * of so many bytes: since 6.9 its limits are told at once.
 */
static inline struct gendisk *burin_alloc_disk(struct blk_mq_tag_set *set, u32 bytes, void *data)
{
#ifdef BURIN_HAVE_ALLOC_DISK_LIMITS
	struct queue_limits limits = {
		.logical_block_size = 2048, .physical_block_size = bytes,
		.io_min = bytes, .io_opt = bytes,
		.chunk_sectors = bytes >> SECTOR_SHIFT, .max_hw_sectors = bytes >> SECTOR_SHIFT,
		.max_hw_discard_sectors = UINT_MAX >> SECTOR_SHIFT, .discard_granularity = bytes,
		.features = BLK_FEAT_WRITE_CACHE | BLK_FEAT_ROTATIONAL,
	};

	return blk_mq_alloc_disk(set, &limits, data);
#else
	struct gendisk *disk = blk_mq_alloc_disk(set, data);
	struct request_queue *queue;

	if (IS_ERR(disk))
		return disk;
	queue = disk->queue;
	blk_queue_logical_block_size(queue, 2048);
	blk_queue_physical_block_size(queue, bytes);
	blk_queue_io_min(queue, bytes);
	blk_queue_io_opt(queue, bytes);
	blk_queue_max_hw_sectors(queue, bytes >> SECTOR_SHIFT);
	blk_queue_chunk_sectors(queue, bytes >> SECTOR_SHIFT);
	queue->limits.discard_granularity = bytes;
	blk_queue_max_discard_sectors(queue, UINT_MAX >> SECTOR_SHIFT);
	blk_queue_write_cache(queue, true, false);
	return disk;
#endif
}

/* scsi_cmd_allowed(): since 6.5 it takes a bool, which 6.1 would take for FMODE_READ */
static inline bool burin_kernel_allows(u8 *cdb, bool writes)
{
#ifdef BURIN_HAVE_CMD_ALLOWED_BOOL
	return scsi_cmd_allowed(cdb, writes);
#else
	return scsi_cmd_allowed(cdb, writes ? FMODE_READ | FMODE_WRITE : FMODE_READ);
#endif
}

#endif
