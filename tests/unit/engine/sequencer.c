// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/drive.h"

#include <kselftest_harness.h>

/* Too large for a stack that is checked; one test runs at a time. */
static struct drive d;
static struct small s;

static const struct burin_run_state *burn(uint64_t bytes)
{
	d.available[0] = bytes;
	d.ended[0] = true;
	run(&d, &s.program);
	return burin_seq_state(&d.seq);
}

FIXTURE(seq) { };
FIXTURE_SETUP(seq)
{
	memset(&d, 0, sizeof(d));
	make_small(&s);
	ASSERT_EQ(0, burin_seq_check(&s.program));
}
FIXTURE_TEARDOWN(seq) { }

TEST_F(seq, clean_burn)
{
	const struct burin_run_state *state = burn(16 * 10);
	static const uint8_t order[] = { 0x2a, 0x2a, 0x2a, 0x35, 0, 0x35, 0x5b, 0, 0x1e };

	ASSERT_EQ(NULL, d.broken);
	ASSERT_EQ(sizeof(order), d.count);
	for (unsigned int i = 0; i < d.count; i++)
		EXPECT_EQ(order[i], d.sent[i].cdb[0]);
	EXPECT_EQ(108, be32(d.sent[2].cdb + 2));
	EXPECT_EQ(2, blocks_of(d.sent[2].cdb));
	EXPECT_EQ(BURIN_END_COMPLETE, state->end);
	EXPECT_EQ(10, state->written);
	EXPECT_EQ(10, state->acknowledged);
	EXPECT_EQ(110, state->next_lba);
	EXPECT_TRUE(state->closed);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(0, state->retries);
}

TEST_F(seq, no_data_writes_nothing_and_closes_nothing)
{
	const struct burin_run_state *state;

	s.streams[0].least_blocks = 300;
	state = burn(0);
	EXPECT_EQ(1, d.count);
	EXPECT_EQ(0x1e, d.sent[0].cdb[0]);
	EXPECT_EQ(BURIN_END_COMPLETE, state->end);
	EXPECT_EQ(0, state->written);
}

/* What must be written for n bytes, by the rules' own words. */
static uint64_t blocks_for(uint64_t bytes, uint8_t end, uint32_t unit, uint64_t declared,
			   uint32_t least)
{
	uint64_t limit = declared ? declared : UINT32_MAX, blocks = 0;

	while (blocks * 16 < bytes && blocks < limit)
		blocks++;
	if (end == BURIN_END_DECLARED && blocks < declared)
		blocks = declared;
	if (blocks && blocks < least)
		blocks = least;
	while (end != BURIN_END_NONE && blocks % unit)
		blocks++;
	return blocks;
}

TEST_F(seq, padding_by_every_rule)
{
	for (uint8_t end = BURIN_END_NONE; end <= BURIN_END_DECLARED; end++)
	for (uint32_t unit = 1; unit <= 4; unit *= 2)
	for (uint64_t declared = 0; declared < 13; declared++)
	for (uint32_t least = 0; least < 12; least += 5)
	for (uint64_t bytes = 0; bytes < 16 * 14; bytes += 5) {
		uint64_t data = 0, zero = 0, limit = declared ? declared * 16 : UINT32_MAX;

		if (end == BURIN_END_DECLARED && !declared)
			continue;
		memset(&d, 0, sizeof(d));
		s.streams[0].end = end;
		s.streams[0].unit = unit;
		s.streams[0].blocks = declared;
		s.streams[0].least_blocks = least;
		ASSERT_EQ(0, burin_seq_check(&s.program));
		ASSERT_EQ(blocks_for(bytes, end, unit, declared, least), burn(bytes)->written);
		ASSERT_EQ(NULL, d.broken);
		for (unsigned int i = 0; i < d.count; i++) {
			if (d.sent[i].cdb[0] != 0x2a)
				continue;
			ASSERT_EQ(0, zero && d.sent[i].data);
			data += d.sent[i].data;
			zero += d.sent[i].zero;
			ASSERT_EQ(blocks_of(d.sent[i].cdb) * 16, d.sent[i].data + d.sent[i].zero);
		}
		ASSERT_EQ(bytes < limit ? bytes : limit, data);
	}
}

