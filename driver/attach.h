/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the drives: a unit for each MMC device that the SCSI layer adds. */
#ifndef BURIN_ATTACH_H
#define BURIN_ATTACH_H

int burin_attach_init(void);
void burin_attach_exit(void);

/* Units whose drive is in the middle of something. */
unsigned int burin_attach_count_burning(void);
/* What is published is written and closed; nobody is waited for. */
void burin_attach_orphan_all(void);

#endif
