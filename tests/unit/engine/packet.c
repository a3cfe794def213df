// SPDX-License-Identifier: GPL-2.0-or-later
/* The packet machine against a flat model; each fault of older packet drivers is a case. */
#include "engine/burner.h"

#include <kselftest_harness.h>

#include <errno.h>

#define N 16	/* blocks of a packet */

FIXTURE(machine) {
	struct burner *b;
	uint64_t random;
};

static uint32_t draw(void *user, uint32_t n)
{
	uint64_t *x = user;

	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return (uint32_t)((*x >> 32) * n >> 32);
}

FIXTURE_SETUP(machine)
{
	self->b = calloc(1, sizeof(*self->b));
	self->random = 88172645463325252ull;
	self->b->choose = draw;
	self->b->user = &self->random;
	ASSERT_TRUE(burner_init(self->b, N, 0));
}

FIXTURE_TEARDOWN(machine)
{
	free(self->b);
}

#define EXPECT_SOUND() EXPECT_EQ(NULL, self->b->broken) TH_LOG("%s", self->b->broken)

static void write_blocks(struct burner *b, uint32_t block, uint32_t count)
{
	burner_submit(b, BURIN_PACKET_WRITE, block, count);
	burner_run(b, false);
}

static void flush(struct burner *b)
{
	burner_submit(b, BURIN_PACKET_FLUSH, 0, 0);
	burner_run(b, false);
}

static void restart(struct burner *b, uint32_t flags)
{
	burner_init(b, N, flags);
}

TEST(what_is_no_configuration_is_refused)
{
	static const struct burin_packet_config fine = { 16, 160, 8, 8, 0, 1 };
	struct burin_packet slots[8];
	struct burin_packets machine;
	struct burin_packet_config c;
	__u32 heads[8];

	EXPECT_EQ(0, burin_packets_init(&machine, &fine, slots, heads));
	c = fine; c.packet_blocks = 0; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.packet_blocks = 64; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.packet_blocks = 12; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.blocks = 161; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.blocks = 0; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.slots = 7; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.heads = 6; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
	c = fine; c.heads = 0; EXPECT_EQ(-1, burin_packets_init(&machine, &c, slots, heads));
}

TEST_F(machine, block_is_written_with_its_packet)
{
	write_blocks(self->b, 5, 1);
	EXPECT_EQ(0, self->b->writes);
	flush(self->b);
	EXPECT_EQ(1, self->b->reads);
	EXPECT_EQ(1, self->b->writes);
	EXPECT_EQ(1, self->b->syncs);
	EXPECT_EQ(1, self->b->medium[5]);
	EXPECT_EQ(1, self->b->durable[5]);
	EXPECT_SOUND();
}

TEST_F(machine, whole_packets_are_not_read)
{
	for (uint32_t block = 0; block < 10 * N; block += 4)
		write_blocks(self->b, block, 4);
	flush(self->b);
	EXPECT_EQ(0, self->b->reads);
	EXPECT_EQ(10, self->b->writes);
	EXPECT_EQ(10, self->b->machine.stats.packets_whole);
	EXPECT_SOUND();
}

TEST_F(machine, what_is_missing_is_read_once)
{
	write_blocks(self->b, 3, 2);
	flush(self->b);
	write_blocks(self->b, 9, 1);
	flush(self->b);
	EXPECT_EQ(1, self->b->reads);
	EXPECT_EQ(2, self->b->writes);
	EXPECT_SOUND();
}

TEST_F(machine, flush_with_nothing_to_do_costs_nothing)
{
	write_blocks(self->b, 0, N);
	flush(self->b);
	flush(self->b);
	flush(self->b);
	EXPECT_EQ(1, self->b->syncs);
	EXPECT_EQ(0, self->b->failed_requests);
}

TEST_F(machine, flush_takes_no_more_than_what_came_before)
{
	write_blocks(self->b, 3, 1);
	burner_submit(self->b, BURIN_PACKET_FLUSH, 0, 0);
	burner_submit(self->b, BURIN_PACKET_WRITE, 40, 1);
	burner_run(self->b, false);
	EXPECT_EQ(1, self->b->writes);
	EXPECT_NE(0, self->b->medium[3]);
	EXPECT_EQ(0, self->b->medium[40]);
}

