// SPDX-License-Identifier: GPL-2.0-or-later
/* Who owns a unit, by which files, how it ends, and who may go on with its burn. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int acquire_with(int fd, int block, int generic)
{
	struct unit unit = { .fd = fd, .sr = block, .sg = generic };
	int ret = unit_acquire(&unit);

	if (!ret)
		unit_release(fd);
	return ret;
}

static int adopt(int fd, __u32 generation, __u32 *now)
{
	struct burin_adopt adopt = SIZED(burin_adopt, .generation = generation, .name = "an heir");
	int ret = unit_call(fd, BURIN_IOC_ADOPT, &adopt);

	if (now)
		*now = adopt.new_generation;
	return ret;
}

/* What only the owner may; each struct is good. */
static int owners_call(int fd, unsigned int n)
{
	struct burin_slot slot = { .length = COMMAND_BYTES };
	struct burin_done done;
	struct burin_epilogue arm = SIZED(burin_epilogue);
	struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 10000);
	struct burin_ring_spec ring = SIZED(burin_ring_spec, .slot_bytes = COMMAND_BYTES, .slots = 2);
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(&slot), .count = 1);
	struct burin_publish nothing = SIZED(burin_publish);
	struct burin_publish end = SIZED(burin_publish, .flags = BURIN_PUBLISH_END);
	struct burin_complete complete = SIZED(burin_complete, .done = POINTER(&done), .count = 1,
					       .least = 1, .wait_ms = 5000);
	struct burin_cancel cancel = SIZED(burin_cancel);
	struct burin_release release = SIZED(burin_release);
	struct program program;

	program_write(&program, 0, 64);
	switch (n) {
	case 0: return unit_call(fd, BURIN_IOC_ARM, &arm);
	case 1: return unit_call(fd, BURIN_IOC_COMMAND, &command);
	case 2: return unit_call(fd, BURIN_IOC_RING, &ring);
	case 3: return unit_call(fd, BURIN_IOC_START, &program.start);
	case 4: return unit_call(fd, BURIN_IOC_PUBLISH, &publish);
	case 5: return unit_call(fd, BURIN_IOC_PUBLISH, &nothing);
	case 6: return unit_call(fd, BURIN_IOC_PUBLISH, &end);
	case 7: return unit_call(fd, BURIN_IOC_COMPLETE, &complete);
	case 8: return unit_call(fd, BURIN_IOC_CANCEL, &cancel);
	default: return unit_call(fd, BURIN_IOC_RELEASE, &release);
	}
}
#define OWNERS_CALLS 10

FIXTURE(owner) {
	struct unit unit;
	struct program program;
};
FIXTURE_SETUP(owner)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	program_write(&self->program, 0, 0);
}
FIXTURE_TEARDOWN(owner)
{
	unit_close(&self->unit);
}

