/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bound drive: a block device in front, the packet machine behind it. Requests come in by
 * blk-mq and wait in `arrived` until the owner's thread, which has the machine alone, takes
 * them. The thread carries every request out: it copies, sends commands, completes.
 */
#ifndef BURIN_PACKET_DEVICE_H
#define BURIN_PACKET_DEVICE_H

#include <linux/blk-mq.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

#include "../engine/packet.h"
#include "../exec.h"
#include "../owner.h"
#include "../packet.h"
#include "../ring.h"

/* In front of every request. */
struct packet_request {
	struct burin_packet_request packet;	/* first: the machine knows nothing else */
	struct list_head link;
};

struct burin_packet_device {
	struct kref ref;
	struct burin_owner *owner;	/* for as long as drive() runs */
	struct burin_unit *unit;	/* a reference */
	struct burin_ring *ring;	/* a slot for each packet, and one to read into */
	struct burin_copy *restore;	/* NULL: nothing is sent after a reset */
	u32 flags;

	struct blk_mq_tag_set tags;
	struct mutex life_lock;		/* guards what follows */
	struct gendisk *disk;		/* NULL: taken away */
	bool shown;

	struct mutex lock;		/* guards what follows */
	unsigned int openers;
	bool closing;

	spinlock_t arrived_lock;	/* guards what follows */
	struct list_head arrived;
	bool over;			/* nothing is taken any more, but from the final flush */
	s32 error;			/* ... or nothing at all */
	struct burin_packet_state told;

	/* the thread's alone */
	struct burin_packets machine;
	struct burin_packet *slots;
	__u32 *heads;
	u64 resets;			/* for which the settings have been restored */
	u64 guarded;			/* ns: the door was last looked after */
	bool flying;
	struct burin_exec_command command;
	u8 cdb[BURIN_CDB_MAX];
	struct burin_packet_request final;	/* the flush at the end */
	bool finishing, finished;
	s32 final_error;		/* of that flush; read by whoever unbinds */
};

/* main.c */
void packet_device_put(struct burin_packet_device *device);
void packet_device_tell(struct burin_packet_device *device, struct burin_packet_state *state);

/* sysfs.c */
extern const struct attribute_group *packet_disk_groups[];

/* disk.c */
int packet_disk_new(struct burin_packet_device *device);
int packet_disk_show(struct burin_packet_device *device);
/* 0 once it is gone; -EBUSY: open, and not by force. */
int packet_disk_remove(struct burin_packet_device *device, bool by_force);
int packet_disk_init(void);
void packet_disk_exit(void);
u32 packet_disk_major(void);

/* drive.c */
void packet_drive(struct burin_packet_device *device);
void packet_kick(struct burin_packet_device *device);

#endif
