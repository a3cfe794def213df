/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/detail.h"

#define ENTRY_BYTES	(64 * 1024)

/* A folder whose contents are still to be read. */
struct pending {
	struct burin_node *dir;
	const struct bur_origin *origin;
};

struct scan {
	struct burin_image *image;
	struct pending *pending;
	size_t count, room;
	char *entries;			/* ENTRY_BYTES of getdents64() */
};

uint32_t bur_source_stamp(const struct stat *st)
{
	uint64_t seconds = (uint64_t)st->st_mtim.tv_sec;

	return (uint32_t)(seconds * 0x9e3779b1u + (seconds >> 32)) ^
	       (uint32_t)st->st_mtim.tv_nsec;
}

static int fail(struct burin_image *image, int code, const struct bur_origin *origin,
		const char *name, const char *text)
{
	char path[BURIN_SUBJECT_MAX];

	bur_origin_path(origin, name, path, sizeof(path));
	return bur_fail(&image->detail, code, BURIN_PHASE_LAYOUT, path, text ? "%s" : NULL, text);
}

const struct bur_origin *bur_origin_new(struct burin_image *image, const struct bur_origin *parent,
					const char *path, size_t len)
{
	struct bur_origin *origin = bur_pool_object(&image->objects, sizeof(*origin));

	if (!origin)
		return NULL;
	origin->parent = parent;
	origin->path = bur_pool_string(&image->strings, path, len);
	return origin->path ? origin : NULL;
}

void bur_scan_attributes(struct burin_node *dir, const struct stat *st)
{
	struct bur_inode *inode = dir->inode;

	if (inode->mtime != BUR_TIME_OF_VOLUME)
		return;
	inode->mode = S_IFDIR | (st->st_mode & 07777);
	inode->uid = st->st_uid;
	inode->gid = st->st_gid;
	inode->mtime = st->st_mtim.tv_sec;
}

/* Its target, also when it is longer than st_size said. */
static int read_target(struct burin_image *image, struct bur_inode *inode, int fd, const char *name)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(fd, name, target, sizeof(target));

	if (n < 0)
		return -errno;
	if (!n || n == sizeof(target))
		return -ENAMETOOLONG;
	inode->size = (uint64_t)n;
	inode->target = bur_pool_string(&image->strings, target, (size_t)n);
	return inode->target ? 0 : -ENOMEM;
}

/*
 * Readable by everyone needs no question; else the kernel is asked now, so that
 * an unreadable file is known before a burn begins.
 */
static int take_file(struct bur_inode *inode, const struct bur_origin *origin, int fd,
		     const char *name, const struct stat *st)
{
	if ((st->st_mode & 0444) != 0444 && faccessat(fd, name, R_OK, AT_EACCESS))
		return -errno;
	inode->size = (uint64_t)st->st_size;
	inode->origin = origin;
	inode->stamp = bur_source_stamp(st);
	return 0;
}

static int take_contents(struct burin_image *image, struct bur_inode *inode,
			 const struct bur_origin *origin, int fd, const char *name,
			 const struct stat *st)
{
	switch (st->st_mode & S_IFMT) {
	case S_IFREG:
		return take_file(inode, origin, fd, name, st);
	case S_IFLNK:
		return read_target(image, inode, fd, name);
	case S_IFBLK:
	case S_IFCHR:
		inode->device.major = major(st->st_rdev);
		inode->device.minor = minor(st->st_rdev);
		return 0;
	case S_IFDIR:
	case S_IFIFO:
		return 0;
	default:
		return BURIN_E_SPECIAL_FILE;
	}
}

static int make_inode(struct burin_image *image, const struct bur_origin *origin, int fd,
		      const char *name, const struct stat *st, struct bur_inode **out)
{
	bool dir = S_ISDIR(st->st_mode);
	struct bur_inode *inode, *known;
	int err;

	inode = dir ? bur_inode_new_dir(image, st->st_mode) : bur_inode_new(image, st->st_mode);
	if (!inode)
		return -ENOMEM;
	inode->uid = st->st_uid;
	inode->gid = st->st_gid;
	inode->mtime = st->st_mtim.tv_sec;
	if (!dir && st->st_nlink > 1) {
		known = bur_hardlinks_take(&image->hardlinks, st->st_dev, st->st_ino, inode);
		if (!known)
			return -ENOMEM;
		if (known != inode) {
			*out = known;
			return 0;
		}
	}
	err = take_contents(image, inode, origin, fd, name, st);
	*out = inode;
	return err;
}

/* Most files keep their name: then the node's copy serves for the source, too. */
static int add_named(struct burin_node *dir, const char *new_name, const char *name,
		     struct bur_inode *inode, struct burin_node **out)
{
	bool new_file = S_ISREG(inode->mode) && inode->origin && !inode->source;
	bool same = !strcmp(name, new_name);
	int err;

