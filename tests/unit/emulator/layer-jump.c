/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DVD-R DL in jump blocks: addresses of 1024 blocks, 512 on either layer. */
#include "emulator/scene.h"

#define BLOCKS 1024u
#define LAST_BORDER PAGE_05("64 25 08 10 0000000000000010", "0000")
#define INCREMENTAL PAGE_05("60 e5 08 10 0000000000000010", "0000")
#define CROSSING S(5, 0x21, 3)

FIXTURE(jump) { struct drive d; };

FIXTURE_SETUP(jump)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_DVD_R_DL, BLOCKS));
	ASSERT_EQ(OK, perform(&self->d, LAYER_JUMP));
}

FIXTURE_TEARDOWN(jump)
{
	drive_close(&self->d);
}

static uint32_t send_structure(struct drive *d, unsigned int format, uint32_t value)
{
	char cdb[64], list[64];

	snprintf(cdb, sizeof(cdb), "bf00 00000000 00 %02x 000c 0000", format);
	snprintf(list, sizeof(list), "000a 0000 00000000 %08x", value);
	return give(d, cdb, list);
}

static uint32_t structure(struct drive *d, unsigned int format)
{
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "ad00 00000000 00 %02x 0804 0000", format);
	return ask(d, cdb) == OK && d->cmd.transferred == 12 ? get_be32(d->reply + 8) : NO_NWA;
}

/* LJRS, next and last layer jump address of the last track; 1: as given */
static int tells(struct drive *d, unsigned int track, unsigned int status, uint32_t next,
		 uint32_t last)
{
	char cdb[64];

	snprintf(cdb, sizeof(cdb), "5201 %08x 00 0030 00", track);
	return ask(d, cdb) == OK && d->cmd.transferred == 48 && d->reply[5] >> 6 == (int)status &&
	       get_be32(d->reply + 40) == next && get_be32(d->reply + 44) == last;
}

static uint32_t free_blocks(struct drive *d)
{
	return ask(d, "5201 00000001 00 0030 00") == OK ? get_be32(d->reply + 16) : NO_NWA;
}

TEST_F(jump, regular_jumps_go_to_and_fro)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, send_structure(d, 0x22, 32));
	EXPECT_EQ(32, structure(d, 0x22));
	EXPECT_TRUE(tells(d, 1, 3, 31, 0));
	EXPECT_EQ(1024, free_blocks(d));
	EXPECT_EQ(CROSSING, write_at(d, 0, 48));
	ASSERT_EQ(OK, write_at(d, 0, 16));
	EXPECT_EQ(CROSSING, write_at(d, 16, 17));
	ASSERT_EQ(OK, write_at(d, 16, 16));
	EXPECT_EQ(992, nwa(d, 1));
	EXPECT_TRUE(tells(d, 1, 3, 63, 31));
	EXPECT_EQ(992, free_blocks(d));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, 32, 16));
	EXPECT_EQ(S(5, 0x2c, 0), send_structure(d, 0x22, 64));
	ASSERT_EQ(OK, write_at(d, 992, 32));
	EXPECT_EQ(32, nwa(d, 1));
	EXPECT_EQ(960, free_blocks(d));
	ASSERT_EQ(OK, write_at(d, 32, 32));
	EXPECT_EQ(CROSSING, write_at(d, 960, 33));
	ASSERT_EQ(OK, write_at(d, 960, 16));
	EXPECT_EQ(976, nwa(d, 1));
	EXPECT_EQ(CROSSING, write_at(d, 976, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 64));
	EXPECT_EQ(1, holds(d, 992, 32));
	EXPECT_EQ(1, holds(d, 960, 16));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 976, 1));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 64, 1));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 959, 1));
}

TEST_F(jump, a_whole_disc_is_filled)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, send_structure(d, 0x22, 80));	/* the last one is of 32 blocks */
	for (uint32_t i = 0; i < BLOCKS / 16; i++)
		ASSERT_EQ(OK, write_at(d, nwa(d, 1), 16));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, BLOCKS));
	ASSERT_EQ(OK, perform(d, LAST_BORDER));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, holds(d, 0, BLOCKS));
}

