/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-R, one layer. The gap behind the first border and its least length are measured ones;
 * that of later borders is an estimate.
 */
#include "emulator/dvd.h"

static const struct emu_speed speeds[] = {
	{ 9140, 22160 }, { 6850, 16620 }, { 11080, 11080 }, { 5540, 5540 },
};

const struct emu_kind emu_dvd_r = {
	.kind = BURIN_KIND_DVD_R,
	.family = EMU_DVD,
	.profile = 0x0011,
	.blocks = 2298496,
	.blocks_min = 1024,
	.unit = EMU_DVD_BLOCK,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.unrestricted = true,
	.protects_buffer = true,
	.test_write = true,
	.first_session_gap = 28688,
	.session_gap = 6144,
	.first_session_min = 65264,
	.incremental_less = 608,
	.tracks_max = 99,
	.close_functions = 1 << 1 | 1 << 2,
	.write_types = 1 << 0 | 1 << 2,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 8000, .first_write = 10000, .link = 500, .sync = 3000,
		   .close_track = 4000, .close_session = 60000, .finalise = 120000,
		   .calibrate = 8000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.check_mode = emu_dvd_minus_check_mode,
	.current_format = emu_dvd_minus_current_format,
	.feature_current = emu_dvd_minus_feature_current,
	.structure = emu_dvd_minus_structure,
};
