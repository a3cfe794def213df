/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/name.h"

#include <string.h>

#include "core/unicode.h"

/* ECMA-119 7.5.1: name, dot, extension, semicolon, version. */
size_t bur_name_from_iso9660(const uint8_t *id, size_t n, char out[BUR_NAME_MAX])
{
	if (n > 2 && id[n - 2] == ';' && id[n - 1] == '1')
		n -= 2;
	if (n > 1 && id[n - 1] == '.')
		n--;
	memcpy(out, id, n);
	return n;
}

/* A lone surrogate becomes U+FFFD: Windows lets such names be made. */
size_t bur_name_from_joliet(const uint8_t *id, size_t n, char out[BUR_NAME_MAX])
{
	static const uint8_t version[] = { 0, ';', 0, '1' };
	size_t length = 0, used;

	if (n > sizeof(version) && !memcmp(id + n - sizeof(version), version, sizeof(version)))
		n -= sizeof(version);
	for (size_t i = 0; i < n; i += used) {
		uint32_t code = bur_utf16be_next(id + i, n - i, &used);

		length += bur_utf8_put(out + length, code == BUR_UNICODE_BAD ? 0xfffd : code);
	}
	return length;
}

bool bur_name_clean(char *name, size_t n)
{
	bool safe = n > 0 && !(n == 1 && name[0] == '.') && !(n == 2 && !memcmp(name, "..", 2));

	for (size_t i = 0; i < n; i++) {
		if (name[i] != '/' && name[i])
			continue;
		name[i] = '_';
		safe = false;
	}
	return safe;
}
