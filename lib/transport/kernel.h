/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel transport from inside: what opening it (kernel.c) and its burns (kernel-burn.c) share. */
#ifndef BUR_TRANSPORT_KERNEL_H
#define BUR_TRANSPORT_KERNEL_H

#include "transport/transport.h"

struct bur_kernel {
	struct bur_transport base;
	int fd;				/* /dev/burinN, of which this is the owner's file */
	bool forsaken;			/* given up with a burn under way: it ends without us */
	/* of the burns that are started from now on */
	uint32_t checksum;		/* BURIN_CHECKSUM_* of the ring's slots */
	uint32_t starve_ms, adopt_ms;	/* see struct burin_start */
	uint32_t lost_ms;		/* a unit that is lost for so long is not waited for */
};

static inline struct bur_kernel *bur_kernel_of(struct bur_transport *t)
{
	return (struct bur_kernel *)t;	/* base is the first member */
}

/* An ioctl that no signal ends. 0 or -errno. */
int bur_kernel_call(int fd, unsigned long request, void *arg);

/* An array for the driver: none is told by no pointer either. */
static inline uint64_t bur_kernel_array(const void *items, uint32_t count)
{
	return count ? (uintptr_t)items : 0;
}

#endif
