/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BLANK of parts of a CD-RW (MMC-6 6.2): a track, its tail, a reservation, a session. */
#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"

#define PART_MS 60000u
#define AREA_EMPTY EMU_SENSE(5, 0x2c, 0x04)

enum { TRACK = 2, UNRESERVE = 3, TAIL = 4, UNCLOSE = 5, SESSION = 6 };

static uint32_t forget(struct burin_emulator *emu, uint32_t from, uint32_t to)
{
	if (to <= from)
		return 0;
	emu_store_unmark(emu->store, from, to);
	return emu_store_discard(emu->store, from, to - from) || emu_store_flush_map(emu->store) ?
	       EMU_SENSE(3, 0x51, 0x00) : 0;
}

/* Behind it at most the invisible track; NULL: nothing is recorded in the open session. */
static struct emu_track *last_recorded(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;
	struct emu_track *t = &s->tracks[s->track_count - 1];

	if (t->state == EMU_TRACK_EMPTY && !t->reserved && t > s->tracks)
		t--;
	return t->state != EMU_TRACK_EMPTY && t->session > s->sessions_closed ? t : NULL;
}

/* An invisible track at the session's end, where the next WRITE goes. */
static void empty_last(struct emu_state *s, uint32_t start, uint16_t session)
{
	s->tracks[s->track_count++] = (struct emu_track){
		.start = start, .recorded = start, .end = s->blocks, .session = session };
}

/* The last closed session is open again: its lead-in and lead-out are gone. */
static uint32_t unclose(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;
	const struct emu_track *t;

	if (!s->finalised)
		s->track_count--;
	t = &s->tracks[s->track_count - 1];
	s->sessions_closed--;
	s->finalised = false;
	s->cd.sessions[s->sessions_closed].next = EMU_NEXT_NONE;
	if (s->track_count < emu->kind->tracks_max)
		empty_last(s, t->end + emu->kind->track_gap < s->blocks ?
			   t->end + emu->kind->track_gap : s->blocks, t->session);
	return emu_save(emu);
}

/* The last session that holds anything, closed or not. */
static uint32_t erase_session(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;
	const struct emu_track *last = &s->tracks[s->track_count - 1];
	bool empty = last->state == EMU_TRACK_EMPTY && !last->reserved &&
		     emu_tracks_closed(emu) == s->track_count - 1;
	uint32_t from, code;
	uint16_t session;

	if (empty)
		s->track_count--;
	session = s->tracks[s->track_count - 1].session;
	from = s->track_count;
	while (from && s->tracks[from - 1].session == session)
		from--;
	code = forget(emu, s->tracks[from].start, s->tracks[s->track_count - 1].end);
	if (code)
		return code;
	s->track_count = from;
	s->finalised = false;
	s->sessions_closed = session - 1u;
	while (s->cd.index_count && s->cd.indexes[s->cd.index_count - 1].track > from)
		s->cd.index_count--;
	if (!from)
		s->cd.text_blocks = 0;
	memset(&s->cd.sessions[session - 1], 0, sizeof(s->cd.sessions[0]));
	emu->buffer.track = 0;
	empty_last(s, s->tracks[from].start, session);
	return emu_save(emu);
}

/* From there on nothing is recorded; behind the last track that was, nothing is left either. */
static uint32_t cut(struct burin_emulator *emu, struct emu_track *t, uint32_t at)
{
	struct emu_state *s = &emu->state;
	bool last = t == last_recorded(emu);
	uint32_t code = forget(emu, at, t->recorded);

	if (code)
		return code;
	t->recorded = at;
	t->state = at == t->start ? EMU_TRACK_EMPTY : EMU_TRACK_OPEN;
	if (last) {
		s->track_count = (uint32_t)(t - s->tracks) + 1;
		t->reserved = false;
		t->end = s->blocks;
	} else {
		/* Its run-out is no room for data. */
		t->end -= t->reserved ? 0 : emu->kind->run_out;
		t->reserved = true;
	}
	return emu_save(emu);
}

