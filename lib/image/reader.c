/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stream of a result: any range of blocks, made where the caller wants it. */
#include "image/result.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/crc.h"
#include "core/export.h"
#include "image/files.h"
#include "stream/stream.h"

/* A file of this size on is worth a copy inside the kernel. */
#define MAP_BYTES	(256u * 1024)
/* A read of this size on may be worth a second thread. */
#define SHARE_BYTES	(64u * 1024)

struct reader {
	struct burin_result *result;	/* a reference */
	struct bur_source source;
	struct bur_helper *helper;	/* NULL until a read is worth it */
	bool no_helper;			/* there is none to be had */
	struct bur_walk walk;
	uint8_t block[BUR_BLOCK];	/* for reads that begin or end inside a block */
	uint64_t small_from, small_to;	/* range known to hold nothing worth mapping */
};

static void put_descriptor(const struct burin_result *result, const struct bur_fstree *tree,
			   uint8_t *block)
{
	const struct bur_tree_dir *root = tree->dirs;
	const struct bur_image_options *options = &result->options;
	const struct bur_descriptor d = {
		.joliet = tree->kind == BUR_TREE_JOLIET,
		.volume_name = options->volume_name,
		.volume_blocks = options->session_start + result->blocks,
		.path_table_bytes = tree->path_bytes,
		.path_l = tree->path_l,
		.path_m = tree->path_m,
		.root_extent = tree->first_block,
		.root_bytes = root->blocks * BUR_BLOCK,
		.root_time = bur_image_time(options, root->node->inode->mtime),
		.time = options->epoch,
		.application = result->record,
	};

	bur_descriptor_put(block, &d);
}

/* Any block that is not a file's. */
static void render(struct reader *reader, const struct bur_region *region, uint32_t index,
		   uint8_t *block)
{
	switch (region->kind) {
	case BUR_REGION_PRIMARY:
	case BUR_REGION_SUPPLEMENTARY:
		put_descriptor(reader->result, region->tree, block);
		break;
	case BUR_REGION_TERMINATOR:
		bur_descriptor_put_terminator(block);
		break;
	case BUR_REGION_PATH_L:
	case BUR_REGION_PATH_M:
		bur_fstree_render_path(region->tree, region->kind == BUR_REGION_PATH_M, index,
				       block);
		break;
	case BUR_REGION_DIRECTORIES:
		bur_fstree_render(region->tree, &reader->walk, index, block);
		break;
	default:
		memset(block, 0, BUR_BLOCK);
	}
}

/* At most one block, or what is left of it. */
static size_t read_structure(struct reader *reader, const struct bur_region *region,
			     uint64_t offset, uint8_t *buf, size_t n)
{
	uint32_t index = (uint32_t)(offset / BUR_BLOCK) - region->first;
	size_t inside = offset % BUR_BLOCK, left = BUR_BLOCK - inside;

	if (n >= BUR_BLOCK && !inside) {
		render(reader, region, index, buf);
		return BUR_BLOCK;
	}
	if (n > left)
		n = left;
	render(reader, region, index, reader->block);
	memcpy(buf, reader->block + inside, n);
	return n;
}

/* Starts the helper on the second half, if that is worth it; returns what is left to the caller. */
static size_t share(struct reader *reader, uint64_t offset, uint8_t *buf, size_t n)
{
	size_t own = n < SHARE_BYTES || reader->no_helper ?
			     0 : bur_helper_split(reader->result, offset, n);

	if (!own)
		return n;
	if (!reader->helper)
		reader->helper = bur_helper_new(reader->result);
	reader->no_helper = !reader->helper;
	if (reader->no_helper)
		return n;
	bur_helper_start(reader->helper, offset + own, buf + own, n - own);
	return own;
}

/* Bytes up to the first error; negative: it stands at offset. */
static int64_t read_files(struct reader *reader, uint64_t offset, uint8_t *buf, size_t n,
			  struct burin_detail *detail)
{
	size_t own = share(reader, offset, buf, n), done;
	int err;

	done = bur_files_read(reader->result, &reader->source, offset, buf, own, detail, &err);
	if (own < n && bur_helper_finish(reader->helper) && !err)
		return (int64_t)n;
	if (own < n && !err)
		done += bur_files_read(reader->result, &reader->source, offset + own, buf + own,
				       n - own, detail, &err);
	return err && !done ? err : (int64_t)done;
}

static int64_t read_some(struct reader *reader, uint64_t offset, uint8_t *buf, size_t n,
			 struct burin_detail *detail)
{
	const struct bur_region *region;
	uint64_t end;

