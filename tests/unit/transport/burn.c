/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Burns against a drive of a few lines that keeps what it is sent. */
#include <burin/burin.h>

#include <kselftest_harness.h>

#include <pthread.h>
#include <stdlib.h>

#include "core/bytes.h"
#include "transport/burn.h"

#define BLOCK 2048
#define COMMAND_BLOCKS 4
#define COMMAND (BLOCK * COMMAND_BLOCKS)
#define DISC_BLOCKS 4096

struct disc {
	struct bur_transport base;
	uint8_t data[DISC_BLOCKS * BLOCK];
	uint64_t clock;
	unsigned int commands, writes, syncs, probes;
	uint32_t next;			/* block that a WRITE must begin at */
	unsigned int misplaced;
	unsigned int busy_every;	/* n: each n-th WRITE is put off once */
	unsigned int fail_at;		/* number of the WRITE that fails, 0: none */
	unsigned int gone_at;		/* number of the command after which all are gone */
	unsigned int slow_us;
	bool put_off;
};

static void check(struct bur_command *cmd, uint8_t key, uint8_t asc, uint8_t ascq)
{
	memset(cmd->sense, 0, 18);
	cmd->sense[0] = 0x70;
	cmd->sense[2] = key;
	cmd->sense[7] = 10;
	cmd->sense[12] = asc;
	cmd->sense[13] = ascq;
	cmd->sense_len = 18;
	cmd->status = 2;
}

static void do_write(struct disc *disc, struct bur_command *cmd)
{
	uint32_t lba = get_be32(cmd->cdb + 2), blocks = get_be16(cmd->cdb + 7);

	disc->writes++;
	if (disc->slow_us)
		usleep(disc->slow_us);
	if (disc->busy_every && disc->writes % disc->busy_every == 0 && !disc->put_off) {
		disc->put_off = true;
		check(cmd, 2, 4, 8);
		return;
	}
	disc->put_off = false;
	if (disc->fail_at && disc->writes >= disc->fail_at) {
		check(cmd, 3, 0x0c, 0);
		return;
	}
	disc->misplaced += lba != disc->next || cmd->data_len != (size_t)blocks * BLOCK ||
			   lba + blocks > DISC_BLOCKS;
	if (lba + blocks > DISC_BLOCKS || cmd->data_len != (size_t)blocks * BLOCK)
		return;
	memcpy(disc->data + (size_t)lba * BLOCK, cmd->data, cmd->data_len);
	disc->next = lba + blocks;
	cmd->transferred = cmd->data_len;
}

static void do_read(struct disc *disc, struct bur_command *cmd)
{
	uint32_t lba = get_be32(cmd->cdb + 2);

	if (disc->fail_at && lba >= disc->fail_at) {
		check(cmd, 3, 0x11, 5);
		return;
	}
	memcpy(cmd->data, disc->data + (size_t)lba * BLOCK, cmd->data_len);
	cmd->transferred = cmd->data_len;
}

static void execute(struct bur_transport *t, struct bur_command *cmd)
{
	struct disc *disc = (struct disc *)t;

	disc->clock += 1000000;
	disc->commands++;
	cmd->host = BURIN_HOST_OK;
	cmd->status = 0;
	cmd->transferred = 0;
	cmd->sense_len = 0;
	if (disc->gone_at && disc->commands >= disc->gone_at) {
		cmd->host = BURIN_HOST_GONE;
		return;
	}
	switch (cmd->cdb[0]) {
	case 0x2a:
		do_write(disc, cmd);
		break;
	case 0x28:
		do_read(disc, cmd);
		break;
	case 0x35:
		disc->syncs++;
		break;
	case 0x5c:
		disc->probes++;
		memset(cmd->data, 0, 12);
		put_be32((uint8_t *)cmd->data + 4, 4000);
		put_be32((uint8_t *)cmd->data + 8, 1000);
		cmd->transferred = 12;
		break;
	}
}

static uint64_t now(struct bur_transport *t)
{
	return ((struct disc *)t)->clock;
}

static void pass(struct bur_transport *t, uint64_t ns)
{
	((struct disc *)t)->clock += ns;
}

static void put_away(struct bur_transport *t)
{
	free(t);
}

static const struct bur_transport_ops disc_ops = {
	.execute = execute, .now = now, .sleep = pass, .close = put_away,
};

FIXTURE(burn) {
	struct disc *disc;
	struct burin_stream_spec spec[2];
	struct burin_step step;
	struct burin_program program;
	struct bur_burn *burn;
	struct burin_run_state state;
	struct bur_burn_level level;
};

