/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <burin/erase.h>

#include <burin/context.h>
#include <errno.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "write/job.h"
#include "write/request.h"

struct burin_erase {
	struct burin_context *ctx;
	struct burin_recorder *rec;
	bool full, running;
	bool packets, mrw;
	enum burin_certification certification;
	enum burin_spares spares;
	atomic_int cancel;
	struct burin_detail detail;
};

BURIN_EXPORT int burin_erase_new(struct burin_context *ctx, struct burin_erase **out)
{
	struct burin_erase *erase = bur_zalloc(sizeof(*erase));

	*out = erase;
	if (!erase)
		return -ENOMEM;
	erase->ctx = ctx ? burin_context_ref(ctx) : NULL;
	return 0;
}

BURIN_EXPORT void burin_erase_free(struct burin_erase *erase)
{
	if (!erase)
		return;
	burin_recorder_unref(erase->rec);
	burin_context_unref(erase->ctx);
	bur_free(erase);
}

BURIN_EXPORT void burin_erase_set_recorder(struct burin_erase *erase, struct burin_recorder *rec)
{
	if (rec)
		burin_recorder_ref(rec);
	burin_recorder_unref(erase->rec);
	erase->rec = rec;
}

BURIN_EXPORT void burin_erase_set_full(struct burin_erase *erase, bool full)
{
	erase->full = full;
}

BURIN_EXPORT void burin_erase_set_packets(struct burin_erase *erase, bool packets)
{
	erase->packets = packets;
}

BURIN_EXPORT void burin_erase_set_mrw(struct burin_erase *erase, bool mrw)
{
	erase->mrw = mrw;
}

BURIN_EXPORT void burin_erase_set_certification(struct burin_erase *erase,
						enum burin_certification how)
{
	erase->certification = how;
}

BURIN_EXPORT void burin_erase_set_spares(struct burin_erase *erase, enum burin_spares spares)
{
	erase->spares = spares;
}

BURIN_EXPORT void burin_erase_cancel(struct burin_erase *erase)
{
	atomic_store_explicit(&erase->cancel, 1, memory_order_relaxed);
}

BURIN_EXPORT const struct burin_detail *burin_erase_get_detail(const struct burin_erase *erase)
{
	return &erase->detail;
}

static int run_plan(struct burin_erase *erase, struct bur_job *job,
		    struct bur_plan_request *request)
{
	struct bur_plan *plan = NULL;
	int ret = bur_request_fill(erase->rec, request, &erase->cancel, &erase->detail);

	if (!ret)
		ret = bur_request_plan(erase->rec, request, &plan, &erase->detail);
	if (!ret)
		bur_job_begin(job, request->medium.kind);
	if (!ret && !bur_plan_is_empty(plan)) {
		job->progress.start_lba = plan->start;
		job->progress.block_count = plan->blocks_on_medium;
		ret = bur_job_prepare(job, plan);
		if (!ret)
			ret = bur_job_run(job, &plan->program);
	}
	if (!ret)
		bur_job_tell(job, BURIN_ACTION_DONE, bur_job_clock(job));
	bur_free(plan);
	return ret;
}

static int run(struct burin_erase *erase, struct bur_plan_request *request,
	       burin_progress_fn progress, void *user)
{
	struct bur_job job = {
		.rec = erase->rec,
		.detail = &erase->detail,
		.cancel = &erase->cancel,
		.report = progress,
		.user = user,
		.writing = BURIN_ACTION_ERASE,
	};
	int ret;

	if (erase->running)
		return BURIN_E_RUNNING;
	erase->running = true;
	bur_detail_clear(&erase->detail);
	ret = run_plan(erase, &job, request);
	atomic_store_explicit(&erase->cancel, 0, memory_order_relaxed);
	erase->running = false;
	return ret;
}

BURIN_EXPORT int burin_erase_run(struct burin_erase *erase, burin_progress_fn progress,
				 void *user)
{
	struct bur_plan_request request = { .task = BUR_TASK_ERASE, .full = erase->full };

	return run(erase, &request, progress, user);
}

BURIN_EXPORT int burin_erase_run_format(struct burin_erase *erase,
					const struct burin_format *format,
					burin_progress_fn progress, void *user)
{
	struct bur_plan_request request = {
		.task = BUR_TASK_FORMAT, .full = erase->full, .format_packets = erase->packets,
		.format_mrw = erase->mrw, .certification = erase->certification,
		.spares = erase->spares,
	};

	if (format) {
		request.format_type = format->type;
		request.format_sub_type = format->sub_type;
		request.format_blocks = format->blocks;
		request.format_parameter = format->parameter;
	}
	return run(erase, &request, progress, user);
}
