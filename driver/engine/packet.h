/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Packets: single blocks for a medium that is written in packets. A machine without
 * I/O, clock and allocation, like the sequencer. It keeps what is written, gathers it
 * until packets are whole, reads what they lack, and writes them in rising order.
 *
 *	burin_packets_init(&packets, &config, slots, heads);
 *	burin_packets_submit(&packets, &request) as requests come
 *	loop: burin_packets_next(&packets, now, &action), do action
 *
 * COMMAND   carry it out, with the memory of action.slot; its end is told by
 *           burin_packets_finished(). There is at most one under way.
 * TAKE      copy the request's data into the slot.
 * GIVE      copy the slot's blocks into the request.
 * MERGE     copy blocks from slot `from` to `slot`, those in mask.
 * CLEAR     zeros into those blocks of `slot`.
 * COMPARE   blocks of both; burin_packets_compared() tells whether they are equal.
 * COMPLETE  the request is over, with action.error (0, or a negative errno).
 * WAIT      until action.until, the command's end, or a new request.
 *
 * Memory: config.slots slots of one packet each, and one more, the last, to read into.
 * A request must lie within one packet, except DISCARD. It belongs to the machine from
 * its submission to its COMPLETE.
 *
 * What flushing means: FLUSH ends well when everything whose COMPLETE came before its
 * submission was written, a SYNCHRONIZE CACHE after that ended GOOD, and (VERIFY) it was
 * read back and is the same. Until then the machine keeps what was written, so that
 * a drive that was reset gets it again. A WRITE completes when its data are here; with
 * THROUGH, when their packet was written.
 *
 * What goes wrong: a packet that cannot be read is not written, and one that cannot be
 * written is given up, after as many tries as make sense. It is told to the WRITEs that
 * wait for it, to the FLUSHes that would have covered it, or else to the next one.
 * When the drive or the medium has gone, everything fails with what burin_packets_ended()
 * tells.
 */
#ifndef BURIN_ENGINE_PACKET_H
#define BURIN_ENGINE_PACKET_H

#include "sense.h"

#define BURIN_PACKET_BLOCKS_MAX	32
#define BURIN_PACKET_SLOTS_MIN	8

enum burin_packets_flags {
	BURIN_PACKETS_THROUGH = 1, BURIN_PACKETS_VERIFY = 2,
};

/* What a request ends with, besides 0 and what burin_packets_end() was given: Linux's errnos. */
enum burin_packet_error {
	BURIN_PACKET_FAILED = -5,	/* EIO: of the medium, or the drive */
	BURIN_PACKET_GONE = -6,		/* ENXIO: the drive, or its medium */
};

struct burin_packet_config {
	__u32 packet_blocks;	/* a power of two, at most BURIN_PACKET_BLOCKS_MAX */
	__u32 blocks;		/* of the medium, whole packets */
	__u32 slots;		/* at least BURIN_PACKET_SLOTS_MIN */
	__u32 heads;		/* of the map: a power of two */
	__u32 flags;		/* BURIN_PACKETS_* */
	__u32 delay_ms;		/* longest that a packet waits to become whole */
};

enum burin_packet_kind {
	BURIN_PACKET_READ = 0, BURIN_PACKET_WRITE, BURIN_PACKET_FLUSH, BURIN_PACKET_DISCARD,
};

struct burin_packet_request {
	/* the caller's */
	enum burin_packet_kind kind;
	__u32 block, count;	/* none of a FLUSH */
	/* the machine's */
	__u32 epoch;		/* of a FLUSH */
	__s32 error;
	__u8 alone;		/* a READ whose packet could not be read: its blocks only */
	struct burin_packet_request *next;
};

struct burin_packet_queue {
	struct burin_packet_request *first, **last;
};

/* One packet of the medium, in memory. Private to the machine. */
struct burin_packet {
	__u32 number;
	__u32 next;		/* in the map's chain */
	__u32 valid;		/* blocks that are here */
	__u32 dirty;		/* ... and not written */
	__u32 unsynced;		/* ... written, and not synchronised since */
	__u32 epoch;		/* of the oldest dirty block */
	__u32 sent_epoch;	/* ... unsynced block */
	__u32 newest;		/* of the last block written to it */
	__u64 since;		/* ns: dirty since */
	__u64 used;		/* order of use */
	__u8 present;
	__u8 tries;		/* writes that were in vain */
	__u8 unverified;	/* synchronised, and to be read back */
	struct burin_packet_queue waiting;	/* THROUGH: WRITEs that complete with it */
};

enum burin_packet_act {
	BURIN_PACKET_WAIT = 0, BURIN_PACKET_COMMAND, BURIN_PACKET_TAKE, BURIN_PACKET_GIVE,
	BURIN_PACKET_MERGE, BURIN_PACKET_CLEAR, BURIN_PACKET_COMPARE, BURIN_PACKET_COMPLETE,
};

