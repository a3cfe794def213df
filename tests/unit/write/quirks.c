/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every quirk of the emulated drive, every kind of medium: two burns, the second closes the disc.
 * They end right, or with an error that is named here.
 */
#include "write/disc.h"

#include <kselftest_harness.h>

#include "emulator/quirk.h"

#define BLOCKS 320
#define SIZE ((size_t)BLOCKS * BLOCK)

FIXTURE(kind) { };

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
	uint32_t blocks;
};

FIXTURE_VARIANT_ADD(kind, cd_r) { .kind = BURIN_KIND_CD_R, .blocks = 60000 };
FIXTURE_VARIANT_ADD(kind, cd_rw) { .kind = BURIN_KIND_CD_RW, .blocks = 60000 };
FIXTURE_VARIANT_ADD(kind, dvd_r) { .kind = BURIN_KIND_DVD_R, .blocks = 160000 };
FIXTURE_VARIANT_ADD(kind, dvd_r_dl) { .kind = BURIN_KIND_DVD_R_DL, .blocks = 60000 };
FIXTURE_VARIANT_ADD(kind, dvd_rw) { .kind = BURIN_KIND_DVD_RW, .blocks = 160000 };
FIXTURE_VARIANT_ADD(kind, dvd_ram) { .kind = BURIN_KIND_DVD_RAM, .blocks = 8000 };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r) { .kind = BURIN_KIND_DVD_PLUS_R, .blocks = 60000 };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r_dl) { .kind = BURIN_KIND_DVD_PLUS_R_DL, .blocks = 60000 };
FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW, .blocks = 8000 };
FIXTURE_VARIANT_ADD(kind, bd_r) { .kind = BURIN_KIND_BD_R, .blocks = 8000 };
FIXTURE_VARIANT_ADD(kind, bd_re) { .kind = BURIN_KIND_BD_RE, .blocks = 8000 };

FIXTURE_SETUP(kind) { }
FIXTURE_TEARDOWN(kind) { }

/* A drive with the quirk, or with those of a personality, from the moment it is opened. */
static int insert_quirky(struct disc *disc, enum burin_kind kind, uint32_t blocks,
			 const char *quirk)
{
	int ret = disc_open(disc, kind, blocks);
	char plan[80];

	snprintf(plan, sizeof(plan), "%s %s\n", emu_personality_find(quirk) ? "personality" :
		 "quirk", quirk);
	disc_set_faults(disc, plan);
	return ret ? ret : disc_reload(disc);
}

static int burn_again(struct disc *disc, const uint8_t *data, bool last)
{
	int ret;

	burin_data_set_verify(disc->data, BURIN_VERIFY_FULL);
	burin_data_set_append(disc->data, last && disc->result.state == BURIN_MEDIUM_APPENDABLE);
	burin_data_set_overwrite(disc->data, last && disc->result.state != BURIN_MEDIUM_APPENDABLE);
	burin_data_set_close_disc(disc->data, last);
	ret = disc_burn(disc, data, SIZE);
	if (ret)
		return ret;
	return disc->result.verify.verdict == BURIN_VERDICT_PROVEN &&
	       disc_holds(disc, disc->result.start, data, SIZE, BLOCKS) ? 0 : -1;
}

/* Two burns; what did not end right is said. */
static int two_burns(const char *quirk, enum burin_kind kind, uint32_t blocks)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;
	int ret = insert_quirky(&disc, kind, blocks, quirk);

	if (!ret)
		ret = burn_again(&disc, data, false);
	if (!ret && disc.result.state != BURIN_MEDIUM_CLOSED)
		ret = burn_again(&disc, data, true);
	if (ret)
		printf("# %s, %s\n", quirk, burin_kind_name(kind));
	if (ret)
		disc_say(&disc, ret);
	disc_close(&disc);
	free(data);
	return ret;
}

/* The drive refuses to finalise: what was written is whole, and this is said. */
static int expected(const char *quirk, enum burin_kind kind)
{
	return !strcmp(quirk, "close-110-fails") &&
	       (kind == BURIN_KIND_DVD_PLUS_R || kind == BURIN_KIND_BD_R) ? BURIN_E_CLOSE : 0;
}

TEST_F(kind, burns_end_right_on_a_drive_with_any_quirk)
{
	for (uint32_t i = 0; emu_quirk_name(i); i++)
		EXPECT_EQ(expected(emu_quirk_name(i), variant->kind),
			  two_burns(emu_quirk_name(i), variant->kind, variant->blocks));
}

