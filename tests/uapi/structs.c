// SPDX-License-Identifier: GPL-2.0-or-later
/* Every ioctl with a struct that is not as it should be: refused by the errno that the header names. */
#include "harness.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define A_DAY_MS	(24u * 60 * 60 * 1000)

struct call {
	const char *name;
	unsigned int number;
	size_t size;
	__u32 flags;			/* known ones */
};
#define CALL(NAME, type, flags) { #NAME, BURIN_IOC_ ## NAME, sizeof(struct type), flags }

static const struct call calls[] = {
	CALL(INFO, burin_info, 0), CALL(ACQUIRE, burin_acquire, 0), CALL(ARM, burin_epilogue, 0),
	CALL(COMMAND, burin_command, 0), CALL(RING, burin_ring_spec, 0), CALL(START, burin_start, 0),
	CALL(PUBLISH, burin_publish, BURIN_PUBLISH_END), CALL(COMPLETE, burin_complete, 0),
	CALL(CANCEL, burin_cancel, BURIN_CANCEL_ORPHAN), CALL(ADOPT, burin_adopt, 0), CALL(STATE, burin_unit_state, 0),
	CALL(BIND, burin_bind, BURIN_BIND_READ_ONLY | BURIN_BIND_THROUGH | BURIN_BIND_VERIFY),
	CALL(UNBIND, burin_unbind, 0), CALL(PACKETS, burin_packet_state, 0), CALL(RELEASE, burin_release, 0),
};

FIXTURE(structs) {
	struct unit unit;
	struct program program;
};
FIXTURE_SETUP(structs)
{
	ASSERT_EQ(0, unit_own(&self->unit));
	ASSERT_EQ(0, unit_ring(&self->unit, SLOTS, BURIN_CHECKSUM_NONE));
	program_write(&self->program, 0, 64);
}
FIXTURE_TEARDOWN(structs)
{
	unit_close(&self->unit);
}

static int call_sized(int fd, const struct call *call, __u32 size, __u32 flags, int tail)
{
	unsigned char bytes[8192] = { 0 };

	memcpy(bytes, &size, sizeof(size));
	memcpy(bytes + 4, &flags, sizeof(flags));
	if (tail)
		bytes[call->size + (size_t)tail - 1] = 1;
	return unit_call(fd, call->number, bytes);
}

TEST_F(structs, sizes)
{
	size_t i;

	for (i = 0; i < COUNT(calls); i++) {
		const struct call *call = &calls[i];
		__u32 size = (__u32)call->size;
		int fd = self->unit.fd;

		EXPECT_EQ(-EINVAL, call_sized(fd, call, 0, 0, 0)) { TH_LOG("%s", call->name); }
		EXPECT_EQ(-EINVAL, call_sized(fd, call, size - 1, 0, 0)) { TH_LOG("%s", call->name); }
		EXPECT_EQ(-EINVAL, call_sized(fd, call, 4097, 0, 0)) { TH_LOG("%s", call->name); }
		EXPECT_EQ(-EINVAL, call_sized(fd, call, ~0u, 0, 0)) { TH_LOG("%s", call->name); }
		EXPECT_EQ(-E2BIG, call_sized(fd, call, size + 8, 0, 1)) { TH_LOG("%s", call->name); }
		EXPECT_EQ(-E2BIG, call_sized(fd, call, 4096, 0, 4096 - (int)size)) {
			TH_LOG("%s", call->name);
		}
	}
}

/* A later version's struct whose new fields are not used does what this one does. */
TEST_F(structs, a_longer_struct_of_zeros)
{
	size_t i;

	for (i = 0; i < COUNT(calls); i++) {
		const struct call *call = &calls[i];
		__u32 size = (__u32)call->size;
		int as_it_is = call->number == BURIN_IOC_RELEASE ? 0 :
			       call_sized(self->unit.fd, call, size, 0, 0);

		/* of nothing: START begins one */
		if (call->number == BURIN_IOC_START)
			ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
		EXPECT_EQ(as_it_is, call_sized(self->unit.fd, call, size + 8, 0, 0)) {
			TH_LOG("%s", call->name);
		}
	}
}

