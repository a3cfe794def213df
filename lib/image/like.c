/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/like.h"

#include <burin/stream.h>
#include <string.h>

#include "core/bytes.h"
#include "core/crc.h"
#include "core/detail.h"
#include "core/export.h"
#include "core/unicode.h"

#define VERSION		1
#define FLAG_CLAMP	0x01
#define CRC_OFFSET	508u
#define NAME_OFFSET	32u

#define FILESYSTEMS	(BURIN_FS_ISO9660 | BURIN_FS_JOLIET | BURIN_FS_ROCKRIDGE)

static const char magic[12] = "BURIN IMAGE";

void bur_like_put(uint8_t *p, const struct bur_image_options *options, uint32_t blocks)
{
	memset(p, 0, BUR_APPLICATION_BYTES);
	memcpy(p, magic, sizeof(magic));
	p[12] = VERSION;
	p[13] = options->clamp ? FLAG_CLAMP : 0;
	put_be16(p + 14, (uint16_t)options->filesystems);
	put_be64(p + 16, (uint64_t)options->epoch);
	put_be32(p + 24, options->session_start);
	put_be32(p + 28, blocks);
	memcpy(p + NAME_OFFSET, options->volume_name, sizeof(options->volume_name));
	put_be32(p + CRC_OFFSET, bur_crc32c(0, p, CRC_OFFSET));
}

int bur_like_get(const uint8_t *p, struct bur_image_options *options, uint32_t *blocks)
{
	const char *name = (const char *)p + NAME_OFFSET;
	unsigned int filesystems = get_be16(p + 14);

	if (memcmp(p, magic, sizeof(magic)) || p[12] != VERSION ||
	    get_be32(p + CRC_OFFSET) != bur_crc32c(0, p, CRC_OFFSET))
		return BURIN_E_NOT_A_VOLUME;
	if ((p[13] & ~FLAG_CLAMP) || (filesystems & ~(unsigned int)FILESYSTEMS) ||
	    !(filesystems & BURIN_FS_ISO9660) || name[BUR_VOLUME_NAME_BYTES] ||
	    !bur_utf8_valid(name, strlen(name)))
		return BURIN_E_NOT_A_VOLUME;
	options->clamp = p[13] & FLAG_CLAMP;
	options->filesystems = filesystems;
	options->epoch = (int64_t)get_be64(p + 16);
	options->session_start = get_be32(p + 24);
	*blocks = get_be32(p + 28);
	memset(options->volume_name, 0, sizeof(options->volume_name));
	memcpy(options->volume_name, name, strlen(name));
	return 0;
}

/*
 * The primary descriptor's copy, or any later one's: a block is taken by the record in it and the record's
 * own checksum, so that damage elsewhere in the descriptor does not matter.
 */
BURIN_EXPORT int burin_image_set_like(struct burin_image *image, struct burin_stream *volume,
				      uint32_t session_start)
{
	const uint32_t first = BUR_SYSTEM_AREA_BLOCKS, last = 2 * BUR_SYSTEM_AREA_BLOCKS;
	struct bur_image_options options;
	uint8_t block[BUR_BLOCK];
	uint32_t blocks;
	int64_t n, err = 0;

	bur_detail_clear(&image->detail);
	for (uint32_t i = first; i < last; i++) {
		n = burin_stream_read(volume, ((uint64_t)session_start + i) * BUR_BLOCK, block,
				      sizeof(block));
		if (n < 0 && !err)
			err = n;
		if (n != sizeof(block) ||
		    bur_like_get(block + BUR_APPLICATION_OFFSET, &options, &blocks) ||
		    options.session_start != session_start)
			continue;
		image->options = options;
		return 0;
	}
	return bur_fail(&image->detail, err ? (int)err : BURIN_E_NOT_A_VOLUME, BURIN_PHASE_READ,
			NULL, "no record of an image that burin made");
}
