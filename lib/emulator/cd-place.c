/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What stands where on a CD: tracks and pauses, the sectors the drive completes,
 * the sub-channels it makes.
 */
#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/subchannel.h"

#define CODES_EVERY 100u		/* sectors between two of ADR 2, or of ADR 3 */
#define CATALOG_AT 99u
#define ISRC_AT 49u
#define COPY_PERIOD 4u			/* sectors with the copy bit as it is, then as many inverted */

int32_t emu_cd_pregap(const struct emu_state *s, uint32_t track)
{
	const struct emu_track *t = &s->tracks[track];

	return t->flags & EMU_TRACK_AT_ONCE ? s->cd.tracks[track].pregap
					    : (int32_t)t->start - EMU_CD_PREGAP;
}

static uint8_t index_at(const struct emu_state *s, uint8_t track, int32_t lba, int32_t *next)
{
	uint8_t index = 1;

	for (uint32_t i = 0; i < s->cd.index_count; i++) {
		const struct emu_cd_index *point = &s->cd.indexes[i];

		if (point->track != track)
			continue;
		if ((int32_t)point->lba > lba) {
			*next = (int32_t)point->lba;
			break;
		}
		index = point->index;
	}
	return index;
}

static struct emu_place in_track(const struct burin_emulator *emu, const struct emu_state *s,
				 uint32_t i, int32_t lba)
{
	const struct emu_track *t = &s->tracks[i];
	struct emu_place place = { .track = t, .more = &s->cd.tracks[i],
				   .number = (uint8_t)(i + 1), .kind = EMU_PLACE_RECORDED };

	if (lba < (int32_t)t->start) {
		place.next = (int32_t)t->start;
		if (!(t->flags & EMU_TRACK_AT_ONCE))
			place.kind = EMU_PLACE_GAP;
		return place;
	}
	place.next = (int32_t)t->recorded;
	place.index = index_at(s, place.number, lba, &place.next);
	if (lba >= (int32_t)t->recorded) {
		place.kind = EMU_PLACE_GAP;
		place.next = (int32_t)t->end;
	} else if (t->flags & EMU_TRACK_PACKETS) {
		place.next = lba + 1;
		if (emu_store_marked(emu->store, (uint32_t)lba))
			place.kind = EMU_PLACE_LINK;
	}
	return place;
}

struct emu_place emu_cd_place(const struct burin_emulator *emu, int32_t lba)
{
	const struct emu_state *s = emu_on_disc(emu);

	for (uint32_t i = 0; i < s->track_count; i++) {
		const struct emu_track *t = &s->tracks[i];
		int32_t end = (int32_t)(t->state == EMU_TRACK_COMPLETE ? t->end : t->recorded);

		if (t->state != EMU_TRACK_EMPTY && t->recorded > t->start &&
		    lba >= emu_cd_pregap(s, i) && lba < end)
			return in_track(emu, s, i, lba);
	}
	return (struct emu_place){ .next = lba + 1 };
}

/* Time in the track counts down to zero at the end of index 0. */
static void position(const struct emu_place *place, int32_t lba, uint8_t control, uint8_t *q)
{
	int32_t start = (int32_t)place->track->start;
	uint8_t time[3];

	q[0] = (uint8_t)(control << 4 | 1);
	q[1] = emu_bcd(place->number);
	q[2] = emu_bcd(place->index);
	emu_sector_bcd_time(time, (lba < start ? start - 1 - lba : lba - start) - EMU_CD_PREGAP);
	memcpy(q + 3, time, 3);
	q[6] = 0;
	emu_sector_bcd_time(q + 7, lba);
}

static void make_q(const struct burin_emulator *emu, const struct emu_place *place, int32_t lba,
		   uint8_t *q)
{
	const struct emu_cd *cd = &emu_on_disc(emu)->cd;
	const uint8_t *catalog = cd->sessions[place->track->session - 1].catalog;
	uint32_t slot = (uint32_t)(lba + EMU_CD_PREGAP) % CODES_EVERY;
	uint8_t control = place->track->control, time[3];

	if (place->track->flags & EMU_TRACK_COPY &&
	    (uint32_t)(lba + EMU_CD_PREGAP) / COPY_PERIOD % 2)
		control ^= 2;
	emu_sector_bcd_time(time, lba);
	if (catalog[0] && slot == CATALOG_AT)
		emu_subchannel_catalog(q, control, catalog, time[2]);
	else if (place->more->isrc[0] && slot == ISRC_AT && place->index)
		emu_subchannel_isrc(q, control, place->more->isrc, time[2]);
	else
		position(place, lba, control, q);
	put_be16(q + 10, emu_subchannel_crc(q, EMU_Q_BYTES - 2));
}

