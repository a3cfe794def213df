/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/rockridge.h"

#include <string.h>

#include "core/bytes.h"
#include "image/volume/date.h"
#include "image/volume/record.h"
#include "image/volume/susp.h"

#define CONTINUES	0x01	/* NM, SL and component flags, RRIP 4.1.3 and 4.1.4 */
#define CURRENT		0x02
#define PARENT		0x04
#define ROOT		0x08
#define COMPONENT_FLAGS	(CONTINUES | CURRENT | PARENT | ROOT)

#define TF_CREATION	0x01	/* RRIP 4.1.6; stamps follow in the order of the bits */
#define TF_MODIFY	0x02
#define TF_LONG		0x80

/* What a handler returns: NULL, or a sentence with what is wrong. */
typedef const char *(*handler)(struct bur_rockridge *rr, const uint8_t *p, size_t n);

static const char *take_sp(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	if (n < 3 || p[0] != 0xbe || p[1] != 0xef)
		return NULL;
	rr->has_susp = true;
	rr->skip = p[2];
	return NULL;
}

static const char *take_px(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	if (n < 32)
		return "a PX entry is too short";
	rr->present = rr->has_mode = true;
	rr->mode = get_le32(p);
	rr->links = get_le32(p + 8);
	rr->uid = get_le32(p + 16);
	rr->gid = get_le32(p + 24);
	/* RRIP 1.12 added the serial number, RRIP 1.09 ends before it. */
	rr->serial = n >= 40 ? get_le32(p + 32) : 0;
	return NULL;
}

static const char *take_pn(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	if (n < 16)
		return "a PN entry is too short";
	rr->present = rr->has_device = true;
	rr->device_high = get_le32(p);
	rr->device_low = get_le32(p + 8);
	return NULL;
}

static const char *take_nm(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	if (n < 1)
		return "an NM entry is too short";
	rr->present = true;
	/* A record's own name is never "." or "..": such entries stand in those two records. */
	if (p[0] & (CURRENT | PARENT))
		return NULL;
	if (rr->name_length && !rr->name_open)
		return "a record has two names";
	if (n - 1 > BUR_ROCKRIDGE_NAME - rr->name_length)
		return "a name is longer than 255 bytes";
	memcpy(rr->name + rr->name_length, p + 1, n - 1);
	rr->name_length += n - 1;
	rr->name_open = p[0] & CONTINUES;
	return NULL;
}

static bool put_text(struct bur_rockridge_target *target, const char *s, size_t n)
{
	if (n > BUR_ROCKRIDGE_TARGET - target->n)
		return false;
	memcpy(target->text + target->n, s, n);
	target->n += n;
	return true;
}

/* A slash, unless this is the first or goes on with the component before. */
static bool put_separator(struct bur_rockridge_target *target)
{
	return target->joined || !target->n || put_text(target, "/", 1);
}

static const char *take_component(struct bur_rockridge_target *target, uint8_t flags,
				  const uint8_t *p, size_t n)
{
	const char *text = (const char *)p;

	if (flags & ~COMPONENT_FLAGS)
		return "a symbolic link has a component of an unknown kind";
	if (flags & (CURRENT | PARENT | ROOT)) {
		text = flags & CURRENT ? "." : flags & PARENT ? ".." : "/";
		n = strlen(text);
	} else if (memchr(p, '\0', n)) {
		return "the target of a symbolic link holds a NUL";
	}
	if (flags & ROOT && target->n)
		return "a symbolic link has its root in the middle";
	if (!put_separator(target) || !put_text(target, text, n))
		return "the target of a symbolic link is longer than 4095 bytes";
	/* The root is its own slash, an empty component behind it one more. */
	target->joined = flags & (CONTINUES | ROOT);
	return NULL;
}

static const char *take_sl(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	const char *wrong = NULL;

	if (n < 1)
		return "an SL entry is too short";
	rr->present = true;
	if (!rr->target)
		return NULL;
	for (p++, n--; n && !wrong;) {
		if (n < 2 || p[1] > n - 2)
			return "a component of a symbolic link does not fit its entry";
		wrong = take_component(rr->target, p[0], p + 2, p[1]);
		n -= 2u + p[1];
		p += 2 + p[1];
	}
	return wrong;
}

static const char *take_tf(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	size_t stamp, at;

	if (n < 1)
		return "a TF entry is too short";
	rr->present = true;
	stamp = p[0] & TF_LONG ? 17 : 7;
	if (!(p[0] & TF_MODIFY))
		return NULL;
	at = 1 + (p[0] & TF_CREATION ? stamp : 0);
	if (!bytes_inside(at, stamp, n))
		return "a TF entry is too short";
	rr->has_time = true;
	rr->mtime = p[0] & TF_LONG ? bur_date_decode_long(p + at) : bur_date_decode_short(p + at);
	return NULL;
}

static const char *take_cl(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	if (n < 8)
		return "a CL entry is too short";
	rr->present = rr->has_child = true;
	rr->child = get_le32(p);
	return NULL;
}

static const char *take_re(struct bur_rockridge *rr, const uint8_t *p, size_t n)
{
	(void)p;
	(void)n;
	rr->present = rr->relocated = true;
	return NULL;
}

/* PL is not needed: the way up is the way that led down. */
static const struct { uint16_t signature; handler take; } handlers[] = {
	{ BUR_SUSP('P', 'X'), take_px }, { BUR_SUSP('N', 'M'), take_nm },
	{ BUR_SUSP('T', 'F'), take_tf }, { BUR_SUSP('S', 'L'), take_sl },
	{ BUR_SUSP('P', 'N'), take_pn }, { BUR_SUSP('C', 'L'), take_cl },
	{ BUR_SUSP('R', 'E'), take_re }, { BUR_SUSP('S', 'P'), take_sp },
};

static const char *take(struct bur_rockridge *rr, const struct bur_susp_entry *entry)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
		if (handlers[i].signature == entry->signature)
			return handlers[i].take(rr, entry->data, entry->n);
	return NULL;
}

int bur_rockridge_read(struct burin_volume *volume, struct bur_budget *budget, uint32_t lba,
		       const struct bur_record *record, size_t skip,
		       struct bur_rockridge_target *target, struct bur_rockridge *out)
{
	size_t n = record->system_use_length;
	struct bur_susp_entry entry;
	struct bur_susp susp;
	const char *wrong;
	int ret;

	memset(out, 0, sizeof(*out));
	out->target = target;
	if (target) {
		target->n = 0;
		target->joined = false;
	}
	if (skip > n)
		skip = n;
	bur_susp_begin(&susp, volume, budget, lba, record->system_use + skip, n - skip);
	while ((ret = bur_susp_next(&susp, &entry)) > 0) {
		wrong = take(out, &entry);
		if (wrong)
			return bur_volume_damaged(volume, susp.lba, wrong);
	}
	if (target)
		target->text[target->n] = '\0';
	return ret;
}

void bur_rockridge_device(const struct bur_rockridge *rr, uint32_t *major, uint32_t *minor)
{
	*major = rr->device_high;
	*minor = rr->device_low;
	/* libisofs keeps the C library's whole dev_t in the low half. */
	if (!rr->device_high && rr->device_low > 0xff) {
		*major = rr->device_low >> 8 & 0xfff;
		*minor = (rr->device_low & 0xff) | (rr->device_low >> 12 & 0xfff00);
	}
}
