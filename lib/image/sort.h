/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order of the files' data, where the caller gave weights. */
#ifndef BUR_IMAGE_SORT_H
#define BUR_IMAGE_SORT_H

#include <stddef.h>
#include <stdint.h>

struct burin_result;

struct bur_sort_rule {
	char *pattern;
	int32_t weight;
};

/* Heaviest first, else as they stand; their inodes are numbered anew. -ENOMEM. */
int bur_sort_extents(struct burin_result *result);

#endif
