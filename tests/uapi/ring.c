// SPDX-License-Identifier: GPL-2.0-or-later
/* Rings that are none, mappings that are none, slots handed over as they must not be. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

FIXTURE(ring) {
	struct unit unit;
	struct program program;
};
FIXTURE_SETUP(ring)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	program_write(&self->program, 0, 0);
}
FIXTURE_TEARDOWN(ring)
{
	unit_close(&self->unit);
}

static int ring_of(const struct unit *unit, __u32 slot_bytes, __u32 slots, __u32 checksum)
{
	struct burin_ring_spec ring = SIZED(burin_ring_spec, .slot_bytes = slot_bytes, .slots = slots,
					    .checksum = checksum);

	return unit_call(unit->fd, BURIN_IOC_RING, &ring);
}

static struct burin_info info_of(const struct unit *unit)
{
	struct burin_info info = SIZED(burin_info);

	unit_call(unit->fd, BURIN_IOC_INFO, &info);
	return info;
}

TEST_F(ring, limits)
{
	const struct { __u32 bytes, slots, checksum; int answer; } tries[] = {
		{ COMMAND_BYTES, 0, 0, -EINVAL }, { COMMAND_BYTES, 1, 0, -EINVAL },
		{ COMMAND_BYTES, BURIN_SLOTS_MAX + 1, 0, -EINVAL }, { COMMAND_BYTES, ~0u, 0, -EINVAL },
		{ BURIN_SLOT_BYTES_MAX + 1, 2, 0, -EINVAL }, { ~0u, 2, 0, -EINVAL },
		{ ~0u, ~0u, 0, -EINVAL }, { 0, 2, 0, -EINVAL }, { 0, 0, 1, -EINVAL },
		{ COMMAND_BYTES, 2, 2, -EINVAL }, { COMMAND_BYTES, 2, ~0u, -EINVAL },
		{ BURIN_SLOT_BYTES_MAX, BURIN_SLOTS_MAX, 0, -ENOSPC },
		{ BURIN_SLOT_BYTES_MAX, 1025, 0, -ENOSPC }, { 65537, BURIN_SLOTS_MAX, 0, -ENOSPC },
		{ 1, 2, 0, 0 }, { BURIN_SLOT_BYTES_MAX, 2, 1, 0 }, { 1, 2048, 1, 0 }, { 0, 0, 0, 0 },
		{ 0, 0, 0, 0 },
	};
	__u64 left = info_of(&self->unit).ring_left;
	size_t i;

	for (i = 0; i < COUNT(tries); i++) {
		EXPECT_EQ(tries[i].answer,
			  ring_of(&self->unit, tries[i].bytes, tries[i].slots, tries[i].checksum)) {
			TH_LOG("%u slots of %u", tries[i].slots, tries[i].bytes);
		}
	}
	EXPECT_EQ(left, info_of(&self->unit).ring_left);
}

/* One page more than the unit may have, and the same by slots of many pages. */
TEST_F(ring, a_page_too_much)
{
	struct burin_info info = info_of(&self->unit);
	__u32 pages = (__u32)(info.ring_bytes / 4096);

	ASSERT_LT(0, pages);
	EXPECT_EQ(-ENOSPC, ring_of(&self->unit, 32 * 4096, pages / 32 + 1, 0));
	EXPECT_EQ(-ENOSPC, ring_of(&self->unit, 31 * 4096 + 1, pages / 32 + 1, 0));
	if (pages < BURIN_SLOTS_MAX) {
		EXPECT_EQ(-ENOSPC, ring_of(&self->unit, 4096, pages + 1, 0));
	}
	EXPECT_EQ(info.ring_left, info_of(&self->unit).ring_left);
}

static int limit_unit(const char *bytes)
{
	int fd = open("/sys/module/burin/parameters/ring_unit_bytes", O_WRONLY);
	ssize_t n = write(fd, bytes, strlen(bytes));

	close(fd);
	return n > 0 ? 0 : -errno;
}

TEST_F(ring, a_limit_that_is_set)
{
	ASSERT_EQ(0, limit_unit("1048576"));
	EXPECT_EQ(1u << 20, info_of(&self->unit).ring_bytes);
	EXPECT_EQ(0, ring_of(&self->unit, 1u << 19, 2, 0));
	EXPECT_EQ(-ENOSPC, ring_of(&self->unit, 1u << 18, 5, 0));
	EXPECT_EQ(-ENOSPC, ring_of(&self->unit, (1u << 19) + 1, 2, 0));
	EXPECT_EQ(0, limit_unit("268435456"));
	EXPECT_EQ(0, ring_of(&self->unit, 1u << 20, 2, 0));
}

