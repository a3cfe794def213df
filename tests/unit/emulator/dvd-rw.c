/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DVD-RW: sequential, formatted for restricted overwrite, blanked again. */
#include "emulator/emu.h"

FIXTURE(dvd) { struct drive d; };

FIXTURE_SETUP(dvd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_RW, 0));
}

FIXTURE_TEARDOWN(dvd)
{
	drive_close(&self->d);
}

static const char quick[] = "00000008 00000000 54000010";
static const char grow[] = "00000008 00000000 4c000010";
static const char full[] = "00000008 00231020 40000010";

static uint32_t format(struct drive *d, const char *list)
{
	return give(d, "0411 00000000", list);
}

static unsigned int profile(struct drive *d)
{
	return ask(d, "4600 0000 000000 0008 00") == OK ? get_be16(d->reply + 6) : 0xffff;
}

static int is_current(struct drive *d, unsigned int feature)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", feature);
	return ask(d, hex) == OK && d->cmd.transferred > 8 && d->reply[10] & 1;
}

/* Current descriptor: type in the upper four bits, blocks below. */
static uint64_t current_format(struct drive *d)
{
	if (ask(d, "2300 0000000000 0100 00") != OK)
		return 0;
	return (uint64_t)d->reply[8] << 32 | get_be32(d->reply + 4);
}

#define CURRENT(type, blocks) ((uint64_t)(type) << 32 | (blocks))

static uint32_t capacity(struct drive *d)
{
	if (ask(d, "2500 00000000 0000 0000") != OK)
		return 0xffffffff;
	return get_be32(d->reply) ? get_be32(d->reply) + 1 : 0;
}

static void lose_power(struct drive *d)
{
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
}

/* cdrskin asks for 128 MiB. */
TEST_F(dvd, a_quick_format_may_be_smaller)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), format(d, "00000008 00010001 54000010"));
	EXPECT_EQ(S(5, 0x26, 0), format(d, "00000008 00231030 54000010"));
	EXPECT_EQ(S(5, 0x26, 0), format(d, "00000008 00010000 40000010"));
	EXPECT_EQ(0x14, profile(d));
	ASSERT_EQ(OK, format(d, "00000008 00010000 54000010"));
	EXPECT_EQ(0x13, profile(d));
	EXPECT_EQ(0, capacity(d));
}

TEST_F(dvd, a_new_one_is_sequential)
{
	struct drive *d = &self->d;
	static const uint8_t want[] = {
		0, 0, 0, 32,
		0x00, 0x23, 0x10, 0x20, 1, 0, 8, 0,	/* 2297888, blank */
		0x00, 0x23, 0x10, 0x20, 0x00, 0, 8, 0,
		0x00, 0x23, 0x10, 0x20, 0x40, 0, 0, 0x10,
		0x00, 0x23, 0x10, 0x20, 0x54, 0, 0, 0x10,
	};

	EXPECT_EQ(0x14, profile(d));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x10, d->reply[2] & 0x10);
	EXPECT_EQ(1, is_current(d, 0x0021));
	EXPECT_EQ(1, is_current(d, 0x0023));
	EXPECT_EQ(1, is_current(d, 0x002f));
	EXPECT_EQ(0, is_current(d, 0x002c));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	ASSERT_EQ(sizeof(want), d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, want, sizeof(want)));
	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(CURRENT(2, 32), current_format(d));	/* E25 */
}

TEST_F(dvd, a_quick_format_is_intermediate_until_closed)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d, quick));
	EXPECT_EQ(0x13, profile(d));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(0, nwa(d, 1));
	EXPECT_EQ(2297888, get_be32(d->reply + 16));
	EXPECT_EQ(0, capacity(d));
	EXPECT_EQ(CURRENT(3, 2297888), current_format(d));
	EXPECT_EQ(32, d->reply[3]);			/* no 13h */
	EXPECT_EQ(1, is_current(d, 0x002c));
	EXPECT_EQ(0, is_current(d, 0x0021));
	EXPECT_EQ(0, is_current(d, 0x0010));
	EXPECT_EQ(S(5, 0x72, 4), close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 16, 16));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 0, 15));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	EXPECT_EQ(320, nwa(d, 1));
	ASSERT_EQ(OK, write_salted(d, 64, 16, 5));	/* behind it at random */
	EXPECT_EQ(S(5, 0x24, 0), close_it(d, 1, 1));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	EXPECT_EQ(320, capacity(d));
	EXPECT_EQ(1, is_current(d, 0x001f));
	EXPECT_EQ(1, holds(d, 0, 64));
	EXPECT_EQ(1, holds_salted(d, 64, 16, 5));
	EXPECT_EQ(1, holds(d, 80, 240));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 320, 16));
	EXPECT_EQ(OK, write_at(d, 304, 16));
	EXPECT_EQ(OK, close_it(d, 2, 0));
}

