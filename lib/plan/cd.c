// SPDX-License-Identifier: LGPL-2.1-or-later
/* CD-R, track at once: one data track in a session of its own. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"
#include "mmc/mode-page.h"

#define LEAST_BLOCKS	300	/* Red Book: a track is 4 seconds or more */
#define PROBE_BLOCKS	1024	/* often more hurts; before a buffer's worth it is unsafe */
#define PAGE_LENGTH	10	/* bytes of MODE SENSE up to the page's length */

static struct bur_write_page page_for(const struct bur_plan_request *req, bool final, bool test)
{
	return (struct bur_write_page) {
		.underrun_protection = req->has_buffer_protection,
		.test_write = test,
		.write_type = BUR_WRITE_TAO,
		.multi_session = final ? BUR_MULTI_NONE : BUR_MULTI_NEXT,
		.track_mode = 4,
		.block_type = 8,
		.audio_pause = 150,
	};
}

static void fill_select(struct burin_step *step, const struct bur_write_page *page, size_t len)
{
	step->data_len = (uint8_t)bur_write_page_encode(step->data, sizeof(step->data), page, len);
	step->cdb_len = (uint8_t)bur_cdb_mode_select(step->cdb, step->data_len);
	step->direction = BURIN_DIR_OUT;
}

/*
 * Sent before every track: many drives tell the right address only after it. Some add
 * a vendor's field to the page and refuse a shorter one, so its length is asked for.
 */
static void select_parameters(struct bur_plan *plan, const struct bur_write_page *page)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "ask for the page's length");

	before->step.cdb_len = (uint8_t)bur_cdb_mode_sense(before->step.cdb,
				BUR_PAGE_WRITE_PARAMETERS, 0, PAGE_LENGTH);
	before->step.direction = BURIN_DIR_IN;
	before->step.data_len = PAGE_LENGTH;
	before->take = BUR_TAKE_MODE_LENGTH;
	before->optional = true;
	before = bur_plan_before(plan, "set the write parameters");
	fill_select(&before->step, page, BUR_WRITE_PAGE_LEN);
}

/* Drives without tables calibrate here; those that refuse do so at the first write. */
static void calibrate(struct bur_plan *plan)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "calibrate the laser");

	before->step.cdb_len = (uint8_t)bur_cdb_opc(before->step.cdb);
	before->step.timeout_ms = BUR_LONG_TIMEOUT_MS;
	before->optional = true;
	bur_plan_react(plan, 2, 0x30, 0x05, BUR_OP_SEND_OPC_INFORMATION, BURIN_REACT_CARRY_ON);
	bur_plan_react(plan, 6, 0x5a, 0x03, BUR_OP_SEND_OPC_INFORMATION, BURIN_REACT_CARRY_ON);
}

/*
 * Multi-session is set once more: a drive that was reset would close the disc with the
 * session, and a burn that was cut short leaves the disc appendable.
 */
static void close_session(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct bur_write_page open = page_for(req, false, false);
	uint32_t when = BURIN_WHEN_WRITTEN | (req->close_disc ? BURIN_WHEN_CUT : 0);
	struct burin_step *step;

	step = bur_plan_after(plan, "keep the disc appendable", when, BURIN_STEP_IGNORE);
	fill_select(step, &open, BUR_WRITE_PAGE_LEN);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, BURIN_WHEN_WRITTEN,
		       BURIN_STEP_CLOSES);
}

/* A test write leaves the disc as it was, but drives believe it until told otherwise. */
static void end_simulation(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct bur_write_page real = page_for(req, false, false);
	struct burin_step *step;

	step = bur_plan_after(plan, "leave test write", 0, BURIN_STEP_IGNORE);
	fill_select(step, &real, BUR_WRITE_PAGE_LEN);
}

static int make_write(const struct bur_plan_request *req, struct bur_plan *plan,
		      struct burin_detail *detail)
{
	struct bur_write_page page = page_for(req, req->close_disc, req->simulate);

	(void)detail;
	plan->method = req->simulate ? "cd-r track at once, test write" : "cd-r track at once";
	plan->start = req->medium.next_writable;
	bur_plan_lock(plan);
	bur_plan_cd_speed(plan, req->speed_kbps, false);
	select_parameters(plan, &page);
	if (!req->has_opc && !req->simulate)
		calibrate(plan);
	bur_plan_next_writable(plan, BUR_TRACK_INVISIBLE);
	bur_plan_stream(plan, &bur_method_cd_r, req->blocks, BURIN_END_NONE);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	if (req->simulate)
		end_simulation(req, plan);
	else
		close_session(req, plan);
	bur_plan_unlock(plan);
	return 0;
}

static int make_close(const struct bur_plan_request *req, struct bur_plan *plan,
		      struct burin_detail *detail)
{
	struct bur_write_page page = page_for(req, req->close_disc, false);

	if (req->medium.state != BURIN_MEDIUM_DAMAGED && !req->open_track) {
		if (req->close_disc)
			return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_CLOSE, NULL,
					"its last session is closed as appendable already; "
					"only another one can be the last");
		bur_plan_nothing(plan);
		return 0;
	}
	plan->method = "cd-r close";
	bur_plan_lock(plan);
	select_parameters(plan, &page);
	if (req->open_track)
		bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, req->open_track, 0,
			       BURIN_STEP_IGNORE);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, 0, BURIN_STEP_CLOSES);
	bur_plan_unlock(plan);
	return 0;
}

const struct bur_method bur_method_cd_r = {
	.kind = BURIN_KIND_CD_R,
	.unit = 1,
	.least_blocks = LEAST_BLOCKS,
	.write = make_write,
	.close = make_close,
};
