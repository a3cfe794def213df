/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_IMAGE_IMAGE_H
#define BUR_IMAGE_IMAGE_H

#include <burin/context.h>
#include <burin/error.h>
#include <burin/image.h>
#include <burin/stream.h>
#include <stdbool.h>
#include <stdint.h>

#include "image/hardlinks.h"
#include "image/names.h"
#include "image/pool.h"
#include "image/sort.h"
#include "image/tree.h"

#define BUR_VOLUME_NAME_BYTES	32

/* Everything that decides an image's bytes beside the tree. A value. */
struct bur_image_options {
	unsigned int filesystems;
	char volume_name[BUR_VOLUME_NAME_BYTES + 1];
	int64_t epoch;
	bool clamp;
	uint32_t session_start;
};

struct burin_image {
	struct burin_context *ctx;
	struct burin_detail detail;
	struct bur_image_options options;
	uint64_t free_blocks;		/* 0: no limit */
	char **excludes;
	size_t exclude_count;
	struct bur_sort_rule *sort;
	size_t sort_count;

	struct bur_pool objects;	/* nodes, inodes, folders */
	struct bur_pool strings;	/* names, targets, origins */
	struct bur_names names;
	struct bur_hardlinks hardlinks;
	struct burin_node root;
	uint64_t files, directories, bytes;
};

/* Seconds an item shows: its own, the volume's, at most the epoch when clamped. */
int64_t bur_image_time(const struct bur_image_options *options, int64_t mtime);

/* 1: name in dir is to be left out, 0: it is not, -ENOMEM. */
int bur_image_excludes(const struct burin_image *image, const struct burin_node *dir,
		       const char *name);

#endif
