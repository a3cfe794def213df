/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/susp.h"

#include <string.h>

#include "core/bytes.h"

#define HEADER 4u		/* signature, length, version */
#define CE_DATA 24u		/* block, offset, length, each in both byte orders */

void bur_susp_begin(struct bur_susp *susp, struct burin_volume *volume,
		    struct bur_budget *budget, uint32_t lba, const uint8_t *p, size_t n)
{
	susp->volume = volume;
	susp->budget = budget;
	susp->lba = lba;
	susp->p = p;
	susp->left = n;
	susp->continued = false;
	susp->hops = 0;
}

static int damaged(struct bur_susp *susp, const char *what)
{
	return bur_volume_damaged(susp->volume, susp->lba, what);
}

/* A chain may neither be long nor come back to an area: CVE-2014-9420 and its kin. */
static int note_visit(struct bur_susp *susp)
{
	uint64_t key = (uint64_t)susp->next_block << 32 | susp->next_offset;

	if (susp->hops == BUR_SUSP_HOPS)
		return damaged(susp, "a chain of continuation areas is too long");
	for (unsigned int i = 0; i < susp->hops; i++)
		if (susp->seen[i] == key)
			return damaged(susp, "a chain of continuation areas comes back to itself");
	susp->seen[susp->hops++] = key;
	if (susp->next_length > susp->budget->continuation_bytes)
		return damaged(susp, "continuation areas overlap all over the volume");
	susp->budget->continuation_bytes -= susp->next_length;
	return 0;
}

/* Copied, as the cache may drop the block before the iteration ends. */
static int enter_area(struct bur_susp *susp)
{
	const uint8_t *block;
	int ret;

	susp->continued = false;
	if (!bytes_inside(susp->next_offset, susp->next_length, BUR_BLOCK))
		return damaged(susp, "a continuation area reaches beyond its block");
	ret = note_visit(susp);
	if (ret)
		return ret;
	ret = bur_blocks_get(&susp->volume->blocks, susp->next_block, &block,
			     &susp->volume->detail);
	if (ret)
		return ret;
	memcpy(susp->area, block + susp->next_offset, susp->next_length);
	susp->lba = susp->next_block;
	susp->p = susp->area;
	susp->left = susp->next_length;
	return 0;
}

/* 1: an entry begins at p. 0: the area has ended, by its length or by zeros. */
static int area_has_entry(struct bur_susp *susp)
{
	if (susp->left < HEADER || (!susp->p[0] && !susp->p[1]))
		return 0;
	if (susp->p[2] < HEADER || susp->p[2] > susp->left)
		return damaged(susp, "a system use entry does not fit its area");
	return 1;
}

static int take_continuation(struct bur_susp *susp, const struct bur_susp_entry *entry)
{
	if (entry->n < CE_DATA)
		return damaged(susp, "a continuation entry is too short");
	susp->next_block = get_le32(entry->data);
	susp->next_offset = get_le32(entry->data + 8);
	susp->next_length = get_le32(entry->data + 16);
	susp->continued = true;
	return 0;
}

static void take_entry(struct bur_susp *susp, struct bur_susp_entry *entry)
{
	size_t n = susp->p[2];

	entry->signature = get_be16(susp->p);
	entry->data = susp->p + HEADER;
	entry->n = n - HEADER;
	susp->p += n;
	susp->left -= n;
}

int bur_susp_next(struct bur_susp *susp, struct bur_susp_entry *entry)
{
	int ret;

	for (;;) {
		ret = area_has_entry(susp);
		if (ret < 0)
			return ret;
		if (!ret && !susp->continued)
			return 0;
		if (!ret) {
			ret = enter_area(susp);
			if (ret)
				return ret;
			continue;
		}
		take_entry(susp, entry);
		if (entry->signature == BUR_SUSP('S', 'T')) {
			susp->left = 0;
			susp->continued = false;
			return 0;
		}
		if (entry->signature != BUR_SUSP('C', 'E'))
			return 1;
		ret = take_continuation(susp, entry);
		if (ret)
			return ret;
	}
}
