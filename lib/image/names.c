/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/names.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "image/tree.h"

#define FIRST_SLOTS	64u
#define MOST_SLOTS	(1u << 31)

/* What a removed node leaves, so that probing goes on behind it; only its address is used. */
static const struct burin_node removed_mark;
#define REMOVED ((struct burin_node *)&removed_mark)

uint32_t bur_names_hash(const struct burin_node *dir, const char *name, size_t len)
{
	uint64_t h = ((uint64_t)(uintptr_t)dir >> 3) * 0x9e3779b97f4a7c15u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)name[i]) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

struct burin_node *bur_names_find(const struct bur_names *names, const struct burin_node *dir,
				  const char *name, size_t len, uint32_t hash)
{
	struct burin_node *node;

	if (!names->mask)
		return NULL;
	for (uint32_t i = hash;; i++) {
		node = names->slot[i & names->mask];
		if (!node)
			return NULL;
		if (node != REMOVED && node->hash == hash && node->parent == dir &&
		    !strncmp(node->name, name, len) && !node->name[len])
			return node;
	}
}

static void put(struct burin_node **slot, uint32_t mask, struct burin_node *node)
{
	uint32_t i = node->hash;

	while (slot[i & mask])
		i++;
	slot[i & mask] = node;
}

static int rebuild(struct bur_names *names, uint32_t slots)
{
	struct burin_node **slot = bur_array(slots, sizeof(*slot));

	if (!slot)
		return -ENOMEM;
	for (uint32_t i = 0; names->mask && i <= names->mask; i++)
		if (names->slot[i] && names->slot[i] != REMOVED)
			put(slot, slots - 1, names->slot[i]);
	bur_free(names->slot);
	names->slot = slot;
	names->mask = slots - 1;
	names->used = names->nodes;
	return 0;
}

int bur_names_reserve(struct bur_names *names)
{
	uint32_t slots = names->mask + 1;

	if (!names->mask)
		return rebuild(names, FIRST_SLOTS);
	if (names->used < slots / 4 * 3)
		return 0;
	if (names->nodes < slots / 2)
		return rebuild(names, slots);
	return slots >= MOST_SLOTS ? -EOVERFLOW : rebuild(names, slots * 2);
}

void bur_names_insert(struct bur_names *names, struct burin_node *node)
{
	put(names->slot, names->mask, node);
	names->used++;
	names->nodes++;
}

void bur_names_remove(struct bur_names *names, struct burin_node *node)
{
	uint32_t i = node->hash;

	while (names->slot[i & names->mask] != node)
		i++;
	names->slot[i & names->mask] = REMOVED;
	names->nodes--;
}

void bur_names_each(const struct bur_names *names, void (*fn)(struct burin_node *node))
{
	for (uint32_t i = 0; names->mask && i <= names->mask; i++)
		if (names->slot[i] && names->slot[i] != REMOVED)
			fn(names->slot[i]);
}

void bur_names_free(struct bur_names *names)
{
	bur_free(names->slot);
	memset(names, 0, sizeof(*names));
}
