/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/fstree.h"

#include <errno.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "image/joliet/joliet.h"

/* Parent numbers of a path table have 16 bits (ECMA-119 9.4.4). */
#define MOST_PARENTS	65535u
/* Directories below one another that the library's reader follows. */
#define MOST_LEVELS	4096u

static bool holds(const struct bur_fstree *tree, const struct bur_inode *inode)
{
	return S_ISREG(inode->mode) || S_ISDIR(inode->mode) || tree->rockridge;
}

static int compare_iso(const void *a, const void *b)
{
	return bur_iso_compare(((const struct bur_entry *)a)->id,
			       ((const struct bur_entry *)b)->id);
}

static int compare_joliet(const void *a, const void *b)
{
	return bur_joliet_compare(((const struct bur_entry *)a)->id,
				  ((const struct bur_entry *)b)->id);
}

/* Names come in byte order, which mapping mostly keeps. */
static void sort_entries(const struct bur_fstree *tree, struct bur_entry *entry, uint32_t n)
{
	int (*compare)(const void *, const void *) =
		tree->kind == BUR_TREE_JOLIET ? compare_joliet : compare_iso;
	uint32_t i = 1;

	while (i < n && compare(&entry[i - 1], &entry[i]) < 0)
		i++;
	if (i < n)
		qsort(entry, n, sizeof(*entry), compare);
}

static int add_entry(struct bur_fstree *tree, struct bur_ident_set *set, struct burin_node *node)
{
	struct bur_entry *entry = &tree->entries[tree->entry_count];
	bool dir = S_ISDIR(node->inode->mode);
	struct bur_ident ident;
	int err;

	if (tree->kind == BUR_TREE_JOLIET)
		bur_joliet_name(&ident, node->name, dir);
	else
		bur_iso_name(&ident, node->name, dir);
	err = bur_ident_take(set, &ident, &tree->ids, &entry->id);
	if (err)
		return err;
	entry->node = node;
	tree->entry_count++;
	return 0;
}

static int push_dir(struct bur_fstree *tree, const struct bur_entry *entry, uint32_t parent)
{
	struct bur_tree_dir *dir = &tree->dirs[tree->dir_count];

	if (parent >= MOST_PARENTS)
		return BURIN_E_TOO_MANY_DIRECTORIES;
	*dir = (struct bur_tree_dir){ .node = entry->node, .id = entry->id, .parent = parent };
	entry->node->inode->dir->number[tree->kind] = tree->dir_count++;
	return 0;
}

/* The entries of directory number index; its folders go to the end of dirs[]. */
static int fill_dir(struct bur_fstree *tree, struct bur_ident_set *set, uint32_t index,
		    const struct burin_node **culprit)
{
	struct bur_tree_dir *dir = &tree->dirs[index];
	struct bur_dir *source = dir->node->inode->dir;
	int err = bur_ident_begin(set, source->count);

	*culprit = dir->node;
	bur_dir_sort(source);
	dir->first = tree->entry_count;
	for (uint32_t i = 0; i < source->count && !err; i++) {
		if (!holds(tree, source->child[i]->inode))
			continue;
		*culprit = source->child[i];
		err = add_entry(tree, set, source->child[i]);
	}
	dir->count = tree->entry_count - dir->first;
	sort_entries(tree, tree->entries + dir->first, dir->count);
	for (uint32_t i = dir->first; i < tree->entry_count && !err; i++) {
		if (!bur_node_dir(tree->entries[i].node))
			continue;
		*culprit = tree->entries[i].node;
		err = push_dir(tree, &tree->entries[i], index);
	}
	return err;
}

int bur_fstree_build(struct bur_fstree *tree, struct burin_image *image,
		     const struct burin_node **culprit)
{
	static const uint8_t root_id[] = { 1, 0 };
	const struct bur_entry root = { &image->root, root_id };
	struct bur_ident_set set = { .slot = NULL };
	uint32_t level = 0, level_end = 1;
	int err = 0;

	*culprit = &image->root;
	tree->entries = bur_array(image->names.nodes, sizeof(*tree->entries));
	tree->dirs = bur_array((size_t)image->directories + 1, sizeof(*tree->dirs));
	if (!tree->entries || !tree->dirs)
		return -ENOMEM;
	push_dir(tree, &root, 0);
	for (uint32_t i = 0; i < tree->dir_count && !err; i++) {
		if (i == level_end) {
			level_end = tree->dir_count;
			level++;
		}
		err = fill_dir(tree, &set, i, culprit);
		if (!err && level == MOST_LEVELS && tree->dir_count > level_end)
			err = BURIN_E_TOO_MANY_DIRECTORIES;
	}
	bur_ident_free(&set);
	return err;
}

void bur_fstree_free(struct bur_fstree *tree)
{
	bur_pool_free(&tree->ids);
	bur_free(tree->entries);
	bur_free(tree->dirs);
	bur_free(tree->marks);
	bur_free(tree->path_marks);
}

const struct bur_tree_dir *bur_fstree_dir_at(const struct bur_fstree *tree, uint32_t index)
{
	uint32_t low = 0, high = tree->dir_count, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (tree->dirs[middle].block <= index)
			low = middle;
		else
			high = middle;
	}
	return &tree->dirs[low];
}
