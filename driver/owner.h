/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ownership of a unit: from ACQUIRE until its thread has brought everything to
 * an end, whether or not the file that began it is still open. Everything here is
 * guarded by the unit's lock unless it says otherwise.
 */
#ifndef BURIN_OWNER_H
#define BURIN_OWNER_H

#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/uidgid.h>
#include <linux/wait.h>

#include "claim.h"
#include "exec.h"
#include "program.h"
#include "ring.h"
#include "run.h"

struct burin_file;
struct burin_packet_device;
struct burin_packet_ops;
struct burin_unit;

struct burin_owner {
	struct burin_unit *unit;	/* a reference */
	struct burin_file *file;	/* NULL: deserted */
	struct burin_claim claim;
	kuid_t uid;
	struct pid *pid;
	char name[BURIN_NAME_MAX];

	struct burin_exec *exec;	/* whoever is commanding, else the thread's alone */
	bool commanding;
	struct burin_copy *armed;	/* NULL: nothing */
	struct burin_ring *ring;	/* NULL: none */
	struct burin_run *run;		/* the burn: under way, or its result; NULL: none yet */
	struct burin_packet_device *bound;	/* NULL: no block device */
	const struct burin_packet_ops *packet_ops;	/* ... its module's */

	struct task_struct *thread;
	struct burin_run *closing;	/* in reserve, for the armed epilogue */
	wait_queue_head_t wait;		/* the thread's */
	bool kicked;			/* ... is to look again */
	bool leaving;			/* the armed epilogue, then the end */
	bool releasing;			/* ... once RELEASE has seen a command under way end */
	u64 deserted_ns;

	/* of whoever is commanding */
	bool locked;			/* the door */
	bool forgotten;			/* ... by the drive: it was reset */
	s32 foreign;			/* commands of others, as last seen */
};

int burin_owner_acquire(struct burin_file *file, struct burin_acquire *acquire);
/* The caller gives it up. When no burn runs and nothing is armed all is free on return. */
int burin_owner_release(struct burin_file *file);
/* Until that ownership is over: 0 or -EINTR. */
int burin_owner_wait_end(struct burin_unit *unit, const struct burin_owner *owner,
			 u32 generation);
/* 0: it would succeed now, and what it would tell is filled in. */
int burin_owner_may_adopt(struct burin_file *file, struct burin_adopt *adopt);
int burin_owner_adopt(struct burin_file *file, const struct burin_adopt *adopt);
/* The file is gone. */
void burin_owner_desert(struct burin_owner *owner);
/* Nobody is waited for any more: what is published is written, then comes the epilogue. */
void burin_owner_orphan(struct burin_owner *owner);
void burin_owner_wake(struct burin_owner *owner);

/* 0 when file is the owner's; -ENODEV, -ESTALE, -EPERM. */
int burin_owner_check(const struct burin_file *file);
bool burin_owner_is_running(const struct burin_owner *owner);
/* COMPLETE has something to give. */
bool burin_owner_has_done(const struct burin_owner *owner);

/*
 * Whoever sends commands outside of a burn, or begins one, has the exec to himself in between: 0;
 * -EBUSY: a burn is running; -EINTR. Begun with the lock not held.
 */
int burin_owner_begin_command(struct burin_file *file);
void burin_owner_end_command(struct burin_owner *owner);
/* A command of the owner's ended so: what it did to the door. */
void burin_owner_note_command(struct burin_owner *owner, const u8 *cdb,
			      const struct burin_exec_result *result);

/* The thread's: locks the door again after a command of somebody else's. */
/* What the drive said to that, which may be meant for others; not valid: nothing. */
struct burin_sense burin_owner_guard(struct burin_owner *owner);
/* The thread's: until woken, or until that time (ns; ~0: for ever). */
void burin_owner_sleep(struct burin_owner *owner, u64 until);

#endif
