// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory and copies that fail, in a kernel that makes them fail (debug.config): each call with its
 * first such failure, its second, and so on until it succeeds; what fails has changed nothing. Then
 * burns under a driver one of whose allocations in twenty fails.
 */
#include "harness.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_FAILURES	3000
#define LBA		8192

static bool set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, value, strlen(value)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool set_of(const char *kind, const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", kind, name);
	return set(path, value);
}

/* One in so many of those of tasks that are told so; 0: none but those counted by fail-nth. */
static bool fail_in_hundred(const char *percent)
{
	static const char *const kinds[] = { "failslab", "fail_page_alloc", "fail_usercopy" };
	size_t i;
	bool ok = true;

	for (i = 0; i < COUNT(kinds); i++) {
		ok &= set_of(kinds[i], "probability", "0") && set_of(kinds[i], "verbose", "0");
		ok &= set_of(kinds[i], "times", "-1") && set_of(kinds[i], "task-filter", "Y");
		ok &= i == 2 || set_of(kinds[i], "ignore-gfp-wait", "N");
	}
	ok &= set_of("fail_page_alloc", "min-order", "0");
	for (i = 0; i < 2; i++)
		ok &= set_of(kinds[i], "probability", percent);
	return ok;
}

struct world {
	struct unit unit;
	int other;			/* a second file of the node */
	int nth;			/* fail-nth of this thread */
	struct program program;
	struct burin_epilogue arm;
	struct burin_done done[SLOTS];
	struct burin_unit_state before;	/* the call that is tried */
	char note[16];
	void *map;
	int fd;
	unsigned int failures;
};

static bool arm_nth(struct world *w, unsigned int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	return pwrite(w->nth, text, strlen(text), 0) > 0;
}

/* Whether the failure has come; else there are fewer. */
static bool disarm_nth(struct world *w)
{
	char text[16] = "";
	bool came = pread(w->nth, text, sizeof(text) - 1, 0) > 0 && text[0] == '0';

	arm_nth(w, 0);
	return came;
}

/* The calls; each makes what it needs without failures before, and leaves it as it was after. */

struct try {
	const char *name;
	int (*call)(struct world *w);
	void (*undo)(struct world *w);
};

static int call_open(struct world *w)
{
	w->fd = unit_open(O_RDWR);
	return w->fd < 0 ? w->fd : 0;
}

static void undo_open(struct world *w)
{
	close(w->fd);
}

static int call_info(struct world *w)
{
	return unit_call(w->unit.fd, BURIN_IOC_INFO, &SIZED(burin_info));
}

static int call_state(struct world *w)
{
	return unit_call(w->unit.fd, BURIN_IOC_STATE,
			 &SIZED(burin_unit_state, .note = POINTER(w->note), .note_len = sizeof(w->note)));
}

static int call_acquire(struct world *w)
{
	return unit_acquire(&w->unit);
}

static void undo_acquire(struct world *w)
{
	unit_release(w->unit.fd);
}

static int call_release(struct world *w)
{
	return unit_release(w->unit.fd);
}

static void undo_release(struct world *w)
{
	unit_acquire(&w->unit);
}

static int call_arm(struct world *w)
{
	return unit_call(w->unit.fd, BURIN_IOC_ARM, &w->arm);
}

static void undo_arm(struct world *w)
{
	unit_call(w->unit.fd, BURIN_IOC_ARM, &SIZED(burin_epilogue));
}

static int call_command(struct world *w)
{
	unsigned char data[36];
	struct burin_command command = SIZED(burin_command, .cdb = { 0x12, 0, 0, 0, 36 }, .cdb_len = 6,
					     .direction = BURIN_DIR_IN, .timeout_ms = 10000,
					     .data = POINTER(data), .data_len = sizeof(data),
					     .epilogue = POINTER(&w->arm), .epilogue_failed = POINTER(&w->arm));

	return unit_call(w->unit.fd, BURIN_IOC_COMMAND, &command);
}

static int call_ring(struct world *w)
{
	return unit_call(w->unit.fd, BURIN_IOC_RING, &SIZED(burin_ring_spec, .slot_bytes = COMMAND_BYTES,
							     .slots = SLOTS, .checksum = 1));
}

static int call_mmap(struct world *w)
{
	w->map = mmap(NULL, SLOTS * COMMAND_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, w->unit.fd, 0);
	return w->map == MAP_FAILED ? -errno : 0;
}

static void undo_mmap(struct world *w)
{
	munmap(w->map, SLOTS * COMMAND_BYTES);
}

static int call_start(struct world *w)
{
	w->program.start.epilogue = POINTER(&w->arm);
	return unit_start(&w->unit, &w->program);
}

static void undo_start(struct world *w)
{
	unit_cancel(&w->unit);
	unit_is_done_within(w->unit.fd, 10000);
}

/* The next slot; all wait for a beginning. */
static int call_publish(struct world *w)
{
	__u64 next = w->before.next_sequence;
	int ret = unit_publish(&w->unit, next, (__u32)next % SLOTS, COMMAND_BYTES, 0);

	/* taken, but what was taken could not be told */
	return ret == -EFAULT && unit_state(w->unit.fd).next_sequence > next ? 0 : ret;
}