static uint32_t unreserve(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;
	struct emu_track *t = &s->tracks[emu->operation.argument[1]];

	s->track_count = emu->operation.argument[1] + 1;
	t->reserved = false;
	t->end = s->blocks;
	return emu_save(emu);
}

static uint32_t finish(struct burin_emulator *emu)
{
	struct emu_track *t;

	switch (emu->operation.argument[0]) {
	case TRACK:
		t = &emu->state.tracks[emu->operation.argument[1]];
		return cut(emu, t, t->start);
	case UNRESERVE:
		return unreserve(emu);
	case TAIL:
		return cut(emu, last_recorded(emu), emu->operation.argument[1]);
	case UNCLOSE:
		return unclose(emu);
	default:
		return erase_session(emu);
	}
}

/* A track of the open session, by its number; without one, the last. */
static uint32_t check_track(struct burin_emulator *emu, uint32_t number)
{
	const struct emu_state *s = &emu->state;

	if (!number)
		return last_recorded(emu) ? 0 : AREA_EMPTY;
	if (number > s->track_count)
		return emu_bad_field(emu, 2, -1);
	if (number <= emu_tracks_closed(emu))
		return EMU_SEQUENCE;
	return s->tracks[number - 1].state == EMU_TRACK_EMPTY ? AREA_EMPTY : 0;
}

/* Only the last reservation, not written yet, is taken back. */
static uint32_t check_unreserve(struct burin_emulator *emu, uint32_t number)
{
	const struct emu_state *s = &emu->state;

	if (!number || number > s->track_count)
		return emu_bad_field(emu, 2, -1);
	return s->tracks[number - 1].reserved && number + 1 == s->track_count &&
	       s->tracks[number - 1].state == EMU_TRACK_EMPTY &&
	       emu_last_track(emu)->state == EMU_TRACK_EMPTY ? 0 : EMU_SEQUENCE;
}

/* From a packet of the last track on; a track of another kind goes whole. */
static uint32_t check_tail(struct burin_emulator *emu, uint32_t lba)
{
	const struct emu_track *t = last_recorded(emu);

	if (!t)
		return AREA_EMPTY;
	if (lba < t->start || lba >= t->recorded)
		return EMU_OUT_OF_RANGE;
	return lba == t->start || t->flags & EMU_TRACK_PACKETS ? 0 : EMU_ILLEGAL_MODE;
}

static uint32_t check_session(const struct burin_emulator *emu, bool unclose_it)
{
	const struct emu_track *t = emu_last_track(emu);
	bool open = !emu->state.finalised && (t->state != EMU_TRACK_EMPTY || t->reserved ||
		    emu_tracks_closed(emu) != emu->state.track_count - 1);

	if (emu_disc_blank(emu))
		return AREA_EMPTY;
	return open && unclose_it ? EMU_SEQUENCE : 0;
}

static uint32_t check(struct burin_emulator *emu, uint8_t type, uint32_t value)
{
	if (!emu->kind->sequential)
		return EMU_SEQUENCE;
	switch (type) {
	case TRACK:
		return check_track(emu, value);
	case UNRESERVE:
		return check_unreserve(emu, value);
	case TAIL:
		return check_tail(emu, value);
	case UNCLOSE:
	case SESSION:
		return check_session(emu, type == UNCLOSE);
	default:
		return emu_bad_field(emu, 1, 2);
	}
}

uint32_t emu_cd_blank_part(struct burin_emulator *emu, const uint8_t *cdb)
{
	uint8_t type = cdb[1] & 7;
	bool immediate = cdb[1] & 0x10;
	uint32_t value = get_be32(cdb + 2), code;

	emu_cd_end_plan(emu);
	emu_end_simulation(emu);
	emu_buffer_drain(emu);
	code = emu->kind->recording->synchronized(emu);
	if (!code)
		code = check(emu, type, value);
	if (code)
		return code;
	emu->operation.argument[0] = type;
	emu->operation.argument[1] = type == TAIL ? value : value - 1;
	if (type == TRACK && !value)
		emu->operation.argument[1] = (uint32_t)(last_recorded(emu) - emu->state.tracks);
	return emu_operate(emu, EMU_OP_BLANK, PART_MS, true, finish, immediate);
}