TEST_F(seq, long_write_in_progress_repeats_the_identical_command)
{
	const struct burin_run_state *state;
	uint64_t gap;

	say(&d, 0x2a, 2, 4, 8)->times = 30;
	state = burn(16 * 8);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(8, state->written);
	EXPECT_EQ(30, state->retries);
	ASSERT_EQ(32, count_op(&d, 0x2a));
	for (unsigned int i = 0; i < 31; i++)
		ASSERT_EQ(0, memcmp(d.sent[0].cdb, nth_op(&d, 0x2a, i)->cdb, 16));
	/* At once; asked for room in vain; then 4, 6 ... 24 ms; a command takes 10 us. */
	EXPECT_EQ(MS / 100, nth_op(&d, 0x2a, 1)->at - d.sent[0].at);
	EXPECT_EQ(1, count_op(&d, 0x5c));
	EXPECT_EQ(MS / 50, nth_op(&d, 0x2a, 2)->at - nth_op(&d, 0x2a, 1)->at);
	EXPECT_EQ(4 * MS + MS / 100, nth_op(&d, 0x2a, 3)->at - nth_op(&d, 0x2a, 2)->at);
	gap = nth_op(&d, 0x2a, 30)->at - nth_op(&d, 0x2a, 29)->at;
	EXPECT_EQ(24 * MS + MS / 100, gap);
}

TEST_F(seq, long_write_in_progress_has_an_end)
{
	const struct burin_run_state *state;

	say(&d, 0x2a, 2, 4, 8)->times = ~0u;
	state = burn(16 * 8);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_TRUE(state->failed);
	EXPECT_EQ(BURIN_END_FAILED, state->end);
	EXPECT_EQ(8, state->failure.ascq);
	EXPECT_GE(d.now, 200000 * MS);
	EXPECT_LE(d.now, 201000 * MS);
}

TEST_F(seq, poll_waits_and_sends_the_command_again)
{
	const struct burin_run_state *state;
	struct answer *a;

	say(&d, 0x5b, 2, 4, 7);
	a = say(&d, 0x00, 2, 4, 7);
	a->skip = 1;	/* of the flush */
	a->times = 100;
	a->sense[15] = 0x80;
	a->sense[16] = 0x12;
	state = burn(16 * 8);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(2, count_op(&d, 0x5b));
	EXPECT_EQ(103, count_op(&d, 0x00));
	EXPECT_TRUE(state->closed);
}

TEST_F(seq, progress_is_taken_from_the_poll)
{
	struct burin_seq_action action;
	struct burin_event event = { .kind = BURIN_EV_START };
	uint8_t sense[18] = { 0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 4, 7, 0, 0x80, 0x12, 0x34 };

	s.program.stream_count = 0;
	s.steps[0].when = 0;
	burin_seq_init(&d.seq, &s.program);
	burin_seq_next(&d.seq, &event, &action);
	ASSERT_EQ(0x35, action.cdb[0]);
	event = (struct burin_event) { .kind = BURIN_EV_FINISHED, .now = 1 };
	burin_seq_next(&d.seq, &event, &action);
	ASSERT_EQ(BURIN_ACT_WAIT, action.kind);
	event = (struct burin_event) { .kind = BURIN_EV_TICK, .now = action.until };
	burin_seq_next(&d.seq, &event, &action);
	ASSERT_EQ(BURIN_ACT_SEND, action.kind);
	ASSERT_EQ(0x00, action.cdb[0]);
	event = (struct burin_event) { .kind = BURIN_EV_FINISHED, .now = event.now, .status = 2,
				       .sense = sense, .sense_len = 18 };
	burin_seq_next(&d.seq, &event, &action);
	EXPECT_EQ(0x1234, burin_seq_state(&d.seq)->progress);
	EXPECT_TRUE(action.report);
}

