// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/plan.h"

#include <kselftest_harness.h>
#include <string.h>

#include "../../../driver/engine/sequencer.h"

static struct bur_plan plan;
static struct burin_detail detail;

static struct bur_plan_request request(enum burin_kind kind, enum burin_medium_state state)
{
	return (struct bur_plan_request) {
		.blocks = 1000,
		.medium = { .kind = kind, .state = state, .can_simulate = kind == BURIN_KIND_CD_R,
			    .blocks = 100000, .free_blocks = 50000,
			    .has_data = state == BURIN_MEDIUM_APPENDABLE ||
					state == BURIN_MEDIUM_OVERWRITABLE },
	};
}

static int make(const struct bur_plan_request *req)
{
	return bur_plan_make(req, &plan, &detail);
}

TEST(refusals_before_the_first_block)
{
	struct bur_plan_request req;

	req = request(BURIN_KIND_CD_R, BURIN_MEDIUM_APPENDABLE);
	EXPECT_EQ(BURIN_E_NOT_BLANK, make(&req));
	EXPECT_EQ(BURIN_E_NOT_BLANK, detail.code);
	EXPECT_EQ(0, plan.prologue_count);
	req.overwrite = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.append = true;
	EXPECT_EQ(BURIN_E_OPTION, make(&req));
	req.overwrite = false;
	EXPECT_EQ(0, make(&req));
	req.medium.write_protected = true;
	EXPECT_EQ(BURIN_E_WRITE_PROTECTED, make(&req));

	req = request(BURIN_KIND_DVD_PLUS_RW, BURIN_MEDIUM_OVERWRITABLE);
	EXPECT_EQ(BURIN_E_NOT_BLANK, make(&req));
	req.append = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));

	req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_CLOSED);
	req.append = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_DAMAGED);
	req.append = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	EXPECT_NE(NULL, strstr(detail.text, "burin close"));

	req = request(BURIN_KIND_NONE, BURIN_MEDIUM_ABSENT);
	EXPECT_EQ(BURIN_E_NO_MEDIUM, make(&req));
	req = request(BURIN_KIND_DVD_ROM, BURIN_MEDIUM_CLOSED);
	EXPECT_EQ(BURIN_E_MEDIUM_UNSUPPORTED, make(&req));
}

TEST(too_large_by_one_block_with_its_numbers)
{
	struct bur_plan_request req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_BLANK);

	req.medium.free_blocks = 1024;
	req.blocks = 1024;
	EXPECT_EQ(0, make(&req));
	req.blocks = 1025;
	EXPECT_EQ(BURIN_E_TOO_LARGE, make(&req));
	EXPECT_NE(NULL, strstr(detail.text, "1056"));
	EXPECT_NE(NULL, strstr(detail.text, "1024"));
	req.blocks = UINT64_MAX;
	EXPECT_EQ(BURIN_E_TOO_LARGE, make(&req));
	req = request(BURIN_KIND_CD_R, BURIN_MEDIUM_BLANK);
	req.medium.free_blocks = 299;
	req.blocks = 1;
	EXPECT_EQ(BURIN_E_TOO_LARGE, make(&req));
}

/* A recorder may tell anything: addresses of the sequencer end before 2^31. */
TEST(sizes_that_cannot_be)
{
	struct bur_plan_request req = request(BURIN_KIND_DVD_PLUS_RW, BURIN_MEDIUM_OVERWRITABLE);

	req.full = true;
	req.task = BUR_TASK_ERASE;
	req.medium.blocks = 0x7fc00001;
	EXPECT_EQ(BURIN_E_BAD_REPLY, make(&req));
	req.task = BUR_TASK_WRITE;
	req.overwrite = true;
	EXPECT_EQ(BURIN_E_BAD_REPLY, make(&req));
	req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_BLANK);
	req.medium.next_writable = 0x7fc00000;
	req.medium.free_blocks = 32;
	req.blocks = 32;
	EXPECT_EQ(BURIN_E_BAD_REPLY, make(&req));
	req.medium.next_writable = 0x7fc00000 - 32;
	EXPECT_EQ(0, make(&req));
	req.medium.free_blocks = 33;
	EXPECT_EQ(BURIN_E_BAD_REPLY, make(&req));
}

TEST(simulation)
{
	struct bur_plan_request req = request(BURIN_KIND_CD_R, BURIN_MEDIUM_BLANK);

	req.simulate = true;
	ASSERT_EQ(0, make(&req));
	for (uint32_t i = 0; i < plan.program.step_count; i++)
		EXPECT_NE(0x5b, plan.steps[i].cdb[0]);
	req.medium.can_simulate = false;
	EXPECT_EQ(BURIN_E_NO_SIMULATION, make(&req));
	req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_BLANK);
	req.simulate = true;
	EXPECT_EQ(BURIN_E_NO_SIMULATION, make(&req));
	req.medium.can_simulate = true;
	EXPECT_EQ(BURIN_E_NO_SIMULATION, make(&req));
}

