/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/iso9660/iso9660.h"

#include <kselftest_harness.h>
#include <time.h>

/* 2023-11-14 22:13:20 */
TEST(dates_have_their_known_bytes)
{
	uint8_t p[17];

	bur_date7_put(p, 1700000000);
	EXPECT_EQ(0, memcmp(p, "\x7b\x0b\x0e\x16\x0d\x14\x00", 7));
	bur_date17_put(p, 1700000000);
	EXPECT_EQ(0, memcmp(p, "2023111422132000\0", 17));
	bur_date17_put_none(p);
	EXPECT_EQ(0, memcmp(p, "0000000000000000\0", 17));
}

TEST(dates_beyond_the_field_become_its_ends)
{
	static const uint8_t first[7] = { 0, 1, 1, 0, 0, 0, 0 };
	static const uint8_t last[7] = { 255, 12, 31, 23, 59, 59, 0 };
	uint8_t p[17];

	bur_date7_put(p, INT64_MIN);
	EXPECT_EQ(0, memcmp(p, first, 7));
	bur_date7_put(p, -2208988800 - 1);
	EXPECT_EQ(0, memcmp(p, first, 7));
	bur_date7_put(p, INT64_MAX);
	EXPECT_EQ(0, memcmp(p, last, 7));
	bur_date7_put(p, 5869583999 + 1);
	EXPECT_EQ(0, memcmp(p, last, 7));
	bur_date17_put(p, INT64_MAX);
	EXPECT_EQ(0, memcmp(p, "9999123123595900\0", 17));
	bur_date17_put(p, INT64_MIN);
	EXPECT_EQ(0, memcmp(p, "0001010100000000\0", 17));
}

/* The C library's calendar is the judge, over every day the field holds and odd seconds. */
TEST(dates_agree_with_the_calendar)
{
	for (int64_t t = -2208988800; t <= 5869583999; t += 86400 - 61) {
		time_t seconds = (time_t)t;
		struct tm tm;
		uint8_t p[7];

		gmtime_r(&seconds, &tm);
		bur_date7_put(p, t);
		ASSERT_EQ(tm.tm_year, p[0]);
		ASSERT_EQ(tm.tm_mon + 1, p[1]);
		ASSERT_EQ(tm.tm_mday, p[2]);
		ASSERT_EQ(tm.tm_hour, p[3]);
		ASSERT_EQ(tm.tm_min, p[4]);
		ASSERT_EQ(tm.tm_sec, p[5]);
		ASSERT_EQ(0, p[6]);
	}
}

/* The record of directory A at block 21 as another writer makes it, its system use left out. */
TEST(a_directory_record_has_its_known_bytes)
{
	static const uint8_t want[34] = {
		34, 0, 0x15, 0, 0, 0, 0, 0, 0, 0x15, 0, 8, 0, 0, 0, 0, 8, 0,
		0x7b, 0x0b, 0x0e, 0x16, 0x0d, 0x14, 0, 2, 0, 0, 1, 0, 0, 1, 1, 'A',
	};
	const struct bur_record record = {
		.extent = 21, .size = 2048, .time = 1700000000,
		.flags = BUR_RECORD_DIRECTORY, .id = (const uint8_t *)"A", .id_len = 1,
	};
	uint8_t p[40];

	memset(p, 0xee, sizeof(p));
	ASSERT_EQ(34u, bur_record_base(1));
	bur_record_put(p, &record, 34);
	EXPECT_EQ(0, memcmp(p, want, 34));
	EXPECT_EQ(0xee, p[34]);
}

TEST(an_even_identifier_is_padded)
{
	const struct bur_record record = { .id = (const uint8_t *)"AB", .id_len = 2 };
	uint8_t p[40];

	memset(p, 0xee, sizeof(p));
	ASSERT_EQ(36u, bur_record_base(2));
	bur_record_put(p, &record, 36);
	EXPECT_EQ(0, p[35]);
	EXPECT_EQ(0xee, p[36]);
}

TEST(path_records_have_their_known_bytes)
{
	uint8_t p[16];

	ASSERT_EQ(10u, bur_path_record_put(p, (const uint8_t *)"A", 1, 0x15, 1, false));
	EXPECT_EQ(0, memcmp(p, "\x01\x00\x15\x00\x00\x00\x01\x00" "A\0", 10));
	ASSERT_EQ(10u, bur_path_record_put(p, (const uint8_t *)"\0", 1, 0x13, 1, true));
	EXPECT_EQ(0, memcmp(p, "\x01\x00\x00\x00\x00\x13\x00\x01\0\0", 10));
	ASSERT_EQ(16u, bur_path_record_put(p, (const uint8_t *)"EMPTYDIR", 8, 0x1e, 1, false));
	EXPECT_EQ(0, memcmp(p, "\x08\x00\x1e\x00\x00\x00\x01\x00" "EMPTYDIR", 16));
}

static void describe(uint8_t *block, bool joliet, const char *name)
{
	static const uint8_t application[BUR_APPLICATION_BYTES] = { 'x' };
	const struct bur_descriptor d = {
		.joliet = joliet, .volume_name = name, .volume_blocks = 0x12345678,
		.path_table_bytes = 10, .path_l = 20, .path_m = 21, .root_extent = 22,
		.root_bytes = 2048, .root_time = 0, .time = 1700000000,
		.application = application,
	};

	memset(block, 0xee, BUR_BLOCK);
	bur_descriptor_put(block, &d);
}

TEST(a_primary_descriptor_has_its_fields)
{
	uint8_t p[BUR_BLOCK];

	describe(p, false, "Fr\xc3\xbcher");
	EXPECT_EQ(0, memcmp(p, "\1CD001\1\0", 8));
	EXPECT_EQ(0, memcmp(p + 40, "Fr_her                          ", 32));
	EXPECT_EQ(0, memcmp(p + 80, "\x78\x56\x34\x12\x12\x34\x56\x78", 8));
	EXPECT_EQ(0, memcmp(p + 128, "\x00\x08\x08\x00", 4));
	EXPECT_EQ(0, memcmp(p + 140, "\x14\0\0\0\0\0\0\0\0\0\0\x15\0\0\0\0", 16));
	EXPECT_EQ(34, p[156]);
	EXPECT_EQ(0, memcmp(p + 813, "2023111422132000\0" "2023111422132000\0", 34));
	EXPECT_EQ(1, p[881]);
	EXPECT_EQ('x', p[883]);
	EXPECT_EQ(0, p[1395]);
	EXPECT_EQ(0, p[2047]);
}

TEST(a_joliet_descriptor_is_ucs_2)
{
	uint8_t p[BUR_BLOCK];

	describe(p, true, "Fr\xc3\xbcher und sp\xc3\xa4ter noch mehr");
	EXPECT_EQ(0, memcmp(p, "\2CD001\1\0", 8));
	EXPECT_EQ(0, memcmp(p + 88, "%/E", 3));
	EXPECT_EQ(0, memcmp(p + 40, "\0F\0r\0\xfc\0h\0e\0r\0 \0u\0n\0d\0 \0s\0p\0\xe4\0t\0e", 32));
	EXPECT_EQ(0, memcmp(p + 702, "\0 \0 ", 4));
	EXPECT_EQ(0, p[702 + 36]);
}

TEST_HARNESS_MAIN
