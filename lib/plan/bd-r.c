// SPDX-License-Identifier: LGPL-2.1-or-later
/* BD-R, sequential recording (SRM): one track, one session a burn. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

/* No format: a blank medium becomes plain SRM by its first write, without spare areas. */
int bur_bd_r_write(const struct bur_plan_request *req, struct bur_plan *plan,
		   struct burin_detail *detail)
{
	int ret = bur_once_refuse(req, detail);

	if (ret)
		return ret;
	bur_once_begin(req, plan);
	bur_once_write(req, plan, bur_plan_track(req), BUR_CLOSE_DISC);
	return 0;
}

int bur_bd_r_close(const struct bur_plan_request *req, struct bur_plan *plan,
		   struct burin_detail *detail)
{
	(void)detail;
	return bur_once_close(req, plan, BUR_CLOSE_DISC);
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
