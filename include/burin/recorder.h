/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recorders. burin_drives finds them, burin_recorder is one of them, opened by
 * name: "/dev/srN", "/dev/burinN", a by-id name, or "virtual:PATH", an emulated
 * drive holding the medium stored at PATH. One thread at a time.
 */
#ifndef BURIN_RECORDER_H
#define BURIN_RECORDER_H

#include <burin/medium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_disc;
struct burin_drives;
struct burin_recorder;
struct burin_stream;

/* The drives udev knows now; an empty list is no error. */
int burin_drives_new(struct burin_context *ctx, struct burin_drives **out);
void burin_drives_unref(struct burin_drives *drives);
size_t burin_drives_count(const struct burin_drives *drives);
/* Name to give burin_recorder_open(); owned by drives. NULL beyond the end. */
const char *burin_drives_at(const struct burin_drives *drives, size_t i);
/* "VENDOR PRODUCT" as udev tells it, "" when it does not; owned by drives. */
const char *burin_drives_get_model(const struct burin_drives *drives, size_t i);

enum burin_transport {
	BURIN_TRANSPORT_AUTO = 0,
	BURIN_TRANSPORT_KERNEL,
	BURIN_TRANSPORT_SG,
	BURIN_TRANSPORT_EMULATED,
};

/* "auto", "kernel", "sg", "emulated"; from_name: -EINVAL when there is none. */
const char *burin_transport_name(enum burin_transport transport);
int burin_transport_from_name(const char *name);

/*
 * BURIN_E_NO_RECORDER, BURIN_E_RECORDER_BUSY, BURIN_E_MEDIUM_FILE,
 * BURIN_E_TRANSPORT. On failure *out is NULL and detail (may be NULL) is filled
 * in: it names the recorder and, when busy, its holder.
 */
int burin_recorder_open(struct burin_context *ctx, const char *name,
			enum burin_transport transport, struct burin_recorder **out,
			struct burin_detail *detail);
/*
 * The same for one that a process has left before its burn was over, or holds while it is
 * stopped or without data: for burin_data_run_adoption() and, when the process is gone,
 * burin_data_run_close(); before them no other call asks the drive anything. Only with burin's
 * driver, and for the user of that process or root. BURIN_E_NO_BURN; BURIN_E_RECORDER_BUSY: its
 * process is at work; -EPERM: another user's; BURIN_E_TRANSPORT. Vendor, product and revision
 * stay "".
 */
int burin_recorder_open_left(struct burin_context *ctx, const char *name,
			     enum burin_transport transport, struct burin_recorder **out,
			     struct burin_detail *detail);
struct burin_recorder *burin_recorder_ref(struct burin_recorder *rec);
void burin_recorder_unref(struct burin_recorder *rec);

/* Owned by the recorder, trimmed, never NULL. */
const char *burin_recorder_get_name(const struct burin_recorder *rec);
const char *burin_recorder_get_vendor(const struct burin_recorder *rec);
const char *burin_recorder_get_product(const struct burin_recorder *rec);
const char *burin_recorder_get_revision(const struct burin_recorder *rec);
enum burin_transport burin_recorder_get_transport(const struct burin_recorder *rec);
/*
 * Whether data handed to the driver carry checksums, by which what is written to them in the
 * meantime is found out: of burns begun from now on. On at first; no other transport has them.
 */
void burin_recorder_set_checksums(struct burin_recorder *rec, bool on);
/* Why that transport: one sentence. */
const char *burin_recorder_get_transport_reason(const struct burin_recorder *rec);
const struct burin_detail *burin_recorder_get_detail(const struct burin_recorder *rec);

/* Milliseconds on the recorder's own clock: emulated drives have virtual time. */
uint64_t burin_recorder_get_clock(const struct burin_recorder *rec);

/*
 * Waits until the medium is ready, at most timeout_ms: 0, BURIN_E_NO_MEDIUM,
 * BURIN_E_MEDIUM_NOT_READY, BURIN_E_MEDIUM_BUSY, BURIN_E_GONE.
 */
int burin_recorder_wait_ready(struct burin_recorder *rec, uint32_t timeout_ms);

