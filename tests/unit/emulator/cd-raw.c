/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions whose every bit the host makes: lead-in, scrambled sectors, sub-channels. */
#include "emulator/cd-emu.h"
#include "emulator/sector.h"
#include "emulator/subchannel.h"

#define LEAD_IN (-12508)
#define TRACK_2 750		/* its pause begins at 600 */
#define LEAD_OUT 1200

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_RW, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

static void times(uint8_t *p, uint32_t frames)
{
	p[0] = emu_bcd(frames / 4500);
	p[1] = emu_bcd(frames / 75 % 60);
	p[2] = emu_bcd(frames % 75);
}

/* Points in turn: first and last track, lead-out, track 1 (data), track 2 (audio). */
static void lead_in_q(uint8_t *q, uint32_t n, int multi)
{
	static const uint8_t points[] = { 0xa0, 0xa1, 0xa2, 0x01, 0x02, 0xb0 };
	static const uint32_t frames[] = { 0, 0, LEAD_OUT + 150, 150, TRACK_2 + 150 };
	uint32_t i = n / 3 % (multi ? 6 : 5);

	memset(q, 0, 12);
	q[0] = points[i] == 0xb0 ? 0x45 : i == 2 || i == 4 ? 0x01 : 0x41;
	q[2] = points[i];
	if (i >= 2 && i < 5)
		times(q + 7, frames[i]);
	else if (i < 2)
		q[7] = (uint8_t)(1 + i);
	else
		times(q + 3, LEAD_OUT + 11400);
}

static void program_q(uint8_t *q, int32_t lba)
{
	int track = lba >= 600 ? 2 : 1, start = track == 2 ? TRACK_2 : 0;

	memset(q, 0, 12);
	q[0] = track == 1 ? 0x41 : 0x01;
	q[1] = lba >= LEAD_OUT ? 0xaa : (uint8_t)track;
	q[2] = lba >= start;
	times(q + 3, (uint32_t)(lba < start ? start - 1 - lba : lba - start));
	times(q + 7, (uint32_t)(lba + 150));
	if (lba == 60)
		emu_subchannel_catalog(q, 4, (const uint8_t *)"0123456789012", 0x60);
	if (lba == 800)
		emu_subchannel_isrc(q, 0, (const uint8_t *)"USABC9912345", 0x50);
}

/* A block as the host sends it: bytes 2368 or 2448. */
static void make_block(int32_t lba, uint32_t bytes, int multi)
{
	uint8_t q[12], *sub = cd_blocks + 2352;

	memset(cd_blocks, 0, bytes);
	if (lba < -150)
		lead_in_q(q, (uint32_t)(lba - LEAD_IN), multi);
	else
		program_q(q, lba);
	if (lba >= 600) {
		cd_pattern(cd_blocks, lba, 1, 2352, 0);
	} else if (lba >= -150) {
		cd_pattern(cd_blocks + 16, lba, 1, 2048, 0);
		emu_sector_finish(cd_blocks, lba, EMU_TYPE_MODE_1);
		emu_sector_scramble(cd_blocks);
	}
	put_be16(q + 10, emu_subchannel_crc(q, 10));
	if (bytes == 2368) {
		memcpy(sub, q, 12);
		sub[15] = (uint8_t)(q[2] ? 0 : 0x80);
	} else {
		for (int i = 0; lba >= 0 && i < 96; i++)
			sub[i] = (uint8_t)((lba + i) & 0x3f);
		emu_subchannel_put(sub, q, !q[2]);
	}
}

static uint32_t burn(struct drive *d, unsigned int block_type, int multi)
{
	uint32_t bytes = block_type == 1 ? 2368 : 2448;

	if (write_page(d, BUFE | RAW, 0x00, block_type))
		return 1;
	for (int32_t lba = LEAD_IN; lba < LEAD_OUT + 6750; lba++) {
		uint32_t code;

		make_block(lba, bytes, multi);
		code = cd_send(d, lba, 1, bytes);
		if (code)
			return code;
	}
	return sync_cache(d);
}

