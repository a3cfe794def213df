/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every node of an image by (directory, name): open addressing, linear probing. */
#ifndef BUR_IMAGE_NAMES_H
#define BUR_IMAGE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct burin_node;

struct bur_names {
	struct burin_node **slot;	/* NULL: free */
	uint32_t mask;			/* slots - 1; 0: none yet */
	uint32_t used;			/* slots that are not NULL, removed ones counted */
	uint32_t nodes;
};

uint32_t bur_names_hash(const struct burin_node *dir, const char *name, size_t len);
struct burin_node *bur_names_find(const struct bur_names *names, const struct burin_node *dir,
				  const char *name, size_t len, uint32_t hash);
/* Makes room for one more. -ENOMEM, -EOVERFLOW: nothing has changed. */
int bur_names_reserve(struct bur_names *names);
/* After bur_names_reserve(); node->hash is set and node is not there yet. */
void bur_names_insert(struct bur_names *names, struct burin_node *node);
void bur_names_remove(struct bur_names *names, struct burin_node *node);
/* Every node once, in no order. */
void bur_names_each(const struct bur_names *names, void (*fn)(struct burin_node *node));
void bur_names_free(struct bur_names *names);

#endif
