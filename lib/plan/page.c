// SPDX-License-Identifier: LGPL-2.1-or-later
/* Mode page 05h, the write parameters, and calibration: CD, DVD-R and DVD-RW need them. */
#include "plan/builder.h"

#include "mmc/cdb.h"

#define PAGE_LENGTH	10	/* bytes of MODE SENSE up to the page's length */

static void fill_select(struct burin_step *step, const struct bur_write_page *page)
{
	step->data_len = (uint8_t)bur_write_page_encode(step->data, sizeof(step->data), page,
							BUR_WRITE_PAGE_LEN);
	step->cdb_len = (uint8_t)bur_cdb_mode_select(step->cdb, step->data_len);
	step->direction = BURIN_DIR_OUT;
}

/*
 * Sent before every track: many drives tell the right address only after it. Some add
 * a vendor's field to the page and refuse a shorter one, so its length is asked for.
 */
void bur_plan_select(struct bur_plan *plan, const struct bur_write_page *page)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "ask for the page's length");

	before->step.cdb_len = (uint8_t)bur_cdb_mode_sense(before->step.cdb,
				BUR_PAGE_WRITE_PARAMETERS, 0, PAGE_LENGTH);
	before->step.direction = BURIN_DIR_IN;
	before->step.data_len = PAGE_LENGTH;
	before->take = BUR_TAKE_MODE_LENGTH;
	before->optional = true;
	before = bur_plan_before(plan, "set the write parameters");
	fill_select(&before->step, page);
}

void bur_plan_select_after(struct bur_plan *plan, const char *why, uint32_t when,
			   const struct bur_write_page *page)
{
	fill_select(bur_plan_after(plan, why, when, BURIN_STEP_IGNORE), page);
}

/* Drives without tables calibrate here; those that refuse do so at the first write. */
void bur_plan_calibrate(struct bur_plan *plan)
{
	struct bur_prologue_step *before = bur_plan_before(plan, "calibrate the laser");

	before->step.cdb_len = (uint8_t)bur_cdb_opc(before->step.cdb);
	before->step.timeout_ms = BUR_LONG_TIMEOUT_MS;
	before->optional = true;
	bur_plan_react(plan, 2, 0x30, 0x05, BUR_OP_SEND_OPC_INFORMATION, BURIN_REACT_CARRY_ON);
	bur_plan_react(plan, 6, 0x5a, 0x03, BUR_OP_SEND_OPC_INFORMATION, BURIN_REACT_CARRY_ON);
}
