/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mt. Rainier on CD-RW and DVD+RW: background format, defects, two address spaces. */
#include "emulator/scene.h"

#define FORMAT_MRW "0411 00000000 < 0002 0008 ffffffff 90000000"	/* as Linux sends it */
#define RESTART "0411 00000000 < 0002 0008 ffffffff 90000001"
#define BASIC "0411 00000000 < 0000 0008 ffffffff 98000000"
#define PACKETS "0411 00000000 < 0000 0008 00048160 40000020"
#define SPACE(n) "5510 0000000000 0010 00 < 000e000000000000 2c06 00 " n " 00000000"
#define GAA_BLOCKS 1024u

FIXTURE(mrw) { struct drive d; uint32_t blocks, unit; };
FIXTURE_VARIANT(mrw) { enum burin_kind kind; uint32_t physical, blocks, unit; };
FIXTURE_VARIANT_ADD(mrw, cd) { BURIN_KIND_CD_RW, 11700, 219 * 32, 32 };
FIXTURE_VARIANT_ADD(mrw, dvd) { BURIN_KIND_DVD_PLUS_RW, 32768, 1860 * 16, 16 };

FIXTURE_SETUP(mrw)
{
	self->blocks = variant->blocks;
	self->unit = variant->unit;
	ASSERT_EQ(0, drive_open(&self->d, variant->kind, variant->physical));
	ASSERT_EQ(OK, perform(&self->d, FORMAT_MRW));
	burin_emulator_sleep(self->d.emu, 41 * SECOND);
}

FIXTURE_TEARDOWN(mrw)
{
	drive_close(&self->d);
}

static unsigned int status(struct drive *d)
{
	return disc_info(d) == OK ? d->reply[7] & 7u : 0xff;
}

static uint32_t last_block(struct drive *d)
{
	return ask(d, "2500 00000000 0000 0000") == OK ? get_be32(d->reply) : 0;
}

static void complete(struct drive *d)
{
	burin_emulator_sleep(d->emu, 400 * SECOND);
}

TEST_F(mrw, the_format_runs_in_the_background)
{
	struct drive *d = &self->d;

	EXPECT_EQ(2, status(d));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(self->blocks - 1, last_block(d));
	EXPECT_EQ(OK, perform(d, READY));
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0, d->reply[2]);
	EXPECT_EQ(4, d->reply[12]);
	EXPECT_EQ(4, d->reply[13]);
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, self->blocks - 1, 1));
	complete(d);
	EXPECT_EQ(3, status(d));
	ASSERT_EQ(OK, read_at(d, self->blocks - 1, 1));
	EXPECT_EQ(0, test_blocks[0]);
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, self->blocks, 1));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, self->blocks - 1, 2));
}

TEST_F(mrw, it_is_stopped_and_goes_on)
{
	struct drive *d = &self->d;
	uint32_t at = self->blocks - 4 * self->unit;

	ASSERT_EQ(OK, write_at(d, at, 3));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, status(d));
	EXPECT_EQ(1, holds(d, at, 3));
	EXPECT_EQ(OK, write_at(d, at, 3));
	EXPECT_EQ(S(5, 0x21, 2), write_at(d, at + self->unit, 1));
	ASSERT_EQ(OK, perform(d, RESTART));
	burin_emulator_sleep(d->emu, 3 * SECOND);
	EXPECT_EQ(2, status(d) & 3);
	EXPECT_EQ(OK, perform(d, RESTART));		/* it runs */
	EXPECT_EQ(OK, write_at(d, at + self->unit, 1));
	ASSERT_EQ(OK, close_it(d, 0, 0));
	EXPECT_EQ(1, status(d));
	ASSERT_EQ(OK, perform(d, RESTART));
	burin_emulator_sleep(d->emu, 3 * SECOND);
	ASSERT_EQ(OK, perform(d, "reload"));
	burin_emulator_sleep(d->emu, 20 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(1, status(d));
	ASSERT_EQ(OK, perform(d, RESTART));
	complete(d);
	EXPECT_EQ(3, status(d));
	EXPECT_EQ(OK, perform(d, RESTART));		/* it is done */
	EXPECT_EQ(3, status(d));
	EXPECT_EQ(1, holds(d, at, 3));
}

