/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_R, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

TEST_F(cd, blank_disc_information)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, disc_info(d));
	EXPECT_EQ(0x20, get_be16(d->reply));
	EXPECT_EQ(0x00, d->reply[2]);
	EXPECT_EQ(1, d->reply[3]);
	EXPECT_EQ(1, d->reply[4]);
	EXPECT_EQ(1, d->reply[5]);
	EXPECT_EQ(1, d->reply[6]);
	EXPECT_EQ(0x20, d->reply[7]);
	EXPECT_EQ(0xff, d->reply[8]);
	EXPECT_EQ(0, memcmp(d->reply + 16, "\0\x61\x0f\x11", 4));	/* 97:15:17 */
	EXPECT_EQ(0, memcmp(d->reply + 20, "\0\x4f\x3b\x4a", 4));	/* 79:59:74 */
}

TEST_F(cd, blank_track_is_two_short_of_the_lead_out)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_info(d, 0xff));
	EXPECT_EQ(0x22, get_be16(d->reply));
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(1, d->reply[3]);
	EXPECT_EQ(0x4f, d->reply[6]);
	EXPECT_EQ(1, d->reply[7]);
	EXPECT_EQ(0, get_be32(d->reply + 12));
	EXPECT_EQ(359847, get_be32(d->reply + 16));
	EXPECT_EQ(359847, get_be32(d->reply + 24));
}

TEST_F(cd, writing_needs_track_at_once)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 0, 16));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	EXPECT_EQ(OK, write_at(d, 0, 16));
}

TEST_F(cd, states_and_addresses_of_tracks_and_sessions)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 1000));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(1000, nwa(d, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(1000 + 2 + 150, nwa(d, 0xff));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(1002, get_be32(d->reply + 24));
	EXPECT_EQ(0x01, d->reply[6]);
	ASSERT_EQ(OK, write_many(d, 1152, 300));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(3, d->reply[5]);
	EXPECT_EQ(3, d->reply[6]);
	/* lead-out of session 1 is at 1454 */
	EXPECT_EQ(1454 + 11400, nwa(d, 0xff));
	ASSERT_EQ(OK, write_many(d, 12854, 400));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(12854 + 402 + 6900, nwa(d, 0xff));
	EXPECT_EQ(1, holds(d, 0, 1000));
	EXPECT_EQ(1, holds(d, 1152, 300));
	EXPECT_EQ(1, holds(d, 12854, 400));
}

TEST_F(cd, closing_without_a_next_session_finalises)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, close_it(d, 2, 0));	/* ends the open track first */
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(0xff, d->reply[17]);
	EXPECT_EQ(0xff, d->reply[21]);
	EXPECT_EQ(1, d->reply[4]);
	EXPECT_EQ(1, d->reply[6]);
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	EXPECT_EQ(S(5, 0x30, 6), track_info(d, 0xff));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 552, 16));
	EXPECT_EQ(S(5, 0x30, 5), close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(401, get_be32(d->reply));
	EXPECT_EQ(2048, get_be32(d->reply + 4));
}

TEST_F(cd, a_track_has_300_blocks_at_least)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 299));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x72, 3), close_it(d, 1, 0xff));
	EXPECT_EQ(S(5, 0x72, 3), close_it(d, 2, 0));
	EXPECT_EQ(299, nwa(d, 0xff));
	ASSERT_EQ(OK, write_at(d, 299, 1));
	EXPECT_EQ(OK, close_it(d, 1, 0xff));
	EXPECT_EQ(452, nwa(d, 0xff));
	EXPECT_EQ(OK, close_it(d, 1, 0xff));	/* nothing open: nothing to do */
}

TEST_F(cd, closing_an_empty_session_is_refused)
{
	ASSERT_EQ(OK, track_at_once(&self->d, BUFE, 3));
	EXPECT_EQ(S(5, 0x72, 4), close_it(&self->d, 2, 0));
	EXPECT_EQ(S(5, 0x72, 4), close_it(&self->d, 1, 1));
	EXPECT_EQ(S(5, 0x24, 0), close_it(&self->d, 1, 7));
	EXPECT_EQ(S(5, 0x24, 0), close_it(&self->d, 6, 0));
}

TEST_F(cd, addresses_out_of_place)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 1, 16));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 359846, 2));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 400000, 1));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 0xffffff6a, 1));
	EXPECT_EQ(0x00, disc_state(d));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 319, 16));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 321, 16));
	EXPECT_EQ(OK, write_at(d, 320, 16));
}

TEST_F(cd, reading_what_is_not_there)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 1));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_many(d, 552, 400));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 400, 1));	/* run-out */
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 398, 4));
	EXPECT_EQ(2 * 2048, d->cmd.transferred);
	EXPECT_EQ(0, get_be32(d->cmd.sense + 3));
	EXPECT_EQ(0x70, d->cmd.sense[0]);
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 402, 1));	/* pregap */
	EXPECT_EQ(402, get_be32(d->cmd.sense + 3));
	EXPECT_EQ(0xf0, d->cmd.sense[0]);
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 954, 1));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 950, 5));
}

TEST_F(cd, test_write_leaves_no_trace)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE | TEST_WRITE, 0));
	ASSERT_EQ(OK, write_many(d, 0, 500));
	EXPECT_EQ(500, nwa(d, 1));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(652, nwa(d, 0xff));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, nwa(d, 0xff));
	ASSERT_EQ(OK, write_many(d, 0, 500));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 500));
}

