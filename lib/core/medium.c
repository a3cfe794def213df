/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table: names of the kinds and states of media. */
#include <burin/medium.h>

#include <string.h>

#include "core/export.h"

static const char *const kind_names[] = {
	[BURIN_KIND_NONE] = "none",
	[BURIN_KIND_CD_ROM] = "cd-rom",
	[BURIN_KIND_CD_R] = "cd-r",
	[BURIN_KIND_CD_RW] = "cd-rw",
	[BURIN_KIND_DVD_ROM] = "dvd-rom",
	[BURIN_KIND_DVD_R] = "dvd-r",
	[BURIN_KIND_DVD_RW] = "dvd-rw",
	[BURIN_KIND_DVD_R_DL] = "dvd-r-dl",
	[BURIN_KIND_DVD_PLUS_R] = "dvd+r",
	[BURIN_KIND_DVD_PLUS_RW] = "dvd+rw",
	[BURIN_KIND_DVD_PLUS_R_DL] = "dvd+r-dl",
	[BURIN_KIND_DVD_RAM] = "dvd-ram",
	[BURIN_KIND_BD_ROM] = "bd-rom",
	[BURIN_KIND_BD_R] = "bd-r",
	[BURIN_KIND_BD_R_DL] = "bd-r-dl",
	[BURIN_KIND_BD_R_TL] = "bd-r-tl",
	[BURIN_KIND_BD_R_QL] = "bd-r-ql",
	[BURIN_KIND_BD_RE] = "bd-re",
	[BURIN_KIND_BD_RE_DL] = "bd-re-dl",
	[BURIN_KIND_BD_RE_TL] = "bd-re-tl",
};

static const char *const state_names[] = {
	[BURIN_MEDIUM_ABSENT] = "absent",
	[BURIN_MEDIUM_BLANK] = "blank",
	[BURIN_MEDIUM_APPENDABLE] = "appendable",
	[BURIN_MEDIUM_CLOSED] = "closed",
	[BURIN_MEDIUM_OVERWRITABLE] = "overwritable",
	[BURIN_MEDIUM_UNFORMATTED] = "unformatted",
	[BURIN_MEDIUM_DAMAGED] = "damaged",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

BURIN_EXPORT const char *burin_kind_name(enum burin_kind kind)
{
	return (size_t)kind < COUNT(kind_names) ? kind_names[kind] : "unknown";
}

BURIN_EXPORT enum burin_kind burin_kind_from_name(const char *name)
{
	for (size_t i = BURIN_KIND_NONE + 1; i < COUNT(kind_names); i++)
		if (!strcmp(kind_names[i], name))
			return (enum burin_kind)i;
	return BURIN_KIND_NONE;
}

BURIN_EXPORT const char *burin_medium_state_name(enum burin_medium_state state)
{
	return (size_t)state < COUNT(state_names) ? state_names[state] : "unknown";
}
