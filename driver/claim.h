/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What keeps others off a drive: the owner's exclusive files of its other nodes,
 * nobody polling for media, and no runtime suspend.
 */
#ifndef BURIN_CLAIM_H
#define BURIN_CLAIM_H

#include <linux/fs.h>
#include <linux/burin.h>

struct burin_unit;
struct scsi_device;

struct burin_claim {
	struct scsi_device *sdev;	/* NULL: nothing is claimed; else held, without polls */
	struct file *block, *generic;	/* NULL: none */
};

/* -EBADF: no such files; -EINVAL: not of this drive; -EBUSY: not opened exclusively. */
int burin_claim_take(struct burin_claim *claim, struct burin_unit *unit,
		     const struct burin_acquire *acquire);
void burin_claim_drop(struct burin_claim *claim);

#endif
