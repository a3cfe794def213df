/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files extracted that have more names to come. */
#ifndef BUR_IMAGE_VOLUME_LINKS_H
#define BUR_IMAGE_VOLUME_LINKS_H

#include "image/volume/target.h"

/* Writers have been seen that give one serial number to all: place and size must agree. */
struct bur_link_key {
	uint64_t serial, size;
	uint32_t block;
};

struct bur_link {
	struct bur_link_key key;
	struct bur_identity identity;
	char *path;		/* below the folder; NULL: a free place */
};

struct bur_links {
	struct bur_link *table;		/* open addressing, at most half full */
	size_t count, capacity;
};

void bur_links_exit(struct bur_links *links);
/* NULL: none yet. */
const struct bur_link *bur_links_find(const struct bur_links *links,
				      const struct bur_link_key *key);
/* Keeps a copy of path, in place of an earlier one. -ENOMEM. */
int bur_links_put(struct bur_links *links, const struct bur_link_key *key, const char *path,
		  const struct bur_identity *identity);

#endif
