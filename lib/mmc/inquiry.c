// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/inquiry.h"

#include <burin/error.h>
#include <string.h>

#include "core/bytes.h"

/* Space-padded ASCII at off; nothing of it when it did not come whole. */
static void take_text(const uint8_t *p, size_t n, size_t off, size_t len, char *out)
{
	size_t i;

	if (!bytes_inside(off, len, n))
		return;
	for (i = 0; i < len; i++)
		out[i] = p[off + i] < 0x20 || p[off + i] > 0x7e ? '?' : (char)p[off + i];
	while (i && (out[i - 1] == ' ' || (p[off + i - 1] == 0 && out[i - 1] == '?')))
		i--;
	out[i] = '\0';
	for (i = 0; out[i] == ' '; i++)
		;
	memmove(out, out + i, strlen(out + i) + 1);
}

int bur_inquiry_decode(const uint8_t *p, size_t n, struct bur_inquiry *out)
{
	memset(out, 0, sizeof(*out));
	if (n < 5)
		return BURIN_E_BAD_REPLY;
	if (n > p[4] + 5u)
		n = p[4] + 5u;
	out->type = p[0] & 0x1f;
	out->removable = p[1] & 0x80;
	take_text(p, n, 8, 8, out->vendor);
	take_text(p, n, 16, 16, out->product);
	take_text(p, n, 32, 4, out->revision);
	return 0;
}
