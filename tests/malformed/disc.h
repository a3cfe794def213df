/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small sound disc made byte by byte: ISO 9660, Rock Ridge and Joliet over the same
 * files. Written apart from the library's own writer, so that what both get wrong in
 * the same way shows, and so that any byte of it can be broken.
 *
 *   16 17 18   primary descriptor, Joliet descriptor, terminator
 *   20         root            23  continuation areas     26  moved/      27  rr_moved/
 *   21 22      dir/ dir/deep/  24 25  Joliet root, dir    30..  data
 */
#ifndef TESTS_MALFORMED_DISC_H
#define TESTS_MALFORMED_DISC_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/bytes.h"

#define DISC_BLOCKS 48u
#define BLOCK 2048u
#define LONG_NAME 240

enum { PVD = 16, SVD, END, ROOT = 20, SUB, DEEP, MORE, JROOT, JDIR, MOVED, HOME, DATA = 30 };

/* Where the records of the root lie, as offsets in the disc, to be broken there. */
struct disc {
	uint8_t bytes[DISC_BLOCKS * BLOCK];
	size_t self, dir, file, link, symlink, longname, part1, part2, moved, device;
	size_t deep, inner;		/* records in SUB and DEEP */
	size_t jdir, jfile;		/* records in JROOT */
	size_t free[DISC_BLOCKS];	/* of a directory's block: the next record */
};

struct area {
	uint8_t p[254];
	size_t n;
};

static inline uint8_t *disc_block(struct disc *d, uint32_t lba)
{
	return d->bytes + (size_t)lba * BLOCK;
}

static inline uint8_t *area_add(struct area *a, const char *signature, size_t n)
{
	uint8_t *p = a->p + a->n;

	memset(p, 0, n);
	memcpy(p, signature, 2);
	p[2] = (uint8_t)n;
	p[3] = 1;
	a->n += n;
	return p + 4;
}

static inline void area_px(struct area *a, uint32_t mode, uint32_t links, uint32_t serial)
{
	uint8_t *p = area_add(a, "PX", 44);

	put_both32(p, mode);
	put_both32(p + 8, links);
	put_both32(p + 32, serial);
}

static inline void area_nm(struct area *a, uint8_t flags, const char *name, size_t n)
{
	uint8_t *p = area_add(a, "NM", 5 + n);

	p[0] = flags;
	memcpy(p + 1, name, n);
}

/* 2001-02-03 04:05:06 UTC: 981173106 */
static inline void put_date(uint8_t *p)
{
	static const uint8_t date[7] = { 101, 2, 3, 4, 5, 6, 0 };

	memcpy(p, date, 7);
}

static inline void area_tf(struct area *a)
{
	uint8_t *p = area_add(a, "TF", 12);

	p[0] = 0x02;
	put_date(p + 1);
}

static inline void area_ce(struct area *a, uint32_t block, uint32_t offset, uint32_t n)
{
	uint8_t *p = area_add(a, "CE", 28);

	put_both32(p, block);
	put_both32(p + 8, offset);
	put_both32(p + 16, n);
}

/* A record at the free place of a directory's block; its offset in the disc. */
static inline size_t disc_record(struct disc *d, uint32_t lba, const void *id, size_t id_n,
				 uint8_t flags, uint32_t block, uint32_t bytes,
				 const struct area *a)
{
	size_t at = (size_t)lba * BLOCK + d->free[lba], used = 33 + id_n + (id_n % 2 == 0);
	uint8_t *p = d->bytes + at;

	put_both32(p + 2, block);
	put_both32(p + 10, bytes);
	put_date(p + 18);
	p[25] = flags;
	put_both16(p + 28, 1);
	p[32] = (uint8_t)id_n;
	memcpy(p + 33, id, id_n);
	if (a) {
		memcpy(p + used, a->p, a->n);
		used += a->n;
	}
	used += used % 2;
	p[0] = (uint8_t)used;
	d->free[lba] += used;
	return at;
}

static inline size_t disc_file(struct disc *d, uint32_t lba, const char *id, const char *name,
			       uint32_t mode, uint32_t block, uint32_t bytes)
{
	struct area a = { .n = 0 };

	area_px(&a, mode, 1, 0);
	area_tf(&a);
	area_nm(&a, 0, name, strlen(name));
	return disc_record(d, lba, id, strlen(id), (mode & 0170000) == 0040000 ? 2 : 0, block,
			   bytes, &a);
}

