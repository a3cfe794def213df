/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A session of a CD written in one go, lead-in to lead-out: by a cue sheet, or
 * raw (cd-raw.c). Tracks come into being as the host's blocks reach them.
 */
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/cue-sheet.h"
#include "emulator/subchannel.h"

#define NOTE_BLOCKS 512u
#define RAW_LEAD_OUT 6900	/* blocks a host may send behind the program area */
#define LEAD_IN_MS 15000u	/* before the first block: the lead-in */

/* The cue a block lies under, and where the next one begins. */
static const struct emu_cue *cue_at(const struct emu_cd_plan *plan, int32_t lba, int32_t *end)
{
	uint32_t i = plan->cue_count - 1;

	while (i && plan->cues[i].start > lba)
		i--;
	*end = i + 1 < plan->cue_count ? plan->cues[i + 1].start : plan->lead_out;
	return &plan->cues[i];
}

static uint32_t cue_bytes(const struct emu_cue *cue)
{
	return emu_data_form(cue->data_form)->host +
	       (cue->data_form & EMU_SUBCODE_RAW ? EMU_SUBCODE_BYTES : 0);
}

uint32_t emu_at_once_bytes(const struct burin_emulator *emu, int32_t lba)
{
	const struct emu_cd_plan *plan = emu->plan;
	int32_t end;

	if ((emu->pages[EMU_PAGE_WRITE][2] & 15) == EMU_WRITE_RAW)
		return emu_cd_block_bytes(emu->pages[EMU_PAGE_WRITE][4]);
	return lba < plan->start ? EMU_SUBCODE_BYTES : cue_bytes(cue_at(plan, lba, &end));
}

/* One command's blocks are all of one size (else 5/64/00). */
static uint32_t check_sizes(const struct burin_emulator *emu, int32_t lba, uint32_t count)
{
	const struct emu_cd_plan *plan = emu->plan;
	uint32_t bytes = emu_at_once_bytes(emu, lba);
	int64_t last = (int64_t)lba + count;
	int32_t end = plan->start;

	if (lba < plan->start)
		return last > plan->start ? EMU_ILLEGAL_MODE : 0;
	for (int32_t at = lba; at < last; at = end)
		if (cue_bytes(cue_at(plan, at, &end)) != bytes)
			return EMU_ILLEGAL_MODE;
	return 0;
}

static uint32_t check_raw(const struct burin_emulator *emu, int32_t lba, uint32_t count)
{
	const struct emu_cd_plan *plan = emu->plan;

	if (!plan)
		return emu_raw_check_begin(emu, lba);
	if (lba != plan->next)
		return EMU_BAD_WRITE_ADDRESS;
	if (lba >= plan->start && (int64_t)lba + count > (int64_t)plan->lead_out + RAW_LEAD_OUT)
		return EMU_OUT_OF_RANGE;
	return 0;
}

/* The next block that data come for from the host. */
static int32_t next_sent(const struct emu_cd_plan *plan)
{
	int32_t at = plan->next, end;

	while (at >= plan->start && at < plan->lead_out && !cue_bytes(cue_at(plan, at, &end)))
		at = end;
	return at;
}

uint32_t emu_at_once_check(struct burin_emulator *emu, int32_t lba, uint32_t count)
{
	const struct emu_cd_plan *plan = emu->plan;
	int32_t expected;

	if ((emu->pages[EMU_PAGE_WRITE][2] & 15) == EMU_WRITE_RAW)
		return check_raw(emu, lba, count);
	if (!plan)
		return EMU_SEQUENCE;
	expected = next_sent(plan);
	/* The lead-in may begin wherever its CD-Text does. */
	if (!plan->started && plan->text && lba < plan->start && lba >= emu_raw_lead_in(emu))
		expected = lba;
	if (lba != expected)
		return EMU_BAD_WRITE_ADDRESS;
	if ((int64_t)lba + count > plan->lead_out)
		return EMU_OUT_OF_RANGE;
	return check_sizes(emu, lba, count);
}

static int32_t track_start(const struct emu_cd_plan *plan, uint8_t track)
{
	for (uint32_t i = 0; i < plan->cue_count; i++)
		if (plan->cues[i].track == track && plan->cues[i].index == 1)
			return plan->cues[i].start;
	return plan->lead_out;
}

static void note_indexes(struct emu_state *s, const struct emu_cd_plan *plan, uint8_t track)
{
	for (uint32_t i = 0; i < plan->cue_count; i++) {
		const struct emu_cue *cue = &plan->cues[i];

		if (cue->track == track && cue->index > 1 && s->cd.index_count < EMU_CD_INDEXES)
			s->cd.indexes[s->cd.index_count++] = (struct emu_cd_index){
				(uint32_t)cue->start, cue->track, cue->index };
	}
}

