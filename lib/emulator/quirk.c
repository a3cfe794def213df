/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table of data: one line a quirk, one a personality. */
#include "emulator/quirk.h"

#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name, *text;
} quirks[] = {
	[EMU_QUIRK_NWA_150] = { "blank-nwa-150", "a blank CD's next writable address is -150" },
	[EMU_QUIRK_SHORT_CAPACITY] = { "capacity-without-run-out",
				       "READ CAPACITY of a CD ends with the data" },
	[EMU_QUIRK_ROM_WHEN_CLOSED] = { "rom-when-closed",
					"a finalised disc shows the profile of a pressed one" },
	[EMU_QUIRK_NO_PROGRESS] = { "no-progress", "sense data carry no progress" },
	[EMU_QUIRK_CLOSE_TRACK_FAILS] = { "close-track-fails",
					  "CLOSE TRACK of a CD is 5/24/00" },
};

_Static_assert(COUNT(quirks) == EMU_QUIRKS && EMU_QUIRKS <= EMU_QUIRKS_MAX, "a line each");

static const struct emu_personality personalities[] = {
	{ "strict", "", false, 0, { 0 } },
	{ "pioneer", "PIONEER BD-RW   BDR-205 1.10", true, 1, { EMU_QUIRK_NWA_150 } },
	{ "lg", "HL-DT-STDVDRAM GH22LS30 1.00", false, 1, { EMU_QUIRK_CLOSE_TRACK_FAILS } },
	{ "asus", "ASUS    BW-16D1HT       1.01", false, 1, { EMU_QUIRK_ROM_WHEN_CLOSED } },
	{ "hp", "HP      DVD Writer 100i 1.25", false, 2,
	  { EMU_QUIRK_NO_PROGRESS, EMU_QUIRK_SHORT_CAPACITY } },
};

const char *emu_quirk_name(uint32_t quirk)
{
	return quirk < EMU_QUIRKS ? quirks[quirk].name : NULL;
}

const char *emu_quirk_text(uint32_t quirk)
{
	return quirk < EMU_QUIRKS ? quirks[quirk].text : NULL;
}

bool emu_quirk_find(const char *name, enum emu_quirk *quirk)
{
	for (uint32_t i = 0; i < EMU_QUIRKS; i++) {
		if (!strcmp(quirks[i].name, name)) {
			*quirk = (enum emu_quirk)i;
			return true;
		}
	}
	return false;
}

const struct emu_personality *emu_personality_at(uint32_t i)
{
	return i < COUNT(personalities) ? &personalities[i] : NULL;
}

const struct emu_personality *emu_personality_find(const char *name)
{
	for (uint32_t i = 0; i < COUNT(personalities); i++)
		if (!strcmp(personalities[i].name, name))
			return &personalities[i];
	return NULL;
}