/* "." and ".." */
static inline size_t disc_begin_directory(struct disc *d, uint32_t lba, uint32_t parent,
					  const struct area *self)
{
	struct area a = { .n = 0 };
	size_t at;

	area_px(&a, 040750, 2, 0);
	area_tf(&a);
	at = disc_record(d, lba, "\0", 1, 2, lba, BLOCK, self ? self : &a);
	disc_record(d, lba, "\1", 1, 2, parent, BLOCK, &a);
	return at;
}

static inline size_t joliet_record(struct disc *d, uint32_t lba, const char *name, uint8_t flags,
				   uint32_t block, uint32_t bytes)
{
	uint8_t id[200];
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++)
		put_be16(id + 2 * i, (uint8_t)name[i]);
	return disc_record(d, lba, id, 2 * n, flags, block, bytes, NULL);
}

static inline void disc_descriptor(struct disc *d, uint32_t lba, uint8_t type, uint32_t root)
{
	uint8_t *p = disc_block(d, lba);

	p[0] = type;
	memcpy(p + 1, "CD001\1", 6);
	for (size_t i = 0; i < 32; i++)
		p[40 + i] = type == 1 || i % 2 ? ' ' : 0;
	if (type == 1) {
		memcpy(p + 40, "DISC", 4);
	} else {
		memcpy(p + 40, "\0J\0o\0l", 6);
		memcpy(p + 88, "\x25\x2f\x45", 3);
	}
	put_both32(p + 80, DISC_BLOCKS);
	put_both16(p + 120, 1);
	put_both16(p + 124, 1);
	put_both16(p + 128, BLOCK);
	p[156] = 34;
	put_both32(p + 158, root);
	put_both32(p + 166, BLOCK);
	put_date(p + 174);
	p[181] = 2;
	put_both16(p + 184, 1);
	p[188] = 1;
	memcpy(p + 813, "2001020304050600", 16);
	p[881] = 1;
}

static inline void disc_root_self(struct disc *d)
{
	struct area a = { .n = 0 };
	uint8_t *p = area_add(&a, "SP", 7);

	p[0] = 0xbe;
	p[1] = 0xef;
	area_px(&a, 040755, 3, 0);
	area_tf(&a);
	area_ce(&a, MORE, 0, 18);
	d->self = disc_begin_directory(d, ROOT, ROOT, &a);
	memcpy(disc_block(d, MORE), "ER\x12\1\x0a\0\0\1RRIP_1991A", 18);
}

/* A name of 240 bytes: 100 in the record, the rest in a continuation area. */
static inline void disc_long_name(struct disc *d)
{
	struct area a = { .n = 0 }, rest = { .n = 0 };
	char name[LONG_NAME];

	memset(name, 'n', sizeof(name));
	area_px(&a, 0100644, 1, 0);
	area_nm(&a, 1, name, 100);
	area_nm(&rest, 0, name + 100, LONG_NAME - 100);
	area_ce(&a, MORE, 256, (uint32_t)rest.n);
	memcpy(disc_block(d, MORE) + 256, rest.p, rest.n);
	d->longname = disc_record(d, ROOT, "LONG.;1", 7, 0, DATA, 6, &a);
}

/* sym -> ../dir/deep: parent, "dir", "deep" */
static inline void disc_symlink(struct disc *d)
{
	static const uint8_t parts[] = { 0, 4, 0, 0, 3, 'd', 'i', 'r', 0, 4, 'd', 'e', 'e', 'p' };
	struct area a = { .n = 0 };

	area_px(&a, 0120777, 1, 0);
	area_tf(&a);
	area_nm(&a, 0, "sym", 3);
	memcpy(area_add(&a, "SL", 4 + sizeof(parts)), parts, sizeof(parts));
	d->symlink = disc_record(d, ROOT, "SYM.;1", 6, 0, 0, 0, &a);
}

