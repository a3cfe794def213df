// SPDX-License-Identifier: GPL-2.0-only
/* The block device: its limits, its openers, and requests on their way to the thread. */
#include <linux/blkdev.h>
#include <linux/module.h>

#include "../compat.h"
#include "../unit.h"
#include "device.h"

#define SECTORS		(2048 >> SECTOR_SHIFT)	/* of a block */
#define DEPTH		128

static int major;

u32 packet_disk_major(void)
{
	return major;
}

/* --- openers --- */

/* None of a device that is about to go. */
static int take_opener(struct burin_packet_device *device)
{
	int ret = 0;

	mutex_lock(&device->lock);
	if (device->closing) {
		ret = -ENXIO;
	} else {
		device->openers++;
		kref_get(&device->ref);
	}
	mutex_unlock(&device->lock);
	return ret;
}

BURIN_DISK_OPEN(packet_open)
{
	return take_opener(disk->private_data);
}

BURIN_DISK_RELEASE(packet_release)
{
	struct burin_packet_device *device = disk->private_data;

	mutex_lock(&device->lock);
	device->openers--;
	mutex_unlock(&device->lock);
	packet_device_put(device);
}

static const struct block_device_operations packet_fops = {
	.owner = THIS_MODULE,
	.open = packet_open,
	.release = packet_release,
};

/* --- requests --- */

static int kind_of(const struct request *rq)
{
	switch (req_op(rq)) {
	case REQ_OP_READ:
		return BURIN_PACKET_READ;
	case REQ_OP_WRITE:
		return BURIN_PACKET_WRITE;
	case REQ_OP_FLUSH:
		return BURIN_PACKET_FLUSH;
	case REQ_OP_DISCARD:
		return BURIN_PACKET_DISCARD;
	default:
		return -1;
	}
}

static void fill(struct packet_request *request, const struct request *rq, int kind)
{
	request->packet.kind = kind;
	request->packet.block = kind == BURIN_PACKET_FLUSH ? 0 : blk_rq_pos(rq) / SECTORS;
	request->packet.count = blk_rq_sectors(rq) / SECTORS;
}

static blk_status_t packet_queue(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct burin_packet_device *device = hctx->queue->queuedata;
	struct packet_request *request = blk_mq_rq_to_pdu(bd->rq);
	int kind = kind_of(bd->rq);
	s32 error;

	if (kind < 0)
		return BLK_STS_NOTSUPP;
	if (device->flags & BURIN_BIND_READ_ONLY && op_is_write(req_op(bd->rq)))
		return BLK_STS_IOERR;
	blk_mq_start_request(bd->rq);
	fill(request, bd->rq, kind);
	spin_lock_irq(&device->arrived_lock);
	error = device->error;
	if (!error)
		list_add_tail(&request->link, &device->arrived);
	spin_unlock_irq(&device->arrived_lock);
	if (error)
		return errno_to_blk_status(error);
	packet_kick(device);
	return BLK_STS_OK;
}

/* Commands have times of their own, and every request ends by the thread's hand. */
static enum blk_eh_timer_return packet_timeout(struct request *rq)
{
	return BLK_EH_RESET_TIMER;
}

static const struct blk_mq_ops packet_mq_ops = {
	.queue_rq = packet_queue,
	.timeout = packet_timeout,
};

/* --- beginning and end --- */

int packet_disk_new(struct burin_packet_device *device)
{
	const struct burin_packet_config *config = &device->machine.config;
	struct gendisk *disk;
	int ret;

	device->tags = (struct blk_mq_tag_set){
		.ops = &packet_mq_ops,
		.nr_hw_queues = 1,
		.queue_depth = DEPTH,
		.numa_node = NUMA_NO_NODE,
		.cmd_size = sizeof(struct packet_request),
		.flags = BLK_MQ_F_NO_SCHED_BY_DEFAULT,
	};
	ret = blk_mq_alloc_tag_set(&device->tags);
	if (ret)
		return ret;
	disk = burin_alloc_disk(&device->tags, config->packet_blocks * 2048, device);
	if (IS_ERR(disk)) {
		blk_mq_free_tag_set(&device->tags);
		return PTR_ERR(disk);
	}
	disk->major = major;
	disk->first_minor = MINOR(device->unit->dev.devt);
	disk->minors = 1;
	disk->flags |= GENHD_FL_NO_PART;
	disk->fops = &packet_fops;
	disk->private_data = device;
	snprintf(disk->disk_name, sizeof(disk->disk_name), "burinpacket%u", disk->first_minor);
	set_capacity(disk, (sector_t)config->blocks * SECTORS);
	set_disk_ro(disk, device->flags & BURIN_BIND_READ_ONLY);
	device->disk = disk;
	return 0;
}

/* No child of the unit: whose drive has gone is no more when the disk is. */
int packet_disk_show(struct burin_packet_device *device)
{
	int ret = -ENODEV;

	mutex_lock(&device->life_lock);
	if (device->disk)
		ret = device_add_disk(NULL, device->disk, packet_disk_groups);
	device->shown = !ret;
	mutex_unlock(&device->life_lock);
	return ret;
}

static void take_away(struct burin_packet_device *device)
{
	mutex_lock(&device->life_lock);
	if (device->shown)
		del_gendisk(device->disk);
	synchronize_rcu();	/* for whoever has queued and not yet kicked */
	put_disk(device->disk);
	blk_mq_free_tag_set(&device->tags);
	device->disk = NULL;
	mutex_unlock(&device->life_lock);
}

int packet_disk_remove(struct burin_packet_device *device, bool by_force)
{
	bool first;
	int ret = 0;

	mutex_lock(&device->lock);
	first = !device->closing;
	if (first && device->openers && !by_force)
		ret = -EBUSY;
	else
		device->closing = true;
	mutex_unlock(&device->lock);
	if (!ret && first)
		take_away(device);
	mutex_lock(&device->life_lock);		/* whoever was first has taken it away */
	mutex_unlock(&device->life_lock);
	return ret;
}

int packet_disk_init(void)
{
	major = register_blkdev(0, "burinpacket");
	return min(major, 0);
}

void packet_disk_exit(void)
{
	unregister_blkdev(major, "burinpacket");
}
