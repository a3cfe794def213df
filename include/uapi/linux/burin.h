/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * burin: the contract between the driver and user space.
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
 * An orphaned one writes what is published and is filled as if its data had ended; so
 * do those that follow it.
 *
 * Pace: a drive that refuses a write because its buffer is full (2/04/08) is asked by READ
 * BUFFER CAPACITY for room before the next ones, whether or not it is asked for reports.
 *
 * Counters: submitted, written and acknowledged never fall. Acknowledged does not
 * pass a block that a deferred error names, nor anything buffered when the drive
 * was reset or a command's outcome was unknown, whatever a later flush answers.
 *
 * Reaction: what to do about one kind of sense data. The first match wins;
 * the driver's own table stands behind the caller's. No reaction makes the
 * sequencer repeat a write whose outcome is unknown.
 *
 * /dev/burinN is the unit of one drive. Whoever has opened it may ask INFO and
 * STATE; everything else belongs to its owner, of whom there is one or none.
 *
 * ACQUIRE makes the caller's file the owner. It hands over the caller's exclusive
 * files of the drive's other nodes; the driver keeps them open, so that nobody else
 * opens them exclusively until the ownership ends, whatever becomes of the caller.
 * Nobody polls the drive meanwhile.
 *
 * ARM hands over the epilogue that runs when the ownership ends between commands:
 * by RELEASE, or when the file is gone. COMMAND sends one command, and may replace
 * the armed epilogue as one act with it. It waits for the command's end whatever
 * signals come, but for one that kills the caller.
 *
 * A file is gone when the last of its descriptors is closed, in whatever process. A
 * mapping of the ring is none: it holds the memory, and neither file nor burn.
 *
 * RING makes the slots, mmap() at offset 0 shows them: slot n begins at n times
 * the stride. Slots are the caller's until published, and again once completed.
 * Writing to one in between is found out by its checksum and ends the burn; without
 * checksums it is the caller's own data that suffer.
 *
 * START runs streams and epilogue. It may bring another epilogue, which is armed as one
 * act with the burn's end if every stream has run to its own: between two tracks of a
 * session a death still closes that. PUBLISH hands over filled slots (of a stream
 * that reads: empty ones) in the order of their sequence numbers, which count from
 * 0 over all streams. Each is one command's data: whole, but the last of a stream.
 * COMPLETE gives them back in the same order, once the caller has been told of them.
 *
 * A burn whose owner's file is gone, or who has published nothing for starve_ms
 * while the drive waits, is orphaned: what is published is written, then comes the
 * epilogue. With adopt_ms a burn whose file is gone waits that long, and no shorter, for
 * another process of the same user to ADOPT it; the wait is no pause, what is published
 * is written meanwhile. ADOPT makes an older owner's file stale, and what that one has
 * mapped no part of the ring. An owner orphans its own burn by CANCEL with ORPHAN.
 *
 * BIND makes the drive a block device of single blocks, in the place of burns: packets
 * are gathered, read and written by the module burin_packet. The ownership is the block
 * device's from then on, whatever becomes of the owner's file, until UNBIND by the
 * owner's user or whoever has CAP_SYS_ADMIN; the armed epilogue is its end. PACKETS tells
 * how it is.
 *
 * What became of the last burn is told by STATE until the next START.
 *
 * read() gives whole struct burin_report records. poll(): POLLIN for records,
 * POLLOUT for slots to complete, POLLHUP when the drive is gone.
 *
 * Every command handed over is checked, when it is handed over, with the rights of
 * the file: one opened for reading only sends what tells; one opened for writing
 * what burns; vendors' commands and firmware need CAP_SYS_RAWIO.
 *
 * Errors: EBUSY another owner, a burn is running, or a block device is bound, or open;
 * ENXIO none is bound; EOPNOTSUPP there is no module for it; EPERM not the owner, or a
 * command this file may not send; ESTALE adopted by another; ENODEV the drive is
 * gone; EIO the drive has not answered in time and is being reset (the unit is
 * lost until that has ended); EINVAL unknown bits, bytes that must be zero, values
 * out of range; E2BIG a struct of a later version, used; ENOSPC the memory for all
 * rings, or of this one, is spent; EAGAIN nothing there yet; EINTR a signal came
 * before anything was sent or given; EFAULT a pointer to nowhere: nothing was done,
 * unless it was the data of COMMAND or the count of PUBLISH that could not be told.
 *
 * All structs have the same layout for 32- and 64-bit callers; unused bytes and
 * unknown bits must be zero. Those handed to an ioctl begin with their size as the
 * caller knows it, and flags. Pointers are 64-bit integers.
 */