TEST_F(dvd, a_border_grows)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), format(d, grow));
	ASSERT_EQ(OK, format(d, quick));
	EXPECT_EQ(S(5, 0x26, 0), format(d, grow));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(CURRENT(2, 320), current_format(d));
	EXPECT_EQ(40, d->reply[3]);
	EXPECT_EQ(2297888 - 320, get_be32(d->reply + 28));
	EXPECT_EQ(0x4c, d->reply[32]);
	ASSERT_EQ(OK, format(d, grow));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(320, nwa(d, 1));
	EXPECT_EQ(1, holds(d, 0, 320));
	ASSERT_EQ(OK, write_many(d, 320, 64));
	ASSERT_EQ(OK, close_it(d, 3, 0));
	EXPECT_EQ(384, capacity(d));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x13, profile(d));
	EXPECT_EQ(1, holds(d, 0, 384));
}

TEST_F(dvd, a_full_format_makes_every_block_writable)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	ASSERT_EQ(OK, format(d, full));
	EXPECT_LT(500 * SECOND, burin_emulator_now(d->emu) - before);
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(2297888, capacity(d));
	EXPECT_EQ(CURRENT(2, 2297888), current_format(d));
	EXPECT_EQ(0, get_be32(d->reply + 28));		/* nothing to grow */
	ASSERT_EQ(OK, write_at(d, 2297872, 16));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 2297888, 16));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 8, 16));
	EXPECT_EQ(1, holds(d, 2297872, 16));
	ASSERT_EQ(OK, read_at(d, 1000000, 1));
	EXPECT_EQ(0, test_blocks[0]);
	EXPECT_EQ(S(5, 0x72, 5), tell(d, "5300 000000 00000010 00"));
}

TEST_F(dvd, a_power_cut_in_the_intermediate_state)
{
	struct drive *d = &self->d;
	uint32_t reach;

	ASSERT_EQ(OK, format(d, quick));
	ASSERT_EQ(OK, write_many(d, 0, 3200));
	lose_power(d);
	EXPECT_EQ(0x13, profile(d));
	EXPECT_EQ(0x11, disc_state(d));
	reach = nwa(d, 1);
	ASSERT_LT(reach, 3200);
	EXPECT_LE(3200 - 1024, reach);
	EXPECT_EQ(0, reach % 16);
	EXPECT_EQ(1, holds(d, 0, reach));
	ASSERT_EQ(OK, write_many(d, reach, 64));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds(d, 0, reach + 64));
}

TEST_F(dvd, a_power_cut_keeps_what_was_overwritten)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d, full));
	ASSERT_EQ(OK, write_many(d, 0, 64));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_salted(d, 0, 64, 1));
	lose_power(d);
	EXPECT_EQ(1, holds(d, 0, 64));
}

TEST_F(dvd, blanking_leads_back)
{
	struct drive *d = &self->d;
	uint64_t before;

	ASSERT_EQ(OK, format(d, quick));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "a102 00000000 000000000000"));
	before = burin_emulator_now(d->emu);
	ASSERT_EQ(OK, tell(d, "a100 00000000 000000000000"));
	EXPECT_LT(500 * SECOND, burin_emulator_now(d->emu) - before);
	EXPECT_EQ(0x14, profile(d));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, nwa(d, 1));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 16));
	EXPECT_EQ(1, is_current(d, 0x0021));
	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 32));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x14, profile(d));
	EXPECT_EQ(32, nwa(d, 1));
}

/* 2.10, 3.2 with 5/64/00: after minimal blanking feature 0021h is gone. */
TEST_F(dvd, minimally_blanked_it_is_written_at_once_only)
{
	struct drive *d = &self->d;
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 42 05 08 00 00 00 00 00"
			 "00000000 0096");

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, tell(d, "a111 00000000 000000000000"));
	EXPECT_EQ(S(2, 4, 7), disc_info(d));
	EXPECT_EQ(0x80, d->cmd.sense[15]);
	burin_emulator_sleep(d->emu, 100 * SECOND);
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, is_current(d, 0x0021));
	EXPECT_EQ(1, is_current(d, 0x002f));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 0, 16));
	ASSERT_EQ(OK, give(d, "5510 0000000000 003c 00", list));
	ASSERT_EQ(OK, tell(d, "5300 000000 00000020 00"));
	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
}

TEST_F(dvd, the_smallest_one)
{
	struct drive *d = &self->d;

	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_DVD_RW, 1024));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, format(d, "00000008 000001a0 40000010"));
	ASSERT_EQ(OK, write_at(d, 400, 16));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 416, 16));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, holds(d, 400, 16));
}

TEST_F(dvd, an_interrupted_format_changes_nothing)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 32));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, format(d, "00020008 00231020 40000010"));	/* Immed */
	EXPECT_EQ(S(2, 4, 4), write_at(d, 0, 16));
	lose_power(d);
	EXPECT_EQ(0x14, profile(d));
	EXPECT_EQ(1, holds(d, 0, 32));
}

TEST_HARNESS_MAIN
