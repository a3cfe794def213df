/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packet writing: a rewritable medium as a block device of single blocks, to make a file system
 * on and to mount. burin's driver does it (burin_packet.ko); the device stays when the process
 * ends, until it is unbound or the drive is gone.
 */
#ifndef BURIN_PACKET_H
#define BURIN_PACKET_H

#include <burin/progress.h>
#include <burin/recorder.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_packet_writer;

int burin_packet_writer_new(struct burin_context *ctx, struct burin_packet_writer **out);
void burin_packet_writer_free(struct burin_packet_writer *writer);	/* NULL is fine */
void burin_packet_writer_set_recorder(struct burin_packet_writer *writer,
				      struct burin_recorder *rec);
/* Nobody can write to it. So it is with a medium that is write-protected, asked for or not. */
void burin_packet_writer_set_read_only(struct burin_packet_writer *writer, bool on);
/* A write ends when the drive has its packet, not when it is in memory: slow. */
void burin_packet_writer_set_through(struct burin_packet_writer *writer, bool on);
/* What is synchronised is read back and compared, for drives that are not trusted. */
void burin_packet_writer_set_verify(struct burin_packet_writer *writer, bool on);
/* Memory for packets, in bytes; 0: 16 MiB. At least 8 packets, at most 8192. What the driver allows is its parameter ring_unit_bytes. */
void burin_packet_writer_set_cache(struct burin_packet_writer *writer, uint64_t bytes);
/* Longest that a packet waits to become whole, in ms; 0: 5000. */
void burin_packet_writer_set_delay(struct burin_packet_writer *writer, uint32_t ms);

/*
 * Makes the medium ready and the recorder a block device. The recorder is the device's
 * then: of it only its strings may still be asked, until it is unreferenced. BURIN_E_RECORDER_REQUIRED,
 * BURIN_E_RUNNING; BURIN_E_RECORDER_BUSY: this writer has bound it already; BURIN_E_CANCELLED;
 * BURIN_E_NO_MEDIUM; -EACCES: this user may only read its node; -EINVAL: its host adapter does not carry
 * a packet at once; BURIN_E_MEDIUM_STATE: packets of another size; BURIN_E_NOT_FORMATTED:
 * burin_erase_run_format() with burin_erase_set_packets() comes first; BURIN_E_MEDIUM_UNSUPPORTED:
 * written once; BURIN_E_TRANSPORT: not by burin's driver, or burin_packet.ko is not there; -ENOSPC:
 * no memory is left for rings.
 */
int burin_packet_writer_run_bind(struct burin_packet_writer *writer, burin_progress_fn progress,
				 void *user);
void burin_packet_writer_cancel(struct burin_packet_writer *writer);	/* any thread */
/* "/dev/burinpacketN"; "" when nothing was bound. Owned by writer. */
const char *burin_packet_writer_get_device(const struct burin_packet_writer *writer);
const struct burin_detail *burin_packet_writer_get_detail(const struct burin_packet_writer *writer);

/*
 * By any node of a bound drive, or the block device's: what was written is recorded, a format in
 * the background stopped, the drive free. That lasts as long as writing and closing do; nothing ends it
 * before. BURIN_E_NO_RECORDER, BURIN_E_TRANSPORT, BURIN_E_GONE, -EACCES. detail (may be NULL) tells what failed. BURIN_E_NOT_BOUND;
 * BURIN_E_RECORDER_BUSY: it is open or mounted; -EPERM: another user's, or the node may only be read; BURIN_E_WRITE: it is unbound, and data
 * were lost.
 */
int burin_packet_unbind(const char *name, struct burin_detail *detail);

/* How a bound device is. Filled in by the library. Grows at its end only. */
struct burin_packet_status {
	uint32_t device;		/* N of /dev/burinpacketN */
	bool read_only, through, verify;
	bool open;			/* mounted, or somebody has it open */
	int error;			/* 0, or what has ended all: a negative errno */
	uint32_t packet_blocks, blocks;
	uint32_t cache_packets, delay_ms;
	uint32_t dirty;			/* packets in memory that are not written */
	uint32_t unsynced;		/* ... written, and not synchronised */
	uint64_t blocks_asked;		/* written by others since it was bound */
	uint64_t blocks_written;	/* ... to the drive */
	uint64_t blocks_gathered;	/* read because packets lacked them */
	uint64_t packets_whole, packets_gathered;
	uint64_t flushes, syncs;	/* asked for; sent to the drive */
	uint64_t resets, retries;
	uint64_t failed;		/* packets given up */
	uint32_t failed_lba;		/* the last of these, and why */
	uint8_t failed_key, failed_asc, failed_ascq;
};

/* For any user who may open the unit. BURIN_E_NOT_BOUND. */
int burin_packet_read_status(const char *name, struct burin_packet_status *status,
			     struct burin_detail *detail);

#ifdef __cplusplus
}
#endif
#endif
