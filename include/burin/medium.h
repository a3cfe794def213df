/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Kinds of medium, and the plain description of a loaded one that the image
 * builder needs: it is the only thing the image side knows of a device.
 */
#ifndef BURIN_MEDIUM_H
#define BURIN_MEDIUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BURIN_BLOCK_SIZE 2048u

enum burin_kind {
	BURIN_KIND_NONE = 0,
	BURIN_KIND_CD_ROM,
	BURIN_KIND_CD_R,
	BURIN_KIND_CD_RW,
	BURIN_KIND_DVD_ROM,
	BURIN_KIND_DVD_R,
	BURIN_KIND_DVD_RW,
	BURIN_KIND_DVD_R_DL,
	BURIN_KIND_DVD_PLUS_R,
	BURIN_KIND_DVD_PLUS_RW,
	BURIN_KIND_DVD_PLUS_R_DL,
	BURIN_KIND_DVD_RAM,
	BURIN_KIND_BD_ROM,
	BURIN_KIND_BD_R,
	BURIN_KIND_BD_R_DL,
	BURIN_KIND_BD_R_TL,
	BURIN_KIND_BD_R_QL,
	BURIN_KIND_BD_RE,
	BURIN_KIND_BD_RE_DL,
	BURIN_KIND_BD_RE_TL,
};

/* "cd-r", "dvd+rw", "bd-r"...; static text, never NULL ("none", "unknown"). */
const char *burin_kind_name(enum burin_kind kind);

/* BURIN_KIND_NONE when no kind has that name. */
enum burin_kind burin_kind_from_name(const char *name);

enum burin_medium_state {
	BURIN_MEDIUM_ABSENT = 0,	/* nothing in the drive */
	BURIN_MEDIUM_BLANK,		/* never written, or erased */
	BURIN_MEDIUM_APPENDABLE,	/* holds data, another session or track fits */
	BURIN_MEDIUM_CLOSED,		/* finalised: no block can be added */
	BURIN_MEDIUM_OVERWRITABLE,	/* formatted: any block, any time */
	BURIN_MEDIUM_UNFORMATTED,	/* must be formatted before the first write */
	BURIN_MEDIUM_DAMAGED,		/* a track was cut short; close it first */
};

/* "blank", "appendable"...; static text. */
const char *burin_medium_state_name(enum burin_medium_state state);

/* How a medium with defect management is formatted (MMC-6 6.5). */
enum burin_certification {
	BURIN_CERTIFY_DEFAULT = 0,	/* as the drive does by itself */
	BURIN_CERTIFY_NONE,		/* no block is tried */
	BURIN_CERTIFY_QUICK,		/* some are: BD-RE only */
	BURIN_CERTIFY_FULL,		/* every block is written and read: hours */
};

enum burin_spares {
	BURIN_SPARES_DEFAULT = 0,
	BURIN_SPARES_NONE,		/* BD-RE: no defect management at all; DVD-RAM: the least */
	BURIN_SPARES_MOST,		/* as large as the drive offers */
};

/* Filled in by the library. Grows at its end only. All blocks are 2048 bytes. */
struct burin_medium {
	enum burin_kind kind;
	enum burin_medium_state state;
	uint16_t profile;		/* MMC current profile */
	bool erasable;			/* can be blanked or reformatted */
	bool write_protected;
	bool has_data;			/* something is recorded and readable */
	bool can_simulate;		/* drive offers test write on this medium */
	uint32_t blocks;		/* capacity in all */
	uint32_t free_blocks;		/* that can still be written, from next_writable */
	uint32_t next_writable;		/* where the next session or track begins */
	uint32_t write_unit;		/* blocks the drive writes as one: 1, 16, 32 */
	uint32_t sessions;		/* recorded ones, an empty open one not counted */
	uint32_t tracks;
	uint32_t last_session_start;	/* LBA of the newest readable session */
	uint32_t last_session_end;	/* one past its last block; 0: none */
};

#ifdef __cplusplus
}
#endif
#endif
