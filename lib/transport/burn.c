/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of a burn's owner, handed to the engine that runs it. */
#include "transport/burn.h"

#include <errno.h>
#include <time.h>

#include "../../driver/engine/sequencer.h"
#include "core/bytes.h"
#include "core/crc.h"
#include "transport/burn-ops.h"

struct timespec bur_deadline(uint32_t wait_ms)
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

bool bur_is_past(const struct timespec *until)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > until->tv_sec ||
	       (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

uint32_t bur_burn_longest(const struct burin_program *program)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < program->stream_count; i++) {
		const struct burin_stream_spec *spec = &program->streams[i];
		uint32_t bytes = spec->command_blocks * spec->block_size;

		most = bytes > most ? bytes : most;
	}
	return most;
}

size_t bur_burn_room(const struct bur_burn *burn, uint64_t slots)
{
	const struct burin_stream_spec *spec = &burn->program->streams[burn->feeding];
	uint64_t left, bytes = slots * bur_command_bytes(burn, burn->feeding);

	if (!spec->blocks)
		return (size_t)bytes;
	left = spec->blocks * spec->block_size - burn->feeds[burn->feeding].bytes;
	return (size_t)(left < bytes ? left : bytes);
}

static uint64_t commands_of(const struct burin_stream_spec *spec)
{
	return (spec->blocks + spec->command_blocks - 1) / spec->command_blocks;
}

uint64_t bur_burn_expect(struct bur_burn *burn)
{
	uint64_t sequence = 0;

	if (!bur_is_reading(burn))
		return 0;
	for (uint32_t i = 0; i < burn->program->stream_count; i++) {
		burn->feeds[i].first = sequence;
		sequence += commands_of(&burn->program->streams[i]);
	}
	return sequence;
}

bool bur_burn_emptied(struct bur_burn *burn, size_t n)
{
	const struct burin_stream_spec *spec = &burn->program->streams[burn->feeding];
	struct bur_feed *feed = &burn->feeds[burn->feeding];

	feed->bytes += n;
	feed->ended = feed->bytes >= spec->blocks * spec->block_size;
	burn->feeding += feed->ended;
	return burn->feeding == burn->program->stream_count;
}

void bur_burn_next(struct bur_burn *burn, uint64_t sequence)
{
	burn->feeds[burn->feeding++].ended = true;
	if (burn->feeding < burn->program->stream_count)
		burn->feeds[burn->feeding].first = sequence;
}

int bur_burn_start(struct bur_transport *t, const struct burin_program *program,
		   uint32_t ring_bytes, struct bur_burn **out)
{
	*out = NULL;
	if (burin_seq_check(program))
		return -EINVAL;
	bur_transport_stop_ahead(t);
	return (t->ops->start ? t->ops->start : bur_local_start)(t, program, ring_bytes, out);
}

int bur_burn_slots(struct bur_burn *burn, uint32_t wait_ms, size_t most, void **buf, size_t *n)
{
	return burn->ops->slots(burn, wait_ms, most, buf, n);
}

int bur_burn_slot(struct bur_burn *burn, uint32_t wait_ms, void **buf, size_t *n)
{
	return burn->ops->slots(burn, wait_ms, 1, buf, n);
}

void bur_burn_publish(struct bur_burn *burn, size_t n)
{
	burn->ops->publish(burn, n);
}

void bur_burn_end(struct bur_burn *burn)
{
	burn->ops->end(burn);
}

void bur_burn_cancel(struct bur_burn *burn)
{
	burn->ops->cancel(burn);
}

void bur_burn_orphan(struct bur_burn *burn)
{
	burn->ops->orphan(burn);
}

bool bur_burn_is_adopted(struct bur_burn *burn)
{
	return burn->ops->is_adopted && burn->ops->is_adopted(burn);
}

void bur_burn_desert(struct bur_burn *burn)
{
	(burn->ops->desert ? burn->ops->desert : burn->ops->free)(burn);
}

uint32_t bur_chain(uint32_t chain, uint32_t checksum)
{
	uint8_t bytes[4];

	put_be32(bytes, checksum);
	return bur_crc32c(chain, bytes, sizeof(bytes));
}

bool bur_burn_is_over(struct bur_burn *burn)
{
	return burn->ops->is_over(burn);
}

bool bur_burn_wait(struct bur_burn *burn, uint32_t wait_ms)
{
	return burn->ops->wait(burn, wait_ms);
}

void bur_burn_state(struct bur_burn *burn, struct burin_run_state *state,
		    struct bur_burn_level *level)
{
	burn->ops->state(burn, state, level);
}

void bur_burn_free(struct bur_burn *burn)
{
	if (burn)
		burn->ops->free(burn);
}
