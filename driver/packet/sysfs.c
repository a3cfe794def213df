// SPDX-License-Identifier: GPL-2.0-only
/* /sys/block/burinpacketN/packet: what PACKETS tells, a number a file. */
#include <linux/device.h>

#include "device.h"

static struct burin_packet_state state_of(struct device *dev)
{
	struct burin_packet_device *device = dev_to_disk(dev)->private_data;
	struct burin_packet_state state = { .size = sizeof(state) };

	packet_device_tell(device, &state);
	return state;
}

#define NUMBER(name, format) \
static ssize_t name ## _show(struct device *dev, struct device_attribute *attr, char *buf) \
{ \
	return sysfs_emit(buf, format "\n", state_of(dev).name); \
} \
static DEVICE_ATTR_RO(name)

NUMBER(packet_blocks, "%u");
NUMBER(cache_packets, "%u");
NUMBER(delay_ms, "%u");
NUMBER(dirty, "%u");
NUMBER(unsynced, "%u");
NUMBER(error, "%d");
NUMBER(blocks_asked, "%llu");
NUMBER(blocks_written, "%llu");
NUMBER(blocks_gathered, "%llu");
NUMBER(packets_whole, "%llu");
NUMBER(packets_gathered, "%llu");
NUMBER(flushes, "%llu");
NUMBER(syncs, "%llu");
NUMBER(resets, "%llu");
NUMBER(retries, "%llu");
NUMBER(failed, "%llu");

static struct attribute *attributes[] = {
	&dev_attr_packet_blocks.attr,
	&dev_attr_cache_packets.attr,
	&dev_attr_delay_ms.attr,
	&dev_attr_dirty.attr,
	&dev_attr_unsynced.attr,
	&dev_attr_error.attr,
	&dev_attr_blocks_asked.attr,
	&dev_attr_blocks_written.attr,
	&dev_attr_blocks_gathered.attr,
	&dev_attr_packets_whole.attr,
	&dev_attr_packets_gathered.attr,
	&dev_attr_flushes.attr,
	&dev_attr_syncs.attr,
	&dev_attr_resets.attr,
	&dev_attr_retries.attr,
	&dev_attr_failed.attr,
	NULL
};

static const struct attribute_group group = { .name = "packet", .attrs = attributes };

const struct attribute_group *packet_disk_groups[] = { &group, NULL };
