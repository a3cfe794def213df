/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DVD-R of two layers recorded in jump blocks (page 05h, write type 4). A part of layer 0 is
 * written, then what lies under it on layer 1, from the outside in, then layer 0 goes on. The
 * addresses are those of the groove: block n of layer 0 lies over block blocks - 1 - n.
 *
 * A track's recorded part is what was recorded of the layer at hand. Before it lies all of layer 0
 * up to the last jump, with what is under it, and on layer 1 the whole part of layer 0 on top.
 */
#include "emulator/dvd.h"

#include "core/bytes.h"
#include "emulator/drive.h"

#define CROSSING EMU_SENSE(5, 0x21, 0x03)

enum { LAYER_JUMP = 4 };
enum { UNSPECIFIED = 1, MANUAL = 2, REGULAR = 3 };	/* LJRS of READ TRACK INFORMATION */
enum { BOUNDARY = 0x20, MIDDLE_AREA = 0x21, INTERVAL = 0x22, MANUAL_JUMP = 0x23 };

/* Where a track goes on: blocks of layer 0 to the last jump, to the next; whether on layer 1. */
struct place {
	uint32_t at, last, next;
	bool second;
};

/* Blocks of layer 0: whole ECC blocks, up to the middle area. */
static uint32_t layer_blocks(const struct emu_state *s)
{
	return s->layer_break ? s->layer_break : s->blocks / 2 / EMU_DVD_BLOCK * EMU_DVD_BLOCK;
}

static bool specified(const struct emu_state *s, uint32_t last)
{
	return s->jump_interval || s->jump_next > last;
}

static uint32_t next_jump(const struct emu_state *s, uint32_t last)
{
	uint32_t end = layer_blocks(s);

	if (s->jump_next > last)
		return s->jump_next;
	return s->jump_interval && s->jump_interval < end - last ? last + s->jump_interval : end;
}

/* The track being recorded, as far as the laser has come; its end is not yet a jump. */
static struct place frontier(const struct emu_state *s, const struct emu_track *t)
{
	struct place p = { .at = t->recorded, .last = t->start };

	if (s->jump_last > p.last)
		p.last = s->jump_last;
	p.next = p.last < layer_blocks(s) ? next_jump(s, p.last) : p.last;
	p.second = p.at >= s->blocks / 2;
	/* A link may have been lost right behind a jump. */
	if (p.second && p.at < s->blocks - p.next)
		p.at = s->blocks - p.next;
	if (!p.second && p.at < p.last)
		p.at = p.last;
	return p;
}

/* With what the buffer holds, and behind the jump. */
static struct place place(const struct burin_emulator *emu, const struct emu_track *t)
{
	const struct emu_state *s = &emu->state;
	struct place p = frontier(s, t);

	if (t->state == EMU_TRACK_WRITING)
		p.at += emu->buffer.used;
	p.second = p.at >= s->blocks / 2;	/* the middle of the disc is no gap */
	if (p.second && p.at == s->blocks - p.last) {
		p = (struct place){ .at = p.next, .last = p.next, .next = p.next };
		if (p.last < layer_blocks(s))
			p.next = next_jump(s, p.last);
	}
	if (!p.second && p.at == p.next && p.next > p.last) {
		p.at = s->blocks - p.next;
		p.second = true;
	}
	return p;
}

static uint32_t next(const struct burin_emulator *emu, const struct emu_track *t, bool *valid)
{
	struct place p = place(emu, t);

	*valid = t->state <= EMU_TRACK_WRITING && !emu->state.finalised && p.last < p.next;
	return p.at;
}

uint32_t emu_layer_jump_check_mode(const struct burin_emulator *emu)
{
	return (emu->pages[EMU_PAGE_WRITE][2] & 15) == LAYER_JUMP ? 0 : EMU_ILLEGAL_MODE;
}

static uint32_t check(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	uint32_t code = emu_sequential.check(emu, lba, count);
	const struct emu_track *t;
	struct place p;

	t = code ? NULL : emu_writable_at(emu, lba);
	if (!t)
		return code;
	p = place(emu, t);
	return count > (p.second ? emu->state.blocks - p.last : p.next) - lba ? CROSSING : 0;
}

/* The laser comes to the place where the track goes on: all before is recorded. */
static void jump(struct burin_emulator *emu, struct emu_track *t)
{
	struct place p = place(emu, t);

	emu_buffer_drain(emu);
	t->recorded = p.at;
	emu->state.jump_last = p.last;
	if (t->state == EMU_TRACK_WRITING)
		emu->buffer.next = emu->noted = p.at;
}

