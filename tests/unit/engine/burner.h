/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet machine at work: a drive with a cache that loses what was not synchronised, callers
 * who write, read and flush, and a flat model of what they must find. Every block holds one
 * number, which grows with each WRITE of it. For one program.
 */
#ifndef TESTS_UNIT_ENGINE_BURNER_H
#define TESTS_UNIT_ENGINE_BURNER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../driver/engine/packet.h"

#define PACKETS 64
#define BLOCKS_MAX (PACKETS * BURIN_PACKET_BLOCKS_MAX)
#define SLOTS 16
#define REQUESTS 24
#define CACHE 8

struct caller {
	struct burin_packet_request request;	/* first */
	uint32_t data[BURIN_PACKET_BLOCKS_MAX];
	uint32_t promise[BLOCKS_MAX];		/* of a FLUSH: what was complete at its submission */
	bool used, taken;
	bool doubtful;				/* a packet was given up between its TAKE and its end */
};

struct cached { uint32_t number, count, data[BURIN_PACKET_BLOCKS_MAX]; };

struct burner {
	struct burin_packets machine;
	struct burin_packet slots[SLOTS];
	uint32_t heads[SLOTS];
	uint32_t memory[SLOTS + 1][BURIN_PACKET_BLOCKS_MAX];

	/* the drive */
	uint32_t medium[BLOCKS_MAX];
	struct cached cache[CACHE];
	unsigned int cached;
	uint32_t sent[BURIN_PACKET_BLOCKS_MAX];		/* half a WRITE's data go at once, half at its end */
	uint8_t sense[18];
	bool bad_read[PACKETS], bad_write[PACKETS];	/* 3/11/05, 3/0C/00 */
	bool blank[PACKETS];				/* 8/00/00, until it is written */
	bool bad_sync[PACKETS];				/* 3/0C/00 when it is to leave the cache */
	bool bad_block[BLOCKS_MAX];			/* 3/11/05, of this block alone */
	bool loses, loses_all;				/* answers GOOD and forgets, now and then */
	bool gone;
	bool attention;					/* it was reset: told with the next command */
	bool timed_out;					/* ... or nothing but a time-out is */
	unsigned int reads, writes, syncs, forced_reads;

	/* what callers must find */
	uint32_t current[BLOCKS_MAX];	/* the last WRITE that is complete */
	uint32_t durable[BLOCKS_MAX];	/* promised by a FLUSH */
	uint32_t pending[BLOCKS_MAX];	/* requests under way there */
	bool vague[BLOCKS_MAX];		/* a packet of it was given up: anything in between */
	uint32_t next_number;

	struct caller callers[REQUESTS];
	unsigned int under_way, failed_requests, failed_flushes;
	uint64_t now;
	const char *broken;

	/* where choices come from: 0 to n - 1 */
	uint32_t (*choose)(void *user, uint32_t n);
	void *user;
};

static inline uint32_t pick(struct burner *b, uint32_t n)
{
	return n > 1 ? b->choose(b->user, n) : 0;
}

static inline bool burner_init(struct burner *b, uint32_t packet_blocks, uint32_t flags)
{
	struct burin_packet_config config = {
		.packet_blocks = packet_blocks, .blocks = PACKETS * packet_blocks, .slots = SLOTS,
		.heads = SLOTS, .flags = flags, .delay_ms = 100,
	};

	b->now = 1;
	return !burin_packets_init(&b->machine, &config, b->slots, b->heads);
}

/* --- the drive --- */

static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void record(struct burner *b, const struct cached *c)
{
	memcpy(b->medium + c->number, c->data, c->count * sizeof(c->data[0]));
}

static inline void drop_first(struct burner *b)
{
	memmove(b->cache, b->cache + 1, (--b->cached) * sizeof(b->cache[0]));
}

/* Power goes, or it is reset: some of its cache is on the medium by then. */
static inline void lose_cache(struct burner *b)
{
	while (b->cached) {
		if (pick(b, 2))
			record(b, &b->cache[0]);
		drop_first(b);
	}
}

static inline bool sense(struct burner *b, struct burin_packet_result *result, uint8_t key,
			 uint8_t asc, uint8_t ascq)
{
	memset(b->sense, 0, sizeof(b->sense));
	b->sense[0] = 0x70;
	b->sense[2] = key;
	b->sense[7] = 10;
	b->sense[12] = asc;
	b->sense[13] = ascq;
	result->status = 2;
	burin_sense_decode(b->sense, sizeof(b->sense), &result->sense);
	return false;
}

