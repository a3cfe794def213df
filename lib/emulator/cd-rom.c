/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CD-ROM: one data track, mode 1. */
#include "emulator/cd.h"

static const struct emu_speed speeds[] = { { 3640, 8467 }, { 1411, 1411 } };

const struct emu_kind emu_cd_rom = {
	.kind = BURIN_KIND_CD_ROM,
	.family = EMU_CD,
	.profile = 0x0008,
	.blocks = 359849,
	.blocks_min = 300,
	.unit = 1,
	.rate_bytes = 2352,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.pressed = true,
	.tracks_max = 1,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_WRITE,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 6000 },
	.recording = &emu_cd_recording,
	.make_blank = emu_pressed_state,
	.feature_current = emu_pressed_feature_current,
};
