/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power cuts, killed processes, and what is readable afterwards. */
#include "emulator/emu.h"

#include <signal.h>
#include <sys/wait.h>

static uint64_t recorded(struct drive *d)
{
	struct burin_emulator_stats stats;

	burin_emulator_get_stats(d->emu, &stats);
	return stats.blocks_recorded;
}

static uint32_t buffer_blocks(struct drive *d)
{
	struct burin_emulator_stats stats;

	burin_emulator_get_stats(d->emu, &stats);
	return stats.buffer_bytes / 2048;
}

static unsigned int damage(struct drive *d, unsigned int track)
{
	return track_info(d, track) == OK ? d->reply[5] >> 5 & 1u : 0xff;
}

TEST(bd_r_keeps_what_was_drained_and_loses_the_buffer)
{
	struct drive d;
	uint64_t frontier;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(&d, 0, 8000));
	frontier = recorded(&d);
	EXPECT_LT(0, frontier);
	EXPECT_LE(8000 - buffer_blocks(&d), frontier);
	EXPECT_GT(8000, frontier);
	burin_emulator_cut_power(d.emu);
	EXPECT_EQ(GONE, tell(&d, "000000000000"));
	ASSERT_EQ(0, burin_emulator_restore_power(d.emu));
	EXPECT_EQ(S(6, 0x29, 0), tell(&d, "000000000000"));
	EXPECT_EQ(S(2, 4, 1), tell(&d, "000000000000"));
	burin_emulator_sleep(d.emu, 20 * SECOND);
	clear_attentions(&d);

	EXPECT_EQ(0x12, disc_state(&d));
	EXPECT_EQ(1, damage(&d, 1));
	EXPECT_EQ(NO_NWA, nwa(&d, 1));
	EXPECT_EQ(1, holds(&d, 0, (uint32_t)frontier));
	EXPECT_EQ(S(5, 0x21, 0), read_at(&d, (uint32_t)frontier, 1));
	EXPECT_EQ(S(5, 0x30, 9), write_at(&d, (uint32_t)frontier, 32));
	ASSERT_EQ(OK, close_it(&d, 1, 1));
	EXPECT_EQ(frontier, nwa(&d, 2));
	ASSERT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(0x10, disc_state(&d));
	EXPECT_EQ(1, holds(&d, 0, (uint32_t)frontier));
	/* What was lost is not on the disc, not even unseen. */
	ASSERT_EQ(OK, write_at(&d, (uint32_t)frontier, 1));
	ASSERT_EQ(OK, sync_cache(&d));
	ASSERT_EQ(OK, read_at(&d, (uint32_t)frontier + 1, 31));
	for (unsigned int i = 0; i < 31 * 2048; i++)
		ASSERT_EQ(0, test_blocks[i]);
	drive_close(&d);
}

TEST(damage_outlives_the_process)
{
	struct drive d;
	uint64_t frontier;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	ASSERT_EQ(OK, write_many(&d, 0, 3000));
	frontier = recorded(&d);
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x12, disc_state(&d));
	EXPECT_EQ(1, damage(&d, 1));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	EXPECT_EQ(S(5, 0x30, 9), write_at(&d, (uint32_t)frontier, 1));
	ASSERT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(0x10, disc_state(&d));
	EXPECT_EQ(1, holds(&d, 0, (uint32_t)frontier));
	EXPECT_EQ(frontier + 2 + 11400, nwa(&d, 0xff));
	drive_close(&d);
}

TEST(a_short_damaged_track_can_be_closed)
{
	struct drive d;
	uint64_t frontier;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	ASSERT_EQ(OK, write_many(&d, 0, 700));
	burin_emulator_sleep(d.emu, 5020000000ull);	/* two seconds idle, three to start */
	frontier = recorded(&d);
	ASSERT_LT(0, frontier);
	ASSERT_GT(300, frontier);
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	ASSERT_EQ(OK, close_it(&d, 1, 0xff));
	EXPECT_EQ(452, nwa(&d, 0xff));
	EXPECT_EQ(1, holds(&d, 0, (uint32_t)frontier));
	drive_close(&d);
}

TEST(nothing_drained_is_nothing_written)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_at(&d, 0, 64));
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x00, disc_state(&d));
	EXPECT_EQ(0, nwa(&d, 1));
	drive_close(&d);
}

