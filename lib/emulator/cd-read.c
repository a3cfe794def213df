/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ CD, READ CD MSF, READ HEADER, READ SUB-CHANNEL. */
#include <string.h>

#include "core/bytes.h"
#include "emulator/cd.h"
#include "emulator/mrw.h"
#include "emulator/subchannel.h"

#define C2_BYTES 294u
#define BLOCK_MAX (EMU_FRAME_BYTES + 2 + C2_BYTES + EMU_SUBCODE_BYTES)

enum { SUB_NONE = 0, SUB_RAW = 1, SUB_Q = 2, SUB_R_TO_W = 4 };

/* The fields of a frame in their order: synchronisation, header, sub-header, user data, the rest */
#define FIELDS 5u
struct field { uint16_t at, bytes; };

static const struct field fields[][FIELDS] = {
	[EMU_TYPE_AUDIO] = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 2352 }, { 2352, 0 } },
	[EMU_TYPE_MODE_1] = { { 0, 12 }, { 12, 4 }, { 16, 0 }, { 16, 2048 }, { 2064, 288 } },
	[EMU_TYPE_FORMLESS] = { { 0, 12 }, { 12, 4 }, { 16, 0 }, { 16, 2336 }, { 2352, 0 } },
	[EMU_TYPE_FORM_1] = { { 0, 12 }, { 12, 4 }, { 16, 8 }, { 24, 2048 }, { 2072, 280 } },
	[EMU_TYPE_FORM_2] = { { 0, 12 }, { 12, 4 }, { 16, 8 }, { 24, 2328 }, { 2352, 0 } },
};

struct selection {
	uint8_t type;			/* expected; 0: any */
	bool wanted[FIELDS];
	uint8_t c2, sub;
};

/* Fields with nothing between them that was left out; false: no drive gives these. */
static bool select_bytes(const struct selection *sel, enum emu_sector_type type, uint32_t *at,
			 uint32_t *bytes)
{
	*at = *bytes = 0;
	for (uint32_t i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[type][i];

		if (!sel->wanted[i] || !f->bytes)
			continue;
		if (*bytes && f->at != *at + *bytes)
			return false;
		if (!*bytes)
			*at = f->at;
		*bytes += f->bytes;
	}
	return true;
}

static uint32_t decode(struct burin_emulator *emu, const uint8_t *cdb, struct selection *sel)
{
	uint8_t headers = cdb[9] >> 5 & 3;

	*sel = (struct selection){ .type = cdb[1] >> 2 & 7, .c2 = cdb[9] >> 1 & 3,
				   .sub = cdb[10] & 7 };
	sel->wanted[0] = cdb[9] & 0x80;
	sel->wanted[1] = headers & 1;
	sel->wanted[2] = headers & 2;
	sel->wanted[3] = cdb[9] & 0x10;
	sel->wanted[4] = cdb[9] & 0x08;
	if (sel->type > EMU_TYPE_FORM_2)
		return emu_bad_field(emu, 1, 4);
	if (cdb[9] & 1 || sel->c2 == 3)
		return emu_bad_field(emu, 9, 2);
	if (sel->sub == 3 || sel->sub > SUB_R_TO_W)
		return emu_bad_field(emu, 10, 2);
	return 0;
}

/* Packs as they were before they were spread over three sectors. */
static uint32_t put_packs(struct burin_emulator *emu, int32_t lba, uint8_t *p)
{
	uint8_t stream[3 * EMU_SUBCODE_BYTES];

	for (int32_t i = 0; i < 3; i++) {
		uint8_t *part = stream + (uint32_t)i * EMU_SUBCODE_BYTES;
		uint32_t code = emu_cd_subcode(emu, lba + i, part);

		if (code && !i)
			return code;
	}
	for (uint32_t n = 0; n < EMU_SUBCODE_BYTES / EMU_PACK_SYMBOLS; n++)
		for (uint32_t i = 0; i < EMU_PACK_SYMBOLS; i++)
			*p++ = stream[n * EMU_PACK_SYMBOLS + emu_subchannel_pack_place(i)] & 0x3f;
	return 0;
}

