/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Length of the UTF-8 character at s and its code; 0: not UTF-8 (RFC 3629, section 4). */
static size_t decode(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 :
		     s[0] < 0xf5 ? 4 : 0;
	uint32_t c;

	if (len < 2) {
		*code = s[0];
		return len;
	}
	c = s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	*code = c;
	return c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : len;
}

/* C0, DEL, C1, and the marks that turn the direction of what follows. */
static bool is_harmful(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void copy(const char *text, char *out, size_t n, bool keep_harmful)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t at = 0;

	while (*s) {
		uint32_t code;
		size_t len = decode(s, &code);
		bool escape = !len || (!keep_harmful && is_harmful(code));
		size_t bytes = len ? len : 1;

		if (at + (escape ? 4 * bytes : bytes) >= n)
			break;
		for (; bytes; bytes--, s++)
			if (escape)
				at += (size_t)snprintf(out + at, n - at, "\\x%02X", *s);
			else
				out[at++] = (char)*s;
	}
	if (n)
		out[at] = '\0';
}

void text_clean(const char *text, char *out, size_t n)
{
	copy(text, out, n, false);
}

void text_utf8(const char *text, char *out, size_t n)
{
	copy(text, out, n, true);
}

void text_bytes(uint64_t bytes, char *out, size_t n)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB" };
	uint64_t unit = 1000;
	size_t i = 0;

	if (bytes < 1000) {
		snprintf(out, n, "%u bytes", (unsigned int)bytes);
		return;
	}
	while (i + 1 < sizeof(units) / sizeof(units[0]) && bytes / unit >= 1000) {
		unit *= 1000;
		i++;
	}
	snprintf(out, n, "%.1f %s", (double)bytes / (double)unit, units[i]);
}

void text_time(uint64_t ms, char *out, size_t n)
{
	uint64_t s = ms / 1000;

	if (s < 3600)
		snprintf(out, n, "%u:%02u", (unsigned int)(s / 60), (unsigned int)(s % 60));
	else
		snprintf(out, n, "%llu:%02u:%02u", (unsigned long long)(s / 3600),
			 (unsigned int)(s / 60 % 60), (unsigned int)(s % 60));
}

void text_speed(double factor, char *out, size_t n)
{
	uint32_t whole = (uint32_t)(factor + 0.5);
	double off = factor - whole;

	if (whole && off < factor / 100 && off > -factor / 100)
		snprintf(out, n, "%ux", whole);
	else
		snprintf(out, n, "%.1fx", factor);
}

void text_date(int64_t seconds, char *out, size_t n)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, n, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(out, n, "@%lld", (long long)seconds);
}
