// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A burn that the driver runs. Slots are filled, and emptied, in the ring that is mapped here,
 * and handed over in order; slot n of the ring is that of the sequence numbers n modulo slots.
 * Whether the burn lives is the driver's to say; a unit that is gone says nothing more.
 */
#include "transport/kernel-burn.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/crc.h"

#define BATCH 64u		/* slots in one call */
#define REPORTS 16		/* read at once */
#define GONE_NS 10000000	/* between two looks at a unit that is going */

static struct kernel_burn *of(struct bur_burn *burn)
{
	return (struct kernel_burn *)burn;	/* base is the first member */
}

static uint64_t clock_of(const struct kernel_burn *burn)
{
	return burn->base.t->ops->now(burn->base.t);
}

static uint8_t host_of(int error)
{
	if (error == -ENODEV)
		return BURIN_HOST_GONE;
	return error == -EIO ? BURIN_HOST_TIMEOUT : BURIN_HOST_ERROR;
}

/* What the driver cannot tell any more is concluded from what it told last. Locked. */
static void give_up(struct kernel_burn *burn, int error)
{
	struct burin_run_state *run = &burn->unit.run;

	burn->dead = error;
	burn->kernel->forsaken = true;
	burn->unit.unit &= ~BURIN_UNIT_RUNNING;
	if (run->phase == BURIN_RUN_DONE)
		return;
	bur_log(burn->base.t->ctx, BURIN_LOG_WARNING, "the driver's unit is lost to its burn: %s",
		burin_strerror(error));
	if (!run->failed)
		run->failure = (struct burin_failure){
			.host = host_of(error),
			.phase = run->phase == BURIN_RUN_EPILOGUE ? BURIN_RUN_EPILOGUE :
								    BURIN_RUN_STREAM,
			.lba = -1,
		};
	run->failed = 1;
	if (run->end == BURIN_END_RUNNING)
		run->end = BURIN_END_FAILED;
	run->closed = 0;
	run->phase = BURIN_RUN_DONE;
}

/* A command that does not come back is waited for, but not for ever. Locked. */
static bool is_lost(struct kernel_burn *burn)
{
	uint64_t now = clock_of(burn);

	if (!(burn->unit.unit & BURIN_UNIT_LOST) || !(burn->unit.unit & BURIN_UNIT_RUNNING)) {
		burn->lost_since = 0;
		return false;
	}
	if (!burn->lost_since)
		burn->lost_since = now ? now : 1;
	return now - burn->lost_since >= burn->kernel->lost_ms * 1000000ull;
}

/* Asks the driver. Locked. */
static void refresh(struct kernel_burn *burn)
{
	struct burin_unit_state unit = { .size = sizeof(unit) };
	int ret;

	if (burn->dead)
		return;
	ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_STATE, &unit);
	if (!ret && !(unit.unit & BURIN_UNIT_MINE)) {
		burn->adopted = unit.generation != burn->kernel->generation;
		ret = -ESTALE;
	}
	if (!ret)
		burn->unit = unit;
	if (!ret && is_lost(burn))
		ret = -EIO;
	if (ret)
		give_up(burn, ret);
}

static bool is_finished(const struct kernel_burn *burn)
{
	return !(burn->unit.unit & BURIN_UNIT_RUNNING);
}

static bool is_over(const struct kernel_burn *burn)
{
	return is_finished(burn) || burn->unit.run.phase >= BURIN_RUN_EPILOGUE;
}

/* The cancel that goes out once. Locked. */
static void cancel(struct kernel_burn *burn, uint32_t flags)
{
	struct burin_cancel arg = { .size = sizeof(arg), .flags = flags };

	if (!burn->cancelled && !burn->dead)
		(void)bur_kernel_call(burn->kernel->fd, BURIN_IOC_CANCEL, &arg);
	burn->cancelled = true;
}

/*
 * A call of the feeder's was refused. When the streams are over there is nothing to be said;
 * what else can be known of it the driver's state tells.
 */
static void take_error(struct kernel_burn *burn, int error)
{
	pthread_mutex_lock(&burn->lock);
	refresh(burn);
	if (!burn->dead && !is_over(burn)) {
		cancel(burn, 0);
		give_up(burn, error);
	}
	pthread_mutex_unlock(&burn->lock);
}