TEST_F(mrw, blocks_are_written_one_by_one)
{
	struct drive *d = &self->d;

	complete(d);
	ASSERT_EQ(OK, write_many(d, 0, 100));
	ASSERT_EQ(OK, write_salted(d, 37, 1, 5));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 0, 37));
	EXPECT_EQ(1, holds_salted(d, 37, 1, 5));
	EXPECT_EQ(1, holds(d, 38, 62));
	pattern(test_blocks, 7, 1, 9);
	ASSERT_EQ(OK, command(d, "2e00 00000007 00 0001 00", BURIN_EMU_OUT, test_blocks, 2048));
	EXPECT_EQ(3, status(d));
	EXPECT_EQ(1, holds_salted(d, 7, 1, 9));
}

/* The general application area is outside of the other, and of the defect management. */
TEST_F(mrw, two_address_spaces)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_salted(d, 0, 16, 1));
	ASSERT_EQ(OK, perform(d, SPACE("01")));
	ASSERT_EQ(OK, ask(d, "5a00 2c 00000000 0010 00"));
	EXPECT_EQ(16, d->cmd.transferred);
	EXPECT_EQ(1, d->reply[11]);
	EXPECT_EQ(GAA_BLOCKS - 1, last_block(d));
	ASSERT_EQ(OK, read_at(d, 0, 16));		/* while the format runs */
	EXPECT_EQ(0, test_blocks[0]);
	ASSERT_EQ(OK, write_salted(d, 0, 16, 2));
	ASSERT_EQ(OK, write_salted(d, GAA_BLOCKS - 1, 1, 3));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, GAA_BLOCKS - 1, 2));
	EXPECT_EQ(S(5, 0x21, 0), write_at(d, GAA_BLOCKS, 1));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, GAA_BLOCKS, 1));
	EXPECT_EQ(S(5, 0x21, 0), read_at(d, 0xffffffff, 1));
	EXPECT_EQ(1, holds_salted(d, 0, 16, 2));
	EXPECT_EQ(1, holds_salted(d, GAA_BLOCKS - 1, 1, 3));
	EXPECT_EQ(S(5, 0x64, 0), ask(d, "be00 00000000 000001 10 00 00"));
	ASSERT_EQ(OK, perform(d, SPACE("00")));
	EXPECT_EQ(self->blocks - 1, last_block(d));
	EXPECT_EQ(1, holds_salted(d, 0, 16, 1));
	ASSERT_EQ(OK, perform(d, SPACE("01")));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(self->blocks - 1, last_block(d));
	EXPECT_EQ(1, holds_salted(d, 0, 16, 1));
	ASSERT_EQ(OK, perform(d, SPACE("01")));
	EXPECT_EQ(1, holds_salted(d, 0, 16, 2));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, SPACE("02")));
}

TEST_F(mrw, bad_packets_are_replaced_by_the_drive)
{
	struct drive *d = &self->d;
	char plan[64];

	complete(d);
	snprintf(plan, sizeof(plan), "defect 70\ndefect %u\n", self->blocks + 5);
	ASSERT_EQ(0, burin_emulator_set_faults(d->emu, plan, NULL));
	EXPECT_EQ(S(3, 0x11, 0), read_at(d, 70, 1));
	ASSERT_EQ(OK, write_at(d, 64, 32));
	EXPECT_EQ(1, holds(d, 64, 32));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(0, burin_emulator_set_faults(d->emu, plan, NULL));
	EXPECT_EQ(1, holds(d, 64, 32));
	ASSERT_EQ(OK, perform(d, SPACE("01")));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 0, 16));
	EXPECT_EQ(5 - 5 % self->unit, get_be32(d->cmd.sense + 3));
	EXPECT_EQ(S(3, 0x11, 0), read_at(d, 4, 2));
	EXPECT_EQ(5, get_be32(d->cmd.sense + 3));
}

