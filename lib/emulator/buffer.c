/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/buffer.h"

#include <errno.h>

#include "emulator/drive.h"

#define IDLE_START (2 * EMU_SECOND)	/* the drive writes a little data after so long */
#define SEEK (100 * EMU_MS)

static uint32_t wanted_capacity(const struct burin_emulator *emu)
{
	const struct emu_kind *kind = emu->kind;
	uint32_t bytes = emu->settings.buffer_bytes ? emu->settings.buffer_bytes
						    : kind->buffer_bytes;
	uint32_t capacity = bytes / BURIN_BLOCK_SIZE / kind->unit * kind->unit;
	uint32_t least = kind->unit > 16 ? 4 * kind->unit : 64;

	return capacity > least ? capacity : least;
}

/* The old one stays when there is no memory for the new; where writing stands stays too. */
int emu_buffer_prepare(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;
	struct emu_buffer fresh = { .capacity = wanted_capacity(emu), .track = b->track,
				    .next = b->next, .started = b->started };

	if (!emu->kind->sequential) {
		fresh.lba = bur_array(fresh.capacity, sizeof(fresh.lba[0]));
		fresh.data = bur_array(fresh.capacity, BURIN_BLOCK_SIZE);
		if (!fresh.lba || !fresh.data) {
			bur_free(fresh.lba);
			bur_free(fresh.data);
			return -ENOMEM;
		}
	}
	emu_buffer_free(emu);
	*b = fresh;
	emu->stats.buffer_bytes = b->capacity * BURIN_BLOCK_SIZE;
	return 0;
}

void emu_buffer_free(struct burin_emulator *emu)
{
	bur_free(emu->buffer.lba);
	bur_free(emu->buffer.data);
	emu->buffer = (struct emu_buffer){ 0 };
}

/* The oldest blocks that are recorded as one, at most a unit; whole: nothing can join them. */
static uint32_t head_run(const struct burin_emulator *emu, uint32_t *lba, bool *whole)
{
	const struct emu_buffer *b = &emu->buffer;
	uint32_t unit = emu->kind->unit, n = 1;

	if (emu->kind->sequential) {
		*lba = b->next - b->used;
		n = unit - *lba % unit;
		*whole = b->used >= n;
		return b->used < n ? b->used : n;
	}
	*lba = b->lba[b->head];
	while (n < b->used && (*lba + n) % unit && b->lba[(b->head + n) % b->capacity] == *lba + n)
		n++;
	*whole = n < b->used || (*lba + n) % unit == 0;
	return n;
}

/* When the head may be recorded, seen from now; sequential media wait for whole units. */
static uint64_t startable_at(const struct burin_emulator *emu)
{
	const struct emu_buffer *b = &emu->buffer;
	uint64_t idle = b->last_in + IDLE_START;
	uint32_t lba;
	bool whole;

	if (b->flush)
		return emu->now;
	head_run(emu, &lba, &whole);
	if (emu->kind->sequential && !whole)
		return EMU_NEVER;
	if ((uint64_t)b->used * 5 >= (uint64_t)b->capacity * 4)
		return emu->now;
	return idle > emu->now ? idle : emu->now;
}

static uint64_t head_time(const struct burin_emulator *emu)
{
	const struct emu_buffer *b = &emu->buffer;
	uint32_t lba, n;
	bool whole;

	n = head_run(emu, &lba, &whole);
	return emu_block_time(emu, lba, n, true) +
	       (!emu->kind->sequential && lba != b->next ? SEEK : 0);
}

static void arm(struct burin_emulator *emu, uint64_t at)
{
	struct emu_buffer *b = &emu->buffer;
	const struct emu_times *times = &emu->kind->times;

	b->at = at + ((b->started ? times->link : times->first_write) + b->delay_ms) * EMU_MS;
	if (!b->started)
		b->at += emu->settings.start;
	b->delay_ms = 0;
	b->running_since = b->at;
	b->started = true;
	b->laser = EMU_LASER_ARM;
}

/* The laser goes on to the next unit, or stops: done, or out of data. */
static void go_on(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;
	bool whole = false;
	uint32_t lba;

	if (b->used)
		head_run(emu, &lba, &whole);
	if (whole || (b->used && b->flush)) {
		b->at += head_time(emu);
		return;
	}
	if (b->flush) {
		b->laser = EMU_LASER_IDLE;
		b->flush = false;
		return;
	}
	emu->stats.underruns++;
	b->laser = b->used ? EMU_LASER_FILL : EMU_LASER_IDLE;
	if (emu->kind->recording->lost && emu->kind->recording->lost(emu)) {
		b->used = 0;
		b->laser = EMU_LASER_IDLE;
	}
}

