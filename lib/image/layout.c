/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gives everything its place, in one pass, before the first block is made. */
#include "image/result.h"

#include <errno.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "core/export.h"
#include "image/like.h"

static int fail_at(struct burin_image *image, int code, const struct burin_node *node)
{
	char path[BURIN_SUBJECT_MAX];

	bur_node_path(node, path, sizeof(path));
	return bur_fail(&image->detail, code, BURIN_PHASE_LAYOUT, path, NULL);
}

static int build_trees(struct burin_result *result)
{
	unsigned int filesystems = result->options.filesystems;
	const struct burin_node *culprit;
	struct bur_fstree *tree;
	int err = 0;

	result->trees = filesystems & BURIN_FS_JOLIET ? 2 : 1;
	for (unsigned int i = 0; i < result->trees && !err; i++) {
		tree = &result->tree[i];
		tree->kind = (enum bur_tree_kind)i;
		tree->rockridge = i == BUR_TREE_ISO && (filesystems & BURIN_FS_ROCKRIDGE);
		tree->options = &result->options;
		err = bur_fstree_build(tree, result->image, &culprit);
		if (!err)
			err = bur_fstree_place(tree, &culprit);
		if (err)
			fail_at(result->image, err, culprit);
	}
	return err;
}

/* Numbers the items in the order of their records: the first name of a file decides. */
static int order_data(struct burin_result *result)
{
	const struct bur_fstree *tree = &result->tree[BUR_TREE_ISO];
	struct bur_inode *inode;

	result->extents = bur_array((size_t)result->image->files, sizeof(*result->extents));
	if (!result->extents)
		return fail_at(result->image, -ENOMEM, &result->image->root);
	for (uint32_t i = 0; i < tree->entry_count; i++)
		tree->entries[i].node->inode->serial = UINT32_MAX;
	for (uint32_t i = 0; i < tree->entry_count; i++) {
		inode = tree->entries[i].node->inode;
		if (S_ISDIR(inode->mode) || inode->serial != UINT32_MAX)
			continue;
		inode->serial = result->extent_count;
		result->extents[result->extent_count++].node = tree->entries[i].node;
	}
	if (tree->entry_count < result->image->names.nodes)
		bur_log(result->ctx, BURIN_LOG_WARNING,
			"without Rock Ridge links and special files are left out: %u",
			result->image->names.nodes - tree->entry_count);
	if (bur_sort_extents(result))
		return fail_at(result->image, -ENOMEM, &result->image->root);
	return 0;
}

/* Absolute blocks from *at on; *at ends behind the last file. */
static int place_data(struct burin_result *result, uint64_t *at)
{
	const struct bur_inode *inode;

	for (uint32_t i = 0; i < result->extent_count; i++) {
		inode = result->extents[i].node->inode;
		result->extents[i].block = (uint32_t)*at;
		if (bur_inode_has_data(inode))
			*at += bur_blocks_of(inode->size);
		if (*at > UINT32_MAX)
			return fail_at(result->image, BURIN_E_IMAGE_TOO_LARGE,
				       result->extents[i].node);
	}
	return 0;
}

static void add_region(struct burin_result *result, uint64_t *at, enum bur_region_kind kind,
		       uint64_t blocks, const struct bur_fstree *tree)
{
	if (blocks)
		result->region[result->regions++] = (struct bur_region){
			.first = (uint32_t)(*at - result->options.session_start),
			.count = (uint32_t)blocks,
			.kind = kind,
			.tree = tree,
		};
	*at += blocks;
}

/* Descriptors and path tables; *at is absolute. */
static void place_front(struct burin_result *result, uint64_t *at)
{
	struct bur_fstree *tree;

	add_region(result, at, BUR_REGION_SYSTEM, BUR_SYSTEM_AREA_BLOCKS, NULL);
	add_region(result, at, BUR_REGION_PRIMARY, 1, &result->tree[BUR_TREE_ISO]);
	if (result->trees > BUR_TREE_JOLIET)
		add_region(result, at, BUR_REGION_SUPPLEMENTARY, 1,
			   &result->tree[BUR_TREE_JOLIET]);
	add_region(result, at, BUR_REGION_TERMINATOR, 1, NULL);
	for (unsigned int i = 0; i < result->trees; i++) {
		tree = &result->tree[i];
		tree->path_l = (uint32_t)*at;
		add_region(result, at, BUR_REGION_PATH_L, bur_blocks_of(tree->path_bytes), tree);
		tree->path_m = (uint32_t)*at;
		add_region(result, at, BUR_REGION_PATH_M, bur_blocks_of(tree->path_bytes), tree);
	}
	for (unsigned int i = 0; i < result->trees; i++) {
		tree = &result->tree[i];
		tree->first_block = (uint32_t)*at;
		add_region(result, at, BUR_REGION_DIRECTORIES, tree->blocks, tree);
	}
}

static int place(struct burin_result *result)
{
	struct burin_image *image = result->image;
	uint64_t start = result->options.session_start, at = start, files;
	int err;

	place_front(result, &at);
	files = at;
	err = place_data(result, &at);
	if (err)
		return err;
	files = at - files;
	at -= files;
	add_region(result, &at, BUR_REGION_FILES, files, NULL);
	add_region(result, &at, BUR_REGION_PADDING, BUR_PADDING_BLOCKS, NULL);
	if (at > UINT32_MAX)
		return fail_at(image, BURIN_E_IMAGE_TOO_LARGE, &image->root);
	result->blocks = (uint32_t)(at - start);
	if (image->free_blocks && result->blocks > image->free_blocks)
		return bur_fail(&image->detail, BURIN_E_TOO_LARGE, BURIN_PHASE_LAYOUT, NULL,
				"%u blocks are needed, %llu are free", result->blocks,
				(unsigned long long)image->free_blocks);
	for (unsigned int i = 0; i < result->trees; i++) {
		result->tree[i].extents = result->extents;
		result->tree[i].extent_count = result->extent_count;
	}
	return 0;
}

BURIN_EXPORT int burin_image_create(struct burin_image *image, struct burin_result **out)
{
	struct burin_result *result = bur_zalloc(sizeof(*result));
	int err;

	*out = NULL;
	bur_detail_clear(&image->detail);
	if (!result)
		return fail_at(image, -ENOMEM, &image->root);
	result->references = 1;
	result->ctx = burin_context_ref(image->ctx);
	result->image = image;
	result->options = image->options;
	err = build_trees(result);
	if (!err)
		err = order_data(result);
	if (!err)
		err = place(result);
	if (err) {
		burin_result_unref(result);
		return err;
	}
	bur_like_put(result->record, &result->options, result->blocks);
	*out = result;
	return 0;
}
