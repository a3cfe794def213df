// SPDX-License-Identifier: GPL-2.0-or-later
/* Command blocks against the bytes the standard gives, written out by hand. */
#include "mmc/cdb.h"

#include <kselftest_harness.h>
#include <string.h>

static bool is(const uint8_t *cdb, size_t len, size_t want_len, const char *hex)
{
	char text[64];

	if (len != want_len)
		return false;
	for (size_t i = 0; i < 16; i++)
		sprintf(text + i * 2, "%02x", cdb[i]);
	for (size_t i = strlen(hex); i < 32; i++)
		if (text[i] != '0')
			return false;
	return !strncmp(text, hex, strlen(hex));
}

#define EXPECT_CDB(len, hex, call) do { \
	uint8_t cdb[16]; \
	size_t n; \
	memset(cdb, 0xee, sizeof(cdb)); \
	n = call; \
	EXPECT_TRUE(is(cdb, n, len, hex)) { TH_LOG(#call); } \
} while (0)

TEST(asking)
{
	EXPECT_CDB(6, "00", bur_cdb_test_unit_ready(cdb));
	EXPECT_CDB(6, "0300000012", bur_cdb_request_sense(cdb, 18));
	EXPECT_CDB(6, "1200000024", bur_cdb_inquiry(cdb, 36));
	EXPECT_CDB(10, "46020107000000001000", bur_cdb_configuration(cdb, BUR_FEATURES_ONE, 0x107, 16));
	EXPECT_CDB(10, "4a0100001000000008", bur_cdb_event(cdb, 0x10, 8));
	EXPECT_CDB(10, "5a082a00000000000800", bur_cdb_mode_sense(cdb, 0x2a, 0, 8));
	EXPECT_CDB(10, "5a084500000000003c00", bur_cdb_mode_sense(cdb, 0x05, 1, 60));
	EXPECT_CDB(10, "51000000000000002200", bur_cdb_disc_information(cdb, 0, 34));
	EXPECT_CDB(10, "520100000001000024", bur_cdb_track_information(cdb, BUR_TRACK_BY_NUMBER, 1, 36));
	EXPECT_CDB(10, "52001234567800002400",
		   bur_cdb_track_information(cdb, BUR_TRACK_BY_LBA, 0x12345678, 36));
	EXPECT_CDB(10, "43020000000001000c", bur_cdb_toc(cdb, 0, true, 1, 12));
	EXPECT_CDB(10, "43000200000001ffff", bur_cdb_toc(cdb, 2, false, 1, 0xffff));
	EXPECT_CDB(10, "25", bur_cdb_capacity(cdb));
	EXPECT_CDB(10, "230000000000000104", bur_cdb_format_capacities(cdb, 0x104));
	EXPECT_CDB(12, "ac00000000000000000503", bur_cdb_performance(cdb, 3, true, 0, 5));
	EXPECT_CDB(12, "ac14000010000000000100", bur_cdb_performance(cdb, 0, true, 0x1000, 1));
	EXPECT_CDB(10, "5c000000000000000c", bur_cdb_buffer_capacity(cdb));
	EXPECT_CDB(12, "ad010000000000000064", bur_cdb_disc_structure(cdb, 1, 0, 0, 0, 100));
	EXPECT_CDB(12, "bd000000000000000008", bur_cdb_mechanism_status(cdb, 8));
}

TEST(doing)
{
	EXPECT_CDB(6, "1b01000002", bur_cdb_start_stop(cdb, BUR_UNIT_EJECT, true));
	EXPECT_CDB(6, "1b00000003", bur_cdb_start_stop(cdb, BUR_UNIT_LOAD, false));
	EXPECT_CDB(6, "1e00000001", bur_cdb_prevent(cdb, true));
	EXPECT_CDB(6, "1e", bur_cdb_prevent(cdb, false));
	EXPECT_CDB(10, "55100000000000003c00", bur_cdb_mode_select(cdb, 60));
	EXPECT_CDB(6, "0411", bur_cdb_format_unit(cdb));
	EXPECT_CDB(12, "a1110000000000000000", bur_cdb_blank(cdb, 1, 0, true));
	EXPECT_CDB(10, "5b010200000000000000", bur_cdb_close(cdb, BUR_CLOSE_SESSION, 0, true));
	EXPECT_CDB(10, "5b000100012c00000000", bur_cdb_close(cdb, BUR_CLOSE_TRACK, 300, false));
	EXPECT_CDB(10, "3502", bur_cdb_sync(cdb, true));
	EXPECT_CDB(10, "35", bur_cdb_sync(cdb, false));
	EXPECT_CDB(10, "530000000000012345", bur_cdb_reserve_track(cdb, 0x12345));
	EXPECT_CDB(10, "5401", bur_cdb_opc(cdb));
	EXPECT_CDB(12, "bb00ffff0583", bur_cdb_set_cd_speed(cdb, BUR_SPEED_MAX, 1411));
	EXPECT_CDB(12, "b60000000000000000001c", bur_cdb_set_streaming(cdb));
}

TEST(moving)
{
	EXPECT_CDB(10, "280000010203000020", bur_cdb_read_10(cdb, 0x010203, 32));
	EXPECT_CDB(10, "2a00ffffff6a00002000", bur_cdb_write_10(cdb, (uint32_t)-150, 32));
	EXPECT_CDB(12, "a8000001020300012345", bur_cdb_read_12(cdb, 0x010203, 0x12345, false));
	EXPECT_CDB(12, "aa00000000400000002080", bur_cdb_write_12(cdb, 64, 32, true));
}

TEST(parameter_lists)
{
	static const uint8_t format[12] = { 0, 2, 0, 8, 0, 0x23, 5, 0x40, 0x98, 0, 0, 1 };
	static const uint8_t streaming[28] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23, 5, 0x3f,
					       0, 0, 0x15, 0xa4, 0, 0, 3, 0xe8,
					       0, 0, 0x0a, 0xd2, 0, 0, 3, 0xe8 };
	static const uint8_t defaults[28] = { 4 };
	struct bur_streaming in = { .end_lba = 2295103, .read_kbps = 5540, .write_kbps = 2770 };
	uint8_t out[28];

	bur_format_encode(out, 0x26, 0, 2295104, 1);
	EXPECT_EQ(0, memcmp(format, out, sizeof(format)));
	bur_streaming_encode(out, &in);
	EXPECT_EQ(0, memcmp(streaming, out, sizeof(streaming)));
	in.restore_defaults = true;
	bur_streaming_encode(out, &in);
	EXPECT_EQ(0, memcmp(defaults, out, sizeof(defaults)));
}

TEST_HARNESS_MAIN
