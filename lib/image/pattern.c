/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/pattern.h"

#include <stdint.h>
#include <string.h>

#include "core/unicode.h"

static uint32_t next_character(const char **s)
{
	size_t used;
	uint32_t code = bur_utf8_next(*s, strnlen(*s, 4), &used);

	if (code == BUR_UNICODE_BAD)
		code = 0x80000000u | (uint8_t)**s;
	*s += used;
	return code;
}

/* *pattern stands behind '['. false with *pattern as it was: there is no ']'. */
static bool match_set(const char **pattern, uint32_t code, bool *matched)
{
	const char *p = *pattern;
	bool negate = *p == '!' || *p == '^', found = false;
	uint32_t low, high;

	p += negate;
	for (bool first = true; *p && (first || *p != ']'); first = false) {
		if (*p == '\\' && p[1])
			p++;
		low = high = next_character(&p);
		if (*p == '-' && p[1] && p[1] != ']') {
			p++;
			high = next_character(&p);
		}
		found |= low <= code && code <= high;
	}
	if (!*p)
		return false;
	*pattern = p + 1;
	*matched = found != negate;
	return true;
}

/* One character of text against one element of the pattern, which is not '*'. */
static bool match_one(const char **pattern, const char **text)
{
	const char *p = *pattern, *t = *text;
	uint32_t code;
	bool matched;

	if (!*p || !*t)
		return false;
	code = next_character(&t);
	if (*p == '?') {
		p++;
		matched = code != '/';
	} else if (*p == '[') {
		p++;
		if (!match_set(&p, code, &matched))
			matched = code == '[';
		matched &= code != '/';
	} else {
		if (*p == '\\' && p[1])
			p++;
		matched = next_character(&p) == code;
	}
	*pattern = p;
	*text = t;
	return matched;
}

/* Only the last '*' can need another try, so the work is bounded by the product of the lengths. */
bool bur_pattern_match(const char *pattern, const char *text)
{
	const char *star = NULL, *star_text = NULL;

	while (*text || *pattern) {
		if (*pattern == '*') {
			star = ++pattern;
			star_text = text;
			continue;
		}
		if (match_one(&pattern, &text))
			continue;
		if (!star || !*star_text || *star_text == '/')
			return false;
		next_character(&star_text);
		pattern = star;
		text = star_text;
	}
	return true;
}
