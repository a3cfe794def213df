/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file a medium is kept in: creating, holding, copying, damaging it. */
#include "emulator/emu.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define DATA_AT 1048576

static void poke(const char *path, off_t at, uint8_t flip)
{
	int fd = open(path, O_RDWR);
	uint8_t byte = 0;

	if (pread(fd, &byte, 1, at) == 1) {
		byte ^= flip;
		if (pwrite(fd, &byte, 1, at) != 1)
			abort();
	}
	close(fd);
}

static int opens(const char *path)
{
	struct burin_emulator *emu;
	int err = burin_emulator_open(path, &emu, NULL);

	if (err && emu)
		abort();
	burin_emulator_close(emu);
	return err;
}

TEST(creating)
{
	struct drive d;
	struct stat st;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 0));
	ASSERT_EQ(0, stat(d.path, &st));
	EXPECT_EQ(DATA_AT + 12219392ll * 2048, st.st_size);
	EXPECT_GT(4096, st.st_blocks);		/* under 2 MiB of disk for 25 GB */
	EXPECT_EQ(-EEXIST, burin_emulator_create_medium(d.path, BURIN_KIND_BD_R, 0));
	drive_close(&d);
	EXPECT_EQ(-ENOENT, burin_emulator_create_medium("/none/disc", BURIN_KIND_CD_R, 0));
	EXPECT_EQ(-ENOTSUP, burin_emulator_create_medium("/none/disc", BURIN_KIND_DVD_ROM, 0));
	EXPECT_EQ(-EINVAL, burin_emulator_create_medium("/none/disc", BURIN_KIND_BD_R, 33));
	EXPECT_EQ(-EINVAL, burin_emulator_create_medium("/none/disc", BURIN_KIND_CD_R, 301));
	EXPECT_EQ(-EINVAL, burin_emulator_create_medium("/none/disc", BURIN_KIND_CD_R, 359850));
	EXPECT_EQ(-ENOENT, opens("/none/disc"));
}

TEST(foreign_files_are_no_media)
{
	struct drive d;
	FILE *file;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 302));
	drive_shut(&d);
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, opens(d.dir));
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, opens("/dev/null"));
	ASSERT_EQ(0, truncate(d.path, 0));
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, opens(d.path));
	file = fopen(d.path, "w");
	for (int i = 0; i < 300000; i++)
		fprintf(file, "%u\n", (unsigned int)i * 7919u);
	fclose(file);
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, opens(d.path));
	drive_close(&d);
}

TEST(a_medium_cut_short_is_damaged)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 1000));
	drive_shut(&d);
	ASSERT_EQ(0, truncate(d.path, DATA_AT + 999 * 2048));
	EXPECT_EQ(BURIN_E_MEDIUM_FILE, opens(d.path));
	drive_close(&d);
}

/*
 * Each byte of the records flipped in turn: the medium is refused, or it is as
 * it was; never another state.
 */
TEST(flipped_bytes_of_the_records)
{
	static const struct { off_t from, to; } parts[] = {
		{ 0, 4096 }, { 65536, 65536 + 160 }, { 131072, 131072 + 160 },
	};
	unsigned int refused = 0;
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, write_many(&d, 0, 64));
	ASSERT_EQ(OK, close_it(&d, 2, 0));
	drive_shut(&d);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		for (off_t at = parts[i].from; at < parts[i].to; at++) {
			int err;

			poke(d.path, at, 0x10);
			err = burin_emulator_open(d.path, &d.emu, NULL);
			if (err) {
				ASSERT_EQ(BURIN_E_MEDIUM_FILE, err);
				refused++;
			} else {
				clear_attentions(&d);
				ASSERT_EQ(0x10, disc_state(&d));
				ASSERT_EQ(64, nwa(&d, 2));
				drive_shut(&d);
			}
			poke(d.path, at, 0x10);
		}
	}
	EXPECT_EQ(4096, refused);	/* one copy of the state heals the other */
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(both_copies_damaged_is_no_medium)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	drive_shut(&d);
	for (off_t at = 0; at < 84; at++) {
		poke(d.path, 65536 + at, 1);
		poke(d.path, 131072 + at, 1);
		if (at < 76)	/* head, and a state with one track */
			ASSERT_EQ(BURIN_E_MEDIUM_FILE, opens(d.path));
		poke(d.path, 65536 + at, 1);
		poke(d.path, 131072 + at, 1);
	}
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(random_records_never_crash)
{
	struct drive d;
	uint32_t seed = 99;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 3200));
	drive_shut(&d);
	for (int i = 0; i < 2000; i++) {
		off_t at[8];

		for (int k = 0; k < 8; k++) {
			seed = seed * 1103515245u + 12345u;
			at[k] = (k & 1 ? 0 : 65536 * (1 + (seed >> 8 & 3))) + (seed >> 16) % 120;
			poke(d.path, at[k], (uint8_t)seed | 1);
		}
		if (opens(d.path) != 0)
			ASSERT_EQ(BURIN_E_MEDIUM_FILE, opens(d.path));
		unlink(d.path);
		ASSERT_EQ(0, burin_emulator_create_medium(d.path, BURIN_KIND_DVD_PLUS_RW, 3200));
	}
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(blocks_lie_at_their_documented_place)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, write_many(&d, 0, 64));
	ASSERT_EQ(OK, sync_cache(&d));
	poke(d.path, DATA_AT + 33 * 2048 + 5, 0x80);
	EXPECT_EQ(1, holds(&d, 0, 33));
	EXPECT_EQ(0, holds(&d, 33, 1));
	EXPECT_EQ(1, holds(&d, 34, 30));
	drive_close(&d);
}

