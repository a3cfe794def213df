/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A medium that the driver reads ahead of its reader; the driver's side is fake-driver.h. */
#include "device/ahead.h"

#include <burin/verify.h>
#include <kselftest_harness.h>

#include "transport/burn-ops.h"
#include "transport/fake-driver.h"
#include "transport/inserted.h"

#define BLOCKS 3000u
#define SIZE ((size_t)BLOCKS * BLOCK)

FIXTURE(ahead) {
	struct disc disc;
	struct bur_transport_ops ops;
	struct burin_stream *stream;
	uint8_t *data, *buf;
	unsigned int asked;		/* commands, before the reading */
};

static unsigned int starts;

static int count_start(struct bur_transport *t, const struct burin_program *program,
		       uint32_t ring_bytes, struct bur_burn **out)
{
	starts++;
	return bur_kernel_start(t, program, ring_bytes, out);
}

static int put_in(FIXTURE_DATA(ahead) *self)
{
	char path[160];
	int ret;

	fake_path(path, sizeof(path), "sr0");
	ret = insert(&self->disc, &fake.emu, path, BURIN_TRANSPORT_KERNEL, &self->ops);
	self->ops.start = count_start;
	return ret;
}

static void take_out(FIXTURE_DATA(ahead) *self)
{
	burin_stream_unref(self->stream);
	self->stream = NULL;
	forget_recorder(&self->disc);
	burin_emulator_close(fake.emu);
}

FIXTURE_SETUP(ahead)
{
	self->stream = NULL;
	self->data = disc_pattern(SIZE);
	self->buf = malloc(SIZE);
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, disc_open(&self->disc, BURIN_KIND_BD_RE, 8192));
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	ASSERT_EQ(0, put_in(self));
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	self->asked = fake.commands_asked;
	starts = 0;
	command_count = 0;
}

FIXTURE_TEARDOWN(ahead)
{
	take_out(self);
	fake_clear();
	disc_close(&self->disc);
	free(self->data);
	free(self->buf);
}

/* With what goes wrong beside the medium. */
static int with_faults(FIXTURE_DATA(ahead) *self, const char *plan)
{
	disc_set_faults(&self->disc, plan);
	take_out(self);
	if (put_in(self) || burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream))
		return -1;
	self->asked = fake.commands_asked;
	return 0;
}

static void expect(FIXTURE_DATA(ahead) *self, uint32_t block, uint32_t blocks)
{
	burin_stream_expect(self->stream, (uint64_t)block * BLOCK, (uint64_t)blocks * BLOCK);
}

static bool reads(FIXTURE_DATA(ahead) *self, uint32_t block, uint32_t blocks)
{
	size_t n = (size_t)blocks * BLOCK, at = (size_t)block * BLOCK;

	return burin_stream_read(self->stream, at, self->buf, n) == (int64_t)n &&
	       !memcmp(self->buf, self->data + at, n);
}

static unsigned int asked(FIXTURE_DATA(ahead) *self)
{
	return fake.commands_asked - self->asked;
}

TEST_F(ahead, what_is_expected_comes_through_the_ring)
{
	for (int lazy = 0; lazy < 2; lazy++) {
		fake.lazy = lazy;
		expect(self, 0, BLOCKS);
		for (uint32_t at = 0; at < BLOCKS; at += 100)
			ASSERT_TRUE(reads(self, at, 100));
		EXPECT_EQ(0, asked(self));
		EXPECT_FALSE(fake.running);
	}
	EXPECT_EQ(2, starts);
}

TEST_F(ahead, what_nobody_expects_is_asked_for)
{
	EXPECT_TRUE(reads(self, 0, BLOCKS));
	EXPECT_EQ(0, starts);
	EXPECT_LT(0, asked(self));
}

TEST_F(ahead, more_ranges_than_a_burn_has_streams)
{
	for (uint32_t i = 0; i < 250; i++)
		expect(self, (i * 7919u) % BLOCKS, 1);
	for (uint32_t i = 0; i < 250; i++)
		ASSERT_TRUE(reads(self, (i * 7919u) % BLOCKS, 1));
	EXPECT_EQ(3, starts);
	EXPECT_EQ(0, asked(self));
	EXPECT_EQ(250, command_count);
}

TEST_F(ahead, bad_blocks_are_named_and_their_neighbours_delivered)
{
	ASSERT_EQ(0, with_faults(self, "on read lba 500 sense 3/11/05\n"
				       "on read lba 2999 sense 3/11/05\n"));
	expect(self, 0, BLOCKS);
	EXPECT_TRUE(reads(self, 0, 500));
	EXPECT_EQ(BURIN_E_READ, burin_stream_read(self->stream, 500 * BLOCK, self->buf, BLOCK));
	EXPECT_EQ(500, burin_stream_get_detail(self->stream)->lba);
	EXPECT_EQ(3, burin_stream_get_detail(self->stream)->key);
	EXPECT_EQ(BURIN_PHASE_READ, burin_stream_get_detail(self->stream)->phase);
	/* The piece it lies in, block by block: behind that, through the ring again. */
	EXPECT_TRUE(reads(self, 501, 11));
	EXPECT_GT(40, asked(self));
	self->asked = fake.commands_asked;
	EXPECT_TRUE(reads(self, 544, BLOCKS - 1 - 544 - 32));
	EXPECT_EQ(0, asked(self));
	EXPECT_EQ(BURIN_E_READ, burin_stream_read(self->stream, 2999 * BLOCK, self->buf, BLOCK));
	EXPECT_EQ(2999, burin_stream_get_detail(self->stream)->lba);
}

