/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-R of two layers, recorded sequentially or, by write type 4 of page 05h, with layer jumps;
 * its capacity is all the host may fill.
 */
#include "emulator/dvd.h"

static const struct emu_speed speeds[] = { { 11080, 11080 }, { 5540, 5540 }, { 3324, 3324 } };

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_LAYER_JUMP ? &emu_dvd_r_dl_jump : &emu_dvd_r_dl;
}

/* What is the same however it is recorded. */
#define DVD_R_DL \
	.kind = BURIN_KIND_DVD_R_DL, \
	.family = EMU_DVD, \
	.blocks = 4171712, \
	.blocks_min = 1024, \
	.unit = EMU_DVD_BLOCK, \
	.rate_bytes = BURIN_BLOCK_SIZE, \
	.buffer_bytes = 2u << 20, \
	.sequential = true, \
	.unrestricted = true, \
	.layers = 2, \
	.protects_buffer = true, \
	.test_write = true, \
	.first_session_gap = 28688, \
	.session_gap = 6144, \
	.tracks_max = 99, \
	.close_functions = 1 << 1 | 1 << 2, \
	.write_types = 1 << 0 | 1 << 2 | 1 << 4, \
	.unrecorded = EMU_SENSE(3, 0x11, 0x05), \
	.not_erasable = EMU_CANNOT_FORMAT, \
	.speeds = speeds, \
	.speed_count = sizeof(speeds) / sizeof(speeds[0]), \
	.times = { .load = 8000, .first_write = 10000, .link = 500, .sync = 3000, \
		   .close_track = 4000, .close_session = 60000, .finalise = 120000, \
		   .calibrate = 8000 }, \
	.make_blank = emu_sequential_blank, \
	.current_format = emu_dvd_minus_current_format, \
	.as = as

const struct emu_kind emu_dvd_r_dl = {
	DVD_R_DL,
	.profile = 0x0015,
	.first_session_min = 65264,
	.recording = &emu_sequential,
	.check_mode = emu_dvd_minus_check_mode,
	.feature_current = emu_dvd_minus_feature_current,
	.structure = emu_dvd_minus_structure,
};

const struct emu_kind emu_dvd_r_dl_jump = {
	DVD_R_DL,
	.profile = 0x0016,
	.recording = &emu_layer_jump,
	.check_mode = emu_layer_jump_check_mode,
	.sendable = 1 << 1 | 1 << 2 | 1 << 3,
	.send_structure = emu_layer_jump_send,
	.feature_current = emu_layer_jump_feature_current,
	.structure = emu_layer_jump_structure,
};
