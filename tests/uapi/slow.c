// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands that take long, and one that does not come back: the drive is told so by burin-vdrive
 * (VDRIVE, DRIVE), or its process (DRIVE_PID) is stopped, so that the kernel's error handling does
 * not come to an end either.
 */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS	5000		/* the driver's, beyond a command's own time */

/* burin-vdrive VERB DRIVE [WHAT]... */
static int vdrive(const char *verb, const char *what)
{
	char line[512];

	snprintf(line, sizeof(line), "\"$VDRIVE\" %s \"$DRIVE\" %s", verb, what);
	return system(line);
}

static pid_t drive_process(void)
{
	const char *pid = getenv("DRIVE_PID");

	return pid ? (pid_t)atoi(pid) : getpid();
}

/* What a call takes that does not wait, on a machine that has much else to do. */
static unsigned int moment(void)
{
	return 2000 * number_of("SLOW", 1);
}

/* A command handed over by another thread. */
struct sent {
	pthread_t thread;
	int fd, ret;
	struct burin_command command;
	unsigned char data[12];
	unsigned long long began, ended;
};

static void *send_it(void *arg)
{
	struct sent *sent = arg;

	sent->began = now_ms();
	sent->ret = unit_call(sent->fd, BURIN_IOC_COMMAND, &sent->command);
	sent->ended = now_ms();
	return NULL;
}

/* READ BUFFER CAPACITY: nobody else sends it. */
static struct burin_command ask(void *data, __u32 timeout_ms)
{
	return SIZED(burin_command, .cdb = { 0x5c, [8] = 12 }, .cdb_len = 10, .direction = BURIN_DIR_IN,
		     .timeout_ms = timeout_ms, .data = POINTER(data), .data_len = 12);
}

static int send_aside(struct sent *sent, int fd, __u32 timeout_ms)
{
	sent->fd = fd;
	sent->command = ask(sent->data, timeout_ms);
	return pthread_create(&sent->thread, NULL, send_it, sent);
}

FIXTURE(slow) {
	struct unit unit;
	struct program program;
	struct sent sent;
};
FIXTURE_SETUP(slow)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	ASSERT_EQ(0, unit_burn(&self->unit, 0, 1, 40));		/* it is ready */
	program_write(&self->program, 0, 0);
}
FIXTURE_TEARDOWN(slow)
{
	kill(drive_process(), SIGCONT);
	vdrive("fault", "");
	vdrive("clock", "0");
	unit_close(&self->unit);
	EXPECT_TRUE(unit_is_free_within(60000));
}

static bool sr_is_free(struct unit *unit)
{
	close(unit->sr);
	unit->sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	return unit->sr >= 0;
}

/* Another thread's command ends first; then all is free, as it is without one. */
TEST_F(slow, release_waits_for_a_command)
{
	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on 5c nth 1 stall 3'"));
	ASSERT_EQ(0, send_aside(&self->sent, self->unit.fd, 60000));
	sleep_ms(700);
	EXPECT_EQ(0, unit_release(self->unit.fd));
	EXPECT_TRUE(sr_is_free(&self->unit));
	pthread_join(self->sent.thread, NULL);
	EXPECT_EQ(0, self->sent.ret);
	EXPECT_EQ(0, self->sent.command.status);
	EXPECT_LE(2500, self->sent.ended - self->sent.began);
	EXPECT_EQ(0, unit_state(self->unit.fd).unit & BURIN_UNIT_OWNED);
}

/* What the command's end has armed runs, and RELEASE does not wait for that. */
TEST_F(slow, release_while_a_command_fails)
{
	const struct burin_step step = { .cdb = { 0x03, 0, 0, 0, 18 }, .cdb_len = 6, .direction = BURIN_DIR_IN,
					 .data_len = 18, .timeout_ms = 10000 };
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(&step), .step_count = 1);
	struct burin_unit_state state;

	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on 5c nth 1 stall 3' 'on 5c nth 1 sense 5/24/00'"));
	self->sent.fd = self->unit.fd;
	self->sent.command = ask(self->sent.data, 60000);
	self->sent.command.epilogue_failed = POINTER(&arm);
	ASSERT_EQ(0, pthread_create(&self->sent.thread, NULL, send_it, &self->sent));
	sleep_ms(700);
	EXPECT_EQ(0, unit_release(self->unit.fd));
	pthread_join(self->sent.thread, NULL);
	EXPECT_EQ(0, self->sent.ret);
	EXPECT_EQ(2, self->sent.command.status);
	EXPECT_TRUE(unit_is_free_within(20000));
	state = unit_state(self->unit.fd);
	EXPECT_EQ(1, state.commands);
	EXPECT_EQ(BURIN_RUN_DONE, state.run.phase);
	EXPECT_EQ(0, state.run.failed);
}

