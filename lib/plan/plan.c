// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plan/plan.h"

#include <string.h>

#include "core/detail.h"
#include "plan/builder.h"

#define PHASE BURIN_PHASE_PROLOGUE

#define ECC_BLOCK	16	/* DVD: 32 KiB */
#define CLUSTER		32	/* BD: 64 KiB */
#define FOUR_SECONDS	300	/* Red Book: a track is no shorter */

/* A table: every kind that is written, its unit, its least blocks, and its ways. */
static const struct bur_method methods[] = {
	{ BURIN_KIND_CD_R, 1, FOUR_SECONDS, bur_cd_write, bur_cd_close, NULL, NULL },
	{ BURIN_KIND_CD_RW, 1, FOUR_SECONDS, bur_cd_rw_write, bur_cd_rw_close, bur_blank,
	  bur_cd_rw_format },
	{ BURIN_KIND_DVD_R, ECC_BLOCK, 0, bur_dvd_minus_write, bur_dvd_minus_close, NULL, NULL },
	{ BURIN_KIND_DVD_R_DL, ECC_BLOCK, 0, bur_dvd_minus_write, bur_dvd_minus_close, NULL,
	  NULL },
	{ BURIN_KIND_DVD_RW, ECC_BLOCK, 0, bur_dvd_rw_write, bur_dvd_rw_close, bur_blank,
	  bur_dvd_rw_format },
	{ BURIN_KIND_DVD_PLUS_R, ECC_BLOCK, 0, bur_dvd_plus_r_write, bur_dvd_plus_r_close, NULL,
	  NULL },
	{ BURIN_KIND_DVD_PLUS_R_DL, ECC_BLOCK, 0, bur_dvd_plus_r_write, bur_dvd_plus_r_close,
	  NULL, NULL },
	{ BURIN_KIND_DVD_PLUS_RW, ECC_BLOCK, 0, bur_dvd_plus_rw_write, bur_dvd_plus_rw_close,
	  bur_dvd_plus_rw_erase, bur_dvd_plus_rw_format },
	{ BURIN_KIND_DVD_RAM, ECC_BLOCK, 0, bur_random_write, bur_random_close, bur_random_erase,
	  bur_random_format },
	{ BURIN_KIND_BD_R, CLUSTER, 0, bur_bd_r_write, bur_bd_r_close, NULL, bur_bd_r_format },
	{ BURIN_KIND_BD_R_DL, CLUSTER, 0, bur_bd_r_write, bur_bd_r_close, NULL, bur_bd_r_format },
	{ BURIN_KIND_BD_R_TL, CLUSTER, 0, bur_bd_r_write, bur_bd_r_close, NULL, bur_bd_r_format },
	{ BURIN_KIND_BD_R_QL, CLUSTER, 0, bur_bd_r_write, bur_bd_r_close, NULL, bur_bd_r_format },
	{ BURIN_KIND_BD_RE, CLUSTER, 0, bur_random_write, bur_random_close, bur_random_erase,
	  bur_random_format },
	{ BURIN_KIND_BD_RE_DL, CLUSTER, 0, bur_random_write, bur_random_close, bur_random_erase,
	  bur_random_format },
	{ BURIN_KIND_BD_RE_TL, CLUSTER, 0, bur_random_write, bur_random_close, bur_random_erase,
	  bur_random_format },
};

const struct bur_method *bur_method_of(enum burin_kind kind)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].kind == kind)
			return &methods[i];
	return NULL;
}

static uint64_t padded(const struct bur_method *method, uint64_t blocks)
{
	if (blocks && blocks < method->least_blocks)
		blocks = method->least_blocks;
	return (blocks + method->unit - 1) / method->unit * method->unit;
}

uint64_t bur_plan_padded_blocks(enum burin_kind kind, uint64_t blocks)
{
	const struct bur_method *method = bur_method_of(kind);

	return method && blocks <= UINT32_MAX ? padded(method, blocks) : blocks;
}

static int refuse_consent(const struct bur_plan_request *req, struct burin_detail *detail)
{
	const struct burin_medium *medium = &req->medium;
	bool holds = medium->has_data || medium->state == BURIN_MEDIUM_APPENDABLE;
	const char *kind = burin_kind_name(medium->kind);

	if (!holds)
		return 0;
	if (!req->append && !req->overwrite)
		return bur_fail(detail, BURIN_E_NOT_BLANK, PHASE, NULL, medium->state ==
				BURIN_MEDIUM_OVERWRITABLE ? "overwriting it must be asked for" :
				"adding a session to it must be asked for");
	if (req->append && medium->state == BURIN_MEDIUM_OVERWRITABLE)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, PHASE, NULL,
				"%s has no sessions to append to; it can be overwritten", kind);
	if (req->overwrite && medium->state != BURIN_MEDIUM_OVERWRITABLE)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, PHASE, NULL,
				"%s cannot be overwritten; a session can be appended", kind);
	return 0;
}

