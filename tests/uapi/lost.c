// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands that never come back: whoever waits is told within their time and five seconds, whatever
 * the kernel's error handling still does; the unit is lost until that has ended. The drive's process
 * (DRIVE_PROCESS) is stopped meanwhile, so that not even an abort is answered.
 */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIME_MS		1000u
#define PATIENCE_MS	5000u		/* the driver's, uapi.rst, "Death" */
#define LATE_MS		1500u		/* until a busy guest sees it */
#define FOUND_MS	60000u		/* for the error handling to end */

static unsigned int slow(void)
{
	const char *times = getenv("SLOW");

	return times ? (unsigned int)atoi(times) : 1;
}

static void tell_drive(int signal_no)
{
	const char *process = getenv("DRIVE_PROCESS");

	if (process && atoi(process) > 1)
		kill(atoi(process), signal_no);
}

FIXTURE(lost) {
	struct unit unit;
	int other;
};
FIXTURE_SETUP(lost)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	ASSERT_EQ(0, unit_burn(&self->unit, 0, 2, 1));
	self->other = unit_open(O_RDONLY | O_NONBLOCK);
	ASSERT_LE(0, self->other);
}
static bool is_found_within(int fd, unsigned int ms)
{
	unsigned long long end = now_ms() + ms * slow();

	while (unit_state(fd).unit & BURIN_UNIT_LOST) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}
/* The drive answers again: found, free, and burned on as ever. */
FIXTURE_TEARDOWN(lost)
{
	tell_drive(SIGCONT);
	EXPECT_TRUE(is_found_within(self->other, FOUND_MS));
	unit_close(&self->unit);
	EXPECT_TRUE(unit_is_free_within(FOUND_MS));
	ASSERT_EQ(0, unit_own(&self->unit));
	EXPECT_EQ(0, unit_burn(&self->unit, 64, 4, 2));
	unit_close(&self->unit);
	close(self->other);
}

static struct burin_command test_unit_ready(void)
{
	return SIZED(burin_command, .cdb_len = 6, .timeout_ms = TIME_MS);
}

static bool in_time(unsigned long long since)
{
	unsigned long long took = now_ms() - since;

	return took >= TIME_MS && took <= TIME_MS + PATIENCE_MS + LATE_MS * slow();
}

/* Kinds of records that have come, as bits. */
static unsigned int reported(int fd)
{
	struct burin_report report;
	unsigned int kinds = 0;

	while (read(fd, &report, sizeof(report)) == sizeof(report))
		kinds |= 1u << report.kind;
	return kinds;
}

TEST_F(lost, a_command)
{
	struct burin_command command = test_unit_ready();
	unsigned long long since = now_ms();

	reported(self->other);
	tell_drive(SIGSTOP);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
	EXPECT_TRUE(in_time(since));
	EXPECT_EQ(BURIN_HOST_TIMEOUT, command.host);
	EXPECT_NE(0, unit_state(self->other).unit & BURIN_UNIT_LOST);
	EXPECT_EQ(1u << BURIN_REPORT_LOST, reported(self->other));
	tell_drive(SIGCONT);
	EXPECT_TRUE(is_found_within(self->other, FOUND_MS));
	sleep_ms(100);
	EXPECT_EQ(1u << BURIN_REPORT_FOUND, reported(self->other));
}

TEST_F(lost, nothing_goes_out_meanwhile)
{
	struct burin_command command = test_unit_ready();
	unsigned long long since;
	struct program program;

	tell_drive(SIGSTOP);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
	since = now_ms();
	EXPECT_EQ(-EIO, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
	program_write(&program, 0, 0);
	EXPECT_EQ(-EIO, unit_start(&self->unit, &program));
	EXPECT_GE(LATE_MS * slow(), now_ms() - since);
}

/* What was left by the owner is no longer his; the next one is told that the drive is lost. */
TEST_F(lost, its_owner_leaves)
{
	struct burin_command command = test_unit_ready();
	unsigned long long since;
	struct unit next = { -1, -1, -1, 0, { 0 }, NULL };

	tell_drive(SIGSTOP);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
	since = now_ms();
	EXPECT_EQ(0, unit_release(self->unit.fd));
	EXPECT_GE(LATE_MS * slow(), now_ms() - since);
	next.sr = self->unit.sr;
	next.fd = unit_open(O_RDWR | O_NONBLOCK);
	EXPECT_EQ(-EIO, unit_acquire(&next));
	close(next.fd);
}

static int feed_one(const struct unit *unit)
{
	unit_fill(unit->map, COMMAND_BYTES, 3, 0);
	return unit_publish(unit, 0, 0, COMMAND_BYTES, BURIN_PUBLISH_END);
}

static bool has_failed_within(int fd, unsigned int ms, struct burin_unit_state *state)
{
	unsigned long long end = now_ms() + ms;

	for (;;) {
		*state = unit_state(fd);
		if (state->run.failed || now_ms() > end)
			return state->run.failed;
		sleep_ms(10);
	}
}

/* Of unknown outcome: it is not sent again, and nothing counts as flushed. */
TEST_F(lost, a_write_of_a_burn)
{
	unsigned long long since = now_ms();
	struct burin_unit_state state;
	struct burin_done done;
	struct program program;

	program_write(&program, 128, 0);
	program.streams[0].timeout_ms = TIME_MS;
	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	tell_drive(SIGSTOP);
	ASSERT_EQ(0, unit_start(&self->unit, &program));
	ASSERT_EQ(0, feed_one(&self->unit));
	EXPECT_TRUE(has_failed_within(self->other, TIME_MS + PATIENCE_MS + LATE_MS * slow(), &state));
	EXPECT_TRUE(in_time(since));
	EXPECT_EQ(BURIN_HOST_TIMEOUT, state.run.failure.host);
	EXPECT_EQ(WRITE_10, state.run.failure.cdb[0]);
	EXPECT_NE(0, state.unit & BURIN_UNIT_LOST);
	EXPECT_EQ(1, unit_complete(&self->unit, &done, 1, 1, PATIENCE_MS));
	EXPECT_EQ(BURIN_SLOT_FAILED, done.how);
	tell_drive(SIGCONT);
	EXPECT_TRUE(unit_is_done_within(self->unit.fd, FOUND_MS));
	state = unit_state(self->other);
	EXPECT_EQ(0, state.run.written);
	EXPECT_EQ(0, state.run.acknowledged);
}

TEST_HARNESS_MAIN
