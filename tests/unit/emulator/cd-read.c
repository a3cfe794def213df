/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What READ CD gives of each kind of sector, field by field, and tracks of every block type. */
#include "emulator/cd-emu.h"
#include "emulator/sector.h"

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_R, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

/* A track of 400 blocks for each data block type; the sub-header is that of the page. */
static const struct { unsigned int type, mode; uint32_t bytes; uint8_t reads; } tracks[] = {
	{ 0, 0, 2352, EMU_TYPE_AUDIO }, { 8, 4, 2048, EMU_TYPE_MODE_1 },
	{ 9, 4, 2336, EMU_TYPE_FORMLESS }, { 10, 4, 2048, EMU_TYPE_FORM_1 },
	{ 12, 4, 2324, EMU_TYPE_FORM_2 }, { 0, 0, 2352, EMU_TYPE_AUDIO },
};

#define TRACKS (sizeof(tracks) / sizeof(tracks[0]))
#define AT(i) ((int32_t)((i) * 552))

static uint32_t page_with_header(struct drive *d, unsigned int mode, unsigned int block_type)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 41 %02x %02x 00 00 00 00 00"
			 "00000000 0096", mode, block_type);

	for (int i = 0; i < 32; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	snprintf(list + n, sizeof(list) - (size_t)n, "0102%02x04", block_type == 12 ? 0x20 : 8);
	return give(d, "5510 0000000000 003c 00", list);
}

static uint32_t burn(struct drive *d)
{
	for (size_t i = 0; i < TRACKS; i++) {
		uint32_t code = page_with_header(d, tracks[i].mode, tracks[i].type);

		if (!code)
			code = cd_write(d, AT(i), 400, tracks[i].bytes);
		if (!code)
			code = sync_cache(d);
		if (code)
			return code;
	}
	return close_it(d, 2, 0);
}

TEST_F(cd, tracks_of_every_block_type)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d));
	for (size_t i = 0; i < TRACKS; i++) {
		if (tracks[i].reads != EMU_TYPE_FORM_2)
			EXPECT_EQ(1, cd_holds(d, AT(i), 400, tracks[i].reads, 0x10, tracks[i].bytes));
		for (unsigned int type = 0; type < 6; type++)
			EXPECT_EQ(type && type != tracks[i].reads ? S(5, 0x64, 0) : OK,
				  read_cd(d, AT(i), 1, type, 0x10, 0));
		EXPECT_EQ(tracks[i].bytes == 2048 ? OK : S(5, 0x64, 0),
			  read_at(d, (uint32_t)AT(i), 1));
		ASSERT_EQ(OK, track_info(d, (unsigned int)i + 1));
		EXPECT_EQ(tracks[i].mode, d->reply[5] & 15u);
		EXPECT_EQ(i == 0 || i == 5 ? 15 : i == 1 ? 1 : 2, d->reply[6] & 15);
	}
}

TEST_F(cd, fields_of_each_sector)
{
	static const struct { uint8_t nine; int bytes[6]; } cases[] = {
		/* byte 9;       audio  mode 1 formless form 1 form 2;  -1: refused */
		{ 0x00, { 0,	 0,	0,     0,      0,     0 } },
		{ 0x10, { 0,	 2352,	2048,  2336,   2048,  2328 } },
		{ 0x18, { 0,	 2352,	2336,  2336,   2328,  2328 } },
		{ 0x20, { 0,	 0,	4,     4,      4,     4 } },
		{ 0x30, { 0,	 2352,	2052,  2340,   -1,    -1 } },
		{ 0x38, { 0,	 2352,	2340,  2340,   -1,    -1 } },
		{ 0x40, { 0,	 0,	0,     0,      8,     8 } },
		{ 0x50, { 0,	 2352,	2048,  2336,   2056,  2336 } },
		{ 0x58, { 0,	 2352,	2336,  2336,   2336,  2336 } },
		{ 0x60, { 0,	 0,	4,     4,      12,    12 } },
		{ 0x70, { 0,	 2352,	2052,  2340,   2060,  2340 } },
		{ 0x78, { 0,	 2352,	2340,  2340,   2340,  2340 } },
		{ 0x80, { 0,	 0,	12,    12,     12,    12 } },
		{ 0x90, { 0,	 2352,	-1,    -1,     -1,    -1 } },
		{ 0xa0, { 0,	 0,	16,    16,     16,    16 } },
		{ 0xb0, { 0,	 2352,	2064,  2352,   -1,    -1 } },
		{ 0xb8, { 0,	 2352,	2352,  2352,   -1,    -1 } },
		{ 0xe0, { 0,	 0,	16,    16,     24,    24 } },
		{ 0xf0, { 0,	 2352,	2064,  2352,   2072,  2352 } },
		{ 0xf8, { 0,	 2352,	2352,  2352,   2352,  2352 } },
		{ 0xfa, { 0,	 2646,	2646,  2646,   2646,  2646 } },
		{ 0xfc, { 0,	 2648,	2648,  2648,   2648,  2648 } },
	};
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d));
	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
			int want = cases[k].bytes[tracks[i].reads];
			uint32_t code = read_cd(d, AT(i) + 5, 1, 0, cases[k].nine, 0);

			EXPECT_EQ(want < 0 ? S(5, 0x24, 0) : OK, code) {
				TH_LOG("track %zu, byte 9 %02x", i, cases[k].nine);
			}
			EXPECT_EQ(want < 0 ? 0 : want, d->cmd.transferred) {
				TH_LOG("track %zu, byte 9 %02x", i, cases[k].nine);
			}
		}
	EXPECT_EQ(S(5, 0x24, 0), read_cd(d, 5, 1, 0, 0xfe, 0));
	EXPECT_EQ(S(5, 0x24, 0), read_cd(d, 5, 1, 0, 0xf8, 3));
	EXPECT_EQ(S(5, 0x24, 0), read_cd(d, 5, 1, 0, 0xf8, 5));
	EXPECT_EQ(S(5, 0x24, 0), read_cd(d, 5, 1, 6, 0xf8, 0));
}

