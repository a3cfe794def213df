// SPDX-License-Identifier: GPL-2.0-or-later
/* Small burns as they should be, called off in the middle, starved, and streams that read. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <scsi/sg.h>
#include <sys/ioctl.h>

FIXTURE(burn) {
	struct unit unit;
	struct program program;
};
FIXTURE_SETUP(burn)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	program_write(&self->program, 0, 0);
}
FIXTURE_TEARDOWN(burn)
{
	unit_close(&self->unit);
}

static int feed(const struct unit *unit, __u64 from, __u64 to, unsigned int seed)
{
	int ret = 0;
	__u64 n;

	for (n = from; n < to && !ret; n++) {
		unit_fill(unit->map + n % SLOTS * unit->ring.stride, COMMAND_BYTES, seed, n);
		ret = unit_publish(unit, n, n % SLOTS, COMMAND_BYTES, 0);
	}
	return ret;
}

TEST_F(burn, what_is_given_is_on_the_medium)
{
	EXPECT_EQ(0, unit_burn(&self->unit, 0, 3 * SLOTS + 1, 11));
	EXPECT_EQ(0, unit_burn(&self->unit, 512, 1, 12));
	EXPECT_EQ(0, unit_holds(&self->unit, 0, 3 * SLOTS + 1, 11));
}

static short revents(const struct unit *unit, int ms)
{
	struct pollfd look = { .fd = unit->fd, .events = POLLIN | POLLOUT };

	return poll(&look, 1, ms) < 0 ? -1 : look.revents;
}

TEST_F(burn, polls)
{
	struct unit *unit = &self->unit;
	struct burin_report reports[16];
	struct burin_done done[SLOTS];

	EXPECT_EQ(0, revents(unit, 0));
	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	EXPECT_EQ(POLLIN, revents(unit, 5000));
	EXPECT_LT(0, read(unit->fd, reports, sizeof(reports)));
	EXPECT_EQ(0, revents(unit, 50));
	ASSERT_EQ(0, feed(unit, 0, 1, 0));
	while (!(revents(unit, 5000) & POLLOUT) && read(unit->fd, reports, sizeof(reports)) > 0)
		;
	EXPECT_NE(0, revents(unit, 5000) & POLLOUT);
	EXPECT_EQ(1, unit_complete(unit, done, SLOTS, 1, 0));
	EXPECT_EQ(0, revents(unit, 0) & POLLOUT);
	EXPECT_EQ(0, unit_end(unit));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(POLLIN | POLLOUT, revents(unit, 0));	/* the end is told, as if by slots */
}

/* The records of a burn, each later than the one before, the counters never less. */
TEST_F(burn, records_tell_it)
{
	struct burin_report report, last = { 0 };
	unsigned int kinds = 0, n = 0;
	int other = unit_open(O_RDONLY | O_NONBLOCK);

	ASSERT_EQ(0, unit_burn(&self->unit, 0, SLOTS, 13));
	while (read(other, &report, sizeof(report)) == sizeof(report)) {
		EXPECT_LE(last.time_ns, report.time_ns);
		EXPECT_LE(last.written, report.written);
		EXPECT_LE(last.acknowledged, report.acknowledged);
		EXPECT_LE(last.phase, report.phase);
		EXPECT_EQ(self->unit.generation, report.generation);
		kinds |= 1u << report.kind;
		last = report;
		n++;
	}
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_LE(3, n);
	EXPECT_EQ(BURIN_REPORT_DONE, last.kind);
	EXPECT_EQ(SLOTS * COMMAND_BLOCKS, last.acknowledged);
	EXPECT_EQ(1, last.closed);
	EXPECT_EQ(0, kinds & ~(1u << BURIN_REPORT_STATE | 1u << BURIN_REPORT_DONE | 1u << BURIN_REPORT_DRY));
	close(other);
}

/* Who does not read loses the newest, and is told how many. */
TEST_F(burn, records_that_nobody_reads)
{
	struct burin_report reports[70] = { 0 };
	int other = unit_open(O_RDONLY | O_NONBLOCK), n;
	ssize_t bytes;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	for (n = 0; n < 70; n++) {
		ASSERT_EQ(0, unit_start(&self->unit, &self->program));
		ASSERT_EQ(0, unit_end(&self->unit));
		ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	}
	bytes = read(other, reports, sizeof(reports));
	EXPECT_EQ(64 * (ssize_t)sizeof(reports[0]), bytes);
	EXPECT_EQ(0, reports[63].lost);
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	ASSERT_EQ(0, unit_cancel(&self->unit));
	ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_LT(0, read(other, reports, sizeof(reports)));
	EXPECT_LE(70, reports[0].lost);
	EXPECT_EQ(0, reports[1].lost);
	close(other);
}