TEST_F(kind, burns_end_right_on_each_personality)
{
	for (uint32_t i = 0; emu_personality_at(i); i++)
		EXPECT_EQ(0, two_burns(emu_personality_at(i)->name, variant->kind,
				       variant->blocks));
}

TEST(a_test_write_ends_right_where_no_address_is_told_behind_it)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_CD_R, 8000, "test-write-address-0"));
	burin_data_set_simulate(disc.data, true);
	EXPECT_EQ(0, disc_burn(&disc, data, SIZE));
	burin_data_set_simulate(disc.data, false);
	EXPECT_EQ(0, burn_again(&disc, data, false));
	disc_close(&disc);
	free(data);
}

/* The first format that the drive offers of this type. */
static int format_as(struct disc *disc, int type, int sub_type)
{
	struct burin_format formats[32];
	int n = burin_recorder_read_formats(disc->rec, formats, 32), ret = -1;
	struct burin_erase *erase;

	if (burin_erase_new(NULL, &erase))
		return -1;
	burin_erase_set_recorder(erase, disc->rec);
	for (int i = 0; i < n && ret == -1; i++) {
		if (formats[i].type != type)
			continue;
		formats[i].sub_type = (uint8_t)sub_type;
		ret = burin_erase_run_format(erase, &formats[i], NULL, NULL);
	}
	burin_erase_free(erase);
	return ret;
}

TEST(a_profile_that_stays_is_read_again_after_a_format)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_DVD_RW, 8000, "profile-until-start"));
	ASSERT_EQ(0, format_as(&disc, 0x00, 0));
	ASSERT_EQ(0, disc_read_medium(&disc));
	EXPECT_EQ(BURIN_MEDIUM_OVERWRITABLE, disc.medium.state);
	EXPECT_EQ(0, burn_again(&disc, data, false)) {
		disc_say(&disc, 1);
	}
	disc_close(&disc);
	free(data);
}

TEST(a_layer_break_that_takes_a_minute_is_waited_for)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_DVD_PLUS_R_DL, 8000, "layer-break-slow"));
	EXPECT_EQ(0, burn_again(&disc, data, true));
	EXPECT_LT(60000, burin_recorder_get_clock(disc.rec));
	EXPECT_EQ(BURIN_MEDIUM_CLOSED, disc.result.state);
	disc_close(&disc);
	free(data);
}

TEST(a_session_with_spare_areas_that_is_not_closed_is_told)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_BD_R, 8000, "spare-close-fails"));
	ASSERT_EQ(0, format_as(&disc, 0x00, 0));
	EXPECT_EQ(BURIN_E_CLOSE, burn_again(&disc, data, false));
	disc_say(&disc, BURIN_E_CLOSE);
	EXPECT_EQ(BLOCKS, disc.result.acknowledged);
	EXPECT_TRUE(disc_holds(&disc, 0, data, SIZE, BLOCKS));
	ASSERT_EQ(0, disc_reload(&disc));
	EXPECT_EQ(0, burin_data_run_close(disc.data, NULL, NULL));
	disc_close(&disc);
	free(data);
}

TEST(a_certification_that_is_refused_is_told)
{
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_BD_RE, 8000, "quick-certification-refused"));
	EXPECT_LT(format_as(&disc, 0x30, 3), -1);
	EXPECT_EQ(0, format_as(&disc, 0x30, 0));
	disc_close(&disc);
}

TEST(a_drive_that_loads_and_calls_itself_empty_is_waited_for)
{
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_BD_R, 8000, "no-medium-while-loading"));
	ASSERT_EQ(0, burin_recorder_eject(disc.rec));
	ASSERT_EQ(0, burin_recorder_load(disc.rec));
	EXPECT_EQ(0, disc_read_medium(&disc));
	EXPECT_EQ(BURIN_MEDIUM_BLANK, disc.medium.state);
	disc_close(&disc);
}

TEST(a_drive_that_never_gets_ready_is_given_up)
{
	uint8_t *data = disc_pattern(SIZE);
	struct disc disc;

	ASSERT_EQ(0, insert_quirky(&disc, BURIN_KIND_BD_R, 8000, "empty-not-ready"));
	ASSERT_EQ(0, burin_recorder_eject(disc.rec));
	EXPECT_EQ(BURIN_E_MEDIUM_NOT_READY, disc_burn(&disc, data, SIZE));
	disc_close(&disc);
	free(data);
}

TEST_HARNESS_MAIN
