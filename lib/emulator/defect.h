/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bad blocks of the medium, named by the plan ("defect A-B"), and what becomes of them: units
 * are replaced out of the spare areas while there are any, else the error shows.
 */
#ifndef EMU_DEFECT_H
#define EMU_DEFECT_H

#include <stdbool.h>
#include <stdint.h>

struct burin_emulator;

/* Units that replace bad ones: all there are, those left. */
uint32_t emu_spares(const struct burin_emulator *emu);
uint32_t emu_spares_left(const struct burin_emulator *emu);

/* Before these blocks are written: replaces what is bad. 0 or why it cannot be. */
uint32_t emu_defects_write(struct burin_emulator *emu, uint32_t lba, uint32_t count);

/* How many blocks from lba on can be read, at most count. */
uint32_t emu_defects_readable(const struct burin_emulator *emu, uint32_t lba, uint32_t count);

/* Formatting: old replacements are forgotten; certified, the bad units are found anew. */
uint32_t emu_defects_format(struct burin_emulator *emu, bool certified);

/* READ DISC STRUCTURE, BD: 08h the definition of the areas, 12h the list of replacements. */
uint32_t emu_defects_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			       uint32_t room);

#endif
