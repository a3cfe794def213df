/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DVD-R: incremental and at once, borders, the published addresses. */
#include "emulator/emu.h"

#define INCREMENTAL 0u
#define AT_ONCE 2u

FIXTURE(dvd) { struct drive d; };

FIXTURE_SETUP(dvd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_R, 0));
}

FIXTURE_TEARDOWN(dvd)
{
	drive_close(&self->d);
}

/* Page 05h as hosts set it for DVD-R: packets of 16, BUFE; sessions 0 or 3 */
static uint32_t page(struct drive *d, unsigned int type, unsigned int sessions)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x 08 10 00 00 00 00"
			 "00000010 0096", 0x60 | type, sessions << 6 | 0x25);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	return give(d, "5510 0000000000 003c 00", list);
}

static uint32_t reserve(struct drive *d, uint32_t blocks)
{
	char hex[48];

	snprintf(hex, sizeof(hex), "5300 000000 %08x 00", blocks);
	return tell(d, hex);
}

static int is_current(struct drive *d, unsigned int feature)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", feature);
	return ask(d, hex) == OK && d->cmd.transferred > 8 && d->reply[10] & 1;
}

static uint32_t free_blocks(struct drive *d)
{
	return track_info(d, 1) == OK ? get_be32(d->reply + 16) : 0;
}

/* E02, E07, E20, E23 */
TEST_F(dvd, blank_replies)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x20, d->reply[7]);
	EXPECT_EQ(0, get_be32(d->reply + 16));
	EXPECT_EQ(2297888, free_blocks(d));
	EXPECT_EQ(0x60, d->reply[6] & 0xf0);
	ASSERT_EQ(OK, page(d, AT_ONCE, 0));
	EXPECT_EQ(2298496, free_blocks(d));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 10 0804 0000"));
	EXPECT_EQ(0x25, d->reply[4]);
	EXPECT_EQ(196608, get_be32(d->reply + 8));
	EXPECT_EQ(2495103, get_be32(d->reply + 12));
	ASSERT_EQ(OK, ask(d, "ac10 00000000 0000 0001 0000"));
	EXPECT_EQ(2298495, get_be32(d->reply + 16));
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x11, get_be16(d->reply + 6));
	EXPECT_EQ(0, is_current(d, 0x0010));
	EXPECT_EQ(0, is_current(d, 0x001f));
	EXPECT_EQ(1, is_current(d, 0x0021));
	EXPECT_EQ(0x01000101, get_be32(d->reply + 12));
	EXPECT_EQ(16, d->reply[16]);
	EXPECT_EQ(1, is_current(d, 0x002f));
	EXPECT_EQ(S(5, 0x24, 0), track_info(d, 0xff));
	EXPECT_EQ(S(5, 0x30, 6), tell(d, "a100 00000000 000000000000"));
}

TEST_F(dvd, other_write_types_are_refused)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), page(d, 1, 0));
	EXPECT_EQ(S(5, 0x26, 0), page(d, 3, 0));
	EXPECT_EQ(S(5, 0x26, 0), page(d, 4, 0));
	EXPECT_EQ(S(5, 0x26, 0), page(d, INCREMENTAL, 2));
	EXPECT_EQ(OK, page(d, INCREMENTAL, 3));
}

/* E03, E04: the first border reaches to 65264 and the next begins at 93952. */
TEST_F(dvd, the_first_border_reaches_to_a_least_radius)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, page(d, INCREMENTAL, 3));
	ASSERT_EQ(OK, write_many(d, 0, 20));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(32, nwa(d, 1));
	EXPECT_EQ(0x11, disc_state(d));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(32, nwa(d, 2));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(93952, nwa(d, 2));
	EXPECT_EQ(1, is_current(d, 0x001f));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(65263, get_be32(d->reply));
	EXPECT_EQ(1, holds(d, 0, 20));
	ASSERT_EQ(OK, read_at(d, 65248, 16));
	EXPECT_EQ(0, test_blocks[0]);
	ASSERT_EQ(OK, page(d, INCREMENTAL, 0));
	ASSERT_EQ(OK, write_many(d, 93952, 32));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(0, is_current(d, 0x0021));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 93984, 16));
}

