/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/iso9660/iso9660.h"

#include <string.h>

#include "core/unicode.h"

#define FILE_CHARACTERS		30	/* name and extension, 7.5.1 */
#define DIR_CHARACTERS		31	/* 7.6.3 */
#define EXTENSION_CHARACTERS	15	/* what is longer is no extension */

/* d-characters, 7.4.1: others become '_', one for each character. */
static uint8_t map(uint32_t code)
{
	if (code >= 'a' && code <= 'z')
		return (uint8_t)(code - 'a' + 'A');
	if ((code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9'))
		return (uint8_t)code;
	return '_';
}

/* As many characters of s as fit into room; returns how many. */
static uint8_t map_part(uint8_t *out, size_t room, const char *s, size_t n)
{
	size_t len = 0, used;

	for (size_t i = 0; i < n && len < room; i += used)
		out[len++] = map(bur_utf8_next(s + i, n - i, &used));
	return (uint8_t)len;
}

void bur_iso_name(struct bur_ident *ident, const char *name, bool dir)
{
	size_t n = strlen(name);
	const char *dot = dir ? NULL : memrchr(name + 1, '.', n - 1);
	size_t stem = n;

	ident->unit = 1;
	ident->limit = dir ? DIR_CHARACTERS : FILE_CHARACTERS;
	ident->has_dot = ident->has_version = !dir;
	ident->extension_len = 0;
	if (dot) {
		stem = (size_t)(dot - name);
		ident->extension_len = map_part(ident->extension, EXTENSION_CHARACTERS + 1,
						dot + 1, n - stem - 1);
		if (ident->extension_len > EXTENSION_CHARACTERS) {
			ident->extension_len = 0;
			stem = n;
		}
	}
	ident->stem_len = map_part(ident->stem, (size_t)ident->limit - ident->extension_len, name,
				   stem);
}

/* '.' and ';' end a field that is padded with spaces: ';' first, then '.', below all d-characters. */
static int weight(uint8_t c)
{
	return c == ';' ? ' ' : c;
}

int bur_iso_compare(const uint8_t *a, const uint8_t *b)
{
	size_t n = a[0] < b[0] ? a[0] : b[0];

	for (size_t i = 1; i <= n; i++)
		if (a[i] != b[i])
			return weight(a[i]) - weight(b[i]);
	return (int)a[0] - (int)b[0];
}
