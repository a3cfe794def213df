/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ TOC/PMA/ATIP (MMC-6 6.25): formats 0, 1, and on CDs 2 to 5. */
#include "emulator/cd.h"

#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"

#define ADR_Q 0x10u
#define RAW_ENTRY 11u
#define LEAD_OUT 0xaau
#define TEXT_BYTES_MAX (8u * 256 * 18)

/* The bytes grow as entries are put; room is known to suffice. */
struct reply {
	uint8_t *p;
	size_t n;
};

static void put_address(uint8_t *p, uint32_t lba, bool msf)
{
	uint32_t frames = lba + 150;

	if (!msf) {
		put_be32(p, lba);
		return;
	}
	p[0] = 0;
	p[1] = (uint8_t)(frames / 4500);
	p[2] = (uint8_t)(frames / 75 % 60);
	p[3] = (uint8_t)(frames % 75);
}

static void put_entry(struct reply *r, uint8_t control, uint8_t track, uint32_t lba, bool msf)
{
	uint8_t *p = r->p + r->n;

	memset(p, 0, 8);
	p[1] = (uint8_t)(ADR_Q | control);
	p[2] = track;
	put_address(p + 4, lba, msf);
	r->n += 8;
}

/* Track numbers are bytes here: of more than 99 tracks the first 99 are told. */
static uint32_t told(uint32_t tracks)
{
	return tracks < 99 ? tracks : 99;
}

static uint32_t table(struct burin_emulator *emu, const uint8_t *cdb, struct reply *r)
{
	uint32_t n = emu_tracks_closed(emu), from = cdb[6];
	const struct emu_track *t = emu->state.tracks;
	bool msf = cdb[1] & 2;

	if (!n || (from > told(n) && from != LEAD_OUT))
		return emu_bad_field(emu, n ? 6 : 2, -1);
	r->p[2] = 1;
	r->p[3] = (uint8_t)told(n);
	for (uint32_t i = from ? from - 1 : 0; i < told(n); i++)
		put_entry(r, t[i].control, (uint8_t)(i + 1), t[i].start, msf);
	put_entry(r, t[n - 1].control, LEAD_OUT,
		  emu->state.form == EMU_FORM_LAYER_JUMP ? emu->state.blocks : t[n - 1].end, msf);
	return 0;
}

static uint32_t first_of(const struct burin_emulator *emu, uint32_t session)
{
	uint32_t i = 0;

	while (emu->state.tracks[i].session != session)
		i++;
	return i;
}

static uint32_t sessions(struct burin_emulator *emu, const uint8_t *cdb, struct reply *r)
{
	uint32_t last = emu->state.sessions_closed, first;

	if (!last || !emu_tracks_closed(emu))
		return emu_bad_field(emu, 2, -1);
	first = first_of(emu, last);
	r->p[2] = 1;
	r->p[3] = (uint8_t)(last < 0xff ? last : 0xff);
	put_entry(r, emu->state.tracks[first].control, (uint8_t)told(first + 1),
		  emu->state.tracks[first].start, cdb[1] & 2);
	return 0;
}

/* One line of sub-channel Q as it stands in a lead-in; the address parts are binary. */
static void put_raw(struct reply *r, uint8_t session, uint8_t adr_control, uint8_t point,
		    const uint8_t time[3], uint8_t zero, const uint8_t pointed[3])
{
	uint8_t *p = r->p + r->n;

	p[0] = session;
	p[1] = adr_control;
	p[2] = 0;
	p[3] = point;
	memcpy(p + 4, time, 3);
	p[7] = zero;
	memcpy(p + 8, pointed, 3);
	r->n += RAW_ENTRY;
}

static void put_raw_address(struct reply *r, const struct emu_track *t, uint8_t point, uint32_t lba)
{
	static const uint8_t none[3];
	uint8_t msf[4];

	put_address(msf, lba, true);
	put_raw(r, (uint8_t)t->session, (uint8_t)(ADR_Q | t->control), point, none, 0, msf + 1);
}

/* B0: where the next session may begin, 150 before its first block; the last lead-out. */
static void put_raw_next(const struct burin_emulator *emu, struct reply *r, uint32_t session,
			 uint32_t lead_out)
{
	static const uint8_t none[3] = { 0xff, 0xff, 0xff };
	static const uint8_t power[3], lead_in[3] = { 97, 15, 17 };
	uint32_t gap = session == 1 ? emu->kind->first_session_gap : emu->kind->session_gap;
	uint8_t said = emu->state.cd.sessions[session - 1].next, next[4], last[4];
	bool final = said != EMU_NEXT_ALLOWED;

	put_address(next, lead_out + gap - 150, true);
	put_address(last, emu->state.blocks, true);
	if (said == EMU_NEXT_NONE)
		return;
	put_raw(r, (uint8_t)session, 0x54, 0xb0, final ? none : next + 1, session == 1 ? 2 : 1,
		last + 1);
	if (session == 1)
		put_raw(r, 1, 0x54, 0xc0, power, 0, lead_in);
}