struct burin_packet_action {
	enum burin_packet_act act;
	struct burin_packet_request *request;
	__s32 error;		/* of COMPLETE */
	__u32 slot, from;
	__u32 first, count;	/* blocks in the slot: of TAKE, GIVE and COMMAND */
	__u32 mask;		/* of MERGE, CLEAR and COMPARE */
	__u64 until;		/* ns; ~0: no end */
	/* COMMAND */
	__u8 cdb[BURIN_CDB_MAX];
	__u8 cdb_len;
	__u8 direction;
	__u32 timeout_ms;
};

/* How the command ended. */
struct burin_packet_result {
	__u8 not_sent;		/* it could not be: nothing else is valid */
	__u8 host;		/* BURIN_HOST_* */
	__u8 status;
	__u32 transferred;
	struct burin_sense sense;	/* valid with CHECK CONDITION only */
};

/* For whoever looks on. */
struct burin_packet_stats {
	__u64 blocks_asked;	/* WRITEs' */
	__u64 blocks_written;	/* WRITE commands' */
	__u64 blocks_gathered;	/* read because packets lacked them */
	__u64 packets_whole;	/* written without being read */
	__u64 packets_gathered;
	__u64 flushes, syncs, resets, retries;
	__u64 failed;		/* packets given up */
	__u32 failed_number;	/* the last of these */
	__u8 failed_key, failed_asc, failed_ascq;
};

enum burin_packet_flight {
	BURIN_FLIGHT_NONE = 0,
	BURIN_FLIGHT_READ,	/* for a READ */
	BURIN_FLIGHT_GATHER,	/* what a packet lacks */
	BURIN_FLIGHT_WRITE,
	BURIN_FLIGHT_SYNC,
	BURIN_FLIGHT_VERIFY,
};

struct burin_packets {
	struct burin_packet_config config;
	struct burin_packet *slots;
	__u32 *heads;
	struct burin_packet_queue waiting;	/* READs, WRITEs, DISCARDs that are not served */
	struct burin_packet_queue flushes;
	struct burin_packet_queue done;		/* COMPLETE is due */
	struct burin_packet_stats stats;
	__u32 all;		/* the mask of a whole packet */
	__u32 limit;		/* packets that may be dirty or unsynced: READs need room, too */
	__u32 epoch;		/* of what is written now */
	__u32 dirty;		/* packets */
	__u32 unsynced;		/* packets that are not dirty */
	__u32 position;		/* the packet after the one last written */
	__u64 clock;		/* counts uses */
	__u64 written_at;	/* ns: the last WRITE ended */
	__s32 ended;
	__s32 owed;		/* an error that no FLUSH has been told */
	__u8 draining;		/* memory is short: packets are written before they are due */
	__u8 verifying;		/* after SYNCHRONIZE CACHE: packets are read back */
	__u8 alone;		/* the packet last written failed before: synchronised by itself */
	__u8 reading;		/* whose turn it is */
	__u8 gathered;		/* packets, in this sweep; then they are written */
	__u8 sweeping;		/* what is whole is written before more is gathered */
	__u64 turn_since;
	/* the command under way, or the one to be repeated */
	enum burin_packet_flight flight;
	__u8 sent;
	__u8 arrived;		/* what it read is to be merged, or compared */
	__u8 blank;		/* ... but nothing is recorded there */
	__u32 slot, first, count;
	__u32 tries;
	__u32 strikes;		/* of these: not because the drive was not ready */
	struct burin_packet_request *reader;
	__u64 began;		/* ns: its first trouble; 0: none yet */
	__u64 wake;		/* ns: before this it is not repeated */
};

/* 0, or -1: the configuration is none. slots: config->slots; heads: config->heads of them. */
int burin_packets_init(struct burin_packets *packets, const struct burin_packet_config *config,
		       struct burin_packet *slots, __u32 *heads);
void burin_packets_submit(struct burin_packets *packets, struct burin_packet_request *request);
void burin_packets_next(struct burin_packets *packets, __u64 now,
			struct burin_packet_action *action);
void burin_packets_finished(struct burin_packets *packets,
			    const struct burin_packet_result *result, __u64 now);
/* A unit attention that a command of somebody else's was told. */
void burin_packets_attention(struct burin_packets *packets, const struct burin_sense *sense);
/* After COMPARE, before anything else. */
void burin_packets_compared(struct burin_packets *packets, int equal);
/* Everything fails with this errno from now on, once the command under way has ended. */
void burin_packets_end(struct burin_packets *packets, __s32 error);
/* 0: it goes on. */
static inline __s32 burin_packets_ended(const struct burin_packets *packets)
{
	return packets->ended;
}

#endif
