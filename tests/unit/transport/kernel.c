/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel transport without a kernel: the driver's side is fake-driver.h. */
#include "transport/kernel.h"

#include <kselftest_harness.h>

#include "core/alloc.h"
#include "device/recorder.h"
#include "transport/burn-ops.h"
#include "transport/fake-driver.h"
#include "write/disc.h"

#define COMMAND_BLOCKS 4
#define COMMAND (BLOCK * COMMAND_BLOCKS)

FIXTURE(unit) {
	struct bur_transport *t;
	struct burin_detail detail;
	struct bur_command cmd;
	uint8_t data[64];
	char path[128];
};

FIXTURE_SETUP(unit)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, burin_emulator_open(NULL, &fake.emu, NULL));
	fake_path(self->path, sizeof(self->path), "sr0");
	self->cmd = (struct bur_command){
		.cdb = { 0x12, 0, 0, 0, sizeof(self->data) }, .cdb_len = 6,
		.direction = BURIN_DIR_IN, .data = self->data, .data_len = sizeof(self->data),
		.timeout_ms = 1234,
	};
}

FIXTURE_TEARDOWN(unit)
{
	bur_transport_close(self->t);
	burin_emulator_close(fake.emu);
	fake_clear();
}

#define OPEN(kind) bur_transport_open(NULL, self->path, kind, &self->t, &self->detail)

TEST_F(unit, is_taken_by_itself_with_both_nodes)
{
	char name[64];

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_KERNEL, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "driver"));
	EXPECT_FALSE(self->t->read_only);
	for (int i = NODE_BLOCK; i <= NODE_GENERIC; i++) {
		EXPECT_EQ(1, fake.opens[i]);
		EXPECT_TRUE(fake.flags[i] & O_EXCL);
		EXPECT_EQ(-1, fake.fd[i]);	/* the driver's now */
	}
	EXPECT_EQ(O_RDWR, fake.flags[NODE_UNIT] & O_ACCMODE);
	EXPECT_LE(0, fake.acquired.generic_fd);
	snprintf(name, sizeof(name), "burin, PID %d", (int)getpid());
	EXPECT_STREQ(name, fake.acquired.name);
	bur_transport_close(self->t);
	self->t = NULL;
	EXPECT_EQ(1, fake.released);
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(unit, is_reached_by_its_own_name)
{
	fake_path(self->path, sizeof(self->path), "burin0");
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_EQ(1, fake.opens[NODE_BLOCK]);
	bur_transport_close(self->t);
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_SG));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_EQ(2, fake.opens[NODE_BLOCK]);
}

TEST_F(unit, that_no_module_made)
{
	fake_unload();
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "burin.ko"));
	EXPECT_STREQ(self->path, self->detail.subject);
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "SG_IO: no unit"));
	EXPECT_EQ(0, self->detail.code);
	EXPECT_EQ(0, fake.opens[NODE_UNIT]);
}

TEST_F(unit, whose_node_is_not_there_yet)
{
	fake.open_errors[NODE_UNIT][0] = ENOENT;
	EXPECT_EQ(BURIN_E_TRANSPORT, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "burin.ko"));
}

TEST_F(unit, that_this_user_may_not_open)
{
	for (int i = 0; i < 4; i++)
		fake.open_errors[NODE_UNIT][i] = EACCES;
	EXPECT_EQ(-EACCES, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_NE(NULL, strstr(self->detail.text, "/dev/burin0"));
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_SG, self->t->kind);
	EXPECT_NE(NULL, strstr(self->t->reason, "may not open"));
}

TEST_F(unit, that_this_user_may_only_read)
{
	fake.open_errors[NODE_UNIT][0] = EACCES;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_TRANSPORT_KERNEL, self->t->kind);
	EXPECT_TRUE(self->t->read_only);
}

TEST_F(unit, whose_generic_node_this_user_may_not_open)
{
	fake.open_errors[NODE_GENERIC][0] = fake.open_errors[NODE_GENERIC][1] = EACCES;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	EXPECT_EQ(-1, fake.acquired.generic_fd);
}

