/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Raw recording: the host makes lead-in, program area, lead-out and all
 * sub-channels; data sectors come scrambled. The table of contents is the one
 * that stands in Q of the lead-in.
 */
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/subchannel.h"

#define RING (12u * EMU_PACK_SYMBOLS)
#define SECTOR_PACKS 4u
#define NO_LEAD_IN EMU_SENSE(3, 0x72, 0x01)

enum { POINT_FIRST = 0xa0, POINT_LAST = 0xa1, POINT_LEAD_OUT = 0xa2, POINT_NEXT = 0xb0 };

int32_t emu_raw_lead_in(const struct burin_emulator *emu)
{
	const struct emu_track *t = emu_last_track(emu);

	return t->session == 1 ? -(int32_t)EMU_STORE_LEAD_IN :
	       (int32_t)t->start - EMU_CD_PREGAP - EMU_CD_LEAD_IN_BLOCKS;
}

uint32_t emu_raw_check_begin(const struct burin_emulator *emu, int32_t lba)
{
	const struct emu_track *t = emu_last_track(emu);

	if (t->state != EMU_TRACK_EMPTY || t->reserved ||
	    emu_tracks_closed(emu) != emu->state.track_count - 1)
		return EMU_SEQUENCE;
	if (lba < emu_raw_lead_in(emu) || lba >= (int32_t)t->start - EMU_CD_PREGAP)
		return EMU_BAD_WRITE_ADDRESS;
	return 0;
}

struct emu_cd_plan *emu_raw_plan(struct burin_emulator *emu, int32_t lba)
{
	const struct emu_track *t = emu_last_track(emu);
	struct emu_cd_plan *plan = bur_zalloc(sizeof(*plan));

	if (!plan)
		return NULL;
	plan->raw = true;
	plan->block_type = emu->pages[EMU_PAGE_WRITE][4] & 15;
	plan->start = (int32_t)t->start - EMU_CD_PREGAP;
	plan->next = lba;
	plan->session = t->session;
	plan->first_track = (uint8_t)emu->state.track_count;
	emu->plan = plan;
	return plan;
}

void emu_raw_interleave(struct emu_cd_plan *plan, uint8_t *subcode)
{
	for (uint32_t n = 0; n < SECTOR_PACKS; n++) {
		uint8_t pack[EMU_PACK_SYMBOLS];

		for (uint32_t i = 0; i < EMU_PACK_SYMBOLS; i++)
			pack[i] = subcode[n * EMU_PACK_SYMBOLS + i] & 0x3f;
		emu_subchannel_pack_parity(pack);
		for (uint32_t i = 0; i < EMU_PACK_SYMBOLS; i++)
			plan->ring[(plan->ring_at + n * EMU_PACK_SYMBOLS +
				    emu_subchannel_pack_place(i)) % RING] = pack[i];
	}
	for (uint32_t k = 0; k < EMU_SUBCODE_BYTES; k++) {
		uint8_t *symbol = &plan->ring[(plan->ring_at + k) % RING];

		subcode[k] = (uint8_t)((subcode[k] & 0xc0) | *symbol);
		*symbol = 0;
	}
	plan->ring_at = (plan->ring_at + EMU_SUBCODE_BYTES) % RING;
}

/* All sub-channels of a block, as they stand on the disc. */
static void take_subcode(struct emu_cd_plan *plan, const uint8_t *from, uint8_t *subcode)
{
	if (plan->block_type == 1) {
		memset(subcode, 0, EMU_SUBCODE_BYTES);
		emu_subchannel_put(subcode, from, from[15] & 0x80);
		return;
	}
	memcpy(subcode, from, EMU_SUBCODE_BYTES);
	if (plan->block_type == 2)
		emu_raw_interleave(plan, subcode);
}

static uint32_t from_bcd(uint8_t v)
{
	return (v >> 4) * 10u + (v & 15);
}

static int32_t from_time(const uint8_t *p)
{
	return (int32_t)((from_bcd(p[0]) * 60 + from_bcd(p[1])) * 75 + from_bcd(p[2])) -
	       EMU_CD_PREGAP;
}

static void note_track_point(struct emu_cd_plan *plan, const uint8_t *q)
{
	uint32_t track = from_bcd(q[2]);

	if (!track || track > EMU_CD_TRACKS)
		return;
	plan->point_seen[track] = true;
	plan->point[track] = (struct emu_cue){
		.start = from_time(q + 7), .track = (uint8_t)track, .index = 1,
		.control = q[0] >> 4, .data_form = q[0] & 0x40 ? 0x10 : 0x00,
	};
}

/* One line of the table of contents. */
static void note_point(struct emu_cd_plan *plan, const uint8_t *q)
{
	if ((q[0] & 15) == 5 && q[2] == POINT_NEXT)
		plan->next_session = q[3] == 0xff ? EMU_NEXT_FINAL : EMU_NEXT_ALLOWED;
	if ((q[0] & 15) == 2)
		emu_subchannel_get_catalog(q, plan->catalog);
	if ((q[0] & 15) != 1 || q[1])
		return;
	switch (q[2]) {
	case POINT_FIRST:
		plan->points |= 1;
		plan->first_track = (uint8_t)from_bcd(q[7]);
		plan->format = q[8];
		break;
	case POINT_LAST:
		plan->points |= 2;
		plan->last_track = (uint8_t)from_bcd(q[7]);
		break;
	case POINT_LEAD_OUT:
		plan->points |= 4;
		plan->lead_out = from_time(q + 7);
		break;
	default:
		note_track_point(plan, q);
		break;
	}
}

