/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Progress of every long operation, and its cancelling. */
#ifndef BURIN_PROGRESS_H
#define BURIN_PROGRESS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum burin_action {
	BURIN_ACTION_PREPARE = 0,	/* prologue: speed, calibration, format */
	BURIN_ACTION_WRITE,
	BURIN_ACTION_FLUSH,		/* synchronize cache */
	BURIN_ACTION_CLOSE,
	BURIN_ACTION_VERIFY,
	BURIN_ACTION_ERASE,
	BURIN_ACTION_FORMAT,
	BURIN_ACTION_READ,
	BURIN_ACTION_DONE,
};

const char *burin_action_name(enum burin_action action);

/* Filled in by the library, valid during the callback. Grows at its end only. */
struct burin_progress {
	enum burin_action action;
	uint32_t start_lba;
	uint64_t block_count;		/* 0: not known (a pipe) */
	uint64_t blocks_read;		/* taken from the source */
	uint64_t blocks_written;	/* answered GOOD by the drive (or compared, or erased) */
	uint32_t ring_total, ring_used;	/* bytes waiting in the ring */
	uint32_t buffer_total, buffer_used;	/* bytes in the drive; total 0: not told */
	uint64_t elapsed_ms;		/* on the recorder's clock: emulated drives have their own */
	uint64_t remaining_ms;		/* estimate; 0: none */
	uint32_t rate;			/* kB/s (1000 bytes), over the last seconds */
	uint32_t rate_1x;		/* kB/s of speed 1x of this medium; 0: none */
	uint16_t done_permille;		/* of an erase, format or close, as the drive tells */
};

/*
 * Called on the thread that runs the operation, never under a lock.
 * Non-zero cancels: the medium is closed as after burin_*_cancel().
 */
typedef int (*burin_progress_fn)(void *user, const struct burin_progress *progress);

#ifdef __cplusplus
}
#endif
#endif