static void own_by_another(struct burin_unit_state *other, uint32_t flags)
{
	other->size = sizeof(*other);
	other->unit = BURIN_UNIT_OWNED | flags;
	other->owner_pid = 4711;
	strcpy(other->name, "burin, PID 4711");
	for (int i = 0; i < 64; i++)
		fake.open_errors[NODE_BLOCK][i] = EBUSY;
}

TEST_F(unit, that_another_owns_names_it)
{
	static const enum burin_transport kinds[] = { BURIN_TRANSPORT_KERNEL, BURIN_TRANSPORT_AUTO };

	for (int i = 0; i < 2; i++) {
		memset(fake.opens, 0, sizeof(fake.opens));
		own_by_another(&fake.other, i ? BURIN_UNIT_DESERTED : 0);
		EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(kinds[i]));
		EXPECT_NE(NULL, strstr(self->detail.text, "process 4711 (burin, PID 4711)"));
		EXPECT_EQ(i, strstr(self->detail.text, "has left it") != NULL);
		EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
		EXPECT_EQ(20, fake.opens[NODE_BLOCK]);	/* SG_IO is not tried behind its back */
	}
}

TEST_F(unit, whose_drive_another_program_holds)
{
	own_by_another(&fake.other, 0);
	fake.other.unit = 0;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_NE(NULL, strstr(self->detail.text, "another program"));
}

TEST_F(unit, whose_last_owner_is_about_to_leave)
{
	fake.acquire_errors = 3;
	EXPECT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(3, fake.naps);
	bur_transport_close(self->t);
	self->t = NULL;
	fake.acquire_errors = 1000;
	fake.other.unit = BURIN_UNIT_OWNED;
	EXPECT_EQ(BURIN_E_RECORDER_BUSY, OPEN(BURIN_TRANSPORT_AUTO));
	for (int i = 0; i < NODES; i++)
		EXPECT_EQ(-1, fake.fd[i]);
}

TEST_F(unit, without_a_drive_is_no_recorder)
{
	fake.gone = true;
	EXPECT_EQ(BURIN_E_NO_RECORDER, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(unit, tells_how_much_one_command_moves)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(BURIN_COMMAND_DATA_MAX, self->t->max_transfer);
	bur_transport_close(self->t);
	fake.info.transfer_bytes = 32768;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	EXPECT_EQ(32768, self->t->max_transfer);
}

TEST_F(unit, is_sent_the_command_as_it_stands)
{
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(0, memcmp(self->cmd.cdb, fake.last.cdb, 16));
	EXPECT_EQ(1234, fake.last.timeout_ms);
	EXPECT_EQ((uintptr_t)self->data, fake.last.data);
	EXPECT_EQ(BURIN_HOST_OK, self->cmd.host);
	EXPECT_EQ(sizeof(self->data), self->cmd.transferred);
	EXPECT_EQ(5, self->data[0] & 0x1f);
	self->cmd = (struct bur_command){ .cdb_len = 6, .direction = BURIN_DIR_OUT };
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(1, fake.last.timeout_ms);
	EXPECT_EQ(BURIN_DIR_NONE, fake.last.direction);
	EXPECT_EQ(2, self->cmd.status);		/* it was just switched on */
	EXPECT_EQ(0x29, self->cmd.sense[12]);
}

TEST_F(unit, that_does_not_send_is_gone_lost_or_refuses)
{
	static const struct { int error; uint8_t host, status; } rows[] = {
		{ ENODEV, BURIN_HOST_GONE, 0 },	  { EIO, BURIN_HOST_TIMEOUT, 0 },
		{ EPERM, BURIN_HOST_OK, 2 },	  { ESTALE, BURIN_HOST_ERROR, 0 },
		{ EINVAL, BURIN_HOST_ERROR, 0 },
	};

	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_AUTO));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake.commands_asked = 0;
		fake.command_errors[0] = rows[i].error;
		bur_transport_execute(self->t, &self->cmd);
		EXPECT_EQ(rows[i].host, self->cmd.host) { TH_LOG("row %zu", i); }
		EXPECT_EQ(rows[i].status, self->cmd.status);
		EXPECT_EQ(rows[i].status ? 0x20 : 0, self->cmd.sense_len ? self->cmd.sense[12] : 0);
		EXPECT_EQ(0, self->cmd.transferred);
	}
}

