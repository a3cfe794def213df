/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a cue sheet's data forms mean (MMC-6 6.34). */
#ifndef EMU_CUE_SHEET_H
#define EMU_CUE_SHEET_H

#include <stdint.h>

struct emu_data_form {
	uint8_t code;
	uint8_t form, mode;		/* enum emu_sector_form; data mode, Fh for audio */
	uint16_t host;			/* bytes the host sends */
	uint16_t skip, kept;		/* of these; nothing kept: zeros are recorded */
};

#define EMU_SUBCODE_NONE 0x00u		/* upper bits of a data form */
#define EMU_SUBCODE_RAW 0x40u
#define EMU_SUBCODE_PACKS 0xc0u

/* The lower six bits count; NULL: reserved. */
const struct emu_data_form *emu_data_form(uint8_t code);

#endif