/* By what the driver has told already. */
static bool is_known_over(struct kernel_burn *burn)
{
	bool over;

	pthread_mutex_lock(&burn->lock);
	over = is_over(burn);
	pthread_mutex_unlock(&burn->lock);
	return over;
}

static bool ask_over(struct kernel_burn *burn)
{
	bool over;

	pthread_mutex_lock(&burn->lock);
	if (!is_over(burn))
		refresh(burn);
	over = is_over(burn);
	pthread_mutex_unlock(&burn->lock);
	return over;
}

/* Publishing */

static void publish(struct kernel_burn *burn, struct burin_slot *slots, uint32_t count,
		    uint32_t flags)
{
	struct burin_publish arg = {
		.size = sizeof(arg),
		.flags = flags,
		.slots = count ? (uintptr_t)slots : 0,
		.count = count,
	};
	int ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_PUBLISH, &arg);

	if (ret)
		take_error(burn, ret);
}

static uint8_t *slot_of(const struct kernel_burn *burn, uint64_t sequence)
{
	return burn->map + (size_t)(sequence % burn->slots) * burn->stride;
}

/* With its place in the chain as its tag: a process that adopts the burn compares its own data. */
static struct burin_slot filled(struct kernel_burn *burn, uint32_t length)
{
	struct burin_slot slot = {
		.sequence = burn->published,
		.slot = (uint32_t)(burn->published % burn->slots),
		.length = length,
	};

	if (burn->checksum != BURIN_CHECKSUM_CRC32C)
		return slot;
	slot.checksum = bur_crc32c(0, slot_of(burn, burn->published), length);
	slot.tag = burn->chain = bur_chain(burn->chain, slot.checksum);
	return slot;
}

/* n bytes that lie from the next slot on: each but the last a whole command. */
static void publish_filled(struct kernel_burn *burn, size_t n)
{
	uint32_t command = bur_command_bytes(&burn->base, burn->base.feeding), count = 0;
	struct burin_slot slots[BATCH];

	while (n) {
		uint32_t length = n < command ? (uint32_t)n : command;

		slots[count++] = filled(burn, length);
		burn->published++;
		n -= length;
		if (count < BATCH && n)
			continue;
		publish(burn, slots, count, 0);
		count = 0;
	}
}

/* Empty slots up to end for the stream that is asked for; the next one follows its last. */
static void publish_room(struct kernel_burn *burn, uint64_t end)
{
	bool last = burn->asking + 1 == burn->base.program->stream_count;
	uint64_t next = last ? burn->needed : burn->base.feeds[burn->asking + 1].first;
	uint32_t length = bur_command_bytes(&burn->base, burn->asking), count = 0;
	struct burin_slot slots[BATCH];

	end = end < next ? end : next;
	for (; count < BATCH && burn->published < end; burn->published++)
		slots[count++] = (struct burin_slot){
			.sequence = burn->published,
			.slot = (uint32_t)(burn->published % burn->slots),
			.length = length,
		};
	last |= burn->published < next;
	burn->asking += !last;
	publish(burn, slots, count, last ? 0 : BURIN_PUBLISH_END);
}

void bur_kernel_publish_empty(struct kernel_burn *burn, uint64_t least)
{
	uint64_t end = burn->emptied + burn->slots;

	end = end < burn->needed ? end : burn->needed;
	if (end - burn->published < least && end < burn->needed)
		return;
	while (burn->published < end)
		publish_room(burn, end);
}

/* Taking back */

/* So many at once that who feeds a full ring, or empties one, is not woken for each. */
static uint32_t worth_waiting(const struct kernel_burn *burn)
{
	uint64_t under_way = burn->published - burn->done;
	uint32_t some = burn->slots / 8 + 1;

	some = some < BATCH ? some : BATCH;
	return some < under_way ? some : (uint32_t)under_way;
}

static void take_done(struct kernel_burn *burn, const struct burin_done *done, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++, burn->done++)
		if (done[i].how == BURIN_SLOT_DONE && burn->moved == burn->done)
			burn->moved++;
}

