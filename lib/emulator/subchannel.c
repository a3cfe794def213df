/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/subchannel.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/sector.h"

uint16_t emu_subchannel_crc(const uint8_t *p, size_t n)
{
	uint16_t crc = 0;

	while (n--) {
		crc ^= (uint16_t)(*p++ << 8);
		for (int k = 0; k < 8; k++)
			crc = (uint16_t)(crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0));
	}
	return (uint16_t)~crc;
}

/* P and Q; R to W stay. The CRC is put where it belongs. */
void emu_subchannel_put(uint8_t *subcode, const uint8_t *q, bool p)
{
	uint8_t whole[EMU_Q_BYTES];

	memcpy(whole, q, EMU_Q_BYTES - 2);
	put_be16(whole + 10, emu_subchannel_crc(q, EMU_Q_BYTES - 2));
	for (uint32_t k = 0; k < EMU_SUBCODE_BYTES; k++)
		subcode[k] = (uint8_t)((subcode[k] & 0x3f) | p << 7 |
				       (whole[k / 8] >> (7 - k % 8) & 1) << 6);
}

void emu_subchannel_get_q(const uint8_t *subcode, uint8_t *q)
{
	memset(q, 0, EMU_Q_BYTES);
	for (uint32_t k = 0; k < EMU_SUBCODE_BYTES; k++)
		q[k / 8] |= (uint8_t)((subcode[k] >> 6 & 1) << (7 - k % 8));
}

bool emu_subchannel_q_intact(const uint8_t *q)
{
	return get_be16(q + 10) == emu_subchannel_crc(q, EMU_Q_BYTES - 2);
}

void emu_subchannel_catalog(uint8_t *q, uint8_t control, const uint8_t *digits, uint8_t frame)
{
	memset(q, 0, EMU_Q_BYTES);
	q[0] = (uint8_t)(control << 4 | 2);
	for (uint32_t i = 0; i < 13; i++)
		q[1 + i / 2] |= (uint8_t)((digits[i] & 15) << (i & 1 ? 0 : 4));
	q[9] = frame;
}

void emu_subchannel_get_catalog(const uint8_t *q, uint8_t *digits)
{
	for (uint32_t i = 0; i < 13; i++)
		digits[i] = (uint8_t)('0' + (q[1 + i / 2] >> (i & 1 ? 0 : 4) & 15));
}

/* Five characters of six bits, two bits of zero, seven digits of four. */
void emu_subchannel_isrc(uint8_t *q, uint8_t control, const uint8_t *code, uint8_t frame)
{
	uint32_t letters = 0;

	memset(q, 0, EMU_Q_BYTES);
	q[0] = (uint8_t)(control << 4 | 3);
	for (uint32_t i = 0; i < 5; i++)
		letters = letters << 6 | ((code[i] - 0x30u) & 0x3f);
	put_be32(q + 1, letters << 2);
	for (uint32_t i = 0; i < 7; i++)
		q[5 + i / 2] |= (uint8_t)((code[5 + i] & 15) << (i & 1 ? 0 : 4));
	q[9] = frame;
}

void emu_subchannel_get_isrc(const uint8_t *q, uint8_t *code)
{
	uint32_t letters = get_be32(q + 1) >> 2;

	for (uint32_t i = 0; i < 5; i++)
		code[i] = (uint8_t)((letters >> (24 - 6 * i) & 0x3f) + 0x30);
	for (uint32_t i = 0; i < 7; i++)
		code[5 + i] = (uint8_t)('0' + (q[5 + i / 2] >> (i & 1 ? 0 : 4) & 15));
}

/* GF(64), x^6 + x + 1 */
static uint8_t multiply(uint8_t a, uint8_t b)
{
	uint8_t product = 0;

	for (; b; b >>= 1) {
		if (b & 1)
			product ^= a;
		a = (uint8_t)(a << 1 ^ (a & 0x20 ? 0x43 : 0));
	}
	return product;
}

/* Division by a generator of n coefficients below the highest. */
static void divide(const uint8_t *data, uint32_t count, const uint8_t *generator, uint32_t n,
		   uint8_t *rest)
{
	memset(rest, 0, n);
	for (uint32_t i = 0; i < count; i++) {
		uint8_t lead = data[i] ^ rest[0];

		memmove(rest, rest + 1, n - 1);
		rest[n - 1] = 0;
		for (uint32_t k = 0; k < n; k++)
			rest[k] ^= multiply(lead, generator[k]);
	}
}

void emu_subchannel_pack_parity(uint8_t *pack)
{
	static const uint8_t q[] = { 0x03, 0x02 }, p[] = { 0x0f, 0x36, 0x3b, 0x03 };
	uint8_t rest[4];

	divide(pack, 2, q, 2, rest);
	memcpy(pack + 2, rest, 2);
	divide(pack, 20, p, 4, rest);
	memcpy(pack + 20, rest, 4);
}

uint32_t emu_subchannel_pack_place(uint32_t i)
{
	static const uint8_t place[EMU_PACK_SYMBOLS] = {
		0, 66, 125, 191, 100, 50, 150, 175, 8, 33, 58, 83, 108, 133, 158, 183, 16, 41, 25,
		91, 116, 141, 166, 75,
	};

	return place[i];
}
