/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GET PERFORMANCE, types 00h and 03h (MMC-6 6.8). */
#ifndef BUR_MMC_PERFORMANCE_H
#define BUR_MMC_PERFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_PERFORMANCE_HEADER 8
#define BUR_PERFORMANCE_LEN 16		/* of one descriptor */

struct bur_performance {
	bool write, except;
	size_t total;			/* descriptors the drive has to tell */
	const uint8_t *entries;		/* points into the reply */
	size_t count;			/* whole ones that came */
};

/* BURIN_E_BAD_REPLY: no header, or the announced length is not 8 + 16 n. */
int bur_performance_decode(const uint8_t *p, size_t n, struct bur_performance *out);

/* Type 03h. */
struct bur_write_speed {
	uint8_t rotation;		/* 0 default (CLV, ZCLV), 1 CAV */
	bool restore_defaults, exact, mixed;
	uint32_t end_lba, read_kbps, write_kbps;
};

/* false beyond the end. last_lba: of the medium; end LBAs that drives are known to get wrong are set to it. */
bool bur_write_speed_at(const struct bur_performance *perf, size_t i, uint32_t last_lba,
			struct bur_write_speed *out);

/* Type 00h, nominal. */
struct bur_nominal_speed {
	uint32_t start_lba, start_kbps, end_lba, end_kbps;
};

bool bur_nominal_speed_at(const struct bur_performance *perf, size_t i,
			  struct bur_nominal_speed *out);

#endif