TEST_F(owner, another_file_may_look_only)
{
	int other = unit_open(O_RDWR);
	struct burin_info info = SIZED(burin_info);
	unsigned int n;

	ASSERT_LE(0, other);
	for (n = 0; n < OWNERS_CALLS; n++) {
		EXPECT_EQ(-EPERM, owners_call(other, n)) { TH_LOG("call %u", n); }
	}
	ASSERT_EQ(0, unit_ring(&self->unit, 2, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	for (n = 0; n < OWNERS_CALLS; n++) {
		EXPECT_EQ(-EPERM, owners_call(other, n)) { TH_LOG("call %u of a burn", n); }
	}
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, other, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(0, unit_call(other, BURIN_IOC_INFO, &info));
	EXPECT_EQ(BURIN_UNIT_OWNED, unit_state(other).unit & (BURIN_UNIT_OWNED | BURIN_UNIT_MINE));
	EXPECT_EQ(0, unit_cancel(&self->unit));
	close(other);
}

TEST_F(owner, there_is_one)
{
	int other = unit_open(O_RDWR);

	EXPECT_EQ(-EBUSY, acquire_with(other, self->unit.sr, -1));
	EXPECT_EQ(-EBUSY, acquire_with(self->unit.fd, self->unit.sr, -1));
	EXPECT_EQ(BURIN_UNIT_OWNED | BURIN_UNIT_MINE, unit_state(self->unit.fd).unit);
	close(other);
}

TEST_F(owner, nobody_owns_it)
{
	unsigned int n;

	ASSERT_EQ(0, unit_release(self->unit.fd));
	for (n = 0; n < OWNERS_CALLS; n++) {
		EXPECT_EQ(-EPERM, owners_call(self->unit.fd, n)) { TH_LOG("call %u", n); }
	}
	EXPECT_EQ(-ENOENT, adopt(self->unit.fd, self->unit.generation, NULL));
	EXPECT_EQ(0, unit_state(self->unit.fd).unit & BURIN_UNIT_OWNED);
}

/* Everything that is no exclusive file of this drive's. */
TEST_F(owner, files_of_others)
{
	int fd = self->unit.fd, sr = self->unit.sr, n;
	int null = open("/dev/null", O_RDWR), file = memfd_create("x", 0), folder = open("/", O_RDONLY);
	int path = open(getenv("SR"), O_PATH), shared, sg = unit_open_node("SG", O_RDWR | O_NONBLOCK);
	int sr2 = unit_open_node("SR2", O_RDWR | O_NONBLOCK | O_EXCL);
	int sg2 = unit_open_node("SG2", O_RDWR | O_NONBLOCK);
	const struct { int block, generic, answer; } tries[] = {
		{ -1, -1, -EBADF }, { -2, -1, -EBADF }, { 1000, -1, -EBADF }, { 0x7fffffff, -1, -EBADF },
		{ path, -1, -EBADF }, { null, -1, -EINVAL }, { file, -1, -EINVAL }, { folder, -1, -EINVAL },
		{ fd, -1, -EINVAL }, { sg, -1, -EINVAL }, { sr2, -1, -EINVAL },
		{ sr, -2, -EINVAL }, { sr, 1000, -EBADF }, { sr, null, -EINVAL }, { sr, file, -EINVAL },
		{ sr, folder, -EINVAL }, { sr, fd, -EINVAL }, { sr, sr, -EINVAL }, { sr, sg2, -EINVAL },
		{ sr, path, -EBADF }, { sr, sg, 0 }, { sr, -1, 0 },
	};

	ASSERT_LE(0, sg);
	ASSERT_LE(0, sr2);
	ASSERT_LE(0, sg2);
	ASSERT_LE(0, path);
	ASSERT_EQ(0, unit_release(fd));
	for (n = 0; n < (int)COUNT(tries); n++) {
		EXPECT_EQ(tries[n].answer, acquire_with(fd, tries[n].block, tries[n].generic)) {
			TH_LOG("%d and %d", tries[n].block, tries[n].generic);
		}
		EXPECT_EQ(0, unit_state(fd).unit & BURIN_UNIT_OWNED);
	}
	close(sr);
	self->unit.sr = -1;
	shared = unit_open_node("SR", O_RDWR | O_NONBLOCK);
	EXPECT_EQ(-EBUSY, acquire_with(fd, shared, -1));
	/* another one's exclusive file is not this one's */
	sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	EXPECT_LE(0, sr);
	EXPECT_EQ(-EBUSY, acquire_with(fd, shared, -1));
	EXPECT_EQ(0, acquire_with(fd, sr, -1));
	close(sr);
	close(shared);
}

TEST_F(owner, names)
{
	struct burin_acquire acquire = SIZED(burin_acquire, .block_fd = self->unit.sr, .generic_fd = -1);
	struct burin_adopt heir = SIZED(burin_adopt, .new_generation = 1);

	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_ADOPT, &heir));
	heir.new_generation = 0;
	memset(heir.name, 'h', sizeof(heir.name));
	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_ADOPT, &heir));
	ASSERT_EQ(0, unit_release(self->unit.fd));
	memset(acquire.name, 'n', sizeof(acquire.name));
	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_ACQUIRE, &acquire));
	acquire.name[BURIN_NAME_MAX - 1] = 0;
	acquire.pad0 = 1;
	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_ACQUIRE, &acquire));
	acquire.pad0 = 0;
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_ACQUIRE, &acquire));
	EXPECT_STREQ(acquire.name, unit_state(self->unit.fd).name);
}