	region = bur_result_region(reader->result, (uint32_t)(offset / BUR_BLOCK));
	if (region->kind != BUR_REGION_FILES)
		return (int64_t)read_structure(reader, region, offset, buf, n);
	end = ((uint64_t)region->first + region->count) * BUR_BLOCK;
	return read_files(reader, offset, buf, n > end - offset ? (size_t)(end - offset) : n,
			  detail);
}

/* An error behind bytes that are right comes with the next read. */
static int64_t reader_read(void *self, uint64_t offset, void *buf, size_t n,
			   struct burin_detail *detail)
{
	struct reader *reader = self;
	size_t done = 0;
	int64_t got = bur_source_return(&reader->source, detail);

	if (got)
		return got;
	while (done < n) {
		got = read_some(reader, offset + done, (uint8_t *)buf + done, n - done, detail);
		if (got < 0)
			return done ? (int64_t)done : got;
		done += (size_t)got;
	}
	return (int64_t)done;
}

/* Everything but the data of the files; of these, what they were when they were added. */
static uint32_t reader_identity(void *self)
{
	struct reader *reader = self;
	const struct burin_result *result = reader->result;
	uint8_t known[12];
	uint32_t crc = 0;

	for (unsigned int r = 0; r < result->regions; r++) {
		const struct bur_region *region = &result->region[r];

		for (uint32_t i = 0; region->kind != BUR_REGION_FILES && i < region->count; i++) {
			render(reader, region, i, reader->block);
			crc = bur_crc32c(crc, reader->block, BUR_BLOCK);
		}
	}
	for (uint32_t i = 0; i < result->extent_count; i++) {
		put_be64(known, result->extents[i].node->inode->size);
		put_be32(known + 8, result->extents[i].node->inode->stamp);
		crc = bur_crc32c(crc, known, sizeof(known));
	}
	return crc;
}

static bool is_large(const struct bur_extent *extent)
{
	const struct bur_inode *inode = extent->node->inode;

	return S_ISREG(inode->mode) && inode->origin && inode->size >= MAP_BYTES;
}

/* Bytes from offset, which lies in no large file, to the next one's data or to the end. */
static uint64_t next_large(struct reader *reader, uint64_t offset)
{
	const struct burin_result *result = reader->result;
	const struct bur_extent *extent, *end = result->extents + result->extent_count;
	uint64_t first;

	if (offset >= reader->small_from && offset < reader->small_to)
		return reader->small_to - offset;
	reader->small_from = offset;
	reader->small_to = (uint64_t)result->blocks * BUR_BLOCK;
	extent = bur_result_extent(result, (uint32_t)(offset / BUR_BLOCK));
	for (; extent < end; extent++) {
		first = bur_files_first(result, extent);
		if (first > offset && is_large(extent)) {
			reader->small_to = first;
			break;
		}
	}
	return reader->small_to - offset;
}

static int reader_map(void *self, uint64_t offset, int *fd, uint64_t *fd_offset, uint64_t *len,
		      struct burin_detail *detail)
{
	struct reader *reader = self;
	struct burin_result *result = reader->result;
	const struct bur_region *region;
	const struct bur_extent *extent;
	uint64_t at;
	int err = bur_source_return(&reader->source, detail);

	if (err)
		return err;
	region = bur_result_region(result, (uint32_t)(offset / BUR_BLOCK));
	if (region->kind != BUR_REGION_FILES) {
		*len = next_large(reader, offset);
		return 0;
	}
	extent = bur_result_extent(result, (uint32_t)(offset / BUR_BLOCK));
	at = offset - bur_files_first(result, extent);
	*fd = -1;
	if (is_large(extent) && at < extent->node->inode->size)
		err = bur_source_lend(&reader->source, extent->node, detail, fd);
	if (err)
		return err;
	if (*fd < 0) {
		*len = next_large(reader, offset);
		return 0;
	}
	*fd_offset = at;
	*len = extent->node->inode->size - at;
	return 1;
}

static void reader_close(void *self)
{
	struct reader *reader = self;

	bur_helper_free(reader->helper);
	bur_source_close(&reader->source);
	burin_result_unref(reader->result);
	bur_free(reader);
}

BURIN_EXPORT int burin_result_get_stream(struct burin_result *result, struct burin_stream **out)
{
	static const struct bur_stream_ops ops = {
		.read = reader_read,
		.map = reader_map,
		.identity = reader_identity,
		.close = reader_close,
	};
	struct reader *reader = bur_zalloc(sizeof(*reader));
	int err;

	*out = NULL;
	if (!reader)
		return -ENOMEM;
	reader->result = result;
	bur_source_init(&reader->source, result);
	err = bur_stream_new(result->ctx, &ops, reader, (uint64_t)result->blocks * BUR_BLOCK, true,
			     out);
	if (err) {
		bur_free(reader);
		return err;
	}
	burin_result_ref(result);
	return 0;
}