static bool jumps(const struct burin_emulator *emu, const struct emu_track *t)
{
	uint32_t waiting = t->state == EMU_TRACK_WRITING ? emu->buffer.used : 0;

	return place(emu, t).at != t->recorded + waiting;
}

static uint32_t accept(struct burin_emulator *emu, uint32_t lba, uint32_t count,
		       const uint8_t *data)
{
	struct emu_track *t = emu_writable_at(emu, lba);

	if (t && jumps(emu, t))
		jump(emu, t);
	return emu_sequential.accept(emu, lba, count, data);
}

static void drained(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	emu_sequential.drained(emu, lba, count);
}

static uint32_t synchronized(struct burin_emulator *emu)
{
	return emu_sequential.synchronized(emu);
}

static void power_lost(struct burin_emulator *emu)
{
	emu_sequential.power_lost(emu);
}

/* The jump block at hand ends here; what is missing of it on layer 1 is zeros. */
static void completing(struct burin_emulator *emu, struct emu_track *t)
{
	struct place p = frontier(&emu->state, t);

	t->recorded = p.second ? p.next : p.at;
	emu->state.jump_last = t->recorded;
	emu->state.jump_next = 0;
}

static uint32_t run(uint32_t lba, uint32_t count, uint32_t from, uint32_t to)
{
	if (lba < from || lba >= to)
		return 0;
	return count < to - lba ? count : to - lba;
}

static uint32_t readable(struct burin_emulator *emu, uint32_t lba, uint32_t count, uint32_t *why)
{
	const struct emu_state *s = emu_on_disc(emu);
	uint32_t n = 0;

	*why = emu->kind->unrecorded;
	for (uint32_t i = 0; i < s->track_count && !n; i++) {
		const struct emu_track *t = &s->tracks[i];
		struct place p = frontier(s, t);

		if (t->state == EMU_TRACK_EMPTY)
			continue;
		if (t->state == EMU_TRACK_COMPLETE)
			p = (struct place){ .at = t->end, .last = t->end };
		n = run(lba, count, t->start, p.second ? p.next : p.at);
		if (!n && p.second)
			n = run(lba, count, s->blocks - p.next, p.at);
		if (!n)
			n = run(lba, count, s->blocks - p.last, s->blocks - t->start);
	}
	return n;
}

/* The end of layer 1 is recorded by the first jump block. */
static uint32_t capacity(const struct burin_emulator *emu)
{
	return emu->state.sessions_closed ? emu->state.blocks : 0;
}

static uint32_t readable_end(const struct burin_emulator *emu)
{
	const struct emu_state *s = emu_on_disc(emu);
	const struct emu_track *t = &s->tracks[0];

	if (s->track_count > 1 || t->state == EMU_TRACK_COMPLETE || s->jump_last)
		return s->blocks;
	return t->recorded;
}

static uint32_t reserve(struct burin_emulator *emu, struct emu_request *req)
{
	(void)req;
	return emu->state.finalised ? EMU_CANNOT_WRITE : EMU_NO_RESERVATION;
}

const struct emu_recording emu_layer_jump = {
	.check = check,
	.accept = accept,
	.drained = drained,
	.synchronized = synchronized,
	.power_lost = power_lost,
	.readable = readable,
	.readable_end = readable_end,
	.capacity = capacity,
	.next = next,
	.completing = completing,
	.close = emu_sequential_close,
	.reserve = reserve,
};

bool emu_layer_jump_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	if (code == 0x0021)
		return false;
	return code == 0x0033 ? !emu->state.finalised : emu_dvd_minus_feature_current(emu, code);
}

/*
 * As long as a DVD-R DL is blank page 05h tells how it is recorded; a middle area that was shifted
 * is on the disc already. What was told of jumps before is forgotten.
 */
void emu_layer_jump_choose(struct burin_emulator *emu)
{
	bool wanted = (emu->pages[EMU_PAGE_WRITE][2] & 15) == LAYER_JUMP;
	struct emu_state *s = &emu->state;

	if (!emu->kind || emu->kind->kind != BURIN_KIND_DVD_R_DL || !emu_disc_blank(emu) ||
	    s->layer_break || wanted == (s->form == EMU_FORM_LAYER_JUMP))
		return;
	s->jump_interval = s->jump_next = s->jump_last = 0;
	emu_take_form(emu, wanted ? EMU_FORM_LAYER_JUMP : EMU_FORM_FIRST);
}