TEST_F(ring, another_one_replaces_it)
{
	__u64 left = info_of(&self->unit).ring_left;
	int n;

	for (n = 0; n < 20; n++) {
		EXPECT_EQ(0, ring_of(&self->unit, 1u << 20, 4, 0));
	}
	EXPECT_EQ(left - (4u << 20), info_of(&self->unit).ring_left);
	EXPECT_EQ(0, ring_of(&self->unit, 0, 0, 0));
	EXPECT_EQ(left, info_of(&self->unit).ring_left);
}

TEST_F(ring, not_while_a_burn_runs)
{
	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(-EBUSY, ring_of(&self->unit, COMMAND_BYTES, 2, 0));
	EXPECT_EQ(-EBUSY, ring_of(&self->unit, 0, 0, 0));
	EXPECT_EQ(-EBUSY, unit_start(&self->unit, &self->program));
	EXPECT_EQ(-EBUSY, unit_command(&self->unit, "\0\0\0\0\0", 6, NULL, 0));
	EXPECT_EQ(-EBUSY, unit_call(self->unit.fd, BURIN_IOC_ARM, &SIZED(burin_epilogue)));
	EXPECT_EQ(0, unit_cancel(&self->unit));
	ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(0, ring_of(&self->unit, 0, 0, 0));
	EXPECT_EQ(-EINVAL, unit_publish(&self->unit, 0, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program));
}

static int map_errno(const struct unit *unit, size_t bytes, int prot, int flags, off_t at)
{
	void *map = mmap(NULL, bytes, prot, flags, unit->fd, at);

	if (map == MAP_FAILED)
		return errno;
	munmap(map, bytes);
	return 0;
}

TEST_F(ring, mappings)
{
	const int both = PROT_READ | PROT_WRITE;
	size_t bytes, page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *map;

	EXPECT_EQ(EINVAL, map_errno(&self->unit, page, both, MAP_SHARED, 0));	/* no ring */
	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	bytes = self->unit.ring.map_bytes;
	EXPECT_EQ(EINVAL, map_errno(&self->unit, bytes, both, MAP_PRIVATE, 0));
	EXPECT_EQ(EINVAL, map_errno(&self->unit, page, both, MAP_SHARED, (off_t)page));
	EXPECT_EQ(EINVAL, map_errno(&self->unit, page, both, MAP_SHARED, (off_t)bytes));
	EXPECT_NE(0, map_errno(&self->unit, page, both, MAP_SHARED, (off_t)1 << 62));
	EXPECT_EQ(ENXIO, map_errno(&self->unit, bytes + 1, both, MAP_SHARED, 0));
	EXPECT_EQ(ENXIO, map_errno(&self->unit, bytes * 2, both, MAP_SHARED, 0));
	EXPECT_EQ(0, map_errno(&self->unit, page, both, MAP_SHARED, 0));
	EXPECT_EQ(0, map_errno(&self->unit, bytes, PROT_READ, MAP_SHARED, 0));
	/* nor does a mapping grow */
	map = mmap(NULL, page, both, MAP_SHARED, self->unit.fd, 0);
	EXPECT_NE(MAP_FAILED, (void *)map);
	EXPECT_EQ(MAP_FAILED, mremap(map, page, bytes * 2, MREMAP_MAYMOVE));
	/* two show the same */
	map[17] = 0xa5;
	EXPECT_EQ(0xa5, self->unit.map[17]);
	munmap(map, page);
}

/* A new ring shows nothing of what memory held before. */
TEST_F(ring, a_new_ring_is_blank)
{
	size_t i, n;

	for (n = 0; n < 3; n++) {
		ASSERT_EQ(0, unit_ring(&self->unit, 64, 0));
		for (i = 0; i < self->unit.ring.map_bytes && !self->unit.map[i]; i++)
			;
		EXPECT_EQ(self->unit.ring.map_bytes, i);
		memset(self->unit.map, 0x5a, self->unit.ring.map_bytes);
	}
}

