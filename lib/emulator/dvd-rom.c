/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DVD-ROM; a large one has two layers. */
#include "emulator/drive.h"
#include "emulator/dvd.h"

static const struct emu_speed speeds[] = { { 9140, 22160 }, { 5540, 5540 } };

#define ONE_LAYER 2295104u	/* the most a single layer holds */

static uint32_t structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room)
{
	struct emu_dvd_physical physical = { .book = 0x01, .layer_type = 1, .first = 0x30000u,
					     .blocks = emu->state.blocks };

	if (room < EMU_DVD_PHYSICAL)
		return 0;
	if (number != 0x00)
		return emu_dvd_structure(emu, number, p);
	if (emu->state.blocks > ONE_LAYER)
		physical.layer_break = emu->state.blocks / 2;
	emu_dvd_put_physical(&physical, p);
	return EMU_DVD_PHYSICAL;
}

const struct emu_kind emu_dvd_rom = {
	.kind = BURIN_KIND_DVD_ROM,
	.family = EMU_DVD,
	.profile = 0x0010,
	.blocks = 4173824,
	.blocks_min = EMU_DVD_BLOCK,
	.unit = EMU_DVD_BLOCK,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.pressed = true,
	.tracks_max = 1,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_WRITE,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 8000 },
	.recording = &emu_sequential,
	.make_blank = emu_pressed_state,
	.feature_current = emu_pressed_feature_current,
	.structure = structure,
};
