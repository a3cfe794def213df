/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-R and DVD-RW recorded sequentially: incremental (page 05h, write type 0) or at once
 * (type 2, after RESERVE TRACK).
 */
#include "emulator/dvd.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/drive.h"

#define FIRST_SECTOR 0x30000u

enum { INCREMENTAL = 0, AT_ONCE = 2 };

uint32_t emu_dvd_minus_check_mode(const struct burin_emulator *emu)
{
	uint8_t type = emu->pages[EMU_PAGE_WRITE][2] & 15;

	if (emu->state.at_once)
		return type == AT_ONCE ? 0 : EMU_ILLEGAL_MODE;
	if (type == AT_ONCE)
		return emu_disc_blank(emu) ? EMU_SEQUENCE : EMU_ILLEGAL_MODE;
	/* A disc that BLANK left with old data behind the lead-in is written at once only. */
	return type != INCREMENTAL || emu->state.minimally_blank ? EMU_ILLEGAL_MODE : 0;
}

bool emu_dvd_minus_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x001f:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x0021:
		return !emu->state.finalised &&
		       (!emu->state.minimally_blank ||
			emu_quirk(emu, EMU_QUIRK_KEEPS_INCREMENTAL));
	case 0x0023:
		return emu->kind->erasable;
	case 0x002f:
		return !emu->state.finalised || emu->kind->erasable;
	default:
		return false;
	}
}

/* What a DVD-RW can be formatted to, or what its closed borders hold. */
uint8_t emu_dvd_minus_current_format(const struct burin_emulator *emu, uint32_t *blocks)
{
	*blocks = emu->kind->recording->capacity(emu);
	if (*blocks)
		return 2;
	*blocks = emu->state.blocks - emu->kind->incremental_less;
	return 1;
}

static uint32_t physical(const struct burin_emulator *emu, uint8_t *p, uint32_t blocks)
{
	bool two = emu->kind->layers == 2;
	struct emu_dvd_physical physical = {
		.book = (uint8_t)(emu->kind->erasable ? 0x32 : two ? 0x26 : 0x25),
		.layer_type = emu->kind->erasable ? 4 : 2,
		.density = two ? 0x10 : 0x00,
		.first = FIRST_SECTOR,
		.blocks = blocks,
		.layer_break = !two ? 0 : emu->state.layer_break ? emu->state.layer_break :
			       emu_store_blocks(emu->store) / 2,
	};

	emu_dvd_put_physical(&physical, p);
	return EMU_DVD_PHYSICAL;
}

/* The groove's own information: who made it (bytes 17-22 and 25-30). */
static uint32_t prerecorded(uint8_t *p)
{
	memset(p, 0, 40);
	p[0] = 1;
	p[16] = 3;
	memcpy(p + 17, "BURIN ", 6);
	p[24] = 4;
	memcpy(p + 25, "V01   ", 6);
	return 40;
}

/* The last entry of the recording management area: format, disc status, borders. */
static uint32_t recording_management(const struct burin_emulator *emu, uint8_t *p)
{
	memset(p, 0, EMU_DVD_PHYSICAL);
	put_be16(p, 1);
	p[2] = emu->state.finalised ? 0x04 : 0x03;
	put_be16(p + 4, (uint16_t)emu->state.sessions_closed);
	return EMU_DVD_PHYSICAL;
}

/* 00h and 0Ch once something is closed, 0Eh, 10h; 20h where there are two layers. */
uint32_t emu_dvd_minus_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
				 uint32_t room)
{
	uint32_t closed = emu->kind->recording->capacity(emu);

	if (room < EMU_DVD_PHYSICAL)
		return 0;
	switch (number) {
	case 0x00:
		return closed ? physical(emu, p, closed) : 0;
	case 0x0c:
		return closed ? recording_management(emu, p) : 0;
	case 0x0e:
		return prerecorded(p);
	case 0x10:
		return physical(emu, p, emu_store_blocks(emu->store));
	case 0x20:
		if (emu->kind->layers < 2)
			return 0;
		put_be32(p, 0);
		put_be32(p + 4, emu_store_blocks(emu->store) / 2);
		return 8;
	default:
		return emu_dvd_structure(emu, number, p);
	}
}
