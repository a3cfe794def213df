/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A burn in this process: what its owner's calls (local-burn.c) and its thread (runner.c) share. */
#ifndef BUR_TRANSPORT_LOCAL_BURN_H
#define BUR_TRANSPORT_LOCAL_BURN_H

#include <pthread.h>

#include "../../driver/engine/sequencer.h"
#include "transport/burn-ops.h"
#include "transport/ring.h"

#define BUR_REPLY_MAX 256		/* of a step: data_len is a byte */

struct bur_local {
	struct bur_burn base;		/* its feeds are guarded by the lock, too */
	pthread_t thread;

	pthread_mutex_t lock;		/* guards all that follows up to "runner" */
	pthread_cond_t data, space, done;
	struct bur_ring ring;
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

/* The thread. arg: the burn. */
void *bur_runner(void *arg);

/* There is so much news that a runner that waits should be woken. Locked. */
bool bur_runner_has_news(const struct bur_local *burn);

#endif
