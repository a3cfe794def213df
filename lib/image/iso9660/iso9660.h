/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ECMA-119 in bytes: names, dates, directory records, path tables, volume descriptors. */
#ifndef BUR_IMAGE_ISO9660_H
#define BUR_IMAGE_ISO9660_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/ident.h"

#define BUR_BLOCK		2048u
#define BUR_SYSTEM_AREA_BLOCKS	16u
#define BUR_RECORD_MAX		254u	/* even, and its length is one byte */
#define BUR_ROOT_RECORD_BYTES	34u
#define BUR_APPLICATION_OFFSET	883u	/* application use, 8.4.32 */
#define BUR_APPLICATION_BYTES	512u

/* Largest section of a file that is a whole number of blocks: 2^32 - 2048. */
#define BUR_SECTION_BYTES	0xfffff800u

static inline uint64_t bur_blocks_of(uint64_t bytes)
{
	return bytes / BUR_BLOCK + (bytes % BUR_BLOCK != 0);
}

/* A level 3 identifier of 30 characters, 31 for a directory (7.5, 7.6). */
void bur_iso_name(struct bur_ident *ident, const char *name, bool dir);
/* Order of identifiers in a directory (9.3); negative, 0, positive. */
int bur_iso_compare(const uint8_t *a, const uint8_t *b);

/* 7 bytes (9.1.5) and 17 bytes (8.4.26.1), UTC; times beyond the field become its ends. */
void bur_date7_put(uint8_t *p, int64_t seconds);
void bur_date17_put(uint8_t *p, int64_t seconds);
/* "not specified". */
void bur_date17_put_none(uint8_t *p);

#define BUR_RECORD_DIRECTORY	0x02
#define BUR_RECORD_CONTINUES	0x80	/* not the final section of its file */

struct bur_record {
	uint32_t extent, size;
	int64_t time;
	uint8_t flags;
	uint8_t id_len;
	const uint8_t *id;
};

/* Bytes before the system use field: 33, identifier, padding. */
size_t bur_record_base(size_t id_len);
/* Writes these, length byte for total bytes in all, which is even. */
void bur_record_put(uint8_t *p, const struct bur_record *record, size_t total);

/* One record of a path table (9.4); big: type M. Returns its bytes. */
size_t bur_path_record_put(uint8_t *p, const uint8_t *id, size_t id_len, uint32_t extent,
			   uint16_t parent, bool big);
size_t bur_path_record_bytes(size_t id_len);

struct bur_descriptor {
	bool joliet;
	const char *volume_name;	/* UTF-8 */
	uint32_t volume_blocks;
	uint32_t path_table_bytes, path_l, path_m;
	uint32_t root_extent, root_bytes;
	int64_t root_time, time;
	const uint8_t *application;	/* BUR_APPLICATION_BYTES */
};

/* Primary or supplementary descriptor (8.4, 8.5); block: BUR_BLOCK bytes. */
void bur_descriptor_put(uint8_t *block, const struct bur_descriptor *d);
void bur_descriptor_put_terminator(uint8_t *block);

#endif
