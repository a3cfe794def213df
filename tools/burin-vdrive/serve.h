/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process of one drive: it answers the kernel and the command until it is stopped. */
#ifndef VDRIVE_SERVE_H
#define VDRIVE_SERVE_H

#include "handler.h"

/*
 * handler holds an open ring and drive, listener a socket of control_listen(), path
 * what is loaded or "". Returns when told to stop, by SIGTERM, or when the kernel has
 * taken the device away. Closes all of them.
 */
int serve(struct handler *handler, int listener, const char *path);

#endif
