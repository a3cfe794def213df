// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * Sense data: decoding (SPC-4 4.5), and a table: the default reactions.
 */
#include "sense.h"

#define WRITE_10		0x2a
#define WRITE_12		0xaa
#define WRITE_AND_VERIFY	0x2e
#define SYNCHRONIZE_CACHE	0x35
#define CLOSE_TRACK_SESSION	0x5b
#define READ_10			0x28
#define READ_12			0xa8

#define ANY	BURIN_ANY
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ON(key, asc, ascq, opcode, what, ...) \
	{ key, asc, ascq, opcode, BURIN_REACT_##what, __VA_ARGS__ }

/* key, code, qualifier, opcode, what, flags, most, wait_ms, limit_ms; the first match wins */
static const struct burin_reaction defaults[] = {
	/* no sense, recovered: the command was carried out */
	ON(0x0, 0x00, 0x16, ANY, POLL, 0, 0, 0, 0),	/* instead of 2/04/07 */
	ON(0x0, ANY, ANY, ANY, CARRY_ON, 0, 0, 0, 0),
	ON(0x1, ANY, ANY, ANY, CARRY_ON, 0, 0, 0, 0),

	/* long write in progress: the buffer is full, nothing was taken */
	ON(0x2, 0x04, 0x08, WRITE_10, REPEAT, BURIN_REACTION_AT_ONCE, 0, 2, 0),
	ON(0x2, 0x04, 0x08, WRITE_12, REPEAT, BURIN_REACTION_AT_ONCE, 0, 2, 0),
	ON(0x2, 0x04, 0x08, WRITE_AND_VERIFY, REPEAT, BURIN_REACTION_AT_ONCE, 0, 2, 0),
	/* not ready; cause not told: some bridges say so of an empty drive, for ever */
	ON(0x2, 0x04, 0x00, ANY, POLL, 0, 0, 0, 5000),
	ON(0x2, 0x04, 0x01, ANY, POLL, 0, 0, 0, 60000),
	ON(0x2, 0x04, 0x02, ANY, FAIL, 0, 0, 0, 0),	/* wants START UNIT */
	ON(0x2, 0x04, 0x03, ANY, FAIL, 0, 0, 0, 0),	/* wants a hand */
	ON(0x2, 0x04, 0x04, ANY, POLL, 0, 0, 0, 0),	/* format */
	ON(0x2, 0x04, 0x05, ANY, POLL, 0, 0, 0, 0),
	ON(0x2, 0x04, 0x06, ANY, POLL, 0, 0, 0, 0),
	ON(0x2, 0x04, 0x07, ANY, POLL, 0, 0, 0, 0),	/* operation in progress */
	ON(0x2, 0x04, 0x08, ANY, POLL, 0, 0, 0, 0),
	ON(0x2, 0x04, 0x09, ANY, POLL, 0, 0, 0, 0),
	ON(0x2, 0x04, ANY, ANY, POLL, 0, 0, 0, 30000),	/* power states */
	ON(0x2, 0x3e, 0x00, ANY, POLL, 0, 0, 0, 60000),

	/* medium: warnings that come with the wrong key */
	ON(0x3, 0x73, 0x01, ANY, CARRY_ON, 0, 0, 0, 0),
	ON(0x3, 0x73, 0x06, ANY, CARRY_ON, 0, 0, 0, 0),
	ON(0x3, 0x73, 0x10, ANY, CARRY_ON, 0, 0, 0, 0),
	/* the drive filled up the last unit itself: fine at the end */
	ON(0x3, 0x0c, 0x0a, SYNCHRONIZE_CACHE, CARRY_ON, 0, 0, 0, 0),
	ON(0x3, 0x0c, 0x0a, CLOSE_TRACK_SESSION, CARRY_ON, 0, 0, 0, 0),
	/* seek, bus and positioning errors: once more, never for a write */
	ON(0x3, 0x02, 0x00, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x3, 0x08, ANY, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x3, 0x14, ANY, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x3, 0x15, ANY, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x4, 0x02, 0x00, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x4, 0x08, ANY, ANY, REPEAT, 0, 1, 500, 0),
	ON(0x4, 0x44, 0x00, ANY, REPEAT, 0, 1, 1000, 0),

	/* sequence error: on a write the state is wrong; else another program was asking */
	ON(0x5, 0x2c, 0x00, WRITE_10, FAIL, 0, 0, 0, 0),
	ON(0x5, 0x2c, 0x00, WRITE_12, FAIL, 0, 0, 0, 0),
	ON(0x5, 0x2c, 0x00, ANY, REPEAT, 0, 2, 1000, 0),
	ON(0x5, 0x55, 0x00, ANY, REPEAT, 0, 3, 500, 0),
	ON(0x5, 0x28, ANY, ANY, REPEAT, 0, 1, 100, 0),	/* unit attentions of a wrong key */
	ON(0x5, 0x2a, ANY, ANY, REPEAT, 0, 1, 100, 0),

	/* attention; in the middle of data a reset or another medium ends the burn */
	ON(0x6, 0x28, ANY, WRITE_10, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x28, ANY, WRITE_12, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x28, ANY, WRITE_AND_VERIFY, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x28, ANY, READ_10, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x28, ANY, READ_12, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x29, ANY, WRITE_10, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x29, ANY, WRITE_12, FAIL, 0, 0, 0, 0),
	ON(0x6, 0x29, ANY, WRITE_AND_VERIFY, FAIL, 0, 0, 0, 0),
	/* insufficient time: an early answer of old drives to CLOSE and BLANK */
	ON(0x6, 0x2e, 0x00, CLOSE_TRACK_SESSION, DONE, 0, 0, 0, 600000),
	ON(0x6, 0x2e, 0x00, 0xa1, DONE, 0, 0, 0, 0),
	ON(0x6, ANY, ANY, ANY, REPEAT, BURIN_REACTION_AT_ONCE, 16, 5, 30000),

	/* aborted: a hiccup of the bus */
	ON(0xb, ANY, ANY, ANY, REPEAT, 0, 3, 100, 0),
};

static const struct burin_reaction fail = { .react = BURIN_REACT_FAIL };
static const struct burin_reaction once_more = {
	.react = BURIN_REACT_REPEAT, .most = 1, .wait_ms = 100,
};

/* A deferred recovered error: SPC-4 4.5.5, the command itself was not carried out. */
static const struct burin_reaction send_again = {
	.react = BURIN_REACT_REPEAT, .flags = BURIN_REACTION_AT_ONCE, .most = 16, .wait_ms = 5,
	.limit_ms = 30000,
};

static __u64 number(const __u8 *p, __u32 n)
{
	__u64 value = 0;

	while (n--)
		value = value << 8 | *p++;
	return value;
}

/* The three bytes of sense key specific data; progress is meant with keys 0 and 2 only. */
static void take_progress(const __u8 *p, struct burin_sense *out)
{
	if (!(p[0] & 0x80) || (out->key != 0 && out->key != 2))
		return;
	out->has_progress = 1;
	out->progress = (__u16)number(p + 1, 2);
}

static void decode_fixed(const __u8 *p, __u32 n, struct burin_sense *out)
{
	out->key = p[2] & 0x0f;
	if (n > 12)
		out->asc = p[12];
	if (n > 13)
		out->ascq = p[13];
	if (n > 6 && p[0] & 0x80) {
		out->has_info = 1;
		out->info = (__s64)number(p + 3, 4);
	}
	if (n > 17)
		take_progress(p + 15, out);
}

static void decode_descriptors(const __u8 *p, __u32 n, struct burin_sense *out)
{
	__u32 at = 8, len;

	out->key = p[1] & 0x0f;
	out->asc = p[2];
	if (n > 3)
		out->ascq = p[3];
	while (at + 2 <= n) {
		len = p[at + 1] + 2u;
		if (len > n - at)
			break;
		if (p[at] == 0 && len >= 12 && p[at + 2] & 0x80) {
			out->has_info = 1;
			out->info = (__s64)number(p + at + 4, 8);
		} else if (p[at] == 2 && len >= 7) {
			take_progress(p + at + 4, out);
		}
		at += len;
	}
}

void burin_sense_decode(const __u8 *sense, __u32 len, struct burin_sense *out)
{
	static const struct burin_sense none;
	__u8 code;

	*out = none;
	if (!sense || len < 3)
		return;
	code = sense[0] & 0x7f;
	if (code < 0x70 || code > 0x73)
		return;
	out->valid = 1;
	out->deferred = code & 1;
	if (code & 2)
		decode_descriptors(sense, len, out);
	else
		decode_fixed(sense, len, out);
}

int burin_sense_untaken(const struct burin_sense *sense)
{
	if (!sense->valid)
		return 0;
	if (sense->deferred)
		return 1;
	/* 0 is 0/00/16, operation in progress */
	return sense->key == 0 || sense->key == 2 || (sense->key >= 5 && sense->key <= 7);
}

int burin_sense_lost_buffer(const struct burin_sense *sense)
{
	return sense->valid && !sense->deferred && sense->key == 6 &&
	       (sense->asc == 0x28 || sense->asc == 0x29);
}

static int is_write(__u8 opcode)
{
	static const __u8 writes[] = { 0x0a, 0x2a, 0x2e, 0x8a, 0x8e, 0xaa, 0xae };
	__u32 i;

	for (i = 0; i < COUNT(writes); i++)
		if (writes[i] == opcode)
			return 1;
	return 0;
}

static int matches(__u16 wanted, __u8 found)
{
	return wanted == ANY || wanted == found;
}

static const struct burin_reaction *find(const struct burin_reaction *table, __u32 count,
					 const struct burin_sense *sense, __u8 opcode)
{
	__u32 i;

	for (i = 0; i < count; i++)
		if (matches(table[i].key, sense->key) && matches(table[i].asc, sense->asc) &&
		    matches(table[i].ascq, sense->ascq) && matches(table[i].opcode, opcode))
			return &table[i];
	return NULL;
}

/* A warning, or data that are lost; no table of the caller's makes the latter good. */
static const struct burin_reaction *react_deferred(const struct burin_sense *sense, __u8 opcode)
{
	const struct burin_reaction *found = find(defaults, COUNT(defaults), sense, opcode);

	return found && found->react == BURIN_REACT_CARRY_ON ? &send_again : &fail;
}

void burin_sense_react(const struct burin_program *program, const struct burin_sense *sense,
		       __u8 opcode, struct burin_reaction *out)
{
	const struct burin_reaction *found = NULL;

	if (!sense->valid)
		found = &once_more;
	else if (sense->deferred)
		found = react_deferred(sense, opcode);
	else if (program)
		found = find(program->reactions, program->reaction_count, sense, opcode);
	if (!found)
		found = find(defaults, COUNT(defaults), sense, opcode);
	*out = found ? *found : fail;
	if ((out->react == BURIN_REACT_REPEAT || out->react == BURIN_REACT_POLL) &&
	    is_write(opcode) && !burin_sense_untaken(sense))
		*out = fail;
}

static __u32 min32(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

__u32 burin_reaction_wait(const struct burin_reaction *reaction, __u32 tries)
{
	__u32 wait = min32(reaction->wait_ms, 3600000), most = min32(wait * 12, 500);
	__u32 n = tries + 1;

	if (reaction->flags & BURIN_REACTION_AT_ONCE) {
		if (!tries)
			return 0;
		n = tries;
	}
	if (most < wait)
		most = wait;
	wait = min32(min32(n, 12) * wait, most);
	return wait ? wait : 1;
}
