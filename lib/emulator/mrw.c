/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/mrw.h"

#include "core/bytes.h"
#include "emulator/background.h"
#include "emulator/cd.h"

/*
 * CD-MRW: of the packets of a track the first 32 are the general application area, the last
 * 33 tables; what lies between is spare areas of 8 packets, each with at most 136 for data.
 */
#define GAA_UNITS 32u
#define TABLE_UNITS 33u
#define SPARE_UNITS 8u
#define DATA_UNITS 136u

/* DVD+MRW: estimates, in ECC blocks; 2 MiB as on the CD, and one block of 32 to spare. */
#define GAA_ECC 64u
#define TABLE_ECC 64u
#define SPARE_EVERY 32u

#define LEAD_IN_MS 40000u

uint32_t emu_mrw_gaa_blocks(const struct burin_emulator *emu)
{
	return emu->kind->family == EMU_CD ? GAA_UNITS * emu_cd_mrw.unit : GAA_ECC * emu_dvd_mrw.unit;
}

static uint32_t units(const struct burin_emulator *emu)
{
	return emu->kind->family == EMU_CD ? emu_cd_packets(emu_store_blocks(emu->store)) :
					     emu_store_blocks(emu->store) / emu_dvd_mrw.unit;
}

/* A last spare area stands before what is left, if more is left than it takes. */
static uint32_t cd_units(uint32_t all)
{
	uint32_t left = all - GAA_UNITS - TABLE_UNITS, whole, rest;

	if (all < GAA_UNITS + TABLE_UNITS)
		return 0;
	whole = left / (SPARE_UNITS + DATA_UNITS);
	rest = left % (SPARE_UNITS + DATA_UNITS);
	return whole * DATA_UNITS + (rest > SPARE_UNITS ? rest - SPARE_UNITS : 0);
}

static uint32_t dvd_units(uint32_t all)
{
	uint32_t left = all - GAA_ECC - TABLE_ECC;

	return all < GAA_ECC + TABLE_ECC ? 0 : left - (left + SPARE_EVERY - 1) / SPARE_EVERY;
}

uint32_t emu_mrw_blocks(const struct burin_emulator *emu)
{
	return emu->kind->family == EMU_CD ? cd_units(units(emu)) * emu_cd_mrw.unit :
					     dvd_units(units(emu)) * emu_dvd_mrw.unit;
}

bool emu_mrw_fits(const struct burin_emulator *emu)
{
	if (emu->state.form != EMU_FORM_MRW)
		return true;
	return (emu->kind == &emu_cd_mrw || emu->kind == &emu_dvd_mrw) &&
	       emu->state.blocks == emu_mrw_blocks(emu);
}

uint32_t emu_cd_mrw_spares(const struct burin_emulator *emu)
{
	uint32_t data = emu->state.blocks / emu->kind->unit;

	return (data + DATA_UNITS - 1) / DATA_UNITS * SPARE_UNITS;
}

uint32_t emu_dvd_mrw_spares(const struct burin_emulator *emu)
{
	return units(emu) - GAA_ECC - TABLE_ECC - emu->state.blocks / emu->kind->unit;
}

/* The general application area is there at once, as zeros. */
static uint32_t finish_format(struct burin_emulator *emu)
{
	uint32_t code, first, unit;

	if (!emu->operation.argument[0]) {
		code = emu_background_clear(emu, EMU_FORM_MRW, emu_mrw_blocks(emu));
		if (code)
			return code;
		if (emu->kind->family == EMU_CD) {
			emu->state.tracks[0].control = 7;
			emu->state.tracks[0].data_mode = 2;
		}
		unit = emu->kind->unit;
		first = emu->state.blocks / unit;
		for (uint32_t i = 0; i < emu_mrw_gaa_blocks(emu) / unit; i++)
			emu_store_mark(emu->store, first + i);
		if (emu_store_flush_map(emu->store))
			return EMU_SENSE(3, 0x31, 0x01);
	}
	return emu_background_run(emu);
}

uint32_t emu_mrw_format(struct burin_emulator *emu, const uint8_t *list)
{
	uint32_t blocks = emu_mrw_blocks(emu), code;
	bool nothing;

	if (!blocks)
		return emu_bad_parameter(emu, 8, -1);
	code = emu_background_check(emu, list, EMU_FORM_MRW, blocks, &nothing);
	if (code || nothing)
		return code;
	emu_cd_end_plan(emu);
	emu_end_simulation(emu);
	emu_buffer_drain(emu);
	return emu_operate(emu, EMU_OP_FORMAT,
			   list[11] & 1 ? emu->kind->times.close_track : LEAD_IN_MS, true,
			   finish_format, list[1] & 2);
}

bool emu_mrw_gaa(const struct burin_emulator *emu)
{
	return emu->state.form == EMU_FORM_MRW && emu->pages[EMU_PAGE_MRW][3] & 1;
}

uint32_t emu_mrw_place(const struct burin_emulator *emu, uint32_t lba)
{
	if (!emu_mrw_gaa(emu))
		return lba;
	return lba < emu_mrw_gaa_blocks(emu) ? emu->state.blocks + lba : UINT32_MAX;
}

uint32_t emu_mrw_address(const struct burin_emulator *emu, uint32_t place)
{
	return emu_mrw_gaa(emu) ? place - emu->state.blocks : place;
}
