/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <burin/data.h>

#include <burin/context.h>
#include <errno.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "write/check.h"
#include "write/data.h"
#include "write/identity.h"
#include "write/request.h"

#define BLOCK BURIN_BLOCK_SIZE

BURIN_EXPORT int burin_data_new(struct burin_context *ctx, struct burin_data **out)
{
	struct burin_data *data = bur_zalloc(sizeof(*data));

	*out = data;
	if (!data)
		return -ENOMEM;
	data->ctx = ctx ? burin_context_ref(ctx) : NULL;
	return 0;
}

BURIN_EXPORT void burin_data_free(struct burin_data *data)
{
	if (!data)
		return;
	burin_recorder_unref(data->rec);
	burin_context_unref(data->ctx);
	bur_free(data);
}

BURIN_EXPORT void burin_data_set_recorder(struct burin_data *data, struct burin_recorder *rec)
{
	if (rec)
		burin_recorder_ref(rec);
	burin_recorder_unref(data->rec);
	data->rec = rec;
	data->prepared = false;
}

BURIN_EXPORT void burin_data_set_speed(struct burin_data *data, uint32_t kbps)
{
	data->speed_kbps = kbps;
}

BURIN_EXPORT void burin_data_set_close_disc(struct burin_data *data, bool close)
{
	data->close_disc = close;
}

BURIN_EXPORT void burin_data_set_append(struct burin_data *data, bool append)
{
	data->append = append;
}

BURIN_EXPORT void burin_data_set_overwrite(struct burin_data *data, bool overwrite)
{
	data->overwrite = overwrite;
}

BURIN_EXPORT void burin_data_set_simulate(struct burin_data *data, bool simulate)
{
	data->simulate = simulate;
}

BURIN_EXPORT void burin_data_set_verify(struct burin_data *data, enum burin_verify_level level)
{
	data->level = level;
}

BURIN_EXPORT void burin_data_set_verify_report(struct burin_data *data, burin_verify_fn fn,
					       void *user)
{
	data->on_bad = fn;
	data->on_bad_user = user;
}

BURIN_EXPORT void burin_data_set_ring(struct burin_data *data, uint32_t bytes)
{
	data->ring_bytes = bytes;
}

BURIN_EXPORT void burin_data_set_starve(struct burin_data *data, uint32_t ms)
{
	data->rule.starve_ms = ms;
}

BURIN_EXPORT void burin_data_set_adopt_wait(struct burin_data *data, uint32_t ms)
{
	data->rule.adopt_ms = ms;
}

BURIN_EXPORT void burin_data_cancel(struct burin_data *data)
{
	atomic_store_explicit(&data->cancel, 1, memory_order_relaxed);
}

BURIN_EXPORT void burin_data_get_result(const struct burin_data *data,
					struct burin_data_result *result)
{
	*result = data->result;
}

BURIN_EXPORT const struct burin_detail *burin_data_get_detail(const struct burin_data *data)
{
	return &data->detail;
}

BURIN_EXPORT void burin_free(void *p)
{
	bur_free(p);
}

void bur_data_know_state(struct burin_data *data, const struct burin_medium *medium)
{
	data->result.state_known = medium != NULL;
	data->result.state = medium ? medium->state : BURIN_MEDIUM_ABSENT;
}

/*
 * What the medium is now. Asked twice: what the burn ended with may hang over the first
 * answer. A drive that no longer answers leaves the state unknown.
 */
static int ask_state(struct burin_data *data, struct burin_medium *medium)
{
	int ret = BURIN_E_MEDIUM_NOT_READY;

	for (int tries = 0; ret && ret != BURIN_E_GONE && tries < 2; tries++) {
		ret = burin_recorder_wait_ready(data->rec, 30000);
		if (!ret || ret == BURIN_E_NO_MEDIUM)
			ret = burin_recorder_read_medium(data->rec, medium);
	}
	bur_data_know_state(data, ret ? NULL : medium);
	return ret;
}

/* What nobody sees to is not promised. */
static int check_rule(struct burin_data *data)
{
	const struct bur_burn_rule *rule = &data->rule;

	if (!data->rec || data->rec->transport->ops->rule || !(rule->starve_ms || rule->adopt_ms))
		return 0;
	return bur_fail(&data->detail, BURIN_E_TRANSPORT, BURIN_PHASE_PROLOGUE, data->rec->name,
			"a time without data and a wait for adoption need burin's driver");
}

