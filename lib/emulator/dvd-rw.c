/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-RW: recorded sequentially as a DVD-R, or formatted for restricted overwrite; BLANK leads
 * back.
 */
#include "emulator/dvd.h"

#include "core/bytes.h"
#include "emulator/drive.h"

static const struct emu_speed speeds[] = { { 8310, 8310 }, { 5540, 5540 }, { 2770, 2770 } };

enum { FULL = 0x00, FULL_PACKETS = 0x10, QUICK_GROW = 0x13, QUICK = 0x15 };

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_OVERWRITE ? &emu_dvd_rw_overwrite : &emu_dvd_rw;
}

static uint32_t formatted_blocks(const struct burin_emulator *emu)
{
	return emu_store_blocks(emu->store) - emu_dvd_rw.incremental_less;
}

static uint32_t whole_disc_ms(const struct burin_emulator *emu)
{
	return (uint32_t)((uint64_t)emu_store_blocks(emu->store) * BURIN_BLOCK_SIZE /
			  speeds[emu->write_speed].last);
}

static uint32_t blank(struct burin_emulator *emu, uint8_t type, bool immediate)
{
	return emu_erase(emu, type, whole_disc_ms(emu), immediate);
}

static uint32_t grown_by(const struct burin_emulator *emu)
{
	const struct emu_track *t = &emu->state.tracks[0];

	return emu->state.blocks - t->recorded;
}

/* 13h only where there is a border to grow, that is neither blank nor intermediate. */
static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t blocks = formatted_blocks(emu), n = 0;

	choices[n++] = (struct emu_format_choice){ blocks, FULL, 0, BURIN_BLOCK_SIZE };
	choices[n++] = (struct emu_format_choice){ blocks, FULL_PACKETS, 0, EMU_DVD_BLOCK };
	if (emu->state.form == EMU_FORM_OVERWRITE &&
	    emu->state.tracks[0].state == EMU_TRACK_COMPLETE)
		choices[n++] = (struct emu_format_choice){ grown_by(emu), QUICK_GROW, 0,
							   EMU_DVD_BLOCK };
	choices[n++] = (struct emu_format_choice){ blocks, QUICK, 0, EMU_DVD_BLOCK };
	return n;
}

/*
 * argument: type. The quick ones may be told fewer blocks than offered, and leave the
 * intermediate state, to be closed after writing.
 */
static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t type = emu->operation.argument[0], blocks = formatted_blocks(emu);
	struct emu_state *s = &emu->state;
	uint32_t code = emu_take_form(emu, EMU_FORM_OVERWRITE);
	uint32_t calibrations = s->calibrations;

	if (code)
		return code;
	if (type != QUICK_GROW) {
		emu_overwritable_blank(emu->kind, blocks, s);
		s->form = EMU_FORM_OVERWRITE;
		s->calibrations = calibrations;
		code = emu_overwritable_format(emu, blocks, type == QUICK ? 0 : blocks);
		if (code)
			return code;
		if (type == QUICK)
			s->tracks[0].recorded = 0;
	}
	if (type == QUICK || type == QUICK_GROW) {
		s->tracks[0].state = EMU_TRACK_OPEN;
		s->sessions_closed = 0;
	}
	return emu_save(emu);
}

static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	uint32_t blocks = get_be32(list + 4), ms = emu->kind->times.format;
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = formats(emu, choices), i;
	uint8_t type = list[8] >> 2;
	bool quick = type == QUICK || type == QUICK_GROW;

	if (list[8] & 3)
		return emu_bad_parameter(emu, 8, 1);
	for (i = 0; i < n && choices[i].type != type; i++)
		;
	if (i == n)
		return emu_bad_parameter(emu, 8, -1);
	if (blocks != choices[i].blocks &&
	    !(quick && blocks < choices[i].blocks && blocks % EMU_DVD_BLOCK == 0))
		return emu_bad_parameter(emu, 4, -1);
	emu_end_simulation(emu);
	emu_buffer_drain(emu);
	emu->operation.argument[0] = type;
	return emu_operate(emu, EMU_OP_FORMAT, quick ? ms : ms + whole_disc_ms(emu), true,
			   finish_format, list[1] & 2);
}

static uint8_t current_format(const struct burin_emulator *emu, uint32_t *blocks)
{
	const struct emu_track *t = &emu->state.tracks[0];

	*blocks = t->state == EMU_TRACK_OPEN ? formatted_blocks(emu) : t->recorded;
	return t->state == EMU_TRACK_OPEN ? 3 : 2;
}

static bool overwrite_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x001f:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x0023:
	case 0x002c:
		return true;
	default:
		return false;
	}
}

/* What is the same however it is recorded. */
#define DVD_RW \
	.kind = BURIN_KIND_DVD_RW, \
	.family = EMU_DVD, \
	.blocks = 2298496, \
	.unit = EMU_DVD_BLOCK, \
	.rate_bytes = BURIN_BLOCK_SIZE, \
	.buffer_bytes = 2u << 20, \
	.erasable = true, \
	.map_units_of = EMU_DVD_BLOCK, \
	.protects_buffer = true, \
	.unrecorded = EMU_SENSE(3, 0x11, 0x05), \
	.speeds = speeds, \
	.speed_count = sizeof(speeds) / sizeof(speeds[0]), \
	.blank = blank, \
	.formats = formats, \
	.format = format, \
	.as = as, \
	.structure = emu_dvd_minus_structure

const struct emu_kind emu_dvd_rw = {
	DVD_RW,
	.profile = 0x0014,
	.blocks_min = 1024,
	.sequential = true,
	.test_write = true,
	.first_session_gap = 28688,
	.session_gap = 6144,
	.first_session_min = 65264,
	.incremental_less = 608,
	.tracks_max = 99,
	.close_functions = 1 << 1 | 1 << 2,
	.write_types = 1 << 0 | 1 << 2,
	.times = { .load = 8000, .first_write = 10000, .link = 500, .sync = 3000,
		   .close_track = 4000, .close_session = 60000, .finalise = 120000,
		   .format = 40000, .calibrate = 8000 },
	.recording = &emu_sequential,
	.make_blank = emu_sequential_blank,
	.check_mode = emu_dvd_minus_check_mode,
	.current_format = emu_dvd_minus_current_format,
	.feature_current = emu_dvd_minus_feature_current,
};

const struct emu_kind emu_dvd_rw_overwrite = {
	DVD_RW,
	.profile = 0x0013,
	.blocks_min = EMU_DVD_BLOCK,
	.tracks_max = 1,
	.close_functions = 1 << 2 | 1 << 3,
	.write_types = 1 << 0,
	.times = { .load = 8000, .first_write = 5000, .link = 500, .sync = 2000,
		   .close_track = 4000, .close_session = 60000, .finalise = 60000,
		   .format = 40000, .calibrate = 8000 },
	.recording = &emu_restricted,
	.make_blank = emu_overwritable_blank,
	.current_format = current_format,
	.feature_current = overwrite_feature_current,
};