/* Two threads' commands come one after the other. */
TEST_F(slow, a_second_command_waits)
{
	struct sent other;

	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on 5c nth 1 stall 2'"));
	ASSERT_EQ(0, send_aside(&self->sent, self->unit.fd, 60000));
	sleep_ms(500);
	ASSERT_EQ(0, send_aside(&other, self->unit.fd, 60000));
	pthread_join(other.thread, NULL);
	pthread_join(self->sent.thread, NULL);
	EXPECT_EQ(0, other.ret | self->sent.ret);
	EXPECT_LE(self->sent.ended, other.ended);
	EXPECT_LE(1000, other.ended - other.began);
}

/* A process that is killed while its command is under way does not wait for it. */
TEST_F(slow, killed_in_a_command)
{
	unsigned char data[12];
	struct burin_command command = ask(data, 60000);
	unsigned long long began;
	struct unit unit;
	pid_t child;
	int status;

	unit_close(&self->unit);
	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on 5c nth 1 stall 4'"));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		if (unit_own(&unit))
			_exit(1);
		unit_call(unit.fd, BURIN_IOC_COMMAND, &command);
		_exit(2);
	}
	sleep_ms(1500);
	began = now_ms();
	kill(child, SIGKILL);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_GT(moment(), now_ms() - began);
	EXPECT_TRUE(unit_is_free_within(20000));
}

/* It is an orphan from the moment when its file is gone, though a command of it is under way. */
TEST_F(slow, a_burn_that_waits_for_no_heir)
{
	struct burin_adopt adopt = SIZED(burin_adopt, .generation = self->unit.generation);
	int other = unit_open(O_RDWR);

	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on write nth 1 stall 3'"));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	ASSERT_EQ(0, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	sleep_ms(500);
	close(self->unit.fd);
	self->unit.fd = -1;
	EXPECT_EQ(-ENOENT, unit_call(other, BURIN_IOC_ADOPT, &adopt));
	EXPECT_EQ(BURIN_UNIT_DESERTED | BURIN_UNIT_RUNNING,
		  unit_state(other).unit & (BURIN_UNIT_DESERTED | BURIN_UNIT_RUNNING));
	EXPECT_TRUE(unit_is_free_within(20000));
	EXPECT_EQ(BURIN_END_ORPHANED, unit_state(other).run.end);
	EXPECT_EQ(COMMAND_BLOCKS, unit_state(other).run.acknowledged);
	close(other);
}

/* What was sent may not be what was meant. */
TEST_F(slow, a_slot_changed_while_it_is_sent)
{
	struct unit *unit = &self->unit;
	struct burin_unit_state state;
	struct burin_done done;

	ASSERT_EQ(0, vdrive("clock", "1"));
	ASSERT_EQ(0, vdrive("fault", "'on write nth 1 stall 3'"));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));
	sleep_ms(700);
	unit->map[COMMAND_BYTES / 2] ^= 1;
	EXPECT_EQ(1, unit_complete(unit, &done, 1, 1, 20000));
	EXPECT_EQ(BURIN_SLOT_FAILED, done.how);
	EXPECT_TRUE(unit_is_done_within(unit->fd, 20000));
	state = unit_state(unit->fd);
	EXPECT_EQ(BURIN_HOST_CHANGED, state.run.failure.host);
	EXPECT_EQ(COMMAND_BLOCKS, state.run.submitted);
	EXPECT_EQ(0, state.run.written);
	EXPECT_EQ(1, state.commands);
}

/* Not back five seconds after its time: */
static bool took(unsigned long long began, unsigned long long ended, unsigned int timeout_ms)
{
	return ended - began >= timeout_ms && ended - began <= timeout_ms + PATIENCE_MS + moment();
}

static unsigned int reports_of(int fd)
{
	struct burin_report report;
	unsigned int kinds = 0;

	while (read(fd, &report, sizeof(report)) == sizeof(report))
		kinds |= 1u << report.kind;
	return kinds;
}

