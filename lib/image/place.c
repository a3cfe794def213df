/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many blocks each directory and path table takes, and what they begin with. */
#include "image/fstree.h"

#include <errno.h>

#include "core/alloc.h"

/* A directory's length has 32 bits. */
#define MOST_DIR_BLOCKS	(UINT32_MAX / BUR_BLOCK)

static int reserve_marks(struct bur_fstree *tree, uint32_t count)
{
	uint32_t room = tree->mark_room ? tree->mark_room : 64;
	struct bur_mark *grown;

	if (count <= tree->mark_room)
		return 0;
	while (room < count) {
		if (room > UINT32_MAX / 2)
			return BURIN_E_IMAGE_TOO_LARGE;
		room *= 2;
	}
	grown = bur_resize(tree->marks, room, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	tree->marks = grown;
	tree->mark_room = room;
	return 0;
}

/* The record, which stands at `before`, is the first of its block. */
static int mark_block(struct bur_fstree *tree, struct bur_tree_dir *dir,
		      const struct bur_mark *before)
{
	int err;

	if (dir->blocks == MOST_DIR_BLOCKS)
		return BURIN_E_IMAGE_TOO_LARGE;
	err = reserve_marks(tree, dir->block + dir->blocks + 1);
	if (err)
		return err;
	tree->marks[dir->block + dir->blocks++] = *before;
	return 0;
}

static int place_records(struct bur_fstree *tree, struct bur_tree_dir *dir, struct bur_walk *walk)
{
	struct bur_mark before;
	int err = 0;

	bur_walk_begin(walk, tree, dir, 0);
	before = walk->at;
	while (!err && bur_walk_next(walk)) {
		if (walk->record_offset % BUR_BLOCK == 0)
			err = mark_block(tree, dir, &before);
		before = walk->at;
	}
	return err;
}

/* The continuation blocks: each begins with the first record that has bytes in it. */
static int place_areas(struct bur_fstree *tree, struct bur_tree_dir *dir, struct bur_walk *walk)
{
	uint64_t bytes = walk->at.position;
	uint32_t first = dir->block + dir->blocks;
	struct bur_mark before;
	int err;

	if (bur_blocks_of(bytes) > MOST_DIR_BLOCKS)
		return BURIN_E_IMAGE_TOO_LARGE;
	dir->areas = (uint32_t)bur_blocks_of(bytes);
	err = reserve_marks(tree, first + dir->areas);
	if (err || !dir->areas)
		return err;
	bur_walk_begin(walk, tree, dir, 0);
	for (uint32_t i = 0; i < dir->areas;) {
		before = walk->at;
		if (!bur_walk_next(walk))
			break;
		while (i < dir->areas && walk->susp.end > (uint64_t)i * BUR_BLOCK)
			tree->marks[first + i++] = before;
	}
	return 0;
}

static int place_dirs(struct bur_fstree *tree, struct bur_walk *walk,
		      const struct burin_node **culprit)
{
	struct bur_tree_dir *dir;
	int err;

	tree->blocks = 0;
	for (uint32_t i = 0; i < tree->dir_count; i++) {
		dir = &tree->dirs[i];
		*culprit = dir->node;
		if (tree->blocks > UINT32_MAX - 2 * MOST_DIR_BLOCKS)
			return BURIN_E_IMAGE_TOO_LARGE;
		dir->block = tree->blocks;
		dir->blocks = dir->areas = 0;
		err = place_records(tree, dir, walk);
		if (!err && tree->rockridge)
			err = place_areas(tree, dir, walk);
		if (err)
			return err;
		tree->blocks += dir->blocks + dir->areas;
	}
	return 0;
}

static int place_path_table(struct bur_fstree *tree)
{
	uint64_t bytes = 0;
	uint32_t block = 0;

	for (uint32_t i = 0; i < tree->dir_count; i++)
		bytes += bur_path_record_bytes(tree->dirs[i].id[0]);
	if (bytes > UINT32_MAX)
		return BURIN_E_TOO_MANY_DIRECTORIES;
	tree->path_bytes = (uint32_t)bytes;
	tree->path_marks = bur_array(bur_blocks_of(bytes), sizeof(*tree->path_marks));
	if (!tree->path_marks)
		return -ENOMEM;
	bytes = 0;
	for (uint32_t i = 0; i < tree->dir_count; i++) {
		size_t n = bur_path_record_bytes(tree->dirs[i].id[0]);

		for (; (uint64_t)block * BUR_BLOCK < bytes + n; block++)
			tree->path_marks[block] = (struct bur_path_mark){ i, (uint32_t)bytes };
		bytes += n;
	}
	return 0;
}

int bur_fstree_place(struct bur_fstree *tree, const struct burin_node **culprit)
{
	struct bur_walk *walk = bur_alloc(sizeof(*walk));
	int err = walk ? place_dirs(tree, walk, culprit) : -ENOMEM;

	bur_free(walk);
	if (err)
		return err;
	*culprit = tree->dirs[0].node;
	return place_path_table(tree);
}
