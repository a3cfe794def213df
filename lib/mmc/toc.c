// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/toc.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

int bur_toc_decode(const uint8_t *p, size_t n, uint8_t format, struct bur_toc *out)
{
	memset(out, 0, sizeof(*out));
	if (n < BUR_TOC_HEADER || format > 2 || get_be16(p) + 2u < BUR_TOC_HEADER)
		return BURIN_E_BAD_REPLY;
	if (n > get_be16(p) + 2u)
		n = get_be16(p) + 2u;
	out->first = p[2];
	out->last = p[3];
	out->entry_len = format == 2 ? 11 : 8;
	out->entries = p + BUR_TOC_HEADER;
	out->count = (n - BUR_TOC_HEADER) / out->entry_len;
	return 0;
}

bool bur_toc_track_at(const struct bur_toc *toc, size_t i, struct bur_toc_track *out)
{
	const uint8_t *p;

	if (i >= toc->count || toc->entry_len != 8)
		return false;
	p = toc->entries + i * toc->entry_len;
	out->adr = p[1] >> 4;
	out->control = p[1] & 0x0f;
	out->number = p[2];
	out->start = (int32_t)get_be32(p + 4);
	return true;
}

bool bur_toc_point_at(const struct bur_toc *toc, size_t i, struct bur_toc_point *out)
{
	const uint8_t *p;

	if (i >= toc->count || toc->entry_len != 11)
		return false;
	p = toc->entries + i * toc->entry_len;
	out->session = p[0];
	out->adr = p[1] >> 4;
	out->control = p[1] & 0x0f;
	out->point = p[3];
	out->min = p[4];
	out->sec = p[5];
	out->frame = p[6];
	out->zero = p[7];
	out->pmin = p[8];
	out->psec = p[9];
	out->pframe = p[10];
	return true;
}

int32_t bur_msf_to_lba(uint8_t min, uint8_t sec, uint8_t frame)
{
	int32_t frames = (min * 60 + sec) * 75 + frame;

	return frames - (min < 90 ? 150 : 450150);
}
