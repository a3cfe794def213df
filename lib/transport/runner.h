/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A burn from inside: what its owner's calls (burn.c) and its thread (runner.c) share. */
#ifndef BUR_TRANSPORT_RUNNER_H
#define BUR_TRANSPORT_RUNNER_H

#include <pthread.h>

#include "../../driver/engine/sequencer.h"
#include "transport/burn.h"
#include "transport/ring.h"

#define BUR_REPLY_MAX 256		/* of a step: data_len is a byte */

/* What the feeder has published of one stream. */
struct bur_feed {
	uint64_t first;			/* sequence of its first slot */
	uint64_t bytes;
	bool ended;
};

struct bur_burn {
	struct bur_transport *t;
	const struct burin_program *program;
	pthread_t thread;

	pthread_mutex_t lock;		/* guards all that follows up to "runner" */
	pthread_cond_t data, space, done;
	struct bur_ring ring;
	struct bur_feed *feeds;		/* one for each stream */
	uint32_t feeding;		/* index of the stream being fed */
	bool runner_waits, feeder_waits;
	bool cancelled, orphaned;
	bool over, finished;
	struct burin_run_state state;
	struct bur_burn_level level;

	/* runner: its thread's alone */
	struct burin_seq seq;
	struct bur_command cmd;
	uint64_t told_bytes;
	uint32_t told_stream;
	bool told_ended, told_cancel, told_orphan;
	uint8_t reply[BUR_REPLY_MAX];
};

static inline uint32_t bur_command_bytes(const struct bur_burn *burn, uint32_t stream)
{
	const struct burin_stream_spec *spec = &burn->program->streams[stream];

	return spec->command_blocks * spec->block_size;
}

static inline bool bur_is_reading(const struct bur_burn *burn)
{
	return burn->program->stream_count &&
	       burn->program->streams[0].direction == BURIN_DIR_IN;
}

/* The thread. arg: the burn. */
void *bur_runner(void *arg);

/* There is so much news that a runner that waits should be woken. Locked. */
bool bur_runner_has_news(const struct bur_burn *burn);

#endif
