/* SPDX-License-Identifier: GPL-2.0-only */
/* burin/burinN in debugfs: all that is known of a unit, as text for people. */
#ifndef BURIN_DEBUGFS_H
#define BURIN_DEBUGFS_H

struct burin_unit;

void burin_debugfs_init(void);
void burin_debugfs_exit(void);
void burin_debugfs_add(struct burin_unit *unit);
void burin_debugfs_remove(struct burin_unit *unit);

#endif
