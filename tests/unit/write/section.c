/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The write engine by itself. */
#include "write/disc.h"

#include <errno.h>
#include <kselftest_harness.h>

#define SIZE ((size_t)96 * BLOCK)

FIXTURE(section) {
	struct disc disc;
	struct burin_write *write;
	struct burin_stream *stream;
	uint8_t *data;
};

FIXTURE_SETUP(section)
{
	self->data = disc_pattern(SIZE);
	ASSERT_EQ(0, disc_open(&self->disc, BURIN_KIND_BD_R, 8000));
	ASSERT_EQ(0, burin_write_new(NULL, &self->write));
	burin_write_set_recorder(self->write, self->disc.rec);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &self->stream));
}

FIXTURE_TEARDOWN(section)
{
	burin_write_free(self->write);
	burin_stream_unref(self->stream);
	disc_close(&self->disc);
	free(self->data);
}

static int close_track(struct disc *disc)
{
	return burin_data_run_close(disc->data, NULL, NULL);
}

TEST_F(section, blocks_go_where_they_were_sent)
{
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 0, 0, NULL, NULL));
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 96, 0, NULL, NULL));
	EXPECT_FALSE(burin_write_is_running(self->write));
	ASSERT_EQ(0, close_track(&self->disc));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 96));
	EXPECT_TRUE(disc_holds(&self->disc, 96, self->data, SIZE, 96));
}

TEST_F(section, nothing_is_closed)
{
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 0, 0, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(BURIN_MEDIUM_APPENDABLE, self->disc.medium.state);
	EXPECT_EQ(96, self->disc.medium.next_writable);
}

TEST_F(section, declared_blocks_are_filled_with_zeros)
{
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 0, 160, NULL, NULL));
	ASSERT_EQ(0, close_track(&self->disc));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 160));
}

TEST_F(section, fewer_blocks_than_the_stream_has)
{
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 0, 32, NULL, NULL));
	ASSERT_EQ(0, close_track(&self->disc));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 32 * BLOCK, 32));
}

TEST_F(section, commands_of_another_size)
{
	burin_write_set_command_bytes(self->write, 32768);
	burin_write_set_streaming(self->write, true);
	ASSERT_EQ(0, burin_write_run_section(self->write, self->stream, 0, 0, NULL, NULL));
	ASSERT_EQ(0, close_track(&self->disc));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 96));
}

TEST_F(section, address_that_is_not_next_is_refused_by_the_drive)
{
	EXPECT_EQ(BURIN_E_DRIVE_REFUSED,
		  burin_write_run_section(self->write, self->stream, 64, 0, NULL, NULL));
	EXPECT_EQ(64, burin_write_get_detail(self->write)->lba);
}

TEST_F(section, impossible_sizes_are_refused)
{
	burin_write_set_command_bytes(self->write, 1024);
	EXPECT_EQ(-EINVAL,
		  burin_write_run_section(self->write, self->stream, 0, 0, NULL, NULL));
	burin_write_set_command_bytes(self->write, 65536);
	EXPECT_EQ(-EINVAL, burin_write_run_section(self->write, self->stream, 1ll << 40, 0, NULL,
						   NULL));
}

TEST_F(section, address_beyond_the_medium_is_told)
{
	EXPECT_EQ(BURIN_E_MEDIUM_FULL,
		  burin_write_run_section(self->write, self->stream, 8000, 0, NULL, NULL));
}

TEST_F(section, cancel_ends_it)
{
	burin_write_cancel(self->write);
	EXPECT_EQ(BURIN_E_CANCELLED,
		  burin_write_run_section(self->write, self->stream, 0, 0, NULL, NULL));
}

TEST_HARNESS_MAIN