static int refuse_state(const struct bur_plan_request *req, struct burin_detail *detail)
{
	switch (req->medium.state) {
	case BURIN_MEDIUM_CLOSED:
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, PHASE, NULL,
				"it is closed, nothing can be added");
	case BURIN_MEDIUM_DAMAGED:
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, PHASE, NULL,
				"an earlier burn was cut short; close it first: burin close");
	case BURIN_MEDIUM_APPENDABLE:
		/* What is put behind other data of a session is no session of its own. */
		if (!req->session_open)
			return 0;
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, PHASE, NULL,
				"its last session is open; close it first: burin close");
	default:
		return 0;
	}
}

/* A recorder may say anything; addresses that cannot be are not counted with. */
static int refuse_nonsense(const struct burin_medium *medium, enum burin_phase phase,
			   struct burin_detail *detail)
{
	if (medium->blocks <= BURIN_LBA_END && medium->next_writable < BURIN_LBA_END &&
	    medium->free_blocks <= BURIN_LBA_END - medium->next_writable)
		return 0;
	return bur_fail(detail, BURIN_E_BAD_REPLY, phase, NULL,
			"the recorder tells a size that no medium has");
}

static int refuse_size(const struct bur_plan_request *req, const struct bur_method *method,
		       struct burin_detail *detail)
{
	const struct burin_medium *medium = &req->medium;
	bool overwrites = medium->state == BURIN_MEDIUM_OVERWRITABLE;
	uint32_t room = overwrites ? medium->blocks : medium->free_blocks;
	uint64_t wanted;

	/* A medium to be formatted first may not tell its free blocks yet. */
	if (!room && !req->append)
		room = medium->blocks;
	wanted = bur_plan_padded_blocks(method->kind, req->blocks ? req->blocks : 1);
	if (wanted <= room)
		return 0;
	return bur_fail(detail, BURIN_E_TOO_LARGE, PHASE, NULL,
			"%llu blocks of %u bytes are needed, %lu are free",
			(unsigned long long)wanted, BURIN_BLOCK_SIZE, (unsigned long)room);
}

int bur_plan_refuse_write(const struct bur_plan_request *req, const struct bur_method *method,
			  struct burin_detail *detail)
{
	int ret;

	if (req->append && req->overwrite)
		return bur_fail(detail, BURIN_E_OPTION, PHASE, NULL,
				"to append and to overwrite exclude each other");
	if (req->medium.write_protected)
		return bur_fail(detail, BURIN_E_WRITE_PROTECTED, PHASE, NULL, NULL);
	ret = refuse_state(req, detail);
	if (!ret)
		ret = refuse_consent(req, detail);
	if (!ret)
		ret = refuse_nonsense(&req->medium, PHASE, detail);
	if (!ret && req->simulate && !req->medium.can_simulate)
		ret = bur_fail(detail, BURIN_E_NO_SIMULATION, PHASE, NULL,
			       "%s has no test write in this recorder",
			       burin_kind_name(req->medium.kind));
	return ret ? ret : refuse_size(req, method, detail);
}

static int make_write(const struct bur_plan_request *req, const struct bur_method *method,
		      struct bur_plan *plan, struct burin_detail *detail)
{
	int ret = bur_plan_refuse_write(req, method, detail);

	if (ret)
		return ret;
	plan->blocks_on_medium = bur_plan_padded_blocks(method->kind, req->blocks);
	return method->write(req, plan, detail);
}

static int make_erase(const struct bur_plan_request *req, const struct bur_method *method,
		      struct bur_plan *plan, struct burin_detail *detail)
{
	int ret;

	if (!method->erase)
		return bur_fail(detail, BURIN_E_NOT_ERASABLE, BURIN_PHASE_ERASE, NULL,
				"%s is written once", burin_kind_name(req->medium.kind));
	if (req->medium.write_protected)
		return bur_fail(detail, BURIN_E_WRITE_PROTECTED, BURIN_PHASE_ERASE, NULL, NULL);
	ret = refuse_nonsense(&req->medium, BURIN_PHASE_ERASE, detail);
	return ret ? ret : method->erase(req, plan, detail);
}

