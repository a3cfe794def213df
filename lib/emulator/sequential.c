/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Media recorded in order, each block once: tracks that grow at their next
 * writable address. Data go into the file when they are accepted; what makes
 * them part of the medium is the track's recorded frontier, which follows the
 * laser.
 */
#include "emulator/drive.h"

#include "core/bytes.h"
#include "emulator/bd.h"

#define NOTE_BLOCKS 512u	/* a killed process loses less than a drive's buffer */

void emu_sequential_blank(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state)
{
	*state = (struct emu_state){ .blocks = blocks, .track_count = 1,
				     .is_cd = kind->family == EMU_CD };
	state->tracks[0] = (struct emu_track){ .end = blocks, .session = 1 };
}

const struct emu_track *emu_last_track(const struct burin_emulator *emu)
{
	return &emu->state.tracks[emu->state.track_count - 1];
}

bool emu_disc_blank(const struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;

	if (!emu->kind->sequential)
		return !s->formatted;
	return s->track_count == 1 && s->tracks[0].state == EMU_TRACK_EMPTY && !s->formatted &&
	       !s->finalised && !s->tracks[0].reserved;
}

uint32_t emu_tracks_closed(const struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;
	uint32_t n = s->track_count;

	while (n && s->tracks[n - 1].session > s->sessions_closed)
		n--;
	return n;
}

/* Written at once, or going to be: page 05h, write type 2, on a blank disc. */
static bool at_once(const struct burin_emulator *emu)
{
	return emu->state.at_once ||
	       ((emu->pages[EMU_PAGE_WRITE][2] & 15) == 2 && emu_disc_blank(emu));
}

uint32_t emu_usable(const struct burin_emulator *emu)
{
	uint32_t kept = emu->kind->run_out;

	if (!at_once(emu))
		kept += emu->kind->incremental_less;
	return emu->state.blocks > kept ? emu->state.blocks - kept : 0;
}

/* One past the last block the host may fill. */
uint32_t emu_track_limit(const struct burin_emulator *emu, const struct emu_track *t)
{
	if (emu->kind->recording->limit)
		return emu->kind->recording->limit(emu, t);
	if (t->state == EMU_TRACK_COMPLETE || t->reserved)
		return t->end;
	return emu_usable(emu);
}

uint32_t emu_next_writable(const struct burin_emulator *emu, const struct emu_track *t, bool *valid)
{
	uint32_t at = t->recorded;

	if (emu->kind->recording->next)
		return emu->kind->recording->next(emu, t, valid);
	/* What the buffer holds is the end of the one track that is written. */
	if (t->state == EMU_TRACK_WRITING)
		at += emu->buffer.used;
	*valid = t->state <= EMU_TRACK_WRITING && !emu->state.finalised &&
		 at < emu_track_limit(emu, t);
	return at;
}

struct emu_track *emu_writable_at(struct burin_emulator *emu, uint32_t lba)
{
	bool valid;

	for (uint32_t i = emu_tracks_closed(emu); i < emu->state.track_count; i++) {
		struct emu_track *t = &emu->state.tracks[i];

		if (emu_next_writable(emu, t, &valid) == lba && valid)
			return t;
	}
	return NULL;
}

bool emu_damaged(const struct burin_emulator *emu)
{
	for (uint32_t i = emu_tracks_closed(emu); i < emu->state.track_count; i++)
		if (emu->state.tracks[i].state == EMU_TRACK_DAMAGED)
			return true;
	return false;
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	const struct emu_track *t;
	uint32_t code;

	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	code = emu->kind->check_mode ? emu->kind->check_mode(emu) : 0;
	if (code)
		return code;
	if (emu_damaged(emu))
		return EMU_NOT_FIXATED;
	if ((uint64_t)lba + count > emu_usable(emu))
		return EMU_OUT_OF_RANGE;
	t = emu_writable_at(emu, lba);
	if (!t)
		return emu_pseudo_check(emu, lba, count);
	return lba + count > emu_track_limit(emu, t) ? EMU_END_OF_TRACK : 0;
}

