// SPDX-License-Identifier: GPL-2.0-or-later
/* A drive whose buffer is smaller than the burn: refused writes against questions for room. */
#include "engine/drive.h"

#include <kselftest_harness.h>

#define COMMAND		64		/* bytes */
#define COMMANDS	400

static struct drive d;
static struct small s;

static const struct burin_run_state *burn(void)
{
	d.available[0] = COMMAND * COMMANDS;
	d.ended[0] = true;
	run(&d, &s.program);
	return burin_seq_state(&d.seq);
}

FIXTURE(pace) { };
FIXTURE_SETUP(pace)
{
	memset(&d, 0, sizeof(d));
	make_small(&s);
	/* ten commands; one leaves in a millisecond, a hundred could come in */
	d.buffer = (struct small_buffer){ .size = 10 * COMMAND, .drain = COMMAND };
}
FIXTURE_TEARDOWN(pace)
{
	EXPECT_EQ(NULL, d.broken);
}

TEST_F(pace, one_refusal_then_questions)
{
	const struct burin_run_state *state = burn();

	EXPECT_EQ(4 * COMMANDS, state->written);
	EXPECT_FALSE(state->failed);
	EXPECT_GE(6, d.buffer.refusals);	/* the first write's own repetitions */
	/* Room for several is used without asking: fewer questions than writes. */
	EXPECT_LT(COMMANDS / 12, count_op(&d, 0x5c));
	EXPECT_GT(COMMANDS / 2, count_op(&d, 0x5c));
	/* It takes as long as the drive needs, and two polls. */
	EXPECT_GT((COMMANDS + 120) * MS, d.now);
}

TEST_F(pace, questions_leave_the_drive_its_time)
{
	const struct sent *last = NULL;

	burn();
	for (unsigned int i = 0; i < d.count; i++) {
		if (d.sent[i].cdb[0] != 0x5c)
			continue;
		if (last && last + 1 == &d.sent[i])
			EXPECT_LE(10 * MS, d.sent[i].at - last->at);
		last = &d.sent[i];
	}
	ASSERT_NE(NULL, last);
}

TEST_F(pace, a_drive_that_lets_writes_wait_is_not_asked)
{
	d.buffer.size = 0;
	EXPECT_EQ(4 * COMMANDS, burn()->written);
	EXPECT_EQ(0, count_op(&d, 0x5c));
}

TEST_F(pace, a_drive_that_does_not_answer_is_asked_once)
{
	d.buffer.tells = TELLS_NOTHING;
	EXPECT_EQ(4 * COMMANDS, burn()->written);
	EXPECT_EQ(1, count_op(&d, 0x5c));
	EXPECT_LT(20, d.buffer.refusals);
}

TEST_F(pace, a_question_that_is_refused_is_the_last)
{
	say(&d, 0x5c, 5, 0x20, 0)->times = ~0u;
	EXPECT_EQ(4 * COMMANDS, burn()->written);
	EXPECT_EQ(1, count_op(&d, 0x5c));
}

TEST_F(pace, a_drive_that_always_says_full_is_found_out)
{
	d.buffer.tells = TELLS_FULL;
	EXPECT_EQ(4 * COMMANDS, burn()->written);
	EXPECT_GT(300, count_op(&d, 0x5c));	/* of two seconds, once */
	EXPECT_LT(20, d.buffer.refusals);
}

/* It calibrates: one write goes out in vain after two seconds, and questions go on behind it. */
TEST_F(pace, a_long_pause_is_no_lie)
{
	d.buffer.idle_from = 100 * MS;
	d.buffer.idle_until = 5000 * MS;
	EXPECT_EQ(4 * COMMANDS, burn()->written);
	EXPECT_LT(5000 * MS, d.now);
	EXPECT_LT(200 + COMMANDS / 20, count_op(&d, 0x5c));
	EXPECT_EQ(0, d.seq.pace_off);
}

TEST_F(pace, cancel_does_not_wait_for_room)
{
	d.buffer.drain = 0;
	d.cancel_after = 30;
	EXPECT_EQ(BURIN_END_CANCELLED, burn()->end);
	EXPECT_GT(40, d.count);
}

TEST_HARNESS_MAIN
