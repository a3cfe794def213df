/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table: every way in which a disc is broken on purpose, the incident it stands for,
 * and what reading it back must say. Codes of 0 are defects that are borne.
 */
#ifndef TESTS_MALFORMED_DEFECTS_H
#define TESTS_MALFORMED_DEFECTS_H

#include <burin/error.h>
#include <burin/volume.h>

#include "disc.h"

#define DAMAGED BURIN_E_DAMAGED_VOLUME
#define UNSAFE BURIN_E_UNSAFE_PATH
#define FOREIGN BURIN_E_NOT_A_VOLUME

struct defect {
	const char *name;
	const char *incident;
	void (*make)(struct disc *d);
	enum burin_tree tree;
	int open, walk, extract;	/* what each returns; the first that fails is the last */
	const char *path;		/* the failure's subject, or an entry that must be there */
	const char *says;		/* part of the reason, where another would do as well */
};

/* --- chains and loops --- */

static void ce_to_itself(struct disc *d)
{
	struct area a = { .n = 0 };

	area_ce(&a, MORE, 256, 28);
	memcpy(disc_block(d, MORE) + 256, a.p, a.n);
	put_le32(disc_entry(d, d->longname, "CE") + 20, 28);
}

static void ce_in_a_ring(struct disc *d)
{
	struct area a = { .n = 0 }, b = { .n = 0 };

	area_ce(&a, MORE, 1024, 28);
	area_ce(&b, MORE, 256, 28);
	memcpy(disc_block(d, MORE) + 256, a.p, a.n);
	memcpy(disc_block(d, MORE) + 1024, b.p, b.n);
	put_le32(disc_entry(d, d->longname, "CE") + 20, 28);
}

static void ce_chain_of_60(struct disc *d)
{
	for (uint32_t i = 0; i < 60; i++) {
		struct area a = { .n = 0 };

		area_ce(&a, MORE, 256 + 28 * (i + 1), 28);
		memcpy(disc_block(d, MORE) + 256 + 28 * i, a.p, a.n);
	}
	put_le32(disc_entry(d, d->longname, "CE") + 20, 28);
}

static void ce_over_block(struct disc *d)
{
	put_le32(disc_entry(d, d->longname, "CE") + 12, 2000);
	put_le32(disc_entry(d, d->longname, "CE") + 20, 49);
}

static void ce_offset_wraps(struct disc *d)
{
	put_le32(disc_entry(d, d->longname, "CE") + 12, 0xfffffff0);
	put_le32(disc_entry(d, d->longname, "CE") + 20, 0x20);
}

static void ce_length_huge(struct disc *d)
{
	put_le32(disc_entry(d, d->longname, "CE") + 20, 0xffffffff);
}

static void ce_beyond_end(struct disc *d)
{
	put_le32(disc_entry(d, d->longname, "CE") + 4, 0x7fffffff);
}

static void ce_too_short(struct disc *d)
{
	disc_entry(d, d->longname, "CE")[2] = 8;
}

static void ce_of_root_broken(struct disc *d)
{
	put_le32(disc_entry(d, d->self, "CE") + 4, 0xffffffff);
}

static void ce_empty(struct disc *d)
{
	put_le32(disc_entry(d, d->longname, "CE") + 20, 0);
}

static void dir_in_itself(struct disc *d)
{
	put_both32(d->bytes + d->deep + 2, SUB);
}

static void dir_is_root(struct disc *d)
{
	put_both32(d->bytes + d->dir + 2, ROOT);
}

static void dir_twice(struct disc *d)
{
	disc_file(d, SUB, "OTHER", "other", 040755, MOVED, BLOCK);
}

static void dirs_overlap(struct disc *d)
{
	/* Each begins one block after the one before, and all end with the disc. */
	memset(disc_block(d, DATA + 1), 0, 3 * BLOCK);
	for (uint32_t i = 0; i < 10; i++) {
		char name[3] = { 'o', (char)('a' + i) };

		disc_file(d, SUB, name, name, 040755, DATA + 1 + i, (17 - i) * BLOCK);
	}
}

static void cl_to_root(struct disc *d)
{
	put_le32(disc_entry(d, d->moved, "CL") + 4, ROOT);
}

static void cl_to_itself(struct disc *d)
{
	/* The directory that was moved holds a record that says it was moved, to there. */
	struct area a = { .n = 0 };

	area_nm(&a, 0, "again", 5);
	put_both32(area_add(&a, "CL", 12), MOVED);
	disc_record(d, MOVED, "AGAIN.;1", 8, 0, 0, 0, &a);
}