TEST_F(burn, cancelled_in_the_middle)
{
	struct unit *unit = &self->unit;
	struct burin_done done[SLOTS];
	struct burin_unit_state state;
	int n;

	ASSERT_EQ(0, unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, feed(unit, 0, 2, 14));
	ASSERT_EQ(2, unit_complete(unit, done, SLOTS, 2, 10000));
	ASSERT_EQ(0, unit_cancel(unit));
	EXPECT_EQ(0, unit_cancel(unit));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	state = unit_state(unit->fd);
	EXPECT_EQ(BURIN_END_CANCELLED, state.run.end);
	EXPECT_EQ(0, state.run.failed);
	EXPECT_EQ(1, state.run.closed);
	EXPECT_EQ(2 * COMMAND_BLOCKS, state.run.acknowledged);
	EXPECT_EQ(-EPIPE, feed(unit, 2, 3, 14));
	EXPECT_EQ(0, unit_cancel(unit));
	/* and with slots that wait for a beginning */
	self->program.start.start_slots = SLOTS;
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, feed(unit, 0, 3, 15));
	ASSERT_EQ(0, unit_cancel(unit));
	n = unit_complete(unit, done, SLOTS, 3, 10000);
	ASSERT_EQ(3, n);
	while (n--)
		EXPECT_EQ(BURIN_SLOT_UNUSED, done[n].how);
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(0, unit_state(unit->fd).run.submitted);
	EXPECT_EQ(0, unit_holds(unit, 0, 2, 14));
}

/* Zeros up to what makes it closable, whatever comes in between. */
TEST_F(burn, cancelled_before_its_least_blocks)
{
	struct unit *unit = &self->unit;

	self->program.streams[0].least_blocks = 5 * COMMAND_BLOCKS;
	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, feed(unit, 0, 1, 16));
	ASSERT_EQ(1, unit_complete(unit, &(struct burin_done){ 0 }, 1, 1, 10000));
	ASSERT_EQ(0, unit_cancel(unit));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(5 * COMMAND_BLOCKS, unit_state(unit->fd).run.acknowledged);
	EXPECT_EQ(0, unit_holds(unit, 0, 1, 16));
}

TEST_F(burn, starved)
{
	struct unit *unit = &self->unit;

	self->program.start.starve_ms = 300;
	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, feed(unit, 0, 2, 17));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(BURIN_END_ORPHANED, unit_state(unit->fd).run.end);
	EXPECT_EQ(2 * COMMAND_BLOCKS, unit_state(unit->fd).run.acknowledged);
	/* it is its owner's all the same */
	EXPECT_EQ(0, unit_burn(unit, 0, 2, 18));
}

/* The first stream has not begun when it is told; what is missing of the second is declared. */
TEST_F(burn, orphaned_with_two_streams)
{
	struct burin_cancel orphan = SIZED(burin_cancel, .flags = BURIN_CANCEL_ORPHAN);
	struct burin_stream_spec *streams = self->program.streams;
	struct unit *unit = &self->unit;

	streams[1] = streams[0];
	streams[1].lba = 512;
	streams[1].end = BURIN_END_DECLARED;
	streams[1].blocks = 4 * COMMAND_BLOCKS;
	self->program.start.stream_count = 2;
	self->program.start.start_slots = SLOTS;
	ASSERT_EQ(0, unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, feed(unit, 0, 2, 20));
	ASSERT_EQ(0, unit_end(unit));
	unit_fill(unit->map + 2 * unit->ring.stride, COMMAND_BYTES, 21, 0);
	ASSERT_EQ(0, unit_publish(unit, 2, 2, COMMAND_BYTES, 0));
	ASSERT_EQ(0, unit_call(unit->fd, BURIN_IOC_CANCEL, &orphan));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(BURIN_END_ORPHANED, unit_state(unit->fd).run.end);
	EXPECT_EQ((2 + 4) * COMMAND_BLOCKS, unit_state(unit->fd).run.acknowledged);
	EXPECT_EQ(0, unit_holds(unit, 0, 2, 20));
	EXPECT_EQ(0, unit_holds(unit, 512, 1, 21));
}

static int give_room(const struct unit *unit, __u32 n, __u32 length, __u32 checksum)
{
	struct burin_slot room = { .sequence = n, .slot = n, .length = length, .checksum = checksum };
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(&room), .count = 1);

	return unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish);
}

