/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * burin: the contract between the driver and user space.
 *
 * PROVISIONAL until the kernel engine freezes it: so far it holds what a burn is
 * made of, which the library's own sequencer already runs.
 *
 * A burn is streams, an epilogue and reactions.
 *
 * Stream: an extent of blocks moved by one kind of command, one after the
 * other, from slots of a ring. The command's block address and length are
 * filled into the template cdb by the sequencer, by the layout of the opcode's
 * group; everything else in the template is sent as it stands. A stream ends
 * when its declared blocks are done or its data end. What is then missing to
 * the write unit, or to the declared length, is made up with zeros according to
 * the stream's end rule.
 *
 * Epilogue: commands that close. Each step runs when every bit of its mask holds
 * on the sequencer's own counters at the time the step is reached. A step that
 * fails ends the epilogue only if it says so. The epilogue runs after the last
 * stream, after a failure, a cancel, and the death of the owner; not when the
 * drive itself is gone.
 *
 * A stream whose data end before the first byte writes nothing, unless its end
 * rule is to fill the declared length. A cancelled stream sends no more data; one
 * that has begun is still filled up to its least blocks, so that it can be closed.
 * An orphaned one writes what is published and is filled as if its data had ended.
 *
 * Counters: submitted, written and acknowledged never fall. Acknowledged does not
 * pass a block that a deferred error names, nor anything buffered when the drive
 * was reset or a command's outcome was unknown, whatever a later flush answers.
 *
 * Reaction: what to do about one kind of sense data. The first match wins;
 * the driver's own table stands behind the caller's. No reaction makes the
 * sequencer repeat a write whose outcome is unknown.
 *
 * All structs have the same layout for 32- and 64-bit callers; unused bytes and
 * unknown bits must be zero.
 */
#ifndef _UAPI_LINUX_BURIN_H
#define _UAPI_LINUX_BURIN_H

#include <linux/types.h>

#define BURIN_CDB_MAX		16
#define BURIN_SENSE_MAX		96	/* longer sense is cut and flagged */
#define BURIN_STREAMS_MAX	100	/* 99 tracks and a lead-in */
#define BURIN_STEPS_MAX		16
#define BURIN_REACTIONS_MAX	64
#define BURIN_STEP_DATA_MAX	64

/* direction of a stream or step */
#define BURIN_DIR_NONE		0
#define BURIN_DIR_OUT		1	/* to the drive */
#define BURIN_DIR_IN		2

/* end rule of a stream */
#define BURIN_END_NONE		0	/* the last command is as short as the data */
#define BURIN_END_UNIT		1	/* zeros up to the write unit */
#define BURIN_END_DECLARED	2	/* zeros up to the declared blocks, then to the unit */

struct burin_stream_spec {
	__u8 cdb[BURIN_CDB_MAX];	/* template */
	__u8 cdb_len;			/* 10 or 12 */
	__u8 direction;
	__u8 end;
	__u8 pad0;
	__s32 lba;			/* of the first block */
	__u32 block_size;		/* bytes */
	__u32 unit;			/* blocks the medium writes as one; at least 1 */
	__u32 command_blocks;		/* blocks in one command; a multiple of unit */
	__u32 timeout_ms;		/* of one command */
	__u64 blocks;			/* declared; 0: until the data end */
	__u32 least_blocks;		/* zeros are added up to these when the data end before */
	__u32 pad1;
};

/* when a step runs: all bits given must hold; none given: always */
#define BURIN_WHEN_WRITTEN	(1u << 0)	/* at least one block answered GOOD */
#define BURIN_WHEN_UNWRITTEN	(1u << 1)	/* none */
#define BURIN_WHEN_COMPLETE	(1u << 2)	/* every stream ran to its end */
#define BURIN_WHEN_CUT		(1u << 3)	/* failed, cancelled or orphaned before */
#define BURIN_WHEN_STREAM	(1u << 4)	/* stream number .stream was started */