/* Slots that have been done; the first of them are waited for. A signal ends the wait. */
static void complete(struct kernel_burn *burn, uint32_t wait_ms)
{
	struct burin_done done[BATCH];
	struct burin_complete arg = {
		.size = sizeof(arg),
		.done = (uintptr_t)done,
		.count = BATCH,
		.least = wait_ms ? worth_waiting(burn) : 0,
		.wait_ms = wait_ms,
	};
	int ret = ioctl(burn->kernel->fd, BURIN_IOC_COMPLETE, &arg) < 0 ? -errno : 0;

	if (!ret)
		take_done(burn, done, arg.count < BATCH ? arg.count : BATCH);
	else if (ret != -EAGAIN && ret != -EINTR)
		take_error(burn, ret);
}

/* Something happens to the unit, or time has passed. Its records say what; the state says more. */
static void wait_for_news(struct kernel_burn *burn, uint32_t wait_ms)
{
	struct timespec going = { .tv_nsec = GONE_NS };
	struct pollfd unit = { .fd = burn->kernel->fd, .events = POLLIN };
	struct burin_report reports[REPORTS];
	ssize_t got;

	if (poll(&unit, 1, (int)wait_ms) <= 0)
		return;
	do
		got = read(unit.fd, reports, sizeof(reports));
	while (got == (ssize_t)sizeof(reports));
	if (got <= 0)
		nanosleep(&going, NULL);
}

/* Calls of the owner */

/* Empty slots from the next one on that lie side by side. */
static uint64_t run_of_slots(const struct kernel_burn *burn, size_t most)
{
	uint64_t run = burn->slots - (burn->published - burn->done);
	uint64_t to_end = burn->slots - burn->published % burn->slots;

	/* Streams of shorter commands leave gaps between their slots. */
	if (bur_command_bytes(&burn->base, burn->base.feeding) != burn->stride ||
	    most < burn->stride)
		return 1;
	run = run < to_end ? run : to_end;
	return run < most / burn->stride ? run : most / burn->stride;
}

static bool take_slots(struct kernel_burn *burn, size_t most, void **buf, size_t *n)
{
	const struct bur_burn *base = &burn->base;

	if (base->feeding >= base->program->stream_count)
		return false;
	if (bur_is_reading(base)) {
		*buf = slot_of(burn, burn->emptied);
		*n = bur_burn_room(base, 1);
		return burn->emptied < burn->moved && *n;
	}
	if (burn->published - burn->done == burn->slots || is_known_over(burn))
		return false;
	*buf = slot_of(burn, burn->published);
	*n = bur_burn_room(base, run_of_slots(burn, most));
	return *n;
}

static uint32_t ms_until(const struct timespec *until)
{
	struct timespec now;
	int64_t ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (until->tv_sec - now.tv_sec) * 1000ll + (until->tv_nsec - now.tv_nsec) / 1000000 + 1;
	return ms > 0 ? (uint32_t)ms : 0;
}

/* False: no more will come. Slots of a stream that reads may have been filled before it ended. */
static bool wait_for_slots(struct kernel_burn *burn, uint32_t wait_ms)
{
	if (burn->published > burn->done)
		complete(burn, wait_ms);
	else if (wait_ms)
		wait_for_news(burn, wait_ms);
	if (!ask_over(burn))
		return true;
	if (bur_is_reading(&burn->base) && burn->published > burn->done)
		complete(burn, 0);
	return false;
}

static int kernel_slots(struct bur_burn *base, uint32_t wait_ms, size_t most, void **buf, size_t *n)
{
	struct timespec until = bur_deadline(wait_ms);
	struct kernel_burn *burn = of(base);
	bool more = true;

	while (!take_slots(burn, most, buf, n)) {
		uint32_t left = wait_ms ? ms_until(&until) : 0;

		if (!more)
			return 0;
		more = wait_for_slots(burn, left) && left;
	}
	return 1;
}

