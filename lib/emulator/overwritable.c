/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Media written at any place, any number of times. Data wait in the buffer
 * until the laser is through with them, so that old blocks outlive a power cut.
 */
#include "emulator/drive.h"
#include "emulator/mrw.h"

#include <string.h>

#define MAP_BLOCKS 512u		/* the map follows the data at most so far behind */

void emu_overwritable_blank(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state)
{
	*state = (struct emu_state){ .blocks = blocks, .track_count = 1,
				     .is_cd = kind->family == EMU_CD };
	state->tracks[0] = (struct emu_track){ .end = blocks, .session = 1, .control = 4,
					       .data_mode = 1 };
}

uint32_t emu_overwritable_format(struct burin_emulator *emu, uint32_t blocks, uint32_t recorded)
{
	struct emu_state *s = &emu->state;

	if (emu_store_discard(emu->store, 0, emu_store_blocks(emu->store)))
		return EMU_SENSE(3, 0x31, 0x01);
	emu_store_clear_map(emu->store);
	if (emu_store_flush_map(emu->store))
		return EMU_SENSE(3, 0x31, 0x01);
	s->blocks = blocks;
	s->formatted = true;
	s->format_frontier = recorded;
	s->sessions_closed = 1;
	s->tracks[0].state = EMU_TRACK_COMPLETE;
	s->tracks[0].recorded = blocks;
	s->tracks[0].end = blocks;
	return 0;
}

static bool unit_recorded(const struct burin_emulator *emu, uint32_t unit)
{
	if (emu->state.background == 3)
		return true;
	return (unit + 1) * emu->kind->unit <= emu->state.format_frontier ||
	       emu_store_marked(emu->store, unit);
}

static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	uint32_t unit = emu->kind->unit, n = 0;

	*why = emu->kind->unrecorded;
	while (n < count && unit_recorded(emu, (lba + n) / unit)) {
		uint32_t part = unit - (lba + n) % unit;

		n += part < count - n ? part : count - n;
	}
	return n;
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t why;

	if (!emu->state.formatted)
		return EMU_NOT_FORMATTED;
	if ((uint64_t)lba + count > emu->kind->recording->readable_end(emu))
		return EMU_OUT_OF_RANGE;
	/* Stopped formatting: a lead-out stands behind what was formatted. */
	if (emu->state.background == 1 && readable(emu, lba, count, &why) < count)
		return EMU_BAD_WRITE_ADDRESS;
	return 0;
}

static void put(struct emu_buffer *b, uint32_t lba, uint32_t count, const uint8_t *data)
{
	while (count) {
		uint32_t at = (b->head + b->used) % b->capacity;
		uint32_t n = b->capacity - at < count ? b->capacity - at : count;

		memcpy(b->data + (size_t)at * BURIN_BLOCK_SIZE, data, (size_t)n * BURIN_BLOCK_SIZE);
		for (uint32_t i = 0; i < n; i++)
			b->lba[at + i] = lba + i;
		b->used += n;
		lba += n;
		data += (size_t)n * BURIN_BLOCK_SIZE;
		count -= n;
	}
}

/* Mt. Rainier: until the cache is synchronised the disc's tables are behind its data. */
static uint32_t note_dirty(struct burin_emulator *emu)
{
	if (emu->state.form != EMU_FORM_MRW || emu->state.dirty)
		return 0;
	emu->state.dirty = true;
	return emu_save(emu);
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t code = note_dirty(emu);

	if (code || emu->drop_write)
		return code;
	lba = emu_target(emu, lba, count);
	while (count) {
		uint32_t part = emu_buffer_room(b);

		if (!part) {
			emu_buffer_make_room(emu, count);
			continue;
		}
		if (part > count)
			part = count;
		put(b, lba, part, data);
		emu_buffer_filled(emu);
		lba += part;
		data += (size_t)part * BURIN_BLOCK_SIZE;
		count -= part;
	}
	return 0;
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	(void)emu;
	(void)lba;
	(void)count;
}

static void write_run(struct burin_emulator *emu, uint32_t at, uint32_t n)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t lba = b->lba[at], unit = emu->kind->unit;

	if (emu_store_write(emu->store, lba, n, b->data + (size_t)at * BURIN_BLOCK_SIZE)) {
		emu->deferred = EMU_WRITE_ERROR;
		emu->deferred_info = lba;
		return;
	}
	if (emu->state.background == 3)
		return;
	for (uint32_t u = lba / unit; u <= (lba + n - 1) / unit; u++)
		emu_store_mark(emu->store, u);
	emu->noted += n;
}

/* Data before the marks: a process killed between leaves blocks that were never there. */
static void settle(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t at = (b->head + b->capacity - b->settled) % b->capacity;

	while (b->settled) {
		uint32_t n = 1;

		while (n < b->settled && at + n < b->capacity && b->lba[at + n] == b->lba[at] + n)
			n++;
		write_run(emu, at, n);
		at = (at + n) % b->capacity;
		b->settled -= n;
	}
	if (emu->noted >= MAP_BLOCKS) {
		emu->noted = 0;
		if (emu_store_flush_map(emu->store))
			emu->deferred = EMU_WRITE_ERROR;
	}
}

static uint32_t synchronized(struct burin_emulator *emu)
{
	emu->noted = 0;
	if (emu_store_flush_map(emu->store))
		return EMU_WRITE_ERROR;
	emu->state.dirty = false;
	return emu_save(emu);
}

static void power_lost(struct burin_emulator *emu)
{
	emu_store_flush_map(emu->store);
	if (emu->state.background == 2)
		emu->state.background = 1;
}

static uint32_t capacity(const struct burin_emulator *emu)
{
	if (!emu->state.formatted)
		return 0;
	return emu_mrw_gaa(emu) ? emu_mrw_gaa_blocks(emu) : emu->state.blocks;
}

/* The general application area stands in the file behind the other blocks. */
static uint32_t readable_end(const struct burin_emulator *emu)
{
	if (!emu->state.formatted)
		return 0;
	return emu->state.blocks + (emu_mrw_gaa(emu) ? emu_mrw_gaa_blocks(emu) : 0);
}

static uint32_t finish_close(struct burin_emulator *emu)
{
	if (emu->state.background == 2)
		emu->state.background = 1;
	return synchronized(emu);
}

/* DVD+RW, Mt. Rainier: the background format stops (000b), with a lead-out (010b, 011b). */
static uint32_t close_medium(struct burin_emulator *emu, struct emu_request *req)
{
	const struct emu_times *times = &emu->kind->times;
	uint8_t function = req->cdb[2] & 7;
	uint32_t code;

	if (!(emu->kind->close_functions >> function & 1))
		return emu_bad_field(emu, 2, 2);
	code = emu_check_writable(emu);
	if (code)
		return code;
	if (!emu->state.formatted)
		return EMU_NOT_FORMATTED;
	return emu_operate(emu, EMU_OP_CLOSE,
			   function ? times->close_session : times->close_track, true,
			   finish_close, req->cdb[1] & 1);
}

static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	(void)emu;
	(void)req;
	return EMU_CANNOT_WRITE;
}

const struct emu_recording emu_overwritable = {
	.check = check,
	.accept = accept,
	.drained = drained,
	.settle = settle,
	.synchronized = synchronized,
	.power_lost = power_lost,
	.readable = readable,
	.readable_end = readable_end,
	.capacity = capacity,
	.close = close_medium,
	.reserve = reserve,
};
