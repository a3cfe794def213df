/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BD-R, random recording (RRM): each cluster is recorded once, at any place; what is written
 * again is taken up by the spare area as long as that lasts.
 */
#include "emulator/bd.h"

#include "emulator/defect.h"
#include "emulator/drive.h"

static uint32_t recorded_clusters(const struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t n = 0;

	for (uint32_t c = lba / EMU_CLUSTER; c <= (lba + count - 1) / EMU_CLUSTER; c++)
		n += emu_store_marked(emu->store, c);
	return n;
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t code = emu_overwritable.check(emu, lba, count);

	if (code || !count)
		return code;
	return recorded_clusters(emu, lba, count) > emu_spares_left(emu) ? EMU_NO_SPARE : 0;
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	uint32_t again = recorded_clusters(emu, lba, count), code;

	if (emu->drop_write)
		return 0;
	code = emu_overwritable.accept(emu, lba, count, data);
	if (code || !again)
		return code;
	emu->state.replaced += again;
	return emu_save(emu);
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	emu_overwritable.drained(emu, lba, count);
}

static void settle(struct burin_emulator *emu)
{
	emu_overwritable.settle(emu);
}

static uint32_t synchronized(struct burin_emulator *emu)
{
	return emu_overwritable.synchronized(emu);
}

static void power_lost(struct burin_emulator *emu)
{
	emu_overwritable.power_lost(emu);
}

static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	return emu_overwritable.readable(emu, lba, count, why);
}

static uint32_t capacity(const struct burin_emulator *emu)
{
	return emu_overwritable.capacity(emu);
}

static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	return emu_overwritable.reserve(emu, req);
}

const struct emu_recording emu_random = {
	.check = check,
	.accept = accept,
	.drained = drained,
	.settle = settle,
	.synchronized = synchronized,
	.power_lost = power_lost,
	.readable = readable,
	.readable_end = capacity,
	.capacity = capacity,
	.reserve = reserve,
};
