/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One operation on a recorder, as the writers share it: who is told, what calls it
 * off, and how a plan is carried out: prologue, streams, epilogue.
 */
#ifndef BUR_WRITE_JOB_H
#define BUR_WRITE_JOB_H

#include <burin/error.h>
#include <burin/progress.h>
#include <burin/stream.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "device/recorder.h"
#include "plan/plan.h"
#include "transport/burn.h"
#include "write/record.h"

struct bur_job {
	struct burin_recorder *rec;
	struct burin_detail *detail;
	atomic_int *cancel;		/* the object's; set from anywhere */
	burin_progress_fn report;	/* may be NULL */
	void *user;
	uint32_t ring_bytes;
	enum burin_action writing;	/* what its streams are: ERASE, else WRITE */
	const struct bur_burn_rule *rule;	/* NULL: the burn ends with this process */

	struct burin_stream *stream;	/* NULL: the program needs no data */
	struct bur_record *record;	/* NULL: no checksums are kept */
	int record_error;		/* 0: those of all that was taken are */

	struct burin_progress progress;	/* as last told */
	uint64_t began;			/* ns on the recorder's clock */
	uint64_t told;			/* ms of real time */
	struct { uint64_t now, blocks; } past[2];	/* for the rate */

	bool left;			/* the drive goes on, with a step that was cancelled or for another */
	uint64_t bytes;			/* taken from the stream */
	int source_error;		/* 0: the stream was sound; else in detail */
	struct burin_run_state state;
};

/* What stands above "progress" is set by the caller; kind tells what 1x is. */
void bur_job_begin(struct bur_job *job, enum burin_kind kind);

bool bur_job_is_cancelled(const struct bur_job *job);

/*
 * Tells the caller, at most ten times a second unless the action changes; a callback that
 * returns non-zero cancels. now: on the recorder's clock.
 */
void bur_job_tell(struct bur_job *job, enum burin_action action, uint64_t now);
/* Another count of blocks begins. */
void bur_job_restart(struct bur_job *job, uint64_t block_count);
uint64_t bur_job_clock(const struct bur_job *job);
uint64_t bur_real_ms(void);

/*
 * The prologue, with alternatives and what is taken from replies (which may change later
 * steps of the plan). On failure the epilogue's unconditional steps have been run, so that
 * the drive is free again.
 */
int bur_job_prepare(struct bur_job *job, struct bur_plan *plan);

/* What the epilogue does whatever happened, closing apart: for a burn that never began. */
void bur_job_leave(struct bur_job *job, const struct burin_program *program);
/* The job is over: nothing is owed to the drive should this process die. */
void bur_job_disarm(struct bur_job *job);

/*
 * Streams and epilogue. 0, or the first thing that went wrong, in *detail. When they cannot
 * be started the drive is left free.
 */
int bur_job_run(struct bur_job *job, const struct burin_program *program);
/* The same of a burn that has begun, from job->bytes on; frees it. */
int bur_job_go_on(struct bur_job *job, const struct burin_program *program,
		  struct bur_burn *burn);
/* Until it has ended, told meanwhile. */
void bur_job_watch(struct bur_job *job, const struct burin_program *program,
		   struct bur_burn *burn);
/* What was read of the source, where it lies: the last block is made whole. */
void bur_job_record(struct bur_job *job, uint8_t *buf, size_t n);
/*
 * The burn that another process has left in this drive, if there is one, is brought to its end,
 * and told in job->state; the drive is this process's then. 0; BURIN_E_RECORDER_BUSY: its process
 * lives; BURIN_E_CANCELLED: it ends by itself.
 */
int bur_job_end_left(struct bur_job *job);

#endif
