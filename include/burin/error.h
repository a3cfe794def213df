/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errors. Every call that can fail returns 0 (or a count) or a negative value:
 * -1..-4095 are negated errnos, values below -0x1000 are enum burin_err. The
 * detail belongs to the object the call was made on; nothing is global.
 */
#ifndef BURIN_ERROR_H
#define BURIN_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Numbers are ABI: never reused, new ones go at the end of their group.
 * Each has one IMAPI2 result beside it: burin_error_imapi().
 */
enum burin_err {
	/* operation */
	BURIN_E_CANCELLED		= -0x1001,
	BURIN_E_RECORDER_REQUIRED	= -0x1002,
	BURIN_E_RUNNING			= -0x1003,	/* object is busy with an operation */
	BURIN_E_NOT_RUNNING		= -0x1004,
	BURIN_E_VERIFY_DIFFERENT	= -0x1005,
	BURIN_E_VERIFY_UNREADABLE	= -0x1006,
	BURIN_E_VERIFY_UNCHECKED	= -0x1007,
	BURIN_E_OPTION			= -0x1008,	/* options contradict one another */

	/* recorder */
	BURIN_E_NO_RECORDER		= -0x1101,	/* no such name */
	BURIN_E_RECORDER_BUSY		= -0x1102,	/* held by someone else */
	BURIN_E_TRANSPORT		= -0x1103,	/* no transport reaches it */
	BURIN_E_NO_MEDIUM		= -0x1104,
	BURIN_E_MEDIUM_FOREIGN		= -0x1105,	/* incompatible or unknown format */
	BURIN_E_MEDIUM_NOT_READY	= -0x1106,	/* still becoming ready */
	BURIN_E_MEDIUM_FORMATTING	= -0x1107,
	BURIN_E_MEDIUM_BUSY		= -0x1108,	/* long operation under way */
	BURIN_E_MODE_REFUSED		= -0x1109,	/* MODE SELECT refused */
	BURIN_E_WRITE_PROTECTED		= -0x110a,
	BURIN_E_NO_FEATURE		= -0x110b,
	BURIN_E_FEATURE_NOT_CURRENT	= -0x110c,
	BURIN_E_COMMAND_TIMEOUT		= -0x110d,
	BURIN_E_NOT_FORMATTED		= -0x110e,
	BURIN_E_BAD_REPLY		= -0x110f,	/* drive sent nonsense */
	BURIN_E_GONE			= -0x1110,	/* drive vanished or lost power */
	BURIN_E_NO_STRUCTURE		= -0x1111,
	BURIN_E_MEDIUM_CHANGED		= -0x1112,	/* medium or drive state changed under us */
	BURIN_E_DRIVE_REFUSED		= -0x1113,	/* illegal request */
	BURIN_E_HARDWARE		= -0x1114,
	BURIN_E_READ			= -0x1115,	/* blocks cannot be read */
	BURIN_E_TRAY			= -0x1116,	/* removal prevented, load or eject failed */
	BURIN_E_NOT_BOUND		= -0x1117,	/* it is no block device */

	/* burn */
	BURIN_E_UNDERRUN		= -0x1201,	/* loss of streaming */
	BURIN_E_WRITE			= -0x1202,	/* drive failed to write */
	BURIN_E_MEDIUM_STATE		= -0x1203,	/* not possible with the medium as it is */
	BURIN_E_STREAM			= -0x1204,	/* stream not usable */
	BURIN_E_TOO_LARGE		= -0x1205,	/* does not fit the medium */
	BURIN_E_NOT_BLANK		= -0x1206,	/* needs --append or --overwrite */
	BURIN_E_MEDIUM_UNSUPPORTED	= -0x1207,	/* kind not handled by this writer */
	BURIN_E_RECORDER_UNSUPPORTED	= -0x1208,
	BURIN_E_NOT_ERASABLE		= -0x1209,
	BURIN_E_ERASE			= -0x120a,
	BURIN_E_CLOSE			= -0x120b,	/* data written, closing failed */
	BURIN_E_SOURCE_CHANGED		= -0x120c,	/* a source shrank or grew while read */
	BURIN_E_CALIBRATION		= -0x120d,
	BURIN_E_NO_SIMULATION		= -0x120e,
	BURIN_E_MEDIUM_FULL		= -0x120f,	/* drive says so during the burn */
	BURIN_E_RING_CHANGED		= -0x1210,	/* data were changed after they were handed over */
	BURIN_E_ADOPTED			= -0x1211,	/* another process goes on with the burn */
	BURIN_E_OTHER_SOURCE		= -0x1212,	/* not what the burn to be adopted writes */
	BURIN_E_STARVED			= -0x1213,	/* no data came for the stated time; closed */
	BURIN_E_NO_BURN			= -0x1214,	/* none is there to be adopted */

