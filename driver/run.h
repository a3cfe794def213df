/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One burn: a program, what was published for it, and its sequencer. The thread
 * drives the sequencer; everything else is under the unit's lock.
 */
#ifndef BURIN_RUN_H
#define BURIN_RUN_H

#include "engine/sequencer.h"
#include "exec.h"
#include "program.h"
#include "ring.h"
#include "stats.h"

struct burin_owner;

/* What was published of one stream. */
struct burin_feed {
	u64 first;			/* sequence of its first slot */
	u64 bytes;
	bool short_slot;		/* nothing may follow it */
	bool ended;
};

/* What follows the command under way if that ends well. */
struct burin_foreseen {
	bool valid;
	bool ready;			/* its data have been checked */
	struct burin_seq seq;
	struct burin_seq_action action;
	struct burin_entry entry;	/* of its slot */
	void *data;
	u64 bytes;			/* what the sequencer was told to know it */
	bool ended;
};

struct burin_run {
	struct burin_copy *copy;
	struct burin_copy *after;	/* armed when all streams have run to their end */
	u32 start_slots, resume_slots, starve_ms, adopt_ms;
	u32 note_len;
	void *note;			/* NULL: none */

	struct burin_feed *feeds;	/* one for each stream */
	u32 feeding;			/* the stream being fed */
	bool cancelled, orphaned;
	bool over;			/* no slot is taken any more */
	bool finished;
	u64 fed_ns;			/* when last something was published */
	bool dry;			/* waits for `threshold` slots */
	u32 threshold;
	struct burin_stats stats;

	/* the thread's alone */
	struct burin_seq seq;
	struct burin_foreseen next;
	struct burin_exec_result result;
	bool told_cancel, told_orphan, told_ended, told_failed;
	bool gave_up;			/* a lost command was waited for in vain */
	u32 told_stream;
	u64 told_bytes;

	u64 waits_since;		/* ns: for data; 0: does not */
	u64 idle_since;			/* ns: end of the last command of a stream; 0: none */
	u64 guarded;			/* ns: the door was last looked after */
};

/* Of one whole command. */
static inline u32 burin_command_bytes(const struct burin_stream_spec *spec)
{
	return spec->command_blocks * spec->block_size;
}

/* Takes over copy and note. */
struct burin_run *burin_run_new(struct burin_copy *copy, const struct burin_start *start,
				void *note);
void burin_run_free(struct burin_run *run);	/* NULL is fine */

/* Of the stream being fed; under the lock. -EINVAL, -EAGAIN, -EPIPE: the streams are over. */
int burin_run_publish(struct burin_run *run, struct burin_ring *ring,
		      const struct burin_slot *slot);
int burin_run_end_stream(struct burin_run *run, struct burin_ring *ring);

/* The thread's: streams and epilogue, to the end. */
void burin_run_drive(struct burin_owner *owner, struct burin_run *run);

#endif
