/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tree of an image. A node is one name; what it names is an inode, which
 * hard links share. Both live in the image's pools until the image is freed, so
 * a node costs about 100 bytes and its name.
 */
#ifndef BUR_IMAGE_TREE_H
#define BUR_IMAGE_TREE_H

#include <burin/image.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "image/origin.h"

#define BUR_NAME_BYTES	255

/* An item without a time of its own carries the volume's. */
#define BUR_TIME_OF_VOLUME	INT64_MAX

struct bur_dir {
	struct burin_image *image;
	struct burin_node **child;
	uint32_t count, room;
	bool unsorted;			/* child[] not in byte order, positions not valid */
	uint32_t subdirs;
	uint32_t number[2];		/* index in bur_tree.dirs, by enum bur_tree_kind */
};

struct bur_inode {
	uint64_t size;
	int64_t mtime;
	const struct bur_origin *origin;	/* folder the source lies in; NULL: no source */
	union {
		struct bur_dir *dir;		/* a directory */
		struct burin_stream *stream;	/* a file without origin: a reference */
		const char *source;		/* a file with one: its name in that folder */
		const char *target;		/* a symbolic link */
		struct {
			uint32_t major, minor;
		} device;
	};
	uint32_t mode, uid, gid;	/* mode with the type, as st_mode */
	uint32_t links;			/* names in the tree */
	uint32_t stamp;			/* of the source's time at the scan */
	uint32_t serial;		/* position in the order of data, once laid out */
};

struct burin_node {
	struct burin_node *parent;	/* NULL: the root */
	struct bur_inode *inode;
	const char *name;
	uint32_t hash;
	uint32_t position;		/* in parent's child[], when that is sorted */
};

static inline struct bur_dir *bur_node_dir(const struct burin_node *node)
{
	return S_ISDIR(node->inode->mode) ? node->inode->dir : NULL;
}

static inline bool bur_inode_has_data(const struct bur_inode *inode)
{
	return S_ISREG(inode->mode) && inode->size;
}

struct burin_image *bur_node_image(const struct burin_node *node);

/* BURIN_E_NAME for what no directory can hold: "", ".", "..", '/', over 255 bytes. */
int bur_name_check(const char *name, size_t len);

/* An inode no name refers to yet; NULL: no memory. */
struct bur_inode *bur_inode_new(struct burin_image *image, uint32_t mode);
/* The same with an empty directory behind it. */
struct bur_inode *bur_inode_new_dir(struct burin_image *image, uint32_t mode);

/*
 * A new name in dir. The name is copied and must be one that bur_name_check()
 * takes. BURIN_E_NAME_TAKEN, -ENOMEM: nothing has changed.
 */
int bur_tree_add(struct burin_node *dir, const char *name, size_t len, struct bur_inode *inode,
		 struct burin_node **out);
struct burin_node *bur_tree_find(const struct burin_node *dir, const char *name, size_t len);
/* Removes node and all below it; gives streams back. Not for the root. */
void bur_tree_remove(struct burin_node *node);
/* Puts the children into byte order. */
void bur_dir_sort(struct bur_dir *dir);

/* The path on disc ("/a/b"). Cut at its front, with "...", when it is longer than n. */
void bur_node_path(const struct burin_node *node, char *buf, size_t n);
/* Bytes of the whole path, its NUL not counted. */
size_t bur_node_path_length(const struct burin_node *node);

#endif
