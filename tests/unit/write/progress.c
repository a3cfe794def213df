/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What progress tells: rates of the work itself, and often enough while a source is slow. */
#include "write/disc.h"

#include <kselftest_harness.h>

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define SIZE (20000 * BLOCK)

static uint64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

struct seen {
	uint32_t calls, idle_rates, first_rate, most_rate, last_rate;
	uint64_t idle_remaining, at, longest;
	enum burin_action last;
	bool began;
};

static bool moves(enum burin_action action)
{
	return action == BURIN_ACTION_WRITE || action == BURIN_ACTION_VERIFY ||
	       action == BURIN_ACTION_ERASE;
}

static int watch(void *user, const struct burin_progress *p)
{
	struct seen *seen = user;
	uint64_t now = real_ms();

	if (seen->at && now - seen->at > seen->longest)
		seen->longest = now - seen->at;
	seen->at = now;
	seen->calls++;
	if (!moves(p->action) && p->action != BURIN_ACTION_DONE) {
		seen->idle_rates += p->rate != 0;
		seen->idle_remaining += p->remaining_ms;
	}
	if (p->action == BURIN_ACTION_WRITE && p->rate) {
		if (!seen->began)
			seen->first_rate = p->rate;
		seen->began = true;
		if (p->rate > seen->most_rate)
			seen->most_rate = p->rate;
	}
	seen->last_rate = p->rate;
	seen->last = p->action;
	return 0;
}

/* A custom source that gives some bytes and then sleeps for a moment. */
struct slow {
	uint32_t piece, ms;
};

static int64_t slow_read(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct slow *slow = user;

	(void)offset;
	usleep(slow->ms * 1000);
	if (n > slow->piece)
		n = slow->piece;
	memset(buf, 1, n);
	return (int64_t)n;
}

static const struct burin_stream_ops slow_ops = {
	.struct_size = sizeof(slow_ops), .read = slow_read,
};

/*
 * A blank DVD+RW is formatted for 40 seconds before, and closed for as many after the
 * writing: at 4x (5540 kB/s) the 41 MB take seven seconds.
 */
TEST(rate_is_that_of_the_writing)
{
	struct slow slow = { .piece = 1 << 20, .ms = 20 };
	struct seen seen = { 0 };
	struct burin_stream *stream;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_DVD_PLUS_RW, 60000));
	ASSERT_EQ(0, burin_stream_new_custom(NULL, &slow_ops, &slow, SIZE, true, &stream));
	burin_data_set_speed(disc.data, 5540);
	ASSERT_EQ(0, burin_data_run(disc.data, stream, watch, &seen));
	burin_data_get_result(disc.data, &disc.result);
	EXPECT_LT(40000, disc.result.elapsed_ms);
	ASSERT_TRUE(seen.began);
	EXPECT_LT(500, seen.first_rate);	/* with the linking, without the format */
	EXPECT_LT(5000, seen.most_rate);
	EXPECT_EQ(0, seen.idle_rates);
	EXPECT_EQ(0, seen.idle_remaining);
	EXPECT_EQ(BURIN_ACTION_DONE, seen.last);
	burin_stream_unref(stream);
	disc_close(&disc);
}

TEST(verification_has_a_rate_of_its_own)
{
	uint8_t *data = disc_pattern(SIZE);
	struct seen seen = { 0 };
	struct burin_stream *stream;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_BD_R, 60000));
	ASSERT_EQ(0, burin_stream_new_memory(NULL, data, SIZE, &stream));
	burin_data_set_verify(disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, burin_data_run(disc.data, stream, watch, &seen));
	EXPECT_EQ(BURIN_ACTION_DONE, seen.last);
	EXPECT_LT(4495, seen.last_rate);	/* 1x of a BD */
	EXPECT_EQ(0, seen.idle_rates);
	burin_stream_unref(stream);
	disc_close(&disc);
	free(data);
}

/* 64 KiB of it take 1.6 seconds. */
TEST(slow_source_does_not_silence_the_progress)
{
	struct slow slow = { .piece = 4096, .ms = 100 };
	struct seen seen = { 0 };
	struct burin_stream *stream;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_BD_R, 60000));
	ASSERT_EQ(0, burin_stream_new_custom(NULL, &slow_ops, &slow, 100000, true, &stream));
	ASSERT_EQ(0, burin_data_run(disc.data, stream, watch, &seen));
	EXPECT_LT(10, seen.calls);
	EXPECT_GT(500, seen.longest);
	burin_stream_unref(stream);
	disc_close(&disc);
}

static void *cancel_soon(void *arg)
{
	usleep(300000);
	burin_data_cancel(arg);
	return NULL;
}

TEST(slow_source_does_not_delay_a_cancel)
{
	struct slow slow = { .piece = 2048, .ms = 100 };
	struct burin_stream *stream;
	uint64_t before = real_ms();
	pthread_t thread;
	struct disc disc;

	ASSERT_EQ(0, disc_open(&disc, BURIN_KIND_BD_R, 60000));
	ASSERT_EQ(0, burin_stream_new_custom(NULL, &slow_ops, &slow, SIZE, true, &stream));
	pthread_create(&thread, NULL, cancel_soon, disc.data);
	EXPECT_EQ(BURIN_E_CANCELLED, burin_data_run(disc.data, stream, NULL, NULL));
	EXPECT_GT(2000, real_ms() - before);
	pthread_join(thread, NULL);
	burin_stream_unref(stream);
	disc_close(&disc);
}

TEST_HARNESS_MAIN
