/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * burin's driver without a kernel, for one test program: the system's calls are wrapped at
 * link time, the contract of <linux/burin.h> is served here, single-threaded, and the
 * emulated recorder answers the commands. A slot that is published is made read-only, so
 * that touching one ends the program.
 */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_DRIVER_H
#define TESTS_UNIT_TRANSPORT_FAKE_DRIVER_H

#include <burin/emulator.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/burin.h>
#include <poll.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../../driver/engine/sequencer.h"
#include "core/crc.h"

#define SLOTS_MAX 4096
#define LOG_MAX 4096

enum { NODE_BLOCK, NODE_GENERIC, NODE_UNIT, NODES };

struct fake_feed {
	uint64_t first, bytes;
	bool ended;
};

static struct driver {
	char root[64];			/* nodes, and what the kernel tells of their device */
	int fd[NODES];			/* as the library has them; -1: closed */
	int opens[NODES], flags[NODES];
	int open_errors[NODES][64];	/* of the first opens */
	int naps;

	/* what is wrong */
	int acquire_errors;		/* so many times EBUSY */
	int command_errors[8];
	unsigned int commands_asked;
	bool interrupts;		/* every ioctl is interrupted once */
	uint32_t interrupted;		/* numbers of those that were */
	bool lazy;			/* the drive works while it is waited for, not before */
	unsigned int gone_at;		/* commands until the drive is gone; 0: never */
	bool gone, lost;
	bool unprotected;		/* published slots stay writable */
	uint64_t ring_limit;

	/* the owner, and what is asked of it */
	struct burin_unit_state other;	/* OWNED: another one's */
	bool owned;
	struct burin_acquire acquired;
	int released;
	struct burin_info info;
	struct burin_command last;
	uint32_t armed_count;
	struct burin_step armed[BURIN_STEPS_MAX];
	uint32_t armed_before_first;	/* steps armed when the first command of a test came */

	/* the ring */
	struct burin_ring_spec ring;
	uint8_t *memory, *bounce;
	struct burin_slot slots[SLOTS_MAX];
	struct burin_done done[SLOTS_MAX];
	uint64_t head, finished, reaped;
	unsigned int publishes, completes;

	/* the burn */
	struct burin_start start;
	struct burin_stream_spec streams[BURIN_STREAMS_MAX];
	struct burin_step steps[BURIN_STEPS_MAX];
	struct burin_reaction reactions[BURIN_REACTIONS_MAX];
	struct burin_program program;
	struct burin_seq seq;
	struct burin_seq_action action;
	struct fake_feed feeds[BURIN_STREAMS_MAX];
	uint32_t feeding;
	bool running, begun, cancelled, told_cancel, report;
	uint64_t told_bytes;
	uint32_t told_stream;
	bool told_ended;
	uint32_t buffer_total, buffer_free;
	struct burin_emulator *emu;
} fake;

/* Every command that any emulated recorder was given. */
static struct { uint8_t cdb[16]; } commands[LOG_MAX];
static size_t command_count;

int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_ioctl(int fd, unsigned long request, ...);
DIR *__real_opendir(const char *path);
ssize_t __real_readlink(const char *path, char *buf, size_t n);
void *__real_mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t offset);
int __real_poll(struct pollfd *fds, nfds_t n, int ms);
ssize_t __real_read(int fd, void *buf, size_t n);
void __real_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd);

void __wrap_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	if (!command_count)
		fake.armed_before_first = fake.armed_count;
	if (command_count < LOG_MAX)
		memcpy(commands[command_count++].cdb, cmd->cdb, 16);
	__real_burin_emulator_execute(emu, cmd);
}

/* The drive */

