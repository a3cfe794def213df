/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "core/export.h"
#include "core/unicode.h"
#include "image/pattern.h"

#define DIR_MODE	(S_IFDIR | 0755)

BURIN_EXPORT int burin_filesystems_from_text(const char *text)
{
	static const struct {
		const char *name;
		int bit;
	} known[] = {
		{ "iso9660", BURIN_FS_ISO9660 },
		{ "joliet", BURIN_FS_JOLIET },
		{ "rockridge", BURIN_FS_ROCKRIDGE },
	};
	const size_t n = sizeof(known) / sizeof(known[0]);
	int bits = 0;
	size_t len, i;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (i = 0; i < n; i++)
			if (strlen(known[i].name) == len && !memcmp(known[i].name, text, len))
				break;
		if (i == n)
			return -EINVAL;
		bits |= known[i].bit;
		if (!text[len])
			return bits;
	}
}

/* The reproducible-builds convention: decimal seconds, else the variable is an error. */
static int read_epoch(struct burin_image *image)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;

	if (!text || !*text) {
		image->options.epoch = (int64_t)time(NULL);
		return 0;
	}
	errno = 0;
	image->options.epoch = strtoll(text, &end, 10);
	image->options.clamp = true;
	if (!errno && !*end)
		return 0;
	bur_log(image->ctx, BURIN_LOG_ERROR, "SOURCE_DATE_EPOCH is not a number: %s", text);
	return -EINVAL;
}

static int make_root(struct burin_image *image)
{
	image->root.name = "";
	image->root.inode = bur_inode_new_dir(image, DIR_MODE);
	if (!image->root.inode)
		return -ENOMEM;
	image->root.inode->links = 1;
	return 0;
}

BURIN_EXPORT int burin_image_new(struct burin_context *ctx, struct burin_image **out)
{
	struct burin_image *image = bur_zalloc(sizeof(*image));
	int err;

	*out = NULL;
	if (!image)
		return -ENOMEM;
	image->ctx = burin_context_ref(ctx);
	image->options.filesystems = BURIN_FS_ISO9660 | BURIN_FS_JOLIET | BURIN_FS_ROCKRIDGE;
	memcpy(image->options.volume_name, "BURIN", sizeof("BURIN"));
	err = read_epoch(image);
	if (!err)
		err = make_root(image);
	if (err) {
		burin_image_free(image);
		return err;
	}
	*out = image;
	return 0;
}

/* What a node holds outside of the pools. */
static void release_node(struct burin_node *node)
{
	struct bur_inode *inode = node->inode;

	if (S_ISDIR(inode->mode))
		bur_free(inode->dir->child);
	else if (!--inode->links && S_ISREG(inode->mode) && !inode->origin)
		burin_stream_unref(inode->stream);
}

BURIN_EXPORT void burin_image_free(struct burin_image *image)
{
	if (!image)
		return;
	bur_names_each(&image->names, release_node);
	if (image->root.inode)
		bur_free(image->root.inode->dir->child);
	for (size_t i = 0; i < image->exclude_count; i++)
		bur_free(image->excludes[i]);
	bur_free(image->excludes);
	for (size_t i = 0; i < image->sort_count; i++)
		bur_free(image->sort[i].pattern);
	bur_free(image->sort);
	bur_names_free(&image->names);
	bur_hardlinks_free(&image->hardlinks);
	bur_pool_free(&image->objects);
	bur_pool_free(&image->strings);
	burin_context_unref(image->ctx);
	bur_free(image);
}

BURIN_EXPORT int burin_image_set_filesystems(struct burin_image *image, unsigned int filesystems)
{
	if (filesystems & ~(unsigned int)(BURIN_FS_ISO9660 | BURIN_FS_JOLIET | BURIN_FS_ROCKRIDGE))
		return bur_fail(&image->detail, -EINVAL, BURIN_PHASE_LAYOUT, NULL,
				"unknown file system");
	image->options.filesystems = filesystems | BURIN_FS_ISO9660;
	return 0;
}

BURIN_EXPORT int burin_image_set_volume_name(struct burin_image *image, const char *name)
{
	size_t len = strlen(name);

	if (len > BUR_VOLUME_NAME_BYTES)
		return bur_fail(&image->detail, -ENAMETOOLONG, BURIN_PHASE_LAYOUT, name,
				"a volume name has at most %d bytes", BUR_VOLUME_NAME_BYTES);
	if (!bur_utf8_valid(name, len))
		return bur_fail(&image->detail, BURIN_E_NAME, BURIN_PHASE_LAYOUT, name,
				"a volume name is UTF-8");
	memset(image->options.volume_name, 0, sizeof(image->options.volume_name));
	memcpy(image->options.volume_name, name, len);
	return 0;
}

