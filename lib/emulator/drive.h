/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The drive: everything between a command block and the medium's file. Each
 * command family has its file; they meet only here.
 */
#ifndef EMU_DRIVE_H
#define EMU_DRIVE_H

#include <burin/emulator.h>
#include <burin/error.h>

#include "emulator/buffer.h"
#include "emulator/kind.h"
#include "emulator/quirk.h"
#include "emulator/sense.h"
#include "emulator/state.h"
#include "emulator/store.h"

#define EMU_MS 1000000ull
#define EMU_SECOND 1000000000ull
#define EMU_NEVER UINT64_MAX

/* What a command takes and gives. */
struct emu_request {
	const uint8_t *cdb;
	const uint8_t *out;	/* data from the host */
	size_t out_len;
	uint8_t *in;		/* room for data to the host */
	size_t in_room;
	size_t transferred;
};

enum emu_operation_kind { EMU_OP_NONE = 0, EMU_OP_LOAD, EMU_OP_SYNC, EMU_OP_CLOSE, EMU_OP_FORMAT,
			  EMU_OP_CALIBRATE, EMU_OP_BLANK };

/* A long operation; with Immed it outlives its command. */
struct emu_operation {
	enum emu_operation_kind kind;
	uint64_t start, end;
	uint64_t duration;
	bool waits;			/* for the buffer to be empty; then end is set */
	uint32_t waits_from;		/* blocks in the buffer at its start */
	uint32_t (*finish)(struct burin_emulator *emu);
	uint32_t argument[2];
	uint32_t result;
};

#define EMU_DEFECTS_MAX 64u

struct emu_settings {
	bool long_write;		/* a full buffer answers 2/04/08 instead of waiting */
	uint32_t buffer_bytes;		/* 0: the kind's */
	uint32_t bus_kbps;
	uint32_t slow_percent;		/* of the time a unit takes; 100 */
	uint64_t start;			/* more before the first unit, ns */
	uint64_t thermal;		/* the laser is hot after so long without a pause; 0: never */
	uint32_t thermal_percent;	/* of the time a unit takes then */
	struct emu_quirks quirks;
	uint32_t defect_count;
	struct emu_defect {
		uint32_t first, last;	/* blocks */
	} defects[EMU_DEFECTS_MAX];
	const struct emu_personality *personality;	/* NULL: this drive itself */
};

#define EMU_ATTENTIONS_MAX 4u
#define EMU_MEDIA_EVENTS_MAX 8u
#define EMU_PAGE_MAX 64u

enum emu_page { EMU_PAGE_RECOVERY = 0, EMU_PAGE_WRITE, EMU_PAGE_CACHING, EMU_PAGE_POWER,
		EMU_PAGE_TIMEOUT, EMU_PAGE_CAPABILITIES, EMU_PAGE_MRW, EMU_PAGES };

struct emu_faults;
struct emu_cd_plan;

struct burin_emulator {
	/* medium; kind is NULL without one */
	struct emu_store *store;
	const struct emu_kind *kind;
	struct emu_state state;
	struct emu_state real;		/* on the medium, while state is a test write's */
	bool simulating;
	bool write_protect;
	uint32_t noted;			/* blocks accepted when the state was last saved */
	struct emu_cd_plan *plan;	/* CD: the session to be written in one go; NULL: none */
	int32_t position;		/* CD: the block read last */

	/* drive */
	char serial[21];		/* empty: it has none */
	bool tray_open, prevented, persistent;
	bool off, gone;			/* no power; no bus */
	uint32_t attention[EMU_ATTENTIONS_MAX];
	uint32_t attention_count;
	uint32_t deferred;		/* error of an earlier WRITE, to be told */
	uint32_t deferred_info;
	uint8_t media_events[EMU_MEDIA_EVENTS_MAX];	/* the oldest first */
	uint32_t media_event_count;
	uint64_t features_told;		/* current ones, as the host last heard */
	uint8_t pages[EMU_PAGES][EMU_PAGE_MAX];	/* current values */
	uint32_t write_speed, read_speed;	/* indices of the kind's speeds */
	bool streaming;
	struct emu_buffer buffer;
	struct emu_operation operation;
	uint64_t background_at;		/* background formatting has come so far in time */

