/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A burn that the driver runs, as its calls (kernel-burn.c) and its beginning (kernel-start.c) share it. */
#ifndef BUR_TRANSPORT_KERNEL_BURN_H
#define BUR_TRANSPORT_KERNEL_BURN_H

#include <pthread.h>

#include "transport/burn-ops.h"
#include "transport/kernel.h"

struct kernel_burn {
	struct bur_burn base;
	struct bur_kernel *kernel;
	uint8_t *map;
	size_t map_bytes;
	uint32_t slots, stride, checksum;
	uint32_t chain;			/* of what was published */

	/* the feeder's thread alone; since the start: emptied <= moved <= done <= published */
	uint64_t published, done;
	uint64_t moved;			/* of those done: the first of them that were answered GOOD */
	/* of streams that read */
	uint64_t emptied;		/* given back */
	uint64_t needed;		/* in all */
	uint32_t asking;		/* the stream that empty slots are published for */

	pthread_mutex_t lock;		/* guards what follows */
	struct burin_unit_state unit;	/* as last told */
	uint64_t lost_since;		/* ns; 0: it is not */
	int dead;			/* -errno: the unit is not asked any more */
	bool cancelled;
	bool adopted;			/* by another process */
};

extern const struct bur_burn_ops bur_kernel_burn_ops;

/* Empty slots for streams that read, as soon as there are least of them or no more are needed. */
void bur_kernel_publish_empty(struct kernel_burn *burn, uint64_t least);
/* Back to the driver. */
void bur_kernel_give_up_ring(struct kernel_burn *burn);
/* All of it that is this process's. */
void bur_kernel_burn_destroy(struct kernel_burn *burn);

#endif
