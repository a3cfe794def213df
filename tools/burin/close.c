/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <errno.h>

#include "burn.h"
#include "message.h"
#include "source.h"

struct close_options {
	bool close;
};

static const struct option table[] = {
	{ OPTION_FLAG, "close", 0, NULL, offsetof(struct close_options, close),
	  "the disc too: nothing can be added afterwards" },
	{ 0 }
};

/* A burn that waits to be adopted is ended; any other recorder is opened as always. */
static enum exit_status open_left(struct tool *tool, const char *name,
				  struct burin_recorder **rec)
{
	struct burin_detail detail = { 0 };
	int code = burin_recorder_open_left(tool->ctx, name, tool->transport, rec, &detail);

	if (!code)
		return EXIT_DONE;
	if (code == -EPERM)
		return fail_detail(tool, code, &detail, name);
	return open_recorder(tool, name, true, rec);
}

static enum exit_status close_main(struct tool *tool, const void *options,
				   const struct words *operands)
{
	const struct close_options *o = options;
	const char *name = operands->at[0];
	struct burin_recorder *rec;
	struct burin_data *data;
	enum exit_status status = open_left(tool, name, &rec);
	int code;

	if (status)
		return status;
	code = burin_data_new(tool->ctx, &data);
	if (code) {
		status = fail(tool, code, name, NULL);
	} else {
		burin_data_set_recorder(data, rec);
		burin_data_set_close_disc(data, o->close);
		status = burn_run_close(tool, data, name);
		burin_data_free(data);
	}
	burin_recorder_unref(rec);
	return status;
}

const struct command close_command = {
	.name = "close",
	.summary = "closes what an earlier burn left open",
	.operands = "[options] RECORDER",
	.options = table,
	.options_size = sizeof(struct close_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = close_main,
};
