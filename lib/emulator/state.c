/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/state.h"

#include <string.h>

#include "core/bytes.h"

#define FIXED_BYTES 32u
#define TRACK_BYTES 20u
#define CD_FIXED 12u
#define CD_TRACK 24u
#define CD_SESSION 15u
#define CD_INDEX 6u
#define TAIL_BYTES 20u		/* and 4 for each replaced unit */

static void encode_track(const struct emu_track *t, uint8_t *p)
{
	put_be32(p, t->start);
	put_be32(p + 4, t->recorded);
	put_be32(p + 8, t->end);
	put_be16(p + 12, t->session);
	p[14] = t->state;
	p[15] = t->control;
	p[16] = t->data_mode;
	p[17] = t->reserved;
	p[18] = t->form;
	p[19] = t->flags;
}

/* Sessions are counted by the last track's. */
static uint32_t cd_sessions(const struct emu_state *s)
{
	return s->tracks[s->track_count - 1].session;
}

static size_t cd_bytes(const struct emu_state *s)
{
	if (!s->is_cd)
		return 0;
	return CD_FIXED + s->track_count * CD_TRACK + cd_sessions(s) * CD_SESSION +
	       s->cd.index_count * CD_INDEX;
}

static void encode_cd(const struct emu_state *s, uint8_t *p)
{
	put_be32(p, (uint32_t)s->cd.text_at);
	put_be32(p + 4, s->cd.text_blocks);
	put_be32(p + 8, s->cd.index_count);
	p += CD_FIXED;
	for (uint32_t i = 0; i < s->track_count; i++, p += CD_TRACK) {
		const struct emu_cd_track *t = &s->cd.tracks[i];

		put_be32(p, (uint32_t)t->pregap);
		put_be32(p + 4, t->packet);
		memcpy(p + 8, t->sub_header, 4);
		memcpy(p + 12, t->isrc, 12);
	}
	for (uint32_t i = 0; i < cd_sessions(s); i++, p += CD_SESSION) {
		p[0] = s->cd.sessions[i].format;
		p[1] = s->cd.sessions[i].next;
		memcpy(p + 2, s->cd.sessions[i].catalog, 13);
	}
	for (uint32_t i = 0; i < s->cd.index_count; i++, p += CD_INDEX) {
		put_be32(p, s->cd.indexes[i].lba);
		p[4] = s->cd.indexes[i].track;
		p[5] = s->cd.indexes[i].index;
	}
}

/* *used: of the n bytes. */
static bool decode_cd(struct emu_state *s, const uint8_t *p, size_t n, size_t *used)
{
	if (s->track_count > EMU_CD_TRACKS || n < CD_FIXED ||
	    cd_sessions(s) > EMU_CD_TRACKS + 1)
		return false;
	s->cd.text_at = (int32_t)get_be32(p);
	s->cd.text_blocks = get_be32(p + 4);
	s->cd.index_count = get_be32(p + 8);
	*used = cd_bytes(s);
	if (s->cd.index_count > EMU_CD_INDEXES || n < *used)
		return false;
	p += CD_FIXED;
	for (uint32_t i = 0; i < s->track_count; i++, p += CD_TRACK) {
		struct emu_cd_track *t = &s->cd.tracks[i];

		t->pregap = (int32_t)get_be32(p);
		t->packet = get_be32(p + 4);
		memcpy(t->sub_header, p + 8, 4);
		memcpy(t->isrc, p + 12, 12);
		if (t->pregap > (int32_t)s->tracks[i].start || t->packet > 0xffff)
			return false;
	}
	for (uint32_t i = 0; i < cd_sessions(s); i++, p += CD_SESSION) {
		s->cd.sessions[i].format = p[0];
		s->cd.sessions[i].next = p[1];
		memcpy(s->cd.sessions[i].catalog, p + 2, 13);
	}
	for (uint32_t i = 0; i < s->cd.index_count; i++, p += CD_INDEX)
		s->cd.indexes[i] = (struct emu_cd_index){ get_be32(p), p[4], p[5] };
	return true;
}

/* Behind the tracks: what only some media have. */
static size_t encode_tail(const struct emu_state *state, uint8_t *buf, size_t n)
{
	memset(buf + n, 0, TAIL_BYTES);
	buf[n] = state->protect;
	put_be32(buf + n + 4, state->jump_interval);
	put_be32(buf + n + 8, state->jump_next);
	put_be32(buf + n + 12, state->jump_last);
	put_be32(buf + n + 16, state->moved_count);
	n += TAIL_BYTES;
	for (uint32_t i = 0; i < state->moved_count; i++, n += 4)
		put_be32(buf + n, state->moved[i]);
	return n;
}