static int call_complete(struct world *w)
{
	int n = unit_complete(&w->unit, w->done, SLOTS, 0, 0);

	return n < 0 ? n : 0;
}

static int call_cancel(struct world *w)
{
	return unit_cancel(&w->unit);
}

static int call_adopt(struct world *w)
{
	struct burin_adopt adopt = SIZED(burin_adopt, .generation = w->before.generation,
					 .name = "an heir");

	return unit_call(w->other, BURIN_IOC_ADOPT, &adopt);
}

/* Back to the first one. */
static void undo_adopt(struct world *w)
{
	int fd = w->other;

	w->other = w->unit.fd;
	w->unit.fd = fd;
}

static int call_poll(struct world *w)
{
	struct pollfd look = { .fd = w->unit.fd, .events = POLLIN | POLLOUT };

	return poll(&look, 1, 0) < 0 ? -errno : 0;
}

static void nothing(struct world *w)
{
}

/* A failed call leaves all as it was but for the generation. */
static bool is_as_before(struct burin_unit_state *before, struct burin_unit_state *after)
{
	before->generation = after->generation = 0;
	return !memcmp(before, after, sizeof(*before));
}

static int try_all(struct world *w, const struct try *try)
{
	struct burin_unit_state after;
	unsigned int n;
	bool came;
	int ret;

	for (n = 1; n < MOST_FAILURES; n++) {
		w->before = unit_state(w->unit.fd);
		if (!arm_nth(w, n))
			return __LINE__;
		ret = try->call(w);
		came = disarm_nth(w);
		w->failures += came && ret;
		after = unit_state(w->unit.fd);
		if (!ret)
			try->undo(w);
		else if (ret != -ENOMEM && ret != -EFAULT && ret != -ENFILE && ret != -EINTR)
			return ret;
		else if (!is_as_before(&w->before, &after))
			return __LINE__;
		if (!came) {
			fprintf(stderr, "# %s: %u failures\n", try->name, n - 1);
			return ret;
		}
	}
	return __LINE__;
}

FIXTURE(faults) { struct world w; };
FIXTURE_SETUP(faults)
{
	struct world *w = &self->w;

	memset(w, 0, sizeof(*w));
	ASSERT_EQ(0, unit_own(&w->unit));
	ASSERT_EQ(0, unit_burn(&w->unit, 0, 1, 60));
	w->other = unit_open(O_RDWR);
	w->nth = open("/proc/thread-self/fail-nth", O_RDWR);
	ASSERT_LE(0, w->nth);
	ASSERT_TRUE(fail_in_hundred("0"));
	program_write(&w->program, LBA, 0);
	w->program.reactions[0] = (struct burin_reaction){ .key = 2, .asc = 4, .ascq = 7, .opcode = WRITE_10 };
	w->program.start.reactions = POINTER(w->program.reactions);
	w->program.start.reaction_count = 1;
	w->program.start.note = POINTER(w->note);
	w->program.start.note_len = sizeof(w->note);
	w->program.steps[1] = (struct burin_step){ .cdb_len = 6, .timeout_ms = 10000 };
	w->arm = SIZED(burin_epilogue, .steps = POINTER(&w->program.steps[1]), .step_count = 1);
}
FIXTURE_TEARDOWN(faults)
{
	fail_in_hundred("0");
	close(self->w.other);
	close(self->w.nth);
	unit_close(&self->w.unit);
	EXPECT_TRUE(unit_is_free_within(30000));
	ASSERT_EQ(0, unit_own(&self->w.unit));
	EXPECT_EQ(0, unit_burn(&self->w.unit, 0, SLOTS, 61));
	unit_close(&self->w.unit);
}

static void try_each(struct __test_metadata *_metadata, struct world *w, const struct try *tries, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		EXPECT_EQ(0, try_all(w, &tries[i])) { TH_LOG("%s", tries[i].name); }
	}
}

TEST_F(faults, each_call_of_an_idle_owner)
{
	static const struct try tries[] = {
		{ "open()", call_open, undo_open }, { "INFO", call_info, nothing },
		{ "STATE", call_state, nothing }, { "ARM", call_arm, undo_arm },
		{ "COMMAND", call_command, undo_arm }, { "mmap()", call_mmap, undo_mmap },
		{ "START", call_start, undo_start }, { "RING", call_ring, nothing },
		{ "RELEASE", call_release, undo_release },
	};
	struct world *w = &self->w;

	try_each(_metadata, w, tries, COUNT(tries));
	EXPECT_LT(60, w->failures);
	EXPECT_EQ(0, unit_release(w->unit.fd));
	EXPECT_EQ(0, try_all(w, &(struct try){ "ACQUIRE", call_acquire, undo_acquire }));
	EXPECT_EQ(0, unit_acquire(&w->unit));
}