static uint32_t put_subcode(struct burin_emulator *emu, int32_t lba, uint8_t sub, uint8_t *p,
			    uint32_t *bytes)
{
	uint8_t q[EMU_Q_BYTES];
	bool pause;
	uint32_t code;

	*bytes = sub == SUB_NONE ? 0 : sub == SUB_Q ? 16 : EMU_SUBCODE_BYTES;
	switch (sub) {
	case SUB_RAW:
		return emu_cd_subcode(emu, lba, p);
	case SUB_R_TO_W:
		return put_packs(emu, lba, p);
	case SUB_Q:
		code = emu_cd_q(emu, lba, q, &pause);
		memset(p, 0, 16);
		memcpy(p, q, EMU_Q_BYTES);
		p[15] = (uint8_t)(pause << 7);
		return code;
	default:
		return 0;
	}
}

/* One sector's reply: main channel, C2, sub-channels. */
static uint32_t put_sector(struct burin_emulator *emu, const struct selection *sel, int32_t lba,
			   uint8_t *p, uint32_t *n)
{
	uint8_t frame[EMU_FRAME_BYTES];
	enum emu_sector_type type;
	uint32_t at, bytes, code = emu_cd_frame(emu, lba, frame, &type);

	*n = 0;
	if (code)
		return code;
	if (sel->type && sel->type != type)
		return EMU_ILLEGAL_MODE;
	if (!select_bytes(sel, type, &at, n))
		return emu_bad_field(emu, 9, 7);
	memcpy(p, frame + at, *n);
	bytes = sel->c2 == 2 ? C2_BYTES + 2 : sel->c2 ? C2_BYTES : 0;
	memset(p + *n, 0, bytes);
	*n += bytes;
	code = put_subcode(emu, lba, sel->sub, p + *n, &bytes);
	*n += bytes;
	return code;
}

static uint32_t read_sectors(struct burin_emulator *emu, struct emu_request *req, int32_t lba,
			     uint32_t count, const struct selection *sel)
{
	uint8_t sector[BLOCK_MAX];
	uint32_t code = 0, n, i;

	if (emu_mrw_gaa(emu))
		return EMU_ILLEGAL_MODE;
	if (!emu->simulating && emu_buffer_holds(emu, (uint32_t)lba, count))
		emu_buffer_drain(emu);
	if (lba < -EMU_CD_PREGAP ||
	    (int64_t)lba + count > emu->kind->recording->readable_end(emu))
		return EMU_OUT_OF_RANGE;
	for (i = 0; i < count; i++) {
		code = put_sector(emu, sel, lba + (int32_t)i, sector, &n);
		if (code || n > req->in_room - req->transferred)
			break;
		if (n)
			memcpy(req->in + req->transferred, sector, n);
		req->transferred += n;
		emu->position = lba + (int32_t)i;
	}
	if (i)
		emu_advance(emu, emu_block_time(emu, lba < 0 ? 0 : (uint32_t)lba, i, false));
	if (code)
		emu_tell_block(&emu->detail, code, (uint32_t)(lba + (int32_t)i));
	return code;
}

static uint32_t start_reading(struct burin_emulator *emu, struct emu_request *req, int32_t lba,
			      uint32_t count)
{
	struct selection sel;
	uint32_t code = decode(emu, req->cdb, &sel);

	if (code)
		return code;
	if (emu->kind->family != EMU_CD || emu_mrw_gaa(emu))
		return EMU_ILLEGAL_MODE;
	return read_sectors(emu, req, lba, count, &sel);
}

uint32_t emu_read_cd(struct burin_emulator *emu, struct emu_request *req)
{
	return start_reading(emu, req, (int32_t)get_be32(req->cdb + 2), get_be24(req->cdb + 6));
}

static int32_t from_time(const uint8_t *p)
{
	return (p[0] * 60 + p[1]) * 75 + p[2] - EMU_CD_PREGAP;
}

uint32_t emu_read_cd_msf(struct burin_emulator *emu, struct emu_request *req)
{
	const uint8_t *start = req->cdb + 3, *end = req->cdb + 6;
	int32_t from = from_time(start), to = from_time(end);

	if (start[1] > 59 || start[2] > 74)
		return emu_bad_field(emu, start[1] > 59 ? 4 : 5, -1);
	if (end[1] > 59 || end[2] > 74)
		return emu_bad_field(emu, end[1] > 59 ? 7 : 8, -1);
	if (to < from)
		return emu_bad_field(emu, 6, -1);
	return start_reading(emu, req, from, (uint32_t)(to - from));
}