	/* images */
	BURIN_E_NAME			= -0x1301,	/* name cannot be represented */
	BURIN_E_NAME_TAKEN		= -0x1302,
	BURIN_E_NO_UNIQUE_NAME		= -0x1303,
	BURIN_E_PATH			= -0x1304,	/* no such item in the tree */
	BURIN_E_NOT_A_DIRECTORY		= -0x1305,
	BURIN_E_IMAGE_TOO_LARGE		= -0x1306,	/* over 2^32 blocks */
	BURIN_E_TOO_MANY_DIRECTORIES	= -0x1307,
	BURIN_E_NOT_A_VOLUME		= -0x1308,	/* no file system burin reads */
	BURIN_E_DAMAGED_VOLUME		= -0x1309,
	BURIN_E_UNSAFE_PATH		= -0x130a,	/* extraction would leave its folder */
	BURIN_E_SOURCE			= -0x130b,	/* source missing or unreadable */
	BURIN_E_SPECIAL_FILE		= -0x130c,	/* socket and the like cannot be stored */

	/* emulated recorder */
	BURIN_E_MEDIUM_FILE		= -0x1401,	/* PATH is not a medium, or is damaged */
	BURIN_E_FAULT_PLAN		= -0x1402,
};

/* What was going on when it failed. */
enum burin_phase {
	BURIN_PHASE_NONE = 0,
	BURIN_PHASE_OPEN,
	BURIN_PHASE_INQUIRY,		/* asking drive and medium */
	BURIN_PHASE_LAYOUT,		/* building the image */
	BURIN_PHASE_PROLOGUE,
	BURIN_PHASE_STREAM,
	BURIN_PHASE_EPILOGUE,
	BURIN_PHASE_VERIFY,
	BURIN_PHASE_READ,
	BURIN_PHASE_ERASE,
	BURIN_PHASE_FORMAT,
	BURIN_PHASE_CLOSE,
};

const char *burin_phase_name(enum burin_phase phase);

#define BURIN_SUBJECT_MAX 512
#define BURIN_TEXT_MAX 256
#define BURIN_SENSE_BYTES 96

/* Filled in by the library; a view, valid until the next call on its object. */
struct burin_detail {
	int code;			/* what the call returned; 0: nothing failed */
	enum burin_phase phase;
	bool has_command;		/* cdb is valid */
	bool has_sense;
	bool has_lba;
	uint8_t cdb[16];
	uint8_t cdb_len;
	uint8_t key, asc, ascq;
	uint8_t sense[BURIN_SENSE_BYTES];
	uint8_t sense_len;
	int64_t lba;
	char subject[BURIN_SUBJECT_MAX];	/* path, recorder or option meant */
	char text[BURIN_TEXT_MAX];	/* one sentence; "" when the code says all */
};

/* Short English text for an errno or burin code; static, never NULL. */
const char *burin_strerror(int code);

/* "BURIN_E_NOT_BLANK", "ENOENT"...; static, never NULL. */
const char *burin_error_name(int code);

/* The IMAPI2 result the code stands for (0 when code is 0). */
uint32_t burin_error_imapi(int code);

/* Text for a sense triple ("logical unit communication time-out"); static, never NULL. */
const char *burin_sense_text(uint8_t key, uint8_t asc, uint8_t ascq);

/*
 * One line: subject, what failed, command, LBA, sense. Returns what snprintf
 * would; n may be 0.
 */
int burin_detail_format(const struct burin_detail *detail, char *buf, size_t n);

#ifdef __cplusplus
}
#endif
#endif