static void fake_execute(const uint8_t *cdb, uint8_t cdb_len, uint8_t direction, void *data,
			 size_t n, uint32_t timeout_ms, struct burin_command *answer)
{
	struct burin_emulator_command cmd = {
		.cdb_len = cdb_len,
		.direction = direction == BURIN_DIR_OUT ? BURIN_EMU_OUT :
			     direction == BURIN_DIR_IN ? BURIN_EMU_IN : BURIN_EMU_NONE,
		.data = data,
		.data_len = n,
		.timeout_ns = (uint64_t)timeout_ms * 1000000,
	};

	if (fake.gone_at && !--fake.gone_at)
		fake.gone = true;
	answer->host = BURIN_HOST_GONE;
	if (fake.gone)
		return;
	memcpy(cmd.cdb, cdb, cdb_len);
	burin_emulator_execute(fake.emu, &cmd);
	answer->host = cmd.status == BURIN_EMU_TIMEOUT ? BURIN_HOST_TIMEOUT :
		       cmd.status < 0 ? BURIN_HOST_GONE : BURIN_HOST_OK;
	answer->status = cmd.status < 0 ? 0 : (uint8_t)cmd.status;
	answer->transferred = (uint32_t)cmd.transferred;
	answer->sense_len = cmd.sense_len < BURIN_SENSE_MAX ? (uint8_t)cmd.sense_len :
							      BURIN_SENSE_MAX;
	memcpy(answer->sense, cmd.sense, answer->sense_len);
}

/* The burn */

static uint32_t fake_command_bytes(uint32_t stream)
{
	return fake.streams[stream].command_blocks * fake.streams[stream].block_size;
}

static uint8_t *fake_slot_data(uint32_t slot)
{
	return fake.memory + (size_t)slot * fake.ring.stride;
}

static void fake_protect(uint32_t slot, bool published)
{
	if (!fake.unprotected)
		mprotect(fake_slot_data(slot), fake.ring.stride,
			 published ? PROT_READ : PROT_READ | PROT_WRITE);
}

static void fake_finish_slot(uint8_t how, uint32_t length)
{
	const struct burin_slot *slot = &fake.slots[fake.finished % SLOTS_MAX];

	fake.done[fake.finished % SLOTS_MAX] = (struct burin_done){
		.sequence = fake.finished++,
		.tag = slot->tag,
		.slot = slot->slot,
		.length = length,
		.how = how,
	};
}

/* Carries out the command of a stream: its answer, CHANGED when the slot is not what it was. */
static void fake_stream_command(const struct burin_seq_action *action, struct burin_command *answer)
{
	const struct burin_slot *slot = &fake.slots[fake.finished % SLOTS_MAX];
	size_t n = action->data_bytes + action->zero_bytes;

	memset(fake.bounce, 0, n);
	if (action->direction == BURIN_DIR_OUT && action->data_bytes) {
		memcpy(fake.bounce, fake_slot_data(slot->slot), action->data_bytes);
		answer->host = BURIN_HOST_CHANGED;
		if (fake.ring.checksum && bur_crc32c(0, fake.bounce, slot->length) != slot->checksum)
			return;
	}
	fake_execute(action->cdb, action->cdb_len, action->direction, fake.bounce, n,
		     action->timeout_ms, answer);
	if (action->direction == BURIN_DIR_IN) {
		fake_protect(slot->slot, false);
		memcpy(fake_slot_data(slot->slot), fake.bounce, n);
	}
}

static void fake_send(const struct burin_seq_action *action, struct burin_command *answer)
{
	uint8_t reply[256] = { 0 };
	void *data = action->direction == BURIN_DIR_OUT ? (void *)action->data : reply;

	if (action->is_stream) {
		fake_stream_command(action, answer);
		return;
	}
	fake_execute(action->cdb, action->cdb_len, action->direction, data, action->data_bytes,
		     action->timeout_ms, answer);
	if (action->is_probe && !answer->host && !answer->status) {
		fake.buffer_total = (uint32_t)reply[4] << 24 | reply[5] << 16 | reply[6] << 8 | reply[7];
		fake.buffer_free = (uint32_t)reply[8] << 24 | reply[9] << 16 | reply[10] << 8 | reply[11];
	}
}

