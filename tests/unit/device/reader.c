/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The medium as a stream. */
#include "write/disc.h"

#include <errno.h>
#include <kselftest_harness.h>

#define BLOCKS 1000
#define SIZE ((size_t)BLOCKS * BLOCK)

FIXTURE(reader) {
	struct disc disc;
	struct burin_stream *stream;
	uint8_t *data, *buf;
};

FIXTURE_SETUP(reader)
{
	self->data = disc_pattern(SIZE);
	self->buf = malloc(SIZE + 1);
	self->stream = NULL;
	ASSERT_EQ(0, disc_open(&self->disc, BURIN_KIND_DVD_PLUS_RW, 8000));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
}

FIXTURE_TEARDOWN(reader)
{
	burin_stream_unref(self->stream);
	disc_close(&self->disc);
	free(self->data);
	free(self->buf);
}

TEST_F(reader, any_range_of_bytes)
{
	static const size_t at[] = { 0, 1, 2047, 2048, 65535, 65536, 70000, 1000000, 2000001 };

	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	EXPECT_EQ(SIZE, burin_stream_get_size(self->stream));
	EXPECT_TRUE(burin_stream_is_seekable(self->stream));
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		for (size_t n = 1; n < 300000; n = n * 7 + 3) {
			size_t left = SIZE - at[i] < n ? SIZE - at[i] : n;

			ASSERT_EQ(left, burin_stream_read(self->stream, at[i], self->buf, n));
			ASSERT_EQ(0, memcmp(self->buf, self->data + at[i], left));
		}
}

TEST_F(reader, part_of_the_medium)
{
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 333, 10, &self->stream));
	EXPECT_EQ(10 * BLOCK, burin_stream_read(self->stream, 0, self->buf, SIZE));
	EXPECT_EQ(0, memcmp(self->buf, self->data + 333 * BLOCK, 10 * BLOCK));
}

TEST_F(reader, small_reads_share_a_command)
{
	struct burin_recorder *rec = self->disc.rec;
	uint64_t before;

	ASSERT_EQ(0, burin_recorder_new_stream(rec, 0, BLOCKS, &self->stream));
	ASSERT_EQ(1, burin_stream_read(self->stream, 0, self->buf, 1));
	before = burin_recorder_get_clock(rec);
	for (size_t i = 1; i < 65536; i++)
		ASSERT_EQ(1, burin_stream_read(self->stream, i, self->buf, 1));
	EXPECT_EQ(before, burin_recorder_get_clock(rec));
}

TEST_F(reader, bad_block_is_named_and_its_neighbours_are_delivered)
{
	disc_set_faults(&self->disc, "on read lba 500 sense 3/11/05\n");
	ASSERT_EQ(0, disc_reload(&self->disc));
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	EXPECT_EQ(500 * BLOCK, burin_stream_read(self->stream, 0, self->buf, 500 * BLOCK));
	EXPECT_EQ(BURIN_E_READ, burin_stream_read(self->stream, 500 * BLOCK, self->buf, BLOCK));
	EXPECT_EQ(500, burin_stream_get_detail(self->stream)->lba);
	EXPECT_EQ(3, burin_stream_get_detail(self->stream)->key);
	EXPECT_EQ(BURIN_PHASE_READ, burin_stream_get_detail(self->stream)->phase);
	EXPECT_EQ(499 * BLOCK, burin_stream_read(self->stream, 501 * BLOCK, self->buf,
						 499 * BLOCK));
	EXPECT_EQ(0, memcmp(self->buf, self->data + 501 * BLOCK, 499 * BLOCK));
}

TEST_F(reader, nothing_stale_is_delivered_after_a_burn)
{
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	ASSERT_EQ(10, burin_stream_read(self->stream, 0, self->buf, 10));
	burin_data_set_overwrite(self->disc.data, true);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data + 77, SIZE - 77));
	ASSERT_EQ(10, burin_stream_read(self->stream, 0, self->buf, 10));
	EXPECT_EQ(0, memcmp(self->buf, self->data + 77, 10));
}

TEST_F(reader, more_blocks_than_any_medium)
{
	EXPECT_EQ(-EINVAL, burin_recorder_new_stream(self->disc.rec, 10, UINT32_MAX,
						     &self->stream));
	EXPECT_TRUE(self->stream == NULL);
}

TEST_F(reader, stream_keeps_its_recorder)
{
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	burin_data_set_recorder(self->disc.data, NULL);
	burin_recorder_unref(self->disc.rec);
	self->disc.rec = NULL;
	EXPECT_EQ(SIZE, burin_stream_read(self->stream, 0, self->buf, SIZE));
	EXPECT_EQ(0, memcmp(self->buf, self->data, SIZE));
}

TEST_HARNESS_MAIN
