// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/disc-information.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

#define OPC_TABLES 33
#define OPC_TABLE_LEN 8

static uint16_t two_halves(const uint8_t *p, size_t low, size_t high)
{
	return (uint16_t)(p[high] << 8 | p[low]);
}

int bur_disc_information_decode(const uint8_t *p, size_t n, struct bur_disc_information *out)
{
	memset(out, 0, sizeof(*out));
	if (n < 12 || p[2] >> 5 != 0)
		return BURIN_E_BAD_REPLY;
	if (n > get_be16(p) + 2u)
		n = get_be16(p) + 2u;
	if (n < 12)
		return BURIN_E_BAD_REPLY;
	out->status = p[2] & 3;
	out->last_session = p[2] >> 2 & 3;
	out->erasable = p[2] & 0x10;
	out->background_format = p[7] & 3;
	out->unrestricted = p[7] & 0x20;
	out->first_track = p[3];
	out->sessions = two_halves(p, 4, 9);
	out->first_track_last_session = two_halves(p, 5, 10);
	out->last_track_last_session = two_halves(p, 6, 11);
	out->disc_type = p[8];
	if (n >= 24) {
		out->last_lead_in = get_be32(p + 16);
		out->last_lead_out = get_be32(p + 20);
	}
	if (n > OPC_TABLES && (n - OPC_TABLES - 1) / OPC_TABLE_LEN < p[OPC_TABLES])
		out->opc_tables = (uint8_t)((n - OPC_TABLES - 1) / OPC_TABLE_LEN);
	else if (n > OPC_TABLES)
		out->opc_tables = p[OPC_TABLES];
	return 0;
}
