/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/trail.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "image/volume/record.h"

int bur_trail_new(struct burin_volume *volume, struct bur_trail **out)
{
	struct bur_trail *trail = bur_zalloc(sizeof(*trail));

	*out = NULL;
	if (!trail)
		return bur_fail(&volume->detail, -ENOMEM, BURIN_PHASE_READ, NULL, NULL);
	trail->volume = volume;
	bur_budget_init(&trail->budget, volume);
	*out = trail;
	return 0;
}

void bur_trail_free(struct bur_trail *trail)
{
	if (!trail)
		return;
	bur_trail_cut(trail, 0);
	bur_free(trail->steps);
	bur_free(trail->path);
	bur_free(trail);
}

void bur_trail_leave(struct bur_trail *trail)
{
	bur_directory_free(bur_trail_last(trail)->directory);
	trail->depth--;
}

void bur_trail_cut(struct bur_trail *trail, size_t depth)
{
	while (trail->depth > depth)
		bur_trail_leave(trail);
	bur_budget_init(&trail->budget, trail->volume);
}

static int no_memory(struct bur_trail *trail)
{
	return bur_fail(&trail->volume->detail, -ENOMEM, BURIN_PHASE_READ, NULL, NULL);
}

/* path is then that of item, a child of the last step; *length with it. */
static int put_path(struct bur_trail *trail, const struct bur_item *item, size_t *length)
{
	const struct bur_step *last = bur_trail_last(trail);
	size_t at = last->path_length;
	size_t want = at + 1u + item->name_length + 1u;

	if (want > trail->path_capacity) {
		char *bigger = bur_resize(trail->path, want + 512, 1);

		if (!bigger)
			return no_memory(trail);
		trail->path = bigger;
		trail->path_capacity = want + 512;
	}
	trail->path[at] = '/';
	memcpy(trail->path + at + 1, bur_item_name(last->directory, item),
	       item->name_length + 1u);
	*length = want - 1;
	return 0;
}

/* CVE-2015-8930: a directory inside itself. */
static bool is_above(const struct bur_trail *trail, uint32_t block)
{
	for (size_t i = 0; i < trail->depth; i++)
		if (trail->steps[i].directory->block == block)
			return true;
	return false;
}

static int make_room(struct bur_trail *trail)
{
	size_t capacity = trail->capacity ? trail->capacity * 2 : 16;
	struct bur_step *bigger;

	if (trail->depth < trail->capacity)
		return 0;
	bigger = bur_resize(trail->steps, capacity, sizeof(*bigger));
	if (!bigger)
		return no_memory(trail);
	trail->steps = bigger;
	trail->capacity = capacity;
	return 0;
}

static int read_step(struct bur_trail *trail, const struct bur_section *where, size_t length)
{
	struct burin_volume *volume = trail->volume;
	struct bur_step *step;
	int ret;

	if (trail->depth > BUR_VOLUME_DEPTH)
		return bur_volume_damaged(volume, where->block, "directories are over 4096 deep");
	if (is_above(trail, where->block))
		return bur_volume_damaged(volume, where->block, "a directory lies inside itself");
	ret = make_room(trail);
	if (ret)
		return ret;
	step = &trail->steps[trail->depth];
	*step = (struct bur_step){ .path_length = length };
	ret = bur_directory_read(volume, &trail->budget, where->block, where->bytes,
				 &step->directory);
	if (!ret)
		trail->depth++;
	return ret;
}

int bur_trail_enter(struct bur_trail *trail, const struct bur_item *item)
{
	const struct burin_volume *volume = trail->volume;
	struct bur_section where = { .block = volume->root_block, .bytes = volume->root_bytes };
	size_t length = 0;
	int ret;

	if (item) {
		where = *bur_item_section(bur_trail_last(trail)->directory, item);
		ret = put_path(trail, item, &length);
		if (ret)
			return ret;
	}
	ret = read_step(trail, &where, length);
	return ret ? bur_volume_blame(trail->volume, ret, length ? trail->path : "/") : 0;
}