	if (new_file && !same) {
		inode->source = bur_pool_string(&dir->inode->dir->image->strings, name,
						strlen(name));
		if (!inode->source)
			return -ENOMEM;
	}
	err = bur_tree_add(dir, new_name, strlen(new_name), inode, out);
	if (!err && new_file && same)
		inode->source = (*out)->name;
	return err;
}

int bur_scan_item(struct burin_node *dir, const char *new_name, const struct bur_origin *origin,
		  int fd, const char *name, const struct stat *st, struct burin_node **out)
{
	struct burin_image *image = bur_node_image(dir);
	struct bur_inode *inode;
	int err;

	if (S_ISDIR(st->st_mode)) {
		*out = bur_tree_find(dir, new_name, strlen(new_name));
		if (*out && bur_node_dir(*out)) {
			bur_scan_attributes(*out, st);
			return 0;
		}
	}
	err = make_inode(image, origin, fd, name, st, &inode);
	if (!err)
		err = add_named(dir, new_name, name, inode, out);
	if (!err)
		return 0;
	if (err == -ENOMEM || err == -EOVERFLOW || err <= -0x1000)
		return fail(image, err, origin, name, NULL);
	return fail(image, BURIN_E_SOURCE, origin, name, strerror(-err));
}

static int push(struct scan *scan, struct burin_node *dir, const struct bur_origin *origin)
{
	size_t room = scan->room ? scan->room * 2 : 16;
	struct pending *grown;

	if (!origin)
		return fail(scan->image, -ENOMEM, NULL, NULL, NULL);
	if (scan->count == scan->room) {
		grown = bur_resize(scan->pending, room, sizeof(*grown));
		if (!grown)
			return fail(scan->image, -ENOMEM, origin, NULL, NULL);
		scan->pending = grown;
		scan->room = room;
	}
	scan->pending[scan->count++] = (struct pending){ dir, origin };
	return 0;
}

static int take_entry(struct scan *scan, const struct pending *folder, int fd, const char *name)
{
	struct burin_image *image = scan->image;
	size_t len = strlen(name);
	struct burin_node *node;
	struct stat st;
	int err;

	if (image->exclude_count) {
		err = bur_image_excludes(image, folder->dir, name);
		if (err < 0)
			return fail(image, err, folder->origin, name, NULL);
		if (err)
			return 0;
	}
	err = bur_name_check(name, len);
	if (err)
		return fail(image, err, folder->origin, name, NULL);
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return fail(image, BURIN_E_SOURCE, folder->origin, name, strerror(errno));
	err = bur_scan_item(folder->dir, name, folder->origin, fd, name, &st, &node);
	if (err || !S_ISDIR(st.st_mode))
		return err;
	return push(scan, node, bur_origin_new(image, folder->origin, name, len));
}

/* n bytes of the kernel's struct linux_dirent64 records, which it keeps aligned. */
static int take_entries(struct scan *scan, const struct pending *folder, int fd, size_t n)
{
	const struct dirent64 *entry;
	int err;

	for (size_t at = 0; at < n; at += entry->d_reclen) {
		entry = (const struct dirent64 *)(const void *)(scan->entries + at);
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		err = take_entry(scan, folder, fd, entry->d_name);
		if (err)
			return err;
	}
	return 0;
}

static int read_folder(struct scan *scan, const struct pending *folder)
{
	int fd = bur_origin_open(folder->origin), err = 0;
	ssize_t n;

	if (fd < 0)
		return fail(scan->image, BURIN_E_SOURCE, folder->origin, NULL, strerror(-fd));
	do {
		n = getdents64(fd, scan->entries, ENTRY_BYTES);
		if (n < 0)
			err = fail(scan->image, BURIN_E_SOURCE, folder->origin, NULL,
				   strerror(errno));
		else if (n > 0)
			err = take_entries(scan, folder, fd, (size_t)n);
	} while (n > 0 && !err);
	close(fd);
	return err;
}

int bur_scan_folder(struct burin_node *dir, const struct bur_origin *origin)
{
	struct scan scan = { .image = bur_node_image(dir) };
	struct pending folder;
	int err;

	scan.entries = bur_alloc(ENTRY_BYTES);
	err = scan.entries ? push(&scan, dir, origin) :
			     fail(scan.image, -ENOMEM, origin, NULL, NULL);
	while (!err && scan.count) {
		folder = scan.pending[--scan.count];
		err = read_folder(&scan, &folder);
	}
	bur_free(scan.entries);
	bur_free(scan.pending);
	return err;
}
