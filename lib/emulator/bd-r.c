/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BD-R of one to four layers, recorded sequentially (SRM); one layer also formatted for random
 * recording (RRM). The most spare area of two layers and more, the least of four and the zones
 * of 8x are estimates.
 */
#include "emulator/bd.h"

static const struct emu_zoned zoned = {
	35960, 3, { { 0, 17980 }, { 1160832, 26970 }, { 4032384, 35960 } },
};

static const struct emu_speed speeds[] = {
	{ 22430, 53940 }, { 35960, 35960 }, { 17980, 17980 }, { 8990, 8990 },
};
static const struct emu_speed speeds_dl[] = {
	{ 14880, 35960 }, { 17980, 17980 }, { 8990, 8990 },
};
static const struct emu_speed speeds_xl[] = { { 17980, 17980 }, { 8990, 8990 } };

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_RANDOM ? &emu_bd_r_random : &emu_bd_r;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define BD_R \
	.family = EMU_BD, \
	.blocks_min = EMU_CLUSTER, \
	.unit = EMU_CLUSTER, \
	.rate_bytes = BURIN_BLOCK_SIZE, \
	.buffer_bytes = 4u << 20, \
	.unrestricted = true, \
	.protects_buffer = true, \
	.stream_writing = true, \
	.unrecorded = EMU_SENSE(8, 0x00, 0x00), \
	.not_erasable = EMU_CANNOT_FORMAT, \
	.formats = emu_bd_r_formats, \
	.format = emu_bd_r_format, \
	.verifies = emu_bd_r_verifies, \
	.spares = emu_bd_spares, \
	.feature_current = emu_bd_r_feature_current, \
	.structure = emu_bd_structure

#define BD_R_SEQUENTIAL \
	.profile = 0x0041, \
	.sequential = true, \
	.tracks_max = EMU_TRACKS_MAX, \
	.close_functions = 1 << 1 | 1 << 2 | 1 << 6, \
	.finalise_functions = 1 << 6, \
	.recording = &emu_sequential, \
	.make_blank = emu_sequential_blank

#define TIMES(loading) { \
	.load = loading, .first_write = 8000, .link = 500, .sync = 3000, .close_track = 6000, \
	.close_session = 60000, .finalise = 120000, .format = 15000, .calibrate = 10000 }

/* However they are recorded. */
#define BD_R_ONE_LAYER \
	BD_R, \
	.kind = BURIN_KIND_BD_R, \
	.blocks = 12219392, \
	.layers = 1, \
	.spared = { 11826176, 5796864, 12088320 }, \
	.map_units_of = EMU_CLUSTER, \
	.speeds = speeds, \
	.speed_count = COUNT(speeds), \
	.zoned = &zoned, \
	.zoned_count = 1, \
	.times = TIMES(12000), \
	.as = as

const struct emu_kind emu_bd_r = {
	BD_R_SEQUENTIAL,
	BD_R_ONE_LAYER,
};

/* The disc status of such a disc is an estimate: as of the other one that is written at random. */
const struct emu_kind emu_bd_r_random = {
	BD_R_ONE_LAYER,
	.profile = 0x0042,
	.status_others = true,
	.tracks_max = 1,
	.recording = &emu_random,
	.make_blank = emu_overwritable_blank,
};

const struct emu_kind emu_bd_r_dl = {
	BD_R,
	BD_R_SEQUENTIAL,
	.kind = BURIN_KIND_BD_R_DL,
	.blocks = 24438784,
	.layers = 2,
	.spared = { 23652352, 12219392, 24307712 },
	.speeds = speeds_dl,
	.speed_count = COUNT(speeds_dl),
	.times = TIMES(20000),
};

const struct emu_kind emu_bd_r_tl = {
	BD_R,
	BD_R_SEQUENTIAL,
	.kind = BURIN_KIND_BD_R_TL,
	.blocks = 48878592,
	.layers = 3,
	.spared = { 47305728, 24439296, 48854016 },
	.speeds = speeds_xl,
	.speed_count = COUNT(speeds_xl),
	.times = TIMES(30000),
};

const struct emu_kind emu_bd_r_ql = {
	BD_R,
	BD_R_SEQUENTIAL,
	.kind = BURIN_KIND_BD_R_QL,
	.blocks = 62500864,
	.layers = 4,
	.spared = { 60403712, 31250432, 62468096 },
	.speeds = speeds_xl,
	.speed_count = COUNT(speeds_xl),
	.times = TIMES(30000),
};