TEST_F(ahead, whatever_else_is_asked_interrupts_it)
{
	fake.lazy = true;
	expect(self, 0, BLOCKS);
	EXPECT_TRUE(reads(self, 0, 40));
	EXPECT_TRUE(fake.running);
	EXPECT_EQ(0, disc_read_medium(&self->disc));
	EXPECT_FALSE(fake.running);
	EXPECT_TRUE(reads(self, 40, 1000));
	EXPECT_EQ(2, starts);
}

TEST_F(ahead, what_is_passed_over_is_not_waited_for)
{
	fake.lazy = true;
	expect(self, 0, 1000);
	expect(self, 2000, 1000);
	EXPECT_TRUE(reads(self, 0, 32));
	EXPECT_TRUE(reads(self, 500, 10));
	EXPECT_TRUE(reads(self, 2500, 500));
	EXPECT_EQ(0, asked(self));
	EXPECT_EQ(3, starts);
	EXPECT_TRUE(reads(self, 100, 10));
	EXPECT_EQ(1, asked(self));
}

TEST_F(ahead, what_was_read_before_does_not_interrupt_it)
{
	EXPECT_TRUE(reads(self, 16, 1));
	self->asked = fake.commands_asked;
	expect(self, 0, 1000);
	EXPECT_TRUE(reads(self, 0, 1000));
	EXPECT_EQ(0, asked(self));
	EXPECT_EQ(1, starts);
}

TEST_F(ahead, two_readers_do_not_disturb_each_other)
{
	struct burin_stream *first = self->stream;

	fake.lazy = true;
	expect(self, 0, 1000);
	EXPECT_TRUE(reads(self, 0, 100));
	ASSERT_EQ(0, burin_recorder_new_stream(self->disc.rec, 0, BLOCKS, &self->stream));
	expect(self, 1000, 1000);
	EXPECT_TRUE(reads(self, 1000, 100));
	burin_stream_unref(self->stream);
	self->stream = first;
	EXPECT_TRUE(reads(self, 100, 900));
}

TEST_F(ahead, no_memory_for_a_ring_is_no_failure)
{
	fake.ring_limit = 4096;
	expect(self, 0, BLOCKS);
	EXPECT_TRUE(reads(self, 0, BLOCKS));
	EXPECT_EQ(1, starts);
}

TEST_F(ahead, drive_that_goes_away_is_told)
{
	fake.lazy = true;
	expect(self, 0, BLOCKS);
	EXPECT_TRUE(reads(self, 0, 32));
	fake.gone_at = 4;
	EXPECT_EQ(BURIN_E_GONE, burin_stream_read(self->stream, 32 * BLOCK, self->buf,
						  SIZE - 32 * BLOCK));
}

static int verify(FIXTURE_DATA(ahead) *self, enum burin_verify_level level,
		  struct burin_verify_result *result)
{
	struct burin_stream *expected;
	struct burin_verify *verify;
	int ret;

	if (burin_stream_new_memory(NULL, self->data, SIZE, &expected) ||
	    burin_verify_new(self->disc.rec, &verify))
		return -1;
	burin_verify_set_level(verify, level);
	ret = burin_verify_run(verify, expected, 0, 0, NULL, NULL);
	burin_verify_get_result(verify, result);
	burin_verify_free(verify);
	burin_stream_unref(expected);
	return ret;
}

TEST_F(ahead, verification_reads_by_it)
{
	struct burin_verify_result result;

	EXPECT_EQ(0, verify(self, BURIN_VERIFY_FULL, &result));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, result.verdict);
	EXPECT_EQ(1, starts);
	EXPECT_EQ(0, verify(self, BURIN_VERIFY_QUICK, &result));
	EXPECT_EQ(BURIN_VERDICT_PROVEN, result.verdict);
	EXPECT_LT(10, starts);
	EXPECT_GT(100, starts);
}

TEST_F(ahead, verification_counts_what_is_bad)
{
	struct burin_verify_result result;

	self->data[1234 * BLOCK] ^= 1;
	ASSERT_EQ(0, with_faults(self, "on read lba 500 sense 3/11/05\n"
				       "on read lba 501 sense 3/11/05\n"
				       "on read lba 2990 sense 3/11/05\n"));
	EXPECT_EQ(BURIN_E_VERIFY_DIFFERENT, verify(self, BURIN_VERIFY_FULL, &result));
	EXPECT_EQ(3, result.unreadable);
	EXPECT_EQ(1, result.different);
	EXPECT_EQ(500, result.first_bad);
	EXPECT_EQ(0, result.unchecked);
	EXPECT_LT(1, starts);
}

TEST_HARNESS_MAIN
