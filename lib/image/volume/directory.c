/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/directory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "image/volume/name.h"
#include "image/volume/record.h"
#include "image/volume/rockridge.h"

#define TYPELESS_DIR	(S_IFDIR | 0555)	/* where the tree has no modes */
#define TYPELESS_FILE	(S_IFREG | 0444)

struct loader {
	struct burin_volume *volume;
	struct bur_budget *budget;
	struct bur_directory *directory;
	uint32_t lba;			/* of the block at hand */
	uint32_t offset;		/* of the record in it */
	bool open;			/* the last item has more sections to come */
	uint8_t open_id[255];		/* as its records name it */
	uint8_t open_id_length;
	uint8_t block[BUR_BLOCK];	/* copied: continuations pass through the cache too */
};

static int damaged(struct loader *l, const char *what)
{
	return bur_volume_damaged(l->volume, l->lba, what);
}

static int no_memory(struct loader *l)
{
	return bur_fail(&l->volume->detail, -ENOMEM, BURIN_PHASE_READ, NULL, NULL);
}

/* array with room for more elements behind those used; it doubles. NULL: no memory. */
static void *grow(void *array, size_t *capacity, size_t used, size_t more, size_t size)
{
	size_t want = *capacity ? *capacity : 16;
	void *bigger;

	if (*capacity - used >= more)
		return array;
	while (want - used < more) {
		if (want > SIZE_MAX / 2)
			return NULL;
		want *= 2;
	}
	bigger = bur_resize(array, want, size);
	if (bigger)
		*capacity = want;
	return bigger;
}

static int add_section(struct loader *l, uint32_t block, uint32_t bytes)
{
	struct bur_directory *d = l->directory;
	struct bur_section *room = NULL;

	if (d->section_count < UINT32_MAX)
		room = grow(d->sections, &d->section_capacity, d->section_count, 1, sizeof(*room));
	if (!room)
		return no_memory(l);
	d->sections = room;
	room[d->section_count++] = (struct bur_section){ .block = block, .bytes = bytes };
	return 0;
}

static int add_name(struct loader *l, struct bur_item *item, const char *name, size_t n)
{
	struct bur_directory *d = l->directory;
	char *room = NULL;

	if (d->names_length <= UINT32_MAX - n - 1)
		room = grow(d->names, &d->names_capacity, d->names_length, n + 1, 1);
	if (!room)
		return no_memory(l);
	d->names = room;
	room += d->names_length;
	memcpy(room, name, n);
	room[n] = '\0';
	if (!bur_name_clean(room, n))
		item->flags |= BUR_ITEM_UNSAFE;
	item->name = (uint32_t)d->names_length;
	item->name_length = (uint16_t)n;
	d->names_length += n + 1;
	return 0;
}

static int add_item(struct loader *l, const struct bur_item *item)
{
	struct bur_directory *d = l->directory;
	struct bur_item *room = grow(d->items, &d->capacity, d->count, 1, sizeof(*room));

	if (!room)
		return no_memory(l);
	d->items = room;
	room[d->count++] = *item;
	return 0;
}

/* The record decides what is a directory; what PX says against it is not believed. */
static uint32_t settle_type(uint32_t mode, bool is_directory)
{
	mode &= 0xffff;
	if (is_directory)
		return S_IFDIR | (mode & 07777);
	switch (mode & S_IFMT) {
	case S_IFREG: case S_IFLNK: case S_IFCHR: case S_IFBLK: case S_IFIFO: case S_IFSOCK:
		return mode;
	default:
		return S_IFREG | (mode & 07777);
	}
}

static void take_attributes(struct bur_item *item, const struct bur_record *record,
			    const struct bur_rockridge *rr)
{
	bool is_directory = record->flags & BUR_RECORD_DIRECTORY;

	item->mode = is_directory ? TYPELESS_DIR : TYPELESS_FILE;
	item->mtime = record->time;
	item->links = 1;
	if (rr->has_time)
		item->mtime = rr->mtime;
	if (rr->has_mode) {
		item->flags |= BUR_ITEM_HAS_MODE;
		item->mode = settle_type(rr->mode, is_directory);
		item->links = rr->links;
		item->uid = rr->uid;
		item->gid = rr->gid;
		item->serial = rr->serial;
	}
	if (rr->has_device && (S_ISCHR(item->mode) || S_ISBLK(item->mode)))
		bur_rockridge_device(rr, &item->device_major, &item->device_minor);
}

static int read_rockridge(struct loader *l, uint32_t lba, const struct bur_record *record,
			  struct bur_rockridge *rr)
{
	bool root_self = bur_record_is_self(record) && lba == l->volume->root_block;

