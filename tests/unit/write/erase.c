/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "write/disc.h"

#include <kselftest_harness.h>

#define SIZE ((size_t)2000 * BLOCK)

FIXTURE(disc) {
	struct disc disc;
	struct burin_erase *erase;
	uint8_t *data;
};

FIXTURE_SETUP(disc)
{
	self->data = disc_pattern(SIZE);
	ASSERT_EQ(0, burin_erase_new(NULL, &self->erase));
	memset(&self->disc, 0, sizeof(self->disc));
}

FIXTURE_TEARDOWN(disc)
{
	burin_erase_free(self->erase);
	disc_close(&self->disc);
	free(self->data);
}

static int insert(struct disc *disc, struct burin_erase *erase, enum burin_kind kind,
		  uint32_t blocks)
{
	int ret = disc_open(disc, kind, blocks);

	burin_erase_set_recorder(erase, disc->rec);
	return ret;
}

static int last_action(void *user, const struct burin_progress *progress)
{
	*(unsigned int *)user |= 1u << progress->action;
	return 0;
}

TEST_F(disc, quick_erase_of_dvd_plus_rw_makes_it_look_empty)
{
	unsigned int actions = 0;

	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_PLUS_RW, 8000));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	ASSERT_EQ(0, burin_erase_run(self->erase, last_action, &actions));
	EXPECT_TRUE(actions & 1u << BURIN_ACTION_ERASE);
	EXPECT_TRUE(actions & 1u << BURIN_ACTION_DONE);
	EXPECT_FALSE(actions & 1u << BURIN_ACTION_WRITE);
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_FALSE(self->disc.medium.has_data);
	EXPECT_TRUE(disc_holds(&self->disc, 0, NULL, 0, 1024));
	EXPECT_TRUE(disc_holds(&self->disc, 1024, self->data + 1024 * BLOCK, 976 * BLOCK, 976));
	EXPECT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
}

TEST_F(disc, full_erase_of_dvd_plus_rw_leaves_nothing)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_PLUS_RW, 8000));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	burin_erase_set_full(self->erase, true);
	ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
	EXPECT_TRUE(disc_holds(&self->disc, 0, NULL, 0, 8000));
}

TEST_F(disc, write_once_media_are_not_erased)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_BD_R, 8000));
	EXPECT_EQ(BURIN_E_NOT_ERASABLE, burin_erase_run(self->erase, NULL, NULL));
	EXPECT_EQ(BURIN_E_NOT_ERASABLE, burin_erase_get_detail(self->erase)->code);
}

TEST_F(disc, format_makes_a_new_dvd_plus_rw_overwritable)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_PLUS_RW, 8000));
	ASSERT_EQ(0, burin_erase_run_format(self->erase, NULL, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_OVERWRITABLE, self->disc.medium.state);
	EXPECT_FALSE(self->disc.medium.has_data);
	EXPECT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
}

TEST_F(disc, bd_r_is_formatted_as_the_drive_offers)
{
	struct burin_format formats[8];
	int n;

	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_BD_R, 0));
	n = burin_recorder_read_formats(self->disc.rec, formats, 8);
	ASSERT_LT(0, n);
	for (int i = 0; i < n && i < 8; i++) {
		if (formats[i].type != 0x32)
			continue;
		ASSERT_EQ(0, burin_erase_run_format(self->erase, &formats[i], NULL, NULL));
		ASSERT_EQ(0, disc_read_medium(&self->disc));
		EXPECT_EQ(formats[i].blocks, self->disc.medium.free_blocks);
		EXPECT_EQ(BURIN_MEDIUM_BLANK, self->disc.medium.state);
		EXPECT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
		return;
	}
	EXPECT_TRUE(false);
}

TEST_F(disc, cd_r_is_not_formatted)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_CD_R, 8000));
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, burin_erase_run_format(self->erase, NULL, NULL, NULL));
}

TEST_F(disc, cancelled_erase_says_so)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_PLUS_RW, 8000));
	burin_erase_cancel(self->erase);
	EXPECT_EQ(BURIN_E_CANCELLED, burin_erase_run(self->erase, NULL, NULL));
	EXPECT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
}

TEST_F(disc, erase_without_recorder)
{
	EXPECT_EQ(BURIN_E_RECORDER_REQUIRED, burin_erase_run(self->erase, NULL, NULL));
}

TEST_HARNESS_MAIN
