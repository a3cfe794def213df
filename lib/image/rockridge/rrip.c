/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/rockridge/rockridge.h"

#include <string.h>

#include "core/bytes.h"

#define ENTRY_MAX	255u
#define HEAD		5u	/* signature, length, version, flags */

/* SL component flags, RRIP 4.1.3.1; the first is also the flag of SL and NM entries. */
#define CONTINUES	0x01
#define CURRENT		0x02
#define PARENT		0x04
#define ROOT		0x08

void bur_rrip_add_sp(struct bur_susp *susp)
{
	uint8_t *p = bur_susp_add(susp, "SP", 7);

	p[4] = 0xbe;
	p[5] = 0xef;
	p[6] = 0;
}

/* The strings every implementation looks for, RRIP 4.3 in its first edition. */
void bur_rrip_add_er(struct bur_susp *susp)
{
	static const char id[] = "RRIP_1991A";
	static const char description[] =
		"THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM "
		"SEMANTICS";
	static const char source[] =
		"PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER "
		"IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.";
	const size_t a = sizeof(id) - 1, b = sizeof(description) - 1, c = sizeof(source) - 1;
	uint8_t *p = bur_susp_add(susp, "ER", 8 + a + b + c);

	p[4] = (uint8_t)a;
	p[5] = (uint8_t)b;
	p[6] = (uint8_t)c;
	p[7] = 1;
	memcpy(p + 8, id, a);
	memcpy(p + 8 + a, description, b);
	memcpy(p + 8 + a + b, source, c);
}

/* With the file serial number of RRIP 1.12. */
void bur_rrip_add_px(struct bur_susp *susp, const struct bur_posix *posix)
{
	uint8_t *p = bur_susp_add(susp, "PX", 44);

	put_both32(p + 4, posix->mode);
	put_both32(p + 12, posix->links);
	put_both32(p + 20, posix->uid);
	put_both32(p + 28, posix->gid);
	put_both32(p + 36, posix->serial);
}

/* The time of modification only: no reading of a source changes the image. */
void bur_rrip_add_tf(struct bur_susp *susp, int64_t time)
{
	uint8_t *p = bur_susp_add(susp, "TF", HEAD + 7);

	p[4] = 0x02;
	bur_date7_put(p + 5, time);
}

/*
 * RRIP 4.1.2 wants the dev_t as it is, its upper half first. This is the C library's on Linux, whatever
 * this machine's: xorriso and bsdtar take it so. The kernel shifts the low half by 8 and
 * so agrees for minor numbers below 256.
 */
void bur_rrip_add_pn(struct bur_susp *susp, uint32_t major, uint32_t minor)
{
	uint8_t *p = bur_susp_add(susp, "PN", 20);
	uint64_t device = (minor & 0xff) | (major & 0xfff) << 8 |
			  (uint64_t)(minor & ~0xffu) << 12 | (uint64_t)(major & ~0xfffu) << 32;

	put_both32(p + 4, (uint32_t)(device >> 32));
	put_both32(p + 12, (uint32_t)device);
}

void bur_rrip_add_nm(struct bur_susp *susp, const char *name)
{
	size_t left = strlen(name), n;
	uint8_t *p;

	do {
		n = left < ENTRY_MAX - HEAD ? left : ENTRY_MAX - HEAD;
		p = bur_susp_add(susp, "NM", HEAD + n);
		left -= n;
		p[4] = left ? CONTINUES : 0;
		memcpy(p + HEAD, name, n);
		name += n;
	} while (left);
}

/* One SL entry while it is filled. */
struct link {
	uint8_t part[ENTRY_MAX - HEAD];
	size_t len;
	size_t last;		/* offset of the last component in part */
};

static void put_component(struct link *link, uint8_t flags, const char *text, size_t n)
{
	link->last = link->len;
	link->part[link->len++] = flags;
	link->part[link->len++] = (uint8_t)n;
	memcpy(link->part + link->len, text, n);
	link->len += n;
}

static void flush(struct bur_susp *susp, struct link *link, bool continues)
{
	uint8_t *p = bur_susp_add(susp, "SL", HEAD + link->len);

	p[4] = continues ? CONTINUES : 0;
	memcpy(p + HEAD, link->part, link->len);
	link->len = 0;
}

/*
 * An entry should end inside a component: where it ends between two, some readers (bsdtar)
 * lose the '/'. So the last byte of a finished component goes to the next entry.
 */
static void flush_inside(struct bur_susp *susp, struct link *link)
{
	uint8_t *component = link->part + link->last;
	char byte = (char)link->part[link->len - 1];
	bool split = !(component[0] & (CONTINUES | CURRENT | PARENT | ROOT)) && component[1] > 1;

	if (split) {
		component[0] |= CONTINUES;
		component[1]--;
		link->len--;
	}
	flush(susp, link, true);
	if (split)
		put_component(link, 0, &byte, 1);
}

/* Text of any length, over as many entries as it takes. */
static void add_text(struct bur_susp *susp, struct link *link, const char *text, size_t n)
{
	size_t room = sizeof(link->part) - link->len;

	if (n + 2 > room && (n < 2 || room < 3)) {
		flush_inside(susp, link);
		room = sizeof(link->part) - link->len;
	}
	while (n + 2 > room) {
		put_component(link, CONTINUES, text, room - 2);
		text += room - 2;
		n -= room - 2;
		flush(susp, link, true);
		room = sizeof(link->part);
	}
	put_component(link, 0, text, n);
}

static void add_special(struct bur_susp *susp, struct link *link, uint8_t flags)
{
	if (link->len + 2 > sizeof(link->part))
		flush_inside(susp, link);
	put_component(link, flags, "", 0);
}

/* RRIP 4.1.3. Two slashes in a row give an empty component, so that the text comes back as it was. */
void bur_rrip_add_sl(struct bur_susp *susp, const char *target)
{
	struct link link = { .len = 0 };
	size_t n;

	if (*target == '/') {
		add_special(susp, &link, ROOT);
		target++;
	}
	while (*target || !link.len) {
		n = strcspn(target, "/");
		if (n == 1 && target[0] == '.')
			add_special(susp, &link, CURRENT);
		else if (n == 2 && target[0] == '.' && target[1] == '.')
			add_special(susp, &link, PARENT);
		else
			add_text(susp, &link, target, n);
		target += n;
		if (!*target++)
			break;
		if (!*target)
			add_text(susp, &link, "", 0);
	}
	flush(susp, &link, false);
}
