/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file a medium is kept in: identification, state, map of recorded units,
 * blocks. Documentation/emulator.rst describes its bytes. Every record but the
 * blocks is kept twice with a sequence number and a CRC-32C, the first written
 * before the second, so that a process killed at any point leaves one whole.
 */
#ifndef EMU_STORE_H
#define EMU_STORE_H

#include <burin/medium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alloc.h"

#define EMU_STORE_ID_BYTES	4096u
#define EMU_STORE_STATE_AT	65536u		/* and once more 65536 behind */
#define EMU_STORE_STATE_BYTES	65536u
#define EMU_STORE_MAP_AT	196608u		/* pages of 4096, each twice */
#define EMU_STORE_DATA_AT	1048576u
#define EMU_STORE_CD_SLOT	2448u		/* main channel 2352, sub-channels 96 */
#define EMU_STORE_LEAD_IN	12508u		/* blocks of a CD before block 0 */

struct emu_store;

/* -EEXIST, errnos. state: the first one, encoded. map_units: 0 for media without a map. */
int emu_store_create(const char *path, enum burin_kind kind, uint32_t blocks, uint32_t map_units,
		     const uint8_t *state, size_t state_len);

/* As burin_emulator_open(). */
int emu_store_open(const char *path, struct emu_store **out, int32_t *holder) bur_must_check;
void emu_store_close(struct emu_store *store);		/* NULL is fine */

enum burin_kind emu_store_kind(const struct emu_store *store);
uint32_t emu_store_blocks(const struct emu_store *store);	/* as created */
bool emu_store_read_only(const struct emu_store *store);

/* The newest whole state; NULL: none. A view, valid until the next save. */
const uint8_t *emu_store_state(const struct emu_store *store, size_t *len);
int emu_store_save(struct emu_store *store, const uint8_t *state, size_t len);

/* count blocks at lba; -EIO when the file is cut short under us. */
int emu_store_read(struct emu_store *store, uint32_t lba, uint32_t count, void *data);
int emu_store_write(struct emu_store *store, uint32_t lba, uint32_t count, const void *data);
/* Zeros from now on. */
int emu_store_discard(struct emu_store *store, uint32_t lba, uint32_t count);
/* CDs: so many bytes of each sector's slot, from at on; a lead-in has negative addresses. */
int emu_store_read_part(struct emu_store *store, int32_t lba, uint32_t count, uint32_t at,
			uint32_t bytes, void *data);
int emu_store_write_part(struct emu_store *store, int32_t lba, uint32_t count, uint32_t at,
			 uint32_t bytes, const void *data);

/* The map: one bit a unit. Marks reach the file with emu_store_flush_map(). */
int emu_store_load_map(struct emu_store *store, uint32_t units);
bool emu_store_marked(const struct emu_store *store, uint32_t unit);
void emu_store_mark(struct emu_store *store, uint32_t unit);
void emu_store_unmark(struct emu_store *store, uint32_t from, uint32_t to);
void emu_store_clear_map(struct emu_store *store);
int emu_store_flush_map(struct emu_store *store);

#endif