static inline uint32_t block_of_drive(const struct burner *b, uint32_t block, bool forced)
{
	uint32_t value = b->medium[block];

	for (unsigned int i = 0; i < b->cached && !forced; i++)
		if (block - b->cache[i].number < b->cache[i].count)
			value = b->cache[i].data[block - b->cache[i].number];
	return value;
}

static inline bool drive_read(struct burner *b, const struct burin_packet_action *a,
			      struct burin_packet_result *result)
{
	uint32_t block = be32(a->cdb + 2), n = b->machine.config.packet_blocks;

	b->reads++;
	b->forced_reads += a->cdb[1] >> 3 & 1;
	if (b->blank[block / n])
		return sense(b, result, 8, 0x00, 0x00);
	if (b->bad_read[block / n])
		return sense(b, result, 3, 0x11, 0x05);
	for (uint32_t i = 0; i < a->count; i++) {
		if (b->bad_block[block + i])
			return sense(b, result, 3, 0x11, 0x05);
		b->memory[a->slot][a->first + i] = block_of_drive(b, block + i, a->cdb[1] & 8);
	}
	return true;
}

static inline bool drive_write(struct burner *b, const struct burin_packet_action *a,
			       struct burin_packet_result *result)
{
	uint32_t block = be32(a->cdb + 2), n = b->machine.config.packet_blocks;
	struct cached *c;

	b->writes++;
	if (block % n || a->count != n)
		b->broken = "a WRITE that is no packet";
	if (b->bad_write[block / n])
		return sense(b, result, 3, 0x0c, 0x00);
	b->blank[block / n] = false;
	if (b->loses_all || (b->loses && !pick(b, 4)))
		return true;
	if (b->cached == CACHE) {
		record(b, &b->cache[0]);
		drop_first(b);
	}
	c = &b->cache[b->cached++];
	c->number = block;
	c->count = a->count;
	memcpy(c->data, b->memory[a->slot] + a->first, a->count * sizeof(c->data[0]));
	memcpy(c->data, b->sent, a->count / 2 * sizeof(c->data[0]));
	return true;
}

static inline bool drive_sync(struct burner *b, struct burin_packet_result *result)
{
	bool good = true;

	b->syncs++;
	while (b->cached) {
		if (b->bad_sync[b->cache[0].number / b->machine.config.packet_blocks])
			good = false;
		else
			record(b, &b->cache[0]);
		drop_first(b);
	}
	return good || sense(b, result, 3, 0x0c, 0x00);
}

/* Anything between what was promised and what was written last may be found from now on. */
static inline void make_vague(struct burner *b)
{
	for (unsigned int i = 0; i < REQUESTS; i++)
		b->callers[i].doubtful |= b->callers[i].used && b->callers[i].taken;
	for (uint32_t i = 0; i < BLOCKS_MAX; i++)
		b->vague[i] |= b->current[i] != b->durable[i];
}

static inline void drive_execute(struct burner *b, const struct burin_packet_action *a)
{
	struct burin_packet_result result = { 0 };
	uint64_t failed = b->machine.stats.failed;
	bool good;

	if (a->act == BURIN_PACKET_COMMAND && be32(a->cdb + 2) + a->count > b->machine.config.blocks)
		b->broken = "a command beyond the medium";
	if (b->gone) {
		result.host = BURIN_HOST_GONE;
	} else if (b->timed_out) {
		b->timed_out = false;
		result.host = BURIN_HOST_TIMEOUT;
	} else if (b->attention) {
		b->attention = false;
		sense(b, &result, 6, 0x29, 0x00);
	} else {
		good = a->cdb[0] == 0x28 ? drive_read(b, a, &result) :
		       a->cdb[0] == 0x2a ? drive_write(b, a, &result) : drive_sync(b, &result);
		if (good)
			result.transferred = a->count * 2048;
	}
	burin_packets_finished(&b->machine, &result, b->now);
	if (b->machine.stats.failed != failed)
		make_vague(b);
}

/* --- callers --- */

