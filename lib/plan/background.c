// SPDX-License-Identifier: LGPL-2.1-or-later
/* What formats itself in the background: DVD+RW, and Mt. Rainier on it or on CD-RW. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define BASIC_FORMAT	0x26	/* MMC-6 table 247 */
#define RESTART		1	/* its parameter, bit 0 */
#define ALL_BLOCKS	UINT32_MAX

/* Drives that finished the format in the meantime refuse to restart it: fine. */
void bur_plan_restart_format(struct bur_plan *plan, const struct bur_plan_request *req)
{
	if (req->background_format != BUR_BACKGROUND_STOPPED)
		return;
	bur_plan_format_unit(plan, "go on with the format", req->mrw ? BUR_MRW_FORMAT : BASIC_FORMAT,
			     0, ALL_BLOCKS, RESTART, false);
	plan->prologue[plan->prologue_count - 1].optional = true;
}

/*
 * The format stops and a lead-out is written behind the data, so that read-only
 * drives take the disc. Once complete there is nothing to stop.
 */
void bur_plan_stop_format(struct bur_plan *plan, const struct bur_plan_request *req, uint32_t when)
{
	if (req->background_format == BUR_BACKGROUND_COMPLETE)
		return;
	bur_plan_close(plan, "stop the format", BUR_CLOSE_STOP_FORMAT, 0, 0, BURIN_STEP_IGNORE);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, when, BURIN_STEP_CLOSES);
	/* Of drives that finished the format, and of old ones. */
	bur_plan_react(plan, 5, 0x30, 0x10, BUR_OP_CLOSE_TRACK_SESSION, BURIN_REACT_CARRY_ON);
	bur_plan_react(plan, 5, 0x2c, 0x00, BUR_OP_CLOSE_TRACK_SESSION, BURIN_REACT_CARRY_ON);
}

int bur_plan_background_close(const struct bur_plan_request *req, struct bur_plan *plan)
{
	if (req->background_format != BUR_BACKGROUND_STOPPED &&
	    req->background_format != BUR_BACKGROUND_RUNNING) {
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_name(plan, req, "close");
	bur_plan_lock(plan);
	bur_plan_restart_format(plan, req);
	bur_plan_stop_format(plan, req, 0);
	bur_plan_unlock(plan);
	return 0;
}

/*
 * How much of it is for data is the drive's to say: tables and spare areas take the rest. Some want
 * to be told the number that they have offered.
 */
int bur_plan_format_mrw(const struct bur_plan_request *req, struct bur_plan *plan,
			struct burin_detail *detail)
{
	const struct bur_plan_format *offered = bur_plan_offered(req, BUR_MRW_FORMAT);
	uint32_t told = req->format_blocks;

	if (!offered)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"the recorder offers no Mt. Rainier format for it");
	if (!told)
		bur_plan_format_unit(plan, "format as Mt. Rainier", BUR_MRW_FORMAT, 0, ALL_BLOCKS, 0,
				     false);
	bur_plan_format_unit(plan, "format as Mt. Rainier, size told", BUR_MRW_FORMAT, 0,
			     told ? told : offered->blocks, 0, !told);
	bur_plan_close(plan, "stop the format", BUR_CLOSE_STOP_FORMAT, 0, 0, BURIN_STEP_IGNORE);
	return 0;
}
