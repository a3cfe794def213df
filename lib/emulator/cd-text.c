/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CD-Text out of channels R to W of a lead-in, where its packs repeat to the end. */
#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/subchannel.h"

#define PACK 18u
#define PACKS_IN_BLOCK 4u

/* 24 symbols of six bits are 18 bytes. */
static void join(const uint8_t *symbols, uint8_t *pack)
{
	for (uint32_t i = 0; i < 6; i++, symbols += 4, pack += 3)
		put_be24(pack, (symbols[0] & 0x3fu) << 18 | (symbols[1] & 0x3fu) << 12 |
			 (symbols[2] & 0x3fu) << 6 | (symbols[3] & 0x3fu));
}

static bool is_pack(const uint8_t *pack)
{
	return pack[0] >> 4 == 8 && get_be16(pack + 16) == emu_subchannel_crc(pack, 16);
}

static bool known(const uint8_t *packs, size_t n, const uint8_t *pack)
{
	for (size_t i = 0; i < n; i += PACK)
		if (!memcmp(packs + i, pack, PACK))
			return true;
	return false;
}

uint32_t emu_cd_text(struct burin_emulator *emu, uint8_t *packs, size_t room, size_t *n)
{
	const struct emu_cd *cd = &emu_on_disc(emu)->cd;
	uint8_t subcode[EMU_SUBCODE_BYTES], pack[PACK];

	*n = 0;
	for (uint32_t i = 0; i < cd->text_blocks; i++) {
		if (emu_store_read_part(emu->store, cd->text_at + (int32_t)i, 1, EMU_FRAME_BYTES,
					sizeof(subcode), subcode))
			return EMU_READ_ERROR;
		for (uint32_t k = 0; k < PACKS_IN_BLOCK; k++) {
			join(subcode + k * EMU_PACK_SYMBOLS, pack);
			if (!is_pack(pack))
				continue;
			/* The set begins again: it is whole. */
			if (*n >= PACK && !memcmp(packs, pack, PACK))
				return 0;
			if (*n + PACK <= room && !known(packs, *n, pack)) {
				memcpy(packs + *n, pack, PACK);
				*n += PACK;
			}
		}
	}
	return 0;
}