TEST_F(seq, poll_has_an_end)
{
	const struct burin_run_state *state;

	say(&d, 0x00, 2, 4, 7)->times = ~0u;
	state = burn(16 * 8);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_TRUE(state->failed);
	EXPECT_EQ(0x35, state->failure.cdb[0]);
	EXPECT_EQ(BURIN_HOST_TIMEOUT, state->failure.host);
	EXPECT_EQ(BURIN_RUN_EPILOGUE, state->failure.phase);
	EXPECT_FALSE(state->closed);
	EXPECT_EQ(5, state->failed_steps);
	EXPECT_EQ(0x1e, d.sent[d.count - 1].cdb[0]);
}

TEST_F(seq, cause_not_told_is_given_up_after_five_seconds)
{
	say(&d, 0x00, 2, 4, 0)->times = ~0u;
	burn(16 * 4);
	EXPECT_EQ(1, d.seq.state.failed);
	EXPECT_LE(d.now, 12000 * MS);
	EXPECT_GE(d.now, 10000 * MS);
}

TEST_F(seq, an_immediate_error_told_by_the_poll_fails_the_step)
{
	const struct burin_run_state *state;

	say(&d, 0x00, 3, 0x0c, 0);
	state = burn(16 * 8);
	EXPECT_TRUE(state->failed);
	EXPECT_EQ(3, state->failure.key);
	EXPECT_EQ(0x35, state->failure.cdb[0]);
	EXPECT_EQ(0, state->acknowledged);
	EXPECT_EQ(1, state->failed_steps);
}

TEST_F(seq, done_does_not_send_the_command_again)
{
	const struct burin_run_state *state;

	say(&d, 0x5b, 6, 0x2e, 0);
	state = burn(16 * 8);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(1, count_op(&d, 0x5b));
	EXPECT_EQ(2, count_op(&d, 0x00));
}

TEST_F(seq, failed_write_drains_and_closes)
{
	const struct burin_run_state *state;

	say(&d, 0x2a, 3, 0x0c, 0)->skip = 1;
	state = burn(16 * 12);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_EQ(2, count_op(&d, 0x2a));
	EXPECT_EQ(2, count_op(&d, 0x35));
	EXPECT_EQ(1, count_op(&d, 0x5b));
	EXPECT_EQ(BURIN_END_FAILED, state->end);
	EXPECT_EQ(4, state->written);
	EXPECT_EQ(4, state->acknowledged);
	EXPECT_EQ(104, state->failure.lba);
	EXPECT_EQ(BURIN_RUN_STREAM, state->failure.phase);
	EXPECT_TRUE(state->closed);
}

TEST_F(seq, unknown_outcome_is_never_repeated_and_acknowledges_nothing)
{
	static const uint8_t hosts[] = { BURIN_HOST_TIMEOUT, BURIN_HOST_ERROR };

	for (int i = 0; i < 2; i++) {
		const struct burin_run_state *state;

		memset(&d, 0, sizeof(d));
		say_host(&d, 0x2a, hosts[i])->skip = 1;
		state = burn(16 * 12);
		ASSERT_EQ(NULL, d.broken);
		EXPECT_EQ(2, count_op(&d, 0x2a));
		EXPECT_EQ(4, state->written);
		EXPECT_EQ(0, state->acknowledged);
		EXPECT_EQ(hosts[i], state->failure.host);
		EXPECT_EQ(1, count_op(&d, 0x5b));
	}
}

TEST_F(seq, an_unclosed_first_write_is_not_called_closed)
{
	say_host(&d, 0x2a, BURIN_HOST_TIMEOUT);
	EXPECT_FALSE(burn(16 * 12)->closed);
}

TEST_F(seq, gone_sends_nothing_more)
{
	const struct burin_run_state *state;

	say_host(&d, 0x2a, BURIN_HOST_GONE)->skip = 1;
	state = burn(16 * 12);
	EXPECT_EQ(2, d.count);
	EXPECT_EQ(BURIN_RUN_DONE, state->phase);
	EXPECT_EQ(BURIN_END_FAILED, state->end);
	EXPECT_FALSE(state->closed);
	memset(&d, 0, sizeof(d));
	say_host(&d, 0x00, BURIN_HOST_GONE);
	state = burn(16 * 4);
	EXPECT_EQ(0x00, d.sent[d.count - 1].cdb[0]);
	EXPECT_EQ(BURIN_HOST_GONE, state->failure.host);
	EXPECT_FALSE(state->closed);
}

