/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CDs written in order: track at once and in packets here, sessions at once and
 * raw in cd-at-once.c. A track's recorded part grows when blocks are accepted;
 * what had not reached the medium is taken back when power is lost.
 */
#include "emulator/cd.h"

#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"

#define NOTE_BLOCKS 512u	/* a killed process loses less than a drive's buffer */
#define WRONG_PACKET EMU_SENSE(5, 0x64, 0x01)

struct block_type {
	uint16_t bytes;
	uint8_t form, mode;
};

/* MMC-6 table 657, of those that a track can be written with by itself. */
static const struct block_type block_types[16] = {
	[0] = { 2352, EMU_SECTOR_AUDIO, 0x0f },
	[1] = { 2368, EMU_SECTOR_FRAME, 0 },
	[2] = { 2448, EMU_SECTOR_FRAME, 0 },
	[3] = { 2448, EMU_SECTOR_FRAME, 0 },
	[8] = { 2048, EMU_SECTOR_COOKED, 1 },
	[9] = { 2336, EMU_SECTOR_FORMLESS, 2 },
	[10] = { 2048, EMU_SECTOR_COOKED, 2 },
	[11] = { 2056, EMU_SECTOR_XA, 2 },
	[12] = { 2324, EMU_SECTOR_FORM_2, 2 },
	[13] = { 2332, EMU_SECTOR_XA, 2 },
};

uint32_t emu_cd_block_bytes(uint8_t data_block_type)
{
	return block_types[data_block_type & 15].bytes;
}

static const uint8_t *write_page(const struct burin_emulator *emu)
{
	return emu->pages[EMU_PAGE_WRITE];
}

static uint8_t write_type(const struct burin_emulator *emu)
{
	return write_page(emu)[2] & 15;
}

static uint32_t fixed_packet(const struct burin_emulator *emu)
{
	const uint8_t *page = write_page(emu);

	return write_type(emu) == EMU_WRITE_PACKET && page[3] & 0x20 ? get_be32(page + 10) : 0;
}

void emu_cd_end_plan(struct burin_emulator *emu)
{
	bur_free(emu->plan);
	emu->plan = NULL;
}

/* Packets need a track mode that says so (bit 0); what page 05h begins with does not. */
static bool mode_allows(const struct burin_emulator *emu)
{
	return write_type(emu) == EMU_WRITE_TAO ||
	       (write_type(emu) == EMU_WRITE_PACKET && (write_page(emu)[3] & 5) == 5);
}

static bool goes_on(const struct burin_emulator *emu, const struct emu_track *t)
{
	const struct block_type *type = &block_types[write_page(emu)[4] & 15];
	const struct emu_cd_track *more = &emu->state.cd.tracks[t - emu->state.tracks];

	return t->form == type->form && t->data_mode == type->mode &&
	       !(t->flags & EMU_TRACK_PACKETS) == (write_type(emu) == EMU_WRITE_TAO) &&
	       more->packet == fixed_packet(emu);
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	const struct emu_track *t;
	uint32_t packet = fixed_packet(emu);

	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	if (write_type(emu) == EMU_WRITE_SAO || write_type(emu) == EMU_WRITE_RAW)
		return emu_damaged(emu) ? EMU_NOT_FIXATED :
		       emu_at_once_check(emu, (int32_t)lba, count);
	if (!mode_allows(emu))
		return EMU_ILLEGAL_MODE;
	if (emu_damaged(emu))
		return EMU_NOT_FIXATED;
	if ((uint64_t)lba + count > emu_usable(emu))
		return EMU_OUT_OF_RANGE;
	t = emu_writable_at(emu, lba);
	if (!t)
		return EMU_BAD_WRITE_ADDRESS;
	if (t->state != EMU_TRACK_EMPTY && !goes_on(emu, t))
		return EMU_ILLEGAL_MODE;
	if (packet && count % packet)
		return WRONG_PACKET;
	return lba + count > emu_track_limit(emu, t) ? EMU_END_OF_TRACK : 0;
}

static uint32_t block_bytes(const struct burin_emulator *emu, uint32_t lba)
{
	if (write_type(emu) == EMU_WRITE_SAO || write_type(emu) == EMU_WRITE_RAW)
		return emu_at_once_bytes(emu, (int32_t)lba);
	return emu_cd_block_bytes(write_page(emu)[4]);
}

