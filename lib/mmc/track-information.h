/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ TRACK INFORMATION (MMC-6 6.27). */
#ifndef BUR_MMC_TRACK_INFORMATION_H
#define BUR_MMC_TRACK_INFORMATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_TRACK_INFORMATION_LEN 36

struct bur_track_information {
	uint16_t number, session;
	uint8_t track_mode, data_mode;
	bool damaged, copy, reserved, blank, packet, fixed_packet;
	bool has_next_writable, has_last_recorded;
	int32_t start, next_writable;	/* CD: lead-in addresses are negative */
	uint32_t free_blocks, packet_blocks, blocks;
	int32_t last_recorded;
};

/* BURIN_E_BAD_REPLY: under 28 bytes, or the length field says so. */
int bur_track_information_decode(const uint8_t *p, size_t n, struct bur_track_information *out);

#endif
