// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring that is written to while its slots are published: WRITES random bytes at random places, by
 * SEED. With checksums a burn ends with BURIN_HOST_CHANGED, and what was done is on the medium as
 * it was published; without them it is the caller's own data that suffer. No more than that.
 */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define LBA		4096u
#define COMMANDS	(3 * SLOTS)

struct scribbler {
	const struct unit *unit;
	unsigned int state, pause_us, writes;
	volatile bool stop;
};

static unsigned int any(unsigned int *state, unsigned int below)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 8) % below;
}

static void *scribble(void *arg)
{
	struct scribbler *s = arg;
	struct timespec pause = { 0, (long)s->pause_us * 1000 };

	while (!s->stop) {
		s->unit->map[any(&s->state, (unsigned int)s->unit->ring.map_bytes)] =
			(unsigned char)any(&s->state, 256);
		s->writes++;
		if (s->pause_us)
			nanosleep(&pause, NULL);
	}
	return NULL;
}

/* Told of each slot; bytes may have changed while they were filled in. */
static int publish(const struct unit *unit, unsigned int n, bool last, __u32 *sum)
{
	const void *data = unit->map + n % SLOTS * unit->ring.stride;
	struct burin_slot slot = { .sequence = n, .slot = n % SLOTS, .length = COMMAND_BYTES };
	struct burin_publish publish = SIZED(burin_publish, .flags = last ? BURIN_PUBLISH_END : 0,
					     .slots = POINTER(&slot), .count = 1);

	*sum = crc32c(data, COMMAND_BYTES);
	if (unit->ring.checksum == BURIN_CHECKSUM_CRC32C)
		slot.checksum = *sum;
	return unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish);
}

/* All commands, or as many as are taken. */
static int feed(const struct unit *unit, unsigned int seed, __u32 *sums)
{
	struct burin_done done[SLOTS];
	unsigned int given = 0, back = 0;
	int n;

	while (back < COMMANDS) {
		for (; given < COMMANDS && given - back < SLOTS; given++) {
			unit_fill(unit->map + given % SLOTS * unit->ring.stride, COMMAND_BYTES, seed, given);
			n = publish(unit, given, given + 1 == COMMANDS, &sums[given]);
			if (n)
				return n;
		}
		n = unit_complete(unit, done, SLOTS, 1, 30000);
		if (n <= 0)
			return n ? n : -ETIME;
		back += (unsigned int)n;
	}
	return 0;
}

static bool holds(const struct unit *unit, unsigned int commands, const __u32 *sums)
{
	static unsigned char got[COMMAND_BYTES];
	unsigned int n;

	for (n = 0; n < commands; n++) {
		__u32 at = LBA + n * COMMAND_BLOCKS;
		const unsigned char cdb[10] = { READ_10, 0, 0, 0, (__u8)(at >> 8), (__u8)at, 0, 0,
						COMMAND_BLOCKS };

		if (unit_command(unit, cdb, 10, got, sizeof(got)) || crc32c(got, sizeof(got)) != sums[n])
			return false;
	}
	return true;
}

/* What the burn may have come to. */
static int judge(struct unit *unit, const __u32 *sums)
{
	struct burin_unit_state state = unit_state(unit->fd);
	unsigned int written = (unsigned int)(state.run.written / COMMAND_BLOCKS);

	if (state.run.written && !state.run.closed)
		return __LINE__;
	if (unit->ring.checksum == BURIN_CHECKSUM_NONE)
		return state.run.failed || written != COMMANDS ? __LINE__ : 0;
	if (state.run.failed ? state.run.failure.host != BURIN_HOST_CHANGED ||
	    state.run.failure.lba != (__s64)(LBA + state.run.written) : written != COMMANDS)
		return __LINE__;
	return holds(unit, written, sums) ? 0 : __LINE__;
}

static int burn(struct unit *unit, __u32 checksum, unsigned int pause_us, unsigned int seed,
		unsigned int *writes)
{
	struct scribbler scribbler = { .unit = unit, .state = seed, .pause_us = pause_us };
	__u32 sums[COMMANDS] = { 0 };
	struct program program;
	pthread_t thread;
	int ret;

	if (unit_ring(unit, SLOTS, checksum))
		return __LINE__;
	program_write(&program, LBA, 0);
	if (unit_start(unit, &program) || pthread_create(&thread, NULL, scribble, &scribbler))
		return __LINE__;
	ret = feed(unit, seed, sums);
	if (!unit_is_done_within(unit->fd, 30000))
		ret = __LINE__;
	scribbler.stop = true;
	pthread_join(thread, NULL);
	*writes += scribbler.writes;
	return ret && ret != -EPIPE ? __LINE__ : judge(unit, sums);
}

FIXTURE(scribble) { struct unit unit; };
FIXTURE_SETUP(scribble)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	ASSERT_EQ(0, unit_burn(&self->unit, 0, 1, 50));
}
FIXTURE_TEARDOWN(scribble)
{
	unit_close(&self->unit);
}

/* Now and then, often, and without a pause: the first lets some burns end well. */
static int burn_until(struct unit *unit, __u32 checksum, unsigned int wanted, unsigned int *changed)
{
	static const unsigned int pauses[] = { 200000, 20000, 1000, 0 };
	unsigned int seed = number_of("SEED", (unsigned int)time(NULL)), writes = 0, n;
	int ret = 0;

	*changed = 0;
	for (n = 0; !ret && (writes < wanted || n < 12); n++) {
		ret = burn(unit, checksum, pauses[n % COUNT(pauses)], seed + n, &writes);
		*changed += unit_state(unit->fd).run.failed;
	}
	fprintf(stderr, "# seed %u: %u burns, %u writes, %u burns ended by them\n", seed, n, writes, *changed);
	return ret;
}

TEST_F(scribble, with_checksums)
{
	unsigned int changed;

	EXPECT_EQ(0, burn_until(&self->unit, BURIN_CHECKSUM_CRC32C, number_of("WRITES", 100000), &changed));
	EXPECT_LT(3, changed);
	EXPECT_EQ(0, unit_burn(&self->unit, 0, 2 * SLOTS, 51));
}

TEST_F(scribble, without_checksums)
{
	unsigned int changed;

	EXPECT_EQ(0, burn_until(&self->unit, BURIN_CHECKSUM_NONE, number_of("WRITES", 100000), &changed));
	EXPECT_EQ(0, changed);
	EXPECT_EQ(0, unit_burn(&self->unit, 0, 2 * SLOTS, 52));
}

TEST_HARNESS_MAIN
