// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/* What a command's end means: the reaction, how far data are acknowledged, the failure told. */
#include "account.h"

#define GOOD		0x00
#define CHECK_CONDITION	0x02
#define BUSY		0x08
#define TASK_SET_FULL	0x28

static __u64 min64(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

/* What is not acknowledged by now never will be. */
static void doubt(struct burin_seq *seq)
{
	seq->ceiling = min64(seq->ceiling, seq->state.acknowledged);
}

/*
 * An error in data answered GOOD before: what comes before its block, if that lies
 * in the running stream, may still be acknowledged by a flush; else nothing more.
 */
static void doubt_from(struct burin_seq *seq, const struct burin_sense *sense)
{
	const struct burin_stream_spec *spec;
	__s64 before;

	if (!sense->has_info || !seq->program->stream_count) {
		doubt(seq);
		return;
	}
	spec = burin_seq_stream(seq);
	before = sense->info - spec->lba;
	if (before < 0 || (__u64)before >= seq->stream_blocks) {
		doubt(seq);
		return;
	}
	seq->ceiling = min64(seq->ceiling,
			     seq->state.written - seq->stream_blocks + (__u64)before);
	if (seq->ceiling < seq->state.acknowledged)
		seq->ceiling = seq->state.acknowledged;
}

/* Which block the failure is told for. */
static __s64 failed_lba(const struct burin_seq *seq, const struct burin_sense *sense)
{
	if (sense->has_info && (sense->deferred || sense->key == 3 || sense->key == 4))
		return sense->info;
	if (seq->state.phase == BURIN_RUN_STREAM && seq->command.is_stream)
		return seq->state.next_lba;
	return -1;
}

/* The first failure is the one told; later ones mostly follow from it. */
void burin_seq_fail(struct burin_seq *seq, const struct burin_event *event, __u8 host,
		    const struct burin_sense *sense)
{
	struct burin_failure *failure = &seq->state.failure;
	__u32 i;

	seq->report = 1;
	if (seq->state.failed)
		return;
	seq->state.failed = 1;
	for (i = 0; i < BURIN_CDB_MAX; i++)
		failure->cdb[i] = seq->command.cdb[i];
	failure->cdb_len = seq->command.cdb_len;
	failure->host = host;
	failure->status = event->status;
	failure->phase = seq->state.phase;
	failure->key = sense->key;
	failure->asc = sense->asc;
	failure->ascq = sense->ascq;
	failure->lba = failed_lba(seq, sense);
	failure->step = seq->state.step;
	failure->stream = seq->state.stream;
	if (!event->sense || event->status != CHECK_CONDITION)
		return;
	failure->sense_len = (__u8)(event->sense_len < BURIN_SENSE_MAX ?
				     event->sense_len : BURIN_SENSE_MAX);
	for (i = 0; i < failure->sense_len; i++)
		failure->sense[i] = event->sense[i];
}

/* An error in what was answered GOOD before: of a flush, or of a write naming an older block. */
static int is_late(const struct burin_seq *seq, const struct burin_sense *sense)
{
	if (sense->key != 3 && sense->key != 4)
		return 0;
	if (seq->state.phase == BURIN_RUN_EPILOGUE)
		return seq->program->steps[seq->state.step].flags & BURIN_STEP_SYNC ? 1 : 0;
	return seq->command.direction == BURIN_DIR_OUT && sense->has_info &&
	       sense->info < seq->state.next_lba;
}

void burin_seq_note_loss(struct burin_seq *seq, __u8 host, const struct burin_sense *sense,
			 __u8 react)
{
	if (host != BURIN_HOST_OK || burin_sense_lost_buffer(sense))
		doubt(seq);
	else if (react == BURIN_REACT_FAIL && (sense->deferred || is_late(seq, sense)))
		doubt_from(seq, sense);
}

void burin_seq_acknowledge(struct burin_seq *seq)
{
	seq->state.acknowledged = min64(seq->state.written, seq->ceiling);
}

/* The unit did not take the command: SAM-5 5.3.1. */
static const struct burin_reaction when_busy = {
	.react = BURIN_REACT_REPEAT, .wait_ms = 100, .limit_ms = 30000,
};

void burin_seq_judge(const struct burin_seq *seq, const struct burin_event *event, __u8 opcode,
		     struct burin_sense *sense, struct burin_reaction *reaction)
{
	static const struct burin_reaction carry_on = { .react = BURIN_REACT_CARRY_ON };
	static const struct burin_reaction fail = { .react = BURIN_REACT_FAIL };

	burin_sense_decode(NULL, 0, sense);
	*reaction = fail;
	if (event->host != BURIN_HOST_OK)
		return;
	if (event->status == GOOD)
		*reaction = carry_on;
	else if (event->status == BUSY || event->status == TASK_SET_FULL)
		*reaction = when_busy;
	if (event->status != CHECK_CONDITION)
		return;
	burin_sense_decode(event->sense, event->sense_len, sense);
	burin_sense_react(seq->program, sense, opcode, reaction);
}

int burin_seq_ends_stream(const struct burin_event *event, const struct burin_sense *sense)
{
	if (event->host == BURIN_HOST_GONE || event->host == BURIN_HOST_TIMEOUT)
		return 1;
	return burin_sense_lost_buffer(sense) || (sense->deferred && sense->key > 1);
}
