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

#define NUMBER(name, format, value) \
static ssize_t name ## _show(struct device *dev, struct device_attribute *attr, char *buf) \
{ \
	struct burin_packet_state state = state_of(dev); \
	return sysfs_emit(buf, format "\n", value); \
} \
static DEVICE_ATTR_RO(name)

NUMBER(packet_blocks, "%u", state.packet_blocks);
NUMBER(cache_packets, "%u", state.cache_packets);
NUMBER(delay_ms, "%u", state.delay_ms);
NUMBER(dirty, "%u", state.dirty);
NUMBER(unsynced, "%u", state.unsynced);
NUMBER(error, "%d", state.error);
NUMBER(blocks_asked, "%llu", state.blocks_asked);
NUMBER(blocks_written, "%llu", state.blocks_written);
NUMBER(blocks_gathered, "%llu", state.blocks_gathered);
NUMBER(packets_whole, "%llu", state.packets_whole);
NUMBER(packets_gathered, "%llu", state.packets_gathered);
NUMBER(flushes, "%llu", state.flushes);
NUMBER(syncs, "%llu", state.syncs);
NUMBER(resets, "%llu", state.resets);
NUMBER(retries, "%llu", state.retries);
NUMBER(failed, "%llu", state.failed);

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
