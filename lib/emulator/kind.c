/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/kind.h"

static const struct emu_kind *const kinds[] = {
	&emu_cd_rom, &emu_cd_r, &emu_cd_rw,
	&emu_dvd_rom, &emu_dvd_r, &emu_dvd_r_dl, &emu_dvd_rw, &emu_dvd_ram,
	&emu_dvd_plus_r, &emu_dvd_plus_r_dl, &emu_dvd_plus_rw,
	&emu_bd_rom, &emu_bd_r, &emu_bd_r_dl, &emu_bd_r_tl, &emu_bd_r_ql,
	&emu_bd_re, &emu_bd_re_dl, &emu_bd_re_tl,
};

const struct emu_kind *emu_kind_find(enum burin_kind kind)
{
	for (uint32_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i]->kind == kind)
			return kinds[i];
	return NULL;
}

const struct emu_kind *emu_kind_as(const struct emu_kind *kind, const struct emu_state *state)
{
	return kind->as ? kind->as(state) : kind;
}

const struct emu_zoned *emu_kind_zoned(const struct emu_kind *kind, const struct emu_speed *speed)
{
	for (uint32_t i = 0; i < kind->zoned_count; i++)
		if (kind->zoned[i].last == speed->last)
			return &kind->zoned[i];
	return NULL;
}

bool emu_kind_takes(const struct emu_kind *kind, uint32_t blocks)
{
	return blocks >= kind->blocks_min && blocks <= kind->blocks && blocks % kind->unit == 0;
}

uint32_t emu_kind_map_units(const struct emu_kind *kind, uint32_t blocks)
{
	return kind->map_units_of ? (blocks + kind->map_units_of - 1) / kind->map_units_of : 0;
}
