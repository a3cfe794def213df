// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every order of answers to the first commands of a small burn, alone and with a
 * cancel or the owner's death after each command: the burn always ends, never
 * repeats a write of unknown outcome, goes forward only, and keeps its promises.
 */
#include "engine/drive.h"

#include <kselftest_harness.h>

#define SENSE(code, key, asc, ascq) \
	{ .status = 2, .sense_len = 18, .times = 1, \
	  .sense = { code, 0, key, 0, 0, 0, 0, 10, 0, 0, 0, 0, asc, ascq } }

static const struct answer alphabet[] = {
	{ 0 },				/* GOOD */
	SENSE(0x70, 2, 0x04, 0x08),	/* buffer full, or busy */
	SENSE(0x70, 2, 0x04, 0x07),
	SENSE(0x70, 3, 0x0c, 0x00),
	SENSE(0x71, 3, 0x0c, 0x00),
	SENSE(0x70, 5, 0x21, 0x02),
	SENSE(0x70, 6, 0x29, 0x00),
	SENSE(0x70, 6, 0x5a, 0x01),
	{ .host = BURIN_HOST_TIMEOUT },
	{ .host = BURIN_HOST_GONE },
};

#define LETTERS (sizeof(alphabet) / sizeof(alphabet[0]))
#define GONE (LETTERS - 1)

static struct drive d;
static struct small s;

static bool was_gone(void)
{
	for (unsigned int i = 0; i < d.turn_count && i < d.count; i++)
		if (d.turns[i] == GONE)
			return true;
	return false;
}

static const char *judge(void)
{
	const struct burin_run_state *state = burin_seq_state(&d.seq);

	if (d.broken)
		return d.broken;
	if (state->phase != BURIN_RUN_DONE)
		return "not done";
	if (was_gone())
		return d.turns[d.count - 1] == GONE && state->failed && !state->closed ? NULL :
		       "something after the drive was gone";
	if (d.sent[d.count - 1].cdb[0] != 0x1e && d.turn_count < d.count)
		return "the tray stays locked";
	if ((count_op(&d, 0x35) != 0) != (state->written != 0))
		return "the mask of the flush";
	if ((count_op(&d, 0x5b) != 0) != (state->written != 0))
		return "the mask of the close";
	if (state->end == BURIN_END_FAILED && !state->failed)
		return "a failure is not told";
	if (!state->failed && state->acknowledged != state->written)
		return "a success that is not acknowledged";
	if (!state->failed && state->end == BURIN_END_COMPLETE && state->written != 8)
		return "a success that is not complete";
	return NULL;
}

static void begin(uint32_t number, unsigned int depth)
{
	/* not the whole: the record of what was sent is large */
	d.lines = d.count = d.cancel_after = d.orphan_after = 0;
	d.now = 0;
	d.broken = NULL;
	d.stuck = d.unknown = false;
	d.alphabet = alphabet;
	d.turn_count = depth;
	d.available[0] = 16 * 8;
	d.ended[0] = true;
	for (unsigned int i = 0; i < depth; i++) {
		d.turns[i] = (uint8_t)(number % LETTERS);
		number /= LETTERS;
	}
}

static uint32_t all(unsigned int depth)
{
	uint32_t n = 1;

	while (depth--)
		n *= LETTERS;
	return n;
}

FIXTURE(explore) { };
FIXTURE_SETUP(explore)
{
	make_small(&s);
	s.program.probe_blocks = 4;
}
FIXTURE_TEARDOWN(explore) { }

TEST_F(explore, answers_in_every_order)
{
	for (uint32_t n = 0; n < all(5); n++) {
		begin(n, 5);
		run(&d, &s.program);
		ASSERT_EQ(NULL, judge()) {
			TH_LOG("%s: order %u", judge(), n);
		}
	}
}

TEST_F(explore, with_a_cancel_or_an_orphan_after_each_command)
{
	for (unsigned int after = 1; after <= 6; after++) {
		for (uint32_t n = 0; n < 2 * all(4); n++) {
			begin(n / 2, 4);
			if (n & 1)
				d.cancel_after = after;
			else
				d.orphan_after = after;
			run(&d, &s.program);
			ASSERT_EQ(NULL, judge()) {
				TH_LOG("%s: order %u, %s after %u", judge(), n / 2,
				       n & 1 ? "cancel" : "orphan", after);
			}
		}
	}
}

TEST_HARNESS_MAIN
