// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/buffer-capacity.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

int bur_buffer_capacity_decode(const uint8_t *p, size_t n, struct bur_buffer_capacity *out)
{
	memset(out, 0, sizeof(*out));
	if (n < BUR_BUFFER_CAPACITY_LEN || p[3] & 1 || get_be32(p + 8) > get_be32(p + 4))
		return BURIN_E_BAD_REPLY;
	out->total = get_be32(p + 4);
	out->free = get_be32(p + 8);
	return 0;
}
