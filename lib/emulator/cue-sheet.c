/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SEND CUE SHEET (MMC-6 6.34): a session's layout, checked whole before any of
 * it is believed.
 */
#include "emulator/cue-sheet.h"

#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "emulator/cd.h"

#define ENTRY 8u
#define LEAD_OUT 0xaau
#define TRACK_MIN 300

static const struct emu_data_form forms[] = {
	{ 0x00, EMU_SECTOR_AUDIO, 0x0f, 2352, 0, 2352 },
	{ 0x01, EMU_SECTOR_AUDIO, 0x0f, 0, 0, 0 },
	{ 0x10, EMU_SECTOR_COOKED, 1, 2048, 0, 2048 },
	{ 0x11, EMU_SECTOR_COOKED, 1, 2352, 16, 2048 },
	{ 0x12, EMU_SECTOR_COOKED, 1, 2048, 0, 0 },
	{ 0x13, EMU_SECTOR_COOKED, 1, 2352, 0, 0 },
	{ 0x14, EMU_SECTOR_COOKED, 1, 0, 0, 0 },
	{ 0x20, EMU_SECTOR_XA, 2, 2336, 0, 2336 },
	{ 0x21, EMU_SECTOR_XA, 2, 2352, 16, 2336 },
	{ 0x22, EMU_SECTOR_XA, 2, 2336, 0, 0 },
	{ 0x23, EMU_SECTOR_XA, 2, 2352, 0, 0 },
	{ 0x24, EMU_SECTOR_XA, 2, 0, 0, 0 },
	{ 0x30, EMU_SECTOR_FORMLESS, 2, 2336, 0, 2336 },
	{ 0x31, EMU_SECTOR_FORMLESS, 2, 2352, 16, 2336 },
	{ 0x32, EMU_SECTOR_FORMLESS, 2, 2336, 0, 0 },
	{ 0x33, EMU_SECTOR_FORMLESS, 2, 2352, 0, 0 },
	{ 0x34, EMU_SECTOR_FORMLESS, 2, 0, 0, 0 },
};

const struct emu_data_form *emu_data_form(uint8_t code)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (forms[i].code == (code & 0x3f))
			return &forms[i];
	return NULL;
}

/* The sheet while it is read. */
struct sheet {
	struct burin_emulator *emu;
	struct emu_cd_plan *plan;
	const uint8_t *bytes;
	uint32_t at, n;			/* in bytes */
	int32_t shift;			/* of a later session whose times begin at 0 */
};

/* 0 when it is good; else where it is not. */
static uint32_t bad(struct sheet *sheet, uint32_t byte)
{
	emu_bad_parameter(sheet->emu, (uint16_t)(sheet->at + byte), -1);
	return EMU_BAD_VALUE;
}

static uint32_t copy_half(struct sheet *sheet, uint8_t *to, const uint8_t *from, uint32_t n,
			  bool digits)
{
	for (uint32_t i = 0; i < n; i++) {
		bool digit = from[i] >= '0' && from[i] <= '9';

		if (!digit && (digits || from[i] < 'A' || from[i] > 'Z'))
			return bad(sheet, 2 + i);
		to[i] = from[i];
	}
	return 0;
}

/* Two entries of ADR 2 ahead of everything: 13 digits. */
static uint32_t catalog(struct sheet *sheet)
{
	const uint8_t *p = sheet->bytes + sheet->at;
	uint32_t code;

	if (sheet->at || sheet->n < 2 * ENTRY || (p[ENTRY] & 15) != 2)
		return bad(sheet, 0);
	code = copy_half(sheet, sheet->plan->catalog, p + 1, 7, true);
	if (!code)
		code = copy_half(sheet, sheet->plan->catalog + 7, p + ENTRY + 1, 6, true);
	sheet->at += 2 * ENTRY;
	return code;
}

/* Two entries of ADR 3 ahead of the track's own, or ahead of its index 1. */
static uint32_t isrc(struct sheet *sheet)
{
	const uint8_t *p = sheet->bytes + sheet->at;
	const struct emu_cd_plan *plan = sheet->plan;
	uint32_t last = plan->cue_count ? plan->cues[plan->cue_count - 1].track
					: plan->first_track - 1u;
	uint8_t track = p[1], *to;
	uint32_t code;

	if (sheet->n - sheet->at < 2 * ENTRY || (p[ENTRY] & 15) != 3 || p[ENTRY + 1] != track)
		return bad(sheet, 0);
	if (!track || track > EMU_CD_TRACKS || (track != last && track != last + 1))
		return bad(sheet, 1);
	to = sheet->plan->isrc[track];
	code = copy_half(sheet, to, p + 2, 5, false);
	if (!code)
		code = copy_half(sheet, to + 5, p + 7, 1, true);
	if (!code)
		code = copy_half(sheet, to + 6, p + ENTRY + 2, 6, true);
	sheet->at += 2 * ENTRY;
	return code;
}

