/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a medium remembers: capacity, tracks, sessions, format. Plain data and
 * its encoding; what the values mean on a given kind is the kind's matter.
 */
#ifndef EMU_STATE_H
#define EMU_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_TRACKS_MAX 1024u
#define EMU_CD_TRACKS 99u
#define EMU_CD_INDEXES 1024u
#define EMU_MOVED_MAX 4096u
#define EMU_STATE_BYTES_MAX (64u + EMU_TRACKS_MAX * 20u + EMU_MOVED_MAX * 4u)

enum emu_track_state {
	EMU_TRACK_EMPTY = 0,	/* nothing recorded: invisible, or reserved */
	EMU_TRACK_OPEN,		/* recorded in part, consistent: can go on at its end */
	EMU_TRACK_WRITING,	/* data came since the last synchronisation */
	EMU_TRACK_DAMAGED,	/* was WRITING when power or streaming was lost */
	EMU_TRACK_COMPLETE,
};

/* CD: what the medium file keeps of a sector, and so what the drive adds on reading. */
enum emu_sector_form {
	EMU_SECTOR_COOKED = 0,	/* 2048 bytes of mode 1, or of mode 2 form 1 */
	EMU_SECTOR_AUDIO,	/* 2352 */
	EMU_SECTOR_FORMLESS,	/* mode 2: 2336 */
	EMU_SECTOR_FORM_2,	/* mode 2 form 2: 2324 */
	EMU_SECTOR_XA,		/* mode 2: sub-header and either form, 2336 */
	EMU_SECTOR_FRAME,	/* all 2352 as they came from the host, not scrambled */
	EMU_SECTOR_FORMS,
};

/* CD: how a track came to be. */
enum {
	EMU_TRACK_AT_ONCE = 1,		/* its session was written in one go, pregap and all */
	EMU_TRACK_R_TO_W = 2,		/* sub-channels R to W stand in the file */
	EMU_TRACK_P_TO_W = 4,		/* all sub-channels do */
	EMU_TRACK_PACKETS = 8,		/* variable packets, or fixed ones of a size */
	EMU_TRACK_COPY = 16,		/* SCMS: the copy bit alternates */
	EMU_TRACK_FLAGS = 31,
};

struct emu_track {
	uint32_t start;
	uint32_t recorded;	/* one past the last recorded block */
	uint32_t end;		/* one past the last block that belongs to it */
	uint16_t session;
	uint8_t state;		/* enum emu_track_state */
	uint8_t control;	/* Q CONTROL nibble */
	uint8_t data_mode;	/* 1, 2; Fh of audio */
	bool reserved;		/* its end is a limit, not the medium's */
	uint8_t form;		/* CD: enum emu_sector_form */
	uint8_t flags;		/* CD */
};

/* What a CD knows beside: of tracks, sessions, index points, the lead-in. */
struct emu_cd_track {
	int32_t pregap;			/* first block of index 0 */
	uint32_t packet;		/* blocks of a fixed packet; 0: none, or variable */
	uint8_t sub_header[4];
	uint8_t isrc[12];		/* zero: none */
};

enum emu_cd_next { EMU_NEXT_NONE = 0, EMU_NEXT_FINAL = 1, EMU_NEXT_ALLOWED = 3 };

struct emu_cd_session {
	uint8_t format;			/* PSEC of A0: 00h, 10h CD-I, 20h XA */
	uint8_t next;			/* enum emu_cd_next: B0 of its lead-in */
	uint8_t catalog[13];		/* zero: none */
};

struct emu_cd_index {
	uint32_t lba;
	uint8_t track, index;		/* 2 and above */
};

struct emu_cd {
	struct emu_cd_track tracks[EMU_CD_TRACKS];
	struct emu_cd_session sessions[EMU_CD_TRACKS + 1];
	int32_t text_at;		/* lead-in blocks with R to W, CD-Text */
	uint32_t text_blocks;
	uint32_t index_count;
	struct emu_cd_index indexes[EMU_CD_INDEXES];
};

/* Media of one kind that are recorded in several ways: the way chosen. */
enum emu_form {
	EMU_FORM_FIRST = 0,	/* as a new one of its kind */
	EMU_FORM_NO_SPARE,	/* BD-RE formatted without spare areas */
	EMU_FORM_OVERWRITE,	/* DVD-RW for restricted overwrite */
	EMU_FORM_PACKETS,	/* CD-RW formatted with fixed packets */
	EMU_FORM_PSEUDO,	/* BD-R whose recorded clusters can be replaced */
	EMU_FORM_RANDOM,	/* BD-R each of whose clusters is recorded once, anywhere */
	EMU_FORM_LAYER_JUMP,	/* DVD-R DL recorded on both layers in turn */
	EMU_FORM_MRW,		/* CD-RW, DVD+RW for Mt. Rainier */
	EMU_FORMS,
};

struct emu_state {
	uint32_t blocks;	/* user capacity as formatted */
	uint32_t sessions_closed;
	bool finalised;
	bool formatted;		/* by FORMAT UNIT */
	uint8_t form;		/* enum emu_form */
	uint8_t background;	/* DVD+RW, MRW, MMC-6 READ DISC INFORMATION: 0 blank .. 3 complete */
	uint32_t format_frontier;	/* overwritable: blocks recorded by formatting */
	uint32_t calibrations;
	uint32_t layer_break;	/* blocks of layer 0 when the host set them; 0: the kind's */
	/* DVD-R DL, layer jump, blocks of layer 0: between jumps; to the one set; to the last */
	uint32_t jump_interval, jump_next, jump_last;
	uint32_t replaced;	/* BD-R: clusters written again elsewhere; 24 bits */
	bool at_once;		/* DVD-R: its one track was reserved to be written at once */
	bool minimally_blank;	/* DVD-RW: BLANK left only the lead-in empty */
	bool dirty;		/* MRW: written, and the tables not yet */
	bool is_cd;		/* cd counts, and is encoded; else what follows it */
	struct emu_cd cd;
	bool protect;		/* persistently, by SEND DISC STRUCTURE */
	uint32_t moved_count;	/* units that stand in a spare area */
	uint32_t moved[EMU_MOVED_MAX];
	uint32_t track_count;	/* at least 1; track n is tracks[n - 1] */
	struct emu_track tracks[EMU_TRACKS_MAX];
};

/* Bytes used; buf holds EMU_STATE_BYTES_MAX. */
size_t emu_state_encode(const struct emu_state *state, uint8_t *buf);

/* false: not a state that a medium of so many blocks can be in. */
bool emu_state_decode(const uint8_t *p, size_t n, uint32_t physical, struct emu_state *state);

/* The copy holds only the tracks in use. */
void emu_state_copy(struct emu_state *to, const struct emu_state *from);

#endif
