// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every opcode for every opener by every way to hand a command over: COMMAND, ARM, and START as a
 * step and as a stream. Nothing is sent: COMMAND and ARM are told a wrong pointer or are taken back,
 * START has no ring.
 */
#include "harness.h"
#include "unit.h"
#include "../unit/engine/openers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum opener { READER, WRITER, PRIVILEGED, OPENERS };

static bool may(enum opener opener, unsigned int opcode)
{
	return opener == PRIVILEGED || (opener == WRITER ? writer_may(opcode) : reader_may(opcode));
}

static int hand_over_command(int fd, const struct burin_step *step)
{
	struct burin_command command = SIZED(burin_command, .cdb_len = step->cdb_len, .timeout_ms = 1000,
					     .epilogue = 8);

	memcpy(command.cdb, step->cdb, sizeof(command.cdb));
	return unit_call(fd, BURIN_IOC_COMMAND, &command);
}

/* As a step of what COMMAND arms. The command itself is one that all may send. */
static int hand_over_with_command(int fd, const struct burin_step *step)
{
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(step), .step_count = 1);
	struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 1000,
					     .epilogue = POINTER(&arm), .epilogue_failed = 8);

	return unit_call(fd, BURIN_IOC_COMMAND, &command);
}

/* ... and of what it arms when it fails; its data cannot be read. */
static int hand_over_for_failure(int fd, const struct burin_step *step)
{
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(step), .step_count = 1);
	struct burin_command command = SIZED(burin_command, .cdb_len = 6, .timeout_ms = 1000, .data = 8,
					     .data_len = 1, .direction = BURIN_DIR_OUT,
					     .epilogue_failed = POINTER(&arm));

	return unit_call(fd, BURIN_IOC_COMMAND, &command);
}

static int hand_over_arm(int fd, const struct burin_step *step)
{
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(step), .step_count = 1);
	struct burin_epilogue none = SIZED(burin_epilogue);
	int ret = unit_call(fd, BURIN_IOC_ARM, &arm);

	return unit_call(fd, BURIN_IOC_ARM, &none) ? -EIO : ret;
}

static int hand_over_step(int fd, const struct burin_step *step)
{
	struct program program;

	program_read(&program, 0, COMMAND_BLOCKS);
	program.start.steps = POINTER(step);
	program.start.step_count = 1;
	return unit_call(fd, BURIN_IOC_START, &program.start);
}

static int hand_over_behind_burn(int fd, const struct burin_step *step)
{
	struct burin_epilogue arm = SIZED(burin_epilogue, .steps = POINTER(step), .step_count = 1);
	struct program program;

	program_read(&program, 0, COMMAND_BLOCKS);
	program.start.epilogue = POINTER(&arm);
	return unit_call(fd, BURIN_IOC_START, &program.start);
}

static int hand_over_stream(int fd, const struct burin_step *step)
{
	struct program program;

	program_read(&program, 0, COMMAND_BLOCKS);
	memcpy(program.streams[0].cdb, step->cdb, sizeof(step->cdb));
	program.streams[0].cdb_len = step->cdb_len;
	return unit_call(fd, BURIN_IOC_START, &program.start);
}

/* How many verdicts are other than they should be. */
static int judge(const struct unit *unit, enum opener opener, unsigned int opcode)
{
	static const struct {
		const char *name;
		int (*hand_over)(int fd, const struct burin_step *step);
		int taken;
		bool streams;
	} ways[] = {
		{ "COMMAND", hand_over_command, -EFAULT, false },
		{ "COMMAND's epilogue", hand_over_with_command, -EFAULT, false },
		{ "COMMAND's epilogue for failure", hand_over_for_failure, -EFAULT, false },
		{ "ARM", hand_over_arm, 0, false },
		{ "a step of START", hand_over_step, -EINVAL, false },
		{ "START's epilogue", hand_over_behind_burn, -EINVAL, false },
		{ "a stream of START", hand_over_stream, -EINVAL, true },
	};
	__u32 len = usual_length(opcode) ? usual_length(opcode) : 12;
	struct burin_step step = { .cdb = { (__u8)opcode }, .cdb_len = (__u8)len, .timeout_ms = 1000 };
	int wrong = 0;
	size_t i;

	for (i = 0; i < COUNT(ways); i++) {
		int want = may(opener, opcode) ? ways[i].taken : -EPERM, got;

		if (ways[i].streams && (!usual_length(opcode) || (len != 10 && len != 12)))
			want = -EINVAL;
		got = ways[i].hand_over(unit->fd, &step);
		if (got != want) {
			fprintf(stderr, "# %02Xh by %s: %d instead of %d\n", opcode, ways[i].name, got, want);
			wrong++;
		}
	}
	return wrong;
}

static int judge_all(enum opener opener)
{
	struct unit unit = { -1, -1, -1, 0, { 0 }, NULL };
	int wrong = 0, flags = opener == READER ? O_RDONLY : O_RDWR;
	unsigned int opcode;

	if (opener != PRIVILEGED && !become_nobody())
		return 1000;
	unit.sr = unit_open_node("SR", O_RDONLY | O_NONBLOCK | O_EXCL);
	unit.fd = unit_open(flags);
	if (unit.sr < 0 || unit.fd < 0 || unit_acquire(&unit)) {
		fprintf(stderr, "# files %d, %d, or no owner\n", unit.sr, unit.fd);
		return 1001;
	}
	for (opcode = 0; opcode < 256; opcode++)
		wrong += judge(&unit, opener, opcode);
	unit_close(&unit);
	return wrong;
}

static int in_a_child(enum opener opener)
{
	struct unit unit;
	pid_t child;
	int status;

	/* once nobody else has it any more */
	if (unit_own(&unit))
		return -1;
	unit_close(&unit);
	child = fork();
	if (!child)
		_exit(judge_all(opener) ? 1 : 0);
	return child < 0 || waitpid(child, &status, 0) != child ? -1 : status;
}

FIXTURE(policy) { int unused; };
FIXTURE_SETUP(policy) { }
FIXTURE_TEARDOWN(policy) { }

TEST_F(policy, a_file_for_reading)
{
	EXPECT_EQ(0, in_a_child(READER));
}

TEST_F(policy, a_file_for_writing)
{
	EXPECT_EQ(0, in_a_child(WRITER));
}

TEST_F(policy, a_privileged_one)
{
	EXPECT_EQ(0, in_a_child(PRIVILEGED));
}

/* Rights are those of the time when a command is handed over, not when the file was opened. */
TEST_F(policy, a_file_that_was_opened_by_root)
{
	const struct burin_step step = { .cdb = { 0x3b }, .cdb_len = 10, .timeout_ms = 1000 };
	struct unit unit;

	ASSERT_EQ(0, unit_own(&unit));
	EXPECT_EQ(-EFAULT, hand_over_command(unit.fd, &step));
	ASSERT_EQ(0, seteuid(65534));
	EXPECT_EQ(-EPERM, hand_over_command(unit.fd, &step));
	EXPECT_EQ(-EPERM, hand_over_arm(unit.fd, &step));
	EXPECT_EQ(-EPERM, hand_over_step(unit.fd, &step));
	ASSERT_EQ(0, seteuid(0));
	EXPECT_EQ(-EFAULT, hand_over_command(unit.fd, &step));
	unit_close(&unit);
}

TEST_HARNESS_MAIN