/* Asks the drive anew each time. No medium is no error: state ABSENT. */
int burin_recorder_read_medium(struct burin_recorder *rec, struct burin_medium *medium);

/* Tray. eject: BURIN_E_TRAY while removal is prevented. */
int burin_recorder_eject(struct burin_recorder *rec);
int burin_recorder_load(struct burin_recorder *rec);
int burin_recorder_set_locked(struct burin_recorder *rec, bool locked);

/* Profiles the drive knows, best first, as MMC numbers; returns how many there are. */
int burin_recorder_read_profiles(struct burin_recorder *rec, uint16_t *profiles, size_t max);

/* MMC features; current is false for one the loaded medium does not allow. */
struct burin_feature {
	uint16_t code;
	uint8_t version;
	bool current, persistent;
	uint8_t data_len;
	uint8_t data[64];
};

/* Returns how many there are; fills the first max. */
int burin_recorder_read_features(struct burin_recorder *rec, struct burin_feature *features,
				 size_t max);
/* "DVD+RW", "BD Write"...; static text, "unknown" for others. */
const char *burin_feature_name(uint16_t code);
const char *burin_profile_name(uint16_t profile);

/* Write speeds for the loaded medium, fastest first. */
struct burin_speed {
	uint32_t write_kbps;		/* 1000 bytes a second */
	uint32_t read_kbps;
	bool pure_cav;
	uint32_t end_lba;
};

int burin_recorder_read_speeds(struct burin_recorder *rec, struct burin_speed *speeds, size_t max);

/* kB/s of 1x for a kind: 176.4 rounded down to 176, 1385, 4495; 0: none. */
uint32_t burin_kind_speed_1x(enum burin_kind kind);

/* What the drive offers to format the medium to (READ FORMAT CAPACITIES). */
struct burin_format {
	uint8_t type;			/* 0x26 DVD+RW, 0x32 BD-R... */
	uint8_t sub_type;
	uint32_t blocks;
	uint32_t parameter;
};

int burin_recorder_read_formats(struct burin_recorder *rec, struct burin_format *formats,
				size_t max);
const char *burin_format_name(uint8_t type);

/* Sessions and tracks as they are on the medium. */
struct burin_track {
	uint16_t number, session;
	bool open, damaged, blank, data;
	uint32_t start, blocks;		/* start LBA, length */
	bool has_next_writable;
	uint32_t next_writable, free_blocks;
	uint32_t last_recorded;
};

/* *out: free with burin_disc_free(). */
int burin_recorder_read_disc(struct burin_recorder *rec, struct burin_disc **out);
void burin_disc_free(struct burin_disc *disc);
uint32_t burin_disc_count_sessions(const struct burin_disc *disc);
size_t burin_disc_count_tracks(const struct burin_disc *disc);
/* A view, valid as long as disc; NULL beyond the end. */
const struct burin_track *burin_disc_track_at(const struct burin_disc *disc, size_t i);

/* Free and total bytes in the drive's buffer, as it tells. */
int burin_recorder_read_buffer(struct burin_recorder *rec, uint32_t *total, uint32_t *free_bytes);

/*
 * One command, for what this library has no call for. cdb_len 6, 10, 12 or 16.
 * in/out: transferred is the number of bytes moved. timeout_ms 0: 30 s. A CHECK
 * CONDITION returns a negative code, its sense in burin_recorder_get_detail().
 */
int burin_recorder_send(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len,
			uint32_t timeout_ms);
int burin_recorder_send_in(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len,
			   void *buf, size_t n, size_t *transferred, uint32_t timeout_ms);
int burin_recorder_send_out(struct burin_recorder *rec, const uint8_t *cdb, size_t cdb_len,
			    const void *buf, size_t n, uint32_t timeout_ms);

/*
 * Blocks first..first+count-1 of the loaded medium as a seekable stream; it
 * holds a reference to rec. Reading may be done between other calls on rec.
 */
int burin_recorder_new_stream(struct burin_recorder *rec, uint32_t first, uint32_t count,
			      struct burin_stream **out);

#ifdef __cplusplus
}
#endif
#endif
