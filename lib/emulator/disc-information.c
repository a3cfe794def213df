/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ DISC INFORMATION and READ TRACK INFORMATION (MMC-6 6.21, 6.26). */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"
#include "emulator/bd.h"
#include "emulator/dvd.h"

#define LEAD_IN_BLOCKS 4500u
#define ATIP_LEAD_IN (97 * 4500 + 15 * 75 + 17)	/* as the ATIP of format 4 says */
#define OPC_TABLE 8u
#define RESOURCES 12u

enum { SESSION_EMPTY = 0, SESSION_INCOMPLETE = 1, SESSION_DAMAGED = 2, SESSION_COMPLETE = 3 };
enum { DISC_EMPTY = 0, DISC_INCOMPLETE = 1, DISC_FINALISED = 2, DISC_OTHERS = 3 };

static uint8_t session_state(const struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;
	uint8_t state = SESSION_EMPTY;

	if (!emu->kind->sequential)
		return s->tracks[0].state == EMU_TRACK_OPEN ? SESSION_INCOMPLETE :
		       s->formatted ? SESSION_COMPLETE : SESSION_EMPTY;
	if (s->finalised)
		return SESSION_COMPLETE;
	for (uint32_t i = emu_tracks_closed(emu); i < s->track_count; i++) {
		if (s->tracks[i].state == EMU_TRACK_DAMAGED)
			return SESSION_DAMAGED;
		if (s->tracks[i].state != EMU_TRACK_EMPTY)
			state = SESSION_INCOMPLETE;
	}
	return state;
}

static uint8_t disc_state(const struct burin_emulator *emu)
{
	if (emu_disc_blank(emu))
		return DISC_EMPTY;
	if (!emu->kind->sequential && emu->state.tracks[0].state == EMU_TRACK_OPEN)
		return DISC_INCOMPLETE;
	if (emu->kind->status_others)
		return DISC_OTHERS;
	if (!emu->kind->sequential || emu->state.finalised)
		return DISC_FINALISED;
	return DISC_INCOMPLETE;
}

static void put_msf(uint8_t *p, uint32_t frames)
{
	p[0] = 0;
	p[1] = (uint8_t)(frames / 4500);
	p[2] = (uint8_t)(frames / 75 % 60);
	p[3] = (uint8_t)(frames % 75);
}

/* On a CD bytes 16-23 are minutes, seconds, frames; else this drive leaves them zero. */
static void put_cd_limits(const struct burin_emulator *emu, uint8_t *p)
{
	uint32_t first = emu_tracks_closed(emu);

	if (emu->state.finalised || !emu->kind->sequential) {
		memset(p + 17, 0xff, 3);
		memset(p + 21, 0xff, 3);
		return;
	}
	/* Lead-in and pregap lie before the session's first block, whose time is 150 more. */
	put_msf(p + 16, first ? emu->state.tracks[first].start - LEAD_IN_BLOCKS : ATIP_LEAD_IN);
	put_msf(p + 20, emu->state.blocks + 150);
}

static uint16_t first_in_last_session(const struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;
	uint32_t i = s->track_count;

	while (i > 1 && s->tracks[i - 2].session == s->tracks[s->track_count - 1].session)
		i--;
	return (uint16_t)i;
}

/* Type 1: tracks there may be, there are; open ones there may be, there are. */
static uint32_t put_resources(const struct burin_emulator *emu, uint8_t *p)
{
	const struct emu_state *s = &emu->state;
	uint16_t most = (uint16_t)(emu->kind->family == EMU_BD ? 16 : 15), open = 0;

	for (uint32_t i = 0; i < s->track_count; i++)
		open += s->tracks[i].state < EMU_TRACK_DAMAGED;
	put_be16(p, RESOURCES - 2);
	p[2] = 1 << 5;
	put_be16(p + 4, (uint16_t)emu->kind->tracks_max);
	put_be16(p + 6, (uint16_t)s->track_count);
	put_be16(p + 8, most);
	put_be16(p + 10, open);
	return RESOURCES;
}

