/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the transports that go through the kernel share: device nodes, their clock, a refusal. */
#ifndef BUR_TRANSPORT_NODE_H
#define BUR_TRANSPORT_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "transport/transport.h"

/* For reading only where no more is granted. -errno or the file. */
int bur_node_open_plainly(const char *path, int flags);
/* Exclusively; a node that is busy for a moment is waited for. */
int bur_node_open(const char *path);
/* False when there have been enough tries of what is busy. */
bool bur_node_wait_busy(unsigned int *tries);
bool bur_node_is_read_only(int fd);

/* What bur_node_open() said, as the public API calls it; a busy node is told with its holder. */
int bur_node_explain(int error, const char *path, struct burin_detail *detail);

/*
 * The node of that class ("block", "scsi_generic", "burin") for the SCSI device behind path;
 * false: there is none. It may be path itself.
 */
bool bur_node_sibling(const char *path, const char *class, char *sibling, size_t n);
/* The kernel's own name of the device node: "sr0". */
bool bur_node_name(const char *path, char *name, size_t n);

/* The ioctl that sends a command, signals kept out: 0 or -errno. */
int bur_node_send(int fd, unsigned long request, void *arg);
/* The kernel keeps this command from us: to the caller as if the drive did not know it. */
void bur_node_refuse(struct bur_command *cmd);

/* ops->now() and ops->sleep(): CLOCK_MONOTONIC */
uint64_t bur_node_now(struct bur_transport *t);
void bur_node_sleep(struct bur_transport *t, uint64_t ns);

#endif