	if (l->volume->tree != BURIN_TREE_ROCKRIDGE) {
		memset(rr, 0, sizeof(*rr));
		return 0;
	}
	/* SUSP 5.3: in the root's own record the first entry, SP, stands before the skip. */
	return bur_rockridge_read(l->volume, l->budget, lba, record,
				  root_self ? 0 : l->volume->susp_skip, NULL, rr);
}

/*
 * RRIP 4.1.5: a directory too deep for ECMA-119 was moved, and its record left a file
 * that names the block. What it is like stands in the first record there.
 */
static int follow_child(struct loader *l, uint32_t child, struct bur_item *item)
{
	struct bur_rockridge rr;
	struct bur_record record;
	uint8_t copy[255];
	const uint8_t *block;
	const char *wrong;
	int ret;

	ret = bur_blocks_get(&l->volume->blocks, child, &block, &l->volume->detail);
	if (ret)
		return ret;
	memcpy(copy, block, sizeof(copy));
	wrong = bur_record_decode(copy, sizeof(copy), &record);
	if (wrong || !bur_record_is_self(&record) || !(record.flags & BUR_RECORD_DIRECTORY))
		return damaged(l, "a directory moved away is not where its record says");
	ret = read_rockridge(l, child, &record, &rr);
	if (ret)
		return ret;
	take_attributes(item, &record, &rr);
	item->size = record.bytes;
	return add_section(l, child, record.bytes);
}

static int name_item(struct loader *l, struct bur_item *item, const struct bur_record *record,
		     const struct bur_rockridge *rr)
{
	char name[BUR_NAME_MAX];
	size_t n;

	if (rr->name_length)
		return add_name(l, item, rr->name, rr->name_length);
	if (l->volume->tree == BURIN_TREE_JOLIET) {
		if (record->id_length % 2)
			return damaged(l, "a Joliet name has an odd number of bytes");
		n = bur_name_from_joliet(record->id, record->id_length, name);
	} else {
		n = bur_name_from_iso9660(record->id, record->id_length, name);
	}
	return add_name(l, item, name, n);
}

static void set_open(struct loader *l, const struct bur_record *record)
{
	l->open = record->flags & BUR_RECORD_MORE;
	if (!l->open)
		return;
	l->open_id_length = record->id_length;
	memcpy(l->open_id, record->id, record->id_length);
}

static int begin_item(struct loader *l, const struct bur_record *record)
{
	struct bur_directory *d = l->directory;
	bool is_directory = record->flags & BUR_RECORD_DIRECTORY;
	struct bur_item item = { .record_block = l->lba, .record_offset = l->offset };
	struct bur_rockridge rr;
	int ret;

	if (is_directory && record->flags & BUR_RECORD_MORE)
		return damaged(l, "a directory lies in several sections");
	ret = read_rockridge(l, l->lba, record, &rr);
	if (ret)
		return ret;
	if (rr.relocated) {
		d->relocated++;
		return 0;
	}
	if (record->interleaved)
		item.flags |= BUR_ITEM_INTERLEAVED;
	item.first_section = (uint32_t)d->section_count;
	item.sections = 1;
	ret = name_item(l, &item, record, &rr);
	if (ret)
		return ret;
	if (rr.has_child && !is_directory) {
		ret = follow_child(l, rr.child, &item);
	} else {
		take_attributes(&item, record, &rr);
		item.size = record->bytes;
		ret = add_section(l, record->block, record->bytes);
	}
	if (ret)
		return ret;
	if (!S_ISDIR(item.mode))
		set_open(l, record);
	return add_item(l, &item);
}

/* ECMA-119 6.5.1: the sections of a file follow one another under the same name. */
static int continue_item(struct loader *l, const struct bur_record *record)
{
	struct bur_item *item = &l->directory->items[l->directory->count - 1];

	if (record->id_length != l->open_id_length ||
	    memcmp(record->id, l->open_id, record->id_length))
		return damaged(l, "a file of several sections has no last one");
	if (record->interleaved)
		item->flags |= BUR_ITEM_INTERLEAVED;
	item->sections++;
	item->size += record->bytes;
	set_open(l, record);
	return add_section(l, record->block, record->bytes);
}

static int take_record(struct loader *l, const struct bur_record *record)
{
	struct bur_rockridge rr;
	int ret;

	if (l->open)
		return continue_item(l, record);
	if (bur_record_is_parent(record) || record->flags & BUR_RECORD_ASSOCIATED)
		return 0;
	if (!bur_record_is_self(record))
		return begin_item(l, record);
	ret = read_rockridge(l, l->lba, record, &rr);
	if (!ret)
		take_attributes(&l->directory->self, record, &rr);
	return ret;
}

