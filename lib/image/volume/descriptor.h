/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Primary and supplementary volume descriptors, ECMA-119 8.4 and 8.5. */
#ifndef BUR_IMAGE_VOLUME_DESCRIPTOR_H
#define BUR_IMAGE_VOLUME_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "image/volume/blocks.h"

enum bur_descriptor_type {
	BUR_DESCRIPTOR_NONE = -1,	/* no descriptor of ECMA-119 */
	BUR_DESCRIPTOR_BOOT = 0,
	BUR_DESCRIPTOR_PRIMARY = 1,
	BUR_DESCRIPTOR_SUPPLEMENTARY = 2,
	BUR_DESCRIPTOR_END = 255,
};

struct bur_descriptor {
	bool joliet;
	uint32_t space;			/* blocks of the volume */
	uint16_t block_size;
	uint32_t root_block, root_bytes;
	int64_t time;			/* of creation, else of modification */
	char name[128];
};

/* Any number may come back; those not named in the enumeration are to be skipped. */
int bur_descriptor_type(const uint8_t block[BUR_BLOCK]);
/* A primary or supplementary one. NULL, or a sentence with what is wrong. */
const char *bur_descriptor_decode(const uint8_t block[BUR_BLOCK], struct bur_descriptor *out);

#endif
