/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(dvd) { struct drive d; };

FIXTURE_SETUP(dvd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_RAM, 0));
}

FIXTURE_TEARDOWN(dvd)
{
	drive_close(&self->d);
}

static uint32_t capacity(struct drive *d)
{
	if (ask(d, "2500 00000000 0000 0000") != OK)
		return 0xffffffff;
	return get_be32(d->reply) + 1;
}

/* E22: the one medium with disc status 3 */
TEST_F(dvd, a_new_one_is_formatted)
{
	struct drive *d = &self->d;
	static const uint16_t now[] = { 0x0010, 0x001f, 0x0020, 0x0023, 0x0024 };

	EXPECT_EQ(0x33, disc_state(d));
	EXPECT_EQ(0x10, d->reply[2] & 0x10);
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x12, get_be16(d->reply + 6));
	for (int i = 0; i < 5; i++) {
		char hex[32];

		snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", now[i]);
		ASSERT_EQ(OK, ask(d, hex));
		EXPECT_EQ(1, d->reply[10] & 1);
	}
	EXPECT_EQ(2236704, capacity(d));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	ASSERT_EQ(OK, read_at(d, 2236703, 1));
	EXPECT_EQ(0, test_blocks[0]);
	EXPECT_EQ(S(5, 0x30, 5), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x2c, 0), close_it(d, 2, 0));
}

TEST_F(dvd, it_is_written_block_by_block_anywhere)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_at(d, 1000001, 1));
	ASSERT_EQ(OK, write_at(d, 2236703, 1));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 2236703, 2));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 1000001, 1));
	ASSERT_EQ(OK, read_at(d, 1000002, 1));
	EXPECT_EQ(0, test_blocks[0]);
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, holds(d, 2236703, 1));
}

TEST_F(dvd, formats)
{
	struct drive *d = &self->d;
	static const uint8_t want[] = {
		0, 0, 0, 32,
		0x00, 0x22, 0x21, 0x20, 2, 0, 8, 0,	/* 2236704, formatted */
		0x00, 0x22, 0x21, 0x20, 0, 0, 8, 0,
		0x00, 0x23, 0x05, 0x20, 0, 0, 8, 0,	/* 2295072 */
		0x00, 0x21, 0x3d, 0x20, 4, 0, 8, 0,	/* 58368 fewer */
	};

	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	ASSERT_EQ(sizeof(want), d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, want, sizeof(want)));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, write_at(d, 2236000, 16));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00222120 98000000"));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00222110 00000800"));
	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00213d20 04000800"));
	EXPECT_EQ(2178336, capacity(d));
	EXPECT_EQ(1, holds(d, 0, 32));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 2236000, 1));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 0a 0100 0000"));
	EXPECT_EQ(12800, get_be32(d->reply + 4));
	EXPECT_EQ(2 * 58368, get_be32(d->reply + 8));
	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00230520 00000800"));
	EXPECT_EQ(2295072, capacity(d));
	ASSERT_EQ(OK, read_at(d, 0, 1));
	EXPECT_EQ(0, test_blocks[0]);
}

/* DCRT with FOV and CmpList */
TEST_F(dvd, certification_takes_an_hour_or_is_left_out)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0419 00000000", "00200008 00222120 00000800"));
	ASSERT_EQ(OK, give(d, "0419 00000000", "00a00008 00222120 00000800"));
	EXPECT_GT(60 * SECOND, burin_emulator_now(d->emu) - before);
	before = burin_emulator_now(d->emu);
	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00222120 00000800"));
	EXPECT_LT(1200 * SECOND, burin_emulator_now(d->emu) - before);
}

TEST_F(dvd, the_tab_of_the_case)
{
	struct drive *d = &self->d;

	burin_emulator_set_write_protect(d->emu, true);
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 09 0100 0000"));
	EXPECT_EQ(4, d->reply[4]);
	EXPECT_EQ(S(7, 0x27, 3), write_at(d, 0, 16));
	EXPECT_EQ(S(7, 0x27, 3), give(d, "0411 00000000", "00000008 00222120 00000800"));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 00 0804 0000"));
	EXPECT_EQ(0x16, d->reply[4]);
	EXPECT_EQ(0x31000, get_be32(d->reply + 8));
}

TEST_F(dvd, streaming_saves_the_verification)
{
	struct drive *d = &self->d;
	uint64_t took[2];

	pattern(test_blocks, 0, 1024, 0);
	for (int i = 0; i < 2; i++) {
		uint64_t before = burin_emulator_now(d->emu);

		for (int k = 0; k < 16; k++)
			ASSERT_EQ(OK, command(d, i ? "aa00 00000000 00000400 8000" :
					      "aa00 00000000 00000400 0000", BURIN_EMU_OUT,
					      test_blocks, 1024 * 2048));
		ASSERT_EQ(OK, sync_cache(d));
		took[i] = burin_emulator_now(d->emu) - before;
	}
	EXPECT_LT(took[1] + 4 * SECOND, took[0]);
}

TEST_HARNESS_MAIN