TEST(erase_and_format)
{
	struct bur_plan_request req = request(BURIN_KIND_CD_R, BURIN_MEDIUM_APPENDABLE);

	req.task = BUR_TASK_ERASE;
	EXPECT_EQ(BURIN_E_NOT_ERASABLE, make(&req));
	req.task = BUR_TASK_FORMAT;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_APPENDABLE);
	req.task = BUR_TASK_ERASE;
	EXPECT_EQ(BURIN_E_NOT_ERASABLE, make(&req));
	req.task = BUR_TASK_FORMAT;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.medium.state = BURIN_MEDIUM_BLANK;
	req.format_blocks = 1;
	req.format_type = 0x31;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req = request(BURIN_KIND_DVD_PLUS_RW, BURIN_MEDIUM_OVERWRITABLE);
	req.task = BUR_TASK_FORMAT;
	req.format_blocks = 1;
	req.format_type = 0x00;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.task = BUR_TASK_ERASE;
	req.medium.write_protected = true;
	EXPECT_EQ(BURIN_E_WRITE_PROTECTED, make(&req));
}

TEST(padded_blocks)
{
	EXPECT_EQ(300, bur_plan_padded_blocks(BURIN_KIND_CD_R, 1));
	EXPECT_EQ(301, bur_plan_padded_blocks(BURIN_KIND_CD_R, 301));
	EXPECT_EQ(32, bur_plan_padded_blocks(BURIN_KIND_BD_R, 1));
	EXPECT_EQ(32, bur_plan_padded_blocks(BURIN_KIND_BD_R, 32));
	EXPECT_EQ(64, bur_plan_padded_blocks(BURIN_KIND_BD_R, 33));
	EXPECT_EQ(16, bur_plan_padded_blocks(BURIN_KIND_DVD_PLUS_RW, 1));
	EXPECT_EQ(0, bur_plan_padded_blocks(BURIN_KIND_BD_R, 0));
	EXPECT_EQ(UINT64_MAX, bur_plan_padded_blocks(BURIN_KIND_BD_R, UINT64_MAX));
}

static bool is_sound(void)
{
	const struct burin_program *program = &plan.program;
	const struct burin_step *last;

	if (burin_seq_check(program))
		return false;
	if (!program->step_count)
		return !plan.prologue_count && !program->stream_count && plan.method;
	/* the tray is unlocked last, always, and nothing before can keep it from that */
	last = &program->steps[program->step_count - 1];
	if (last->cdb[0] != 0x1e || last->cdb[4] || last->when)
		return false;
	for (uint32_t i = 0; i < program->step_count; i++)
		if (program->steps[i].flags & BURIN_STEP_STOPS || !plan.step_why[i])
			return false;
	if (plan.prologue[0].step.cdb[0] != 0x1e || plan.prologue[0].alternative)
		return false;
	for (uint32_t i = 0; i < plan.prologue_count; i++) {
		struct burin_program one = { .steps = &plan.prologue[i].step, .step_count = 1 };

		if (burin_seq_check(&one) || !plan.prologue[i].why)
			return false;
	}
	return true;
}

/* Every combination of state, task and option: a sound plan, or a refusal with its detail. */
TEST(every_request_gives_a_sound_plan_or_a_refusal)
{
	unsigned int made = 0, refused = 0;

	for (int kind = 0; kind <= BURIN_KIND_BD_RE_TL + 1; kind++)
	for (int state = 0; state <= BURIN_MEDIUM_DAMAGED; state++)
	for (int task = 0; task <= BUR_TASK_FORMAT; task++)
	for (int bits = 0; bits < 512; bits++)
	for (uint8_t bg = 0; bg < 4; bg++) {
		struct bur_plan_request req = request(kind, state);
		int ret;

		req.task = task;
		req.background_format = bg;
		req.close_disc = bits & 1;
		req.append = bits & 2;
		req.overwrite = bits & 4;
		req.simulate = bits & 8;
		req.full = bits & 16;
		req.has_buffer_protection = req.has_opc = bits & 32;
		req.open_track = bits & 64 ? 2 : 0;
		req.format_blocks = bits & 128 ? 1000 : 0;
		req.format_type = bits & 128 ? 0x26 : 0;
		req.blocks = bits & 256 ? 0 : 1000;
		ret = make(&req);
		if (!ret) {
			made++;
			ASSERT_TRUE(is_sound()) {
				TH_LOG("kind %d state %d task %d bits %x bg %u", kind, state, task,
				       bits, bg);
			}
		} else {
			refused++;
			ASSERT_EQ(ret, detail.code);
			ASSERT_GT(-0x1000, ret);
		}
	}
	EXPECT_LT(1000, made);
	EXPECT_LT(1000, refused);
}

TEST_HARNESS_MAIN
