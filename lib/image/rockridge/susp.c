/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/rockridge/rockridge.h"

#include <assert.h>
#include <string.h>

#include "core/bytes.h"

#define CE_BYTES	28u

void bur_susp_clear(struct bur_susp *susp)
{
	susp->flat_len = 0;
	susp->count = 0;
	susp->entry[0] = 0;
}

uint8_t *bur_susp_add(struct bur_susp *susp, const char *signature, size_t len)
{
	uint8_t *p = susp->flat + susp->flat_len;

	assert(susp->count < BUR_SUSP_ENTRIES && len <= BUR_SUSP_FLAT - susp->flat_len);
	p[0] = (uint8_t)signature[0];
	p[1] = (uint8_t)signature[1];
	p[2] = (uint8_t)len;
	p[3] = 1;
	susp->flat_len += len;
	susp->entry[++susp->count] = (uint16_t)susp->flat_len;
	return p;
}

/*
 * How many entries from first on go into room bytes, the rest behind a CE entry: all if
 * they fit, else as many as leave room for it.
 */
static unsigned int fit(const struct bur_susp *susp, unsigned int first, size_t room)
{
	size_t from = susp->entry[first];
	unsigned int n = first;

	if (susp->entry[susp->count] - from <= room)
		return susp->count - first;
	while (n < susp->count && susp->entry[n + 1] - from + CE_BYTES <= room)
		n++;
	return n - first;
}

static void put_ce(uint8_t *p, uint32_t block, uint32_t offset, uint32_t length)
{
	p[0] = 'C';
	p[1] = 'E';
	p[2] = CE_BYTES;
	p[3] = 1;
	put_both32(p + 4, block);
	put_both32(p + 12, offset);
	put_both32(p + 20, length);
}

/* Bytes that the entries from first on take of an area with that much room. */
static size_t area_length(const struct bur_susp *susp, unsigned int first, size_t room)
{
	unsigned int n = fit(susp, first, room);
	size_t len = (size_t)(susp->entry[first + n] - susp->entry[first]);

	return first + n < susp->count ? len + CE_BYTES : len;
}

/*
 * A new area begins in the block at position if one entry and what it may need for
 * a CE fit there; but what fits into one block is not spread over two, since not all
 * readers follow more than one CE (pycdlib).
 */
static uint64_t begin_area(const struct bur_susp *susp, unsigned int first, uint64_t position)
{
	size_t left = BUR_BLOCK - position % BUR_BLOCK;
	size_t rest = (size_t)(susp->entry[susp->count] - susp->entry[first]);

	if ((rest > left && rest <= BUR_BLOCK) || !fit(susp, first, left))
		return position + left;
	return position;
}

void bur_susp_place(struct bur_susp *susp, size_t room, uint64_t position, uint32_t base)
{
	unsigned int done = fit(susp, 0, room), n;
	uint8_t *p = susp->record;
	size_t len = susp->entry[done], left;

	susp->start = susp->end = position;
	memcpy(p, susp->flat, len);
	p += len;
	susp->record_len = len;
	if (done < susp->count) {
		position = begin_area(susp, done, position);
		susp->start = position;
		susp->record_len += CE_BYTES;
	}
	while (done < susp->count) {
		left = BUR_BLOCK - position % BUR_BLOCK;
		put_ce(p, base + (uint32_t)(position / BUR_BLOCK), position % BUR_BLOCK,
		       (uint32_t)area_length(susp, done, left));
		n = fit(susp, done, left);
		len = (size_t)(susp->entry[done + n] - susp->entry[done]);
		p = susp->area + (position - susp->start);
		memcpy(p, susp->flat + susp->entry[done], len);
		done += n;
		p += len;
		susp->end = position + len;
		if (done == susp->count)
			break;
		susp->end += CE_BYTES;
		position = begin_area(susp, done, susp->end);
		memset(p + CE_BYTES, 0, position - susp->end);
	}
	if (susp->record_len & 1)
		susp->record[susp->record_len++] = 0;
}