/* Asks the medium and makes the plan. *request is what it was made from. */
static int make_plan(struct burin_data *data, enum bur_task task, uint64_t blocks,
		     struct bur_plan_request *request, struct bur_plan **plan)
{
	int ret;

	*request = (struct bur_plan_request){
		.task = task,
		.blocks = blocks,
		.speed_kbps = data->speed_kbps,
		.close_disc = data->close_disc,
		.append = data->append,
		.overwrite = data->overwrite,
		.simulate = data->simulate,
	};
	*plan = NULL;
	bur_detail_clear(&data->detail);
	ret = task == BUR_TASK_WRITE ? check_rule(data) : 0;
	if (ret)
		return ret;
	ret = bur_request_fill(data->rec, request, &data->cancel, &data->detail);
	if (ret == BURIN_E_CANCELLED) {
		data->result.busy = true;
		bur_data_know_state(data, NULL);
		return ret;
	}
	if (ret) {
		ask_state(data, &request->medium);
		return ret;
	}
	bur_data_know_state(data, &request->medium);
	return bur_request_plan(data->rec, request, plan, &data->detail);
}

BURIN_EXPORT int burin_data_prepare(struct burin_data *data, struct burin_medium *medium,
				    uint32_t *start, uint32_t *free_blocks)
{
	struct bur_plan_request request;
	struct bur_plan *plan;
	int ret;

	if (data->running)
		return BURIN_E_RUNNING;
	ret = make_plan(data, BUR_TASK_WRITE, 0, &request, &plan);
	*medium = request.medium;
	*start = ret ? 0 : plan->start;
	data->prepared = !ret;
	data->prepared_start = *start;
	*free_blocks = 0;
	if (!ret && request.medium.state == BURIN_MEDIUM_OVERWRITABLE)
		*free_blocks = request.medium.blocks;
	else if (!ret)
		*free_blocks = request.medium.free_blocks ? request.medium.free_blocks :
			       request.medium.blocks;
	bur_free(plan);
	return ret;
}

BURIN_EXPORT int burin_data_get_plan(struct burin_data *data, uint64_t blocks, char **text)
{
	struct bur_plan_request request;
	struct bur_plan *plan;
	int ret;

	*text = NULL;
	if (data->running)
		return BURIN_E_RUNNING;
	ret = make_plan(data, BUR_TASK_WRITE, blocks, &request, &plan);
	if (ret)
		return ret;
	*text = bur_plan_format(plan);
	bur_free(plan);
	if (!*text)
		return bur_fail(&data->detail, -ENOMEM, BURIN_PHASE_NONE, NULL, NULL);
	return 0;
}

static int count_blocks(struct burin_data *data, const struct burin_stream *stream,
			uint64_t *blocks)
{
	uint64_t size = burin_stream_get_size(stream);

	*blocks = 0;
	if (size == BURIN_SIZE_UNKNOWN)
		return 0;
	if (!size)
		return bur_fail(&data->detail, BURIN_E_STREAM, BURIN_PHASE_PROLOGUE, NULL,
				"there is nothing to write");
	*blocks = size / BLOCK + (size % BLOCK != 0);
	return 0;
}

/* What quick and full both ask: does the drive tell of a medium that was written so? */
static int check_medium(struct burin_data *data, const struct burin_medium *medium)
{
	const struct burin_data_result *result = &data->result;

	if (medium->state == BURIN_MEDIUM_OVERWRITABLE || medium->state == BURIN_MEDIUM_CLOSED ||
	    (medium->state == BURIN_MEDIUM_APPENDABLE &&
	     (!medium->free_blocks ||	/* full: there is no next address */
	      medium->next_writable >= result->start + result->written)))
		return 0;
	data->result.verify.verdict = BURIN_VERDICT_DIFFERENT;
	return bur_fail(&data->detail, BURIN_E_VERIFY_DIFFERENT, BURIN_PHASE_VERIFY,
			data->rec->name, "the recorder calls the medium %s",
			burin_medium_state_name(medium->state));
}

