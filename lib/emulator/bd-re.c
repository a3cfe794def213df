/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BD-RE of one to three layers. The most spare area of two and three is that of one, each. */
#include "emulator/bd.h"

static const struct emu_speed speeds[] = { { 8990, 8990 }, { 4495, 4495 } };

#define BD_RE(loading) \
	.family = EMU_BD, \
	.profile = 0x0043, \
	.blocks_min = EMU_CLUSTER, \
	.unit = EMU_CLUSTER, \
	.rate_bytes = BURIN_BLOCK_SIZE, \
	.buffer_bytes = 4u << 20, \
	.erasable = true, \
	.protects_buffer = true, \
	.stream_writing = true, \
	.write_verify = true, \
	.map_units_of = EMU_CLUSTER, \
	.tracks_max = 1, \
	.unrecorded = EMU_SENSE(8, 0x00, 0x00), \
	.not_erasable = EMU_CANNOT_WRITE, \
	.speeds = speeds, \
	.speed_count = sizeof(speeds) / sizeof(speeds[0]), \
	.times = { .load = loading, .first_write = 5000, .link = 500, .sync = 2000, \
		   .format = 15000, .calibrate = 10000 }, \
	.recording = &emu_overwritable, \
	.make_blank = emu_overwritable_blank, \
	.formats = emu_bd_re_formats, \
	.format = emu_bd_re_format, \
	.verifies = emu_bd_re_verifies, \
	.spares = emu_bd_spares, \
	.feature_current = emu_bd_re_feature_current, \
	.structure = emu_bd_structure

const struct emu_kind emu_bd_re = {
	BD_RE(12000),
	.kind = BURIN_KIND_BD_RE,
	.blocks = 12219392,
	.layers = 1,
	.spared = { 11826176, 11564032, 12088320 },
};

const struct emu_kind emu_bd_re_dl = {
	BD_RE(20000),
	.kind = BURIN_KIND_BD_RE_DL,
	.blocks = 24438784,
	.layers = 2,
	.spared = { 23652352, 23128064, 24307712 },
};

const struct emu_kind emu_bd_re_tl = {
	BD_RE(30000),
	.kind = BURIN_KIND_BD_RE_TL,
	.blocks = 48878592,
	.layers = 3,
	.spared = { 47305728, 46912512, 48854016 },
};
