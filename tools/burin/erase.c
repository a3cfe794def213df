/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "source.h"

struct erase_options {
	bool full;
};

static const struct option table[] = {
	{ OPTION_FLAG, "full", 0, NULL, offsetof(struct erase_options, full),
	  "every block, not only what makes it look blank" },
	{ 0 }
};

static void cancel(void *erase)
{
	burin_erase_cancel(erase);
}

static enum exit_status run(struct tool *tool, struct burin_erase *erase,
			    struct burin_recorder *rec, bool full)
{
	const char *name = burin_recorder_get_name(rec), *state;
	enum exit_status status;
	struct meter meter;
	int code;

	burin_erase_set_full(erase, full);
	meter_init(&meter, tool);
	interrupt_begin(cancel, erase, "ending the erase");
	code = burin_erase_run(erase, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	if (code) {
		status = fail_detail(tool, code, burin_erase_get_detail(erase), name);
		state = tell_medium_left(name, rec);
		emit(tool, "result", NUMBER("exit", status), TEXT("recorder", name),
		     TEXT("state", state));
		return status;
	}
	say(tool, "%s: erased (%s)", name, full ? "every block" : "quick");
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name), FLAG("full", full));
	return EXIT_DONE;
}

static enum exit_status erase_main(struct tool *tool, const void *options,
				   const struct words *operands)
{
	const struct erase_options *o = options;
	const char *name = operands->at[0];
	struct burin_recorder *rec;
	struct burin_erase *erase;
	enum exit_status status = open_recorder(tool, name, true, &rec);
	int code;

	if (status)
		return status;
	code = burin_erase_new(tool->ctx, &erase);
	if (code) {
		status = fail(tool, code, name, NULL);
	} else {
		burin_erase_set_recorder(erase, rec);
		status = run(tool, erase, rec, o->full);
		burin_erase_free(erase);
	}
	burin_recorder_unref(rec);
	return status;
}

const struct command erase_command = {
	.name = "erase",
	.summary = "makes a rewritable medium blank",
	.operands = "[options] RECORDER",
	.options = table,
	.options_size = sizeof(struct erase_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = erase_main,
};