TEST_F(seq, deferred_error_bounds_what_is_acknowledged)
{
	const struct burin_run_state *state;
	struct answer *a = say(&d, 0x2a, 3, 0x0c, 0);

	a->sense[0] = 0x71;
	set_info(a, 106);
	a->skip = 3;
	state = burn(16 * 40);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_EQ(12, state->written);
	EXPECT_EQ(6, state->acknowledged);
	EXPECT_EQ(106, state->failure.lba);
	EXPECT_EQ(BURIN_END_FAILED, state->end);
}

TEST_F(seq, deferred_error_on_a_closing_step_does_not_swallow_the_step)
{
	const struct burin_run_state *state;
	struct answer *a = say(&d, 0x35, 3, 0x0c, 0);

	a->sense[0] = 0x71;
	state = burn(16 * 8);
	EXPECT_EQ(3, count_op(&d, 0x35));
	EXPECT_TRUE(state->failed);
	EXPECT_EQ(0, state->acknowledged);
	EXPECT_TRUE(state->closed);
}

TEST_F(seq, deferred_warning_sends_the_write_again)
{
	say(&d, 0x2a, 1, 0x0c, 1)->sense[0] = 0x71;
	EXPECT_EQ(8, burn(16 * 8)->written);
	EXPECT_EQ(3, count_op(&d, 0x2a));
	EXPECT_FALSE(d.seq.state.failed);
	EXPECT_EQ(8, d.seq.state.acknowledged);
}

TEST_F(seq, reset_before_the_flush_loses_the_buffer)
{
	const struct burin_run_state *state;

	say(&d, 0x35, 6, 0x29, 0);
	state = burn(16 * 8);
	EXPECT_EQ(3, count_op(&d, 0x35));
	EXPECT_TRUE(state->failed);
	EXPECT_EQ(0x29, state->failure.asc);
	EXPECT_EQ(0, state->acknowledged);
	EXPECT_EQ(1, count_op(&d, 0x5b));
}

TEST_F(seq, reset_after_the_flush_is_harmless)
{
	const struct burin_run_state *state;

	say(&d, 0x5b, 6, 0x29, 0);
	state = burn(16 * 8);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(8, state->acknowledged);
	EXPECT_EQ(2, count_op(&d, 0x5b));
}

TEST_F(seq, attention_storm)
{
	const struct burin_run_state *state;

	say(&d, 0x2a, 6, 0x5a, 1)->times = 16;
	state = burn(16 * 8);
	EXPECT_FALSE(state->failed);
	EXPECT_EQ(16, state->retries);
	memset(&d, 0, sizeof(d));
	say(&d, 0x2a, 6, 0x5a, 1)->times = 17;
	EXPECT_TRUE(burn(16 * 8)->failed);
}

TEST_F(seq, recovered_error_counts_as_good)
{
	say(&d, 0x2a, 1, 0x0c, 1);
	EXPECT_EQ(8, burn(16 * 8)->written);
	EXPECT_EQ(2, count_op(&d, 0x2a));
	EXPECT_FALSE(d.seq.state.failed);
}

TEST_F(seq, busy_status_repeats)
{
	struct answer *a = say(&d, 0x2a, 0, 0, 0);

	a->status = 8;
	a->sense_len = 0;
	a->times = 5;
	EXPECT_FALSE(burn(16 * 8)->failed);
	EXPECT_EQ(7, count_op(&d, 0x2a));
}

