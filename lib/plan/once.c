// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * DVD+R and BD-R: one track and one session a burn, closed by function 010. With close_disc a
 * complete burn ends with the disc's own function instead; one cut short stays appendable.
 */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	4096

int bur_once_refuse(const struct bur_plan_request *req, struct burin_detail *detail)
{
	if (!req->simulate)
		return 0;
	return bur_fail(detail, BURIN_E_NO_SIMULATION, BURIN_PHASE_PROLOGUE, NULL,
			"%s has no test write", burin_kind_name(req->medium.kind));
}

void bur_once_begin(const struct bur_plan_request *req, struct bur_plan *plan)
{
	bur_plan_name(plan, req, "sequential");
	plan->start = req->medium.next_writable;
	bur_plan_lock(plan);
	bur_plan_streaming(plan, req);
}

/* The session's close needs a closed track on several drives. */
static void close_all(const struct bur_plan_request *req, struct bur_plan *plan, uint8_t disc)
{
	uint32_t written = BURIN_WHEN_WRITTEN;

	bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, bur_plan_track(req), written,
		       BURIN_STEP_CLOSES);
	if (req->close_disc)
		bur_plan_close(plan, "close the disc", disc, 0, written | BURIN_WHEN_COMPLETE,
			       BURIN_STEP_CLOSES);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0,
		       req->close_disc ? written | BURIN_WHEN_CUT : written, BURIN_STEP_CLOSES);
}

void bur_once_write(const struct bur_plan_request *req, struct bur_plan *plan, uint32_t track,
		    uint8_t disc)
{
	bur_plan_next_writable(plan, track);
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	close_all(req, plan, disc);
	bur_plan_unlock(plan);
}

int bur_once_close(const struct bur_plan_request *req, struct bur_plan *plan, uint8_t disc)
{
	bool open = req->medium.state == BURIN_MEDIUM_DAMAGED || req->open_track;

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
		bur_plan_close(plan, "close the disc", disc, 0, 0, BURIN_STEP_CLOSES);
	else
		bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, 0,
			       BURIN_STEP_CLOSES);
	bur_plan_unlock(plan);
	return 0;
}
