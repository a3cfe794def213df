/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a burn or a closing with progress and Ctrl-C, and telling what has become of it. */
#ifndef TOOL_BURN_H
#define TOOL_BURN_H

#include "command.h"
#include "tree.h"

/*
 * "4x", "4" or "2.4x": a factor of the kind's 1x; "8990k": kB/s; "max": 0. False: none of these,
 * or a factor for a kind that has no 1x.
 */
bool speed_parse(const char *text, enum burin_kind kind, uint32_t *kbps);

/* findings may be NULL: not the burn of a tree. */
enum exit_status burn_run(struct tool *tool, struct burin_data *data, const char *name,
			  struct burin_stream *stream, struct findings *findings);

/* The same of a burn that another process has left. */
enum exit_status burn_adopt(struct tool *tool, struct burin_data *data, const char *name,
			    struct burin_stream *stream, struct findings *findings);

enum exit_status burn_run_close(struct tool *tool, struct burin_data *data, const char *name);

#endif
