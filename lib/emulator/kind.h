/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kind of medium: one constant description, made in the file of its sort,
 * with the calls in which kinds differ. A new kind is one such description and
 * its line in kind.c.
 */
#ifndef EMU_KIND_H
#define EMU_KIND_H

#include <burin/medium.h>
#include <stdbool.h>
#include <stdint.h>

#include "emulator/state.h"

struct burin_emulator;
struct emu_request;

enum emu_family { EMU_CD = 0, EMU_DVD, EMU_BD };

/* kB/s at the first and at the last block: equal for CLV, rising for CAV. */
struct emu_speed {
	uint32_t first, last;
};

/* ZCLV: the speed whose "last" is this one has zones, each so many kB/s from its block on. */
#define EMU_ZONES_MAX 6u

struct emu_zoned {
	uint32_t last, count;
	struct {
		uint32_t from, kbps;
	} zones[EMU_ZONES_MAX];
};

/* Milliseconds of virtual time. */
struct emu_times {
	uint32_t load;
	uint32_t first_write;	/* calibration, spin-up, lead-in: before the first unit */
	uint32_t link;		/* start again after a pause */
	uint32_t sync, close_track, close_session, finalise, format, calibrate;
};

/* How blocks get onto the medium: sequential.c, overwritable.c. */
struct emu_recording {
	/* a track's recorded part grows with accept(), not with drained() */
	bool counts_accepted;
	/* 0 or why these blocks cannot be written now; changes nothing */
	uint32_t (*check)(struct burin_emulator *emu, uint32_t lba, uint32_t count);
	/* after check(): bytes the host sends for each of them; NULL: 2048 */
	uint32_t (*block_bytes)(const struct burin_emulator *emu, uint32_t lba);
	/* after check(): takes them into the buffer, waiting for room */
	uint32_t (*accept)(struct burin_emulator *emu, uint32_t lba, uint32_t count,
			   const uint8_t *data);
	/* the laser is through with these blocks, the oldest of the buffer */
	void (*drained)(struct burin_emulator *emu, uint32_t lba, uint32_t count);
	/* after some drained() calls: their data go into the file; NULL: they are there */
	void (*settle)(struct burin_emulator *emu);
	/* SYNCHRONIZE CACHE, with the buffer empty */
	uint32_t (*synchronized)(struct burin_emulator *emu);
	/* milliseconds that takes; NULL: the kind's times.sync */
	uint32_t (*sync_ms)(const struct burin_emulator *emu);
	/* the buffer ran empty and the medium is spoilt by it; NULL: cannot happen */
	bool (*lost)(struct burin_emulator *emu);
	void (*power_lost)(struct burin_emulator *emu);
	/* how many blocks from lba on can be read, at most count; none: *why */
	uint32_t (*readable)(struct burin_emulator *emu, uint32_t lba, uint32_t count,
			     uint32_t *why);
	/* blocks found readable: 2048 bytes of each; NULL: as they stand in the file */
	uint32_t (*fetch)(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint8_t *data,
			  uint32_t *got);
	/* one past the last block READ may name */
	uint32_t (*readable_end)(const struct burin_emulator *emu);
	/* one past the last block READ CAPACITY tells of */
	uint32_t (*capacity)(const struct burin_emulator *emu);
	/* CD: next writable address, end of what may be written, end with what lies behind */
	uint32_t (*next)(const struct burin_emulator *emu, const struct emu_track *t, bool *valid);
	uint32_t (*limit)(const struct burin_emulator *emu, const struct emu_track *t);
	uint32_t (*end_of)(const struct burin_emulator *emu, const struct emu_track *t);
	/* a track ends, the buffer is empty; NULL: it does as it stands */
	void (*completing)(struct burin_emulator *emu, struct emu_track *t);
	uint32_t (*close)(struct burin_emulator *emu, struct emu_request *req);
	void (*closing_session)(struct burin_emulator *emu, uint16_t session);
	uint32_t (*reserve)(struct burin_emulator *emu, struct emu_request *req);
};

struct emu_format_choice {
	uint32_t blocks;
	uint8_t type, sub_type;
	uint32_t parameter;
};

#define EMU_FORMATS_MAX 8u

struct emu_kind {
	enum burin_kind kind;
	enum emu_family family;
	uint16_t profile;
	uint32_t blocks, blocks_min;	/* true capacity; the smallest that can be made */
	uint32_t unit;			/* blocks recorded as one */
	uint32_t rate_bytes;		/* bytes a block counts for in kB/s */
	uint32_t buffer_bytes;
	bool sequential, erasable, unrestricted;	/* URU of READ DISC INFORMATION */
	bool protects_buffer;		/* BUFE is not asked: always on */
	bool test_write;
	bool stream_writing;		/* WRITE(12) takes Streaming */
	bool write_verify;		/* WRITE AND VERIFY is a command */
	bool pressed;			/* made from an image, never written */
	bool status_others;		/* READ DISC INFORMATION: disc status 3 */
	uint8_t layers;			/* 0 counts as 1 */
	uint8_t format_options;		/* header byte 1 of FORMAT UNIT: bits beside Immed */
	uint32_t spared[3];		/* BD: blocks left by default, most, least spare area */
	uint32_t map_units_of;		/* blocks a map bit stands for; 0: no map */
	/* sequential media: blocks behind a track, before the next, between sessions */
	uint32_t run_out, track_min, track_gap, first_session_gap, session_gap;
	uint32_t first_session_min;	/* when others shall follow it */
	uint32_t incremental_less;	/* blocks fewer than when written at once */
	uint32_t tracks_max;
	uint8_t close_functions;	/* 1 << function of CLOSE TRACK/SESSION */
	uint8_t finalise_functions;	/* of these; 0: page 05h tells if closing finalises */
	uint8_t write_types;		/* of page 05h, 1 << type; 0: the page has no meaning */
	bool one_track_sessions;	/* a closed session is one track, reserved parts padded */
	bool invisible_number;		/* FFh is the number of the incomplete track */
	uint32_t read_compatible;	/* READ TRACK INFORMATION bytes 36-39; 0: not there */
	uint32_t unrecorded;		/* sense of a READ there */
	uint32_t not_erasable;		/* sense of BLANK when blank is NULL */
	const struct emu_speed *speeds;	/* fastest first */
	uint32_t speed_count;
	const struct emu_zoned *zoned;	/* NULL: none of the speeds */
	uint32_t zoned_count;
	struct emu_times times;
	const struct emu_recording *recording;