TEST_F(unit, interrupted_command_is_sent_all_the_same)
{
	fake.interrupts = true;
	ASSERT_EQ(0, OPEN(BURIN_TRANSPORT_KERNEL));
	bur_transport_execute(self->t, &self->cmd);
	EXPECT_EQ(sizeof(self->data), self->cmd.transferred);
	EXPECT_EQ(1, fake.commands_asked);
	bur_transport_close(self->t);
	self->t = NULL;
	EXPECT_EQ(1, fake.released);
}

/* Streams by hand, on a DVD-RAM that takes them anywhere. */

FIXTURE(burn) {
	struct disc disc;
	struct bur_transport *t;
	struct bur_transport_ops ops;
	struct burin_stream_spec spec[2];
	struct burin_step step;
	struct burin_program program;
	struct bur_burn *burn;
	struct burin_run_state state;
	struct bur_burn_level level;
	uint8_t *data;
};

static uint64_t emulated_now(struct bur_transport *t)
{
	return burin_emulator_now(fake.emu);
}

static void emulated_sleep(struct bur_transport *t, uint64_t ns)
{
	burin_emulator_sleep(fake.emu, ns);
}

static void forget_recorder(struct disc *disc)
{
	burin_data_set_recorder(disc->data, NULL);
	burin_recorder_unref(disc->rec);
	disc->rec = NULL;
}

/* The drive below the unit is one whose time is its own; so is the transport's, then. */
static int insert_by_kernel(struct disc *disc, struct bur_transport_ops *ops)
{
	char path[160];
	int ret;

	forget_recorder(disc);
	fake_path(path, sizeof(path), "sr0");
	ret = burin_emulator_open(disc->path, &fake.emu, NULL);
	if (!ret)
		ret = burin_recorder_open(NULL, path, BURIN_TRANSPORT_KERNEL, &disc->rec, NULL);
	if (ret)
		return ret;
	*ops = *disc->rec->transport->ops;
	ops->now = emulated_now;
	ops->sleep = emulated_sleep;
	disc->rec->transport->ops = ops;
	burin_data_set_recorder(disc->data, disc->rec);
	return 0;
}

static void take_out(struct disc *disc)
{
	forget_recorder(disc);
	burin_emulator_close(fake.emu);
	fake_clear();
	disc_close(disc);
}

#define STREAM (300 * COMMAND)

FIXTURE_SETUP(burn)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, disc_open(&self->disc, BURIN_KIND_DVD_RAM, 4096));
	ASSERT_EQ(0, insert_by_kernel(&self->disc, &self->ops));
	ASSERT_EQ(0, disc_burn(&self->disc, "", 1));	/* formatted, if it has to be */
	ASSERT_EQ(0, disc_read_medium(&self->disc));
	self->t = self->disc.rec->transport;
	self->data = disc_pattern(STREAM);
	memset(&self->spec, 0, sizeof(self->spec));
	self->spec[0] = self->spec[1] = (struct burin_stream_spec){
		.cdb = { 0x2a }, .cdb_len = 10, .direction = BURIN_DIR_OUT, .end = BURIN_END_UNIT,
		.block_size = BLOCK, .unit = 1, .command_blocks = COMMAND_BLOCKS,
		.timeout_ms = 10000,
	};
	memset(&self->step, 0, sizeof(self->step));
	self->step = (struct burin_step){
		.cdb = { 0x35 }, .cdb_len = 10, .timeout_ms = 10000, .flags = BURIN_STEP_SYNC,
	};
	self->program = (struct burin_program){
		.streams = self->spec, .stream_count = 1, .steps = &self->step, .step_count = 1,
	};
	self->burn = NULL;
	command_count = 0;
}