TEST(a_copy_is_a_medium)
{
	struct drive d, copy;
	char shell[256];

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 0));
	ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000000"));
	ASSERT_EQ(OK, write_many(&d, 5000, 64));
	drive_shut(&d);
	copy = d;
	snprintf(copy.path, sizeof(copy.path), "%s/copy", d.dir);
	snprintf(shell, sizeof(shell), "cp --sparse=always %s %s", d.path, copy.path);
	ASSERT_EQ(0, system(shell));
	ASSERT_EQ(0, drive_reopen(&copy));
	EXPECT_EQ(1, holds(&copy, 5000, 64));
	EXPECT_EQ(S(3, 0x11, 5), read_at(&copy, 6000, 1));
	drive_shut(&copy);
	unlink(copy.path);
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(a_medium_is_held_by_one)
{
	struct drive d;
	struct burin_emulator *other;
	int32_t holder = -1;
	pid_t child;
	int status;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	child = fork();
	if (!child) {
		int err = burin_emulator_open(d.path, &other, &holder);

		_exit(err == BURIN_E_RECORDER_BUSY && holder == getppid() && !other ? 0 : 1);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, burin_emulator_open(d.path, &other, NULL));
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(a_read_only_file_is_a_protected_medium)
{
	struct drive d;
	struct stat before, after;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, write_many(&d, 0, 64));
	drive_shut(&d);
	ASSERT_EQ(0, chmod(d.path, 0444));
	ASSERT_EQ(0, stat(d.path, &before));
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(S(7, 0x27, 0), write_at(&d, 64, 32));
	EXPECT_EQ(S(7, 0x27, 0), close_it(&d, 2, 0));
	EXPECT_EQ(1, holds(&d, 0, 64));
	EXPECT_EQ(OK, sync_cache(&d));
	drive_shut(&d);
	ASSERT_EQ(0, stat(d.path, &after));
	EXPECT_EQ(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	ASSERT_EQ(0, chmod(d.path, 0644));
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(looking_at_a_medium_does_not_change_it)
{
	struct drive d;
	struct stat before, after;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	drive_shut(&d);
	ASSERT_EQ(0, stat(d.path, &before));
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(0x00, disc_state(&d));
	drive_shut(&d);
	ASSERT_EQ(0, stat(d.path, &after));
	EXPECT_EQ(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	ASSERT_EQ(0, drive_reopen(&d));
	drive_close(&d);
}

TEST(a_file_cut_under_the_drive_gives_read_errors)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, write_many(&d, 0, 64));
	ASSERT_EQ(OK, sync_cache(&d));
	ASSERT_EQ(0, truncate(d.path, DATA_AT + 40 * 2048));
	EXPECT_EQ(1, holds(&d, 0, 40));
	EXPECT_EQ(S(3, 0x11, 0), read_at(&d, 40, 8));
	EXPECT_EQ(S(3, 0x11, 0), read_at(&d, 32, 32));
	drive_close(&d);
}

/* A limit on the file's size stands for a full disk: pwrite fails the same way. */
TEST(a_full_disk_fails_the_write_and_nothing_else)
{
	struct drive d;
	struct rlimit limit, old;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
	ASSERT_EQ(OK, write_many(&d, 0, 320));
	signal(SIGXFSZ, SIG_IGN);
	ASSERT_EQ(0, getrlimit(RLIMIT_FSIZE, &old));
	limit = old;
	limit.rlim_cur = DATA_AT + 330 * 2048;
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &limit));
	EXPECT_EQ(S(3, 0x0c, 0), write_at(&d, 320, 32));
	EXPECT_EQ(320, get_be32(d.cmd.sense + 3));
	EXPECT_EQ(320, nwa(&d, 1));
	EXPECT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(1, holds(&d, 0, 320));
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &old));
	EXPECT_EQ(OK, write_at(&d, 320, 32));
	EXPECT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(1, holds(&d, 0, 352));
	drive_close(&d);
}

TEST(a_full_disk_is_a_deferred_error_where_data_wait)
{
	struct drive d;
	struct rlimit limit, old;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 32768));
	ASSERT_EQ(OK, give(&d, "0411 00000000", "00000008 ffffffff 98000000"));
	burin_emulator_sleep(d.emu, 200 * SECOND);
	signal(SIGXFSZ, SIG_IGN);
	ASSERT_EQ(0, getrlimit(RLIMIT_FSIZE, &old));
	limit = old;
	limit.rlim_cur = DATA_AT + 1000 * 2048;
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &limit));
	ASSERT_EQ(OK, write_at(&d, 2000, 32));
	burin_emulator_sleep(d.emu, 10 * SECOND);
	EXPECT_EQ(S(3, 0x0c, 0), write_at(&d, 2032, 32));
	EXPECT_EQ(0xf1, d.cmd.sense[0]);
	EXPECT_EQ(2000, get_be32(d.cmd.sense + 3));
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &old));
	EXPECT_EQ(OK, write_at(&d, 2000, 32));
	EXPECT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(1, holds(&d, 2000, 32));
	drive_close(&d);
}

TEST_HARNESS_MAIN
