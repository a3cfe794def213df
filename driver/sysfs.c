// SPDX-License-Identifier: GPL-2.0-only
#include "sysfs.h"

#include <linux/device.h>

#include "owner.h"
#include "unit.h"

static struct burin_unit *unit_of(struct device *dev)
{
	return container_of(dev, struct burin_unit, dev);
}

void burin_stats_of(struct burin_unit *unit, struct burin_stats *stats)
{
	mutex_lock(&unit->lock);
	if (unit->owner && unit->owner->run)
		*stats = unit->owner->run->stats;
	else
		*stats = unit->last;
	mutex_unlock(&unit->lock);
}

#define NUMBER(name, format, value) \
static ssize_t name ## _show(struct device *dev, struct device_attribute *attr, char *buf) \
{ \
	struct burin_stats stats; \
	burin_stats_of(unit_of(dev), &stats); \
	return sysfs_emit(buf, format "\n", value); \
} \
static DEVICE_ATTR_RO(name)

NUMBER(phase, "%u", stats.run.phase);
NUMBER(rate, "%u", stats.rate);
NUMBER(fill, "%u", stats.used_slots);
NUMBER(lowest_fill, "%u", stats.lowest_slots);
NUMBER(slots, "%u", stats.slots);
NUMBER(relinks, "%u", stats.dry);
NUMBER(remapped, "%u", stats.remapped);
NUMBER(relocked, "%u", stats.relocked);
NUMBER(commands, "%llu", stats.commands);
NUMBER(written, "%llu", stats.run.written);
NUMBER(acknowledged, "%llu", stats.run.acknowledged);

/* One line a bucket that is not empty: less than so many microseconds, how often. */
static ssize_t idle_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct burin_stats stats;
	ssize_t n = 0;

	burin_stats_of(unit_of(dev), &stats);
	for (u32 i = 0; i < BURIN_IDLE_BUCKETS; i++)
		if (stats.idle[i])
			n += sysfs_emit_at(buf, n, "%u %llu\n", 1u << i, stats.idle[i]);
	return n;
}
static DEVICE_ATTR_RO(idle);

static ssize_t owner_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct burin_unit *unit = unit_of(dev);
	ssize_t n = 0;

	mutex_lock(&unit->lock);
	if (unit->owner)
		n = sysfs_emit(buf, "%s\n", unit->owner->name);
	mutex_unlock(&unit->lock);
	return n;
}
static DEVICE_ATTR_RO(owner);

static struct attribute *attributes[] = {
	&dev_attr_phase.attr,
	&dev_attr_rate.attr,
	&dev_attr_fill.attr,
	&dev_attr_lowest_fill.attr,
	&dev_attr_slots.attr,
	&dev_attr_relinks.attr,
	&dev_attr_remapped.attr,
	&dev_attr_relocked.attr,
	&dev_attr_commands.attr,
	&dev_attr_written.attr,
	&dev_attr_acknowledged.attr,
	&dev_attr_idle.attr,
	&dev_attr_owner.attr,
	NULL
};

static const struct attribute_group group = { .attrs = attributes };

const struct attribute_group *burin_unit_groups[] = { &group, NULL };