#ifndef _UAPI_LINUX_BURIN_H
#define _UAPI_LINUX_BURIN_H

#include <linux/ioctl.h>
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
	/* REPEAT: n times this before the n-th, up to 12 times, 500 ms */
	__u32 wait_ms;
	/* in all, for one command; 0: its timeout, or its poll_ms if longer */
	__u32 limit_ms;
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
#define BURIN_HOST_CHANGED	4	/* a published slot was written to; not sent as meant */

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
	/* every closing step that applied was answered GOOD, none was owed */
	__u8 closed;
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

/*
 * The ioctls of /dev/burinN.
 */

#define BURIN_IOC_INFO		_IO(0xbb, 0)	/* struct burin_info */
#define BURIN_IOC_ACQUIRE	_IO(0xbb, 1)	/* struct burin_acquire */
#define BURIN_IOC_ARM		_IO(0xbb, 2)	/* struct burin_epilogue */
#define BURIN_IOC_COMMAND	_IO(0xbb, 3)	/* struct burin_command */
#define BURIN_IOC_RING		_IO(0xbb, 4)	/* struct burin_ring_spec */
#define BURIN_IOC_START		_IO(0xbb, 5)	/* struct burin_start */
#define BURIN_IOC_PUBLISH	_IO(0xbb, 6)	/* struct burin_publish */
#define BURIN_IOC_COMPLETE	_IO(0xbb, 7)	/* struct burin_complete */
#define BURIN_IOC_CANCEL	_IO(0xbb, 8)	/* struct burin_cancel */
#define BURIN_IOC_ADOPT		_IO(0xbb, 9)	/* struct burin_adopt */
#define BURIN_IOC_STATE		_IO(0xbb, 10)	/* struct burin_unit_state */
#define BURIN_IOC_RELEASE	_IO(0xbb, 11)	/* struct burin_release */
#define BURIN_IOC_BIND		_IO(0xbb, 12)	/* struct burin_bind */
#define BURIN_IOC_UNBIND	_IO(0xbb, 13)	/* struct burin_unbind */
#define BURIN_IOC_PACKETS	_IO(0xbb, 14)	/* struct burin_packet_state */

#define BURIN_UAPI_VERSION		1

#define BURIN_NAME_MAX		64	/* of an owner, with its final zero */
#define BURIN_NOTE_MAX		4096
#define BURIN_COMMAND_DATA_MAX	65536	/* of COMMAND */
#define BURIN_SLOTS_MAX		65536
#define BURIN_SLOT_BYTES_MAX	(4u << 20)

struct burin_info {
	__u32 size;
	__u32 flags;			/* 0 */
	/* out */
	__u32 version;			/* BURIN_UAPI_VERSION */
	__u32 transfer_bytes;		/* most that one command of a stream may move */
	__u64 ring_bytes;		/* most that a ring may have: of this unit */
	__u64 ring_left;		/* ... and as much as all rings together leave now */
	__u32 block_major, block_minor;	/* of srN; 0, 0: there is none */
	__u32 generic_major, generic_minor;	/* of sgN */
	__u32 host, channel, target, lun;
};

struct burin_acquire {
	__u32 size;
	__u32 flags;			/* 0 */
	__s32 block_fd;			/* srN, opened with O_EXCL */
	__s32 generic_fd;		/* sgN, opened with O_EXCL; -1: none */
	char name[BURIN_NAME_MAX];	/* whom others find there; ends with a zero */
	/* out */
	__u32 generation;		/* for ADOPT */
	__u32 pad0;
};

struct burin_epilogue {
	__u32 size;
	__u32 flags;			/* 0 */
	__u64 steps;			/* struct burin_step[step_count] */
	__u64 reactions;		/* struct burin_reaction[reaction_count] */
	__u32 step_count;		/* 0: none is armed any more */
	__u32 reaction_count;
};

struct burin_command {
	__u32 size;
	__u32 flags;			/* 0 */
	__u8 cdb[BURIN_CDB_MAX];
	__u8 cdb_len;			/* 6, 10, 12 or 16 */
	__u8 direction;
	__u16 pad0;
	__u32 timeout_ms;		/* at least 1 */
	__u64 data;			/* void * */
	__u64 epilogue;			/* struct burin_epilogue *, armed with it; 0: as it was */
	__u64 epilogue_failed;		/* ... armed if the end is not GOOD; 0: `epilogue` stays */
	__u32 data_len;
	/* out */
	__u32 transferred;
	__u8 host;			/* BURIN_HOST_* */
	__u8 status;			/* SCSI status */
	__u8 sense_len;
	__u8 pad1;
	__u32 pad2;
	__u8 sense[BURIN_SENSE_MAX];
};

