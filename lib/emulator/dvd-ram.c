/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-RAM, 4.7 GB: formatted when it is new, written anywhere, each ECC block verified. Its
 * blocks are those without a supplementary spare area.
 */
#include "emulator/dvd.h"

#include "core/bytes.h"
#include "emulator/defect.h"
#include "emulator/drive.h"

#define FIRST_SECTOR 0x31000u
#define SUPPLEMENTARY 58368u	/* blocks of the usual supplementary spare area */
#define PRIMARY 12800u		/* blocks of the primary one, outside of the capacity */

enum { FORMAT_WHOLE = 0x00, EXPAND_SPARE = 0x01, CERTIFIED = 0x100 };

static const struct emu_speed speeds[] = { { 6925, 6925 }, { 4155, 4155 }, { 2770, 2770 } };

/* A small medium gives away in proportion. */
static uint32_t supplementary(uint32_t physical)
{
	if (physical == emu_dvd_ram.blocks)
		return SUPPLEMENTARY;
	return physical / 40 / EMU_DVD_BLOCK * EMU_DVD_BLOCK;
}

static void make_blank(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state)
{
	uint32_t left = blocks - supplementary(blocks);

	emu_overwritable_blank(kind, left, state);
	state->formatted = true;
	state->format_frontier = left;
	state->sessions_closed = 1;
	state->tracks[0].state = EMU_TRACK_COMPLETE;
	state->tracks[0].recorded = left;
}

static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t physical = emu_store_blocks(emu->store), spare = supplementary(physical);

	choices[0] = (struct emu_format_choice){ physical - spare, FORMAT_WHOLE, 0,
						 BURIN_BLOCK_SIZE };
	choices[1] = (struct emu_format_choice){ physical, FORMAT_WHOLE, 0, BURIN_BLOCK_SIZE };
	choices[2] = (struct emu_format_choice){ emu->state.blocks - spare, EXPAND_SPARE, 0,
						 BURIN_BLOCK_SIZE };
	return spare && emu->state.blocks > physical - spare - spare ? 3 : 2;
}

static uint32_t spares(const struct burin_emulator *emu)
{
	return (PRIMARY + emu_store_blocks(emu->store) - emu->state.blocks) / EMU_DVD_BLOCK;
}

/*
 * argument: blocks; type, and 100h for certification. A larger spare area is taken from the
 * end; the rest stays.
 */
static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t blocks = emu->operation.argument[0], code;
	struct emu_state *s = &emu->state;

	if ((emu->operation.argument[1] & 0xff) == FORMAT_WHOLE) {
		code = emu_overwritable_format(emu, blocks, blocks);
		if (!code && emu->operation.argument[1] & CERTIFIED)
			code = emu_defects_format(emu, true);
		return code ? code : emu_save(emu);
	}
	s->blocks = blocks;
	s->format_frontier = blocks;
	s->tracks[0].end = blocks;
	s->tracks[0].recorded = blocks;
	return emu_save(emu);
}

/* DCRT: without certification, at once; else every block is written and read. */
static uint32_t duration(const struct burin_emulator *emu, const uint8_t *list, uint32_t blocks)
{
	uint32_t ms = emu->kind->times.format;

	if (list[8] >> 2 == EXPAND_SPARE || list[1] & 0x20)
		return ms;
	return ms + (uint32_t)(blocks * 2ull * BURIN_BLOCK_SIZE / speeds[0].last);
}

static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = formats(emu, choices), blocks = get_be32(list + 4);
	bool known = false;

	for (uint32_t i = 0; i < n; i++) {
		if (choices[i].type << 2 != list[8])
			continue;
		known = true;
		if (choices[i].blocks != blocks)
			continue;
		emu->operation.argument[0] = blocks;
		emu->operation.argument[1] = choices[i].type | (list[1] & 0x20 ? 0 : CERTIFIED);
		return emu_operate(emu, EMU_OP_FORMAT, duration(emu, list, blocks), true,
				   finish_format, list[1] & 2);
	}
	return emu_bad_parameter(emu, known ? 4 : 8, -1);
}

static bool verifies(const struct burin_emulator *emu)
{
	(void)emu;
	return true;
}

static bool feature_current(const struct burin_emulator *emu, uint16_t code)
{
	(void)emu;
	return code == 0x0010 || code == 0x001f || code == 0x0020 || code == 0x0023 ||
	       code == 0x0024;
}

/* Blocks free in the primary area, in the supplementary one, and all of that. */
static uint32_t spare_areas(const struct burin_emulator *emu, uint8_t *p)
{
	uint32_t all = emu_store_blocks(emu->store) - emu->state.blocks;
	uint32_t left = emu_spares_left(emu) * EMU_DVD_BLOCK;

	put_be32(p, left > all ? left - all : 0);
	put_be32(p + 4, left > all ? all : left);
	put_be32(p + 8, all);
	return 12;
}

/* Formats 00h, 08h, 09h (no cartridge), 0Ah, the spare areas, and 0Bh, the recording type. */
static uint32_t structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room)
{
	struct emu_dvd_physical physical = { .book = 0x16, .layer_type = 6, .density = 0x02,
					     .first = FIRST_SECTOR,
					     .blocks = emu->state.blocks };

	if (room < EMU_DVD_PHYSICAL)
		return 0;
	switch (number) {
	case 0x00:
		emu_dvd_put_physical(&physical, p);
		return EMU_DVD_PHYSICAL;
	case 0x09:
		put_be32(p, 0);
		p[0] = (uint8_t)(emu->write_protect << 2 |
				 (emu->state.protect || emu_store_read_only(emu->store)) << 1);
		return 4;
	case 0x0b:
		put_be32(p, 0);
		return 4;
	case 0x0a:
		return spare_areas(emu, p);
	case 0x08:
		return emu_defects_structure(emu, number, p, room);
	default:
		return emu_dvd_structure(emu, number, p);
	}
}

const struct emu_kind emu_dvd_ram = {
	.kind = BURIN_KIND_DVD_RAM,
	.family = EMU_DVD,
	.profile = 0x0012,
	.blocks = 2295072,
	.blocks_min = EMU_DVD_BLOCK,
	.unit = EMU_DVD_BLOCK,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.erasable = true,
	.protects_buffer = true,
	.stream_writing = true,
	.write_verify = true,
	.status_others = true,
	.format_options = 0x20,
	.map_units_of = EMU_DVD_BLOCK,
	.tracks_max = 1,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_WRITE,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 10000, .first_write = 3000, .link = 500, .sync = 1500,
		   .format = 20000, .calibrate = 8000 },
	.recording = &emu_overwritable,
	.make_blank = make_blank,
	.formats = formats,
	.format = format,
	.verifies = verifies,
	.spares = spares,
	.feature_current = feature_current,
	.structure = structure,
};
