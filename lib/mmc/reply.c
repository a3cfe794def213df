// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mmc/reply.h"

#include "core/bytes.h"

#define MOST 65534u

static size_t even(uint64_t size)
{
	return size >= MOST ? MOST : (size_t)(size + (size & 1));
}

size_t bur_reply_size16(const uint8_t *p, size_t n)
{
	return n < 2 ? 0 : even(get_be16(p) + 2u);
}

size_t bur_reply_size32(const uint8_t *p, size_t n)
{
	return n < 4 ? 0 : even(get_be32(p) + (uint64_t)4);
}

size_t bur_reply_size_capacities(const uint8_t *p, size_t n)
{
	return n < 4 ? 0 : even(p[3] + 4u);
}

size_t bur_reply_size_inquiry(const uint8_t *p, size_t n)
{
	return n < 5 ? 0 : even(p[4] + 5u);
}
