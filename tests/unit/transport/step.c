/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single commands against a list of answers. */
#include <burin/burin.h>

#include <kselftest_harness.h>

#include "transport/burn.h"

struct answer {
	uint8_t opcode, host, status, key, asc, ascq;
	uint8_t reply;		/* data-in is filled with it */
};

struct script {
	struct bur_transport base;
	const struct answer *answers;
	unsigned int count, at, wrong;
	uint64_t clock;
};

static void execute(struct bur_transport *t, struct bur_command *cmd)
{
	struct script *script = (struct script *)t;
	const struct answer *answer = &script->answers[script->at];

	if (script->at >= script->count || answer->opcode != cmd->cdb[0]) {
		script->wrong++;
		cmd->host = BURIN_HOST_GONE;
		return;
	}
	script->at++;
	cmd->host = answer->host;
	cmd->status = answer->status;
	if (answer->status == 2) {
		memset(cmd->sense, 0, 18);
		cmd->sense[0] = 0x70;
		cmd->sense[2] = answer->key;
		cmd->sense[7] = 10;
		cmd->sense[12] = answer->asc;
		cmd->sense[13] = answer->ascq;
		cmd->sense_len = 18;
	} else if (cmd->direction == BURIN_DIR_IN) {
		memset(cmd->data, answer->reply, cmd->data_len);
		cmd->transferred = cmd->data_len;
	}
}

static uint64_t now(struct bur_transport *t)
{
	return ((struct script *)t)->clock;
}

static void pass(struct bur_transport *t, uint64_t ns)
{
	((struct script *)t)->clock += ns;
}

static const struct bur_transport_ops ops = { .execute = execute, .now = now, .sleep = pass };

static int send_in(struct script *script, const struct answer *answers, unsigned int count,
		   uint8_t opcode, uint8_t *buf, size_t n, struct burin_failure *failure)
{
	struct bur_command cmd = {
		.cdb = { opcode }, .cdb_len = 10, .direction = BURIN_DIR_IN,
		.data = buf, .data_len = n, .timeout_ms = 5000,
	};
	int ret;

	*script = (struct script){ .base.ops = &ops, .answers = answers, .count = count };
	ret = bur_transport_send(&script->base, &cmd, failure);
	return ret ? ret : (int)cmd.transferred;
}

TEST(reply_longer_than_a_step_arrives_whole)
{
	static const struct answer answers[] = { { .opcode = 0x46, .reply = 7 } };
	struct script script;
	uint8_t buf[4000] = { 0 };

	EXPECT_EQ(4000, send_in(&script, answers, 1, 0x46, buf, sizeof(buf), NULL));
	EXPECT_EQ(7, buf[3999]);
	EXPECT_EQ(0, script.wrong);
}

TEST(unit_attention_is_sent_again)
{
	static const struct answer answers[] = {
		{ .opcode = 0x51, .status = 2, .key = 6, .asc = 0x28 },
		{ .opcode = 0x51, .reply = 9 },
	};
	struct script script;
	uint8_t buf[34];

	EXPECT_EQ(34, send_in(&script, answers, 2, 0x51, buf, sizeof(buf), NULL));
	EXPECT_EQ(2, script.at);
}

TEST(drive_that_becomes_ready_is_waited_for)
{
	static const struct answer answers[] = {
		{ .opcode = 0x51, .status = 2, .key = 2, .asc = 4, .ascq = 1 },
		{ .opcode = 0x00, .status = 2, .key = 2, .asc = 4, .ascq = 1 },
		{ .opcode = 0x00 },
		{ .opcode = 0x51, .reply = 9 },
	};
	struct script script;
	uint8_t buf[34];

	EXPECT_EQ(34, send_in(&script, answers, 4, 0x51, buf, sizeof(buf), NULL));
	EXPECT_EQ(4, script.at);
	EXPECT_EQ(0, script.wrong);
}

