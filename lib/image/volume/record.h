/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory record, ECMA-119 9.1. */
#ifndef BUR_IMAGE_VOLUME_RECORD_H
#define BUR_IMAGE_VOLUME_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_RECORD_DIRECTORY	0x02
#define BUR_RECORD_ASSOCIATED	0x04
#define BUR_RECORD_MORE		0x80	/* not the last section of the file */

/* id and system_use point into the bytes that were decoded. */
struct bur_record {
	uint8_t length;
	uint8_t flags;
	bool interleaved;
	uint32_t block;			/* of the data, behind an extended attribute record */
	uint32_t bytes;
	int64_t time;
	const uint8_t *id;
	uint8_t id_length;
	const uint8_t *system_use;
	size_t system_use_length;
};

/*
 * The record at p; n: bytes left in its block. Numbers in both byte orders are taken
 * from the little-endian half: some old writers left the other unset. NULL when it
 * is sound, else a sentence with what is wrong.
 */
const char *bur_record_decode(const uint8_t *p, size_t n, struct bur_record *out);

static inline bool bur_record_is_self(const struct bur_record *r)
{
	return r->id_length == 1 && r->id[0] == 0;
}

static inline bool bur_record_is_parent(const struct bur_record *r)
{
	return r->id_length == 1 && r->id[0] == 1;
}

#endif
