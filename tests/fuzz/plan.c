/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any request as a plan: refused with its detail, or a program that passes the check. That one,
 * or one with any bytes changed that still passes, is run against any answers and events: it
 * ends, its counters never fall, and no write whose outcome is unknown is sent again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "plan/plan.h"

#include "../../driver/engine/sequencer.h"

#define MOST_COMMANDS 20000	/* then a cancel comes */
#define MOST_EVENTS 2000000
#define MS 1000000ull

#define CHECK(condition)                                                                          \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);           \
			abort();                                                                  \
		}                                                                                 \
	} while (0)

static const uint8_t *tape;
static size_t tape_left;

static uint8_t take(void)
{
	if (!tape_left)
		return 0;
	tape_left--;
	return *tape++;
}

static uint32_t take32(void)
{
	return (uint32_t)take() << 24 | (uint32_t)take() << 16 | (uint32_t)take() << 8 | take();
}

/* Of the size a medium has, or next to a limit. */
static uint32_t take_blocks(void)
{
	switch (take() & 3) {
	case 0: return take();
	case 1: return take32();
	case 2: return UINT32_MAX - take();
	default: return take32() >> 9;
	}
}

/* --- requests --- */

static void take_medium(struct burin_medium *medium)
{
	uint8_t kind = take(), flags = take();

	medium->kind = kind % (BURIN_KIND_BD_RE_TL + 1);
	medium->state = take() % (BURIN_MEDIUM_DAMAGED + 1);
	medium->erasable = flags & 1;
	medium->write_protected = (flags & 6) == 6;
	medium->has_data = flags & 8;
	medium->can_simulate = flags & 16;
	medium->blocks = take_blocks();
	medium->free_blocks = flags & 32 ? medium->blocks : take_blocks();
	medium->next_writable = take_blocks();
	medium->write_unit = take();
	medium->sessions = take();
	medium->tracks = take();
}

static void take_request(struct bur_plan_request *req)
{
	uint8_t flags = take(), more = take();

	memset(req, 0, sizeof(*req));
	req->task = more % (BUR_TASK_FORMAT + 1);
	take_medium(&req->medium);
	req->blocks = more & 128 ? (uint64_t)take32() << 32 | take32() : take_blocks();
	req->speed_kbps = take32();
	req->close_disc = flags & 1;
	req->append = flags & 2;
	req->overwrite = flags & 4;
	req->simulate = flags & 8;
	req->full = flags & 16;
	req->has_buffer_protection = flags & 32;
	req->has_opc = flags & 64;
	req->background_format = take();
	req->open_track = (uint16_t)(take() << 8 | take());
	req->has_incremental = more & 64;
	req->max_transfer = more & 32 ? take32() : 0;
	req->format_count = take() % (BUR_PLAN_FORMATS_MAX + 1);
	for (uint32_t i = 0; i < req->format_count; i++)
		req->formats[i] = (struct bur_plan_format){
			take() & 0x3f, take() & 3, take_blocks(), take32(),
		};
	req->format_type = take();
	req->format_sub_type = take();
	req->format_blocks = take_blocks();
	req->format_parameter = take32();
}

/* The prologue's commands are as well-formed as those of the epilogue. */
static void check_prologue(const struct bur_plan *plan)
{
	struct burin_program program = { .step_count = 1 };

	CHECK(plan->prologue_count <= BUR_PLAN_PROLOGUE_MAX);
	for (uint32_t i = 0; i < plan->prologue_count; i++) {
		program.steps = &plan->prologue[i].step;
		CHECK(!burin_seq_check(&program));
		CHECK(plan->prologue[i].why && (i || !plan->prologue[i].alternative));
	}
}

static void check_fits(const struct bur_plan_request *req, const struct bur_plan *plan)
{
	if (req->task != BUR_TASK_WRITE)
		return;
	CHECK(plan->program.stream_count >= 1);
	CHECK(plan->blocks_on_medium >= req->blocks);
	CHECK(!req->blocks || plan->streams[0].blocks >= req->blocks || !plan->streams[0].blocks);
	CHECK(!req->blocks || req->blocks <= UINT32_MAX);
}

static int make_plan(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct burin_detail detail = { .code = 0 };
	int code = bur_plan_make(req, plan, &detail);
	char text[1024], *lines;

	if (code) {
		CHECK(code < 0 && detail.code == code);
		CHECK(burin_detail_format(&detail, text, sizeof(text)) > 0);
		return code;
	}
	check_prologue(plan);
	check_fits(req, plan);
	CHECK(!burin_seq_check(&plan->program));
	lines = bur_plan_format(plan);
	CHECK(lines && lines[strlen(lines) - 1] == '\n');
	bur_free(lines);
	return 0;
}

