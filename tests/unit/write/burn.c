/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Burns that succeed, or are refused before the first block, on every kind that is emulated. */
#include "write/disc.h"

#include <kselftest_harness.h>

#include <pthread.h>

#define SIZE (1000 * BLOCK - 700)

FIXTURE(kind) {
	struct disc disc;
	uint8_t *data;
};

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
	uint32_t blocks, padded, smallest;
	uint32_t told;		/* what can be written of these */
	enum burin_medium_state before, after;
	bool overwrites, simulates;
};

FIXTURE_VARIANT_ADD(kind, cd_r) {
	.kind = BURIN_KIND_CD_R, .blocks = 60000, .padded = 1000, .smallest = 300,
	.told = 59998,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
	.simulates = true,
};

FIXTURE_VARIANT_ADD(kind, bd_r) {
	.kind = BURIN_KIND_BD_R, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) {
	.kind = BURIN_KIND_DVD_PLUS_RW, .blocks = 60000, .padded = 1008, .smallest = 16,
	.told = 60000,
	.before = BURIN_MEDIUM_UNFORMATTED, .after = BURIN_MEDIUM_OVERWRITABLE,
	.overwrites = true,
};

FIXTURE_VARIANT_ADD(kind, cd_rw) {
	.kind = BURIN_KIND_CD_RW, .blocks = 60000, .padded = 1000, .smallest = 300,
	.told = 59998,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
	.simulates = true,
};

FIXTURE_VARIANT_ADD(kind, dvd_r) {
	.kind = BURIN_KIND_DVD_R, .blocks = 160000, .padded = 1008, .smallest = 16,
	.told = 159392,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
	.simulates = true,
};

FIXTURE_VARIANT_ADD(kind, dvd_rw) {
	.kind = BURIN_KIND_DVD_RW, .blocks = 160000, .padded = 1008, .smallest = 16,
	.told = 159392,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
	.simulates = true,
};

FIXTURE_VARIANT_ADD(kind, dvd_plus_r) {
	.kind = BURIN_KIND_DVD_PLUS_R, .blocks = 60000, .padded = 1008, .smallest = 16,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, dvd_plus_r_dl) {
	.kind = BURIN_KIND_DVD_PLUS_R_DL, .blocks = 60000, .padded = 1008, .smallest = 16,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, dvd_r_dl) {
	.kind = BURIN_KIND_DVD_R_DL, .blocks = 60000, .padded = 1008, .smallest = 16,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_CLOSED,
	.simulates = true,
};

FIXTURE_VARIANT_ADD(kind, dvd_ram) {
	.kind = BURIN_KIND_DVD_RAM, .blocks = 60000, .padded = 1008, .smallest = 16,
	.told = 58512,
	.before = BURIN_MEDIUM_OVERWRITABLE, .after = BURIN_MEDIUM_OVERWRITABLE,
	.overwrites = true,
};

FIXTURE_VARIANT_ADD(kind, bd_r_dl) {
	.kind = BURIN_KIND_BD_R_DL, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, bd_r_tl) {
	.kind = BURIN_KIND_BD_R_TL, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, bd_r_ql) {
	.kind = BURIN_KIND_BD_R_QL, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 60000,
	.before = BURIN_MEDIUM_BLANK, .after = BURIN_MEDIUM_APPENDABLE,
};

FIXTURE_VARIANT_ADD(kind, bd_re) {
	.kind = BURIN_KIND_BD_RE, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 58048,
	.before = BURIN_MEDIUM_UNFORMATTED, .after = BURIN_MEDIUM_OVERWRITABLE,
	.overwrites = true,
};

FIXTURE_VARIANT_ADD(kind, bd_re_dl) {
	.kind = BURIN_KIND_BD_RE_DL, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 58048,
	.before = BURIN_MEDIUM_UNFORMATTED, .after = BURIN_MEDIUM_OVERWRITABLE,
	.overwrites = true,
};

