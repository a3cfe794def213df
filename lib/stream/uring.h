/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several reads of one file in flight, straight into the caller's buffer: a disk that is
 * asked for one piece after the other idles between them. uring.c; only in builds with
 * io_uring, and at run time only where the kernel allows it.
 */
#ifndef BUR_STREAM_URING_H
#define BUR_STREAM_URING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Shorter reads are not worth it. */
#define BUR_URING_LEAST (256u << 10)

struct bur_uring;

/* NULL: refused; read as ever. */
struct bur_uring *bur_uring_new(void);
void bur_uring_free(struct bur_uring *uring);	/* NULL is fine */

/* As pread(), but -errno; returns when nothing is in flight any more. */
ssize_t bur_uring_read(struct bur_uring *uring, int fd, void *buf, size_t n, uint64_t offset);

#endif
