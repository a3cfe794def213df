/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the packet module, burin_packet.ko, meets the driver. A device is made by BIND,
 * driven by the owner's thread, ended by UNBIND or because the drive has gone, and freed
 * when the last reference is.
 */
#ifndef BURIN_PACKET_H
#define BURIN_PACKET_H

#include <linux/burin.h>

struct burin_copy;
struct burin_file;
struct burin_owner;
struct burin_packet_device;
struct module;

struct burin_packet_ops {
	struct module *module;
	/*
	 * Takes over restore, also when it fails. The block device does not appear before
	 * show(). A pointer error.
	 */
	struct burin_packet_device *(*bind)(struct burin_owner *owner, struct burin_bind *bind,
					    struct burin_copy *restore);
	int (*show)(struct burin_packet_device *device);
	/* The owner's thread: until it is unbound or the drive has gone. */
	void (*drive)(struct burin_packet_device *device);
	/* Somebody may have to look: requests, the drive's end, the machine's. */
	void (*kick)(struct burin_packet_device *device);
	/* 0: it is gone, and drive() about to return; -EBUSY: open. */
	int (*unbind)(struct burin_packet_device *device);
	/* After drive(): 0, or how its last flush ended. */
	int (*result)(struct burin_packet_device *device);
	void (*tell)(struct burin_packet_device *device, struct burin_packet_state *state);
	void (*get)(struct burin_packet_device *device);
	void (*put)(struct burin_packet_device *device);
};

/* The packet module's, one at a time. */
int burin_packet_register(const struct burin_packet_ops *ops);
void burin_packet_unregister(const struct burin_packet_ops *ops);

/* The ioctls. */
int burin_packet_bind(struct burin_file *file, struct burin_bind *bind, struct burin_copy *restore);
int burin_packet_unbind(struct burin_file *file);
int burin_packet_tell(struct burin_file *file, struct burin_packet_state *state);

/* The owner's thread: what is bound, from the beginning to the end. */
void burin_packet_drive(struct burin_owner *owner);
/* Under the unit's lock. */
void burin_packet_kick(struct burin_owner *owner);

#endif