FIXTURE_VARIANT_ADD(kind, bd_re_tl) {
	.kind = BURIN_KIND_BD_RE_TL, .blocks = 60000, .padded = 1024, .smallest = 32,
	.told = 58048,
	.before = BURIN_MEDIUM_UNFORMATTED, .after = BURIN_MEDIUM_OVERWRITABLE,
	.overwrites = true,
};

FIXTURE_SETUP(kind)
{
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, variant->blocks));
	self->data = disc_pattern(2 * SIZE);
}

FIXTURE_TEARDOWN(kind)
{
	disc_close(&self->disc);
	free(self->data);
}

TEST_F(kind, new_medium_is_told_as_such)
{
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->kind, self->disc.medium.kind);
	EXPECT_EQ(variant->before, self->disc.medium.state);
	EXPECT_EQ(variant->told, self->disc.medium.free_blocks ? self->disc.medium.free_blocks :
		  self->disc.medium.blocks);
	EXPECT_EQ(0, self->disc.medium.next_writable);
	EXPECT_FALSE(self->disc.medium.has_data);
	EXPECT_EQ(0, self->disc.medium.sessions);
	EXPECT_EQ(0, self->disc.medium.tracks);
}

TEST_F(kind, burn_is_proven_and_reads_back)
{
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, self->disc.result.start);
	EXPECT_EQ(1000, self->disc.result.blocks);
	EXPECT_EQ(variant->padded, self->disc.result.written);
	EXPECT_EQ(variant->padded, self->disc.result.acknowledged);
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_EQ(variant->after, self->disc.result.state);
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_EQ(variant->padded, self->disc.result.verify.compared);
	EXPECT_EQ(0, self->disc.result.verify.unchecked);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, medium_survives_the_drive)
{
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	ASSERT_EQ(0, disc_reload(&self->disc));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->after, self->disc.medium.state);
	EXPECT_TRUE(self->disc.medium.has_data);
	EXPECT_EQ(1, self->disc.medium.sessions);
	EXPECT_EQ(1, self->disc.medium.tracks);
	EXPECT_EQ(0, self->disc.medium.last_session_start);
	EXPECT_LE(1000, self->disc.medium.last_session_end);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, few_blocks_are_padded_to_what_the_medium_needs)
{
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, 100));
	EXPECT_EQ(1, self->disc.result.blocks);
	EXPECT_EQ(variant->smallest, self->disc.result.written);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 100, variant->smallest));
}

TEST_F(kind, quick_verification_leaves_the_rest_unchecked)
{
	uint8_t *data = disc_pattern(8000 * BLOCK);

	burin_data_set_verify(self->disc.data, BURIN_VERIFY_QUICK);
	ASSERT_EQ(0, disc_burn(&self->disc, data, 8000 * BLOCK));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_LT(1900, self->disc.result.verify.compared);
	EXPECT_GT(2200, self->disc.result.verify.compared);
	EXPECT_EQ(8000, self->disc.result.verify.compared + self->disc.result.verify.unchecked);
	free(data);
}

TEST_F(kind, door_is_locked_during_the_burn_and_free_afterwards)
{
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, burin_recorder_eject(self->disc.rec));
}

struct seen {
	struct disc *disc;
	struct burin_progress last;
	unsigned int calls, actions;
	uint64_t most_written;
	bool backwards;
};

static int watch(void *user, const struct burin_progress *progress)
{
	struct seen *seen = user;

	seen->calls++;
	seen->actions |= 1u << progress->action;
	if (progress->action == BURIN_ACTION_WRITE) {
		seen->backwards |= progress->blocks_written < seen->most_written;
		seen->most_written = progress->blocks_written;
	}
	seen->last = *progress;
	return 0;
}

TEST_F(kind, progress_tells_what_goes_on)
{
	struct burin_stream *stream;
	struct seen seen = { 0 };

	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &stream));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, burin_data_run(self->disc.data, stream, watch, &seen));
	EXPECT_EQ(BURIN_ACTION_DONE, seen.last.action);
	EXPECT_TRUE(seen.actions & 1u << BURIN_ACTION_VERIFY);
	EXPECT_TRUE(seen.actions & 1u << BURIN_ACTION_CLOSE);
	EXPECT_EQ(variant->padded, seen.last.blocks_written);
	EXPECT_FALSE(seen.backwards);
	EXPECT_EQ(burin_kind_speed_1x(variant->kind), seen.last.rate_1x);
	burin_stream_unref(stream);
}