static void complete(struct emu_track *t, int32_t end)
{
	if (end > (int32_t)t->start)
		t->recorded = (uint32_t)end;
	t->end = t->recorded;
	t->state = EMU_TRACK_COMPLETE;
}

static uint8_t subcode_flags(const struct emu_cd_plan *plan, const struct emu_cue *cue)
{
	if (plan->raw)
		return EMU_TRACK_P_TO_W;
	return cue->data_form & EMU_SUBCODE_RAW ? EMU_TRACK_R_TO_W : 0;
}

/* A block of another track than the last one's: that is complete, this begins here. */
void emu_at_once_enter(struct burin_emulator *emu, const struct emu_cue *cue, int32_t lba)
{
	const struct emu_cd_plan *plan = emu->plan;
	const struct emu_data_form *form = emu_data_form(cue->data_form);
	struct emu_state *s = &emu->state;
	struct emu_track *t = &s->tracks[s->track_count - 1];
	struct emu_cd_track *more;

	if (cue->track == s->track_count && t->state != EMU_TRACK_EMPTY)
		return;
	if (t->state != EMU_TRACK_EMPTY) {
		complete(t, lba);
		t++;
		s->track_count++;
	}
	more = &s->cd.tracks[t - s->tracks];
	*t = (struct emu_track){
		.start = (uint32_t)track_start(plan, cue->track), .end = s->blocks,
		.session = plan->session, .state = EMU_TRACK_WRITING, .control = cue->control,
		.data_mode = form->mode, .form = form->form,
		.flags = (uint8_t)(EMU_TRACK_AT_ONCE | subcode_flags(plan, cue) |
				   (cue->copy ? EMU_TRACK_COPY : 0)),
	};
	if (plan->raw && cue->control & 4)
		t->form = EMU_SECTOR_FRAME;
	t->recorded = t->start;
	*more = (struct emu_cd_track){ .pregap = lba };
	memcpy(more->isrc, plan->isrc[cue->track], sizeof(more->isrc));
	note_indexes(s, plan, cue->track);
	emu->buffer.track = (uint32_t)(t - s->tracks);
}

static int store_block(struct burin_emulator *emu, const struct emu_cue *cue, int32_t lba,
		       const uint8_t *data)
{
	const struct emu_data_form *form = emu_data_form(cue->data_form);
	uint8_t subcode[EMU_SUBCODE_BYTES];
	int err = 0;

	if (form->kept)
		err = emu_store_write_part(emu->store, lba, 1, 0, form->kept, data + form->skip);
	if (err || !(cue->data_form & EMU_SUBCODE_RAW))
		return err;
	memcpy(subcode, data + form->host, sizeof(subcode));
	if ((cue->data_form & EMU_SUBCODE_PACKS) == EMU_SUBCODE_PACKS)
		emu_raw_interleave(emu->plan, subcode);
	return emu_store_write_part(emu->store, lba, 1, EMU_FRAME_BYTES, sizeof(subcode), subcode);
}

static void advance(struct burin_emulator *emu, int32_t to)
{
	struct emu_track *t = &emu->state.tracks[emu->state.track_count - 1];

	emu->plan->next = to;
	if (to > (int32_t)t->start)
		t->recorded = (uint32_t)to;
}

int32_t emu_at_once_target(const struct burin_emulator *emu, int32_t lba, uint32_t count)
{
	return lba < 0 ? lba : (int32_t)emu_target(emu, (uint32_t)lba, count);
}

/* A part of one cue's blocks; data NULL: the drive makes zeros. */
static uint32_t put_part(struct burin_emulator *emu, const struct emu_cue *cue, int32_t lba,
			 uint32_t n, const uint8_t *data)
{
	int32_t at = emu_at_once_target(emu, lba, n);
	uint32_t bytes = cue_bytes(cue);
	int err = 0;

	emu_at_once_enter(emu, cue, lba);
	if (!emu->simulating && !emu->drop_write) {
		if (lba >= 0 && (!data || !emu_data_form(cue->data_form)->kept))
			err = emu_store_discard(emu->store, (uint32_t)lba, n);
		for (uint32_t i = 0; data && !err && i < n; i++)
			err = store_block(emu, cue, at + (int32_t)i, data + (size_t)i * bytes);
	}
	if (err)
		return EMU_WRITE_ERROR;
	advance(emu, lba + (int32_t)n);
	return 0;
}

