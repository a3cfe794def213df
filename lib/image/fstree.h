/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One file system's view of the tree: its directories in the order of the path
 * table (level, parent, identifier), their entries in the order of the records.
 */
#ifndef BUR_IMAGE_FSTREE_H
#define BUR_IMAGE_FSTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/image.h"
#include "image/rockridge/rockridge.h"

enum bur_tree_kind { BUR_TREE_ISO = 0, BUR_TREE_JOLIET, BUR_TREE_KINDS };

struct bur_entry {
	struct burin_node *node;
	const uint8_t *id;		/* length byte and identifier */
};

struct bur_tree_dir {
	struct burin_node *node;
	const uint8_t *id;
	uint32_t parent;		/* index; the root's is itself */
	uint32_t first, count;		/* its entries */
	uint32_t block;			/* from the tree's first block on */
	uint32_t blocks, areas;		/* of records; of continuation areas behind them */
};

/* Where the records of a directory stand at the beginning of a block. */
struct bur_mark {
	uint32_t record;		/* 0 ".", 1 "..", 2 the first entry */
	uint32_t section;		/* of a file of several */
	uint64_t position;		/* in the continuation space, before that record's */
};

/* One block of a path table: the directory its first byte belongs to, and that one's offset. */
struct bur_path_mark {
	uint32_t dir, offset;
};

/* Data of one item: where it begins. Items in the order of their data. */
struct bur_extent {
	struct burin_node *node;	/* the first of its names */
	uint32_t block;			/* absolute */
};

struct bur_fstree {
	enum bur_tree_kind kind;
	bool rockridge;
	const struct bur_image_options *options;
	const struct bur_extent *extents;	/* NULL until data has its place */
	uint32_t extent_count;

	struct bur_pool ids;
	struct bur_tree_dir *dirs;
	struct bur_entry *entries;
	uint32_t dir_count, entry_count;

	uint32_t first_block;		/* absolute, of the root */
	uint32_t blocks;		/* of all directories */
	struct bur_mark *marks;		/* one a block */
	uint32_t mark_room;

	uint32_t path_bytes, path_l, path_m;
	struct bur_path_mark *path_marks;
};

/*
 * Maps and sorts everything. Items the file system cannot hold (links and special
 * files without Rock Ridge) are left out. On failure *culprit is the item.
 */
int bur_fstree_build(struct bur_fstree *tree, struct burin_image *image,
		     const struct burin_node **culprit);
void bur_fstree_free(struct bur_fstree *tree);

/* Gives every directory its blocks, relative to the tree's first. */
int bur_fstree_place(struct bur_fstree *tree, const struct burin_node **culprit);

/* One directory record after the other. */
struct bur_walk {
	const struct bur_fstree *tree;
	const struct bur_tree_dir *dir;
	struct bur_mark at;		/* the record that comes next */
	uint32_t offset;		/* of the next free byte of the directory */
	uint8_t record[BUR_RECORD_MAX + 1];
	uint32_t record_offset, record_len;
	struct bur_susp susp;
};

/* block: of the directory's own. */
void bur_walk_begin(struct bur_walk *walk, const struct bur_fstree *tree,
		    const struct bur_tree_dir *dir, uint32_t block);
/* The next record, its place and its continuation areas; false: there is none. */
bool bur_walk_next(struct bur_walk *walk);

/* Block number index of the tree's own, whole. */
void bur_fstree_render(const struct bur_fstree *tree, struct bur_walk *walk, uint32_t index,
		       uint8_t *block);
/* Block number index of path table L or M. */
void bur_fstree_render_path(const struct bur_fstree *tree, bool big, uint32_t index,
			    uint8_t *block);
/* The directory a block of the tree belongs to. */
const struct bur_tree_dir *bur_fstree_dir_at(const struct bur_fstree *tree, uint32_t index);

#endif