TEST_F(kind, medium_with_data_needs_consent)
{
	if (variant->after == BURIN_MEDIUM_CLOSED)
		return;
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_E_NOT_BLANK, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_E_NOT_BLANK, burin_data_get_detail(self->disc.data)->code);
	EXPECT_STREQ(self->disc.name, burin_data_get_detail(self->disc.data)->subject);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, second_burn_is_appended_or_overwrites)
{
	const uint8_t *second = self->data + 12345;
	uint32_t start;

	if (variant->after == BURIN_MEDIUM_CLOSED)
		return;
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	burin_data_set_append(self->disc.data, !variant->overwrites);
	burin_data_set_overwrite(self->disc.data, variant->overwrites);
	ASSERT_EQ(0, disc_burn(&self->disc, second, SIZE));
	start = self->disc.result.start;
	EXPECT_TRUE(disc_holds(&self->disc, start, second, SIZE, variant->padded));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	if (variant->overwrites) {
		EXPECT_EQ(0, start);
		return;
	}
	EXPECT_LE(variant->padded, start);
	EXPECT_EQ(2, self->disc.medium.sessions);
	EXPECT_EQ(2, self->disc.medium.tracks);
	EXPECT_EQ(start, self->disc.medium.last_session_start);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, closed_disc_takes_nothing_more)
{
	if (variant->overwrites)
		return;
	burin_data_set_close_disc(self->disc.data, true);
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(BURIN_MEDIUM_CLOSED, self->disc.result.state);
	burin_data_set_append(self->disc.data, true);
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, image_larger_than_the_medium_is_refused_before_the_first_block)
{
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_zero(NULL, (uint64_t)(variant->blocks + 1) * BLOCK, &stream));
	EXPECT_EQ(BURIN_E_TOO_LARGE, burin_data_run(self->disc.data, stream, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->before, self->disc.medium.state);
	burin_stream_unref(stream);
}

TEST_F(kind, largest_image_fits)
{
	struct burin_stream *stream;
	uint32_t start, room;

	ASSERT_EQ(0, burin_data_prepare(self->disc.data, &self->disc.medium, &start, &room));
	EXPECT_EQ(0, start);
	EXPECT_EQ(variant->told, room);
	ASSERT_EQ(0, burin_stream_new_zero(NULL, (uint64_t)room * BLOCK, &stream));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	EXPECT_EQ(0, burin_data_run(self->disc.data, stream, NULL, NULL));
	burin_stream_unref(stream);
}

TEST_F(kind, nothing_to_write_is_refused)
{
	EXPECT_EQ(BURIN_E_STREAM, disc_burn(&self->disc, "", 0));
	EXPECT_TRUE(self->disc.result.state_known);
	EXPECT_EQ(variant->before, self->disc.result.state);
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->before, self->disc.medium.state);
}

static void *pour(void *arg)
{
	int fd = *(int *)arg;
	uint8_t *data = disc_pattern(SIZE);

	for (size_t i = 0, n; i < SIZE; i += n) {
		n = SIZE - i < 30000 ? SIZE - i : 30000;
		if (write(fd, data + i, n) != (ssize_t)n)
			abort();
	}
	close(fd);
	free(data);
	return NULL;
}

TEST_F(kind, pipe_is_burned_until_it_ends)
{
	struct burin_stream *stream;
	pthread_t thread;
	int fds[2];

	ASSERT_EQ(0, pipe(fds));
	pthread_create(&thread, NULL, pour, &fds[1]);
	ASSERT_EQ(0, burin_stream_new_fd(NULL, fds[0], &stream));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	EXPECT_EQ(0, burin_data_run(self->disc.data, stream, NULL, NULL));
	burin_data_get_result(self->disc.data, &self->disc.result);
	EXPECT_EQ(1000, self->disc.result.blocks);
	EXPECT_EQ(variant->padded, self->disc.result.written);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
	pthread_join(thread, NULL);
	burin_stream_unref(stream);
	close(fds[0]);
}