static bool same_sort(uint8_t a, uint8_t b)
{
	const struct emu_data_form *one = emu_data_form(a), *other = emu_data_form(b);

	return one && other && one->form == other->form;
}

/* Index 0 before 1, then one by one; tracks one by one; a track is of one sort. */
static uint32_t check_order(struct sheet *sheet, const struct emu_cue *cue)
{
	const struct emu_cd_plan *plan = sheet->plan;
	const struct emu_cue *last = plan->cue_count ? &plan->cues[plan->cue_count - 1] : NULL;

	if (!last)
		return cue->track != plan->first_track ? bad(sheet, 1) :
		       cue->index ? bad(sheet, 2) : 0;
	if (cue->start <= last->start)
		return bad(sheet, 5);
	if (cue->track == last->track)
		return cue->index != last->index + 1 ? bad(sheet, 2) :
		       !same_sort(cue->data_form, last->data_form) ? bad(sheet, 3) :
		       cue->control != last->control ? bad(sheet, 0) : 0;
	if (cue->track != LEAD_OUT && cue->track != last->track + 1)
		return bad(sheet, 1);
	return last->index == 0 || cue->index > 1 ? bad(sheet, 2) : 0;
}

/* Four seconds from index 1 on. */
static bool long_enough(const struct emu_cd_plan *plan, const struct emu_cue *cue)
{
	for (uint32_t i = plan->cue_count; i-- > 0;)
		if (plan->cues[i].index == 1)
			return cue->track == plan->cues[i].track ||
			       cue->start - plan->cues[i].start >= TRACK_MIN;
	return true;
}

static uint32_t lead_out(struct sheet *sheet, const struct emu_cue *cue)
{
	const struct emu_data_form *form = emu_data_form(cue->data_form);
	uint32_t code = cue->index != 1 ? bad(sheet, 2) : check_order(sheet, cue);

	if (code)
		return code;
	if (!sheet->plan->cue_count || sheet->at + ENTRY != sheet->n)
		return bad(sheet, 1);
	if (form->host || cue->data_form > 0x3f)
		return bad(sheet, 3);
	if (!long_enough(sheet->plan, cue) ||
	    cue->start > (int32_t)sheet->emu->state.blocks)
		return bad(sheet, 5);
	sheet->plan->lead_out = cue->start;
	return 0;
}

/* The first index 0 stands at the session's first block, or counts from the session's start. */
static uint32_t first_cue(struct sheet *sheet, struct emu_cue *cue)
{
	struct emu_cd_plan *plan = sheet->plan;

	if (cue->start != plan->start) {
		if (cue->start != -EMU_CD_PREGAP)
			return bad(sheet, 5);
		sheet->shift = plan->start + EMU_CD_PREGAP;
		cue->start += sheet->shift;
	}
	return 0;
}

static uint32_t program(struct sheet *sheet)
{
	const uint8_t *p = sheet->bytes + sheet->at;
	struct emu_cd_plan *plan = sheet->plan;
	const struct emu_data_form *form = emu_data_form(p[3]);
	struct emu_cue cue = { .track = p[1], .index = p[2], .control = p[0] >> 4,
			       .data_form = p[3], .copy = p[4] & 0x80 };
	uint32_t code = 0;

	if (!form || p[3] >> 6 == 2)
		return bad(sheet, 3);
	if (p[5] > 99 || p[6] > 59 || p[7] > 74)
		return bad(sheet, p[5] > 99 ? 5 : p[6] > 59 ? 6 : 7);
	if (!(cue.control & 4) != (form->form == EMU_SECTOR_AUDIO))
		return bad(sheet, 0);
	cue.start = (p[5] * 60 + p[6]) * 75 + p[7] - EMU_CD_PREGAP + sheet->shift;
	if (!plan->cue_count)
		code = first_cue(sheet, &cue);
	if (!code && cue.track == LEAD_OUT)
		return lead_out(sheet, &cue);
	if (!code)
		code = check_order(sheet, &cue);
	if (code)
		return code;
	if (!long_enough(plan, &cue) ||
	    (plan->cue_count == 1 && cue.start - plan->start < EMU_CD_PREGAP))
		return bad(sheet, 5);
	if (plan->cue_count >= EMU_CUES_MAX)
		return bad(sheet, 0);
	plan->last_track = cue.track;
	plan->cues[plan->cue_count++] = cue;
	return 0;
}

