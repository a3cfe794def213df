/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BD of all layers: clusters, spare areas, disc information. */
#ifndef EMU_BD_H
#define EMU_BD_H

#include "emulator/kind.h"
#include "emulator/sense.h"

#define EMU_CLUSTER 32u

/* Capacities left by default, most and least spare area of the loaded medium. */
void emu_bd_spared(const struct burin_emulator *emu, uint32_t spared[3]);

/* READ DISC STRUCTURE: 00h disc information, 0Ah spare areas. */
uint32_t emu_bd_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room);

/* All replacement clusters; none before the medium was formatted with any. */
uint32_t emu_bd_spares(const struct burin_emulator *emu);

/* bd-recordable.c */
uint32_t emu_bd_r_formats(const struct burin_emulator *emu, struct emu_format_choice *choices);
uint32_t emu_bd_r_format(struct burin_emulator *emu, const uint8_t *list);
bool emu_bd_r_feature_current(const struct burin_emulator *emu, uint16_t code);
bool emu_bd_r_verifies(const struct burin_emulator *emu);

/* pseudo-overwrite.c: BD-R whose recorded clusters may be written again */
uint32_t emu_pseudo_check(struct burin_emulator *emu, uint32_t lba, uint32_t count);
uint32_t emu_pseudo_write(struct burin_emulator *emu, uint32_t lba, uint32_t count,
			  const uint8_t *data);
uint32_t emu_pseudo_resources(const struct burin_emulator *emu, uint8_t *p);

/* bd-rewritable.c */
uint32_t emu_bd_re_formats(const struct burin_emulator *emu, struct emu_format_choice *choices);
uint32_t emu_bd_re_format(struct burin_emulator *emu, const uint8_t *list);
bool emu_bd_re_feature_current(const struct burin_emulator *emu, uint16_t code);
bool emu_bd_re_verifies(const struct burin_emulator *emu);

#endif