uint32_t emu_layer_jump_over(const struct emu_state *s, uint32_t lba)
{
	return lba >= s->blocks / 2 && lba < s->blocks ? s->blocks - 1 - lba : lba;
}

static void put_complete(const struct emu_state *s, const struct emu_track *t, uint8_t *p)
{
	put_be32(p + 24, 2 * (t->end - t->start));
	put_be32(p + 28, s->blocks - t->start - 1);
	put_be32(p + 44, t->end - 1);
}

void emu_layer_jump_put_track(const struct burin_emulator *emu, const struct emu_track *t,
			      uint8_t *p)
{
	const struct emu_state *s = &emu->state;
	uint32_t end = layer_blocks(s), room, before;
	struct place at = place(emu, t);

	if (t->state == EMU_TRACK_COMPLETE) {
		put_complete(s, t, p);
		return;
	}
	room = t->start < end ? 2 * (end - t->start) : 0;
	put_be32(p + 24, room);
	p[5] |= (uint8_t)((s->jump_interval ? REGULAR : s->jump_next ? MANUAL : UNSPECIFIED) << 6);
	if (!(p[7] & 1))
		return;
	before = at.second ? at.next : at.last;
	put_be32(p + 16, at.second ? s->blocks - at.last - at.at + 2 * (end - at.next)
				   : end - at.at + end - at.last);
	put_be32(p + 40, specified(s, before) && before < end ? next_jump(s, before) - 1 : 0);
	put_be32(p + 44, before > t->start ? before - 1 : 0);
}

uint32_t emu_layer_jump_structure(const struct burin_emulator *emu, uint8_t format, uint8_t *p,
				  uint32_t room)
{
	const struct emu_state *s = &emu->state;

	if (format < BOUNDARY || format > MANUAL_JUMP || room < 8)
		return emu_dvd_minus_structure(emu, format, p, room);
	put_be32(p, format == MIDDLE_AREA && s->layer_break ? 0x80000000u : 0);
	put_be32(p + 4, format == INTERVAL ? s->jump_interval :
			format != MANUAL_JUMP ? layer_blocks(s) :
			s->jump_next ? s->jump_next - 1 : 0);
	return 8;
}

static uint32_t bad_value(struct burin_emulator *emu)
{
	emu_bad_parameter(emu, 8, -1);
	return EMU_BAD_VALUE;
}

static uint32_t shift_middle_area(struct burin_emulator *emu, uint32_t blocks)
{
	struct emu_state *s = &emu->state;

	if (s->layer_break || s->jump_interval || s->jump_next || !emu_disc_blank(emu))
		return EMU_SEQUENCE;
	if (!blocks || blocks % EMU_DVD_BLOCK || blocks > layer_blocks(s))
		return bad_value(emu);
	s->layer_break = blocks;
	emu_advance(emu, emu->kind->times.calibrate * EMU_MS);
	return emu_save(emu);
}

/* The jump to come, while its part of layer 0 is not yet full. */
static uint32_t set_jump(struct burin_emulator *emu, uint8_t format, uint32_t value)
{
	struct emu_state *s = &emu->state;
	struct emu_track *t = &s->tracks[s->track_count - 1];
	struct place p = place(emu, t);
	uint32_t end = layer_blocks(s);
	uint64_t to = format == INTERVAL ? (uint64_t)p.last + value : (uint64_t)value + 1;

	if (s->finalised)
		return EMU_CANNOT_WRITE;
	if (t->state > EMU_TRACK_WRITING || p.second || p.last >= end)
		return EMU_SEQUENCE;
	if (to % EMU_DVD_BLOCK || to <= p.last || to < p.at || to > end)
		return bad_value(emu);
	if (jumps(emu, t))
		jump(emu, t);
	s->jump_interval = format == INTERVAL ? value : 0;
	s->jump_next = format == INTERVAL ? 0 : (uint32_t)to;
	return emu_save(emu);
}

uint32_t emu_layer_jump_send(struct burin_emulator *emu, uint8_t format, const uint8_t *p,
			     uint32_t n)
{
	if (format < MIDDLE_AREA || format > MANUAL_JUMP)
		return emu_bad_field(emu, 7, -1);
	if (n != 8)
		return EMU_LENGTH_ERROR;
	return format == MIDDLE_AREA ? shift_middle_area(emu, get_be32(p + 4))
				     : set_jump(emu, format, get_be32(p + 4));
}
