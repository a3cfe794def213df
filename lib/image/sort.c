/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/sort.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "image/image.h"
#include "image/pattern.h"
#include "image/result.h"

struct weighed {
	struct bur_extent extent;
	uint32_t position;
	int32_t weight;
};

struct path {
	char *buf;
	size_t room;
};

/* The path of a node whole; NULL: no memory. */
static const char *take_path(struct path *path, const struct burin_node *node)
{
	size_t n = bur_node_path_length(node) + 5;	/* bur_node_path() keeps room for its "..." */
	char *grown;

	if (n > path->room) {
		grown = bur_resize(path->buf, 1, n);
		if (!grown)
			return NULL;
		path->buf = grown;
		path->room = n;
	}
	bur_node_path(node, path->buf, path->room);
	return path->buf;
}

/* The first rule that matches decides: of a pattern with '/' by path, else by name. */
static int weigh(const struct burin_image *image, const struct burin_node *node,
		 struct path *path, int32_t *weight)
{
	const char *text;

	*weight = 0;
	for (size_t i = 0; i < image->sort_count; i++) {
		const struct bur_sort_rule *rule = &image->sort[i];

		text = node->name;
		if (strchr(rule->pattern, '/')) {
			text = take_path(path, node);
			if (!text)
				return -ENOMEM;
			text += rule->pattern[0] != '/';
		}
		if (bur_pattern_match(rule->pattern, text)) {
			*weight = rule->weight;
			break;
		}
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->position < y->position ? -1 : 1;
}

static int weigh_all(struct burin_result *result, struct weighed *all)
{
	struct path path = { 0 };
	int err = 0;

	for (uint32_t i = 0; i < result->extent_count && !err; i++) {
		all[i].extent = result->extents[i];
		all[i].position = i;
		err = weigh(result->image, result->extents[i].node, &path, &all[i].weight);
	}
	bur_free(path.buf);
	return err;
}

int bur_sort_extents(struct burin_result *result)
{
	struct weighed *all;
	int err;

	if (!result->image->sort_count)
		return 0;
	all = bur_array(result->extent_count, sizeof(*all));
	err = all ? weigh_all(result, all) : -ENOMEM;
	if (!err) {
		qsort(all, result->extent_count, sizeof(*all), compare);
		for (uint32_t i = 0; i < result->extent_count; i++) {
			result->extents[i] = all[i].extent;
			result->extents[i].node->inode->serial = i;
		}
	}
	bur_free(all);
	return err;
}