/* checksum of a slot */
#define BURIN_CHECKSUM_NONE	0
#define BURIN_CHECKSUM_CRC32C	1	/* Castagnoli, reflected; begins with ~0, ends inverted */

struct burin_ring_spec {
	__u32 size;
	__u32 flags;			/* 0 */
	__u32 slot_bytes;		/* the longest command's data; 0: the ring is given up */
	__u32 slots;			/* at least 2 */
	__u32 checksum;			/* BURIN_CHECKSUM_* */
	/* out */
	__u32 stride;			/* from slot to slot */
	__u64 map_bytes;		/* for mmap() */
};

struct burin_start {
	__u32 size;
	__u32 flags;			/* 0 */
	__u64 streams;			/* struct burin_stream_spec[stream_count] */
	__u64 steps;			/* struct burin_step[step_count]: replaces the armed ones */
	__u64 reactions;		/* struct burin_reaction[reaction_count] */
	__u64 note;			/* the owner's own, for whoever adopts the burn */
	__u64 epilogue;			/* struct burin_epilogue *, armed behind it; 0: none */
	__u32 stream_count;
	__u32 step_count;
	__u32 reaction_count;
	__u32 note_len;			/* at most BURIN_NOTE_MAX */
	__u32 probe_blocks;		/* READ BUFFER CAPACITY every so many; 0: for pace only */
	__u32 start_slots;		/* published before the first command is sent */
	__u32 resume_slots;		/* published before it goes on after the ring ran dry */
	__u32 starve_ms;		/* 0: the drive waits for data as long as the owner lives */
	__u32 adopt_ms;			/* 0: a file that is gone orphans the burn at once */
	__u32 pad0;
};

struct burin_slot {
	__u64 sequence;
	__u64 tag;			/* given back by COMPLETE */
	__u32 slot;
	__u32 length;			/* bytes; of a stream that reads: room, a whole command's */
	__u32 checksum;			/* of these bytes; 0 without checksums, and when reading */
	__u32 pad0;
};

#define BURIN_PUBLISH_END	(1u << 0)	/* no more for this stream; the next one follows */

struct burin_publish {
	__u32 size;
	__u32 flags;			/* BURIN_PUBLISH_* */
	__u64 slots;			/* struct burin_slot[count] */
	__u32 count;			/* 0 with END: only that */
	__u32 pad0;
};

/* how a slot ended */
#define BURIN_SLOT_DONE		0	/* its command ended GOOD, or as good as that */
#define BURIN_SLOT_FAILED	1	/* its command did not */
#define BURIN_SLOT_UNUSED	2	/* the streams ended before its turn */

struct burin_done {
	__u64 sequence;
	__u64 tag;
	__u32 slot;
	__u32 length;			/* bytes moved */
	__u32 checksum;			/* of these, when reading */
	__u8 how;			/* BURIN_SLOT_* */
	__u8 key, asc, ascq;		/* of one that failed */
};

struct burin_complete {
	__u32 size;
	__u32 flags;			/* 0 */
	__u64 done;			/* struct burin_done[count] */
	__u32 count;			/* in: room; out: how many */
	__u32 least;			/* wait for so many, or the end of the streams */
	__u32 wait_ms;			/* ... but no longer; 0: do not wait */
	__u32 pad0;
};

#define BURIN_CANCEL_ORPHAN	(1u << 0)	/* what is published is still written */

struct burin_cancel {
	__u32 size;
	__u32 flags;			/* BURIN_CANCEL_* */
};

struct burin_adopt {
	__u32 size;
	__u32 flags;			/* 0 */
	__u32 generation;		/* of the burn that is meant */
	/* out */
	__u32 new_generation;
	char name[BURIN_NAME_MAX];	/* in: the new owner's */
};

#define BURIN_UNIT_OWNED	(1u << 0)
#define BURIN_UNIT_MINE		(1u << 1)	/* by the file that asks */
#define BURIN_UNIT_RUNNING	(1u << 2)	/* a burn, or an epilogue */
#define BURIN_UNIT_DESERTED	(1u << 3)	/* the owner's file is gone */
#define BURIN_UNIT_LOST		(1u << 4)	/* a command has not come back in time */
#define BURIN_UNIT_STARVING	(1u << 5)	/* the drive waits for data */
#define BURIN_UNIT_RESULT	(1u << 6)	/* run tells of a burn or epilogue, or the last */

