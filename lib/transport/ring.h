/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ring: slots of one command's data each, filled at the head and emptied at
 * the tail, both counted since the beginning. Has no lock of its own.
 */
#ifndef BUR_TRANSPORT_RING_H
#define BUR_TRANSPORT_RING_H

#include <stddef.h>
#include <stdint.h>

struct bur_ring {
	uint8_t *pages;
	uint8_t *zeros;			/* one more slot: for commands of padding only */
	uint32_t slots, stride;
	uint64_t head, tail;
};

/* bytes is rounded up to whole slots, at least two. -ENOMEM, -EOVERFLOW. */
int bur_ring_init(struct bur_ring *ring, uint32_t stride, uint32_t bytes);
void bur_ring_free(struct bur_ring *ring);

static inline uint32_t bur_ring_used(const struct bur_ring *ring)
{
	return (uint32_t)(ring->head - ring->tail);
}

static inline uint8_t *bur_ring_slot(const struct bur_ring *ring, uint64_t sequence)
{
	return ring->pages + (size_t)(sequence % ring->slots) * ring->stride;
}

#endif
