/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening a volume: its descriptors, and which of its trees is taken. */
#include "image/volume/internal.h"

#include <burin/context.h>
#include <burin/stream.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "image/volume/descriptor.h"
#include "image/volume/record.h"
#include "image/volume/rockridge.h"
#include "image/volume/trail.h"

#define FIRST_DESCRIPTOR 16u	/* ECMA-119 6.2.1 */
#define MOST_DESCRIPTORS 64u

/* What the descriptors of a session tell. */
struct scan {
	bool any;		/* a block of ECMA-119 was there */
	bool has_primary, has_joliet;
	const char *wrong;	/* of the first that could not be used */
	uint32_t wrong_lba;
	struct bur_descriptor primary, joliet;
};

void bur_budget_init(struct bur_budget *budget, const struct burin_volume *volume)
{
	budget->directory_blocks = volume->blocks.limit;
	budget->continuation_bytes = (uint64_t)volume->blocks.limit * BUR_BLOCK * 4;
}

int bur_volume_damaged(struct burin_volume *volume, uint32_t lba, const char *what)
{
	bur_fail(&volume->detail, BURIN_E_DAMAGED_VOLUME, BURIN_PHASE_READ, NULL, "%s", what);
	bur_detail_set_lba(&volume->detail, lba);
	return BURIN_E_DAMAGED_VOLUME;
}

int bur_volume_blame(struct burin_volume *volume, int code, const char *path)
{
	if (!volume->detail.subject[0])
		snprintf(volume->detail.subject, sizeof(volume->detail.subject), "%s", path);
	return code;
}

static int foreign(struct burin_volume *volume, const char *why)
{
	return bur_fail(&volume->detail, BURIN_E_NOT_A_VOLUME, BURIN_PHASE_OPEN, NULL, "%s", why);
}

static void take_descriptor(struct scan *scan, const uint8_t *block, uint32_t lba)
{
	struct bur_descriptor found;
	const char *wrong = bur_descriptor_decode(block, &found);

	if (wrong && !scan->wrong) {
		scan->wrong = wrong;
		scan->wrong_lba = lba;
	}
	if (wrong)
		return;
	if (block[0] == BUR_DESCRIPTOR_PRIMARY && !scan->has_primary) {
		scan->has_primary = true;
		scan->primary = found;
	} else if (found.joliet && !scan->has_joliet) {
		scan->has_joliet = true;
		scan->joliet = found;
	}
}

/* The set ends at its terminator; without one, at the first block that is something else. */
static int scan_descriptors(struct burin_volume *volume, uint32_t session_start,
			    struct scan *scan)
{
	const uint8_t *block;

	memset(scan, 0, sizeof(*scan));
	for (uint32_t i = 0; i < MOST_DESCRIPTORS; i++) {
		uint64_t lba = (uint64_t)session_start + FIRST_DESCRIPTOR + i;
		int type, ret;

		if (lba >= volume->blocks.limit)
			break;
		ret = bur_blocks_get(&volume->blocks, (uint32_t)lba, &block, &volume->detail);
		if (ret)
			return ret;
		type = bur_descriptor_type(block);
		if (type == BUR_DESCRIPTOR_NONE || type == BUR_DESCRIPTOR_END)
			break;
		scan->any = true;
		if (type == BUR_DESCRIPTOR_PRIMARY || type == BUR_DESCRIPTOR_SUPPLEMENTARY)
			take_descriptor(scan, block, (uint32_t)lba);
	}
	return 0;
}

static void use(struct burin_volume *volume, const struct bur_descriptor *descriptor,
		enum burin_tree tree)
{
	volume->tree = tree;
	volume->root_block = descriptor->root_block;
	volume->root_bytes = descriptor->root_bytes;
	volume->space = descriptor->space;
	volume->time = descriptor->time;
	snprintf(volume->name, sizeof(volume->name), "%s", descriptor->name);
}

/*
 * SUSP 5.3: the root's first record begins with SP when the volume uses the protocol;
 * that of Rock Ridge when it holds an entry of its own, too. 1, 0 or an error.
 */
static int has_rockridge(struct burin_volume *volume, const struct bur_descriptor *primary)
{
	uint32_t root = primary->root_block;
	struct bur_budget budget;
	struct bur_rockridge rr;
	struct bur_record record;
	const uint8_t *block;
	uint8_t copy[255];
	int ret;

	if (root >= volume->blocks.limit)
		return 0;
	ret = bur_blocks_get(&volume->blocks, root, &block, &volume->detail);
	if (ret)
		return ret;
	memcpy(copy, block, sizeof(copy));
	if (bur_record_decode(copy, sizeof(copy), &record) || !bur_record_is_self(&record) ||
	    record.system_use_length < 2 || memcmp(record.system_use, "SP", 2))
		return 0;
	bur_budget_init(&budget, volume);
	ret = bur_rockridge_read(volume, &budget, root, &record, 0, NULL, &rr);
	if (ret)
		return bur_volume_blame(volume, ret, "/");
	volume->susp_skip = rr.skip;
	return rr.has_susp && rr.present;
}

