/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of a unit, described in Documentation/driver.rst. */
#ifndef BURIN_SYSFS_H
#define BURIN_SYSFS_H

#include <linux/sysfs.h>

struct burin_stats;
struct burin_unit;

extern const struct attribute_group *burin_unit_groups[];

/* A copy of what is counted of the burn that runs, or of the last. */
void burin_stats_of(struct burin_unit *unit, struct burin_stats *stats);

#endif
