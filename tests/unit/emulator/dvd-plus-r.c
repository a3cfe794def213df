/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(dvd) { struct drive d; };

FIXTURE_SETUP(dvd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_PLUS_R, 0));
}

FIXTURE_TEARDOWN(dvd)
{
	drive_close(&self->d);
}

static int is_current(struct drive *d, unsigned int feature)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", feature);
	return ask(d, hex) == OK && d->cmd.transferred > 8 && d->reply[10] & 1;
}

/* As growisofs does. */
TEST_F(dvd, page_05h_means_nothing)
{
	char list[200] = "0000000000000000 0532 40 c5 08 10";

	for (int k = 0; k < 46; k++)
		strcat(list, "00");
	EXPECT_EQ(OK, give(&self->d, "5510 0000000000 003c 00", list));
}

TEST_F(dvd, blank_replies)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, d->reply[2] & 0x10);
	EXPECT_EQ(0, d->reply[7]);
	ASSERT_EQ(OK, ask(d, "5201 000000ff 00 0030 00"));
	EXPECT_EQ(48, d->cmd.transferred);
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(0x60, d->reply[6] & 0xf0);
	EXPECT_EQ(1, d->reply[7]);
	EXPECT_EQ(0, get_be32(d->reply + 12));
	EXPECT_EQ(2295104, get_be32(d->reply + 16));
	EXPECT_EQ(16, get_be32(d->reply + 20));
	EXPECT_EQ(270336, get_be32(d->reply + 36));
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x1b, get_be16(d->reply + 6));
	EXPECT_EQ(0, is_current(d, 0x001f));
	EXPECT_EQ(1, is_current(d, 0x002b));
	EXPECT_EQ(0, is_current(d, 0x003b));
	EXPECT_EQ(0, is_current(d, 0x0021));
	EXPECT_EQ(S(5, 0x30, 6), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x30, 6), give(d, "0411 00000000", "00000008 ffffffff 98000000"));
}

/* 2.12 and the dump in it: a session ends at 899648, the next begins at 901696. */
TEST_F(dvd, a_session_begins_2048_behind_the_last)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 100));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(112, nwa(d, 0xff));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(112 + 2048, nwa(d, 0xff));
	EXPECT_EQ(1, is_current(d, 0x001f));
	ASSERT_EQ(OK, write_many(d, 2160, 32));
	ASSERT_EQ(OK, close_it(d, 6, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(0, is_current(d, 0x002b));
	EXPECT_EQ(S(5, 0x30, 6), track_info(d, 0xff));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 2192, 16));
	EXPECT_EQ(1, holds(d, 0, 100));
	EXPECT_EQ(1, holds(d, 2160, 32));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 1000, 1));
}

/* E01: the TOC has one entry for each closed session. */
TEST_F(dvd, fragments_of_a_session_become_one_track)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, tell(d, "5300 000000 00000040 00"));
	EXPECT_EQ(0, nwa(d, 1));
	EXPECT_EQ(64, nwa(d, 2));
	ASSERT_EQ(OK, write_at(d, 64, 32));
	ASSERT_EQ(OK, write_at(d, 0, 16));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(5, 0x72, 3), close_it(d, 2, 0));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, disc_info(d));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(2, d->reply[6]);
	ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
	EXPECT_EQ(18, get_be16(d->reply));
	EXPECT_EQ(0, get_be32(d->reply + 8));
	EXPECT_EQ(96, get_be32(d->reply + 16));
	EXPECT_EQ(1, holds(d, 0, 16));
	EXPECT_EQ(1, holds(d, 64, 32));
	ASSERT_EQ(OK, read_at(d, 16, 48));	/* padded */
	EXPECT_EQ(0, test_blocks[0]);
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(96 + 2048, nwa(d, 0xff));
}

TEST_F(dvd, finalising_with_the_least_radius)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 32));
	EXPECT_EQ(S(5, 0x24, 0), close_it(d, 4, 0));
	ASSERT_EQ(OK, close_it(d, 5, 0));
	EXPECT_EQ(0x23, disc_state(d));
}

TEST_F(dvd, a_power_cut_damages_the_track)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 3200));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(0x12, disc_state(d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x20, d->reply[5] & 0x20);
	ASSERT_EQ(OK, close_it(d, 1, 1));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
}

TEST_F(dvd, physical_information)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ad00 00000000 00 00 0804 0000"));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 11 0804 0000"));
	EXPECT_EQ(2050, get_be16(d->reply));
	EXPECT_EQ(0xa1, d->reply[4]);
	EXPECT_EQ(0x02, d->reply[6]);
	EXPECT_EQ(0x30000, get_be32(d->reply + 8));
	EXPECT_EQ(0x30000 + 2295103, get_be32(d->reply + 12));
	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 00 0804 0000"));
	EXPECT_EQ(0x3001f, get_be32(d->reply + 12));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ad00 00000000 00 20 0804 0000"));
	EXPECT_EQ(S(5, 0x24, 0), give(d, "bf00 00000000 00 20 000c 0000",
				      "000a 0000 00000000 00100000"));
}

static void be_two_layers(struct __test_metadata *_metadata, struct drive *d)
{
	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_DVD_PLUS_R_DL, 0));
	ASSERT_EQ(0, drive_reopen(d));
}

TEST_F(dvd, two_layers)
{
	struct drive *d = &self->d;

	be_two_layers(_metadata, d);
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x2b, get_be16(d->reply + 6));
	EXPECT_EQ(1, is_current(d, 0x003b));
	EXPECT_EQ(0, is_current(d, 0x002b));
	ASSERT_EQ(OK, track_info(d, 0xff));
	EXPECT_EQ(4173824, get_be32(d->reply + 16));
	ASSERT_EQ(OK, ask(d, "5201 000000ff 00 0030 00"));
	EXPECT_EQ(242432, get_be32(d->reply + 36));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 20 0804 0000"));
	EXPECT_EQ(10, get_be16(d->reply));
	EXPECT_EQ(0, d->reply[4] & 0x80);
	EXPECT_EQ(2086912, get_be32(d->reply + 8));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 11 0804 0000"));
	EXPECT_EQ(0xe1, d->reply[4]);
	EXPECT_EQ(0x32, d->reply[6]);
	EXPECT_EQ(0x30000 + 2086911, get_be32(d->reply + 16));
}

TEST_F(dvd, the_layer_break_is_set_once_before_writing)
{
	struct drive *d = &self->d;
	const char *send = "bf00 00000000 00 20 000c 0000";

	be_two_layers(_metadata, d);
	EXPECT_EQ(S(5, 0x26, 2), give(d, send, "000a 0000 00000000 00100001"));
	EXPECT_EQ(S(5, 0x26, 2), give(d, send, "000a 0000 00000000 00200000"));
	EXPECT_EQ(S(5, 0x1a, 0), give(d, send, "000b 0000 00000000 00100000"));
	ASSERT_EQ(OK, give(d, send, "000a 0000 00000000 00001000"));
	EXPECT_EQ(S(5, 0x2c, 0), give(d, send, "000a 0000 00000000 00001000"));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 20 0804 0000"));
	EXPECT_EQ(0x80, d->reply[4]);
	EXPECT_EQ(4096, get_be32(d->reply + 8));
	ASSERT_EQ(OK, track_info(d, 0xff));
	EXPECT_EQ(8192, get_be32(d->reply + 16));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, write_many(d, 0, 8192));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 8192, 16));
	ASSERT_EQ(OK, close_it(d, 5, 0));
	EXPECT_EQ(1, holds(d, 4080, 32));
}

TEST_HARNESS_MAIN
