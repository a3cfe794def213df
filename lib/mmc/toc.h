/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ TOC/PMA/ATIP, formats 0, 1 and 2 (MMC-6 6.26). */
#ifndef BUR_MMC_TOC_H
#define BUR_MMC_TOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_TOC_HEADER 4
#define BUR_TOC_LEAD_OUT 0xaa

/* Any of the formats: whole entries that came. A view into the reply. */
struct bur_toc {
	uint8_t first, last;		/* tracks (format 0) or sessions (1, 2) */
	const uint8_t *entries;
	size_t count;
	uint8_t entry_len;		/* 8; format 2: 11 */
};

/* BURIN_E_BAD_REPLY: under 4 bytes, or an unknown format. */
int bur_toc_decode(const uint8_t *p, size_t n, uint8_t format, struct bur_toc *out);

/* Formats 0 and 1, addresses asked for as LBA. */
struct bur_toc_track {
	uint8_t number;			/* BUR_TOC_LEAD_OUT */
	uint8_t adr, control;		/* control bit 2: data */
	int32_t start;
};

/* false beyond the end. */
bool bur_toc_track_at(const struct bur_toc *toc, size_t i, struct bur_toc_track *out);

/* Format 2. */
struct bur_toc_point {
	uint8_t session, adr, control, point;
	uint8_t min, sec, frame, zero, pmin, psec, pframe;
};

bool bur_toc_point_at(const struct bur_toc *toc, size_t i, struct bur_toc_point *out);

/* LBA of minute, second, frame; from 90 minutes on it is negative (lead-in). */
int32_t bur_msf_to_lba(uint8_t min, uint8_t sec, uint8_t frame);

#endif