/* --- programs --- */

static void patch(void *p, size_t n)
{
	size_t at = (size_t)(take() << 8 | take()) % n;

	((uint8_t *)p)[at] = take();
}

/* Changes a few bytes; the counts too. */
static void damage(struct bur_plan *plan)
{
	for (uint8_t i = take() % 8; i; i--) {
		switch (take() % 4) {
		case 0:
			patch(plan->streams, sizeof(plan->streams));
			break;
		case 1:
			patch(plan->steps, sizeof(plan->steps[0]) *
			      (1 + plan->program.step_count % BURIN_STEPS_MAX));
			break;
		case 2:
			patch(plan->reactions, sizeof(plan->reactions[0]) *
			      (1 + plan->program.reaction_count % BURIN_REACTIONS_MAX));
			break;
		default:
			plan->program.stream_count = take() % 3;
			plan->program.step_count = take() % (BURIN_STEPS_MAX + 2);
			plan->program.probe_blocks = take();
		}
	}
}

/* Whether a drive that says the same for ever is given up after a fair number of questions. */
static bool is_patient(const struct burin_program *program)
{
	for (uint32_t i = 0; i < program->stream_count; i++)
		if (program->streams[i].timeout_ms > 60000)
			return true;
	for (uint32_t i = 0; i < program->step_count; i++)
		if (program->steps[i].timeout_ms > 60000 || program->steps[i].poll_ms > 60000)
			return true;
	for (uint32_t i = 0; i < program->reaction_count; i++)
		if (program->reactions[i].limit_ms > 60000)
			return true;
	return false;
}

/* What a cancelled stream is still filled up with takes as many commands. */
static bool is_long(const struct burin_program *program)
{
	for (uint32_t i = 0; i < program->stream_count; i++)
		if (program->streams[i].least_blocks / program->streams[i].command_blocks > 2000)
			return true;
	return false;
}

/* --- the run --- */

struct answer {
	uint8_t host, status, sense[40], sense_len;
	bool is_short;
};

struct run {
	const struct burin_program *program;
	struct burin_seq seq;
	struct answer answer;		/* the last one */
	bool stubborn;			/* it is given for ever */
	uint64_t now, available;
	bool ended, cancelled;
	uint32_t stream;		/* available and floor are of it */
	int64_t floor;			/* below this address nothing may be written again */
	uint32_t commands, events;
};

static void take_answer(struct run *run)
{
	struct answer *a = &run->answer;
	uint8_t how = take();

	if (!tape_left && run->stubborn)
		return;
	memset(a, 0, sizeof(*a));
	if (!tape_left || how < 128)
		return;
	if (how < 200) {
		a->status = 2;
		a->sense_len = 18;
		a->sense[0] = take() & 1 ? 0x70 : 0x71;
		a->sense[2] = take() % 16;
		a->sense[7] = 10;
		a->sense[12] = take();
		a->sense[13] = take();
	} else if (how < 220) {
		a->status = 2;
		a->sense_len = take() % (sizeof(a->sense) + 1);
		for (uint8_t i = 0; i < a->sense_len; i++)
			a->sense[i] = take();
	} else if (how < 230) {
		a->host = take() % (BURIN_HOST_ERROR + 1);
	} else if (how < 240) {
		a->is_short = true;
	} else {
		a->status = how < 248 ? 8 : take();
	}
}

/* Neither taken for sure nor refused for sure, in the drive's own view. */
static bool is_unknown(const struct answer *a)
{
	uint8_t key = a->sense[2] & 15;

	if (a->host || (a->is_short && !a->status))
		return true;
	if (a->status != 2)
		return false;
	return a->sense_len < 3 || (a->sense[0] == 0x70 && (key == 3 || key == 4));
}

static void follow_stream(struct run *run)
{
	uint32_t stream = burin_seq_state(&run->seq)->stream;

	if (stream == run->stream)
		return;
	run->stream = stream;
	run->floor = INT64_MIN;
	run->available = 0;
	run->ended = false;
}

/* The floor of engine/sense.h, seen from outside. */
static void watch(struct run *run, const struct burin_seq_action *action)
{
	const struct burin_stream_spec *spec = &run->program->streams[run->stream];
	const struct answer *a = &run->answer;
	uint32_t blocks = (action->data_bytes + action->zero_bytes) / spec->block_size;
	int64_t lba = (int32_t)((uint32_t)action->cdb[2] << 24 | (uint32_t)action->cdb[3] << 16 |
				(uint32_t)action->cdb[4] << 8 | action->cdb[5]);

	CHECK(lba >= run->floor);
	CHECK(lba + blocks <= 0x80000000ll);
	CHECK(action->data_offset + action->data_bytes <= run->available);
	if (action->direction == BURIN_DIR_OUT && (is_unknown(a) || (!a->status && !a->host)))
		run->floor = lba + blocks;
}

