// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls of a burn: ring, start, slots handed over and given back. */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "chardev.h"
#include "owner.h"
#include "uapi.h"
#include "unit.h"

#define BATCH		16	/* slots copied at a time */
#define WAIT_MS_MAX	(60 * 60 * 1000)

/* Under the lock: the file's, and no burn is running. */
static int check_idle(const struct burin_file *file)
{
	int ret = burin_owner_check(file);

	if (!ret && burin_owner_is_running(file->unit->owner))
		ret = -EBUSY;
	return ret;
}

static int new_ring(const struct burin_ring_spec *spec, struct burin_ring **ring)
{
	*ring = NULL;
	if (!spec->slot_bytes)
		return spec->slots || spec->checksum ? -EINVAL : 0;
	if (spec->slot_bytes > BURIN_SLOT_BYTES_MAX || spec->slots < 2 ||
	    spec->slots > BURIN_SLOTS_MAX || spec->checksum > BURIN_CHECKSUM_CRC32C)
		return -EINVAL;
	*ring = burin_ring_new(spec);
	return PTR_ERR_OR_ZERO(*ring);
}

static int exchange(struct burin_file *file, struct burin_ring **ring)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_idle(file);
	if (!ret)
		swap(unit->owner->ring, *ring);
	mutex_unlock(&unit->lock);
	return ret;
}

/* A ring under way with a lost command is kept by that. */
int burin_uapi_ring(struct burin_file *file, void __user *arg)
{
	struct burin_unit *unit = file->unit;
	struct burin_ring_spec spec;
	struct burin_ring *ring;
	int ret = burin_uapi_take_one(spec, arg);

	if (ret)
		return ret;
	if (spec.flags || spec.stride || spec.map_bytes)
		return -EINVAL;
	mutex_lock(&unit->lock);
	ret = check_idle(file);
	mutex_unlock(&unit->lock);
	if (ret)
		return ret;
	ret = new_ring(&spec, &ring);
	if (ret)
		return ret;
	if (ring) {
		spec.stride = ring->stride;
		spec.map_bytes = (u64)ring->stride * ring->slots;
	}
	ret = burin_uapi_give(arg, &spec, sizeof(spec));
	if (!ret)
		ret = exchange(file, &ring);
	burin_ring_put(ring);		/* this one, or the last */
	return ret;
}

/* Under the lock: the ring and the drive carry commands of this size. */
static int check_streams(const struct burin_file *file, const struct burin_copy *copy)
{
	const struct burin_ring *ring = file->unit->owner->ring;
	u32 most = burin_unit_transfer_bytes(file->unit);

	for (u32 i = 0; i < copy->program.stream_count; i++) {
		const struct burin_stream_spec *spec = &copy->streams[i];
		u32 bytes = burin_command_bytes(spec);

		if (!ring || bytes > ring->slot_bytes || bytes > most)
			return -EINVAL;
	}
	return 0;
}

static void begin(struct burin_owner *owner, struct burin_run **run)
{
	struct burin_copy *none = NULL;

	if (owner->ring)
		burin_ring_restart(owner->ring);
	swap(owner->run, *run);
	swap(owner->armed, none);	/* the burn's own epilogue stands for it */
	burin_owner_wake(owner);
	burin_copy_free(none);
}

/* After whoever is commanding: the owner's thread may just be locking the door again. */
static int start(struct burin_file *file, struct burin_run **run)
{
	struct burin_unit *unit = file->unit;
	struct burin_owner *owner;
	int ret = burin_owner_begin_command(file);

	if (ret)
		return ret;
	owner = unit->owner;
	mutex_lock(&unit->lock);
	ret = check_idle(file);
	if (!ret && READ_ONCE(unit->lost))
		ret = -EIO;
	if (!ret)
		ret = check_streams(file, (*run)->copy);
	if (!ret)
		begin(owner, run);
	mutex_unlock(&unit->lock);
	burin_owner_end_command(owner);
	return ret;
}