TEST_F(machine, reads_are_served_from_what_is_not_written_yet)
{
	write_blocks(self->b, 7, 3);
	burner_submit(self->b, BURIN_PACKET_READ, 7, 3);
	burner_run(self->b, false);
	EXPECT_EQ(0, self->b->reads);
	burner_submit(self->b, BURIN_PACKET_READ, 6, 5);
	burner_run(self->b, false);
	EXPECT_EQ(1, self->b->reads);
	EXPECT_EQ(0, self->b->writes);
	EXPECT_SOUND();
}

TEST_F(machine, packet_that_waits_long_enough_is_written)
{
	write_blocks(self->b, 0, 1);
	burner_run(self->b, true);
	EXPECT_EQ(1, self->b->writes);
	EXPECT_EQ(1, self->b->syncs);
	EXPECT_SOUND();
}

TEST_F(machine, packets_are_written_in_rising_order)
{
	static const uint32_t numbers[] = { 9, 3, 7, 1, 12 };
	struct burin_packet_action a;
	int64_t last = -1;

	for (unsigned int i = 0; i < 5; i++)
		burner_submit(self->b, BURIN_PACKET_WRITE, numbers[i] * N, 3);
	while (burner_step(self->b, &a))
		;
	burner_submit(self->b, BURIN_PACKET_FLUSH, 0, 0);
	while (self->b->under_way) {
		if (burner_step(self->b, &a) || a.act != BURIN_PACKET_COMMAND)
			continue;
		if (a.cdb[0] == 0x2a) {
			EXPECT_LT(last, (int64_t)be32(a.cdb + 2));
			last = be32(a.cdb + 2);
		}
		drive_execute(self->b, &a);
	}
	EXPECT_EQ(12 * N, last);
	EXPECT_SOUND();
}

TEST_F(machine, memory_that_is_short_is_made_by_writing)
{
	for (uint32_t packet = 0; packet < 40; packet++)
		write_blocks(self->b, packet * N, 1);
	EXPECT_LT(20, self->b->writes);
	flush(self->b);
	EXPECT_EQ(40, self->b->writes);
	EXPECT_EQ(0, self->b->failed_requests);
	EXPECT_SOUND();
}

TEST_F(machine, readers_have_their_turn_among_writes)
{
	struct burin_packet_action a;
	unsigned int commands = 0;

	for (uint32_t packet = 0; packet < 12; packet++)
		burner_submit(self->b, BURIN_PACKET_WRITE, packet * N, N);
	while (burner_step(self->b, &a))
		;
	self->b->now += 1000000;
	burner_submit(self->b, BURIN_PACKET_READ, 50 * N, 1);
	burner_submit(self->b, BURIN_PACKET_READ, 51 * N, 1);
	drive_execute(self->b, &a);
	while (self->b->reads < 2 && commands < 20) {
		self->b->now += 20000000;
		if (burner_step(self->b, &a) || a.act != BURIN_PACKET_COMMAND)
			continue;
		commands++;
		drive_execute(self->b, &a);
	}
	EXPECT_GT(10, commands);
	EXPECT_GT(12, self->b->writes);
	burner_run(self->b, true);
	EXPECT_SOUND();
}

TEST_F(machine, drive_that_was_reset_gets_again_what_it_lost)
{
	for (uint32_t packet = 0; packet < 6; packet++)
		write_blocks(self->b, packet * N, N);
	self->b->cached = 0;
	self->b->attention = true;
	flush(self->b);
	burner_judge_medium(self->b);
	EXPECT_EQ(1, self->b->durable[0]);
	EXPECT_EQ(1, self->b->machine.stats.resets);
	EXPECT_EQ(0, self->b->failed_requests);
	EXPECT_SOUND();
}

/* The host adapter's reset swallows the attention: a time-out is as much. */
TEST_F(machine, drive_that_timed_out_gets_again_what_it_lost)
{
	for (uint32_t packet = 0; packet < 6; packet++)
		write_blocks(self->b, packet * N, N);
	self->b->cached = 0;
	self->b->timed_out = true;
	flush(self->b);
	burner_judge_medium(self->b);
	EXPECT_EQ(1, self->b->durable[0]);
	EXPECT_EQ(0, self->b->failed_requests);
	EXPECT_SOUND();
}

/* What the guard of the door, or anybody else, was told in place of the machine. */
TEST_F(machine, attention_told_to_others_counts)
{
	struct burin_sense reset = { .valid = 1, .key = 6, .asc = 0x29 };

	write_blocks(self->b, 0, N);
	self->b->cached = 0;
	burin_packets_attention(&self->b->machine, &reset);
	flush(self->b);
	EXPECT_EQ(1, self->b->medium[0]);
	reset.asc = 0x28;
	burin_packets_attention(&self->b->machine, &reset);
	EXPECT_EQ(-ENXIO, burin_packets_ended(&self->b->machine));
}