/* What only media of some kinds have. */
static int refuse_wishes(const struct bur_plan_request *req, struct burin_detail *detail)
{
	const char *kind = burin_kind_name(req->medium.kind);
	bool manages_defects = false;

	switch (req->medium.kind) {
	case BURIN_KIND_DVD_RAM:
	case BURIN_KIND_BD_RE:
	case BURIN_KIND_BD_RE_DL:
	case BURIN_KIND_BD_RE_TL:
		manages_defects = true;
		break;
	default:
		break;
	}
	if ((req->spares || req->certification) && !manages_defects)
		return bur_fail(detail, BURIN_E_OPTION, BURIN_PHASE_FORMAT, NULL,
				"%s has no spare areas, and is not certified", kind);
	if (req->format_mrw && req->medium.kind != BURIN_KIND_CD_RW &&
	    req->medium.kind != BURIN_KIND_DVD_PLUS_RW)
		return bur_fail(detail, BURIN_E_OPTION, BURIN_PHASE_FORMAT, NULL,
				"%s is not formatted as Mt. Rainier", kind);
	return 0;
}

static int make_format(const struct bur_plan_request *req, const struct bur_method *method,
		       struct bur_plan *plan, struct burin_detail *detail)
{
	int ret;

	if (!method->format)
		return bur_fail(detail, BURIN_E_MEDIUM_STATE, BURIN_PHASE_FORMAT, NULL,
				"%s cannot be formatted", burin_kind_name(req->medium.kind));
	if (req->medium.write_protected)
		return bur_fail(detail, BURIN_E_WRITE_PROTECTED, BURIN_PHASE_FORMAT, NULL, NULL);
	ret = refuse_wishes(req, detail);
	return ret ? ret : method->format(req, plan, detail);
}

static int make_close(const struct bur_plan_request *req, const struct bur_method *method,
		      struct bur_plan *plan, struct burin_detail *detail)
{
	if (req->medium.state == BURIN_MEDIUM_BLANK || req->medium.state == BURIN_MEDIUM_CLOSED) {
		bur_plan_nothing(plan);
		return 0;
	}
	if (req->medium.write_protected)
		return bur_fail(detail, BURIN_E_WRITE_PROTECTED, BURIN_PHASE_CLOSE, NULL, NULL);
	return method->close(req, plan, detail);
}

static int make_packets(const struct bur_plan_request *req, struct bur_plan *plan,
			struct burin_detail *detail)
{
	int ret = refuse_nonsense(&req->medium, PHASE, detail);

	return ret ? ret : bur_plan_packets(req, plan, detail);
}

static int make(const struct bur_plan_request *req, struct bur_plan *plan,
		struct burin_detail *detail)
{
	const struct bur_method *method = bur_method_of(req->medium.kind);

	if (req->medium.state == BURIN_MEDIUM_ABSENT || req->medium.kind == BURIN_KIND_NONE)
		return bur_fail(detail, BURIN_E_NO_MEDIUM, PHASE, NULL, NULL);
	if (!method)
		return bur_fail(detail, BURIN_E_MEDIUM_UNSUPPORTED, PHASE, NULL, "%s",
				burin_kind_name(req->medium.kind));
	switch (req->task) {
	case BUR_TASK_WRITE:
		return make_write(req, method, plan, detail);
	case BUR_TASK_CLOSE:
		return make_close(req, method, plan, detail);
	case BUR_TASK_ERASE:
		return make_erase(req, method, plan, detail);
	case BUR_TASK_FORMAT:
		return make_format(req, method, plan, detail);
	case BUR_TASK_PACKET:
		return make_packets(req, plan, detail);
	}
	return bur_fail(detail, BURIN_E_OPTION, PHASE, NULL, NULL);
}

void bur_plan_program(struct bur_plan *plan)
{
	plan->program.streams = plan->streams;
	plan->program.steps = plan->steps;
	plan->program.reactions = plan->reactions;
}

int bur_plan_make(const struct bur_plan_request *request, struct bur_plan *plan,
		  struct burin_detail *detail)
{
	int ret;

	memset(plan, 0, sizeof(*plan));
	ret = make(request, plan, detail);
	if (ret)
		memset(plan, 0, sizeof(*plan));
	bur_plan_program(plan);
	return ret;
}
