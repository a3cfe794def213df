/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BD-R XL, four layers. The most and the least spare area are estimates: half, and 256
 * clusters a layer as on three layers.
 */
#include "emulator/bd.h"

static const struct emu_speed speeds[] = {
	{ 17980, 17980 }, { 8990, 8990 },
};

const struct emu_kind emu_bd_r_ql = {
	.kind = BURIN_KIND_BD_R_QL,
	.family = EMU_BD,
	.profile = 0x0041,
	.blocks = 62500864,
	.blocks_min = EMU_CLUSTER,
	.unit = EMU_CLUSTER,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 4u << 20,
	.sequential = true,
	.unrestricted = true,
	.protects_buffer = true,
	.stream_writing = true,
	.layers = 4,
	.spared = { 60403712, 31250432, 62468096 },
	.tracks_max = EMU_TRACKS_MAX,
	.close_functions = 1 << 1 | 1 << 2 | 1 << 6,
	.finalise_functions = 1 << 6,
	.unrecorded = EMU_SENSE(8, 0x00, 0x00),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 30000, .first_write = 8000, .link = 500, .sync = 3000,
		   .close_track = 6000, .close_session = 60000, .finalise = 120000,
		   .format = 15000, .calibrate = 10000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.formats = emu_bd_r_formats,
	.format = emu_bd_r_format,
	.verifies = emu_bd_r_verifies,
	.feature_current = emu_bd_r_feature_current,
	.structure = emu_bd_structure,
};
