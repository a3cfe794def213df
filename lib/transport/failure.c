/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table: what a failed command is called in the public API. */
#include "transport/burn.h"

#include <burin/error.h>
#include <string.h>

#include "../../driver/engine/sense.h"
#include "core/detail.h"
#include "mmc/cdb.h"

#define ANY BURIN_ANY

/* Which commands a row is about. */
enum about {
	ABOUT_ANY = 0,
	ABOUT_READ,
	ABOUT_WRITE,		/* and what tells of an earlier write: flush, deferred errors */
	ABOUT_CLOSE,
	ABOUT_ERASE,
	ABOUT_FORMAT,
	ABOUT_TRAY,
	ABOUT_MODE,
	ABOUT_OPC,
	ABOUT_STRUCTURE,
	ABOUT_INQUIRY,		/* features and the like */
};

struct row {
	uint16_t key, asc, ascq;
	enum about about;
	int code;
};

/* The first that fits wins. */
static const struct row rows[] = {
	{ ANY, 0x3a, ANY, ABOUT_ANY, BURIN_E_NO_MEDIUM },
	{ ANY, 0x28, ANY, ABOUT_ANY, BURIN_E_MEDIUM_CHANGED },
	{ 0x6, ANY, ANY, ABOUT_ANY, BURIN_E_MEDIUM_CHANGED },
	{ 0x7, ANY, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x7, ANY, ANY, ABOUT_ANY, BURIN_E_WRITE_PROTECTED },
	{ ANY, 0x27, ANY, ABOUT_ANY, BURIN_E_WRITE_PROTECTED },
	{ ANY, 0x53, ANY, ABOUT_ANY, BURIN_E_TRAY },
	{ ANY, ANY, ANY, ABOUT_TRAY, BURIN_E_TRAY },
	{ 0x2, 0x04, 0x04, ABOUT_ANY, BURIN_E_MEDIUM_FORMATTING },
	{ 0x2, 0x04, 0x07, ABOUT_ANY, BURIN_E_MEDIUM_BUSY },
	{ 0x2, 0x04, 0x08, ABOUT_ANY, BURIN_E_MEDIUM_BUSY },
	{ 0x2, 0x04, ANY, ABOUT_ANY, BURIN_E_MEDIUM_NOT_READY },
	{ ANY, 0x30, 0x10, ABOUT_ANY, BURIN_E_NOT_FORMATTED },
	{ ANY, 0x31, 0x00, ABOUT_READ, BURIN_E_NOT_FORMATTED },
	{ ANY, 0x31, 0x00, ABOUT_WRITE, BURIN_E_NOT_FORMATTED },
	{ ANY, 0x30, ANY, ABOUT_ERASE, BURIN_E_NOT_ERASABLE },
	{ 0xd, ANY, ANY, ABOUT_ANY, BURIN_E_MEDIUM_FULL },
	{ ANY, 0x63, 0x00, ABOUT_ANY, BURIN_E_MEDIUM_FULL },
	{ 0x3, 0x73, 0x03, ABOUT_ANY, BURIN_E_CALIBRATION },
	{ 0x3, 0x73, 0x02, ABOUT_ANY, BURIN_E_CALIBRATION },
	{ 0x3, 0x73, 0x11, ABOUT_ANY, BURIN_E_CALIBRATION },
	{ 0x3, ANY, ANY, ABOUT_OPC, BURIN_E_CALIBRATION },
	{ ANY, 0x0c, 0x09, ABOUT_ANY, BURIN_E_UNDERRUN },
	{ 0x3, ANY, ANY, ABOUT_WRITE, BURIN_E_WRITE },
	{ 0x4, ANY, ANY, ABOUT_WRITE, BURIN_E_WRITE },
	{ 0x5, 0x21, 0x00, ABOUT_WRITE, BURIN_E_MEDIUM_FULL },
	{ ANY, ANY, ANY, ABOUT_CLOSE, BURIN_E_CLOSE },
	{ ANY, ANY, ANY, ABOUT_ERASE, BURIN_E_ERASE },
	{ ANY, 0x31, 0x01, ABOUT_FORMAT, BURIN_E_ERASE },
	{ ANY, 0x31, 0x01, ABOUT_ANY, BURIN_E_NOT_FORMATTED },
	{ 0x3, ANY, ANY, ABOUT_FORMAT, BURIN_E_ERASE },
	{ 0x3, ANY, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x8, ANY, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x4, ANY, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x5, 0x21, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x5, 0x64, ANY, ABOUT_READ, BURIN_E_READ },
	{ 0x3, ANY, ANY, ABOUT_ANY, BURIN_E_HARDWARE },
	{ 0x4, ANY, ANY, ABOUT_ANY, BURIN_E_HARDWARE },
	{ 0xb, ANY, ANY, ABOUT_ANY, BURIN_E_HARDWARE },
	{ 0x2, 0x30, ANY, ABOUT_ANY, BURIN_E_MEDIUM_FOREIGN },
	{ 0x5, 0x30, ANY, ABOUT_ANY, BURIN_E_MEDIUM_FOREIGN },
	{ 0x2, ANY, ANY, ABOUT_ANY, BURIN_E_MEDIUM_NOT_READY },
	{ 0x5, ANY, ANY, ABOUT_MODE, BURIN_E_MODE_REFUSED },
	{ 0x5, ANY, ANY, ABOUT_STRUCTURE, BURIN_E_NO_STRUCTURE },
	{ 0x5, ANY, ANY, ABOUT_INQUIRY, BURIN_E_NO_FEATURE },
	{ 0x5, ANY, ANY, ABOUT_ANY, BURIN_E_DRIVE_REFUSED },
};

