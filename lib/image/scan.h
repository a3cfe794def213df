/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking sources into the tree. */
#ifndef BUR_IMAGE_SCAN_H
#define BUR_IMAGE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "image/image.h"

/* Of a source's time: what it is compared with after reading. */
uint32_t bur_source_stamp(const struct stat *st);

/*
 * The item name in the folder origin, open as fd, with attributes st, becomes new_name in dir,
 * a folder without what is in it. *out may be an existing folder when both are
 * folders. Fills in the image's detail.
 */
int bur_scan_item(struct burin_node *dir, const char *new_name, const struct bur_origin *origin,
		  int fd, const char *name, const struct stat *st, struct burin_node **out);

/* Everything below the folder that lies at origin goes below dir. */
int bur_scan_folder(struct burin_node *dir, const struct bur_origin *origin);

/* dir takes mode, owner and time of a source folder unless it has those of another. */
void bur_scan_attributes(struct burin_node *dir, const struct stat *st);

/* A copy of path in the image's pool, below parent (may be NULL). NULL: no memory. */
const struct bur_origin *bur_origin_new(struct burin_image *image, const struct bur_origin *parent,
					const char *path, size_t len);

#endif