/* Older media have none. */
static bool decode_tail(const uint8_t *p, size_t n, struct emu_state *state)
{
	state->protect = false;
	state->moved_count = 0;
	state->jump_interval = state->jump_next = state->jump_last = 0;
	if (!n)
		return true;
	if (n < TAIL_BYTES)
		return false;
	state->protect = p[0] & 1;
	state->jump_interval = get_be32(p + 4);
	state->jump_next = get_be32(p + 8);
	state->jump_last = get_be32(p + 12);
	state->moved_count = get_be32(p + 16);
	if (p[0] > 1 || state->moved_count > EMU_MOVED_MAX ||
	    n != TAIL_BYTES + (size_t)state->moved_count * 4)
		return false;
	for (uint32_t i = 0; i < state->moved_count; i++)
		state->moved[i] = get_be32(p + TAIL_BYTES + i * 4);
	return true;
}

size_t emu_state_encode(const struct emu_state *state, uint8_t *buf)
{
	size_t n;

	put_be32(buf, state->blocks);
	put_be32(buf + 4, state->sessions_closed);
	buf[8] = state->finalised;
	buf[9] = state->formatted;
	buf[10] = state->background;
	buf[11] = state->form;
	put_be32(buf + 12, state->format_frontier);
	put_be32(buf + 16, state->calibrations);
	put_be32(buf + 20, state->track_count);
	put_be32(buf + 24, state->layer_break);
	put_be24(buf + 28, state->replaced);
	buf[31] = (uint8_t)(state->at_once | state->minimally_blank << 1 | state->is_cd << 2 |
			    state->dirty << 3);
	for (uint32_t i = 0; i < state->track_count; i++)
		encode_track(&state->tracks[i], buf + FIXED_BYTES + i * TRACK_BYTES);
	if (!state->is_cd)
		return encode_tail(state, buf, FIXED_BYTES + state->track_count * TRACK_BYTES);
	encode_cd(state, buf + FIXED_BYTES + state->track_count * TRACK_BYTES);
	n = FIXED_BYTES + state->track_count * TRACK_BYTES + cd_bytes(state);
	return state->form == EMU_FORM_MRW ? encode_tail(state, buf, n) : n;
}

static bool decode_track(const uint8_t *p, uint32_t limit, struct emu_track *t)
{
	t->start = get_be32(p);
	t->recorded = get_be32(p + 4);
	t->end = get_be32(p + 8);
	t->session = get_be16(p + 12);
	t->state = p[14];
	t->control = p[15];
	t->data_mode = p[16];
	t->reserved = p[17];
	t->form = p[18];
	t->flags = p[19];
	return t->start <= t->recorded && t->recorded <= t->end && t->end <= limit &&
	       t->state <= EMU_TRACK_COMPLETE && t->control < 16 && p[17] <= 1 &&
	       t->form < EMU_SECTOR_FORMS && t->flags <= EMU_TRACK_FLAGS;
}

/* Tracks lie one behind the other, sessions count up one by one. */
static bool follows(const struct emu_track *before, const struct emu_track *t)
{
	if (!before)
		return t->session == 1;
	return t->start >= before->end &&
	       (t->session == before->session || t->session == before->session + 1);
}

bool emu_state_decode(const uint8_t *p, size_t n, uint32_t physical, struct emu_state *state)
{
	size_t used = 0;

	if (n < FIXED_BYTES || p[8] > 1 || p[9] > 1 || p[10] > 3 || p[11] >= EMU_FORMS || p[31] > 15)
		return false;
	state->blocks = get_be32(p);
	state->sessions_closed = get_be32(p + 4);
	state->finalised = p[8];
	state->formatted = p[9];
	state->background = p[10];
	state->form = p[11];
	state->format_frontier = get_be32(p + 12);
	state->calibrations = get_be32(p + 16);
	state->track_count = get_be32(p + 20);
	state->layer_break = get_be32(p + 24);
	state->replaced = get_be24(p + 28);
	state->at_once = p[31] & 1;
	state->minimally_blank = p[31] & 2;
	state->is_cd = p[31] & 4;
	state->dirty = p[31] & 8;
	if (!state->blocks || state->blocks > physical || state->format_frontier > state->blocks ||
	    state->layer_break > state->blocks ||
	    !state->track_count || state->track_count > EMU_TRACKS_MAX ||
	    n < FIXED_BYTES + (size_t)state->track_count * TRACK_BYTES)
		return false;
	for (uint32_t i = 0; i < state->track_count; i++) {
		struct emu_track *t = &state->tracks[i];

		if (!decode_track(p + FIXED_BYTES + i * TRACK_BYTES, physical, t) ||
		    !follows(i ? t - 1 : NULL, t))
			return false;
	}
	p += FIXED_BYTES + (size_t)state->track_count * TRACK_BYTES;
	n -= FIXED_BYTES + (size_t)state->track_count * TRACK_BYTES;
	if (state->is_cd && !decode_cd(state, p, n, &used))
		return false;
	return state->sessions_closed <= state->tracks[state->track_count - 1].session &&
	       decode_tail(p + used, n - used, state);
}

void emu_state_copy(struct emu_state *to, const struct emu_state *from)
{
	memcpy(to, from, offsetof(struct emu_state, tracks) +
	       from->track_count * sizeof(from->tracks[0]));
}
