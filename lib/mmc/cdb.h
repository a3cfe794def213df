/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Command blocks (MMC-6 section 6, SPC-4, SBC-3). Each call fills all 16 bytes,
 * unused ones with zero, and returns the length of the command: 6, 10 or 12.
 */
#ifndef BUR_MMC_CDB_H
#define BUR_MMC_CDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bur_opcode {
	BUR_OP_TEST_UNIT_READY		= 0x00,
	BUR_OP_REQUEST_SENSE		= 0x03,
	BUR_OP_FORMAT_UNIT		= 0x04,
	BUR_OP_INQUIRY			= 0x12,
	BUR_OP_START_STOP_UNIT		= 0x1b,
	BUR_OP_PREVENT_REMOVAL		= 0x1e,
	BUR_OP_READ_FORMAT_CAPACITIES	= 0x23,
	BUR_OP_READ_CAPACITY		= 0x25,
	BUR_OP_READ_10			= 0x28,
	BUR_OP_WRITE_10			= 0x2a,
	BUR_OP_SYNCHRONIZE_CACHE	= 0x35,
	BUR_OP_READ_TOC			= 0x43,
	BUR_OP_GET_CONFIGURATION	= 0x46,
	BUR_OP_GET_EVENT_STATUS		= 0x4a,
	BUR_OP_READ_DISC_INFORMATION	= 0x51,
	BUR_OP_READ_TRACK_INFORMATION	= 0x52,
	BUR_OP_RESERVE_TRACK		= 0x53,
	BUR_OP_SEND_OPC_INFORMATION	= 0x54,
	BUR_OP_MODE_SELECT_10		= 0x55,
	BUR_OP_MODE_SENSE_10		= 0x5a,
	BUR_OP_CLOSE_TRACK_SESSION	= 0x5b,
	BUR_OP_READ_BUFFER_CAPACITY	= 0x5c,
	BUR_OP_BLANK			= 0xa1,
	BUR_OP_READ_12			= 0xa8,
	BUR_OP_WRITE_12			= 0xaa,
	BUR_OP_GET_PERFORMANCE		= 0xac,
	BUR_OP_READ_DISC_STRUCTURE	= 0xad,
	BUR_OP_SET_STREAMING		= 0xb6,
	BUR_OP_SET_CD_SPEED		= 0xbb,
	BUR_OP_MECHANISM_STATUS		= 0xbd,
	BUR_OP_SEND_DISC_STRUCTURE	= 0xbf,
};

/* "WRITE(10)", "CLOSE TRACK SESSION"...; static, "unknown" for others. */
const char *bur_opcode_name(uint8_t opcode);

size_t bur_cdb_test_unit_ready(uint8_t cdb[16]);
size_t bur_cdb_request_sense(uint8_t cdb[16], uint8_t length);
size_t bur_cdb_inquiry(uint8_t cdb[16], uint16_t length);

enum bur_start_stop { BUR_UNIT_STOP = 0, BUR_UNIT_START = 1, BUR_UNIT_EJECT = 2, BUR_UNIT_LOAD = 3 };

size_t bur_cdb_start_stop(uint8_t cdb[16], enum bur_start_stop what, bool immed);
size_t bur_cdb_prevent(uint8_t cdb[16], bool prevent);

enum bur_features { BUR_FEATURES_ALL = 0, BUR_FEATURES_CURRENT = 1, BUR_FEATURES_ONE = 2 };

size_t bur_cdb_configuration(uint8_t cdb[16], enum bur_features which, uint16_t first,
			     uint16_t length);
/* classes: bit n asks for event class n (BUR_EVENT_* of event.h). */
size_t bur_cdb_event(uint8_t cdb[16], uint8_t classes, uint16_t length);

/* control: 0 current, 1 changeable, 2 default, 3 saved values. No block descriptors. */
size_t bur_cdb_mode_sense(uint8_t cdb[16], uint8_t page, uint8_t control, uint16_t length);
size_t bur_cdb_mode_select(uint8_t cdb[16], uint16_t length);

/* type: 0 standard, 1 track resources, 2 pseudo-overwrite resources */
size_t bur_cdb_disc_information(uint8_t cdb[16], uint8_t type, uint16_t length);

enum bur_track_by { BUR_TRACK_BY_LBA = 0, BUR_TRACK_BY_NUMBER = 1, BUR_TRACK_BY_SESSION = 2 };