static void put_address(uint8_t *p, int32_t lba, bool msf)
{
	uint32_t frames = (uint32_t)(lba + EMU_CD_PREGAP);

	if (!msf) {
		put_be32(p, (uint32_t)lba);
		return;
	}
	p[0] = 0;
	p[1] = (uint8_t)(frames / 4500);
	p[2] = (uint8_t)(frames / 75 % 60);
	p[3] = (uint8_t)(frames % 75);
}

/* MMC-1's: the mode and address in the header of a data sector. */
uint32_t emu_read_header(struct burin_emulator *emu, struct emu_request *req)
{
	int32_t lba = (int32_t)get_be32(req->cdb + 2);
	uint8_t reply[8] = { 0 }, frame[EMU_FRAME_BYTES];
	enum emu_sector_type type;
	uint32_t code;

	if (emu->kind->family != EMU_CD)
		return EMU_ILLEGAL_MODE;
	if (lba < -EMU_CD_PREGAP ||
	    (int64_t)lba >= emu->kind->recording->readable_end(emu))
		return EMU_OUT_OF_RANGE;
	if (!emu->simulating && emu_buffer_holds(emu, (uint32_t)lba, 1))
		emu_buffer_drain(emu);
	code = emu_cd_frame(emu, lba, frame, &type);
	if (code)
		return code;
	if (type == EMU_TYPE_AUDIO)
		return EMU_ILLEGAL_MODE;
	reply[0] = frame[15] & 3;
	put_address(reply + 4, lba, req->cdb[1] & 2);
	emu->position = lba;
	return emu_reply(req, reply, sizeof(reply), get_be16(req->cdb + 7));
}

/* Where the head stands: Q there, its numbers binary. */
static void put_position(const struct burin_emulator *emu, uint8_t *p, bool msf)
{
	struct emu_place place = emu_cd_place(emu, emu->position);
	int32_t in_track;

	if (place.kind == EMU_PLACE_NONE)
		return;
	p[1] = (uint8_t)(0x10 | place.track->control);
	p[2] = place.number;
	p[3] = place.index;
	in_track = emu->position - (int32_t)place.track->start;
	put_address(p + 4, emu->position, msf);
	if (msf)
		put_address(p + 8, (in_track < 0 ? -in_track : in_track) - EMU_CD_PREGAP, true);
	else
		put_be32(p + 8, (uint32_t)in_track);
}

/* Of the session that is told last: the first with a number. */
static void put_catalog(const struct burin_emulator *emu, uint8_t *p)
{
	const struct emu_state *s = emu_on_disc(emu);

	for (uint32_t i = 0; i < s->sessions_closed; i++) {
		if (!s->cd.sessions[i].catalog[0])
			continue;
		p[4] = 0x80;
		memcpy(p + 5, s->cd.sessions[i].catalog, 13);
		return;
	}
}

static uint32_t put_isrc(struct burin_emulator *emu, uint8_t track, uint8_t *p)
{
	const struct emu_state *s = emu_on_disc(emu);

	if (!track || track > emu_tracks_closed(emu))
		return emu_bad_field(emu, 6, -1);
	p[1] = (uint8_t)(0x10 | s->tracks[track - 1].control);
	p[2] = track;
	if (s->cd.tracks[track - 1].isrc[0]) {
		p[4] = 0x80;
		memcpy(p + 5, s->cd.tracks[track - 1].isrc, 12);
	}
	return 0;
}

/* No audio plays here: status 15h. */
uint32_t emu_read_subchannel(struct burin_emulator *emu, struct emu_request *req)
{
	static const uint8_t length[] = { 0, 12, 20, 20 };
	uint8_t reply[24] = { 0, 0x15 }, format = req->cdb[3];
	uint32_t code = 0;
	size_t n = 4;

	if (req->cdb[2] & 0x40) {
		if (!format || format > 3)
			return emu_bad_field(emu, 3, -1);
		n += length[format];
		reply[4] = format;
		if (emu->kind->family == EMU_CD && format == 1)
			put_position(emu, reply + 4, req->cdb[1] & 2);
		else if (emu->kind->family == EMU_CD && format == 2)
			put_catalog(emu, reply + 4);
		else if (emu->kind->family == EMU_CD)
			code = put_isrc(emu, req->cdb[6], reply + 4);
	}
	put_be16(reply + 2, (uint16_t)(n - 4));
	return code ? code : emu_reply(req, reply, n, get_be16(req->cdb + 7));
}