uint32_t emu_read_disc_information(struct burin_emulator *emu, struct emu_request *req)
{
	const struct emu_state *s = &emu->state;
	uint8_t p[34 + OPC_TABLE] = { 0 };
	uint16_t sessions = emu_last_track(emu)->session, first = first_in_last_session(emu);
	size_t n = 34 + (emu_is(emu, EMU_CD) && s->calibrations ? OPC_TABLE : 0);

	if ((req->cdb[1] & 7) == 2 && s->form == EMU_FORM_PSEUDO)
		return emu_reply(req, p, emu_pseudo_resources(emu, p), get_be16(req->cdb + 7));
	if ((req->cdb[1] & 7) == 1 && emu->kind->sequential && !emu_is(emu, EMU_CD))
		return emu_reply(req, p, put_resources(emu, p), get_be16(req->cdb + 7));
	if (req->cdb[1] & 7)
		return emu_bad_field(emu, 1, 2);
	put_be16(p, (uint16_t)(n - 2));
	p[2] = (uint8_t)(emu->kind->erasable << 4 | session_state(emu) << 2 | disc_state(emu));
	p[3] = 1;
	p[4] = (uint8_t)sessions;
	p[5] = (uint8_t)first;
	p[6] = (uint8_t)s->track_count;
	p[7] = (uint8_t)(emu->kind->unrestricted << 5 | s->dirty << 2 |
			 s->background);
	if (emu->kind->read_compatible && emu_quirk(emu, EMU_QUIRK_PLUS_URU))
		p[7] |= 0x20;
	if (emu_quirk(emu, EMU_QUIRK_SHORT_DISC)) {
		n = 24;
		put_be16(p, (uint16_t)(n - 2));
	}
	p[9] = (uint8_t)(sessions >> 8);
	p[10] = (uint8_t)(first >> 8);
	p[11] = (uint8_t)(s->track_count >> 8);
	if (emu_is(emu, EMU_CD)) {
		p[8] = emu_disc_blank(emu) ? 0xff : s->cd.sessions[0].format;
		put_cd_limits(emu, p);
	}
	if (n > 34) {
		p[33] = 1;
		put_be16(p + 34, (uint16_t)emu->kind->speeds[emu->write_speed].last);
	}
	return emu_reply(req, p, n, get_be16(req->cdb + 7));
}

static const struct emu_track *by_address(const struct burin_emulator *emu, uint32_t lba)
{
	if (emu->state.form == EMU_FORM_LAYER_JUMP)
		lba = emu_layer_jump_over(&emu->state, lba);
	for (uint32_t i = 0; i < emu->state.track_count; i++) {
		const struct emu_track *t = &emu->state.tracks[i];

		if (lba >= t->start && lba < t->end)
			return t;
	}
	return NULL;
}

static const struct emu_track *by_session(const struct burin_emulator *emu, uint32_t session)
{
	for (uint32_t i = 0; i < emu->state.track_count; i++)
		if (emu->state.tracks[i].session == session)
			return &emu->state.tracks[i];
	return NULL;
}

/* FFh is the incomplete track, on CDs and DVD+R (elsewhere its number is asked for). */
static const struct emu_track *by_number(struct burin_emulator *emu, uint32_t number,
					 uint32_t *code)
{
	const struct emu_track *last = emu_last_track(emu);

	if (number == 0xff && emu->kind->invisible_number) {
		*code = EMU_CANNOT_FORMAT;
		return last->state != EMU_TRACK_COMPLETE ? last : NULL;
	}
	if (!number || number > emu->state.track_count)
		return NULL;
	return &emu->state.tracks[number - 1];
}

static const struct emu_track *find_track(struct burin_emulator *emu, const uint8_t *cdb,
					  uint32_t *code)
{
	uint32_t value = get_be32(cdb + 2);
	const struct emu_track *t = NULL;

	switch (cdb[1] & 3) {
	case 0:
		t = by_address(emu, value);
		*code = EMU_OUT_OF_RANGE;
		break;
	case 1:
		*code = EMU_BAD_FIELD;
		t = by_number(emu, value, code);
		if (!t && *code == EMU_BAD_FIELD)
			emu_bad_field(emu, 2, -1);
		break;
	case 2:
		t = by_session(emu, value);
		*code = t ? 0 : emu_bad_field(emu, 2, -1);
		break;
	default:
		*code = emu_bad_field(emu, 1, 1);
		break;
	}
	return t;
}

