/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/ahead.h"

#include <burin/error.h>
#include <burin/medium.h>
#include <string.h>

#include "core/alloc.h"
#include "mmc/cdb.h"
#include "transport/burn.h"

#define BLOCK BURIN_BLOCK_SIZE
#define RING_BYTES (4u << 20)
#define TIMEOUT_MS 30000	/* of one command, as of those that are sent by themselves */
#define WAIT_MS 1000

struct extent {
	uint32_t lba, blocks;
};

struct bur_ahead {
	struct bur_transport *t;
	uint32_t command_blocks;
	bool refused;			/* the streams could not be started: not tried again */

	struct extent *extents;
	uint32_t count, room;
	uint32_t at, done;		/* what is read next: behind so many blocks of extent at */

	/* of the streams that run */
	struct burin_program program;
	struct burin_stream_spec streams[BURIN_STREAMS_MAX];
	uint32_t end;			/* they are those of extents below it */
	const uint8_t *slot;		/* being taken: slot_blocks, left of them still to come */
	uint32_t slot_blocks, left;
};

struct bur_ahead *bur_ahead_new(struct bur_transport *t, uint32_t command_blocks)
{
	struct bur_ahead *ahead = bur_zalloc(sizeof(*ahead));

	if (!ahead)
		return NULL;
	ahead->t = t;
	ahead->command_blocks = command_blocks;
	ahead->refused = !t->ops->start;
	return ahead;
}

static bool runs(const struct bur_ahead *ahead)
{
	return ahead->t->ahead && ahead->t->ahead_of == ahead;
}

static void stop(struct bur_ahead *ahead)
{
	if (runs(ahead))
		bur_transport_stop_ahead(ahead->t);
	ahead->left = 0;
}

void bur_ahead_free(struct bur_ahead *ahead)
{
	if (!ahead)
		return;
	stop(ahead);
	bur_free(ahead->extents);
	bur_free(ahead);
}

static bool make_room(struct bur_ahead *ahead)
{
	uint32_t room = ahead->room ? 2 * ahead->room : 16;
	struct extent *extents;

	if (ahead->count < ahead->room)
		return true;
	extents = bur_array(room, sizeof(*extents));
	if (!extents)
		return false;
	if (ahead->count)
		memcpy(extents, ahead->extents, ahead->count * sizeof(*extents));
	bur_free(ahead->extents);
	ahead->extents = extents;
	ahead->room = room;
	return true;
}

void bur_ahead_expect(struct bur_ahead *ahead, uint32_t lba, uint32_t blocks)
{
	if (blocks && make_room(ahead))
		ahead->extents[ahead->count++] = (struct extent){ lba, blocks };
}

static bool holds(const struct extent *extent, uint32_t lba)
{
	return lba >= extent->lba && lba - extent->lba < extent->blocks;
}

/* False: not among what is expected from here on. */
static bool find(struct bur_ahead *ahead, uint32_t lba, uint32_t *at)
{
	for (*at = ahead->at; *at < ahead->count; (*at)++)
		if (holds(&ahead->extents[*at], lba) &&
		    (*at > ahead->at || lba - ahead->extents[*at].lba >= ahead->done))
			return true;
	return false;
}

uint32_t bur_ahead_expected(struct bur_ahead *ahead, uint32_t lba)
{
	uint32_t at;

	if (!find(ahead, lba, &at))
		return 0;
	return ahead->extents[at].blocks - (lba - ahead->extents[at].lba);
}

/* What was passed over is not wanted any more. */
static bool move_to(struct bur_ahead *ahead, uint32_t lba)
{
	uint32_t at, done;

	if (!find(ahead, lba, &at))
		return false;
	done = lba - ahead->extents[at].lba;
	if (at != ahead->at || done != ahead->done)
		stop(ahead);
	ahead->at = at;
	ahead->done = done;
	return true;
}

static void fill_stream(const struct bur_ahead *ahead, const struct extent *extent, uint32_t done,
			struct burin_stream_spec *spec)
{
	uint32_t blocks = extent->blocks - done;

	*spec = (struct burin_stream_spec){
		.direction = BURIN_DIR_IN,
		.lba = (int32_t)(extent->lba + done),
		.block_size = BLOCK,
		.unit = 1,
		.command_blocks = blocks < ahead->command_blocks ? blocks : ahead->command_blocks,
		.timeout_ms = TIMEOUT_MS,
		.blocks = blocks,
	};
	spec->cdb_len = (uint8_t)bur_cdb_read_10(spec->cdb, 0, 0);
}

static void start(struct bur_ahead *ahead)
{
	uint32_t count = ahead->count - ahead->at;
	struct bur_burn *burn;

	count = count < BURIN_STREAMS_MAX ? count : BURIN_STREAMS_MAX;
	for (uint32_t i = 0; i < count; i++)
		fill_stream(ahead, &ahead->extents[ahead->at + i], i ? 0 : ahead->done,
			    &ahead->streams[i]);
	ahead->program = (struct burin_program){
		.streams = ahead->streams, .stream_count = count,
	};
	ahead->end = ahead->at + count;
	ahead->left = 0;
	ahead->refused = bur_burn_start(ahead->t, &ahead->program, RING_BYTES, &burn);
	if (ahead->refused)
		return;
	ahead->t->ahead = burn;
	ahead->t->ahead_of = ahead;
}

/* The streams have ended before what they were to read: why. */
static int conclude(struct bur_ahead *ahead)
{
	struct burin_run_state state;
	int code;

	bur_burn_state(ahead->t->ahead, &state, NULL);
	code = state.failed ? bur_failure_code(&state.failure) : 0;
	stop(ahead);
	return code == BURIN_E_READ ? code : 0;
}

/* 1: a slot is there. */
static int next_slot(struct bur_ahead *ahead)
{
	struct bur_burn *burn = ahead->t->ahead;
	void *buf;
	size_t n;

	while (!bur_burn_slot(burn, WAIT_MS, &buf, &n))
		if (bur_burn_is_over(burn) && !bur_burn_slot(burn, 0, &buf, &n))
			return conclude(ahead);
	ahead->slot = buf;
	ahead->slot_blocks = ahead->left = (uint32_t)(n / BLOCK);
	return 1;
}

static void advance(struct bur_ahead *ahead, uint32_t blocks)
{
	ahead->left -= blocks;
	ahead->done += blocks;
	if (ahead->done == ahead->extents[ahead->at].blocks) {
		ahead->at++;
		ahead->done = 0;
	}
	if (!ahead->left)
		bur_burn_publish(ahead->t->ahead, (size_t)ahead->slot_blocks * BLOCK);
	if (ahead->at == ahead->end)
		stop(ahead);
}

int64_t bur_ahead_take(struct bur_ahead *ahead, uint32_t lba, uint32_t most, uint8_t *buf)
{
	const uint8_t *from;
	int ret = 1;

	if (ahead->refused || !move_to(ahead, lba))
		return 0;
	if (!runs(ahead))
		start(ahead);
	if (ahead->refused)
		return 0;
	if (!ahead->left)
		ret = next_slot(ahead);
	if (ret <= 0)
		return ret;
	most = most < ahead->left ? most : ahead->left;
	from = ahead->slot + (size_t)(ahead->slot_blocks - ahead->left) * BLOCK;
	memcpy(buf, from, (size_t)most * BLOCK);
	advance(ahead, most);
	return most;
}