TEST_F(structs, unknown_flags)
{
	unsigned int bit;
	size_t i;

	for (i = 0; i < COUNT(calls); i++)
		for (bit = 0; bit < 32; bit++) {
			if (calls[i].flags & 1u << bit)
				continue;
			EXPECT_EQ(-EINVAL, call_sized(self->unit.fd, &calls[i], (__u32)calls[i].size,
						      1u << bit, 0)) {
				TH_LOG("%s, bit %u", calls[i].name, bit);
			}
		}
}

TEST_F(structs, pointers_to_nothing)
{
	long page = sysconf(_SC_PAGESIZE);
	char *edge = mmap(NULL, (size_t)page * 2, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	ASSERT_NE(MAP_FAILED, (void *)edge);
	ASSERT_EQ(0, munmap(edge + page, (size_t)page));
	for (i = 0; i < COUNT(calls); i++) {
		__u32 size = (__u32)calls[i].size;
		void *const bad[] = { NULL, (void *)1, edge + page, (void *)0xffff888000000000ul, (void *)~7ul };
		char *across = edge + page - 4;
		size_t n;

		for (n = 0; n < COUNT(bad); n++) {
			EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, calls[i].number, bad[n])) {
				TH_LOG("%s, %p", calls[i].name, bad[n]);
			}
		}
		memcpy(across, &size, 4);
		EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, calls[i].number, across)) {
			TH_LOG("%s", calls[i].name);
		}
	}
}

TEST_F(structs, unknown_numbers)
{
	static const unsigned int foreign[] = {
		0x1260, 0x2285, 0x5310, 0x5401, _IO(0xba, 0), _IO(0xbc, 0), _IO(0, 0), ~0u,
		_IOR(0xbb, 0, struct burin_info), _IOWR(0xbb, 10, struct burin_unit_state),
		_IOW(0xbb, 11, struct burin_release),
	};
	struct burin_info info = SIZED(burin_info);
	unsigned int n;

	for (n = _IOC_NR(BURIN_IOC_PACKETS) + 1; n < 256; n++) {
		EXPECT_EQ(-ENOTTY, unit_call(self->unit.fd, _IO(0xbb, n), &info)) { TH_LOG("%u", n); }
		EXPECT_EQ(-ENOTTY, unit_call(self->unit.fd, _IO(0xbb, n), NULL)) { TH_LOG("%u", n); }
	}
	for (n = 0; n < COUNT(foreign); n++) {
		EXPECT_EQ(-ENOTTY, unit_call(self->unit.fd, foreign[n], &info)) {
			TH_LOG("%x", foreign[n]);
		}
	}
}

/* Each field of a good command in turn. */
TEST_F(structs, commands)
{
	static const struct poke pokes[] = {
		POKE(burin_command, cdb_len, 0), POKE(burin_command, cdb_len, 5),
		POKE(burin_command, cdb_len, 7), POKE(burin_command, cdb_len, 10),
		POKE(burin_command, cdb_len, 17), POKE(burin_command, cdb_len, 255),
		POKE(burin_command, cdb[15], 1), POKE(burin_command, cdb[6], 1),
		POKE(burin_command, direction, 3), POKE(burin_command, direction, BURIN_DIR_NONE),
		POKE(burin_command, pad0, 1), POKE(burin_command, pad1, 1), POKE(burin_command, pad2, 1),
		POKE(burin_command, timeout_ms, 0), POKE(burin_command, timeout_ms, A_DAY_MS + 1),
		POKE(burin_command, timeout_ms, ~0u),
		POKE(burin_command, data_len, BURIN_COMMAND_DATA_MAX + 1), POKE(burin_command, data_len, ~0u),
		{ "data nowhere", offsetof(struct burin_command, data), 8, 8, -EFAULT },
		{ "an epilogue nowhere", offsetof(struct burin_command, epilogue), 8, 8, -EFAULT },
		{ "another epilogue nowhere", offsetof(struct burin_command, epilogue_failed), 8, 8, -EFAULT },
	};
	unsigned char data[36];
	size_t i;

	for (i = 0; i < COUNT(pokes); i++) {
		struct burin_command command = SIZED(burin_command, .cdb = { 0x12, 0, 0, 0, 36 },
						     .cdb_len = 6, .direction = BURIN_DIR_IN,
						     .timeout_ms = 10000, .data = POINTER(data),
						     .data_len = sizeof(data));

		EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
		EXPECT_EQ(0, command.status | command.host);
		poke(&command, &pokes[i]);
		EXPECT_EQ(pokes[i].answer, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command)) {
			TH_LOG("%s = %llx", pokes[i].what, pokes[i].value);
		}
	}
}

