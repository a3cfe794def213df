/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ CAPACITY(10) (MMC-6 6.19). */
#ifndef BUR_MMC_CAPACITY_H
#define BUR_MMC_CAPACITY_H

#include <stddef.h>
#include <stdint.h>

#define BUR_CAPACITY_LEN 8

struct bur_capacity {
	uint32_t last_lba;		/* 0 on a blank write-once medium */
	uint32_t block_size;
};

/* BURIN_E_BAD_REPLY: under 8 bytes, or a block size of 0. */
int bur_capacity_decode(const uint8_t *p, size_t n, struct bur_capacity *out);

#endif
