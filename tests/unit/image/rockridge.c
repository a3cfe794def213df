/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/rockridge/rockridge.h"

#include <kselftest_harness.h>
#include <stdlib.h>

#include "core/bytes.h"

/* What a reader makes of the fields: it follows every CE by the rules of SUSP 5.1. */
struct read_back {
	char name[1024], target[8192];
	size_t name_len, target_len;
	unsigned int hops, entries, sl_between;
	bool px, tf, er, sp, bad;
	bool separator, name_goes_on, target_goes_on;
};

static void read_sl(struct read_back *r, const uint8_t *p)
{
	size_t end = p[2];
	bool whole = true;

	if (!r->target_goes_on && r->target_len)
		r->bad = true;
	for (size_t at = 5; at < end; at += 2u + p[at + 1]) {
		if (at + 2 > end || at + 2 + p[at + 1] > end) {
			r->bad = true;
			return;
		}
		if (r->separator)
			r->target[r->target_len++] = '/';
		r->separator = false;
		if (p[at] & 2)
			r->target[r->target_len++] = '.';
		if (p[at] & 4) {
			memcpy(r->target + r->target_len, "..", 2);
			r->target_len += 2;
		}
		if (p[at] & 8)
			r->target[r->target_len++] = '/';
		memcpy(r->target + r->target_len, p + at + 2, p[at + 1]);
		r->target_len += p[at + 1];
		r->separator = !(p[at] & (1 | 8));
		whole = !(p[at] & 1);
	}
	r->target_goes_on = p[4] & 1;
	if (r->target_goes_on && whole)
		r->sl_between++;
}

static void read_entry(struct read_back *r, const uint8_t *p)
{
	r->entries++;
	if (!memcmp(p, "NM", 2)) {
		memcpy(r->name + r->name_len, p + 5, p[2] - 5u);
		r->name_len += p[2] - 5u;
		r->bad |= r->name_len != p[2] - 5u && !r->name_goes_on;
		r->name_goes_on = p[4] & 1;
	} else if (!memcmp(p, "SL", 2)) {
		read_sl(r, p);
	} else if (!memcmp(p, "PX", 2)) {
		r->px = p[2] == 44;
	} else if (!memcmp(p, "TF", 2)) {
		r->tf = p[2] == 12 && p[4] == 2;
	} else if (!memcmp(p, "ER", 2)) {
		r->er = p[2] == 237;
	} else if (!memcmp(p, "SP", 2)) {
		r->sp = p[2] == 7;
	} else if (memcmp(p, "PN", 2)) {
		r->bad = true;
	}
}

/* n bytes at p; *ce is set to the CE entry met. */
static void read_field(struct read_back *r, const uint8_t *p, size_t n, const uint8_t **ce)
{
	*ce = NULL;
	while (n >= 4) {
		if (p[2] < 4 || p[2] > n || p[3] != 1) {
			r->bad = true;
			return;
		}
		if (!memcmp(p, "CE", 2)) {
			r->bad |= p[2] != 28 || *ce;
			*ce = p;
		} else {
			read_entry(r, p);
		}
		n -= p[2];
		p += p[2];
	}
}

#define BASE 1000u

static void read_back(struct read_back *r, const struct bur_susp *susp)
{
	const uint8_t *ce;
	uint64_t position;

	memset(r, 0, sizeof(*r));
	read_field(r, susp->record, susp->record_len, &ce);
	while (ce) {
		uint32_t offset = get_le32(ce + 12), length = get_le32(ce + 20);

		position = (uint64_t)(get_le32(ce + 4) - BASE) * BUR_BLOCK + offset;
		r->bad |= offset + length > BUR_BLOCK || !length;
		r->bad |= position < susp->start || position + length > susp->end;
		r->bad |= get_be32(ce + 8) != get_le32(ce + 4);
		if (r->bad || ++r->hops > 31)
			return;
		read_field(r, susp->area + (position - susp->start), length, &ce);
	}
	r->bad |= r->name_goes_on || r->target_goes_on;
}

static void build(struct bur_susp *susp, const char *name, const char *target, uint64_t position)
{
	const struct bur_posix posix = { .mode = 0120777, .links = 1, .serial = 7 };

	memset(susp, 0xee, sizeof(*susp));
	bur_susp_clear(susp);
	bur_rrip_add_px(susp, &posix);
	bur_rrip_add_tf(susp, 0);
	bur_rrip_add_nm(susp, name);
	if (target)
		bur_rrip_add_sl(susp, target);
	bur_susp_place(susp, BUR_RECORD_MAX - 66, position, BASE);
}

FIXTURE(susp)
{
	struct bur_susp *susp;
	struct read_back *r;
};

FIXTURE_SETUP(susp)
{
	self->susp = malloc(sizeof(*self->susp));
	self->r = malloc(sizeof(*self->r));
}

FIXTURE_TEARDOWN(susp)
{
	free(self->susp);
	free(self->r);
}

TEST_F(susp, links_have_their_known_bytes)
{
	static const uint8_t relative[] = {
		'S', 'L', 0x10, 1, 0, 0, 1, 'a', 0, 1, 'b', 4, 0, 0, 1, 'x',
	};
	static const uint8_t absolute[] = {
		'S', 'L', 0x11, 1, 0, 8, 0, 0, 3, 'u', 's', 'r', 0, 3, 'l', 'i', 'b',
	};

	bur_susp_clear(self->susp);
	bur_rrip_add_sl(self->susp, "a/b/../x");
	ASSERT_EQ(sizeof(relative), self->susp->flat_len);
	EXPECT_EQ(0, memcmp(self->susp->flat, relative, sizeof(relative)));
	bur_susp_clear(self->susp);
	bur_rrip_add_sl(self->susp, "/usr/lib");
	ASSERT_EQ(sizeof(absolute), self->susp->flat_len);
	EXPECT_EQ(0, memcmp(self->susp->flat, absolute, sizeof(absolute)));
}

