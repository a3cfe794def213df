/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/state.h"

#include <string.h>

#include "core/bytes.h"

#define FIXED_BYTES 32u
#define TRACK_BYTES 20u

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
	put_be16(p + 18, 0);
}

size_t emu_state_encode(const struct emu_state *state, uint8_t *buf)
{
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
	buf[31] = (uint8_t)(state->at_once | state->minimally_blank << 1);
	for (uint32_t i = 0; i < state->track_count; i++)
		encode_track(&state->tracks[i], buf + FIXED_BYTES + i * TRACK_BYTES);
	return FIXED_BYTES + state->track_count * TRACK_BYTES;
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
	return t->start <= t->recorded && t->recorded <= t->end && t->end <= limit &&
	       t->state <= EMU_TRACK_COMPLETE && t->control < 16 && p[17] <= 1;
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
	if (n < FIXED_BYTES || p[8] > 1 || p[9] > 1 || p[10] > 3 || p[11] >= EMU_FORMS || p[31] > 3)
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
	if (!state->blocks || state->blocks > physical || state->format_frontier > state->blocks ||
	    state->layer_break > state->blocks ||
	    !state->track_count || state->track_count > EMU_TRACKS_MAX ||
	    n != FIXED_BYTES + (size_t)state->track_count * TRACK_BYTES)
		return false;
	for (uint32_t i = 0; i < state->track_count; i++) {
		struct emu_track *t = &state->tracks[i];

		if (!decode_track(p + FIXED_BYTES + i * TRACK_BYTES, physical, t) ||
		    !follows(i ? t - 1 : NULL, t))
			return false;
	}
	return state->sessions_closed <= state->tracks[state->track_count - 1].session;
}

void emu_state_copy(struct emu_state *to, const struct emu_state *from)
{
	memcpy(to, from, offsetof(struct emu_state, tracks) +
	       from->track_count * sizeof(from->tracks[0]));
}
