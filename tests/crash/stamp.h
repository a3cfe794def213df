/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the workloads write and the judge reads: each block tells its number and its version, and the rest
 * of it follows from both; so a block of two halves is no block. For one program.
 */
#ifndef TESTS_CRASH_STAMP_H
#define TESTS_CRASH_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 2048u
#define MAGIC 0x6e697275u

/* What a caller of the block device was told, a line of the file of acknowledgements. */
enum ack_kind { ACK_WRITE = 0, ACK_DURABLE_WRITE, ACK_FLUSH, ACK_DISCARD };

struct ack {
	uint64_t began, ended;	/* ns of CLOCK_MONOTONIC */
	uint32_t kind;		/* enum ack_kind */
	uint32_t block, count;
	uint32_t version;	/* of the blocks; each block's grow */
	int32_t error;		/* 0, or a negative errno */
	uint32_t pad0;
};

static inline uint32_t stamp_next(uint32_t x)
{
	x ^= x << 13;
	x ^= x >> 17;
	return x ^ x << 5;
}

static inline void stamp_make(uint8_t *block, uint32_t number, uint32_t version)
{
	uint32_t words[BLOCK / 4], x = number * 2654435761u ^ version * 40503u ^ MAGIC;

	words[0] = MAGIC;
	words[1] = number;
	words[2] = version;
	for (uint32_t i = 3; i < BLOCK / 4; i++)
		words[i] = x = stamp_next(x ? x : 1);
	memcpy(block, words, BLOCK);
}

/* False: it is no block of that number. Zeros are version 0. */
static inline bool stamp_read(const uint8_t *block, uint32_t number, uint32_t *version)
{
	static const uint8_t zeros[BLOCK];
	uint8_t whole[BLOCK];
	uint32_t words[3];

	*version = 0;
	if (!memcmp(block, zeros, BLOCK))
		return true;
	memcpy(words, block, sizeof(words));
	if (words[0] != MAGIC || words[1] != number || !words[2])
		return false;
	stamp_make(whole, number, words[2]);
	*version = words[2];
	return !memcmp(block, whole, BLOCK);
}

#endif