static bool is_found_within(int fd, unsigned int ms)
{
	unsigned long long end = now_ms() + ms;

	while (unit_state(fd).unit & BURIN_UNIT_LOST) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}

TEST_F(slow, a_command_that_does_not_come_back)
{
	struct unit *unit = &self->unit, other = { .sr = unit->sr, .sg = -1 };
	unsigned long long began;

	other.fd = unit_open(O_RDWR | O_NONBLOCK);
	ASSERT_EQ(0, kill(drive_process(), SIGSTOP));
	ASSERT_EQ(0, send_aside(&self->sent, unit->fd, 1000));
	pthread_join(self->sent.thread, NULL);
	EXPECT_EQ(0, self->sent.ret);
	EXPECT_EQ(BURIN_HOST_TIMEOUT, self->sent.command.host);
	EXPECT_TRUE(took(self->sent.began, self->sent.ended, 1000)) {
		TH_LOG("%llu ms", self->sent.ended - self->sent.began);
	}
	EXPECT_EQ(BURIN_UNIT_LOST, unit_state(other.fd).unit & BURIN_UNIT_LOST);
	began = now_ms();
	EXPECT_EQ(-EIO, unit_command(unit, "\0\0\0\0\0", 6, NULL, 0));
	EXPECT_EQ(-EIO, unit_start(unit, &self->program));
	EXPECT_EQ(0, unit_release(unit->fd));
	EXPECT_EQ(-EIO, unit_acquire(&other));
	EXPECT_GT(moment(), now_ms() - began);
	EXPECT_EQ(1u << BURIN_REPORT_LOST, reports_of(other.fd));
	ASSERT_EQ(0, kill(drive_process(), SIGCONT));
	EXPECT_TRUE(is_found_within(other.fd, 60000));
	EXPECT_EQ(1u << BURIN_REPORT_FOUND, reports_of(other.fd));
	EXPECT_EQ(0, unit_acquire(&other));
	EXPECT_EQ(0, unit_burn(&other, 0, 2, 41));
	unit_unmap(&other);
	EXPECT_EQ(0, unit_release(other.fd));
	close(other.fd);
}

/* No WRITE is sent again, and the epilogue waits until the drive is there again. */
TEST_F(slow, a_write_that_does_not_come_back)
{
	struct unit *unit = &self->unit;
	struct burin_unit_state state;
	struct burin_done done;
	unsigned long long began;

	self->program.streams[0].timeout_ms = 1000;
	ASSERT_EQ(0, unit_start(unit, &self->program));
	unit_fill(unit->map, COMMAND_BYTES, 42, 0);
	ASSERT_EQ(0, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(1, unit_complete(unit, &done, 1, 1, 60000));
	ASSERT_EQ(0, kill(drive_process(), SIGSTOP));
	ASSERT_EQ(0, unit_publish(unit, 1, 1, COMMAND_BYTES, 0));
	began = now_ms();
	EXPECT_EQ(1, unit_complete(unit, &done, 1, 1, 60000));
	EXPECT_TRUE(took(began, now_ms(), 1000)) { TH_LOG("%llu ms", now_ms() - began); }
	EXPECT_EQ(BURIN_SLOT_FAILED, done.how);
	state = unit_state(unit->fd);
	EXPECT_EQ(BURIN_UNIT_LOST | BURIN_UNIT_RUNNING, state.unit & (BURIN_UNIT_LOST | BURIN_UNIT_RUNNING));
	EXPECT_EQ(BURIN_HOST_TIMEOUT, state.run.failure.host);
	EXPECT_EQ(-EPIPE, unit_publish(unit, 2, 2, COMMAND_BYTES, 0));
	ASSERT_EQ(0, kill(drive_process(), SIGCONT));
	EXPECT_TRUE(unit_is_done_within(unit->fd, 60000));
	state = unit_state(unit->fd);
	EXPECT_EQ(BURIN_END_FAILED, state.run.end);
	EXPECT_EQ(2 * COMMAND_BLOCKS, state.run.submitted);
	EXPECT_EQ(COMMAND_BLOCKS, state.run.written);
	EXPECT_LE(3, state.commands);
	EXPECT_EQ(0, state.unit & BURIN_UNIT_LOST);
	EXPECT_EQ(0, unit_holds(unit, 0, 1, 42));
	EXPECT_EQ(0, unit_burn(unit, 0, 2, 43));
}

TEST_HARNESS_MAIN
