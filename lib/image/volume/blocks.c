/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/blocks.h"

#include <burin/stream.h>
#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"

void bur_blocks_init(struct bur_blocks *blocks, struct burin_stream *stream)
{
	uint64_t size = burin_stream_get_size(stream);
	uint64_t whole = size / BUR_BLOCK;

	memset(blocks, 0, sizeof(*blocks));
	blocks->stream = stream;
	blocks->bytes = size;
	blocks->limit = whole < UINT32_MAX ? (uint32_t)whole : UINT32_MAX;
}

void bur_blocks_exit(struct bur_blocks *blocks)
{
	for (size_t i = 0; i < BUR_BLOCKS_LINES; i++)
		bur_free(blocks->lines[i].data);
}

int bur_blocks_read_error(int64_t code)
{
	return code < -4095 || code == -ENOMEM ? (int)code : BURIN_E_READ;
}

static int read_failed(struct bur_blocks *blocks, int64_t code, uint32_t lba,
		       struct burin_detail *detail)
{
	const struct burin_detail *cause = burin_stream_get_detail(blocks->stream);

	if (!detail)
		return bur_blocks_read_error(code);
	if (cause->code == code)
		*detail = *cause;
	else
		bur_fail(detail, (int)code, BURIN_PHASE_READ, NULL, NULL);
	if (!detail->text[0] && code > -4096)
		bur_fail(detail, (int)code, BURIN_PHASE_READ, NULL, "%s", burin_strerror((int)code));
	detail->code = bur_blocks_read_error(code);
	detail->phase = BURIN_PHASE_READ;
	detail->subject[0] = '\0';
	bur_detail_set_lba(detail, lba);
	return detail->code;
}

static struct bur_blocks_line *find(struct bur_blocks *blocks, uint32_t lba)
{
	for (size_t i = 0; i < BUR_BLOCKS_LINES; i++) {
		struct bur_blocks_line *line = &blocks->lines[i];

		if (lba >= line->first && lba - line->first < line->count)
			return line;
	}
	return NULL;
}

static struct bur_blocks_line *oldest(struct bur_blocks *blocks)
{
	struct bur_blocks_line *best = &blocks->lines[0];

	for (size_t i = 1; i < BUR_BLOCKS_LINES; i++)
		if (blocks->lines[i].used < best->used)
			best = &blocks->lines[i];
	return best;
}

/* Reads count blocks into line; the first of them must be there, the rest may be missing. */
static int64_t fill(struct bur_blocks *blocks, struct bur_blocks_line *line, uint32_t lba,
		    uint32_t count)
{
	int64_t got = burin_stream_read(blocks->stream, (uint64_t)lba * BUR_BLOCK, line->data,
					(size_t)count * BUR_BLOCK);

	line->first = lba;
	line->count = got > 0 ? (uint32_t)(got / BUR_BLOCK) : 0;
	return got;
}

/* Reading ahead stops at the line's end; where it fails, the block alone may still be good. */
static int load(struct bur_blocks *blocks, struct bur_blocks_line *line, uint32_t lba,
		struct burin_detail *detail)
{
	uint32_t count = BUR_BLOCKS_LINE - lba % BUR_BLOCKS_LINE;
	int64_t got;

	line->count = 0;
	if (!line->data)
		line->data = bur_pages((size_t)BUR_BLOCKS_LINE * BUR_BLOCK);
	if (!line->data)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_READ, NULL, NULL);
	if (count > blocks->limit - lba)
		count = blocks->limit - lba;
	got = fill(blocks, line, lba, count);
	if (got < 0 && got != -ENOMEM && count > 1)
		got = fill(blocks, line, lba, 1);
	if (got < 0)
		return read_failed(blocks, got, lba, detail);
	if (!line->count) {
		bur_fail(detail, BURIN_E_DAMAGED_VOLUME, BURIN_PHASE_READ, NULL,
			 "the medium or image ends before this block");
		bur_detail_set_lba(detail, lba);
		return BURIN_E_DAMAGED_VOLUME;
	}
	return 0;
}

int bur_blocks_get(struct bur_blocks *blocks, uint32_t lba, const uint8_t **block,
		   struct burin_detail *detail)
{
	struct bur_blocks_line *line = find(blocks, lba);
	int ret;

	if (lba >= blocks->limit) {
		bur_fail(detail, BURIN_E_DAMAGED_VOLUME, BURIN_PHASE_READ, NULL,
			 "a block beyond the end of the medium or image is named");
		bur_detail_set_lba(detail, lba);
		return BURIN_E_DAMAGED_VOLUME;
	}
	if (!line) {
		line = oldest(blocks);
		ret = load(blocks, line, lba, detail);
		if (ret)
			return ret;
	}
	line->used = ++blocks->clock;
	*block = line->data + (size_t)(lba - line->first) * BUR_BLOCK;
	return 0;
}
