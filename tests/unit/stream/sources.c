/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <burin/burin.h>

#include <kselftest_harness.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stream/stream.h"

/* A file of n bytes, byte i = i * 7 + i / 256; its name in path. */
static uint8_t pattern(uint64_t i)
{
	return (uint8_t)(i * 7 + i / 256);
}

static int make_file(char *path, size_t n)
{
	uint8_t *data = malloc(n);
	int fd;

	strcpy(path, "/tmp/burin-stream-XXXXXX");
	fd = mkstemp(path);
	for (size_t i = 0; i < n; i++)
		data[i] = pattern(i);
	if (write(fd, data, n) != (ssize_t)n)
		abort();
	free(data);
	return fd;
}

static int count_bad(const uint8_t *buf, size_t n, uint64_t from)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += buf[i] != pattern(from + i);
	return bad;
}

TEST(memory_gives_any_range_and_stops_at_its_end)
{
	uint8_t data[100], buf[100];
	struct burin_stream *stream;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = pattern(i);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, data, sizeof(data), &stream));
	EXPECT_EQ(100, burin_stream_get_size(stream));
	EXPECT_TRUE(burin_stream_is_seekable(stream));
	EXPECT_EQ(20, burin_stream_read(stream, 80, buf, 50));
	EXPECT_EQ(0, count_bad(buf, 20, 80));
	EXPECT_EQ(10, burin_stream_read(stream, 5, buf, 10));
	EXPECT_EQ(0, count_bad(buf, 10, 5));
	EXPECT_EQ(0, burin_stream_read(stream, 100, buf, 10));
	EXPECT_EQ(0, burin_stream_read(stream, UINT64_MAX - 3, buf, 10));
	burin_stream_unref(stream);
}

TEST(zeros_are_zeros_of_the_size_asked_for)
{
	uint8_t buf[64];
	struct burin_stream *stream;

	memset(buf, 0xff, sizeof(buf));
	ASSERT_EQ(0, burin_stream_new_zero(NULL, (1ull << 40) + 7, &stream));
	EXPECT_EQ(7, burin_stream_read(stream, 1ull << 40, buf, sizeof(buf)));
	for (int i = 0; i < 7; i++)
		EXPECT_EQ(0, buf[i]);
	EXPECT_EQ(0xff, buf[7]);
	burin_stream_unref(stream);
	EXPECT_EQ(-EINVAL, burin_stream_new_zero(NULL, BURIN_SIZE_UNKNOWN, &stream));
	EXPECT_TRUE(stream == NULL);
}

TEST(file_is_read_by_position)
{
	char path[64];
	int fd = make_file(path, 300000);
	struct burin_stream *stream;
	uint8_t *buf = malloc(300000);

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	EXPECT_EQ(300000, burin_stream_get_size(stream));
	EXPECT_EQ(1000, burin_stream_read(stream, 299000, buf, 5000));
	EXPECT_EQ(0, count_bad(buf, 1000, 299000));
	EXPECT_EQ(300000, burin_stream_read(stream, 0, buf, 300000));
	EXPECT_EQ(0, count_bad(buf, 300000, 0));
	burin_stream_unref(stream);
	close(fd);
	unlink(path);
	free(buf);
}

TEST(absent_file_and_folder_are_errors)
{
	struct burin_stream *stream;

	EXPECT_EQ(-ENOENT, burin_stream_new_file(NULL, "/nonexistent/file", &stream));
	EXPECT_TRUE(stream == NULL);
	EXPECT_EQ(-EISDIR, burin_stream_new_file(NULL, "/tmp", &stream));
	EXPECT_TRUE(stream == NULL);
}

TEST(file_that_shrinks_is_told_by_name)
{
	char path[64];
	int fd = make_file(path, 300000);
	struct burin_stream *stream;
	uint8_t buf[4096];

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	ASSERT_EQ(0, ftruncate(fd, 200000));
	EXPECT_EQ(4096, burin_stream_read(stream, 100000, buf, sizeof(buf)));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_read(stream, 250000, buf, sizeof(buf)));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_get_detail(stream)->code);
	EXPECT_STREQ(path, burin_stream_get_detail(stream)->subject);
	burin_stream_unref(stream);
	close(fd);
	unlink(path);
}

