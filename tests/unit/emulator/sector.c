/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known answers: whole sectors, scrambled and not, computed by other programs. */
#include "emulator/sector.h"

#include <string.h>

#include <kselftest_harness.h>

static uint8_t frame[EMU_FRAME_BYTES];

static uint32_t crc32_of(const uint8_t *p, size_t n)
{
	uint32_t crc = 0xffffffff;

	while (n--) {
		crc ^= *p++;
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void fill(uint32_t at, uint32_t n, int counting)
{
	for (uint32_t i = 0; i < n; i++)
		frame[at + i] = (uint8_t)(counting ? i : 0);
}

static void sub_header(const char *bytes)
{
	memcpy(frame + 16, bytes, 4);
	memcpy(frame + 20, bytes, 4);
}

TEST(edc)
{
	EXPECT_EQ(0x6ec2edc4, emu_sector_edc((const uint8_t *)"123456789", 9));
	fill(0, sizeof(frame), 0);
	EXPECT_EQ(0, emu_sector_edc(frame, sizeof(frame)));
}

TEST(mode_1)
{
	memset(frame, 0x5a, sizeof(frame));
	fill(16, 2048, 0);
	emu_sector_finish(frame, 0, EMU_TYPE_MODE_1);
	EXPECT_EQ(0xd12ad343, crc32_of(frame, sizeof(frame)));
	EXPECT_EQ(EMU_TYPE_MODE_1, emu_sector_type_of(frame));
	EXPECT_EQ(1, emu_sector_intact(frame, EMU_TYPE_MODE_1));
	emu_sector_scramble(frame);
	EXPECT_EQ(0x56609155, crc32_of(frame, sizeof(frame)));
	fill(16, 2048, 1);
	emu_sector_finish(frame, 16, EMU_TYPE_MODE_1);
	EXPECT_EQ(0x2f696cc4, crc32_of(frame, sizeof(frame)));
	emu_sector_scramble(frame);
	EXPECT_EQ(0xa8232ed2, crc32_of(frame, sizeof(frame)));
	emu_sector_scramble(frame);
	EXPECT_EQ(0x2f696cc4, crc32_of(frame, sizeof(frame)));
	frame[100] ^= 1;
	EXPECT_EQ(0, emu_sector_intact(frame, EMU_TYPE_MODE_1));
}

TEST(mode_2_form_1)
{
	sub_header("\0\0\10");
	fill(24, 2048, 0);
	emu_sector_finish(frame, 0, EMU_TYPE_FORM_1);
	EXPECT_EQ(0x836fd3f4, crc32_of(frame, sizeof(frame)));
	EXPECT_EQ(EMU_TYPE_FORM_1, emu_sector_type_of(frame));
	fill(24, 2048, 1);
	emu_sector_finish(frame, 16, EMU_TYPE_FORM_1);
	EXPECT_EQ(0x9c31ccbe, crc32_of(frame, sizeof(frame)));
	EXPECT_EQ(1, emu_sector_intact(frame, EMU_TYPE_FORM_1));
}

TEST(mode_2_form_2)
{
	sub_header("\0\0\x28");
	fill(24, 2324, 0);
	emu_sector_finish(frame, 0, EMU_TYPE_FORM_2);
	EXPECT_EQ(0xf3e12f43, crc32_of(frame, sizeof(frame)));
	sub_header("\1\2\x64\1");
	fill(24, 2324, 1);
	emu_sector_finish(frame, 16, EMU_TYPE_FORM_2);
	EXPECT_EQ(0, memcmp(frame + 2348, "\x49\x16\xef\x45", 4));
	EXPECT_EQ(EMU_TYPE_FORM_2, emu_sector_type_of(frame));
}

TEST(scrambler)
{
	static const uint8_t first[] = { 0x01, 0x80, 0x00, 0x60, 0x00, 0x28, 0x00, 0x1e };

	fill(0, sizeof(frame), 0);
	emu_sector_scramble(frame);
	EXPECT_EQ(0, memcmp(frame + 12, first, sizeof(first)));
	EXPECT_EQ(0x9cdc2670, crc32_of(frame + 12, 2340));
	EXPECT_EQ(0, frame[11]);
}

TEST(times)
{
	static const struct { int32_t lba; const char *bcd; } cases[] = {
		{ -150, "\0\0\0" }, { -1, "\0\1\x74" }, { 0, "\0\2\0" }, { 16, "\0\2\x16" },
		{ 359848, "\x79\x59\x73" }, { -11635, "\x97\x26\x65" }, { -12490, "\x97\x15\x35" },
	};
	uint8_t time[3];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		emu_sector_bcd_time(time, cases[i].lba);
		EXPECT_EQ(0, memcmp(time, cases[i].bcd, 3));
	}
}

TEST_HARNESS_MAIN