static enum about about_opcode(uint8_t opcode)
{
	switch (opcode) {
	case BUR_OP_READ_10:
	case BUR_OP_READ_12:
		return ABOUT_READ;
	case BUR_OP_WRITE_10:
	case BUR_OP_WRITE_12:
	case BUR_OP_SYNCHRONIZE_CACHE:
		return ABOUT_WRITE;
	case BUR_OP_CLOSE_TRACK_SESSION:
		return ABOUT_CLOSE;
	case BUR_OP_BLANK:
		return ABOUT_ERASE;
	case BUR_OP_FORMAT_UNIT:
		return ABOUT_FORMAT;
	case BUR_OP_START_STOP_UNIT:
		return ABOUT_TRAY;
	case BUR_OP_MODE_SELECT_10:
		return ABOUT_MODE;
	case BUR_OP_SEND_OPC_INFORMATION:
		return ABOUT_OPC;
	case BUR_OP_READ_DISC_STRUCTURE:
		return ABOUT_STRUCTURE;
	case BUR_OP_GET_CONFIGURATION:
		return ABOUT_INQUIRY;
	default:
		return ABOUT_ANY;
	}
}

static bool matches(uint16_t wanted, uint8_t got)
{
	return wanted == ANY || wanted == got;
}

static int sense_code(const struct burin_failure *failure, enum about about)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (matches(rows[i].key, failure->key) && matches(rows[i].asc, failure->asc) &&
		    matches(rows[i].ascq, failure->ascq) &&
		    (rows[i].about == ABOUT_ANY || rows[i].about == about))
			return rows[i].code;
	return BURIN_E_BAD_REPLY;
}

int bur_failure_code(const struct burin_failure *failure)
{
	enum about about = about_opcode(failure->cdb[0]);

	if (failure->host == BURIN_HOST_TIMEOUT)
		return BURIN_E_COMMAND_TIMEOUT;
	if (failure->host == BURIN_HOST_GONE)
		return BURIN_E_GONE;
	if (failure->host == BURIN_HOST_CHANGED)
		return BURIN_E_RING_CHANGED;
	if (failure->host == BURIN_HOST_ERROR)
		return BURIN_E_HARDWARE;
	if (!failure->sense_len || !failure->key)
		return failure->status == 0x08 ? BURIN_E_MEDIUM_BUSY : BURIN_E_BAD_REPLY;
	/* SPC-4 4.5.1: a deferred error belongs to an earlier command; here that was a WRITE. */
	if ((failure->sense[0] & 0x7d) == 0x71)
		about = ABOUT_WRITE;
	return sense_code(failure, about);
}

void bur_failure_from(const struct bur_command *cmd, struct burin_failure *failure)
{
	struct burin_sense sense;

	memset(failure, 0, sizeof(*failure));
	memcpy(failure->cdb, cmd->cdb, sizeof(failure->cdb));
	failure->cdb_len = cmd->cdb_len;
	failure->host = cmd->host;
	failure->status = cmd->status;
	failure->lba = -1;
	burin_sense_decode(cmd->sense, cmd->sense_len, &sense);
	if (!sense.valid)
		return;
	failure->key = sense.key;
	failure->asc = sense.asc;
	failure->ascq = sense.ascq;
	failure->sense_len = cmd->sense_len;
	memcpy(failure->sense, cmd->sense, cmd->sense_len);
	if (sense.has_info)
		failure->lba = sense.info;
}

int bur_failure_tell(const struct burin_failure *failure, enum burin_phase phase,
		     const char *subject, struct burin_detail *detail)
{
	int code = bur_failure_code(failure);

	bur_fail(detail, code, phase, subject, NULL);
	bur_detail_set_command(detail, failure->cdb, failure->cdb_len, failure->sense,
			       failure->sense_len);
	if (failure->lba >= 0)
		bur_detail_set_lba(detail, failure->lba);
	return code;
}