static uint32_t put_program(struct burin_emulator *emu, int32_t lba, uint32_t count,
			    const uint8_t *data)
{
	while (count) {
		int32_t end;
		const struct emu_cue *cue = cue_at(emu->plan, lba, &end);
		uint32_t n = (uint32_t)(end - lba) < count ? (uint32_t)(end - lba) : count;
		uint32_t code = put_part(emu, cue, lba, n, data);

		if (code)
			return code;
		lba += (int32_t)n;
		data += (size_t)n * cue_bytes(cue);
		count -= n;
	}
	return 0;
}

/* Zeros up to there: what no data come for. The blocks it took. */
static uint32_t put_generated(struct burin_emulator *emu, uint32_t *code, int32_t to)
{
	struct emu_cd_plan *plan = emu->plan;
	int32_t from = plan->next, end;

	while (!*code && plan->next >= plan->start && plan->next < to) {
		const struct emu_cue *cue = cue_at(plan, plan->next, &end);

		*code = put_part(emu, cue, plan->next,
				 (uint32_t)((end < to ? end : to) - plan->next), NULL);
	}
	return (uint32_t)(plan->next - from);
}

/* The blocks of a lead-in hold R to W alone. */
static uint32_t put_text(struct burin_emulator *emu, int32_t lba, uint32_t count,
			 const uint8_t *data)
{
	struct emu_cd *cd = &emu->state.cd;

	if (!emu->simulating && !emu->drop_write &&
	    emu_store_write_part(emu->store, lba, count, EMU_FRAME_BYTES, EMU_SUBCODE_BYTES, data))
		return EMU_WRITE_ERROR;
	if (cd->text_at + (int32_t)cd->text_blocks != lba) {
		cd->text_at = lba;
		cd->text_blocks = 0;
	}
	cd->text_blocks += count;
	emu->plan->next = lba + (int32_t)count;
	return 0;
}

static void begin(struct burin_emulator *emu, int32_t lba)
{
	struct emu_cd_plan *plan = emu->plan;
	struct emu_cd_session *session = &emu->state.cd.sessions[plan->session - 1];

	plan->started = true;
	plan->next = lba;
	session->format = plan->format;
	session->next = plan->next_session;
	memcpy(session->catalog, plan->catalog, sizeof(session->catalog));
	emu->buffer.next = (uint32_t)lba;
	emu->buffer.track = emu->state.track_count - 1;
	emu->buffer.delay_ms = LEAD_IN_MS;
	emu->noted = (uint32_t)lba;
}

uint32_t emu_at_once_accept(struct burin_emulator *emu, int32_t lba, uint32_t count,
			    const uint8_t *data)
{
	bool raw = (emu->pages[EMU_PAGE_WRITE][2] & 15) == EMU_WRITE_RAW;
	uint32_t code = 0, generated = 0;

	if (!emu->plan || !emu->plan->started) {
		emu_buffer_drain(emu);
		emu_begin_simulation(emu);
		if (raw && !emu_raw_plan(emu, lba))
			return EMU_SENSE(5, 0x55, 0x00);
		begin(emu, raw || lba < emu->plan->start ? lba : emu->plan->next);
	}
	if (!raw)
		generated = put_generated(emu, &code, lba);
	if (code)
		return code;
	if (raw)
		code = emu_raw_accept(emu, lba, count, data);
	else if (lba < emu->plan->start)
		code = put_text(emu, lba, count, data);
	else
		code = put_program(emu, lba, count, data);
	if (!code && !raw)
		generated += put_generated(emu, &code, next_sent(emu->plan));
	if (code) {
		emu_tell_block(&emu->detail, code, (uint32_t)lba);
		return code;
	}
	emu_buffer_take(emu, count + generated);
	if (emu->buffer.next - emu->noted < NOTE_BLOCKS)
		return 0;
	emu->noted = emu->buffer.next;
	return emu_save(emu);
}

/* The lead-out follows; what the host left out in front of it is zeros. */
uint32_t emu_at_once_finish(struct burin_emulator *emu)
{
	struct emu_cd_plan *plan = emu->plan;
	struct emu_state *s = &emu->state;
	uint32_t code = 0;

	if (!plan->cue_count) {
		emu_cd_end_plan(emu);
		return EMU_SENSE(3, 0x72, 0x01);
	}
	if (plan->next < plan->start)
		plan->next = plan->start;
	put_generated(emu, &code, plan->lead_out);
	if (code)
		return code;
	complete(&s->tracks[s->track_count - 1], plan->lead_out);
	s->sessions_closed = plan->session;
	s->finalised = plan->next_session != EMU_NEXT_ALLOWED ||
		!emu_append_track(emu, (uint64_t)plan->lead_out +
				  (plan->session == 1 ? emu->kind->first_session_gap
						      : emu->kind->session_gap),
				  plan->session + 1u);
	emu_cd_end_plan(emu);
	return emu_save(emu);
}
