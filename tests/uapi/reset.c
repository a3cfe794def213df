// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The drive is reset from outside (RESET, a command line) at points of a burn drawn by SEED, RESETS
 * times. The kernel's loopback target drops what is under way then, and tells nobody: it comes back
 * when its time is over. The burn ends whole, or failed saying so; the next one is right.
 */
#include "harness.h"
#include "unit.h"

#include <pthread.h>
#include <stdlib.h>

#define TIME_MS		1500u
#define SLOTS_FED	256u
#define ENDS_MS		60000u

static unsigned int number(const char *variable, unsigned int unless)
{
	const char *text = getenv(variable);

	return text && *text ? (unsigned int)atoi(text) : unless;
}

static void *reset(void *arg)
{
	const unsigned int *after_ms = arg;

	sleep_ms(*after_ms);
	return (void *)(long)system(getenv("RESET"));
}

/* What is fed when the streams are over goes nowhere. */
static void feed(const struct unit *unit)
{
	struct burin_done done[SLOTS];
	unsigned int given = 0, back = 0;
	int n = 0;

	while (n >= 0 && back < SLOTS_FED) {
		for (; given < SLOTS_FED && given - back < SLOTS; given++) {
			unit_fill(unit->map + given % SLOTS * unit->ring.stride, COMMAND_BYTES, 7, given);
			if (unit_publish(unit, given, given % SLOTS, COMMAND_BYTES,
					 given + 1 == SLOTS_FED ? BURIN_PUBLISH_END : 0))
				return;
		}
		n = unit_complete(unit, done, SLOTS, 1, ENDS_MS);
		back += n > 0 ? (unsigned int)n : 0;
		if (!n)
			return;
	}
}

static int burn(const struct unit *unit)
{
	struct program program;
	int ret;

	program_write(&program, 0, 0);
	program.streams[0].timeout_ms = TIME_MS;
	program.steps[0].timeout_ms = TIME_MS;
	ret = unit_start(unit, &program);
	if (!ret)
		feed(unit);
	return ret;
}

/* Whole and flushed, or failed and nothing more acknowledged than written. */
static bool is_sound(const struct burin_run_state *run)
{
	if (!run->failed)
		return run->closed && run->end == BURIN_END_COMPLETE &&
		       run->acknowledged == SLOTS_FED * COMMAND_BLOCKS;
	return run->acknowledged <= run->written && run->written <= run->submitted;
}

TEST(burns_that_are_reset)
{
	unsigned int seed = number("SEED", 1), resets = number("RESETS", 6), failed = 0, i;
	unsigned int after_ms;
	struct unit unit;
	pthread_t thread;
	void *status;

	srand(seed);
	ASSERT_EQ(0, unit_own(&unit));
	for (i = 0; i < resets; i++) {
		struct burin_unit_state state;

		after_ms = (unsigned int)rand() % 400 * number("SLOW", 1);
		ASSERT_EQ(0, unit_burn(&unit, 0, 4, seed + i));
		ASSERT_EQ(0, unit_ring(&unit, SLOTS, BURIN_CHECKSUM_CRC32C));
		ASSERT_EQ(0, pthread_create(&thread, NULL, reset, &after_ms));
		ASSERT_EQ(0, burn(&unit));
		ASSERT_EQ(0, pthread_join(thread, &status));
		EXPECT_EQ(0, (long)status);
		ASSERT_TRUE(unit_is_done_within(unit.fd, ENDS_MS));
		state = unit_state(unit.fd);
		EXPECT_TRUE(is_sound(&state.run));
		failed += state.run.failed;
	}
	EXPECT_EQ(0, unit_burn(&unit, 0, 4, seed));
	unit_close(&unit);
	TH_LOG("seed %u: %u resets, %u burns failed", seed, resets, failed);
}

TEST_HARNESS_MAIN
