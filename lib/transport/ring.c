/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport/ring.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"

int bur_ring_init(struct bur_ring *ring, uint32_t stride, uint32_t bytes)
{
	uint64_t slots = ((uint64_t)bytes + stride - 1) / stride;

	if (slots < 2)
		slots = 2;
	if (slots * stride > SIZE_MAX / 2)
		return -EOVERFLOW;
	*ring = (struct bur_ring){ .slots = (uint32_t)slots, .stride = stride };
	ring->pages = bur_pages((size_t)slots * stride);
	ring->zeros = ring->pages ? bur_pages(stride) : NULL;
	if (!ring->zeros) {
		bur_ring_free(ring);
		return -ENOMEM;
	}
	memset(ring->zeros, 0, stride);
	return 0;
}

void bur_ring_free(struct bur_ring *ring)
{
	bur_free(ring->pages);
	bur_free(ring->zeros);
	ring->pages = ring->zeros = NULL;
}
