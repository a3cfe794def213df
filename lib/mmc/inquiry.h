/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* INQUIRY, standard data (SPC-4 6.6.2). */
#ifndef BUR_MMC_INQUIRY_H
#define BUR_MMC_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_INQUIRY_LEN 36

struct bur_inquiry {
	uint8_t type;			/* 5: MMC device */
	bool removable;
	char vendor[9], product[17], revision[5];	/* trimmed; unprintable bytes are '?' */
};

/* 0, or BURIN_E_BAD_REPLY when n is too short for a device type; texts cut short are "". */
int bur_inquiry_decode(const uint8_t *p, size_t n, struct bur_inquiry *out);

#endif
