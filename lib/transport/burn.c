/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of a burn's owner: starting it, filling slots, asking, ending. */
#include "transport/burn.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "core/alloc.h"
#include "transport/runner.h"

/* Waits on real time: virtual time does not pass while a feeder is slow. */
static void wait_on(pthread_cond_t *cond, pthread_mutex_t *lock, const struct timespec *until)
{
	pthread_cond_clockwait(cond, lock, CLOCK_MONOTONIC, until);
}

static struct timespec deadline(uint32_t wait_ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += wait_ms / 1000;
	ts.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000;
	}
	return ts;
}

static bool is_past(const struct timespec *until)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > until->tv_sec ||
	       (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

static uint32_t longest_command(const struct burin_program *program)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < program->stream_count; i++) {
		const struct burin_stream_spec *spec = &program->streams[i];
		uint32_t bytes = spec->command_blocks * spec->block_size;

		most = bytes > most ? bytes : most;
	}
	return most;
}

/* Signals are for the caller's threads. */
static int start_thread(struct bur_burn *burn)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = pthread_create(&burn->thread, NULL, bur_runner, burn);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -ret;
}

int bur_burn_start(struct bur_transport *t, const struct burin_program *program,
		   uint32_t ring_bytes, struct bur_burn **out)
{
	uint32_t stride = longest_command(program);
	struct bur_burn *burn;
	int ret;

	*out = NULL;
	if (burin_seq_check(program))
		return -EINVAL;
	burn = bur_zalloc(sizeof(*burn));
	if (!burn)
		return -ENOMEM;
	burn->t = t;
	burn->program = program;
	pthread_mutex_init(&burn->lock, NULL);
	pthread_cond_init(&burn->data, NULL);
	pthread_cond_init(&burn->space, NULL);
	pthread_cond_init(&burn->done, NULL);
	burin_seq_init(&burn->seq, program);
	burn->feeds = bur_array(program->stream_count, sizeof(*burn->feeds));
	ret = burn->feeds ? bur_ring_init(&burn->ring, stride ? stride : 1, ring_bytes) : -ENOMEM;
	if (!ret)
		ret = start_thread(burn);
	if (ret) {
		bur_ring_free(&burn->ring);
		bur_free(burn->feeds);
		bur_free(burn);
		return ret;
	}
	*out = burn;
	return 0;
}

/* Bytes in that many slots of the stream being fed: whole commands, less at its declared end. */
static size_t room(const struct bur_burn *burn, uint64_t slots)
{
	const struct burin_stream_spec *spec = &burn->program->streams[burn->feeding];
	uint64_t left, bytes = slots * bur_command_bytes(burn, burn->feeding);

	if (!spec->blocks)
		return (size_t)bytes;
	left = spec->blocks * spec->block_size - burn->feeds[burn->feeding].bytes;
	return (size_t)(left < bytes ? left : bytes);
}

/* Empty slots from the head on that lie side by side. Locked. */
static uint64_t run_of_slots(const struct bur_burn *burn, size_t most)
{
	const struct bur_ring *ring = &burn->ring;
	uint64_t run = ring->slots - bur_ring_used(ring);
	uint64_t to_end = ring->slots - ring->head % ring->slots;

	/* Streams of shorter commands leave gaps between their slots. */
	if (bur_command_bytes(burn, burn->feeding) != ring->stride || most < ring->stride)
		return 1;
	run = run < to_end ? run : to_end;
	return run < most / ring->stride ? run : most / ring->stride;
}

/* Something to fill (or to empty) is there. Locked. */
static bool take_slots(const struct bur_burn *burn, size_t most, void **buf, size_t *n)
{
	const struct bur_ring *ring = &burn->ring;

	if (bur_is_reading(burn)) {
		*buf = bur_ring_slot(ring, ring->tail);
		*n = room(burn, 1);
		return bur_ring_used(ring) && *n;
	}
	if (burn->over || burn->feeding >= burn->program->stream_count ||
	    burn->feeds[burn->feeding].ended || bur_ring_used(ring) == ring->slots)
		return false;
	*buf = bur_ring_slot(ring, ring->head);
	*n = room(burn, run_of_slots(burn, most));
	return *n;
}

int bur_burn_slots(struct bur_burn *burn, uint32_t wait_ms, size_t most, void **buf, size_t *n)
{
	struct timespec until = deadline(wait_ms);
	bool found;

	pthread_mutex_lock(&burn->lock);
	while (!(found = take_slots(burn, most, buf, n)) && wait_ms && !burn->over &&
	       !is_past(&until)) {
		burn->feeder_waits = true;
		wait_on(&burn->space, &burn->lock, &until);
		burn->feeder_waits = false;
	}
	pthread_mutex_unlock(&burn->lock);
	return found;
}

int bur_burn_slot(struct bur_burn *burn, uint32_t wait_ms, void **buf, size_t *n)
{
	return bur_burn_slots(burn, wait_ms, 1, buf, n);
}

static void wake_runner(struct bur_burn *burn)
{
	if (burn->runner_waits)
		pthread_cond_signal(&burn->data);
}

void bur_burn_publish(struct bur_burn *burn, size_t n)
{
	uint32_t command = bur_command_bytes(burn, burn->feeding);

	pthread_mutex_lock(&burn->lock);
	burn->feeds[burn->feeding].bytes += n;
	if (bur_is_reading(burn))
		burn->ring.tail++;
	else
		burn->ring.head += (n + command - 1) / command;
	if (burn->runner_waits && bur_runner_has_news(burn))
		pthread_cond_signal(&burn->data);
	pthread_mutex_unlock(&burn->lock);
}

void bur_burn_end(struct bur_burn *burn)
{
	pthread_mutex_lock(&burn->lock);
	if (burn->feeding < burn->program->stream_count) {
		burn->feeds[burn->feeding++].ended = true;
		if (burn->feeding < burn->program->stream_count)
			burn->feeds[burn->feeding].first = burn->ring.head;
	}
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

void bur_burn_cancel(struct bur_burn *burn)
{
	pthread_mutex_lock(&burn->lock);
	burn->cancelled = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

bool bur_burn_is_over(struct bur_burn *burn)
{
	bool over;

	pthread_mutex_lock(&burn->lock);
	over = burn->over;
	pthread_mutex_unlock(&burn->lock);
	return over;
}

bool bur_burn_wait(struct bur_burn *burn, uint32_t wait_ms)
{
	struct timespec until = deadline(wait_ms);
	bool finished;

	pthread_mutex_lock(&burn->lock);
	while (!burn->finished && !is_past(&until))
		wait_on(&burn->done, &burn->lock, &until);
	finished = burn->finished;
	pthread_mutex_unlock(&burn->lock);
	return finished;
}

void bur_burn_state(struct bur_burn *burn, struct burin_run_state *state,
		    struct bur_burn_level *level)
{
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

void bur_burn_free(struct bur_burn *burn)
{
	if (!burn)
		return;
	pthread_mutex_lock(&burn->lock);
	burn->orphaned = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
	pthread_join(burn->thread, NULL);
	bur_ring_free(&burn->ring);
	bur_free(burn->feeds);
	pthread_cond_destroy(&burn->data);
	pthread_cond_destroy(&burn->space);
	pthread_cond_destroy(&burn->done);
	pthread_mutex_destroy(&burn->lock);
	bur_free(burn);
}
