/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DVD+R, one layer. */
#include "emulator/dvd.h"

static const struct emu_speed speeds[] = {
	{ 9140, 22160 }, { 6850, 16620 }, { 11080, 11080 }, { 5540, 5540 },
};

const struct emu_kind emu_dvd_plus_r = {
	.kind = BURIN_KIND_DVD_PLUS_R,
	.family = EMU_DVD,
	.profile = 0x001b,
	.blocks = 2295104,
	.blocks_min = EMU_DVD_BLOCK,
	.unit = EMU_DVD_BLOCK,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.protects_buffer = true,
	.first_session_gap = 2048,
	.session_gap = 2048,
	.tracks_max = 153,
	.close_functions = 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6,
	.finalise_functions = 1 << 5 | 1 << 6,
	.one_track_sessions = true,
	.invisible_number = true,
	.read_compatible = 270336,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 8000, .first_write = 8000, .link = 500, .sync = 2000,
		   .close_track = 4000, .close_session = 25000, .finalise = 60000,
		   .calibrate = 8000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.feature_current = emu_dvd_plus_r_feature_current,
	.structure = emu_dvd_plus_r_structure,
};
