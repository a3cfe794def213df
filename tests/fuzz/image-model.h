/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as a program that builds a tree, in the library and in a model beside it: names that
 * collide, fill 255 bytes or are no UTF-8, deep paths, long targets, hard links, many children,
 * sizes at the limits of a section.
 */
#ifndef TESTS_FUZZ_IMAGE_MODEL_H
#define TESTS_FUZZ_IMAGE_MODEL_H

#include <burin/burin.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "image-words.h"

#define ITEMS 3000
#define DEEPEST 1500
#define MARK 0x5bd1e995a1c7e3f1ull

#define CHECK(condition)                                                                          \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);           \
			abort();                                                                  \
		}                                                                                 \
	} while (0)

/* What names refer to. */
struct thing {
	uint32_t type, mode, uid, gid, names, seen;
	int64_t mtime;
	bool has_time;
	uint64_t size, serial;
	char *target;
};

struct item {
	struct burin_node *node;
	struct thing *thing;
	struct item *parent;		/* NULL: the root */
	char name[256];
	uint32_t hash;			/* of the name */
	unsigned int depth;
	size_t path_length;		/* while the tree is compared */
	char *place;			/* a folder's path in a tree of mapped names */
	size_t first, children;		/* while it is put in order */
	bool gone;
};

static struct item items[ITEMS];
static struct thing things[ITEMS];
static size_t item_count, thing_count;
static struct burin_image *image;

/* --- content: the first eight bytes tell the file, the rest its place --- */

static uint64_t word_at(uint64_t id, uint64_t index)
{
	uint64_t x = (id + 1) * 0x9e3779b97f4a7c15ull ^ index * 0xc2b2ae3d27d4eb4full;

	return index ? x ^ x >> 29 : id ^ MARK;
}

static void fill(uint64_t id, uint64_t offset, uint8_t *p, size_t n)
{
	uint64_t word = word_at(id, offset / 8);

	for (size_t i = 0; i < n; i++) {
		if ((offset + i) % 8 == 0)
			word = word_at(id, (offset + i) / 8);
		p[i] = (uint8_t)(word >> (offset + i) % 8 * 8);
	}
}

static int64_t read_thing(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct thing *thing = user;

	if (offset >= thing->size)
		return 0;
	if (n > thing->size - offset)
		n = (size_t)(thing->size - offset);
	fill((uint64_t)(thing - things), offset, buf, n);
	return (int64_t)n;
}

static const struct burin_stream_ops thing_ops = {
	.struct_size = sizeof(thing_ops),
	.read = read_thing,
};

/* --- building: the library and the model do the same --- */

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 16777619u;
	return hash;
}

static struct item *find_child(const struct item *parent, const char *name)
{
	uint32_t hash = hash_of(name);

	for (size_t i = 1; i < item_count; i++)
		if (items[i].hash == hash && items[i].parent == parent && !items[i].gone &&
		    !strcmp(items[i].name, name))
			return &items[i];
	return NULL;
}

static struct item *pick(bool directory)
{
	struct item *item = &items[take((uint32_t)item_count)];

	return item->gone || (S_ISDIR(item->thing->type) != directory) ? NULL : item;
}

static int name_code(const struct item *parent, const char *name)
{
	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return BURIN_E_NAME;
	return find_child(parent, name) ? BURIN_E_NAME_TAKEN : 0;
}

/* The model's half, after the library's: code is what that said. */
static struct item *note(struct item *parent, const char *name, struct thing *thing,
			 struct burin_node *node, int code)
{
	struct item *item = &items[item_count];

	CHECK(code == name_code(parent, name));
	if (code)
		return NULL;
	*item = (struct item){
		.node = node, .thing = thing, .parent = parent, .depth = parent->depth + 1,
		.hash = hash_of(name),
	};
	strcpy(item->name, name);
	thing->names++;
	item_count++;
	return item;
}

static struct thing *new_thing(uint32_t type, uint32_t mode)
{
	things[thing_count] = (struct thing){ .type = type, .mode = mode };
	return &things[thing_count++];
}

static struct item *add_dir(struct item *parent, const char *name)
{
	struct burin_node *node = NULL;
	int code;