/* The tracks in their order; false: this is no table of contents. */
static bool make_cues(struct burin_emulator *emu, struct emu_cd_plan *plan)
{
	int32_t before = plan->start + EMU_CD_PREGAP - 1;

	if (plan->points != 7 || plan->first_track != emu->state.track_count ||
	    plan->last_track < plan->first_track || plan->last_track > EMU_CD_TRACKS ||
	    plan->lead_out > (int32_t)emu->state.blocks)
		return false;
	for (uint32_t i = plan->first_track; i <= plan->last_track; i++) {
		if (!plan->point_seen[i] || plan->point[i].start <= before)
			return false;
		before = plan->point[i].start;
		plan->cues[plan->cue_count++] = plan->point[i];
	}
	return before < plan->lead_out;
}

static void begin_program(struct burin_emulator *emu, struct emu_cd_plan *plan)
{
	struct emu_cd_session *session = &emu->state.cd.sessions[plan->session - 1];

	session->format = plan->format;
	session->next = plan->next_session;
	memcpy(session->catalog, plan->catalog, sizeof(session->catalog));
}

/* R to W of a lead-in are kept where there are any: CD-Text. */
static int lead_in_block(struct burin_emulator *emu, int32_t lba, const uint8_t *subcode,
			 const uint8_t *q)
{
	struct emu_cd *cd = &emu->state.cd;
	uint8_t any = 0;

	if (emu_subchannel_q_intact(q))
		note_point(emu->plan, q);
	for (uint32_t k = 0; k < EMU_SUBCODE_BYTES; k++)
		any |= subcode[k] & 0x3f;
	if (!any || emu->simulating || emu->drop_write)
		return 0;
	if (cd->text_at + (int32_t)cd->text_blocks != lba) {
		cd->text_at = lba;
		cd->text_blocks = 0;
	}
	cd->text_blocks++;
	return emu_store_write_part(emu->store, lba, 1, EMU_FRAME_BYTES, EMU_SUBCODE_BYTES, subcode);
}

/* Q tells when the next track's pause begins; its index 1 begins where the TOC says. */
static void enter_track(struct burin_emulator *emu, int32_t lba, const uint8_t *q)
{
	struct emu_cd_plan *plan = emu->plan;
	const struct emu_cue *cue = &plan->cues[0];
	bool pause = emu_subchannel_q_intact(q) && (q[0] & 15) == 1 && !q[2];

	for (uint32_t i = 1; i < plan->cue_count; i++)
		if (plan->cues[i].start <= lba ||
		    (pause && from_bcd(q[1]) == plan->cues[i].track &&
		     plan->cues[i - 1].start <= lba))
			cue = &plan->cues[i];
	emu_at_once_enter(emu, cue, lba);
}

static void note_codes(struct burin_emulator *emu, const uint8_t *q)
{
	struct emu_cd *cd = &emu->state.cd;

	if (!emu_subchannel_q_intact(q))
		return;
	if ((q[0] & 15) == 2)
		emu_subchannel_get_catalog(q, cd->sessions[emu->plan->session - 1].catalog);
	if ((q[0] & 15) == 3)
		emu_subchannel_get_isrc(q, cd->tracks[emu->state.track_count - 1].isrc);
}

static int program_block(struct burin_emulator *emu, int32_t lba, const uint8_t *data,
			 const uint8_t *subcode, const uint8_t *q)
{
	struct emu_track *t;
	uint8_t frame[EMU_FRAME_BYTES];
	int err;

	enter_track(emu, lba, q);
	note_codes(emu, q);
	t = &emu->state.tracks[emu->state.track_count - 1];
	if (lba >= (int32_t)t->start)
		t->recorded = (uint32_t)lba + 1;
	memcpy(frame, data, sizeof(frame));
	if (t->form == EMU_SECTOR_FRAME) {
		emu_sector_scramble(frame);
		if (lba == (int32_t)t->start)
			t->data_mode = frame[15] & 3;
	}
	if (emu->simulating || emu->drop_write)
		return 0;
	lba = emu_at_once_target(emu, lba, 1);
	err = emu_store_write_part(emu->store, lba, 1, 0, sizeof(frame), frame);
	return err ? err : emu_store_write_part(emu->store, lba, 1, EMU_FRAME_BYTES,
						EMU_SUBCODE_BYTES, subcode);
}

uint32_t emu_raw_accept(struct burin_emulator *emu, int32_t lba, uint32_t count,
			const uint8_t *data)
{
	struct emu_cd_plan *plan = emu->plan;
	uint32_t bytes = emu_cd_block_bytes(plan->block_type);
	int err = 0;

	for (uint32_t i = 0; !err && i < count; i++, lba++, data += bytes) {
		uint8_t subcode[EMU_SUBCODE_BYTES], q[EMU_Q_BYTES];

		take_subcode(plan, data + EMU_FRAME_BYTES, subcode);
		emu_subchannel_get_q(subcode, q);
		if (lba == plan->start) {
			if (!make_cues(emu, plan))
				return NO_LEAD_IN;
			begin_program(emu, plan);
		}
		if (lba < plan->start)
			err = lead_in_block(emu, lba, subcode, q);
		else if (lba < plan->lead_out)
			err = program_block(emu, lba, data, subcode, q);
		plan->next = lba + 1;
	}
	return err ? EMU_WRITE_ERROR : 0;
}