TEST_F(seq, check_condition_without_sense)
{
	say(&d, 0x2a, 0, 0, 0)->sense_len = 0;
	EXPECT_TRUE(burn(16 * 8)->failed);
	EXPECT_EQ(1, count_op(&d, 0x2a));
	EXPECT_EQ(0, d.seq.state.written);
	memset(&d, 0, sizeof(d));
	say(&d, 0x5b, 0, 0, 0)->sense_len = 0;
	EXPECT_FALSE(burn(16 * 8)->failed);
	EXPECT_EQ(2, count_op(&d, 0x5b));
}

TEST_F(seq, short_transfer_answered_good_is_of_unknown_outcome)
{
	struct answer *a = say_host(&d, 0x2a, BURIN_HOST_OK);

	a->short_by = 16;
	EXPECT_TRUE(burn(16 * 8)->failed);
	EXPECT_EQ(1, count_op(&d, 0x2a));
	EXPECT_EQ(BURIN_HOST_ERROR, d.seq.state.failure.host);
	EXPECT_EQ(0, d.seq.state.written);
}

TEST_F(seq, cancel_between_two_commands)
{
	const struct burin_run_state *state;

	d.cancel_after = 2;
	state = burn(16 * 100);
	EXPECT_EQ(2, count_op(&d, 0x2a));
	EXPECT_EQ(8, state->written);
	EXPECT_EQ(8, state->acknowledged);
	EXPECT_EQ(BURIN_END_CANCELLED, state->end);
	EXPECT_TRUE(state->closed);
	EXPECT_FALSE(state->failed);
}

TEST_F(seq, cancel_fills_up_to_what_can_be_closed)
{
	const struct burin_run_state *state;

	s.streams[0].least_blocks = 30;
	d.cancel_after = 2;
	state = burn(16 * 100);
	EXPECT_EQ(30, state->written);
	EXPECT_EQ(0, nth_op(&d, 0x2a, 2)->data);
	EXPECT_EQ(64, nth_op(&d, 0x2a, 2)->zero);
	EXPECT_EQ(BURIN_END_CANCELLED, state->end);
}

TEST_F(seq, cancel_before_start_writes_nothing)
{
	struct burin_event event = { .kind = BURIN_EV_CANCEL };
	struct burin_seq_action action;

	burin_seq_init(&d.seq, &s.program);
	burin_seq_next(&d.seq, &event, &action);
	event = (struct burin_event) { .kind = BURIN_EV_START, .available = 6400, .ended = 1 };
	burin_seq_next(&d.seq, &event, &action);
	ASSERT_EQ(BURIN_ACT_SEND, action.kind);
	EXPECT_EQ(0x1e, action.cdb[0]);
	EXPECT_EQ(BURIN_END_CANCELLED, burin_seq_state(&d.seq)->end);
}

TEST_F(seq, cancel_drops_a_command_that_waits_for_its_repetition)
{
	say(&d, 0x2a, 2, 4, 8)->times = ~0u;
	d.cancel_after = 5;
	EXPECT_EQ(BURIN_END_CANCELLED, burn(16 * 8)->end);
	EXPECT_EQ(4, count_op(&d, 0x2a));	/* the fifth asks for room */
	EXPECT_FALSE(d.seq.state.failed);
}

TEST_F(seq, orphan_writes_what_is_published)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct burin_seq_action action;

	s.streams[0].end = BURIN_END_UNIT;
	s.streams[0].unit = 4;
	d.available[0] = 16 * 5;
	burin_seq_init(&d.seq, &s.program);
	step_drive(&d, &event, &action);
	ASSERT_TRUE(action.for_data);
	event = (struct burin_event) { .kind = BURIN_EV_DATA };
	step_drive(&d, &event, &action);
	carry_out(&d, &action, &event);
	step_drive(&d, &event, &action);
	ASSERT_EQ(BURIN_ACT_WAIT, action.kind);
	ASSERT_TRUE(action.for_data);
	event = (struct burin_event) { .kind = BURIN_EV_ORPHAN };
	step_drive(&d, &event, &action);
	ASSERT_EQ(BURIN_ACT_SEND, action.kind);
	EXPECT_EQ(16, action.data_bytes);
	EXPECT_EQ(48, action.zero_bytes);
	carry_out(&d, &action, &event);
	step_drive(&d, &event, &action);
	EXPECT_EQ(0x35, action.cdb[0]);
	EXPECT_EQ(BURIN_END_ORPHANED, d.seq.state.end);
	EXPECT_EQ(8, d.seq.state.written);
}

