/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CD-RW, high speed: written as a CD-R and blanked, or formatted with fixed packets of 32 blocks
 * and then written anywhere, by the host's care for bad ones or (CD-MRW) the drive's.
 */
#include "emulator/cd.h"

#include "core/bytes.h"
#include "emulator/background.h"
#include "emulator/drive.h"
#include "emulator/mrw.h"

#define PACKET 32u
#define PACKET_WHOLE 39u	/* with link, run-in and run-out */
#define FIRST_LESS 7u		/* the first packet has these before the program area */

enum { FULL = 0x10, GROW_SESSION = 0x11, ADD_SESSION = 0x12 };

static const struct emu_speed speeds[] = { { 1764, 1764 }, { 706, 706 } };

static const struct emu_kind *as(const struct emu_state *state)
{
	return state->form == EMU_FORM_PACKETS ? &emu_cd_rw_packets :
	       state->form == EMU_FORM_MRW ? &emu_cd_mrw : &emu_cd_rw;
}

static uint32_t whole_disc_ms(const struct burin_emulator *emu)
{
	return (uint32_t)((uint64_t)emu_store_blocks(emu->store) * emu_cd_rw.rate_bytes /
			  speeds[emu->write_speed].last);
}

static uint32_t blank(struct burin_emulator *emu, uint8_t type, bool immediate)
{
	emu_cd_end_plan(emu);
	return emu_erase(emu, type, whole_disc_ms(emu), immediate);
}

uint32_t emu_cd_packets(uint32_t blocks)
{
	return (blocks + FIRST_LESS) / PACKET_WHOLE;
}

static uint32_t packet_blocks(const struct burin_emulator *emu)
{
	return emu_cd_packets(emu_store_blocks(emu->store)) * PACKET;
}

/* Growing and adding are told of as drives do, with nothing to gain. */
static uint32_t formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t mrw = emu_mrw_blocks(emu);

	choices[0] = (struct emu_format_choice){ packet_blocks(emu), FULL, 0, PACKET };
	choices[1] = (struct emu_format_choice){ 0, GROW_SESSION, 0, PACKET };
	choices[2] = (struct emu_format_choice){ 0, ADD_SESSION, 0, PACKET };
	choices[3] = (struct emu_format_choice){ mrw, EMU_MRW_TYPE, 0, 0 };
	return mrw ? 4 : 3;
}

static uint8_t current_format(const struct burin_emulator *emu, uint32_t *blocks)
{
	*blocks = emu->kind->sequential ? emu->kind->recording->capacity(emu) : emu->state.blocks;
	if (*blocks)
		return 2;
	*blocks = emu->state.blocks;
	return 1;
}

static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t blocks = packet_blocks(emu), calibrations = emu->state.calibrations;
	uint32_t code = emu_take_form(emu, EMU_FORM_PACKETS);

	if (code)
		return code;
	emu_cd_end_plan(emu);
	emu_overwritable_blank(emu->kind, blocks, &emu->state);
	emu->state.form = EMU_FORM_PACKETS;
	emu->state.calibrations = calibrations;
	code = emu_overwritable_format(emu, blocks, blocks);
	if (code)
		return code;
	emu->state.tracks[0].control = 7;
	emu->state.tracks[0].data_mode = 2;
	return emu_save(emu);
}

static uint32_t format(struct burin_emulator *emu, const uint8_t *list)
{
	if (list[8] == EMU_MRW_TYPE << 2)
		return emu_mrw_format(emu, list);
	if (list[8] != FULL << 2)
		return emu_bad_parameter(emu, 8, -1);
	if (get_be32(list + 4) != packet_blocks(emu) || !packet_blocks(emu))
		return emu_bad_parameter(emu, 4, -1);
	if (get_be24(list + 9) != PACKET)
		return emu_bad_parameter(emu, 9, -1);
	emu_end_simulation(emu);
	emu_buffer_drain(emu);
	return emu_operate(emu, EMU_OP_FORMAT, whole_disc_ms(emu), true, finish_format,
			   list[1] & 2);
}

/* What is the same however it is recorded; then, of those that were formatted. */
#define CD_RW \
	.kind = BURIN_KIND_CD_RW, \
	.family = EMU_CD, \
	.profile = 0x000a, \
	.blocks = 359849,	/* 79:59:74, the last possible start of the lead-out */ \
	.buffer_bytes = 2u << 20, \
	.erasable = true, \
	.unrecorded = EMU_SENSE(3, 0x11, 0x05), \
	.speeds = speeds, \
	.speed_count = sizeof(speeds) / sizeof(speeds[0]), \
	.current_format = current_format, \
	.blank = blank, \
	.formats = formats, \
	.format = format, \
	.as = as, \
	.feature_current = emu_cd_feature_current

#define CD_RW_FORMATTED \
	CD_RW, \
	.blocks_min = PACKET, \
	.unit = PACKET, \
	.rate_bytes = 2352 * PACKET_WHOLE / PACKET, \
	.protects_buffer = true, \
	.map_units_of = 1, \
	.tracks_max = 1, \
	.recording = &emu_overwritable, \
	.make_blank = emu_overwritable_blank

const struct emu_kind emu_cd_rw = {
	CD_RW,
	.blocks_min = 302,
	.unit = 1,
	.rate_bytes = 2352,
	.sequential = true,
	.test_write = true,
	.map_units_of = 1,	/* marked: a link block; of packets: one recorded */
	.run_out = 2,
	.track_min = 300,
	.track_gap = 150,
	.first_session_gap = 11400,
	.session_gap = 6900,
	.tracks_max = 99,
	.close_functions = 1 << 1 | 1 << 2,
	.write_types = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3,
	.invisible_number = true,
	.times = { .load = 6000, .first_write = 3000, .link = 800, .sync = 2000,
		   .close_track = 2000, .close_session = 25000, .finalise = 25000,
		   .calibrate = 8000 },
	.recording = &emu_cd_recording,
	.make_blank = emu_sequential_blank,
	.blank_part = emu_cd_blank_part,
};

const struct emu_kind emu_cd_rw_packets = {
	CD_RW_FORMATTED,
	.write_types = 1 << 0,
	.times = { .load = 6000, .first_write = 3000, .link = 800, .sync = 2000,
		   .calibrate = 8000 },
};

const struct emu_kind emu_cd_mrw = {
	CD_RW_FORMATTED,
	.write_verify = true,
	.close_functions = 1 << 0 | 1 << 2,
	.times = { .load = 6000, .first_write = 3000, .link = 800, .sync = 2000,
		   .close_track = 2000, .close_session = 20000, .calibrate = 8000 },
	.spares = emu_cd_mrw_spares,
	.pass_time = emu_background_pass,
};