/* A block that is written again while its flush waits for the drive: not before that is done. */
TEST_F(machine, flush_is_not_over_because_its_block_is_written_anew)
{
	struct burin_packet_action a;

	write_blocks(self->b, 0, N);
	burner_submit(self->b, BURIN_PACKET_FLUSH, 0, 0);
	while (burner_step(self->b, &a))
		;
	ASSERT_EQ(0x35, a.cdb[0]);
	burner_submit(self->b, BURIN_PACKET_WRITE, 0, N);
	while (burner_step(self->b, &a))
		;
	EXPECT_EQ(1, self->b->under_way);
	EXPECT_SOUND();
}

TEST_F(machine, earlier_flush_does_not_hide_the_error_from_a_later_one)
{
	struct burin_packet_action a;

	self->b->bad_write[0] = true;
	write_blocks(self->b, 0, 1);
	burner_submit(self->b, BURIN_PACKET_FLUSH, 0, 0);
	while (burner_step(self->b, &a))
		;
	burner_submit(self->b, BURIN_PACKET_WRITE, 1, 1);
	while (burner_step(self->b, &a))
		;
	drive_execute(self->b, &a);
	burner_run(self->b, false);
	EXPECT_EQ(1, self->b->failed_flushes);
	flush(self->b);
	EXPECT_EQ(2, self->b->failed_flushes);
	EXPECT_SOUND();
}

/* The drive does not say of which: each is synchronised by itself then. */
TEST_F(machine, packet_that_fails_late_takes_no_other_with_it)
{
	self->b->bad_sync[3] = true;
	for (uint32_t packet = 0; packet < 6; packet++)
		write_blocks(self->b, packet * N, N);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	EXPECT_EQ(1, self->b->machine.stats.failed);
	EXPECT_EQ(3, self->b->machine.stats.failed_number);
	EXPECT_NE(0, self->b->medium[2 * N]);
	EXPECT_NE(0, self->b->medium[4 * N]);
	EXPECT_SOUND();
}

/* The slot that a READ is on its way into is no other's, though all others were used since. */
TEST_F(machine, slot_under_way_is_not_given_away)
{
	struct burin_packet_action a, command;

	for (uint32_t packet = 0; packet < SLOTS; packet++) {
		burner_submit(self->b, BURIN_PACKET_READ, packet * N, 1);
		burner_run(self->b, false);
	}
	self->b->medium[20 * N + 5] = self->b->current[20 * N + 5] = 77;
	burner_submit(self->b, BURIN_PACKET_READ, 20 * N, 1);
	while (burner_step(self->b, &command))
		;
	ASSERT_EQ(0x28, command.cdb[0]);
	for (uint32_t packet = 1; packet < SLOTS; packet++)
		burner_submit(self->b, BURIN_PACKET_READ, packet * N, 1);
	burner_submit(self->b, BURIN_PACKET_WRITE, 30 * N, 1);
	while (burner_step(self->b, &a))
		;
	drive_execute(self->b, &command);
	burner_submit(self->b, BURIN_PACKET_READ, 30 * N + 5, 1);
	burner_run(self->b, false);
	EXPECT_SOUND();
}

/* A drive that was long not ready has as many tries left as any. */
TEST_F(machine, waiting_uses_up_no_tries)
{
	struct burin_packet_result busy = { 0 }, aborted = { 0 };
	struct burin_packet_action a;
	unsigned int n = 0;

	sense(self->b, &busy, 2, 0x04, 0x08);
	sense(self->b, &aborted, 0xb, 0x00, 0x00);
	burner_submit(self->b, BURIN_PACKET_READ, 6 * N, N);
	while (self->b->under_way && n < 20) {
		if (burner_step(self->b, &a))
			continue;
		if (a.act != BURIN_PACKET_COMMAND)
			self->b->now = a.until;
		else if (n++ == 11)
			drive_execute(self->b, &a);
		else
			burin_packets_finished(&self->b->machine, n <= 8 ? &busy : &aborted,
					       self->b->now);
	}
	EXPECT_EQ(0, self->b->failed_requests);
}

TEST_F(machine, packet_that_cannot_be_read_fails_its_flush_alone)
{
	self->b->bad_read[2] = true;
	write_blocks(self->b, 2 * N + 1, 1);
	write_blocks(self->b, 3 * N + 1, 1);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	EXPECT_EQ(1, self->b->machine.stats.failed);
	EXPECT_EQ(2, self->b->machine.stats.failed_number);
	EXPECT_EQ(0x11, self->b->machine.stats.failed_asc);
	EXPECT_NE(0, self->b->medium[3 * N + 1]);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	EXPECT_SOUND();
}