/* What page 05h says of the track, its catalogue number and ISRC too. */
static void describe(struct burin_emulator *emu, struct emu_track *t)
{
	const uint8_t *page = write_page(emu);
	const struct block_type *type = &block_types[page[4] & 15];
	struct emu_cd_track *more = &emu->state.cd.tracks[t - emu->state.tracks];
	struct emu_cd_session *session = &emu->state.cd.sessions[t->session - 1];

	t->control = page[3] & 15;
	t->form = type->form;
	t->data_mode = type->mode;
	t->flags = (uint8_t)((page[3] & 0x10 ? EMU_TRACK_COPY : 0) |
			     (write_type(emu) == EMU_WRITE_PACKET ? EMU_TRACK_PACKETS : 0));
	*more = (struct emu_cd_track){ .pregap = (int32_t)t->start - EMU_CD_PREGAP,
				       .packet = fixed_packet(emu) };
	memcpy(more->sub_header, page + 48, 4);
	if (page[32] & 0x80)
		memcpy(more->isrc, page + 33, 12);
	session->format = page[8];
	if (page[16] & 0x80)
		memcpy(session->catalog, page + 17, 13);
}

/* The first data of a track, or the first after it came to rest: there a link lies between. */
static uint32_t begin(struct burin_emulator *emu, struct emu_track *t, uint32_t lba)
{
	struct emu_buffer *b = &emu->buffer;

	b->track = (uint32_t)(t - emu->state.tracks);
	b->next = lba;
	if (t->state == EMU_TRACK_EMPTY)
		describe(emu, t);
	if (!emu->simulating && t->recorded < lba) {
		for (uint32_t at = t->recorded; at < lba; at++)
			emu_store_mark(emu->store, at);
		if (emu_store_flush_map(emu->store))
			return EMU_WRITE_ERROR;
	}
	t->recorded = lba;
	t->state = EMU_TRACK_WRITING;
	emu->noted = lba;
	return emu_save(emu);
}

static uint32_t rest(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->buffer.track];

	if (emu->plan && emu->plan->started)
		return emu_at_once_finish(emu);
	if (emu->buffer.track >= emu->state.track_count || t->state != EMU_TRACK_WRITING)
		return 0;
	t->state = EMU_TRACK_OPEN;
	if (!(t->flags & EMU_TRACK_PACKETS) &&
	    (t->reserved ? t->recorded == t->end
			 : t->recorded - t->start >= emu->kind->track_min))
		emu_end_track(emu, t);
	return emu_save(emu);
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	struct emu_track *t;
	uint32_t code;

	if (write_type(emu) == EMU_WRITE_SAO || write_type(emu) == EMU_WRITE_RAW)
		return emu_at_once_accept(emu, (int32_t)lba, count, data);
	t = emu_writable_at(emu, lba);
	if (t->state != EMU_TRACK_WRITING) {
		emu_buffer_drain(emu);	/* of another track */
		code = rest(emu);
		if (code)
			return code;
		emu_begin_simulation(emu);
	}
	if (!emu->simulating && !emu->drop_write &&
	    emu_store_write_part(emu->store, (int32_t)emu_target(emu, lba, count), count, 0,
				 block_bytes(emu, lba), data)) {
		emu_tell_block(&emu->detail, EMU_WRITE_ERROR, lba);
		return EMU_WRITE_ERROR;
	}
	if (t->state != EMU_TRACK_WRITING) {
		code = begin(emu, t, lba);
		if (code)
			return code;
	}
	t->recorded = lba + count;
	emu_buffer_take(emu, count);
	if (emu->buffer.next - emu->noted < NOTE_BLOCKS)
		return 0;
	emu->noted = emu->buffer.next;
	return emu_save(emu);
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	(void)emu;
	(void)lba;
	(void)count;
}

/* A packet ends where the data do; any other track is spoilt (3/0C/09). */
static bool lost(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->buffer.track];

	if (write_page(emu)[2] & 0x40 || t->flags & EMU_TRACK_PACKETS)
		return false;
	t->state = EMU_TRACK_DAMAGED;
	emu->deferred = EMU_LOST_STREAMING;
	emu->deferred_info = t->recorded;
	emu->buffer.used = 0;
	emu_cd_end_plan(emu);
	emu_save(emu);
	return true;
}

