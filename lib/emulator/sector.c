/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/sector.h"

#include <string.h>

#include "core/bytes.h"

#define HEADER 12u
#define PARITY_P 2076u
#define PARITY_Q 2248u
#define LEAD_IN_TIMES 450150		/* 100 minutes less the pregap, in frames */

/* The polynomial of ECMA-130 14.3 for half a byte, lowest bit first. */
static const uint32_t edc_nibble[16] = {
	0x00000000, 0x99011001, 0x82012001, 0x1b003000, 0xb4014001, 0x2d005000, 0x36006000,
	0xaf017001, 0xd8018001, 0x41009000, 0x5a00a000, 0xc301b001, 0x6c00c000, 0xf501d001,
	0xee01e001, 0x7700f000,
};

uint32_t emu_sector_edc(const uint8_t *p, size_t n)
{
	uint32_t edc = 0;

	while (n--) {
		edc ^= *p++;
		edc = edc >> 4 ^ edc_nibble[edc & 15];
		edc = edc >> 4 ^ edc_nibble[edc & 15];
	}
	return edc;
}

/* GF(2^8), x^8 + x^4 + x^3 + x^2 + 1 */
static uint8_t times_alpha(uint8_t v)
{
	return (uint8_t)(v << 1 ^ (v & 0x80 ? 0x1d : 0));
}

static uint8_t third(uint8_t v)
{
	uint8_t product = 0, factor = 0xf4;

	for (; factor; factor >>= 1, v = times_alpha(v))
		if (factor & 1)
			product ^= v;
	return product;
}

/* Two bytes that make the codeword's sums over 1 and alpha zero. */
static void solve(uint8_t s0, uint8_t s1, uint8_t *p0, uint8_t *p1)
{
	*p0 = third(s0 ^ s1);
	*p1 = s0 ^ *p0;
}

static void parity_p(uint8_t *frame)
{
	for (uint32_t c = 0; c < 86; c++) {
		uint8_t s0 = 0, s1 = 0;

		for (uint32_t m = 0; m < 24; m++) {
			uint8_t v = frame[HEADER + c + 86 * m];

			s0 ^= v;
			s1 = times_alpha(s1 ^ v);
		}
		solve(s0, times_alpha(s1), frame + PARITY_P + c, frame + PARITY_P + 86 + c);
	}
}

static void parity_q(uint8_t *frame)
{
	for (uint32_t c = 0; c < 52; c++) {
		uint32_t at = (c >> 1) * 86 + (c & 1);
		uint8_t s0 = 0, s1 = 0;

		for (uint32_t m = 0; m < 43; m++) {
			uint8_t v = frame[HEADER + at];

			s0 ^= v;
			s1 = times_alpha(s1 ^ v);
			at += 88;
			if (at >= 2236)
				at -= 2236;
		}
		solve(s0, times_alpha(s1), frame + PARITY_Q + c, frame + PARITY_Q + 52 + c);
	}
}

/* P and Q behind the first 2076 bytes (ECMA-130 annex A); Q covers P. */
static void add_parity(uint8_t *frame)
{
	parity_p(frame);
	parity_q(frame);
}

uint8_t emu_bcd(uint32_t value)
{
	return (uint8_t)(value / 10 << 4 | value % 10);
}

void emu_sector_bcd_time(uint8_t *p, int32_t lba)
{
	uint32_t frames = (uint32_t)(lba < -150 ? lba + LEAD_IN_TIMES : lba + 150);

	p[0] = emu_bcd(frames / 4500);
	p[1] = emu_bcd(frames / 75 % 60);
	p[2] = emu_bcd(frames % 75);
}

void emu_sector_head(uint8_t *frame, int32_t lba, uint8_t mode)
{
	memset(frame, 0xff, HEADER);
	frame[0] = frame[11] = 0;
	emu_sector_bcd_time(frame + HEADER, lba);
	frame[15] = mode;
}

/* In mode 2 the parity is that of a header of zeros (ECMA-130 does not know it; CD-ROM XA). */
static void finish_form_1(uint8_t *frame, int32_t lba)
{
	put_le32(frame + 2072, emu_sector_edc(frame + 16, 2056));
	memset(frame + HEADER, 0, 4);
	add_parity(frame);
	emu_sector_head(frame, lba, 2);
}

void emu_sector_finish(uint8_t *frame, int32_t lba, enum emu_sector_type type)
{
	switch (type) {
	case EMU_TYPE_MODE_1:
		emu_sector_head(frame, lba, 1);
		put_le32(frame + 2064, emu_sector_edc(frame, 2064));
		memset(frame + 2068, 0, 8);
		add_parity(frame);
		break;
	case EMU_TYPE_FORMLESS:
		emu_sector_head(frame, lba, 2);
		break;
	case EMU_TYPE_FORM_1:
		finish_form_1(frame, lba);
		break;
	case EMU_TYPE_FORM_2:
		emu_sector_head(frame, lba, 2);
		put_le32(frame + 2348, emu_sector_edc(frame + 16, 2332));
		break;
	default:
		break;
	}
}

/* A sub-header stands there twice; without one mode 2 is formless. */
enum emu_sector_type emu_sector_type_of(const uint8_t *frame)
{
	if ((frame[15] & 3) == 1)
		return EMU_TYPE_MODE_1;
	if ((frame[15] & 3) != 2 || memcmp(frame + 16, frame + 20, 4))
		return EMU_TYPE_FORMLESS;
	return frame[18] & EMU_SUBMODE_FORM_2 ? EMU_TYPE_FORM_2 : EMU_TYPE_FORM_1;
}

/* The EDC of form 2 may be left out: zero. */
bool emu_sector_intact(const uint8_t *frame, enum emu_sector_type type)
{
	switch (type) {
	case EMU_TYPE_MODE_1:
		return get_le32(frame + 2064) == emu_sector_edc(frame, 2064);
	case EMU_TYPE_FORM_1:
		return get_le32(frame + 2072) == emu_sector_edc(frame + 16, 2056);
	case EMU_TYPE_FORM_2:
		return !get_le32(frame + 2348) ||
		       get_le32(frame + 2348) == emu_sector_edc(frame + 16, 2332);
	default:
		return true;
	}
}

void emu_sector_scramble(uint8_t *frame)
{
	uint32_t r = 1;

	for (size_t i = HEADER; i < EMU_FRAME_BYTES; i++) {
		frame[i] ^= (uint8_t)r;
		for (int k = 0; k < 8; k++)
			r = r >> 1 | ((r ^ r >> 1) & 1) << 14;
	}
}