FIXTURE_SETUP(burn)
{
	self->disc = calloc(1, sizeof(*self->disc));
	self->disc->base.ops = &disc_ops;
	memset(self->disc->data, 0xee, sizeof(self->disc->data));
	memset(&self->spec, 0, sizeof(self->spec));
	self->spec[0] = (struct burin_stream_spec){
		.cdb = { 0x2a }, .cdb_len = 10, .direction = BURIN_DIR_OUT, .end = BURIN_END_UNIT,
		.block_size = BLOCK, .unit = 2, .command_blocks = COMMAND_BLOCKS,
		.timeout_ms = 10000,
	};
	memset(&self->step, 0, sizeof(self->step));
	self->step = (struct burin_step){
		.cdb = { 0x35 }, .cdb_len = 10, .timeout_ms = 10000, .flags = BURIN_STEP_SYNC,
	};
	memset(&self->program, 0, sizeof(self->program));
	self->program = (struct burin_program){
		.streams = self->spec, .stream_count = 1, .steps = &self->step, .step_count = 1,
	};
	self->burn = NULL;
}

FIXTURE_TEARDOWN(burn)
{
	bur_burn_free(self->burn);
	bur_transport_close(&self->disc->base);
}

static uint8_t pattern(uint64_t i)
{
	return (uint8_t)(i * 2654435761u >> 11);
}

/* Feeds n bytes of the pattern from position at on, and ends the stream. */
static void feed(struct bur_burn *burn, uint64_t at, size_t n)
{
	while (n) {
		size_t room;
		void *buf;

		if (!bur_burn_slot(burn, 2000, &buf, &room))
			return;
		if (room > n)
			room = n;
		for (size_t i = 0; i < room; i++)
			((uint8_t *)buf)[i] = pattern(at + i);
		bur_burn_publish(burn, room);
		at += room;
		n -= room;
	}
	bur_burn_end(burn);
}

static int count_bad(const struct disc *disc, size_t from, uint64_t at, size_t n)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += disc->data[from + i] != pattern(at + i);
	return bad;
}

static int count_not(const struct disc *disc, size_t from, size_t n, uint8_t value)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad += disc->data[from + i] != value;
	return bad;
}

TEST_F(burn, data_arrive_in_order_and_are_padded_with_zeros)
{
	size_t n = 100 * COMMAND + 3 * BLOCK - 100;

	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 3 * COMMAND, &self->burn));
	feed(self->burn, 0, n);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, &self->level);
	EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
	EXPECT_EQ(101, self->disc->writes);
	EXPECT_EQ(0, self->disc->misplaced);
	EXPECT_EQ(404, self->state.written);
	EXPECT_EQ(404, self->state.acknowledged);
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, n));
	EXPECT_EQ(0, count_not(self->disc, n, 404 * BLOCK - n, 0));
	EXPECT_EQ(3 * COMMAND, self->level.ring_total);
	EXPECT_EQ(0, self->level.ring_used);
}

TEST_F(burn, command_put_off_is_sent_again_with_the_same_data)
{
	self->disc->busy_every = 3;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	feed(self->burn, 0, 200 * COMMAND);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(0, self->disc->misplaced);
	EXPECT_LT(50, self->state.retries);
	EXPECT_EQ(800, self->state.written);
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, 200 * COMMAND));
}

TEST_F(burn, zeros_up_to_the_least_blocks_need_no_slots)
{
	self->spec[0].least_blocks = 30;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	feed(self->burn, 0, 100);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(30, self->state.written);
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, 100));
	EXPECT_EQ(0, count_not(self->disc, 100, 30 * BLOCK - 100, 0));
	EXPECT_EQ(0xee, self->disc->data[30 * BLOCK]);
}

