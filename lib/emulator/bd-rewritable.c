/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all BD-RE have in common: formatted with or without spare areas, any number of times. */
#include "emulator/bd.h"

#include "core/bytes.h"
#include "emulator/defect.h"
#include "emulator/drive.h"

enum { QUICK_REFORMAT = 0, NOT_CERTIFIED = 1, FULLY_CERTIFIED = 2, QUICKLY_CERTIFIED = 3 };

/* The third is for the most that drives offer, 5000h clusters on a single layer. */
uint32_t emu_bd_re_formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t physical = emu_store_blocks(emu->store), spared[3], n = 0;

	if (physical >= 4 * EMU_CLUSTER) {
		emu_bd_spared(emu, spared);
		choices[n++] = (struct emu_format_choice){ spared[0], 0x00, 0,
							   (physical - spared[0]) / EMU_CLUSTER };
		for (uint32_t i = 0; i < 3; i++)
			choices[n++] = (struct emu_format_choice){
				spared[i], 0x30, 0, (physical - spared[i]) / EMU_CLUSTER };
	}
	choices[n++] = (struct emu_format_choice){ physical, 0x31, 0, BURIN_BLOCK_SIZE };
	return n;
}

/* argument: blocks; how */
enum { WITHOUT_SPARES = 1, WHOLE = 2, CERTIFIED = 4, KEEPS_LIST = 8 };

static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t blocks = emu->operation.argument[0], how = emu->operation.argument[1];
	uint32_t code = emu_overwritable_format(emu, blocks, how & WHOLE ? blocks : 0);

	if (code)
		return code;
	emu->state.form = how & WITHOUT_SPARES ? EMU_FORM_NO_SPARE : EMU_FORM_FIRST;
	if (!(how & KEEPS_LIST))
		code = emu_defects_format(emu, how & CERTIFIED);
	return code ? code : emu_save(emu);
}

/* A quick reformat trusts the list of defects, if its spare areas are the same. */
static uint32_t how(const struct burin_emulator *emu, uint8_t type, uint8_t sub_type,
		    uint32_t blocks)
{
	if (type == 0x31)
		return WITHOUT_SPARES;
	if (sub_type == FULLY_CERTIFIED)
		return WHOLE | CERTIFIED;
	if (sub_type == QUICKLY_CERTIFIED)
		return CERTIFIED;
	return sub_type == QUICK_REFORMAT && emu->state.formatted && blocks == emu->state.blocks ?
	       KEEPS_LIST : 0;
}

/* Full certification writes and reads every cluster. */
static uint32_t duration(const struct burin_emulator *emu, uint8_t sub_type, uint32_t blocks)
{
	uint32_t ms = emu->kind->times.format;

	if (sub_type == FULLY_CERTIFIED)
		ms += (uint32_t)(blocks * 2ull * BURIN_BLOCK_SIZE / emu->kind->speeds[0].last);
	return sub_type == QUICKLY_CERTIFIED ? 4 * ms : ms;
}

uint32_t emu_bd_re_format(struct burin_emulator *emu, const uint8_t *list)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = emu_bd_re_formats(emu, choices), blocks = get_be32(list + 4);
	uint8_t type = list[8] >> 2, sub_type = list[8] & 3;
	bool known = false;

	for (uint32_t i = 0; i < n; i++) {
		if (choices[i].type != type)
			continue;
		known = true;
		if (choices[i].blocks != blocks)
			continue;
		emu->operation.argument[0] = blocks;
		emu->operation.argument[1] = how(emu, type, sub_type, blocks);
		return emu_operate(emu, EMU_OP_FORMAT, duration(emu, sub_type, blocks), true,
				   finish_format, list[1] & 2);
	}
	return emu_bad_parameter(emu, known ? 4 : 8, -1);
}

bool emu_bd_re_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x0020:
	case 0x0040:
		return emu->state.formatted;
	case 0x0023:
	case 0x0041:
		return true;
	case 0x0024:
		return emu_bd_re_verifies(emu);
	default:
		return false;
	}
}

bool emu_bd_re_verifies(const struct burin_emulator *emu)
{
	return emu->state.formatted && emu->state.form != EMU_FORM_NO_SPARE;
}
