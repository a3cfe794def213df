/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The volume as its own files see it. */
#ifndef BUR_IMAGE_VOLUME_INTERNAL_H
#define BUR_IMAGE_VOLUME_INTERNAL_H

#include <burin/error.h>
#include <burin/volume.h>

#include "image/volume/blocks.h"

struct bur_trail;

/* Directories below one another: twice what a path of PATH_MAX bytes can name. */
#define BUR_VOLUME_DEPTH 4096
#define BUR_VOLUME_NAME 256		/* of the volume, in bytes */

struct burin_volume {
	struct burin_context *ctx;
	struct burin_stream *stream;
	struct bur_blocks blocks;
	enum burin_tree tree;
	uint8_t susp_skip;		/* SUSP 5.3: bytes before every system use area */
	uint32_t root_block, root_bytes;
	uint32_t space;			/* as the descriptor tells */
	int64_t time;
	char name[BUR_VOLUME_NAME];
	struct bur_trail *trail;	/* of the last path looked up */
	struct burin_detail detail;
};

/*
 * What one pass over the tree may still read. On a sound volume no two directories and
 * no two continuation areas share bytes, so a pass that reads more than the volume
 * holds (continuations: four times, they are visited more than once) is led in circles.
 */
struct bur_budget {
	uint64_t directory_blocks;
	uint64_t continuation_bytes;
};

void bur_budget_init(struct bur_budget *budget, const struct burin_volume *volume);

/* BURIN_E_DAMAGED_VOLUME at lba; the caller adds the path with bur_volume_blame(). */
int bur_volume_damaged(struct burin_volume *volume, uint32_t lba, const char *what);
/* Gives the failure code its subject, if it has none. Returns code. */
int bur_volume_blame(struct burin_volume *volume, int code, const char *path);

#endif
