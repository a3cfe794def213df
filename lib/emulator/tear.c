/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Power that goes while the laser is at work: what of the buffer is found on the medium. */
#include "core/bytes.h"
#include "emulator/fault.h"

static void record_all(struct burin_emulator *emu)
{
	while (emu->buffer.used)
		emu_buffer_record(emu);
}

static void keep_half(struct burin_emulator *emu)
{
	uint32_t blocks = emu_buffer_head(emu) / 2;

	if (!blocks)
		return;
	emu_buffer_cut(emu, blocks);
	record_all(emu);
}

static void keep_prefix(struct burin_emulator *emu)
{
	uint64_t units = emu->buffer.used / emu->kind->unit;

	for (units = emu_fault_random(emu->faults) % (units + 1); units; units--)
		emu_buffer_record(emu);
}

/* In a medium written in order a hole cannot be: there it is a prefix. */
static void keep_subset(struct burin_emulator *emu)
{
	if (emu->kind->sequential) {
		keep_prefix(emu);
		return;
	}
	while (emu->buffer.used) {
		if (emu_fault_random(emu->faults) >> 63)
			emu_buffer_record(emu);
		else
			emu_buffer_skip(emu);
	}
}

static void lose_link(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->buffer.track];
	struct emu_buffer *b = &emu->buffer;

	/* A CD's track counts what is in the buffer, too: one block more is in there. */
	if (emu->kind->family == EMU_CD) {
		b->used += b->used && t->recorded - t->start > b->used;
		return;
	}
	if (emu->kind->sequential) {
		if (t->state == EMU_TRACK_WRITING && t->recorded - t->start >= emu->kind->unit)
			t->recorded -= emu->kind->unit;
		return;
	}
	emu_buffer_cut(emu, emu_buffer_head(emu));
	for (uint32_t i = 0; i < b->used; i++) {
		uint8_t *p = b->data + (size_t)((b->head + i) % b->capacity) * BURIN_BLOCK_SIZE;

		for (uint32_t k = 0; k < BURIN_BLOCK_SIZE; k += 8)
			put_be64(p + k, emu_fault_random(emu->faults));
	}
	record_all(emu);
}

void emu_tear(struct burin_emulator *emu, enum emu_tear tear)
{
	static void (*const tears[EMU_TEARS])(struct burin_emulator *emu) = {
		[EMU_TEAR_HALF] = keep_half, [EMU_TEAR_SUBSET] = keep_subset,
		[EMU_TEAR_PREFIX] = keep_prefix, [EMU_TEAR_LINK] = lose_link,
		[EMU_TEAR_TABLES] = record_all,
	};

	if (tears[tear] && emu_loaded(emu) && !emu->simulating)
		tears[tear](emu);
	emu_lose_power(emu);
}