static void fake_next(struct burin_event *event)
{
	const struct burin_run_state *state = burin_seq_state(&fake.seq);
	struct burin_seq_action before = fake.action;
	uint64_t written = state->written;
	int64_t lba = state->next_lba;

	event->now = burin_emulator_now(fake.emu);
	if (event->kind != BURIN_EV_START && state->stream < fake.program.stream_count) {
		fake.told_stream = state->stream;
		fake.told_bytes = event->available = fake.feeds[state->stream].bytes;
		event->ended = fake.feeds[state->stream].ended;
		fake.told_ended = event->ended;
	}
	burin_seq_next(&fake.seq, event, &fake.action);
	if (event->kind == BURIN_EV_FINISHED && before.is_stream && before.data_bytes) {
		if (before.direction == BURIN_DIR_OUT ? state->written > written :
							state->next_lba > lba)
			fake_finish_slot(BURIN_SLOT_DONE, before.data_bytes);
		else if (state->phase != BURIN_RUN_STREAM)
			fake_finish_slot(BURIN_SLOT_FAILED, 0);
	}
	if (state->phase != BURIN_RUN_STREAM)
		while (fake.finished < fake.head)
			fake_finish_slot(BURIN_SLOT_UNUSED, 0);
	if (fake.action.kind == BURIN_ACT_DONE) {
		fake.running = false;
		fake.report = true;
	}
}

static bool fake_has_news(void)
{
	uint32_t stream = burin_seq_state(&fake.seq)->stream;

	if (stream >= fake.program.stream_count)
		return false;
	if (!fake.begun && !fake.feeds[stream].ended && fake.head < fake.start.start_slots)
		return false;
	fake.begun = true;
	return stream != fake.told_stream || fake.feeds[stream].ended != fake.told_ended ||
	       fake.feeds[stream].bytes > fake.told_bytes;
}

/* It is noted while the command is under way; what follows is seen when that has ended. */
static void fake_tell_cancel(void)
{
	struct burin_event event = { .kind = BURIN_EV_CANCEL };
	struct burin_seq_action none;

	if (!fake.cancelled || fake.told_cancel)
		return;
	fake.told_cancel = true;
	event.now = burin_emulator_now(fake.emu);
	burin_seq_next(&fake.seq, &event, &none);
}

/* Goes on as far as there are data, at most for so many commands. */
static void fake_pump(unsigned int most)
{
	while (fake.running && most) {
		struct burin_event event = { .kind = BURIN_EV_FINISHED };
		struct burin_command answer = { .host = 0 };

		if (fake.action.kind == BURIN_ACT_SEND) {
			fake_send(&fake.action, &answer);
			fake_tell_cancel();
			event.host = answer.host;
			event.status = answer.status;
			event.transferred = answer.transferred;
			event.sense = answer.sense;
			event.sense_len = answer.sense_len;
			most--;
		} else if (fake.cancelled && !fake.told_cancel) {
			fake.told_cancel = true;
			event.kind = BURIN_EV_CANCEL;
		} else if (fake.action.for_data) {
			event.kind = BURIN_EV_DATA;
			if (!fake_has_news())
				return;
		} else {
			uint64_t now = burin_emulator_now(fake.emu);

			event.kind = BURIN_EV_TICK;
			if (fake.action.until > now)
				burin_emulator_sleep(fake.emu, fake.action.until - now);
		}
		fake_next(&event);
	}
}

/* The ioctls: 0 or an errno. */

#define COPY(to, from, n) fake_copy(to, from, (n) * sizeof(*(to)))

static void fake_copy(void *to, uint64_t from, size_t n)
{
	if (n)
		memcpy(to, (const void *)(uintptr_t)from, n);
}

static int fake_acquire(struct burin_acquire *arg)
{
	if (fake.acquire_errors) {
		fake.acquire_errors--;
		return EBUSY;
	}
	if (arg->flags || arg->pad0 || strnlen(arg->name, BURIN_NAME_MAX) == BURIN_NAME_MAX)
		return EINVAL;
	if (arg->block_fd < 0 || arg->block_fd != fake.fd[NODE_BLOCK] ||
	    (arg->generic_fd != -1 && arg->generic_fd != fake.fd[NODE_GENERIC]))
		return EINVAL;
	fake.acquired = *arg;
	fake.owned = true;
	return 0;
}

static int fake_arm(const struct burin_epilogue *arg)
{
	struct burin_program program = { .steps = fake.armed, .step_count = arg->step_count };

	if (arg->step_count > BURIN_STEPS_MAX)
		return EINVAL;
	COPY(fake.armed, arg->steps, arg->step_count);
	fake.armed_count = arg->step_count;
	return burin_seq_check(&program) ? EINVAL : 0;
}

