// SPDX-License-Identifier: GPL-2.0-only
#include "attach.h"

#include <linux/err.h>
#include <linux/slab.h>
#include <scsi/scsi.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_driver.h>

#include "compat.h"
#include "owner.h"
#include "unit.h"

static DEFINE_MUTEX(units_lock);
static LIST_HEAD(units);

static int add(struct device *dev)
{
	struct scsi_device *sdev = to_scsi_device(dev->parent);
	struct burin_unit *unit;

	if (sdev->type != TYPE_ROM && sdev->type != TYPE_WORM)
		return -ENODEV;
	unit = burin_unit_new(sdev);
	if (IS_ERR(unit)) {
		sdev_printk(KERN_WARNING, sdev, "burin: no unit: %ld\n", PTR_ERR(unit));
		return PTR_ERR(unit);
	}
	mutex_lock(&units_lock);
	list_add_tail(&unit->link, &units);
	mutex_unlock(&units_lock);
	return 0;
}

/* sg has the class device's drvdata, so units are found by their drive. */
static struct burin_unit *take(const struct scsi_device *sdev)
{
	struct burin_unit *unit, *found = NULL;

	mutex_lock(&units_lock);
	list_for_each_entry(unit, &units, link) {
		if (unit->sdev == sdev) {
			found = unit;
			list_del(&unit->link);
			break;
		}
	}
	mutex_unlock(&units_lock);
	return found;
}

/* Called for every device, also for those that add() has refused. */
static void remove(struct device *dev)
{
	struct burin_unit *unit = take(to_scsi_device(dev->parent));

	if (unit)
		burin_unit_make_gone(unit);
}

/* A burn, an epilogue, or one that is armed: the disc is not as it should be left. */
static bool is_burning(struct burin_unit *unit)
{
	bool burning;

	mutex_lock(&unit->lock);
	burning = unit->owner && (burin_owner_is_running(unit->owner) || unit->owner->armed);
	mutex_unlock(&unit->lock);
	return burning;
}

unsigned int burin_attach_count_burning(void)
{
	struct burin_unit *unit;
	unsigned int n = 0;

	mutex_lock(&units_lock);
	list_for_each_entry(unit, &units, link)
		n += is_burning(unit);
	mutex_unlock(&units_lock);
	return n;
}

void burin_attach_orphan_all(void)
{
	struct burin_unit *unit;

	mutex_lock(&units_lock);
	list_for_each_entry(unit, &units, link) {
		mutex_lock(&unit->lock);
		if (unit->owner)
			burin_owner_orphan(unit->owner);
		mutex_unlock(&unit->lock);
	}
	mutex_unlock(&units_lock);
}

BURIN_CLASS_INTERFACE(interface, add, remove);

int burin_attach_init(void)
{
	return scsi_register_interface(&interface);
}

void burin_attach_exit(void)
{
	scsi_unregister_interface(&interface);
}
