/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mailbox that the kernel shares with a handler (Documentation/target/tcmu-design in
 * its source): a ring of entries, and an area of data they point into. The memory is the
 * kernel's to write too, so each value is copied out once and then checked.
 */
#ifndef VDRIVE_RING_H
#define VDRIVE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	int fd;			/* readable when there may be entries */
	uint8_t *map;
	size_t size;
	uint32_t entries;	/* where the entries begin in the map, and their bytes */
	uint32_t entries_size;
};

/* One command that waits for its answer: ring_answer() takes it off. */
struct ring_command {
	uint32_t at, length;	/* of its entry */
	uint16_t id;
	uint8_t cdb[16];
	uint8_t cdb_len;
	uint32_t pieces;	/* of data */
	size_t bytes;		/* in all pieces */
};

struct ring_answer {
	uint8_t status;
	const uint8_t *sense;	/* of a CHECK CONDITION */
	size_t sense_len;
	uint32_t received;	/* bytes for the host; 0: all or none, as the status says */
};

/* 0 or a negated errno; -EPROTO: not a mailbox that is understood. */
int ring_open(struct ring *ring, unsigned int uio);
void ring_close(struct ring *ring);

/*
 * The next command: 1; 0: none. -EPROTO: the ring is broken, and nothing more can be taken
 * from it. The same command until it is answered.
 */
int ring_next(struct ring *ring, struct ring_command *command);

/* Whether the host has given this command up, told by an entry behind it. */
bool ring_aborted(const struct ring *ring, const struct ring_command *command);

/* A piece's place in the map; the sum of all has been checked by ring_next(). */
uint8_t *ring_piece(const struct ring *ring, const struct ring_command *command, uint32_t k,
		    size_t *length);

int ring_answer(struct ring *ring, const struct ring_command *command,
		const struct ring_answer *answer);

/* Takes the news that poll() told of. A negated errno when the kernel has removed the device. */
int ring_acknowledge(struct ring *ring);

#endif