static int fake_command(struct burin_command *arg)
{
	unsigned int n = fake.commands_asked++;

	fake.last = *arg;
	if (n < 8 && fake.command_errors[n])
		return fake.command_errors[n];
	if (fake.running)
		return EBUSY;
	if (arg->pad0 || arg->pad1 || arg->pad2 || !arg->timeout_ms || arg->direction > BURIN_DIR_IN ||
	    (arg->direction == BURIN_DIR_NONE) != !arg->data_len ||
	    arg->data_len > BURIN_COMMAND_DATA_MAX)
		return EINVAL;
	fake_execute(arg->cdb, arg->cdb_len, arg->direction, (void *)(uintptr_t)arg->data,
		     arg->data_len, arg->timeout_ms, arg);
	return 0;
}

static int fake_ring(struct burin_ring_spec *arg)
{
	long page = sysconf(_SC_PAGESIZE);

	if (fake.running)
		return EBUSY;
	free(fake.bounce);
	fake.bounce = NULL;
	fake.memory = NULL;
	if (!arg->slot_bytes)
		return 0;
	if (arg->slots < 2 || arg->slots > SLOTS_MAX || arg->checksum > BURIN_CHECKSUM_CRC32C)
		return EINVAL;
	arg->stride = (uint32_t)((arg->slot_bytes + page - 1) / page * page);
	arg->map_bytes = (uint64_t)arg->slots * arg->stride;
	if (arg->map_bytes > fake.ring_limit)
		return ENOSPC;
	fake.bounce = malloc(arg->slot_bytes);
	fake.ring = *arg;
	return 0;
}

static int fake_start(const struct burin_start *arg)
{
	struct burin_event event = { .kind = BURIN_EV_START };

	if (fake.running)
		return EBUSY;
	if (arg->stream_count > BURIN_STREAMS_MAX || arg->step_count > BURIN_STEPS_MAX ||
	    arg->reaction_count > BURIN_REACTIONS_MAX || arg->pad0 || !arg->start_slots ||
	    !arg->resume_slots || (arg->stream_count && !fake.memory))
		return EINVAL;
	if (!arg->stream_count != !arg->streams || !arg->step_count != !arg->steps ||
	    !arg->reaction_count != !arg->reactions)
		return EINVAL;
	fake.start = *arg;
	COPY(fake.streams, arg->streams, arg->stream_count);
	COPY(fake.steps, arg->steps, arg->step_count);
	COPY(fake.reactions, arg->reactions, arg->reaction_count);
	fake.program = (struct burin_program){
		.streams = fake.streams, .stream_count = arg->stream_count,
		.steps = fake.steps, .step_count = arg->step_count,
		.reactions = fake.reactions, .reaction_count = arg->reaction_count,
		.probe_blocks = arg->probe_blocks,
	};
	if (burin_seq_check(&fake.program))
		return EINVAL;
	memset(fake.feeds, 0, sizeof(fake.feeds));
	fake.feeding = 0;
	fake.head = fake.finished = fake.reaped = 0;
	fake.begun = fake.cancelled = fake.told_cancel = fake.report = false;
	fake.told_stream = BURIN_STREAMS_MAX;
	fake.running = true;
	fake.armed_count = 0;
	burin_seq_init(&fake.seq, &fake.program);
	fake_next(&event);
	if (!fake.lazy)
		fake_pump(~0u);
	return 0;
}

static int fake_publish_one(const struct burin_slot *slot)
{
	struct fake_feed *feed = &fake.feeds[fake.feeding];

	if (fake.feeding >= fake.program.stream_count || slot->sequence != fake.head ||
	    slot->slot >= fake.ring.slots || slot->pad0 || !slot->length ||
	    slot->length > fake_command_bytes(fake.feeding) ||
	    feed->bytes % fake_command_bytes(fake.feeding))
		return EINVAL;
	if (fake.head - fake.reaped == fake.ring.slots)
		return EAGAIN;
	fake.slots[fake.head++ % SLOTS_MAX] = *slot;
	feed->bytes += slot->length;
	fake_protect(slot->slot, true);
	return 0;
}