/* What the caller learns of is his, what he cannot is nobody's. */
TEST_F(owner, a_generation_that_cannot_be_told)
{
	struct burin_acquire acquire = SIZED(burin_acquire, .block_fd = self->unit.sr, .generic_fd = -1);
	struct page page;

	ASSERT_TRUE(page_new(&page));
	ASSERT_EQ(0, unit_release(self->unit.fd));
	EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, BURIN_IOC_ACQUIRE,
				     page_keep(&page, &acquire, sizeof(acquire))));
	EXPECT_EQ(0, unit_state(self->unit.fd).unit & BURIN_UNIT_OWNED);
	EXPECT_EQ(0, unit_acquire(&self->unit));
	page_free(&page);
}

TEST_F(owner, an_adoption_that_cannot_be_told)
{
	struct burin_adopt heir = SIZED(burin_adopt, .generation = self->unit.generation);
	int other = unit_open(O_RDWR);
	struct page page;

	ASSERT_TRUE(page_new(&page));
	ASSERT_EQ(0, unit_ring(&self->unit, 2, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(-EFAULT, unit_call(other, BURIN_IOC_ADOPT, page_keep(&page, &heir, sizeof(heir))));
	EXPECT_EQ(self->unit.generation, unit_state(other).generation);
	EXPECT_STREQ("a test", unit_state(other).name);
	EXPECT_EQ(0, unit_cancel(&self->unit));
	page_free(&page);
	close(other);
}

TEST_F(owner, release_frees_at_once)
{
	int n;

	for (n = 0; n < 50; n++) {
		ASSERT_EQ(0, unit_release(self->unit.fd)) { TH_LOG("%d", n); }
		ASSERT_EQ(0, close(self->unit.sr));
		self->unit.sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
		ASSERT_LE(0, self->unit.sr) { TH_LOG("%d", n); }
		ASSERT_EQ(0, unit_acquire(&self->unit)) { TH_LOG("%d", n); }
	}
}

/* With a ring, a mapping of it, and a burn that has ended. */
TEST_F(owner, release_after_a_burn_frees_at_once)
{
	ASSERT_EQ(0, unit_burn(&self->unit, 0, 3, 1));
	ASSERT_EQ(0, unit_release(self->unit.fd));
	ASSERT_EQ(0, close(self->unit.sr));
	self->unit.sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	EXPECT_LE(0, self->unit.sr);
	EXPECT_EQ(BURIN_UNIT_RESULT, unit_state(self->unit.fd).unit);
	EXPECT_EQ(3 * COMMAND_BLOCKS, unit_state(self->unit.fd).run.acknowledged);
}

TEST_F(owner, files_are_held_whatever_the_caller_does)
{
	close(self->unit.sr);
	self->unit.sr = -1;
	EXPECT_EQ(-EBUSY, unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL));
	EXPECT_EQ(0, unit_release(self->unit.fd));
	self->unit.sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	EXPECT_LE(0, self->unit.sr);
}

TEST_F(owner, close_frees_soon)
{
	unsigned long long end;
	int sr;

	close(self->unit.sr);
	close(self->unit.fd);
	self->unit.fd = self->unit.sr = -1;
	EXPECT_TRUE(unit_is_free_within(5000));
	end = now_ms() + 5000;
	do
		sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	while (sr == -EBUSY && now_ms() < end);
	EXPECT_LE(0, sr);
	close(sr);
}

/* Armed, its epilogue runs first; then all is free. */
TEST_F(owner, what_is_armed_runs_when_the_file_is_gone)
{
	static const struct burin_step step = { .cdb_len = 6, .timeout_ms = 10000 };
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(&step), .step_count = 1);
	int other = unit_open(O_RDONLY);

	ASSERT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_ARM, &arm));
	close(self->unit.fd);
	close(self->unit.sr);
	self->unit.fd = self->unit.sr = -1;
	EXPECT_TRUE(unit_is_free_within(10000));
	EXPECT_EQ(1, unit_state(other).commands);
	EXPECT_EQ(BURIN_RUN_DONE, unit_state(other).run.phase);
	close(other);
}

static int start_arming(struct unit *unit, struct program *program)
{
	static const struct burin_step step = { .cdb_len = 6, .timeout_ms = 10000 };
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(&step), .step_count = 1);
	int ret = unit_ring(unit, 2, 0);

	program->start.epilogue = POINTER(&arm);
	return ret ? ret : unit_start(unit, program);
}

