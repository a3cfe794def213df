/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emulator/emu.h"

FIXTURE(faulty) { struct drive d; };

FIXTURE_SETUP(faulty)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_R, 32000));
}

FIXTURE_TEARDOWN(faulty)
{
	drive_close(&self->d);
}

static int plan(struct drive *d, const char *text)
{
	return burin_emulator_set_faults(d->emu, text, NULL);
}

#define READY "000000000000"

TEST_F(faulty, every_line_that_is_not_a_rule_is_told)
{
	static const char *const bad[] = {
		"on", "on nothing sense 3/0c/00", "on write", "on write sense",
		"on write sense 3/0c", "on write sense 3/0c/00 twice", "on write sense 10/0c/00",
		"on write sense 3/100/00",
		"on write sense 0/00/00", "on write nth 0 busy", "on write nth 3-2 busy",
		"on write nth x busy", "on write every 0 busy", "on write probability 1.1 busy",
		"on write probability -1 busy", "on write probability 2 busy", "on write lba busy",
		"on write stall", "on write stall 1.2.3", "on write busy after", "on 1ff busy",
		"on write busy times 0", "on write timeout deferred", "on write short x",
		"buffer", "buffer 0", "buffer 99999999999", "policy", "policy maybe", "seed x",
		"speed 2", "speed slow 0", "speed slow", "quirk", "quirk unknown", "personality me",
		"seed 1 2", "frobnicate", "on write nth 18446744073709551616 busy", "bus 0",
		"on write cut-power before", "on write phase busy", "on write phase noon busy",
		"on write medium busy", "on write medium tape busy", "on write on-trigger",
		"on write cut-power tear", "on write cut-power tear all", "on write gone tear half",
		"on write busy for 0", "on write busy for", "on write timeout after amid",
		"on write sense 3/0c/00 bytes 253", "on write timeout descriptor",
		"on write misdirect 5", "on write misdirect +4294967296", "on write misdirect",
		"on write slow 0.001", "on write fill 100", "on write status", "on write length -1",
		"on write freeze 5", "on write late after", "speed start", "speed thermal 0 2",
		"speed thermal 5",
		"on wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww busy",
	};
	struct drive *d = &self->d;
	char text[256];
	unsigned int line;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		line = 0;
		snprintf(text, sizeof(text), "# a plan\n\non write busy times 1\n%s\nseed 1\n",
			 bad[i]);
		ASSERT_EQ(BURIN_E_FAULT_PLAN, burin_emulator_set_faults(d->emu, text, &line)) {
			TH_LOG("%s", bad[i]);
		}
		ASSERT_EQ(4, line);
	}
	EXPECT_EQ(OK, tell(d, READY));		/* the old plan (none) holds */
	EXPECT_EQ(OK, write_at(d, 0, 32));
}

TEST_F(faulty, all_that_is_documented_is_taken)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0, plan(d, "seed 42 # comment\r\n\t policy delay\npolicy long-write\n"
			  "buffer 1048576\nbus 30000\nspeed slow 2.5\nquirk blank-nwa-150\n"
			  "personality pioneer\n"
			  "on any overall 100+ every 3 from 1.5 until 99 lba 0-99 nth 1-5 "
			  "probability 0.25 sense b/47/00 after deferred info 77 times 3\n"
			  "on write-12 stall 0.01\non fe timeout after\non 5B gone\n"
			  "on read corrupt\non write drop\non inquiry garbage\n"
			  "on read-toc short 3\n"
			  "on blank cut-power after"));
	EXPECT_EQ(0, plan(d, ""));
	EXPECT_EQ(0, plan(d, "\n\n#\n"));
}

TEST_F(faulty, the_nth_of_an_opcode)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 3 sense 3/0c/00\n"));
	EXPECT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(OK, write_at(d, 32, 32));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 64, 32));
	EXPECT_EQ(64, nwa(d, 1));		/* not carried out */
	EXPECT_EQ(OK, write_at(d, 64, 32));
}

TEST_F(faulty, ranges_every_times_and_overall)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on test-unit-ready nth 2-3 sense 2/04/01\n"));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(S(2, 4, 1), tell(d, READY));
	EXPECT_EQ(S(2, 4, 1), tell(d, READY));
	EXPECT_EQ(OK, tell(d, READY));
	ASSERT_EQ(0, plan(d, "on 00 every 2 sense 2/04/01 times 2\n"));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(S(2, 4, 1), tell(d, READY));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(S(2, 4, 1), tell(d, READY));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(OK, tell(d, READY));
	ASSERT_EQ(0, plan(d, "on any nth 2+ busy\n"));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(STATUS | 8, tell(d, READY));
	EXPECT_EQ(STATUS | 8, disc_info(d));
}

