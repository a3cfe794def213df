/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bad blocks: replaced while there are spare areas, else told. */
#include "emulator/scene.h"

#define BD_SPARES "ad01 00000000 00 0a 0010 0000"
#define RAM_SPARES "ad00 00000000 00 0a 0010 0000"
#define RECOVERY(flags) \
	"5510 0000000000 0014 00 < 0000000000000000 010a " flags " 20 00000000 01 000000"

FIXTURE(drive) { struct drive d; };
FIXTURE_SETUP(drive) { memset(&self->d, 0, sizeof(self->d)); }
FIXTURE_TEARDOWN(drive) { drive_close(&self->d); }

static int plan(struct drive *d, const char *text)
{
	return burin_emulator_set_faults(d->emu, text, NULL);
}

static uint32_t info(const struct drive *d)
{
	return d->cmd.sense[0] & 0x80 ? get_be32(d->cmd.sense + 3) : 0;
}

static uint32_t word(struct drive *d, const char *query, unsigned int at)
{
	return ask(d, query) == OK ? get_be32(d->reply + at) : ~0u;
}

/* 3200 blocks: 4 clusters of spares by default. */
static int bd_re(struct drive *d, const char *type)
{
	char step[64];

	snprintf(step, sizeof(step), "0411 00000000 < 00000008 %s", type);
	return drive_open(d, BURIN_KIND_BD_RE, 3200) || perform(d, step) != OK;
}

#define DEFAULT_SPARES "00000c00 00 000004"
#define NO_SPARES "00000c80 c4 000800"

TEST_F(drive, a_bad_cluster_is_replaced_once)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, DEFAULT_SPARES));
	ASSERT_EQ(0, plan(d, "defect 100-101\n"));
	EXPECT_EQ(4, word(d, BD_SPARES, 8));
	EXPECT_EQ(4, word(d, BD_SPARES, 12));
	ASSERT_EQ(OK, write_at(d, 64, 64));
	ASSERT_EQ(OK, write_salted(d, 100, 4, 1));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, holds(d, 64, 36));
	EXPECT_EQ(1, holds_salted(d, 100, 4, 1));
	EXPECT_EQ(3, word(d, BD_SPARES, 8));
	EXPECT_EQ(4, word(d, BD_SPARES, 12));
	/* the list of replacements: one, block 96 by the first spare one */
	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 12 0100 0000"));
	EXPECT_EQ(4 + 64 + 8, d->cmd.transferred);
	EXPECT_EQ(96, get_be32(d->reply + 68));
	EXPECT_EQ(3072, get_be32(d->reply + 72));
	/* and it is the medium's */
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(0, plan(d, "defect 100-101\n"));
	EXPECT_EQ(3, word(d, BD_SPARES, 8));
	EXPECT_EQ(1, holds_salted(d, 100, 4, 1));
}

TEST_F(drive, spares_run_out)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, DEFAULT_SPARES));
	ASSERT_EQ(0, plan(d, "defect 320-511\n"));
	ASSERT_EQ(OK, write_many(d, 320, 128));
	EXPECT_EQ(0, word(d, BD_SPARES, 8));
	EXPECT_EQ(S(3, 0x32, 0), write_at(d, 448, 32));
	EXPECT_EQ(448, info(d));
	EXPECT_EQ(OK, write_at(d, 320, 32));
	EXPECT_EQ(OK, write_at(d, 512, 32));
}

TEST_F(drive, without_spares_nobody_looks)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, NO_SPARES));
	ASSERT_EQ(0, plan(d, "defect 100-101\n"));
	ASSERT_EQ(OK, write_at(d, 96, 32));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(S(3, 0x11, 0), read_at(d, 96, 32));
	EXPECT_EQ(100, info(d));
	EXPECT_EQ(4 * 2048, d->cmd.transferred);
	EXPECT_EQ(S(3, 0x11, 0), tell(d, "2f00 00000060 00 0020 00"));
	EXPECT_EQ(1, holds(d, 102, 26));
}

TEST_F(drive, streaming_leaves_the_error_in_place)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, DEFAULT_SPARES));
	ASSERT_EQ(0, plan(d, "defect 100\n"));
	pattern(test_blocks, 96, 32, 0);
	ASSERT_EQ(OK, command(d, "aa00 00000060 00000020 80 00", BURIN_EMU_OUT, test_blocks, 65536));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(4, word(d, BD_SPARES, 8));
	EXPECT_EQ(S(3, 0x11, 0), read_at(d, 100, 1));
	/* the next ordinary WRITE heals it */
	ASSERT_EQ(OK, write_at(d, 96, 32));
	EXPECT_EQ(1, holds(d, 96, 32));
	EXPECT_EQ(3, word(d, BD_SPARES, 8));
}

