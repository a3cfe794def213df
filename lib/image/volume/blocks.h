/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks of a volume by number, through a few cache lines of neighbouring blocks. */
#ifndef BUR_IMAGE_VOLUME_BLOCKS_H
#define BUR_IMAGE_VOLUME_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#define BUR_BLOCK 2048u
#define BUR_BLOCKS_LINES 8
#define BUR_BLOCKS_LINE 16u		/* blocks of a line: one read of a drive */

struct burin_detail;
struct burin_stream;

struct bur_blocks {
	struct burin_stream *stream;	/* the owner of this holds the reference */
	uint64_t bytes;			/* of the stream; unknown: very many */
	uint32_t limit;			/* whole blocks that can be there */
	uint64_t clock;
	struct bur_blocks_line {
		uint32_t first, count;	/* count 0: empty */
		uint64_t used;
		uint8_t *data;
	} lines[BUR_BLOCKS_LINES];
};

void bur_blocks_init(struct bur_blocks *blocks, struct burin_stream *stream);
void bur_blocks_exit(struct bur_blocks *blocks);

/*
 * *block: 2048 bytes, valid until the next call. BURIN_E_DAMAGED_VOLUME beyond the
 * end, BURIN_E_READ, or what the stream says of itself; detail has the LBA.
 */
int bur_blocks_get(struct bur_blocks *blocks, uint32_t lba, const uint8_t **block,
		   struct burin_detail *detail);

/* The code for a stream's failure: its own, but a plain errno becomes BURIN_E_READ. */
int bur_blocks_read_error(int64_t code);

#endif
