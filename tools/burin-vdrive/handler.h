/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands from the ring, carried out by the emulated drive, answered when their time has come. */
#ifndef VDRIVE_HANDLER_H
#define VDRIVE_HANDLER_H

#include <burin/emulator.h>

#include "ring.h"
#include "tape.h"

struct handler {
	struct ring ring;
	struct burin_emulator *emu;
	unsigned int number;
	double clock;			/* 0: the drive takes no time */

	uint8_t *buffer;		/* for data in several pieces */
	size_t buffer_size;

	bool held;			/* an answer that is not due yet */
	struct ring_command command;
	struct burin_emulator_command answer;
	FILE *tape;			/* NULL: nothing is recorded */
	uint64_t began;			/* the command; nanoseconds of the monotonic clock */
	uint64_t due;			/* nanoseconds of the monotonic clock */
	uint64_t returns;		/* when the drive comes back by itself; 0: it does not */
};

void handler_set_clock(struct handler *handler, double factor);

/* Lets a drive that takes no time come to the end of what it does by itself. */
void handler_settle(struct handler *handler);

/* Answers what can be answered now. A negative value: the ring is of no more use. */
int handler_run(struct handler *handler);

/* Milliseconds until handler_run() has something to do without news; -1: nothing. */
int handler_patience(const struct handler *handler);

void handler_free(struct handler *handler);

#endif