bool emu_append_track(struct burin_emulator *emu, uint64_t start, uint32_t session)
{
	struct emu_state *s = &emu->state;

	if (s->track_count >= emu->kind->tracks_max)
		return false;
	if (start > s->blocks)
		start = s->blocks;
	s->tracks[s->track_count++] = (struct emu_track){
		.start = (uint32_t)start, .recorded = (uint32_t)start, .end = s->blocks,
		.session = (uint16_t)session,
	};
	return true;
}

/* The drive fills up the unit it is in (MMC-6 SYNCHRONIZE CACHE). */
static uint32_t pad_unit(struct burin_emulator *emu, struct emu_track *t)
{
	uint32_t rest = (emu->kind->unit - t->recorded % emu->kind->unit) % emu->kind->unit;

	if (!rest)
		return 0;
	if (!emu->simulating && emu_store_discard(emu->store, t->recorded, rest))
		return EMU_WRITE_ERROR;
	t->recorded += rest;
	return 0;
}

/* The rest of a reserved part of a session that becomes one track. */
static uint32_t pad_reserved(struct burin_emulator *emu, struct emu_track *t)
{
	if (!emu->kind->one_track_sessions || !t->reserved || t->recorded == t->end)
		return 0;
	if (!emu->simulating && emu_store_discard(emu->store, t->recorded, t->end - t->recorded))
		return EMU_WRITE_ERROR;
	t->recorded = t->end;
	return 0;
}

/* Run-out behind it; a damaged one gets the least length a track may have. */
static void complete_track(struct burin_emulator *emu, struct emu_track *t)
{
	const struct emu_kind *kind = emu->kind;
	uint64_t end;

	if (kind->recording->completing)
		kind->recording->completing(emu, t);
	end = kind->recording->end_of ? kind->recording->end_of(emu, t) : t->recorded;
	if (end - t->start < kind->track_min)
		end = (uint64_t)t->start + kind->track_min;
	end += kind->run_out;
	if (!t->reserved)
		t->end = end < emu->state.blocks ? (uint32_t)end : emu->state.blocks;
	t->state = EMU_TRACK_COMPLETE;
}

static bool is_last(const struct burin_emulator *emu, const struct emu_track *t)
{
	return t == emu_last_track(emu);
}

void emu_end_track(struct burin_emulator *emu, struct emu_track *t)
{
	bool last = is_last(emu, t);

	complete_track(emu, t);
	if (last)
		emu_append_track(emu, (uint64_t)t->end + emu->kind->track_gap, t->session);
}

/* Written at once: the lead-out follows, wherever the data ended. */
static void finish_at_once(struct burin_emulator *emu, struct emu_track *t)
{
	t->end = t->recorded;
	t->state = EMU_TRACK_COMPLETE;
	emu->state.sessions_closed = t->session;
	emu->state.finalised = true;
}

/* The buffer is empty: the track being written comes to rest. */
static uint32_t rest(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->buffer.track];
	uint32_t code;

	if (emu->buffer.track >= emu->state.track_count || t->state != EMU_TRACK_WRITING)
		return 0;
	code = pad_unit(emu, t);
	if (code)
		return code;
	t->state = EMU_TRACK_OPEN;
	if (emu->state.at_once)
		finish_at_once(emu, t);
	return emu_save(emu);
}

/* The first data of a track, or the first after it came to rest. */
static uint32_t begin(struct burin_emulator *emu, struct emu_track *t, uint32_t lba)
{
	struct emu_buffer *b = &emu->buffer;
	uint32_t code;

	b->track = (uint32_t)(t - emu->state.tracks);
	b->next = lba;
	if (t->state == EMU_TRACK_EMPTY) {
		t->data_mode = 1;
		t->control = 4;
	}
	t->state = EMU_TRACK_WRITING;
	code = emu_save(emu);
	emu->noted = lba;
	return code;
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	struct emu_track *t = emu_writable_at(emu, lba);
	struct emu_buffer *b = &emu->buffer;
	uint32_t code;

	if (!t)
		return emu_pseudo_write(emu, lba, count, data);
	if (t->state != EMU_TRACK_WRITING) {
		emu_buffer_drain(emu);	/* of another track */
		code = rest(emu);
		if (code)
			return code;
		emu_begin_simulation(emu);
	}
	if (!emu->simulating && !emu->drop_write &&
	    emu_store_write(emu->store, emu_target(emu, lba, count), count, data)) {
		emu_tell_block(&emu->detail, EMU_WRITE_ERROR, lba);
		return EMU_WRITE_ERROR;
	}
	if (t->state != EMU_TRACK_WRITING) {
		code = begin(emu, t, lba);
		if (code)
			return code;
	}
	emu_buffer_take(emu, count);
	if (b->next - emu->noted >= NOTE_BLOCKS) {
		emu->noted = b->next;
		return emu_save(emu);
	}
	return 0;
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	emu->state.tracks[emu->buffer.track].recorded = lba + count;
}

