// SPDX-License-Identifier: GPL-2.0-only
#include "owner.h"

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "chardev.h"
#include "claim.h"
#include "compat.h"
#include "engine/sense.h"
#include "event.h"
#include "packet.h"
#include "unit.h"

#define ALLOW_PREVENT	0x1e	/* PREVENT ALLOW MEDIUM REMOVAL */
#define GUARD_NS	(500 * NSEC_PER_MSEC)
#define GUARD_TIMEOUT_MS	5000

void burin_owner_wake(struct burin_owner *owner)
{
	WRITE_ONCE(owner->kicked, true);
	wake_up(&owner->wait);
	burin_packet_kick(owner);
}

void burin_owner_sleep(struct burin_owner *owner, u64 until)
{
	u64 now = ktime_get_ns();
	long most = until == ~0ull ? MAX_SCHEDULE_TIMEOUT :
		    until > now ? (long)nsecs_to_jiffies(until - now) + 1 : 1;

	wait_event_idle_timeout(owner->wait, xchg(&owner->kicked, false), most);
}
EXPORT_SYMBOL_GPL(burin_owner_sleep);

int burin_owner_check(const struct burin_file *file)
{
	const struct burin_unit *unit = file->unit;

	if (burin_unit_is_gone(unit))
		return -ENODEV;
	if (file->stale)
		return -ESTALE;
	return unit->owner && unit->owner->file == file ? 0 : -EPERM;
}

bool burin_owner_is_running(const struct burin_owner *owner)
{
	return owner->leaving || owner->bound || (owner->run && !owner->run->finished);
}

bool burin_owner_has_done(const struct burin_owner *owner)
{
	return (owner->ring && owner->ring->reaped < owner->ring->done) ||
	       (owner->run && owner->run->over);
}

static bool nobody_commands(void *arg)
{
	struct burin_unit *unit = arg;
	bool nobody;

	mutex_lock(&unit->lock);
	nobody = !unit->owner || !unit->owner->commanding;
	mutex_unlock(&unit->lock);
	return nobody;
}

/* The door */

void burin_owner_note_command(struct burin_owner *owner, const u8 *cdb,
			      const struct burin_exec_result *result)
{
	struct burin_sense sense = burin_exec_sense(result);

	if (cdb[0] == ALLOW_PREVENT && !result->host && !result->status) {
		owner->locked = cdb[4] & 1;
		owner->forgotten = false;
	}
	owner->forgotten |= burin_sense_lost_buffer(&sense);
}
EXPORT_SYMBOL_GPL(burin_owner_note_command);

/* Commands that others have sent: all of the device, less ours. */
static s32 foreign_commands(const struct burin_owner *owner)
{
	const struct burin_unit *unit = owner->unit;

	return atomic_read(&unit->sdev->iorequest_cnt) - atomic_read(&unit->sent);
}

struct burin_sense burin_owner_guard(struct burin_owner *owner)
{
	static const u8 prevent[6] = { ALLOW_PREVENT, 0, 0, 0, 1, 0 };
	struct burin_exec_command command = {
		.cdb = prevent, .cdb_len = sizeof(prevent), .timeout_ms = GUARD_TIMEOUT_MS,
	};
	struct burin_exec_result result = {};
	struct burin_sense sense = {};
	s32 now = foreign_commands(owner);

	if (!owner->locked || (now == owner->foreign && !owner->forgotten) ||
	    burin_exec_begin(owner->exec, 0, false))
		return sense;
	owner->foreign = now;
	burin_exec_run(owner->exec, &command, &result, false);
	sense = burin_exec_sense(&result);
	/* A unit attention is told in place of what was asked for: once more, at the next look. */
	owner->forgotten = sense.key == UNIT_ATTENTION;
	if (owner->run && !result.host && !result.status)
		owner->run->stats.relocked++;
	return sense;
}
EXPORT_SYMBOL_GPL(burin_owner_guard);