TEST_F(drive, page_01h_decides)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, DEFAULT_SPARES));
	ASSERT_EQ(0, plan(d, "defect 64\ndefect 640\n"));
	ASSERT_EQ(OK, perform(d, RECOVERY("40")));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 64, 32));
	EXPECT_EQ(64, info(d));
	ASSERT_EQ(OK, perform(d, RECOVERY("c4")));
	EXPECT_EQ(S(1, 0x0c, 1), write_at(d, 64, 32));
	EXPECT_EQ(65536, d->cmd.transferred);
	EXPECT_EQ(OK, write_at(d, 64, 32));
	ASSERT_EQ(OK, perform(d, RECOVERY("c0")));
	EXPECT_EQ(OK, write_at(d, 640, 32));
}

TEST_F(drive, certification_finds_them_beforehand)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, bd_re(d, DEFAULT_SPARES));
	ASSERT_EQ(0, plan(d, "defect 100-101\ndefect 1000\n"));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00000c00 c2 000004"));
	EXPECT_EQ(2, word(d, BD_SPARES, 8));
	/* a quick reformat trusts the list; one without certification forgets it */
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00000c00 c0 000004"));
	EXPECT_EQ(2, word(d, BD_SPARES, 8));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00000c00 c1 000004"));
	EXPECT_EQ(4, word(d, BD_SPARES, 8));
	ASSERT_EQ(0, plan(d, "defect 0-1000\n"));
	EXPECT_EQ(S(3, 0x32, 0), perform(d, "0411 00000000 < 00000008 00000c00 c3 000004"));
}

TEST_F(drive, dvd_ram_counts_the_primary_area_first)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_RAM, 0));
	ASSERT_EQ(0, plan(d, "defect 0-159\n"));
	ASSERT_EQ(OK, write_many(d, 0, 160));
	EXPECT_EQ(12800 - 160, word(d, RAM_SPARES, 4));
	EXPECT_EQ(58368, word(d, RAM_SPARES, 8));
	EXPECT_EQ(58368, word(d, RAM_SPARES, 12));
	EXPECT_EQ(1, holds(d, 0, 160));
	/* no certification: the list stays; with it: found anew */
	ASSERT_EQ(OK, perform(d, "0419 00000000 < 00a00008 00222120 00 000800"));
	EXPECT_EQ(12800 - 160, word(d, RAM_SPARES, 4));
	ASSERT_EQ(0, plan(d, "defect 16\n"));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00222120 00 000800"));
	EXPECT_EQ(12800 - 16, word(d, RAM_SPARES, 4));
}

TEST_F(drive, a_bd_r_with_spares_replaces_too)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00000c00 00 000004"));
	ASSERT_EQ(0, plan(d, "defect 40\n"));
	ASSERT_EQ(OK, write_at(d, 0, 96));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(3, word(d, BD_SPARES, 8));
	EXPECT_EQ(1, holds(d, 0, 96));
}

/* Written once, no spares: the blocks before are there, the track can be closed. */
TEST_F(drive, recordable_media_tell_a_write_error)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_PLUS_R, 32000));
	ASSERT_EQ(0, plan(d, "defect 40\n"));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 32, 32));
	EXPECT_EQ(32, info(d));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(32, nwa(d, 1));
	EXPECT_EQ(OK, close_it(d, 1, 1));
	EXPECT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, holds(d, 0, 32));
}

TEST_F(drive, what_was_written_can_go_bad)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_PLUS_RW, 3200));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 ffffffff 98 000000"));
	ASSERT_EQ(OK, write_at(d, 0, 64));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(0, plan(d, "defect 20-21\n"));
	EXPECT_EQ(S(3, 0x11, 0), read_at(d, 0, 32));
	EXPECT_EQ(20, info(d));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 16, 16));
}

TEST_F(drive, words_of_the_plan)
{
	struct drive *d = &self->d;
	unsigned int line = 0;
	char text[2048] = "";

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_PLUS_RW, 3200));
	EXPECT_EQ(BURIN_E_FAULT_PLAN, burin_emulator_set_faults(d->emu, "\ndefect", &line));
	EXPECT_EQ(2, line);
	EXPECT_EQ(BURIN_E_FAULT_PLAN, plan(d, "defect x"));
	EXPECT_EQ(BURIN_E_FAULT_PLAN, plan(d, "defect 4-3"));
	EXPECT_EQ(BURIN_E_FAULT_PLAN, plan(d, "defect 4294967296"));
	EXPECT_EQ(0, plan(d, "defect 7+"));
	for (int i = 0; i < 65; i++)
		sprintf(text + strlen(text), "defect %d\n", i);
	EXPECT_EQ(BURIN_E_FAULT_PLAN, burin_emulator_set_faults(d->emu, text, &line));
	EXPECT_EQ(65, line);
}

TEST_HARNESS_MAIN