TEST_F(seq, streams_follow_one_another)
{
	const struct burin_run_state *state;

	s.program.stream_count = 2;
	d.available[1] = 16 * 6;
	d.ended[1] = true;
	state = burn(16 * 5);
	ASSERT_EQ(NULL, d.broken);
	ASSERT_EQ(4, count_op(&d, 0x2a));
	EXPECT_EQ(1100, be32(nth_op(&d, 0x2a, 2)->cdb + 2));
	EXPECT_EQ(11, state->written);
	EXPECT_EQ(11, state->acknowledged);
	EXPECT_EQ(1, state->stream);
}

/* What was handed over for the streams behind the one that runs is published, too. */
TEST_F(seq, orphan_writes_every_stream_that_is_published)
{
	const struct burin_run_state *state;

	s.program.stream_count = 2;
	d.available[0] = 16 * 8;
	d.available[1] = 16 * 5;
	d.orphan_after = 1;
	run(&d, &s.program);
	state = burin_seq_state(&d.seq);
	ASSERT_EQ(NULL, d.broken);
	EXPECT_EQ(BURIN_END_ORPHANED, state->end);
	ASSERT_EQ(8 + 5, state->acknowledged);
	EXPECT_EQ(1, state->stream);
	EXPECT_EQ(1104, be32(nth_op(&d, 0x2a, 3)->cdb + 2));
}

TEST_F(seq, orphan_fills_what_is_declared_of_streams_not_begun)
{
	s.program.stream_count = 2;
	s.streams[1].end = BURIN_END_DECLARED;
	s.streams[1].blocks = 10;
	d.available[0] = 16 * 8;
	d.orphan_after = 1;
	run(&d, &s.program);
	ASSERT_EQ(NULL, d.broken);
	ASSERT_EQ(8 + 10, burin_seq_state(&d.seq)->acknowledged);
	EXPECT_EQ(10 * 16, nth_op(&d, 0x2a, 2)->zero + nth_op(&d, 0x2a, 3)->zero + nth_op(&d, 0x2a, 4)->zero);
}

TEST_F(seq, a_new_stream_begins_without_data)
{
	s.program.stream_count = 2;
	d.available[1] = 0;
	d.ended[1] = true;
	EXPECT_EQ(5, burn(16 * 5)->written);
}

TEST_F(seq, masks)
{
	s.steps[0].when = BURIN_WHEN_COMPLETE;
	s.steps[1].when = BURIN_WHEN_CUT;
	s.steps[2].when = BURIN_WHEN_UNWRITTEN;
	s.steps[3].when = BURIN_WHEN_STREAM;
	s.steps[3].stream = 0;
	burn(16 * 4);
	EXPECT_EQ(1, count_op(&d, 0x35));
	EXPECT_EQ(0, count_op(&d, 0x5b));
	EXPECT_EQ(1, count_op(&d, 0x1e));
	memset(&d, 0, sizeof(d));
	d.cancel_after = 1;
	s.steps[3].stream = 1;
	s.program.stream_count = 2;
	burn(16 * 8);
	EXPECT_EQ(1, count_op(&d, 0x35));
	EXPECT_EQ(0, count_op(&d, 0x1e));
}

TEST_F(seq, a_step_that_stops_leaves_the_rest_and_is_not_closed)
{
	s.steps[0].flags |= BURIN_STEP_STOPS;
	say(&d, 0x35, 5, 0x24, 0);
	EXPECT_FALSE(burn(16 * 8)->closed);
	EXPECT_EQ(0, count_op(&d, 0x5b));
	EXPECT_EQ(0, count_op(&d, 0x1e));
	EXPECT_EQ(0, d.seq.state.acknowledged);
}

