// SPDX-License-Identifier: LGPL-2.1-or-later
/* BD-R, sequential recording (SRM): one track, one session a burn. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	4096

/*
 * The session is closed by function 010; with close_disc a complete burn ends with
 * 110 instead, and one that was cut short stays appendable.
 */
static void close_all(const struct bur_plan_request *req, struct bur_plan *plan)
{
	uint32_t written = BURIN_WHEN_WRITTEN;

	bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, bur_plan_track(req), written,
		       BURIN_STEP_CLOSES);
	if (req->close_disc)
		bur_plan_close(plan, "close the disc", BUR_CLOSE_DISC, 0,
			       written | BURIN_WHEN_COMPLETE, BURIN_STEP_CLOSES);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0,
		       req->close_disc ? written | BURIN_WHEN_CUT : written, BURIN_STEP_CLOSES);
}

/* No format: a blank medium becomes plain SRM by its first write, without spare areas. */
int bur_bd_r_write(const struct bur_plan_request *req, struct bur_plan *plan,
	          struct burin_detail *detail)
{
	if (req->simulate)
		return bur_fail(detail, BURIN_E_NO_SIMULATION, BURIN_PHASE_PROLOGUE, NULL,
				"%s has no test write", burin_kind_name(req->medium.kind));
	bur_plan_name(plan, req, "sequential");
	plan->start = req->medium.next_writable;
	bur_plan_lock(plan);
	bur_plan_streaming(plan, req);
	bur_plan_next_writable(plan, bur_plan_track(req));
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	close_all(req, plan);
	bur_plan_unlock(plan);
	return 0;
}

int bur_bd_r_close(const struct bur_plan_request *req, struct bur_plan *plan,
	          struct burin_detail *detail)
{
	bool open = req->medium.state == BURIN_MEDIUM_DAMAGED || req->open_track;

	(void)detail;
	if (!open && !req->close_disc) {
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_name(plan, req, "close");
	bur_plan_lock(plan);
	/* Most drives close the track with the session; so its own failure is not the end. */
	if (open)
		bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, bur_plan_track(req), 0,
			       BURIN_STEP_IGNORE);
	if (req->close_disc)
		bur_plan_close(plan, "close the disc", BUR_CLOSE_DISC, 0, 0, BURIN_STEP_CLOSES);
	else
		bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, 0,
			       BURIN_STEP_CLOSES);
	bur_plan_unlock(plan);
	return 0;
}

int bur_bd_r_format(const struct bur_plan_request *req, struct bur_plan *plan,
	           struct burin_detail *detail)
{
	if (req->medium.state != BURIN_MEDIUM_BLANK)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"only a blank bd-r can be formatted");
	if (!req->format_blocks) {
		bur_plan_nothing(plan);
		return 0;
	}
	if (req->format_type != 0x00 && req->format_type != 0x32)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"bd-r has no format of type %02Xh", req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	bur_plan_format_unit(plan, "format", req->format_type, req->format_sub_type,
			     req->format_blocks, req->format_parameter, false);
	bur_plan_unlock(plan);
	return 0;
}
