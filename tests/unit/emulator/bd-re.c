/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(bd) { struct drive d; };

FIXTURE_SETUP(bd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_RE, 0));
}

FIXTURE_TEARDOWN(bd)
{
	drive_close(&self->d);
}

/* 30h with the default spare area, not certified */
static uint32_t format(struct drive *d)
{
	return give(d, "0411 00000000", "00000008 00b47400 c1003000");
}

static int is_current(struct drive *d, unsigned int feature)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", feature);
	return ask(d, hex) == OK && d->cmd.transferred > 8 && d->reply[10] & 1;
}

TEST_F(bd, a_new_one_must_be_formatted)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0x10, d->reply[2]);
	EXPECT_EQ(S(5, 0x30, 0x10), write_at(d, 0, 32));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0, 32));
	EXPECT_EQ(S(5, 0x30, 5), tell(d, "a100 00000000 000000000000"));
	EXPECT_EQ(S(5, 0x2c, 0), close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(0, get_be32(d->reply));
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x43, get_be16(d->reply + 6));
	EXPECT_EQ(0, is_current(d, 0x0010));
	EXPECT_EQ(0, is_current(d, 0x0020));
	EXPECT_EQ(1, is_current(d, 0x0023));
	EXPECT_EQ(1, is_current(d, 0x0041));
	EXPECT_EQ(0, is_current(d, 0x0024));
}

TEST_F(bd, format_capacities_are_the_published_ones)
{
	struct drive *d = &self->d;
	static const uint8_t want[] = {
		0, 0, 0, 48,
		0x00, 0xba, 0x74, 0x00, 1, 0, 8, 0,		/* 12219392, unformatted */
		0x00, 0xb4, 0x74, 0x00, 0, 0, 0x30, 0,		/* 11826176 with 3000h clusters */
		0x00, 0xb4, 0x74, 0x00, 0xc0, 0, 0x30, 0,
		0x00, 0xb0, 0x74, 0x00, 0xc0, 0, 0x50, 0,	/* 11564032 */
		0x00, 0xb8, 0x74, 0x00, 0xc0, 0, 0x10, 0,	/* 12088320 */
		0x00, 0xba, 0x74, 0x00, 0xc4, 0, 8, 0,		/* without spare areas */
	};

	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(sizeof(want), d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, want, sizeof(want)));
	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(11826176, get_be32(d->reply + 4));
	EXPECT_EQ(2, d->reply[8]);
}

TEST_F(bd, formatted_it_is_written_anywhere)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(0, d->reply[7] & 3);
	EXPECT_EQ(1, is_current(d, 0x0010));
	EXPECT_EQ(1, is_current(d, 0x0020));
	EXPECT_EQ(1, is_current(d, 0x0024));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(11826175, get_be32(d->reply));
	ASSERT_EQ(OK, write_at(d, 5000003, 40));
	ASSERT_EQ(OK, write_salted(d, 5000010, 3, 9));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 5000003, 7));
	EXPECT_EQ(1, holds_salted(d, 5000010, 3, 9));
	EXPECT_EQ(1, holds(d, 5000013, 30));
	EXPECT_EQ(S(8, 0, 0), read_at(d, 64, 1));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, 11826176 - 1, 2));
	EXPECT_EQ(OK, write_at(d, 11826176 - 1, 1));
}

TEST_F(bd, a_format_forgets_what_was_written)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00ba7400 c4000800"));
	EXPECT_EQ(0, is_current(d, 0x0024));
	EXPECT_EQ(S(8, 0, 0), read_at(d, 0, 32));
	ASSERT_EQ(OK, write_at(d, 12219391, 1));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0, is_current(d, 0x0024));
	EXPECT_EQ(1, holds(d, 12219391, 1));
}

TEST_F(bd, full_certification_takes_hours_and_records_all)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	ASSERT_EQ(OK, give(d, "0411 00000000", "00000008 00b47400 c2003000"));
	EXPECT_LT(5400 * SECOND, burin_emulator_now(d->emu) - before);
	ASSERT_EQ(OK, read_at(d, 11826175, 1));
	EXPECT_EQ(0, test_blocks[0]);
}

TEST_F(bd, foreign_formats_are_refused)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00b47400 98000000"));
	EXPECT_EQ(8, get_be16(d->cmd.sense + 16));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "0411 00000000", "00000008 00b47420 c0003000"));
	EXPECT_EQ(4, get_be16(d->cmd.sense + 16));
	EXPECT_EQ(0x00, disc_state(d));
}

/* 6.5: with spare areas each cluster takes a second turn, unless WRITE(12) says Streaming. */
TEST_F(bd, spare_areas_cost_half_of_the_speed)
{
	struct drive *d = &self->d;
	uint64_t took[3];

	for (int i = 0; i < 3; i++) {
		uint64_t before;

		ASSERT_EQ(OK, i < 2 ? format(d) :
			  give(d, "0411 00000000", "00000008 00ba7400 c4000800"));
		before = burin_emulator_now(d->emu);
		pattern(test_blocks, 0, 1024, 0);
		for (int k = 0; k < 16; k++)
			ASSERT_EQ(OK, command(d, i == 1 ? "aa00 00000000 00000400 8000" :
					      "aa00 00000000 00000400 0000", BURIN_EMU_OUT,
					      test_blocks, 1024 * 2048));
		ASSERT_EQ(OK, sync_cache(d));
		took[i] = burin_emulator_now(d->emu) - before;
	}
	EXPECT_LT(took[1] + 3 * SECOND, took[0]);
	EXPECT_LT(took[1], took[2] + SECOND);
	EXPECT_LT(took[2], took[1] + SECOND);
}

TEST_F(bd, write_and_verify_leaves_nothing_in_the_buffer)
{
	struct drive *d = &self->d;
	struct burin_emulator_stats stats;

	ASSERT_EQ(OK, format(d));
	pattern(test_blocks, 64, 32, 0);
	ASSERT_EQ(OK, command(d, "2e00 00000040 00 0020 00", BURIN_EMU_OUT, test_blocks,
			      32 * 2048));
	burin_emulator_get_stats(d->emu, &stats);
	EXPECT_EQ(0, stats.buffer_used);
	EXPECT_EQ(32, stats.blocks_recorded);
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(1, holds(d, 64, 32));
}

TEST_F(bd, rules_know_write_and_verify)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(0, burin_emulator_set_faults(d->emu, "on write-and-verify lba 70 sense 3/0c/00\n",
					       NULL));
	EXPECT_EQ(S(3, 0x0c, 0), command(d, "2e00 00000040 00 0020 00", BURIN_EMU_OUT, test_blocks,
					 32 * 2048));
	EXPECT_EQ(OK, write_at(d, 64, 32));
}

TEST_F(bd, a_power_cut_keeps_old_blocks)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_salted(d, 0, 32, 3));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(1, holds(d, 0, 32));
	EXPECT_EQ(OK, write_at(d, 32, 32));
}

TEST_F(bd, disc_structures)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 00 0100 0000"));
	EXPECT_EQ(0, memcmp(d->reply + 12, "BDW", 3));
	EXPECT_EQ(0x52, d->reply[15]);
	EXPECT_EQ(0x14, d->reply[16]);
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ad01 00000000 00 0a 0100 0000"));
	ASSERT_EQ(OK, format(d));
	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 0a 0100 0000"));
	EXPECT_EQ(14, get_be16(d->reply));
	EXPECT_EQ(12288, get_be32(d->reply + 8));
	EXPECT_EQ(12288, get_be32(d->reply + 12));
}

TEST_HARNESS_MAIN
