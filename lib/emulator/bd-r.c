/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BD-R, sequential recording (SRM): a table, its spare areas, its disc information. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"

#define CLUSTER 32u

static const struct emu_speed speeds[] = {
	{ 22430, 53940 }, { 14880, 35960 }, { 17980, 17980 }, { 8990, 8990 },
};

static uint32_t clusters(uint32_t blocks)
{
	return blocks / CLUSTER * CLUSTER;
}

/* Capacities left by default, largest and least spare area; the true disc's are published. */
static void spare_choices(uint32_t blocks, uint32_t choice[3])
{
	if (blocks == emu_bd_r.blocks) {
		choice[0] = 11826176;
		choice[1] = 5796864;
		choice[2] = 12088320;
		return;
	}
	choice[0] = blocks - clusters(blocks / 31 + CLUSTER - 1);
	choice[1] = clusters(blocks / 2);
	choice[2] = blocks - CLUSTER;
}

static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t physical = emu_store_blocks(emu->store), spare[3];

	if (!emu_disc_blank(emu) || physical < 4 * CLUSTER)
		return 0;
	spare_choices(physical, spare);
	choices[0] = (struct emu_format_choice){ spare[0], 0x00, 0,
						 (physical - spare[0]) / CLUSTER };
	for (uint32_t i = 0; i < 3; i++)
		choices[1 + i] = (struct emu_format_choice){ spare[i], 0x32, 1, 0 };
	return 4;
}

static uint32_t finish_format(struct burin_emulator *emu)
{
	emu->state.blocks = emu->operation.argument[0];
	emu->state.tracks[0].end = emu->state.blocks;
	emu->state.formatted = true;
	return emu_save(emu);
}

static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = formats(emu, choices), blocks = get_be32(list + 4);

	if (!n)
		return EMU_CANNOT_FORMAT;
	for (uint32_t i = 0; i < n; i++) {
		const struct emu_format_choice *c = &choices[i];

		if (c->type != list[8] >> 2 || c->sub_type != (list[8] & 3) || c->blocks != blocks)
			continue;
		emu->operation.argument[0] = blocks;
		return emu_operate(emu, EMU_OP_FORMAT, emu->kind->times.format, false,
				   finish_format, list[1] & 2);
	}
	return emu_bad_parameter(emu, list[8] >> 2 == 0x32 || !(list[8] >> 2) ? 4 : 8, -1);
}

static bool feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x0040:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x0021:
	case 0x0041:
		return !emu->state.finalised;
	case 0x0023:
		return emu_disc_blank(emu);
	case 0x0024:
		return emu->state.formatted;
	default:
		return false;
	}
}

/* One DI unit of 112 bytes, as far as drives' hosts look at it. */
static uint32_t structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room)
{
	if (number != 0 || room < 112)
		return 0;
	memset(p, 0, 112);
	memcpy(p, "DI", 2);
	p[2] = 1;
	p[3] = 1 << 3 | 1;
	p[6] = 98;
	memcpy(p + 8, "BDR", 3);
	p[11] = 0x41;		/* 120 mm, class 0, version 1 */
	p[12] = 0x12;		/* one layer, write once */
	p[13] = 0x01;		/* 25 GB a layer */
	p[17] = 0x01;
	put_be32(p + 20, 0x100000u + emu_store_blocks(emu->store) - 1);
	memcpy(p + 100, "BURIN ", 6);
	memcpy(p + 106, "V01", 3);
	return 112;
}

const struct emu_kind emu_bd_r = {
	.kind = BURIN_KIND_BD_R,
	.family = EMU_BD,
	.profile = 0x0041,
	.blocks = 12219392,
	.blocks_min = CLUSTER,
	.unit = CLUSTER,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 4u << 20,
	.sequential = true,
	.unrestricted = true,
	.protects_buffer = true,
	.tracks_max = EMU_TRACKS_MAX,
	.close_functions = 1 << 1 | 1 << 2 | 1 << 6,
	.finalise_function = 6,
	.unrecorded = EMU_SENSE(8, 0x00, 0x00),
	.not_erasable = EMU_CANNOT_FORMAT,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 12000, .first_write = 8000, .link = 500, .sync = 3000,
		   .close_track = 6000, .close_session = 60000, .finalise = 120000,
		   .format = 15000, .calibrate = 10000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.formats = formats,
	.format = format,
	.feature_current = feature_current,
	.structure = structure,
};
