// SPDX-License-Identifier: GPL-2.0-only
/* Devices: made, freed, and told of. */
#include <linux/module.h>
#include <linux/slab.h>

#include "../program.h"
#include "../unit.h"
#include "device.h"

static void device_free(struct kref *ref)
{
	struct burin_packet_device *device = container_of(ref, struct burin_packet_device, ref);

	burin_ring_put(device->ring);
	burin_copy_free(device->restore);
	burin_unit_put(device->unit);
	kvfree(device->slots);
	kvfree(device->heads);
	kfree(device);
}

static void device_get(struct burin_packet_device *device)
{
	kref_get(&device->ref);
}

void packet_device_put(struct burin_packet_device *device)
{
	kref_put(&device->ref, device_free);
}

static u32 machine_flags(u32 flags)
{
	return (flags & BURIN_BIND_THROUGH ? BURIN_PACKETS_THROUGH : 0) |
	       (flags & BURIN_BIND_VERIFY ? BURIN_PACKETS_VERIFY : 0);
}

static int make_machine(struct burin_packet_device *device, const struct burin_bind *bind)
{
	struct burin_packet_config config = {
		.packet_blocks = bind->packet_blocks,
		.blocks = bind->blocks,
		.slots = bind->cache_packets,
		.heads = roundup_pow_of_two(max(bind->cache_packets, 2u)),
		.flags = machine_flags(bind->flags),
		.delay_ms = bind->delay_ms,
	};

	device->slots = kvcalloc(config.slots, sizeof(*device->slots), GFP_KERNEL_ACCOUNT);
	device->heads = kvcalloc(config.heads, sizeof(*device->heads), GFP_KERNEL_ACCOUNT);
	if (!device->slots || !device->heads)
		return -ENOMEM;
	return burin_packets_init(&device->machine, &config, device->slots, device->heads) ?
	       -EINVAL : 0;
}

static int make_ring(struct burin_packet_device *device, const struct burin_bind *bind)
{
	struct burin_ring_spec spec = {
		.slot_bytes = bind->packet_blocks * 2048,
		.slots = bind->cache_packets + 1,
		.checksum = BURIN_CHECKSUM_NONE,
	};
	struct burin_ring *ring = burin_ring_new(&spec);

	if (IS_ERR(ring))
		return PTR_ERR(ring);
	device->ring = ring;
	return 0;
}

/* Before anything is allocated by what they say. */
static int check_bind(const struct burin_unit *unit, const struct burin_bind *bind)
{
	if ((bind->packet_blocks != 16 && bind->packet_blocks != 32) ||
	    bind->cache_packets < BURIN_PACKET_SLOTS_MIN ||
	    bind->cache_packets > BURIN_CACHE_PACKETS_MAX || bind->blocks > BURIN_LBA_END)
		return -EINVAL;
	return bind->packet_blocks * 2048 <= burin_unit_transfer_bytes(unit) ? 0 : -EINVAL;
}

static int device_make(struct burin_packet_device *device, struct burin_bind *bind)
{
	int ret = check_bind(device->unit, bind);

	if (!ret)
		ret = make_machine(device, bind);
	if (!ret)
		ret = make_ring(device, bind);
	if (!ret)
		ret = packet_disk_new(device);
	if (ret)
		return ret;
	bind->major = packet_disk_major();
	bind->minor = device->disk->first_minor;
	device->told = (struct burin_packet_state){
		.flags = bind->flags, .major = bind->major, .minor = bind->minor,
		.packet_blocks = bind->packet_blocks, .blocks = bind->blocks,
		.cache_packets = bind->cache_packets, .delay_ms = bind->delay_ms,
	};
	return 0;
}

static struct burin_packet_device *device_bind(struct burin_owner *owner, struct burin_bind *bind,
					       struct burin_copy *restore)
{
	struct burin_packet_device *device = kzalloc(sizeof(*device), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!device) {
		burin_copy_free(restore);
		return ERR_PTR(-ENOMEM);
	}
	kref_init(&device->ref);
	device->owner = owner;
	device->unit = burin_unit_get(owner->unit);
	device->restore = restore;
	device->flags = bind->flags;
	mutex_init(&device->lock);
	mutex_init(&device->life_lock);
	spin_lock_init(&device->arrived_lock);
	INIT_LIST_HEAD(&device->arrived);
	ret = device_make(device, bind);
	if (!ret)
		return device;
	packet_device_put(device);
	return ERR_PTR(ret);
}

static int device_unbind(struct burin_packet_device *device)
{
	int ret = packet_disk_remove(device, false);

	if (ret)
		return ret;
	spin_lock_irq(&device->arrived_lock);
	device->over = true;
	spin_unlock_irq(&device->arrived_lock);
	packet_kick(device);
	return 0;
}

static int device_result(struct burin_packet_device *device)
{
	return READ_ONCE(device->final_error);
}

void packet_device_tell(struct burin_packet_device *device, struct burin_packet_state *state)
{
	__u32 size = state->size;

	spin_lock_irq(&device->arrived_lock);
	*state = device->told;
	state->error = device->error;
	spin_unlock_irq(&device->arrived_lock);
	state->size = size;
	mutex_lock(&device->lock);
	state->opened = device->openers > 0;
	mutex_unlock(&device->lock);
}

static const struct burin_packet_ops ops = {
	.module = THIS_MODULE,
	.bind = device_bind,
	.show = packet_disk_show,
	.drive = packet_drive,
	.kick = packet_kick,
	.unbind = device_unbind,
	.result = device_result,
	.tell = packet_device_tell,
	.get = device_get,
	.put = packet_device_put,
};

static int __init burin_packet_init(void)
{
	int ret = packet_disk_init();

	if (ret)
		return ret;
	ret = burin_packet_register(&ops);
	if (ret)
		packet_disk_exit();
	return ret;
}

static void __exit burin_packet_exit(void)
{
	burin_packet_unregister(&ops);
	packet_disk_exit();
}

module_init(burin_packet_init);
module_exit(burin_packet_exit);
MODULE_DESCRIPTION("Packet writing on rewritable optical discs");
MODULE_AUTHOR("The burin developers");
MODULE_LICENSE("GPL");
