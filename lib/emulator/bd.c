/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/bd.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/defect.h"
#include "emulator/drive.h"

#define FIRST_SECTOR 0x100000u	/* physical address of LBA 0 */
#define DI_UNIT 112u

static uint32_t clusters(uint32_t blocks)
{
	return blocks / EMU_CLUSTER * EMU_CLUSTER;
}

/* A true disc's are the kind's; a small one's are in proportion. */
void emu_bd_spared(const struct burin_emulator *emu, uint32_t spared[3])
{
	uint32_t blocks = emu_store_blocks(emu->store);

	if (blocks == emu->kind->blocks) {
		memcpy(spared, emu->kind->spared, sizeof(emu->kind->spared));
		return;
	}
	spared[0] = blocks - clusters(blocks / 31 + EMU_CLUSTER - 1);
	spared[1] = clusters(blocks / 2);
	spared[2] = blocks - EMU_CLUSTER;
}

static uint8_t layers(const struct burin_emulator *emu)
{
	uint32_t blocks = emu_store_blocks(emu->store);

	if (emu->kind->layers)
		return emu->kind->layers;
	return blocks <= emu_bd_r.blocks ? 1 : blocks <= emu_bd_r_dl.blocks ? 2 :
	       blocks <= emu_bd_r_tl.blocks ? 3 : 4;
}

/* Class and version: BD-R 0.1, BDXL 0.2; BD-RE 1.2, BDXL 1.3. */
static uint8_t version(const struct emu_kind *kind)
{
	uint8_t number = (uint8_t)((kind->erasable ? 2 : 1) + (kind->layers > 2));

	return (uint8_t)(kind->erasable << 4 | number);
}

/* One DI unit, as far as drives' hosts look at it. */
static uint32_t disc_information(const struct burin_emulator *emu, uint8_t *p)
{
	const struct emu_kind *kind = emu->kind;

	memset(p, 0, DI_UNIT);
	memcpy(p, "DI", 2);
	p[2] = 1;
	p[3] = 1 << 3 | 1;
	p[6] = 98;
	memcpy(p + 8, kind->pressed ? "BDO" : kind->erasable ? "BDW" : "BDR", 3);
	p[11] = (uint8_t)(0x40 | version(kind));	/* 120 mm */
	p[12] = (uint8_t)(layers(emu) << 4 | (kind->pressed ? 1 : kind->erasable ? 4 : 2));
	p[13] = kind->layers > 2 ? 0x05 : 0x01;		/* 33 or 25 GB a layer */
	p[17] = 0x01;
	put_be32(p + 20, FIRST_SECTOR + emu_store_blocks(emu->store) - 1);
	memcpy(p + 100, "BURIN ", 6);
	memcpy(p + 106, "V01", 3);
	return DI_UNIT;
}

uint32_t emu_bd_spares(const struct burin_emulator *emu)
{
	if (!emu->state.formatted || emu->state.form == EMU_FORM_NO_SPARE)
		return 0;
	return (emu_store_blocks(emu->store) - emu->state.blocks) / EMU_CLUSTER;
}

/* Clusters free and allocated. */
static uint32_t spare_areas(const struct burin_emulator *emu, uint8_t *p)
{
	if (!emu->state.formatted)
		return 0;
	put_be32(p, 0);
	put_be32(p + 4, emu_spares_left(emu));
	put_be32(p + 8, emu_spares(emu));
	return 12;
}

uint32_t emu_bd_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p,
			  uint32_t room)
{
	if (number == 0x00 && room >= DI_UNIT)
		return disc_information(emu, p);
	if (number == 0x09) {
		put_be32(p, 0);	/* no cartridge */
		return 4;
	}
	if (number == 0x0a && room >= 12)
		return spare_areas(emu, p);
	if (number == 0x08 || number == 0x12)
		return emu_defects_structure(emu, number, p, room);
	return 0;
}
