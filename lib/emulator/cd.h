/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What CD-R and CD-RW have in common. */
#ifndef EMU_CD_H
#define EMU_CD_H

#include "emulator/kind.h"
#include "emulator/sense.h"

uint32_t emu_cd_check_mode(const struct burin_emulator *emu);
bool emu_cd_feature_current(const struct burin_emulator *emu, uint16_t code);

#endif
