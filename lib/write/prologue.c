/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a plan's prologue. */
#include "write/job.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/context.h"
#include "core/detail.h"
#include "mmc/cdb.h"
#include "mmc/mode-page.h"
#include "mmc/track-information.h"

#define REPLY_MAX 256		/* a step's data_len is a byte */
#define LEAVE_NS 5000000000ull

static enum burin_action action_of(const struct bur_prologue_step *step)
{
	switch (step->hint) {
	case BUR_HINT_FORMAT:
		return BURIN_ACTION_FORMAT;
	case BUR_HINT_ERASE:
		return BURIN_ACTION_ERASE;
	default:
		return BURIN_ACTION_PREPARE;
	}
}

/* The drive would write elsewhere: somebody else was at it since the plan was made. */
static int take_next_writable(struct bur_job *job, const struct bur_plan *plan,
			      const uint8_t *reply, size_t n)
{
	struct bur_track_information track;
	int64_t next;

	if (bur_track_information_decode(reply, n, &track))
		return bur_fail(job->detail, BURIN_E_BAD_REPLY, BURIN_PHASE_PROLOGUE,
				job->rec->name, "READ TRACK INFORMATION");
	next = track.has_next_writable ? track.next_writable : -1;
	if (next < track.start)
		next = track.start;	/* some drives tell the pregap of a blank CD */
	if (next < 0)
		next = 0;
	if (next == plan->start)
		return 0;
	return bur_fail(job->detail, BURIN_E_MEDIUM_CHANGED, BURIN_PHASE_PROLOGUE, job->rec->name,
			"the next writable address is %lld and not %u any more", (long long)next,
			plan->start);
}

/* A parameter list is as long as the page the drive has: its end is filled with zeros. */
static void fit_page(struct burin_step *step, size_t page_len)
{
	size_t n = BUR_MODE_HEADER + page_len;

	if (step->cdb[0] != BUR_OP_MODE_SELECT_10 || n > BURIN_STEP_DATA_MAX ||
	    step->data_len >= n || step->data_len <= BUR_MODE_HEADER + 1)
		return;
	memset(step->data + step->data_len, 0, n - step->data_len);
	step->data[BUR_MODE_HEADER + 1] = (uint8_t)(page_len - 2);
	step->data_len = (uint8_t)n;
	put_be16(step->cdb + 7, (uint16_t)n);
}

static void take_mode_length(struct bur_plan *plan, const uint8_t *reply, size_t n)
{
	const uint8_t *page;
	size_t page_len;

	if (bur_mode_find(reply, n, BUR_PAGE_WRITE_PARAMETERS, &page, &page_len) || page_len < 2)
		return;
	page_len = page[1] + 2u;
	for (uint32_t i = 0; i < plan->prologue_count; i++)
		fit_page(&plan->prologue[i].step, page_len);
	for (uint32_t i = 0; i < plan->program.step_count; i++)
		fit_page(&plan->steps[i], page_len);
}

static int take(struct bur_job *job, struct bur_plan *plan, const struct bur_prologue_step *step,
		const uint8_t *reply, size_t n)
{
	if (step->take == BUR_TAKE_NEXT_WRITABLE)
		return take_next_writable(job, plan, reply, n);
	if (step->take == BUR_TAKE_MODE_LENGTH)
		take_mode_length(plan, reply, n);
	return 0;
}

static bool is_refusal(const struct burin_failure *failure)
{
	return failure->host == BURIN_HOST_OK && failure->status == 2 && failure->key == 5;
}

struct watched {
	struct bur_job *job;
	enum burin_action action;
};

static bool watch(void *user, const struct burin_run_state *state)
{
	const struct watched *watched = user;

	watched->job->progress.done_permille = (uint16_t)((uint64_t)state->progress * 1000 / 65536);
	bur_job_tell(watched->job, watched->action, bur_job_clock(watched->job));
	return bur_job_is_cancelled(watched->job);
}

static int cancelled(struct bur_job *job, const struct bur_prologue_step *left)
{
	if (!left)
		return bur_fail(job->detail, BURIN_E_CANCELLED, BURIN_PHASE_PROLOGUE, NULL, NULL);
	job->left = true;
	return bur_fail(job->detail, BURIN_E_CANCELLED, BURIN_PHASE_PROLOGUE, NULL,
			"the recorder goes on by itself: %s", left->why);
}

