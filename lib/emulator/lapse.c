/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What drives with quirks refuse that another would do. Looked at when the drive is ready and
 * the command block whole, before the command itself is.
 */
#include "emulator/cd.h"
#include "emulator/drive.h"

#define PAGE_LIST 8u		/* header of the MODE SELECT list */

static bool closes_session(const struct emu_request *req)
{
	return (req->cdb[2] & 7) >= 2;
}

static bool flushed_at_once(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)req;
	return emu->lapses.flushed_at_once;
}

static bool track_open(const struct burin_emulator *emu, const struct emu_request *req)
{
	uint8_t state = emu_last_track(emu)->state;

	return closes_session(req) && emu->kind->one_track_sessions &&
	       (state == EMU_TRACK_OPEN || state == EMU_TRACK_WRITING);
}

static bool spares_written(const struct burin_emulator *emu, const struct emu_request *req)
{
	return closes_session(req) && emu->lapses.written && emu->kind->family == EMU_BD &&
	       emu->state.formatted;
}

static bool finalised_cd(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)req;
	return emu->kind->family == EMU_CD && emu->state.finalised;
}

static bool block_type_13(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)emu;
	return req->out_len > PAGE_LIST + 4 && (req->out[PAGE_LIST] & 0x3f) == 0x05 &&
	       (req->out[PAGE_LIST + 4] & 15) == 13;
}

static bool appends_at_once(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)req;
	return emu->plan && !emu->plan->raw && !emu->plan->started && emu->state.sessions_closed;
}

static bool quick_certification(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)emu;
	return req->out_len > 8 && req->out[8] == (0x30 << 2 | 3);
}

static bool without_certification(const struct burin_emulator *emu, const struct emu_request *req)
{
	return emu->kind->kind == BURIN_KIND_DVD_RAM && req->out_len > 1 && req->out[1] & 0x20;
}

static bool streaming(const struct burin_emulator *emu, const struct emu_request *req)
{
	(void)emu;
	return req->cdb[10] & 0x80;
}

static const struct {
	enum emu_quirk quirk;
	uint8_t opcode;
	bool (*when)(const struct burin_emulator *emu, const struct emu_request *req);
	uint32_t code;
} lapses[] = {
	{ EMU_QUIRK_FLUSH_LOSES_CLOSE, 0x5b, flushed_at_once, 0 },
	{ EMU_QUIRK_CLOSE_OPEN, 0x5b, track_open, EMU_INCOMPLETE_TRACK },
	{ EMU_QUIRK_SPARE_CLOSE, 0x5b, spares_written, EMU_BAD_FIELD },
	{ EMU_QUIRK_CLOSE_COMPLETE, 0x5b, finalised_cd, EMU_CANNOT_FORMAT },
	{ EMU_QUIRK_TYPE_13, 0x55, block_type_13, EMU_BAD_PARAMETER },
	{ EMU_QUIRK_APPEND_AT_ONCE, 0x2a, appends_at_once, EMU_SEQUENCE },
	{ EMU_QUIRK_QUICK_CERTIFICATION, 0x04, quick_certification, EMU_BAD_PARAMETER },
	{ EMU_QUIRK_RAM_CERTIFIES, 0x04, without_certification, EMU_BAD_PARAMETER },
	{ EMU_QUIRK_STREAM_REFUSED, 0xaa, streaming, EMU_BAD_FIELD },
};

/* What later commands are judged by. */
static void note(struct burin_emulator *emu, const uint8_t *cdb)
{
	switch (cdb[0]) {
	case 0x2a:
	case 0xaa:
		emu->lapses.written = true;
		break;
	case 0x35:
		emu->lapses.flushed_at_once = cdb[1] & 2;
		break;
	case 0x5b:
		emu->lapses.test_closed = emu->simulating;
		break;
	case 0x04:
	case 0xa1:
		if (!emu->lapses.profile)
			emu->lapses.profile = emu_profile(emu);
		break;
	default:
		break;
	}
}

bool emu_lapse(struct burin_emulator *emu, const struct emu_request *req, uint32_t *code)
{
	for (size_t i = 0; i < sizeof(lapses) / sizeof(lapses[0]); i++) {
		if (req->cdb[0] != lapses[i].opcode || !emu_quirk(emu, lapses[i].quirk) ||
		    !lapses[i].when(emu, req))
			continue;
		*code = lapses[i].code;
		return true;
	}
	note(emu, req->cdb);
	return false;
}
