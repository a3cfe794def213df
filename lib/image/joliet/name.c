/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/joliet/joliet.h"

#include <string.h>

#include "core/unicode.h"

#define CHARACTERS		64
#define EXTENSION_CHARACTERS	16	/* what is longer is no extension */

static uint32_t allowed(uint32_t code)
{
	if (code < ' ' || code == BUR_UNICODE_BAD || (code < 0x80 && strchr("*/:;?\\", (int)code)))
		return '_';
	return code;
}

/* As many characters of s as fit into room units; returns the units. */
static uint8_t map_part(uint8_t *out, size_t room, const char *s, size_t n)
{
	size_t units = 0, used;
	uint32_t code;

	for (size_t i = 0; i < n; i += used) {
		code = allowed(bur_utf8_next(s + i, n - i, &used));
		if (units + bur_utf16be_put(NULL, code) > room)
			break;
		units += bur_utf16be_put(out + 2 * units, code);
	}
	return (uint8_t)units;
}

void bur_joliet_name(struct bur_ident *ident, const char *name, bool dir)
{
	size_t n = strlen(name);
	const char *dot = dir ? NULL : memrchr(name + 1, '.', n - 1);
	size_t stem = dot ? (size_t)(dot - name) : n;

	ident->unit = 2;
	ident->has_version = false;
	ident->extension_len = 0;
	if (dot)
		ident->extension_len = map_part(ident->extension, EXTENSION_CHARACTERS + 2,
						dot + 1, n - stem - 1);
	if (ident->extension_len > EXTENSION_CHARACTERS) {
		ident->extension_len = 0;
		dot = NULL;
		stem = n;
	}
	ident->has_dot = dot;
	ident->limit = CHARACTERS - (dot != NULL);
	ident->stem_len = map_part(ident->stem, (size_t)ident->limit - ident->extension_len, name,
				   stem);
}

/* By 16-bit value, the shorter padded with 0000, which no name contains. */
int bur_joliet_compare(const uint8_t *a, const uint8_t *b)
{
	int order = memcmp(a + 1, b + 1, a[0] < b[0] ? a[0] : b[0]);

	return order ? order : (int)a[0] - (int)b[0];
}
