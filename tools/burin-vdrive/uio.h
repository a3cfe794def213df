/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device file through which the kernel shares a mailbox. */
#ifndef VDRIVE_UIO_H
#define VDRIVE_UIO_H

#include <stddef.h>

/* A descriptor of /dev/uioK and the bytes that can be mapped, or a negated errno. */
int uio_open(unsigned int uio, size_t *size);

#endif