#define BURIN_STEP_STOPS	(1u << 0)	/* its failure ends the epilogue */
#define BURIN_STEP_SYNC		(1u << 1)	/* GOOD acknowledges what was written */
#define BURIN_STEP_POLL		(1u << 2)	/* immediate: wait until the unit is ready */
#define BURIN_STEP_IGNORE	(1u << 3)	/* its failure does not fail the burn */
#define BURIN_STEP_CLOSES	(1u << 4)	/* a closing step, for the reports */

struct burin_step {
	__u8 cdb[BURIN_CDB_MAX];
	__u8 cdb_len;
	__u8 direction;			/* OUT: data; IN: data_len bytes are read */
	__u8 data_len;
	__u8 pad0;
	__u32 when;			/* BURIN_WHEN_* */
	__u32 flags;			/* BURIN_STEP_* */
	__u32 stream;			/* for BURIN_WHEN_STREAM */
	__u32 timeout_ms;		/* of the command */
	__u32 poll_ms;			/* of the wait that follows; at most this long */
	__u8 data[BURIN_STEP_DATA_MAX];
};

#define BURIN_ANY		0xffff

/* what to do */
#define BURIN_REACT_FAIL	0
#define BURIN_REACT_CARRY_ON	1	/* as if GOOD */
#define BURIN_REACT_POLL	2	/* wait until ready, then send the command again */
#define BURIN_REACT_REPEAT	3	/* the same command after wait_ms; nothing was taken */
#define BURIN_REACT_DONE	4	/* wait until ready; the command itself was done */

#define BURIN_REACTION_AT_ONCE	(1u << 0)	/* REPEAT: no wait before the first */

struct burin_reaction {
	__u16 key, asc, ascq, opcode;	/* BURIN_ANY matches all */
	__u8 react;
	__u8 flags;			/* BURIN_REACTION_* */
	__u16 most;			/* times for one command; 0: no limit but limit_ms */
	__u32 wait_ms;			/* REPEAT: n times this before the n-th, up to 12 times, 500 ms */
	__u32 limit_ms;			/* in all, for one command; 0: its timeout, or its poll_ms if longer */
};

/* phase of a burn */
#define BURIN_RUN_IDLE		0
#define BURIN_RUN_STREAM	1
#define BURIN_RUN_EPILOGUE	2
#define BURIN_RUN_DONE		3

/* why the streams ended */
#define BURIN_END_RUNNING	0
#define BURIN_END_COMPLETE	1
#define BURIN_END_FAILED	2
#define BURIN_END_CANCELLED	3
#define BURIN_END_ORPHANED	4	/* the owner died or its data stopped */

/* how one command ended, below SCSI */
#define BURIN_HOST_OK		0
#define BURIN_HOST_TIMEOUT	1	/* outcome unknown */
#define BURIN_HOST_GONE		2	/* no such device any more */
#define BURIN_HOST_ERROR	3	/* outcome unknown */

struct burin_failure {
	__u8 cdb[BURIN_CDB_MAX];
	__u8 cdb_len;
	__u8 host;			/* BURIN_HOST_* */
	__u8 status;			/* SCSI status */
	__u8 phase;			/* BURIN_RUN_* */
	__u8 key, asc, ascq;
	__u8 sense_len;
	__s64 lba;			/* of the command, or as the sense says; -1: none */
	__u32 step;			/* in the epilogue */
	__u32 stream;
	__u8 sense[BURIN_SENSE_MAX];
};

struct burin_run_state {
	__u8 phase;			/* BURIN_RUN_* */
	__u8 end;			/* BURIN_END_* */
	__u8 failed;			/* failure is valid: the first one */
	__u8 closed;			/* every closing step that applied was answered GOOD, none was owed */
	__u32 stream;			/* the one running */
	__u32 step;			/* of the epilogue */
	__u32 retries;			/* commands sent again */
	__s64 next_lba;			/* where the running stream goes on */
	__u64 submitted;		/* blocks handed to the drive */
	__u64 written;			/* blocks answered GOOD, padding counted */
	__u64 acknowledged;		/* of these: a later flush was answered GOOD */
	__u32 progress;			/* of a wait, 65536ths, as the drive tells */
	__u32 failed_steps;		/* mask of epilogue steps that failed, ignored ones too */
	struct burin_failure failure;
};

#endif
