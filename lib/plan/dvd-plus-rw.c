// SPDX-License-Identifier: LGPL-2.1-or-later
/* DVD+RW: formatted in the background, overwritten anywhere. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	2048
#define BASIC_FORMAT	0x26
#define RESTART		1	/* its parameter, bit 0 */
#define ALL_BLOCKS	UINT32_MAX

enum background { BG_NONE = 0, BG_STOPPED = 1, BG_RUNNING = 2, BG_COMPLETE = 3 };

static bool is_blank(const struct bur_plan_request *req)
{
	return req->background_format == BG_NONE &&
	       (req->medium.state == BURIN_MEDIUM_BLANK ||
		req->medium.state == BURIN_MEDIUM_UNFORMATTED);
}

static void format_from_blank(const struct bur_plan_request *req, struct bur_plan *plan)
{
	bur_plan_format_unit(plan, "format", BASIC_FORMAT, 0, ALL_BLOCKS, 0, false);
	if (req->medium.blocks)
		bur_plan_format_unit(plan, "format, size told", BASIC_FORMAT, 0,
				     req->medium.blocks, 0, true);
}

/* Drives that finished the format in the meantime refuse to restart it: fine. */
static void restart_format(struct bur_plan *plan)
{
	bur_plan_format_unit(plan, "go on with the format", BASIC_FORMAT, 0, ALL_BLOCKS, RESTART,
			     false);
	plan->prologue[plan->prologue_count - 1].optional = true;
}

static void prepare(const struct bur_plan_request *req, struct bur_plan *plan)
{
	bur_plan_lock(plan);
	if (is_blank(req))
		format_from_blank(req, plan);
	else if (req->background_format == BG_STOPPED)
		restart_format(plan);
}

/*
 * The format stops and a lead-out is written behind the data, so that read-only
 * drives take the disc. Once complete there is nothing to stop.
 */
static void stop_format(const struct bur_plan_request *req, struct bur_plan *plan, uint32_t when)
{
	if (req->background_format == BG_COMPLETE)
		return;
	bur_plan_close(plan, "stop the format", BUR_CLOSE_STOP_FORMAT, 0, 0, BURIN_STEP_IGNORE);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, when, BURIN_STEP_CLOSES);
	/* Of drives that finished the format, and of old ones. */
	bur_plan_react(plan, 5, 0x30, 0x10, BUR_OP_CLOSE_TRACK_SESSION, BURIN_REACT_CARRY_ON);
	bur_plan_react(plan, 5, 0x2c, 0x00, BUR_OP_CLOSE_TRACK_SESSION, BURIN_REACT_CARRY_ON);
}

int bur_dvd_plus_rw_write(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	if (req->simulate)
		return bur_fail(detail, BURIN_E_NO_SIMULATION, BURIN_PHASE_PROLOGUE, NULL,
				"dvd+rw has no test write");
	bur_plan_name(plan, req, "overwrite");
	prepare(req, plan);
	bur_plan_streaming(plan, req);
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	stop_format(req, plan, BURIN_WHEN_WRITTEN);
	bur_plan_unlock(plan);
	return 0;
}

int bur_dvd_plus_rw_close(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	(void)detail;
	if (req->background_format != BG_STOPPED && req->background_format != BG_RUNNING) {
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_name(plan, req, "close");
	prepare(req, plan);
	stop_format(req, plan, 0);
	bur_plan_unlock(plan);
	return 0;
}

/* There is no BLANK for it: zeros over the anchors, or over everything. */
int bur_dvd_plus_rw_erase(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	int ret;

	prepare(req, plan);
	bur_plan_streaming(plan, req);
	ret = bur_plan_zeros(req, plan, detail);
	if (ret)
		return ret;
	stop_format(req, plan, BURIN_WHEN_WRITTEN);
	bur_plan_unlock(plan);
	return 0;
}

int bur_dvd_plus_rw_format(const struct bur_plan_request *req, struct bur_plan *plan,
			  struct burin_detail *detail)
{
	uint32_t blocks = req->format_blocks ? req->format_blocks : ALL_BLOCKS;
	bool told = req->format_blocks;

	if (told && req->format_type != BASIC_FORMAT)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"dvd+rw has no format of type %02Xh", req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	bur_plan_format_unit(plan, "format", BASIC_FORMAT, told ? req->format_sub_type : 0, blocks,
			     told ? req->format_parameter : 0, false);
	if (!told && req->medium.blocks)
		bur_plan_format_unit(plan, "format, size told", BASIC_FORMAT, 0,
				     req->medium.blocks, 0, true);
	bur_plan_close(plan, "stop the format", BUR_CLOSE_STOP_FORMAT, 0, 0, BURIN_STEP_IGNORE);
	bur_plan_unlock(plan);
	return 0;
}
