// SPDX-License-Identifier: LGPL-2.1-or-later
/* DVD-RAM and BD-RE: formatted once, then any block at any time; nothing to close. */
#include "plan/builder.h"

#include "core/detail.h"
#include "mmc/cdb.h"

#define PROBE_BLOCKS	4096
#define DEFAULT_FORMAT	0x00	/* MMC-6 table 247 */
#define WITH_SPARES	0x30	/* BD-RE */
#define WITHOUT_SPARES	0x31
#define OPTIONS_VALID	0x80	/* FORMAT UNIT's list, byte 1: FOV, DCRT */
#define NOT_CERTIFIED	0x20
#define CERTIFIED	2	/* sub-type of 30h: every block is tried */

static bool is_ram(const struct bur_plan_request *req)
{
	return req->medium.kind == BURIN_KIND_DVD_RAM;
}

/* Of the formats of that type the one with the most blocks for data, or the fewest. */
static const struct bur_plan_format *extreme(const struct bur_plan_request *req, uint8_t type,
					     bool most)
{
	const struct bur_plan_format *found = NULL;

	for (uint32_t i = 0; i < req->format_count && i < BUR_PLAN_FORMATS_MAX; i++) {
		const struct bur_plan_format *format = &req->formats[i];

		if (format->type == type &&
		    (!found || (format->blocks > found->blocks) == most))
			found = format;
	}
	return found;
}

/* The drive's own default: with spare areas, so that defects are replaced. */
static const struct bur_plan_format *default_format(const struct bur_plan_request *req)
{
	const struct bur_plan_format *offered = bur_plan_offered(req, DEFAULT_FORMAT);

	return offered || is_ram(req) ? offered : bur_plan_offered(req, WITH_SPARES);
}

/* Only type 30h of BD-RE has sub-types, by which it is certified or not. */
static const struct bur_plan_format *wanted_format(const struct bur_plan_request *req)
{
	uint8_t type = is_ram(req) ? DEFAULT_FORMAT : WITH_SPARES;

	switch (req->spares) {
	case BURIN_SPARES_NONE:
		return is_ram(req) ? extreme(req, type, true) :
				     bur_plan_offered(req, WITHOUT_SPARES);
	case BURIN_SPARES_MOST:
		return extreme(req, type, false);
	default:
		return req->certification && !is_ram(req) ? bur_plan_offered(req, WITH_SPARES) :
							    default_format(req);
	}
}

static int refuse_format(const struct bur_plan_request *req, struct burin_detail *detail)
{
	if (req->spares || req->certification)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"the recorder offers no format with such spare areas");
	return bur_fail(detail, BURIN_E_NOT_FORMATTED, BURIN_PHASE_FORMAT, NULL,
			"the recorder offers no format for it");
}

static int refuse_wishes(const struct bur_plan_request *req, struct burin_detail *detail)
{
	if (is_ram(req) && req->certification == BURIN_CERTIFY_QUICK)
		return bur_fail(detail, BURIN_E_OPTION, BURIN_PHASE_FORMAT, NULL,
				"dvd-ram is certified wholly or not at all");
	if (!is_ram(req) && req->spares == BURIN_SPARES_NONE && req->certification)
		return bur_fail(detail, BURIN_E_OPTION, BURIN_PHASE_FORMAT, NULL,
				"without spare areas nothing is certified");
	return 0;
}

/*
 * DVD-RAM, by bits of the list's header. Drives that refuse them do as they do by themselves, but not where
 * every block was to be tried.
 */
static void format_ram(const struct bur_plan_request *req, struct bur_plan *plan,
		       const struct bur_plan_format *format)
{
	struct burin_step *step;

	if (req->certification) {
		bur_plan_format_unit(plan, "format, certified as asked for", format->type,
				     format->sub_type, format->blocks, format->parameter, false);
		step = &plan->prologue[plan->prologue_count - 1].step;
		step->data[1] |= OPTIONS_VALID;
		if (req->certification == BURIN_CERTIFY_NONE)
			step->data[1] |= NOT_CERTIFIED;
	}
	if (req->certification != BURIN_CERTIFY_FULL)
		bur_plan_format_unit(plan, "format", format->type, format->sub_type,
				     format->blocks, format->parameter, req->certification);
}

/* A full format tries every block, if the drive does that; a certification asked for is had or refused. */
static void format_bd(const struct bur_plan_request *req, struct bur_plan *plan,
		      const struct bur_plan_format *format)
{
	static const uint8_t sub_types[] = {
		[BURIN_CERTIFY_NONE] = 1, [BURIN_CERTIFY_QUICK] = 3, [BURIN_CERTIFY_FULL] = CERTIFIED,
	};
	const struct bur_plan_format *spares = bur_plan_offered(req, WITH_SPARES);
	bool certify = req->full && spares && !req->certification && !req->spares;

	if (req->certification) {
		bur_plan_format_unit(plan, "format, certified as asked for", WITH_SPARES,
				     sub_types[req->certification], format->blocks,
				     format->parameter, false);
		return;
	}
	if (certify)
		bur_plan_format_unit(plan, "format, every block tried", WITH_SPARES, CERTIFIED,
				     spares->blocks, spares->parameter, false);
	bur_plan_format_unit(plan, "format", format->type, format->sub_type, format->blocks,
			     format->parameter, certify);
}

static int format_as_offered(const struct bur_plan_request *req, struct bur_plan *plan,
			     struct burin_detail *detail)
{
	const struct bur_plan_format *format = wanted_format(req);
	int ret = refuse_wishes(req, detail);

	if (ret)
		return ret;
	if (!format)
		return refuse_format(req, detail);
	if (is_ram(req))
		format_ram(req, plan, format);
	else
		format_bd(req, plan, format);
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