/* Formatted, and never written: zeros, to whoever reads and around what is written. */
TEST_F(machine, packet_that_is_blank_is_zeros)
{
	struct caller *c;

	self->b->blank[2] = true;
	self->b->medium[2 * N + 3] = 0;
	memset(self->b->memory, 0xff, sizeof(self->b->memory));
	c = burner_submit(self->b, BURIN_PACKET_READ, 2 * N, 4);
	burner_run(self->b, false);
	EXPECT_EQ(0, c->request.error);
	EXPECT_EQ(0, c->data[3]);
	self->b->blank[4] = true;
	write_blocks(self->b, 4 * N + 1, 1);
	flush(self->b);
	EXPECT_EQ(0, self->b->failed_requests);
	EXPECT_EQ(0, self->b->medium[4 * N]);
	EXPECT_NE(0, self->b->medium[4 * N + 1]);
	EXPECT_SOUND();
}

TEST_F(machine, packet_that_cannot_be_read_can_be_written_whole)
{
	self->b->bad_read[2] = true;
	write_blocks(self->b, 2 * N, N);
	flush(self->b);
	EXPECT_EQ(0, self->b->failed_requests);
	EXPECT_SOUND();
}

TEST_F(machine, written_through_exactly_what_was_hit_fails)
{
	struct caller *bad, *good;

	restart(self->b, BURIN_PACKETS_THROUGH);
	self->b->bad_read[2] = true;
	bad = burner_submit(self->b, BURIN_PACKET_WRITE, 2 * N + 1, 1);
	good = burner_submit(self->b, BURIN_PACKET_WRITE, 3 * N + 1, 1);
	burner_run(self->b, false);
	EXPECT_EQ(-EIO, bad->request.error);
	EXPECT_EQ(0, good->request.error);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_requests);
	EXPECT_SOUND();
}

TEST_F(machine, error_that_nobody_waited_for_is_told_to_the_next_flush)
{
	self->b->bad_write[4] = true;
	write_blocks(self->b, 4 * N, N);
	burner_run(self->b, true);
	EXPECT_EQ(0, self->b->failed_requests);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	EXPECT_SOUND();
}

TEST_F(machine, one_bad_block_does_not_hide_its_neighbours)
{
	struct caller *bad, *good;

	self->b->bad_block[20] = true;
	good = burner_submit(self->b, BURIN_PACKET_READ, 16, 4);
	bad = burner_submit(self->b, BURIN_PACKET_READ, 20, 2);
	burner_run(self->b, false);
	EXPECT_EQ(0, good->request.error);
	EXPECT_EQ(-EIO, bad->request.error);
	EXPECT_SOUND();
}

TEST_F(machine, drive_that_forgets_is_found_out_by_reading_back)
{
	restart(self->b, BURIN_PACKETS_VERIFY);
	self->b->loses = true;
	for (uint32_t packet = 0; packet < 30; packet++) {
		write_blocks(self->b, packet * N, N);
		flush(self->b);
	}
	EXPECT_LT(29, self->b->forced_reads);
	EXPECT_LT(30, self->b->writes);
	EXPECT_EQ(self->b->failed_flushes, self->b->machine.stats.failed);
	burner_judge_medium(self->b);
	EXPECT_SOUND();
}

TEST_F(machine, drive_that_is_gone_ends_all)
{
	write_blocks(self->b, 0, 1);
	burner_submit(self->b, BURIN_PACKET_FLUSH, 0, 0);
	burner_submit(self->b, BURIN_PACKET_READ, 100, 1);
	self->b->gone = true;
	burner_run(self->b, false);
	EXPECT_EQ(2, self->b->failed_requests);
	EXPECT_EQ(-ENXIO, burin_packets_ended(&self->b->machine));
	write_blocks(self->b, 0, 1);
	EXPECT_EQ(3, self->b->failed_requests);
}

TEST_F(machine, drive_that_is_never_ready_ends_all)
{
	struct burin_packet_result busy = { 0 };
	struct burin_packet_action a;

	sense(self->b, &busy, 2, 0x04, 0x08);
	burner_submit(self->b, BURIN_PACKET_READ, 100, 1);
	for (int i = 0; i < 10000 && self->b->under_way; i++) {
		if (burner_step(self->b, &a))
			continue;
		if (a.act == BURIN_PACKET_COMMAND)
			burin_packets_finished(&self->b->machine, &busy, self->b->now);
		else
			self->b->now = a.until;
	}
	EXPECT_EQ(1, self->b->failed_requests);
	EXPECT_EQ(-EIO, burin_packets_ended(&self->b->machine));
}

