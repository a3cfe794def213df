/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/links.h"

#include <errno.h>

#include "core/alloc.h"

static bool equal(const struct bur_link_key *a, const struct bur_link_key *b)
{
	return a->serial == b->serial && a->size == b->size && a->block == b->block;
}

/* Where key is, or would be. */
static size_t place(const struct bur_links *links, const struct bur_link_key *key)
{
	uint64_t mixed = (key->serial << 32 ^ key->block ^ key->size << 16) * 0x9e3779b97f4a7c15u;
	size_t i = (size_t)(mixed >> 32) & (links->capacity - 1);

	while (links->table[i].path && !equal(&links->table[i].key, key))
		i = (i + 1) & (links->capacity - 1);
	return i;
}

static int widen(struct bur_links *links)
{
	struct bur_links bigger = { .count = links->count };

	bigger.capacity = links->capacity ? links->capacity * 2 : 64;
	bigger.table = bur_array(bigger.capacity, sizeof(*bigger.table));
	if (!bigger.table)
		return -ENOMEM;
	for (size_t i = 0; i < links->capacity; i++)
		if (links->table[i].path)
			bigger.table[place(&bigger, &links->table[i].key)] = links->table[i];
	bur_free(links->table);
	*links = bigger;
	return 0;
}

void bur_links_exit(struct bur_links *links)
{
	for (size_t i = 0; i < links->capacity; i++)
		bur_free(links->table[i].path);
	bur_free(links->table);
}

const struct bur_link *bur_links_find(const struct bur_links *links,
				      const struct bur_link_key *key)
{
	const struct bur_link *link;

	if (!links->capacity)
		return NULL;
	link = &links->table[place(links, key)];
	return link->path ? link : NULL;
}

int bur_links_put(struct bur_links *links, const struct bur_link_key *key, const char *path,
		  const struct bur_identity *identity)
{
	char *copy = bur_strdup(path);
	struct bur_link *link;

	if (!copy)
		return -ENOMEM;
	if (links->count >= links->capacity / 2 && widen(links)) {
		bur_free(copy);
		return -ENOMEM;
	}
	link = &links->table[place(links, key)];
	links->count += !link->path;
	bur_free(link->path);
	*link = (struct bur_link){ .key = *key, .identity = *identity, .path = copy };
	return 0;
}
