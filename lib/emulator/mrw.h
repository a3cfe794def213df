/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mt. Rainier: CD-RW and DVD+RW whose drive formats in the background, replaces bad packets
 * and has two address spaces, the defect managed area and the general application area.
 */
#ifndef EMU_MRW_H
#define EMU_MRW_H

#include "emulator/drive.h"

#define EMU_MRW_TYPE 0x24u

/* Blocks of the defect managed area of a whole disc; 0: it is too small for one. */
uint32_t emu_mrw_blocks(const struct burin_emulator *emu);

/* A state for Mt. Rainier is of a kind that has it, and as large as its format makes it. */
bool emu_mrw_fits(const struct burin_emulator *emu);

/* FORMAT UNIT, type 24h: by the kind it is a form of. */
uint32_t emu_mrw_format(struct burin_emulator *emu, const uint8_t *list);

/* The general application area is selected by page 2Ch, and there is one. */
bool emu_mrw_gaa(const struct burin_emulator *emu);
uint32_t emu_mrw_gaa_blocks(const struct burin_emulator *emu);

/* The kinds' spares. */
uint32_t emu_cd_mrw_spares(const struct burin_emulator *emu);
uint32_t emu_dvd_mrw_spares(const struct burin_emulator *emu);

/* Where a block the host names stands in the file, and back; behind its space: UINT32_MAX. */
uint32_t emu_mrw_place(const struct burin_emulator *emu, uint32_t lba);
uint32_t emu_mrw_address(const struct burin_emulator *emu, uint32_t place);

#endif
