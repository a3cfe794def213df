/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BLANK: a rewritable medium becomes what it was when new, recorded sequentially. */
#include "emulator/drive.h"

#define MINIMAL_MS 60000u

enum { WHOLE = 0, MINIMAL = 1 };

static uint32_t finish(struct burin_emulator *emu)
{
	uint32_t type = emu->operation.argument[0];
	uint32_t calibrations = emu->state.calibrations;
	uint32_t code = emu_take_form(emu, EMU_FORM_FIRST);

	if (code)
		return code;
	if (type == WHOLE && emu_store_discard(emu->store, 0, emu_store_blocks(emu->store)))
		return EMU_SENSE(3, 0x51, 0x00);
	emu_store_clear_map(emu->store);
	if (emu_store_flush_map(emu->store))
		return EMU_SENSE(3, 0x51, 0x00);
	emu->buffer.track = 0;
	emu_sequential_blank(emu->kind, emu_store_blocks(emu->store), &emu->state);
	emu->state.calibrations = calibrations;
	/* Old data behind the lead-in keep a DVD from being written incrementally. */
	emu->state.minimally_blank = type == MINIMAL && emu->kind->family == EMU_DVD;
	return emu_save(emu);
}

uint32_t emu_erase(struct burin_emulator *emu, uint8_t type, uint32_t whole_ms, bool immediate)
{
	if (type != WHOLE && type != MINIMAL)
		return emu_bad_field(emu, 1, 2);
	emu_end_simulation(emu);
	emu_buffer_drain(emu);
	emu->operation.argument[0] = type;
	return emu_operate(emu, EMU_OP_BLANK, type == WHOLE ? whole_ms : MINIMAL_MS, true, finish,
			   immediate);
}