/* The drive has nothing to do: slots wait for more of them. */
TEST_F(faults, each_call_of_a_burn)
{
	static const struct try tries[] = {
		{ "PUBLISH", call_publish, nothing }, { "STATE with a note", call_state, nothing },
		{ "poll()", call_poll, nothing }, { "ADOPT", call_adopt, undo_adopt },
	}, after[] = {
		{ "COMPLETE", call_complete, nothing }, { "CANCEL", call_cancel, nothing },
	};
	struct world *w = &self->w;

	w->program.start.start_slots = SLOTS;
	ASSERT_EQ(0, unit_start(&w->unit, &w->program));
	while (!(unit_state(w->other).unit & BURIN_UNIT_STARVING))
		sleep_ms(10);
	try_each(_metadata, w, tries, COUNT(tries));
	ASSERT_EQ(0, unit_end(&w->unit));
	ASSERT_TRUE(unit_is_done_within(w->unit.fd, 10000));
	try_each(_metadata, w, after, COUNT(after));
	EXPECT_LT(5, w->failures);
}

/* What is done is given back once, however often it could not be. */
TEST_F(faults, slots_are_not_lost)
{
	struct world *w = &self->w;
	unsigned int n = 0, i;
	int ret;

	ASSERT_EQ(0, unit_start(&w->unit, &w->program));
	for (i = 0; i < SLOTS; i++) {
		ASSERT_EQ(0, unit_publish(&w->unit, i, i, COMMAND_BYTES, 0));
	}
	ASSERT_EQ(0, unit_end(&w->unit));
	ASSERT_TRUE(unit_is_done_within(w->unit.fd, 10000));
	do {
		ASSERT_TRUE(arm_nth(w, ++n));
		ret = unit_complete(&w->unit, w->done, SLOTS, 0, 0);
		disarm_nth(w);
	} while (ret < 0 && n < MOST_FAILURES);
	EXPECT_LT(1, n);
	EXPECT_EQ(SLOTS, ret);
	EXPECT_EQ(0, w->done[0].sequence);
	EXPECT_EQ(0, unit_complete(&w->unit, w->done, SLOTS, 0, 0));
}

/* The driver's thread of this unit. */
static bool fail_thread(const char *value)
{
	const char *node = strrchr(getenv("BURIN_NODE"), '/') + 1;
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char path[300], comm[32];
	bool found = false;

	while ((entry = readdir(proc))) {
		int fd;

		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		fd = open(path, O_RDONLY);
		memset(comm, 0, sizeof(comm));
		if (fd >= 0 && read(fd, comm, sizeof(comm) - 1) > 0 && !strncmp(comm, node, strlen(node)) &&
		    comm[strlen(node)] == '\n') {
			snprintf(path, sizeof(path), "/proc/%s/make-it-fail", entry->d_name);
			found |= set(path, value);
		}
		if (fd >= 0)
			close(fd);
	}
	closedir(proc);
	return found;
}

/* A command that the kernel below us had no memory for has failed, and the disc is closed for it. */
static int burn_failing(struct unit *unit, unsigned int seed, __u32 *remapped)
{
	struct burin_unit_state state;
	struct burin_done done[SLOTS];
	struct program program;
	unsigned int n = 0;
	int ret = 0;

	program_write(&program, LBA, 0);
	if (unit_ring(unit, SLOTS, BURIN_CHECKSUM_CRC32C) || unit_start(unit, &program))
		return __LINE__;
	if (!fail_thread("1"))
		return __LINE__;
	for (n = 0; !ret && n < 4 * SLOTS; n++) {
		if (n >= SLOTS && unit_complete(unit, done, 1, 1, 30000) != 1)
			return __LINE__;
		unit_fill(unit->map + n % SLOTS * unit->ring.stride, COMMAND_BYTES, seed, n);
		ret = unit_publish(unit, n, n % SLOTS, COMMAND_BYTES, 0);
	}
	unit_end(unit);
	if (!unit_is_done_within(unit->fd, 60000) || !fail_thread("0"))
		return __LINE__;
	state = unit_state(unit->fd);
	*remapped += state.remapped;
	if (state.run.failed ? state.run.failure.host != BURIN_HOST_ERROR :
	    !state.run.closed || state.run.acknowledged != 4 * SLOTS * COMMAND_BLOCKS)
		return __LINE__;
	return unit_holds(unit, LBA, (unsigned int)state.run.acknowledged / COMMAND_BLOCKS, seed) ? __LINE__ : 0;
}

TEST_F(faults, burns_while_one_allocation_in_twenty_fails)
{
	unsigned int n, whole = 0;
	__u32 remapped = 0;

	ASSERT_TRUE(fail_in_hundred("5"));
	for (n = 0; n < 10; n++) {
		EXPECT_EQ(0, burn_failing(&self->w.unit, 70 + n, &remapped)) { TH_LOG("burn %u", n); }
		whole += !unit_state(self->w.unit.fd).run.failed;
	}
	TH_LOG("%u of %u burns whole, memory was asked for again %u times", whole, n, remapped);
	EXPECT_LT(0, remapped);
	EXPECT_LT(0, whole);
}

TEST_HARNESS_MAIN