static inline void touch(struct burner *b, const struct caller *c, int by)
{
	for (uint32_t i = 0; c->request.kind != BURIN_PACKET_FLUSH && i < c->request.count; i++)
		b->pending[c->request.block + i] += (uint32_t)by;
}

static inline bool is_free_of_others(const struct burner *b, uint32_t block, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (b->pending[block + i])
			return false;
	return true;
}

static inline struct caller *free_caller(struct burner *b)
{
	for (unsigned int i = 0; i < REQUESTS; i++)
		if (!b->callers[i].used)
			return &b->callers[i];
	return NULL;
}

/* NULL: no caller is free, or others are at these blocks. */
static inline struct caller *burner_submit(struct burner *b, enum burin_packet_kind kind,
					   uint32_t block, uint32_t count)
{
	struct caller *c = free_caller(b);

	if (!c || (kind != BURIN_PACKET_FLUSH && !is_free_of_others(b, block, count)))
		return NULL;
	memset(&c->request, 0xa5, sizeof(c->request));
	c->request.kind = kind;
	c->request.block = block;
	c->request.count = count;
	c->used = true;
	c->taken = false;
	c->doubtful = false;
	b->under_way++;
	touch(b, c, 1);
	for (uint32_t i = 0; kind == BURIN_PACKET_WRITE && i < count; i++)
		c->data[i] = ++b->next_number;
	for (uint32_t i = 0; kind == BURIN_PACKET_FLUSH && i < BLOCKS_MAX; i++)
		c->promise[i] = b->vague[i] ? 0 : b->current[i];
	burin_packets_submit(&b->machine, &c->request);
	return c;
}

static inline void check_read(struct burner *b, const struct caller *c)
{
	for (uint32_t i = 0; i < c->request.count; i++) {
		uint32_t at = c->request.block + i, value = c->data[i];

		if (b->vague[at] ? value < b->durable[at] || value > b->current[at] :
		    value != b->current[at])
			b->broken = "a READ gives what was not written last";
	}
}

static inline void note_write(struct burner *b, const struct caller *c)
{
	for (uint32_t i = 0; i < c->request.count; i++) {
		b->current[c->request.block + i] = c->data[i];
		b->vague[c->request.block + i] = c->doubtful;
	}
}

static inline void note_flush(struct burner *b, const struct caller *c)
{
	for (uint32_t i = 0; i < BLOCKS_MAX; i++) {
		if (b->vague[i] || c->promise[i] <= b->durable[i])
			continue;
		b->durable[i] = c->promise[i];
		if (b->medium[i] < b->durable[i])
			b->broken = "a FLUSH ended before it was true";
	}
}

static inline void burner_complete(struct burner *b, struct caller *c, int error)
{
	enum burin_packet_kind kind = c->request.kind;

	c->used = false;
	b->under_way--;
	touch(b, c, -1);
	b->failed_requests += error != 0;
	if (error && kind == BURIN_PACKET_FLUSH)
		b->failed_flushes++;
	if (kind == BURIN_PACKET_WRITE && error) {
		for (uint32_t i = 0; i < c->request.count; i++)
			b->current[c->request.block + i] = c->data[i];
		make_vague(b);
	} else if (kind == BURIN_PACKET_WRITE) {
		note_write(b, c);
	} else if (kind == BURIN_PACKET_READ && !error) {
		check_read(b, c);
	} else if (kind == BURIN_PACKET_FLUSH && !error) {
		note_flush(b, c);
	} else if (kind == BURIN_PACKET_DISCARD) {
		for (uint32_t i = 0; i < c->request.count; i++)
			b->vague[c->request.block + i] = true;
	}
}

/* --- the runner --- */

