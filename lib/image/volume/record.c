/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/record.h"

#include "core/bytes.h"
#include "image/volume/date.h"

#define FIXED 33u		/* bytes before the identifier */

static void decode_fixed(const uint8_t *p, struct bur_record *out)
{
	out->length = p[0];
	out->bytes = get_le32(p + 10);
	out->time = bur_date_decode_short(p + 18);
	out->flags = p[25];
	out->interleaved = p[26] || p[27];
	out->id_length = p[32];
}

const char *bur_record_decode(const uint8_t *p, size_t n, struct bur_record *out)
{
	uint32_t block, attributes;
	size_t used;

	if (n < FIXED + 1 || p[0] < FIXED + 1 || p[0] > n)
		return "a directory record does not fit its block";
	decode_fixed(p, out);
	if (!out->id_length || out->id_length > out->length - FIXED)
		return "a name does not fit its directory record";
	block = get_le32(p + 2);
	attributes = p[1];
	if (block > UINT32_MAX - attributes)
		return "a directory record names a block out of range";
	out->block = block + attributes;
	out->id = p + FIXED;
	/* 9.1.12: a pad byte after a name of even length, so that system use begins even. */
	used = FIXED + out->id_length + (out->id_length % 2 == 0);
	if (used > out->length)
		used = out->length;
	out->system_use = p + used;
	out->system_use_length = out->length - used;
	return NULL;
}