static void cl_to_data(struct disc *d)
{
	put_le32(disc_entry(d, d->moved, "CL") + 4, DATA);
}

static void cl_beyond_end(struct disc *d)
{
	put_le32(disc_entry(d, d->moved, "CL") + 4, 0xfffffff0);
}

static void cl_too_short(struct disc *d)
{
	disc_entry(d, d->moved, "CL")[2] = 4;
}

/* --- lengths --- */

static void record_too_short(struct disc *d) { d->bytes[d->file] = 20; }
static void record_over_block(struct disc *d)
{
	/* Just before the block's end begins a record that says it has 200 bytes. */
	size_t left = BLOCK - d->free[DEEP];
	uint8_t *p;

	while (left > 254) {
		disc_file(d, DEEP, "FILL.;1", "x", 0100644, DATA, 1);
		left = BLOCK - d->free[DEEP];
	}
	p = disc_block(d, DEEP) + d->free[DEEP];
	memset(p, 1, left);
	p[0] = 254;
}
static void record_one_byte_left(struct disc *d)
{
	uint8_t *p;
	size_t last;

	while (BLOCK - d->free[DEEP] > 254)
		disc_file(d, DEEP, "FILL.;1", "x", 0100644, DATA, 1);
	last = disc_file(d, DEEP, "FILL.;1", "x", 0100644, DATA, 1);
	p = d->bytes + last;
	p[0] = (uint8_t)(BLOCK - 1 - last % BLOCK);
	disc_block(d, DEEP)[BLOCK - 1] = 255;
}
static void name_empty(struct disc *d) { d->bytes[d->file + 32] = 0; }
static void name_over_record(struct disc *d) { d->bytes[d->file + 32] = 222; }
static void entry_length_zero(struct disc *d) { disc_entry(d, d->file, "NM")[2] = 0; }
static void entry_length_three(struct disc *d) { disc_entry(d, d->file, "NM")[2] = 3; }
static void entry_over_area(struct disc *d) { disc_entry(d, d->file, "NM")[2] = 250; }
static void px_too_short(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->file, "PX");

	p[2] = 20;
	memcpy(p + 20, "PD\x18\1", 4);
}
static void tf_too_short(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->file, "TF");

	p[4] = 0x7f;
}
static void tf_long_in_short(struct disc *d) { disc_entry(d, d->file, "TF")[4] = 0x82; }
static void pn_too_short(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->device, "PN");

	p[2] = 8;
	memcpy(p + 8, "PD\x0c\1", 4);
}
static void nm_too_short(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->file, "NM");

	p[2] = 4;
	memcpy(p + 4, "PD\5\1", 4);
}
static void nm_over_255(struct disc *d)
{
	struct area a = { .n = 0 };
	char x[130];

	memset(x, 'x', sizeof(x));
	area_nm(&a, 1, x, 85);
	memcpy(disc_block(d, MORE) + 256, a.p, a.n);
	a.n = 0;
	area_nm(&a, 0, x, 130);
	memcpy(disc_block(d, MORE) + 256 + 90, a.p, a.n);
	put_le32(disc_entry(d, d->longname, "CE") + 20, 225);
}
static void nm_twice(struct disc *d)
{
	memcpy(disc_block(d, MORE) + 256, "NM\6\1\0aNM\6\1\0b", 12);
	disc_entry(d, d->longname, "NM")[4] = 0;
	put_le32(disc_entry(d, d->longname, "CE") + 20, 12);
}
static void nm_says_parent(struct disc *d) { disc_entry(d, d->file, "NM")[4] = 4; }
static void sl_component_over_entry(struct disc *d) { disc_entry(d, d->symlink, "SL")[8] = 200; }
static void sl_component_cut(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->symlink, "SL");

	p[2] = 6;
	memcpy(p + 6, "PD\x0c\1", 4);
}
static void sl_too_short(struct disc *d)
{
	uint8_t *p = disc_entry(d, d->symlink, "SL");

	p[2] = 4;
	memcpy(p + 4, "PD\x0e\1", 4);
}
static void sl_unknown_component(struct disc *d) { disc_entry(d, d->symlink, "SL")[5] = 0x20; }
static void sl_root_in_middle(struct disc *d) { disc_entry(d, d->symlink, "SL")[7] = 0x08; }
static void sl_with_nul(struct disc *d) { disc_entry(d, d->symlink, "SL")[9] = 0; }
static void sl_missing(struct disc *d) { memcpy(disc_entry(d, d->symlink, "SL"), "PD", 2); }
static void sl_over_4095(struct disc *d)
{
	/* Seventeen entries of one component of 245 bytes each, over three areas. */
	uint8_t *more = disc_block(d, 40), *p = disc_entry(d, d->symlink, "PX");
	struct area a = { .n = 0 };

	area_px(&a, 0120777, 1, 0);
	area_nm(&a, 0, "sym", 3);
	area_ce(&a, 40, 0, 7 * 252 + 28);
	memcpy(p, a.p, a.n);
	for (size_t i = 0; i < 17; i++) {
		a.n = 0;
		p = area_add(&a, "SL", 252);
		p[0] = 1;
		p[2] = 245;
		memset(p + 3, 'l', 245);
		memcpy(more + i / 7 * BLOCK + i % 7 * 252, a.p, a.n);
	}
	for (uint32_t i = 0; i < 2; i++) {
		a.n = 0;
		area_ce(&a, 41 + i, 0, i ? 3 * 252 : 7 * 252 + 28);
		memcpy(more + i * BLOCK + 7 * 252, a.p, a.n);
	}
}

