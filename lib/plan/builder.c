// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plan/builder.h"

#include <stdio.h>
#include <string.h>

#include "core/detail.h"
#include "mmc/cdb.h"
#include "mmc/track-information.h"

#define ANCHORS	1024	/* 2 MiB: where every file system begins */

void bur_plan_name(struct bur_plan *plan, const struct bur_plan_request *req, const char *what)
{
	snprintf(plan->method, sizeof(plan->method), "%s %s", burin_kind_name(req->medium.kind),
		 what);
}

uint16_t bur_plan_track(const struct bur_plan_request *req)
{
	return req->open_track ? req->open_track : (uint16_t)(req->medium.tracks + 1);
}

const struct bur_plan_format *bur_plan_offered(const struct bur_plan_request *req, uint8_t type)
{
	for (uint32_t i = 0; i < req->format_count && i < BUR_PLAN_FORMATS_MAX; i++)
		if (req->formats[i].type == type)
			return &req->formats[i];
	return NULL;
}

struct bur_prologue_step *bur_plan_before(struct bur_plan *plan, const char *why)
{
	struct bur_prologue_step *before = &plan->prologue[plan->prologue_count++];

	memset(before, 0, sizeof(*before));
	before->why = why;
	before->step.timeout_ms = BUR_TIMEOUT_MS;
	return before;
}

struct burin_step *bur_plan_after(struct bur_plan *plan, const char *why, uint32_t when,
				  uint32_t flags)
{
	struct burin_step *step = &plan->steps[plan->program.step_count];

	memset(step, 0, sizeof(*step));
	plan->step_why[plan->program.step_count++] = why;
	step->when = when;
	step->flags = flags;
	step->timeout_ms = BUR_TIMEOUT_MS;
	return step;
}

void bur_plan_react(struct bur_plan *plan, uint16_t key, uint16_t asc, uint16_t ascq,
		    uint16_t opcode, uint8_t react)
{
	plan->reactions[plan->program.reaction_count++] = (struct burin_reaction) {
		.key = key, .asc = asc, .ascq = ascq, .opcode = opcode, .react = react,
	};
}

void bur_step_poll(struct burin_step *step, uint32_t poll_ms)
{
	step->flags |= BURIN_STEP_POLL;
	step->timeout_ms = BUR_LONG_TIMEOUT_MS;
	step->poll_ms = poll_ms;
}

/*
 * A reset takes every setting with it: test write would become a real one. So a
 * burn that has been prepared does not survive it; only what locks, flushes and
 * closes is sent again, and after a reset what sets: a session closed without its write
 * parameters would be the disc's last. Not after a change: that may be another disc.
 */
static void react_to_attention(struct bur_plan *plan)
{
	static const uint8_t again[] = {
		BUR_OP_PREVENT_REMOVAL, BUR_OP_SYNCHRONIZE_CACHE, BUR_OP_CLOSE_TRACK_SESSION,
		BUR_OP_MODE_SELECT_10,	/* the last: of a reset alone */
	};

	for (uint16_t asc = 0x28; asc <= 0x29; asc++) {
		for (size_t i = 0; i < sizeof(again) - (asc == 0x28); i++) {
			bur_plan_react(plan, 6, asc, BURIN_ANY, again[i], BURIN_REACT_REPEAT);
			plan->reactions[plan->program.reaction_count - 1].most = 16;
			plan->reactions[plan->program.reaction_count - 1].wait_ms = 5;
			plan->reactions[plan->program.reaction_count - 1].limit_ms = BUR_TIMEOUT_MS;
		}
		bur_plan_react(plan, 6, asc, BURIN_ANY, BURIN_ANY, BURIN_REACT_FAIL);
	}
}

void bur_plan_lock(struct bur_plan *plan)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "lock the tray");

	before->step.cdb_len = (uint8_t)bur_cdb_prevent(before->step.cdb, true);
	before->optional = true;
	react_to_attention(plan);
}

void bur_plan_unlock(struct bur_plan *plan)
{
	struct burin_step *step = bur_plan_after(plan, "unlock the tray", 0, BURIN_STEP_IGNORE);

	step->cdb_len = (uint8_t)bur_cdb_prevent(step->cdb, false);
}

void bur_plan_drain(struct bur_plan *plan, const struct bur_plan_request *req)
{
	struct bur_prologue_step *before;

	if (req->medium.state == BURIN_MEDIUM_DAMAGED)
		return;
	before = bur_plan_before(plan, "flush");
	before->step.cdb_len = (uint8_t)bur_cdb_sync(before->step.cdb, false);
	before->step.timeout_ms = BUR_CLOSE_MS;
	before->optional = true;
}

void bur_plan_cd_speed(struct bur_plan *plan, uint32_t kbps, bool alternative)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "set the speed");
	uint16_t speed = kbps && kbps < BUR_SPEED_MAX ? (uint16_t)kbps : BUR_SPEED_MAX;

	before->step.cdb_len = (uint8_t)bur_cdb_set_cd_speed(before->step.cdb, BUR_SPEED_MAX, speed);
	before->optional = true;
	before->alternative = alternative;
}

/* Settings survive a change of medium on many drives: the fastest is asked for, too. */
void bur_plan_streaming(struct bur_plan *plan, const struct bur_plan_request *req)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "set the speed");
	struct bur_streaming streaming = {
		.restore_defaults = !req->speed_kbps,
		.end_lba = req->medium.blocks ? req->medium.blocks - 1 : 0,
		.read_kbps = req->speed_kbps,
		.write_kbps = req->speed_kbps,
	};

	before->step.cdb_len = (uint8_t)bur_cdb_set_streaming(before->step.cdb);
	before->step.direction = BURIN_DIR_OUT;
	before->step.data_len = BUR_STREAMING_LEN;
	bur_streaming_encode(before->step.data, &streaming);
	before->optional = true;
	bur_plan_cd_speed(plan, req->speed_kbps, true);
}

