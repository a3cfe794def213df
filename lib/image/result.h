/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A tree laid out: where everything lies in the session. */
#ifndef BUR_IMAGE_RESULT_H
#define BUR_IMAGE_RESULT_H

#include <stdint.h>

#include "image/fstree.h"

/* Zeros behind the last file: drives read ahead at the end of a track. */
#define BUR_PADDING_BLOCKS	150u

enum bur_region_kind {
	BUR_REGION_SYSTEM = 0,
	BUR_REGION_PRIMARY,
	BUR_REGION_SUPPLEMENTARY,
	BUR_REGION_TERMINATOR,
	BUR_REGION_PATH_L,
	BUR_REGION_PATH_M,
	BUR_REGION_DIRECTORIES,
	BUR_REGION_FILES,
	BUR_REGION_PADDING,
};

struct bur_region {
	uint32_t first, count;		/* blocks of the session */
	enum bur_region_kind kind;
	const struct bur_fstree *tree;	/* of descriptors, path tables, directories */
};

#define BUR_REGIONS	13

struct burin_result {
	unsigned int references;
	struct burin_context *ctx;
	struct burin_image *image;
	struct bur_image_options options;
	struct bur_fstree tree[BUR_TREE_KINDS];
	unsigned int trees;
	struct bur_extent *extents;
	uint32_t extent_count;
	struct bur_region region[BUR_REGIONS];
	unsigned int regions;
	uint32_t blocks;		/* in all */
	uint8_t record[BUR_APPLICATION_BYTES];

	const struct burin_node **changed;
	char **changed_path;
	size_t changed_count;
};

/* The region a block of the session (below blocks) lies in. */
const struct bur_region *bur_result_region(const struct burin_result *result, uint32_t block);
/* The item whose data lie at that block of the session, in the region of files. */
const struct bur_extent *bur_result_extent(const struct burin_result *result, uint32_t block);
/* Keeps the path of a source that changed, once. */
void bur_result_add_changed(struct burin_result *result, const struct burin_node *node);

#endif