TEST_F(cd, test_write_is_forgotten_by_a_new_process)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE | TEST_WRITE, 0));
	ASSERT_EQ(OK, write_many(d, 0, 500));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x00, disc_state(d));
}

TEST_F(cd, the_page_is_held_while_a_track_is_written)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	EXPECT_EQ(S(5, 0x2c, 0), track_at_once(d, BUFE | TEST_WRITE, 3));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(OK, track_at_once(d, BUFE, 0));
}

TEST_F(cd, table_of_contents)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4300 00 000000 00 0ffe 00"));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 1000));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, write_many(d, 12402, 400));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));

	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(2 + 3 * 8, get_be16(d->reply));
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(2, d->reply[3]);
	EXPECT_EQ(0, memcmp(d->reply + 4, "\0\x14\x01\0\0\0\0\0", 8));
	EXPECT_EQ(0, memcmp(d->reply + 12, "\0\x14\x02\0\0\0\x30\x72", 8));
	EXPECT_EQ(0, memcmp(d->reply + 20, "\0\x14\xaa\0\0\0\x32\x04", 8));

	ASSERT_EQ(OK, ask(d, "4302 00 000000 02 0ffe 00"));
	EXPECT_EQ(2 + 2 * 8, get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 8, "\0\x02\x2f\x1b", 4));	/* 12552: 02:47:27 */

	ASSERT_EQ(OK, ask(d, "4300 01 000000 00 0ffe 00"));
	EXPECT_EQ(10, get_be16(d->reply));
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(2, d->reply[3]);
	EXPECT_EQ(2, d->reply[6]);
	EXPECT_EQ(12402, get_be32(d->reply + 8));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4300 05 000000 00 0ffe 00"));
}

TEST_F(cd, raw_table_of_contents)
{
	struct drive *d = &self->d;
	static const uint8_t first[] = {
		1, 0x14, 0, 0xa0, 0, 0, 0, 0, 1, 0, 0,
		1, 0x14, 0, 0xa1, 0, 0, 0, 0, 1, 0, 0,
		1, 0x14, 0, 0xa2, 0, 0, 0, 0, 0, 15, 27,	/* 1002 + 150 */
		1, 0x14, 0, 0x01, 0, 0, 0, 0, 0, 2, 0,
		1, 0x54, 0, 0xb0, 2, 45, 27, 2, 79, 59, 74,	/* 02:30:00 behind A2 */
		1, 0x54, 0, 0xc0, 0, 0, 0, 0, 97, 15, 17,
	};

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 1000));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "4302 02 000000 01 0ffe 00"));
	EXPECT_EQ(2 + sizeof(first), get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 4, first, sizeof(first)));
}

TEST_F(cd, atip)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4302 04 000000 00 0ffe 00"));
	EXPECT_EQ(26, get_be16(d->reply));
	EXPECT_EQ(0xc0, d->reply[4]);
	EXPECT_EQ(0x40, d->reply[5]);
	EXPECT_EQ(0x80, d->reply[6]);
	EXPECT_EQ(0, memcmp(d->reply + 8, "\x61\x0f\x11", 3));
	EXPECT_EQ(0, memcmp(d->reply + 12, "\x4f\x3b\x4a", 3));
}

TEST_F(cd, a_calibration_leaves_a_table)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, tell(d, "5401 0000000000 0000 00"));
	ASSERT_EQ(OK, ask(d, "5100 00000000 00 0100 00"));
	EXPECT_EQ(0x28, get_be16(d->reply));
	EXPECT_EQ(1, d->reply[33]);
	EXPECT_EQ(0x00, disc_state(d));
}

TEST_F(cd, read_cd_wants_the_right_type)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(OK, ask(d, "be00 00000005 000001 10 00 00"));
	EXPECT_EQ(2048, d->cmd.transferred);
	pattern(test_blocks, 5, 1, 0);
	EXPECT_EQ(0, memcmp(d->reply, test_blocks, 2048));
	EXPECT_EQ(OK, ask(d, "be08 00000005 000001 10 00 00"));
	EXPECT_EQ(S(5, 0x64, 0), ask(d, "be04 00000005 000001 10 00 00"));
}

TEST_F(cd, neither_formatted_nor_blanked)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x30, 6), give(d, "0411 00000000", "00000008 00057da8 40000020"));
	EXPECT_EQ(S(5, 0x30, 6), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x30, 2), ask(d, "ad00 00000000 00 00 0804 0000"));
	EXPECT_EQ(S(5, 0x24, 0), command(d, "aa00 00000000 00000001 80 00", BURIN_EMU_OUT,
					 test_blocks, 2048));
}

TEST_F(cd, no_track_behind_the_ninety_ninth)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	for (unsigned int i = 0; i < 99; i++) {
		ASSERT_EQ(OK, write_many(d, i * 452, 300));
		ASSERT_EQ(OK, sync_cache(d));
	}
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 99 * 452, 16));
	EXPECT_EQ(S(5, 0x30, 6), track_info(d, 0xff));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(99, d->reply[3]);
	EXPECT_EQ(2 + 100 * 8, get_be16(d->reply));
	EXPECT_EQ(0x23, disc_state(d));		/* no number is left for another */
	EXPECT_EQ(99, d->reply[6]);
}

TEST(smallest_medium_takes_one_track)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 302));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	EXPECT_EQ(S(5, 0x21, 0), write_at(&d, 0, 301));
	EXPECT_EQ(OK, write_at(&d, 0, 300));
	EXPECT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(NO_NWA, nwa(&d, 0xff));
	EXPECT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(1, holds(&d, 0, 300));
	drive_close(&d);
}

TEST_HARNESS_MAIN