/* --- descriptors --- */

static void no_descriptor(struct disc *d) { memset(disc_block(d, PVD), 0, 3 * BLOCK); }
static void no_terminator(struct disc *d) { memset(disc_block(d, END), 0, BLOCK); }
static void endless_descriptors(struct disc *d)
{
	for (uint32_t lba = END; lba < DISC_BLOCKS; lba++)
		memcpy(disc_block(d, lba), "\3""CD001\1", 7);
}
static void block_size_zero(struct disc *d) { put_both16(disc_block(d, PVD) + 128, 0); }
static void block_size_odd(struct disc *d) { put_both16(disc_block(d, PVD) + 128, 0xffff); }
static void block_size_512(struct disc *d) { put_both16(disc_block(d, PVD) + 128, 512); }
static void root_is_file(struct disc *d)
{
	disc_block(d, PVD)[181] = 0;
	disc_block(d, SVD)[181] = 0;
}
static void root_beyond_end(struct disc *d)
{
	put_both32(disc_block(d, PVD) + 158, 0xffffff00);
	put_both32(disc_block(d, SVD) + 158, 0xffffff00);
}
static void root_length_huge(struct disc *d) { put_both32(disc_block(d, PVD) + 166, 0xffffffff); }
static void root_length_zero(struct disc *d) { put_both32(disc_block(d, PVD) + 166, 0); }
static void root_attributes_wrap(struct disc *d)
{
	put_le32(disc_block(d, PVD) + 158, 0xffffffff);
	disc_block(d, PVD)[157] = 255;
	memset(disc_block(d, SVD), 0, BLOCK);
}
static void root_record_of_68(struct disc *d) { disc_block(d, PVD)[156] = 68; }
static void primary_gone(struct disc *d) { disc_block(d, PVD)[6] = 9; }
static void space_zero(struct disc *d) { put_both32(disc_block(d, PVD) + 80, 0); }
static void joliet_only_wanted(struct disc *d) { disc_block(d, SVD)[88] = 0; }
static void sp_wrong_check(struct disc *d) { disc_entry(d, d->self, "SP")[4] = 0; }
static void sp_skip_huge(struct disc *d) { disc_entry(d, d->self, "SP")[6] = 255; }
static void big_endian_wrong(struct disc *d) { put_be32(d->bytes + d->file + 6, 0xdeadbeef); }

/* --- extents and types --- */

