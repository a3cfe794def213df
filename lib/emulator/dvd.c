/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/dvd.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/drive.h"

void emu_dvd_put_physical(const struct emu_dvd_physical *physical, uint8_t *p)
{
	memset(p, 0, EMU_DVD_PHYSICAL);
	p[0] = physical->book;
	p[1] = 0x0f;		/* 120 mm, no maximum rate */
	p[2] = physical->layer_type;
	p[3] = physical->density;
	put_be32(p + 4, physical->first);
	put_be32(p + 8, physical->first + physical->blocks - 1);
	if (!physical->layer_break)
		return;
	p[2] |= 1 << 5 | 1 << 4;	/* two layers, opposite track path */
	put_be32(p + 12, physical->first + physical->layer_break - 1);
}

uint32_t emu_dvd_structure(const struct burin_emulator *emu, uint8_t number, uint8_t *p)
{
	if (number == 0x01 || number == 0x05) {
		put_be32(p, 0);
		return 4;
	}
	if (number != 0x04 || !emu->kind->recording->capacity(emu))
		return 0;
	memset(p, 0, EMU_DVD_PHYSICAL);
	return EMU_DVD_PHYSICAL;
}
