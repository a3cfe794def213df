/* SPDX-License-Identifier: GPL-2.0-only */
/* The ioctls: one function each, which copies in, checks, and copies out. */
#ifndef BURIN_UAPI_H
#define BURIN_UAPI_H

#include <linux/fs.h>

struct burin_copy;
struct burin_file;

long burin_uapi_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

/*
 * Copies a struct that begins with its size and flags: what a later version of it
 * holds beyond ours must be zero, what an earlier one does not hold is. least: the
 * size of its first version.
 */
int burin_uapi_take(void *to, size_t size, size_t least, const void __user *from);
/* All versions of these are the first. */
#define burin_uapi_take_one(what, from) burin_uapi_take(&(what), sizeof(what), sizeof(what), from)
/* Back, as much as the caller has room for. */
int burin_uapi_give(void __user *to, const void *from, size_t size);

/* Handed over as a pointer to a struct burin_epilogue; *copy NULL: no steps. */
int burin_uapi_epilogue(struct burin_file *file, void __user *from, struct burin_copy **copy);

/* uapi-burn.c */
int burin_uapi_ring(struct burin_file *file, void __user *arg);
int burin_uapi_start(struct burin_file *file, void __user *arg);
int burin_uapi_publish(struct burin_file *file, void __user *arg);
int burin_uapi_complete(struct burin_file *file, void __user *arg);
int burin_uapi_cancel(struct burin_file *file, void __user *arg);

/* uapi-state.c */
int burin_uapi_info(struct burin_file *file, void __user *arg);
int burin_uapi_state(struct burin_file *file, void __user *arg);
int burin_uapi_packets(struct burin_file *file, void __user *arg);

#endif