TEST_F(dvd, a_long_first_border_is_not_extended)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, page(d, INCREMENTAL, 3));
	for (uint32_t lba = 0; lba < 132800; lba += 800)
		ASSERT_EQ(OK, write_at(d, lba, 800));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(161488, nwa(d, 2));
}

TEST_F(dvd, at_once_needs_a_reservation)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, page(d, AT_ONCE, 0));
	EXPECT_EQ(S(5, 0x2c, 0), write_at(d, 0, 16));
	EXPECT_EQ(S(5, 0x24, 0), reserve(d, 0));
	EXPECT_EQ(S(5, 0x24, 0), reserve(d, 2298497));
	ASSERT_EQ(OK, reserve(d, 100));
	EXPECT_EQ(112, free_blocks(d));
	EXPECT_EQ(S(5, 0x72, 5), reserve(d, 100));
	ASSERT_EQ(OK, write_many(d, 0, 112));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 112, 16));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(111, get_be32(d->reply));
	EXPECT_EQ(1, holds(d, 0, 112));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x23, disc_state(d));
}

TEST_F(dvd, what_was_begun_incrementally_is_not_written_at_once)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, page(d, INCREMENTAL, 0));
	ASSERT_EQ(OK, write_at(d, 0, 16));
	EXPECT_EQ(S(5, 0x2c, 0), page(d, AT_ONCE, 0));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, page(d, AT_ONCE, 0));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 16, 16));
	EXPECT_EQ(S(5, 0x72, 5), reserve(d, 100));
	EXPECT_EQ(2297888 - 16, free_blocks(d));
}

TEST_F(dvd, at_once_without_buffer_protection_is_spoilt_by_an_underrun)
{
	struct drive *d = &self->d;
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 02 05 08 00 00 00 00 00"
			 "00000000 0096");

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	ASSERT_EQ(OK, give(d, "5510 0000000000 003c 00", list));
	ASSERT_EQ(OK, reserve(d, 3200));
	ASSERT_EQ(OK, write_many(d, 0, 960));
	burin_emulator_sleep(d->emu, 60 * SECOND);
	EXPECT_EQ(S(3, 0x0c, 9), write_at(d, 960, 32));
	EXPECT_EQ(0x12, disc_state(d));
}

TEST_F(dvd, a_test_write_leaves_the_disc_blank)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, page(d, AT_ONCE | 0x10, 0));
	ASSERT_EQ(OK, reserve(d, 64));
	ASSERT_EQ(OK, write_many(d, 0, 64));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, page(d, INCREMENTAL, 0));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 16));
}

TEST_F(dvd, two_layers)
{
	struct drive *d = &self->d;

	drive_shut(d);
	unlink(d->path);
	ASSERT_EQ(0, burin_emulator_create_medium(d->path, BURIN_KIND_DVD_R_DL, 0));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x15, get_be16(d->reply + 6));
	EXPECT_EQ(1, is_current(d, 0x002f));
	EXPECT_EQ(4171712, free_blocks(d));
	ASSERT_EQ(OK, page(d, AT_ONCE, 0));
	EXPECT_EQ(4171712, free_blocks(d));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 10 0804 0000"));
	EXPECT_EQ(0x32, d->reply[6]);
	EXPECT_EQ(0x30000 + 2085855, get_be32(d->reply + 16));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 20 0804 0000"));
	EXPECT_EQ(2085856, get_be32(d->reply + 8));
	ASSERT_EQ(OK, reserve(d, 64));
	ASSERT_EQ(OK, write_many(d, 0, 64));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
}

TEST_HARNESS_MAIN
