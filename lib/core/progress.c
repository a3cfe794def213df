/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table: names of the actions that progress tells. */
#include <burin/progress.h>

#include <stddef.h>

#include "core/export.h"

static const char *const names[] = {
	[BURIN_ACTION_PREPARE] = "preparing",
	[BURIN_ACTION_WRITE] = "writing",
	[BURIN_ACTION_FLUSH] = "flushing",
	[BURIN_ACTION_CLOSE] = "closing",
	[BURIN_ACTION_VERIFY] = "verifying",
	[BURIN_ACTION_ERASE] = "erasing",
	[BURIN_ACTION_FORMAT] = "formatting",
	[BURIN_ACTION_READ] = "reading",
	[BURIN_ACTION_DONE] = "done",
};

BURIN_EXPORT const char *burin_action_name(enum burin_action action)
{
	return (size_t)action < sizeof(names) / sizeof(names[0]) ? names[action] : "unknown";
}