TEST_F(faulty, overall_counts_all_commands)
{
	struct drive *d = &self->d;
	struct burin_emulator_stats stats;
	char text[64];

	burin_emulator_get_stats(d->emu, &stats);
	snprintf(text, sizeof(text), "on any overall %u sense 6/29/00",
		 (unsigned int)stats.commands + 2);
	ASSERT_EQ(0, plan(d, text));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(S(6, 0x29, 0), disc_info(d));
	EXPECT_EQ(OK, disc_info(d));
}

TEST_F(faulty, places)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(0, plan(d, "on read lba 100-101 sense 3/11/05 info 100\n"));
	EXPECT_EQ(OK, read_at(d, 90, 10));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 90, 11));
	EXPECT_EQ(100, get_be32(d->cmd.sense + 3));
	EXPECT_EQ(S(3, 0x11, 5), read_at(d, 101, 1));
	EXPECT_EQ(OK, read_at(d, 102, 10));
	EXPECT_EQ(S(3, 0x11, 5), ask(d, "a800 00000064 00000001 0000"));
	EXPECT_EQ(OK, ask(d, "a800 00000066 00000001 0000"));
	EXPECT_EQ(2048, d->cmd.transferred);
}

TEST_F(faulty, virtual_time)
{
	struct drive *d = &self->d;
	char text[64];
	unsigned int now = (unsigned int)(burin_emulator_now(d->emu) / SECOND);

	snprintf(text, sizeof(text), "on any from %u.5 until %u sense 4/44/00", now + 10, now + 20);
	ASSERT_EQ(0, plan(d, text));
	EXPECT_EQ(OK, tell(d, READY));
	burin_emulator_sleep(d->emu, 12 * SECOND);
	EXPECT_EQ(S(4, 0x44, 0), tell(d, READY));
	burin_emulator_sleep(d->emu, 12 * SECOND);
	EXPECT_EQ(OK, tell(d, READY));
}

static unsigned int count_failures(struct drive *d, const char *text)
{
	unsigned int n = 0;

	if (plan(d, text))
		return 0;
	for (int i = 0; i < 2000; i++)
		n = n * 1 + (tell(d, READY) != OK);
	return n;
}

TEST_F(faulty, chance_follows_the_seed)
{
	struct drive *d = &self->d;
	unsigned int a = count_failures(d, "seed 1\non any probability 0.1 busy\n");
	unsigned int same = count_failures(d, "seed 1\non any probability 0.1 busy\n");
	unsigned int b = count_failures(d, "seed 2\non any probability 0.1 busy\n");

	EXPECT_EQ(a, same);
	EXPECT_LT(150, a);
	EXPECT_GT(250, a);
	EXPECT_LT(150, b);
	EXPECT_GT(250, b);
	EXPECT_EQ(0, count_failures(d, "on any probability 0 busy\n"));
	EXPECT_EQ(2000, count_failures(d, "on any probability 1 busy\n"));
}

TEST_F(faulty, after_the_command)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 1 sense 1/0c/01 after\non write nth 2 timeout after\n"
			  "on write nth 3 timeout\n"));
	EXPECT_EQ(S(1, 0x0c, 1), write_at(d, 0, 32));
	EXPECT_EQ(32, nwa(d, 1));
	EXPECT_EQ(TIMEOUT, write_at(d, 32, 32));
	EXPECT_EQ(64, nwa(d, 1));
	EXPECT_EQ(TIMEOUT, write_at(d, 64, 32));
	EXPECT_EQ(64, nwa(d, 1));
}

TEST_F(faulty, deferred_sense_and_its_block)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 2 sense 3/0c/00 deferred info 5\n"));
	EXPECT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(d, 32, 32));
	EXPECT_EQ(0xf1, d->cmd.sense[0]);
	EXPECT_EQ(5, get_be32(d->cmd.sense + 3));
}

TEST_F(faulty, stalls_add_to_other_faults)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	ASSERT_EQ(0, plan(d, "on 00 stall 2.5\non 00 nth 2 busy\n"));
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_LE(2500000000ull, burin_emulator_now(d->emu) - before);
	EXPECT_EQ(STATUS | 8, tell(d, READY));
	EXPECT_LE(5000000000ull, burin_emulator_now(d->emu) - before);
	EXPECT_GT(5100000000ull, burin_emulator_now(d->emu) - before);
}

TEST_F(faulty, power_cut_before_and_after)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 100 cut-power\n"));
	EXPECT_EQ(GONE, write_many(d, 0, 32000));
	EXPECT_EQ(GONE, tell(d, READY));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x12, disc_state(d));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, disc_info(d));
	ASSERT_EQ(0, plan(d, "on inquiry cut-power after\n"));
	EXPECT_EQ(OK, ask(d, "120000002400"));
	EXPECT_EQ(36, d->cmd.transferred);
	EXPECT_EQ(GONE, ask(d, "120000002400"));
	ASSERT_EQ(0, burin_emulator_restore_power(d->emu));
	ASSERT_EQ(0, plan(d, ""));
	EXPECT_EQ(OK, ask(d, "120000002400"));
}

