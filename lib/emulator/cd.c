/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/cd.h"

#include "emulator/drive.h"

bool emu_cd_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	switch (code) {
	case 0x0010:
	case 0x001d:
	case 0x001e:
		return emu->kind->recording->readable_end(emu) > 0;
	case 0x0023:
	case 0x0037:
		return emu->kind->erasable;
	case 0x0026:
		return !emu->kind->sequential && emu->state.form != EMU_FORM_MRW;
	case 0x0020:
	case 0x0024:
	case 0x0028:
		return emu->state.form == EMU_FORM_MRW;
	case 0x0021:
	case 0x002d:
	case 0x002e:
		return emu->kind->sequential && !emu->state.finalised;
	default:
		return false;
	}
}