/* As many as the spare areas hold, and none more. */
TEST_F(mrw, spares_run_out)
{
	struct drive *d = &self->d;
	uint32_t spares = self->unit == 32 ? 16 : 60, at;

	complete(d);
	ASSERT_EQ(0, burin_emulator_set_faults(d->emu, "defect 0+\n", NULL));
	for (at = 0; at < spares * self->unit; at += self->unit)
		ASSERT_EQ(OK, write_at(d, at, 1));
	EXPECT_EQ(S(3, 0x32, 0), write_at(d, at, 1));
	EXPECT_EQ(OK, write_at(d, at - 1, 1));
}

/* What was written and not synchronised leaves the D bit on the disc. */
TEST_F(mrw, a_power_cut_leaves_it_dirty)
{
	struct drive *d = &self->d;

	complete(d);
	ASSERT_EQ(OK, write_at(d, 0, 16));
	EXPECT_EQ(7, status(d));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(3, status(d));
	ASSERT_EQ(OK, write_salted(d, 0, 16, 4));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 20 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(7, status(d));
	EXPECT_EQ(1, holds(d, 0, 16));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(3, status(d));
}

TEST_F(mrw, requests_that_do_not_fit)
{
	struct drive *d = &self->d;

	complete(d);
	EXPECT_EQ(S(5, 0x26, 0), perform(d, "0411 00000000 < 0000 0008 00001000 90000000"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x80\0\x04", 3));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, "0411 00000000 < 0000 0008 ffffffff 90000002"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x89\0\x0b", 3));
	EXPECT_EQ(3, status(d));
	ASSERT_EQ(OK, write_at(d, 0, 16));
	ASSERT_EQ(OK, perform(d, FORMAT_MRW));
	burin_emulator_sleep(d->emu, 41 * SECOND);
	EXPECT_EQ(2, status(d));
	complete(d);
	ASSERT_EQ(OK, read_at(d, 0, 16));
	EXPECT_EQ(0, test_blocks[5]);
}

FIXTURE(other) { struct drive d; };
FIXTURE_SETUP(other) { memset(&self->d, 0, sizeof(self->d)); }
FIXTURE_TEARDOWN(other) { drive_close(&self->d); }

TEST_F(other, a_dvd_becomes_what_it_is_formatted_to)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_PLUS_RW, 32768));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, RESTART));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, SPACE("01")));
	EXPECT_EQ(OK, perform(d, SPACE("00")));
	ASSERT_EQ(OK, perform(d, BASIC));
	EXPECT_EQ(32767, last_block(d));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, RESTART));	/* not of this format */
	ASSERT_EQ(OK, perform(d, FORMAT_MRW));
	burin_emulator_sleep(d->emu, 41 * SECOND);
	EXPECT_EQ(29759, last_block(d));
	ASSERT_EQ(OK, perform(d, BASIC));
	EXPECT_EQ(32767, last_block(d));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, SPACE("01")));
}

TEST_F(other, a_cd_is_packets_or_blank_again)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_CD_RW, 0));
	ASSERT_EQ(OK, perform(d, FORMAT_MRW));
	burin_emulator_sleep(d->emu, 41 * SECOND);
	EXPECT_EQ(276799, last_block(d));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0xb2, d->reply[6]);
	EXPECT_EQ(32, get_be32(d->reply + 20));
	EXPECT_EQ(276800, get_be32(d->reply + 24));
	ASSERT_EQ(OK, write_at(d, 1000, 1));
	ASSERT_EQ(OK, ask(d, "be00 000003e8 000001 f8 00 00"));
	EXPECT_EQ(2, d->reply[15]);			/* a frame of mode 2 */
	ASSERT_EQ(OK, perform(d, PACKETS));
	EXPECT_EQ(0, status(d));
	EXPECT_EQ(0x48160 - 1, last_block(d));
	ASSERT_EQ(OK, perform(d, FORMAT_MRW));
	burin_emulator_sleep(d->emu, 41 * SECOND);
	ASSERT_EQ(OK, tell(d, "a101 00000000 000000000000"));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, d->reply[7]);
	EXPECT_EQ(0, nwa(d, 0xff));
}

TEST_F(other, too_small_a_medium_has_no_such_format)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_PLUS_RW, 128 * 16));
	EXPECT_EQ(S(5, 0x26, 0), perform(d, FORMAT_MRW));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x80\0\x08", 3));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(20, d->cmd.transferred);
}

TEST_HARNESS_MAIN