/* asked: how the question for the medium's state ended. */
static int verify(struct burin_data *data, struct bur_job *job, const struct burin_medium *medium,
		  int asked)
{
	struct bur_check check = {
		.job = job,
		.level = data->level,
		.fn = data->on_bad,
		.user = data->on_bad_user,
		.first = data->result.start,
		.total = data->result.written,
		.record = job->record,
	};
	int ret;

	data->result.verify.total = data->result.verify.unchecked = check.total;
	if (asked) {
		data->detail = data->rec->detail;
		data->detail.phase = BURIN_PHASE_VERIFY;
		return asked;
	}
	if (job->record_error)
		return bur_fail(&data->detail, job->record_error, BURIN_PHASE_VERIFY,
				"temporary file", "the burn is complete, its checksums could not "
				"be kept");
	ret = bur_check_run(&check);
	data->result.verify = check.result;
	if (ret == BURIN_E_GONE)
		bur_data_know_state(data, NULL);
	return ret ? ret : check_medium(data, medium);
}

static void take_result(struct burin_data *data, const struct bur_job *job)
{
	struct burin_data_result *result = &data->result;

	result->blocks = (job->bytes + BLOCK - 1) / BLOCK;
	result->written = job->state.written;
	result->acknowledged = job->state.acknowledged;
	result->closed = job->state.closed;
	result->retries = job->state.retries;
	result->busy = job->left;
}

/* A drive that goes on with what a cancel has left cannot tell before it has done. */
static int ask_state_after(struct burin_data *data, const struct bur_job *job,
			   struct burin_medium *medium)
{
	if (!job->left)
		return ask_state(data, medium);
	bur_data_know_state(data, NULL);
	return BURIN_E_MEDIUM_BUSY;
}

/* An image knows where it begins: elsewhere nothing of it would be found. */
static int check_start(struct burin_data *data, const struct bur_plan *plan)
{
	if (!data->prepared || plan->start == data->prepared_start)
		return 0;
	return bur_fail(&data->detail, BURIN_E_MEDIUM_CHANGED, BURIN_PHASE_PROLOGUE,
			data->rec->name, "the burn was prepared for LBA %lu and would begin at %lu",
			(unsigned long)data->prepared_start, (unsigned long)plan->start);
}

/* What a burn's rule points to. */
struct note {
	struct bur_burn_rule rule;
	struct bur_identity identity;
	uint8_t bytes[BUR_IDENTITY_MAX];
};

/* The burn itself; whatever becomes of it the result is filled in. */
static int burn(struct burin_data *data, struct bur_job *job, struct bur_plan *plan,
		const struct burin_medium *before)
{
	int ret;

	bur_job_begin(job, before->kind);
	job->progress.start_lba = data->result.start = plan->start;
	ret = bur_job_prepare(job, plan);
	if (!ret)
		ret = bur_job_run(job, &plan->program);
	return bur_data_conclude(data, job, ret);
}

int bur_data_conclude(struct burin_data *data, struct bur_job *job, int ret)
{
	struct burin_medium after = { 0 };
	int asked;

	take_result(data, job);
	if (!ret && !job->bytes)
		ret = bur_fail(&data->detail, BURIN_E_STREAM, BURIN_PHASE_STREAM, NULL,
			       "there was nothing to write");
	asked = ask_state_after(data, job, &after);
	if (!ret && data->level != BURIN_VERIFY_NONE && !data->result.simulated)
		ret = verify(data, job, &after, asked);
	data->result.elapsed_ms = (bur_job_clock(job) - job->began) / 1000000;
	if (!ret)
		bur_job_tell(job, BURIN_ACTION_DONE, bur_job_clock(job));
	return ret;
}

/* A source that can be read again is told to whoever adopts the burn. */
static void make_note(struct burin_data *data, struct bur_job *job, const struct bur_plan *plan,
		      enum burin_kind kind, struct note *note)
{
	if (!data->rec->transport->ops->rule)
		return;
	bur_identity_of(job->stream, &note->identity);
	note->identity.start = plan->start;
	note->identity.kind = kind;
	note->identity.simulated = data->simulate;
	note->rule = data->rule;
	note->rule.note = note->bytes;
	note->rule.note_len = bur_identity_put(note->bytes, &note->identity);
	job->rule = &note->rule;
}

int bur_data_new_record(struct burin_data *data, struct bur_job *job)
{
	int ret = bur_record_new(&job->record);

	return ret ? bur_fail(&data->detail, ret, BURIN_PHASE_PROLOGUE, "temporary file",
			      "checksums of what is written cannot be kept") : 0;
}