/* Tracks and parts of them from there on never reached the medium. */
static void take_back(struct burin_emulator *emu, int32_t at)
{
	struct emu_state *s = &emu->state;

	for (uint32_t i = emu_tracks_closed(emu); i < s->track_count; i++) {
		struct emu_track *t = &s->tracks[i];

		if ((int32_t)t->recorded <= at || t->state == EMU_TRACK_EMPTY)
			continue;
		emu_store_discard(emu->store, at > (int32_t)t->start ? (uint32_t)at : t->start,
				  t->recorded - (at > (int32_t)t->start ? (uint32_t)at : t->start));
		t->recorded = at > (int32_t)t->start ? (uint32_t)at : t->start;
		if (t->flags & EMU_TRACK_AT_ONCE && t->recorded < t->end) {
			t->state = EMU_TRACK_WRITING;
			t->end = s->blocks;
			s->track_count = i + 1;
		}
	}
}

static void power_lost(struct burin_emulator *emu)
{
	struct emu_buffer *b = &emu->buffer;

	if (b->used)
		take_back(emu, (int32_t)(b->next - b->used));
	for (uint32_t i = 0; i < emu->state.track_count; i++) {
		struct emu_track *t = &emu->state.tracks[i];

		if (t->state == EMU_TRACK_WRITING)
			t->state = t->recorded > t->start || t->flags & EMU_TRACK_AT_ONCE ?
				   EMU_TRACK_DAMAGED : EMU_TRACK_EMPTY;
	}
	emu_cd_end_plan(emu);
}

static uint32_t run_out_sense(const struct burin_emulator *emu)
{
	if (emu_quirk(emu, EMU_QUIRK_RUN_OUT_UNREAD))
		return EMU_SENSE(3, 0x11, 0x05);
	return emu_quirk(emu, EMU_QUIRK_RUN_OUT_PARAMETER) ? EMU_BAD_PARAMETER : EMU_ILLEGAL_MODE;
}

/* READ(10) gives 2048 bytes of mode 1 and of mode 2 form 1, nothing else (MMC-6 6.15). */
static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	uint32_t n = 0;

	*why = emu->kind->unrecorded;
	while (n < count) {
		struct emu_place place = emu_cd_place(emu, (int32_t)(lba + n));
		uint32_t part = place.next > (int32_t)(lba + n) ?
				(uint32_t)place.next - (lba + n) : 1;

		if (place.kind == EMU_PLACE_GAP && place.index)
			*why = run_out_sense(emu);
		if (place.kind != EMU_PLACE_RECORDED)
			break;
		if (place.track->form == EMU_SECTOR_AUDIO || place.track->form == EMU_SECTOR_FORM_2 ||
		    place.track->form == EMU_SECTOR_FORMLESS) {
			*why = EMU_ILLEGAL_MODE;
			break;
		}
		n += part < count - n ? part : count - n;
	}
	return n;
}

static uint32_t fetch_one(struct burin_emulator *emu, uint32_t lba, uint8_t *data)
{
	uint8_t frame[EMU_FRAME_BYTES];
	enum emu_sector_type type;
	uint32_t code = emu_cd_frame(emu, (int32_t)lba, frame, &type);

	if (code)
		return code;
	if (type != EMU_TYPE_MODE_1 && type != EMU_TYPE_FORM_1)
		return EMU_ILLEGAL_MODE;
	if (!emu_sector_intact(frame, type))
		return EMU_SENSE(3, 0x11, 0x05);
	memcpy(data, frame + (type == EMU_TYPE_MODE_1 ? 16 : 24), BURIN_BLOCK_SIZE);
	return 0;
}

static uint32_t fetch(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint8_t *data,
		      uint32_t *got)
{
	*got = 0;
	while (*got < count) {
		struct emu_place place = emu_cd_place(emu, (int32_t)(lba + *got));
		uint32_t n = 1, code = 0;

		if (place.track && place.track->form == EMU_SECTOR_COOKED) {
			if (place.next > (int32_t)(lba + *got))
				n = (uint32_t)place.next - (lba + *got);
			if (n > count - *got)
				n = count - *got;
			if (emu_store_read(emu->store, lba + *got, n, data))
				code = EMU_READ_ERROR;
		} else {
			code = fetch_one(emu, lba + *got, data);
		}
		if (code)
			return code;
		*got += n;
		data += (size_t)n * BURIN_BLOCK_SIZE;
	}
	return 0;
}

