/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress: one line that is written over on a terminal, a line a second with
 * --progress elsewhere, an event a second with --json. Returns non-zero, which cancels the
 * operation, once the user has interrupted.
 */
#ifndef TOOL_METER_H
#define TOOL_METER_H

#include "command.h"

struct meter {
	const struct tool *tool;
	bool terminal, lines, started, open;
	enum burin_action action;
	uint64_t next_ms;	/* when the next one is due */
	/* of a copy */
	uint64_t begun_ms, total;
};

void meter_init(struct meter *meter, const struct tool *tool);
/* Ends the line, so that messages begin on a line of their own. */
void meter_end(struct meter *meter);

/* burin_progress_fn; user is the meter. */
int meter_update(void *user, const struct burin_progress *progress);

/* Copying to a file: bytes in all, BURIN_SIZE_UNKNOWN if not known. */
void meter_begin_copy(struct meter *meter, uint64_t total);
int meter_copied(void *user, uint64_t bytes);

/* Milliseconds that never go back. */
uint64_t meter_clock(void);

#endif
