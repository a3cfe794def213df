// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Media that are overwritten in packets, made ready for the driver's block device. The epilogue
 * runs when the device has been taken away and all is synchronised; nothing is streamed.
 */
#include "plan/builder.h"

#include "core/detail.h"

#define LINK_BLOCKS	7	/* between the packets of a CD-RW: link, run-in and run-out */
#define XA		0x20	/* session format */
#define DATA		0x08	/* submode of an XA sector */

static bool is_cd(const struct bur_plan_request *req)
{
	return req->medium.kind == BURIN_KIND_CD_RW;
}

static int refuse(const struct bur_plan_request *req, struct burin_detail *detail)
{
	const struct burin_medium *medium = &req->medium;

	if (medium->kind == BURIN_KIND_DVD_RW && req->open_track)
		return bur_fail(detail, BURIN_E_NOT_FORMATTED, BURIN_PHASE_PROLOGUE, NULL,
				"it is formatted the quick way; all of it must be: burin packet format");
	if (medium->state == BURIN_MEDIUM_OVERWRITABLE)
		return 0;
	if (!bur_method_of(medium->kind)->erase)
		return bur_fail(detail, BURIN_E_MEDIUM_UNSUPPORTED, BURIN_PHASE_PROLOGUE, NULL,
				"%s is written once", burin_kind_name(medium->kind));
	return bur_fail(detail, BURIN_E_NOT_FORMATTED, BURIN_PHASE_PROLOGUE, NULL,
			"it must be formatted first: burin packet format");
}

/* As the packets were recorded. A track that tells no mode is what most of them are. */
void bur_plan_fixed_packets(struct bur_plan *plan, const struct bur_plan_request *req,
			    uint32_t packet_blocks)
{
	bool xa = req->data_mode == 2;
	struct bur_write_page page = {
		.underrun_protection = req->has_buffer_protection,
		.write_type = BUR_WRITE_PACKET,
		.link_size_valid = true,
		.link_size = LINK_BLOCKS,
		.fixed_packet = true,
		.packet_blocks = packet_blocks,
		.track_mode = req->track_mode & 4 ? req->track_mode | 1 : 5,
		.block_type = xa ? 10 : 8,
		.session_format = xa ? XA : 0,
		.submode = xa ? DATA : 0,
		.audio_pause = 150,
	};

	bur_plan_select(plan, &page);
}

int bur_plan_packets(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	bool background = req->mrw || req->medium.kind == BURIN_KIND_DVD_PLUS_RW;
	bool writes = !req->medium.write_protected && !req->read_only;
	int ret = refuse(req, detail);

	if (ret)
		return ret;
	bur_plan_name(plan, req, req->mrw ? "packets, Mt. Rainier" : "packets");
	plan->packet_blocks = req->medium.write_unit;
	if (plan->packet_blocks != 16 && plan->packet_blocks != 32)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_PROLOGUE, NULL,
				"it is formatted in packets of %lu blocks, which are not handled",
				(unsigned long)plan->packet_blocks);
	plan->blocks_on_medium = req->medium.blocks / plan->packet_blocks * plan->packet_blocks;
	if (!plan->blocks_on_medium)
		return bur_fail(detail, BURIN_E_BAD_REPLY, BURIN_PHASE_PROLOGUE, NULL,
				"the recorder does not tell the medium's size");
	bur_plan_lock(plan);
	if (writes && background)
		bur_plan_restart_format(plan, req);
	if (writes && is_cd(req) && !req->mrw) {
		bur_plan_fixed_packets(plan, req, plan->packet_blocks);
		plan->prologue[plan->prologue_count - 1].again = true;
	}
	if (writes && background)
		bur_plan_stop_format(plan, req, 0);
	bur_plan_unlock(plan);
	return 0;
}