TEST_F(ring, a_mapping_for_reading_cannot_be_written_to_by_a_reader)
{
	int reader;
	void *map;

	ASSERT_EQ(0, unit_release(self->unit.fd));
	close(self->unit.fd);
	self->unit.fd = reader = unit_open(O_RDONLY);
	ASSERT_EQ(0, unit_acquire(&self->unit));
	ASSERT_EQ(0, ring_of(&self->unit, COMMAND_BYTES, 2, 0));
	EXPECT_EQ(EACCES, map_errno(&self->unit, COMMAND_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, 0));
	map = mmap(NULL, COMMAND_BYTES, PROT_READ, MAP_SHARED, reader, 0);
	EXPECT_NE(MAP_FAILED, map);
	EXPECT_EQ(-1, mprotect(map, COMMAND_BYTES, PROT_READ | PROT_WRITE));
	munmap(map, COMMAND_BYTES);
}

/* Memory that is still mapped is still taken, whoever has forgotten it. */
TEST_F(ring, a_mapping_outlives_its_ring)
{
	__u64 left = info_of(&self->unit).ring_left;
	size_t bytes;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	bytes = self->unit.ring.map_bytes;
	memset(self->unit.map, 0x77, bytes);
	ASSERT_EQ(0, ring_of(&self->unit, COMMAND_BYTES, 2, 0));
	EXPECT_EQ(0x77, self->unit.map[0]);
	EXPECT_EQ(0x77, self->unit.map[bytes - 1]);
	memset(self->unit.map, 0x78, bytes);
	EXPECT_EQ(left - bytes - 2 * COMMAND_BYTES, info_of(&self->unit).ring_left);
	ASSERT_EQ(0, ring_of(&self->unit, 0, 0, 0));
	ASSERT_EQ(0, unit_release(self->unit.fd));
	EXPECT_EQ(left - bytes, info_of(&self->unit).ring_left);
	EXPECT_EQ(0x78, self->unit.map[bytes - 1]);
	/* cut in two, and one piece moved */
	EXPECT_EQ(0, munmap(self->unit.map + COMMAND_BYTES, COMMAND_BYTES));
	self->unit.map[0] = 0x79;
	EXPECT_EQ(left - bytes, info_of(&self->unit).ring_left);
	unit_unmap(&self->unit);
	EXPECT_EQ(left, info_of(&self->unit).ring_left);
}

TEST_F(ring, a_mapping_outlives_its_file)
{
	size_t bytes;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	bytes = self->unit.ring.map_bytes;
	ASSERT_EQ(0, unit_release(self->unit.fd));
	close(self->unit.fd);
	self->unit.fd = -1;
	memset(self->unit.map, 0x31, bytes);
	EXPECT_EQ(0x31, self->unit.map[bytes - 1]);
	EXPECT_TRUE(unit_is_free_within(5000));
}

TEST_F(ring, a_child_does_not_inherit_the_mapping)
{
	int status;
	pid_t child;

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	self->unit.map[0] = 1;
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		signal(SIGSEGV, SIG_DFL);
		_exit(*(volatile unsigned char *)self->unit.map);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSEGV, WTERMSIG(status));
}

/* Slots */

TEST_F(ring, slots_out_of_order)
{
	struct unit *unit = &self->unit;
	struct burin_done done[SLOTS];

	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));		/* no ring */
	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));		/* no burn */
	EXPECT_EQ(-EINVAL, unit_complete(unit, done, 1, 0, 0));
	EXPECT_EQ(-EINVAL, unit_cancel(unit));
	self->program.start.start_slots = SLOTS;	/* so that nothing is done yet */
	ASSERT_EQ(0, unit_start(unit, &self->program));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 1, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, ~0ull, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, SLOTS, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, ~0u, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 0, COMMAND_BYTES + 1, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 0, ~0u, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 0, 0, 0));
	EXPECT_EQ(0, unit_publish(unit, 0, 3, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 0, 4, COMMAND_BYTES, 0));		/* again */
	EXPECT_EQ(-EAGAIN, unit_publish(unit, 1, 3, COMMAND_BYTES, 0));		/* twice */
	EXPECT_EQ(1, unit_state(unit->fd).next_sequence);
	EXPECT_EQ(0, unit_complete(unit, done, 1, 0, 0));
	EXPECT_EQ(0, unit_complete(unit, done, 1, 1, 50));
	EXPECT_EQ(0, unit_publish(unit, 1, 0, 100, 0));				/* a short one is the last */
	EXPECT_EQ(-EINVAL, unit_publish(unit, 2, 1, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 2, 1, 100, 0));
	EXPECT_EQ(0, unit_end(unit));
	EXPECT_EQ(2, unit_complete(unit, done, SLOTS, 2, 10000));
	EXPECT_EQ(100, done[1].length);
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(-EPIPE, unit_publish(unit, 2, 1, COMMAND_BYTES, 0));
	EXPECT_EQ(-EPIPE, unit_end(unit));
	EXPECT_EQ(COMMAND_BLOCKS + 1, unit_state(unit->fd).run.written);
}