TEST(a_cut_after_sync_harms_nothing)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(&d, 0, 3000));
	ASSERT_EQ(OK, sync_cache(&d));
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x11, disc_state(&d));
	EXPECT_EQ(3008, nwa(&d, 1));
	EXPECT_EQ(1, holds(&d, 0, 3000));
	drive_close(&d);
}

TEST(a_cut_while_closing_leaves_the_session_open)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(&d, 0, 3000));
	ASSERT_EQ(OK, sync_cache(&d));
	ASSERT_EQ(OK, tell(&d, "5b01 02 00 0000 00000000"));
	burin_emulator_sleep(d.emu, SECOND);
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x11, disc_state(&d));
	EXPECT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(0x10, disc_state(&d));
	EXPECT_EQ(1, holds(&d, 0, 3000));
	drive_close(&d);
}

TEST(dvd_plus_rw_keeps_the_old_data_of_what_was_not_drained)
{
	struct drive d;
	uint64_t before, drained;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 32768));
	ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000000"));
	burin_emulator_sleep(d.emu, 200 * SECOND);
	ASSERT_EQ(OK, write_many(&d, 0, 4096));
	ASSERT_EQ(OK, sync_cache(&d));
	before = recorded(&d);
	for (uint32_t lba = 0; lba < 4096; lba += 32)
		ASSERT_EQ(OK, write_salted(&d, lba, 32, 1));
	drained = recorded(&d) - before;
	ASSERT_LT(0, drained);
	ASSERT_GT(4096, drained);
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(1, holds_salted(&d, 0, (uint32_t)drained, 1));
	EXPECT_EQ(1, holds(&d, (uint32_t)drained, 4096 - (uint32_t)drained));
	EXPECT_EQ(0x23, disc_state(&d));
	drive_close(&d);
}

TEST(dvd_plus_rw_formatting_is_stopped_by_a_cut)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 32768));
	ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000000"));
	ASSERT_EQ(OK, write_many(&d, 0, 2048));
	burin_emulator_cut_power(d.emu);
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	ASSERT_EQ(OK, disc_info(&d));
	EXPECT_EQ(1, d.reply[7] & 3);
	EXPECT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000001"));
	ASSERT_EQ(OK, disc_info(&d));
	EXPECT_EQ(2, d.reply[7] & 3);
	drive_close(&d);
}

TEST(closing_the_drive_writes_everything)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(&d, 0, 3000));
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x11, disc_state(&d));
	EXPECT_EQ(3008, nwa(&d, 1));
	EXPECT_EQ(1, holds(&d, 0, 3000));
	drive_close(&d);
}

/* A child writes and is killed; the parent finds at least all but a buffer of it. */
TEST(a_killed_process_leaves_what_a_power_cut_would)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 320000));
	drive_shut(&d);
	for (unsigned int round = 0; round < 6; round++) {
		uint32_t base, answered = 0, lba, got, end;
		int pipes[2];
		pid_t child;

		ASSERT_EQ(0, drive_reopen(&d));
		ASSERT_EQ(OK, disc_info(&d));
		base = nwa(&d, d.reply[6]);
		ASSERT_NE(NO_NWA, base);
		drive_shut(&d);
		ASSERT_EQ(0, pipe(pipes));
		child = fork();
		if (!child) {
			if (drive_reopen(&d))
				_exit(1);
			for (lba = base;; lba += 32) {
				if (write_at(&d, lba, 32) != OK ||
				    write(pipes[1], &lba, sizeof(lba)) != sizeof(lba))
					_exit(1);
			}
		}
		close(pipes[1]);
		while (answered < (round + 1) * 1500u &&
		       read(pipes[0], &got, sizeof(got)) == sizeof(got))
			answered = got + 32 - base;
		kill(child, SIGKILL);
		while (read(pipes[0], &got, sizeof(got)) == sizeof(got))
			answered = got + 32 - base;
		close(pipes[0]);
		ASSERT_EQ(child, waitpid(child, NULL, 0));

		ASSERT_EQ(0, drive_reopen(&d));
		EXPECT_EQ(0x12, disc_state(&d));
		ASSERT_EQ(OK, disc_info(&d));
		ASSERT_EQ(OK, close_it(&d, 1, d.reply[6]));
		ASSERT_EQ(OK, disc_info(&d));
		end = nwa(&d, d.reply[6]);
		EXPECT_LE(answered, end - base + buffer_blocks(&d));
		EXPECT_EQ(1, holds(&d, base, end - base));
		drive_shut(&d);
	}
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST_HARNESS_MAIN
