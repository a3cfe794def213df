/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_RW, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

static const char packets[] = "00000008 00048160 40000020";	/* 10h, 295264 blocks */

static int is_current(struct drive *d, unsigned int feature)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", feature);
	return ask(d, hex) == OK && d->cmd.transferred > 8 && d->reply[10] & 1;
}

static unsigned int profile(struct drive *d)
{
	return ask(d, "4600 0000 000000 0008 00") == OK ? get_be16(d->reply + 6) : 0xffff;
}

TEST_F(cd, blank_replies)
{
	struct drive *d = &self->d;
	static const uint8_t want[] = {
		0, 0, 0, 40,
		0x00, 0x05, 0x7d, 0xa9, 1, 0, 8, 0,		/* E24: 359849, blank */
		0x00, 0x04, 0x81, 0x60, 0x40, 0, 0, 0x20,	/* E26 */
		0x00, 0x00, 0x00, 0x00, 0x44, 0, 0, 0x20,
		0x00, 0x00, 0x00, 0x00, 0x48, 0, 0, 0x20,
		0x00, 0x04, 0x39, 0x40, 0x90, 0, 0, 0,
	};

	EXPECT_EQ(0x0a, profile(d));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x10, d->reply[2]);
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	ASSERT_EQ(sizeof(want), d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, want, sizeof(want)));
	EXPECT_EQ(1, is_current(d, 0x002d));
	EXPECT_EQ(1, is_current(d, 0x0023));
	EXPECT_EQ(1, is_current(d, 0x0037));
	EXPECT_EQ(0, is_current(d, 0x0026));
	ASSERT_EQ(OK, ask(d, "4302 04 000000 00 0ffe 00"));
	EXPECT_EQ(0xcc, d->reply[6]);			/* CD-RW, high speed, A1 stands */
	EXPECT_EQ(0x24, d->reply[16]);
}

/* 2.20: as CD-R */
TEST_F(cd, sessions_as_on_a_cd_r)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(402 + 150, nwa(d, 0xff));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(402 + 11400, nwa(d, 0xff));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(402, get_be32(d->reply + 4));
	EXPECT_EQ(2, d->reply[8]);
}

TEST_F(cd, blanking)
{
	struct drive *d = &self->d;

	for (int minimal = 0; minimal < 2; minimal++) {
		uint64_t before;

		ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
		ASSERT_EQ(OK, write_many(d, 0, 400));
		ASSERT_EQ(OK, close_it(d, 2, 0));
		EXPECT_EQ(0x23, disc_state(d));
		EXPECT_EQ(0, is_current(d, 0x002d));
		before = burin_emulator_now(d->emu);
		ASSERT_EQ(OK, tell(d, minimal ? "a101 00000000 000000000000" :
				   "a100 00000000 000000000000"));
		EXPECT_LE((minimal ? 60 : 470) * SECOND, burin_emulator_now(d->emu) - before);
		EXPECT_GE((minimal ? 90 : 500) * SECOND, burin_emulator_now(d->emu) - before);
		EXPECT_EQ(0x00, disc_state(d));
		EXPECT_EQ(0, nwa(d, 0xff));
		EXPECT_EQ(1, is_current(d, 0x002d));
		EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 1));
	}
	EXPECT_EQ(S(5, 0x2c, 4), tell(d, "a106 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "a107 00000000 000000000000"));
	burin_emulator_set_write_protect(d->emu, true);
	EXPECT_EQ(S(7, 0x27, 0), tell(d, "a100 00000000 000000000000"));
}

TEST_F(cd, fixed_packets_are_written_anywhere)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00048140 40000020"));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00048160 40000010"));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00000000 44000020"));
	ASSERT_EQ(OK, give(d, "0411 00000000", packets));
	EXPECT_EQ(0x0a, profile(d));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(1, is_current(d, 0x0026));
	EXPECT_EQ(0, is_current(d, 0x002d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x07, d->reply[5]);			/* E27 */
	EXPECT_EQ(0xb2, d->reply[6]);
	EXPECT_EQ(32, get_be32(d->reply + 20));
	EXPECT_EQ(295264, get_be32(d->reply + 24));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(295263, get_be32(d->reply));
	ASSERT_EQ(OK, write_at(d, 100001, 1));
	ASSERT_EQ(OK, write_salted(d, 295200, 64, 4));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 295264, 1));
	ASSERT_EQ(OK, sync_cache(d));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, holds(d, 100001, 1));
	EXPECT_EQ(1, holds_salted(d, 295200, 64, 4));
	ASSERT_EQ(OK, read_at(d, 100000, 1));
	EXPECT_EQ(0, test_blocks[0]);
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(295264, get_be32(d->reply + 16));
	ASSERT_EQ(OK, tell(d, "a101 00000000 000000000000"));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(359847, track_info(d, 1) == OK ? get_be32(d->reply + 16) : 0);
}

TEST_F(cd, a_page_for_packets)
{
	struct drive *d = &self->d;
	char list[200];

	ASSERT_EQ(OK, give(d, "0411 00000000", packets));
	EXPECT_EQ(S(5, 0x26, 0), track_at_once(d, BUFE, 0));
	for (unsigned int size = 16; size <= 32; size += 16) {
		int n = snprintf(list, sizeof(list), "0000000000000000 0532 40 e5 08 00 00 00 00 00"
				 "000000%02x 0096", size);

		for (int i = 0; i < 36; i++)
			n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
		EXPECT_EQ(size == 32 ? OK : S(5, 0x26, 0),
			  give(d, "5510 0000000000 003c 00", list));
	}
}

TEST_HARNESS_MAIN
