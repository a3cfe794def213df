/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/descriptor.h"

#include <string.h>

#include "core/bytes.h"
#include "image/volume/date.h"
#include "image/volume/name.h"
#include "image/volume/record.h"

/* Offsets from 0 where ECMA-119 8.4 counts from 1. */
#define VOLUME_NAME	40u
#define VOLUME_NAME_LEN	32u
#define SPACE		80u
#define ESCAPES		88u
#define BLOCK_SIZE	128u
#define ROOT		156u
#define CREATED		813u
#define MODIFIED	830u

int bur_descriptor_type(const uint8_t block[BUR_BLOCK])
{
	return memcmp(block + 1, "CD001", 5) ? BUR_DESCRIPTOR_NONE : block[0];
}

/* UCS-2 of the levels 1, 2 and 3; Joliet gives them these three escapes. */
static bool has_joliet_escape(const uint8_t *p)
{
	return p[0] == 0x25 && p[1] == 0x2f && (p[2] == 0x40 || p[2] == 0x43 || p[2] == 0x45);
}

static void decode_name(const uint8_t *p, struct bur_descriptor *out)
{
	size_t n = VOLUME_NAME_LEN;
	char text[BUR_NAME_MAX];

	if (out->joliet)
		n = bur_name_from_joliet(p, n, text);
	else
		memcpy(text, p, n);
	n = strnlen(text, n);
	while (n && text[n - 1] == ' ')
		n--;
	memcpy(out->name, text, n);
	out->name[n] = '\0';
}

const char *bur_descriptor_decode(const uint8_t block[BUR_BLOCK], struct bur_descriptor *out)
{
	struct bur_record root;
	const char *wrong;

	memset(out, 0, sizeof(*out));
	if (block[6] != 1 && block[6] != 2)
		return "a volume descriptor is of an unknown version";
	out->joliet = block[0] == BUR_DESCRIPTOR_SUPPLEMENTARY &&
		      has_joliet_escape(block + ESCAPES);
	out->space = get_le32(block + SPACE);
	out->block_size = get_le16(block + BLOCK_SIZE);
	/* Some old writers made the root's record of the directory's 68 bytes. */
	wrong = bur_record_decode(block + ROOT, BUR_BLOCK - ROOT, &root);
	if (wrong)
		return wrong;
	if (!(root.flags & BUR_RECORD_DIRECTORY))
		return "the root of the volume is no directory";
	out->root_block = root.block;
	out->root_bytes = root.bytes;
	out->time = bur_date_decode_long(block + CREATED);
	if (!out->time)
		out->time = bur_date_decode_long(block + MODIFIED);
	decode_name(block + VOLUME_NAME, out);
	return NULL;
}
