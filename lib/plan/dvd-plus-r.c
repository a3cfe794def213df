// SPDX-License-Identifier: LGPL-2.1-or-later
/* DVD+R and DVD+R DL: one track, one session a burn; no write parameters. */
#include "plan/builder.h"

#include "mmc/cdb.h"

#define UNIT		16
#define LAYER_BOUNDARY	0x20	/* format of the disc structure */
#define LAYER_MOST	2086912u

static bool has_two_layers(const struct bur_plan_request *req)
{
	return req->medium.kind == BURIN_KIND_DVD_PLUS_R_DL;
}

/*
 * The boundary in the middle of the data: else the second layer of a short disc is
 * filled for minutes, and read-only drives seek at the wrong place. Only for a disc
 * that is closed by this burn: it halves the room for others. A drive that has a
 * boundary already refuses.
 */
static void set_boundary(const struct bur_plan_request *req, struct bur_plan *plan)
{
	uint64_t half = (req->blocks + 1) / 2;
	uint32_t blocks = (uint32_t)((half + UNIT - 1) / UNIT * UNIT);
	struct bur_prologue_step *before;

	if (!has_two_layers(req) || !req->close_disc || !req->blocks ||
	    req->medium.state != BURIN_MEDIUM_BLANK || blocks > LAYER_MOST)
		return;
	before = bur_plan_before(plan, "set where the second layer begins");
	before->step.cdb_len = (uint8_t)bur_cdb_send_structure(before->step.cdb, 0, LAYER_BOUNDARY,
							       BUR_LAYER_BOUNDARY_LEN);
	before->step.direction = BURIN_DIR_OUT;
	before->step.data_len = BUR_LAYER_BOUNDARY_LEN;
	before->step.timeout_ms = BUR_LONG_TIMEOUT_MS;
	bur_layer_boundary_encode(before->step.data, blocks);
	before->optional = true;
}

/* 101b for two layers: there are drives that never end 110b there. */
static uint8_t last_close(const struct bur_plan_request *req)
{
	return has_two_layers(req) ? BUR_CLOSE_MINIMAL : BUR_CLOSE_DISC;
}

int bur_dvd_plus_r_write(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	int ret = bur_once_refuse(req, detail);

	if (ret)
		return ret;
	bur_once_begin(req, plan);
	set_boundary(req, plan);
	bur_once_write(req, plan, BUR_TRACK_INVISIBLE, last_close(req));
	return 0;
}

int bur_dvd_plus_r_close(const struct bur_plan_request *req, struct bur_plan *plan,
			 struct burin_detail *detail)
{
	(void)detail;
	return bur_once_close(req, plan, last_close(req));
}
