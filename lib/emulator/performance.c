/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Speeds: GET PERFORMANCE, SET STREAMING, SET CD SPEED; READ BUFFER CAPACITY. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"

#define DESCRIPTOR 16u
#define DESCRIPTORS_MAX 8u	/* EMU_ZONES_MAX, and the most speeds of a kind */
#define UNUSABLE 8u		/* bytes of such a descriptor */
#define STREAMING_LIST 28u

void emu_speed_reset(struct burin_emulator *emu)
{
	emu->write_speed = 0;
	emu->read_speed = 0;
}

uint32_t emu_speed_told(const struct burin_emulator *emu, uint32_t kbps)
{
	if (!emu_quirk(emu, EMU_QUIRK_SPEED_UNIT) || emu_is(emu, EMU_CD))
		return kbps;
	return emu_is(emu, EMU_DVD) ? (uint32_t)(kbps * 1350ull / 1385) :
	       (uint32_t)(kbps * 4500ull / 4495);
}

/* The fastest speed that is no faster than asked; else the slowest. */
static uint32_t choose_speed(const struct burin_emulator *emu, uint64_t kbps)
{
	const struct emu_kind *kind = emu->kind;
	uint32_t i = 0;

	while (i < kind->speed_count - 1 && emu_speed_told(emu, kind->speeds[i].last) > kbps)
		i++;
	return i;
}

static void put_piece(const struct burin_emulator *emu, uint8_t *p, uint32_t from, uint32_t first,
		      uint32_t end, uint32_t last)
{
	put_be32(p, from);
	put_be32(p + 4, emu_speed_told(emu, first));
	put_be32(p + 8, end - 1);
	put_be32(p + 12, emu_speed_told(emu, last));
}

/* One piece, or one for each zone that the medium reaches into; their number. */
static uint32_t put_nominal(const struct burin_emulator *emu, bool write, uint8_t *p)
{
	const struct emu_speed *speed =
		&emu->kind->speeds[write ? emu->write_speed : emu->read_speed];
	const struct emu_zoned *zoned = emu_kind_zoned(emu->kind, speed);
	uint32_t end = emu->state.blocks, n = 0;

	if (!zoned) {
		put_piece(emu, p, 0, speed->first, end, speed->last);
		return 1;
	}
	for (; n < zoned->count && zoned->zones[n].from < end; n++) {
		bool last = n + 1 == zoned->count || zoned->zones[n + 1].from >= end;

		put_piece(emu, p + n * DESCRIPTOR, zoned->zones[n].from, zoned->zones[n].kbps,
			  last ? end : zoned->zones[n + 1].from, zoned->zones[n].kbps);
	}
	return n;
}

/* The last block, as drives tell it beside its curve. */
static uint32_t told_end(const struct burin_emulator *emu)
{
	if (emu_quirk(emu, EMU_QUIRK_END_ZERO))
		return 0;
	if (emu_quirk(emu, EMU_QUIRK_END_24_BITS))
		return 0xffffff;
	if (emu_quirk(emu, EMU_QUIRK_END_ONES))
		return 0xffffffff;
	if (emu_quirk(emu, EMU_QUIRK_END_CD))
		return 332999;
	if (emu_quirk(emu, EMU_QUIRK_END_RECORDED) && emu->kind->recording->readable_end(emu))
		return emu->kind->recording->readable_end(emu) - 1;
	return emu->state.blocks - !emu_quirk(emu, EMU_QUIRK_END_CAPACITY) -
	       emu_quirk(emu, EMU_QUIRK_END_SHORT);
}

static void put_write_speed(const struct burin_emulator *emu, uint32_t i, uint8_t *p)
{
	const struct emu_speed *speed = &emu->kind->speeds[i];

	memset(p, 0, DESCRIPTOR);
	p[0] = (uint8_t)((speed->first != speed->last) << 3);
	put_be32(p + 4, told_end(emu));
	put_be32(p + 8, emu_speed_told(emu, emu->kind->speeds[emu->read_speed].last));
	put_be32(p + 12, emu_speed_told(emu, speed->last));
}

/* Fastest first; the number of them. */
static uint32_t put_write_speeds(const struct burin_emulator *emu, uint32_t most, uint8_t *p)
{
	uint32_t times = emu_quirk(emu, EMU_QUIRK_DUPLICATES) ? 2 : 1;
	uint32_t n = emu->kind->speed_count * times;

	if (n > DESCRIPTORS_MAX)
		n = DESCRIPTORS_MAX;
	if (most < 2 && emu_quirk(emu, EMU_QUIRK_ONE_ANNOUNCED))
		n = 1;
	for (uint32_t i = 0; i < n; i++)
		put_write_speed(emu, i / times, p + i * DESCRIPTOR);
	return n;
}

