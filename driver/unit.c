// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include <linux/export.h>
#include <linux/idr.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "chardev.h"
#include "compat.h"
#include "debugfs.h"
#include "event.h"
#include "owner.h"
#include "sysfs.h"

#define UNITS_MAX	256

static dev_t first_number;
static DEFINE_IDA(numbers);

static void unit_release(struct device *dev)
{
	struct burin_unit *unit = container_of(dev, struct burin_unit, dev);

	ida_free(&numbers, MINOR(dev->devt) - MINOR(first_number));
	put_device(&unit->sdev->sdev_gendev);
	kfree(unit);
}

static struct class unit_class = {
	.name = "burin",
	.dev_groups = burin_unit_groups,
	.dev_release = unit_release,
};

/* A slot's pages lie anywhere: each may be a segment of its own. */
u32 burin_unit_transfer_bytes(const struct burin_unit *unit)
{
	const struct request_queue *queue = unit->sdev->request_queue;

	return min_t(u64, (u64)queue_max_sectors(queue) << SECTOR_SHIFT,
		     (u64)queue_max_segments(queue) << PAGE_SHIFT);
}
EXPORT_SYMBOL_GPL(burin_unit_transfer_bytes);

static struct burin_unit *unit_alloc(struct scsi_device *sdev, int number)
{
	struct burin_unit *unit = kzalloc(sizeof(*unit), GFP_KERNEL);

	if (!unit)
		return NULL;
	device_initialize(&unit->dev);
	unit->dev.class = &unit_class;
	unit->dev.parent = &sdev->sdev_gendev;
	unit->dev.devt = first_number + number;
	unit->sdev = sdev;
	get_device(&sdev->sdev_gendev);
	mutex_init(&unit->lock);
	init_waitqueue_head(&unit->wait);
	init_waitqueue_head(&unit->slots_wait);
	spin_lock_init(&unit->files_lock);
	INIT_LIST_HEAD(&unit->files);
	cdev_init(&unit->cdev, &burin_chardev_fops);
	unit->cdev.owner = THIS_MODULE;
	return unit;
}

/* Called in the SCSI class's add_dev: no command may be sent here. */
struct burin_unit *burin_unit_new(struct scsi_device *sdev)
{
	int number = ida_alloc_max(&numbers, UNITS_MAX - 1, GFP_KERNEL);
	struct burin_unit *unit;
	int ret;

	if (number < 0)
		return ERR_PTR(number);
	unit = unit_alloc(sdev, number);
	if (!unit) {
		ida_free(&numbers, number);
		return ERR_PTR(-ENOMEM);
	}
	ret = dev_set_name(&unit->dev, "burin%d", number);
	if (!ret)
		ret = cdev_device_add(&unit->cdev, &unit->dev);
	if (ret) {
		burin_unit_put(unit);
		return ERR_PTR(ret);
	}
	burin_debugfs_add(unit);
	return unit;
}

/*
 * The drive leaves: its commands in flight still end, by themselves or by the SCSI
 * layer's hand, and free their requests; new ones fail. Whoever waits is woken, the
 * owner's thread ends by itself.
 */
void burin_unit_make_gone(struct burin_unit *unit)
{
	burin_debugfs_remove(unit);
	cdev_device_del(&unit->cdev, &unit->dev);
	mutex_lock(&unit->lock);
	WRITE_ONCE(unit->gone, true);
	if (unit->owner)
		burin_owner_wake(unit->owner);
	mutex_unlock(&unit->lock);
	burin_event_gone(unit);
	burin_unit_put(unit);
}

long burin_wait(wait_queue_head_t *queue, bool (*cond)(void *arg), void *arg, int mode,
		long timeout)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(queue, &wait);
	while (!cond(arg) && timeout > 0) {
		if (mode == TASK_KILLABLE ? fatal_signal_pending(current) :
					    signal_pending(current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		timeout = wait_woken(&wait, mode, timeout);
	}
	remove_wait_queue(queue, &wait);
	return timeout;
}

int burin_unit_init(void)
{
	int ret = class_register(&unit_class);

	if (ret)
		return ret;
	ret = alloc_chrdev_region(&first_number, 0, UNITS_MAX, "burin");
	if (ret)
		class_unregister(&unit_class);
	return ret;
}

void burin_unit_exit(void)
{
	unregister_chrdev_region(first_number, UNITS_MAX);
	class_unregister(&unit_class);
	ida_destroy(&numbers);
}
