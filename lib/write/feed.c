/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs streams and epilogue: the caller's thread fills the ring and reports. */
#include "write/job.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "core/detail.h"
#include "stream/stream.h"

#define WAIT_MS 50
#define AT_ONCE (1u << 20)	/* bytes taken from a source that does not keep us waiting */
#define BLOCK BURIN_BLOCK_SIZE

static enum burin_action writing(const struct bur_job *job)
{
	return job->writing == BURIN_ACTION_ERASE ? BURIN_ACTION_ERASE : BURIN_ACTION_WRITE;
}

static enum burin_action action_of(const struct bur_job *job, const struct burin_program *program)
{
	const struct burin_run_state *state = &job->state;
	const struct burin_step *step;

	if (state->phase == BURIN_RUN_IDLE || state->phase == BURIN_RUN_STREAM)
		return writing(job);
	if (state->step >= program->step_count)
		return BURIN_ACTION_CLOSE;
	step = &program->steps[state->step];
	return step->flags & BURIN_STEP_SYNC ? BURIN_ACTION_FLUSH : BURIN_ACTION_CLOSE;
}

/* Takes the burn's counters, tells the caller, and hands on what was called off. */
static void attend(struct bur_job *job, const struct burin_program *program,
		   struct bur_burn *burn)
{
	struct burin_progress *p = &job->progress;
	struct bur_burn_level level;

	bur_burn_state(burn, &job->state, &level);
	p->blocks_read = (job->bytes + BLOCK - 1) / BLOCK;
	p->blocks_written = job->state.written;
	p->ring_total = level.ring_total;
	p->ring_used = level.ring_used;
	p->buffer_total = level.buffer_total;
	p->buffer_used = level.buffer_used;
	p->done_permille = (uint16_t)((uint64_t)job->state.progress * 1000 / 65536);
	bur_job_tell(job, action_of(job, program), level.now);
	if (bur_job_is_cancelled(job))
		bur_burn_cancel(burn);
}

static bool is_off(struct bur_job *job, struct bur_burn *burn)
{
	return bur_job_is_cancelled(job) || bur_burn_is_over(burn);
}

/* A source that is slow is read as it comes, and the burn attended meanwhile. */
static int64_t fill_slowly(struct bur_job *job, const struct burin_program *program,
			   struct bur_burn *burn, uint8_t *buf, size_t n)
{
	struct pollfd source = { .fd = bur_stream_poll_fd(job->stream), .events = POLLIN };
	size_t done = 0;

	while (done < n && !is_off(job, burn)) {
		int64_t got;

		attend(job, program, burn);
		if (source.fd >= 0 && poll(&source, 1, WAIT_MS) <= 0)
			continue;
		got = bur_stream_read_some(job->stream, job->bytes + done, buf + done, n - done);
		if (got < 0)
			return got;
		if (!got)
			break;
		done += (size_t)got;
	}
	return (int64_t)done;
}

/*
 * Whole blocks are recorded; the last one is made whole in the slot. A full disk costs the
 * verification, not the medium.
 */
void bur_job_record(struct bur_job *job, uint8_t *buf, size_t n)
{
	size_t blocks = (n + BLOCK - 1) / BLOCK;

	if (!job->record || job->record_error)
		return;
	memset(buf + n, 0, blocks * BLOCK - n);
	job->record_error = bur_record_add(job->record, buf, blocks);
}

static int source_failed(struct bur_job *job, int code)
{
	const struct burin_detail *detail = burin_stream_get_detail(job->stream);

	if (detail->code == code)
		*job->detail = *detail;
	else
		bur_fail(job->detail, code, BURIN_PHASE_STREAM, NULL, NULL);
	job->detail->phase = BURIN_PHASE_STREAM;
	return job->source_error = code;
}

/* Fills what the ring gave: 0 to go on, 1 at the end of the stream, negative when it failed. */
static int fill(struct bur_job *job, const struct burin_program *program, struct bur_burn *burn,
		bool slow, void *buf, size_t n)
{
	int64_t got = slow ? fill_slowly(job, program, burn, buf, n) :
			     burin_stream_read(job->stream, job->bytes, buf, n);

	if (got < 0)
		return source_failed(job, (int)got);
	if (slow && (size_t)got < n && is_off(job, burn))
		return 1;
	if (!got)
		return 1;
	bur_job_record(job, buf, (size_t)got);
	job->bytes += (uint64_t)got;
	bur_burn_publish(burn, (size_t)got);
	return (size_t)got < n;
}

