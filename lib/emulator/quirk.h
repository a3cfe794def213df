/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where real drives differ: single traits, off unless the plan names them, and
 * the drives that were seen to have some of them together.
 */
#ifndef EMU_QUIRK_H
#define EMU_QUIRK_H

#include <stdbool.h>
#include <stdint.h>

enum emu_quirk {
	EMU_QUIRK_NWA_150 = 0,
	EMU_QUIRK_SHORT_CAPACITY,
	EMU_QUIRK_ROM_WHEN_CLOSED,
	EMU_QUIRK_NO_PROGRESS,
	EMU_QUIRK_CLOSE_TRACK_FAILS,
	EMU_QUIRK_END_ZERO,
	EMU_QUIRK_END_24_BITS,
	EMU_QUIRK_END_CAPACITY,
	EMU_QUIRK_END_ONES,
	EMU_QUIRK_DUPLICATES,
	EMU_QUIRK_NO_WRITE_CURVE,
	EMU_QUIRK_ONE_ANNOUNCED,
	EMU_QUIRK_ODD_LENGTH,
	EMU_QUIRK_LOW_SPEED,
	EMU_QUIRK_BUFFER_GARBAGE,
	EMU_QUIRK_COMPATIBLE_ZERO,
	EMU_QUIRK_CLOSED_RESERVED,
	EMU_QUIRK_MODE_UNKNOWN,
	EMU_QUIRK_SHORT_DISC,
	EMU_QUIRK_PLUS_URU,
	EMU_QUIRK_LINK_SIZES,
	EMU_QUIRK_TWO_CURRENT,
	EMU_QUIRK_NO_CERTIFICATION,
	EMU_QUIRK_STREAM_UNTOLD,
	EMU_QUIRK_KEEPS_INCREMENTAL,
	EMU_QUIRK_PAGE_CD_SPEEDS,
	EMU_QUIRK_PAGE_NO_DVD,
	EMU_QUIRK_OPC_UNKNOWN,
	EMU_QUIRK_OPC_PROTECTED,
	EMU_QUIRK_OPC_SEQUENCE,
	EMU_QUIRK_OPC_INCOMPATIBLE,
	EMU_QUIRK_OPC_OPERATOR,
	EMU_QUIRK_OPC_NOT_READY,
	EMU_QUIRK_OPC_SLOW,
	EMU_QUIRK_BLANK_INCOMPATIBLE,
	EMU_QUIRK_BLANK_PROTECTED,
	EMU_QUIRK_SPARE_CORRUPTED,
	EMU_QUIRK_CLOSE_110,
	EMU_QUIRK_CD_FORMAT,
	EMU_QUIRKS,
};

#define EMU_QUIRKS_MAX 128u

struct emu_quirks {
	uint64_t bits[EMU_QUIRKS_MAX / 64];
};

static inline bool emu_quirk_in(const struct emu_quirks *set, enum emu_quirk quirk)
{
	return set->bits[quirk / 64] >> quirk % 64 & 1;
}

static inline void emu_quirk_add(struct emu_quirks *set, enum emu_quirk quirk)
{
	set->bits[quirk / 64] |= 1ull << quirk % 64;
}

/* The word of the plan, and what it changes; NULL behind the last. */
const char *emu_quirk_name(uint32_t quirk);
const char *emu_quirk_text(uint32_t quirk);
bool emu_quirk_find(const char *name, enum emu_quirk *quirk);

#define EMU_PERSONALITY_QUIRKS_MAX 8u

struct emu_personality {
	const char *name;
	char identity[29];		/* INQUIRY bytes 8-35; "": this drive's own */
	bool long_write;		/* policy */
	uint32_t count;
	uint8_t quirks[EMU_PERSONALITY_QUIRKS_MAX];
};

/* NULL: no such one, or behind the last. */
const struct emu_personality *emu_personality_find(const char *name);
const struct emu_personality *emu_personality_at(uint32_t i);

#endif
