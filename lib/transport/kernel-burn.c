// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A burn that the driver runs. Slots are filled, and emptied, in the ring that is mapped here,
 * and handed over in order; slot n of the ring is that of the sequence numbers n modulo slots.
 * Whether the burn lives is the driver's to say; a unit that is gone says nothing more.
 */
#include "transport/kernel.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/crc.h"
#include "transport/burn-ops.h"

#define BATCH 64u		/* slots in one call */
#define REPORTS 16		/* read at once */
#define GONE_NS 10000000	/* between two looks at a unit that is going */

struct kernel_burn {
	struct bur_burn base;
	struct bur_kernel *kernel;
	uint8_t *map;
	size_t map_bytes;
	uint32_t slots, stride, checksum;

	/* the feeder's thread alone; since the start: emptied <= moved <= done <= published */
	uint64_t published, done;
	uint64_t moved;			/* of those done: the first of them that were answered GOOD */
	/* of streams that read */
	uint64_t emptied;		/* given back */
	uint64_t needed;		/* in all */
	uint32_t asking;		/* the stream that empty slots are published for */

	pthread_mutex_t lock;		/* guards what follows */
	struct burin_unit_state unit;	/* as last told */
	uint64_t lost_since;		/* ns; 0: it is not */
	int dead;			/* -errno: the unit is not asked any more */
	bool cancelled;
};

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

