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

static uint32_t finish_format(struct burin_emulator *emu)
{
	emu->state.blocks = emu->operation.argument[0];
	emu->state.tracks[0].end = emu->state.blocks;
	emu->state.formatted = true;
	return emu_save(emu);
}

uint32_t emu_bd_r_format(struct burin_emulator *emu, const uint8_t *list)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint32_t n = emu_bd_r_formats(emu, choices), blocks = get_be32(list + 4);

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

bool emu_bd_r_feature_current(const struct burin_emulator *emu, uint16_t code)
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

bool emu_bd_r_verifies(const struct burin_emulator *emu)
{
	return emu->state.formatted;
}
