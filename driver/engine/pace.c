// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "pace.h"

#define INTERVAL_NS	10000000ull	/* at 16x a DVD takes 220 KB in that time */
#define LIMIT_NS	2000000000ull	/* a drive calibrates, or its figures are wrong */

enum burin_pace burin_seq_pace(struct burin_seq *seq)
{
	__u32 bytes = seq->command.data_bytes + seq->command.zero_bytes;

	if (!seq->paced || seq->probe_off || seq->command.direction != BURIN_DIR_OUT)
		return BURIN_PACE_GO;
	if (seq->room >= bytes) {
		seq->room -= bytes;
		seq->full_since = 0;
		return BURIN_PACE_GO;
	}
	if (!seq->full_since)
		seq->full_since = seq->now ? seq->now : 1;
	if (seq->now - seq->full_since >= LIMIT_NS) {
		seq->full_since = 0;
		seq->pace_tried = 1;
		return BURIN_PACE_GO;
	}
	if (!seq->asked) {
		seq->asked = 1;
		return BURIN_PACE_ASK;
	}
	seq->asked = 0;
	seq->wake = seq->now + INTERVAL_NS;
	return BURIN_PACE_PAUSE;
}

static void give_up(struct burin_seq *seq)
{
	seq->pace_off = 1;
	seq->paced = 0;
}

static void note_full(struct burin_seq *seq)
{
	seq->paced = !seq->pace_off;
	seq->pace_tried = 0;
	seq->room = 0;
	seq->asked = 0;
}

void burin_seq_pace_by(struct burin_seq *seq, const struct burin_event *event,
		       const struct burin_sense *sense)
{
	/* long write in progress */
	if (seq->command.is_stream && sense->key == 2 && sense->asc == 4 && sense->ascq == 8)
		note_full(seq);
	if (!seq->command.is_probe || event->host != BURIN_HOST_OK || event->status)
		return;
	seq->room = event->room;
	if (event->room == BURIN_ROOM_UNKNOWN)
		give_up(seq);
}

/* Against the drive's own figures: they are of no use. */
void burin_seq_note_taken(struct burin_seq *seq)
{
	if (seq->pace_tried)
		give_up(seq);
}
