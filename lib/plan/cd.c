// SPDX-License-Identifier: LGPL-2.1-or-later
/* CD-R and CD-RW, track at once: one data track in a session of its own. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	1024	/* often more hurts; before a buffer's worth it is unsafe */

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

/*
 * Multi-session is set once more: a drive that was reset would close the disc with the
 * session, and a burn that was cut short leaves the disc appendable.
 */
static void close_session(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct bur_write_page open = page_for(req, false, false);
	uint32_t when = BURIN_WHEN_WRITTEN | (req->close_disc ? BURIN_WHEN_CUT : 0);

	bur_plan_select_after(plan, "keep the disc appendable", when, &open);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, BURIN_WHEN_WRITTEN,
		       BURIN_STEP_CLOSES);
}

/* A test write leaves the disc as it was, but drives believe it until told otherwise. */
static void end_simulation(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct bur_write_page real = page_for(req, false, false);

	bur_plan_select_after(plan, "leave test write", 0, &real);
}

int bur_cd_write(const struct bur_plan_request *req, struct bur_plan *plan,
		 struct burin_detail *detail)
{
	struct bur_write_page page = page_for(req, req->close_disc, req->simulate);

	(void)detail;
	bur_plan_name(plan, req, req->simulate ? "track at once, test write" : "track at once");
	plan->start = req->medium.next_writable;
	bur_plan_lock(plan);
	bur_plan_cd_speed(plan, req->speed_kbps, false);
	bur_plan_select(plan, &page);
	if (!req->has_opc && !req->simulate)
		bur_plan_calibrate(plan);
	bur_plan_next_writable(plan, BUR_TRACK_INVISIBLE);
	bur_plan_stream(plan, req, req->blocks, BURIN_END_NONE);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	if (req->simulate)
		end_simulation(req, plan);
	else
		close_session(req, plan);
	bur_plan_unlock(plan);
	return 0;
}

int bur_cd_close(const struct bur_plan_request *req, struct bur_plan *plan,
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
	bur_plan_name(plan, req, "close");
	bur_plan_lock(plan);
	bur_plan_drain(plan, req);
	bur_plan_select(plan, &page);
	if (req->open_track)
		bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, req->open_track, 0,
			       BURIN_STEP_IGNORE);
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, 0, BURIN_STEP_CLOSES);
	bur_plan_unlock(plan);
	return 0;
}