static void feed(struct bur_job *job, const struct burin_program *program, struct bur_burn *burn)
{
	uint64_t size = job->stream ? burin_stream_get_size(job->stream) : 0;
	bool may_wait = job->stream && bur_stream_poll_fd(job->stream) >= 0, slow = true;
	int ret = 0;

	while (!ret && !is_off(job, burn) && job->bytes < size) {
		uint64_t before;
		size_t n;
		void *buf;

		attend(job, program, burn);
		if (!bur_burn_slots(burn, WAIT_MS, slow ? 1 : AT_ONCE, &buf, &n))
			continue;
		before = bur_real_ms();
		ret = fill(job, program, burn, slow, buf, n);
		slow = may_wait || bur_real_ms() - before >= WAIT_MS;
	}
	/* A stream that was cut short must not pass for one that ended. */
	if (ret < 0 || bur_job_is_cancelled(job))
		bur_burn_cancel(burn);
	else
		bur_burn_end(burn);
}

static enum burin_phase phase_of(const struct burin_failure *failure)
{
	return failure->phase == BURIN_RUN_STREAM ? BURIN_PHASE_STREAM : BURIN_PHASE_EPILOGUE;
}

static int outcome(struct bur_job *job, bool adopted)
{
	const struct burin_run_state *state = &job->state;

	job->left |= adopted;
	if (adopted)
		return bur_fail(job->detail, BURIN_E_ADOPTED, BURIN_PHASE_STREAM, job->rec->name,
				"it is that one's to end");
	if (job->source_error)
		return job->source_error;
	if (state->failed)
		return bur_failure_tell(&state->failure, phase_of(&state->failure),
					job->rec->name, job->detail);
	if (state->end == BURIN_END_CANCELLED)
		return bur_fail(job->detail, BURIN_E_CANCELLED, BURIN_PHASE_STREAM, NULL, NULL);
	if (state->end == BURIN_END_ORPHANED)
		return bur_fail(job->detail, BURIN_E_STARVED, BURIN_PHASE_STREAM, job->rec->name,
				"%llu blocks were written", (unsigned long long)state->written);
	return 0;
}

static int start_failed(struct bur_job *job, int error)
{
	if (error == -ENOSPC)
		return bur_fail(job->detail, error, BURIN_PHASE_STREAM, job->rec->name,
				"the driver's memory for rings does not have %u KiB left",
				job->ring_bytes / 1024);
	return bur_fail(job->detail, error, BURIN_PHASE_STREAM, job->rec->name,
			"the burn cannot be started");
}

void bur_job_watch(struct bur_job *job, const struct burin_program *program,
		   struct bur_burn *burn)
{
	while (!bur_burn_wait(burn, WAIT_MS))
		attend(job, program, burn);
	attend(job, program, burn);
}

int bur_job_go_on(struct bur_job *job, const struct burin_program *program,
		  struct bur_burn *burn)
{
	bool adopted;

	if (program->stream_count)
		feed(job, program, burn);
	bur_job_watch(job, program, burn);
	adopted = bur_burn_is_adopted(burn);
	bur_burn_free(burn);
	bur_job_disarm(job);
	return outcome(job, adopted);
}

/* The rule is of this burn, not of those that verify it. */
static int start(struct bur_job *job, const struct burin_program *program, struct bur_burn **burn)
{
	struct bur_transport *t = job->rec->transport;
	int ret;

	if (t->ops->rule)
		t->ops->rule(t, job->rule);
	ret = bur_burn_start(t, program, job->ring_bytes, burn);
	if (t->ops->rule)
		t->ops->rule(t, NULL);
	return ret;
}

int bur_job_run(struct bur_job *job, const struct burin_program *program)
{
	struct bur_burn *burn;
	int ret;

	if (program->stream_count)
		bur_job_tell(job, writing(job), bur_job_clock(job));
	ret = start(job, program, &burn);
	if (!ret)
		return bur_job_go_on(job, program, burn);
	bur_job_leave(job, program);
	return start_failed(job, ret);
}