	/* time */
	uint64_t now;
	double factor;
	uint64_t real_seen;		/* CLOCK_MONOTONIC at the last look */

	/* faults */
	struct emu_faults *faults;
	struct emu_settings settings;
	struct emu_lapses lapses;
	uint32_t recovered;		/* key 1, to be told of a WRITE that was done */
	bool drop_write;		/* this WRITE's data go nowhere */
	int64_t misdirect;		/* this WRITE's data go so many blocks further */
	uint8_t phase;			/* enum emu_phase */
	uint32_t pace_percent;		/* instead of settings.slow_percent; 0: not */
	uint64_t pace_until;
	uint64_t frozen_until;		/* the laser rests */
	uint64_t back_at;		/* power or bus return; 0: not by themselves */
	uint64_t deadline;		/* when the host gives this command up */
	bool hung;			/* it has */
	int log;			/* PATH.log of the medium; -1: none */

	struct emu_detail detail;	/* of the command at hand */
	struct burin_emulator_stats stats;
};

static inline bool emu_loaded(const struct burin_emulator *emu)
{
	return emu->kind && !emu->tray_open;
}

static inline bool emu_quirk(const struct burin_emulator *emu, enum emu_quirk quirk)
{
	return emu_quirk_in(&emu->settings.quirks, quirk);
}

static inline bool emu_is(const struct burin_emulator *emu, enum emu_family family)
{
	return emu_loaded(emu) && emu->kind->family == family;
}

/* dispatch.c */
uint32_t emu_bad_field(struct burin_emulator *emu, uint16_t byte, int bit);	/* bit -1: none */
uint32_t emu_bad_parameter(struct burin_emulator *emu, uint16_t byte, int bit);
/* A reply cut at the allocation length; the head of data keeps the full length. */
uint32_t emu_reply(struct emu_request *req, const uint8_t *data, size_t n, size_t allocation);
uint32_t emu_not_ready(struct burin_emulator *emu);	/* the sense of it, or 0 */
uint32_t emu_take_deferred(struct burin_emulator *emu);
void emu_run(struct burin_emulator *emu, struct burin_emulator_command *cmd);	/* no faults */
void emu_attention(struct burin_emulator *emu, uint32_t code);

/* spoil.c */
uint32_t emu_target(const struct burin_emulator *emu, uint32_t lba, uint32_t count);
bool emu_hang(struct burin_emulator *emu);	/* true: the laser rests longer than the host waits */
void emu_thaw(struct burin_emulator *emu);	/* it goes on */

/* drive.c: the medium in the drive */
int emu_create(const char *path, const struct emu_kind *kind, uint32_t blocks);	/* -EINVAL: size */
/* The medium can be protected for good: what is written anywhere, and BD-R. */
static inline bool emu_protectable(const struct emu_kind *kind)
{
	return !kind->pressed && kind->family != EMU_CD &&
	       (!kind->sequential || kind->family == EMU_BD);
}

uint32_t emu_check_writable(const struct burin_emulator *emu);
uint32_t emu_save(struct burin_emulator *emu);	/* nothing while simulating */
void emu_begin_simulation(struct burin_emulator *emu);	/* if page 05h asks for it */
const struct emu_state *emu_on_disc(const struct burin_emulator *emu);
void emu_end_simulation(struct burin_emulator *emu);
void emu_become_ready(struct burin_emulator *emu);	/* a medium was loaded */
void emu_unload(struct burin_emulator *emu);	/* it leaves: flushed, background stopped */
void emu_lose_power(struct burin_emulator *emu);
void emu_reset(struct burin_emulator *emu);	/* by the bus: settings are lost, nothing else */
uint16_t emu_rom_profile(const struct emu_kind *kind);	/* of the family's pressed discs */
uint16_t emu_profile(const struct burin_emulator *emu);
uint32_t emu_take_form(struct burin_emulator *emu, enum emu_form form);	/* of state.form */

