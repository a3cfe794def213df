/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is given back all at once: nodes, names, identifiers. */
#ifndef BUR_IMAGE_POOL_H
#define BUR_IMAGE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct pool_chunk;

struct bur_pool {
	struct pool_chunk *chunks;
	uint8_t *next;			/* free part of the chunk in use */
	size_t left;
};

/* Zeroed, aligned for any object. NULL: no memory. */
void *bur_pool_object(struct bur_pool *pool, size_t n);
/* Not zeroed, not aligned. NULL: no memory. */
void *bur_pool_bytes(struct bur_pool *pool, size_t n);
/* A copy of the n bytes at s, with a NUL behind. */
char *bur_pool_string(struct bur_pool *pool, const char *s, size_t n);
void bur_pool_free(struct bur_pool *pool);

#endif