TEST_F(machine, packet_that_is_never_written_is_given_up)
{
	restart(self->b, BURIN_PACKETS_VERIFY);
	self->b->loses_all = true;
	write_blocks(self->b, 0, N);
	flush(self->b);
	EXPECT_EQ(1, self->b->failed_flushes);
	EXPECT_EQ(1, self->b->machine.stats.failed);
	EXPECT_SOUND();
}

/* After the highest packet comes the lowest: neither end of the medium is forgotten. */
TEST_F(machine, order_begins_anew_at_the_lowest)
{
	struct burin_packet_action a;
	uint32_t last = 0;

	write_blocks(self->b, 30 * N, N);
	flush(self->b);
	burner_submit(self->b, BURIN_PACKET_WRITE, 5 * N, N);
	burner_submit(self->b, BURIN_PACKET_WRITE, 40 * N, N);
	while (self->b->writes < 3) {
		if (burner_step(self->b, &a))
			continue;
		ASSERT_EQ(BURIN_PACKET_COMMAND, a.act);
		last = be32(a.cdb + 2);
		drive_execute(self->b, &a);
	}
	EXPECT_EQ(5 * N, last);
}

TEST_F(machine, what_is_discarded_is_not_written)
{
	write_blocks(self->b, 2 * N, 3);
	write_blocks(self->b, 3 * N, 3);
	burner_submit(self->b, BURIN_PACKET_DISCARD, 0, 3 * N);
	flush(self->b);
	EXPECT_EQ(1, self->b->writes);
	EXPECT_EQ(0, self->b->medium[2 * N]);
	write_blocks(self->b, 2 * N + 8, 8);
	flush(self->b);
	EXPECT_EQ(0, self->b->medium[2 * N]);
	EXPECT_SOUND();
}

/* Nor do readers keep writes away for ever. */
TEST_F(machine, writes_have_their_turn_among_readers)
{
	struct burin_packet_action a;

	write_blocks(self->b, 0, N);
	for (uint32_t i = 0; i < 100 && !self->b->writes; i++) {
		burner_submit(self->b, BURIN_PACKET_READ, (i % 60 + 2) * N, 1);
		burner_submit(self->b, BURIN_PACKET_READ, (i % 60 + 3) * N, 1);
		self->b->now += 10000000;
		if (!burner_step(self->b, &a) && a.act == BURIN_PACKET_COMMAND)
			drive_execute(self->b, &a);
	}
	EXPECT_EQ(1, self->b->writes);
}

/* --- at random --- */

/* 400 power cuts: flushed blocks are there, and READs tell what was written last. */
TEST_F(machine, random_work_and_power_cuts)
{
	for (unsigned int i = 0; i < 400 && !self->b->broken; i++) {
		static const uint32_t sizes[] = { 16, 32 }, flags[] = { 0, BURIN_PACKETS_THROUGH,
								       BURIN_PACKETS_VERIFY };

		memset(self->b, 0, sizeof(*self->b));
		self->b->choose = draw;
		self->b->user = &self->random;
		burner_init(self->b, sizes[i & 1], flags[i % 3]);
		for (uint32_t n = 0; n < PACKETS && i & 4; n++)
			self->b->blank[n] = pick(self->b, 2);
		burner_work(self->b, 1500);
		if (i & 2)
			burner_run(self->b, true);
		lose_cache(self->b);
		burner_judge_medium(self->b);
	}
	EXPECT_SOUND();
}

TEST_F(machine, random_work_on_a_bad_medium)
{
	for (unsigned int i = 0; i < 200 && !self->b->broken; i++) {
		memset(self->b, 0, sizeof(*self->b));
		self->b->choose = draw;
		self->b->user = &self->random;
		burner_init(self->b, N, i & 1 ? BURIN_PACKETS_THROUGH : 0);
		for (uint32_t n = 0; n < 8; n++) {
			self->b->bad_read[pick(self->b, PACKETS)] = true;
			self->b->bad_write[pick(self->b, PACKETS)] = true;
		}
		burner_work(self->b, 1500);
		burner_run(self->b, true);
		lose_cache(self->b);
		burner_judge_medium(self->b);
	}
	EXPECT_SOUND();
}

TEST_HARNESS_MAIN
