/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Part of the sequencer: a drive that has refused a write because its buffer was full is asked
 * for room before it gets the next ones. One that lets a write wait instead is never asked.
 */
#ifndef BURIN_ENGINE_PACE_H
#define BURIN_ENGINE_PACE_H

#include "sequencer.h"

enum burin_pace {
	BURIN_PACE_GO,		/* seq->command may be sent; its room is taken */
	BURIN_PACE_ASK,		/* READ BUFFER CAPACITY first */
	BURIN_PACE_PAUSE,	/* wait until seq->wake, then once more */
};

/* Before each write of a stream. */
enum burin_pace burin_seq_pace(struct burin_seq *seq);
/* What the end of seq->command says of the buffer: a refusal, or the answer to a question. */
void burin_seq_pace_by(struct burin_seq *seq, const struct burin_event *event,
		       const struct burin_sense *sense);
/* The drive has taken a write. */
void burin_seq_note_taken(struct burin_seq *seq);

#endif