static int fake_publish(const struct burin_publish *arg)
{
	const struct burin_slot *slots = (const void *)(uintptr_t)arg->slots;
	int ret = 0;

	fake.publishes++;
	if (arg->flags & ~BURIN_PUBLISH_END || arg->pad0)
		return EINVAL;
	if (!fake.running || burin_seq_state(&fake.seq)->phase > BURIN_RUN_STREAM)
		return EPIPE;
	for (uint32_t i = 0; !ret && i < arg->count; i++)
		ret = fake_publish_one(&slots[i]);
	if (!ret && arg->flags & BURIN_PUBLISH_END) {
		fake.feeds[fake.feeding++].ended = true;
		fake.feeds[fake.feeding].first = fake.head;
	}
	if (!ret && !fake.lazy)
		fake_pump(~0u);
	return ret;
}

static int fake_complete(struct burin_complete *arg)
{
	struct burin_done *done = (void *)(uintptr_t)arg->done;
	uint32_t room = arg->count;

	fake.completes++;
	if (arg->pad0 || arg->least > room || (arg->wait_ms && !arg->least))
		return EINVAL;
	if (arg->wait_ms)
		while (fake.running && fake.finished - fake.reaped < arg->least) {
			uint64_t before = fake.finished;

			fake_pump(1);
			if (fake.finished == before && fake.action.kind == BURIN_ACT_WAIT)
				break;
		}
	for (arg->count = 0; arg->count < room && fake.reaped < fake.finished; fake.reaped++) {
		done[arg->count] = fake.done[fake.reaped % SLOTS_MAX];
		fake_protect(done[arg->count++].slot, false);
	}
	return arg->count ? 0 : EAGAIN;
}

static void fake_state(struct burin_unit_state *arg)
{
	if (!fake.owned) {
		*arg = fake.other;
		return;
	}
	arg->unit = BURIN_UNIT_OWNED | BURIN_UNIT_MINE | BURIN_UNIT_RESULT;
	arg->unit |= fake.running ? BURIN_UNIT_RUNNING : 0;
	arg->unit |= fake.lost ? BURIN_UNIT_LOST : 0;
	arg->slots = fake.ring.slots;
	arg->stride = fake.ring.stride;
	arg->next_sequence = fake.head;
	arg->done_sequence = fake.finished;
	arg->used_slots = (uint32_t)(fake.head - fake.finished);
	arg->buffer_total = fake.buffer_total;
	arg->buffer_free = fake.buffer_free;
	arg->run = *burin_seq_state(&fake.seq);
}

static int fake_cancel(void)
{
	fake.cancelled = true;
	if (!fake.lazy)
		fake_pump(~0u);
	return fake.running ? 0 : EINVAL;
}

static int fake_unit_ioctl(unsigned long request, uint32_t *arg)
{
	static const struct { unsigned long request; size_t size; bool owner; } table[] = {
		{ BURIN_IOC_INFO, sizeof(struct burin_info), false },
		{ BURIN_IOC_ACQUIRE, sizeof(struct burin_acquire), false },
		{ BURIN_IOC_STATE, sizeof(struct burin_unit_state), false },
		{ BURIN_IOC_ARM, sizeof(struct burin_epilogue), true },
		{ BURIN_IOC_COMMAND, sizeof(struct burin_command), true },
		{ BURIN_IOC_RING, sizeof(struct burin_ring_spec), true },
		{ BURIN_IOC_START, sizeof(struct burin_start), true },
		{ BURIN_IOC_PUBLISH, sizeof(struct burin_publish), true },
		{ BURIN_IOC_COMPLETE, sizeof(struct burin_complete), true },
		{ BURIN_IOC_CANCEL, sizeof(struct burin_cancel), true },
		{ BURIN_IOC_RELEASE, sizeof(struct burin_release), true },
	};
	size_t i = 0;

	while (i < sizeof(table) / sizeof(table[0]) && table[i].request != request)
		i++;
	if (i == sizeof(table) / sizeof(table[0]))
		return ENOTTY;
	if (fake.interrupts) {
		fake.interrupted ^= 1u << _IOC_NR(request);
		if (fake.interrupted & 1u << _IOC_NR(request))
			return EINTR;
	}
	if (fake.gone)
		return ENODEV;
	if (arg[0] != table[i].size || (arg[1] && request != BURIN_IOC_PUBLISH))
		return EINVAL;
	if (table[i].owner && !fake.owned)
		return EPERM;
	switch (request) {
	case BURIN_IOC_INFO:
		memcpy(arg, &fake.info, sizeof(fake.info));
		return 0;
	case BURIN_IOC_ACQUIRE:
		return fake_acquire((void *)arg);
	case BURIN_IOC_ARM:
		return fake_arm((void *)arg);
	case BURIN_IOC_COMMAND:
		return fake_command((void *)arg);
	case BURIN_IOC_RING:
		return fake_ring((void *)arg);
	case BURIN_IOC_START:
		return fake_start((void *)arg);
	case BURIN_IOC_PUBLISH:
		return fake_publish((void *)arg);
	case BURIN_IOC_COMPLETE:
		return fake_complete((void *)arg);
	case BURIN_IOC_CANCEL:
		return fake_cancel();
	case BURIN_IOC_STATE:
		fake_state((void *)arg);
		return 0;
	default:
		fake.owned = false;
		fake.released++;
		return 0;
	}
}