static void check_action(const struct burin_seq_action *action)
{
	CHECK(action->kind <= BURIN_ACT_DONE);
	if (action->kind != BURIN_ACT_SEND)
		return;
	CHECK(action->cdb_len >= 6 && action->cdb_len <= BURIN_CDB_MAX);
	CHECK(action->timeout_ms);
	CHECK(action->direction != BURIN_DIR_NONE || !action->data_bytes);
}

static void tell(struct run *run, struct burin_event *event, struct burin_seq_action *action)
{
	struct burin_run_state before = *burin_seq_state(&run->seq);
	const struct burin_run_state *now = burin_seq_state(&run->seq);

	follow_stream(run);
	event->now = run->now;
	event->available = run->available;
	event->ended = run->ended;
	burin_seq_next(&run->seq, event, action);
	check_action(action);
	CHECK(now->acknowledged <= now->written && now->written <= now->submitted);
	CHECK(now->acknowledged >= before.acknowledged && now->written >= before.written);
	CHECK(now->phase >= before.phase && (now->failed || !before.failed));
	CHECK(!now->closed || now->phase == BURIN_RUN_DONE);
	CHECK(++run->events < MOST_EVENTS);
}

static void publish(struct run *run)
{
	const struct burin_stream_spec *spec = &run->program->streams[run->stream];
	uint8_t how = take();

	if (!tape_left || how >= 250) {
		run->ended = true;
		return;
	}
	if (!run->ended)
		run->available += how & 1 ? (uint64_t)(how >> 1) * spec->block_size : how >> 1;
}

/* What may come at any time, also while a command is under way. */
static void interfere(struct run *run, struct burin_seq_action *action)
{
	struct burin_event event = { .kind = BURIN_EV_TICK };
	uint8_t how = tape_left ? take() : 0;

	if (run->commands > MOST_COMMANDS && !run->cancelled) {
		run->cancelled = true;
		event.kind = BURIN_EV_CANCEL;
		tell(run, &event, action);
		return;
	}
	if (how < 240)
		return;
	event.kind = how < 244 ? BURIN_EV_CANCEL : how < 248 ? BURIN_EV_ORPHAN : BURIN_EV_DATA;
	tell(run, &event, action);
}

static void carry_out(struct run *run, struct burin_seq_action *action)
{
	struct burin_event event = { .kind = BURIN_EV_FINISHED };
	struct burin_seq_action sent = *action;

	run->commands++;
	take_answer(run);
	follow_stream(run);
	if (sent.is_stream)
		watch(run, &sent);
	interfere(run, action);
	run->now += take() * MS;
	event.host = run->answer.host;
	event.status = run->answer.status;
	event.sense = run->answer.sense_len ? run->answer.sense : NULL;
	event.sense_len = run->answer.sense_len;
	event.transferred = sent.data_bytes + sent.zero_bytes;
	if (run->answer.is_short && event.transferred)
		event.transferred--;
	tell(run, &event, action);
}

static void wait_for(struct run *run, struct burin_seq_action *action)
{
	struct burin_event event = { .kind = BURIN_EV_TICK };
	bool for_data = action->for_data;
	uint64_t until = action->until;

	interfere(run, action);
	if (action->kind != BURIN_ACT_WAIT)
		return;
	CHECK(for_data || until != ~0ull);
	if (for_data) {
		follow_stream(run);
		publish(run);
		event.kind = BURIN_EV_DATA;
	}
	if (until != ~0ull && until > run->now)
		run->now = until;
	tell(run, &event, action);
}

static void run_program(const struct burin_program *program, bool stubborn)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct burin_seq_action action = { .kind = BURIN_ACT_DONE };
	static struct run run;

	run = (struct run){
		.program = program, .now = MS, .stubborn = stubborn, .floor = INT64_MIN,
	};
	burin_seq_init(&run.seq, program);
	tell(&run, &event, &action);
	while (action.kind != BURIN_ACT_DONE) {
		if (action.kind == BURIN_ACT_SEND)
			carry_out(&run, &action);
		else
			wait_for(&run, &action);
	}
	CHECK(burin_seq_state(&run.seq)->phase == BURIN_RUN_DONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct bur_plan plan;
	struct bur_plan_request req;
	uint8_t how;

	tape = data;
	tape_left = n;
	take_request(&req);
	how = take();
	if (make_plan(&req, &plan))
		return 0;
	if (how & 1)
		damage(&plan);
	if (burin_seq_check(&plan.program) || is_long(&plan.program))
		return 0;
	run_program(&plan.program, how & 2 && !is_patient(&plan.program));
	return 0;
}
