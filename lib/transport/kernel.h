/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel transport from inside: what opening it (kernel.c) and its burns (kernel-burn.c) share. */
#ifndef BUR_TRANSPORT_KERNEL_H
#define BUR_TRANSPORT_KERNEL_H

#include <linux/burin.h>

#include "transport/transport.h"

struct bur_note;

struct bur_kernel {
	struct bur_transport base;
	int fd;				/* /dev/burinN, of which this is the owner's file */
	bool forsaken;			/* given up with a burn under way: it ends without us */
	/* of the burns that are started from now on */
	uint32_t checksum;		/* BURIN_CHECKSUM_* of the ring's slots */
	uint32_t starve_ms, adopt_ms;	/* see struct burin_start */
	uint8_t note[BURIN_NOTE_MAX];	/* ... of whoever starts them */
	size_t note_len;
	uint32_t lost_ms;		/* a unit that is lost for so long is not waited for */
	uint32_t generation;		/* of the ownership */
	/* of a transport that was opened for another process's burn */
	struct bur_note *left;		/* NULL: it was not, or there was no note */
	char *path;			/* ... then NULL */
	struct burin_unit_state unit;	/* as last looked at */
};

#define BUR_KERNEL_NODE 80

/* A drive of which the nodes are being opened. */
struct bur_kernel_opening {
	const char *path;		/* as asked for */
	char unit[BUR_KERNEL_NODE];
	int fd, block, generic;		/* -1: none */
	uint32_t generation;		/* of the ownership, once there is one */
	struct burin_info info;
	struct burin_detail *detail;
};

#define BUR_KERNEL_OPENING(name, where) \
	{ .path = (name), .fd = -1, .block = -1, .generic = -1, .detail = (where) }

/* Opens the unit; the caller closes drive->fd. */
int bur_kernel_open_unit(struct bur_kernel_opening *drive);
/* Makes the unit's file the owner, with the drive's other nodes. */
int bur_kernel_own(struct bur_kernel_opening *drive);
/* Whose the unit is that is kept from us: BURIN_E_RECORDER_BUSY, told. */
int bur_kernel_explain_busy(struct bur_kernel_opening *drive, const char *node);
/* The transport of a unit that was opened. NULL: no memory. */
struct bur_kernel *bur_kernel_new(const struct bur_kernel_opening *drive);

/* kernel-adopt.c: bur_transport_ops look, adopt and inherit */
int bur_kernel_look(struct bur_transport *t, struct bur_left *left);
int bur_kernel_adopt(struct bur_transport *t, struct bur_burn **out);
int bur_kernel_inherit(struct bur_transport *t, struct burin_run_state *run);

/* kernel-packet.c: bur_transport_ops bind */
int bur_kernel_bind(struct bur_transport *t, const struct bur_binding *binding, uint32_t *number);

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