TEST_F(ring, more_slots_than_there_are)
{
	struct unit *unit = &self->unit;
	struct burin_slot slots[SLOTS + 2];
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(slots), .count = SLOTS + 2);
	unsigned int n;

	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	self->program.start.start_slots = ~0u;		/* as many as there are */
	ASSERT_EQ(0, unit_start(unit, &self->program));
	for (n = 0; n < COUNT(slots); n++)
		slots[n] = (struct burin_slot){ .sequence = n, .slot = n % SLOTS, .length = COMMAND_BYTES };
	slots[5].pad0 = 1;
	EXPECT_EQ(-EINVAL, unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish));
	EXPECT_EQ(5, publish.count);
	slots[5].pad0 = 0;
	publish.slots = POINTER(slots + 5);
	publish.count = SLOTS - 5 + 2;
	EXPECT_EQ(-EAGAIN, unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish));
	EXPECT_EQ(SLOTS - 5, publish.count);
	EXPECT_EQ(SLOTS, unit_state(unit->fd).next_sequence);
	EXPECT_EQ(0, unit_cancel(unit));
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
}

/* Slots come back with what became of them, once. */
TEST_F(ring, room_for_what_is_done)
{
	struct unit *unit = &self->unit;
	struct burin_done done[SLOTS + 1];
	unsigned int n;

	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	for (n = 0; n < SLOTS; n++) {
		EXPECT_EQ(0, unit_publish(unit, n, n, COMMAND_BYTES, 0));
	}
	memset(done, 0xee, sizeof(done));
	EXPECT_EQ(3, unit_complete(unit, done, 3, 3, 10000));
	EXPECT_EQ(2, done[2].sequence);
	EXPECT_EQ(0xee, done[3].how);
	EXPECT_EQ(-EAGAIN, unit_publish(unit, SLOTS, 3, COMMAND_BYTES, 0));	/* not back yet */
	EXPECT_EQ(0, unit_publish(unit, SLOTS, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(6, unit_complete(unit, done, SLOTS + 1, 6, 10000));
	EXPECT_EQ(3, done[0].sequence);
	EXPECT_EQ(SLOTS, done[5].sequence);
	EXPECT_EQ(0, unit_cancel(unit));
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(0, unit_complete(unit, done, 1, 1, 10000));		/* not waited for any more */
}

/* What the caller could not be told of comes again, all of it. */
TEST_F(ring, what_cannot_be_given_back_is_kept)
{
	const unsigned int slots = 20;		/* more than are copied at a time */
	struct burin_done done[20];
	struct burin_complete complete = SIZED(burin_complete, .count = slots);
	struct unit *unit = &self->unit;
	struct page page;
	unsigned int n;

	ASSERT_TRUE(page_new(&page));
	ASSERT_EQ(0, unit_ring(unit, slots, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	for (n = 0; n < slots; n++) {
		ASSERT_EQ(0, unit_publish(unit, n, n, COMMAND_BYTES, 0));
	}
	ASSERT_EQ(0, unit_end(unit));
	ASSERT_TRUE(unit_is_done_within(unit->fd, 20000));
	EXPECT_EQ(-EFAULT, unit_complete(unit, (void *)8, slots, 0, 0));
	for (n = 0; n < slots; n++) {
		EXPECT_EQ(-EFAULT, unit_complete(unit, (void *)(page.end - n * sizeof(*done)), slots, 0, 0));
	}
	complete.done = POINTER(done);
	EXPECT_EQ(-EFAULT, unit_call(unit->fd, BURIN_IOC_COMPLETE,
				     page_keep(&page, &complete, sizeof(complete))));
	EXPECT_EQ((int)slots, unit_complete(unit, done, slots, 0, 0));
	for (n = 0; n < slots; n++) {
		EXPECT_EQ(n, done[n].sequence);
	}
	EXPECT_EQ(0, unit_complete(unit, done, slots, 0, 0));
	page_free(&page);
}

TEST_F(ring, a_ring_that_cannot_be_told)
{
	struct burin_ring_spec ring = SIZED(burin_ring_spec, .slot_bytes = COMMAND_BYTES, .slots = 3);
	__u64 left;
	struct page page;

	ASSERT_TRUE(page_new(&page));
	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, 0));
	left = info_of(&self->unit).ring_left;
	EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, BURIN_IOC_RING, page_keep(&page, &ring, sizeof(ring))));
	EXPECT_EQ(SLOTS, unit_state(self->unit.fd).slots);
	EXPECT_EQ(left, info_of(&self->unit).ring_left);
	page_free(&page);
}