static int take_block(struct loader *l, uint32_t bytes)
{
	struct bur_record record;
	const char *wrong;
	int ret;

	for (l->offset = 0; l->offset < bytes && l->block[l->offset]; l->offset += record.length) {
		wrong = bur_record_decode(l->block + l->offset, BUR_BLOCK - l->offset, &record);
		if (wrong)
			return damaged(l, wrong);
		ret = take_record(l, &record);
		if (ret)
			return ret;
	}
	return 0;
}

static int take_blocks(struct loader *l, uint32_t first, uint32_t bytes)
{
	const uint8_t *block;
	int ret;

	for (l->lba = first; bytes; l->lba++) {
		uint32_t n = bytes < BUR_BLOCK ? bytes : BUR_BLOCK;

		ret = bur_blocks_get(&l->volume->blocks, l->lba, &block, &l->volume->detail);
		if (ret)
			return ret;
		memcpy(l->block, block, BUR_BLOCK);
		ret = take_block(l, n);
		if (ret)
			return ret;
		bytes -= n;
	}
	return l->open ? damaged(l, "a file of several sections has no last one") : 0;
}

static int compare(const void *a, const void *b, void *names)
{
	const struct bur_item *x = a, *y = b;
	size_t n = x->name_length < y->name_length ? x->name_length : y->name_length;
	int order = memcmp((char *)names + x->name, (char *)names + y->name, n);

	if (!order)
		order = x->name_length - y->name_length;
	/* Of two items of one name, against the standard, the first stays the first. */
	if (!order)
		order = x->first_section < y->first_section ? -1 : 1;
	return order;
}

/* Most writers sort by another key that gives the same order: then there is nothing to do. */
static void sort(struct bur_directory *d)
{
	for (size_t i = 1; i < d->count; i++) {
		if (compare(&d->items[i - 1], &d->items[i], d->names) > 0) {
			qsort_r(d->items, d->count, sizeof(*d->items), compare, d->names);
			return;
		}
	}
}

static int check_extent(struct loader *l, uint32_t block, uint32_t bytes)
{
	uint32_t blocks = bytes / BUR_BLOCK + (bytes % BUR_BLOCK != 0);

	l->lba = block;
	if (block > l->volume->blocks.limit || blocks > l->volume->blocks.limit - block)
		return damaged(l, "a directory reaches beyond the end of the medium or image");
	if (blocks > l->budget->directory_blocks)
		return damaged(l, "directories overlap all over the volume");
	l->budget->directory_blocks -= blocks;
	return 0;
}

int bur_directory_read(struct burin_volume *volume, struct bur_budget *budget, uint32_t block,
		       uint32_t bytes, struct bur_directory **out)
{
	struct bur_directory *d = bur_zalloc(sizeof(*d));
	struct loader *l = bur_alloc(sizeof(*l));
	int ret;

	*out = NULL;
	if (!d || !l) {
		bur_free(d);
		bur_free(l);
		return bur_fail(&volume->detail, -ENOMEM, BURIN_PHASE_READ, NULL, NULL);
	}
	d->block = block;
	d->self.mode = TYPELESS_DIR;
	d->self.links = 1;
	l->volume = volume;
	l->budget = budget;
	l->directory = d;
	l->open = false;
	ret = check_extent(l, block, bytes);
	if (!ret)
		ret = take_blocks(l, block, bytes);
	bur_free(l);
	if (ret) {
		bur_directory_free(d);
		return ret;
	}
	sort(d);
	*out = d;
	return 0;
}

void bur_directory_free(struct bur_directory *directory)
{
	if (!directory)
		return;
	bur_free(directory->items);
	bur_free(directory->names);
	bur_free(directory->sections);
	bur_free(directory);
}

const struct bur_item *bur_directory_find(const struct bur_directory *directory,
					  const char *name, size_t n)
{
	size_t low = 0, high = directory->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct bur_item *item = &directory->items[mid];
		const char *other = bur_item_name(directory, item);
		size_t least = n < item->name_length ? n : item->name_length;
		int order = memcmp(other, name, least);

		if (order < 0 || (!order && item->name_length < n))
			low = mid + 1;
		else
			high = mid;
	}
	if (low < directory->count && directory->items[low].name_length == n &&
	    !memcmp(bur_item_name(directory, &directory->items[low]), name, n))
		return &directory->items[low];
	return NULL;
}
