/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CD-R: a table. */
#include "emulator/cd.h"

/* kB/s as MMC counts them: 176.4 for 75 blocks a second; 48x and 32x are CAV. */
static const struct emu_speed speeds[] = {
	{ 3640, 8467 }, { 2427, 5645 }, { 2822, 2822 }, { 1411, 1411 }, { 706, 706 },
};

const struct emu_kind emu_cd_r = {
	.kind = BURIN_KIND_CD_R,
	.family = EMU_CD,
	.profile = 0x0009,
	.blocks = 359849,	/* 79:59:74, the last possible start of the lead-out */
	.blocks_min = 302,
	.unit = 1,
	.rate_bytes = 2352,
	.buffer_bytes = 2u << 20,
	.sequential = true,
	.unrestricted = true,
	.test_write = true,
	.map_units_of = 1,	/* marked: a link block */
	.run_out = 2,
	.track_min = 300,
	.track_gap = 150,
	.first_session_gap = 11400,
	.session_gap = 6900,
	.tracks_max = 99,
	.close_functions = 1 << 1 | 1 << 2,
	.write_types = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3,
	.invisible_number = true,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 6000, .first_write = 3000, .link = 800, .sync = 2000,
		   .close_track = 2000, .close_session = 20000, .finalise = 20000,
		   .calibrate = 8000 },
	.recording = &emu_cd_recording,
	.make_blank = emu_sequential_blank,
	.feature_current = emu_cd_feature_current,
};