TEST_F(kind, speed_decides_the_time)
{
	const size_t size = 20000 * BLOCK;
	uint8_t *data = disc_pattern(size);
	struct burin_speed speeds[16];
	struct disc other;
	int n;

	ASSERT_EQ(0, disc_open(&other, variant->kind, variant->blocks));
	n = burin_recorder_read_speeds(other.rec, speeds, 16);
	ASSERT_LT(1, n);
	ASSERT_GT(speeds[0].write_kbps, speeds[n - 1].write_kbps);
	burin_data_set_speed(self->disc.data, speeds[0].write_kbps);
	ASSERT_EQ(0, disc_burn(&self->disc, data, size));
	burin_data_set_speed(other.data, speeds[n - 1].write_kbps);
	ASSERT_EQ(0, disc_burn(&other, data, size));
	EXPECT_LT(self->disc.result.elapsed_ms, other.result.elapsed_ms);
	/* Not less than the data's own time at that speed. */
	EXPECT_LT(size / speeds[n - 1].write_kbps * 9 / 10, other.result.elapsed_ms);
	disc_close(&other);
	free(data);
}

TEST_F(kind, simulation_leaves_the_medium_as_it_was)
{
	burin_data_set_simulate(self->disc.data, true);
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	if (!variant->simulates) {
		EXPECT_EQ(BURIN_E_NO_SIMULATION, disc_burn(&self->disc, self->data, SIZE));
		return;
	}
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.simulated);
	EXPECT_EQ(BURIN_VERDICT_NOT_CHECKED, self->disc.result.verify.verdict);
	EXPECT_EQ(BURIN_MEDIUM_BLANK, self->disc.result.state);
	burin_data_set_simulate(self->disc.data, false);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, self->disc.result.start);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, variant->padded));
}

TEST_F(kind, plan_is_told_and_changes_nothing)
{
	char *text;

	ASSERT_EQ(0, burin_data_get_plan(self->disc.data, 1000, &text));
	EXPECT_TRUE(strstr(text, "WRITE(10)") != NULL);
	burin_free(text);
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->before, self->disc.medium.state);
}

TEST_F(kind, close_has_nothing_to_do_after_a_good_burn)
{
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(0, burin_data_run_close(self->disc.data, NULL, NULL));
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_EQ(variant->after, self->disc.medium.state);
}

TEST_F(kind, small_ring_burns_as_well)
{
	burin_data_set_ring(self->disc.data, 1);
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, 2 * SIZE));
}

static int run_again(void *user, const struct burin_progress *progress)
{
	struct seen *seen = user;
	struct burin_stream *stream;
	int ret;

	if (burin_stream_new_zero(NULL, 1, &stream))
		return 1;
	ret = burin_data_run(seen->disc->data, stream, NULL, NULL);
	burin_stream_unref(stream);
	seen->calls += ret == BURIN_E_RUNNING;
	return 0;
}

TEST_F(kind, writer_does_one_thing_at_a_time)
{
	struct seen seen = { .disc = &self->disc };
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_memory(NULL, self->data, SIZE, &stream));
	EXPECT_EQ(0, burin_data_run(self->disc.data, stream, run_again, &seen));
	EXPECT_LT(0, seen.calls);
	burin_stream_unref(stream);
}

TEST(writer_without_recorder)
{
	struct burin_stream *stream;
	struct burin_data *data;

	ASSERT_EQ(0, burin_data_new(NULL, &data));
	ASSERT_EQ(0, burin_stream_new_zero(NULL, 1, &stream));
	EXPECT_EQ(BURIN_E_RECORDER_REQUIRED, burin_data_run(data, stream, NULL, NULL));
	burin_stream_unref(stream);
	burin_data_free(data);
}

TEST_HARNESS_MAIN
