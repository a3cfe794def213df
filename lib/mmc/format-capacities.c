// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/format-capacities.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

#define DESCRIPTOR_LEN 8

int bur_format_capacities_decode(const uint8_t *p, size_t n, struct bur_format_capacities *out)
{
	const uint8_t *current = p + BUR_FORMAT_CAPACITIES_HEADER;
	size_t list;

	memset(out, 0, sizeof(*out));
	if (n < BUR_FORMAT_CAPACITIES_HEADER)
		return BURIN_E_BAD_REPLY;
	list = p[3];
	if (list > n - BUR_FORMAT_CAPACITIES_HEADER)
		list = n - BUR_FORMAT_CAPACITIES_HEADER;
	if (list < DESCRIPTOR_LEN || !(current[4] & 3))
		return BURIN_E_BAD_REPLY;
	out->blocks = get_be32(current);
	out->current = current[4] & 3;
	out->block_size = get_be24(current + 5);
	out->entries = current + DESCRIPTOR_LEN;
	out->count = list / DESCRIPTOR_LEN - 1;
	return 0;
}

bool bur_format_descriptor_at(const struct bur_format_capacities *caps, size_t i,
			      struct bur_format_descriptor *out)
{
	const uint8_t *p;

	if (i >= caps->count)
		return false;
	p = caps->entries + i * DESCRIPTOR_LEN;
	out->blocks = get_be32(p);
	out->type = p[4] >> 2;
	out->sub_type = p[4] & 3;
	out->parameter = get_be24(p + 5);
	return true;
}
