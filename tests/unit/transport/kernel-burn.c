/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Burns through the driver, without a kernel: the driver's side is fake-driver.h. */
#include "transport/kernel.h"

#include <kselftest_harness.h>

#include "core/alloc.h"
#include "transport/burn-ops.h"
#include "transport/fake-driver.h"
#include "transport/inserted.h"

#define COMMAND_BLOCKS 4
#define COMMAND (BLOCK * COMMAND_BLOCKS)

/* Streams by hand, on a DVD-RAM that takes them anywhere. */

FIXTURE(burn) {
	struct disc disc;
	struct bur_transport *t;
	struct bur_transport_ops ops;
	struct burin_stream_spec spec[2];
	struct burin_step step;
	struct burin_program program;
	struct bur_burn *burn;
	struct burin_run_state state;
	struct bur_burn_level level;
	uint8_t *data;
};

static int insert_by_kernel(struct disc *disc, struct bur_transport_ops *ops)
{
	char path[160];

	fake_path(path, sizeof(path), "sr0");
	return insert(disc, &fake.emu, path, BURIN_TRANSPORT_KERNEL, ops);
}

static void take_out(struct disc *disc)
{
	forget_recorder(disc);
	burin_emulator_close(fake.emu);
	fake_clear();
	disc_close(disc);
}

#define STREAM (300 * COMMAND)

FIXTURE_SETUP(burn)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, disc_open(&self->disc, BURIN_KIND_DVD_RAM, 4096));
	ASSERT_EQ(0, insert_by_kernel(&self->disc, &self->ops));
	ASSERT_EQ(0, disc_burn(&self->disc, "", 1));	/* formatted, if it has to be */
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	self->t = self->disc.rec->transport;
	self->data = disc_pattern(STREAM);
	memset(&self->spec, 0, sizeof(self->spec));
	self->spec[0] = self->spec[1] = (struct burin_stream_spec){
		.cdb = { 0x2a }, .cdb_len = 10, .direction = BURIN_DIR_OUT, .end = BURIN_END_UNIT,
		.block_size = BLOCK, .unit = 1, .command_blocks = COMMAND_BLOCKS,
		.timeout_ms = 10000,
	};
	memset(&self->step, 0, sizeof(self->step));
	self->step = (struct burin_step){
		.cdb = { 0x35 }, .cdb_len = 10, .timeout_ms = 10000, .flags = BURIN_STEP_SYNC,
	};
	self->program = (struct burin_program){
		.streams = self->spec, .stream_count = 1, .steps = &self->step, .step_count = 1,
	};
	self->burn = NULL;
	command_count = 0;
}

FIXTURE_TEARDOWN(burn)
{
	bur_burn_free(self->burn);
	take_out(&self->disc);
	free(self->data);
}

#define START(ring) bur_burn_start(self->t, &self->program, ring, &self->burn)

/* Feeds n bytes and ends the stream; how many found room. */
static size_t feed(struct bur_burn *burn, const uint8_t *data, size_t n, size_t most)
{
	size_t room, done = 0;
	void *buf;

	while (done < n && bur_burn_slots(burn, 2000, most, &buf, &room)) {
		room = room < n - done ? room : n - done;
		memcpy(buf, data + done, room);
		bur_burn_publish(burn, room);
		done += room;
	}
	bur_burn_end(burn);
	return done;
}

static unsigned int count_commands(uint8_t opcode)
{
	unsigned int n = 0;

	for (size_t i = 0; i < command_count; i++)
		n += commands[i].cdb[0] == opcode;
	return n;
}

TEST_F(burn, data_arrive_in_order_and_are_flushed)
{
	size_t n = 100 * COMMAND + 3 * BLOCK - 100;

	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_EQ(5, fake.start.start_slots);
	EXPECT_EQ(2, fake.start.resume_slots);
	EXPECT_EQ(BURIN_CHECKSUM_CRC32C, fake.ring.checksum);
	EXPECT_EQ(n, feed(self->burn, self->data, n, 1));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, &self->level);
	EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
	EXPECT_EQ(403, self->state.acknowledged);
	EXPECT_EQ(10 * COMMAND, self->level.ring_total);
	EXPECT_EQ(0, self->level.ring_used);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(NULL, fake.memory);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, n, 403));
}

/* What is published is read-only here: the second time round shows whose slots are whose. */
TEST_F(burn, slots_side_by_side_are_handed_over_at_once)
{
	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	EXPECT_EQ(STREAM, feed(self->burn, self->data, STREAM, 7 * COMMAND + 5));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_GT(150, fake.publishes);
	EXPECT_GT(150, fake.completes);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, STREAM, STREAM / BLOCK));
}