TEST(refusal_tells_command_and_sense)
{
	static const struct answer answers[] = {
		{ .opcode = 0xad, .status = 2, .key = 5, .asc = 0x24 },
	};
	struct burin_failure failure;
	struct script script;
	uint8_t buf[34];

	EXPECT_EQ(BURIN_E_NO_STRUCTURE,
		  send_in(&script, answers, 1, 0xad, buf, sizeof(buf), &failure));
	EXPECT_EQ(0xad, failure.cdb[0]);
	EXPECT_EQ(5, failure.key);
	EXPECT_EQ(0x24, failure.asc);
}

TEST(host_failures_have_their_names)
{
	static const struct answer gone = { .opcode = 0x51, .host = BURIN_HOST_GONE };
	static const struct answer late = { .opcode = 0x51, .host = BURIN_HOST_TIMEOUT };
	struct script script;
	uint8_t buf[34];

	EXPECT_EQ(BURIN_E_GONE, send_in(&script, &gone, 1, 0x51, buf, sizeof(buf), NULL));
	EXPECT_EQ(BURIN_E_COMMAND_TIMEOUT,
		  send_in(&script, &late, 1, 0x51, buf, sizeof(buf), NULL));
}

TEST(step_of_a_prologue_gives_its_reply)
{
	static const struct answer answers[] = { { .opcode = 0x52, .reply = 3 } };
	struct burin_step step = {
		.cdb = { 0x52 }, .cdb_len = 10, .direction = BURIN_DIR_IN, .data_len = 36,
		.timeout_ms = 1000,
	};
	struct script script = { .base.ops = &ops, .answers = answers, .count = 1 };
	struct burin_run_state state;
	uint8_t reply[36];
	size_t got = 0;

	EXPECT_EQ(0, bur_run_step(&script.base, &step, NULL, 0, reply, &got, &state));
	EXPECT_EQ(36, got);
	EXPECT_EQ(3, reply[35]);
}

TEST(step_that_polls_waits_until_the_unit_is_ready)
{
	static const struct answer answers[] = {
		{ .opcode = 0x35 },
		{ .opcode = 0x00, .status = 2, .key = 2, .asc = 4, .ascq = 7 },
		{ .opcode = 0x00 },
	};
	struct burin_step step = {
		.cdb = { 0x35, 2 }, .cdb_len = 10, .timeout_ms = 1000, .poll_ms = 60000,
		.flags = BURIN_STEP_POLL,
	};
	struct script script = { .base.ops = &ops, .answers = answers, .count = 3 };
	struct burin_run_state state;

	EXPECT_EQ(0, bur_run_step(&script.base, &step, NULL, 0, NULL, NULL, &state));
	EXPECT_EQ(3, script.at);
	EXPECT_EQ(0, script.wrong);
}

struct patience {
	struct script *script;
	uint64_t until;
	unsigned int asked;
};

static bool has_enough(void *user, const struct burin_run_state *state)
{
	struct patience *patience = user;

	(void)state;
	patience->asked++;
	return patience->script->clock >= patience->until;
}

static const struct burin_step long_step = {
	.cdb = { 0x04 }, .cdb_len = 6, .timeout_ms = 1000, .poll_ms = 3600000,
	.flags = BURIN_STEP_POLL,
};

/* TEST UNIT READY is answered 2/04/04 for ever. */
static int run_long(struct script *script, struct patience *patience, struct bur_watch *watch,
		    const struct answer *first)
{
	static struct answer answers[1000];
	struct burin_run_state state;

	answers[0] = *first;
	for (size_t i = 1; i < 1000; i++)
		answers[i] = (struct answer){ .status = 2, .key = 2, .asc = 4, .ascq = 4 };
	*script = (struct script){ .base.ops = &ops, .answers = answers, .count = 1000 };
	patience->script = script;
	*watch = (struct bur_watch){ .fn = has_enough, .user = patience };
	return bur_run_watched(&script->base, &long_step, NULL, 0, NULL, NULL, &state, watch);
}

TEST(wait_is_left_when_the_caller_has_enough)
{
	static const struct answer taken = { .opcode = 0x04 };
	struct patience patience = { .until = 30000000000 };
	struct bur_watch watch;
	struct script script;

	ASSERT_EQ(BURIN_E_CANCELLED, run_long(&script, &patience, &watch, &taken));
	EXPECT_TRUE(watch.left);
	EXPECT_LT(script.clock, 30200000000);
	EXPECT_LT(299, patience.asked);		/* ten times a second */
	EXPECT_EQ(0, script.wrong);
}

