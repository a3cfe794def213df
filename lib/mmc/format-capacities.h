/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ FORMAT CAPACITIES (MMC-6 6.23). */
#ifndef BUR_MMC_FORMAT_CAPACITIES_H
#define BUR_MMC_FORMAT_CAPACITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_FORMAT_CAPACITIES_HEADER 4

enum bur_current_capacity { BUR_CAPACITY_UNFORMATTED = 1, BUR_CAPACITY_FORMATTED = 2, BUR_CAPACITY_NONE = 3 };

struct bur_format_capacities {
	uint32_t blocks;
	enum bur_current_capacity current;
	uint32_t block_size;
	const uint8_t *entries;		/* formattable descriptors; points into the reply */
	size_t count;			/* whole ones that came */
};

/* BURIN_E_BAD_REPLY: no current descriptor. */
int bur_format_capacities_decode(const uint8_t *p, size_t n, struct bur_format_capacities *out);

struct bur_format_descriptor {
	uint32_t blocks;
	uint8_t type, sub_type;
	uint32_t parameter;
};

/* false beyond the end. */
bool bur_format_descriptor_at(const struct bur_format_capacities *caps, size_t i,
			      struct bur_format_descriptor *out);

#endif
