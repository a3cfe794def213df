/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command log: a line for each command, in a file that is there already. */
#include "emulator/emu.h"

#include <errno.h>
#include <sys/stat.h>

FIXTURE(log) {
	struct drive d;
	char path[96], text[4096];
};

static void read_log(FIXTURE_DATA(log) *self)
{
	FILE *file = fopen(self->path, "r");
	size_t n = file ? fread(self->text, 1, sizeof(self->text) - 1, file) : 0;

	self->text[n] = '\0';
	if (file)
		fclose(file);
}

/* The medium comes out and in again. */
static int reopen(struct drive *d)
{
	drive_shut(d);
	return burin_emulator_open(d->path, &d->emu, NULL);
}

static void touch(const char *path)
{
	fclose(fopen(path, "a"));
}

FIXTURE_SETUP(log)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_BD_R, 4096));
	snprintf(self->path, sizeof(self->path), "%s.log", self->d.path);
	touch(self->path);
	ASSERT_EQ(0, reopen(&self->d));
}

FIXTURE_TEARDOWN(log)
{
	unlink(self->path);
	drive_close(&self->d);
}

TEST_F(log, tells_block_data_and_answer)
{
	uint8_t digits[32] = "123456789";

	tell(&self->d, "00 00 00 00 00 00");
	tell(&self->d, "00 00 00 00 00 00");
	command(&self->d, "55 10 00 00 00 00 00 00 09 00", BURIN_EMU_OUT, digits, 9);
	command(&self->d, "12 00 00 00 05 00", BURIN_EMU_IN, digits, 32);
	tell(&self->d, "f1 02 00 00 00 00 00 00 00 03");
	read_log(self);
	EXPECT_STREQ("test-unit-ready 000000000000 none check 6/29/00\n"
		     "test-unit-ready 000000000000 none check 6/28/00\n"
		     "mode-select 55100000000000000900 out 9 e3069283 check 5/26/00\n"
		     "inquiry 120000000500 in 5/32 1bf01974 good\n"
		     "unknown f1020000000000000003 none check 5/20/00\n", self->text);
}

TEST_F(log, tells_what_a_plan_does)
{
	ASSERT_EQ(0, burin_emulator_set_faults(self->d.emu,
		"on 00 nth 1 busy\non 00 nth 2 timeout\non 00 nth 3 sense 3/0c/00 deferred\n"
		"on 00 nth 4 gone\n", NULL));
	for (int i = 0; i < 5; i++)
		tell(&self->d, "00 00 00 00 00 00");
	read_log(self);
	EXPECT_STREQ("test-unit-ready 000000000000 none status 08\n"
		     "test-unit-ready 000000000000 none timeout\n"
		     "test-unit-ready 000000000000 none deferred 3/0c/00\n"
		     "test-unit-ready 000000000000 none gone\n", self->text);
}

/* Whoever reads it may empty it while the drive is at work. */
TEST_F(log, grows_at_its_end)
{
	tell(&self->d, "00 00 00 00 00 00");
	ASSERT_EQ(0, truncate(self->path, 0));
	tell(&self->d, "00 00 00 00 00 00");
	ASSERT_EQ(0, reopen(&self->d));
	tell(&self->d, "00 00 00 00 00 00");
	read_log(self);
	EXPECT_STREQ("test-unit-ready 000000000000 none check 6/28/00\n"
		     "test-unit-ready 000000000000 none check 6/29/00\n", self->text);
}

TEST_F(log, is_not_made)
{
	unlink(self->path);
	ASSERT_EQ(0, reopen(&self->d));
	tell(&self->d, "00 00 00 00 00 00");
	EXPECT_EQ(-1, access(self->path, F_OK));
}

/* The folder may be somebody else's who has the drive write to a file of its owner. */
TEST_F(log, is_a_regular_file_with_one_name)
{
	char other[96];

	snprintf(other, sizeof(other), "%s.other", self->d.path);
	touch(other);
	unlink(self->path);
	ASSERT_EQ(0, symlink(other, self->path));
	EXPECT_EQ(-EACCES, reopen(&self->d));
	unlink(self->path);
	ASSERT_EQ(0, link(other, self->path));
	EXPECT_EQ(-EACCES, reopen(&self->d));
	unlink(self->path);
	ASSERT_EQ(0, mkfifo(self->path, 0600));
	EXPECT_EQ(-EACCES, reopen(&self->d));
	unlink(self->path);
	unlink(other);
	EXPECT_EQ(0, reopen(&self->d));
}

TEST_HARNESS_MAIN
