/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Large reads of files, several pieces in flight; where the kernel refuses, plain ones. */
#include "stream/uring.h"

#include <burin/burin.h>

#include <errno.h>
#include <kselftest_harness.h>

#include <stdlib.h>

#define SIZE ((5u << 20) + 12345)

static uint8_t pattern(uint64_t i)
{
	return (uint8_t)(i * 2654435761u >> 12);
}

static int count_bad(const uint8_t *buf, size_t n, uint64_t at)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += buf[i] != pattern(at + i);
	return bad;
}

FIXTURE(file) {
	char path[64];
	int fd;
	uint8_t *buf;
};

FIXTURE_SETUP(file)
{
	self->buf = malloc(SIZE);
	strcpy(self->path, "/tmp/burin-uring-XXXXXX");
	self->fd = mkstemp(self->path);
	for (size_t i = 0; i < SIZE; i++)
		self->buf[i] = pattern(i);
	ASSERT_EQ(SIZE, (size_t)write(self->fd, self->buf, SIZE));
	memset(self->buf, 0, SIZE);
}

FIXTURE_TEARDOWN(file)
{
	close(self->fd);
	unlink(self->path);
	free(self->buf);
}

TEST_F(file, stream_reads_large_pieces_right)
{
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_file(NULL, self->path, &stream));
	EXPECT_EQ(SIZE, burin_stream_read(stream, 0, self->buf, SIZE));
	EXPECT_EQ(0, count_bad(self->buf, SIZE, 0));
	EXPECT_EQ(1u << 20, burin_stream_read(stream, 1000001, self->buf, 1u << 20));
	EXPECT_EQ(0, count_bad(self->buf, 1u << 20, 1000001));
	burin_stream_unref(stream);
}

TEST_F(file, stream_that_shrank_is_told)
{
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_file(NULL, self->path, &stream));
	ASSERT_EQ(0, ftruncate(self->fd, 1u << 20));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_read(stream, 0, self->buf, SIZE));
	burin_stream_unref(stream);
}

#ifdef BURIN_HAVE_IO_URING
TEST_F(file, pieces_are_joined_up_to_the_end_of_the_file)
{
	struct bur_uring *uring = bur_uring_new();
	size_t done = 0;
	ssize_t got;

	if (!uring) {
		printf("# the kernel refuses io_uring\n");
		return;
	}
	while ((got = bur_uring_read(uring, self->fd, self->buf + done, SIZE - done, done)) > 0)
		done += (size_t)got;
	EXPECT_EQ(0, got);
	EXPECT_EQ(SIZE, done);
	EXPECT_EQ(0, count_bad(self->buf, SIZE, 0));
	EXPECT_EQ(300, bur_uring_read(uring, self->fd, self->buf, 1u << 20, SIZE - 300));
	EXPECT_EQ(0, bur_uring_read(uring, self->fd, self->buf, 1u << 20, SIZE));
	EXPECT_EQ(-EBADF, bur_uring_read(uring, -1, self->buf, 1u << 20, 0));
	EXPECT_LT(0, bur_uring_read(uring, self->fd, self->buf, 1u << 20, 0));
	bur_uring_free(uring);
}
#endif

TEST_HARNESS_MAIN
