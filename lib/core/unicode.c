/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/unicode.h"

#include "core/bytes.h"

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

/* Length of the sequence a lead byte starts, 0 when it cannot start one. */
static size_t sequence_length(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if ((lead & 0xf0) == 0xe0)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

uint32_t bur_utf8_next(const char *s, size_t n, size_t *used)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = (const uint8_t *)s;
	size_t len = sequence_length(p[0]);
	uint32_t code;

	*used = 1;
	if (!len || len > n)
		return BUR_UNICODE_BAD;
	code = len == 1 ? p[0] : p[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return BUR_UNICODE_BAD;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || is_surrogate(code))
		return BUR_UNICODE_BAD;
	*used = len;
	return code;
}

bool bur_utf8_valid(const char *s, size_t n)
{
	size_t used;

	for (size_t i = 0; i < n; i += used)
		if (bur_utf8_next(s + i, n - i, &used) == BUR_UNICODE_BAD)
			return false;
	return true;
}

size_t bur_utf8_put(char *out, uint32_t code)
{
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (char)(lead[len] | code);
	return len;
}

size_t bur_utf16be_put(uint8_t *out, uint32_t code)
{
	if (code < 0x10000) {
		if (out)
			put_be16(out, (uint16_t)code);
		return 1;
	}
	if (out) {
		put_be16(out, (uint16_t)(0xd800 | (code - 0x10000) >> 10));
		put_be16(out + 2, (uint16_t)(0xdc00 | ((code - 0x10000) & 0x3ff)));
	}
	return 2;
}

uint32_t bur_utf16be_next(const uint8_t *s, size_t n, size_t *used)
{
	uint32_t high, low;

	*used = n < 2 ? n : 2;
	if (n < 2)
		return BUR_UNICODE_BAD;
	high = get_be16(s);
	if (!is_surrogate(high))
		return high;
	if (high >= 0xdc00 || n < 4)
		return BUR_UNICODE_BAD;
	low = get_be16(s + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return BUR_UNICODE_BAD;
	*used = 4;
	return 0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff));
}