TEST_F(burn, declared_stream_takes_no_more_than_declared)
{
	size_t n;
	void *buf;

	self->spec[0].blocks = 6;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
	EXPECT_EQ(COMMAND, n);
	memset(buf, 1, n);
	bur_burn_publish(self->burn, n);
	ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
	EXPECT_EQ(2 * BLOCK, n);
	memset(buf, 2, n);
	bur_burn_publish(self->burn, n);
	EXPECT_EQ(0, bur_burn_slot(self->burn, 0, &buf, &n));
	bur_burn_end(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(6, self->disc->next);
	EXPECT_EQ(0, count_not(self->disc, 4 * BLOCK, 2 * BLOCK, 2));
}

TEST_F(burn, two_streams_are_kept_apart)
{
	self->spec[1] = self->spec[0];
	self->spec[1].lba = 1000;
	self->program.stream_count = 2;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 4 * COMMAND, &self->burn));
	feed(self->burn, 0, 20 * COMMAND + 5);
	feed(self->burn, 77, 10 * COMMAND + 9);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(1, self->disc->misplaced);	/* the jump to 1000 */
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, 20 * COMMAND + 5));
	EXPECT_EQ(0, count_bad(self->disc, 1000 * BLOCK, 77, 10 * COMMAND + 9));
}

TEST_F(burn, an_orphan_writes_what_is_published_of_both)
{
	size_t n;
	void *buf;

	self->spec[1] = self->spec[0];
	self->spec[1].lba = 1000;
	self->program.stream_count = 2;
	self->disc->slow_us = 20000;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 8 * COMMAND, &self->burn));
	feed(self->burn, 0, 4 * COMMAND);
	ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
	memset(buf, 3, n);
	bur_burn_publish(self->burn, n);
	bur_burn_orphan(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(5, self->disc->writes);
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, 4 * COMMAND));
	EXPECT_EQ(0, count_not(self->disc, 1000 * BLOCK, n, 3));
}

TEST_F(burn, slots_side_by_side_are_filled_at_once)
{
	uint64_t at = 0;
	size_t n, longest = 0;
	void *buf;

	self->disc->slow_us = 100;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 10 * COMMAND, &self->burn));
	while (at < 333 * COMMAND) {
		ASSERT_EQ(1, bur_burn_slots(self->burn, 2000, 7 * COMMAND + 5, &buf, &n));
		ASSERT_EQ(0, n % COMMAND);
		ASSERT_GE(7 * COMMAND, n);
		longest = n > longest ? n : longest;
		for (size_t i = 0; i < n; i++)
			((uint8_t *)buf)[i] = pattern(at + i);
		bur_burn_publish(self->burn, n);
		at += n;
	}
	bur_burn_end(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(7 * COMMAND, longest);
	EXPECT_EQ(0, self->disc->misplaced);
	EXPECT_EQ(0, count_bad(self->disc, 0, 0, 333 * COMMAND));
}

TEST_F(burn, failure_ends_the_streams_and_runs_the_epilogue)
{
	self->disc->fail_at = 10;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	feed(self->burn, 0, 200 * COMMAND);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_FAILED, self->state.end);
	EXPECT_EQ(36, self->state.written);
	EXPECT_EQ(10, self->disc->writes);
	EXPECT_EQ(1, self->disc->syncs);
	EXPECT_EQ(BURIN_E_WRITE, bur_failure_code(&self->state.failure));
	EXPECT_EQ(36, self->state.failure.lba);
	EXPECT_TRUE(bur_burn_is_over(self->burn));
}

TEST_F(burn, drive_that_is_gone_is_asked_nothing_more)
{
	self->disc->gone_at = 5;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	feed(self->burn, 0, 200 * COMMAND);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(5, self->disc->commands);
	EXPECT_EQ(BURIN_E_GONE, bur_failure_code(&self->state.failure));
}

TEST_F(burn, cancel_while_writing_ends_between_two_commands)
{
	size_t n;
	void *buf;

	self->disc->slow_us = 2000;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 64 * COMMAND, &self->burn));
	for (int i = 0; i < 64; i++) {
		ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
		memset(buf, i, n);
		bur_burn_publish(self->burn, n);
	}
	usleep(20000);
	bur_burn_cancel(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_CANCELLED, self->state.end);
	EXPECT_GT(64, self->disc->writes);
	EXPECT_LT(0, self->disc->writes);
	EXPECT_EQ(1, self->disc->syncs);
	EXPECT_EQ(self->disc->next, self->state.written);
	EXPECT_EQ(0, bur_burn_slot(self->burn, 1000, &buf, &n));
}

TEST_F(burn, cancel_while_waiting_for_data)
{
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	EXPECT_FALSE(bur_burn_wait(self->burn, 20));
	bur_burn_cancel(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_CANCELLED, self->state.end);
	EXPECT_EQ(0, self->disc->writes);
}