/* TNO 0: the lead-in. With raw sub-channels of the host it holds CD-Text. */
static uint32_t lead_in(struct sheet *sheet)
{
	const uint8_t *p = sheet->bytes + sheet->at;
	const struct emu_data_form *form = emu_data_form(p[3]);

	if (sheet->plan->cue_count || p[2])
		return bad(sheet, p[2] ? 2 : 1);
	if (!form || form->host || (p[3] >> 6 & 2))
		return bad(sheet, 3);
	sheet->plan->text = p[3] & EMU_SUBCODE_RAW;
	return 0;
}

static uint32_t entry(struct sheet *sheet, bool *began)
{
	const uint8_t *p = sheet->bytes + sheet->at;
	uint32_t code;

	if ((p[0] & 15) == 2)
		return catalog(sheet);
	if ((p[0] & 15) == 3)
		return *began ? isrc(sheet) : bad(sheet, 0);
	if ((p[0] & 15) != 1 || !*began != !p[1])
		return bad(sheet, (p[0] & 15) != 1 ? 0 : 1);
	code = *began ? program(sheet) : lead_in(sheet);
	*began = true;
	sheet->at += ENTRY;
	return code;
}

static uint32_t read_sheet(struct sheet *sheet)
{
	bool began = false;
	uint32_t code = 0;

	while (!code && sheet->at < sheet->n)
		code = entry(sheet, &began);
	if (!code && !sheet->plan->lead_out) {
		sheet->at = sheet->n - ENTRY;
		code = bad(sheet, 1);
	}
	return code;
}

/* Only an empty session can be written at once. */
static uint32_t check_session(const struct burin_emulator *emu)
{
	const struct emu_track *t = emu_last_track(emu);

	if (emu->state.finalised)
		return EMU_CANNOT_FORMAT;
	if (t->state != EMU_TRACK_EMPTY || t->reserved ||
	    emu_tracks_closed(emu) != emu->state.track_count - 1)
		return EMU_SEQUENCE;
	return 0;
}

static void start_plan(struct burin_emulator *emu, struct emu_cd_plan *plan)
{
	const struct emu_track *t = emu_last_track(emu);
	const uint8_t *page = emu->pages[EMU_PAGE_WRITE];

	plan->start = plan->next = (int32_t)t->start - EMU_CD_PREGAP;
	plan->session = t->session;
	plan->first_track = (uint8_t)emu->state.track_count;
	plan->format = page[8];
	plan->next_session = page[3] >> 6;
}

uint32_t emu_send_cue_sheet(struct burin_emulator *emu, struct emu_request *req)
{
	struct sheet sheet = { .emu = emu, .bytes = req->out, .n = get_be24(req->cdb + 6) };
	uint32_t code = emu_check_writable(emu);

	if (emu->kind->recording != &emu_cd_recording || emu->kind->pressed)
		return EMU_CANNOT_FORMAT;
	if ((emu->pages[EMU_PAGE_WRITE][2] & 15) != EMU_WRITE_SAO)
		return EMU_SEQUENCE;
	if (!code)
		code = check_session(emu);
	if (code)
		return code;
	if (emu->plan && emu->plan->started)
		return EMU_SEQUENCE;
	if (sheet.n > ENTRY * EMU_CUES_MAX || req->out_len < sheet.n)
		return EMU_LENGTH_ERROR;
	if (!sheet.n || sheet.n % ENTRY)
		return EMU_LENGTH_ERROR;
	sheet.plan = bur_zalloc(sizeof(*sheet.plan));
	if (!sheet.plan)
		return EMU_SENSE(5, 0x55, 0x00);
	start_plan(emu, sheet.plan);
	code = read_sheet(&sheet);
	if (code) {
		bur_free(sheet.plan);
		return code;
	}
	emu_cd_end_plan(emu);
	emu->plan = sheet.plan;
	req->transferred = sheet.n;
	return 0;
}
