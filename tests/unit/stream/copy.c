/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <burin/burin.h>

#include <kselftest_harness.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stream/stream.h"

#define SIZE 3000017u

static char *make_file(uint8_t **data)
{
	char *path = strdup("/tmp/burin-copy-XXXXXX");
	int fd = mkstemp(path);

	*data = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		(*data)[i] = (uint8_t)(i * 2654435761u >> 13);
	if (write(fd, *data, SIZE) != (ssize_t)SIZE)
		abort();
	close(fd);
	return path;
}

static int temporary(void)
{
	char path[] = "/tmp/burin-copy-XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	return fd;
}

static int is_equal(int fd, off_t at, const uint8_t *data, size_t n)
{
	uint8_t *buf = malloc(n + 1);
	int equal = pread(fd, buf, n + 1, at) == (ssize_t)n && !memcmp(buf, data, n);

	free(buf);
	return equal;
}

TEST(file_to_file_from_its_present_position)
{
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);
	int out = temporary();

	ASSERT_EQ(100, lseek(out, 100, SEEK_SET));
	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(SIZE, burin_stream_copy_to_fd(stream, out, NULL, NULL));
	EXPECT_EQ(100 + SIZE, lseek(out, 0, SEEK_CUR));
	EXPECT_TRUE(is_equal(out, 100, data, SIZE));
	burin_stream_unref(stream);
	close(out);
	unlink(path);
	free(path);
	free(data);
}

TEST(output_that_the_kernel_does_not_copy_to_is_written)
{
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);
	int out = temporary();

	/* copy_file_range() and splice() both refuse O_APPEND. */
	ASSERT_EQ(0, fcntl(out, F_SETFL, O_APPEND));
	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(SIZE, burin_stream_copy_to_fd(stream, out, NULL, NULL));
	EXPECT_TRUE(is_equal(out, 0, data, SIZE));
	burin_stream_unref(stream);
	close(out);
	unlink(path);
	free(path);
	free(data);
}

struct drain {
	int fd;
	uint8_t *buf;
	size_t n;
};

static void *drain(void *arg)
{
	struct drain *d = arg;
	ssize_t got;

	while (d->n < SIZE + 10 && (got = read(d->fd, d->buf + d->n, SIZE + 10 - d->n)) > 0)
		d->n += (size_t)got;
	return NULL;
}

static int64_t copy_to_pipe(struct burin_stream *stream, struct drain *d, int flags)
{
	int fds[2];
	pthread_t thread;
	int64_t ret;

	if (pipe2(fds, 0) || fcntl(fds[1], F_SETFL, flags))
		abort();
	d->fd = fds[0];
	d->buf = malloc(SIZE + 10);
	pthread_create(&thread, NULL, drain, d);
	ret = burin_stream_copy_to_fd(stream, fds[1], NULL, NULL);
	close(fds[1]);
	pthread_join(thread, NULL);
	close(fds[0]);
	return ret;
}

TEST(file_to_pipe)
{
	struct drain d = { 0 };
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(SIZE, copy_to_pipe(stream, &d, 0));
	EXPECT_EQ(SIZE, d.n);
	EXPECT_EQ(0, memcmp(d.buf, data, SIZE));
	burin_stream_unref(stream);
	unlink(path);
	free(path);
	free(data);
	free(d.buf);
}

TEST(pipe_that_does_not_block_is_waited_for)
{
	struct drain d = { 0 };
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(SIZE, copy_to_pipe(stream, &d, O_NONBLOCK));
	EXPECT_EQ(SIZE, d.n);
	EXPECT_EQ(0, memcmp(d.buf, data, SIZE));
	burin_stream_unref(stream);
	unlink(path);
	free(path);
	free(data);
	free(d.buf);
}

TEST(memory_to_pipe)
{
	struct drain d = { 0 };
	struct burin_stream *stream;
	uint8_t *data = malloc(SIZE);

	for (size_t i = 0; i < SIZE; i++)
		data[i] = (uint8_t)(i >> 9);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, data, SIZE, &stream));
	EXPECT_EQ(SIZE, copy_to_pipe(stream, &d, 0));
	EXPECT_EQ(0, memcmp(d.buf, data, SIZE));
	burin_stream_unref(stream);
	free(data);
	free(d.buf);
}

TEST(range_of_a_file_copies_that_range)
{
	struct burin_stream *base, *range;
	uint8_t *data;
	char *path = make_file(&data);
	int out = temporary();

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &base));
	ASSERT_EQ(0, bur_stream_new_range(NULL, base, 1001, 2000000, &range));
	EXPECT_EQ(2000000, burin_stream_copy_to_fd(range, out, NULL, NULL));
	EXPECT_TRUE(is_equal(out, 0, data + 1001, 2000000));
	burin_stream_unref(range);
	burin_stream_unref(base);
	close(out);
	unlink(path);
	free(path);
	free(data);
}

TEST(pipe_without_reader_is_an_error_of_the_output)
{
	struct burin_stream *stream;
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	ASSERT_EQ(0, pipe(fds));
	close(fds[0]);
	ASSERT_EQ(0, burin_stream_new_zero(NULL, 100, &stream));
	EXPECT_EQ(-EPIPE, burin_stream_copy_to_fd(stream, fds[1], NULL, NULL));
	EXPECT_STREQ("output", burin_stream_get_detail(stream)->subject);
	burin_stream_unref(stream);
	close(fds[1]);
}

TEST(full_output_is_an_error_of_the_output)
{
	struct burin_stream *stream;
	int out = open("/dev/full", O_WRONLY);

	ASSERT_EQ(0, burin_stream_new_zero(NULL, 100, &stream));
	EXPECT_EQ(-ENOSPC, burin_stream_copy_to_fd(stream, out, NULL, NULL));
	EXPECT_STREQ("output", burin_stream_get_detail(stream)->subject);
	burin_stream_unref(stream);
	close(out);
}

TEST(file_that_shrinks_before_the_copy_is_told)
{
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);
	int out = temporary();

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	ASSERT_EQ(0, truncate(path, 1000));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_copy_to_fd(stream, out, NULL, NULL));
	EXPECT_STREQ(path, burin_stream_get_detail(stream)->subject);
	burin_stream_unref(stream);
	close(out);
	unlink(path);
	free(path);
	free(data);
}

static int shrink_file(void *user, uint64_t bytes)
{
	return bytes > 0 && truncate(user, 1000) ? 1 : 0;
}

TEST(file_that_shrinks_during_the_copy_is_told)
{
	struct burin_stream *stream;
	uint8_t *data;
	char *path = make_file(&data);
	int out = temporary();

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED,
		  burin_stream_copy_to_fd(stream, out, shrink_file, path));
	burin_stream_unref(stream);
	close(out);
	unlink(path);
	free(path);
	free(data);
}

static int stop_at_a_megabyte(void *user, uint64_t bytes)
{
	*(uint64_t *)user = bytes;
	return bytes >= 1u << 20;
}

TEST(callback_counts_up_and_cancels)
{
	struct burin_stream *stream;
	uint64_t seen = 0;
	int out = temporary();

	ASSERT_EQ(0, burin_stream_new_zero(NULL, 1u << 30, &stream));
	EXPECT_EQ(BURIN_E_CANCELLED,
		  burin_stream_copy_to_fd(stream, out, stop_at_a_megabyte, &seen));
	EXPECT_EQ(1u << 20, seen);
	burin_stream_unref(stream);
	close(out);
}

TEST_HARNESS_MAIN