TEST_F(susp, er_has_its_known_bytes)
{
	bur_susp_clear(self->susp);
	bur_rrip_add_er(self->susp);
	ASSERT_EQ(237u, self->susp->flat_len);
	EXPECT_EQ(0, memcmp(self->susp->flat, "ER\xed\x01\x0aT\x87\x01RRIP_1991ATHE ROCK", 26));
}

TEST_F(susp, devices_have_their_known_bytes)
{
	bur_susp_clear(self->susp);
	bur_rrip_add_pn(self->susp, 1, 3);
	EXPECT_EQ(0, memcmp(self->susp->flat, "PN\x14\1\0\0\0\0\0\0\0\0\3\1\0\0\0\0\1\3", 20));
	bur_susp_clear(self->susp);
	bur_rrip_add_pn(self->susp, 259, 70000);
	EXPECT_EQ(0, get_le32(self->susp->flat + 4));
	EXPECT_EQ(0x11110370u, get_le32(self->susp->flat + 12));
}

/* Every length, at every distance from the end of a block. */
TEST_F(susp, names_of_all_lengths_come_back)
{
	char name[256] = "";

	for (size_t len = 1; len <= 255; len++) {
		name[len - 1] = (char)('a' + len % 26);
		for (uint64_t position = 0; position < 2 * BUR_BLOCK; position += 97) {
			build(self->susp, name, NULL, position);
			read_back(self->r, self->susp);
			ASSERT_FALSE(self->r->bad);
			ASSERT_TRUE(self->r->px && self->r->tf);
			ASSERT_EQ(len, self->r->name_len);
			ASSERT_EQ(0, memcmp(self->r->name, name, len));
			ASSERT_EQ(0, self->susp->record_len % 2);
		}
	}
}

TEST_F(susp, a_short_name_needs_no_continuation)
{
	build(self->susp, "short", NULL, 77);
	EXPECT_EQ(77, self->susp->start);
	EXPECT_EQ(77, self->susp->end);
}

static bool comes_back(struct bur_susp *susp, struct read_back *r, const char *target,
		       uint64_t position)
{
	build(susp, "a link", target, position);
	read_back(r, susp);
	return !r->bad && r->target_len == strlen(target) &&
	       !memcmp(r->target, target, r->target_len);
}

TEST_F(susp, odd_targets_come_back)
{
	static const char *const targets[] = {
		"/", ".", "..", "a", "a/", "//a", "a//b", "../..", "/.", "./a/..", "...", "a/./b", "///",
	};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		EXPECT_TRUE(comes_back(self->susp, self->r, targets[i], 0));
}

/* Components of every length from 0 (slashes only) on, targets up to PATH_MAX. */
TEST_F(susp, long_targets_come_back)
{
	static const size_t lengths[] = {
		1, 100, 120, 240, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256, 300,
		350, 400, 519, 1023, 2000, 2048, 2100, 4000, 4095,
	};
	char target[4096];

	for (size_t part = 0; part < 260; part += part < 6 || part > 240 ? 1 : 13) {
		for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
			for (size_t k = 0; k < lengths[i]; k++)
				target[k] = k % (part + 1) == part ? '/' : (char)('a' + k % 26);
			target[lengths[i]] = '\0';
			ASSERT_TRUE(comes_back(self->susp, self->r, target, part * 119));
			/* two bytes or more: no entry ends between two components */
			if (part > 1)
				ASSERT_EQ(0, self->r->sl_between);
		}
	}
}

TEST_F(susp, what_fits_one_block_takes_one_ce)
{
	char target[1900];

	memset(target, 't', sizeof(target));
	for (size_t k = 60; k < sizeof(target); k += 61)
		target[k] = '/';
	target[sizeof(target) - 1] = '\0';
	for (uint64_t position = 0; position < BUR_BLOCK; position += 31) {
		ASSERT_TRUE(comes_back(self->susp, self->r, target, position));
		ASSERT_EQ(1u, self->r->hops);
	}
}

TEST_F(susp, targets_of_dots_come_back)
{
	char target[4096] = "";

	for (size_t i = 0; i + 3 < sizeof(target); i += 3)
		memcpy(target + i, "../", 4);
	EXPECT_TRUE(comes_back(self->susp, self->r, target, 2000));
	for (size_t i = 0; i + 2 < sizeof(target); i += 2)
		memcpy(target + i, "./", 3);
	EXPECT_TRUE(comes_back(self->susp, self->r, target, 2040));
}

TEST_F(susp, random_targets_come_back)
{
	static const char alphabet[] = "/.ab";
	char target[4096];
	unsigned int seed = 1;

	for (int round = 0; round < 3000; round++) {
		size_t len = 1 + (size_t)rand_r(&seed) % 4095;

		for (size_t k = 0; k < len; k++)
			target[k] = alphabet[rand_r(&seed) % 4];
		target[len] = '\0';
		ASSERT_TRUE(comes_back(self->susp, self->r, target, (uint64_t)rand_r(&seed) % 5000));
	}
}

TEST_HARNESS_MAIN