TEST_F(cd, the_lead_in_is_the_table_of_contents)
{
	struct drive *d = &self->d;

	for (unsigned int block_type = 1; block_type <= 3; block_type++) {
		EXPECT_EQ(LEAD_IN, write_page(d, BUFE | RAW, 0, block_type) == OK ?
			  (int32_t)nwa(d, 0xff) : 0);
		ASSERT_EQ(OK, burn(d, block_type, 0));
		EXPECT_EQ(0x23, disc_state(d));
		ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
		EXPECT_EQ(2 + 3 * 8, get_be16(d->reply));
		EXPECT_EQ(0, memcmp(d->reply + 4, "\0\x14\x01\0\0\0\0\0", 8));
		EXPECT_EQ(0, memcmp(d->reply + 12, "\0\x10\x02\0\0\0\x02\xee", 8));
		EXPECT_EQ(0, memcmp(d->reply + 20, "\0\x10\xaa\0\0\0\x04\xb0", 8));
		EXPECT_EQ(1, cd_holds(d, 0, 600, 2, 0x10, 2048));
		EXPECT_EQ(1, cd_holds(d, 600, 600, 1, 0x10, 2352));
		EXPECT_EQ(OK, read_at(d, 0, 600));
		EXPECT_EQ(S(5, 0x64, 0), read_at(d, 600, 1));
		ASSERT_EQ(OK, ask(d, "4200 40 02 0000 00 0018 00"));
		EXPECT_EQ(0, memcmp(d->reply + 9, "0123456789012", 14));
		ASSERT_EQ(OK, ask(d, "4200 40 03 0000 02 0018 00"));
		EXPECT_EQ(0, memcmp(d->reply + 9, "USABC9912345", 13));
		ASSERT_EQ(OK, tell(d, "a101 00000000 000000000000"));
	}
}

TEST_F(cd, sub_channels_come_back_as_they_were_sent)
{
	struct drive *d = &self->d;
	static uint8_t want[2448];

	ASSERT_EQ(OK, burn(d, 3, 0));
	make_block(700, 2448, 0);
	memcpy(want, cd_blocks, 2448);
	ASSERT_EQ(OK, read_cd(d, 700, 1, 1, 0xf8, 1));
	ASSERT_EQ(2448, d->cmd.transferred);
	EXPECT_EQ(0, memcmp(cd_blocks, want, 2448));
	ASSERT_EQ(OK, read_cd(d, 700, 1, 1, 0, 2));
	EXPECT_EQ(0x02, cd_blocks[1]);
	EXPECT_EQ(0x00, cd_blocks[2]);
	EXPECT_EQ(0x80, cd_blocks[15]);
}

/* What goes in as packs comes out as packs, though it is spread over the disc. */
TEST_F(cd, packs_are_spread_and_gathered)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d, 2, 0));
	make_block(700, 2448, 0);
	ASSERT_EQ(OK, read_cd(d, 700, 1, 1, 0, 4));
	ASSERT_EQ(96, d->cmd.transferred);
	for (uint32_t pack = 0; pack < 4; pack++) {
		uint8_t want[24];

		for (uint32_t i = 0; i < 24; i++)
			want[i] = (uint8_t)((700 + pack * 24 + i) & 0x3f);
		emu_subchannel_pack_parity(want);
		EXPECT_EQ(0, memcmp(cd_blocks + 24 * pack, want, 24));
	}
	ASSERT_EQ(OK, read_cd(d, 700, 1, 1, 0, 1));
	EXPECT_NE(0, memcmp(cd_blocks, test_blocks, 96));
}

TEST_F(cd, a_next_session_where_the_lead_in_says_so)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, burn(d, 3, 1));
	EXPECT_EQ(0x10, disc_state(d));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	EXPECT_EQ(LEAD_OUT + 11400, nwa(d, 0xff));
}

TEST_F(cd, no_session_without_a_lead_in)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | RAW, 0x00, 3));
	make_block(0, 2448, 0);
	EXPECT_EQ(S(5, 0x21, 2), cd_send(d, 0, 1, 2448));
	EXPECT_EQ(S(5, 0x21, 2), cd_send(d, -150, 1, 2448));
	EXPECT_EQ(S(5, 0x21, 2), cd_send(d, LEAD_IN - 1, 1, 2448));
	for (int32_t lba = -160; lba < -150; lba++) {
		make_block(lba, 2448, 0);
		ASSERT_EQ(OK, cd_send(d, lba, 1, 2448));
	}
	make_block(-150, 2448, 0);
	EXPECT_EQ(S(3, 0x72, 1), cd_send(d, -150, 1, 2448));
}

TEST_F(cd, wrong_codes_are_found_on_reading)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | RAW, 0x00, 3));
	for (int32_t lba = LEAD_IN; lba < LEAD_OUT; lba++) {
		make_block(lba, 2448, 0);
		if (lba == 7)
			cd_blocks[100] ^= 1;
		ASSERT_EQ(OK, cd_send(d, lba, 1, 2448));
	}
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(OK, read_at(d, 0, 7));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 0, 8));
	EXPECT_EQ(7 * 2048, d->cmd.transferred);
	EXPECT_EQ(7, get_be32(d->cmd.sense + 3));
	EXPECT_EQ(OK, read_cd(d, 7, 1, 0, 0xf8, 0));
}

TEST_HARNESS_MAIN
