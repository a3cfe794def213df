/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Behind burn.h: what runs a burn. A thread of this process above any transport
 * (local-burn.c), or the driver (kernel-burn.c).
 */
#ifndef BUR_TRANSPORT_BURN_OPS_H
#define BUR_TRANSPORT_BURN_OPS_H

#include "transport/burn.h"

/* As the calls of burn.h; the burn has been checked to be there. */
struct bur_burn_ops {
	int (*slots)(struct bur_burn *burn, uint32_t wait_ms, size_t most, void **buf, size_t *n);
	void (*publish)(struct bur_burn *burn, size_t n);
	void (*end)(struct bur_burn *burn);
	void (*cancel)(struct bur_burn *burn);
	void (*orphan)(struct bur_burn *burn);
	bool (*is_over)(struct bur_burn *burn);
	bool (*wait)(struct bur_burn *burn, uint32_t wait_ms);
	void (*state)(struct bur_burn *burn, struct burin_run_state *state,
		      struct bur_burn_level *level);
	void (*free)(struct bur_burn *burn);
	bool (*is_adopted)(struct bur_burn *burn);	/* NULL: never */
	void (*desert)(struct bur_burn *burn);		/* NULL: it dies with its process */
};

/* What the feeder has published of one stream. */
struct bur_feed {
	uint64_t first;			/* sequence of its first slot */
	uint64_t bytes;
	bool ended;
};

/* First member of each engine's own struct. */
struct bur_burn {
	const struct bur_burn_ops *ops;
	struct bur_transport *t;
	const struct burin_program *program;
	struct bur_feed *feeds;		/* one for each stream */
	uint32_t feeding;		/* index of the stream being fed */
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

/* Bytes of the longest command of any stream; 0: there is none. */
uint32_t bur_burn_longest(const struct burin_program *program);
/* Bytes in that many slots of the stream being fed: whole commands, less at its declared end. */
size_t bur_burn_room(const struct bur_burn *burn, uint64_t slots);
/* Of streams that read, each one's first sequence is known beforehand. How many slots there are. */
uint64_t bur_burn_expect(struct bur_burn *burn);
/* n bytes of the stream being read were given back. True: all of the last one are. */
bool bur_burn_emptied(struct bur_burn *burn, size_t n);
/* The stream being fed has ended; the next one begins with that sequence. */
void bur_burn_next(struct bur_burn *burn, uint64_t sequence);

struct timespec;
/* Real time: virtual time does not pass while a feeder is slow. */
struct timespec bur_deadline(uint32_t wait_ms);
bool bur_is_past(const struct timespec *until);

/* bur_burn_start() on the two engines. */
int bur_local_start(struct bur_transport *t, const struct burin_program *program,
		    uint32_t ring_bytes, struct bur_burn **out);
int bur_kernel_start(struct bur_transport *t, const struct burin_program *program,
		     uint32_t ring_bytes, struct bur_burn **out);
/* The burn that is the transport's since ADOPT; program is what is known of it. */
int bur_kernel_take_over(struct bur_transport *t, const struct burin_program *program,
			 struct bur_burn **out);

#endif
