/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DVD+RW, and DVD+MRW: tables, the format of type 26h, physical format information. */
#include "emulator/background.h"
#include "emulator/drive.h"
#include "emulator/dvd.h"
#include "emulator/mrw.h"

#include <string.h>

#include "core/bytes.h"

#define ECC 16u
#define BASIC 0x26u
#define FIRST_SECTOR 0x30000u		/* physical address of LBA 0 */

static const struct emu_speed speeds[] = { { 4570, 11080 }, { 5540, 5540 }, { 3324, 3324 } };

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_MRW ? &emu_dvd_mrw : &emu_dvd_plus_rw;
}

static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t mrw = emu_mrw_blocks(emu);

	choices[0] = (struct emu_format_choice){ emu_store_blocks(emu->store), BASIC, 0, 0 };
	choices[1] = (struct emu_format_choice){ mrw, EMU_MRW_TYPE, 0, 0 };
	return mrw ? 2 : 1;
}

static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t code = 0;

	if (!emu->operation.argument[0])
		code = emu_background_clear(emu, EMU_FORM_FIRST, emu_store_blocks(emu->store));
	return code ? code : emu_background_run(emu);
}

static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	uint32_t code;
	bool nothing;

	if (list[8] == EMU_MRW_TYPE << 2)
		return emu_mrw_format(emu, list);
	if (list[8] != BASIC << 2)
		return emu_bad_parameter(emu, 8, -1);
	code = emu_background_check(emu, list, EMU_FORM_FIRST, emu_store_blocks(emu->store),
				    &nothing);
	if (code || nothing)
		return code;
	return emu_operate(emu, EMU_OP_FORMAT,
			   list[11] & 1 ? emu->kind->times.close_track : emu->kind->times.format,
			   true, finish_format, list[1] & 2);
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
	case 0x0024:
	case 0x0028:
		return emu->state.form == EMU_FORM_MRW;
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

/* What is the same however it is recorded. */
#define DVD_PLUS_RW \
	.kind = BURIN_KIND_DVD_PLUS_RW, \
	.family = EMU_DVD, \
	.profile = 0x001a, \
	.blocks = 2295104, \
	.blocks_min = ECC, \
	.unit = ECC, \
	.rate_bytes = BURIN_BLOCK_SIZE, \
	.buffer_bytes = 2u << 20, \
	.erasable = true, \
	.protects_buffer = true, \
	.map_units_of = ECC, \
	.tracks_max = 1, \
	.close_functions = 1 << 0 | 1 << 2 | 1 << 3, \
	.unrecorded = EMU_SENSE(3, 0x11, 0x05), \
	.not_erasable = EMU_CANNOT_WRITE, \
	.speeds = speeds, \
	.speed_count = sizeof(speeds) / sizeof(speeds[0]), \
	.times = { .load = 8000, .first_write = 3000, .link = 500, .sync = 1500, \
		   .close_track = 2000, .close_session = 20000, .finalise = 20000, \
		   .format = 40000, .calibrate = 5000 }, \
	.recording = &emu_overwritable, \
	.make_blank = emu_overwritable_blank, \
	.formats = formats, \
	.format = format, \
	.as = as, \
	.pass_time = emu_background_pass, \
	.feature_current = feature_current, \
	.structure = structure

const struct emu_kind emu_dvd_plus_rw = {
	DVD_PLUS_RW,
};

const struct emu_kind emu_dvd_mrw = {
	DVD_PLUS_RW,
	.write_verify = true,
	.spares = emu_dvd_mrw_spares,
};
