// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/performance.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

int bur_performance_decode(const uint8_t *p, size_t n, struct bur_performance *out)
{
	uint64_t total;

	memset(out, 0, sizeof(*out));
	if (n < BUR_PERFORMANCE_HEADER)
		return BURIN_E_BAD_REPLY;
	total = get_be32(p) + (uint64_t)4;
	if (total < BUR_PERFORMANCE_HEADER ||
	    (total - BUR_PERFORMANCE_HEADER) % BUR_PERFORMANCE_LEN)
		return BURIN_E_BAD_REPLY;
	if (n > total)
		n = (size_t)total;
	out->write = p[4] & 2;
	out->except = p[4] & 1;
	out->total = (size_t)((total - BUR_PERFORMANCE_HEADER) / BUR_PERFORMANCE_LEN);
	out->entries = p + BUR_PERFORMANCE_HEADER;
	out->count = (n - BUR_PERFORMANCE_HEADER) / BUR_PERFORMANCE_LEN;
	return 0;
}

bool bur_write_speed_at(const struct bur_performance *perf, size_t i, uint32_t last_lba,
			struct bur_write_speed *out)
{
	const uint8_t *p;

	if (i >= perf->count)
		return false;
	p = perf->entries + i * BUR_PERFORMANCE_LEN;
	out->rotation = p[0] >> 3 & 3;
	out->restore_defaults = p[0] & 4;
	out->exact = p[0] & 2;
	out->mixed = p[0] & 1;
	out->end_lba = get_be32(p + 4);
	out->read_kbps = get_be32(p + 8);
	out->write_kbps = get_be32(p + 12);
	if (!out->end_lba || out->end_lba > last_lba)
		out->end_lba = last_lba;
	return true;
}

bool bur_nominal_speed_at(const struct bur_performance *perf, size_t i,
			  struct bur_nominal_speed *out)
{
	const uint8_t *p;

	if (i >= perf->count)
		return false;
	p = perf->entries + i * BUR_PERFORMANCE_LEN;
	out->start_lba = get_be32(p);
	out->start_kbps = get_be32(p + 4);
	out->end_lba = get_be32(p + 8);
	out->end_kbps = get_be32(p + 12);
	return true;
}