#define BUR_TRACK_INVISIBLE 0xff	/* by number: the incomplete track (CD, DVD+R) */

size_t bur_cdb_track_information(uint8_t cdb[16], enum bur_track_by by, uint32_t value,
				 uint16_t length);
/* format: 0 tracks, 1 last session, 2 full TOC, 4 ATIP. first: track or session. */
size_t bur_cdb_toc(uint8_t cdb[16], uint8_t format, bool msf, uint8_t first, uint16_t length);
size_t bur_cdb_capacity(uint8_t cdb[16]);
size_t bur_cdb_format_capacities(uint8_t cdb[16], uint16_t length);
/* reply of 8 + 16 * descriptors bytes; type 0 nominal performance, 3 write speeds */
size_t bur_cdb_performance(uint8_t cdb[16], uint8_t type, bool write, uint32_t lba,
			   uint16_t descriptors);
size_t bur_cdb_buffer_capacity(uint8_t cdb[16]);
size_t bur_cdb_disc_structure(uint8_t cdb[16], uint8_t media, uint32_t address, uint8_t layer,
			      uint8_t format, uint16_t length);
/* Data out, of length bytes: for format 20h bur_layer_boundary_encode(). */
size_t bur_cdb_send_structure(uint8_t cdb[16], uint8_t media, uint8_t format, uint16_t length);
size_t bur_cdb_mechanism_status(uint8_t cdb[16], uint16_t length);

/* Data out: bur_format_encode(). */
size_t bur_cdb_format_unit(uint8_t cdb[16]);
size_t bur_cdb_blank(uint8_t cdb[16], uint8_t type, uint32_t address, bool immed);

/* CLOSE TRACK SESSION, function field (MMC-6 table 270) */
enum bur_close {
	BUR_CLOSE_STOP_FORMAT = 0,	/* DVD+RW */
	BUR_CLOSE_TRACK = 1,
	BUR_CLOSE_SESSION = 2,
	BUR_CLOSE_BORDER = 3,
	BUR_CLOSE_MINIMAL = 5,		/* DVD+R */
	BUR_CLOSE_DISC = 6,
};

size_t bur_cdb_close(uint8_t cdb[16], enum bur_close function, uint16_t track, bool immed);
size_t bur_cdb_sync(uint8_t cdb[16], bool immed);
size_t bur_cdb_reserve_track(uint8_t cdb[16], uint32_t blocks);
size_t bur_cdb_opc(uint8_t cdb[16]);

size_t bur_cdb_read_10(uint8_t cdb[16], uint32_t lba, uint16_t blocks);
size_t bur_cdb_read_12(uint8_t cdb[16], uint32_t lba, uint32_t blocks, bool streaming);
size_t bur_cdb_write_10(uint8_t cdb[16], uint32_t lba, uint16_t blocks);
size_t bur_cdb_write_12(uint8_t cdb[16], uint32_t lba, uint32_t blocks, bool streaming);

#define BUR_SPEED_MAX 0xffff

/* kB/s; BUR_SPEED_MAX: the fastest */
size_t bur_cdb_set_cd_speed(uint8_t cdb[16], uint16_t read_kbps, uint16_t write_kbps);
/* Data out: bur_streaming_encode(). */
size_t bur_cdb_set_streaming(uint8_t cdb[16]);

#define BUR_STREAMING_LEN 28

struct bur_streaming {
	bool restore_defaults;		/* RDD: all else is ignored by the drive */
	bool exact, random_access;
	uint32_t start_lba, end_lba;
	uint32_t read_kbps, write_kbps;	/* 1000 bytes a second */
};

void bur_streaming_encode(uint8_t out[BUR_STREAMING_LEN], const struct bur_streaming *in);

#define BUR_FORMAT_LEN 12

/* FORMAT UNIT parameter list: one descriptor, immediate (MMC-6 6.5.4.2). */
void bur_format_encode(uint8_t out[BUR_FORMAT_LEN], uint8_t type, uint8_t sub_type,
		       uint32_t blocks, uint32_t parameter);

#define BUR_LAYER_BOUNDARY_LEN 12

/* Blocks of layer 0 of a two-layer DVD (MMC-6 6.22.3.2.17). */
void bur_layer_boundary_encode(uint8_t out[BUR_LAYER_BOUNDARY_LEN], uint32_t blocks);

#endif
