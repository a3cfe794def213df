/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "write/disc.h"

#include <kselftest_harness.h>

#include <errno.h>

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

static int format(struct burin_erase *erase, struct disc *disc, int type)
{
	struct burin_format all[32];
	int n = burin_recorder_read_formats(disc->rec, all, 32);

	for (int i = 0; i < n && i < 32; i++)
		if (all[i].type == type)
			return burin_erase_run_format(erase, &all[i], NULL, NULL);
	return -ENOENT;
}

/* Blanked the quick way it is written at once, and closed by that; blanked fully in pieces. */
TEST_F(disc, dvd_rw_is_blanked_and_written_again)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_RW, 100000));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_MEDIUM_APPENDABLE, self->disc.result.state);
	ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_BLANK, self->disc.medium.state);
	EXPECT_FALSE(self->disc.medium.has_data);

	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_EQ(BURIN_MEDIUM_CLOSED, self->disc.result.state);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 2000));

	burin_erase_set_full(self->erase, true);
	ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_MEDIUM_APPENDABLE, self->disc.result.state);
}

struct source {
	struct burin_data *writer;
	const uint8_t *data;
};

static int64_t cancel_half_way(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct source *source = user;

	if (offset >= SIZE / 2)
		burin_data_cancel(source->writer);
	memcpy(buf, source->data + offset, n);
	return (int64_t)n;
}

/* What was reserved must be written: the disc ends whole, and what was burned is there. */
TEST_F(disc, cancelled_dvd_rw_at_once_is_filled_and_closed)
{
	static const struct burin_stream_ops ops = {
		.struct_size = sizeof(ops), .read = cancel_half_way,
	};
	struct burin_stream *stream;
	struct source source;

	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_RW, 100000));
	ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
	source = (struct source){ self->disc.data, self->data };
	ASSERT_EQ(0, burin_stream_new_custom(NULL, &ops, &source, SIZE, true, &stream));
	burin_data_set_ring(self->disc.data, 1);	/* the source is never far ahead */
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_run(self->disc.data, stream, NULL, NULL));
	burin_data_get_result(self->disc.data, &self->disc.result);
	EXPECT_EQ(2000, self->disc.result.written);
	EXPECT_EQ(BURIN_MEDIUM_CLOSED, self->disc.result.state);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 500 * BLOCK, 500));
	EXPECT_TRUE(disc_holds(&self->disc, 1900, NULL, 0, 100));
	burin_stream_unref(stream);
}

TEST_F(disc, dvd_rw_formatted_the_quick_way_is_written_and_closed)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_RW, 100000));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, burin_erase_run_format(self->erase, NULL, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_OVERWRITABLE, self->disc.medium.state);
	EXPECT_EQ(0x13, self->disc.medium.profile);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.closed);
	burin_data_set_overwrite(self->disc.data, true);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data + BLOCK, SIZE - BLOCK));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data + BLOCK, SIZE - BLOCK, 1999));
	ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_BLANK, self->disc.medium.state);
	EXPECT_EQ(0x14, self->disc.medium.profile);
}

TEST_F(disc, dvd_rw_formatted_fully_is_overwritten_anywhere)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_DVD_RW, 100000));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, format(self->erase, &self->disc, 0x10));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_OVERWRITABLE, self->disc.medium.state);
	EXPECT_LT(90000, self->disc.medium.blocks);
	burin_data_set_overwrite(self->disc.data, true);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data + BLOCK, SIZE - BLOCK));
}

TEST_F(disc, cd_rw_is_blanked_when_it_is_closed_or_not)
{
	ASSERT_EQ(0, insert(&self->disc, self->erase, BURIN_KIND_CD_RW, 60000));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	for (int full = 0; full < 2; full++) {
		burin_erase_set_full(self->erase, full);
		ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
		ASSERT_EQ(0, disc_read_medium(&self->disc));
		EXPECT_EQ(BURIN_MEDIUM_BLANK, self->disc.medium.state);
		EXPECT_FALSE(self->disc.medium.has_data);
		burin_data_set_close_disc(self->disc.data, true);
		ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
		EXPECT_EQ(BURIN_MEDIUM_CLOSED, self->disc.result.state);
	}
}

TEST_F(disc, dvd_ram_and_bd_re_are_erased_and_formatted)
{
	static const enum burin_kind kinds[] = { BURIN_KIND_DVD_RAM, BURIN_KIND_BD_RE };

	for (size_t i = 0; i < 2; i++) {
		ASSERT_EQ(0, insert(&self->disc, self->erase, kinds[i], 8000));
		burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
		ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
		ASSERT_EQ(0, burin_erase_run(self->erase, NULL, NULL));
		EXPECT_TRUE(disc_holds(&self->disc, 0, NULL, 0, 1024));
		EXPECT_TRUE(disc_holds(&self->disc, 1024, self->data + 1024 * BLOCK, 976 * BLOCK,
				       976));
		ASSERT_EQ(0, burin_erase_run_format(self->erase, NULL, NULL, NULL));
		ASSERT_EQ(0, disc_read_medium(&self->disc));
		EXPECT_EQ(BURIN_MEDIUM_OVERWRITABLE, self->disc.medium.state);
		EXPECT_FALSE(self->disc.medium.has_data);
		ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
		if (i)
			break;
		burin_erase_set_recorder(self->erase, NULL);
		disc_close(&self->disc);
	}
}

TEST_HARNESS_MAIN
