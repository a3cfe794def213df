/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One SCSI command after the other: issue, time out, residual, sense. An exec has
 * one command in flight at most, and the request of the next one ready. One that
 * outlasts its time-out by BURIN_PATIENCE_MS is given up by whoever waits, and its
 * unit is lost until the SCSI layer's error handling has ended it; exec and ring
 * stay for it that long.
 */
#ifndef BURIN_EXEC_H
#define BURIN_EXEC_H

#include <linux/kref.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/burin.h>

#include "engine/sense.h"

#define BURIN_PATIENCE_MS	5000

struct burin_ring;
struct burin_unit;

struct burin_exec_command {
	const u8 *cdb;
	u8 cdb_len;
	u8 direction;			/* BURIN_DIR_* */
	void *data;			/* in ring, or the exec's buffer */
	u32 len;
	u32 timeout_ms;
	struct burin_ring *ring;	/* NULL: data are in the exec's buffer */
};

struct burin_exec_result {
	u8 host;			/* BURIN_HOST_* */
	u8 status;
	u8 sense_len;
	u8 sense[BURIN_SENSE_MAX];
	u32 transferred;
	u32 remapped;			/* times memory had to be asked for again */
	u64 began, ended;		/* ns */
};

struct burin_exec {
	struct kref ref;		/* the owner's, and a command's in flight */
	struct burin_unit *unit;	/* a reference; of the SCSI device, too */
	struct work_struct release;
	void *buffer;			/* BURIN_COMMAND_DATA_MAX bytes */
	wait_queue_head_t wait;
	u64 deadline;			/* ns: of the command in flight */
	struct request *ready;		/* of burin_exec_prepare(); NULL: none */
	u32 unmapped;			/* for want of memory, since the last command was sent */

	spinlock_t lock;		/* guards what follows */
	bool flying;
	bool given_up;
	bool retired;			/* the owner has gone: it holds the module by itself */
	u32 len;
	struct burin_ring *ring;
	struct burin_exec_result result;
};

struct burin_exec *burin_exec_new(struct burin_unit *unit);
/* By its owner, whose last act on it this is. */
void burin_exec_retire(struct burin_exec *exec);

/*
 * Waits until the buffer is free, for what is left of an earlier command's time
 * and wait_ms more: 0; -EIO: the unit is lost; -EINTR: killed (killable only).
 */
int burin_exec_begin(struct burin_exec *exec, u32 wait_ms, bool killable);
/*
 * After burin_exec_begin(). False: it could not be sent, result tells. prepared: the command is
 * that of burin_exec_prepare(); else what was prepared is given up.
 */
bool burin_exec_send(struct burin_exec *exec, const struct burin_exec_command *command,
		     bool prepared, struct burin_exec_result *result);
/*
 * While a command is in flight: request and mapping of the one to follow, where they are to be
 * had at once. It holds a tag: after the wait it is sent or given up.
 */
void burin_exec_prepare(struct burin_exec *exec, const struct burin_exec_command *command);
void burin_exec_give_up(struct burin_exec *exec);
/* For the command sent. 0; -EINTR: killed, the command goes on alone (killable only). */
int burin_exec_wait(struct burin_exec *exec, const struct burin_exec_command *command,
		    struct burin_exec_result *result, bool killable);
/* Both. */
int burin_exec_run(struct burin_exec *exec, const struct burin_exec_command *command,
		   struct burin_exec_result *result, bool killable);

/* Valid when the command ended with CHECK CONDITION, and sense that is some. */
struct burin_sense burin_exec_sense(const struct burin_exec_result *result);

int burin_exec_init(void);
void burin_exec_exit(void);

#endif