static void kernel_publish(struct bur_burn *base, size_t n)
{
	struct kernel_burn *burn = of(base);

	if (!bur_is_reading(base)) {
		publish_filled(burn, n);
		base->feeds[base->feeding].bytes += n;
		return;
	}
	burn->emptied++;
	if (!bur_burn_emptied(base, n))
		bur_kernel_publish_empty(burn, burn->slots / 8 + 1);
}

static void kernel_end(struct bur_burn *base)
{
	struct kernel_burn *burn = of(base);

	if (base->feeding >= base->program->stream_count)
		return;
	publish(burn, NULL, 0, BURIN_PUBLISH_END);
	bur_burn_next(base, burn->published);
}

static void call_off(struct kernel_burn *burn, uint32_t flags)
{
	pthread_mutex_lock(&burn->lock);
	cancel(burn, flags);
	pthread_mutex_unlock(&burn->lock);
}

static void kernel_cancel(struct bur_burn *base)
{
	call_off(of(base), 0);
}

static void kernel_orphan(struct bur_burn *base)
{
	call_off(of(base), BURIN_CANCEL_ORPHAN);
}

static bool kernel_is_adopted(struct bur_burn *base)
{
	struct kernel_burn *burn = of(base);
	bool adopted;

	pthread_mutex_lock(&burn->lock);
	adopted = burn->adopted;
	pthread_mutex_unlock(&burn->lock);
	return adopted;
}

static bool kernel_is_over(struct bur_burn *base)
{
	return ask_over(of(base));
}

static bool ask_finished(struct kernel_burn *burn)
{
	bool finished;

	pthread_mutex_lock(&burn->lock);
	refresh(burn);
	finished = is_finished(burn);
	pthread_mutex_unlock(&burn->lock);
	return finished;
}

static bool kernel_wait(struct bur_burn *base, uint32_t wait_ms)
{
	struct timespec until = bur_deadline(wait_ms);
	struct kernel_burn *burn = of(base);

	while (!ask_finished(burn)) {
		if (bur_is_past(&until))
			return false;
		wait_for_news(burn, ms_until(&until));
	}
	return true;
}

static void kernel_state(struct bur_burn *base, struct burin_run_state *state,
			 struct bur_burn_level *level)
{
	struct kernel_burn *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	refresh(burn);
	if (state)
		*state = burn->unit.run;
	if (level) {
		level->ring_total = burn->slots * burn->stride;
		level->ring_used = burn->unit.used_slots * burn->stride;
		level->buffer_total = burn->unit.buffer_total;
		level->buffer_used = burn->unit.buffer_total - burn->unit.buffer_free;
		level->now = clock_of(burn);
	}
	pthread_mutex_unlock(&burn->lock);
}

void bur_kernel_burn_destroy(struct kernel_burn *burn)
{
	if (burn->map)
		munmap(burn->map, burn->map_bytes);
	pthread_mutex_destroy(&burn->lock);
	bur_free(burn->base.feeds);
	bur_free(burn);
}

void bur_kernel_give_up_ring(struct kernel_burn *burn)
{
	struct burin_ring_spec none = { .size = sizeof(none) };

	if (burn->slots)
		(void)bur_kernel_call(burn->kernel->fd, BURIN_IOC_RING, &none);
}

/* Nobody wants what is still to be read. */
static void kernel_free(struct bur_burn *base)
{
	struct kernel_burn *burn = of(base);

	if (!ask_over(burn))
		call_off(burn, bur_is_reading(base) ? 0 : BURIN_CANCEL_ORPHAN);
	while (!kernel_wait(base, 1000))
		;
	bur_kernel_give_up_ring(burn);
	bur_kernel_burn_destroy(burn);
}

static void kernel_desert(struct bur_burn *base)
{
	of(base)->kernel->forsaken = true;
	bur_kernel_burn_destroy(of(base));
}

const struct bur_burn_ops bur_kernel_burn_ops = {
	.slots = kernel_slots,
	.publish = kernel_publish,
	.end = kernel_end,
	.cancel = kernel_cancel,
	.orphan = kernel_orphan,
	.is_over = kernel_is_over,
	.wait = kernel_wait,
	.state = kernel_state,
	.free = kernel_free,
	.is_adopted = kernel_is_adopted,
	.desert = kernel_desert,
};