/* clock.c */
void emu_advance(struct burin_emulator *emu, uint64_t ns);
void emu_catch_up(struct burin_emulator *emu);	/* with real time */
uint32_t emu_operate(struct burin_emulator *emu, enum emu_operation_kind kind, uint32_t ms,
		     bool drain_first, uint32_t (*finish)(struct burin_emulator *), bool immediate);
void emu_finish_operation(struct burin_emulator *emu);	/* time passes until it is over */
uint32_t emu_operation_sense(struct burin_emulator *emu);	/* 2/04/xx, or 0; with progress */
uint64_t emu_block_time(const struct burin_emulator *emu, uint32_t lba, uint32_t count,
			bool writing);
uint32_t emu_sync_ms(const struct burin_emulator *emu);	/* of SYNCHRONIZE CACHE */
/* SYNCHRONIZE CACHE without Immed */
uint32_t emu_flush(struct burin_emulator *emu);

/* sequential.c */
uint32_t emu_next_writable(const struct burin_emulator *emu, const struct emu_track *t,
			   bool *valid);
uint32_t emu_track_limit(const struct burin_emulator *emu, const struct emu_track *t);
uint32_t emu_usable(const struct burin_emulator *emu);	/* blocks the host may fill */
const struct emu_track *emu_last_track(const struct burin_emulator *emu);
uint32_t emu_tracks_closed(const struct burin_emulator *emu);	/* in closed sessions */
bool emu_disc_blank(const struct burin_emulator *emu);
bool emu_damaged(const struct burin_emulator *emu);	/* a track of the open session */
struct emu_track *emu_writable_at(struct burin_emulator *emu, uint32_t lba);
/* false: no number is left for another track */
bool emu_append_track(struct burin_emulator *emu, uint64_t start, uint32_t session);
void emu_end_track(struct burin_emulator *emu, struct emu_track *t);
uint32_t emu_sequential_capacity(const struct burin_emulator *emu);
uint32_t emu_sequential_readable_end(const struct burin_emulator *emu);
uint32_t emu_sequential_close(struct burin_emulator *emu, struct emu_request *req);

/* erase.c: BLANK of type 0 or 1; what it takes for the whole disc */
uint32_t emu_erase(struct burin_emulator *emu, uint8_t type, uint32_t whole_ms, bool immediate);

/* mode.c */
void emu_mode_reset(struct burin_emulator *emu);

/* tray.c: an event of class 4 (MMC-6 6.7.2.6), told in the order they came */
enum emu_media_event { EMU_EJECT_REQUEST = 1, EMU_NEW_MEDIA, EMU_MEDIA_REMOVAL,
		       EMU_FORMAT_COMPLETED = 5 };
void emu_media_event(struct burin_emulator *emu, enum emu_media_event event);

/* features.c: a bit for each feature that is current */
uint64_t emu_features_current(const struct burin_emulator *emu);

/* performance.c */
void emu_speed_reset(struct burin_emulator *emu);

/* Commands: 0 or a sense code. */
typedef uint32_t emu_command(struct burin_emulator *emu, struct emu_request *req);

emu_command emu_test_unit_ready, emu_request_sense, emu_inquiry, emu_mechanism_status;
emu_command emu_get_configuration;
emu_command emu_mode_sense, emu_mode_select;
emu_command emu_read_disc_information, emu_read_track_information, emu_read_toc;
emu_command emu_read_capacity, emu_read_format_capacities, emu_format_unit, emu_blank;
emu_command emu_read_structure, emu_send_structure;
emu_command emu_get_performance, emu_set_streaming, emu_set_speed, emu_read_buffer_capacity;
emu_command emu_read_10, emu_read_12, emu_read_cd, emu_verify, emu_seek, emu_read_subchannel;
emu_command emu_read_cd_msf, emu_read_header, emu_read_ahead;
emu_command emu_write_10, emu_write_12, emu_write_verify, emu_send_cue_sheet, emu_repair_track;
emu_command emu_synchronize, emu_close, emu_reserve, emu_calibrate;
emu_command emu_start_stop, emu_prevent, emu_event_status;

/* vital.c */
emu_command emu_vital_data;

#endif
