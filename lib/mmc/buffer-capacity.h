/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ BUFFER CAPACITY (MMC-6 6.18): a hint, reliable only while writing. */
#ifndef BUR_MMC_BUFFER_CAPACITY_H
#define BUR_MMC_BUFFER_CAPACITY_H

#include <stddef.h>
#include <stdint.h>

#define BUR_BUFFER_CAPACITY_LEN 12

struct bur_buffer_capacity {
	uint32_t total, free;		/* bytes; free <= total */
};

/* BURIN_E_BAD_REPLY: short, in blocks, or more free than there is. */
int bur_buffer_capacity_decode(const uint8_t *p, size_t n, struct bur_buffer_capacity *out);

#endif