/* Between two burns of one owner: what the first one has armed. */
TEST_F(owner, what_a_burn_arms_runs_behind_it)
{
	struct unit *unit = &self->unit;
	int other = unit_open(O_RDONLY);

	ASSERT_EQ(0, start_arming(unit, &self->program));
	ASSERT_EQ(0, unit_publish(unit, 0, 0, COMMAND_BYTES, BURIN_PUBLISH_END));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(COMMAND_BLOCKS, unit_state(other).run.acknowledged);
	unit_unmap(unit);
	close(unit->fd);
	close(unit->sr);
	unit->fd = unit->sr = -1;
	EXPECT_TRUE(unit_is_free_within(10000));
	EXPECT_EQ(1, unit_state(other).commands);
	EXPECT_EQ(0, unit_state(other).run.written);
	close(other);
}

/* Its own epilogue has closed everything; also when it is its owner that has gone meanwhile. */
TEST_F(owner, a_burn_that_is_cut_arms_nothing)
{
	struct unit *unit = &self->unit;
	int other = unit_open(O_RDONLY);

	ASSERT_EQ(0, start_arming(unit, &self->program));
	ASSERT_EQ(0, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));
	unit_unmap(unit);
	close(unit->fd);
	close(unit->sr);
	unit->fd = unit->sr = -1;
	EXPECT_TRUE(unit_is_free_within(10000));
	EXPECT_EQ(BURIN_END_ORPHANED, unit_state(other).run.end);
	EXPECT_EQ(COMMAND_BLOCKS, unit_state(other).run.acknowledged);
	close(other);
}

