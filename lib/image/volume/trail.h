/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way from the root down to a place in the tree: the directories on it, read,
 * and its path. Kept on the heap, for the medium decides how deep it goes.
 */
#ifndef BUR_IMAGE_VOLUME_TRAIL_H
#define BUR_IMAGE_VOLUME_TRAIL_H

#include "image/volume/directory.h"
#include "image/volume/rockridge.h"

struct bur_step {
	struct bur_directory *directory;
	size_t next;		/* for the walk: the item to come */
	size_t path_length;	/* up to this directory; 0 for the root */
};

struct bur_trail {
	struct burin_volume *volume;
	struct bur_budget budget;
	struct bur_step *steps;
	size_t depth, capacity;		/* steps; the first is the root */
	char *path;			/* "/a/b", then room for one more name */
	size_t path_capacity;
	struct bur_rockridge_target target;
};

int bur_trail_new(struct burin_volume *volume, struct bur_trail **out);
void bur_trail_free(struct bur_trail *trail);

static inline struct bur_step *bur_trail_last(const struct bur_trail *trail)
{
	return &trail->steps[trail->depth - 1];
}

/* Begins again at the root, which must have been entered; the budget is as new. */
void bur_trail_cut(struct bur_trail *trail, size_t depth);

/* Enters the root (item NULL, on an empty trail) or a directory of the last step. */
int bur_trail_enter(struct bur_trail *trail, const struct bur_item *item);
void bur_trail_leave(struct bur_trail *trail);

/*
 * Describes an item of the last step (NULL: the root itself). The strings are the
 * trail's: valid until it is used again.
 */
int bur_trail_describe(struct bur_trail *trail, const struct bur_item *item,
		       struct burin_entry *out);

/*
 * Leads the trail to the directory that holds path; *item is what path names there,
 * NULL for the root. BURIN_E_PATH, BURIN_E_NOT_A_DIRECTORY for a way through a file.
 * What the trail had in common with path is not read again.
 */
int bur_trail_find(struct bur_trail *trail, const char *path, const struct bur_item **item);

#endif