TEST_F(seq, an_ignored_step_does_not_fail_the_burn)
{
	say(&d, 0x1e, 5, 0x24, 0);
	EXPECT_FALSE(burn(16 * 8)->failed);
	EXPECT_EQ(8, d.seq.state.failed_steps);
}

TEST_F(seq, probes)
{
	s.program.probe_blocks = 8;
	burn(16 * 4 * 9);
	EXPECT_EQ(4, count_op(&d, 0x5c));
	memset(&d, 0, sizeof(d));
	say(&d, 0x5c, 5, 0x20, 0);
	EXPECT_FALSE(burn(16 * 4 * 9)->failed);
	EXPECT_EQ(1, count_op(&d, 0x5c));
	EXPECT_EQ(36, d.seq.state.written);
	memset(&d, 0, sizeof(d));
	say(&d, 0x5c, 6, 0x29, 0);
	EXPECT_TRUE(burn(16 * 4 * 9)->failed);
	EXPECT_EQ(8, d.seq.state.written);
	EXPECT_EQ(0, d.seq.state.acknowledged);
}

TEST_F(seq, a_probe_that_timed_out_ends_the_stream)
{
	s.program.probe_blocks = 8;
	say_host(&d, 0x5c, BURIN_HOST_TIMEOUT);
	EXPECT_TRUE(burn(16 * 4 * 9)->failed);
	EXPECT_EQ(8, d.seq.state.written);
	EXPECT_EQ(0, d.seq.state.acknowledged);
	EXPECT_EQ(1, count_op(&d, 0x5b));
}

TEST_F(seq, the_floor_holds_for_writes_of_unheard_opcodes)
{
	s.streams[0].cdb[0] = 0x3b;
	s.reactions[0] = (struct burin_reaction) { 3, BURIN_ANY, BURIN_ANY, BURIN_ANY,
						   BURIN_REACT_REPEAT, 0, 0, 1, 0 };
	s.program.reaction_count = 1;
	ASSERT_EQ(0, burin_seq_check(&s.program));
	say(&d, 0x3b, 3, 0x0c, 0);
	EXPECT_TRUE(burn(16 * 8)->failed);
	EXPECT_EQ(1, count_op(&d, 0x3b));
}

TEST_F(seq, reads)
{
	const struct burin_run_state *state;

	s.streams[0].cdb[0] = 0xa8;
	s.streams[0].cdb_len = 12;
	s.streams[0].direction = BURIN_DIR_IN;
	s.streams[0].blocks = 10;
	s.program.step_count = 0;
	ASSERT_EQ(0, burin_seq_check(&s.program));
	say(&d, 0xa8, 4, 0x44, 0);
	d.available[0] = 16 * 12;
	run(&d, &s.program);
	state = burin_seq_state(&d.seq);
	ASSERT_EQ(NULL, d.broken);
	ASSERT_EQ(4, d.count);
	EXPECT_EQ(2, blocks_of(d.sent[3].cdb));
	EXPECT_EQ(32, d.sent[3].data);
	EXPECT_EQ(0, d.sent[3].zero);
	EXPECT_EQ(BURIN_END_COMPLETE, state->end);
	EXPECT_EQ(110, state->next_lba);
	EXPECT_EQ(0, state->written);
	EXPECT_EQ(1, state->retries);
}

TEST_F(seq, an_event_out_of_turn_changes_nothing)
{
	struct burin_event event = { .kind = BURIN_EV_FINISHED };
	struct burin_seq_action action;

	burin_seq_init(&d.seq, &s.program);
	burin_seq_next(&d.seq, &event, &action);
	EXPECT_EQ(BURIN_ACT_WAIT, action.kind);
	event.kind = BURIN_EV_START;
	burin_seq_next(&d.seq, &event, &action);
	EXPECT_TRUE(action.for_data);
	event.kind = BURIN_EV_FINISHED;
	burin_seq_next(&d.seq, &event, &action);
	EXPECT_TRUE(action.for_data);
	EXPECT_EQ(0, d.seq.state.written);
}

TEST_HARNESS_MAIN
