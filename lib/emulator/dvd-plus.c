/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What DVD+R of one and of two layers have in common. */
#include "emulator/dvd.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/drive.h"

#define FIRST_SECTOR 0x30000u

uint32_t emu_dvd_plus_r_layer_break(const struct burin_emulator *emu)
{
	uint32_t half = emu_store_blocks(emu->store) / 2;

	if (emu->kind->layers < 2)
		return 0;
	if (emu->state.layer_break)
		return emu->state.layer_break;
	return (half + EMU_DVD_BLOCK - 1) / EMU_DVD_BLOCK * EMU_DVD_BLOCK;
}

bool emu_dvd_plus_r_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x001f:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x002b:
		return emu->kind->layers < 2 && !emu->state.finalised;
	case 0x003b:
		return emu->kind->layers == 2 && !emu->state.finalised;
	default:
		return false;
	}
}

static uint32_t physical(const struct burin_emulator *emu, uint8_t *p, uint32_t blocks)
{
	struct emu_dvd_physical physical = {
		.book = (uint8_t)(emu->kind->layers == 2 ? 0xe1 : 0xa1),
		.layer_type = 2,
		.first = FIRST_SECTOR,
		.blocks = blocks,
		.layer_break = emu_dvd_plus_r_layer_break(emu),
	};

	emu_dvd_put_physical(&physical, p);
	memcpy(p + 19, "BURIN", 5);
	memcpy(p + 27, "V01", 3);
	p[30] = 1;
	return EMU_DVD_PHYSICAL;
}

static uint32_t layer_boundary(const struct burin_emulator *emu, uint8_t *p)
{
	uint32_t blocks = emu_dvd_plus_r_layer_break(emu);

	if (!blocks)
		return 0;
	put_be32(p, emu->state.layer_break || !emu_disc_blank(emu) ? 0x80000000u : 0);
	put_be32(p + 4, blocks);
	return 8;
}

/* 00h once something is closed, 11h (ADIP); 20h where there are two layers. */
uint32_t emu_dvd_plus_r_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
				  uint32_t room)
{
	uint32_t closed = emu->kind->recording->capacity(emu);

	if (room < EMU_DVD_PHYSICAL)
		return 0;
	switch (number) {
	case 0x00:
		return closed ? physical(emu, p, closed) : 0;
	case 0x11:
		return physical(emu, p, emu_store_blocks(emu->store));
	case 0x20:
		return layer_boundary(emu, p);
	default:
		return emu_dvd_structure(emu, number, p);
	}
}
