/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/background.h"

#include "core/bytes.h"

#define WHOLE_DISC 0xffffffffu

/* MMC-6 FORMAT UNIT: byte 11 bit 0 Restart, bit 1 Quick Start (not offered). */
uint32_t emu_background_check(struct burin_emulator *emu, const uint8_t *list, enum emu_form form,
			      uint32_t blocks, bool *nothing)
{
	uint32_t told = get_be32(list + 4);
	bool restart = list[11] & 1;

	*nothing = false;
	if (told != WHOLE_DISC && told != blocks)
		return emu_bad_parameter(emu, 4, -1);
	if (list[11] & 2)
		return emu_bad_parameter(emu, 11, 1);
	if (restart && (!emu->state.background || emu->state.form != form))
		return emu_bad_parameter(emu, 11, 0);
	*nothing = restart && emu->state.background != 1;
	emu->operation.argument[0] = restart;
	return 0;
}

uint32_t emu_background_clear(struct burin_emulator *emu, enum emu_form form, uint32_t blocks)
{
	uint32_t calibrations = emu->state.calibrations, code = emu_take_form(emu, form);

	if (code)
		return code;
	emu_overwritable_blank(emu->kind, blocks, &emu->state);
	emu->state.form = (uint8_t)form;
	emu->state.calibrations = calibrations;
	return emu_overwritable_format(emu, blocks, 0);
}

uint32_t emu_background_run(struct burin_emulator *emu)
{
	emu->state.background = 2;
	emu->background_at = emu->now;
	return emu_save(emu);
}

void emu_background_pass(struct burin_emulator *emu, uint64_t until)
{
	struct emu_state *s = &emu->state;
	uint32_t unit = emu->kind->unit;
	uint64_t unit_time, rests = emu->lapses.command_at + EMU_SECOND;

	if (emu_quirk(emu, EMU_QUIRK_BACKGROUND_RESTS) && emu->background_at < rests)
		emu->background_at = until < rests ? until : rests;
	if (s->background != 2 || emu->buffer.used || emu->operation.kind != EMU_OP_NONE) {
		emu->background_at = until;
		return;
	}
	while (s->format_frontier < s->blocks) {
		uint32_t n = s->blocks - s->format_frontier;

		/* Many units in one step while there is time for them: 2 % of the disc at most. */
		n = n < s->blocks / 50 + unit ? n : s->blocks / 50 + unit;
		unit_time = emu_block_time(emu, s->format_frontier, n, true);
		if (emu->background_at + unit_time > until) {
			uint64_t part = until - emu->background_at;

			n = (uint32_t)(part * n / unit_time) / unit * unit;
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