TEST_F(faulty, a_lost_bus_lets_the_drive_finish)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 10 gone\n"));
	EXPECT_EQ(GONE, write_many(d, 0, 32000));
	EXPECT_EQ(GONE, tell(d, READY));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(9 * 32, nwa(d, 1));
	EXPECT_EQ(1, holds(d, 0, 9 * 32));
}

TEST_F(faulty, lies)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 2 drop\non read nth 3 corrupt\non read nth 4 short 100\n"
			  "on inquiry garbage\n"));
	EXPECT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(OK, write_at(d, 32, 32));
	EXPECT_EQ(OK, write_at(d, 64, 32));
	EXPECT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0, holds(d, 32, 32));
	EXPECT_EQ(1, holds(d, 64, 32));
	EXPECT_EQ(0, holds(d, 64, 32));
	EXPECT_EQ(OK, read_at(d, 0, 32));
	EXPECT_EQ(100, d->cmd.transferred);
	EXPECT_EQ(1, holds(d, 0, 32));
	ask(d, "120000002400");
	EXPECT_EQ(2, d->cmd.status);
}

TEST_F(faulty, the_plan_beside_the_medium)
{
	struct drive *d = &self->d;
	char path[128];
	FILE *file;

	drive_shut(d);
	snprintf(path, sizeof(path), "%s.faults", d->path);
	file = fopen(path, "w");
	fputs("on 25 sense 4/3e/00\n", file);
	fclose(file);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(S(4, 0x3e, 0), ask(d, "2500 00000000 0000 0000"));
	drive_shut(d);
	file = fopen(path, "w");
	fputs("nonsense\n", file);
	fclose(file);
	EXPECT_EQ(BURIN_E_FAULT_PLAN, drive_reopen(d));
	unlink(path);
	ASSERT_EQ(0, drive_reopen(d));
}

TEST_F(faulty, slow_speed_and_bus)
{
	struct drive *d = &self->d;
	uint64_t before;

	ASSERT_EQ(0, plan(d, "bus 1000\n"));
	before = burin_emulator_now(d->emu);
	EXPECT_EQ(OK, write_at(d, 0, 1000));
	EXPECT_LE(2048000000ull, burin_emulator_now(d->emu) - before);
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(0, plan(d, "speed slow 100\n"));
	before = burin_emulator_now(d->emu);
	EXPECT_EQ(OK, write_at(d, 1024, 960));	/* at 5x: 0.09 s */
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_LE(8 * SECOND, burin_emulator_now(d->emu) - before);
}

TEST_F(faulty, progress_can_be_kept_back)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_at(d, 0, 32));
	ASSERT_EQ(OK, tell(d, "3502 00000000 00 0000 00"));
	EXPECT_EQ(S(2, 4, 8), tell(d, READY));
	EXPECT_EQ(0x80, d->cmd.sense[15]);
	ASSERT_EQ(0, plan(d, "quirk no-progress"));
	EXPECT_EQ(S(2, 4, 8), tell(d, READY));
	EXPECT_EQ(0, d->cmd.sense[15]);
}

/* As Documentation/emulator.rst shows it. */
TEST_F(faulty, the_manuals_example)
{
	EXPECT_EQ(0, plan(&self->d, "on write nth 3 sense 3/0c/00\n"
			  "on any overall 17 sense 6/29/00\n"
			  "on write lba 1000-1999 every 5 sense 2/04/08 times 20\n"
			  "on read probability 0.01 sense 3/11/05\n"
			  "on close-track-session stall 300\n"
			  "on write from 12.5 cut-power\n"
			  "on synchronize-cache cut-power after\n"));
}

TEST(quirks_of_cd_drives)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(0, plan(&d, "quirk blank-nwa-150\nquirk rom-when-closed\n"
			  "quirk capacity-without-run-out\nquirk close-track-fails\n"));
	EXPECT_EQ((uint32_t)-150, nwa(&d, 1));
	ASSERT_EQ(OK, track_at_once(&d, BUFE, 0));
	ASSERT_EQ(OK, write_many(&d, 0, 400));
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(S(5, 0x24, 0), close_it(&d, 1, 0xff));
	ASSERT_EQ(OK, close_it(&d, 2, 0));
	ASSERT_EQ(OK, ask(&d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(0x0008, get_be16(d.reply + 6));
	ASSERT_EQ(OK, ask(&d, "2500 00000000 0000 0000"));
	EXPECT_EQ(399, get_be32(d.reply));
	drive_close(&d);
}

TEST_HARNESS_MAIN
