/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where sources come from: folders as chains of names, so that 100,000 files
 * share the text of their folders' paths and paths may be longer than PATH_MAX.
 */
#ifndef BUR_IMAGE_ORIGIN_H
#define BUR_IMAGE_ORIGIN_H

#include <stddef.h>

struct bur_origin {
	const struct bur_origin *parent;	/* NULL: path is as the caller gave it */
	const char *path;			/* "": the working directory */
};

/* A descriptor of the folder, or a negated errno. NULL: -EINVAL. */
int bur_origin_open(const struct bur_origin *origin);

/* The path of name (may be NULL) in origin (may be NULL), its front cut when it is longer than n. */
void bur_origin_path(const struct bur_origin *origin, const char *name, char *buf, size_t n);

#endif
