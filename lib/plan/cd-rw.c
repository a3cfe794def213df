// SPDX-License-Identifier: LGPL-2.1-or-later
/* CD-RW: written as a CD-R, or formatted with fixed packets, or as Mt. Rainier. */
#include "plan/builder.h"

#include "core/detail.h"

#define FIXED_PACKETS	0x10	/* MMC-6 table 247 */
#define PACKET		32

int bur_cd_rw_write(const struct bur_plan_request *req, struct bur_plan *plan,
		    struct burin_detail *detail)
{
	if (req->medium.state == BURIN_MEDIUM_OVERWRITABLE)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_PROLOGUE, NULL,
				"it is formatted in packets: burin packet bind makes it a block "
				"device, burin erase a blank disc");
	return bur_cd_write(req, plan, detail);
}

int bur_cd_rw_close(const struct bur_plan_request *req, struct bur_plan *plan,
		    struct burin_detail *detail)
{
	if (req->medium.state != BURIN_MEDIUM_OVERWRITABLE)
		return bur_cd_close(req, plan, detail);
	return bur_plan_background_close(req, plan);
}

/* Only the drive knows how many packets with their links fit. */
static int format_packets(const struct bur_plan_request *req, struct bur_plan *plan,
			  struct burin_detail *detail)
{
	const struct bur_plan_format *offered = bur_plan_offered(req, FIXED_PACKETS);

	if (!offered || !offered->blocks)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"the recorder offers no format in packets for it");
	bur_plan_format_unit(plan, "format, every block", FIXED_PACKETS, 0, offered->blocks,
			     PACKET, false);
	return 0;
}

int bur_cd_rw_format(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	bool mrw = req->format_mrw || (req->format_blocks && req->format_type == BUR_MRW_FORMAT);
	int ret = 0;

	if (req->format_blocks && !mrw && req->format_type != FIXED_PACKETS)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"cd-rw is not formatted by type %02Xh", req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	if (!mrw) {	/* drives format by what this page says; some do without */
		bur_plan_fixed_packets(plan, req, PACKET);
		plan->prologue[plan->prologue_count - 1].optional = true;
	}
	if (mrw)
		ret = bur_plan_format_mrw(req, plan, detail);
	else if (req->format_blocks)
		bur_plan_format_unit(plan, "format", FIXED_PACKETS, 0, req->format_blocks,
				     PACKET, false);
	else
		ret = format_packets(req, plan, detail);
	bur_plan_unlock(plan);
	return ret;
}
