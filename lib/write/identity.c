/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "write/identity.h"

#include <string.h>

#include "core/bytes.h"
#include "stream/stream.h"

#define VERSION		1
#define READABLE	0x01
#define SIMULATED	0x02

static const char magic[9] = { 'D', 'A', 'T', 'A', ' ', 'B', 'U', 'R', 'N' };

void bur_identity_of(struct burin_stream *stream, struct bur_identity *identity)
{
	uint64_t at = (uint64_t)BUR_IDENTITY_BLOCK * BURIN_BLOCK_SIZE;

	identity->size = burin_stream_get_size(stream);
	identity->readable = burin_stream_is_seekable(stream) &&
			     identity->size != BURIN_SIZE_UNKNOWN;
	identity->digest = identity->readable ? bur_stream_identity(stream) : 0;
	identity->has_block = identity->readable &&
			      burin_stream_read(stream, at, identity->block, BURIN_BLOCK_SIZE) ==
			      BURIN_BLOCK_SIZE;
}

size_t bur_identity_put(uint8_t p[BUR_IDENTITY_MAX], const struct bur_identity *identity)
{
	memset(p, 0, BUR_IDENTITY_HEADER);
	memcpy(p, magic, sizeof(magic));
	p[9] = VERSION;
	p[10] = (identity->readable ? READABLE : 0) | (identity->simulated ? SIMULATED : 0);
	put_be32(p + 12, identity->start);
	put_be64(p + 16, identity->size);
	put_be32(p + 24, identity->digest);
	put_be32(p + 28, (uint32_t)identity->kind);
	if (!identity->has_block)
		return BUR_IDENTITY_HEADER;
	memcpy(p + BUR_IDENTITY_HEADER, identity->block, BURIN_BLOCK_SIZE);
	return BUR_IDENTITY_MAX;
}

bool bur_identity_get(const uint8_t *p, size_t n, struct bur_identity *identity)
{
	if ((n != BUR_IDENTITY_HEADER && n != BUR_IDENTITY_MAX) ||
	    memcmp(p, magic, sizeof(magic)) || p[9] != VERSION ||
	    p[10] & ~(READABLE | SIMULATED))
		return false;
	*identity = (struct bur_identity){
		.readable = p[10] & READABLE,
		.simulated = p[10] & SIMULATED,
		.start = get_be32(p + 12),
		.size = get_be64(p + 16),
		.digest = get_be32(p + 24),
		.kind = (enum burin_kind)get_be32(p + 28),
		.has_block = n == BUR_IDENTITY_MAX,
	};
	if (identity->has_block)
		memcpy(identity->block, p + BUR_IDENTITY_HEADER, BURIN_BLOCK_SIZE);
	return true;
}

const char *bur_identity_compare(const struct bur_identity *burn,
				 const struct bur_identity *source)
{
	if (!burn->readable)
		return "the burn's source cannot be read a second time";
	if (!source->readable)
		return "a source that can be read only once tells nothing of what was burned";
	if (burn->size != source->size)
		return "its size is another";
	if (burn->has_block != source->has_block ||
	    memcmp(burn->block, source->block, source->has_block ? BURIN_BLOCK_SIZE : 0))
		return "it is another volume";
	if (burn->digest != source->digest)
		return "names, sizes or times of what is in it are others";
	return NULL;
}
