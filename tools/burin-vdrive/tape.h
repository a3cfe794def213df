/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tape: every command with the data it brought, for whoever plays a drive's life once more. It is a
 * file of records in the machine's byte order: a struct tape_record, then `bytes` of data.
 */
#ifndef VDRIVE_TAPE_H
#define VDRIVE_TAPE_H

#include <stdint.h>
#include <stdio.h>

struct tape_record {
	uint64_t began, ended;	/* ns of CLOCK_MONOTONIC: taken from the ring, answered */
	uint8_t cdb[16];
	uint8_t status;		/* SCSI status that the host was given */
	uint8_t key, asc, ascq;	/* ... with sense data; else 0 */
	uint32_t bytes;		/* of data from the host */
};

/* A tape that cannot be written ends with a torn record, and nothing follows. */
void tape_put(FILE *tape, const struct tape_record *record, const void *data);

#endif