/* The cancel that goes out once. */
static void cancel(struct kernel_burn *burn)
{
	struct burin_cancel arg = { .size = sizeof(arg) };

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
		cancel(burn);
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

static uint32_t checksum(const struct kernel_burn *burn, const void *data, uint32_t n)
{
	return burn->checksum == BURIN_CHECKSUM_CRC32C ? bur_crc32c(0, data, n) : 0;
}

/* n bytes that lie from the next slot on: each but the last a whole command. */
static void publish_filled(struct kernel_burn *burn, size_t n)
{
	uint32_t command = bur_command_bytes(&burn->base, burn->base.feeding), count = 0;
	struct burin_slot slots[BATCH];

	while (n) {
		uint32_t length = n < command ? (uint32_t)n : command;

		slots[count++] = (struct burin_slot){
			.sequence = burn->published,
			.slot = (uint32_t)(burn->published % burn->slots),
			.length = length,
			.checksum = checksum(burn, slot_of(burn, burn->published), length),
		};
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

/* Empty slots, as soon as there are least of them or no more are needed. */
static void publish_empty(struct kernel_burn *burn, uint64_t least)
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
		publish_empty(burn, burn->slots / 8 + 1);
}

static void kernel_end(struct bur_burn *base)
{
	struct kernel_burn *burn = of(base);

	if (base->feeding >= base->program->stream_count)
		return;
	publish(burn, NULL, 0, BURIN_PUBLISH_END);
	bur_burn_next(base, burn->published);
}

static void kernel_cancel(struct bur_burn *base)
{
	struct kernel_burn *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	cancel(burn);
	pthread_mutex_unlock(&burn->lock);
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

static void destroy(struct kernel_burn *burn)
{
	struct burin_ring_spec none = { .size = sizeof(none) };

	if (burn->map)
		munmap(burn->map, burn->map_bytes);
	if (burn->slots)
		(void)bur_kernel_call(burn->kernel->fd, BURIN_IOC_RING, &none);
	pthread_mutex_destroy(&burn->lock);
	bur_free(burn->base.feeds);
	bur_free(burn);
}

/* What was published of the last stream is written; there is no word for more than that. */
static void kernel_free(struct bur_burn *base)
{
	bool reading = bur_is_reading(base);

	if (!ask_over(of(base))) {
		if (!reading && base->feeding + 1 >= base->program->stream_count)
			kernel_end(base);
		else
			kernel_cancel(base);
	}
	while (!kernel_wait(base, 1000))
		;
	destroy(of(base));
}

static const struct bur_burn_ops ops = {
	.slots = kernel_slots,
	.publish = kernel_publish,
	.end = kernel_end,
	.cancel = kernel_cancel,
	.is_over = kernel_is_over,
	.wait = kernel_wait,
	.state = kernel_state,
	.free = kernel_free,
};

/* Starting */

static int make_ring(struct kernel_burn *burn, uint32_t ring_bytes)
{
	uint32_t longest = bur_burn_longest(burn->base.program);
	uint64_t slots = ((uint64_t)ring_bytes + longest - 1) / longest;
	struct burin_ring_spec ring = {
		.size = sizeof(ring),
		.slot_bytes = longest,
		.slots = slots < 2 ? 2 : slots > BURIN_SLOTS_MAX ? BURIN_SLOTS_MAX : (uint32_t)slots,
		.checksum = bur_is_reading(&burn->base) ? BURIN_CHECKSUM_NONE :
							  burn->kernel->checksum,
	};
	/* A user who may only look at the medium may read it, too. */
	int prot = bur_is_reading(&burn->base) ? PROT_READ : PROT_READ | PROT_WRITE;
	void *map;
	int ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_RING, &ring);

	if (ret)
		return ret;
	burn->slots = ring.slots;
	burn->stride = ring.stride;
	burn->checksum = ring.checksum;
	if (ring.map_bytes > SIZE_MAX / 2)
		return -EOVERFLOW;
	burn->map_bytes = (size_t)ring.map_bytes;
	map = mmap(NULL, burn->map_bytes, prot, MAP_SHARED, burn->kernel->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	burn->map = map;
	return 0;
}

/* Half of the ring, or the whole first stream if that is less. */
static uint32_t start_slots(const struct kernel_burn *burn)
{
	const struct burin_stream_spec *spec = burn->base.program->streams;
	uint64_t commands;

	if (!burn->base.program->stream_count || bur_is_reading(&burn->base))
		return 1;
	commands = (spec->blocks + spec->command_blocks - 1) / spec->command_blocks;
	return commands && commands < burn->slots / 2 ? (uint32_t)commands : burn->slots / 2;
}

static int start(struct kernel_burn *burn)
{
	const struct burin_program *program = burn->base.program;
	struct burin_start arg = {
		.size = sizeof(arg),
		.streams = bur_kernel_array(program->streams, program->stream_count),
		.steps = bur_kernel_array(program->steps, program->step_count),
		.reactions = bur_kernel_array(program->reactions, program->reaction_count),
		.stream_count = program->stream_count,
		.step_count = program->step_count,
		.reaction_count = program->reaction_count,
		.probe_blocks = program->probe_blocks,
		.start_slots = start_slots(burn),
		.resume_slots = burn->slots < 8 ? 1 : burn->slots / 4,
		.starve_ms = burn->kernel->starve_ms,
		.adopt_ms = burn->kernel->adopt_ms,
	};
	int ret;

	/* Nothing is owed by one who only reads: nobody waits for it. */
	if (bur_is_reading(&burn->base))
		arg.starve_ms = arg.adopt_ms = 0;
	ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_START, &arg);
	if (!ret)
		burn->unit.unit = BURIN_UNIT_RUNNING;
	return ret;
}

int bur_kernel_start(struct bur_transport *t, const struct burin_program *program,
		     uint32_t ring_bytes, struct bur_burn **out)
{
	struct kernel_burn *burn = bur_zalloc(sizeof(*burn));
	int ret;

	if (!burn)
		return -ENOMEM;
	burn->base.ops = &ops;
	burn->base.t = t;
	burn->base.program = program;
	burn->kernel = bur_kernel_of(t);
	pthread_mutex_init(&burn->lock, NULL);
	burn->base.feeds = bur_array(program->stream_count, sizeof(*burn->base.feeds));
	ret = burn->base.feeds ? 0 : -ENOMEM;
	if (!ret && program->stream_count)
		ret = make_ring(burn, ring_bytes);
	if (!ret)
		ret = start(burn);
	if (ret) {
		destroy(burn);
		return ret == -ENODEV ? BURIN_E_GONE : ret;
	}
	burn->needed = bur_burn_expect(&burn->base);
	if (bur_is_reading(&burn->base))
		publish_empty(burn, 1);
	*out = &burn->base;
	return 0;
}