TEST_F(ring, a_stream_that_is_declared_takes_no_more)
{
	struct unit *unit = &self->unit;

	program_write(&self->program, 0, COMMAND_BLOCKS + 4);
	self->program.start.start_slots = SLOTS;
	self->program.streams[1] = self->program.streams[0];
	self->program.streams[1].lba = 1024;
	self->program.start.stream_count = 2;
	ASSERT_EQ(0, unit_ring(unit, SLOTS, 0));
	ASSERT_EQ(0, unit_start(unit, &self->program));
	EXPECT_EQ(0, unit_publish(unit, 0, 0, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 1, 1, COMMAND_BYTES, 0));
	EXPECT_EQ(-EINVAL, unit_publish(unit, 1, 1, 4 * BLOCK + 1, 0));
	EXPECT_EQ(0, unit_publish(unit, 1, 1, 4 * BLOCK, BURIN_PUBLISH_END));
	EXPECT_EQ(1, unit_state(unit->fd).feeding);
	EXPECT_EQ(0, unit_publish(unit, 2, 2, COMMAND_BYTES, BURIN_PUBLISH_END));
	EXPECT_NE(0, unit_publish(unit, 3, 3, COMMAND_BYTES, 0));	/* there is no third */
	EXPECT_NE(0, unit_end(unit));
	EXPECT_TRUE(unit_is_done_within(unit->fd, 10000));
	EXPECT_EQ(2 * COMMAND_BLOCKS + 4, unit_state(unit->fd).run.written);
}

/* A slot that is written to before its turn. */
TEST_F(ring, a_changed_slot_ends_the_burn)
{
	struct unit *unit = &self->unit;
	struct burin_unit_state state;
	struct burin_done done[SLOTS];
	unsigned int n;

	ASSERT_EQ(0, unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	self->program.start.start_slots = 4;
	ASSERT_EQ(0, unit_start(unit, &self->program));
	for (n = 0; n < 4; n++) {
		unit_fill(unit->map + n * unit->ring.stride, COMMAND_BYTES, 3, n);
		if (n == 3)
			unit->map[2 * unit->ring.stride + COMMAND_BYTES - 1] ^= 1;
		ASSERT_EQ(0, unit_publish(unit, n, n, COMMAND_BYTES, 0));
	}
	ASSERT_TRUE(unit_is_done_within(unit->fd, 20000));
	state = unit_state(unit->fd);
	EXPECT_EQ(1, state.run.failed);
	EXPECT_EQ(BURIN_END_FAILED, state.run.end);
	EXPECT_EQ(BURIN_HOST_CHANGED, state.run.failure.host);
	EXPECT_EQ(2 * COMMAND_BLOCKS, state.run.failure.lba);
	EXPECT_EQ(2 * COMMAND_BLOCKS, state.run.written);
	EXPECT_EQ(3, state.commands);		/* the third was not sent, but the flush */
	ASSERT_EQ(4, unit_complete(unit, done, SLOTS, 4, 1000));
	EXPECT_EQ(BURIN_SLOT_DONE, done[1].how);
	EXPECT_EQ(BURIN_SLOT_FAILED, done[2].how);
	EXPECT_EQ(BURIN_SLOT_UNUSED, done[3].how);
}

TEST_F(ring, a_wrong_checksum_ends_the_burn)
{
	struct burin_slot slot = { .length = COMMAND_BYTES, .checksum = 1 };
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(&slot), .count = 1);

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, BURIN_CHECKSUM_CRC32C));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	ASSERT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_PUBLISH, &publish));
	ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(BURIN_HOST_CHANGED, unit_state(self->unit.fd).run.failure.host);
	EXPECT_EQ(0, unit_state(self->unit.fd).run.written);
	EXPECT_EQ(0, unit_state(self->unit.fd).commands);
}

/* Without checksums there is nothing for them; they are unused bytes. */
TEST_F(ring, a_checksum_where_there_is_none)
{
	struct burin_slot slot = { .length = COMMAND_BYTES, .checksum = 1 };
	struct burin_publish publish = SIZED(burin_publish, .slots = POINTER(&slot), .count = 1);

	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, BURIN_CHECKSUM_NONE));
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_PUBLISH, &publish));
	EXPECT_EQ(0, unit_cancel(&self->unit));
}

TEST_HARNESS_MAIN
