/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a data burn leaves for whoever adopts it, to tell whether his source is the same.
 *
 * Bytes 0-8 "DATA BURN", 9 version (1), 10 flags (bit 0: the source can be read again; bit 1: a
 * simulation), 11 zero, 12-15 start, 16-23 size of the source in bytes, 24-27 its digest
 * (bur_stream_identity()), 28-31 kind of medium, then the source's block 16, where an image that
 * burin made holds the record of its options, if it has one. All numbers big-endian.
 */
#ifndef BUR_WRITE_IDENTITY_H
#define BUR_WRITE_IDENTITY_H

#include <burin/medium.h>
#include <burin/stream.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_IDENTITY_HEADER 32u
#define BUR_IDENTITY_MAX (BUR_IDENTITY_HEADER + BURIN_BLOCK_SIZE)
#define BUR_IDENTITY_BLOCK 16u

struct bur_identity {
	bool readable, simulated;
	uint32_t start;
	uint64_t size;			/* BURIN_SIZE_UNKNOWN where not readable */
	uint32_t digest;
	enum burin_kind kind;
	bool has_block;
	uint8_t block[BURIN_BLOCK_SIZE];
};

/* Of a source; the rest is the caller's to fill in. Reads one block of it. */
void bur_identity_of(struct burin_stream *stream, struct bur_identity *identity);
/* Bytes of it. */
size_t bur_identity_put(uint8_t p[BUR_IDENTITY_MAX], const struct bur_identity *identity);
/* False: not one of a version known. */
bool bur_identity_get(const uint8_t *p, size_t n, struct bur_identity *identity);

/* NULL, or in which way the source is another one than the burn's. */
const char *bur_identity_compare(const struct bur_identity *burn,
				 const struct bur_identity *source);

#endif
