/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/sense.h"

#include <string.h>

#include "core/bytes.h"

void emu_tell_block(struct emu_detail *detail, uint32_t code, uint32_t lba)
{
	if (EMU_KEY(code) == 5)
		return;
	detail->has_info = true;
	detail->info = lba;
}

/* SPC-4 4.5.2.4: sense key specific bytes; false: none. */
static bool key_specific(uint32_t code, const struct emu_detail *detail, uint8_t *p)
{
	if (detail->has_field && EMU_KEY(code) == 5) {
		p[0] = (uint8_t)(0x80 | (detail->in_cdb ? 0x40 : 0) |
				 (detail->has_bit ? 0x08 | (detail->bit & 7) : 0));
		put_be16(p + 1, detail->byte);
		return true;
	}
	if (detail->has_progress) {
		p[0] = 0x80;
		put_be16(p + 1, detail->progress);
		return true;
	}
	return false;
}

void emu_sense_fixed(uint32_t code, const struct emu_detail *detail, uint8_t *out)
{
	memset(out, 0, EMU_SENSE_LEN);
	out[0] = (uint8_t)((detail->deferred ? 0x71 : 0x70) | (detail->has_info ? 0x80 : 0));
	out[2] = EMU_KEY(code);
	if (detail->has_info)
		put_be32(out + 3, detail->info);
	out[7] = EMU_SENSE_LEN - 8;
	out[12] = (uint8_t)(code >> 8);
	out[13] = (uint8_t)code;
	key_specific(code, detail, out + 15);
}

size_t emu_sense_descriptor(uint32_t code, const struct emu_detail *detail, uint8_t *out)
{
	size_t n = 8;

	memset(out, 0, 40);
	out[0] = detail->deferred ? 0x73 : 0x72;
	out[1] = EMU_KEY(code);
	out[2] = (uint8_t)(code >> 8);
	out[3] = (uint8_t)code;
	if (detail->has_info) {
		out[n + 1] = 0x0a;
		out[n + 2] = 0x80;
		put_be32(out + n + 8, detail->info);
		n += 12;
	}
	if (key_specific(code, detail, out + n + 4)) {
		out[n] = 2;
		out[n + 1] = 6;
		n += 8;
	}
	out[7] = (uint8_t)(n - 8);
	return n;
}