uint32_t emu_cd_subcode(struct burin_emulator *emu, int32_t lba, uint8_t *subcode)
{
	struct emu_place place = emu_cd_place(emu, lba);
	uint8_t q[EMU_Q_BYTES], stored;

	memset(subcode, 0, EMU_SUBCODE_BYTES);
	if (place.kind == EMU_PLACE_NONE)
		return emu->kind->unrecorded;
	stored = place.track->flags & (EMU_TRACK_P_TO_W | EMU_TRACK_R_TO_W);
	if (stored && emu_store_read_part(emu->store, lba, 1, EMU_FRAME_BYTES, EMU_SUBCODE_BYTES,
					  subcode))
		return EMU_READ_ERROR;
	if (stored & EMU_TRACK_P_TO_W)
		return 0;
	make_q(emu, &place, lba, q);
	emu_subchannel_put(subcode, q, !place.index);
	return 0;
}

uint32_t emu_cd_q(struct burin_emulator *emu, int32_t lba, uint8_t *q, bool *p)
{
	uint8_t subcode[EMU_SUBCODE_BYTES];
	uint32_t code = emu_cd_subcode(emu, lba, subcode);

	emu_subchannel_get_q(subcode, q);
	*p = subcode[0] & 0x80;
	return code;
}

/* What the drive adds to the bytes it was given. */
static enum emu_sector_type complete(const struct emu_place *place, int32_t lba, uint8_t *frame)
{
	const struct emu_track *t = place->track;
	enum emu_sector_type type = EMU_TYPE_MODE_1;

	switch (t->form) {
	case EMU_SECTOR_AUDIO:
		return EMU_TYPE_AUDIO;
	case EMU_SECTOR_FRAME:
		return emu_sector_type_of(frame);
	case EMU_SECTOR_FORMLESS:
		type = EMU_TYPE_FORMLESS;
		break;
	case EMU_SECTOR_XA:
		type = frame[18] & EMU_SUBMODE_FORM_2 ? EMU_TYPE_FORM_2 : EMU_TYPE_FORM_1;
		break;
	case EMU_SECTOR_FORM_2:
		type = EMU_TYPE_FORM_2;
		break;
	default:
		if (t->data_mode == 2)
			type = EMU_TYPE_FORM_1;
		break;
	}
	if (t->form == EMU_SECTOR_FORM_2 || (t->form == EMU_SECTOR_COOKED && t->data_mode == 2)) {
		memcpy(frame + 16, place->more->sub_header, 4);
		memcpy(frame + 20, place->more->sub_header, 4);
	}
	emu_sector_finish(frame, lba, type);
	return type;
}

/* Where in the frame the bytes of the file go, and how many they are. */
static void stored_part(const struct emu_track *t, uint32_t *at, uint32_t *bytes)
{
	static const struct { uint16_t at, bytes; } parts[EMU_SECTOR_FORMS] = {
		[EMU_SECTOR_COOKED] = { 16, 2048 }, [EMU_SECTOR_AUDIO] = { 0, 2352 },
		[EMU_SECTOR_FORMLESS] = { 16, 2336 }, [EMU_SECTOR_FORM_2] = { 24, 2324 },
		[EMU_SECTOR_XA] = { 16, 2336 }, [EMU_SECTOR_FRAME] = { 0, 2352 },
	};

	*at = parts[t->form].at;
	*bytes = parts[t->form].bytes;
	if (t->form == EMU_SECTOR_COOKED && t->data_mode == 2)
		*at = 24;
}

uint32_t emu_cd_frame(struct burin_emulator *emu, int32_t lba, uint8_t *frame,
		      enum emu_sector_type *type)
{
	struct emu_place place = emu_cd_place(emu, lba);
	uint32_t at, bytes, why;

	memset(frame, 0, EMU_FRAME_BYTES);
	*type = EMU_TYPE_AUDIO;
	if (place.kind == EMU_PLACE_GAP && place.track->form == EMU_SECTOR_AUDIO)
		return 0;
	if (place.kind == EMU_PLACE_GAP && place.index)
		return EMU_ILLEGAL_MODE;
	if (place.kind != EMU_PLACE_RECORDED)
		return emu->kind->unrecorded;
	if (!emu->kind->sequential &&
	    !emu->kind->recording->readable(emu, (uint32_t)lba, 1, &why))
		return why;
	stored_part(place.track, &at, &bytes);
	if (emu_store_read_part(emu->store, lba, 1, 0, bytes, frame + at))
		return EMU_READ_ERROR;
	*type = complete(&place, lba, frame);
	return 0;
}