static void *take_note(const struct burin_start *start)
{
	if (!start->note_len)
		return start->note ? ERR_PTR(-EINVAL) : NULL;
	if (start->note_len > BURIN_NOTE_MAX)
		return ERR_PTR(-EINVAL);
	return vmemdup_user(u64_to_user_ptr(start->note), start->note_len);
}

static struct burin_run *take_run(struct burin_file *file, const struct burin_start *spec)
{
	void *note = take_note(spec);
	struct burin_copy *copy;
	struct burin_run *run;

	if (IS_ERR(note))
		return note;
	copy = burin_copy_streams(spec, burin_file_opener(file));
	if (IS_ERR(copy)) {
		kvfree(note);
		return ERR_CAST(copy);
	}
	run = burin_run_new(copy, spec, note);
	if (run)
		return run;
	burin_copy_free(copy);
	kvfree(note);
	return ERR_PTR(-ENOMEM);
}

int burin_uapi_start(struct burin_file *file, void __user *arg)
{
	struct burin_start spec;
	struct burin_run *run;
	int ret = burin_uapi_take_one(spec, arg);

	if (ret)
		return ret;
	if (spec.flags || spec.pad0)
		return -EINVAL;
	run = take_run(file, &spec);
	if (IS_ERR(run))
		return PTR_ERR(run);
	if (spec.epilogue)
		ret = burin_uapi_epilogue(file, u64_to_user_ptr(spec.epilogue), &run->after);
	if (!ret)
		ret = start(file, &run);
	burin_run_free(run);		/* this one, or the last */
	return ret;
}

/* Under the lock. */
static int check_run(const struct burin_file *file)
{
	int ret = burin_owner_check(file);

	if (!ret && (!file->unit->owner->run || !file->unit->owner->ring))
		ret = -EINVAL;
	return ret;
}

static int publish_batch(struct burin_file *file, const struct burin_slot *slots, u32 count,
			 u32 *taken)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_run(file);
	for (u32 i = 0; !ret && i < count; i++) {
		ret = burin_run_publish(unit->owner->run, unit->owner->ring, &slots[i]);
		*taken += !ret;
	}
	if (!burin_owner_check(file))
		burin_owner_wake(unit->owner);
	mutex_unlock(&unit->lock);
	return ret;
}

static int publish(struct burin_file *file, const struct burin_publish *spec, u32 *taken)
{
	const struct burin_slot __user *from = u64_to_user_ptr(spec->slots);
	struct burin_slot slots[BATCH];
	int ret;

	do {
		u32 n = min_t(u32, spec->count - *taken, BATCH);

		if (copy_from_user(slots, from + *taken, n * sizeof(*slots)))
			return -EFAULT;
		ret = publish_batch(file, slots, n, taken);
	} while (!ret && *taken < spec->count);
	return ret;
}

static int end_stream(struct burin_file *file)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_run(file);
	if (!ret)
		ret = burin_run_end_stream(unit->owner->run, unit->owner->ring);
	if (!ret)
		burin_owner_wake(unit->owner);
	mutex_unlock(&unit->lock);
	return ret;
}

/* How many were taken before an error is told by count. */
int burin_uapi_publish(struct burin_file *file, void __user *arg)
{
	struct burin_publish spec;
	u32 taken = 0;
	int ret = burin_uapi_take_one(spec, arg);

	if (ret)
		return ret;
	if (spec.flags & ~BURIN_PUBLISH_END || spec.pad0 || spec.count > BURIN_SLOTS_MAX)
		return -EINVAL;
	ret = publish(file, &spec, &taken);
	if (!ret && spec.flags & BURIN_PUBLISH_END)
		ret = end_stream(file);
	spec.count = taken;
	if (burin_uapi_give(arg, &spec, sizeof(spec)))
		return -EFAULT;
	return ret;
}

struct wish {
	struct burin_file *file;
	u32 least;
};

