// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/track-information.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

#define LEAST 28

static void take_flags(const uint8_t *p, struct bur_track_information *out)
{
	out->damaged = p[5] & 0x20;
	out->copy = p[5] & 0x10;
	out->track_mode = p[5] & 0x0f;
	out->reserved = p[6] & 0x80;
	out->blank = p[6] & 0x40;
	out->packet = p[6] & 0x20;
	out->fixed_packet = p[6] & 0x10;
	out->data_mode = p[6] & 0x0f;
	out->has_next_writable = p[7] & 1;
}

int bur_track_information_decode(const uint8_t *p, size_t n, struct bur_track_information *out)
{
	memset(out, 0, sizeof(*out));
	if (n < LEAST || get_be16(p) + 2u < LEAST)
		return BURIN_E_BAD_REPLY;
	if (n > get_be16(p) + 2u)
		n = get_be16(p) + 2u;
	take_flags(p, out);
	out->number = p[2];
	out->session = p[3];
	out->start = (int32_t)get_be32(p + 8);
	out->next_writable = (int32_t)get_be32(p + 12);
	out->free_blocks = get_be32(p + 16);
	out->packet_blocks = get_be32(p + 20);
	out->blocks = get_be32(p + 24);
	if (n >= 32) {
		out->has_last_recorded = p[7] & 2;
		out->last_recorded = (int32_t)get_be32(p + 28);
	}
	if (n >= 34) {
		out->number |= (uint16_t)(p[32] << 8);
		out->session |= (uint16_t)(p[33] << 8);
	}
	return 0;
}
