/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "write/record.h"

#include <kselftest_harness.h>

#include <dirent.h>
#include <stdlib.h>

#include "core/crc.h"

#define BLOCK 2048
#define MANY 10000u

static uint32_t crc_of(uint32_t i)
{
	uint8_t block[BLOCK];

	memset(block, (int)i, sizeof(block));
	memcpy(block, &i, sizeof(i));
	return bur_crc32c(0, block, sizeof(block));
}

static void add(struct bur_record *record, uint32_t i)
{
	uint8_t block[BLOCK];

	memset(block, (int)i, sizeof(block));
	memcpy(block, &i, sizeof(i));
	if (bur_record_add(record, block, 1))
		abort();
}

TEST(what_was_added_comes_back_in_any_order)
{
	struct bur_record *record;
	uint32_t crcs[100];

	ASSERT_EQ(0, bur_record_new(&record));
	for (uint32_t i = 0; i < MANY; i++)
		add(record, i);
	EXPECT_EQ(MANY, bur_record_count(record));
	for (uint32_t first = MANY - 100; first; first = first > 777 ? first - 777 : 0) {
		ASSERT_EQ(0, bur_record_get(record, first, 100, crcs));
		for (uint32_t i = 0; i < 100; i++)
			ASSERT_EQ(crc_of(first + i), crcs[i]);
	}
	bur_record_free(record);
}

TEST(behind_the_end_lie_zeros)
{
	static const uint8_t zeros[BLOCK];
	struct bur_record *record;
	uint32_t crcs[4], zero = bur_crc32c(0, zeros, sizeof(zeros));

	ASSERT_EQ(0, bur_record_new(&record));
	add(record, 7);
	ASSERT_EQ(0, bur_record_get(record, 0, 4, crcs));
	EXPECT_EQ(crc_of(7), crcs[0]);
	EXPECT_EQ(zero, crcs[1]);
	EXPECT_EQ(zero, crcs[3]);
	ASSERT_EQ(0, bur_record_get(record, 1000, 1, crcs));
	EXPECT_EQ(zero, crcs[0]);
	add(record, 8);
	ASSERT_EQ(0, bur_record_get(record, 1, 1, crcs));
	EXPECT_EQ(crc_of(8), crcs[0]);
	bur_record_free(record);
}

static unsigned int count_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

TEST(folder_of_the_user_is_used_and_stays_empty)
{
	char folder[] = "/tmp/burin-record-XXXXXX";
	struct bur_record *record;

	ASSERT_TRUE(mkdtemp(folder) != NULL);
	ASSERT_EQ(0, setenv("TMPDIR", folder, 1));
	ASSERT_EQ(0, bur_record_new(&record));
	for (uint32_t i = 0; i < MANY; i++)
		add(record, i);
	EXPECT_EQ(2, count_entries(folder));
	bur_record_free(record);
	EXPECT_EQ(0, rmdir(folder));
}

TEST(folder_that_is_not_there_is_passed_over)
{
	struct bur_record *record;

	ASSERT_EQ(0, setenv("TMPDIR", "/nonexistent", 1));
	ASSERT_EQ(0, bur_record_new(&record));
	bur_record_free(record);
}

TEST_HARNESS_MAIN