/* Of the drive, whoever sent them. */
static unsigned long commands_of_drive(void)
{
	const char *node = strrchr(getenv("BURIN_NODE"), '/');
	char path[128], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/class/burin/%s/device/iorequest_cnt", node + 1);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return 0;
	close(fd);
	return strtoul(text, NULL, 0);
}

/* Nothing is sent whose answer could not be given. */
TEST_F(structs, an_answer_that_cannot_be_given)
{
	struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 10000);
	unsigned long before = commands_of_drive();
	struct page page;

	ASSERT_TRUE(page_new(&page));
	EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, BURIN_IOC_COMMAND,
				     page_keep(&page, &command, sizeof(command))));
	EXPECT_EQ(before, commands_of_drive());
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
	EXPECT_EQ(before + 1, commands_of_drive());
	page_free(&page);
}

TEST_F(structs, data_that_cannot_be_read)
{
	struct burin_command command = SIZED(burin_command, .cdb = { 0x2a, [8] = 1 }, .cdb_len = 10,
					     .direction = BURIN_DIR_OUT, .timeout_ms = 10000,
					     .data_len = BLOCK);

	EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command));
}

/* ARM itself, and the epilogues of COMMAND. */
TEST_F(structs, epilogues)
{
	static const struct poke pokes[] = {
		POKE(burin_epilogue, size, sizeof(struct burin_epilogue) - 1), POKE(burin_epilogue, flags, 1),
		POKE(burin_epilogue, step_count, BURIN_STEPS_MAX + 1), POKE(burin_epilogue, step_count, ~0u),
		POKE(burin_epilogue, step_count, 0),
		POKE(burin_epilogue, reaction_count, BURIN_REACTIONS_MAX + 1),
		POKE(burin_epilogue, reaction_count, ~0u), POKE(burin_epilogue, reaction_count, 0),
		{ "steps nowhere", offsetof(struct burin_epilogue, steps), 8, 0, -EFAULT },
		{ "reactions nowhere", offsetof(struct burin_epilogue, reactions), 8, 8, -EFAULT },
	};
	struct burin_step *step = self->program.steps;
	size_t i;

	step[0].when = 0;
	self->program.reactions[0] = (struct burin_reaction){ .key = 2, .asc = 4, .ascq = 7, .opcode = 0x35 };
	for (i = 0; i < COUNT(pokes); i++) {
		struct burin_epilogue epilogue = SIZED(burin_epilogue, .steps = POINTER(step),
						       .step_count = 1, .reaction_count = 1,
						       .reactions = POINTER(self->program.reactions));
		struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 10000,
						     .epilogue = POINTER(&epilogue));

		EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_ARM, &epilogue));
		poke(&epilogue, &pokes[i]);
		EXPECT_EQ(pokes[i].answer, unit_call(self->unit.fd, BURIN_IOC_ARM, &epilogue)) {
			TH_LOG("%s = %llx", pokes[i].what, pokes[i].value);
		}
		EXPECT_EQ(pokes[i].answer, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command)) {
			TH_LOG("%s = %llx", pokes[i].what, pokes[i].value);
		}
		command.epilogue_failed = command.epilogue;
		command.epilogue = 0;
		EXPECT_EQ(pokes[i].answer, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command)) {
			TH_LOG("failed: %s = %llx", pokes[i].what, pokes[i].value);
		}
	}
}

/* What a program holds; the rest of it is good, and would run but for this. */
static int start_poked(struct unit *unit, void *what, size_t bytes, const struct poke *bad,
		       struct program *program)
{
	unsigned char kept[512];
	int ret;

	memcpy(kept, what, bytes);
	poke(what, bad);
	ret = unit_start(unit, program);
	memcpy(what, kept, bytes);
	return ret;
}

