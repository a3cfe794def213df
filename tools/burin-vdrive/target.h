/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's target subsystem through configfs: a user-space backed device (TCMU) for
 * each drive, and the loopback target that makes a local SCSI device of it. The folders are
 * the record of which drives exist; whoever makes one owns its number.
 */
#ifndef VDRIVE_TARGET_H
#define VDRIVE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#define TARGET_NUMBERS	256u		/* drives at most */
#define NODE_SIZE	32u

/* Makes the device of the first free number; 0, or a negated errno and nothing made. */
int target_make(unsigned int *number);

/* The K of its /dev/uioK, or a negated errno. */
int target_uio(unsigned int number);

/*
 * Makes the SCSI device. Returns when the kernel has asked the drive who it is, so its
 * handler must be at work before.
 */
int target_attach(unsigned int number);
int target_detach(unsigned int number);
int target_destroy(unsigned int number);

/* Offline: every command fails at once, as when a cable is pulled. */
int target_set_online(unsigned int number, bool online);

/* Ends what a handler that is gone left unanswered, and refuses what comes behind it. */
void target_release_commands(unsigned int number);

bool target_exists(unsigned int number);

/* "/dev/srN" and "/dev/sgN"; false and empty as long as there are none. */
bool target_nodes(unsigned int number, char block[NODE_SIZE], char generic[NODE_SIZE]);

#endif