TEST_F(burn, nothing_is_sent_before_half_of_the_ring_is_filled)
{
	size_t n;
	void *buf;

	ASSERT_EQ(0, START(8 * COMMAND));
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(0, command_count);
		ASSERT_EQ(1, bur_burn_slot(self->burn, 0, &buf, &n));
		memset(buf, i, n);
		bur_burn_publish(self->burn, n);
	}
	EXPECT_EQ(4, command_count);
}

TEST_F(burn, short_stream_is_begun_when_it_is_whole)
{
	self->spec[0].blocks = 7;
	ASSERT_EQ(0, START(64 * COMMAND));
	EXPECT_EQ(2, fake.start.start_slots);
	EXPECT_EQ(7 * BLOCK, feed(self->burn, self->data, 7 * BLOCK, 1 << 20));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 7 * BLOCK, 8));
}

TEST_F(burn, two_streams_are_kept_apart)
{
	self->spec[1].lba = 1000;
	self->spec[1].command_blocks = 2;
	self->program.stream_count = 2;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_EQ(20 * COMMAND + 5, feed(self->burn, self->data, 20 * COMMAND + 5, 1));
	EXPECT_EQ(9 * COMMAND, feed(self->burn, self->data + 77, 9 * COMMAND, 1 << 20));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 20 * COMMAND + 5, 81));
	EXPECT_TRUE(disc_holds(&self->disc, 1000, self->data + 77, 9 * COMMAND, 36));
}

TEST_F(burn, ring_without_checksums)
{
	bur_kernel_of(self->t)->checksum = BURIN_CHECKSUM_NONE;
	bur_kernel_of(self->t)->starve_ms = 1000;
	bur_kernel_of(self->t)->adopt_ms = 2000;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_EQ(BURIN_CHECKSUM_NONE, fake.ring.checksum);
	EXPECT_EQ(1000, fake.start.starve_ms);
	EXPECT_EQ(2000, fake.start.adopt_ms);
	feed(self->burn, self->data, COMMAND, 1);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(0, fake.slots[0].checksum);
}

TEST_F(burn, ring_that_finds_no_memory)
{
	fake.ring_limit = 1 << 20;
	EXPECT_EQ(-ENOSPC, START(2 << 20));
	EXPECT_TRUE(self->burn == NULL);
	EXPECT_EQ(0, START(1 << 20));
}

TEST_F(burn, slot_changed_after_it_was_handed_over)
{
	size_t n;
	void *buf;

	fake.unprotected = true;
	fake.lazy = true;
	ASSERT_EQ(0, START(2 * COMMAND));
	ASSERT_EQ(1, bur_burn_slot(self->burn, 0, &buf, &n));
	memset(buf, 1, n);
	bur_burn_publish(self->burn, n);
	((uint8_t *)buf)[n / 2] ^= 1;
	bur_burn_end(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_FAILED, self->state.end);
	EXPECT_EQ(BURIN_E_RING_CHANGED, bur_failure_code(&self->state.failure));
	EXPECT_EQ(0, count_commands(0x2a));
}

TEST_F(burn, calls_that_are_interrupted_are_repeated)
{
	fake.interrupts = true;
	fake.lazy = true;
	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_EQ(STREAM, feed(self->burn, self->data, STREAM, 3 * COMMAND));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	fake.interrupts = false;
	EXPECT_EQ(300, count_commands(0x2a));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, STREAM, STREAM / BLOCK));
}

TEST_F(burn, drive_that_goes_away_ends_everything)
{
	fake.lazy = true;
	fake.gone_at = 40;
	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_GT(STREAM, feed(self->burn, self->data, STREAM, 1));
	EXPECT_TRUE(bur_burn_is_over(self->burn));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_RUN_DONE, self->state.phase);
	EXPECT_EQ(BURIN_END_FAILED, self->state.end);
	EXPECT_EQ(BURIN_E_GONE, bur_failure_code(&self->state.failure));
	EXPECT_FALSE(self->state.closed);
	EXPECT_EQ(39, count_commands(0x2a));
}

TEST_F(burn, unit_that_stays_lost_is_not_waited_for)
{
	bur_kernel_of(self->t)->lost_ms = 0;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_FALSE(bur_burn_wait(self->burn, 20));
	fake.lost = true;
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_E_COMMAND_TIMEOUT, bur_failure_code(&self->state.failure));
	bur_burn_free(self->burn);
	self->burn = NULL;
	forget_recorder(&self->disc);
	EXPECT_EQ(0, fake.released);
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(burn, unit_that_is_lost_for_a_moment_is_waited_for)
{
	ASSERT_EQ(0, START(4 * COMMAND));
	fake.lost = true;
	EXPECT_FALSE(bur_burn_wait(self->burn, 20));
	fake.lost = false;
	feed(self->burn, self->data, 4 * COMMAND, 1);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_FALSE(self->state.failed);
}