static void dir_beyond_end(struct disc *d) { put_both32(d->bytes + d->dir + 2, 0x10000000); }
static void dir_length_huge(struct disc *d) { put_both32(d->bytes + d->dir + 10, 0xfffff800); }
static void dir_of_text(struct disc *d) { memset(disc_block(d, SUB), 'A', BLOCK); }
static void dir_in_sections(struct disc *d) { d->bytes[d->dir + 25] |= 0x80; }
static void file_beyond_end(struct disc *d) { put_both32(d->bytes + d->inner + 2, 0xfffffff0); }
static void file_length_huge(struct disc *d) { put_both32(d->bytes + d->inner + 10, 0xffffffff); }
static void file_attributes_wrap(struct disc *d)
{
	put_le32(d->bytes + d->inner + 2, 0xffffff80);
	d->bytes[d->inner + 1] = 255;
}
static void file_interleaved(struct disc *d) { d->bytes[d->inner + 26] = 1; }
static void section_without_last(struct disc *d) { d->bytes[d->part2 + 25] = 0x80; }
static void section_of_other(struct disc *d) { d->bytes[d->part2 + 33] = 'Q'; }
static void section_ends_directory(struct disc *d) { d->bytes[d->inner + 25] = 0x80; }
static void file_says_directory(struct disc *d)
{
	put_le32(disc_entry(d, d->file, "PX") + 4, 040777);
}
static void dir_says_link(struct disc *d) { put_le32(disc_entry(d, d->dir, "PX") + 4, 0120777); }
static void mode_without_type(struct disc *d) { put_le32(disc_entry(d, d->file, "PX") + 4, 0644); }
static void date_impossible(struct disc *d)
{
	memset(disc_entry(d, d->file, "TF") + 5, 0xff, 7);
	memset(d->bytes + d->file + 18, 0xff, 7);
}
static void same_serial_everywhere(struct disc *d)
{
	/* Two different files that claim to be the same one. */
	put_both32(d->bytes + d->link + 2, DATA + 1);
}

/* --- names --- */

static void name_dotdot(struct disc *d) { memcpy(disc_entry(d, d->file, "NM"), "NM\7\1\0..", 7); }
static void name_with_slash(struct disc *d) { disc_entry(d, d->file, "NM")[6] = '/'; }
static void name_with_nul(struct disc *d) { disc_entry(d, d->file, "NM")[6] = 0; }
static void name_with_escape(struct disc *d) { disc_entry(d, d->file, "NM")[6] = 0x1b; }
static void name_taken(struct disc *d) { memcpy(disc_entry(d, d->link, "NM") + 5, "file", 4); }
static void link_then_directory(struct disc *d)
{
	/* "dir" is a link to the outside, then a directory of that name follows. */
	memcpy(disc_entry(d, d->symlink, "NM") + 5, "dir", 3);
	memcpy(d->bytes + d->symlink + 33, "DIR", 3);
}
static void joliet_odd_name(struct disc *d) { d->bytes[d->jfile + 32] = 23; }
static void joliet_slash(struct disc *d) { d->bytes[d->jfile + 33 + 5] = '/'; }
static void joliet_lone_surrogate(struct disc *d) { d->bytes[d->jfile + 33] = 0xd8; }
static void joliet_dir_is_root(struct disc *d) { put_both32(d->bytes + d->jdir + 2, JROOT); }
static void iso_name_slash(struct disc *d) { d->bytes[d->file + 34] = '/'; }

#define BEST BURIN_TREE_BEST
#define ISO BURIN_TREE_ISO9660
#define JOLIET BURIN_TREE_JOLIET
#define RR BURIN_TREE_ROCKRIDGE

