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