	if (item_count == ITEMS || thing_count == ITEMS || parent->depth >= DEEPEST)
		return NULL;
	code = burin_dir_add_dir(parent->node, name, &node);
	return note(parent, name, new_thing(S_IFDIR, 0755), node, code);
}

static void add_file(struct item *parent, const char *name, uint64_t size)
{
	struct burin_node *node = NULL;
	struct burin_stream *stream;
	struct thing *thing;
	int code;

	if (item_count == ITEMS || thing_count == ITEMS)
		return;
	thing = new_thing(S_IFREG, 0644);
	thing->size = size;
	CHECK(!burin_stream_new_custom(NULL, &thing_ops, thing, size, true, &stream));
	code = burin_dir_add_stream(parent->node, name, stream, &node);
	burin_stream_unref(stream);
	note(parent, name, thing, node, code);
}

static void add_symlink(struct item *parent, const char *name)
{
	struct burin_node *node = NULL;
	char target[4200];
	struct thing *thing;
	int code;

	if (item_count == ITEMS || thing_count == ITEMS)
		return;
	make_target(target);
	thing = new_thing(S_IFLNK, 0777);
	thing->target = strdup(target);
	thing->size = strlen(target);
	code = burin_dir_add_symlink(parent->node, name, target, &node);
	note(parent, name, thing, node, code);
}

static void add_link(struct item *parent, const char *name, struct item *file)
{
	struct burin_node *node = NULL;
	int code;

	if (item_count == ITEMS)
		return;
	code = burin_dir_add_link(parent->node, name, file->node, &node);
	note(parent, name, file->thing, node, code);
}

static void remove_item(struct item *item)
{
	if (item == items) {
		CHECK(burin_node_remove(item->node) == -EBUSY);
		return;
	}
	CHECK(!burin_node_remove(item->node));
	item->gone = true;
	item->thing->names--;
	for (struct item *i = item + 1; i < items + item_count; i++) {
		if (!i->gone && i->parent->gone) {
			i->gone = true;
			i->thing->names--;
		}
	}
}

static void set_attributes(struct item *item)
{
	struct thing *thing = item->thing;

	thing->mode = take(4096);
	thing->uid = take(UINT32_MAX);
	thing->gid = take(UINT32_MAX);
	thing->mtime = (int64_t)((uint64_t)take(UINT32_MAX) << take(8)) * (take(4) ? 1 : -1);
	thing->has_time = true;
	burin_node_set_mode(item->node, thing->mode);
	burin_node_set_owner(item->node, thing->uid, thing->gid);
	burin_node_set_time(item->node, thing->mtime);
}

static void add_chain(struct item *at, uint32_t length)
{
	uint32_t kind = take(6);
	char name[256];

	for (uint32_t i = 0; at && i < length; i++) {
		make_name(name, length > 100 ? 2 : kind, i);
		at = add_dir(at, name);
	}
}

static void add_many(struct item *at, uint32_t count)
{
	uint32_t kind = 1 + take(5), what = take(3);
	char name[256];

	for (uint32_t i = 0; i < count; i++) {
		make_name(name, kind, i);
		if (what == 0)
			add_dir(at, name);
		else
			add_file(at, name, what == 1 ? 0 : 1 + i % 3000);
	}
}

static void step(void)
{
	struct item *at = pick(true), *file;
	uint32_t what = take(16);
	char name[256];

	if (!at)
		return;
	make_name(name, take(6), take(64));
	switch (what) {
	case 0: case 1: case 2:
		add_dir(at, name);
		break;
	case 3: case 4: case 5: case 6:
		add_file(at, name, make_size());
		break;
	case 7: case 8:
		add_symlink(at, name);
		break;
	case 9: case 10:
		file = pick(false);
		if (file)
			add_link(at, name, file);
		break;
	case 11:
		file = pick(false);
		remove_item(file ? file : at);
		break;
	case 12:
		add_chain(at, take(8) ? take(40) : take(DEEPEST));
		break;
	case 13:
		add_many(at, take(8) ? take(80) : take(ITEMS));
		break;
	default:
		file = pick(false);
		set_attributes(file ? file : at);
	}
}

#endif