TEST_F(cd, frames_are_whole)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d));
	for (size_t i = 1; i < 5; i++) {
		ASSERT_EQ(OK, read_cd(d, AT(i) + 5, 1, 0, 0xf8, 0));
		EXPECT_EQ(0, memcmp(cd_blocks, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0", 12));
		EXPECT_EQ(tracks[i].reads, emu_sector_type_of(cd_blocks));
		EXPECT_EQ(1, emu_sector_intact(cd_blocks, tracks[i].reads));
		if (tracks[i].reads >= EMU_TYPE_FORM_1)
			EXPECT_EQ(0, memcmp(cd_blocks + 16, cd_blocks + 20, 4));
	}
	ASSERT_EQ(OK, read_cd(d, AT(3), 1, 4, 0x40, 0));
	EXPECT_EQ(0, memcmp(cd_blocks, "\x01\x02\x08\x04", 4));
}

/* Mixed forms: the sub-header comes with each block. */
TEST_F(cd, forms_are_mixed_in_one_track)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | TAO, 4, 13));
	for (int32_t lba = 0; lba < 400; lba++) {
		cd_pattern(cd_blocks, lba, 1, 2332, 0);
		memcpy(cd_blocks, lba & 1 ? "\0\0\x20\0\0\0\x20" : "\0\0\x08\0\0\0\x08", 8);
		ASSERT_EQ(OK, cd_send(d, lba, 1, 2332));
	}
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(OK, read_at(d, 0, 1));
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 1, 1));
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 0, 2));
	EXPECT_EQ(2048, d->cmd.transferred);
	EXPECT_EQ(OK, read_cd(d, 0, 1, 4, 0x10, 0));
	EXPECT_EQ(OK, read_cd(d, 1, 1, 5, 0x10, 0));
	EXPECT_EQ(S(5, 0x64, 0), read_cd(d, 0, 2, 4, 0x10, 0));
	EXPECT_EQ(OK, read_cd(d, 0, 2, 0, 0x10, 0));
	EXPECT_EQ(2048 + 2328, d->cmd.transferred);
}

/* Between audio tracks there is silence; between others nothing a drive gives. */
TEST_F(cd, pauses_of_tracks_at_once)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d));
	EXPECT_EQ(OK, read_cd(d, 400, 2, 1, 0xf8, 0));
	EXPECT_EQ(S(3, 0x11, 5), read_cd(d, 402, 1, 0, 0xf8, 0));
	EXPECT_EQ(S(5, 0x64, 0), read_cd(d, AT(1) + 400, 1, 0, 0xf8, 0));
	EXPECT_EQ(OK, read_cd(d, AT(5) - 150, 150 > 20 ? 20 : 150, 1, 0x10, 0));
	EXPECT_EQ(S(5, 0x21, 0), read_cd(d, AT(5) + 402, 1, 0, 0xf8, 0));
	EXPECT_EQ(S(5, 0x21, 0), read_cd(d, -151, 1, 0, 0xf8, 0));
}

TEST_F(cd, a_track_goes_on_as_it_began)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | TAO, 0, 0));
	ASSERT_EQ(OK, cd_write(d, 0, 100, 2352));
	ASSERT_EQ(OK, sync_cache(d));		/* too short to end */
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 100, 16));
	ASSERT_EQ(OK, write_page(d, BUFE | TAO, 0, 0));
	EXPECT_EQ(OK, cd_write(d, 100, 300, 2352));
}

TEST_F(cd, the_memory_area_tells_of_open_sessions)
{
	struct drive *d = &self->d;
	static const uint8_t items[] = { 1, 0x10, 0, 1, 0, 7, 27, 0, 0, 2, 0 };

	ASSERT_EQ(OK, ask(d, "4302 03 000000 00 0ffe 00"));
	EXPECT_EQ(2, get_be16(d->reply));
	ASSERT_EQ(OK, write_page(d, BUFE | TAO, 0, 0));
	ASSERT_EQ(OK, cd_write(d, 0, 400, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, ask(d, "4302 03 000000 00 0ffe 00"));
	EXPECT_EQ(2 + sizeof(items), get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 4, items, sizeof(items)));
}

TEST_F(cd, the_head_stays_where_it_read)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d));
	ASSERT_EQ(OK, read_cd(d, AT(5) + 80, 1, 1, 0x10, 0));
	ASSERT_EQ(OK, ask(d, "4202 40 01 0000 00 0010 00"));
	EXPECT_EQ(12, get_be16(d->reply + 2));
	EXPECT_EQ(0, memcmp(d->reply + 4, "\x01\x10\x06\x01\0\x00\x27\x41", 6));
	EXPECT_EQ(1, d->reply[14]);
	EXPECT_EQ(5, d->reply[15]);
}

TEST_HARNESS_MAIN
