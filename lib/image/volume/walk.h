/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pass over a part of the tree, parents before children. */
#ifndef BUR_IMAGE_VOLUME_WALK_H
#define BUR_IMAGE_VOLUME_WALK_H

#include "image/volume/trail.h"

struct bur_visit {
	const struct burin_entry *entry;
	const struct bur_item *item;
	const struct bur_directory *directory;	/* that holds the item */
};

/* Non-zero ends the pass, which returns it. */
struct bur_visitor {
	int (*item)(void *user, const struct bur_visit *visit);
	int (*leave)(void *user);	/* after what lies below a directory; may be NULL */
};

/*
 * Everything below path; with_self: and what path names itself, unless that is the
 * root. Not with_self, and path names no directory: BURIN_E_NOT_A_DIRECTORY.
 */
int bur_walk(struct burin_volume *volume, const char *path, bool with_self,
	     const struct bur_visitor *visitor, void *user);

#endif