#define START_POKED(pokes, part) \
	for (size_t i_ = 0; i_ < COUNT(pokes); i_++) { \
		EXPECT_EQ((pokes)[i_].answer, start_poked(&self->unit, part, sizeof(*(part)), \
							  &(pokes)[i_], &self->program)) { \
			TH_LOG("%s = %llx", (pokes)[i_].what, (pokes)[i_].value); \
			unit_cancel(&self->unit); \
			unit_is_done_within(self->unit.fd, 10000); \
		} \
	}

TEST_F(structs, starts)
{
	static const struct poke pokes[] = {
		POKE(burin_start, pad0, 1), POKE(burin_start, stream_count, BURIN_STREAMS_MAX + 1),
		POKE(burin_start, stream_count, ~0u), POKE(burin_start, stream_count, 0),
		POKE(burin_start, step_count, BURIN_STEPS_MAX + 1), POKE(burin_start, step_count, ~0u),
		POKE(burin_start, step_count, 0), POKE(burin_start, reaction_count, BURIN_REACTIONS_MAX + 1),
		POKE(burin_start, note_len, BURIN_NOTE_MAX + 1), POKE(burin_start, note_len, ~0u),
		POKE(burin_start, note, 8), POKE(burin_start, reactions, 8),
		{ "streams nowhere", offsetof(struct burin_start, streams), 8, 0, -EFAULT },
		{ "steps nowhere", offsetof(struct burin_start, steps), 8, 8, -EFAULT },
		{ "reactions nowhere", offsetof(struct burin_start, reaction_count), 4, 1, -EFAULT },
		{ "a note nowhere", offsetof(struct burin_start, note_len), 4, 1, -EFAULT },
		{ "an epilogue nowhere", offsetof(struct burin_start, epilogue), 8, 8, -EFAULT },
	};

	START_POKED(pokes, &self->program.start);
}

TEST_F(structs, streams)
{
	static const struct poke pokes[] = {
		POKE(burin_stream_spec, cdb_len, 6), POKE(burin_stream_spec, cdb_len, 11),
		POKE(burin_stream_spec, cdb_len, 12), POKE(burin_stream_spec, cdb_len, 16),
		POKE(burin_stream_spec, cdb_len, 255), POKE(burin_stream_spec, cdb[0], 0x0a),
		POKE(burin_stream_spec, cdb[0], 0x8a), POKE(burin_stream_spec, cdb[0], 0xe0),
		POKE(burin_stream_spec, cdb[10], 1), POKE(burin_stream_spec, direction, BURIN_DIR_NONE),
		POKE(burin_stream_spec, direction, 3), POKE(burin_stream_spec, direction, 255),
		POKE(burin_stream_spec, end, 3), POKE(burin_stream_spec, pad0, 1),
		POKE(burin_stream_spec, pad1, 1), POKE(burin_stream_spec, lba, 0x7fffffff),
		POKE(burin_stream_spec, block_size, 0), POKE(burin_stream_spec, block_size, 4097),
		POKE(burin_stream_spec, block_size, ~0u), POKE(burin_stream_spec, unit, 0),
		POKE(burin_stream_spec, unit, 17), POKE(burin_stream_spec, unit, ~0u),
		POKE(burin_stream_spec, command_blocks, 0), POKE(burin_stream_spec, command_blocks, 8),
		POKE(burin_stream_spec, command_blocks, 32),	/* more than the ring's slots */
		POKE(burin_stream_spec, command_blocks, 1u << 21), POKE(burin_stream_spec, command_blocks, 1u << 28),
		POKE(burin_stream_spec, timeout_ms, 0), POKE(burin_stream_spec, timeout_ms, A_DAY_MS + 1),
		POKE(burin_stream_spec, blocks, 1ull << 32), POKE(burin_stream_spec, blocks, ~0ull),
		POKE(burin_stream_spec, least_blocks, ~0u),
	};
	struct burin_stream_spec *streams = self->program.streams;

	START_POKED(pokes, streams);
	streams[0].blocks = 0;
	streams[0].end = BURIN_END_DECLARED;
	EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program));
}