TEST_F(burn, a_stream_that_reads)
{
	struct unit *unit = &self->unit;
	struct burin_done done[SLOTS];
	unsigned char want[COMMAND_BYTES];
	unsigned int n;
	int ret;

	ASSERT_EQ(0, unit_burn(unit, 0, 3, 19));
	program_read(&self->program, 0, 2 * COMMAND_BLOCKS + 5);
	ASSERT_EQ(0, unit_start(unit, &self->program));
	memset(unit->map, 0, unit->ring.map_bytes);
	for (n = 0; n < 3; n++) {
		EXPECT_EQ(-EINVAL, give_room(unit, n, COMMAND_BYTES - 1, 0));	/* of a command, always */
		EXPECT_EQ(-EINVAL, give_room(unit, n, COMMAND_BYTES, 1));
		EXPECT_EQ(0, give_room(unit, n, COMMAND_BYTES, 0));
	}
	ret = unit_end(unit);		/* -EPIPE: all that was declared has been read before */
	EXPECT_TRUE(!ret || ret == -EPIPE) { TH_LOG("%d", ret); }
	ASSERT_EQ(3, unit_complete(unit, done, SLOTS, 3, 10000));
	for (n = 0; n < 3; n++) {
		__u32 bytes = n < 2 ? COMMAND_BYTES : 5 * BLOCK;

		unit_fill(want, sizeof(want), 19, n);
		EXPECT_EQ(bytes, done[n].length);
		EXPECT_EQ(crc32c(want, bytes), done[n].checksum);
		EXPECT_EQ(0, memcmp(want, unit->map + n * unit->ring.stride, bytes));
	}
	EXPECT_EQ(0, unit->map[2 * unit->ring.stride + 5 * BLOCK]);
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(0, unit_state(unit->fd).run.written);
}

TEST_F(burn, a_stream_that_reads_where_nothing_is)
{
	struct unit *unit = &self->unit;
	struct burin_done done;

	program_read(&self->program, 1 << 24, COMMAND_BLOCKS);
	ASSERT_EQ(0, unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	ASSERT_EQ(0, give_room(unit, 0, COMMAND_BYTES, 0));
	ASSERT_EQ(1, unit_complete(unit, &done, 1, 1, 10000));
	EXPECT_EQ(BURIN_SLOT_FAILED, done.how);
	EXPECT_EQ(5, done.key);
	EXPECT_EQ(0x21, done.asc);
	EXPECT_EQ(0, done.length);
	EXPECT_EQ(BURIN_END_FAILED, unit_state(unit->fd).run.end);
}

/* No program at all, and one of nothing but steps. */
TEST_F(burn, without_streams)
{
	struct burin_start nothing = SIZED(burin_start);

	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_START, &nothing));
	EXPECT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	self->program.start.stream_count = 0;
	self->program.start.streams = 0;
	self->program.steps[0].when = 0;
	EXPECT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(1, unit_state(self->unit.fd).commands);
	EXPECT_EQ(-EINVAL, unit_end(&self->unit));
	EXPECT_EQ(-EINVAL, unit_cancel(&self->unit));
}

/* Somebody else's commands come in between, and the door is locked again and again. */
static volatile bool asking;
static void *ask(void *arg)
{
	unsigned char cdb[6] = { 0x1e }, sense[32];	/* unlocks it */
	struct sg_io_hdr hdr = {
		.interface_id = 'S', .dxfer_direction = SG_DXFER_NONE, .cmd_len = sizeof(cdb),
		.cmdp = cdb, .mx_sb_len = sizeof(sense), .sbp = sense, .timeout = 10000,
	};

	while (asking)
		ioctl(*(int *)arg, SG_IO, &hdr);
	return NULL;
}

/* Without a ring it is refused, but not because of a burn. */
static unsigned int busy_starts(struct unit *unit, struct program *program, unsigned int ms)
{
	unsigned long long end = now_ms() + ms;
	unsigned int busy = 0;

	while (now_ms() < end)
		busy += unit_start(unit, program) != -EINVAL;
	return busy;
}

TEST_F(burn, starts_while_the_door_is_guarded)
{
	unsigned int busy;
	pthread_t other;

	ASSERT_EQ(0, unit_command(&self->unit, "\x1e\0\0\0\1", 6, NULL, 0));
	asking = true;
	ASSERT_EQ(0, pthread_create(&other, NULL, ask, &self->unit.sr));
	busy = busy_starts(&self->unit, &self->program, 6000);
	asking = false;
	pthread_join(other, NULL);
	EXPECT_EQ(0, busy);
	EXPECT_EQ(0, unit_command(&self->unit, "\x1e\0\0\0\0", 6, NULL, 0));
}

TEST_HARNESS_MAIN