BURIN_EXPORT const char *burin_image_get_volume_name(const struct burin_image *image)
{
	return image->options.volume_name;
}

BURIN_EXPORT void burin_image_set_epoch(struct burin_image *image, int64_t epoch, bool clamp)
{
	image->options.epoch = epoch;
	image->options.clamp = clamp;
}

BURIN_EXPORT void burin_image_set_session_start(struct burin_image *image, uint32_t lba)
{
	image->options.session_start = lba;
}

BURIN_EXPORT void burin_image_set_free_blocks(struct burin_image *image, uint64_t blocks)
{
	image->free_blocks = blocks;
}

BURIN_EXPORT void burin_image_set_medium(struct burin_image *image,
					 const struct burin_medium *medium)
{
	burin_image_set_session_start(image, medium->next_writable);
	burin_image_set_free_blocks(image, medium->free_blocks);
}

BURIN_EXPORT int burin_image_add_exclude(struct burin_image *image, const char *pattern)
{
	char **grown, *copy = bur_strdup(pattern);

	grown = copy ? bur_resize(image->excludes, image->exclude_count + 1, sizeof(*grown)) : NULL;
	if (!grown) {
		bur_free(copy);
		return bur_fail(&image->detail, -ENOMEM, BURIN_PHASE_LAYOUT, NULL, NULL);
	}
	image->excludes = grown;
	image->excludes[image->exclude_count++] = copy;
	return 0;
}

BURIN_EXPORT int burin_image_add_sort(struct burin_image *image, const char *pattern,
				      int32_t weight)
{
	struct bur_sort_rule *grown = NULL;
	char *copy = bur_strdup(pattern);

	if (copy)
		grown = bur_resize(image->sort, image->sort_count + 1, sizeof(*grown));
	if (!grown) {
		bur_free(copy);
		return bur_fail(&image->detail, -ENOMEM, BURIN_PHASE_LAYOUT, NULL, NULL);
	}
	image->sort = grown;
	image->sort[image->sort_count++] = (struct bur_sort_rule){ copy, weight };
	return 0;
}

/* A pattern without a first '/' is matched with the path's left out, too. */
static int path_excluded(const struct burin_image *image, const struct burin_node *dir,
			 const char *name)
{
	size_t above = bur_node_path_length(dir), n = above + strlen(name) + 2;
	const char *pattern;
	char *path = bur_alloc(n + 4);		/* bur_node_path() keeps room for its "..." */
	int found = 0;

	if (!path)
		return -ENOMEM;
	bur_node_path(dir, path, above + 5);
	snprintf(path + (dir->parent ? above : 0), n - (dir->parent ? above : 0), "/%s", name);
	for (size_t i = 0; i < image->exclude_count && !found; i++) {
		pattern = image->excludes[i];
		if (strchr(pattern, '/'))
			found = bur_pattern_match(pattern, path + (pattern[0] != '/'));
	}
	bur_free(path);
	return found;
}

int bur_image_excludes(const struct burin_image *image, const struct burin_node *dir,
		       const char *name)
{
	bool paths = false;

	for (size_t i = 0; i < image->exclude_count; i++) {
		if (strchr(image->excludes[i], '/'))
			paths = true;
		else if (bur_pattern_match(image->excludes[i], name))
			return 1;
	}
	return paths ? path_excluded(image, dir, name) : 0;
}

int64_t bur_image_time(const struct bur_image_options *options, int64_t mtime)
{
	if (mtime == BUR_TIME_OF_VOLUME)
		return options->epoch;
	return options->clamp && mtime > options->epoch ? options->epoch : mtime;
}

BURIN_EXPORT struct burin_node *burin_image_get_root(struct burin_image *image)
{
	return &image->root;
}

BURIN_EXPORT uint64_t burin_image_count_files(const struct burin_image *image)
{
	return image->files;
}

BURIN_EXPORT uint64_t burin_image_count_directories(const struct burin_image *image)
{
	return image->directories;
}

BURIN_EXPORT uint64_t burin_image_count_bytes(const struct burin_image *image)
{
	return image->bytes;
}

BURIN_EXPORT const struct burin_detail *burin_image_get_detail(const struct burin_image *image)
{
	return &image->detail;
}
