/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volatile write buffer and the laser that empties it, as time passes.
 * Blocks leave in the order they came. Sequential media keep only counts here
 * (their data stand in the file already, not yet marked recorded); overwritable
 * ones keep the data, for old data must outlive a power cut.
 */
#ifndef EMU_BUFFER_H
#define EMU_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alloc.h"

struct burin_emulator;

enum emu_laser {
	EMU_LASER_IDLE = 0,	/* nothing to write */
	EMU_LASER_FILL,		/* waits for enough data to start or go on */
	EMU_LASER_ARM,		/* starts to write at "at" */
	EMU_LASER_RUN,		/* the head of the buffer is recorded at "at" */
};

struct emu_buffer {
	uint32_t capacity, used;	/* blocks */
	enum emu_laser laser;
	uint64_t at;
	uint64_t last_in;		/* when data came last */
	uint64_t running_since;		/* when the laser started last */
	bool flush;			/* empty it whatever the fill */
	bool started;			/* was writing since the medium was loaded */
	bool paused;			/* FILL after an underrun */
	uint32_t delay_ms;		/* before the laser starts next: a lead-in */
	uint32_t next;			/* sequential: LBA of the block to come next */
	uint32_t track;			/* sequential: index of the track written */
	uint32_t *lba;			/* overwritable: ring of capacity entries */
	uint8_t *data;
	uint32_t head;
	uint32_t settled;		/* overwritable: drained entries not yet in the file */
};

/* For the kind and settings in force, empty; -ENOMEM leaves the one there was. */
int emu_buffer_prepare(struct burin_emulator *emu) bur_must_check;
void emu_buffer_free(struct burin_emulator *emu);

/* The laser works until that time. */
void emu_buffer_run(struct burin_emulator *emu, uint64_t until);

/* Does not wait for a better fill. */
void emu_buffer_start(struct burin_emulator *emu);

/* Some of these blocks wait in it. */
bool emu_buffer_holds(const struct burin_emulator *emu, uint32_t lba, uint32_t count);

/* Lets time pass until count blocks fit, or half of the buffer is free; until it is empty. */
void emu_buffer_make_room(struct burin_emulator *emu, uint32_t count);
void emu_buffer_drain(struct burin_emulator *emu);

/* Sequential: the next blocks, waiting for room. */
void emu_buffer_take(struct burin_emulator *emu, uint32_t count);

/* Account for blocks put in: emu->buffer.used grew. */
void emu_buffer_filled(struct burin_emulator *emu);
void emu_buffer_drop(struct burin_emulator *emu);

/*
 * What a power cut leaves: the blocks of the oldest unit; that unit recorded at once, or (not
 * sequential) never; no more than the first blocks kept.
 */
uint32_t emu_buffer_head(const struct burin_emulator *emu);
void emu_buffer_record(struct burin_emulator *emu);
void emu_buffer_skip(struct burin_emulator *emu);
void emu_buffer_cut(struct burin_emulator *emu, uint32_t blocks);

static inline uint32_t emu_buffer_room(const struct emu_buffer *b)
{
	return b->capacity - b->used;
}

#endif