static int fake_ioctl(int node, unsigned long request, void *arg)
{
	if (node == NODE_UNIT)
		return fake_unit_ioctl(request, arg);
	if (request != SG_GET_VERSION_NUM)
		return ENOTTY;
	*(int *)arg = 30536;
	return 0;
}

/* The system's calls */

static int fake_node(int fd)
{
	for (int i = 0; fd >= 0 && i < NODES; i++)
		if (fake.fd[i] == fd)
			return i;
	return -1;
}

static int fake_open(const char *path, int flags, mode_t mode)
{
	static const char *const names[NODES] = { "sr0", "sg0", "burin0" };
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t folder = (size_t)(name - path);
	int i = 0, n;

	while (i < NODES && strcmp(name, names[i]))
		i++;
	if (i == NODES || !fake.root[0] || (strncmp(path, "/dev/", folder) &&
					    strncmp(path, fake.root, folder - 1)))
		return __real_open(path, flags, mode);
	n = fake.opens[i]++;
	fake.flags[i] = flags;
	if (n < 64 && fake.open_errors[i][n]) {
		errno = fake.open_errors[i][n];
		return -1;
	}
	return fake.fd[i] = __real_open("/dev/null", (flags & O_ACCMODE) | O_CLOEXEC);
}

#define WRAP_OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		mode_t mode = 0; \
		va_list args; \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_start(args, flags); \
			mode = va_arg(args, mode_t); \
			va_end(args); \
		} \
		return fake_open(path, flags, mode); \
	}

WRAP_OPEN(__wrap_open)
WRAP_OPEN(__wrap_open64)

int __wrap_close(int fd)
{
	if (fake_node(fd) >= 0)
		fake.fd[fake_node(fd)] = -1;
	return __real_close(fd);
}

int __wrap_nanosleep(const struct timespec *ts, struct timespec *rest)
{
	fake.naps++;
	return 0;
}

int __wrap___nanosleep64(const struct timespec *ts, struct timespec *rest)
{
	return __wrap_nanosleep(ts, rest);
}

#define WRAP_IOCTL(name) \
	int name(int fd, unsigned long request, ...) \
	{ \
		va_list args; \
		void *arg; \
		va_start(args, request); \
		arg = va_arg(args, void *); \
		va_end(args); \
		if (fake_node(fd) < 0) \
			return __real_ioctl(fd, request, arg); \
		errno = fake_ioctl(fake_node(fd), request, arg); \
		return errno ? -1 : 0; \
	}

/* The longer names are those of 32-bit systems whose time_t or off_t has grown. */
WRAP_IOCTL(__wrap_ioctl)
WRAP_IOCTL(__wrap___ioctl_time64)

