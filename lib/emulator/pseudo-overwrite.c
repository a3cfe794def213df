/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BD-R with pseudo-overwrite (SRM+POW): a recorded cluster that is written again goes to the
 * next writable address, and a map leads there. Here the new data stand at the old place, and
 * the cluster at the next writable address is spent.
 */
#include "core/bytes.h"
#include "emulator/bd.h"
#include "emulator/drive.h"

#define MAP_ENTRIES 65536u
#define RESOURCES 16u

static uint32_t clusters_of(uint32_t lba, uint32_t count)
{
	return (lba + count - 1) / EMU_CLUSTER - lba / EMU_CLUSTER + 1;
}

/* Clusters that the last track has room for. */
static uint32_t room(const struct burin_emulator *emu)
{
	const struct emu_track *t = emu_last_track(emu);
	uint32_t next, limit = emu_track_limit(emu, t);
	bool valid;

	next = emu_next_writable(emu, t, &valid);
	return valid ? (limit - next) / EMU_CLUSTER : 0;
}

/* What waits in the buffer counts as recorded: it will be before this is. */
static bool recorded(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	bool valid;

	for (uint32_t i = 0; i < emu->state.track_count; i++) {
		const struct emu_track *t = &emu->state.tracks[i];

		if (lba >= t->start && lba + count <= emu_next_writable(emu, t, &valid))
			return true;
	}
	return false;
}

uint32_t emu_pseudo_check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	if (emu->state.form != EMU_FORM_PSEUDO || !count || !recorded(emu, lba, count))
		return EMU_BAD_WRITE_ADDRESS;
	if (clusters_of(lba, count) > room(emu) ||
	    emu->state.replaced + clusters_of(lba, count) > MAP_ENTRIES)
		return EMU_NO_ROOM;
	return 0;
}

uint32_t emu_pseudo_write(struct burin_emulator *emu, uint32_t lba, uint32_t count,
			  const uint8_t *data)
{
	struct emu_track *t = &emu->state.tracks[emu->state.track_count - 1];
	uint32_t clusters = clusters_of(lba, count), code;

	emu_buffer_drain(emu);
	code = emu->kind->recording->synchronized(emu);
	if (code || emu->drop_write)
		return code;
	emu_advance(emu, emu_block_time(emu, lba, clusters * EMU_CLUSTER, true));
	if (emu_store_write(emu->store, emu_target(emu, lba, count), count, data))
		return EMU_WRITE_ERROR;
	if (t->state == EMU_TRACK_EMPTY) {
		t->state = EMU_TRACK_OPEN;
		t->control = 4;
		t->data_mode = 1;
	}
	t->recorded += clusters * EMU_CLUSTER;
	emu->state.replaced += clusters;
	emu->stats.blocks_recorded += count;
	return emu_save(emu);
}

/* READ DISC INFORMATION, type 2: replacements, map entries and updates that remain. */
uint32_t emu_pseudo_resources(const struct burin_emulator *emu, uint8_t *p)
{
	uint32_t used = emu->state.replaced, left = room(emu);
	uint32_t entries = used < MAP_ENTRIES ? MAP_ENTRIES - used : 0;

	if (emu->state.finalised)
		left = 0;
	put_be32(p, (RESOURCES - 2) << 16 | 2 << 13);
	put_be32(p + 4, left < entries ? left : entries);
	put_be32(p + 8, entries);
	put_be32(p + 12, entries);
	return RESOURCES;
}
