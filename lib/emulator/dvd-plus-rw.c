/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DVD+RW: a table, its background format, its physical format information. */
#include "emulator/drive.h"
#include "emulator/dvd.h"

#include <string.h>

#include "core/bytes.h"

#define ECC 16u
#define WHOLE_DISC 0xffffffffu
#define FIRST_SECTOR 0x30000u		/* physical address of LBA 0 */

static const struct emu_speed speeds[] = { { 4570, 11080 }, { 5540, 5540 }, { 3324, 3324 } };

static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	choices[0] = (struct emu_format_choice){ emu->state.blocks, 0x26, 0, 0 };
	return 1;
}

/* The lead-in stands; from now on the drive formats in the background. */
static uint32_t finish_format(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;

	if (!emu->operation.argument[0]) {
		uint32_t code = emu_overwritable_format(emu, s->blocks, 0);

		if (code)
			return code;
	}
	s->background = 2;
	emu->background_at = emu->now;
	return emu_save(emu);
}

/* MMC-6 FORMAT UNIT, type 26h: byte 11 bit 0 Restart, bit 1 Quick Start (not offered). */
static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	uint32_t blocks = get_be32(list + 4), ms = emu->kind->times.format;
	bool restart = list[11] & 1;

	if (list[8] != 0x26 << 2)
		return emu_bad_parameter(emu, 8, -1);
	if (blocks != WHOLE_DISC && blocks != emu->state.blocks)
		return emu_bad_parameter(emu, 4, -1);
	if (list[11] & 2)
		return emu_bad_parameter(emu, 11, 1);
	if (restart) {
		if (!emu->state.formatted)
			return emu_bad_parameter(emu, 11, 0);
		if (emu->state.background != 1)
			return 0;
		ms = emu->kind->times.close_track;
	}
	emu->operation.argument[0] = restart;
	return emu_operate(emu, EMU_OP_FORMAT, ms, true, finish_format, list[1] & 2);
}

static void pass_time(struct burin_emulator *emu, uint64_t until)
{
	struct emu_state *s = &emu->state;
	uint64_t unit_time;

	if (s->background != 2 || emu->buffer.used || emu->operation.kind != EMU_OP_NONE) {
		emu->background_at = until;
		return;
	}
	while (s->format_frontier < s->blocks) {
		uint32_t n = s->blocks - s->format_frontier;

		/* Many units in one step while there is time for them: 2 % of the disc at most. */
		n = n < s->blocks / 50 + ECC ? n : s->blocks / 50 + ECC;
		unit_time = emu_block_time(emu, s->format_frontier, n, true);
		if (emu->background_at + unit_time > until) {
			uint64_t part = until - emu->background_at;

			n = (uint32_t)(part * n / unit_time) / ECC * ECC;
			if (!n)
				return;
			unit_time = emu_block_time(emu, s->format_frontier, n, true);
			if (unit_time > part)
				unit_time = part;
		}
		s->format_frontier += n;
		emu->background_at += unit_time;
	}
	s->background = 3;
	emu_media_event(emu, EMU_FORMAT_COMPLETED);
	if (emu_save(emu))
		emu->deferred = EMU_WRITE_ERROR;
}

static bool feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x001f:
		return emu->state.formatted;
	case 0x0020:
	case 0x002a:
	case 0x0023:
		return true;
	default:
		return false;
	}
}

/* Formats 00h (lead-in) and 11h (ADIP): physical format information of a +RW disc. */
static uint32_t structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room)
{
	if (room < EMU_DVD_PHYSICAL)
		return 0;
	if (number != 0x00 && number != 0x11)
		return emu_dvd_structure(emu, number, p);
	if (number == 0x00 && !emu->state.formatted)
		return 0;
	memset(p, 0, 2048);
	p[0] = 0x92;			/* DVD+RW, part version 2 */
	p[1] = 0x0f;			/* 120 mm, no maximum rate */
	p[2] = 0x02;			/* one layer, rewritable */
	put_be32(p + 4, FIRST_SECTOR);
	put_be32(p + 8, FIRST_SECTOR + emu->state.blocks - 1);
	memcpy(p + 19, "BURIN", 5);
	memcpy(p + 27, "V01", 3);
	p[30] = 1;
	return 2048;
}

const struct emu_kind emu_dvd_plus_rw = {
	.kind = BURIN_KIND_DVD_PLUS_RW,
	.family = EMU_DVD,
	.profile = 0x001a,
	.blocks = 2295104,
	.blocks_min = ECC,
	.unit = ECC,
	.rate_bytes = BURIN_BLOCK_SIZE,
	.buffer_bytes = 2u << 20,
	.erasable = true,
	.protects_buffer = true,
	.map_units_of = ECC,
	.tracks_max = 1,
	.close_functions = 1 << 0 | 1 << 2 | 1 << 3,
	.unrecorded = EMU_SENSE(3, 0x11, 0x05),
	.not_erasable = EMU_CANNOT_WRITE,
	.speeds = speeds,
	.speed_count = sizeof(speeds) / sizeof(speeds[0]),
	.times = { .load = 8000, .first_write = 3000, .link = 500, .sync = 1500,
		   .close_track = 2000, .close_session = 20000, .finalise = 20000,
		   .format = 40000, .calibrate = 5000 },
	.recording = &emu_overwritable,
	.make_blank = emu_overwritable_blank,
	.formats = formats,
	.format = format,
	.pass_time = pass_time,
	.feature_current = feature_current,
	.structure = structure,
};
