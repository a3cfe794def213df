/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* System use entries one by one, through their continuation areas (SUSP 1.12). */
#ifndef BUR_IMAGE_VOLUME_SUSP_H
#define BUR_IMAGE_VOLUME_SUSP_H

#include <stdbool.h>

#include "image/volume/internal.h"

#define BUR_SUSP_HOPS 32	/* continuation areas of one record */

#define BUR_SUSP(a, b) ((uint16_t)((a) << 8 | (b)))

/* data: what follows the four bytes of signature, length and version. */
struct bur_susp_entry {
	uint16_t signature;	/* BUR_SUSP('N', 'M') */
	const uint8_t *data;	/* valid until the next call */
	size_t n;
};

struct bur_susp {
	struct burin_volume *volume;
	struct bur_budget *budget;
	uint32_t lba;			/* of the record, then of the area: for messages */
	const uint8_t *p;
	size_t left;
	bool continued;			/* next_* name an area still to be read */
	uint32_t next_block, next_offset, next_length;
	unsigned int hops;
	uint64_t seen[BUR_SUSP_HOPS];	/* areas visited: block and offset */
	uint8_t area[BUR_BLOCK];
};

/* p: the system use field without the bytes to skip; it must outlive the iteration. */
void bur_susp_begin(struct bur_susp *susp, struct burin_volume *volume,
		    struct bur_budget *budget, uint32_t lba, const uint8_t *p, size_t n);
/* 1: *entry is the next one. 0: no more. BURIN_E_DAMAGED_VOLUME or a read error. */
int bur_susp_next(struct bur_susp *susp, struct bur_susp_entry *entry);

#endif
