/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <string.h>

#include "json.h"
#include "message.h"

static int lock(struct burin_recorder *rec)
{
	return burin_recorder_set_locked(rec, true);
}

static int unlock(struct burin_recorder *rec)
{
	return burin_recorder_set_locked(rec, false);
}

static const struct {
	const char *name, *done;
	int (*act)(struct burin_recorder *rec);
} actions[] = {
	{ "open", "opened", burin_recorder_eject },
	{ "close", "closed", burin_recorder_load },
	{ "lock", "locked", lock },
	{ "unlock", "unlocked", unlock },
};

static enum exit_status act(struct tool *tool, const char *name, size_t i)
{
	struct burin_detail detail = { 0 };
	struct burin_recorder *rec;
	enum exit_status status = EXIT_DONE;
	/* An open tray is no reason to wait: no medium is asked for. */
	int code = burin_recorder_open(tool->ctx, name, tool->transport, &rec, &detail);

	if (code)
		return fail_detail(tool, code, &detail, name);
	code = actions[i].act(rec);
	if (code)
		status = fail_detail(tool, code, burin_recorder_get_detail(rec), name);
	burin_recorder_unref(rec);
	if (status)
		return status;
	say(tool, "%s: tray %s", name, actions[i].done);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name),
	     TEXT("tray", actions[i].done));
	return EXIT_DONE;
}

static enum exit_status tray_main(struct tool *tool, const void *options,
				  const struct words *operands)
{
	(void)options;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(operands->at[1], actions[i].name))
			return act(tool, operands->at[0], i);
	return usage_error(tool, operands->at[1], "none of open, close, lock, unlock");
}

const struct command tray_command = {
	.name = "tray",
	.summary = "opens, closes, locks or unlocks the tray",
	.operands = "[options] RECORDER open|close|lock|unlock",
	.min_operands = 2,
	.max_operands = 2,
	.run = tray_main,
};