/* What is told of the writing of a track: the address, the room behind it. */
static void put_writable(const struct burin_emulator *emu, const struct emu_track *t, uint8_t *p)
{
	bool valid = false;
	uint32_t next = 0, limit = emu_track_limit(emu, t);

	if (emu->kind->sequential || t->state == EMU_TRACK_OPEN)
		next = emu_next_writable(emu, t, &valid);
	if (valid) {
		p[7] |= 1;
		put_be32(p + 16, limit - ((int32_t)next < 0 ? t->start : next));
		if (emu_quirk(emu, EMU_QUIRK_NWA_150) && emu->kind->family == EMU_CD && !next)
			next = (uint32_t)-150;
		if (emu_quirk(emu, EMU_QUIRK_NWA_AFTER_PAGE) && emu->kind->write_types &&
		    !emu->lapses.write_page)
			next = 0;
		if (emu_quirk(emu, EMU_QUIRK_TEST_NWA) && emu->simulating &&
		    emu->lapses.test_closed)
			next = 0;
		put_be32(p + 12, next);
	}
	/* An empty track is as long as what fits into it. */
	put_be32(p + 24, (limit > t->start ? limit : t->start) - t->start);
}

static void put_nature(const struct burin_emulator *emu, const struct emu_track *t, uint8_t *p)
{
	bool cd = emu->kind->family == EMU_CD, empty = t->state == EMU_TRACK_EMPTY;

	p[5] = (uint8_t)((t->state == EMU_TRACK_DAMAGED) << 5 | (empty ? 4 : t->control));
	p[6] = (uint8_t)((t->reserved && t->state != EMU_TRACK_COMPLETE) << 7 | empty << 6 |
			 (!cd && !emu->state.at_once) << 5 | (!emu->kind->sequential) << 4);
	/* A CD of fixed packets is one reserved track. */
	if (cd && !emu->kind->sequential)
		p[6] |= 0xa0;
	p[6] |= empty && cd ? 0x0f : empty ? 1 : t->data_mode;
	if (emu_quirk(emu, EMU_QUIRK_MODE_UNKNOWN))
		p[6] |= 0x0f;
	if (t->state == EMU_TRACK_COMPLETE && emu_quirk(emu, EMU_QUIRK_CLOSED_RESERVED))
		p[6] |= 0x80;
	if (cd && t->flags & EMU_TRACK_PACKETS) {
		uint32_t size = emu->state.cd.tracks[t - emu->state.tracks].packet;

		p[6] |= (uint8_t)(0x20 | (size != 0) << 4);
		put_be32(p + 20, size);
	} else if (!cd || !emu->kind->sequential) {
		put_be32(p + 20, emu->kind->unit);
	}
	if (!cd && emu->kind->sequential && t->recorded > t->start) {
		p[7] |= 2;
		put_be32(p + 28, t->recorded - 1);
	}
}

uint32_t emu_read_track_information(struct burin_emulator *emu, struct emu_request *req)
{
	const struct emu_track *t;
	uint8_t p[48] = { 0 };
	bool jumps = emu->state.form == EMU_FORM_LAYER_JUMP;
	uint32_t code = 0, number, n = emu->kind->read_compatible || jumps ? 48 : 36;

	if (req->cdb[1] & 4)
		return emu_bad_field(emu, 1, 2);
	t = find_track(emu, req->cdb, &code);
	if (!t)
		return code;
	number = (uint32_t)(t - emu->state.tracks) + 1;
	put_be16(p, (uint16_t)(n - 2));
	p[2] = (uint8_t)number;
	p[3] = (uint8_t)t->session;
	p[32] = (uint8_t)(number >> 8);
	p[33] = (uint8_t)(t->session >> 8);
	put_be32(p + 8, t->start);
	put_nature(emu, t, p);
	put_writable(emu, t, p);
	put_be32(p + 36, emu_quirk(emu, EMU_QUIRK_COMPATIBLE_ZERO) ? 0 :
			 emu->kind->read_compatible);
	if (jumps)
		emu_layer_jump_put_track(emu, t, p);
	return emu_reply(req, p, n, get_be16(req->cdb + 7));
}