/* Type 01h: what was replaced by units of a spare area, blocks each. */
static uint32_t put_unusable(const struct burin_emulator *emu, uint32_t from, uint8_t *p)
{
	const struct emu_state *s = &emu->state;
	uint32_t n = 0, size = emu->kind->unit;

	for (uint32_t i = 0; i < s->moved_count && n < DESCRIPTORS_MAX; i++) {
		if (s->moved[i] * size < from)
			continue;
		put_be32(p + n * UNUSABLE, s->moved[i] * size);
		put_be32(p + n++ * UNUSABLE + 4, size);
	}
	return n;
}

/* Types 00h (nominal), 01h and 03h; the length tells all there are, as MMC-6 wants. */
uint32_t emu_get_performance(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[8 + DESCRIPTORS_MAX * DESCRIPTOR + 4] = { 0 }, type = req->cdb[10];
	uint32_t n = 1, most = get_be16(req->cdb + 8), size = DESCRIPTOR;
	uint32_t extra = emu_quirk(emu, EMU_QUIRK_ODD_LENGTH) ? 4 : 0;
	bool write = req->cdb[1] & 4;

	if (type == 0 && (req->cdb[1] & 3) == 1) {
		/* Exceptions from the curve: this drive has none. */
		reply[4] = (uint8_t)(write << 1 | 1);
		n = 0;
	} else if (type == 0) {
		if (req->cdb[1] & 3)
			return emu_bad_field(emu, 1, 1);
		reply[4] = (uint8_t)(write << 1);
		n = put_nominal(emu, write, reply + 8);
		if (write && emu_quirk(emu, EMU_QUIRK_NO_WRITE_CURVE))
			n = 0;
	} else if (type == 1 && emu->kind->spares) {
		size = UNUSABLE;
		n = put_unusable(emu, get_be32(req->cdb + 2), reply + 8);
	} else if (type == 3) {
		n = put_write_speeds(emu, most, reply + 8);
	} else {
		return emu_bad_field(emu, 10, -1);
	}
	put_be32(reply, 4 + n * size + extra);
	return emu_reply(req, reply, 8 + n * size + extra, 8 + (size_t)most * size + extra);
}

/* size kB in so many milliseconds, in kB/s */
static uint64_t rate(const uint8_t *p)
{
	uint64_t size = get_be32(p), ms = get_be32(p + 4);

	return ms ? size * 1000 / ms : 0;
}

uint32_t emu_set_streaming(struct burin_emulator *emu, struct emu_request *req)
{
	const uint8_t *p = req->out;
	size_t n = get_be16(req->cdb + 9);
	uint32_t write;

	if (req->cdb[8])
		return emu_bad_field(emu, 8, -1);
	if (n != STREAMING_LIST || req->out_len < n)
		return EMU_LENGTH_ERROR;
	req->transferred = n;
	if (p[0] & 4) {
		emu_speed_reset(emu);
		return 0;
	}
	if (get_be32(p + 4) > get_be32(p + 8) || get_be32(p + 8) >= emu->state.blocks) {
		emu_bad_parameter(emu, 8, -1);
		return EMU_BAD_VALUE;
	}
	write = choose_speed(emu, rate(p + 20));
	/* Exact: as asked or not at all. */
	if (p[0] & 2 && emu_speed_told(emu, emu->kind->speeds[write].last) != rate(p + 20)) {
		emu_bad_parameter(emu, 20, -1);
		return EMU_BAD_VALUE;
	}
	emu->write_speed = write;
	emu->read_speed = choose_speed(emu, rate(p + 12));
	return 0;
}

uint32_t emu_set_speed(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t slowest = emu->kind->speeds[emu->kind->speed_count - 1].last;

	if (emu_quirk(emu, EMU_QUIRK_LOW_SPEED) && get_be16(req->cdb + 4) < slowest)
		return emu_bad_field(emu, 4, -1);
	emu->read_speed = choose_speed(emu, get_be16(req->cdb + 2) == 0xffff ?
				       UINT64_MAX : get_be16(req->cdb + 2));
	emu->write_speed = choose_speed(emu, get_be16(req->cdb + 4) == 0xffff ?
					UINT64_MAX : get_be16(req->cdb + 4));
	return 0;
}

uint32_t emu_read_buffer_capacity(struct burin_emulator *emu, struct emu_request *req)
{
	const struct emu_buffer *b = &emu->buffer;
	bool in_blocks = req->cdb[1] & 1;
	uint32_t scale = in_blocks ? 1 : BURIN_BLOCK_SIZE;
	uint8_t reply[12] = { 0 };

	put_be16(reply, sizeof(reply) - 2);
	reply[3] = in_blocks;
	put_be32(reply + 4, b->capacity * scale);
	if (!emu_quirk(emu, EMU_QUIRK_BUFFER_LAGS) || !emu->lapses.room_at ||
	    emu->now - emu->lapses.room_at >= EMU_SECOND) {
		emu->lapses.room = emu_buffer_room(b);
		emu->lapses.room_at = emu->now;
	}
	put_be32(reply + 8, emu->lapses.room * scale);
	if (emu_quirk(emu, EMU_QUIRK_BUFFER_GARBAGE))
		put_be32(reply + 8, (b->capacity + 1) * scale);
	return emu_reply(req, reply, sizeof(reply), get_be16(req->cdb + 7));
}
