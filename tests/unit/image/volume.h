/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of reading volumes share. Include behind the harness. */
#ifndef TESTS_UNIT_IMAGE_VOLUME_H
#define TESTS_UNIT_IMAGE_VOLUME_H

#include <burin/burin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../malformed/disc.h"

static inline int open_bytes(const void *bytes, size_t n, enum burin_tree tree,
			     struct burin_volume **out, struct burin_detail *detail)
{
	struct burin_stream *stream;
	int ret = burin_stream_new_memory(NULL, bytes, n, &stream);

	*out = NULL;
	if (ret)
		return ret;
	ret = burin_volume_open(NULL, stream, 0, tree, out, detail);
	burin_stream_unref(stream);
	return ret;
}

/* A new sound disc with its volume; the disc is to be freed after the volume. */
static inline int open_disc(struct disc **d, bool devices, enum burin_tree tree,
			    struct burin_volume **out)
{
	*d = malloc(sizeof(**d));
	if (!*d)
		return -1;
	disc_make(*d, devices);
	return open_bytes((*d)->bytes, sizeof((*d)->bytes), tree, out, NULL);
}

/* Every entry as "MODE PATH[ -> TARGET]\n". */
struct listing {
	char text[65536];
	size_t n;
};

static inline int list_entry(void *user, const struct burin_entry *e)
{
	struct listing *l = user;
	int n = snprintf(l->text + l->n, sizeof(l->text) - l->n, "%06o %s%s%s\n", e->mode, e->path,
			 e->target ? " -> " : "", e->target ? e->target : "");

	l->n += n > 0 && (size_t)n < sizeof(l->text) - l->n ? (size_t)n : 0;
	return 0;
}

static inline bool lists(const struct listing *l, const char *path)
{
	size_t n = strlen(path);

	for (const char *at = strstr(l->text, path); at; at = strstr(at + 1, path))
		if (at[-1] == ' ' && (at[n] == '\n' || at[n] == ' '))
			return true;
	return false;
}

#endif
