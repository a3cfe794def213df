/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The write buffer and the laser behind it, in virtual time. */
#include "emulator/emu.h"

static struct burin_emulator_stats stats(struct drive *d)
{
	struct burin_emulator_stats s;

	burin_emulator_get_stats(d->emu, &s);
	return s;
}

static double seconds(struct drive *d)
{
	return (double)burin_emulator_now(d->emu) / 1e9;
}

static uint32_t set_write_speed(struct drive *d, unsigned int kbps)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "bb00 ffff %04x 000000000000", kbps);
	return tell(d, hex);
}

/* Feeds at part of the medium's speed: every piece is followed by its time divided by part. */
static void feed_slowly(struct drive *d, uint32_t blocks, double blocks_per_second, double part)
{
	for (uint32_t lba = 0; lba < blocks; lba += 32) {
		if (write_at(d, lba, 32) != OK)
			break;
		burin_emulator_sleep(d->emu, (uint64_t)(32 / (blocks_per_second * part) * 1e9));
	}
}

TEST(a_full_speed_feed_takes_the_mediums_time)
{
	struct drive d;
	double begin, took;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, set_write_speed(&d, 1411));	/* 8x: 600 blocks a second */
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	begin = seconds(&d);
	ASSERT_EQ(OK, write_many(&d, 0, 12000));
	ASSERT_EQ(OK, sync_cache(&d));
	took = seconds(&d) - begin;
	EXPECT_LT(20, took);
	EXPECT_GT(27, took);
	EXPECT_EQ(0, stats(&d).underruns);
	EXPECT_EQ(12000, stats(&d).blocks_recorded);
	EXPECT_EQ(12000, stats(&d).blocks_accepted);
	drive_close(&d);
}

TEST(speed_changes_the_time)
{
	static const unsigned int kbps[] = { 8990, 35960 };
	double took[2];

	for (int i = 0; i < 2; i++) {
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
		ASSERT_EQ(OK, set_write_speed(&d, kbps[i]));
		took[i] = -seconds(&d);
		ASSERT_EQ(OK, write_many(&d, 0, 100000));
		ASSERT_EQ(OK, sync_cache(&d));
		took[i] += seconds(&d);
		drive_close(&d);
	}
	/* 2x CLV: 204.8 MB in 22.8 s; 8x ZCLV begins at 17980 kB/s: 11.4 s; start and sync 11 s */
	EXPECT_LT(33, took[0]);
	EXPECT_GT(35, took[0]);
	EXPECT_LT(22, took[1]);
	EXPECT_GT(24, took[1]);
}

TEST(spare_areas_halve_the_speed_unless_streaming)
{
	double took[2];

	for (int streaming = 0; streaming < 2; streaming++) {
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
		ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 00b47400 00003000"));
		ASSERT_EQ(OK, set_write_speed(&d, 8990));
		took[streaming] = -seconds(&d);
		for (uint32_t lba = 0; lba < 50000; lba += 32) {
			char hex[64];

			snprintf(hex, sizeof(hex), "aa00 %08x 00000020 %02x 00", lba,
				 streaming ? 0x80 : 0);
			ASSERT_EQ(OK, command(&d, hex, BURIN_EMU_OUT, test_blocks, 32 * 2048));
		}
		ASSERT_EQ(OK, sync_cache(&d));
		took[streaming] += seconds(&d) - 11;
		drive_close(&d);
	}
	EXPECT_LT(1.9, took[0] / took[1]);
	EXPECT_GT(2.1, took[0] / took[1]);
}

TEST(a_slow_feed_with_protection_finishes)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, set_write_speed(&d, 1411));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	feed_slowly(&d, 6400, 600, 0.5);
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_LT(0, stats(&d).underruns);
	EXPECT_EQ(1, holds(&d, 0, 6400));
	drive_close(&d);
}

TEST(a_slow_feed_without_protection_spoils_the_track)
{
	struct drive d;
	uint32_t code = OK, lba;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, set_write_speed(&d, 1411));
	ASSERT_EQ(OK, track_at_once(&d, 0, 3));
	for (lba = 0; lba < 6400 && code == OK; lba += 32) {
		code = write_at(&d, lba, 32);
		burin_emulator_sleep(d.emu, (uint64_t)(32 / 300.0 * 1e9));
	}
	EXPECT_EQ(S(3, 0x0c, 9), code);
	EXPECT_EQ(0xf1, d.cmd.sense[0]);
	EXPECT_EQ(stats(&d).blocks_recorded, get_be32(d.cmd.sense + 3));
	EXPECT_EQ(0x12, disc_state(&d));
	ASSERT_EQ(OK, track_info(&d, 1));
	EXPECT_EQ(0x20, d.reply[5] & 0x20);
	EXPECT_EQ(S(5, 0x30, 9), write_at(&d, lba, 32));
	EXPECT_EQ(OK, close_it(&d, 1, 0xff));
	EXPECT_EQ(1, holds(&d, 0, (uint32_t)stats(&d).blocks_recorded));
	drive_close(&d);
}

