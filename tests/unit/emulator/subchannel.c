/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known answers of sub-channel Q, CD-Text packs and the packs of R to W. */
#include "emulator/subchannel.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/sector.h"

#include <kselftest_harness.h>

TEST(crc)
{
	static const struct { const char *bytes; uint16_t crc; } cases[] = {
		{ "\x41\x01\x01\0\0\0\0\0\x02\0", 0x2832 },
		{ "\x01\x01\0\0\x01\x74\0\0\0\0", 0xaab9 },
		{ "\x41\x01\0\0\x01\x74\0\0\0\0", 0xd8a3 },
		{ "\x01\0\xa0\x97\x15\x17\0\x01\0\0", 0x9eae },
		{ "\x01\xaa\x01\0\0\0\0\x03\x02\x10", 0x0dbc },
	};

	EXPECT_EQ(0xce3c, emu_subchannel_crc((const uint8_t *)"123456789", 9));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		EXPECT_EQ(cases[i].crc, emu_subchannel_crc((const uint8_t *)cases[i].bytes, 10));
	EXPECT_EQ(0x4865, emu_subchannel_crc((const uint8_t *)
		  "\x8f\0\x2a\0\x01\x01\x03\0\x06\x05\x04\x05\x07\x06\x01\x02", 16));
}

TEST(q_among_the_other_channels)
{
	uint8_t subcode[EMU_SUBCODE_BYTES], q[EMU_Q_BYTES];

	memset(subcode, 0x2a, sizeof(subcode));
	emu_subchannel_put(subcode, (const uint8_t *)"\x41\x01\x01\0\0\0\0\0\x02\0", true);
	EXPECT_EQ(0x80 | 0x2a, subcode[0]);
	EXPECT_EQ(0xc0 | 0x2a, subcode[1]);
	emu_subchannel_get_q(subcode, q);
	EXPECT_EQ(0x41, q[0]);
	EXPECT_EQ(0x2832, get_be16(q + 10));
	EXPECT_EQ(1, emu_subchannel_q_intact(q));
	q[3] ^= 1;
	EXPECT_EQ(0, emu_subchannel_q_intact(q));
}

TEST(catalogue_and_isrc)
{
	static const uint8_t number[] = "0123456789012", code[] = "USABC9912345";
	uint8_t q[EMU_Q_BYTES], back[14] = "";

	emu_subchannel_catalog(q, 0, number, 0x33);
	EXPECT_EQ(0x36b7, emu_subchannel_crc(q, 10));
	emu_subchannel_get_catalog(q, back);
	EXPECT_EQ(0, memcmp(back, number, 13));
	emu_subchannel_isrc(q, 0, code, 0x48);
	EXPECT_EQ(0, memcmp(q, "\x03\x96\x34\x52\x4c\x99\x12\x34\x50\x48", 10));
	EXPECT_EQ(0xfced, emu_subchannel_crc(q, 10));
	emu_subchannel_get_isrc(q, back);
	EXPECT_EQ(0, memcmp(back, code, 12));
}

TEST(pack_parity)
{
	uint8_t pack[EMU_PACK_SYMBOLS] = { 0x09, 0x06 }, full[EMU_PACK_SYMBOLS] = { 0x09, 0x26 };

	for (uint8_t i = 0; i < 16; i++)
		pack[4 + i] = i;
	memset(full + 4, 0x3f, 16);
	emu_subchannel_pack_parity(pack);
	emu_subchannel_pack_parity(full);
	EXPECT_EQ(0, memcmp(pack + 2, "\x35\x3a", 2));
	EXPECT_EQ(0, memcmp(pack + 20, "\x06\x3c\x20\x1a", 4));
	EXPECT_EQ(0, memcmp(full + 2, "\x16\x39", 2));
	EXPECT_EQ(0, memcmp(full + 20, "\x25\x1a\x2c\x13", 4));
}

TEST_HARNESS_MAIN
