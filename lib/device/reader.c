/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The medium as a stream: READ(10) in pieces, small reads out of the last piece.
 * Where a piece cannot be read its blocks are tried one by one, so that every good
 * block is delivered and the bad one is named. What is expected to be read whole is read ahead
 * where the transport does that.
 */
#include "device/recorder.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "device/ahead.h"
#include "mmc/cdb.h"
#include "stream/stream.h"

#define BLOCK BURIN_BLOCK_SIZE

struct reader {
	struct burin_recorder *rec;
	uint32_t first, count;
	uint32_t held, held_count;	/* blocks in piece, from first on */
	uint32_t careful_until;		/* below: one by one */
	uint32_t piece_blocks;		/* read in one command */
	unsigned int generation;	/* of the medium when piece was read */
	uint8_t *piece;
	struct bur_ahead *ahead;	/* NULL: nothing is expected */
};

/* blocks at index into buf; how many came, or the failure. */
static int64_t read_blocks(struct reader *reader, uint32_t index, uint32_t blocks, uint8_t *buf,
			   struct burin_detail *detail)
{
	struct burin_recorder *rec = reader->rec;
	uint8_t cdb[16];
	size_t got, len = bur_cdb_read_10(cdb, reader->first + index, (uint16_t)blocks);
	int ret = bur_recorder_ask(rec, cdb, len, buf, (size_t)blocks * BLOCK, &got);

	if (!ret && got >= BLOCK)
		return (int64_t)(got / BLOCK);
	if (!ret)
		ret = bur_recorder_bad_reply(rec, cdb, len);
	*detail = rec->detail;
	detail->phase = BURIN_PHASE_READ;
	bur_detail_set_lba(detail, (int64_t)reader->first + index);
	return ret;
}

static uint32_t min32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Blocks in one command: no more than are expected to be read. */
static uint32_t piece_at(const struct reader *reader, uint32_t index, uint32_t most)
{
	uint32_t n = min32(most, reader->piece_blocks), expected = 0;

	if (index < reader->careful_until)
		return 1;
	if (reader->ahead)
		expected = bur_ahead_expected(reader->ahead, reader->first + index);
	return expected ? min32(n, expected) : n;
}

/* At least one block at index, at most most, or the failure of that very block. */
static int64_t read_good(struct reader *reader, uint32_t index, uint32_t most, uint8_t *buf,
			 struct burin_detail *detail)
{
	uint32_t n = piece_at(reader, index, most);
	int64_t got = 0;

	if (reader->ahead && index >= reader->careful_until)
		got = bur_ahead_take(reader->ahead, reader->first + index, n, buf);
	if (got > 0)
		return got;
	if (!got) {
		got = read_blocks(reader, index, n, buf, detail);
		if (got != BURIN_E_READ || n == 1)
			return got;
	}
	reader->careful_until = index + n;
	bur_detail_clear(detail);
	return read_blocks(reader, index, 1, buf, detail);
}

static bool is_held(const struct reader *reader, uint32_t index)
{
	return reader->generation == reader->rec->generation && index >= reader->held &&
	       index - reader->held < reader->held_count;
}

/* Reads ahead: the whole piece that begins at index. */
static int hold(struct reader *reader, uint32_t index, struct burin_detail *detail)
{
	int64_t got;

	reader->held_count = 0;
	got = read_good(reader, index, reader->count - index, reader->piece, detail);
	if (got < 0)
		return (int)got;
	reader->held = index;
	reader->generation = reader->rec->generation;
	reader->held_count = (uint32_t)got;
	return 0;
}

static int64_t reader_read(void *self, uint64_t offset, void *buf, size_t n,
			   struct burin_detail *detail)
{
	struct reader *reader = self;
	uint32_t index = (uint32_t)(offset / BLOCK), within = (uint32_t)(offset % BLOCK);
	uint64_t have;
	int ret;

	if (!within && n >= reader->piece_blocks * BLOCK && !is_held(reader, index)) {
		int64_t got = read_good(reader, index, reader->piece_blocks, buf, detail);

		return got < 0 ? got : got * BLOCK;
	}
	if (!is_held(reader, index)) {
		ret = hold(reader, index, detail);
		if (ret)
			return ret;
	}
	have = (uint64_t)(reader->held + reader->held_count - index) * BLOCK - within;
	if (n > have)
		n = (size_t)have;
	memcpy(buf, reader->piece + (size_t)(index - reader->held) * BLOCK + within, n);
	return (int64_t)n;
}

static void reader_close(void *self)
{
	struct reader *reader = self;

	bur_ahead_free(reader->ahead);
	burin_recorder_unref(reader->rec);
	bur_free(reader->piece);
	bur_free(reader);
}

/* The piece held is read once more: taken from there, it would be passed over in the ring. */
static void reader_expect(void *self, uint64_t offset, uint64_t n)
{
	struct reader *reader = self;
	uint64_t first = offset / BLOCK, end = (offset + n + BLOCK - 1) / BLOCK;

	reader->held_count = 0;
	if (!reader->ahead)
		reader->ahead = bur_ahead_new(reader->rec->transport, reader->piece_blocks);
	if (reader->ahead)
		bur_ahead_expect(reader->ahead, reader->first + (uint32_t)first,
				 (uint32_t)(end - first));
}

static const struct bur_stream_ops reader_ops = {
	.read = reader_read,
	.expect = reader_expect,
	.close = reader_close,
};

BURIN_EXPORT int burin_recorder_new_stream(struct burin_recorder *rec, uint32_t first,
					   uint32_t count, struct burin_stream **out)
{
	struct reader *reader;
	int ret;

	*out = NULL;
	if (count > UINT32_MAX - first)
		return bur_fail(&rec->detail, -EINVAL, BURIN_PHASE_READ, rec->name,
				"no medium has so many blocks");
	reader = bur_zalloc(sizeof(*reader));
	if (!reader)
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_READ, rec->name, NULL);
	reader->rec = burin_recorder_ref(rec);
	reader->first = first;
	reader->count = count;
	reader->piece_blocks = bur_recorder_read_blocks(rec);
	reader->piece = bur_pages(reader->piece_blocks * BLOCK);
	ret = reader->piece ? bur_stream_new(rec->ctx, &reader_ops, reader,
					     (uint64_t)count * BLOCK, true, out) : -ENOMEM;
	if (ret) {
		reader_close(reader);
		bur_fail(&rec->detail, ret, BURIN_PHASE_READ, rec->name, NULL);
	}
	return ret;
}
