/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all BD-R have in common: spare areas set up once, the features of a state. */
#include "emulator/bd.h"

#include "core/bytes.h"
#include "emulator/drive.h"

uint32_t emu_bd_r_formats(const struct burin_emulator *emu, struct emu_format_choice *choices)
{
	uint32_t physical = emu_store_blocks(emu->store), spared[3];

	if (!emu_disc_blank(emu) || physical < 4 * EMU_CLUSTER)
		return 0;
	emu_bd_spared(emu, spared);
	choices[0] = (struct emu_format_choice){ spared[0], 0x00, 0,
						 (physical - spared[0]) / EMU_CLUSTER };
	for (uint32_t i = 0; i < 3; i++)
		choices[1 + i] = (struct emu_format_choice){ spared[i], 0x32, 1, 0 };
	return 4;
}

/* argument: blocks, form */
static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t blocks = emu->operation.argument[0];
	enum emu_form form = emu->operation.argument[1];
	uint32_t code = emu_take_form(emu, form);

	if (code)
		return code;
	if (form == EMU_FORM_RANDOM) {
		code = emu_overwritable_format(emu, blocks, 0);
		if (code)
			return code;
		emu->state.tracks[0].control = 4;
		emu->state.tracks[0].data_mode = 1;
		return emu_save(emu);
	}
	emu->state.blocks = blocks;
	emu->state.tracks[0].end = blocks;
	emu->state.formatted = true;
	return emu_save(emu);
}

/* Sub-type of 32h: 0 pseudo-overwrite, 1 plain, 2 random. false: not offered */
static bool form_of(const struct burin_emulator *emu, uint8_t sub_type, enum emu_form *form)
{
	static const uint8_t forms[] = { EMU_FORM_PSEUDO, EMU_FORM_FIRST, EMU_FORM_RANDOM };

	if (sub_type > 2 || (sub_type == 2 && emu->kind->kind != BURIN_KIND_BD_R))
		return false;
	*form = forms[sub_type];
	return true;
}

uint32_t emu_bd_r_format(struct burin_emulator *emu, const uint8_t *list)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = emu_bd_r_formats(emu, choices), blocks = get_be32(list + 4);
	uint8_t type = list[8] >> 2;
	enum emu_form form = EMU_FORM_FIRST;

	if (!n)
		return EMU_CANNOT_FORMAT;
	/* Type 00h has no sub-types; libburn sends that of a plain BD-R all the same. */
	if (type == 0x32 ? !form_of(emu, list[8] & 3, &form) : list[8] > 1)
		return emu_bad_parameter(emu, 8, -1);
	for (uint32_t i = 0; i < n; i++) {
		if (choices[i].type != type || choices[i].blocks != blocks)
			continue;
		emu->operation.argument[0] = blocks;
		emu->operation.argument[1] = form;
		return emu_operate(emu, EMU_OP_FORMAT, emu->kind->times.format, false,
				   finish_format, list[1] & 2);
	}
	return emu_bad_parameter(emu, 4, -1);
}

bool emu_bd_r_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x0040:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x0021:
		return emu->kind->sequential && !emu->state.finalised;
	case 0x0025:
		return !emu->kind->sequential;
	case 0x0038:
		return emu->state.form == EMU_FORM_PSEUDO && !emu->state.finalised;
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

bool emu_bd_r_verifies(const struct burin_emulator *emu)
{
	return emu->state.formatted;
}