TEST_F(jump, a_manual_jump_is_set_before_it_comes)
{
	struct drive *d = &self->d;

	EXPECT_TRUE(tells(d, 1, 1, 0, 0));
	EXPECT_EQ(S(5, 0x26, 2), send_structure(d, 0x23, 32));
	EXPECT_EQ(S(5, 0x26, 2), send_structure(d, 0x23, 527));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(S(5, 0x26, 2), send_structure(d, 0x23, 15));
	ASSERT_EQ(OK, send_structure(d, 0x23, 63));
	EXPECT_EQ(63, structure(d, 0x23));
	EXPECT_TRUE(tells(d, 1, 2, 63, 0));
	ASSERT_EQ(OK, write_at(d, 32, 32));
	ASSERT_EQ(OK, write_many(d, 960, 64));
	EXPECT_EQ(64, nwa(d, 1));
	EXPECT_TRUE(tells(d, 1, 2, 0, 63));
	ASSERT_EQ(OK, send_structure(d, 0x23, 79));
	ASSERT_EQ(OK, write_at(d, 64, 16));
	EXPECT_EQ(944, nwa(d, 1));
	ASSERT_EQ(OK, write_at(d, 944, 16));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 80));
	EXPECT_EQ(1, holds(d, 944, 80));
}

TEST_F(jump, closing_fills_the_other_layer)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, send_structure(d, 0x22, 64));
	ASSERT_EQ(OK, write_at(d, 0, 20));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, perform(d, LAST_BORDER));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(1, holds(d, 0, 20));
	ASSERT_EQ(OK, read_at(d, 992, 32));
	for (uint32_t i = 0; i < 32 * 2048; i++)
		ASSERT_EQ(0, test_blocks[i]);
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 32, 1));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(BLOCKS - 1, get_be32(d->reply));
	EXPECT_TRUE(tells(d, 1, 0, 0, 31));
	EXPECT_EQ(S(5, 0x30, 5), write_at(d, 992, 16));
	ASSERT_EQ(OK, ask(d, "5200 000003ff 00 0030 00"));
	EXPECT_EQ(1, d->reply[2]);
}

TEST_F(jump, the_first_write_decides)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, perform(d, INCREMENTAL));
	EXPECT_EQ(NO_NWA, structure(d, 0x22));
	EXPECT_EQ(S(5, 0x24, 0), send_structure(d, 0x22, 32));
	ASSERT_EQ(OK, perform(d, LAYER_JUMP));
	ASSERT_EQ(OK, send_structure(d, 0x22, 32));
	EXPECT_EQ(S(5, 0x72, 5), tell(d, "5300 000000 00000100 00"));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, perform(d, INCREMENTAL));
	EXPECT_EQ(S(5, 0x64, 0), write_at(d, 992, 16));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(992, nwa(d, 1));
	ASSERT_EQ(OK, perform(d, LAYER_JUMP));
	ASSERT_EQ(OK, write_at(d, 992, 32));
	EXPECT_EQ(1, holds(d, 992, 32));
}

TEST_F(jump, the_middle_area_ends_layer_0)
{
	struct drive *d = &self->d;

	EXPECT_EQ(512, structure(d, 0x20));
	EXPECT_EQ(S(5, 0x24, 0), send_structure(d, 0x20, 256));
	EXPECT_EQ(S(5, 0x26, 2), send_structure(d, 0x21, 528));
	ASSERT_EQ(OK, send_structure(d, 0x21, 64));
	EXPECT_EQ(64, structure(d, 0x21));
	EXPECT_EQ(S(5, 0x2c, 0), send_structure(d, 0x21, 64));
	EXPECT_EQ(128, free_blocks(d));
	ASSERT_EQ(OK, write_many(d, 0, 64));
	EXPECT_EQ(960, nwa(d, 1));
	ASSERT_EQ(OK, write_many(d, 960, 64));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
}

TEST_F(jump, power_lost_on_layer_1)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, send_structure(d, 0x22, 32));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, write_at(d, 992, 16));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 20 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	EXPECT_EQ(1, holds(d, 0, 32));
	ASSERT_EQ(OK, perform(d, LAYER_JUMP));
	EXPECT_EQ(S(5, 0x30, 9), write_at(d, 992, 16));
	ASSERT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(1, holds(d, 0, 32));
	EXPECT_EQ(OK, read_at(d, 992, 32));
}

TEST_HARNESS_MAIN
