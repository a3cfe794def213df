/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A burn in this process, its owner's side: starting it, filling slots, asking, ending. */
#include "transport/local-burn.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "core/alloc.h"

static struct bur_local *of(struct bur_burn *burn)
{
	return (struct bur_local *)burn;	/* base is the first member */
}

static void wait_on(pthread_cond_t *cond, pthread_mutex_t *lock, const struct timespec *until)
{
	pthread_cond_clockwait(cond, lock, CLOCK_MONOTONIC, until);
}

/* Empty slots from the head on that lie side by side. Locked. */
static uint64_t run_of_slots(const struct bur_local *burn, size_t most)
{
	const struct bur_ring *ring = &burn->ring;
	uint64_t run = ring->slots - bur_ring_used(ring);
	uint64_t to_end = ring->slots - ring->head % ring->slots;

	/* Streams of shorter commands leave gaps between their slots. */
	if (bur_command_bytes(&burn->base, burn->base.feeding) != ring->stride || most < ring->stride)
		return 1;
	run = run < to_end ? run : to_end;
	return run < most / ring->stride ? run : most / ring->stride;
}

/* Something to fill (or to empty) is there. Locked. */
static bool take_slots(const struct bur_local *burn, size_t most, void **buf, size_t *n)
{
	const struct bur_ring *ring = &burn->ring;

	if (burn->base.feeding >= burn->base.program->stream_count)
		return false;
	if (bur_is_reading(&burn->base)) {
		*buf = bur_ring_slot(ring, ring->tail);
		*n = bur_burn_room(&burn->base, 1);
		return bur_ring_used(ring) && *n;
	}
	if (burn->over || burn->base.feeds[burn->base.feeding].ended ||
	    bur_ring_used(ring) == ring->slots)
		return false;
	*buf = bur_ring_slot(ring, ring->head);
	*n = bur_burn_room(&burn->base, run_of_slots(burn, most));
	return *n;
}

static int local_slots(struct bur_burn *base, uint32_t wait_ms, size_t most, void **buf, size_t *n)
{
	struct bur_local *burn = of(base);
	struct timespec until = bur_deadline(wait_ms);
	bool found;

	pthread_mutex_lock(&burn->lock);
	while (!(found = take_slots(burn, most, buf, n)) && wait_ms && !burn->over &&
	       !bur_is_past(&until)) {
		burn->feeder_waits = true;
		wait_on(&burn->space, &burn->lock, &until);
		burn->feeder_waits = false;
	}
	pthread_mutex_unlock(&burn->lock);
	return found;
}

static void wake_runner(struct bur_local *burn)
{
	if (burn->runner_waits)
		pthread_cond_signal(&burn->data);
}

static void local_publish(struct bur_burn *base, size_t n)
{
	struct bur_local *burn = of(base);
	uint32_t command = bur_command_bytes(base, base->feeding);

	pthread_mutex_lock(&burn->lock);
	if (bur_is_reading(base)) {
		bur_burn_emptied(base, n);
		burn->ring.tail++;
	} else {
		base->feeds[base->feeding].bytes += n;
		burn->ring.head += (n + command - 1) / command;
	}
	if (burn->runner_waits && bur_runner_has_news(burn))
		pthread_cond_signal(&burn->data);
	pthread_mutex_unlock(&burn->lock);
}

static void local_end(struct bur_burn *base)
{
	struct bur_local *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	if (base->feeding < base->program->stream_count)
		bur_burn_next(base, burn->ring.head);
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

static void local_cancel(struct bur_burn *base)
{
	struct bur_local *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	burn->cancelled = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

static void local_orphan(struct bur_burn *base)
{
	struct bur_local *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	burn->orphaned = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

static bool local_is_over(struct bur_burn *base)
{
	struct bur_local *burn = of(base);
	bool over;

	pthread_mutex_lock(&burn->lock);
	over = burn->over;
	pthread_mutex_unlock(&burn->lock);
	return over;
}

static bool local_wait(struct bur_burn *base, uint32_t wait_ms)
{
	struct bur_local *burn = of(base);
	struct timespec until = bur_deadline(wait_ms);
	bool finished;

	pthread_mutex_lock(&burn->lock);
	while (!burn->finished && !bur_is_past(&until))
		wait_on(&burn->done, &burn->lock, &until);
	finished = burn->finished;
	pthread_mutex_unlock(&burn->lock);
	return finished;
}

static void local_state(struct bur_burn *base, struct burin_run_state *state,
			struct bur_burn_level *level)
{
	struct bur_local *burn = of(base);

	pthread_mutex_lock(&burn->lock);
	if (state)
		*state = burn->state;
	if (level) {
		*level = burn->level;
		level->ring_total = burn->ring.slots * burn->ring.stride;
		level->ring_used = bur_ring_used(&burn->ring) * burn->ring.stride;
	}
	pthread_mutex_unlock(&burn->lock);
}

static void local_free(struct bur_burn *base)
{
	struct bur_local *burn = of(base);

	local_orphan(base);
	pthread_join(burn->thread, NULL);
	bur_ring_free(&burn->ring);
	bur_free(base->feeds);
	pthread_cond_destroy(&burn->data);
	pthread_cond_destroy(&burn->space);
	pthread_cond_destroy(&burn->done);
	pthread_mutex_destroy(&burn->lock);
	bur_free(burn);
}

static const struct bur_burn_ops ops = {
	.slots = local_slots,
	.publish = local_publish,
	.end = local_end,
	.cancel = local_cancel,
	.orphan = local_orphan,
	.is_over = local_is_over,
	.wait = local_wait,
	.state = local_state,
	.free = local_free,
};

/* Signals are for the caller's threads. */
static int start_thread(struct bur_local *burn)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = pthread_create(&burn->thread, NULL, bur_runner, burn);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -ret;
}

int bur_local_start(struct bur_transport *t, const struct burin_program *program,
		    uint32_t ring_bytes, struct bur_burn **out)
{
	uint32_t stride = bur_burn_longest(program);
	struct bur_local *burn = bur_zalloc(sizeof(*burn));
	int ret;

	if (!burn)
		return -ENOMEM;
	burn->base.ops = &ops;
	burn->base.t = t;
	burn->base.program = program;
	pthread_mutex_init(&burn->lock, NULL);
	pthread_cond_init(&burn->data, NULL);
	pthread_cond_init(&burn->space, NULL);
	pthread_cond_init(&burn->done, NULL);
	burin_seq_init(&burn->seq, program);
	burn->base.feeds = bur_array(program->stream_count, sizeof(*burn->base.feeds));
	ret = burn->base.feeds ? bur_ring_init(&burn->ring, stride ? stride : 1, ring_bytes) :
				 -ENOMEM;
	if (!ret) {
		bur_burn_expect(&burn->base);
		ret = start_thread(burn);
	}
	if (ret) {
		bur_ring_free(&burn->ring);
		bur_free(burn->base.feeds);
		bur_free(burn);
		return ret;
	}
	*out = &burn->base;
	return 0;
}