TEST_F(burn, cancel_ends_between_two_commands)
{
	size_t n;
	void *buf;

	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
		memset(buf, i, n);
		bur_burn_publish(self->burn, n);
	}
	bur_burn_cancel(self->burn);
	bur_burn_cancel(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_CANCELLED, self->state.end);
	EXPECT_GT(20, count_commands(0x2a));
	EXPECT_EQ(1, count_commands(0x35));
	EXPECT_EQ(0, bur_burn_slot(self->burn, 1000, &buf, &n));
}

TEST_F(burn, owner_that_leaves_has_what_it_published_written)
{
	size_t n;
	void *buf;

	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	ASSERT_EQ(1, bur_burn_slots(self->burn, 0, 3 * COMMAND, &buf, &n));
	memcpy(buf, self->data, n);
	bur_burn_publish(self->burn, n);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(3, count_commands(0x2a));
	EXPECT_EQ(1, count_commands(0x35));
}

/* Of a stream that is not the last, too: there is no more to come of the others. */
TEST_F(burn, first_of_two_streams_that_is_left_is_written)
{
	size_t n;
	void *buf;

	self->spec[1].lba = 1000;
	self->program.stream_count = 2;
	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	ASSERT_EQ(1, bur_burn_slots(self->burn, 0, 3 * COMMAND, &buf, &n));
	memcpy(buf, self->data, n);
	bur_burn_publish(self->burn, n);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(3, count_commands(0x2a));
	EXPECT_EQ(1, count_commands(0x35));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, n, 12));
}

TEST_F(burn, epilogue_alone_needs_no_ring)
{
	self->program.stream_count = 0;
	ASSERT_EQ(0, START(16 * COMMAND));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(1, count_commands(0x35));
	EXPECT_EQ(NULL, fake.memory);
}

/* How many bytes of blocks 0.. came, and were right. */
static size_t read_all(struct bur_burn *burn, const uint8_t *data)
{
	size_t n, done = 0;
	void *buf;

	while (bur_burn_slot(burn, 2000, &buf, &n)) {
		if (memcmp(buf, data + done, n))
			return 0;
		memset(buf, 0x55, n);
		done += n;
		bur_burn_publish(burn, n);
	}
	return done;
}

static void make_readable(FIXTURE_DATA(burn) *self, uint32_t blocks)
{
	if (bur_burn_start(self->t, &self->program, 10 * COMMAND, &self->burn))
		return;
	feed(self->burn, self->data, STREAM, 1 << 20);
	bur_burn_free(self->burn);
	self->spec[0].cdb[0] = 0x28;
	self->spec[0].direction = BURIN_DIR_IN;
	self->spec[0].end = BURIN_END_NONE;
	self->spec[0].blocks = blocks;
	self->program.step_count = 0;
	self->burn = NULL;
}

TEST_F(burn, reading_runs_the_other_way)
{
	for (int lazy = 0; lazy < 2; lazy++) {
		make_readable(self, 1001);
		fake.lazy = lazy;
		fake.publishes = 0;
		ASSERT_EQ(0, START(10 * COMMAND));
		EXPECT_EQ(1001 * BLOCK, read_all(self->burn, self->data));
		EXPECT_TRUE(bur_burn_wait(self->burn, 5000));
		bur_burn_state(self->burn, &self->state, NULL);
		EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
		EXPECT_GT(200, fake.publishes);
		bur_burn_free(self->burn);
		self->burn = NULL;
		fake.lazy = false;
		self->spec[0] = self->spec[1];
	}
}

/* The next n bytes are those. */
static bool reads(struct bur_burn *burn, const uint8_t *data, size_t n)
{
	size_t got, done = 0;
	void *buf;

	for (; done < n; done += got) {
		if (!bur_burn_slot(burn, 2000, &buf, &got) || got > n - done ||
		    memcmp(buf, data + done, got))
			return false;
		bur_burn_publish(burn, got);
	}
	return true;
}

TEST_F(burn, streams_that_read_follow_one_another)
{
	make_readable(self, 301);
	self->spec[1] = self->spec[0];
	self->spec[1].lba = 700;
	self->spec[1].command_blocks = 1;
	self->spec[1].blocks = 100;
	self->program.stream_count = 2;
	for (int lazy = 0; lazy < 2; lazy++) {
		fake.lazy = lazy;
		ASSERT_EQ(0, START(10 * COMMAND));
		EXPECT_TRUE(reads(self->burn, self->data, 301 * BLOCK));
		EXPECT_TRUE(reads(self->burn, self->data + 700 * BLOCK, 100 * BLOCK));
		EXPECT_EQ(0, read_all(self->burn, self->data));
		EXPECT_TRUE(bur_burn_wait(self->burn, 5000));
		bur_burn_state(self->burn, &self->state, NULL);
		EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
		bur_burn_free(self->burn);
		self->burn = NULL;
	}
}

