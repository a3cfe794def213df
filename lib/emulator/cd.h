/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What CD-R and CD-RW have in common: how they are recorded, and what is found
 * where on them. Addresses are signed here: a lead-in and the first pregap lie
 * before block 0.
 */
#ifndef EMU_CD_H
#define EMU_CD_H

#include "emulator/drive.h"
#include "emulator/kind.h"
#include "emulator/sector.h"
#include "emulator/sense.h"

#define EMU_CD_PREGAP 150
#define EMU_CD_LEAD_IN_BLOCKS 4500	/* of all sessions but the first */
#define EMU_CD_LINK 7u			/* run-out, link and run-in between packets */
#define EMU_CUES_MAX 1024u

enum { EMU_WRITE_PACKET = 0, EMU_WRITE_TAO = 1, EMU_WRITE_SAO = 2, EMU_WRITE_RAW = 3 };

/* Where an index begins, by a cue sheet or by the TOC in a raw lead-in. */
struct emu_cue {
	int32_t start;
	uint8_t track, index;
	uint8_t control;
	uint8_t data_form;		/* of MMC-6 table 523; raw: not used */
	bool copy;
};

/* A session that is written in one go; the drive keeps it from SEND CUE SHEET or the first raw
 * block to its end. */
struct emu_cd_plan {
	bool raw, started, text;
	uint8_t block_type;		/* raw: 1, 2 or 3 of page 05h */
	uint8_t format, next_session;
	uint16_t session;
	int32_t lead_in, start, lead_out;	/* first blocks: of what the host sends, pregap */
	int32_t next;			/* to come */
	uint8_t first_track, last_track;
	uint8_t catalog[13];
	uint8_t isrc[EMU_CD_TRACKS + 1][12];
	uint32_t cue_count;
	struct emu_cue cues[EMU_CUES_MAX];
	/* raw: what stood in the lead-in */
	uint8_t points;			/* 1: A0, 2: A1, 4: A2 seen */
	bool point_seen[EMU_CD_TRACKS + 1];
	struct emu_cue point[EMU_CD_TRACKS + 1];
	/* raw, packed R to W: symbols still to be interleaved into later sectors */
	uint8_t ring[12 * 24];
	uint32_t ring_at;
};

/* cd.c */
bool emu_cd_feature_current(const struct burin_emulator *emu, uint16_t code);

/* cd-recording.c: bytes of a block by data block type of page 05h; 0: no such type */
uint32_t emu_cd_block_bytes(uint8_t data_block_type);
void emu_cd_end_plan(struct burin_emulator *emu);

/* cd-at-once.c */
uint32_t emu_at_once_check(struct burin_emulator *emu, int32_t lba, uint32_t count);
uint32_t emu_at_once_bytes(const struct burin_emulator *emu, int32_t lba);
uint32_t emu_at_once_accept(struct burin_emulator *emu, int32_t lba, uint32_t count,
			    const uint8_t *data);
uint32_t emu_at_once_finish(struct burin_emulator *emu);
void emu_at_once_enter(struct burin_emulator *emu, const struct emu_cue *cue, int32_t lba);

/* Where these blocks go in the file; a fault may lead them astray. */
int32_t emu_at_once_target(const struct burin_emulator *emu, int32_t lba, uint32_t count);

/* cd-raw.c; the first block a lead-in may begin with */
int32_t emu_raw_lead_in(const struct burin_emulator *emu);
uint32_t emu_raw_check_begin(const struct burin_emulator *emu, int32_t lba);
struct emu_cd_plan *emu_raw_plan(struct burin_emulator *emu, int32_t lba);
uint32_t emu_raw_accept(struct burin_emulator *emu, int32_t lba, uint32_t count,
			const uint8_t *data);
/* Packs get their parity and are spread over this sector and the two behind it. */
void emu_raw_interleave(struct emu_cd_plan *plan, uint8_t *subcode);

/* cd-place.c: what lies at an address of the disc */
enum emu_place_kind { EMU_PLACE_NONE = 0, EMU_PLACE_RECORDED, EMU_PLACE_GAP, EMU_PLACE_LINK };

struct emu_place {
	enum emu_place_kind kind;
	const struct emu_track *track;
	const struct emu_cd_track *more;
	uint8_t number, index;
	int32_t next;			/* first block for which this may not hold */
};

struct emu_place emu_cd_place(const struct burin_emulator *emu, int32_t lba);
int32_t emu_cd_pregap(const struct emu_state *s, uint32_t track);	/* from 0 */
/* Q as it stands on the disc, its CRC too; p: channel P. */
uint32_t emu_cd_q(struct burin_emulator *emu, int32_t lba, uint8_t *q, bool *p);
uint32_t emu_cd_subcode(struct burin_emulator *emu, int32_t lba, uint8_t *subcode);
/* The whole frame, and what it is; or why there is none. */
uint32_t emu_cd_frame(struct burin_emulator *emu, int32_t lba, uint8_t *frame,
		      enum emu_sector_type *type);

/* cd-text.c: packs out of a lead-in, 18 bytes each */
uint32_t emu_cd_text(struct burin_emulator *emu, uint8_t *packs, size_t room, size_t *n);

/* cd-rw.c: fixed packets of 32 that so many blocks make, with their links */
uint32_t emu_cd_packets(uint32_t blocks);

/* cd-blank.c: types 2 to 6 */
uint32_t emu_cd_blank_part(struct burin_emulator *emu, const uint8_t *cdb);

extern const struct emu_recording emu_cd_recording;

#endif