TEST_F(structs, streams_that_read)
{
	static const struct poke pokes[] = {
		POKE(burin_stream_spec, blocks, 0), POKE(burin_stream_spec, end, BURIN_END_UNIT),
		POKE(burin_stream_spec, end, BURIN_END_DECLARED), POKE(burin_stream_spec, least_blocks, 1),
	};
	struct burin_stream_spec *streams = self->program.streams;

	program_read(&self->program, 0, 64);
	START_POKED(pokes, streams);
	/* one burn reads or writes */
	program_write(&self->program, 0, 64);
	streams[1] = streams[0];
	streams[1].cdb[0] = READ_10;
	streams[1].direction = BURIN_DIR_IN;
	self->program.start.stream_count = 2;
	EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program));
}

TEST_F(structs, steps)
{
	static const struct poke pokes[] = {
		POKE(burin_step, cdb_len, 0), POKE(burin_step, cdb_len, 6), POKE(burin_step, cdb_len, 255),
		POKE(burin_step, cdb[12], 1), POKE(burin_step, direction, 3), POKE(burin_step, pad0, 1),
		POKE(burin_step, data_len, 1), POKE(burin_step, when, 1u << 5), POKE(burin_step, when, 1u << 31),
		POKE(burin_step, flags, 1u << 5), POKE(burin_step, flags, 1u << 31),
		POKE(burin_step, flags, BURIN_STEP_POLL), POKE(burin_step, stream, 1),
		POKE(burin_step, timeout_ms, 0), POKE(burin_step, timeout_ms, A_DAY_MS + 1),
		POKE(burin_step, poll_ms, A_DAY_MS + 1),
	};
	struct burin_step *step = self->program.steps;

	START_POKED(pokes, step);
	step->when = BURIN_WHEN_STREAM;
	step->stream = 1;
	EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program));
	step->stream = 0;
	step->direction = BURIN_DIR_OUT;
	step->data_len = BURIN_STEP_DATA_MAX + 1;
	EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program));
}

/* A vendor's command has a length of its own, but one of those that commands have. */
TEST_F(structs, lengths_of_vendors_commands)
{
	struct burin_step *step = self->program.steps;
	__u32 len;

	memset(step->cdb, 0, sizeof(step->cdb));
	for (len = 0; len <= 255; len++) {
		struct burin_command command = SIZED(burin_command, .cdb = { 0xe7 }, .cdb_len = (__u8)len,
						     .timeout_ms = 10000, .epilogue = 8);
		bool fits = len == 6 || len == 10 || len == 12 || len == 16;

		step->cdb[0] = 0xe7;
		step->cdb_len = (__u8)len;
		self->program.streams[0].blocks = fits ? ~0ull : 64;	/* not to run */
		EXPECT_EQ(-EINVAL, unit_start(&self->unit, &self->program)) { TH_LOG("%u", len); }
		EXPECT_EQ(fits ? -EFAULT : -EINVAL, unit_call(self->unit.fd, BURIN_IOC_COMMAND, &command)) {
			TH_LOG("%u", len);
		}
	}
}

TEST_F(structs, reactions)
{
	static const struct poke pokes[] = {
		POKE(burin_reaction, key, 0x100), POKE(burin_reaction, asc, 0x100),
		POKE(burin_reaction, ascq, 0xfffe), POKE(burin_reaction, opcode, 0x100),
		POKE(burin_reaction, react, 5), POKE(burin_reaction, react, 255), POKE(burin_reaction, flags, 2),
	};
	struct burin_reaction *reaction = self->program.reactions;

	self->program.start.reactions = POINTER(reaction);
	self->program.start.reaction_count = 1;
	START_POKED(pokes, reaction);
}

