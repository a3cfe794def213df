/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "image/image.h"

struct burin_image *bur_node_image(const struct burin_node *node)
{
	struct bur_dir *dir = bur_node_dir(node);

	return dir ? dir->image : bur_node_dir(node->parent)->image;
}

int bur_name_check(const char *name, size_t len)
{
	if (!len || len > BUR_NAME_BYTES || memchr(name, '/', len) || memchr(name, '\0', len))
		return BURIN_E_NAME;
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return BURIN_E_NAME;
	return 0;
}

struct bur_inode *bur_inode_new(struct burin_image *image, uint32_t mode)
{
	struct bur_inode *inode = bur_pool_object(&image->objects, sizeof(*inode));

	if (!inode)
		return NULL;
	inode->mode = mode;
	inode->mtime = BUR_TIME_OF_VOLUME;
	return inode;
}

struct bur_inode *bur_inode_new_dir(struct burin_image *image, uint32_t mode)
{
	struct bur_inode *inode = bur_inode_new(image, mode);

	if (!inode)
		return NULL;
	inode->dir = bur_pool_object(&image->objects, sizeof(*inode->dir));
	if (!inode->dir)
		return NULL;
	inode->dir->image = image;
	return inode;
}

struct burin_node *bur_tree_find(const struct burin_node *dir, const char *name, size_t len)
{
	const struct bur_names *names = &bur_node_image(dir)->names;

	return bur_names_find(names, dir, name, len, bur_names_hash(dir, name, len));
}

static int reserve_child(struct bur_dir *dir)
{
	uint32_t room = dir->room ? dir->room * 2 : 4;
	struct burin_node **child;

	if (dir->count < dir->room)
		return 0;
	if (room < dir->room)
		return -EOVERFLOW;
	child = bur_resize(dir->child, room, sizeof(*child));
	if (!child)
		return -ENOMEM;
	dir->child = child;
	dir->room = room;
	return 0;
}

static void count_in(struct burin_image *image, struct bur_inode *inode)
{
	bool first = !inode->links++;

	if (S_ISDIR(inode->mode))
		image->directories++;
	else
		image->files++;
	if (first && S_ISREG(inode->mode))
		image->bytes += inode->size;
}

static void count_out(struct burin_image *image, struct bur_inode *inode)
{
	bool last = !--inode->links;

	if (S_ISDIR(inode->mode))
		image->directories--;
	else
		image->files--;
	if (last && S_ISREG(inode->mode))
		image->bytes -= inode->size;
}

static void append_child(struct bur_dir *dir, struct burin_node *node)
{
	if (dir->count && strcmp(dir->child[dir->count - 1]->name, node->name) > 0)
		dir->unsorted = true;
	node->position = dir->count;
	dir->child[dir->count++] = node;
	if (S_ISDIR(node->inode->mode))
		dir->subdirs++;
}

int bur_tree_add(struct burin_node *parent, const char *name, size_t len, struct bur_inode *inode,
		 struct burin_node **out)
{
	struct bur_dir *dir = bur_node_dir(parent);
	struct burin_image *image = dir->image;
	uint32_t hash = bur_names_hash(parent, name, len);
	struct burin_node *node;
	int err;

	if (bur_names_find(&image->names, parent, name, len, hash))
		return BURIN_E_NAME_TAKEN;
	err = bur_names_reserve(&image->names);
	if (!err)
		err = reserve_child(dir);
	if (err)
		return err;
	node = bur_pool_object(&image->objects, sizeof(*node));
	if (!node)
		return -ENOMEM;
	node->name = bur_pool_string(&image->strings, name, len);
	if (!node->name)
		return -ENOMEM;
	node->parent = parent;
	node->inode = inode;
	node->hash = hash;
	bur_names_insert(&image->names, node);
	append_child(dir, node);
	count_in(image, inode);
	*out = node;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct burin_node *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

void bur_dir_sort(struct bur_dir *dir)
{
	if (!dir->unsorted)
		return;
	qsort(dir->child, dir->count, sizeof(struct burin_node *), compare_names);
	for (uint32_t i = 0; i < dir->count; i++)
		dir->child[i]->position = i;
	dir->unsorted = false;
}

/* node has no children any more. */
static void remove_one(struct burin_node *node)
{
	struct bur_dir *dir = bur_node_dir(node->parent);
	struct burin_image *image = dir->image;

	bur_dir_sort(dir);
	dir->count--;
	for (uint32_t i = node->position; i < dir->count; i++) {
		dir->child[i] = dir->child[i + 1];
		dir->child[i]->position = i;
	}
	if (S_ISDIR(node->inode->mode)) {
		dir->subdirs--;
		bur_free(node->inode->dir->child);
		node->inode->dir->child = NULL;
	}
	bur_names_remove(&image->names, node);
	count_out(image, node->inode);
	if (!node->inode->links && S_ISREG(node->inode->mode) && !node->inode->origin)
		burin_stream_unref(node->inode->stream);
}

void bur_tree_remove(struct burin_node *node)
{
	struct burin_node *at = node, *parent;
	struct bur_dir *dir;

	for (;;) {
		dir = bur_node_dir(at);
		if (dir && dir->count) {
			bur_dir_sort(dir);
			at = dir->child[dir->count - 1];
			continue;
		}
		parent = at->parent;
		remove_one(at);
		if (at == node)
			return;
		at = parent;
	}
}

void bur_node_path(const struct burin_node *node, char *buf, size_t n)
{
	size_t at = n - 1, len;

	buf[at] = '\0';
	if (!node->parent)
		buf[--at] = '/';
	for (; node->parent; node = node->parent) {
		len = strlen(node->name);
		if (len + 4 > at) {
			at -= 3;
			memcpy(buf + at, "...", 3);
			break;
		}
		at -= len;
		memcpy(buf + at, node->name, len);
		buf[--at] = '/';
	}
	memmove(buf, buf + at, n - at);
}

size_t bur_node_path_length(const struct burin_node *node)
{
	size_t total = 0;

	if (!node->parent)
		return 1;
	for (; node->parent; node = node->parent)
		total += strlen(node->name) + 1;
	return total;
}
