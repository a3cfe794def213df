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
