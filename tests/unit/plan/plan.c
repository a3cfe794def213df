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

/* So many formats of a BD-RE: 00h, 30h of three sizes. */
static void offer(struct bur_plan_request *req, uint32_t count)
{
	static const struct bur_plan_format formats[] = {
		{ 0x30, 0, 98000, 0x1000 }, { 0x00, 0, 96000, 0x3000 },
		{ 0x31, 0, 100000, 0x800 }, { 0x15, 0, 90000, 16 },
	};

	req->format_count = count;
	for (uint32_t i = 0; i < count; i++)
		req->formats[i] = formats[i % 4];
}

/* The step of the prologue with that opcode; NULL: none. */
static const struct bur_prologue_step *before(uint8_t opcode)
{
	for (uint32_t i = 0; i < plan.prologue_count; i++)
		if (plan.prologue[i].step.cdb[0] == opcode)
			return &plan.prologue[i];
	return NULL;
}

static const struct burin_step *after(uint8_t opcode)
{
	for (uint32_t i = 0; i < plan.program.step_count; i++)
		if (plan.steps[i].cdb[0] == opcode)
			return &plan.steps[i];
	return NULL;
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

TEST(dvd_minus_in_pieces_or_at_once)
{
	struct bur_plan_request req = request(BURIN_KIND_DVD_RW, BURIN_MEDIUM_BLANK);

	req.has_incremental = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0, before(0x55)->step.data[8 + 2] & 0x0f);
	EXPECT_EQ(NULL, before(0x53));
	EXPECT_NE(NULL, after(0x5b));
	EXPECT_EQ(0, plan.streams[0].least_blocks);

	req.has_incremental = false;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(2, before(0x55)->step.data[8 + 2] & 0x0f);
	EXPECT_EQ(1008 >> 8, before(0x53)->step.cdb[7]);
	EXPECT_EQ(1008 & 0xff, before(0x53)->step.cdb[8]);
	EXPECT_EQ(1008, plan.streams[0].least_blocks);
	EXPECT_EQ(1008, plan.blocks_on_medium);
	EXPECT_EQ(NULL, after(0x5b));

	/* a pipe: the whole disc, since what is reserved must be written */
	req.blocks = 0;
	req.medium.free_blocks = 50010;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(50000, plan.streams[0].least_blocks);
	EXPECT_EQ(0, plan.streams[0].blocks);

	req.medium.state = BURIN_MEDIUM_APPENDABLE;
	req.append = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.has_incremental = true;
	EXPECT_EQ(0, make(&req));
}

TEST(two_layers_of_dvd_r_end_with_the_burn)
{
	struct bur_plan_request req = request(BURIN_KIND_DVD_R_DL, BURIN_MEDIUM_BLANK);

	req.has_incremental = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0, before(0x55)->step.data[8 + 3] >> 6);
	EXPECT_EQ(NULL, after(0x55));
	req.medium.kind = BURIN_KIND_DVD_R;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(3, before(0x55)->step.data[8 + 3] >> 6);
	req.close_disc = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0, before(0x55)->step.data[8 + 3] >> 6);
	EXPECT_EQ(3, after(0x55)->data[8 + 3] >> 6);
	EXPECT_EQ(BURIN_WHEN_WRITTEN | BURIN_WHEN_CUT, after(0x55)->when);
}

TEST(layer_boundary_lies_in_the_middle_of_a_disc_that_is_closed)
{
	struct bur_plan_request req = request(BURIN_KIND_DVD_PLUS_R_DL, BURIN_MEDIUM_BLANK);

	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(NULL, before(0xbf));
	req.close_disc = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(512 >> 8, before(0xbf)->step.data[10]);
	EXPECT_EQ(512 & 0xff, before(0xbf)->step.data[11]);
	EXPECT_TRUE(before(0xbf)->optional);
	req.blocks = 1025;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(528 & 0xff, before(0xbf)->step.data[11]);
	req.blocks = 0;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(NULL, before(0xbf));
	req.medium.kind = BURIN_KIND_DVD_PLUS_R;
	req.blocks = 1000;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(NULL, before(0xbf));
}

