// SPDX-License-Identifier: GPL-2.0-or-later
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS	30000
#define NOBODY		65534

unsigned int number_of(const char *name, unsigned int otherwise)
{
	const char *value = getenv(name);

	return value && *value ? (unsigned int)strtoul(value, NULL, 0) : otherwise;
}

/* A kernel that looks for mistakes takes so many times as long. */
static unsigned int slow(void)
{
	return number_of("SLOW", 1);
}

unsigned long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

void sleep_ms(unsigned int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000l };

	nanosleep(&time, NULL);
}

bool page_new(struct page *page)
{
	size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
	void *at = mmap(NULL, 2 * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	page->start = at;
	page->end = page->start + bytes;
	return !mprotect(page->end, bytes, PROT_NONE);
}

void page_free(struct page *page)
{
	munmap(page->start, 2 * (size_t)(page->end - page->start));
}

void *page_keep(struct page *page, const void *what, size_t bytes)
{
	size_t all = (size_t)(page->end - page->start);

	mprotect(page->start, all, PROT_READ | PROT_WRITE);
	memcpy(page->end - bytes, what, bytes);
	mprotect(page->start, all, PROT_READ);
	return page->end - bytes;
}

bool become_nobody(void)
{
	return !setgroups(0, NULL) && !setgid(NOBODY) && !setuid(NOBODY);
}

void poke(void *at, const struct poke *poke)
{
	unsigned char *to = (unsigned char *)at + poke->offset;
	__u16 two = (__u16)poke->value;
	__u32 four = (__u32)poke->value;

	switch (poke->size) {
	case 1:
		*to = (__u8)poke->value;
		break;
	case 2:
		memcpy(to, &two, 2);
		break;
	case 4:
		memcpy(to, &four, 4);
		break;
	default:
		memcpy(to, &poke->value, 8);
	}
}

int unit_call(int fd, unsigned int number, void *arg)
{
	return ioctl(fd, number, arg) < 0 ? -errno : 0;
}

int unit_open_node(const char *variable, int flags)
{
	const char *path = getenv(variable);
	int fd = path ? open(path, flags | O_CLOEXEC) : -1;

	return fd < 0 ? path ? -errno : -ENOENT : fd;
}

int unit_open(int flags)
{
	return unit_open_node("BURIN_NODE", flags);
}

int unit_acquire(struct unit *unit)
{
	struct burin_acquire acquire = SIZED(burin_acquire, .block_fd = unit->sr,
					     .generic_fd = unit->sg, .name = "a test");
	int ret = unit_call(unit->fd, BURIN_IOC_ACQUIRE, &acquire);

	unit->generation = acquire.generation;
	return ret;
}

static int try_to_own(struct unit *unit)
{
	unit->sr = unit_open_node("SR", O_RDWR | O_NONBLOCK | O_EXCL);
	if (unit->sr < 0)
		return unit->sr;
	unit->fd = unit_open(O_RDWR | O_NONBLOCK);
	return unit->fd < 0 ? unit->fd : unit_acquire(unit);
}

int unit_own(struct unit *unit)
{
	unsigned long long end = now_ms() + PATIENCE_MS * slow();
	int ret;

	for (;;) {
		*unit = (struct unit){ -1, -1, -1, 0, { 0 }, NULL };
		ret = try_to_own(unit);
		if (!ret || ret != -EBUSY || now_ms() > end)
			return ret;
		unit_close(unit);
		sleep_ms(20);
	}
}

int unit_release(int fd)
{
	struct burin_release release = SIZED(burin_release);

	return unit_call(fd, BURIN_IOC_RELEASE, &release);
}

void unit_unmap(struct unit *unit)
{
	if (unit->map)
		munmap(unit->map, unit->ring.map_bytes);
	unit->map = NULL;
}

void unit_close(struct unit *unit)
{
	unit_unmap(unit);
	if (unit->fd >= 0) {
		unit_release(unit->fd);
		close(unit->fd);
	}
	if (unit->sr >= 0)
		close(unit->sr);
	if (unit->sg >= 0)
		close(unit->sg);
	unit->fd = unit->sr = unit->sg = -1;
}

struct burin_unit_state unit_state(int fd)
{
	struct burin_unit_state state = SIZED(burin_unit_state);

	if (unit_call(fd, BURIN_IOC_STATE, &state))
		memset(&state, 0xff, sizeof(state));
	return state;
}

static void print_state(int fd)
{
	struct burin_unit_state s = unit_state(fd);

	fprintf(stderr, "# unit %x, owner %u (%s), generation %u: phase %u, end %u, stream %u, step %u, block %lld, "
		"%llu submitted, %llu written, %llu commands, %u retries, %u of %u slots used, failed %u (host %u, "
		"opcode %02x, %x/%02x/%02x)\n", s.unit, s.owner_pid, s.name, s.generation, s.run.phase, s.run.end,
		s.run.stream, s.run.step, (long long)s.run.next_lba, (unsigned long long)s.run.submitted,
		(unsigned long long)s.run.written, (unsigned long long)s.commands, s.run.retries, s.used_slots,
		s.slots, s.run.failed, s.run.failure.host, s.run.failure.cdb[0], s.run.failure.key,
		s.run.failure.asc, s.run.failure.ascq);
}

bool unit_is_free_within(unsigned int ms)
{
	unsigned long long end = now_ms() + ms * slow();
	int fd = unit_open(O_RDONLY);
	bool is_free;

	for (;;) {
		is_free = !(unit_state(fd).unit & BURIN_UNIT_OWNED);
		if (is_free || now_ms() > end)
			break;
		sleep_ms(10);
	}
	if (!is_free)
		print_state(fd);
	close(fd);
	return is_free;
}

bool unit_is_done_within(int fd, unsigned int ms)
{
	unsigned long long end = now_ms() + ms * slow();
	struct burin_unit_state state;

	for (;;) {
		state = unit_state(fd);
		if (state.run.phase == BURIN_RUN_DONE && !(state.unit & BURIN_UNIT_RUNNING))
			return true;
		if (now_ms() > end)
			return false;
		sleep_ms(5);
	}
}

int unit_ring(struct unit *unit, __u32 slots, __u32 checksum)
{
	void *map;
	int ret;

	unit_unmap(unit);
	unit->ring = SIZED(burin_ring_spec, .slot_bytes = COMMAND_BYTES, .slots = slots,
			   .checksum = checksum);
	ret = unit_call(unit->fd, BURIN_IOC_RING, &unit->ring);
	if (ret)
		return ret;
	map = mmap(NULL, unit->ring.map_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, unit->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	unit->map = map;
	return 0;
}

/* Programs */

static void program_begin(struct program *program, __u8 opcode, __u8 direction, __s32 lba,
			  __u64 blocks)
{
	*program = (struct program){ .start = SIZED(burin_start) };
	program->streams[0] = (struct burin_stream_spec){
		.cdb = { opcode }, .cdb_len = 10, .direction = direction, .lba = lba,
		.block_size = BLOCK, .unit = COMMAND_BLOCKS, .command_blocks = COMMAND_BLOCKS,
		.timeout_ms = 30000, .blocks = blocks,
	};
	program->start.streams = POINTER(program->streams);
	program->start.stream_count = 1;
}

void program_write(struct program *program, __s32 lba, __u64 blocks)
{
	program_begin(program, WRITE_10, BURIN_DIR_OUT, lba, blocks);
	program->steps[0] = (struct burin_step){
		.cdb = { 0x35 }, .cdb_len = 10, .when = BURIN_WHEN_WRITTEN,
		.flags = BURIN_STEP_SYNC | BURIN_STEP_CLOSES, .timeout_ms = 60000,
	};
	program->start.steps = POINTER(program->steps);
	program->start.step_count = 1;
}

void program_read(struct program *program, __s32 lba, __u64 blocks)
{
	program_begin(program, READ_10, BURIN_DIR_IN, lba, blocks);
}

int unit_start(const struct unit *unit, struct program *program)
{
	return unit_call(unit->fd, BURIN_IOC_START, &program->start);
}

void unit_fill(void *at, size_t bytes, unsigned int seed, __u64 number)
{
	uint32_t state = seed * 2654435761u + (uint32_t)number * 40503u + 1;
	unsigned char *to = at;
	size_t i;

	for (i = 0; i < bytes; i++) {
		state = state * 1664525u + 1013904223u;
		to[i] = (unsigned char)(state >> 24);
	}
}

__u32 crc32c(const void *data, size_t bytes)
{
	const unsigned char *p = data;
	__u32 crc = ~0u;
	int bit;

	while (bytes--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return ~crc;
}

int unit_publish(const struct unit *unit, __u64 sequence, __u32 slot, __u32 length, __u32 flags)
{
	struct burin_slot given = { .sequence = sequence, .tag = ~sequence, .slot = slot,
				    .length = length };
	struct burin_publish publish = SIZED(burin_publish, .flags = flags,
					     .slots = POINTER(&given), .count = 1);

	if (unit->ring.checksum == BURIN_CHECKSUM_CRC32C && slot < unit->ring.slots)
		given.checksum = crc32c(unit->map + (size_t)slot * unit->ring.stride,
					length < unit->ring.stride ? length : unit->ring.stride);
	return unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish);
}

int unit_end(const struct unit *unit)
{
	struct burin_publish publish = SIZED(burin_publish, .flags = BURIN_PUBLISH_END);

	return unit_call(unit->fd, BURIN_IOC_PUBLISH, &publish);
}

int unit_complete(const struct unit *unit, struct burin_done *done, __u32 room, __u32 least,
		  __u32 wait_ms)
{
	struct burin_complete complete = SIZED(burin_complete, .done = POINTER(done), .count = room,
					       .least = least, .wait_ms = wait_ms);
	int ret = unit_call(unit->fd, BURIN_IOC_COMPLETE, &complete);

	return ret ? ret : (int)complete.count;
}

int unit_cancel(const struct unit *unit)
{
	struct burin_cancel cancel = SIZED(burin_cancel);

	return unit_call(unit->fd, BURIN_IOC_CANCEL, &cancel);
}

int unit_command(const struct unit *unit, const void *cdb, __u32 cdb_len, void *data, __u32 bytes)
{
	struct burin_command command = SIZED(burin_command, .cdb_len = (__u8)cdb_len,
					     .direction = bytes ? BURIN_DIR_IN : BURIN_DIR_NONE,
					     .timeout_ms = 30000, .data = POINTER(data),
					     .data_len = bytes);
	int ret;

	memcpy(command.cdb, cdb, cdb_len);
	ret = unit_call(unit->fd, BURIN_IOC_COMMAND, &command);
	if (ret)
		return ret;
	if (command.host)
		return -EIO;
	return command.status ? command.status << 8 | (command.sense[2] & 0xf) : 0;
}

/* A drive tells of its start or of a change once, and then answers. */
int unit_become_ready(const struct unit *unit)
{
	static const unsigned char test_unit_ready[6];
	int i, ret = 0;

	for (i = 0; i < 50; i++) {
		ret = unit_command(unit, test_unit_ready, 6, NULL, 0);
		if (!ret)
			break;
		sleep_ms(20);
	}
	return ret;
}

int unit_holds(const struct unit *unit, __s32 lba, unsigned int commands, unsigned int seed)
{
	static unsigned char got[COMMAND_BYTES], want[COMMAND_BYTES];
	unsigned int i;
	int ret;

	for (i = 0; i < commands; i++) {
		__u32 at = (__u32)lba + i * COMMAND_BLOCKS;
		const unsigned char cdb[10] = { READ_10, 0, at >> 24, (__u8)(at >> 16),
						(__u8)(at >> 8), (__u8)at, 0, 0, COMMAND_BLOCKS };

		ret = unit_command(unit, cdb, 10, got, COMMAND_BYTES);
		if (ret)
			return ret;
		unit_fill(want, sizeof(want), seed, i);
		if (memcmp(want, got, sizeof(got)))
			return (int)i + 1;
	}
	return 0;
}

/* Every slot comes back done, in order. */
static int feed(const struct unit *unit, unsigned int commands, unsigned int seed)
{
	struct burin_done done[SLOTS];
	unsigned int given = 0, back = 0;
	int n, i;

	while (back < commands) {
		for (; given < commands && given - back < SLOTS; given++) {
			unit_fill(unit->map + given % SLOTS * unit->ring.stride, COMMAND_BYTES, seed,
				  given);
			if (unit_publish(unit, given, given % SLOTS, COMMAND_BYTES,
					 given + 1 == commands ? BURIN_PUBLISH_END : 0))
				return __LINE__;
		}
		n = unit_complete(unit, done, SLOTS, 1, PATIENCE_MS);
		if (n < 1)
			return __LINE__;
		for (i = 0; i < n; i++, back++)
			if (done[i].how || done[i].sequence != back || done[i].tag != ~(__u64)back ||
			    done[i].length != COMMAND_BYTES || done[i].slot != back % SLOTS)
				return __LINE__;
	}
	return 0;
}

int unit_burn(struct unit *unit, __s32 lba, unsigned int commands, unsigned int seed)
{
	struct burin_unit_state state;
	struct program program;
	int ret;

	if (unit_become_ready(unit))
		return __LINE__;
	if (unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C))
		return __LINE__;
	program_write(&program, lba, 0);
	if (unit_start(unit, &program))
		return __LINE__;
	ret = feed(unit, commands, seed);
	if (ret)
		return ret;
	if (!unit_is_done_within(unit->fd, PATIENCE_MS))
		return __LINE__;
	state = unit_state(unit->fd);
	if (state.run.failed || state.run.end != BURIN_END_COMPLETE || !state.run.closed)
		return __LINE__;
	if (state.run.written != (__u64)commands * COMMAND_BLOCKS ||
	    state.run.submitted != state.run.written || state.run.acknowledged != state.run.written ||
	    state.done_sequence != commands || state.next_sequence != commands)
		return __LINE__;
	return unit_holds(unit, lba, commands, seed) ? __LINE__ : 0;
}
