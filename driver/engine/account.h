/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Part of the sequencer: what a command's end means for its counters and its failure. */
#ifndef BURIN_ENGINE_ACCOUNT_H
#define BURIN_ENGINE_ACCOUNT_H

#include "sequencer.h"

static inline const struct burin_stream_spec *burin_seq_stream(const struct burin_seq *seq)
{
	return &seq->program->streams[seq->state.stream];
}

/* How the unit answered a command of that opcode; GOOD is to carry on. */
void burin_seq_judge(const struct burin_seq *seq, const struct burin_event *event, __u8 opcode,
		     struct burin_sense *sense, struct burin_reaction *reaction);
/* Keeps the counters honest, whatever becomes of the command that ended so. */
void burin_seq_note_loss(struct burin_seq *seq, __u8 host, const struct burin_sense *sense,
			 __u8 react);
/*
 * A probe may fail, but what came with it is not lost: a deferred error, or that the
 * drive was reset (a time-out resets it), ends the stream as if a write had met it.
 */
int burin_seq_ends_stream(const struct burin_event *event, const struct burin_sense *sense);
/* A flush was answered GOOD. */
void burin_seq_acknowledge(struct burin_seq *seq);
/* Records the failure of seq->command, if it is the first. */
void burin_seq_fail(struct burin_seq *seq, const struct burin_event *event, __u8 host,
		    const struct burin_sense *sense);

#endif