static inline void disc_moved(struct disc *d)
{
	struct area a = { .n = 0 };

	area_px(&a, 0100644, 1, 0);
	area_nm(&a, 0, "moved", 5);
	put_both32(area_add(&a, "CL", 12), MOVED);
	d->moved = disc_record(d, ROOT, "MOVED.;1", 8, 0, 0, 0, &a);
	disc_begin_directory(d, MOVED, HOME, NULL);
	disc_file(d, MOVED, "IN.;1", "in", 0100600, DATA, 6);

	a.n = 0;
	area_px(&a, 040755, 2, 0);
	area_nm(&a, 0, "moved", 5);
	area_add(&a, "RE", 4);
	disc_begin_directory(d, HOME, ROOT, NULL);
	disc_record(d, HOME, "MOVED", 5, 2, MOVED, BLOCK, &a);
	disc_file(d, ROOT, "RR_MOVED", "rr_moved", 040755, HOME, BLOCK);
}

static inline void disc_hard_links(struct disc *d)
{
	struct area a = { .n = 0 };

	area_px(&a, 0100640, 2, 7);
	area_tf(&a);
	area_nm(&a, 0, "file", 4);
	d->file = disc_record(d, ROOT, "FILE.;1", 7, 0, DATA, 6, &a);
	memcpy(a.p + a.n - 4, "link", 4);
	d->link = disc_record(d, ROOT, "LINK.;1", 7, 0, DATA, 6, &a);
}

static inline void disc_device(struct disc *d)
{
	struct area a = { .n = 0 };
	uint8_t *p;

	area_px(&a, 020600, 1, 0);
	p = area_add(&a, "PN", 20);
	put_both32(p, 1);
	put_both32(p + 8, 3);
	area_nm(&a, 0, "null", 4);
	d->device = disc_record(d, ROOT, "NULL.;1", 7, 0, 0, 0, &a);
}

/* Sound all through. Without devices anyone may extract it. */
static inline void disc_make(struct disc *d, bool devices)
{
	memset(d, 0, sizeof(*d));
	disc_descriptor(d, PVD, 1, ROOT);
	disc_descriptor(d, SVD, 2, JROOT);
	memcpy(disc_block(d, END), "\xff""CD001\1", 7);
	disc_root_self(d);
	d->dir = disc_file(d, ROOT, "DIR", "dir", 040755, SUB, BLOCK);
	disc_hard_links(d);
	disc_symlink(d);
	disc_long_name(d);
	d->part1 = disc_file(d, ROOT, "PARTS.;1", "parts", 0100644, DATA + 1, BLOCK);
	d->bytes[d->part1 + 25] = 0x80;
	d->part2 = disc_file(d, ROOT, "PARTS.;1", "parts", 0100644, DATA + 3, 5);
	disc_moved(d);
	if (devices)
		disc_device(d);
	disc_begin_directory(d, SUB, ROOT, NULL);
	d->deep = disc_file(d, SUB, "DEEP", "deep", 040700, DEEP, BLOCK);
	disc_begin_directory(d, DEEP, SUB, NULL);
	d->inner = disc_file(d, DEEP, "INNER.;1", "inner", 0100644, DATA, 6);
	disc_record(d, JROOT, "\0", 1, 2, JROOT, BLOCK, NULL);
	disc_record(d, JROOT, "\1", 1, 2, JROOT, BLOCK, NULL);
	d->jdir = joliet_record(d, JROOT, "Folder", 2, JDIR, BLOCK);
	d->jfile = joliet_record(d, JROOT, "Letter.txt;1", 0, DATA, 6);
	disc_record(d, JDIR, "\0", 1, 2, JDIR, BLOCK, NULL);
	disc_record(d, JDIR, "\1", 1, 2, JROOT, BLOCK, NULL);
	memcpy(disc_block(d, DATA), "hello\n", 6);
	memset(disc_block(d, DATA + 1), 'P', BLOCK);
	memcpy(disc_block(d, DATA + 3), "tail\n", 5);
}

/* The system use entry of a record, from its signature on; NULL when there is none. */
static inline uint8_t *disc_entry(struct disc *d, size_t record, const char *signature)
{
	uint8_t *p = d->bytes + record;
	size_t n = p[0], at = 33u + p[32] + (p[32] % 2 == 0);

	while (at + 4 <= n && p[at + 2] >= 4) {
		if (!memcmp(p + at, signature, 2))
			return p + at;
		at += p[at + 2];
	}
	return NULL;
}

#endif
