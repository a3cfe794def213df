/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for read(): each file of a unit has its own, and a count of those it lost. */
#ifndef BURIN_EVENT_H
#define BURIN_EVENT_H

#include <linux/burin.h>
#include <linux/types.h>

struct burin_file;
struct burin_unit;

/* Any context. run: what the record tells of; the failure's sense for BURIN_REPORT_FAILED. */
void burin_event_emit(struct burin_unit *unit, u32 kind, const struct burin_run_state *run);
void burin_event_plain(struct burin_unit *unit, u32 kind);
void burin_event_gone(struct burin_unit *unit);

void burin_event_add_file(struct burin_file *file);
void burin_event_remove_file(struct burin_file *file);
bool burin_event_pending(struct burin_file *file);
/* 0; -EAGAIN none; -ENODEV none, and none will come; -ERESTARTSYS. */
int burin_event_take(struct burin_file *file, struct burin_report *report, bool wait);

#endif
