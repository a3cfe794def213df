/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

#define BLOCKS 32768u

FIXTURE(dvd) { struct drive d; };

FIXTURE_SETUP(dvd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_PLUS_RW, BLOCKS));
}

FIXTURE_TEARDOWN(dvd)
{
	drive_close(&self->d);
}

static uint32_t format(struct drive *d)
{
	return give(d, "0411 00000000", "00000008 ffffffff 98000000");
}

static uint32_t restart(struct drive *d)
{
	return give(d, "0411 00000000", "00000008 ffffffff 98000001");
}

static unsigned int background(struct drive *d)
{
	return disc_info(d) == OK ? d->reply[7] & 3u : 0xff;
}

TEST_F(dvd, blank_needs_formatting)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x10, d->reply[2]);
	EXPECT_EQ(0, d->reply[7]);
	EXPECT_EQ(S(5, 0x30, 0x10), write_at(d, 0, 16));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 16));
	EXPECT_EQ(S(5, 0x30, 0x10), close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x26, 0), restart(d));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(28, d->cmd.transferred);
	EXPECT_EQ(24, d->reply[3]);
	EXPECT_EQ(BLOCKS, get_be32(d->reply + 4));
	EXPECT_EQ(1, d->reply[8]);
	EXPECT_EQ(BLOCKS, get_be32(d->reply + 12));
	EXPECT_EQ(0x98, d->reply[16]);
	EXPECT_EQ(0x90, d->reply[24]);
}

TEST_F(dvd, background_format_runs_while_idle)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(2, d->reply[4]);	/* the medium came */
	ASSERT_EQ(OK, format(d));
	EXPECT_LE(40 * SECOND, burin_emulator_now(d->emu) - before);
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(2, background(d));
	EXPECT_EQ(OK, tell(d, "000000000000"));
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0, d->reply[2]);
	EXPECT_EQ(4, d->reply[12]);
	EXPECT_EQ(4, d->reply[13]);
	EXPECT_EQ(0x80, d->reply[15]);
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, BLOCKS - 16, 16));
	burin_emulator_sleep(d->emu, 5 * SECOND);
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_LT(0x4000, get_be16(d->reply + 16));
	EXPECT_EQ(OK, read_at(d, 0, 16));
	burin_emulator_sleep(d->emu, 60 * SECOND);
	EXPECT_EQ(3, background(d));
	EXPECT_EQ(OK, read_at(d, BLOCKS - 16, 16));
	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(4, d->reply[2]);
	EXPECT_EQ(5, d->reply[4]);	/* background format completed */
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0, d->reply[12]);
}

TEST_F(dvd, writes_anywhere_during_the_format)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, write_at(d, 20003, 40));
	ASSERT_EQ(OK, write_at(d, 100, 7));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 20003, 40));
	EXPECT_EQ(1, holds(d, 100, 7));
	ASSERT_EQ(OK, read_at(d, 20000, 3));	/* the unit was completed */
	EXPECT_EQ(0, test_blocks[0]);
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 20048, 16));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, BLOCKS - 1, 2));
}

TEST_F(dvd, blocks_are_overwritten)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	burin_emulator_sleep(d->emu, 100 * SECOND);
	ASSERT_EQ(OK, write_many(d, 0, 1000));
	ASSERT_EQ(OK, write_salted(d, 500, 20, 7));
	ASSERT_EQ(OK, write_salted(d, 505, 3, 8));
	EXPECT_EQ(1, holds(d, 0, 500));
	EXPECT_EQ(1, holds_salted(d, 500, 5, 7));
	EXPECT_EQ(1, holds_salted(d, 505, 3, 8));
	EXPECT_EQ(1, holds_salted(d, 508, 12, 7));
	EXPECT_EQ(1, holds(d, 520, 480));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds_salted(d, 505, 3, 8));
}