int burin_owner_begin_command(struct burin_file *file)
{
	struct burin_unit *unit = file->unit;
	int ret;

	for (;;) {
		mutex_lock(&unit->lock);
		ret = burin_owner_check(file);
		if (!ret && burin_owner_is_running(unit->owner))
			ret = -EBUSY;
		if (ret || !unit->owner->commanding)
			break;
		mutex_unlock(&unit->lock);
		if (burin_wait(&unit->wait, nobody_commands, unit, TASK_KILLABLE,
			       MAX_SCHEDULE_TIMEOUT) < 0)
			return -EINTR;
	}
	if (!ret)
		unit->owner->commanding = true;
	mutex_unlock(&unit->lock);
	return ret;
}

void burin_owner_end_command(struct burin_owner *owner)
{
	struct burin_unit *unit = owner->unit;

	mutex_lock(&unit->lock);
	owner->commanding = false;
	burin_owner_wake(owner);
	mutex_unlock(&unit->lock);
	wake_up_all(&unit->wait);
}

/* While nobody else commands. */
static void guard_idle(struct burin_owner *owner)
{
	bool mine;

	mutex_lock(&owner->unit->lock);
	mine = !owner->commanding && owner->locked && !owner->leaving;
	owner->commanding |= mine;
	mutex_unlock(&owner->unit->lock);
	if (!mine)
		return;
	burin_owner_guard(owner);
	mutex_lock(&owner->unit->lock);
	owner->commanding = false;
	mutex_unlock(&owner->unit->lock);
	wake_up_all(&owner->unit->wait);
}

static void owner_free(struct burin_owner *owner)
{
	burin_copy_free(owner->armed);
	burin_run_free(owner->run);
	burin_run_free(owner->closing);
	burin_ring_put(owner->ring);
	if (!IS_ERR_OR_NULL(owner->exec))
		burin_exec_retire(owner->exec);
	burin_claim_drop(&owner->claim);
	put_pid(owner->pid);
	burin_unit_put(owner->unit);
	kfree(owner);
}

/* The last act of the thread; the owner's exclusive files may be closed a moment later. */
static void owner_end(struct burin_owner *owner)
{
	struct burin_unit *unit = owner->unit;

	mutex_lock(&unit->lock);
	if (owner->run)
		unit->last = owner->run->stats;
	unit->owner = NULL;
	mutex_unlock(&unit->lock);
	burin_unit_get(unit);
	owner_free(owner);
	wake_up_all(&unit->wait);
	burin_unit_put(unit);
}

/* The thread */

/* The epilogue that was armed, as a burn without streams. */
static void close_out(struct burin_owner *owner)
{
	struct burin_unit *unit = owner->unit;
	struct burin_run *run, *old;

	mutex_lock(&unit->lock);
	run = owner->closing;
	if (owner->armed && run) {
		burin_seq_init(&run->seq, &owner->armed->program);
		run->copy = owner->armed;
		owner->armed = NULL;
		owner->closing = NULL;
		old = owner->run;
		owner->run = run;
	} else {
		run = NULL;
		old = NULL;
	}
	mutex_unlock(&unit->lock);
	burin_run_free(old);
	if (run)
		burin_run_drive(owner, run);
}

static bool next(struct burin_owner *owner, struct burin_run **run, bool *bound)
{
	bool leaving;

	mutex_lock(&owner->unit->lock);
	*run = owner->run && !owner->run->finished ? owner->run : NULL;
	*bound = owner->bound;
	if (!*run && !*bound && (!owner->file || burin_unit_is_gone(owner->unit)))
		owner->leaving = true;
	leaving = !*run && !*bound && owner->leaving && !owner->commanding && !owner->releasing;
	mutex_unlock(&owner->unit->lock);
	return !leaving;
}

static int owner_thread(void *arg)
{
	struct burin_owner *owner = arg;
	struct burin_run *run;
	bool bound;

	sched_set_fifo_low(current);
	while (next(owner, &run, &bound)) {
		if (run) {
			burin_run_drive(owner, run);
			continue;
		}
		if (bound) {
			burin_packet_drive(owner);
			continue;
		}
		burin_owner_sleep(owner, READ_ONCE(owner->locked) ?
				  ktime_get_ns() + GUARD_NS : ~0ull);
		guard_idle(owner);
	}
	close_out(owner);
	owner_end(owner);
	module_put_and_kthread_exit(0);
}

