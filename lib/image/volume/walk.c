/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/walk.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"

/* Blocks of the directories visited: open addressing, 0 is a free place (block + 1 kept). */
struct visited {
	uint64_t *keys;
	size_t count, capacity;
};

struct walk {
	struct bur_trail *trail;
	struct visited visited;
	const struct bur_visitor *visitor;
	void *user;
	size_t base;		/* depth of the trail where the pass ends */
	bool leave_base;	/* the directory it began with was an item, too */
};

/* Where block is, or would be. capacity is a power of two, never full. */
static size_t place(const struct visited *v, uint64_t key)
{
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (v->capacity - 1);

	while (v->keys[i] && v->keys[i] != key)
		i = (i + 1) & (v->capacity - 1);
	return i;
}

static int widen(struct visited *v)
{
	struct visited bigger = { .count = v->count };

	bigger.capacity = v->capacity ? v->capacity * 2 : 256;
	bigger.keys = bur_array(bigger.capacity, sizeof(*bigger.keys));
	if (!bigger.keys)
		return -ENOMEM;
	for (size_t i = 0; i < v->capacity; i++)
		if (v->keys[i])
			bigger.keys[place(&bigger, v->keys[i])] = v->keys[i];
	bur_free(v->keys);
	*v = bigger;
	return 0;
}

/* 1: block is new. 0: it was visited. -ENOMEM. */
static int note(struct visited *v, uint32_t block)
{
	uint64_t key = (uint64_t)block + 1;
	size_t i;

	if (v->count >= v->capacity / 2 && widen(v))
		return -ENOMEM;
	i = place(v, key);
	if (v->keys[i])
		return 0;
	v->keys[i] = key;
	v->count++;
	return 1;
}

static int enter(struct walk *w, const struct bur_item *item)
{
	struct burin_volume *volume = w->trail->volume;
	int ret = bur_trail_enter(w->trail, item);

	if (ret)
		return ret;
	ret = note(&w->visited, bur_trail_last(w->trail)->directory->block);
	if (ret < 0)
		return bur_fail(&volume->detail, ret, BURIN_PHASE_READ, NULL, NULL);
	if (ret)
		return 0;
	ret = bur_volume_damaged(volume, bur_trail_last(w->trail)->directory->block,
				 "a directory stands in two places");
	return bur_volume_blame(volume, ret, w->trail->path);
}

/*
 * The folder that writers make for directories too deep for ECMA-119 is none of the
 * user's: it is left out when all it holds is shown elsewhere.
 */
static bool is_moved_home(const struct walk *w, const char *name)
{
	const struct bur_directory *directory = bur_trail_last(w->trail)->directory;

	return w->trail->depth == 2 && directory->relocated && !directory->count &&
	       (!strcasecmp(name, "rr_moved") || !strcasecmp(name, ".rr_moved"));
}

static int visit_directory(struct walk *w, const struct bur_visit *visit)
{
	int ret = enter(w, visit->item);

	if (ret)
		return ret;
	if (is_moved_home(w, visit->entry->name)) {
		bur_trail_leave(w->trail);
		return 0;
	}
	return w->visitor->item(w->user, visit);
}

static int visit(struct walk *w, const struct bur_item *item)
{
	struct bur_visit visit = {
		.item = item,
		.directory = bur_trail_last(w->trail)->directory,
	};
	struct burin_entry entry;
	int ret = bur_trail_describe(w->trail, item, &entry);

	if (ret)
		return ret;
	visit.entry = &entry;
	return S_ISDIR(item->mode) ? visit_directory(w, &visit) : w->visitor->item(w->user, &visit);
}

/* Until the trail is back where the pass began. */
static int go_on(struct walk *w)
{
	int ret = 0;

	while (!ret && w->trail->depth > w->base) {
		struct bur_step *last = bur_trail_last(w->trail);

		if (last->next < last->directory->count) {
			ret = visit(w, &last->directory->items[last->next++]);
			continue;
		}
		bur_trail_leave(w->trail);
		if (w->visitor->leave && (w->trail->depth > w->base || w->leave_base))
			ret = w->visitor->leave(w->user);
	}
	return ret;
}

static int begin(struct walk *w, const char *path, bool with_self)
{
	const struct bur_item *item;
	int ret = bur_trail_find(w->trail, path, &item);

	if (ret)
		return ret;
	if (!item) {
		if (note(&w->visited, bur_trail_last(w->trail)->directory->block) < 0)
			return bur_fail(&w->trail->volume->detail, -ENOMEM, BURIN_PHASE_READ, NULL,
					NULL);
		return 0;
	}
	w->base = w->trail->depth;
	w->leave_base = with_self;
	if (with_self)
		return visit(w, item);
	if (!S_ISDIR(item->mode))
		return bur_fail(&w->trail->volume->detail, BURIN_E_NOT_A_DIRECTORY,
				BURIN_PHASE_READ, path, NULL);
	return enter(w, item);
}

int bur_walk(struct burin_volume *volume, const char *path, bool with_self,
	     const struct bur_visitor *visitor, void *user)
{
	struct walk w = { .visitor = visitor, .user = user };
	int ret;

	bur_detail_clear(&volume->detail);
	ret = bur_trail_new(volume, &w.trail);
	if (ret)
		return ret;
	ret = begin(&w, path, with_self);
	if (!ret)
		ret = go_on(&w);
	bur_free(w.visited.keys);
	bur_trail_free(w.trail);
	return ret;
}

struct caller {
	burin_entry_fn fn;
	void *user;
};

static int call(void *user, const struct bur_visit *visit)
{
	const struct caller *caller = user;

	return caller->fn(caller->user, visit->entry);
}

BURIN_EXPORT int burin_volume_walk(struct burin_volume *volume, const char *path,
				   burin_entry_fn fn, void *user)
{
	static const struct bur_visitor visitor = { .item = call };
	struct caller caller = { .fn = fn, .user = user };
	int ret = bur_walk(volume, path, false, &visitor, &caller);

	return ret > 0 ? 0 : ret;
}