/* Without buffer protection the track ends here, spoilt (3/0C/09). */
static bool lost(struct burin_emulator *emu)
{
	if ((emu->kind->protects_buffer && !emu->state.at_once) ||
	    emu->pages[EMU_PAGE_WRITE][2] & 0x40)
		return false;
	emu->state.tracks[emu->buffer.track].state = EMU_TRACK_DAMAGED;
	emu->deferred = EMU_LOST_STREAMING;
	emu->deferred_info = emu->state.tracks[emu->buffer.track].recorded;
	emu->buffer.used = 0;
	emu_save(emu);
	return true;
}

static void power_lost(struct burin_emulator *emu)
{
	for (uint32_t i = 0; i < emu->state.track_count; i++) {
		struct emu_track *t = &emu->state.tracks[i];

		if (t->state != EMU_TRACK_WRITING)
			continue;
		if (emu->buffer.track == i && emu->buffer.next > t->recorded)
			emu_store_discard(emu->store, t->recorded, emu->buffer.next - t->recorded);
		t->state = t->recorded > t->start ? EMU_TRACK_DAMAGED : EMU_TRACK_EMPTY;
	}
}

static uint32_t capacity_of(const struct burin_emulator *emu, const struct emu_state *s)
{
	uint32_t n = s->track_count;

	while (n && s->tracks[n - 1].session > s->sessions_closed)
		n--;
	if (!n)
		return 0;
	return s->tracks[n - 1].end -
	       (emu_quirk(emu, EMU_QUIRK_SHORT_CAPACITY) ? emu->kind->run_out : 0);
}

uint32_t emu_sequential_capacity(const struct burin_emulator *emu)
{
	return capacity_of(emu, &emu->state);
}

uint32_t emu_sequential_readable_end(const struct burin_emulator *emu)
{
	const struct emu_state *s = emu_on_disc(emu);
	uint32_t end = capacity_of(emu, s);

	for (uint32_t i = 0; i < s->track_count; i++) {
		const struct emu_track *t = &s->tracks[i];
		uint32_t last = t->state == EMU_TRACK_COMPLETE ? t->end : t->recorded;

		if (t->recorded > t->start && last > end)
			end = last;
	}
	return end;
}

static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	const struct emu_state *s = emu_on_disc(emu);

	*why = emu->kind->unrecorded;
	for (uint32_t i = 0; i < s->track_count; i++) {
		const struct emu_track *t = &s->tracks[i];

		if (lba < t->start || lba >= t->end)
			continue;
		if (lba < t->recorded)
			return count < t->recorded - lba ? count : t->recorded - lba;
		return 0;
	}
	return 0;
}

static uint32_t finish_track(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->operation.argument[0]];
	uint32_t code = emu->kind->recording->synchronized(emu);

	if (code)
		return code;
	if (t->state == EMU_TRACK_OPEN || t->state == EMU_TRACK_DAMAGED) {
		code = pad_unit(emu, t);
		if (!code)
			code = pad_reserved(emu, t);
		if (code)
			return code;
		emu_end_track(emu, t);
	}
	return emu_save(emu);
}

/* 0: it can be closed, or is */
static uint32_t closable(const struct burin_emulator *emu, const struct emu_track *t)
{
	bool valid;

	switch (t->state) {
	case EMU_TRACK_EMPTY:
		return EMU_EMPTY_TRACK;
	case EMU_TRACK_OPEN:
	case EMU_TRACK_WRITING:
		if (emu_next_writable(emu, t, &valid) - t->start < emu->kind->track_min)
			return EMU_INCOMPLETE_TRACK;
		return 0;
	default:
		return 0;
	}
}

