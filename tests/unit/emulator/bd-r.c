/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(bd) { struct drive d; };

FIXTURE_SETUP(bd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_R, 0));
}

FIXTURE_TEARDOWN(bd)
{
	drive_close(&self->d);
}

TEST_F(bd, blank_replies)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x20, d->reply[7]);
	EXPECT_EQ(0, d->reply[2] & 0x10);
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x61, d->reply[6]);
	EXPECT_EQ(1, d->reply[7]);
	EXPECT_EQ(0, get_be32(d->reply + 12));
	EXPECT_EQ(12219392, get_be32(d->reply + 16));
	EXPECT_EQ(32, get_be32(d->reply + 20));
	EXPECT_EQ(12219392, get_be32(d->reply + 24));
	EXPECT_EQ(S(5, 0x24, 0), track_info(d, 0xff));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(0, get_be32(d->reply));
}

TEST_F(bd, format_capacities_are_the_published_ones)
{
	struct drive *d = &self->d;
	static const uint8_t want[] = {
		0, 0, 0, 40,
		0x00, 0xba, 0x74, 0x00, 1, 0, 8, 0,		/* 12219392, unformatted */
		0x00, 0xb4, 0x74, 0x00, 0, 0, 0x30, 0,		/* 11826176 with 3000h clusters */
		0x00, 0xb4, 0x74, 0x00, 0xc9, 0, 0, 0,
		0x00, 0x58, 0x74, 0x00, 0xc9, 0, 0, 0,		/* 5796864 */
		0x00, 0xb8, 0x74, 0x00, 0xc9, 0, 0, 0,		/* 12088320 */
	};

	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(sizeof(want), d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, want, sizeof(want)));
}

/* libburn sends the sub-type of type 32h with type 00h, too. */
TEST_F(bd, type_00h_takes_the_sub_type_of_a_plain_one)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00b47400 02000800"));
	ASSERT_EQ(OK, give(d, "0411 00000000", "00820008 00b47400 01000800"));
}

TEST_F(bd, format_with_spares_happens_once)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00ba7400 00003000"));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00b47400 cb000000"));
	EXPECT_EQ(0x80, d->cmd.sense[15]);
	EXPECT_EQ(S(5, 0x1a, 0), give(d, "0411 00000000", "00000008 00b47400"));
	EXPECT_EQ(S(5, 0x24, 0), give(d, "0401 00000000", "00000008 00b47400 00003000"));
	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00b47400 00003000"));
	EXPECT_EQ(0x10, disc_state(d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(11826176, get_be32(d->reply + 16));
	EXPECT_EQ(0, get_be32(d->reply + 12));
	EXPECT_EQ(S(5, 0x30, 6), give(d, "0411 00000000", "00000008 00b47400 00003000"));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 11826176, 32));
	EXPECT_EQ(OK, write_at(d, 0, 32));
}

TEST_F(bd, blanking_and_foreign_functions_are_refused)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x30, 6), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x24, 0), close_it(d, 0, 0));
	EXPECT_EQ(S(5, 0x72, 4), close_it(d, 6, 0));
	EXPECT_EQ(S(5, 0x20, 0), tell(d, "2e00 00000000 00 0001 00"));
}

TEST_F(bd, a_partial_cluster_is_completed_at_sync)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_at(d, 0, 5));
	EXPECT_EQ(5, nwa(d, 1));
	ASSERT_EQ(OK, write_at(d, 5, 30));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(64, nwa(d, 1));
	EXPECT_EQ(0x11, disc_state(d));
	ASSERT_EQ(OK, read_at(d, 35, 29));
	for (unsigned int i = 0; i < 29 * 2048; i++)
		ASSERT_EQ(0, test_blocks[i]);
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 64, 1));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 35, 1));
	EXPECT_EQ(OK, write_at(d, 64, 32));
	EXPECT_EQ(1, holds(d, 0, 35));
	EXPECT_EQ(1, holds(d, 64, 32));
}

TEST_F(bd, sessions_follow_without_a_gap)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 100));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(128, nwa(d, 2));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(2, d->reply[5]);
	EXPECT_EQ(128, nwa(d, 2));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(127, get_be32(d->reply));
	ASSERT_EQ(OK, write_many(d, 128, 64));
	ASSERT_EQ(OK, close_it(d, 6, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 192, 32));
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(26, get_be16(d->reply));
	EXPECT_EQ(128, get_be32(d->reply + 16));
	EXPECT_EQ(192, get_be32(d->reply + 24));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4302 02 000000 01 0ffe 00"));
}

TEST_F(bd, an_appendable_disc_is_finalised_as_it_is)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 64));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, close_it(d, 6, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(1, d->reply[4]);
	EXPECT_EQ(1, d->reply[6]);
}

TEST_F(bd, unrecorded_blocks_between_tracks_are_blank)
{
	struct drive *d = &self->d;

	/* A reserved track of 64 blocks; the next begins behind it. */
	ASSERT_EQ(OK, tell(d, "5300 000000 00000021 00"));
	EXPECT_EQ(0, nwa(d, 1));
	EXPECT_EQ(64, nwa(d, 2));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0xe1, d->reply[6]);
	EXPECT_EQ(64, get_be32(d->reply + 24));
	ASSERT_EQ(OK, write_at(d, 64, 32));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(8, 0, 0), read_at(d, 32, 32));
	EXPECT_EQ(1, holds(d, 64, 32));
	EXPECT_EQ(S(5, 0x63, 0), write_at(d, 32, 33));
	EXPECT_EQ(S(5, 0x72, 3), close_it(d, 2, 0));
	ASSERT_EQ(OK, write_at(d, 32, 32));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds(d, 0, 96));
}

TEST_F(bd, disc_structure_tells_the_kind)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 00 0100 0000"));
	EXPECT_EQ(114, get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 4, "DI", 2));
	EXPECT_EQ(0, memcmp(d->reply + 12, "BDR", 3));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ad00 00000000 00 00 0100 0000"));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ad01 00000000 00 0a 0100 0000"));
}

TEST_F(bd, the_last_block_can_be_written)
{
	struct drive *d = &self->d;

	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_BD_R, 320));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 320, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds(d, 0, 320));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 320, 1));
}

TEST_HARNESS_MAIN
