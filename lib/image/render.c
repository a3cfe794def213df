/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks of directories, continuation areas and path tables. */
#include "image/fstree.h"

#include <string.h>

static void render_records(struct bur_walk *walk, uint32_t block, uint8_t *out)
{
	uint32_t first = block * BUR_BLOCK;

	while (bur_walk_next(walk) && walk->record_offset - first < BUR_BLOCK)
		memcpy(out + (walk->record_offset - first), walk->record, walk->record_len);
}

/* Only what lies in [first, first + BUR_BLOCK) of the continuation space. */
static void render_areas(struct bur_walk *walk, uint64_t first, uint8_t *out)
{
	const struct bur_susp *susp = &walk->susp;
	uint64_t from, to;

	while (bur_walk_next(walk) && susp->start < first + BUR_BLOCK) {
		from = susp->start > first ? susp->start : first;
		to = susp->end < first + BUR_BLOCK ? susp->end : first + BUR_BLOCK;
		if (from < to)
			memcpy(out + (from - first), susp->area + (from - susp->start), to - from);
	}
}

void bur_fstree_render(const struct bur_fstree *tree, struct bur_walk *walk, uint32_t index,
		       uint8_t *block)
{
	const struct bur_tree_dir *dir = bur_fstree_dir_at(tree, index);
	uint32_t own = index - dir->block;

	memset(block, 0, BUR_BLOCK);
	bur_walk_begin(walk, tree, dir, own);
	if (own < dir->blocks)
		render_records(walk, own, block);
	else
		render_areas(walk, (uint64_t)(own - dir->blocks) * BUR_BLOCK, block);
}

void bur_fstree_render_path(const struct bur_fstree *tree, bool big, uint32_t index,
			    uint8_t *block)
{
	const struct bur_path_mark *mark = &tree->path_marks[index];
	uint8_t record[8 + BUR_IDENT_BYTES];
	uint64_t first = (uint64_t)index * BUR_BLOCK, at = mark->offset, from, to;
	const struct bur_tree_dir *dir;
	size_t n;

	memset(block, 0, BUR_BLOCK);
	for (uint32_t i = mark->dir; i < tree->dir_count && at < first + BUR_BLOCK; i++, at += n) {
		dir = &tree->dirs[i];
		n = bur_path_record_put(record, dir->id + 1, dir->id[0],
					tree->first_block + dir->block,
					(uint16_t)(dir->parent + 1), big);
		from = at > first ? at : first;
		to = at + n < first + BUR_BLOCK ? at + n : first + BUR_BLOCK;
		if (from < to)
			memcpy(block + (from - first), record + (from - at), to - from);
	}
}