struct burin_unit_state {
	__u32 size;
	__u32 flags;			/* 0 */
	__u64 note;			/* where the note goes, for the owner's user; 0: nowhere */
	__u32 note_len;			/* in: room there; out: its length */
	/* out */
	__u32 unit;			/* BURIN_UNIT_* */
	__u32 generation;
	__u32 owner_pid, owner_uid;	/* in the namespaces of the caller */
	__u32 feeding;			/* the stream that PUBLISH goes on with */
	__u64 next_sequence;		/* ... and its number */
	__u64 fed_bytes;		/* published of that stream */
	__u64 done_sequence;		/* slots below it are done */
	__u32 slot_bytes, slots, stride;
	__u32 checksum;
	__u32 used_slots;		/* published and not yet done */
	__u32 lowest_slots;		/* ... at the lowest, since the first command of a stream */
	__u32 buffer_total, buffer_free;	/* the drive's, as last probed; 0: unknown */
	__u64 commands;			/* sent for streams and epilogue */
	__u32 dry;			/* times the ring ran dry */
	__u32 remapped;			/* times memory for a command had to be asked for again */
	__u32 relocked;			/* times the door was locked again */
	__u32 pad0;
	char name[BURIN_NAME_MAX];
	struct burin_run_state run;
	__u64 fed_tag;			/* of the slot published last; 0: there is none */
};

struct burin_release {
	__u32 size;
	__u32 flags;			/* 0 */
};

#define BURIN_BIND_READ_ONLY	(1u << 0)
#define BURIN_BIND_THROUGH	(1u << 1)	/* a write ends when its packet is written */
#define BURIN_BIND_VERIFY	(1u << 2)	/* what is synchronised is read back */

#define BURIN_CACHE_PACKETS_MAX	8192

struct burin_bind {
	__u32 size;
	__u32 flags;			/* BURIN_BIND_* */
	__u64 restore;			/* struct burin_epilogue *: after a reset; 0: nothing */
	__u32 packet_blocks;		/* of 2048 bytes: 16 or 32 */
	__u32 blocks;			/* of the medium; whole packets */
	__u32 cache_packets;		/* kept in memory: 8 to BURIN_CACHE_PACKETS_MAX */
	__u32 delay_ms;			/* longest that a packet waits to become whole */
	/* out */
	__u32 major, minor;		/* of the block device */
};

struct burin_unbind {
	__u32 size;
	__u32 flags;			/* 0 */
};

struct burin_packet_state {
	__u32 size;
	__u32 flags;			/* in: 0; out: BURIN_BIND_* */
	/* out */
	__u32 major, minor;		/* of the block device */
	__u32 packet_blocks, blocks, cache_packets, delay_ms;
	__u32 dirty;			/* packets that are not written */
	__u32 unsynced;			/* ... written, and not synchronised */
	__u32 opened;			/* 1: somebody has it open */
	__s32 error;			/* 0, or the errno that has ended all */
	__u64 blocks_asked;		/* written by others */
	__u64 blocks_written;		/* ... to the drive */
	__u64 blocks_gathered;		/* read because packets lacked them */
	__u64 packets_whole, packets_gathered;
	__u64 flushes, syncs;		/* asked for; sent to the drive */
	__u64 resets, retries;
	__u64 failed;			/* packets given up */
	__u32 failed_number;		/* the last of these */
	__u8 key, asc, ascq;		/* ... and why */
	__u8 pad0;
};

/* what a record of read() tells */
#define BURIN_REPORT_STATE	1	/* phase, stream or step, or the drive's progress */
#define BURIN_REPORT_DRY	2	/* the ring ran dry */
#define BURIN_REPORT_FAILED	3	/* the first failure */
#define BURIN_REPORT_DONE	4
#define BURIN_REPORT_DESERTED	5	/* the owner's file is gone */
#define BURIN_REPORT_ADOPTED	6
#define BURIN_REPORT_LOST	7	/* a command has not come back in time */
#define BURIN_REPORT_FOUND	8	/* ... but later */
#define BURIN_REPORT_GONE	9	/* the drive */

struct burin_report {
	__u32 kind;			/* BURIN_REPORT_* */
	__u32 lost;			/* records dropped before this one */
	__u64 time_ns;			/* CLOCK_MONOTONIC */
	__u32 generation;
	__u32 stream;
	__u32 step;
	__u8 phase, end, failed, closed;
	__u64 written;
	__u64 acknowledged;
	__u32 progress;
	__u8 key, asc, ascq, host;	/* of a failure */
};

#endif
