// SPDX-License-Identifier: LGPL-2.1-or-later
/* DVD+RW: formatted in the background, overwritten anywhere. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	2048
#define BASIC_FORMAT	0x26
#define ALL_BLOCKS	UINT32_MAX

static bool is_blank(const struct bur_plan_request *req)
{
	return req->background_format == BUR_BACKGROUND_NONE &&
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

static void prepare(const struct bur_plan_request *req, struct bur_plan *plan)
{
	bur_plan_lock(plan);
	if (is_blank(req))
		format_from_blank(req, plan);
	else
		bur_plan_restart_format(plan, req);
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
	bur_plan_stop_format(plan, req, BURIN_WHEN_WRITTEN);
	bur_plan_unlock(plan);
	return 0;
}

int bur_dvd_plus_rw_close(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	(void)detail;
	return bur_plan_background_close(req, plan);
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
	bur_plan_stop_format(plan, req, BURIN_WHEN_WRITTEN);
	bur_plan_unlock(plan);
	return 0;
}

static void format_basic(const struct bur_plan_request *req, struct bur_plan *plan)
{
	uint32_t blocks = req->format_blocks ? req->format_blocks : ALL_BLOCKS;
	bool told = req->format_blocks;

	bur_plan_format_unit(plan, "format", BASIC_FORMAT, told ? req->format_sub_type : 0, blocks,
			     told ? req->format_parameter : 0, false);
	if (!told && req->medium.blocks)
		bur_plan_format_unit(plan, "format, size told", BASIC_FORMAT, 0,
				     req->medium.blocks, 0, true);
	bur_plan_close(plan, "stop the format", BUR_CLOSE_STOP_FORMAT, 0, 0, BURIN_STEP_IGNORE);
}

int bur_dvd_plus_rw_format(const struct bur_plan_request *req, struct bur_plan *plan,
			  struct burin_detail *detail)
{
	bool told = req->format_blocks;

	bool mrw = req->format_mrw || (told && req->format_type == BUR_MRW_FORMAT);
	int ret = 0;

	if (told && !mrw && req->format_type != BASIC_FORMAT)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"dvd+rw has no format of type %02Xh", req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	if (mrw)
		ret = bur_plan_format_mrw(req, plan, detail);
	else
		format_basic(req, plan);
	bur_plan_unlock(plan);
	return ret;
}
