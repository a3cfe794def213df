/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/tree.h"

#include <burin/stream.h>
#include <errno.h>
#include <string.h>

#include "core/detail.h"
#include "core/export.h"
#include "image/image.h"

#define TARGET_BYTES	4095	/* of a symbolic link: PATH_MAX with its NUL */

/* Fails on behalf of name in dir. */
static int fail(struct burin_node *dir, int code, const char *name)
{
	struct burin_image *image = bur_node_image(dir);
	char path[BURIN_SUBJECT_MAX];
	size_t len;

	bur_node_path(dir, path, sizeof(path));
	len = strlen(path);
	if (dir->parent && len + 1 < sizeof(path))
		path[len++] = '/';
	path[len] = '\0';
	strncat(path, name, sizeof(path) - len - 1);
	return bur_fail(&image->detail, code, BURIN_PHASE_LAYOUT, path, NULL);
}

static int check_new(struct burin_node *dir, const char *name)
{
	size_t len = strlen(name);
	int err = bur_name_check(name, len);

	if (err)
		return fail(dir, err, name);
	if (!bur_node_dir(dir))
		return fail(dir->parent, BURIN_E_NOT_A_DIRECTORY, dir->name);
	return bur_tree_find(dir, name, len) ? fail(dir, BURIN_E_NAME_TAKEN, name) : 0;
}

/* inode NULL: there was no memory for it. */
static int add(struct burin_node *dir, const char *name, struct bur_inode *inode,
	       struct burin_node **out)
{
	struct burin_node *node;
	int err = inode ? bur_tree_add(dir, name, strlen(name), inode, &node) : -ENOMEM;

	if (err)
		return fail(dir, err, name);
	if (out)
		*out = node;
	return 0;
}

BURIN_EXPORT int burin_dir_add_dir(struct burin_node *dir, const char *name,
				   struct burin_node **out)
{
	int err = check_new(dir, name);

	return err ? err : add(dir, name, bur_inode_new_dir(bur_node_image(dir), S_IFDIR | 0755),
			       out);
}

BURIN_EXPORT int burin_dir_add_stream(struct burin_node *dir, const char *name,
				      struct burin_stream *stream, struct burin_node **out)
{
	uint64_t size = burin_stream_get_size(stream);
	struct bur_inode *inode;
	int err = check_new(dir, name);

	if (err)
		return err;
	if (size == BURIN_SIZE_UNKNOWN || !burin_stream_is_seekable(stream))
		return fail(dir, BURIN_E_STREAM, name);
	inode = bur_inode_new(bur_node_image(dir), S_IFREG | 0644);
	if (inode) {
		inode->size = size;
		inode->stream = stream;
	}
	err = add(dir, name, inode, out);
	if (!err)
		burin_stream_ref(stream);
	return err;
}

BURIN_EXPORT int burin_dir_add_symlink(struct burin_node *dir, const char *name,
				       const char *target, struct burin_node **out)
{
	struct burin_image *image;
	struct bur_inode *inode;
	size_t len = strlen(target);
	int err = check_new(dir, name);

	if (err)
		return err;
	if (!len || len > TARGET_BYTES)
		return fail(dir, BURIN_E_NAME, name);
	image = bur_node_image(dir);
	inode = bur_inode_new(image, S_IFLNK | 0777);
	if (inode) {
		inode->size = len;
		inode->target = bur_pool_string(&image->strings, target, len);
		if (!inode->target)
			inode = NULL;
	}
	return add(dir, name, inode, out);
}

BURIN_EXPORT int burin_dir_add_link(struct burin_node *dir, const char *name,
				    struct burin_node *file, struct burin_node **out)
{
	int err = check_new(dir, name);

	if (err)
		return err;
	if (bur_node_dir(file) || bur_node_image(file) != bur_node_image(dir))
		return fail(dir, -EINVAL, name);
	return add(dir, name, file->inode, out);
}

BURIN_EXPORT int burin_node_remove(struct burin_node *node)
{
	if (!node->parent)
		return bur_fail(&bur_node_image(node)->detail, -EBUSY, BURIN_PHASE_LAYOUT, "/",
				NULL);
	bur_tree_remove(node);
	return 0;
}

BURIN_EXPORT const char *burin_node_get_name(const struct burin_node *node)
{
	return node->name;
}

BURIN_EXPORT bool burin_node_is_dir(const struct burin_node *node)
{
	return bur_node_dir(node);
}

BURIN_EXPORT uint64_t burin_node_get_size(const struct burin_node *node)
{
	return node->inode->size;
}

BURIN_EXPORT uint32_t burin_node_get_mode(const struct burin_node *node)
{
	return node->inode->mode;
}

BURIN_EXPORT void burin_node_set_mode(struct burin_node *node, uint32_t permissions)
{
	node->inode->mode = (node->inode->mode & S_IFMT) | (permissions & 07777);
}

BURIN_EXPORT void burin_node_set_owner(struct burin_node *node, uint32_t uid, uint32_t gid)
{
	node->inode->uid = uid;
	node->inode->gid = gid;
}

BURIN_EXPORT void burin_node_set_time(struct burin_node *node, int64_t mtime)
{
	node->inode->mtime = mtime;
}

BURIN_EXPORT struct burin_node *burin_node_get_parent(const struct burin_node *node)
{
	return node->parent;
}

BURIN_EXPORT struct burin_node *burin_dir_first(struct burin_node *node)
{
	struct bur_dir *dir = bur_node_dir(node);

	if (!dir || !dir->count)
		return NULL;
	bur_dir_sort(dir);
	return dir->child[0];
}

BURIN_EXPORT struct burin_node *burin_node_next(struct burin_node *node)
{
	struct bur_dir *dir;

	if (!node->parent)
		return NULL;
	dir = bur_node_dir(node->parent);
	bur_dir_sort(dir);
	return node->position + 1 < dir->count ? dir->child[node->position + 1] : NULL;
}

BURIN_EXPORT struct burin_node *burin_dir_find(struct burin_node *dir, const char *name)
{
	return bur_node_dir(dir) ? bur_tree_find(dir, name, strlen(name)) : NULL;
}