FIXTURE_TEARDOWN(burn)
{
	bur_burn_free(self->burn);
	take_out(&self->disc);
	free(self->data);
}

#define START(ring) bur_burn_start(self->t, &self->program, ring, &self->burn)

/* Feeds n bytes and ends the stream; how many found room. */
static size_t feed(struct bur_burn *burn, const uint8_t *data, size_t n, size_t most)
{
	size_t room, done = 0;
	void *buf;

	while (done < n && bur_burn_slots(burn, 2000, most, &buf, &room)) {
		room = room < n - done ? room : n - done;
		memcpy(buf, data + done, room);
		bur_burn_publish(burn, room);
		done += room;
	}
	bur_burn_end(burn);
	return done;
}

static unsigned int count_commands(uint8_t opcode)
{
	unsigned int n = 0;

	for (size_t i = 0; i < command_count; i++)
		n += commands[i].cdb[0] == opcode;
	return n;
}

TEST_F(burn, data_arrive_in_order_and_are_flushed)
{
	size_t n = 100 * COMMAND + 3 * BLOCK - 100;

	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_EQ(5, fake.start.start_slots);
	EXPECT_EQ(2, fake.start.resume_slots);
	EXPECT_EQ(BURIN_CHECKSUM_CRC32C, fake.ring.checksum);
	EXPECT_EQ(n, feed(self->burn, self->data, n, 1));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, &self->level);
	EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
	EXPECT_EQ(403, self->state.acknowledged);
	EXPECT_EQ(10 * COMMAND, self->level.ring_total);
	EXPECT_EQ(0, self->level.ring_used);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(NULL, fake.memory);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, n, 403));
}

/* What is published is read-only here: the second time round shows whose slots are whose. */
TEST_F(burn, slots_side_by_side_are_handed_over_at_once)
{
	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	EXPECT_EQ(STREAM, feed(self->burn, self->data, STREAM, 7 * COMMAND + 5));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_GT(150, fake.publishes);
	EXPECT_GT(150, fake.completes);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, STREAM, STREAM / BLOCK));
}

TEST_F(burn, nothing_is_sent_before_half_of_the_ring_is_filled)
{
	size_t n;
	void *buf;

	ASSERT_EQ(0, START(8 * COMMAND));
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(0, command_count);
		ASSERT_EQ(1, bur_burn_slot(self->burn, 0, &buf, &n));
		memset(buf, i, n);
		bur_burn_publish(self->burn, n);
	}
	EXPECT_EQ(4, command_count);
}

TEST_F(burn, short_stream_is_begun_when_it_is_whole)
{
	self->spec[0].blocks = 7;
	ASSERT_EQ(0, START(64 * COMMAND));
	EXPECT_EQ(2, fake.start.start_slots);
	EXPECT_EQ(7 * BLOCK, feed(self->burn, self->data, 7 * BLOCK, 1 << 20));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 7 * BLOCK, 8));
}

TEST_F(burn, two_streams_are_kept_apart)
{
	self->spec[1].lba = 1000;
	self->spec[1].command_blocks = 2;
	self->program.stream_count = 2;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_EQ(20 * COMMAND + 5, feed(self->burn, self->data, 20 * COMMAND + 5, 1));
	EXPECT_EQ(9 * COMMAND, feed(self->burn, self->data + 77, 9 * COMMAND, 1 << 20));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, 20 * COMMAND + 5, 81));
	EXPECT_TRUE(disc_holds(&self->disc, 1000, self->data + 77, 9 * COMMAND, 36));
}

TEST_F(burn, ring_without_checksums)
{
	bur_kernel_of(self->t)->checksum = BURIN_CHECKSUM_NONE;
	bur_kernel_of(self->t)->starve_ms = 1000;
	bur_kernel_of(self->t)->adopt_ms = 2000;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_EQ(BURIN_CHECKSUM_NONE, fake.ring.checksum);
	EXPECT_EQ(1000, fake.start.starve_ms);
	EXPECT_EQ(2000, fake.start.adopt_ms);
	feed(self->burn, self->data, COMMAND, 1);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(0, fake.slots[0].checksum);
}

