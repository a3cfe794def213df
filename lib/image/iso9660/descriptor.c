/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/iso9660/iso9660.h"

#include <string.h>

#include "core/bytes.h"
#include "core/unicode.h"

#define TYPE_PRIMARY		1
#define TYPE_SUPPLEMENTARY	2
#define TYPE_TERMINATOR		255

#define APPLICATION		"BURIN"

static void put_head(uint8_t *block, uint8_t type)
{
	memset(block, 0, BUR_BLOCK);
	block[0] = type;
	memcpy(block + 1, "CD001", 5);
	block[6] = 1;
}

/* Text in one field: ASCII, or UCS-2 with a last byte 00 when the length is odd (Joliet). */
static void put_text(uint8_t *p, size_t n, const char *text, bool joliet)
{
	size_t len = strlen(text), at = 0, used;
	uint32_t code;

	memset(p, joliet ? 0 : ' ', n);
	for (size_t i = 1; joliet && i < n; i += 2)
		p[i] = ' ';
	for (size_t i = 0; i < len; i += used) {
		code = bur_utf8_next(text + i, len - i, &used);
		if (code == BUR_UNICODE_BAD || code < ' ' || (!joliet && code > '~'))
			code = '_';
		if (!joliet) {
			if (at == n)
				return;
			p[at++] = (uint8_t)code;
			continue;
		}
		if (at + 2 * bur_utf16be_put(NULL, code) > n)
			return;
		at += 2 * bur_utf16be_put(p + at, code);
	}
}

static void put_texts(uint8_t *block, const struct bur_descriptor *d)
{
	static const struct {
		uint16_t offset, n;
	} empty[] = {
		{ 8, 32 },	/* system */
		{ 190, 128 },	/* volume set */
		{ 318, 128 },	/* publisher */
		{ 446, 128 },	/* data preparer */
		{ 702, 37 },	/* copyright file */
		{ 739, 37 },	/* abstract file */
		{ 776, 37 },	/* bibliographic file */
	};

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		put_text(block + empty[i].offset, empty[i].n, "", d->joliet);
	put_text(block + 40, 32, d->volume_name, d->joliet);
	put_text(block + 574, 128, APPLICATION, d->joliet);
}

void bur_descriptor_put(uint8_t *block, const struct bur_descriptor *d)
{
	static const uint8_t self = 0;
	const struct bur_record root = {
		.extent = d->root_extent,
		.size = d->root_bytes,
		.time = d->root_time,
		.flags = BUR_RECORD_DIRECTORY,
		.id = &self,
		.id_len = 1,
	};

	put_head(block, d->joliet ? TYPE_SUPPLEMENTARY : TYPE_PRIMARY);
	put_texts(block, d);
	put_both32(block + 80, d->volume_blocks);
	if (d->joliet)
		memcpy(block + 88, "%/E", 3);		/* UCS-2 level 3 */
	put_both16(block + 120, 1);
	put_both16(block + 124, 1);
	put_both16(block + 128, BUR_BLOCK);
	put_both32(block + 132, d->path_table_bytes);
	put_le32(block + 140, d->path_l);
	put_be32(block + 148, d->path_m);
	bur_record_put(block + 156, &root, BUR_ROOT_RECORD_BYTES);
	bur_date17_put(block + 813, d->time);
	bur_date17_put(block + 830, d->time);
	bur_date17_put_none(block + 847);
	bur_date17_put_none(block + 864);
	block[881] = 1;
	memcpy(block + BUR_APPLICATION_OFFSET, d->application, BUR_APPLICATION_BYTES);
}

void bur_descriptor_put_terminator(uint8_t *block)
{
	put_head(block, TYPE_TERMINATOR);
}
