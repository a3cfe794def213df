/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BD-R, one layer; recorded sequentially (SRM), or formatted for random recording (RRM). */
#include "emulator/bd.h"

static const struct emu_speed speeds[] = {
	{ 22430, 53940 }, { 14880, 35960 }, { 17980, 17980 }, { 8990, 8990 },
};

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_RANDOM ? &emu_bd_r_random : &emu_bd_r;
}

const struct emu_kind emu_bd_r = {
	.kind = BURIN_KIND_BD_R,
	.family = EMU_BD,
	.profile = 0x0041,
	.blocks = 12219392,
	.blocks_min = EMU_CLUSTER,
	.unit = EMU_CLUSTER,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 4u << 20,
	.sequential = true,
	.unrestricted = true,
	.protects_buffer = true,
	.stream_writing = true,
	.map_units_of = EMU_CLUSTER,
	.layers = 1,
	.spared = { 11826176, 5796864, 12088320 },
	.tracks_max = EMU_TRACKS_MAX,
	.close_functions = 1 << 1 | 1 << 2 | 1 << 6,
	.finalise_functions = 1 << 6,
	.unrecorded = EMU_SENSE(8, 0x00, 0x00),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 12000, .first_write = 8000, .link = 500, .sync = 3000,
		   .close_track = 6000, .close_session = 60000, .finalise = 120000,
		   .format = 15000, .calibrate = 10000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.formats = emu_bd_r_formats,
	.format = emu_bd_r_format,
	.as = as,
	.verifies = emu_bd_r_verifies,
	.feature_current = emu_bd_r_feature_current,
	.structure = emu_bd_structure,
};

/* The disc status of such a disc is an estimate: as of the other one that is written at random. */
const struct emu_kind emu_bd_r_random = {
	.kind = BURIN_KIND_BD_R,
	.family = EMU_BD,
	.profile = 0x0042,
	.blocks = 12219392,
	.blocks_min = EMU_CLUSTER,
	.unit = EMU_CLUSTER,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 4u << 20,
	.unrestricted = true,
	.protects_buffer = true,
	.stream_writing = true,
	.status_others = true,
	.layers = 1,
	.spared = { 11826176, 5796864, 12088320 },
	.map_units_of = EMU_CLUSTER,
	.tracks_max = 1,
	.unrecorded = EMU_SENSE(8, 0x00, 0x00),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 12000, .first_write = 8000, .link = 500, .sync = 3000,
		   .format = 15000, .calibrate = 10000 },
	.recording = &emu_random,
	.make_blank = emu_overwritable_blank,
	.formats = emu_bd_r_formats,
	.format = emu_bd_r_format,
	.as = as,
	.verifies = emu_bd_r_verifies,
	.feature_current = emu_bd_r_feature_current,
	.structure = emu_bd_structure,
};
