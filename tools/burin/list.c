/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include "json.h"
#include "message.h"

static enum exit_status list_main(struct tool *tool, const void *options,
				  const struct words *operands)
{
	struct burin_drives *drives;
	int code = burin_drives_new(tool->ctx, &drives);
	size_t count;

	(void)options;
	(void)operands;
	if (code)
		return fail(tool, code, "list", NULL);
	count = burin_drives_count(drives);
	for (size_t i = 0; i < count; i++) {
		const char *name = burin_drives_at(drives, i);
		const char *model = burin_drives_get_model(drives, i);

		show(tool, "%-16s %s", name, model);
		emit(tool, "recorder", TEXT("name", name), TEXT("model", model));
	}
	burin_drives_unref(drives);
	if (!count && !tool->quiet)
		warn("no recorder found; an emulated one is named virtual:PATH");
	emit(tool, "result", NUMBER("exit", EXIT_DONE), NUMBER("recorders", count));
	return EXIT_DONE;
}

const struct command list_command = {
	.name = "list",
	.summary = "the recorders of this machine",
	.operands = "[options]",
	.run = list_main,
};