TEST_F(burn, reading_that_fails_gives_what_came_before)
{
	make_readable(self, 1000);
	self->spec[0].lba = (int32_t)self->disc.medium.blocks - 42;
	ASSERT_EQ(0, START(4 * COMMAND));
	memset(self->data, 0, STREAM);
	EXPECT_EQ(40 * BLOCK, read_all(self->burn, self->data));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_E_READ, bur_failure_code(&self->state.failure));
}

TEST_F(burn, reading_that_is_left_ends)
{
	size_t n;
	void *buf;

	make_readable(self, 1000);
	fake.lazy = true;
	ASSERT_EQ(0, START(4 * COMMAND));
	ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_FALSE(fake.running);
}

/* Whole burns. */

FIXTURE(kind) {
	struct disc disc;
	uint8_t *data;
	struct bur_transport_ops ops;
};

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
};

FIXTURE_VARIANT_ADD(kind, cd_r) { .kind = BURIN_KIND_CD_R };
FIXTURE_VARIANT_ADD(kind, cd_rw) { .kind = BURIN_KIND_CD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_r) { .kind = BURIN_KIND_DVD_R };
FIXTURE_VARIANT_ADD(kind, dvd_rw) { .kind = BURIN_KIND_DVD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r_dl) { .kind = BURIN_KIND_DVD_PLUS_R_DL };
FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW };
FIXTURE_VARIANT_ADD(kind, dvd_ram) { .kind = BURIN_KIND_DVD_RAM };
FIXTURE_VARIANT_ADD(kind, bd_r) { .kind = BURIN_KIND_BD_R };
FIXTURE_VARIANT_ADD(kind, bd_re) { .kind = BURIN_KIND_BD_RE };

#define SIZE (2000 * BLOCK - 300)

FIXTURE_SETUP(kind)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	self->data = disc_pattern(SIZE);
	ASSERT_EQ(0, insert_by_kernel(&self->disc, &self->ops));
	command_count = 0;
}

FIXTURE_TEARDOWN(kind)
{
	take_out(&self->disc);
	free(self->data);
}

TEST_F(kind, burn_by_the_driver_is_proven_and_reads_back)
{
	ASSERT_EQ(BURIN_TRANSPORT_KERNEL, burin_recorder_get_transport(self->disc.rec));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 2000));
	EXPECT_LT(0, fake.publishes);
}

TEST_F(kind, commands_are_those_of_the_other_transports)
{
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(-1, burn_differs(variant->kind, self->data, SIZE));
}

/* For a burn without streams, which is complete: a step for one that was cut would not run. */
static bool is_armed(uint8_t opcode)
{
	for (uint32_t i = 0; i < fake.armed_count; i++)
		if (fake.armed[i].cdb[0] == opcode && !fake.armed[i].when)
			return true;
	return false;
}

static unsigned int armed_at_start;

static int note_start(struct bur_transport *t, const struct burin_program *program,
		      uint32_t ring_bytes, struct bur_burn **out)
{
	armed_at_start = is_armed(0x1e) && fake.armed_reactions == program->reaction_count;
	return bur_kernel_start(t, program, ring_bytes, out);
}

TEST_F(kind, drive_is_freed_whenever_this_process_dies)
{
	armed_at_start = false;
	self->ops.start = note_start;
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(armed_at_start);
	EXPECT_EQ(0, fake.armed_count);
}

TEST_F(kind, death_is_what_was_asked_for_one_burn)
{
	burin_data_set_starve(self->disc.data, 1500);
	burin_data_set_adopt_wait(self->disc.data, 60000);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_EQ(1500, fake.start.starve_ms);
	EXPECT_EQ(60000, fake.start.adopt_ms);
	EXPECT_LT(0, fake.start.note_len);
	EXPECT_EQ(0, bur_kernel_of(self->disc.rec->transport)->starve_ms);
	EXPECT_EQ(0, bur_kernel_of(self->disc.rec->transport)->adopt_ms);
}

TEST_F(kind, ring_beyond_the_limit_is_told)
{
	fake.ring_limit = 1 << 20;
	EXPECT_EQ(-ENOSPC, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_NE(NULL, strstr(burin_data_get_detail(self->disc.data)->text, "memory for rings"));
	EXPECT_EQ(0, fake.armed_count);
	EXPECT_EQ(0, count_commands(0x2a) + count_commands(0xaa));
}

TEST_F(kind, drive_that_goes_away_ends_the_burn)
{
	fake.gone_at = 45;
	EXPECT_EQ(BURIN_E_GONE, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_FALSE(self->disc.result.state_known);
}

TEST_HARNESS_MAIN
