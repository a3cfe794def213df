/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/result.h"

#include <errno.h>
#include <stdio.h>

#include "core/alloc.h"
#include "core/export.h"

BURIN_EXPORT struct burin_result *burin_result_ref(struct burin_result *result)
{
	result->references++;
	return result;
}

BURIN_EXPORT void burin_result_unref(struct burin_result *result)
{
	if (!result || --result->references)
		return;
	for (unsigned int i = 0; i < BUR_TREE_KINDS; i++)
		bur_fstree_free(&result->tree[i]);
	for (size_t i = 0; i < result->changed_count; i++)
		bur_free(result->changed_path[i]);
	bur_free(result->changed_path);
	bur_free(result->changed);
	bur_free(result->extents);
	burin_context_unref(result->ctx);
	bur_free(result);
}

BURIN_EXPORT uint32_t burin_result_get_total_blocks(const struct burin_result *result)
{
	return result->blocks;
}

const struct bur_region *bur_result_region(const struct burin_result *result, uint32_t block)
{
	const struct bur_region *region = result->region;

	while (block - region->first >= region->count)
		region++;
	return region;
}

/*
 * The last item that begins at or before the block. Items without data begin where
 * the next one does, so the last of those that begin there has data.
 */
const struct bur_extent *bur_result_extent(const struct burin_result *result, uint32_t block)
{
	uint32_t absolute = result->options.session_start + block;
	uint32_t low = 0, high = result->extent_count, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (result->extents[middle].block <= absolute)
			low = middle;
		else
			high = middle;
	}
	return &result->extents[low];
}

static void name_directory(const struct bur_region *region, uint32_t block, char *path, size_t n)
{
	const struct bur_tree_dir *dir = bur_fstree_dir_at(region->tree, block - region->first);
	const char *label = "[directory] ";
	int len;

	if (block - region->first - dir->block >= dir->blocks)
		label = "[continuation areas] ";
	else if (region->tree->kind == BUR_TREE_JOLIET)
		label = "[Joliet directory] ";
	len = snprintf(path, n, "%s", label);
	if ((size_t)len + 8 < n)
		bur_node_path(dir->node, path + len, n - (size_t)len);
}

BURIN_EXPORT int burin_result_item_for_block(struct burin_result *result, uint32_t block,
					     char *path, size_t n)
{
	static const char *const names[] = {
		[BUR_REGION_SYSTEM] = "[system area]",
		[BUR_REGION_PRIMARY] = "[primary volume descriptor]",
		[BUR_REGION_SUPPLEMENTARY] = "[Joliet volume descriptor]",
		[BUR_REGION_TERMINATOR] = "[volume descriptor set terminator]",
		[BUR_REGION_PATH_L] = "[path table]",
		[BUR_REGION_PATH_M] = "[path table, big-endian]",
		[BUR_REGION_PADDING] = "[padding]",
	};
	const struct bur_region *region;

	if (block >= result->blocks)
		return BURIN_E_PATH;
	region = bur_result_region(result, block);
	if (region->kind == BUR_REGION_DIRECTORIES)
		name_directory(region, block, path, n);
	else if (region->kind == BUR_REGION_FILES && n > 8)
		bur_node_path(bur_result_extent(result, block)->node, path, n);
	else
		snprintf(path, n, "%s",
			 region->kind == BUR_REGION_FILES ? "/" : names[region->kind]);
	return 0;
}

/* Without memory the path is not kept: the error that the read returns names it as well. */
void bur_result_add_changed(struct burin_result *result, const struct burin_node *node)
{
	size_t count = result->changed_count, n = bur_node_path_length(node) + 8;
	const struct burin_node **nodes;
	char **paths, *path;

	for (size_t i = 0; i < count; i++)
		if (result->changed[i] == node)
			return;
	nodes = bur_resize(result->changed, count + 1, sizeof(*nodes));
	if (!nodes)
		return;
	result->changed = nodes;
	paths = bur_resize(result->changed_path, count + 1, sizeof(*paths));
	if (!paths)
		return;
	result->changed_path = paths;
	path = bur_alloc(n);
	if (!path)
		return;
	bur_node_path(node, path, n);
	nodes[count] = node;
	paths[count] = path;
	result->changed_count++;
}

BURIN_EXPORT size_t burin_result_count_changed(const struct burin_result *result)
{
	return result->changed_count;
}

BURIN_EXPORT const char *burin_result_changed_at(const struct burin_result *result, size_t i)
{
	return i < result->changed_count ? result->changed_path[i] : NULL;
}
