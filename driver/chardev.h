/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/burinN: its files. */
#ifndef BURIN_CHARDEV_H
#define BURIN_CHARDEV_H

#include <linux/fs.h>
#include <linux/kfifo.h>
#include <linux/list.h>
#include <linux/burin.h>

#include "engine/policy.h"

#define BURIN_FILE_REPORTS	64	/* a power of two */

struct burin_unit;

struct burin_file {
	struct burin_unit *unit;	/* a reference */
	bool writes;			/* opened for writing */
	bool stale;			/* its burn was adopted by another; under the unit's lock */
	struct list_head link;		/* under the unit's files_lock, with what follows */
	u32 reports_lost;
	DECLARE_KFIFO(reports, struct burin_report, BURIN_FILE_REPORTS);
};

extern const struct file_operations burin_chardev_fops;

/* Whose rights a command handed over by this file has. */
enum burin_opener burin_file_opener(const struct burin_file *file);

#endif
