/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/iso9660/iso9660.h"

#include <string.h>

#include "core/bytes.h"

size_t bur_record_base(size_t id_len)
{
	return (33 + id_len + 1) & ~(size_t)1;
}

/* ECMA-119 9.1. */
void bur_record_put(uint8_t *p, const struct bur_record *record, size_t total)
{
	p[0] = (uint8_t)total;
	p[1] = 0;
	put_both32(p + 2, record->extent);
	put_both32(p + 10, record->size);
	bur_date7_put(p + 18, record->time);
	p[25] = record->flags;
	p[26] = 0;
	p[27] = 0;
	put_both16(p + 28, 1);
	p[32] = record->id_len;
	memcpy(p + 33, record->id, record->id_len);
	if (!(record->id_len & 1))
		p[33 + record->id_len] = 0;
}

size_t bur_path_record_bytes(size_t id_len)
{
	return 8 + id_len + (id_len & 1);
}

size_t bur_path_record_put(uint8_t *p, const uint8_t *id, size_t id_len, uint32_t extent,
			   uint16_t parent, bool big)
{
	p[0] = (uint8_t)id_len;
	p[1] = 0;
	if (big) {
		put_be32(p + 2, extent);
		put_be16(p + 6, parent);
	} else {
		put_le32(p + 2, extent);
		put_le16(p + 6, parent);
	}
	memcpy(p + 8, id, id_len);
	if (id_len & 1)
		p[8 + id_len] = 0;
	return bur_path_record_bytes(id_len);
}
