/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-RW, restricted overwrite: what is formatted is written in whole ECC blocks at any place.
 * In the intermediate state, between a quick format and CLOSE SESSION, writing also goes on
 * behind what was written; the one track is open then and "recorded" is how far it reaches.
 */
#include "emulator/dvd.h"

#include "emulator/drive.h"

static bool intermediate(const struct burin_emulator *emu)
{
	return emu->state.tracks[0].state == EMU_TRACK_OPEN;
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t reach = emu->state.tracks[0].recorded;

	if ((uint64_t)lba + count > (intermediate(emu) ? emu->state.blocks : reach))
		return EMU_OUT_OF_RANGE;
	if (lba % EMU_DVD_BLOCK || count % EMU_DVD_BLOCK || lba > reach)
		return EMU_BAD_WRITE_ADDRESS;
	return 0;
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	struct emu_track *t = &emu->state.tracks[0];
	uint32_t code = emu_overwritable.accept(emu, lba, count, data);

	if (!code && !emu->drop_write && lba + count > t->recorded)
		t->recorded = lba + count;
	return code;
}

static void settle(struct burin_emulator *emu)
{
	emu_overwritable.settle(emu);
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	emu_overwritable.drained(emu, lba, count);
}

static uint32_t synchronized(struct burin_emulator *emu)
{
	return emu_overwritable.synchronized(emu);
}

/* What was in the buffer never came to be: the track reaches as far as units are recorded. */
static void power_lost(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[0];
	uint32_t reach = emu->state.format_frontier, why;

	emu_overwritable.power_lost(emu);
	if (!intermediate(emu))
		return;
	reach += emu_overwritable.readable(emu, reach, emu->state.blocks - reach, &why);
	if (reach < t->recorded)
		t->recorded = reach;
}

static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	return emu_overwritable.readable(emu, lba, count, why);
}

static uint32_t readable_end(const struct burin_emulator *emu)
{
	return emu->state.tracks[0].recorded;
}

static uint32_t capacity(const struct burin_emulator *emu)
{
	return intermediate(emu) ? 0 : emu->state.tracks[0].recorded;
}

static uint32_t finish_close(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;

	s->tracks[0].state = EMU_TRACK_COMPLETE;
	s->sessions_closed = 1;
	return emu_overwritable.synchronized(emu);
}

/* 010b ends the intermediate state, 011b does it with a final lead-out; else nothing is to do. */
static uint32_t close_border(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t function = req->cdb[2] & 7;
	uint32_t code;

	if (!(emu->kind->close_functions >> function & 1))
		return emu_bad_field(emu, 2, 2);
	code = emu_check_writable(emu);
	if (code || !intermediate(emu))
		return code;
	if (!emu->state.tracks[0].recorded)
		return EMU_EMPTY_TRACK;
	return emu_operate(emu, EMU_OP_CLOSE, emu->kind->times.close_session, true, finish_close,
			   req->cdb[1] & 1);
}

static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	(void)emu;
	(void)req;
	return EMU_NO_RESERVATION;
}

const struct emu_recording emu_restricted = {
	.check = check,
	.accept = accept,
	.drained = drained,
	.settle = settle,
	.synchronized = synchronized,
	.power_lost = power_lost,
	.readable = readable,
	.readable_end = readable_end,
	.capacity = capacity,
	.close = close_border,
	.reserve = reserve,
};