TEST_F(burn, ring_that_finds_no_memory)
{
	fake.ring_limit = 1 << 20;
	EXPECT_EQ(-ENOSPC, START(2 << 20));
	EXPECT_TRUE(self->burn == NULL);
	EXPECT_EQ(0, START(1 << 20));
}

TEST_F(burn, slot_changed_after_it_was_handed_over)
{
	size_t n;
	void *buf;

	fake.unprotected = true;
	fake.lazy = true;
	ASSERT_EQ(0, START(2 * COMMAND));
	ASSERT_EQ(1, bur_burn_slot(self->burn, 0, &buf, &n));
	memset(buf, 1, n);
	bur_burn_publish(self->burn, n);
	((uint8_t *)buf)[n / 2] ^= 1;
	bur_burn_end(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_FAILED, self->state.end);
	EXPECT_EQ(BURIN_E_RING_CHANGED, bur_failure_code(&self->state.failure));
	EXPECT_EQ(0, count_commands(0x2a));
}

TEST_F(burn, calls_that_are_interrupted_are_repeated)
{
	fake.interrupts = true;
	fake.lazy = true;
	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_EQ(STREAM, feed(self->burn, self->data, STREAM, 3 * COMMAND));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	fake.interrupts = false;
	EXPECT_EQ(300, count_commands(0x2a));
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, STREAM, STREAM / BLOCK));
}

TEST_F(burn, drive_that_goes_away_ends_everything)
{
	fake.lazy = true;
	fake.gone_at = 40;
	ASSERT_EQ(0, START(10 * COMMAND));
	EXPECT_GT(STREAM, feed(self->burn, self->data, STREAM, 1));
	EXPECT_TRUE(bur_burn_is_over(self->burn));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_RUN_DONE, self->state.phase);
	EXPECT_EQ(BURIN_END_FAILED, self->state.end);
	EXPECT_EQ(BURIN_E_GONE, bur_failure_code(&self->state.failure));
	EXPECT_FALSE(self->state.closed);
	EXPECT_EQ(39, count_commands(0x2a));
}

TEST_F(burn, unit_that_stays_lost_is_not_waited_for)
{
	bur_kernel_of(self->t)->lost_ms = 0;
	ASSERT_EQ(0, START(4 * COMMAND));
	EXPECT_FALSE(bur_burn_wait(self->burn, 20));
	fake.lost = true;
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_E_COMMAND_TIMEOUT, bur_failure_code(&self->state.failure));
	bur_burn_free(self->burn);
	self->burn = NULL;
	forget_recorder(&self->disc);
	EXPECT_EQ(0, fake.released);
	EXPECT_EQ(-1, fake.fd[NODE_UNIT]);
}

TEST_F(burn, unit_that_is_lost_for_a_moment_is_waited_for)
{
	ASSERT_EQ(0, START(4 * COMMAND));
	fake.lost = true;
	EXPECT_FALSE(bur_burn_wait(self->burn, 20));
	fake.lost = false;
	feed(self->burn, self->data, 4 * COMMAND, 1);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_FALSE(self->state.failed);
}

TEST_F(burn, cancel_ends_between_two_commands)
{
	size_t n;
	void *buf;

	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
		memset(buf, i, n);
		bur_burn_publish(self->burn, n);
	}
	bur_burn_cancel(self->burn);
	bur_burn_cancel(self->burn);
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_END_CANCELLED, self->state.end);
	EXPECT_GT(20, count_commands(0x2a));
	EXPECT_EQ(1, count_commands(0x35));
	EXPECT_EQ(0, bur_burn_slot(self->burn, 1000, &buf, &n));
}

TEST_F(burn, owner_that_leaves_has_what_it_published_written)
{
	size_t n;
	void *buf;

	fake.lazy = true;
	ASSERT_EQ(0, START(16 * COMMAND));
	ASSERT_EQ(1, bur_burn_slots(self->burn, 0, 3 * COMMAND, &buf, &n));
	memcpy(buf, self->data, n);
	bur_burn_publish(self->burn, n);
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_EQ(3, count_commands(0x2a));
	EXPECT_EQ(1, count_commands(0x35));
}