static int choose(struct burin_volume *volume, const struct scan *scan, enum burin_tree tree)
{
	int ret = 0;

	if (scan->has_primary && (tree == BURIN_TREE_BEST || tree == BURIN_TREE_ROCKRIDGE))
		ret = has_rockridge(volume, &scan->primary);
	if (ret < 0)
		return ret;
	if (ret)
		use(volume, &scan->primary, BURIN_TREE_ROCKRIDGE);
	else if (scan->has_joliet && (tree == BURIN_TREE_BEST || tree == BURIN_TREE_JOLIET))
		use(volume, &scan->joliet, BURIN_TREE_JOLIET);
	else if (scan->has_primary && (tree == BURIN_TREE_BEST || tree == BURIN_TREE_ISO9660))
		use(volume, &scan->primary, BURIN_TREE_ISO9660);
	else
		return foreign(volume, "the volume has no such tree");
	return 0;
}

static int check_block_size(struct burin_volume *volume, uint32_t session_start,
			    const struct scan *scan)
{
	uint16_t size = scan->has_primary ? scan->primary.block_size : scan->joliet.block_size;

	if (size == BUR_BLOCK)
		return 0;
	/* ECMA-119 6.2.2 allows them; nothing writes them to a disc. */
	if (size == 512 || size == 1024)
		return foreign(volume, "volumes with blocks of 512 or 1024 bytes are not read");
	return bur_volume_damaged(volume, session_start + FIRST_DESCRIPTOR,
				  "the volume has no sound block size");
}

/* Where the stream does not know its end, the volume's own word is the only bound there is. */
static void bound_blocks(struct burin_volume *volume, uint32_t session_start,
			 const struct scan *scan)
{
	uint64_t end = session_start;

	if (volume->blocks.bytes != BURIN_SIZE_UNKNOWN)
		return;
	end += scan->has_primary ? scan->primary.space : scan->joliet.space;
	volume->blocks.limit = end < UINT32_MAX ? (uint32_t)end : UINT32_MAX;
}

static int open_tree(struct burin_volume *volume, uint32_t session_start, enum burin_tree tree)
{
	const struct bur_item *item;
	struct scan scan;
	int ret;

	ret = scan_descriptors(volume, session_start, &scan);
	if (ret)
		return ret;
	if (!scan.any)
		return foreign(volume, "there are no volume descriptors");
	if (!scan.has_primary && !scan.has_joliet)
		return bur_volume_damaged(volume, scan.wrong ? scan.wrong_lba : session_start,
					  scan.wrong ? scan.wrong : "it has no primary descriptor");
	bound_blocks(volume, session_start, &scan);
	ret = check_block_size(volume, session_start, &scan);
	if (!ret)
		ret = choose(volume, &scan, tree);
	if (!ret)
		ret = bur_trail_new(volume, &volume->trail);
	/* A volume whose root cannot be read is of no use to anyone. */
	return ret ? ret : bur_trail_find(volume->trail, "/", &item);
}

BURIN_EXPORT int burin_volume_open(struct burin_context *ctx, struct burin_stream *stream,
				   uint32_t session_start, enum burin_tree tree,
				   struct burin_volume **out, struct burin_detail *detail)
{
	struct burin_volume *volume;
	int ret;

	*out = NULL;
	bur_detail_clear(detail);
	if (!burin_stream_is_seekable(stream))
		return bur_fail(detail, -ESPIPE, BURIN_PHASE_OPEN, NULL,
				"a volume is read from a stream that can seek");
	volume = bur_zalloc(sizeof(*volume));
	if (!volume)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, NULL, NULL);
	volume->ctx = ctx ? burin_context_ref(ctx) : NULL;
	volume->stream = burin_stream_ref(stream);
	bur_blocks_init(&volume->blocks, stream);
	ret = open_tree(volume, session_start, tree);
	if (ret) {
		if (detail) {
			*detail = volume->detail;
			detail->phase = BURIN_PHASE_OPEN;
		}
		burin_volume_free(volume);
		return ret;
	}
	*out = volume;
	return 0;
}

BURIN_EXPORT void burin_volume_free(struct burin_volume *volume)
{
	if (!volume)
		return;
	bur_trail_free(volume->trail);
	bur_blocks_exit(&volume->blocks);
	burin_stream_unref(volume->stream);
	burin_context_unref(volume->ctx);
	bur_free(volume);
}

BURIN_EXPORT enum burin_tree burin_volume_get_tree(const struct burin_volume *volume)
{
	return volume->tree;
}

BURIN_EXPORT const char *burin_volume_get_name(const struct burin_volume *volume)
{
	return volume->name;
}

BURIN_EXPORT uint32_t burin_volume_get_blocks(const struct burin_volume *volume)
{
	return volume->space;
}

BURIN_EXPORT int64_t burin_volume_get_time(const struct burin_volume *volume)
{
	return volume->time;
}

BURIN_EXPORT const struct burin_detail *burin_volume_get_detail(const struct burin_volume *volume)
{
	return &volume->detail;
}