TEST_F(burn, owner_that_leaves_has_what_it_published_written)
{
	size_t n;
	void *buf;

	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
		memset(buf, 0x55, n);
		bur_burn_publish(self->burn, n);
	}
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(2, self->disc->writes);
	EXPECT_EQ(1, self->disc->syncs);
	EXPECT_EQ(0, count_not(self->disc, 0, 2 * COMMAND, 0x55));
}

TEST_F(burn, fill_of_the_drives_buffer_is_probed)
{
	self->program.probe_blocks = 40;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	feed(self->burn, 0, 100 * COMMAND);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, NULL, &self->level);
	EXPECT_LT(5, self->disc->probes);
	EXPECT_EQ(4000, self->level.buffer_total);
	EXPECT_EQ(3000, self->level.buffer_used);
}

TEST_F(burn, reading_runs_the_other_way)
{
	uint64_t at = 0;
	size_t n;
	void *buf;

	for (size_t i = 0; i < sizeof(self->disc->data); i++)
		self->disc->data[i] = pattern(i);
	self->spec[0] = (struct burin_stream_spec){
		.cdb = { 0x28 }, .cdb_len = 10, .direction = BURIN_DIR_IN, .block_size = BLOCK,
		.unit = 1, .command_blocks = COMMAND_BLOCKS, .timeout_ms = 10000, .blocks = 1002,
	};
	self->program.step_count = 0;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	while (bur_burn_slot(self->burn, 2000, &buf, &n)) {
		for (size_t i = 0; i < n; i++)
			ASSERT_EQ(pattern(at + i), ((uint8_t *)buf)[i]);
		at += n;
		bur_burn_publish(self->burn, n);
	}
	EXPECT_EQ(1002 * BLOCK, at);
	EXPECT_TRUE(bur_burn_wait(self->burn, 5000));
}

TEST_F(burn, reading_that_fails_gives_what_came_before)
{
	uint64_t at = 0;
	size_t n;
	void *buf;

	self->disc->fail_at = 40;
	self->spec[0] = (struct burin_stream_spec){
		.cdb = { 0x28 }, .cdb_len = 10, .direction = BURIN_DIR_IN, .block_size = BLOCK,
		.unit = 1, .command_blocks = COMMAND_BLOCKS, .timeout_ms = 10000, .blocks = 1000,
	};
	self->program.step_count = 0;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	while (bur_burn_slot(self->burn, 2000, &buf, &n)) {
		at += n;
		bur_burn_publish(self->burn, n);
	}
	EXPECT_EQ(40 * BLOCK, at);
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_E_READ, bur_failure_code(&self->state.failure));
}

TEST_F(burn, streams_that_read_follow_one_another)
{
	static const struct { int32_t lba; uint32_t blocks, command_blocks; } parts[] = {
		{ 500, 1, 1 }, { 40, 30, COMMAND_BLOCKS }, { 2000, 1002, COMMAND_BLOCKS }, { 7, 9, 2 },
	};
	struct burin_stream_spec specs[4];
	size_t n;
	void *buf;

	for (size_t i = 0; i < sizeof(self->disc->data); i++)
		self->disc->data[i] = pattern(i);
	for (int i = 0; i < 4; i++)
		specs[i] = (struct burin_stream_spec){
			.cdb = { 0x28 }, .cdb_len = 10, .direction = BURIN_DIR_IN,
			.block_size = BLOCK, .unit = 1, .timeout_ms = 10000, .lba = parts[i].lba,
			.command_blocks = parts[i].command_blocks, .blocks = parts[i].blocks,
		};
	self->program.streams = specs;
	self->program.stream_count = 4;
	self->program.step_count = 0;
	ASSERT_EQ(0, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	for (int i = 0; i < 4; i++)
		for (uint64_t at = 0; at < parts[i].blocks * BLOCK; at += n) {
			ASSERT_EQ(1, bur_burn_slot(self->burn, 2000, &buf, &n));
			for (size_t k = 0; k < n; k++)
				ASSERT_EQ(pattern((uint64_t)parts[i].lba * BLOCK + at + k),
					  ((uint8_t *)buf)[k]);
			bur_burn_publish(self->burn, n);
		}
	EXPECT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(0, bur_burn_slot(self->burn, 0, &buf, &n));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
}

TEST_F(burn, program_that_does_not_hold_is_refused)
{
	self->spec[0].command_blocks = 3;	/* not a multiple of the unit */
	EXPECT_EQ(-EINVAL, bur_burn_start(&self->disc->base, &self->program, 0, &self->burn));
	EXPECT_TRUE(self->burn == NULL);
}

TEST_HARNESS_MAIN