TEST(file_that_grows_is_told_at_its_end)
{
	char path[64];
	int fd = make_file(path, 10000);
	struct burin_stream *stream;
	uint8_t buf[16384];

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	ASSERT_EQ(1, write(fd, "x", 1));
	EXPECT_EQ(5000, burin_stream_read(stream, 0, buf, 5000));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_read(stream, 5000, buf, 5000));
	burin_stream_unref(stream);
	close(fd);
	unlink(path);
}

TEST(file_written_to_in_place_is_told_at_its_end)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	char path[64];
	int fd = make_file(path, 10000);
	struct burin_stream *stream;
	uint8_t buf[16384];

	ASSERT_EQ(0, burin_stream_new_file(NULL, path, &stream));
	ASSERT_EQ(0, futimens(fd, times));
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_read(stream, 0, buf, 10000));
	burin_stream_unref(stream);
	close(fd);
	unlink(path);
}

static uint32_t identity(const char *path)
{
	struct burin_stream *stream;
	uint32_t identity;

	if (burin_stream_new_file(NULL, path, &stream))
		return 0;
	identity = bur_stream_identity(stream);
	burin_stream_unref(stream);
	return identity;
}

TEST(file_is_told_from_another_by_size_and_time)
{
	const struct timespec now[2] = { { 5, 7 }, { 5, 7 } }, later[2] = { { 5, 8 }, { 5, 8 } };
	char path[64];
	int fd = make_file(path, 5000);
	uint32_t before;

	ASSERT_EQ(0, futimens(fd, now));
	before = identity(path);
	EXPECT_NE(0, before);
	EXPECT_EQ(before, identity(path));
	ASSERT_EQ(0, futimens(fd, later));
	EXPECT_NE(before, identity(path));
	ASSERT_EQ(0, ftruncate(fd, 5001));
	ASSERT_EQ(0, futimens(fd, now));
	EXPECT_NE(before, identity(path));
	close(fd);
	unlink(path);
	EXPECT_EQ(0, identity("/dev/null"));
}

TEST(descriptor_of_a_file_begins_where_it_stands)
{
	char path[64];
	int fd = make_file(path, 10000);
	struct burin_stream *stream;
	uint8_t buf[16384];

	ASSERT_EQ(4000, lseek(fd, 4000, SEEK_SET));
	ASSERT_EQ(0, burin_stream_new_fd(NULL, fd, &stream));
	EXPECT_EQ(6000, burin_stream_get_size(stream));
	EXPECT_EQ(6000, burin_stream_read(stream, 0, buf, sizeof(buf)));
	EXPECT_EQ(0, count_bad(buf, 6000, 4000));
	burin_stream_unref(stream);
	EXPECT_EQ(0, fcntl(fd, F_GETFD));
	close(fd);
	unlink(path);
}

static void *write_late(void *arg)
{
	usleep(100000);
	if (write(*(int *)arg, "late", 4) != 4)
		abort();
	return NULL;
}

TEST(pipe_that_does_not_wait_is_waited_for)
{
	struct burin_stream *stream;
	pthread_t thread;
	char buf[4];
	int fds[2];

	ASSERT_EQ(0, pipe2(fds, O_NONBLOCK));
	ASSERT_EQ(0, burin_stream_new_fd(NULL, fds[0], &stream));
	pthread_create(&thread, NULL, write_late, &fds[1]);
	ASSERT_EQ(4, burin_stream_read(stream, 0, buf, sizeof(buf)));
	EXPECT_EQ(0, memcmp(buf, "late", 4));
	pthread_join(thread, NULL);
	burin_stream_unref(stream);
	close(fds[0]);
	close(fds[1]);
}