TEST_F(owner, nothing_but_a_burn_is_adopted)
{
	int other = unit_open(O_RDWR), reader = unit_open(O_RDONLY);

	EXPECT_EQ(-ENOENT, adopt(other, self->unit.generation, NULL));
	ASSERT_EQ(0, unit_ring(&self->unit, 2, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(-ESTALE, adopt(other, self->unit.generation - 1, NULL));
	EXPECT_EQ(-ESTALE, adopt(other, self->unit.generation + 1, NULL));
	EXPECT_EQ(-EPERM, adopt(reader, self->unit.generation, NULL));
	EXPECT_EQ(-ESTALE, adopt(self->unit.fd, self->unit.generation, NULL));
	EXPECT_EQ(0, unit_cancel(&self->unit));
	EXPECT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(-ENOENT, adopt(other, self->unit.generation, NULL));
	close(other);
	close(reader);
}

/* Of the same user, or one who may everything. */
TEST_F(owner, nobody_adopts_anothers_burn)
{
	int status;
	pid_t child;

	ASSERT_EQ(0, unit_ring(&self->unit, 2, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		char note[8] = "no note";
		struct burin_unit_state state = SIZED(burin_unit_state, .note = POINTER(note), .note_len = 8);
		int fd;

		if (!become_nobody())
			_exit(1);
		fd = unit_open(O_RDWR);
		if (fd < 0 || adopt(fd, self->unit.generation, NULL) != -EPERM)
			_exit(2);
		if (unit_call(fd, BURIN_IOC_STATE, &state) || state.note_len || strcmp(note, "no note"))
			_exit(3);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, unit_cancel(&self->unit));
}

TEST_F(owner, an_adopted_burn_makes_the_old_file_stale)
{
	struct unit heir = { .fd = unit_open(O_RDWR), .sr = -1, .sg = -1 };
	unsigned int n;

	ASSERT_EQ(0, unit_ring(&self->unit, 2, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	ASSERT_EQ(0, adopt(heir.fd, self->unit.generation, &heir.generation));
	EXPECT_EQ(self->unit.generation + 1, heir.generation);
	for (n = 0; n < OWNERS_CALLS; n++) {
		EXPECT_EQ(-ESTALE, owners_call(self->unit.fd, n)) { TH_LOG("call %u", n); }
	}
	EXPECT_STREQ("an heir", unit_state(heir.fd).name);
	EXPECT_EQ(-ENOENT, unit_cancel(&heir) ? -EINVAL : unit_is_done_within(heir.fd, 10000) ?
		  adopt(self->unit.fd, heir.generation, NULL) : -ETIME);
	/* gone with the old one's file and mapping, it is still the heir's */
	unit_unmap(&self->unit);
	close(self->unit.fd);
	self->unit.fd = -1;
	EXPECT_EQ(BURIN_UNIT_OWNED | BURIN_UNIT_MINE,
		  unit_state(heir.fd).unit & (BURIN_UNIT_OWNED | BURIN_UNIT_MINE));
	unit_close(&heir);
}

/* What its process goes on writing there is its own; the burn's data are as they were. */
TEST_F(owner, an_adopted_ring_is_no_longer_the_old_ones)
{
	struct unit heir = { .fd = unit_open(O_RDWR), .sr = -1, .sg = -1 };
	unsigned char *mine, *theirs;

	ASSERT_EQ(0, unit_ring(&self->unit, 2, BURIN_CHECKSUM_CRC32C));
	self->program.start.start_slots = 2;
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	mine = self->unit.map;
	unit_fill(mine, COMMAND_BYTES, 21, 0);
	ASSERT_EQ(0, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	ASSERT_EQ(0, adopt(heir.fd, self->unit.generation, &heir.generation));
	theirs = mmap(NULL, self->unit.ring.map_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, heir.fd, 0);
	ASSERT_NE(MAP_FAILED, theirs);
	heir.ring = self->unit.ring;
	heir.map = theirs;
	memset(mine, 0xff, self->unit.ring.map_bytes);
	EXPECT_EQ(0xff, mine[COMMAND_BYTES - 1]);
	EXPECT_NE(0xff, theirs[self->unit.ring.stride]);
	EXPECT_EQ(0, unit_end(&heir));
	ASSERT_TRUE(unit_is_done_within(heir.fd, 10000));
	EXPECT_EQ(0, unit_state(heir.fd).run.failed);
	EXPECT_EQ(0, unit_holds(&heir, 0, 1, 21));
	unit_close(&heir);
}

/* What is published is written, more is not wanted, and the owner stays. */
TEST_F(owner, a_burn_is_orphaned_by_its_owner)
{
	struct burin_cancel orphan = SIZED(burin_cancel, .flags = BURIN_CANCEL_ORPHAN);

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	self->program.start.start_slots = SLOTS;
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	unit_fill(self->unit.map, COMMAND_BYTES, 22, 0);
	ASSERT_EQ(0, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	ASSERT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_CANCEL, &orphan));
	ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(BURIN_END_ORPHANED, unit_state(self->unit.fd).run.end);
	EXPECT_EQ(COMMAND_BLOCKS, unit_state(self->unit.fd).run.acknowledged);
	EXPECT_EQ(0, unit_holds(&self->unit, 0, 1, 22));
}

TEST_F(owner, the_tag_of_the_last_slot_is_told)
{
	unsigned int n;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(0, unit_state(self->unit.fd).fed_tag);
	for (n = 0; n < 3; n++) {
		struct burin_slot slot = {
			.sequence = n, .slot = n, .length = COMMAND_BYTES, .tag = 0x1234567800000000 + n,
		};
		struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(&slot), .count = 1);

		ASSERT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_PUBLISH, &publish));
		EXPECT_EQ(slot.tag, unit_state(self->unit.fd).fed_tag);
	}
	EXPECT_EQ(0, unit_cancel(&self->unit));
}

/* A process that burns dies; another one takes over where it was. */
static void die_burning(unsigned int seed)
{
	struct program program;
	struct unit unit;
	unsigned int n;

	program_write(&program, 1024, 0);
	program.start.adopt_ms = 20000;
	if (unit_own(&unit) || unit_ring(&unit, SLOTS, BURIN_CHECKSUM_CRC32C) ||
	    unit_start(&unit, &program))
		_exit(1);
	for (n = 0; n < 3; n++) {
		unit_fill(unit.map + n * unit.ring.stride, COMMAND_BYTES, seed, n);
		if (unit_publish(&unit, n, n, COMMAND_BYTES, 0))
			_exit(2);
	}
	_exit(0);
}

static int take_over(struct unit *heir, unsigned int seed)
{
	struct burin_unit_state state = unit_state(heir->fd);
	struct burin_done done[SLOTS];

	if (state.next_sequence != 3 || state.slots != SLOTS || !(state.unit & BURIN_UNIT_MINE))
		return __LINE__;
	heir->ring = SIZED(burin_ring_spec, .slots = state.slots, .stride = state.stride,
			   .checksum = state.checksum, .map_bytes = (__u64)state.stride * state.slots);
	heir->map = mmap(NULL, heir->ring.map_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, heir->fd, 0);
	if (heir->map == MAP_FAILED)
		return __LINE__;
	unit_fill(heir->map + 3 * heir->ring.stride, COMMAND_BYTES, seed, 3);
	if (unit_publish(heir, 3, 3, COMMAND_BYTES, BURIN_PUBLISH_END))
		return __LINE__;
	if (unit_complete(heir, done, SLOTS, 4, 10000) != 4)
		return __LINE__;
	return unit_is_done_within(heir->fd, 10000) ? 0 : __LINE__;
}

TEST_F(owner, a_deserted_burn_is_adopted)
{
	struct unit heir = { .sr = -1, .sg = -1 };
	struct burin_unit_state state;
	unsigned long long end = now_ms() + 10000;
	int status;
	pid_t child;

	unit_close(&self->unit);
	child = fork();
	ASSERT_LE(0, child);
	if (!child)
		die_burning(5);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(0, status);
	heir.fd = unit_open(O_RDWR | O_NONBLOCK);
	do
		state = unit_state(heir.fd);
	while (!(state.unit & BURIN_UNIT_DESERTED) && now_ms() < end);
	ASSERT_EQ(BURIN_UNIT_DESERTED | BURIN_UNIT_RUNNING,
		  state.unit & (BURIN_UNIT_DESERTED | BURIN_UNIT_RUNNING | BURIN_UNIT_MINE));
	ASSERT_EQ(0, adopt(heir.fd, state.generation, &heir.generation));
	EXPECT_EQ(0, take_over(&heir, 5));
	state = unit_state(heir.fd);
	EXPECT_EQ(BURIN_END_COMPLETE, state.run.end);
	EXPECT_EQ(4 * COMMAND_BLOCKS, state.run.acknowledged);
	EXPECT_EQ(0, unit_holds(&heir, 1024, 4, 5));
	unit_close(&heir);
}

/* Nobody comes: what is published is written, the disc is flushed, the unit is free. */
TEST_F(owner, a_deserted_burn_ends_by_itself)
{
	int other = unit_open(O_RDONLY);
	struct burin_unit_state state;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	self->program.start.adopt_ms = 5000;
	self->program.start.starve_ms = 1500;	/* of an owner that is there */
	self->program.start.start_slots = 1;
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	unit_fill(self->unit.map, COMMAND_BYTES, 6, 0);
	ASSERT_EQ(0, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	unit_unmap(&self->unit);
	close(self->unit.fd);
	close(self->unit.sr);
	self->unit.fd = self->unit.sr = -1;
	sleep_ms(3000);
	EXPECT_EQ(BURIN_RUN_STREAM, unit_state(other).run.phase);
	ASSERT_TRUE(unit_is_free_within(20000));
	state = unit_state(other);
	EXPECT_EQ(BURIN_END_ORPHANED, state.run.end);
	EXPECT_EQ(COMMAND_BLOCKS, state.run.acknowledged);
	EXPECT_EQ(1, state.run.closed);
	close(other);
}

/* What is mapped is the ring's memory; it is not the file. */
TEST_F(owner, a_mapping_does_not_keep_a_burn)
{
	unsigned char *map;
	struct burin_unit_state state;
	int other = unit_open(O_RDONLY);

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	map = self->unit.map;
	unit_fill(map, COMMAND_BYTES, 8, 0);
	ASSERT_EQ(0, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	close(self->unit.fd);
	close(self->unit.sr);
	self->unit.fd = self->unit.sr = -1;
	EXPECT_TRUE(unit_is_free_within(20000));
	state = unit_state(other);
	EXPECT_EQ(BURIN_END_ORPHANED, state.run.end);
	EXPECT_EQ(COMMAND_BLOCKS, state.run.acknowledged);
	map[COMMAND_BYTES - 1] = 0x55;
	EXPECT_EQ(0x55, map[COMMAND_BYTES - 1]);
	/* nor does it keep anybody from owning the unit */
	unit_unmap(&self->unit);
	EXPECT_EQ(0, unit_own(&self->unit));
	EXPECT_EQ(0, unit_holds(&self->unit, 0, 1, 8));
	close(other);
}

TEST_HARNESS_MAIN