TEST_F(structs, slots_and_their_ends)
{
	static const struct poke publishes[] = {
		POKE(burin_publish, flags, 3), POKE(burin_publish, pad0, 1),
		POKE(burin_publish, count, BURIN_SLOTS_MAX + 1), POKE(burin_publish, count, ~0u),
		{ "slots nowhere", offsetof(struct burin_publish, count), 4, 1, -EFAULT },
	}, completes[] = {
		POKE(burin_complete, count, 0), POKE(burin_complete, least, 2), POKE(burin_complete, pad0, 1),
		POKE(burin_complete, wait_ms, 60 * 60 * 1000 + 1), POKE(burin_complete, wait_ms, ~0u),
	};
	size_t i;

	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	for (i = 0; i < COUNT(publishes); i++) {
		struct burin_publish publish = SIZED(burin_publish);

		poke(&publish, &publishes[i]);
		EXPECT_EQ(publishes[i].answer, unit_call(self->unit.fd, BURIN_IOC_PUBLISH, &publish)) {
			TH_LOG("%s = %llx", publishes[i].what, publishes[i].value);
		}
	}
	for (i = 0; i < COUNT(completes); i++) {
		struct burin_done done;
		struct burin_complete complete = SIZED(burin_complete, .done = POINTER(&done), .count = 1);

		poke(&complete, &completes[i]);
		EXPECT_EQ(completes[i].answer, unit_call(self->unit.fd, BURIN_IOC_COMPLETE, &complete)) {
			TH_LOG("%s = %llx", completes[i].what, completes[i].value);
		}
	}
	EXPECT_EQ(0, unit_cancel(&self->unit));
}

TEST_F(structs, what_is_told)
{
	struct burin_unit_state state = SIZED(burin_unit_state, .note_len = 1);
	struct burin_info info = SIZED(burin_info);

	EXPECT_EQ(-EINVAL, unit_call(self->unit.fd, BURIN_IOC_STATE, &state));
	state = SIZED(burin_unit_state);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_STATE, &state));
	EXPECT_EQ(sizeof(state), state.size);
	EXPECT_EQ(BURIN_UNIT_OWNED | BURIN_UNIT_MINE, state.unit);
	EXPECT_EQ((__u32)getpid(), state.owner_pid);
	EXPECT_EQ(COMMAND_BYTES, state.slot_bytes);
	EXPECT_STREQ("a test", state.name);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_INFO, &info));
	EXPECT_EQ(BURIN_UAPI_VERSION, info.version);
	EXPECT_LE(COMMAND_BYTES, info.transfer_bytes);
	EXPECT_EQ(11, info.block_major);
	EXPECT_EQ(21, info.generic_major);
	EXPECT_LT(info.ring_left, info.ring_bytes);
}

TEST_F(structs, notes)
{
	char note[BURIN_NOTE_MAX], got[BURIN_NOTE_MAX] = { 0 };
	struct burin_unit_state state = SIZED(burin_unit_state, .note = POINTER(got), .note_len = 10);

	unit_fill(note, sizeof(note), 7, 0);
	self->program.start.note = POINTER(note);
	self->program.start.note_len = sizeof(note);
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_STATE, &state));
	EXPECT_EQ(sizeof(note), state.note_len);
	EXPECT_EQ(0, memcmp(note, got, 10));
	EXPECT_EQ(0, got[10]);
	state.note_len = sizeof(note);
	EXPECT_EQ(0, unit_call(self->unit.fd, BURIN_IOC_STATE, &state));
	EXPECT_EQ(0, memcmp(note, got, sizeof(note)));
	state.note = 8;
	state.note_len = sizeof(note);
	EXPECT_EQ(-EFAULT, unit_call(self->unit.fd, BURIN_IOC_STATE, &state));
	EXPECT_EQ(0, unit_cancel(&self->unit));
}

TEST_F(structs, records)
{
	struct burin_report reports[70];
	void *volatile nowhere = (void *)8;
	char byte;

	EXPECT_EQ(-1, read(self->unit.fd, &byte, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(self->unit.fd, reports, sizeof(reports[0]) - 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, read(self->unit.fd, reports, sizeof(reports)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-1, write(self->unit.fd, reports, 1));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, unit_start(&self->unit, &self->program));
	EXPECT_EQ(0, unit_cancel(&self->unit));
	ASSERT_TRUE(unit_is_done_within(self->unit.fd, 10000));
	EXPECT_EQ(-1, read(self->unit.fd, nowhere, sizeof(reports[0])));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_LT(0, read(self->unit.fd, reports, sizeof(reports[0]) * 2 - 1));
}

TEST_HARNESS_MAIN