void bur_plan_next_writable(struct bur_plan *plan, uint32_t track)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "ask where to write");

	before->step.cdb_len = (uint8_t)bur_cdb_track_information(before->step.cdb,
				BUR_TRACK_BY_NUMBER, track, BUR_TRACK_INFORMATION_LEN);
	before->step.direction = BURIN_DIR_IN;
	before->step.data_len = BUR_TRACK_INFORMATION_LEN;
	before->take = BUR_TAKE_NEXT_WRITABLE;
}

void bur_plan_format_unit(struct bur_plan *plan, const char *why, uint8_t type, uint8_t sub_type,
			  uint32_t blocks, uint32_t parameter, bool alternative)
{
	struct bur_prologue_step *before = bur_plan_before(plan, why);

	before->step.cdb_len = (uint8_t)bur_cdb_format_unit(before->step.cdb);
	before->step.direction = BURIN_DIR_OUT;
	before->step.data_len = BUR_FORMAT_LEN;
	bur_format_encode(before->step.data, type, sub_type, blocks, parameter);
	bur_step_poll(&before->step, BUR_FORMAT_MS);
	before->alternative = alternative;
	before->hint = BUR_HINT_FORMAT;
}

/*
 * As many blocks as the host carries at once, if it tells so. One that does not carry a whole unit leaves
 * its filling to the drive.
 */
static void fit_commands(struct burin_stream_spec *spec, uint32_t max_transfer)
{
	uint32_t most = BUR_COMMAND_BLOCKS;

	if (max_transfer)
		most = max_transfer / BURIN_BLOCK_SIZE;
	if (most > BUR_COMMAND_BLOCKS_MAX)
		most = BUR_COMMAND_BLOCKS_MAX;
	while (spec->unit > 1 && spec->unit > most)
		spec->unit /= 2;
	spec->command_blocks = most > spec->unit ? most / spec->unit * spec->unit : spec->unit;
}

struct burin_stream_spec *bur_plan_stream(struct bur_plan *plan,
					  const struct bur_plan_request *req, uint64_t blocks,
					  uint8_t end)
{
	const struct bur_method *method = bur_method_of(req->medium.kind);
	struct burin_stream_spec *spec = &plan->streams[plan->program.stream_count++];

	memset(spec, 0, sizeof(*spec));
	spec->cdb_len = (uint8_t)bur_cdb_write_10(spec->cdb, 0, 0);
	spec->direction = BURIN_DIR_OUT;
	spec->end = end;
	spec->lba = (int32_t)plan->start;
	spec->block_size = BURIN_BLOCK_SIZE;
	spec->unit = method->unit;
	spec->timeout_ms = BUR_LONG_TIMEOUT_MS;
	spec->blocks = blocks;
	spec->least_blocks = method->least_blocks;
	fit_commands(spec, req->max_transfer);
	return spec;
}

int bur_plan_zeros(const struct bur_plan_request *req, struct bur_plan *plan,
		   struct burin_detail *detail)
{
	uint32_t blocks = req->medium.blocks;

	if (!blocks)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_ERASE, NULL,
				"the recorder does not tell its size");
	if (!req->full && blocks > ANCHORS)
		blocks = ANCHORS;
	bur_plan_name(plan, req, req->full ? "erase, every block" : "erase, first 2 MiB");
	plan->blocks_on_medium = blocks;
	bur_plan_stream(plan, req, blocks, BURIN_END_DECLARED);
	bur_plan_flush(plan);
	return 0;
}

/*
 * Twice: at once and polled, so that progress can be told; then waiting in the
 * drive, because some lose the command that follows a polled flush.
 */
void bur_plan_flush(struct bur_plan *plan)
{
	struct burin_step *step;

	step = bur_plan_after(plan, "flush", BURIN_WHEN_WRITTEN, BURIN_STEP_SYNC);
	step->cdb_len = (uint8_t)bur_cdb_sync(step->cdb, true);
	bur_step_poll(step, BUR_CLOSE_MS);
	step = bur_plan_after(plan, "flush, waiting", BURIN_WHEN_WRITTEN, BURIN_STEP_SYNC);
	step->cdb_len = (uint8_t)bur_cdb_sync(step->cdb, false);
	step->timeout_ms = BUR_CLOSE_MS;
}

void bur_plan_close(struct bur_plan *plan, const char *why, uint8_t function, uint16_t track,
		    uint32_t when, uint32_t flags)
{
	struct burin_step *step = bur_plan_after(plan, why, when, flags);

	step->cdb_len = (uint8_t)bur_cdb_close(step->cdb, function, track, true);
	bur_step_poll(step, BUR_CLOSE_MS);
}

void bur_plan_start_unit(struct bur_plan *plan)
{
	struct burin_step *step;

	step = bur_plan_after(plan, "let the drive look again", 0, BURIN_STEP_IGNORE);
	step->cdb_len = (uint8_t)bur_cdb_start_stop(step->cdb, BUR_UNIT_START, true);
	bur_step_poll(step, BUR_LONG_TIMEOUT_MS);
}

void bur_plan_nothing(struct bur_plan *plan)
{
	snprintf(plan->method, sizeof(plan->method), "nothing to do");
}
