/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ring: slots of one command's data each, mapped into the owner. What is said
 * of a slot is kept here, where the owner cannot write. Counted by sequence:
 * reaped <= done <= head <= reaped + slots. The unit's lock guards all but the data.
 */
#ifndef BURIN_RING_H
#define BURIN_RING_H

#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/types.h>
#include <linux/burin.h>

struct burin_sense;
struct vm_area_struct;

struct burin_entry {
	u64 tag;
	u32 slot;
	u32 length;
	u32 checksum;
	u8 how;				/* BURIN_SLOT_* */
	u8 key, asc, ascq;
};

struct burin_ring {
	struct kref ref;
	u32 slot_bytes, stride, slots, checksum;
	u32 page_count;
	struct page **pages;
	void *base;
	void *zeros;			/* a command's data of nothing but zeros */
	unsigned long *busy;		/* slots published and not yet reaped */
	struct burin_entry *entries;	/* of sequence n at n modulo slots */
	u64 head, done, reaped;

	struct address_space mappings;	/* all of them */
	u32 cuts;			/* how often they were cut off; under the lock */
};

struct burin_ring *burin_ring_new(const struct burin_ring_spec *spec);
struct burin_ring *burin_ring_get(struct burin_ring *ring);
void burin_ring_put(struct burin_ring *ring);	/* process context; NULL is fine */
void burin_ring_restart(struct burin_ring *ring);
int burin_ring_map(struct burin_ring *ring, struct vm_area_struct *vma);
/* What is mapped shows the ring no longer. Under the lock. */
void burin_ring_cut(struct burin_ring *ring);

/* Most that a ring may have, and as much as the limit for all leaves. */
u64 burin_ring_limit(void);
u64 burin_ring_left(void);

static inline struct burin_entry *burin_ring_entry(const struct burin_ring *ring, u64 sequence)
{
	u32 at;

	div_u64_rem(sequence, ring->slots, &at);
	return &ring->entries[at];
}

static inline void *burin_ring_data(const struct burin_ring *ring, u32 slot)
{
	return ring->base + (size_t)slot * ring->stride;
}

static inline u32 burin_ring_used(const struct burin_ring *ring)
{
	return ring->head - ring->done;
}

/* A slot handed over: 0, -EINVAL, or -EAGAIN when it is still the driver's. */
int burin_ring_publish(struct burin_ring *ring, const struct burin_slot *slot);
/* The next one is done. */
void burin_ring_finish(struct burin_ring *ring, u8 how, const struct burin_sense *sense,
		       u32 length, u32 checksum);
/* At most count of those that can be given back, in order, without the first `skip`; how many. */
u32 burin_ring_peek(const struct burin_ring *ring, u32 skip, struct burin_done *done, u32 count);
/* They are given back; false: not `first` is the next one any more. */
bool burin_ring_reap(struct burin_ring *ring, u64 first, u32 count);

u32 burin_ring_checksum(const struct burin_ring *ring, const void *data, u32 length);

#endif
