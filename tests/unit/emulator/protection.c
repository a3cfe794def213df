/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Write protection as the drive tells it, and the queues of events and errors. */
#include "emulator/emu.h"

#include <sys/stat.h>

FIXTURE(drive) { struct drive d; };

FIXTURE_SETUP(drive)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_R, 3200));
}

FIXTURE_TEARDOWN(drive)
{
	chmod(self->d.path, 0644);
	drive_close(&self->d);
}

static unsigned int protection(struct drive *d)
{
	if (ask(d, "ad01 00000000 00 c0 0008 0000") != OK || d->cmd.transferred != 8 ||
	    get_be16(d->reply) != 6)
		return 0xff;
	return d->reply[4];
}

static unsigned int media_event(struct drive *d)
{
	return ask(d, "4a01 000010 00 0000 08 00") == OK ? d->reply[4] : 0xff;
}

TEST_F(drive, each_protection_has_its_bit)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4602 0004 000000 0100 00"));
	EXPECT_EQ(16, d->cmd.transferred);
	EXPECT_EQ(0x09, d->reply[10]);
	EXPECT_EQ(0x0b, d->reply[12]);
	EXPECT_EQ(0, protection(d));
	burin_emulator_set_write_protect(d->emu, true);
	EXPECT_EQ(4, protection(d));
	burin_emulator_set_write_protect(d->emu, false);
	drive_shut(d);
	ASSERT_EQ(0, chmod(d->path, 0444));
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(2, protection(d));
	EXPECT_EQ(S(7, 0x27, 0), write_at(d, 0, 32));
}

TEST_F(drive, software_protection_lasts_until_power_off)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, give(d, "5510 0000000000 0012 00",
			   "0000000000000000 1d08 0000 01 00 001e 00c8"));
	EXPECT_EQ(1, protection(d));
	EXPECT_EQ(S(7, 0x27, 2), write_at(d, 0, 32));
	EXPECT_EQ(S(7, 0x27, 2), close_it(d, 2, 0));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(0, protection(d));
	EXPECT_EQ(OK, write_at(d, 0, 32));
}

#define PROTECT "bf01 00000000 00 c0 0008 0000"

TEST_F(drive, persistent_protection_is_the_mediums)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, give(d, PROTECT, "00060000 02000000"));
	EXPECT_EQ(2, protection(d));
	EXPECT_EQ(S(7, 0x27, 4), write_at(d, 0, 32));
	EXPECT_EQ(S(7, 0x27, 4), give(d, "0411 00000000", "00000008 00000c00 00000004"));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(S(7, 0x27, 4), write_at(d, 0, 32));
	ASSERT_EQ(OK, give(d, PROTECT, "00060000 00000000"));
	EXPECT_EQ(OK, write_at(d, 0, 32));
}

TEST_F(drive, software_protection_by_disc_structure)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, give(d, PROTECT, "00060000 01000000"));
	EXPECT_EQ(1, protection(d));
	EXPECT_EQ(S(7, 0x27, 2), write_at(d, 0, 32));
	EXPECT_EQ(S(5, 0x26, 0), give(d, PROTECT, "00060000 04000000"));
	EXPECT_EQ(S(5, 0x1a, 0), give(d, PROTECT, "00080000 01000000"));
	burin_emulator_set_write_protect(d->emu, true);
	EXPECT_EQ(S(7, 0x27, 0), give(d, PROTECT, "00060000 00000000"));
}

TEST_F(drive, a_dvd_plus_r_has_none_that_persists)
{
	struct drive *d = &self->d;

	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_DVD_PLUS_R, 3200));
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(S(5, 0x26, 0), give(d, PROTECT, "00060000 02000000"));
}

TEST_F(drive, the_list_of_formats_is_what_can_be_read)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 ff 0800 0000"));
	ASSERT_EQ(18, get_be16(d->reply));
	EXPECT_EQ(0x00400074, get_be32(d->reply + 4));
	EXPECT_EQ(0x09400008, get_be32(d->reply + 8));
	EXPECT_EQ(0xc0c00008, get_be32(d->reply + 12));
	EXPECT_EQ(0xff400014, get_be32(d->reply + 16));
}

TEST_F(drive, media_events_wait_in_their_order)
{
	struct drive *d = &self->d;

	EXPECT_EQ(2, media_event(d));
	EXPECT_EQ(0, media_event(d));
	ASSERT_EQ(OK, tell(d, "1e0000000100"));
	EXPECT_EQ(S(5, 0x53, 2), tell(d, "1b0000000200"));
	ASSERT_EQ(OK, tell(d, "1e0000000000"));
	ASSERT_EQ(OK, tell(d, "1b0000000200"));
	ASSERT_EQ(OK, tell(d, "1b0000000300"));
	clear_attentions(d);
	EXPECT_EQ(1, media_event(d));
	EXPECT_EQ(3, media_event(d));
	EXPECT_EQ(2, media_event(d));
	EXPECT_EQ(2, d->reply[5]);
	EXPECT_EQ(0, media_event(d));
}

TEST_F(drive, of_too_many_events_the_newest_stay)
{
	struct drive *d = &self->d;

	EXPECT_EQ(2, media_event(d));
	ASSERT_EQ(OK, tell(d, "1e0000000100"));
	ASSERT_EQ(S(5, 0x53, 2), tell(d, "1b0000000200"));
	ASSERT_EQ(OK, tell(d, "1e0000000000"));
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(OK, tell(d, "1b0000000200"));
		ASSERT_EQ(OK, tell(d, "1b0000000300"));
		clear_attentions(d);
	}
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(3, media_event(d));
		EXPECT_EQ(2, media_event(d));
	}
	EXPECT_EQ(0, media_event(d));
}

TEST_F(drive, request_sense_takes_a_deferred_error)
{
	struct drive *d = &self->d;

	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_CD_R, 3200));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, track_at_once(d, 0, 0));
	ASSERT_EQ(OK, write_many(d, 0, 992));
	burin_emulator_sleep(d->emu, 60 * SECOND);
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0xf1, d->reply[0]);
	EXPECT_EQ(3, d->reply[2]);
	EXPECT_EQ(0x0c, d->reply[12]);
	EXPECT_EQ(9, d->reply[13]);
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0x70, d->reply[0]);
	EXPECT_EQ(0, d->reply[12]);
	EXPECT_EQ(S(5, 0x30, 9), write_at(d, 992, 32));
}

TEST_HARNESS_MAIN