TEST(pipe_is_read_forward_only_and_filled_up)
{
	struct burin_stream *stream;
	uint8_t buf[64];
	int fds[2];

	ASSERT_EQ(0, pipe(fds));
	ASSERT_EQ(0, burin_stream_new_fd(NULL, fds[0], &stream));
	EXPECT_TRUE(burin_stream_get_size(stream) == BURIN_SIZE_UNKNOWN);
	EXPECT_FALSE(burin_stream_is_seekable(stream));
	EXPECT_EQ(fds[0], bur_stream_poll_fd(stream));
	ASSERT_EQ(6, write(fds[1], "abcdef", 6));
	EXPECT_EQ(4, burin_stream_read(stream, 0, buf, 4));
	EXPECT_EQ(-ESPIPE, burin_stream_read(stream, 0, buf, 4));
	ASSERT_EQ(3, write(fds[1], "ghi", 3));
	close(fds[1]);
	EXPECT_EQ(5, burin_stream_read(stream, 4, buf, sizeof(buf)));
	EXPECT_EQ(0, memcmp(buf, "efghi", 5));
	EXPECT_EQ(0, burin_stream_read(stream, 9, buf, sizeof(buf)));
	burin_stream_unref(stream);
	close(fds[0]);
}

struct script {
	int64_t answer;
	int freed;
};

static int64_t script_read(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct script *script = user;

	if (script->answer > 0 && (size_t)script->answer <= n)
		memset(buf, (int)offset, (size_t)script->answer);
	return script->answer;
}

static void script_free(void *user)
{
	((struct script *)user)->freed++;
}

static const struct burin_stream_ops script_ops = {
	.struct_size = sizeof(struct burin_stream_ops),
	.read = script_read,
	.free = script_free,
};

TEST(custom_stream_may_read_short_and_is_freed_once)
{
	struct script script = { .answer = 3 };
	struct burin_stream *stream;
	uint8_t buf[9];

	ASSERT_EQ(0, burin_stream_new_custom(NULL, &script_ops, &script, 100, true, &stream));
	EXPECT_EQ(9, burin_stream_read(stream, 10, buf, 9));
	EXPECT_EQ(10, buf[0]);
	EXPECT_EQ(13, buf[3]);
	EXPECT_EQ(16, buf[8]);
	burin_stream_unref(burin_stream_ref(stream));
	EXPECT_EQ(0, script.freed);
	burin_stream_unref(stream);
	EXPECT_EQ(1, script.freed);
}

TEST(custom_stream_that_lies_is_caught)
{
	struct script script = { .answer = 10 };
	struct burin_stream *stream;
	uint8_t buf[8];

	ASSERT_EQ(0, burin_stream_new_custom(NULL, &script_ops, &script, 100, true, &stream));
	EXPECT_EQ(BURIN_E_STREAM, burin_stream_read(stream, 0, buf, sizeof(buf)));
	script.answer = 0;
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED, burin_stream_read(stream, 0, buf, sizeof(buf)));
	script.answer = -EIO;
	EXPECT_EQ(-EIO, burin_stream_read(stream, 0, buf, sizeof(buf)));
	EXPECT_EQ(-EIO, burin_stream_get_detail(stream)->code);
	burin_stream_unref(stream);
}

TEST(custom_ops_of_an_older_shape_are_refused)
{
	struct burin_stream_ops ops = script_ops;
	struct burin_stream *stream;

	ops.struct_size -= sizeof(void *);
	EXPECT_EQ(-EINVAL, burin_stream_new_custom(NULL, &ops, NULL, 1, true, &stream));
	ops = script_ops;
	ops.read = NULL;
	EXPECT_EQ(-EINVAL, burin_stream_new_custom(NULL, &ops, NULL, 1, true, &stream));
}

TEST(range_is_a_window_and_holds_its_base)
{
	uint8_t data[100], buf[100];
	struct burin_stream *base, *range;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = pattern(i);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, data, sizeof(data), &base));
	EXPECT_EQ(-EINVAL, bur_stream_new_range(NULL, base, 50, 51, &range));
	EXPECT_EQ(-EINVAL, bur_stream_new_range(NULL, base, UINT64_MAX, 2, &range));
	ASSERT_EQ(0, bur_stream_new_range(NULL, base, 50, 30, &range));
	burin_stream_unref(base);
	EXPECT_EQ(10, burin_stream_read(range, 20, buf, sizeof(buf)));
	EXPECT_EQ(0, count_bad(buf, 10, 70));
	burin_stream_unref(range);
}

TEST_HARNESS_MAIN
