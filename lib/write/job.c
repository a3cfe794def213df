/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Progress and cancelling of an operation. */
#include "write/job.h"

#include <time.h>

#define TELL_MS 100		/* at least five a second are promised */
#define RATE_NS 2000000000ull	/* the rate is that of the last two to four seconds */

void bur_job_begin(struct bur_job *job, enum burin_kind kind)
{
	job->began = bur_job_clock(job);
	job->progress.rate_1x = burin_kind_speed_1x(kind);
	job->rec->generation++;
}

void bur_job_restart(struct bur_job *job, uint64_t block_count)
{
	job->progress.blocks_written = job->progress.blocks_read = 0;
	job->progress.block_count = block_count;
}

bool bur_job_is_cancelled(const struct bur_job *job)
{
	return atomic_load_explicit(job->cancel, memory_order_relaxed);
}

uint64_t bur_job_clock(const struct bur_job *job)
{
	return job->rec->transport->ops->now(job->rec->transport);
}

uint64_t bur_real_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Preparing and closing take time without moving blocks: there is no rate then. */
static bool moves_blocks(enum burin_action action)
{
	return action == BURIN_ACTION_WRITE || action == BURIN_ACTION_VERIFY ||
	       action == BURIN_ACTION_ERASE || action == BURIN_ACTION_READ;
}

static void begin_rate(struct bur_job *job, uint64_t now)
{
	job->past[0].now = job->past[1].now = now;
	job->past[0].blocks = job->past[1].blocks = job->progress.blocks_written;
}

static void estimate(struct bur_job *job, uint64_t now)
{
	struct burin_progress *p = &job->progress;
	uint64_t span, bytes;

	if (now - job->past[1].now > RATE_NS) {
		job->past[0] = job->past[1];
		job->past[1].now = now;
		job->past[1].blocks = p->blocks_written;
	}
	span = (now - job->past[0].now) / 1000000;
	bytes = (p->blocks_written - job->past[0].blocks) * BURIN_BLOCK_SIZE;
	p->rate = span ? (uint32_t)(bytes / span) : 0;
	p->remaining_ms = 0;
	if (p->rate && p->block_count > p->blocks_written)
		p->remaining_ms = (p->block_count - p->blocks_written) * BURIN_BLOCK_SIZE /
				  p->rate;
}

static void change(struct bur_job *job, enum burin_action action, uint64_t now)
{
	bool ends_well = action == BURIN_ACTION_DONE && moves_blocks(job->progress.action);

	job->progress.action = action;
	job->progress.done_permille = 0;
	if (moves_blocks(action))
		begin_rate(job, now);
	if (ends_well)
		estimate(job, now);
	else
		job->progress.rate = 0;
	job->progress.remaining_ms = 0;
}

void bur_job_tell(struct bur_job *job, enum burin_action action, uint64_t now)
{
	bool changed = job->progress.action != action;
	uint64_t real;

	if (!job->report)
		return;
	real = bur_real_ms();
	if (!changed && job->told && real - job->told < TELL_MS)
		return;
	job->told = real;
	job->progress.elapsed_ms = (now - job->began) / 1000000;
	if (changed)
		change(job, action, now);
	else if (moves_blocks(action))
		estimate(job, now);
	if (job->report(job->user, &job->progress))
		atomic_store_explicit(job->cancel, 1, memory_order_relaxed);
}
