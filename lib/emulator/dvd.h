/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the DVD kinds have in common. */
#ifndef EMU_DVD_H
#define EMU_DVD_H

#include "emulator/kind.h"
#include "emulator/sense.h"

#define EMU_DVD_BLOCK 16u	/* blocks of an ECC block */
#define EMU_DVD_PHYSICAL 2048u	/* bytes of physical format information */

/* Physical format information of the medium at hand; see MMC-6 6.22.3.2.2. */
struct emu_dvd_physical {
	uint8_t book;		/* book type and part version */
	uint8_t layer_type;	/* bit 1 recordable, bit 2 rewritable */
	uint8_t density;
	uint32_t first, blocks;	/* physical sector of LBA 0; the blocks from there on */
	uint32_t layer_break;	/* blocks of the first of two layers; 0: one layer */
};

void emu_dvd_put_physical(const struct emu_dvd_physical *physical, uint8_t *p);

/*
 * READ DISC STRUCTURE of any DVD: 01h and 05h (nothing protected), 04h (what its maker wrote
 * into the lead-in, once there is one); 0: another format.
 */
uint32_t emu_dvd_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p);

/* dvd-minus.c: DVD-R and DVD-RW, sequential */
uint32_t emu_dvd_minus_check_mode(const struct burin_emulator *emu);
bool emu_dvd_minus_feature_current(const struct burin_emulator *emu, uint16_t code);
uint8_t emu_dvd_minus_current_format(const struct burin_emulator *emu, uint32_t *blocks);
uint32_t emu_dvd_minus_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
				 uint32_t room);

/* layer-jump.c: DVD-R DL, write type 4 */
uint32_t emu_layer_jump_check_mode(const struct burin_emulator *emu);
bool emu_layer_jump_feature_current(const struct burin_emulator *emu, uint16_t code);
uint32_t emu_layer_jump_structure(const struct burin_emulator *emu, uint8_t format, uint8_t *p,
				  uint32_t room);
uint32_t emu_layer_jump_send(struct burin_emulator *emu, uint8_t format, const uint8_t *p,
			     uint32_t n);
/* after page 05h or the medium changed */
void emu_layer_jump_choose(struct burin_emulator *emu);
/* the block of layer 0 that lies over one of layer 1 */
uint32_t emu_layer_jump_over(const struct emu_state *s, uint32_t lba);
/* READ TRACK INFORMATION of 48 bytes: what it tells otherwise than of other tracks */
void emu_layer_jump_put_track(const struct burin_emulator *emu, const struct emu_track *t,
			      uint8_t *p);

/* dvd-plus.c: DVD+R of one and of two layers */
uint32_t emu_dvd_plus_r_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
				  uint32_t room);
uint32_t emu_dvd_plus_r_layer_break(const struct burin_emulator *emu);
bool emu_dvd_plus_r_feature_current(const struct burin_emulator *emu, uint16_t code);

#endif