/* One step. *refused: the drive does not know it, and the plan has an answer to that. */
static int run_step(struct bur_job *job, struct bur_plan *plan, uint32_t i, bool *refused)
{
	const struct bur_prologue_step *step = &plan->prologue[i];
	bool has_alternative = i + 1 < plan->prologue_count && plan->prologue[i + 1].alternative;
	struct watched watched = { .job = job, .action = action_of(step) };
	struct bur_watch told = { .fn = watch, .user = &watched };
	struct burin_run_state state;
	uint8_t reply[REPLY_MAX];
	size_t got = 0;
	int ret;

	*refused = false;
	bur_job_tell(job, watched.action, bur_job_clock(job));
	if (bur_job_is_cancelled(job))
		return cancelled(job, NULL);
	ret = bur_run_watched(job->rec->transport, &step->step, plan->reactions,
			      plan->program.reaction_count, reply, &got, &state, &told);
	if (ret == BURIN_E_CANCELLED)
		return cancelled(job, told.left ? step : NULL);
	*refused = ret && is_refusal(&state.failure);
	if (!ret)
		return take(job, plan, step, reply, got);
	if (*refused && (has_alternative || step->optional)) {
		bur_log(job->rec->ctx, BURIN_LOG_INFO, "refused: %s", step->why);
		return 0;
	}
	bur_failure_tell(&state.failure, BURIN_PHASE_PROLOGUE, job->rec->name, job->detail);
	if (!job->detail->text[0])
		strncpy(job->detail->text, step->why, sizeof(job->detail->text) - 1);
	return ret;
}

/* Once cancelled, a drive that is busy is not waited for until it has done. */
struct hurry {
	const struct bur_job *job;
	uint64_t until;
};

static bool is_late(void *user, const struct burin_run_state *state)
{
	const struct hurry *hurry = user;

	(void)state;
	return bur_job_is_cancelled(hurry->job) && bur_job_clock(hurry->job) >= hurry->until;
}

/* Steps of an epilogue that are for a burn that never began: it has nothing to close. */
static bool is_for_leaving(const struct burin_step *step)
{
	const uint32_t now = BURIN_WHEN_UNWRITTEN | BURIN_WHEN_CUT;

	return !(step->when & ~now) && !(step->flags & (BURIN_STEP_CLOSES | BURIN_STEP_SYNC));
}

/* From here on this process may die and the drive is freed all the same, where that can be had. */
static int arm(struct bur_job *job, const struct burin_program *program)
{
	struct bur_transport *t = job->rec->transport;
	struct burin_step steps[BURIN_STEPS_MAX];
	struct burin_program leaving = {
		.steps = steps,
		.reactions = program->reactions,
		.reaction_count = program->reaction_count,
	};
	int ret;

	for (uint32_t i = 0; i < program->step_count && i < BURIN_STEPS_MAX; i++) {
		if (!is_for_leaving(&program->steps[i]))
			continue;
		steps[leaving.step_count] = program->steps[i];
		steps[leaving.step_count++].when = 0;
	}
	if (!t->ops->arm || !leaving.step_count)
		return 0;
	ret = t->ops->arm(t, &leaving);
	return ret ? bur_fail(job->detail, ret, BURIN_PHASE_PROLOGUE, job->rec->name,
			      "the driver does not take what frees the drive") : 0;
}

void bur_job_disarm(struct bur_job *job)
{
	struct bur_transport *t = job->rec->transport;

	if (t->ops->arm)
		(void)t->ops->arm(t, NULL);
}

void bur_job_leave(struct bur_job *job, const struct burin_program *program)
{
	struct hurry hurry = { .job = job, .until = bur_job_clock(job) + LEAVE_NS };
	struct bur_watch watch = { .fn = is_late, .user = &hurry };

	for (uint32_t i = 0; i < program->step_count; i++) {
		const struct burin_step *step = &program->steps[i];
		struct burin_run_state state;

		if (is_for_leaving(step))
			(void)bur_run_watched(job->rec->transport, step, program->reactions,
					      program->reaction_count, NULL, NULL, &state,
					      &watch);
	}
	bur_job_disarm(job);
}

int bur_job_prepare(struct bur_job *job, struct bur_plan *plan)
{
	bool refused = false;
	int ret = 0;

	if (job->rec->transport->read_only)	/* the kernel would refuse every other command */
		return bur_fail(job->detail, -EACCES, BURIN_PHASE_PROLOGUE, job->rec->name,
				"this user may only read its node");
	ret = arm(job, &plan->program);
	if (ret)
		return ret;
	for (uint32_t i = 0; !ret && i < plan->prologue_count; i++) {
		if (plan->prologue[i].alternative && !refused)
			continue;
		ret = run_step(job, plan, i, &refused);
		if (!ret && bur_job_is_cancelled(job))
			ret = cancelled(job, NULL);
	}
	if (ret && ret != BURIN_E_GONE)
		bur_job_leave(job, &plan->program);
	return ret;
}
