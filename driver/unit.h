/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A unit: one MMC drive, beside sr and sg. It lives as long as its drive is there
 * or one of its files is open. The drive leaves in two phases: burin_unit_make_gone()
 * lets nothing new begin, the last burin_unit_put() frees.
 */
#ifndef BURIN_UNIT_H
#define BURIN_UNIT_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <scsi/scsi_device.h>

#include "stats.h"

struct burin_file;
struct burin_owner;

struct burin_unit {
	struct device dev;
	struct cdev cdev;
	struct list_head link;		/* attach.c's */
	struct scsi_device *sdev;	/* a device reference; commands need scsi_device_get() */

	struct mutex lock;		/* guards what follows, and the owner's control state */
	bool gone;
	u32 generation;
	struct burin_owner *owner;	/* NULL: nobody */
	struct burin_stats last;	/* of the last burn, after its owner has gone */

	bool lost;			/* a command has not come back; set and cleared by exec.c */
	atomic_t sent;			/* commands of ours, to tell foreign ones from */
	wait_queue_head_t wait;		/* pollers, the end of an ownership or of a command */
	wait_queue_head_t slots_wait;	/* COMPLETE: woken when `wanted` slots are done */
	u32 wanted;			/* ... the least that any of them waits for */

	spinlock_t files_lock;		/* guards files and their records; taken last */
	struct list_head files;
};

struct burin_unit *burin_unit_new(struct scsi_device *sdev);
void burin_unit_make_gone(struct burin_unit *unit);
/* Most that one command of a stream moves: by the host, and whoever set its queue's limit. */
u32 burin_unit_transfer_bytes(const struct burin_unit *unit);

static inline struct burin_unit *burin_unit_get(struct burin_unit *unit)
{
	get_device(&unit->dev);
	return unit;
}

static inline void burin_unit_put(struct burin_unit *unit)
{
	put_device(&unit->dev);
}

/* True while no command can reach the drive. */
static inline bool burin_unit_is_gone(const struct burin_unit *unit)
{
	return READ_ONCE(unit->gone);
}

/*
 * Waits for what is only seen under the lock, which cond() takes: what is left of the
 * time, 0: none; -ERESTARTSYS: a signal (mode TASK_INTERRUPTIBLE, or TASK_KILLABLE).
 */
long burin_wait(wait_queue_head_t *queue, bool (*cond)(void *arg), void *arg, int mode,
		long timeout);

int burin_unit_init(void);
void burin_unit_exit(void);

#endif
