/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_DEVICE_DRIVES_H
#define BUR_DEVICE_DRIVES_H

#include <burin/recorder.h>

/* Copies both. -ENOMEM. */
int bur_drives_add(struct burin_drives *drives, const char *name, const char *model);

/* udev.c; only in builds with udev. No udev running is an empty list. */
int bur_udev_list(struct burin_drives *drives);

#endif