static void *fake_mmap(void *at, size_t n, int prot, int flags, int fd, off64_t offset)
{
	if (fake_node(fd) != NODE_UNIT)
		return __real_mmap64(at, n, prot, flags, fd, offset);
	if (!(flags & MAP_SHARED) || offset || n != fake.ring.map_bytes) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return fake.memory = __real_mmap64(NULL, n, prot, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Its offset is of the machine's own size, whatever off_t is here. */
void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, long offset)
{
	return fake_mmap(at, n, prot, flags, fd, offset);
}

void *__wrap_mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t offset)
{
	return fake_mmap(at, n, prot, flags, fd, offset);
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int ms)
{
	if (n != 1 || fake_node(fds->fd) != NODE_UNIT)
		return __real_poll(fds, n, ms);
	if (fake.lazy)
		fake_pump(1);
	fds->revents = (fake.report ? POLLIN : 0) | (fake.gone ? POLLHUP : 0);
	if (!fds->revents)
		__real_poll(NULL, 0, ms < 2 ? ms : 2);
	return fds->revents ? 1 : 0;
}

ssize_t __wrap_read(int fd, void *buf, size_t n)
{
	struct burin_report done = { .kind = BURIN_REPORT_DONE };

	if (fake_node(fd) != NODE_UNIT)
		return __real_read(fd, buf, n);
	errno = EAGAIN;
	if (!fake.report)
		return -1;
	fake.report = false;
	memcpy(buf, &done, sizeof(done));
	return sizeof(done);
}

/* What the kernel tells of the drive: the nodes are two character devices that every system has. */
DIR *__wrap_opendir(const char *path)
{
	char folder[160];
	const char *class = strstr(path, "/device/");

	if (strncmp(path, "/sys/dev/char/1:", 16) || !class)
		return __real_opendir(path);
	snprintf(folder, sizeof(folder), "%s%s", fake.root, class);
	return __real_opendir(folder);
}

ssize_t __wrap_readlink(const char *path, char *buf, size_t n)
{
	const char *target = NULL;

	if (!strcmp(path, "/sys/dev/char/1:5"))
		target = "../../devices/host0/block/sr0";
	if (!strcmp(path, "/sys/dev/char/1:7"))
		target = "../../devices/host0/burin/burin0";
	if (!target)
		return __real_readlink(path, buf, n);
	memcpy(buf, target, strlen(target));
	return (ssize_t)strlen(target);
}

/* Setting up */

static const char *const fake_folders[] = {
	"device", "device/block", "device/block/sr0", "device/scsi_generic",
	"device/scsi_generic/sg0", "device/burin", "device/burin/burin0",
};

#define FAKE_FOLDERS (sizeof(fake_folders) / sizeof(fake_folders[0]))

static void fake_path(char *path, size_t n, const char *name)
{
	snprintf(path, n, "%s/%s", fake.root, name);
}

/* No module is loaded. */
static void fake_unload(void)
{
	char path[160];

	fake_path(path, sizeof(path), "device/burin/burin0");
	rmdir(path);
	fake_path(path, sizeof(path), "device/burin");
	rmdir(path);
}

static int fake_load(void)
{
	char path[160];

	memset(&fake, 0, sizeof(fake));
	for (int i = 0; i < NODES; i++)
		fake.fd[i] = -1;
	fake.ring_limit = ~0ull;
	fake.info = (struct burin_info){
		.size = sizeof(fake.info), .version = 1, .transfer_bytes = 1 << 20,
	};
	strcpy(fake.root, "/tmp/burin-unit-XXXXXX");
	if (!mkdtemp(fake.root))
		return -1;
	for (size_t i = 0; i < FAKE_FOLDERS; i++) {
		fake_path(path, sizeof(path), fake_folders[i]);
		mkdir(path, 0700);
	}
	fake_path(path, sizeof(path), "sr0");
	if (symlink("/dev/zero", path))
		return -1;
	fake_path(path, sizeof(path), "burin0");
	return symlink("/dev/full", path);
}

static void fake_clear(void)
{
	char path[160];

	fake_path(path, sizeof(path), "sr0");
	unlink(path);
	fake_path(path, sizeof(path), "burin0");
	unlink(path);
	for (size_t i = FAKE_FOLDERS; i--;) {
		fake_path(path, sizeof(path), fake_folders[i]);
		rmdir(path);
	}
	rmdir(fake.root);
	fake.root[0] = '\0';
	free(fake.bounce);
	fake.bounce = NULL;
}

#endif
