// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/capacity.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

int bur_capacity_decode(const uint8_t *p, size_t n, struct bur_capacity *out)
{
	memset(out, 0, sizeof(*out));
	if (n < BUR_CAPACITY_LEN || !get_be32(p + 4))
		return BURIN_E_BAD_REPLY;
	out->last_lba = get_be32(p);
	out->block_size = get_be32(p + 4);
	return 0;
}
