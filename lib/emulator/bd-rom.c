/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BD-ROM, of as many layers as the image needs. */
#include "emulator/bd.h"

static const struct emu_speed speeds[] = { { 14880, 35960 }, { 8990, 8990 } };

const struct emu_kind emu_bd_rom = {
	.kind = BURIN_KIND_BD_ROM,
	.family = EMU_BD,
	.profile = 0x0040,
	.blocks = 62500864,
	.blocks_min = EMU_CLUSTER,
	.unit = EMU_CLUSTER,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.pressed = true,
	.tracks_max = 1,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_WRITE,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 12000 },
	.recording = &emu_sequential,
	.make_blank = emu_pressed_state,
	.feature_current = emu_pressed_feature_current,
	.structure = emu_bd_structure,
};