static void put_raw_session(const struct burin_emulator *emu, struct reply *r, uint32_t session)
{
	const struct emu_state *s = &emu->state;
	uint32_t first = first_of(emu, session), end = first;
	static const uint8_t none[3];
	uint8_t value[3] = { 0 };

	while (end < s->track_count && s->tracks[end].session == session)
		end++;
	value[0] = (uint8_t)(first + 1);
	value[1] = s->cd.sessions[session - 1].format;
	put_raw(r, (uint8_t)session, (uint8_t)(ADR_Q | s->tracks[first].control), 0xa0, none, 0,
		value);
	value[0] = (uint8_t)end;
	value[1] = 0;
	put_raw(r, (uint8_t)session, (uint8_t)(ADR_Q | s->tracks[first].control), 0xa1, none, 0,
		value);
	put_raw_address(r, &s->tracks[end - 1], 0xa2, s->tracks[end - 1].end);
	for (uint32_t i = first; i < end; i++)
		put_raw_address(r, &s->tracks[i], (uint8_t)(i + 1), s->tracks[i].start);
	put_raw_next(emu, r, session, s->tracks[end - 1].end);
}

static uint32_t raw(struct burin_emulator *emu, const uint8_t *cdb, struct reply *r)
{
	uint32_t last = emu->state.sessions_closed, from = cdb[6] ? cdb[6] : 1;

	if (!last || from > last)
		return emu_bad_field(emu, last ? 6 : 2, -1);
	r->p[2] = 1;
	r->p[3] = (uint8_t)last;
	for (uint32_t i = from; i <= last; i++)
		put_raw_session(emu, r, i);
	return 0;
}

/* The program memory area: tracks of the session that has no lead-in yet, their ends first. */
static uint32_t memory(struct burin_emulator *emu, struct reply *r)
{
	const struct emu_state *s = &emu->state;

	for (uint32_t i = emu_tracks_closed(emu); i < s->track_count; i++) {
		const struct emu_track *t = &s->tracks[i];
		uint8_t start[4], end[4];

		if (t->state == EMU_TRACK_EMPTY && !t->reserved)
			continue;
		put_address(start, t->start, true);
		put_address(end, t->reserved || t->state == EMU_TRACK_COMPLETE ? t->end :
			    t->recorded, true);
		put_raw(r, (uint8_t)t->session, (uint8_t)(ADR_Q | t->control), (uint8_t)(i + 1),
			end + 1, 0, start + 1);
	}
	return 0;
}

static uint32_t text(struct burin_emulator *emu, struct reply *r)
{
	size_t n;
	uint32_t code = emu_cd_text(emu, r->p + r->n, TEXT_BYTES_MAX, &n);

	if (!code && !n)
		return emu_bad_field(emu, 2, 3);
	r->n += n;
	return code;
}

/* The pregroove. A CD-RW is a high speed one, its A1 value from 4x to 10x; a CD-R has none. */
static uint32_t atip(struct burin_emulator *emu, struct reply *r)
{
	uint8_t *p = r->p + r->n, last[4];

	memset(p, 0, 24);
	p[0] = 0x80 | 4 << 4;
	p[1] = (uint8_t)(emu->kind->unrestricted << 6);
	p[2] = 0x80;
	if (emu->kind->erasable) {
		p[2] |= 0x40 | 1 << 3 | 4;
		p[12] = 2 << 4 | 4;
	}
	p[4] = 97;
	p[5] = 15;
	p[6] = 17;
	put_address(last, emu->state.blocks, true);
	memcpy(p + 8, last + 1, 3);
	for (uint32_t i = 4; i < 11 && emu_quirk(emu, EMU_QUIRK_ATIP_BCD); i++)
		p[i] = (uint8_t)(p[i] / 10 << 4 | p[i] % 10);
	if (emu_quirk(emu, EMU_QUIRK_ATIP_ZERO))
		memset(p, 0, 24);
	r->n += 24;
	return 0;
}

static uint32_t make(struct burin_emulator *emu, const uint8_t *cdb, struct reply *r)
{
	uint8_t format = cdb[2] & 15;

	if (!format)
		format = cdb[9] >> 6;	/* SFF-8020 */
	switch (format) {
	case 0:
		return table(emu, cdb, r);
	case 1:
		return sessions(emu, cdb, r);
	case 2:
		if (emu->kind->family == EMU_CD)
			return raw(emu, cdb, r);
		break;
	case 3:
		if (emu->kind->family == EMU_CD && !emu->kind->pressed)
			return memory(emu, r);
		break;
	case 4:
		if (emu->kind->family == EMU_CD && !emu->kind->pressed)
			return atip(emu, r);
		break;
	case 5:
		if (emu->kind->family == EMU_CD)
			return text(emu, r);
		break;
	default:
		break;
	}
	return emu_bad_field(emu, 2, 3);
}

uint32_t emu_read_toc(struct burin_emulator *emu, struct emu_request *req)
{
	size_t room = 4 + TEXT_BYTES_MAX;
	struct reply r = { .p = bur_zalloc(room), .n = 4 };
	uint32_t code;

	if (!r.p)
		return EMU_SENSE(5, 0x55, 0x00);
	code = make(emu, req->cdb, &r);
	if (!code) {
		put_be16(r.p, (uint16_t)(r.n - 2));
		code = emu_reply(req, r.p, r.n, get_be16(req->cdb + 7));
	}
	bur_free(r.p);
	return code;
}