/* FFh on a CD: the incomplete track; when all are complete there is nothing to do. */
static uint32_t close_track(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t number = get_be16(req->cdb + 4), code;
	const struct emu_track *t;

	if (emu->kind->invisible_number && number == 0xff) {
		number = emu->state.track_count;
		t = emu_last_track(emu);
		if (t->state == EMU_TRACK_EMPTY && number > 1 && t[-1].session == t->session)
			number--;
	}
	if (!number || number > emu->state.track_count)
		return emu_bad_field(emu, 4, -1);
	t = &emu->state.tracks[number - 1];
	if (emu->kind->family == EMU_CD && emu_quirk(emu, EMU_QUIRK_CLOSE_TRACK_FAILS))
		return EMU_BAD_FIELD;
	code = closable(emu, t);
	if (code || t->state == EMU_TRACK_COMPLETE)
		return code;
	emu->operation.argument[0] = number - 1;
	return emu_operate(emu, EMU_OP_CLOSE, emu->kind->times.close_track, true, finish_track,
			   req->cdb[1] & 1);
}

/* What one session's tracks become when it is closed (DVD+R). */
static void merge_tracks(struct emu_state *s, uint32_t first)
{
	struct emu_track *t = &s->tracks[first], *last = &s->tracks[s->track_count - 1];

	if (first >= s->track_count)
		return;
	t->recorded = last->recorded;
	t->end = last->end;
	t->reserved = false;
	s->track_count = first + 1;
}

/* A first session that others may follow reaches to a least radius (DVD-R). */
static uint32_t extend_first(struct burin_emulator *emu, struct emu_track *t)
{
	uint32_t end = emu->kind->first_session_min;

	if (end > emu_usable(emu))
		end = emu_usable(emu);
	if (emu->state.sessions_closed || t->end >= end)
		return 0;
	if (!emu->simulating && emu_store_discard(emu->store, t->end, end - t->end))
		return EMU_WRITE_ERROR;
	t->recorded = t->end = end;
	return 0;
}

/* The last track of the session, unless nothing is in it. */
static uint32_t finish_last_track(struct burin_emulator *emu, bool finalise)
{
	struct emu_state *s = &emu->state;
	struct emu_track *t = &s->tracks[s->track_count - 1];
	uint32_t code = 0;

	if (t->state == EMU_TRACK_EMPTY) {
		s->track_count--;
	} else if (t->state != EMU_TRACK_COMPLETE) {
		code = pad_unit(emu, t);
		if (!code)
			code = pad_reserved(emu, t);
		if (code)
			return code;
		complete_track(emu, t);
	}
	return finalise ? 0 : extend_first(emu, &s->tracks[s->track_count - 1]);
}

static uint32_t finish_session(struct burin_emulator *emu)
{
	struct emu_state *s = &emu->state;
	bool finalise = emu->operation.argument[0];
	uint32_t code = emu->kind->recording->synchronized(emu);
	struct emu_track *t;
	uint64_t next;

	if (!code && !s->finalised)
		code = finish_last_track(emu, finalise);
	if (code || s->finalised)
		return code;
	if (emu->kind->one_track_sessions)
		merge_tracks(s, emu_tracks_closed(emu));
	t = &s->tracks[s->track_count - 1];
	next = (uint64_t)t->end + (s->sessions_closed ? emu->kind->session_gap
						      : emu->kind->first_session_gap);
	s->sessions_closed = t->session;
	emu->lapses.write_page = false;
	if (emu->kind->recording->closing_session)
		emu->kind->recording->closing_session(emu, t->session);
	s->finalised = finalise || !emu_append_track(emu, next, t->session + 1u);
	return emu_save(emu);
}

/* Every track of the open session but the last must be complete; the last can be closed. */
static uint32_t check_session(const struct burin_emulator *emu, bool finalise)
{
	const struct emu_state *s = &emu->state;
	uint32_t first = emu_tracks_closed(emu), code;

	for (uint32_t i = first; i < s->track_count; i++) {
		const struct emu_track *t = &s->tracks[i];

		if (is_last(emu, t) && t->state == EMU_TRACK_EMPTY && !t->reserved) {
			bool empty = i == first;

			return empty && !(finalise && first) ? EMU_EMPTY_TRACK : 0;
		}
		code = closable(emu, t);
		if (!code && !is_last(emu, t) && t->state != EMU_TRACK_COMPLETE)
			code = EMU_INCOMPLETE_TRACK;
		if (code)
			return code;
	}
	return 0;
}