static int run(struct burin_data *data, struct bur_job *job)
{
	struct bur_plan_request request;
	struct bur_plan *plan;
	struct note note;
	uint64_t blocks;
	int ret = count_blocks(data, job->stream, &blocks);

	if (ret) {
		ask_state(data, &request.medium);
		return ret;
	}
	ret = make_plan(data, BUR_TASK_WRITE, blocks, &request, &plan);
	if (ret)
		return ret;
	ret = check_start(data, plan);
	job->progress.block_count = blocks;
	data->result.simulated = data->simulate;
	if (!ret && data->level != BURIN_VERIFY_NONE && !data->simulate)
		ret = bur_data_new_record(data, job);
	if (!ret) {
		make_note(data, job, plan, request.medium.kind, &note);
		ret = burn(data, job, plan, &request.medium);
	}
	bur_record_free(job->record);
	bur_free(plan);
	return ret;
}

struct bur_job bur_data_new_job(struct burin_data *data, burin_progress_fn progress, void *user)
{
	return (struct bur_job){
		.rec = data->rec,
		.detail = &data->detail,
		.cancel = &data->cancel,
		.report = progress,
		.user = user,
		.ring_bytes = data->ring_bytes ? data->ring_bytes : BUR_DATA_RING_BYTES,
	};
}

int bur_data_begin(struct burin_data *data)
{
	if (data->running)
		return BURIN_E_RUNNING;
	bur_detail_clear(&data->detail);
	data->result = (struct burin_data_result){ .verify.level = data->level };
	if (!data->rec)
		return bur_fail(&data->detail, BURIN_E_RECORDER_REQUIRED, BURIN_PHASE_INQUIRY,
				NULL, NULL);
	data->running = true;
	return 0;
}

/* A cancel that came before the start was meant for it; one that comes now is too late. */
void bur_data_end(struct burin_data *data)
{
	atomic_store_explicit(&data->cancel, 0, memory_order_relaxed);
	data->prepared = false;
	data->running = false;
}

BURIN_EXPORT int burin_data_run(struct burin_data *data, struct burin_stream *stream,
				burin_progress_fn progress, void *user)
{
	struct bur_job job = bur_data_new_job(data, progress, user);
	int ret = bur_data_begin(data);

	if (ret)
		return ret;
	job.stream = burin_stream_ref(stream);
	ret = run(data, &job);
	burin_stream_unref(stream);
	bur_data_end(data);
	return ret;
}

/* The drive took every command, and yet the medium is as it was. */
static int check_closed(struct burin_data *data, const struct burin_medium *after)
{
	if (after->state != BURIN_MEDIUM_DAMAGED)
		return 0;
	data->result.closed = false;
	return bur_fail(&data->detail, BURIN_E_CLOSE, BURIN_PHASE_CLOSE, data->rec->name,
			"the recorder still calls the medium damaged");
}

/* What of the burn that was left there is on the medium stays told, whatever was to be closed. */
static int end_left(struct burin_data *data, struct bur_job *job)
{
	int ret;

	bur_job_begin(job, BURIN_KIND_NONE);
	ret = bur_job_end_left(job);
	take_result(data, job);
	data->result.busy |= ret != 0;
	return ret;
}

static void take_closing(struct burin_data *data, const struct bur_job *job)
{
	data->result.closed = job->state.closed;
	data->result.retries += job->state.retries;
	data->result.busy = job->left;
}

static int run_close(struct burin_data *data, struct bur_job *job)
{
	struct bur_plan_request request;
	struct burin_medium after = { 0 };
	struct bur_plan *plan;
	int ret = end_left(data, job);

	if (!ret)
		ret = make_plan(data, BUR_TASK_CLOSE, 0, &request, &plan);
	if (ret)
		return ret;
	data->result.closed = true;
	bur_job_begin(job, request.medium.kind);
	if (!bur_plan_is_empty(plan)) {
		ret = bur_job_prepare(job, plan);
		if (!ret)
			ret = bur_job_run(job, &plan->program);
		take_closing(data, job);
		if (!ask_state_after(data, job, &after) && !ret)
			ret = check_closed(data, &after);
		data->result.elapsed_ms = (bur_job_clock(job) - job->began) / 1000000;
	}
	if (!ret)
		bur_job_tell(job, BURIN_ACTION_DONE, bur_job_clock(job));
	bur_free(plan);
	return ret;
}

BURIN_EXPORT int burin_data_run_close(struct burin_data *data, burin_progress_fn progress,
				      void *user)
{
	struct bur_job job = bur_data_new_job(data, progress, user);
	int ret = bur_data_begin(data);

	if (ret)
		return ret;
	ret = run_close(data, &job);
	bur_data_end(data);
	return ret;
}
