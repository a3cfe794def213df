/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The note that a burn leaves with the driver, for a process that adopts it: what the feeder of a
 * burn must know of its program, and bytes of whoever started it.
 *
 * Bytes 0-10 "BURIN BURN" and 0, 11 version (1), 12-15 length of all, 16-17 streams, 18-19 steps;
 * of each stream 24 bytes: 0-3 LBA, 4-7 block size, 8-11 blocks in a command, 12-15 direction,
 * 16-23 declared blocks; of each step 4 bytes: its flags; then the starter's bytes; the last four
 * are the CRC-32C of all before them. All numbers big-endian.
 */
#ifndef BUR_TRANSPORT_NOTE_H
#define BUR_TRANSPORT_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "../../driver/engine/plan.h"

/* Bytes of the note, or 0: so many streams and bytes find no room in it. */
size_t bur_note_put(uint8_t note[BURIN_NOTE_MAX], const struct burin_program *program,
		    const void *bytes, size_t n);

/* What a note holds, on the heap. */
struct bur_note {
	struct burin_program program;	/* only what the note tells */
	const uint8_t *bytes;		/* the starter's */
	size_t n;
};

/* NULL: not an intact note of a version known, or no memory. Free with bur_note_free(). */
struct bur_note *bur_note_get(const uint8_t *note, size_t n);
void bur_note_free(struct bur_note *note);	/* NULL is fine */

#endif