TEST(a_pause_longer_than_the_buffer_is_one_relink)
{
	struct drive d;
	double drain = 1024 / 600.0;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, set_write_speed(&d, 1411));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 3));
	ASSERT_EQ(OK, write_many(&d, 0, 6400));
	burin_emulator_sleep(d.emu, (uint64_t)(drain * 1.1e9));
	ASSERT_EQ(OK, write_at(&d, 6400, 32));
	ASSERT_EQ(OK, write_many(&d, 6432, 6400));
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(1, stats(&d).underruns);
	EXPECT_EQ(1, holds(&d, 0, 12832));
	drive_close(&d);
}

TEST(short_pauses_need_no_relink)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, set_write_speed(&d, 1411));
	ASSERT_EQ(OK, track_at_once(&d, 0, 3));
	for (uint32_t lba = 0; lba < 12800; lba += 512) {
		ASSERT_EQ(OK, write_many(&d, lba, 512));
		burin_emulator_sleep(d.emu, 100 * SECOND / 1000);
	}
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(0, stats(&d).underruns);
	drive_close(&d);
}

TEST(a_bd_never_fails_for_want_of_data)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
	feed_slowly(&d, 32000, 8780, 0.3);
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_LT(0, stats(&d).underruns);
	EXPECT_EQ(32000, nwa(&d, 1));
	EXPECT_EQ(1, holds(&d, 0, 32000));
	drive_close(&d);
}

TEST(buffer_capacity_is_exact)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
	ASSERT_EQ(OK, ask(&d, "5c00 0000000000 000c 00"));
	EXPECT_EQ(10, get_be16(d.reply));
	EXPECT_EQ(4 << 20, get_be32(d.reply + 4));
	EXPECT_EQ(4 << 20, get_be32(d.reply + 8));
	ASSERT_EQ(OK, write_at(&d, 0, 96));
	ASSERT_EQ(OK, ask(&d, "5c01 0000000000 000c 00"));
	EXPECT_EQ(1, d.reply[3]);
	EXPECT_EQ(2048, get_be32(d.reply + 4));
	EXPECT_EQ(2048 - 96, get_be32(d.reply + 8));
	EXPECT_EQ(96 * 2048, stats(&d).buffer_used);
	drive_close(&d);
}

TEST(a_full_buffer_says_long_write_when_so_told)
{
	struct drive d;
	uint32_t lba = 0, refusals = 0, code;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
	ASSERT_EQ(0, burin_emulator_set_faults(d.emu, "policy long-write\nbuffer 1048576\n", NULL));
	EXPECT_EQ(1 << 20, stats(&d).buffer_bytes);
	while (lba < 4096) {
		code = write_at(&d, lba, 32);
		if (code == OK) {
			lba += 32;
			continue;
		}
		ASSERT_EQ(S(2, 4, 8), code);
		ASSERT_EQ(lba, nwa(&d, 1));	/* nothing was taken */
		refusals++;
		burin_emulator_sleep(d.emu, SECOND / 50);
	}
	EXPECT_LT(0, refusals);
	EXPECT_EQ(4096, stats(&d).blocks_accepted);
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(1, holds(&d, 0, 4096));
	drive_close(&d);
}

TEST(settings_can_change_in_the_middle_of_a_track)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(&d, 0, 3200));
	/* Not while it holds data. */
	ASSERT_EQ(0, burin_emulator_set_faults(d.emu, "buffer 1048576", NULL));
	EXPECT_EQ(4 << 20, stats(&d).buffer_bytes);
	burin_emulator_sleep(d.emu, 60 * SECOND);
	ASSERT_EQ(0, burin_emulator_set_faults(d.emu, "buffer 2097152", NULL));
	EXPECT_EQ(2 << 20, stats(&d).buffer_bytes);
	EXPECT_EQ(3200, nwa(&d, 1));
	ASSERT_EQ(OK, write_many(&d, 3200, 3200));
	ASSERT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(1, holds(&d, 0, 6400));
	EXPECT_EQ(0x10, disc_state(&d));
	drive_close(&d);
}

TEST(a_write_larger_than_the_buffer_passes)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 32768));
	ASSERT_EQ(0, burin_emulator_set_faults(d.emu, "policy long-write\nbuffer 1\n", NULL));
	ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000000"));
	ASSERT_EQ(OK, write_at(&d, 17, 1000));
	EXPECT_EQ(1, holds(&d, 17, 1000));
	drive_close(&d);
}

TEST(real_time_lets_the_buffer_run_empty)
{
	struct drive d;
	uint64_t before;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
	ASSERT_EQ(OK, write_many(&d, 0, 4000));
	burin_emulator_set_clock(d.emu, 1000);
	before = burin_emulator_now(d.emu);
	usleep(20000);
	EXPECT_EQ(OK, tell(&d, "000000000000"));
	EXPECT_LE(before + 20 * SECOND, burin_emulator_now(d.emu));
	EXPECT_LT(0, stats(&d).underruns);
	burin_emulator_set_clock(d.emu, 0);
	before = burin_emulator_now(d.emu);
	usleep(2000);
	EXPECT_EQ(OK, tell(&d, "000000000000"));
	EXPECT_GT(before + SECOND, burin_emulator_now(d.emu));
	drive_close(&d);
}

TEST_HARNESS_MAIN
