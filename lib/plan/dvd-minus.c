// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * DVD-R, DVD-R DL, and DVD-RW as it comes from the shop or from BLANK: sequential. In
 * pieces (incremental) where feature 0021h is current; else the disc at once.
 */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define UNIT		16
#define PROBE_BLOCKS	4096
#define DATA_PIECES	5	/* track mode: data, recorded incrementally */
#define USER_DATA	8	/* block type: 2048 bytes */

/* The border is the disc's last one: on two layers no other close is portable. */
static bool is_last(const struct bur_plan_request *req)
{
	return req->close_disc || req->medium.kind == BURIN_KIND_DVD_R_DL;
}

static struct bur_write_page pieces(const struct bur_plan_request *req, bool last, bool test)
{
	return (struct bur_write_page) {
		.underrun_protection = req->has_buffer_protection,
		.test_write = test,
		.link_size_valid = true,
		.fixed_packet = true,
		.write_type = BUR_WRITE_PACKET,
		.multi_session = last ? BUR_MULTI_NONE : BUR_MULTI_NEXT,
		.track_mode = DATA_PIECES,
		.block_type = USER_DATA,
		.link_size = UNIT,
		.packet_blocks = UNIT,
		.audio_pause = 150,
	};
}

static struct bur_write_page at_once(const struct bur_plan_request *req, bool test)
{
	return (struct bur_write_page) {
		.underrun_protection = req->has_buffer_protection,
		.test_write = test,
		.write_type = BUR_WRITE_SAO,
		.multi_session = BUR_MULTI_NONE,
		.track_mode = DATA_PIECES,
		.block_type = USER_DATA,
		.audio_pause = 150,
	};
}

static void prepare(const struct bur_plan_request *req, struct bur_plan *plan,
		    const struct bur_write_page *page)
{
	bur_plan_lock(plan);
	bur_plan_streaming(plan, req);
	bur_plan_select(plan, page);
	if (!req->has_opc && !req->simulate)
		bur_plan_calibrate(plan);
}

/* Drives believe in a test write until told otherwise. */
static void leave_test(struct bur_plan *plan, struct bur_write_page page)
{
	page.test_write = false;
	bur_plan_select_after(plan, "leave test write", 0, &page);
}

/*
 * The page tells CLOSE whether another border may follow; it is set once more, as for CD:
 * after a reset, and after a burn that was cut short.
 */
static void close_border(const struct bur_plan_request *req, struct bur_plan *plan)
{
	uint32_t when = BURIN_WHEN_WRITTEN | (req->close_disc ? BURIN_WHEN_CUT : 0);
	struct bur_write_page page = pieces(req, false, false);

	bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, bur_plan_track(req),
		       BURIN_WHEN_WRITTEN, BURIN_STEP_CLOSES);
	if (req->medium.kind != BURIN_KIND_DVD_R_DL)
		bur_plan_select_after(plan, "keep the disc appendable", when, &page);
	bur_plan_close(plan, "close the border", BUR_CLOSE_SESSION, 0, BURIN_WHEN_WRITTEN,
		       BURIN_STEP_CLOSES);
}

static int write_pieces(const struct bur_plan_request *req, struct bur_plan *plan)
{
	struct bur_write_page page = pieces(req, is_last(req), req->simulate);

	bur_plan_name(plan, req, req->simulate ? "incremental, test write" : "incremental");
	plan->start = req->medium.next_writable;
	prepare(req, plan, &page);
	bur_plan_next_writable(plan, bur_plan_track(req));
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	if (req->simulate)
		leave_test(plan, page);
	else
		close_border(req, plan);
	bur_plan_unlock(plan);
	return 0;
}

static void reserve(struct bur_plan *plan, uint32_t blocks)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "reserve the track");

	before->step.cdb_len = (uint8_t)bur_cdb_reserve_track(before->step.cdb, blocks);
	before->step.timeout_ms = BUR_LONG_TIMEOUT_MS;
}

/* What is reserved must be written: data of unknown size get the whole disc, and zeros. */
static uint32_t reserved(const struct bur_plan_request *req)
{
	uint32_t all = req->medium.free_blocks ? req->medium.free_blocks : req->medium.blocks;

	if (req->blocks)
		return (uint32_t)bur_plan_padded_blocks(req->medium.kind, req->blocks);
	return all / UNIT * UNIT;
}

static int refuse_at_once(const struct bur_plan_request *req, struct burin_detail *detail)
{
	if (req->medium.state != BURIN_MEDIUM_BLANK)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_PROLOGUE, NULL,
				"this recorder writes it at once only, from blank");
	if (!reserved(req))
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_PROLOGUE, NULL,
				"it is written at once, and its size is not known");
	return 0;
}

/* The flush writes the lead-out; there is nothing to close, and nothing can follow. */
static int write_at_once(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	struct bur_write_page page = at_once(req, req->simulate);
	struct burin_stream_spec *spec;
	int ret = refuse_at_once(req, detail);

	if (ret)
		return ret;
	bur_plan_name(plan, req, req->simulate ? "disc at once, test write" : "disc at once");
	plan->blocks_on_medium = reserved(req);
	prepare(req, plan, &page);
	reserve(plan, (uint32_t)plan->blocks_on_medium);
	spec = bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	spec->least_blocks = (uint32_t)plan->blocks_on_medium;
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	if (req->simulate)
		leave_test(plan, page);
	else
		plan->steps[plan->program.step_count - 1].flags |= BURIN_STEP_CLOSES;
	bur_plan_unlock(plan);
	return 0;
}

int bur_dvd_minus_write(const struct bur_plan_request *req, struct bur_plan *plan,
			struct burin_detail *detail)
{
	return req->has_incremental ? write_pieces(req, plan) : write_at_once(req, plan, detail);
}

int bur_dvd_minus_close(const struct bur_plan_request *req, struct bur_plan *plan,
			struct burin_detail *detail)
{
	struct bur_write_page page = pieces(req, is_last(req), false);

	if (req->medium.state != BURIN_MEDIUM_DAMAGED && !req->open_track) {
		if (req->close_disc)
			return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_CLOSE, NULL,
					"its last border is closed as appendable already; "
					"only another one can be the last");
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_name(plan, req, "close");
	bur_plan_lock(plan);
	bur_plan_drain(plan, req);
	bur_plan_select(plan, &page);
	bur_plan_close(plan, "close the track", BUR_CLOSE_TRACK, bur_plan_track(req), 0,
		       BURIN_STEP_IGNORE);
	bur_plan_close(plan, "close the border", BUR_CLOSE_SESSION, 0, 0, BURIN_STEP_CLOSES);
	bur_plan_unlock(plan);
	return 0;
}
