/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/pool.h"

#include <string.h>

#include "core/alloc.h"

#define CHUNK_SIZE	(64 * 1024 - 64)	/* with malloc's own header below 64 KiB */
#define ALIGNMENT	8

struct pool_chunk {
	struct pool_chunk *next;
	uint64_t align;			/* the bytes that follow are aligned for any member */
};

static uint8_t *add_chunk(struct bur_pool *pool, size_t n)
{
	struct pool_chunk *chunk;

	if (n > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = bur_alloc(sizeof(*chunk) + n);
	if (!chunk)
		return NULL;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	return (uint8_t *)(chunk + 1);
}

void *bur_pool_bytes(struct bur_pool *pool, size_t n)
{
	uint8_t *p;

	if (n > CHUNK_SIZE / 4)
		return add_chunk(pool, n);
	if (n > pool->left) {
		p = add_chunk(pool, CHUNK_SIZE);
		if (!p)
			return NULL;
		pool->next = p;
		pool->left = CHUNK_SIZE;
	}
	p = pool->next;
	pool->next += n;
	pool->left -= n;
	return p;
}

void *bur_pool_object(struct bur_pool *pool, size_t n)
{
	size_t skip = (size_t)(-(uintptr_t)pool->next & (ALIGNMENT - 1));
	void *p;

	if (pool->next && skip <= pool->left) {
		pool->next += skip;
		pool->left -= skip;
	} else {
		pool->left = 0;
	}
	p = bur_pool_bytes(pool, n);
	return p ? memset(p, 0, n) : NULL;
}

char *bur_pool_string(struct bur_pool *pool, const char *s, size_t n)
{
	char *p = bur_pool_bytes(pool, n + 1);

	if (!p)
		return NULL;
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

void bur_pool_free(struct bur_pool *pool)
{
	struct pool_chunk *next;

	for (struct pool_chunk *chunk = pool->chunks; chunk; chunk = next) {
		next = chunk->next;
		bur_free(chunk);
	}
	memset(pool, 0, sizeof(*pool));
}