TEST_F(burn, epilogue_alone_needs_no_ring)
{
	self->program.stream_count = 0;
	ASSERT_EQ(0, START(16 * COMMAND));
	ASSERT_TRUE(bur_burn_wait(self->burn, 5000));
	EXPECT_EQ(1, count_commands(0x35));
	EXPECT_EQ(NULL, fake.memory);
}

/* How many bytes of blocks 0.. came, and were right. */
static size_t read_all(struct bur_burn *burn, const uint8_t *data)
{
	size_t n, done = 0;
	void *buf;

	while (bur_burn_slot(burn, 2000, &buf, &n)) {
		if (memcmp(buf, data + done, n))
			return 0;
		memset(buf, 0x55, n);
		done += n;
		bur_burn_publish(burn, n);
	}
	return done;
}

static void make_readable(FIXTURE_DATA(burn) *self, uint32_t blocks)
{
	if (bur_burn_start(self->t, &self->program, 10 * COMMAND, &self->burn))
		return;
	feed(self->burn, self->data, STREAM, 1 << 20);
	bur_burn_free(self->burn);
	self->spec[0].cdb[0] = 0x28;
	self->spec[0].direction = BURIN_DIR_IN;
	self->spec[0].end = BURIN_END_NONE;
	self->spec[0].blocks = blocks;
	self->program.step_count = 0;
	self->burn = NULL;
}

TEST_F(burn, reading_runs_the_other_way)
{
	for (int lazy = 0; lazy < 2; lazy++) {
		make_readable(self, 1001);
		fake.lazy = lazy;
		fake.publishes = 0;
		ASSERT_EQ(0, START(10 * COMMAND));
		EXPECT_EQ(1001 * BLOCK, read_all(self->burn, self->data));
		EXPECT_TRUE(bur_burn_wait(self->burn, 5000));
		bur_burn_state(self->burn, &self->state, NULL);
		EXPECT_EQ(BURIN_END_COMPLETE, self->state.end);
		EXPECT_GT(200, fake.publishes);
		bur_burn_free(self->burn);
		self->burn = NULL;
		fake.lazy = false;
		self->spec[0] = self->spec[1];
	}
}

TEST_F(burn, reading_that_fails_gives_what_came_before)
{
	make_readable(self, 1000);
	self->spec[0].lba = (int32_t)self->disc.medium.blocks - 42;
	ASSERT_EQ(0, START(4 * COMMAND));
	memset(self->data, 0, STREAM);
	EXPECT_EQ(40 * BLOCK, read_all(self->burn, self->data));
	bur_burn_state(self->burn, &self->state, NULL);
	EXPECT_EQ(BURIN_E_READ, bur_failure_code(&self->state.failure));
}

TEST_F(burn, reading_that_is_left_ends)
{
	size_t n;
	void *buf;

	make_readable(self, 1000);
	fake.lazy = true;
	ASSERT_EQ(0, START(4 * COMMAND));
	ASSERT_EQ(1, bur_burn_slot(self->burn, 1000, &buf, &n));
	bur_burn_free(self->burn);
	self->burn = NULL;
	EXPECT_FALSE(fake.running);
}

/* Whole burns. */

FIXTURE(kind) {
	struct disc disc;
	uint8_t *data;
	struct bur_transport_ops ops;
};

FIXTURE_VARIANT(kind) {
	enum burin_kind kind;
};