TEST_F(dvd, closing_stops_the_format_and_restart_resumes_it)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, write_at(d, 16000, 16));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, background(d));
	EXPECT_EQ(1, holds(d, 16000, 16));
	EXPECT_EQ(OK, write_at(d, 16000, 16));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 16016, 16));
	ASSERT_EQ(OK, restart(d));
	EXPECT_EQ(2, background(d));
	EXPECT_EQ(OK, write_at(d, 16016, 16));
	burin_emulator_sleep(d->emu, 100 * SECOND);
	EXPECT_EQ(3, background(d));
	EXPECT_EQ(1, holds(d, 16000, 32));
	EXPECT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(3, background(d));
}

TEST_F(dvd, formatting_anew_forgets_everything)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	burin_emulator_sleep(d->emu, 100 * SECOND);
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, format(d));
	EXPECT_EQ(2, background(d));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, BLOCKS - 32, 32));
	burin_emulator_sleep(d->emu, 100 * SECOND);
	ASSERT_EQ(OK, read_at(d, 0, 32));
	for (unsigned int i = 0; i < 32 * 2048; i++)
		ASSERT_EQ(0, test_blocks[i]);
}

TEST_F(dvd, bad_format_requests)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00001000 98000000"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x80\0\x04", 3));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 ffffffff 00000800"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x80\0\x08", 3));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 ffffffff 98000002"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x89\0\x0b", 3));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000010 ffffffff 98000000"));
	EXPECT_EQ(S(5, 0x30, 5), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x30, 5), tell(d, "5300 000000 00000021 00"));
	/* page 05h means nothing here, and may be set */
	EXPECT_EQ(OK, track_at_once(d, BUFE, 3));
}

TEST_F(dvd, one_track_one_session)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x31, d->reply[6]);
	EXPECT_EQ(0, d->reply[7]);
	EXPECT_EQ(16, get_be32(d->reply + 20));
	EXPECT_EQ(BLOCKS, get_be32(d->reply + 24));
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(18, get_be16(d->reply));
	EXPECT_EQ(BLOCKS, get_be32(d->reply + 16));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(BLOCKS - 1, get_be32(d->reply));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 11 0804 0000"));
	EXPECT_EQ(2050, get_be16(d->reply));
	EXPECT_EQ(0x92, d->reply[4]);
	EXPECT_EQ(0x30000 + BLOCKS - 1, get_be32(d->reply + 12));
}

TEST_F(dvd, formatting_is_suspended_when_the_drive_is_closed)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	burin_emulator_sleep(d->emu, 2 * SECOND);
	ASSERT_EQ(OK, write_at(d, 30000, 48));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, background(d));
	EXPECT_EQ(1, holds(d, 30000, 48));
	EXPECT_EQ(OK, read_at(d, 0, 16));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 29000, 16));
	EXPECT_EQ(OK, restart(d));
	EXPECT_EQ(2, background(d));
}

/* A slow obvious disc beside it: whatever the order, blocks read as last written. */
TEST_F(dvd, agrees_with_a_plain_array)
{
	struct drive *d = &self->d;
	static uint32_t salt[512];
	uint32_t seed = 12345;

	ASSERT_EQ(OK, format(d));
	burin_emulator_sleep(d->emu, 100 * SECOND);
	memset(salt, 0, sizeof(salt));
	for (uint32_t i = 1; i < 400; i++) {
		uint32_t lba, n;

		seed = seed * 1103515245u + 12345u;
		lba = seed >> 16 & 511;
		n = 1 + (seed >> 8 & 15);
		n = n < 512 - lba ? n : 512 - lba;
		ASSERT_EQ(OK, write_salted(d, lba, n, i));
		for (uint32_t k = 0; k < n; k++)
			salt[lba + k] = i;
		if (!(i % 40))
			burin_emulator_sleep(d->emu, SECOND);
	}
	for (uint32_t k = 0; k < 512; k++)
		if (salt[k])
			ASSERT_EQ(1, holds_salted(d, k, 1, salt[k]));
}

TEST_HARNESS_MAIN
