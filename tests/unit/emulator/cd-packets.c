/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets with their links, reservations, and the parts of a CD-RW that can be blanked. */
#include "emulator/cd-emu.h"

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_RW, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

static uint32_t fixed_page(struct drive *d, uint32_t size)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 60 25 08 07 00 00 00 00"
			 "%08x 0096", size);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	return give(d, "5510 0000000000 003c 00", list);
}

static uint32_t blank(struct drive *d, unsigned int type, uint32_t value)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "a1%02x %08x 000000000000", type, value);
	return tell(d, hex);
}

TEST_F(cd, variable_packets_lie_behind_links)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 8));
	EXPECT_EQ(0, nwa(d, 0xff));
	ASSERT_EQ(OK, write_many(d, 0, 200));
	EXPECT_EQ(200, nwa(d, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(207, nwa(d, 1));
	EXPECT_EQ(0x11, disc_state(d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x05, d->reply[5]);
	EXPECT_EQ(0x21, d->reply[6]);
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 200, 16));
	ASSERT_EQ(OK, write_many(d, 207, 200));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 200));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 200, 1));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 206, 1));
	EXPECT_EQ(1, holds(d, 207, 200));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(407 + 2 + 150, nwa(d, 0xff));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 203, 1));
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(0x15, d->reply[5]);
}

TEST_F(cd, fixed_packets_hide_their_links)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, fixed_page(d, 32));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(S(5, 0x64, 1), write_at(d, 32, 16));
	ASSERT_EQ(OK, write_many(d, 32, 320));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(352, nwa(d, 1));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x31, d->reply[6]);
	EXPECT_EQ(32, get_be32(d->reply + 20));
	EXPECT_EQ(295264, get_be32(d->reply + 24));
	EXPECT_EQ(1, holds(d, 0, 352));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(11 * 39 + 2 + 150, nwa(d, 0xff));
}

TEST_F(cd, ways_of_writing_do_not_mix_in_a_track)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 8));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 327, 16));
	ASSERT_EQ(OK, fixed_page(d, 32));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 327, 32));
	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 10));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 327, 16));
	ASSERT_EQ(OK, close_it(d, 1, 0xff));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	EXPECT_EQ(OK, write_at(d, 472, 16));
}

TEST_F(cd, a_cut_packet_track_is_repaired)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 8));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_many(d, 327, 100));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 8));
	EXPECT_EQ(0x12, disc_state(d));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	EXPECT_EQ(S(5, 0x30, 9), write_at(d, 327, 16));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5800 0000 0002 00000000"));
	ASSERT_EQ(OK, tell(d, "5800 0000 0001 00000000"));
	EXPECT_EQ(334, nwa(d, 1));
	ASSERT_EQ(OK, write_many(d, 334, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 320));
	EXPECT_EQ(1, holds(d, 334, 32));
}

TEST_F(cd, reserved_tracks)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5301 000000 00000200 00"));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5300 000000 00000010 00"));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5300 000000 00057da8 00"));
	ASSERT_EQ(OK, tell(d, "5300 000000 00000200 00"));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0xc0, d->reply[6] & 0xe0);
	EXPECT_EQ(512, get_be32(d->reply + 24));
	EXPECT_EQ(512 + 152, nwa(d, 0xff));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 664, 320));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x72, 4), close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x63, 0), write_at(d, 0, 513));
	ASSERT_EQ(OK, write_many(d, 0, 512));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds(d, 0, 512));
	EXPECT_EQ(1, holds(d, 664, 320));
}

TEST_F(cd, blanking_of_parts)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 5, 0));
	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 6, 0));
	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 2, 1));
	EXPECT_EQ(S(5, 0x24, 0), blank(d, 2, 2));
	EXPECT_EQ(S(5, 0x2c, 0), blank(d, 3, 1));
	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 4, 0));
	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 2, 0));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x2c, 0), blank(d, 5, 0));	/* it is open */
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, write_many(d, 11802, 400));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(3, disc_info(d) == OK ? d->reply[4] : 0);
	EXPECT_EQ(S(5, 0x2c, 0), blank(d, 2, 2));	/* in a closed session */

	ASSERT_EQ(OK, blank(d, 5, 0));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(11802 + 402 + 150, nwa(d, 0xff));
	EXPECT_EQ(1, holds(d, 11802, 400));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));

	ASSERT_EQ(OK, blank(d, 6, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(11802, nwa(d, 0xff));
	EXPECT_EQ(1, holds(d, 0, 400));
	ASSERT_EQ(OK, blank(d, 6, 0));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, nwa(d, 0xff));
}

/* The last track that was recorded makes room; one before it stays reserved. */
TEST_F(cd, a_blanked_track_can_be_written_again)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	for (uint32_t lba = 0; lba < 1356; lba += 452) {
		ASSERT_EQ(OK, write_many(d, lba, 300));
		ASSERT_EQ(OK, sync_cache(d));
	}
	EXPECT_EQ(S(5, 0x64, 0), blank(d, 4, 1000));	/* not in packets */
	EXPECT_EQ(S(5, 0x21, 0), blank(d, 4, 500));
	ASSERT_EQ(OK, blank(d, 4, 904));
	EXPECT_EQ(904, nwa(d, 0xff));
	ASSERT_EQ(OK, blank(d, 2, 1));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0xc0, d->reply[6] & 0xe0);
	EXPECT_EQ(0, nwa(d, 1));
	ASSERT_EQ(OK, blank(d, 2, 0));
	EXPECT_EQ(452, nwa(d, 0xff));
	EXPECT_EQ(S(5, 0x2c, 4), blank(d, 2, 0));
	ASSERT_EQ(OK, write_salted(d, 452, 300, 3));
	EXPECT_EQ(S(5, 0x72, 4), close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x63, 0), write_at(d, 0, 301));
	ASSERT_EQ(OK, write_many(d, 0, 300));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds_salted(d, 452, 300, 3));
}

TEST_F(cd, blanking_a_track_a_reservation_a_tail)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, tell(d, "5300 000000 00000200 00"));
	ASSERT_EQ(OK, blank(d, 3, 1));
	EXPECT_EQ(0x00, disc_state(d));
	ASSERT_EQ(OK, write_page(d, BUFE | PACKETS, 0xc5, 8));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_many(d, 327, 320));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x21, 0), blank(d, 4, 1000));
	ASSERT_EQ(OK, blank(d, 4, 320));
	EXPECT_EQ(327, nwa(d, 1));
	EXPECT_EQ(1, holds(d, 0, 320));
	ASSERT_EQ(OK, blank(d, 2, 1));
	EXPECT_EQ(0, nwa(d, 1));
	ASSERT_EQ(OK, write_many(d, 0, 320));
}

TEST_HARNESS_MAIN
