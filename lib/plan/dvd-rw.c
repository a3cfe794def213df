// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * DVD-RW: sequential, or after FORMAT in restricted overwrite. What was formatted the quick
 * way is intermediate: it is written from its beginning, and its session then closed.
 */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	4096
#define FULL		0x00	/* MMC-6 table 247 */
#define FULL_PACKETS	0x10
#define QUICK		0x15
#define PACKET		16
#define BLOCK_LENGTH	0x800

static bool is_formatted(const struct bur_plan_request *req)
{
	return req->medium.state == BURIN_MEDIUM_OVERWRITABLE ||
	       req->medium.state == BURIN_MEDIUM_UNFORMATTED;
}

static bool is_intermediate(const struct bur_plan_request *req)
{
	return req->open_track || req->medium.state == BURIN_MEDIUM_UNFORMATTED;
}

/* Only the quick format takes no number of blocks: then nothing but the lead-in is made. */
static uint32_t blocks_of(const struct bur_plan_request *req, uint8_t type)
{
	const struct bur_plan_format *offered = bur_plan_offered(req, type);

	if (type == QUICK)
		return 0;
	return offered && offered->blocks ? offered->blocks : req->medium.blocks;
}

static void format_fully(const struct bur_plan_request *req, struct bur_plan *plan,
			 bool alternative)
{
	bur_plan_format_unit(plan, "format, every block", FULL_PACKETS, 0,
			     blocks_of(req, FULL_PACKETS), PACKET, alternative);
	bur_plan_format_unit(plan, "format, every block, the old way", FULL, 0,
			     blocks_of(req, FULL), BLOCK_LENGTH, true);
}

static void format_quickly(const struct bur_plan_request *req, struct bur_plan *plan)
{
	bur_plan_format_unit(plan, "format, the lead-in only", QUICK, 0, blocks_of(req, QUICK),
			     PACKET, false);
	format_fully(req, plan, true);
}

static void close_session(struct bur_plan *plan, uint32_t when)
{
	bur_plan_close(plan, "close the session", BUR_CLOSE_SESSION, 0, when, BURIN_STEP_CLOSES);
}

static int overwrite(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	if (req->simulate)
		return bur_fail(detail, BURIN_E_NO_SIMULATION, BURIN_PHASE_PROLOGUE, NULL,
				"formatted dvd-rw has no test write");
	bur_plan_name(plan, req, "restricted overwrite");
	bur_plan_lock(plan);
	if (req->medium.state == BURIN_MEDIUM_UNFORMATTED)
		format_quickly(req, plan);
	bur_plan_streaming(plan, req);
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	if (is_intermediate(req))
		close_session(plan, BURIN_WHEN_WRITTEN);
	bur_plan_unlock(plan);
	return 0;
}

int bur_dvd_rw_write(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	return is_formatted(req) ? overwrite(req, plan, detail) :
				   bur_dvd_minus_write(req, plan, detail);
}

int bur_dvd_rw_close(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	if (!is_formatted(req))
		return bur_dvd_minus_close(req, plan, detail);
	if (!req->open_track) {
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_name(plan, req, "close");
	bur_plan_lock(plan);
	close_session(plan, 0);
	bur_plan_unlock(plan);
	return 0;
}

/* Growing forms (11h to 14h) add to what is there: not what a user means by to format. */
static bool is_known(uint8_t type)
{
	return type == FULL || type == FULL_PACKETS || type == QUICK;
}

int bur_dvd_rw_format(const struct bur_plan_request *req, struct bur_plan *plan,
		      struct burin_detail *detail)
{
	if (req->format_blocks && !is_known(req->format_type))
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"dvd-rw is not formatted by type %02Xh", req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	if (req->format_blocks)
		bur_plan_format_unit(plan, "format", req->format_type, req->format_sub_type,
				     req->format_blocks, req->format_parameter, false);
	else if (req->full || req->format_packets)
		format_fully(req, plan, false);
	else
		format_quickly(req, plan);
	bur_plan_start_unit(plan);
	bur_plan_unlock(plan);
	return 0;
}