uint32_t emu_sequential_close(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t function = req->cdb[2] & 7;
	const struct emu_times *times = &emu->kind->times;
	bool finalise = emu->kind->finalise_functions >> function & 1;
	uint32_t code;

	if (!(emu->kind->close_functions >> function & 1) ||
	    (function == 6 && emu_quirk(emu, EMU_QUIRK_CLOSE_110)))
		return emu_bad_field(emu, 2, 2);
	code = emu_check_writable(emu);
	if (code)
		return code;
	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	if (function == 1)
		return close_track(emu, req);
	if (!emu->kind->finalise_functions)
		finalise = emu->pages[EMU_PAGE_WRITE][3] >> 6 != 3;
	code = check_session(emu, finalise);
	if (code)
		return code;
	emu->operation.argument[0] = finalise;
	return emu_operate(emu, EMU_OP_CLOSE, finalise ? times->finalise : times->close_session,
			   true, finish_session, req->cdb[1] & 1);
}

/* DVD-R, write type 2: one track from the first block on, and nothing else. */
static uint32_t reserve_at_once(struct burin_emulator *emu, uint32_t blocks)
{
	struct emu_state *s = &emu->state;
	uint64_t end = (blocks + (uint64_t)emu->kind->unit - 1) / emu->kind->unit * emu->kind->unit;

	if (!emu_disc_blank(emu))
		return EMU_NO_RESERVATION;
	if (!end || end > s->blocks)
		return emu_bad_field(emu, 5, -1);
	emu_begin_simulation(emu);
	s->at_once = true;
	s->tracks[0].end = (uint32_t)end;
	s->tracks[0].reserved = true;
	emu_advance(emu, emu->kind->times.close_track * EMU_MS);
	return emu_save(emu);
}

/* MMC-6 RESERVE TRACK: the open track is split; what lies behind is a new one. */
static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	bool by_address = req->cdb[1] & 1;
	uint32_t unit = emu->kind->unit, at, next;
	struct emu_track *t;
	uint64_t split;
	bool valid;

	if (req->cdb[1] & 2)
		return emu_bad_field(emu, 1, 1);
	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	if (emu->kind->write_types & 1 << 2 && (emu->pages[EMU_PAGE_WRITE][2] & 15) == 2 &&
	    !by_address)
		return reserve_at_once(emu, get_be32(req->cdb + 5));
	if (emu->state.at_once || emu->state.track_count >= emu->kind->tracks_max)
		return EMU_NO_RESERVATION;
	if (emu_damaged(emu))
		return EMU_CANNOT_WRITE;
	if (emu->buffer.used) {
		uint32_t code = emu_flush(emu);

		if (code)
			return code;
	}
	t = &emu->state.tracks[emu->state.track_count - 1];
	next = emu_next_writable(emu, t, &valid);
	if (!valid || (!by_address && t->state != EMU_TRACK_EMPTY))
		return EMU_NO_RESERVATION;
	at = get_be32(req->cdb + (by_address ? 2 : 5));
	split = by_address ? at : (uint64_t)next + (at + (uint64_t)unit - 1) / unit * unit;
	if (split <= next || split >= emu_track_limit(emu, t) || split % unit)
		return emu_bad_field(emu, by_address ? 2 : 5, -1);
	t->end = (uint32_t)split;
	t->reserved = true;
	emu_append_track(emu, split, t->session);
	emu_advance(emu, emu->kind->times.close_track * EMU_MS);
	return emu_save(emu);
}

const struct emu_recording emu_sequential = {
	.check = check,
	.accept = accept,
	.drained = drained,
	.synchronized = rest,
	.lost = lost,
	.power_lost = power_lost,
	.readable = readable,
	.readable_end = emu_sequential_readable_end,
	.capacity = emu_sequential_capacity,
	.close = emu_sequential_close,
	.reserve = reserve,
};
