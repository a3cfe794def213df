// SPDX-License-Identifier: LGPL-2.1-or-later
/* BLANK, for CD-RW and DVD-RW of both recording modes. */
#include "plan/builder.h"

#include "mmc/cdb.h"

#define WHOLE	0	/* MMC-6 table 229 */
#define MINIMAL	1

static void blank(struct bur_plan *plan, const char *why, uint8_t type, bool alternative)
{
	struct bur_prologue_step *before = bur_plan_before(plan, why);

	before->step.cdb_len = (uint8_t)bur_cdb_blank(before->step.cdb, type, 0, true);
	bur_step_poll(&before->step, BUR_FORMAT_MS);
	before->alternative = alternative;
	before->hint = BUR_HINT_ERASE;
}

/*
 * The minimal way takes a minute and leaves the data where they are. A DVD-RW can then
 * only be written at once, for its drive does not tell feature 0021h any more.
 */
int bur_blank(const struct bur_plan_request *req, struct bur_plan *plan,
	      struct burin_detail *detail)
{
	bool cd = req->medium.kind == BURIN_KIND_CD_RW;

	(void)detail;
	bur_plan_name(plan, req, req->full ? "blank, every block" : "blank, minimal");
	bur_plan_lock(plan);
	if (cd)
		bur_plan_cd_speed(plan, req->speed_kbps, false);
	if (!req->full)
		blank(plan, "blank what leads to the data", MINIMAL, false);
	blank(plan, "blank everything", WHOLE, !req->full);
	bur_plan_start_unit(plan);
	bur_plan_unlock(plan);
	return 0;
}