/* So many wait to be given back, or no more will. */
static bool is_granted(void *arg)
{
	struct wish *wish = arg;
	struct burin_unit *unit = wish->file->unit;
	const struct burin_owner *owner;
	bool granted = true;

	mutex_lock(&unit->lock);
	owner = unit->owner;
	if (!burin_owner_check(wish->file) && owner->ring && owner->run && !owner->run->over) {
		unit->wanted = min(unit->wanted, wish->least);
		granted = owner->ring->done - owner->ring->reaped >= wish->least;
	}
	mutex_unlock(&unit->lock);
	return granted;
}

static int peek(struct burin_file *file, u32 skip, struct burin_done *done, u32 *n, u64 *first)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_run(file);
	if (!ret) {
		*n = burin_ring_peek(unit->owner->ring, skip, done, *n);
		if (!skip)
			*first = unit->owner->ring->reaped;
	}
	mutex_unlock(&unit->lock);
	return ret;
}

/* All that is to be told, from *first on. */
static int tell_done(struct burin_file *file, struct burin_complete *spec, u32 room, u64 *first)
{
	struct burin_done __user *to = u64_to_user_ptr(spec->done);
	struct burin_done done[BATCH];
	u32 n;
	int ret;

	spec->count = 0;
	do {
		n = min_t(u32, room - spec->count, BATCH);
		ret = peek(file, spec->count, done, &n, first);
		if (ret)
			return ret;
		if (copy_to_user(to + spec->count, done, n * sizeof(*done)))
			return -EFAULT;
		spec->count += n;
	} while (n == BATCH && spec->count < room);
	return 0;
}

/* -EAGAIN: another caller has been given some of them. */
static int reap(struct burin_file *file, u64 first, u32 count)
{
	struct burin_unit *unit = file->unit;
	int ret;

	mutex_lock(&unit->lock);
	ret = check_run(file);
	if (!ret && !burin_ring_reap(unit->owner->ring, first, count))
		ret = -EAGAIN;
	if (!ret)
		burin_owner_wake(unit->owner);
	mutex_unlock(&unit->lock);
	return ret;
}

/* Slots are given back once the caller has been told of them: what he cannot be told is kept. */
static int give_back(struct burin_file *file, struct burin_complete *spec, void __user *arg)
{
	u32 room = spec->count;
	u64 first = 0;
	int ret;

	do {
		ret = tell_done(file, spec, room, &first);
		if (!ret)
			ret = burin_uapi_give(arg, spec, sizeof(*spec));
		if (!ret && spec->count)
			ret = reap(file, first, spec->count);
	} while (ret == -EAGAIN);
	return ret;
}

int burin_uapi_complete(struct burin_file *file, void __user *arg)
{
	struct wish wish = { .file = file };
	struct burin_complete spec;
	int ret = burin_uapi_take_one(spec, arg);
	long left = 0;

	if (ret)
		return ret;
	if (spec.flags || spec.pad0 || !spec.count || spec.least > spec.count ||
	    spec.wait_ms > WAIT_MS_MAX)
		return -EINVAL;
	wish.least = spec.least;
	if (spec.wait_ms)
		left = burin_wait(&file->unit->slots_wait, is_granted, &wish, TASK_INTERRUPTIBLE,
				  msecs_to_jiffies(spec.wait_ms));
	if (left < 0)
		return left;
	return give_back(file, &spec, arg);
}

int burin_uapi_cancel(struct burin_file *file, void __user *arg)
{
	struct burin_unit *unit = file->unit;
	struct burin_cancel cancel;
	int ret = burin_uapi_take_one(cancel, arg);

	if (ret)
		return ret;
	if (cancel.flags & ~BURIN_CANCEL_ORPHAN)
		return -EINVAL;
	mutex_lock(&unit->lock);
	ret = check_run(file);
	if (!ret) {
		unit->owner->run->orphaned |= cancel.flags & BURIN_CANCEL_ORPHAN;
		unit->owner->run->cancelled |= !cancel.flags;
		burin_owner_wake(unit->owner);
	}
	mutex_unlock(&unit->lock);
	return ret;
}