/* What the buffer's end is counts as recorded already; a packet lies behind a link. */
static uint32_t next(const struct burin_emulator *emu, const struct emu_track *t, bool *valid)
{
	uint32_t at = t->recorded, packet = emu->state.cd.tracks[t - emu->state.tracks].packet;

	*valid = t->state <= EMU_TRACK_WRITING && !emu->state.finalised;
	if (emu->plan && t == emu_last_track(emu))
		return (uint32_t)emu->plan->next;
	if (write_type(emu) == EMU_WRITE_RAW && t->state == EMU_TRACK_EMPTY &&
	    emu_tracks_closed(emu) == (uint32_t)(t - emu->state.tracks))
		return (uint32_t)emu_raw_lead_in(emu);
	if (t->state == EMU_TRACK_OPEN && t->flags & EMU_TRACK_PACKETS && !packet)
		at += EMU_CD_LINK;
	*valid = *valid && at < emu_track_limit(emu, t);
	return at;
}

static uint32_t limit(const struct burin_emulator *emu, const struct emu_track *t)
{
	uint32_t packet = emu->state.cd.tracks[t - emu->state.tracks].packet;

	if (t->state == EMU_TRACK_COMPLETE || t->reserved)
		return t->end;
	if (t->state == EMU_TRACK_EMPTY || !packet)
		return emu_usable(emu);
	/* Links have no addresses here, but take their room. */
	return t->start + (emu->state.blocks - t->start + EMU_CD_LINK) / (packet + EMU_CD_LINK) *
	       packet;
}

/* One past the last user block, with the room that the links of fixed packets took. */
static uint32_t end_of(const struct burin_emulator *emu, const struct emu_track *t)
{
	uint32_t packet = emu->state.cd.tracks[t - emu->state.tracks].packet;

	if (!packet)
		return t->recorded;
	return t->start + (t->recorded - t->start) / packet * (packet + EMU_CD_LINK);
}

static void note_session(struct burin_emulator *emu, uint16_t session)
{
	emu->state.cd.sessions[session - 1].next = write_page(emu)[3] >> 6;
}

/* MMC-6 RESERVE TRACK: the open track gets an end; what lies behind is a new one. */
static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	struct emu_track *t = &emu->state.tracks[emu->state.track_count - 1];
	uint32_t blocks = get_be32(req->cdb + 5);
	uint64_t end = (uint64_t)t->start + blocks;

	if (req->cdb[1] & 3)
		return emu_bad_field(emu, 1, req->cdb[1] & 1 ? 0 : 1);
	if (emu->state.finalised)
		return EMU_CANNOT_WRITE;
	if (emu_damaged(emu) || emu->plan || t->state != EMU_TRACK_EMPTY ||
	    emu->state.track_count >= emu->kind->tracks_max)
		return EMU_NO_RESERVATION;
	if (blocks < emu->kind->track_min || end > emu_usable(emu))
		return emu_bad_field(emu, 5, -1);
	t->end = (uint32_t)end;
	t->reserved = true;
	emu->state.cd.tracks[t - emu->state.tracks] =
		(struct emu_cd_track){ .pregap = (int32_t)t->start - EMU_CD_PREGAP };
	emu_append_track(emu, end + emu->kind->run_out + emu->kind->track_gap, t->session);
	emu_advance(emu, emu->kind->times.close_track * EMU_MS);
	return emu_save(emu);
}

static uint32_t sync_ms(const struct burin_emulator *emu)
{
	return emu->plan && emu->plan->started ? emu->kind->times.close_session
					       : emu->kind->times.sync;
}

const struct emu_recording emu_cd_recording = {
	.counts_accepted = true,
	.check = check,
	.block_bytes = block_bytes,
	.accept = accept,
	.drained = drained,
	.synchronized = rest,
	.sync_ms = sync_ms,
	.lost = lost,
	.power_lost = power_lost,
	.readable = readable,
	.fetch = fetch,
	.readable_end = emu_sequential_readable_end,
	.capacity = emu_sequential_capacity,
	.next = next,
	.limit = limit,
	.end_of = end_of,
	.close = emu_sequential_close,
	.closing_session = note_session,
	.reserve = reserve,
};
