/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/hardlinks.h"

#include <stddef.h>
#include <string.h>

#include "core/alloc.h"
#include "image/tree.h"

#define FIRST_SLOTS	64u
#define MOST_SLOTS	(1u << 30)

/* The slot of the pair, or the free one where it belongs. */
static struct hardlink *find(const struct bur_hardlinks *links, uint64_t device, uint64_t number)
{
	uint64_t hash = (number + device * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
	uint32_t i = (uint32_t)(hash >> 32);
	struct hardlink *slot;

	for (;; i++) {
		slot = &links->slot[i & links->mask];
		if (!slot->inode || (slot->number == number && slot->device == device))
			return slot;
	}
}

static struct hardlink *make_slots(struct bur_hardlinks *links, uint32_t slots)
{
	struct bur_hardlinks bigger = { .mask = slots - 1, .used = links->used };

	bigger.slot = bur_array(slots, sizeof(*bigger.slot));
	if (!bigger.slot)
		return NULL;
	for (uint32_t i = 0; links->slot && i <= links->mask; i++)
		if (links->slot[i].inode)
			*find(&bigger, links->slot[i].device, links->slot[i].number) =
				links->slot[i];
	bur_free(links->slot);
	*links = bigger;
	return links->slot;
}

struct bur_inode *bur_hardlinks_take(struct bur_hardlinks *links, uint64_t device, uint64_t number,
				     struct bur_inode *inode)
{
	struct hardlink *slot;

	if (!links->slot && !make_slots(links, FIRST_SLOTS))
		return NULL;
	if (links->used >= links->mask / 4 * 3 &&
	    (links->mask >= MOST_SLOTS || !make_slots(links, (links->mask + 1) * 2)))
		return NULL;
	slot = find(links, device, number);
	if (slot->inode && slot->inode->links)
		return slot->inode;
	if (!slot->inode)
		links->used++;
	*slot = (struct hardlink){ device, number, inode };
	return inode;
}

void bur_hardlinks_free(struct bur_hardlinks *links)
{
	bur_free(links->slot);
	memset(links, 0, sizeof(*links));
}
