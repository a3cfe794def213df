// SPDX-License-Identifier: LGPL-2.1-or-later
/* DVD-RAM and BD-RE: formatted once, then any block at any time; nothing to close. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	4096
#define DEFAULT_FORMAT	0x00	/* MMC-6 table 247 */
#define WITH_SPARES	0x30	/* BD-RE */
#define WITHOUT_SPARES	0x31
#define CERTIFIED	2	/* sub-type of 30h: every block is tried */

static bool is_ram(const struct bur_plan_request *req)
{
	return req->medium.kind == BURIN_KIND_DVD_RAM;
}

/* The drive's own default: with spare areas, so that defects are replaced. */
static const struct bur_plan_format *default_format(const struct bur_plan_request *req)
{
	const struct bur_plan_format *offered = bur_plan_offered(req, DEFAULT_FORMAT);

	return offered || is_ram(req) ? offered : bur_plan_offered(req, WITH_SPARES);
}

static int refuse_format(struct burin_detail *detail)
{
	return bur_fail(detail, BURIN_E_NOT_FORMATTED, BURIN_PHASE_FORMAT, NULL,
			"the recorder offers no format for it");
}

/* Every block is tried where that is asked for; the forms that a drive refuses fall back. */
static int format_as_offered(const struct bur_plan_request *req, struct bur_plan *plan,
			     struct burin_detail *detail)
{
	const struct bur_plan_format *offered = default_format(req);
	const struct bur_plan_format *spares = bur_plan_offered(req, WITH_SPARES);
	bool certify = req->full && spares && !is_ram(req);

	if (!offered)
		return refuse_format(detail);
	if (certify)
		bur_plan_format_unit(plan, "format, every block tried", WITH_SPARES, CERTIFIED,
				     spares->blocks, spares->parameter, false);
	bur_plan_format_unit(plan, "format", offered->type, offered->sub_type, offered->blocks,
			     offered->parameter, certify);
	return 0;
}

/* What a blank medium holds once it is formatted: less than it tells, for the spares. */
static int prepare(const struct bur_plan_request *req, struct bur_plan *plan,
		   struct burin_detail *detail)
{
	const struct bur_plan_format *offered = default_format(req);
	uint64_t wanted = bur_plan_padded_blocks(req->medium.kind, req->blocks);

	bur_plan_lock(plan);
	if (req->medium.state != BURIN_MEDIUM_UNFORMATTED)
		return 0;
	if (offered && wanted > offered->blocks)
		return bur_fail(detail, BURIN_E_TOO_LARGE, BURIN_PHASE_PROLOGUE, NULL,
				"%llu blocks of %u bytes are needed, formatted it holds %lu",
				(unsigned long long)wanted, BURIN_BLOCK_SIZE,
				(unsigned long)offered->blocks);
	return format_as_offered(req, plan, detail);
}

int bur_random_write(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	int ret = prepare(req, plan, detail);

	if (ret)
		return ret;
	if (req->simulate)
		return bur_fail(detail, BURIN_E_NO_SIMULATION, BURIN_PHASE_PROLOGUE, NULL,
				"%s has no test write", burin_kind_name(req->medium.kind));
	bur_plan_name(plan, req, "overwrite");
	bur_plan_streaming(plan, req);
	bur_plan_stream(plan, req, req->blocks, BURIN_END_UNIT);
	plan->program.probe_blocks = PROBE_BLOCKS;
	bur_plan_flush(plan);
	bur_plan_unlock(plan);
	return 0;
}

int bur_random_close(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	(void)req;
	(void)detail;
	bur_plan_nothing(plan);
	return 0;
}

/* There is no BLANK for them. What was never formatted holds nothing. */
int bur_random_erase(const struct bur_plan_request *req, struct bur_plan *plan,
		     struct burin_detail *detail)
{
	int ret;

	if (req->medium.state == BURIN_MEDIUM_UNFORMATTED) {
		bur_plan_nothing(plan);
		return 0;
	}
	bur_plan_lock(plan);
	bur_plan_streaming(plan, req);
	ret = bur_plan_zeros(req, plan, detail);
	if (ret)
		return ret;
	bur_plan_unlock(plan);
	return 0;
}

static bool is_known(const struct bur_plan_request *req)
{
	if (req->format_type == DEFAULT_FORMAT)
		return true;
	return !is_ram(req) &&
	       (req->format_type == WITH_SPARES || req->format_type == WITHOUT_SPARES);
}

int bur_random_format(const struct bur_plan_request *req, struct bur_plan *plan,
		      struct burin_detail *detail)
{
	int ret = 0;

	if (req->format_blocks && !is_known(req))
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"%s is not formatted by type %02Xh",
				burin_kind_name(req->medium.kind), req->format_type);
	bur_plan_name(plan, req, "format");
	bur_plan_lock(plan);
	if (req->format_blocks)
		bur_plan_format_unit(plan, "format", req->format_type, req->format_sub_type,
				     req->format_blocks, req->format_parameter, false);
	else
		ret = format_as_offered(req, plan, detail);
	bur_plan_unlock(plan);
	return ret;
}