TEST(unit_that_was_busy_before_has_not_taken_the_step)
{
	static const struct answer busy = {
		.opcode = 0x04, .status = 2, .key = 2, .asc = 4, .ascq = 8,
	};
	struct patience patience = { .until = 1000000000 };
	struct bur_watch watch;
	struct script script;

	ASSERT_EQ(BURIN_E_CANCELLED, run_long(&script, &patience, &watch, &busy));
	EXPECT_FALSE(watch.left);
}

static int code(uint8_t opcode, uint8_t key, uint8_t asc, uint8_t ascq)
{
	struct burin_failure failure = {
		.cdb = { opcode }, .key = key, .asc = asc, .ascq = ascq, .status = 2,
		.sense = { 0x70 }, .sense_len = 18,
	};

	return bur_failure_code(&failure);
}

TEST(failures_are_named_by_command_and_sense)
{
	EXPECT_EQ(BURIN_E_NO_MEDIUM, code(0x51, 2, 0x3a, 1));
	EXPECT_EQ(BURIN_E_WRITE, code(0x2a, 3, 0x0c, 0));
	EXPECT_EQ(BURIN_E_UNDERRUN, code(0x2a, 3, 0x0c, 9));
	EXPECT_EQ(BURIN_E_MEDIUM_FULL, code(0x2a, 5, 0x21, 0));
	EXPECT_EQ(BURIN_E_DRIVE_REFUSED, code(0x2a, 5, 0x21, 2));
	EXPECT_EQ(BURIN_E_MEDIUM_CHANGED, code(0x2a, 6, 0x29, 0));
	EXPECT_EQ(BURIN_E_WRITE_PROTECTED, code(0x2a, 7, 0x27, 0));
	EXPECT_EQ(BURIN_E_CALIBRATION, code(0x54, 3, 0x73, 3));
	EXPECT_EQ(BURIN_E_WRITE, code(0x35, 3, 0x0c, 0));
	EXPECT_EQ(BURIN_E_CLOSE, code(0x5b, 3, 0x72, 0));
	EXPECT_EQ(BURIN_E_READ, code(0x28, 3, 0x11, 5));
	EXPECT_EQ(BURIN_E_READ, code(0x28, 8, 0, 0));
	EXPECT_EQ(BURIN_E_NOT_ERASABLE, code(0xa1, 5, 0x30, 6));
	EXPECT_EQ(BURIN_E_MODE_REFUSED, code(0x55, 5, 0x26, 0));
	EXPECT_EQ(BURIN_E_TRAY, code(0x1b, 5, 0x53, 2));
	EXPECT_EQ(BURIN_E_MEDIUM_FORMATTING, code(0x51, 2, 4, 4));
	EXPECT_EQ(BURIN_E_MEDIUM_BUSY, code(0x51, 2, 4, 7));
	EXPECT_EQ(BURIN_E_MEDIUM_NOT_READY, code(0x51, 2, 4, 1));
	EXPECT_EQ(BURIN_E_ERASE, code(0x04, 3, 0x31, 1));
	EXPECT_EQ(BURIN_E_NOT_FORMATTED, code(0x28, 3, 0x31, 1));
	EXPECT_EQ(BURIN_E_HARDWARE, code(0x51, 4, 0x44, 0));
}

TEST(deferred_error_is_that_of_an_earlier_write)
{
	struct burin_failure failure = {
		.cdb = { 0x5c }, .key = 3, .asc = 0x0c, .status = 2, .sense = { 0x71 },
		.sense_len = 18,
	};

	EXPECT_EQ(BURIN_E_WRITE, bur_failure_code(&failure));
}

TEST(answer_without_sense_is_a_bad_reply)
{
	struct burin_failure failure = { .cdb = { 0x51 }, .status = 2 };

	EXPECT_EQ(BURIN_E_BAD_REPLY, bur_failure_code(&failure));
}

TEST_HARNESS_MAIN