TEST(formats_are_those_on_offer)
{
	struct bur_plan_request req = request(BURIN_KIND_BD_RE, BURIN_MEDIUM_UNFORMATTED);

	req.medium.has_data = false;
	EXPECT_EQ(BURIN_E_NOT_FORMATTED, make(&req));
	offer(&req, 4);
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0, before(0x04)->step.data[8]);
	EXPECT_EQ(0x30, before(0x04)->step.data[10]);
	/* what fits on the medium, but not beside its spare areas */
	req.medium.blocks = req.medium.free_blocks = 100000;
	req.blocks = 96001;
	EXPECT_EQ(BURIN_E_TOO_LARGE, make(&req));
	EXPECT_NE(NULL, strstr(detail.text, "96000"));
	req.blocks = 96000;
	EXPECT_EQ(0, make(&req));

	req.task = BUR_TASK_FORMAT;
	req.full = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0x30 << 2 | 2, before(0x04)->step.data[8]);
	EXPECT_TRUE(plan.prologue[2].alternative);
	EXPECT_EQ(0, plan.prologue[2].step.data[8]);
	req.format_blocks = 5;
	req.format_type = 0x15;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.format_type = 0x31;
	EXPECT_EQ(0, make(&req));
	req.medium.kind = BURIN_KIND_DVD_RAM;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
}

TEST(quick_formatted_dvd_rw_is_closed_after_the_burn)
{
	struct bur_plan_request req = request(BURIN_KIND_DVD_RW, BURIN_MEDIUM_OVERWRITABLE);

	req.overwrite = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(NULL, after(0x5b));
	EXPECT_EQ(NULL, before(0x55));
	req.open_track = 1;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(2, after(0x5b)->cdb[2]);
	req.task = BUR_TASK_CLOSE;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(2, after(0x5b)->cdb[2]);
	req.open_track = 0;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0, plan.program.step_count);
}

TEST(behind_data_of_an_open_session_nothing_is_written)
{
	struct bur_plan_request req = request(BURIN_KIND_BD_R, BURIN_MEDIUM_APPENDABLE);

	req.append = true;
	ASSERT_EQ(0, make(&req));
	req.session_open = true;
	EXPECT_EQ(BURIN_E_MEDIUM_STATE, make(&req));
	req.task = BUR_TASK_CLOSE;
	req.open_track = 1;
	ASSERT_EQ(0, make(&req));
	EXPECT_NE(NULL, after(0x5b));
}

TEST(blank_is_minimal_or_whole)
{
	struct bur_plan_request req = request(BURIN_KIND_CD_RW, BURIN_MEDIUM_CLOSED);

	req.task = BUR_TASK_ERASE;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0x11, before(0xa1)->step.cdb[1]);
	EXPECT_EQ(0x10, (before(0xa1) + 1)->step.cdb[1]);
	EXPECT_TRUE((before(0xa1) + 1)->alternative);
	req.full = true;
	ASSERT_EQ(0, make(&req));
	EXPECT_EQ(0x10, before(0xa1)->step.cdb[1]);
	EXPECT_FALSE(before(0xa1)->alternative);
}

TEST(commands_are_no_longer_than_the_host_carries)
{
	static const struct { uint32_t bytes, cd, dvd, bd, bd_unit; } rows[] = {
		{ 0, 32, 32, 32, 32 },	   { 1048576, 64, 64, 64, 32 }, { 65536, 32, 32, 32, 32 },
		{ 122880, 60, 48, 32, 32 },  { 131072, 64, 64, 64, 32 },
		{ 65535, 31, 16, 16, 16 }, { 32768, 16, 16, 16, 16 },	{ 30000, 14, 8, 8, 8 },
		{ 2048, 1, 1, 1, 1 },	   { 512, 1, 1, 1, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bur_plan_request req = request(BURIN_KIND_CD_R, BURIN_MEDIUM_BLANK);

		req.max_transfer = rows[i].bytes;
		ASSERT_EQ(0, make(&req));
		EXPECT_EQ(rows[i].cd, plan.streams[0].command_blocks);
		req.medium.kind = BURIN_KIND_DVD_PLUS_R;
		ASSERT_EQ(0, make(&req));
		EXPECT_EQ(rows[i].dvd, plan.streams[0].command_blocks);
		req.medium.kind = BURIN_KIND_BD_R;
		ASSERT_EQ(0, make(&req));
		EXPECT_EQ(rows[i].bd, plan.streams[0].command_blocks);
		EXPECT_EQ(rows[i].bd_unit, plan.streams[0].unit);
	}
}

static bool is_sound(void)
{
	const struct burin_program *program = &plan.program;
	const struct burin_step *last;

	if (burin_seq_check(program))
		return false;
	if (!program->step_count)
		return !plan.prologue_count && !program->stream_count && plan.method[0];
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
		req.has_incremental = bits & 4;
		req.max_transfer = bits & 1 ? 30000 : 0;
		offer(&req, bits & 64 ? bg + 1u : 0);
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