static inline bool equal(const struct burner *b, const struct burin_packet_action *a)
{
	for (uint32_t i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (a->mask >> i & 1 && b->memory[a->slot][i] != b->memory[a->from][i])
			return false;
	return true;
}

static inline void merge(struct burner *b, const struct burin_packet_action *a)
{
	for (uint32_t i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (a->mask >> i & 1)
			b->memory[a->slot][i] = b->memory[a->from][i];
}

static inline void clear(struct burner *b, const struct burin_packet_action *a)
{
	for (uint32_t i = 0; i < BURIN_PACKET_BLOCKS_MAX; i++)
		if (a->mask >> i & 1)
			b->memory[a->slot][i] = 0;
}

static inline void compared(struct burner *b, bool is_equal)
{
	uint64_t failed = b->machine.stats.failed;

	burin_packets_compared(&b->machine, is_equal);
	if (b->machine.stats.failed != failed)
		make_vague(b);
}

/*
 * Carries one action out; false: nothing to do before action->until, but for the command that
 * is under way: it stays so until burner_drive().
 */
static inline bool burner_step(struct burner *b, struct burin_packet_action *a)
{
	struct caller *c;

	burin_packets_next(&b->machine, b->now, a);
	c = (struct caller *)a->request;
	switch (a->act) {
	case BURIN_PACKET_TAKE:
		c->taken = true;
		memcpy(b->memory[a->slot] + a->first, c->data, a->count * sizeof(c->data[0]));
		return true;
	case BURIN_PACKET_GIVE:
		memcpy(c->data, b->memory[a->slot] + a->first, a->count * sizeof(c->data[0]));
		return true;
	case BURIN_PACKET_MERGE:
		merge(b, a);
		return true;
	case BURIN_PACKET_CLEAR:
		clear(b, a);
		return true;
	case BURIN_PACKET_COMPARE:
		compared(b, equal(b, a));
		return true;
	case BURIN_PACKET_COMPLETE:
		burner_complete(b, c, a->error);
		return true;
	case BURIN_PACKET_COMMAND:
		if (a->cdb[0] == 0x2a)
			memcpy(b->sent, b->memory[a->slot], sizeof(b->sent));
		return false;
	default:
		return false;
	}
}

/* Goes on until nothing is under way, or for ever: then it is broken. */
static inline void burner_run(struct burner *b, bool until_idle)
{
	struct burin_packet_action a;

	for (unsigned int i = 0; i < 200000; i++) {
		if (burner_step(b, &a))
			continue;
		if (a.act == BURIN_PACKET_COMMAND) {
			b->now += 1000000;
			drive_execute(b, &a);
			continue;
		}
		if (!b->under_way && (!until_idle || a.until == ~0ull))
			return;
		if (a.until == ~0ull)
			break;
		b->now = a.until > b->now ? a.until : b->now + 1;
	}
	b->broken = b->broken ? b->broken : "it does not come to an end";
}

static inline void act(struct burner *b)
{
	uint32_t n = b->machine.config.packet_blocks;
	uint32_t packet = pick(b, PACKETS), first = pick(b, n), count = 1 + pick(b, n - first);

	switch (pick(b, 16)) {
	case 0:
		burner_submit(b, BURIN_PACKET_FLUSH, 0, 0);
		break;
	case 1:
		b->now += 1000000ull * pick(b, 300);
		break;
	case 2: case 3: case 4: case 5:
		burner_submit(b, BURIN_PACKET_READ, packet * n + first, count);
		break;
	case 6:
		if (!b->attention && !b->timed_out && !pick(b, 20)) {
			lose_cache(b);
			b->attention = pick(b, 2);
			b->timed_out = !b->attention;
		}
		break;
	case 7: case 8: case 9:
		burner_submit(b, BURIN_PACKET_WRITE, packet * n, n);
		break;
	default:
		burner_submit(b, BURIN_PACKET_WRITE, (packet & 15) * n + first, count);
	}
}

/* What callers and the drive's lot may be, one step after the other. */
static inline void burner_work(struct burner *b, unsigned int steps)
{
	struct burin_packet_action a, command = { 0 };

	while (steps-- && !b->broken) {
		if (!pick(b, 3))
			act(b);
		if (!burner_step(b, &a) && a.act == BURIN_PACKET_COMMAND)
			command = a;
		if (command.act != BURIN_PACKET_COMMAND || pick(b, 4))
			continue;
		b->now += 1000000;
		drive_execute(b, &command);
		command.act = BURIN_PACKET_WAIT;
	}
	if (command.act == BURIN_PACKET_COMMAND)
		drive_execute(b, &command);
}

/* After a power cut: what was promised is on the medium, and nothing that nobody wrote. */
static inline void burner_judge_medium(struct burner *b)
{
	for (uint32_t i = 0; i < b->machine.config.blocks; i++) {
		if (b->medium[i] < b->durable[i])
			b->broken = "what a FLUSH promised is lost";
		if (b->medium[i] > b->next_number)
			b->broken = "what nobody wrote is on the medium";
	}
}

#endif