static void record_head(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t lba, n;
	bool whole;

	n = head_run(emu, &lba, &whole);
	if (!emu->kind->sequential) {
		b->head = (b->head + n) % b->capacity;
		b->settled += n;
		b->next = lba + n;
	}
	b->used -= n;
	emu->stats.blocks_recorded += n;
	emu->kind->recording->drained(emu, lba, n);
	go_on(emu);
}

void emu_buffer_run(struct burin_emulator *emu, uint64_t until)
{
	struct emu_buffer *b = &emu->buffer;

	while (b->used) {
		if (b->at < emu->frozen_until)
			b->at = emu->frozen_until;
		if (b->laser == EMU_LASER_IDLE)
			b->laser = EMU_LASER_FILL;
		if (b->laser == EMU_LASER_FILL) {
			uint64_t start = startable_at(emu);

			if (start > until)
				break;
			arm(emu, start > b->at ? start : b->at);
		}
		if (b->at > until)
			break;
		if (b->laser == EMU_LASER_ARM) {
			b->laser = EMU_LASER_RUN;
			b->at += head_time(emu);
		} else {
			record_head(emu);
		}
	}
	if (b->settled)
		emu->kind->recording->settle(emu);
}

static bool armed(const struct emu_buffer *b)
{
	return b->laser == EMU_LASER_ARM || b->laser == EMU_LASER_RUN;
}

void emu_buffer_start(struct burin_emulator *emu)
{
	if (emu->buffer.used && !armed(&emu->buffer))
		arm(emu, emu->now);
}

void emu_buffer_make_room(struct burin_emulator *emu, uint32_t count)
{
	struct emu_buffer *b = &emu->buffer;

	if (count > b->capacity / 2)
		count = b->capacity / 2;
	while (emu_buffer_room(b) < count) {
		emu_buffer_start(emu);
		emu_advance(emu, b->at > emu->now ? b->at - emu->now : 0);
	}
}

void emu_buffer_drain(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;

	while (b->used) {
		b->flush = true;
		emu_advance(emu, armed(b) && b->at > emu->now ? b->at - emu->now : 0);
	}
}

void emu_buffer_filled(struct burin_emulator *emu)
{
	emu->buffer.last_in = emu->now;
}

void emu_buffer_take(struct burin_emulator *emu, uint32_t count)
{
	struct emu_buffer *b = &emu->buffer;

	while (count) {
		uint32_t part = emu_buffer_room(b);

		if (!part) {
			emu_buffer_make_room(emu, count);
			continue;
		}
		if (part > count)
			part = count;
		b->next += part;
		b->used += part;
		count -= part;
		emu_buffer_filled(emu);
	}
}

void emu_buffer_record(struct burin_emulator *emu)
{
	emu->buffer.flush = true;
	record_head(emu);
	if (emu->buffer.settled)
		emu->kind->recording->settle(emu);
}

uint32_t emu_buffer_head(const struct burin_emulator *emu)
{
	uint32_t lba;
	bool whole;

	return emu->buffer.used ? head_run(emu, &lba, &whole) : 0;
}

void emu_buffer_skip(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t n = emu_buffer_head(emu);

	b->head = (b->head + n) % b->capacity;
	b->used -= n;
}

void emu_buffer_cut(struct burin_emulator *emu, uint32_t blocks)
{
	struct emu_buffer *b = &emu->buffer;

	if (blocks >= b->used)
		return;
	if (emu->kind->sequential)
		b->next -= b->used - blocks;
	b->used = blocks;
}

void emu_buffer_drop(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;

	b->used = 0;
	b->settled = 0;
	b->laser = EMU_LASER_IDLE;
	b->flush = false;
	b->started = false;
	b->delay_ms = 0;
}

bool emu_buffer_holds(const struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	const struct emu_buffer *b = &emu->buffer;

	if (!b->used)
		return false;
	if (emu->kind->sequential)
		return lba < b->next && (uint64_t)lba + count > b->next - b->used;
	for (uint32_t i = 0; i < b->used; i++) {
		uint32_t held = b->lba[(b->head + i) % b->capacity];

		if (held >= lba && held - lba < count)
			return true;
	}
	return false;
}
