/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * The sequencer: runs a program. A state machine without I/O, clock and
 * allocation. The runner feeds events in and carries out the action that comes
 * back; there is at most one command under way.
 *
 *	burin_seq_init(&seq, &program);
 *	event = START
 *	loop: burin_seq_next(&seq, &event, &action), do action, make the event
 *
 * SEND  carry the command out, answer with FINISHED.
 * WAIT  until the time in action, or until more data are published or the data
 *       end (when action.for_data), or CANCEL or ORPHAN: answer with TICK, DATA,
 *       CANCEL, ORPHAN.
 * DONE  nothing more comes; read the state.
 *
 * CANCEL, ORPHAN and DATA may also come while a command is under way. They are
 * noted, and the answer is WAIT with until ~0 and not for_data: FINISHED is still due.
 *
 * Data are counted, not seen: the runner tells how many whole bytes stand
 * published in order since the start of the stream, and whether they end there.
 * One SEND consumes action.data_bytes of them from action.data_offset, and the
 * runner appends action.zero_bytes of zeros behind them. In a stream that reads,
 * what is published is room, and the bytes are its size. available and ended of any
 * event belong to the stream that state.stream named before the call; a new stream
 * begins with none and asks by WAIT for_data.
 *
 * A stream's command that ends GOOD must have transferred all its bytes.
 */
#ifndef BURIN_ENGINE_SEQUENCER_H
#define BURIN_ENGINE_SEQUENCER_H

#include "plan.h"
#include "sense.h"

enum burin_event_kind {
	BURIN_EV_START = 0,
	BURIN_EV_FINISHED,	/* the command of the last SEND */
	BURIN_EV_DATA,		/* available or ended changed */
	BURIN_EV_TICK,		/* the time of the last WAIT has come */
	BURIN_EV_CANCEL,	/* between two commands: streams end, epilogue runs */
	BURIN_EV_ORPHAN,	/* the owner is gone: what is published is written, then epilogue */
};

#define BURIN_ROOM_UNKNOWN	(~0u)

struct burin_event {
	enum burin_event_kind kind;
	__u64 now;		/* ns on the runner's clock; never goes back */
	__u64 available;	/* bytes published for the running stream, from its start */
	__u8 ended;		/* no more will come for it */
	/* FINISHED */
	__u8 host;		/* BURIN_HOST_* */
	__u8 status;		/* SCSI status */
	__u32 transferred;
	const __u8 *sense;
	__u32 sense_len;
	__u32 room;		/* of a probe: bytes free in the drive, or BURIN_ROOM_UNKNOWN */
};

enum burin_action_kind { BURIN_ACT_SEND = 0, BURIN_ACT_WAIT, BURIN_ACT_DONE };

struct burin_seq_action {
	enum burin_action_kind kind;
	/* SEND */
	__u8 cdb[BURIN_CDB_MAX];
	__u8 cdb_len;
	__u8 direction;
	__u8 is_stream;		/* data come from (or go to) the ring */
	__u8 is_probe;		/* READ BUFFER CAPACITY: 12 bytes in, for the report and room */
	__u8 report;		/* the state changed in a way worth telling */
	const __u8 *data;	/* a step's own data-out */
	__u32 data_bytes;	/* data-out or data-in of the command; of a stream: from the ring */
	__u32 zero_bytes;	/* that follow */
	__u64 data_offset;	/* in the stream, bytes */
	__u32 timeout_ms;
	/* WAIT */
	__u64 until;		/* ns; ~0: only for data */
	__u8 for_data;
};

/* Private to sequencer.c; here so that it can be embedded without allocation. */
struct burin_seq {
	const struct burin_program *program;
	struct burin_run_state state;
	struct burin_seq_action command;	/* the one under way, for its repetition */
	__u8 mode;		/* what is under way */
	__u8 poll_done;		/* the command itself was done before the poll */
	__u8 cancel;
	__u8 orphan;
	__u8 cut;		/* no more data of the running stream are sent */
	__u8 ended;
	__u8 unknown;		/* a write of unknown outcome */
	__u8 closings;		/* closing steps that ran */
	__u8 unclosed;		/* closing steps that failed or were passed over */
	__u8 probe_off;
	__u8 paced;		/* the drive is asked for room */
	__u8 pace_off;		/* ... never again: its answers are of no use */
	__u8 pace_tried;	/* the write under way goes out against its last answer */
	__u8 asked;		/* since the last pause */
	__u8 held;		/* the write that comes next was refused before */
	__u8 report;
	__u64 available;
	__u64 offset;		/* bytes of the running stream consumed */
	__u64 stream_blocks;	/* blocks of it answered GOOD */
	__u64 probe_at;		/* state.written at which the next probe is due */
	__u64 ceiling;		/* acknowledged never passes this */
	__u64 began;		/* ns: the first trouble of this command; 0: none yet */
	__u64 deadline;		/* ns: end of the poll */
	__u64 poll_since;	/* ns: since when TEST UNIT READY gives the answer poll_met */
	__u64 wake;		/* ns: end of the wait */
	__u64 now;		/* of the event */
	__u64 full_since;	/* ns: no room for the next command; 0: there was */
	__u32 tries;		/* of this command, under the reaction last met */
	__u32 polls;
	__u32 started;		/* streams started */
	__u32 blocks;		/* of the command under way */
	__u32 room;		/* bytes that the drive may still take unasked */
	__u16 met;		/* code and qualifier last met, for counting tries */
	__u16 poll_met;
};

void burin_seq_init(struct burin_seq *seq, const struct burin_program *program);
void burin_seq_next(struct burin_seq *seq, const struct burin_event *event,
		    struct burin_seq_action *action);

/* Always readable between two calls of burin_seq_next(). */
static inline const struct burin_run_state *burin_seq_state(const struct burin_seq *seq)
{
	return &seq->state;
}

/* Checks a program handed over from outside: counts, lengths, units. 0 or -1. */
int burin_seq_check(const struct burin_program *program);

#endif