/* Beginning and end */

/* An empty run in reserve: an epilogue must not fail for want of memory. */
static struct burin_run *closing_run(void)
{
	struct burin_copy none = {};
	struct burin_run *run = burin_run_new(&none, NULL, NULL);

	if (run)
		run->copy = NULL;
	return run;
}

static struct burin_owner *owner_new(struct burin_file *file,
				     const struct burin_acquire *acquire)
{
	struct burin_owner *owner = kzalloc(sizeof(*owner), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!owner)
		return ERR_PTR(ret);
	owner->unit = burin_unit_get(file->unit);
	owner->file = file;
	owner->uid = current_euid();
	owner->pid = get_pid(task_tgid(current));
	strscpy(owner->name, acquire->name, sizeof(owner->name));
	init_waitqueue_head(&owner->wait);
	owner->closing = closing_run();
	if (!owner->closing)
		goto err;
	owner->exec = burin_exec_new(file->unit);
	ret = PTR_ERR_OR_ZERO(owner->exec);
	if (ret)
		goto err;
	ret = burin_claim_take(&owner->claim, file->unit, acquire);
	if (ret)
		goto err;
	owner->foreign = foreign_commands(owner);
	return owner;

err:
	owner_free(owner);
	return ERR_PTR(ret);
}

/* Under the lock. */
static int start_owner_thread(struct burin_owner *owner)
{
	struct task_struct *thread;

	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	thread = kthread_create(owner_thread, owner, "%s", dev_name(&owner->unit->dev));
	if (IS_ERR(thread)) {
		module_put(THIS_MODULE);
		return PTR_ERR(thread);
	}
	owner->unit->owner = owner;
	owner->unit->generation++;
	wake_up_process(thread);
	return 0;
}

int burin_owner_acquire(struct burin_file *file, struct burin_acquire *acquire)
{
	struct burin_unit *unit = file->unit;
	struct burin_owner *owner;
	int ret = 0;

	if (READ_ONCE(unit->owner))
		return -EBUSY;
	if (READ_ONCE(unit->lost))
		return -EIO;
	owner = owner_new(file, acquire);
	if (IS_ERR(owner))
		return PTR_ERR(owner);
	mutex_lock(&unit->lock);
	if (burin_unit_is_gone(unit))
		ret = -ENODEV;
	else if (unit->owner)
		ret = -EBUSY;
	else
		ret = start_owner_thread(owner);
	if (!ret) {
		file->stale = false;
		acquire->generation = unit->generation;
	}
	mutex_unlock(&unit->lock);
	if (ret)
		owner_free(owner);
	return ret;
}

/* The next one's struct may lie where this one's lay. */
static bool has_ended(struct burin_unit *unit, const struct burin_owner *owner, u32 generation)
{
	return READ_ONCE(unit->owner) != owner || READ_ONCE(unit->generation) != generation;
}

int burin_owner_wait_end(struct burin_unit *unit, const struct burin_owner *owner, u32 generation)
{
	return wait_event_killable(unit->wait, has_ended(unit, owner, generation)) ? -EINTR : 0;
}

/* Under the lock: nothing new begins. */
static void leave(struct burin_owner *owner)
{
	if (owner->run && !owner->run->finished)
		owner->run->orphaned = true;
	owner->file = NULL;
	owner->leaving = true;
	owner->deserted_ns = ktime_get_ns();
	burin_owner_wake(owner);
}

/*
 * After a command under way. Unless something is armed the exclusive files are taken from the
 * thread: closed by the caller they are free when it returns to user space, by a kernel thread
 * only some time later. 0; 1: something is armed; -EINTR.
 */
