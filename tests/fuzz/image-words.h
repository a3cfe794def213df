/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as numbers, and as names, targets and sizes that writers go wrong with. */
#ifndef TESTS_FUZZ_IMAGE_WORDS_H
#define TESTS_FUZZ_IMAGE_WORDS_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SECTION 0xfffff800ull	/* ECMA-119 file sections end at a block */

/* The bytes as numbers; behind their end, any. */

static const uint8_t *tape;
static size_t tape_left;
static uint32_t behind;

static uint32_t take(uint32_t below)
{
	uint32_t value = 0;

	for (uint32_t reach = below - 1; reach; reach >>= 8) {
		behind = behind * 1664525 + 1013904223;
		value = value << 8 | (tape_left ? *tape : behind >> 24);
		tape += tape_left > 0;
		tape_left -= tape_left > 0;
	}
	return value % below;
}

static size_t repeat(char *out, size_t limit, const char *piece, size_t times)
{
	size_t n = 0, len = strlen(piece);

	while (times-- && n + len <= limit) {
		memcpy(out + n, piece, len);
		n += len;
	}
	out[n] = '\0';
	return n;
}

static void raw_text(char *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = (char)take(256);
		if (!out[i])
			out[i] = 'o';
	}
	out[n] = '\0';
}

/* number makes names of one kind differ, and only where it is hard to see. */
static void make_name(char *out, uint32_t kind, uint32_t number)
{
	static const char *const pieces[] = {
		"x", "\xf0\x9f\x92\xbf", "\xe5\xad\x97", "\xff", "\xc3", ".",
	};
	static const char *const traps[] = {
		"FOO.C", "foo.c", "Foo.c", "FOO1.C", "foo..c", "foo.c.", ".foo", "...", "a;1",
		"A.;1", "A_1", "con", "a b", "a\nb", "a\x7f", "RR_MOVED", "rr_moved",
		"\xed\xa0\x80", "\xc0\xaf", "e\xcc\x81",
	};
	size_t n;

	switch (kind % 6) {
	case 0:
		raw_text(out, 1 + take(12));
		break;
	case 1:
		strcpy(out, traps[number % (sizeof(traps) / sizeof(traps[0]))]);
		break;
	case 2:	/* one stem, told apart by case and number only */
		snprintf(out, 256, "%s%u.%s", number & 1 ? "collision" : "COLLISION", number / 4,
			 number & 2 ? "c" : "C");
		break;
	case 3:	/* full to the last byte */
		n = repeat(out, 255, pieces[take(6)], 255);
		snprintf(out + (n > 247 ? 247 : n), 9, "%08x", number);
		break;
	case 4:	/* told apart only behind what the formats keep */
		n = repeat(out, 200, pieces[take(6)], 20 + take(200));
		snprintf(out + n, 256 - n, "%s%u", take(2) ? "." : "", number);
		break;
	default:	/* stems and numbers as the mapping makes them */
		n = repeat(out, 255, "A", 1 + number % 31);
		snprintf(out + n, 256 - n, "%u", number / 7);
	}
}

static void make_target(char *out)
{
	static const char *const pieces[] = { "../", "a/", "./", "//", "/", "..", ".", "xy" };
	size_t n = 0;

	if (!take(4))
		out[n++] = '/';
	for (uint32_t parts = 1 + take(8); parts; parts--) {
		if (take(3)) {
			n += repeat(out + n, 4095 - n, pieces[take(8)], take(4) ? 1 : take(2048));
			continue;
		}
		if (n > 4000)
			break;
		raw_text(out + n, 1 + take(16));
		n = strlen(out);
		n += repeat(out + n, 4095 - n, "t", take(2) ? take(255) : take(4096));
	}
	out[n] = '\0';
	if (!n)
		strcpy(out, "t");
}

static uint64_t make_size(void)
{
	static const uint64_t edges[] = {
		2048, 4096, 65536, SECTION, SECTION + 2048, 2 * SECTION, 3 * SECTION, 1ull << 31,
		1ull << 32, 1ull << 40, 1ull << 43,
	};

	switch (take(4)) {
	case 0: return 0;
	case 1: return take(70000);
	case 2: return take(16);
	default: return edges[take(take(16) ? 9 : 11)] - 1 + take(3);
	}
}

#endif
