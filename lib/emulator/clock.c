/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual time, and the long operations that end in it. */
#include "emulator/drive.h"

#include <time.h>

#include "core/export.h"

static void end_operation(struct burin_emulator *emu)
{
	struct emu_operation *op = &emu->operation;
	uint32_t (*finish)(struct burin_emulator *) = op->finish;

	op->kind = EMU_OP_NONE;
	op->result = finish ? finish(emu) : 0;
}

/* An operation that waited for the buffer starts its own time when that is empty. */
static void look_at_operation(struct burin_emulator *emu)
{
	struct emu_operation *op = &emu->operation;

	if (op->kind == EMU_OP_NONE)
		return;
	if (op->waits && !emu->buffer.used) {
		op->waits = false;
		op->end = (emu->buffer.at > op->start ? emu->buffer.at : op->start) + op->duration;
	}
	if (!op->waits && op->end <= emu->now)
		end_operation(emu);
}

void emu_advance(struct burin_emulator *emu, uint64_t ns)
{
	uint64_t target = ns > EMU_NEVER - 1 - emu->now ? EMU_NEVER - 1 : emu->now + ns;

	do {
		const struct emu_operation *op = &emu->operation;
		uint64_t step = target;

		if (op->kind != EMU_OP_NONE && !op->waits && op->end < step)
			step = op->end > emu->now ? op->end : emu->now;
		if (emu->kind) {
			emu_buffer_run(emu, step);
			if (emu->kind->pass_time)
				emu->kind->pass_time(emu, step);
		}
		emu->now = step;
		look_at_operation(emu);
	} while (emu->now < target);
}

static uint64_t real_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * EMU_SECOND + (uint64_t)t.tv_nsec;
}

void emu_catch_up(struct burin_emulator *emu)
{
	uint64_t real;

	if (emu->factor <= 0)
		return;
	real = real_time();
	emu_advance(emu, (uint64_t)((double)(real - emu->real_seen) * emu->factor));
	emu->real_seen = real;
}

BURIN_EXPORT void burin_emulator_set_clock(struct burin_emulator *emu, double factor)
{
	emu_catch_up(emu);
	emu->factor = factor > 0 && factor < 1e6 ? factor : 0;
	emu->real_seen = real_time();
}

BURIN_EXPORT uint64_t burin_emulator_now(const struct burin_emulator *emu)
{
	return emu->now;
}

BURIN_EXPORT void burin_emulator_sleep(struct burin_emulator *emu, uint64_t ns)
{
	emu_advance(emu, ns);
}

uint32_t emu_operate(struct burin_emulator *emu, enum emu_operation_kind kind, uint32_t ms,
		     bool drain_first, uint32_t (*finish)(struct burin_emulator *), bool immediate)
{
	struct emu_operation *op = &emu->operation;

	op->kind = kind;
	op->start = emu->now;
	op->duration = ms * EMU_MS;
	op->end = emu->now + op->duration;
	op->waits = drain_first && emu->buffer.used;
	op->waits_from = emu->buffer.used;
	op->finish = finish;
	op->result = 0;
	if (op->waits)
		emu->buffer.flush = true;
	emu->lapses.polled = immediate && kind != EMU_OP_LOAD;
	if (immediate)
		return 0;
	if (op->waits && emu_hang(emu))
		return EMU_LONG_WRITE;
	emu_finish_operation(emu);
	return op->result;
}

void emu_finish_operation(struct burin_emulator *emu)
{
	while (emu->operation.kind != EMU_OP_NONE) {
		uint64_t next = emu->operation.waits ? emu->buffer.at : emu->operation.end;

		emu_advance(emu, next > emu->now ? next - emu->now : 0);
	}
}

static uint32_t part_of(uint64_t done, uint64_t all, uint32_t scale)
{
	return all ? (uint32_t)(done * scale / all) : scale;
}

/* Draining the buffer is the first half of the progress where there was something to drain. */
static uint16_t progress(const struct burin_emulator *emu)
{
	const struct emu_operation *op = &emu->operation;
	uint32_t base = op->waits_from ? 0x8000 : 0;
	uint64_t left;

	if (op->waits)
		return (uint16_t)part_of(op->waits_from - emu->buffer.used, op->waits_from, 0x7fff);
	left = op->end - emu->now;
	return (uint16_t)(base + part_of(op->duration - (left < op->duration ? left : op->duration),
					 op->duration, 0xffff - base));
}

uint32_t emu_operation_sense(struct burin_emulator *emu)
{
	static const uint8_t qualifier[] = {
		[EMU_OP_LOAD] = 0x01, [EMU_OP_SYNC] = 0x08, [EMU_OP_CLOSE] = 0x07,
		[EMU_OP_FORMAT] = 0x04, [EMU_OP_CALIBRATE] = 0x07,
		[EMU_OP_BLANK] = 0x07,
	};
	enum emu_operation_kind kind = emu->operation.kind;

	if (kind == EMU_OP_NONE)
		return 0;
	if (kind == EMU_OP_LOAD && emu_quirk(emu, EMU_QUIRK_LOADS_EMPTY))
		return EMU_NO_MEDIUM_CLOSED;
	if (kind != EMU_OP_LOAD) {
		emu->detail.has_progress = true;
		emu->detail.progress = progress(emu);
	}
	return EMU_SENSE(2, 0x04, qualifier[kind]);
}

/* By zones, or changing evenly from the first block to the last. */
static uint64_t speed_at(const struct burin_emulator *emu, const struct emu_speed *speed,
			 uint32_t lba)
{
	const struct emu_zoned *zoned = emu_kind_zoned(emu->kind, speed);
	uint64_t rise = speed->last - speed->first;
	uint32_t i = zoned ? zoned->count : 0;

	while (i && zoned->zones[i - 1].from > lba)
		i--;
	if (i)
		return zoned->zones[i - 1].kbps;
	return speed->first + rise * lba / emu->kind->blocks;
}

/* In percent of the time a unit takes: set, slowed down by a rule, or hot. */
static uint64_t pace(const struct burin_emulator *emu)
{
	const struct emu_buffer *b = &emu->buffer;
	uint64_t percent = emu->settings.slow_percent;

	if (emu->pace_percent && b->at < emu->pace_until)
		percent = emu->pace_percent;
	if (emu->settings.thermal && b->at > b->running_since &&
	    b->at - b->running_since >= emu->settings.thermal)
		percent = percent * emu->settings.thermal_percent / 100;
	return percent;
}

uint64_t emu_block_time(const struct burin_emulator *emu, uint32_t lba, uint32_t count,
			bool writing)
{
	const struct emu_kind *kind = emu->kind;
	uint32_t index = writing ? emu->write_speed : emu->read_speed;
	/* A CD's lead-in and first pregap have negative addresses. */
	uint64_t ns = (uint64_t)count * kind->rate_bytes * EMU_MS /
		      speed_at(emu, &kind->speeds[index], (int32_t)lba < 0 ? 0 : lba);

	if (!writing)
		return ns;
	/* Each unit is verified in a second turn. */
	if (!emu->streaming && kind->verifies && kind->verifies(emu))
		ns *= 2;
	return ns * pace(emu) / 100;
}

uint32_t emu_sync_ms(const struct burin_emulator *emu)
{
	const struct emu_recording *recording = emu->kind->recording;

	return recording->sync_ms ? recording->sync_ms(emu) : emu->kind->times.sync;
}

uint32_t emu_flush(struct burin_emulator *emu)
{
	emu_finish_operation(emu);
	return emu_operate(emu, EMU_OP_SYNC, emu_sync_ms(emu), true,
			   emu->kind->recording->synchronized, false);
}