static int release_after_command(struct burin_owner *owner, struct burin_claim *claim)
{
	struct burin_unit *unit = owner->unit;
	long left = burin_wait(&unit->wait, nobody_commands, unit, TASK_KILLABLE,
			       MAX_SCHEDULE_TIMEOUT);
	bool armed;

	mutex_lock(&unit->lock);
	armed = owner->armed;
	if (left > 0 && !armed)
		swap(*claim, owner->claim);
	owner->releasing = false;
	burin_owner_wake(owner);
	mutex_unlock(&unit->lock);
	if (left < 0)
		return -EINTR;
	return armed;
}

int burin_owner_release(struct burin_file *file)
{
	struct burin_unit *unit = file->unit;
	struct burin_claim claim = {};
	struct burin_owner *owner;
	u32 generation;
	bool running;
	int ret;

	mutex_lock(&unit->lock);
	ret = burin_owner_check(file);
	if (!ret && unit->owner->bound)
		ret = -EBUSY;
	if (ret) {
		mutex_unlock(&unit->lock);
		return ret == -ENODEV ? 0 : ret;
	}
	owner = unit->owner;
	generation = unit->generation;
	running = burin_owner_is_running(owner);
	owner->releasing = !running;
	leave(owner);
	mutex_unlock(&unit->lock);
	if (running)
		return 0;
	ret = release_after_command(owner, &claim);
	burin_claim_drop(&claim);
	return ret ? min(ret, 0) : burin_owner_wait_end(unit, owner, generation);
}

void burin_owner_desert(struct burin_owner *owner)
{
	owner->file = NULL;
	if (owner->bound)		/* the block device's: nobody is missed */
		return;
	owner->deserted_ns = ktime_get_ns();
	if (owner->run && !owner->run->adopt_ms)
		owner->run->orphaned = true;
	burin_event_plain(owner->unit, BURIN_REPORT_DESERTED);
	burin_owner_wake(owner);
}

void burin_owner_orphan(struct burin_owner *owner)
{
	if (owner->run && !owner->run->finished)
		owner->run->orphaned = true;
	if (owner->file)
		owner->file->stale = true;
	owner->file = NULL;
	owner->leaving = true;
	burin_owner_wake(owner);
}

static bool may_adopt(const struct burin_owner *owner, const struct burin_file *file)
{
	return file->writes && (uid_eq(owner->uid, current_euid()) || capable(CAP_SYS_ADMIN));
}

/* Under the lock. */
static int check_adopt(const struct burin_file *file, const struct burin_adopt *adopt)
{
	const struct burin_unit *unit = file->unit;
	const struct burin_owner *owner = unit->owner;

	if (burin_unit_is_gone(unit))
		return -ENODEV;
	if (!owner || !owner->run || owner->run->finished || owner->run->orphaned)
		return -ENOENT;
	if (!may_adopt(owner, file))
		return -EPERM;
	return adopt->generation == unit->generation && owner->file != file ? 0 : -ESTALE;
}

int burin_owner_may_adopt(struct burin_file *file, struct burin_adopt *adopt)
{
	int ret;

	mutex_lock(&file->unit->lock);
	ret = check_adopt(file, adopt);
	mutex_unlock(&file->unit->lock);
	adopt->new_generation = adopt->generation + 1;
	return ret;
}

/* Under the lock. */
static void inherit(struct burin_owner *owner, struct burin_file *file,
		    const struct burin_adopt *adopt)
{
	if (owner->file)
		owner->file->stale = true;
	/* whose process may still be filling slots that are another's now */
	if (owner->ring)
		burin_ring_cut(owner->ring);
	owner->file = file;
	file->stale = false;
	put_pid(owner->pid);
	owner->pid = get_pid(task_tgid(current));
	owner->uid = current_euid();
	strscpy(owner->name, adopt->name, sizeof(owner->name));
	owner->unit->generation = adopt->new_generation;
	owner->run->fed_ns = ktime_get_ns();
	burin_owner_wake(owner);
}

int burin_owner_adopt(struct burin_file *file, const struct burin_adopt *adopt)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_adopt(file, adopt);
	if (!ret)
		inherit(unit->owner, file, adopt);
	mutex_unlock(&unit->lock);
	if (!ret)
		burin_event_plain(unit, BURIN_REPORT_ADOPTED);
	return ret;
}
