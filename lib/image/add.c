/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources as a caller names them: which item of the tree, which of the file system. */
#include "image/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"

/* Where an item goes: name (len bytes, 0 for dir itself) in dir. */
struct place {
	struct burin_node *dir;
	const char *name;
	size_t len;
	bool inside;			/* the path ended with '/': a file keeps its own name */
};

static int fail(struct burin_image *image, int code, const char *subject, const char *text)
{
	return bur_fail(&image->detail, code, BURIN_PHASE_LAYOUT, subject, text ? "%s" : NULL,
			text);
}

/* Goes down to the folder called name, which is made if it is missing. */
static int enter(struct burin_image *image, struct burin_node **dir, const char *name, size_t len)
{
	struct burin_node *node = bur_tree_find(*dir, name, len);
	struct bur_inode *inode;
	int err;

	if (!node) {
		inode = bur_inode_new_dir(image, S_IFDIR | 0755);
		err = inode ? bur_tree_add(*dir, name, len, inode, &node) : -ENOMEM;
		if (err)
			return err;
	}
	if (!bur_node_dir(node))
		return BURIN_E_NOT_A_DIRECTORY;
	*dir = node;
	return 0;
}

static int find_place(struct burin_image *image, const char *on_disc, struct place *place)
{
	const char *s = on_disc;
	int err = 0;

	*place = (struct place){ .dir = &image->root };
	for (;;) {
		place->inside = s[0] == '/';
		s += strspn(s, "/");
		if (!*s)
			return 0;
		if (place->len) {
			err = enter(image, &place->dir, place->name, place->len);
			if (err)
				return fail(image, err, on_disc, NULL);
		}
		place->name = s;
		place->len = strcspn(s, "/");
		s += place->len;
		err = bur_name_check(place->name, place->len);
		if (err)
			return fail(image, err, on_disc, NULL);
	}
}

/* A folder's contents go into the folder at place. */
static int add_folder(struct burin_image *image, const struct place *place, const char *source,
		      const struct stat *st)
{
	struct burin_node *dir = place->dir;
	const struct bur_origin *origin = bur_origin_new(image, NULL, source, strlen(source));
	int err;

	if (!origin)
		return fail(image, -ENOMEM, source, NULL);
	if (place->len) {
		err = enter(image, &dir, place->name, place->len);
		if (err == BURIN_E_NOT_A_DIRECTORY)
			err = BURIN_E_NAME_TAKEN;
		if (err)
			return fail(image, err, source, NULL);
	}
	bur_scan_attributes(dir, st);
	return bur_scan_folder(dir, origin);
}

/* Anything but a folder; name is the last part of source, both without a '/' at the end. */
static int add_file(struct burin_image *image, const struct place *place, const char *source,
		    const char *name, const struct stat *st)
{
	const struct bur_origin *origin = bur_origin_new(image, NULL, source,
							 (size_t)(name - source));
	char new_name[BUR_NAME_BYTES + 1];
	struct burin_node *dir = place->dir, *node;
	bool keep = place->inside || !place->len;
	size_t len = keep ? strlen(name) : place->len;
	int err = 0, fd;

	if (!origin)
		return fail(image, -ENOMEM, source, NULL);
	if (keep && place->len)
		err = enter(image, &dir, place->name, place->len);
	if (!err && keep)
		err = bur_name_check(name, len);
	if (err)
		return fail(image, err, source, NULL);
	memcpy(new_name, keep ? name : place->name, len);
	new_name[len] = '\0';
	err = bur_image_excludes(image, dir, new_name);
	if (err)
		return err < 0 ? fail(image, err, source, NULL) : 0;
	fd = bur_origin_open(origin);
	if (fd < 0)
		return fail(image, BURIN_E_SOURCE, source, strerror(-fd));
	err = bur_scan_item(dir, new_name, origin, fd, name, st, &node);
	close(fd);
	return err;
}

/* source is the caller's without '/' at its end. follow: a link to a folder is that folder. */
static int add_source(struct burin_image *image, const char *on_disc, const char *source,
		      bool follow)
{
	const char *slash = strrchr(source, '/');
	struct place place;
	struct stat st, target;
	int err;

	if (fstatat(AT_FDCWD, source, &st, AT_SYMLINK_NOFOLLOW))
		return fail(image, BURIN_E_SOURCE, source, strerror(errno));
	if (follow && S_ISLNK(st.st_mode) && !fstatat(AT_FDCWD, source, &target, 0) &&
	    S_ISDIR(target.st_mode))
		st = target;
	err = find_place(image, on_disc, &place);
	if (err)
		return err;
	if (S_ISDIR(st.st_mode))
		return add_folder(image, &place, source, &st);
	return add_file(image, &place, source, slash ? slash + 1 : source, &st);
}

static int add_stripped(struct burin_image *image, const char *on_disc, const char *source,
			bool follow)
{
	size_t len = strlen(source);
	char *copy;
	int err;

	bur_detail_clear(&image->detail);
	while (len > 1 && source[len - 1] == '/')
		len--;
	if (!len)
		return fail(image, BURIN_E_SOURCE, source, "an empty path");
	copy = bur_strndup(source, len);
	if (!copy)
		return fail(image, -ENOMEM, source, NULL);
	err = add_source(image, on_disc, copy, follow || source[len] == '/');
	bur_free(copy);
	return err;
}

BURIN_EXPORT int burin_image_add(struct burin_image *image, const char *on_disc,
				 const char *source)
{
	return add_stripped(image, on_disc, source, !on_disc[strspn(on_disc, "/")]);
}

/* A word that names something that is there is a PATH, whatever '=' its name has. */
static bool is_path(const char *word)
{
	struct stat st;

	return word[0] != '/' || !strchr(word, '=') ||
	       !fstatat(AT_FDCWD, word, &st, AT_SYMLINK_NOFOLLOW);
}

BURIN_EXPORT int burin_image_add_word(struct burin_image *image, const char *word)
{
	const char *equals;
	char *on_disc;
	int err;

	if (is_path(word))
		return add_stripped(image, "/", word, true);
	equals = strchr(word, '=');
	on_disc = bur_strndup(word, (size_t)(equals - word));
	if (!on_disc)
		return fail(image, -ENOMEM, word, NULL);
	err = burin_image_add(image, on_disc, equals + 1);
	bur_free(on_disc);
	return err;
}