	void (*make_blank)(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state);
	/* 0 or why the mode pages forbid writing now */
	uint32_t (*check_mode)(const struct burin_emulator *emu);
	/* capacity and type that READ FORMAT CAPACITIES begins with; NULL: as most */
	uint8_t (*current_format)(const struct burin_emulator *emu, uint32_t *blocks);
	/* BLANK of a type from byte 1 of the command block; NULL: see not_erasable */
	uint32_t (*blank)(struct burin_emulator *emu, uint8_t type, bool immediate);
	/* BLANK of types 2 to 6, by its command block; NULL: there are none */
	uint32_t (*blank_part)(struct burin_emulator *emu, const uint8_t *cdb);
	/* FORMAT UNIT may choose among these; the number of them */
	uint32_t (*formats)(const struct burin_emulator *emu, struct emu_format_choice *choices);
	/* FORMAT UNIT with a parameter list of 12 bytes whose frame was checked */
	uint32_t (*format)(struct burin_emulator *emu, const uint8_t *list);
	/* what a medium in this state is: itself or a sibling; NULL: itself */
	const struct emu_kind *(*as)(const struct emu_state *state);
	/* units are read back as they are written; NULL: no */
	bool (*verifies)(const struct burin_emulator *emu);
	/* units that replace bad ones; NULL: there are no spare areas */
	uint32_t (*spares)(const struct burin_emulator *emu);
	/* what goes on by itself until then; NULL: nothing */
	void (*pass_time)(struct burin_emulator *emu, uint64_t until);
	/* feature descriptors of the family: current or not by the state; see features.c */
	bool (*feature_current)(const struct burin_emulator *emu, uint16_t code);
	uint8_t sendable;		/* SEND DISC STRUCTURE takes format 20h + n: 1 << n */
	/* SEND DISC STRUCTURE: n bytes behind the header; NULL: nothing can be sent */
	uint32_t (*send_structure)(struct burin_emulator *emu, uint8_t format, const uint8_t *p,
				   uint32_t n);
	/* READ DISC STRUCTURE: payload of a format, its bytes; 0: not offered */
	uint32_t (*structure)(const struct burin_emulator *emu, uint8_t format, uint8_t *payload,
			      uint32_t room);
};

/* A new medium's; NULL: not emulated. */
const struct emu_kind *emu_kind_find(enum burin_kind kind);

/* The description that goes with a state. */
const struct emu_kind *emu_kind_as(const struct emu_kind *kind, const struct emu_state *state);

/* The zones of a speed; NULL: it has none. */
const struct emu_zoned *emu_kind_zoned(const struct emu_kind *kind, const struct emu_speed *speed);

/* A blank medium of that many blocks can be made. */
bool emu_kind_takes(const struct emu_kind *kind, uint32_t blocks);

uint32_t emu_kind_map_units(const struct emu_kind *kind, uint32_t blocks);

/* Blank state of sequential media, as make_blank(). */
void emu_sequential_blank(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state);

/* A whole disc of one finished track. */
void emu_pressed_state(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state);
bool emu_pressed_feature_current(const struct burin_emulator *emu, uint16_t code);

/* Blank state of overwritable media: not formatted. */
void emu_overwritable_blank(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state);

/* A format that leaves so many blocks, the first of them recorded with zeros. */
uint32_t emu_overwritable_format(struct burin_emulator *emu, uint32_t blocks, uint32_t recorded);

extern const struct emu_kind emu_cd_rom, emu_dvd_rom, emu_bd_rom;
extern const struct emu_kind emu_cd_r, emu_cd_rw, emu_cd_rw_packets, emu_cd_mrw;
extern const struct emu_kind emu_dvd_r, emu_dvd_r_dl, emu_dvd_r_dl_jump;
extern const struct emu_kind emu_dvd_rw, emu_dvd_rw_overwrite, emu_dvd_mrw;
extern const struct emu_kind emu_dvd_plus_r, emu_dvd_plus_r_dl, emu_dvd_plus_rw, emu_dvd_ram;
extern const struct emu_kind emu_bd_r_random, emu_bd_r, emu_bd_r_dl, emu_bd_r_tl, emu_bd_r_ql;
extern const struct emu_kind emu_bd_re, emu_bd_re_dl, emu_bd_re_tl;
extern const struct emu_recording emu_cd_recording, emu_sequential, emu_overwritable;
extern const struct emu_recording emu_restricted, emu_random, emu_layer_jump;

#endif