FIXTURE_VARIANT_ADD(kind, cd_r) { .kind = BURIN_KIND_CD_R };
FIXTURE_VARIANT_ADD(kind, cd_rw) { .kind = BURIN_KIND_CD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_r) { .kind = BURIN_KIND_DVD_R };
FIXTURE_VARIANT_ADD(kind, dvd_rw) { .kind = BURIN_KIND_DVD_RW };
FIXTURE_VARIANT_ADD(kind, dvd_plus_r_dl) { .kind = BURIN_KIND_DVD_PLUS_R_DL };
FIXTURE_VARIANT_ADD(kind, dvd_plus_rw) { .kind = BURIN_KIND_DVD_PLUS_RW };
FIXTURE_VARIANT_ADD(kind, dvd_ram) { .kind = BURIN_KIND_DVD_RAM };
FIXTURE_VARIANT_ADD(kind, bd_r) { .kind = BURIN_KIND_BD_R };
FIXTURE_VARIANT_ADD(kind, bd_re) { .kind = BURIN_KIND_BD_RE };

#define SIZE (2000 * BLOCK - 300)

FIXTURE_SETUP(kind)
{
	ASSERT_EQ(0, fake_load());
	ASSERT_EQ(0, disc_open(&self->disc, variant->kind, 60000));
	self->data = disc_pattern(SIZE);
	ASSERT_EQ(0, insert_by_kernel(&self->disc, &self->ops));
	command_count = 0;
}

FIXTURE_TEARDOWN(kind)
{
	take_out(&self->disc);
	free(self->data);
}

TEST_F(kind, burn_by_the_driver_is_proven_and_reads_back)
{
	ASSERT_EQ(BURIN_TRANSPORT_KERNEL, burin_recorder_get_transport(self->disc.rec));
	burin_data_set_verify(self->disc.data, BURIN_VERIFY_FULL);
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(self->disc.result.closed);
	EXPECT_EQ(BURIN_VERDICT_PROVEN, self->disc.result.verify.verdict);
	EXPECT_TRUE(disc_holds(&self->disc, 0, self->data, SIZE, 2000));
	EXPECT_LT(0, fake.publishes);
}

TEST_F(kind, commands_are_those_of_the_other_transports)
{
	static uint8_t by_driver[LOG_MAX][16];
	struct disc other;
	size_t n, first;

	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	n = command_count;
	ASSERT_GT(LOG_MAX, n);
	memcpy(by_driver, commands, n * 16);
	ASSERT_EQ(0, disc_open(&other, variant->kind, 60000));
	command_count = 0;
	ASSERT_EQ(0, disc_burn(&other, self->data, SIZE));
	EXPECT_EQ(n, command_count);
	for (first = 0; first < n && !memcmp(by_driver[first], commands[first].cdb, 16); first++)
		;
	EXPECT_EQ(n, first) { TH_LOG("command %zu differs", first); }
	disc_close(&other);
}

/* For a burn without streams, which is complete: a step for one that was cut would not run. */
static bool is_armed(uint8_t opcode)
{
	for (uint32_t i = 0; i < fake.armed_count; i++)
		if (fake.armed[i].cdb[0] == opcode && !fake.armed[i].when)
			return true;
	return false;
}

static unsigned int armed_at_start;

static int note_start(struct bur_transport *t, const struct burin_program *program,
		      uint32_t ring_bytes, struct bur_burn **out)
{
	armed_at_start = is_armed(0x1e);
	return bur_kernel_start(t, program, ring_bytes, out);
}

TEST_F(kind, drive_is_freed_whenever_this_process_dies)
{
	armed_at_start = false;
	self->ops.start = note_start;
	ASSERT_EQ(0, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_TRUE(armed_at_start);
	EXPECT_EQ(0, fake.armed_count);
}

TEST_F(kind, ring_beyond_the_limit_is_told)
{
	fake.ring_limit = 1 << 20;
	EXPECT_EQ(-ENOSPC, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_NE(NULL, strstr(burin_data_get_detail(self->disc.data)->text, "memory for rings"));
	EXPECT_EQ(0, fake.armed_count);
	EXPECT_EQ(0, count_commands(0x2a) + count_commands(0xaa));
}

TEST_F(kind, drive_that_goes_away_ends_the_burn)
{
	fake.gone_at = 45;
	EXPECT_EQ(BURIN_E_GONE, disc_burn(&self->disc, self->data, SIZE));
	EXPECT_FALSE(self->disc.result.state_known);
}

TEST_HARNESS_MAIN