/* The record is decoded again: targets are long, and few items are links. */
static int read_target(struct bur_trail *trail, const struct bur_item *item)
{
	struct burin_volume *volume = trail->volume;
	struct bur_rockridge rr;
	struct bur_record record;
	const uint8_t *block;
	uint8_t copy[255];
	const char *wrong;
	size_t n;
	int ret;

	ret = bur_blocks_get(&volume->blocks, item->record_block, &block, &volume->detail);
	if (ret)
		return ret;
	n = BUR_BLOCK - item->record_offset < sizeof(copy) ? BUR_BLOCK - item->record_offset :
							     sizeof(copy);
	memcpy(copy, block + item->record_offset, n);
	wrong = bur_record_decode(copy, n, &record);
	if (wrong)
		return bur_volume_damaged(volume, item->record_block, wrong);
	ret = bur_rockridge_read(volume, &trail->budget, item->record_block, &record,
				 volume->susp_skip, &trail->target, &rr);
	if (!ret && !trail->target.n)
		ret = bur_volume_damaged(volume, item->record_block,
					 "a symbolic link has no target");
	return ret;
}

static void copy_attributes(const struct bur_item *item, struct burin_entry *out)
{
	out->mode = item->mode;
	out->uid = item->uid;
	out->gid = item->gid;
	out->links = item->links;
	out->size = item->size;
	out->mtime = item->mtime;
	out->serial = item->serial;
	out->device_major = item->device_major;
	out->device_minor = item->device_minor;
}

static void describe_root(struct bur_trail *trail, struct burin_entry *out)
{
	copy_attributes(&trail->steps[0].directory->self, out);
	out->size = trail->volume->root_bytes;
	out->first_block = trail->volume->root_block;
	out->path = "/";
	out->name = "";
}

int bur_trail_describe(struct bur_trail *trail, const struct bur_item *item,
		       struct burin_entry *out)
{
	const struct bur_step *last = bur_trail_last(trail);
	size_t length;
	int ret;

	memset(out, 0, sizeof(*out));
	if (!item) {
		describe_root(trail, out);
		return 0;
	}
	ret = put_path(trail, item, &length);
	if (ret)
		return ret;
	copy_attributes(item, out);
	out->path = trail->path;
	out->name = trail->path + last->path_length + 1;
	if (S_ISLNK(item->mode)) {
		ret = read_target(trail, item);
		if (ret)
			return bur_volume_blame(trail->volume, ret, out->path);
		out->target = trail->target.text;
		out->size = trail->target.n;
	} else if (item->size) {
		out->first_block = bur_item_section(last->directory, item)->block;
	}
	return 0;
}

/* The next part of path: its length, *part moved to its begin; 0 at the end. */
static size_t next_part(const char **part)
{
	*part += strspn(*part, "/");
	return strcspn(*part, "/");
}

static bool is_step(const struct bur_trail *trail, size_t depth, const char *part, size_t n)
{
	const struct bur_step *step = &trail->steps[depth];
	size_t from = step[-1].path_length + 1;

	return step->path_length - from == n && !memcmp(trail->path + from, part, n);
}

static int fail_path(struct bur_trail *trail, int code, const char *path)
{
	return bur_fail(&trail->volume->detail, code, BURIN_PHASE_READ, path, NULL);
}

/* Makes part, a directory of the step before, the step at depth. */
static int step_into(struct bur_trail *trail, size_t depth, const char *part, size_t n,
		     const char *path)
{
	const struct bur_item *item;

	if (depth < trail->depth && is_step(trail, depth, part, n))
		return 0;
	bur_trail_cut(trail, depth);
	item = bur_directory_find(bur_trail_last(trail)->directory, part, n);
	if (!item)
		return fail_path(trail, BURIN_E_PATH, path);
	if (!S_ISDIR(item->mode))
		return fail_path(trail, BURIN_E_NOT_A_DIRECTORY, path);
	return bur_trail_enter(trail, item);
}

int bur_trail_find(struct bur_trail *trail, const char *path, const struct bur_item **item)
{
	size_t depth = 1, n, after;
	const char *part = path, *rest;
	int ret = 0;

	bur_budget_init(&trail->budget, trail->volume);
	if (!trail->depth)
		ret = bur_trail_enter(trail, NULL);
	*item = NULL;
	n = next_part(&part);
	while (!ret && n) {
		rest = part + n;
		after = next_part(&rest);
		if (!after)
			break;
		ret = step_into(trail, depth++, part, n, path);
		part = rest;
		n = after;
	}
	if (ret)
		return ret;
	bur_trail_cut(trail, depth);
	if (!n)
		return 0;
	*item = bur_directory_find(bur_trail_last(trail)->directory, part, n);
	return *item ? 0 : fail_path(trail, BURIN_E_PATH, path);
}
