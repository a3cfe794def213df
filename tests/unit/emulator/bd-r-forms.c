/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BD-R with pseudo-overwrite and for random recording. */
#include "emulator/emu.h"

#define BLOCKS 3200u

FIXTURE(bd) { struct drive d; uint32_t blocks; };

FIXTURE_SETUP(bd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_R, BLOCKS));
	ASSERT_EQ(OK, ask(&self->d, "2300 0000000000 0100 00"));
	self->blocks = get_be32(self->d.reply + 12);
}

FIXTURE_TEARDOWN(bd)
{
	drive_close(&self->d);
}

static uint32_t format(struct drive *d, uint32_t blocks, unsigned int sub_type)
{
	char list[64];

	snprintf(list, sizeof(list), "00000008 %08x %02x000000", blocks, 0xc8 | sub_type);
	return give(d, "0411 00000000", list);
}

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

/* READ DISC INFORMATION, type 2: replacements that remain */
static uint32_t replacements(struct drive *d)
{
	if (ask(d, "5102 00000000 00 0010 00") != OK || d->cmd.transferred != 16 ||
	    get_be16(d->reply) != 14 || d->reply[2] != 0x40)
		return 0xffffffff;
	return get_be32(d->reply + 4);
}

static void lose_power(struct drive *d)
{
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
}

TEST_F(bd, a_recorded_cluster_is_replaced_from_the_end)
{
	struct drive *d = &self->d;
	uint32_t all = self->blocks / 32;

	EXPECT_EQ(0, is_current(d, 0x0038));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5102 00000000 00 0010 00"));
	ASSERT_EQ(OK, format(d, self->blocks, 0));
	EXPECT_EQ(0x41, profile(d));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(1, is_current(d, 0x0038));
	EXPECT_EQ(1, is_current(d, 0x0021));
	EXPECT_EQ(1, is_current(d, 0x0024));
	EXPECT_EQ(all, replacements(d));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 32, 32));	/* not recorded, not the next */
	ASSERT_EQ(OK, write_many(d, 0, 320));
	EXPECT_EQ(all - 10, replacements(d));
	ASSERT_EQ(OK, write_salted(d, 64, 32, 1));
	EXPECT_EQ(352, nwa(d, 1));
	EXPECT_EQ(all - 11, replacements(d));
	ASSERT_EQ(OK, write_salted(d, 127, 2, 2));	/* two clusters in part */
	EXPECT_EQ(416, nwa(d, 1));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 400, 32));
	ASSERT_EQ(OK, write_at(d, 416, 32));
	ASSERT_EQ(OK, sync_cache(d));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, holds(d, 0, 64));
	EXPECT_EQ(1, holds_salted(d, 64, 32, 1));
	EXPECT_EQ(1, holds(d, 96, 31));
	EXPECT_EQ(1, holds_salted(d, 127, 2, 2));
	EXPECT_EQ(1, holds(d, 129, 191));
	EXPECT_EQ(1, holds(d, 416, 32));
	EXPECT_EQ(all - 14, replacements(d));
}

TEST_F(bd, replacing_ends_when_the_disc_is_full)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d, self->blocks, 0));
	ASSERT_EQ(OK, write_many(d, 0, self->blocks - 64));
	EXPECT_EQ(S(5, 0x63, 1), write_at(d, 0, 96));
	ASSERT_EQ(OK, write_salted(d, 0, 64, 1));
	EXPECT_EQ(S(5, 0x63, 1), write_at(d, 0, 32));
	EXPECT_EQ(0, replacements(d));
	ASSERT_EQ(OK, close_it(d, 6, 0));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 0, 32));
	EXPECT_EQ(0, is_current(d, 0x0038));
	EXPECT_EQ(1, holds_salted(d, 0, 64, 1));
}

TEST_F(bd, plain_sequential_media_are_not_overwritten)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d, self->blocks, 1));
	EXPECT_EQ(0, is_current(d, 0x0038));
	ASSERT_EQ(OK, write_many(d, 0, 64));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 0, 32));
}

TEST_F(bd, random_recording_once_each)
{
	struct drive *d = &self->d;
	uint32_t spare = (BLOCKS - self->blocks) / 32;

	EXPECT_EQ(1, is_current(d, 0x0023));
	EXPECT_EQ(1, d->reply[16]);			/* RRM can be formatted */
	ASSERT_EQ(OK, format(d, self->blocks, 2));
	EXPECT_EQ(0x42, profile(d));
	EXPECT_EQ(0x33, disc_state(d));
	EXPECT_EQ(0, d->reply[2] & 0x10);
	EXPECT_EQ(1, is_current(d, 0x0025));
	EXPECT_EQ(1, is_current(d, 0x0024));
	EXPECT_EQ(0, is_current(d, 0x0021));
	EXPECT_EQ(0, is_current(d, 0x0023));
	EXPECT_EQ(S(5, 0x30, 6), format(d, self->blocks, 2));
	EXPECT_EQ(S(5, 0x2c, 0), close_it(d, 2, 0));
	ASSERT_EQ(OK, write_at(d, 1024, 32));
	ASSERT_EQ(OK, write_at(d, 64, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 1024, 32));
	EXPECT_EQ(S(8, 0, 0), read_at(d, 0, 32));
	for (uint32_t i = 0; i < spare; i++) {
		ASSERT_EQ(OK, write_salted(d, 64, 32, i + 1));
		ASSERT_EQ(OK, sync_cache(d));
	}
	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 0a 0100 0000"));
	EXPECT_EQ(0, get_be32(d->reply + 8));
	EXPECT_EQ(spare, get_be32(d->reply + 12));
	EXPECT_EQ(S(3, 0x32, 0), write_at(d, 64, 32));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x42, profile(d));
	EXPECT_EQ(S(3, 0x32, 0), write_at(d, 64, 32));
	EXPECT_EQ(1, holds_salted(d, 64, 32, spare));
	ASSERT_EQ(OK, write_at(d, 2048, 32));
}

TEST_F(bd, a_power_cut_of_random_recording)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d, self->blocks, 2));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_at(d, 320, 32));
	lose_power(d);
	EXPECT_EQ(1, holds(d, 0, 32));
	EXPECT_EQ(S(8, 0, 0), read_at(d, 320, 32));
	EXPECT_EQ(OK, write_at(d, 320, 32));
}

TEST_HARNESS_MAIN
