/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Formats that are soon usable and go on while the drive is idle (types 24h and 26h). */
#ifndef EMU_BACKGROUND_H
#define EMU_BACKGROUND_H

#include "emulator/drive.h"

/*
 * The descriptor of FORMAT UNIT. 0: it begins (argument[0] 0) or goes on (1); *nothing:
 * it has come to its end before, or runs.
 */
uint32_t emu_background_check(struct burin_emulator *emu, const uint8_t *list, enum emu_form form,
			      uint32_t blocks, bool *nothing);

/* A new format of so many blocks, none of them recorded; it does not run yet. */
uint32_t emu_background_clear(struct burin_emulator *emu, enum emu_form form, uint32_t blocks);

/* The lead-in stands: from now on the drive formats by itself. */
uint32_t emu_background_run(struct burin_emulator *emu);

/* The kinds' pass_time. */
void emu_background_pass(struct burin_emulator *emu, uint64_t until);

#endif