static const struct defect defects[] = {
	{ "ce-to-itself", "CVE-2014-9420", ce_to_itself, BEST, DAMAGED, 0, 0, "/", "comes back to itself" },
	{ "ce-in-a-ring", "libarchive ee625255", ce_in_a_ring, BEST, DAMAGED, 0, 0, "/", "comes back to itself" },
	{ "ce-chain-of-60", "CVE-2014-9420", ce_chain_of_60, BEST, DAMAGED, 0, 0, "/", "too long" },
	{ "ce-over-block", "CVE-2014-9420", ce_over_block, BEST, DAMAGED, 0, 0, "/", "beyond its block" },
	{ "ce-offset-wraps", "CVE-2016-4913", ce_offset_wraps, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "ce-length-huge", "CVE-2014-9584", ce_length_huge, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "ce-beyond-end", "CVE-2014-9420", ce_beyond_end, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "ce-too-short", "CVE-2014-9584", ce_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "ce-of-root-broken", "second session of genisoimage", ce_of_root_broken, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "ce-of-root-broken-joliet", "the other tree still serves", ce_of_root_broken, JOLIET, 0, 0, 0, "/Letter.txt", NULL },
	{ "ce-empty", "an area without entries", ce_empty, BEST, 0, 0, 0, NULL, NULL },
	{ "dir-in-itself", "CVE-2015-8930", dir_in_itself, BEST, 0, DAMAGED, 0, "/dir/deep", "inside itself" },
	{ "dir-is-root", "CVE-2015-8930", dir_is_root, BEST, 0, DAMAGED, 0, "/dir", "inside itself" },
	{ "dir-twice", "CVE-2014-5471", dir_twice, BEST, 0, DAMAGED, 0, "/moved", "two places" },
	{ "dirs-overlap", "many times the volume to read", dirs_overlap, BEST, 0, DAMAGED, 0, NULL, "overlap" },
	{ "cl-to-root", "CVE-2014-5472", cl_to_root, BEST, 0, DAMAGED, 0, "/moved", "inside itself" },
	{ "cl-to-itself", "CVE-2014-5471", cl_to_itself, BEST, 0, DAMAGED, 0, "/moved/again", "inside itself" },
	{ "cl-to-data", "CVE-2014-5471", cl_to_data, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "cl-beyond-end", "CVE-2014-5472", cl_beyond_end, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "cl-too-short", "CVE-2014-9584", cl_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "record-too-short", "CVE-2017-18198", record_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "record-over-block", "CVE-2024-36600", record_over_block, BEST, 0, DAMAGED, 0, "/dir/deep", NULL },
	{ "record-one-byte-left", "CVE-2017-14501", record_one_byte_left, BEST, 0, DAMAGED, 0, "/dir/deep", NULL },
	{ "name-empty", "CVE-2017-18198", name_empty, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "name-over-record", "CVE-2017-14501", name_over_record, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "entry-length-zero", "CVE-2014-9584", entry_length_zero, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "entry-length-three", "CVE-2014-9584", entry_length_three, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "entry-over-area", "CVE-2014-9584", entry_over_area, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "px-too-short", "CVE-2014-9584", px_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "tf-too-short", "CVE-2014-9584", tf_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "tf-long-in-short", "CVE-2014-9584", tf_long_in_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "pn-too-short", "CVE-2014-9584", pn_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "nm-too-short", "CVE-2016-4913", nm_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "nm-over-255", "CVE-2016-4913", nm_over_255, BEST, DAMAGED, 0, 0, "/", "longer than 255" },
	{ "nm-twice", "CVE-2016-4913", nm_twice, BEST, DAMAGED, 0, 0, "/", "two names" },
	{ "nm-says-parent", "the ISO name serves", nm_says_parent, BEST, 0, 0, 0, "/FILE", NULL },
	{ "sl-component-over-entry", "CVE-2014-9728", sl_component_over_entry, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-component-cut", "CVE-2014-9731", sl_component_cut, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-too-short", "CVE-2014-9731", sl_too_short, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "sl-unknown-component", "CVE-2014-9730", sl_unknown_component, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-root-in-middle", "CVE-2014-9730", sl_root_in_middle, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-with-nul", "CVE-2014-9731", sl_with_nul, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-missing", "a link to nowhere", sl_missing, BEST, 0, DAMAGED, 0, "/sym", NULL },
	{ "sl-over-4095", "CVE-2014-9731", sl_over_4095, BEST, 0, DAMAGED, 0, "/sym", "longer than 4095" },
	{ "no-descriptor", "something else", no_descriptor, BEST, FOREIGN, 0, 0, NULL, NULL },
	{ "no-terminator", "old writers", no_terminator, BEST, 0, 0, 0, "/file", NULL },
	{ "endless-descriptors", "CVE-2014-6410", endless_descriptors, JOLIET, DAMAGED, 0, 0, "/", NULL },
	{ "block-size-zero", "division by zero", block_size_zero, BEST, DAMAGED, 0, 0, NULL, NULL },
	{ "block-size-odd", "CVE-2026-89778", block_size_odd, BEST, DAMAGED, 0, 0, NULL, NULL },
	{ "block-size-512", "legal, not read", block_size_512, BEST, FOREIGN, 0, 0, NULL, NULL },
	{ "root-is-file", "CVE-2024-36600", root_is_file, BEST, DAMAGED, 0, 0, NULL, NULL },
	{ "root-beyond-end", "CVE-2014-9728", root_beyond_end, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "root-length-huge", "CVE-2014-9728", root_length_huge, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "root-length-zero", "an empty root", root_length_zero, BEST, 0, 0, 0, NULL, NULL },
	{ "root-attributes-wrap", "CVE-2016-6250", root_attributes_wrap, BEST, DAMAGED, 0, 0, NULL, NULL },
	{ "root-record-of-68", "libarchive 2232", root_record_of_68, BEST, 0, 0, 0, "/file", NULL },
	{ "primary-gone", "the other tree still serves", primary_gone, BEST, 0, 0, 0, "/Letter.txt", NULL },
	{ "space-zero", "libarchive 211", space_zero, BEST, 0, 0, 0, "/file", NULL },
	{ "joliet-missing", "a tree that is not there", joliet_only_wanted, JOLIET, FOREIGN, 0, 0, NULL, NULL },
	{ "sp-wrong-check", "no Rock Ridge, then", sp_wrong_check, BEST, 0, 0, 0, "/Letter.txt", NULL },
	{ "sp-wrong-check-rockridge", "no Rock Ridge, then", sp_wrong_check, RR, FOREIGN, 0, 0, NULL, NULL },
	{ "sp-skip-huge", "CVE-2014-9584", sp_skip_huge, BEST, 0, 0, 0, "/FILE", NULL },
	{ "big-endian-wrong", "old writers", big_endian_wrong, BEST, 0, 0, 0, "/file", NULL },
	{ "dir-beyond-end", "CVE-2014-9728", dir_beyond_end, BEST, 0, DAMAGED, 0, "/dir", NULL },
	{ "dir-length-huge", "CVE-2014-9728", dir_length_huge, BEST, 0, DAMAGED, 0, "/dir", NULL },
	{ "dir-of-text", "CVE-2017-18198", dir_of_text, BEST, 0, DAMAGED, 0, "/dir", NULL },
	{ "dir-in-sections", "against ECMA-119 6.8.1", dir_in_sections, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "file-beyond-end", "cut image", file_beyond_end, BEST, 0, 0, DAMAGED, "/dir/deep/inner", NULL },
	{ "file-length-huge", "cut image", file_length_huge, BEST, 0, 0, DAMAGED, "/dir/deep/inner", NULL },
	{ "file-attributes-wrap", "CVE-2016-6250", file_attributes_wrap, BEST, 0, DAMAGED, 0, "/dir/deep", NULL },
	{ "file-interleaved", "ECMA-119 6.4.3", file_interleaved, BEST, 0, 0, DAMAGED, "/dir/deep/inner", NULL },
	{ "section-without-last", "pycdlib 42", section_without_last, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "section-of-other", "pycdlib 42", section_of_other, BEST, DAMAGED, 0, 0, "/", NULL },
	{ "section-ends-directory", "pycdlib 42", section_ends_directory, BEST, 0, DAMAGED, 0, "/dir/deep", NULL },
	{ "file-says-directory", "CVE-2022-0617", file_says_directory, BEST, 0, 0, 0, "/file", NULL },
	{ "dir-says-link", "CVE-2022-0617", dir_says_link, BEST, 0, 0, 0, "/dir/deep/inner", NULL },
	{ "mode-without-type", "old writers", mode_without_type, BEST, 0, 0, 0, "/file", NULL },
	{ "date-impossible", "old writers", date_impossible, BEST, 0, 0, 0, "/file", NULL },
	{ "same-serial-everywhere", "libarchive 335", same_serial_everywhere, BEST, 0, 0, 0, "/link", NULL },
	{ "name-dotdot", "libarchive 941e32fd", name_dotdot, BEST, 0, 0, UNSAFE, "/..", NULL },
	{ "name-with-slash", "libarchive 941e32fd", name_with_slash, BEST, 0, 0, UNSAFE, "/f_le", NULL },
	{ "name-with-nul", "CVE-2016-4913", name_with_nul, BEST, 0, 0, UNSAFE, "/f_le", NULL },
	{ "name-with-escape", "a terminal's commands", name_with_escape, BEST, 0, 0, 0, "/f\033le", NULL },
	{ "name-taken", "two items of one name", name_taken, BEST, 0, 0, -17, "/file", NULL },
	{ "link-then-directory", "a way out through a link", link_then_directory, BEST, 0, 0, -17, "/dir", NULL },
	{ "joliet-odd-name", "libarchive a9d2cc5e", joliet_odd_name, JOLIET, DAMAGED, 0, 0, "/", NULL },
	{ "joliet-slash", "libarchive 941e32fd", joliet_slash, JOLIET, 0, 0, UNSAFE, "/Le_ter.txt", NULL },
	{ "joliet-lone-surrogate", "Windows lets them be made", joliet_lone_surrogate, JOLIET, 0, 0, 0, "/\xef\xbf\xbd" "etter.txt", NULL },
	{ "joliet-dir-is-root", "CVE-2015-8930", joliet_dir_is_root, JOLIET, 0, DAMAGED, 0, "/Folder", "inside itself" },
	{ "iso-name-slash", "broken by Acorn's writer", iso_name_slash, ISO, 0, 0, UNSAFE, "/F_LE", NULL },
};

#define DEFECTS (sizeof(defects) / sizeof(defects[0]))

#endif
