/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <stdlib.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "source.h"

#define FORMATS_MAX 64

struct format_options {
	const char *type;
	struct number blocks;
};

static const struct option table[] = {
	{ OPTION_TEXT, "type", 0, "HEX[,SUB]", offsetof(struct format_options, type),
	  "a format type that 'burin info' lists" },
	{ OPTION_NUMBER, "blocks", 0, "N", offsetof(struct format_options, blocks),
	  "of several formats of that type, the one of N blocks" },
	{ 0 }
};

static void cancel(void *erase)
{
	burin_erase_cancel(erase);
}

/* "26" or "32,1". */
static bool parse_type(const char *text, unsigned long *type, unsigned long *sub, bool *has_sub)
{
	char *end;

	*sub = 0;
	*type = strtoul(text, &end, 16);
	if (end == text || *type > 0x3f)
		return false;
	*has_sub = *end == ',';
	if (*has_sub) {
		text = end + 1;
		*sub = strtoul(text, &end, 10);
		if (end == text || *sub > 3)
			return false;
	}
	return !*end;
}

static enum exit_status find(struct tool *tool, struct burin_recorder *rec,
			     const struct format_options *o, struct burin_format *format)
{
	const char *name = burin_recorder_get_name(rec);
	struct burin_format all[FORMATS_MAX];
	unsigned long type, sub;
	bool has_sub;
	int count;

	if (!parse_type(o->type, &type, &sub, &has_sub))
		return usage_error(tool, "--type", "'%s' is not HEX or HEX,SUB", o->type);
	count = burin_recorder_read_formats(rec, all, FORMATS_MAX);
	if (count < 0)
		return fail_detail(tool, count, burin_recorder_get_detail(rec), name);
	for (int i = 0; i < count && i < FORMATS_MAX; i++) {
		*format = all[i];
		if (format->type == type && (!has_sub || format->sub_type == sub) &&
		    (!o->blocks.given || format->blocks == o->blocks.value))
			return EXIT_DONE;
	}
	if (o->blocks.given)
		return fail(tool, BURIN_E_MEDIUM_STATE, name, "the drive offers no format of type "
			    "%s with %u blocks", o->type, o->blocks.value);
	return fail(tool, BURIN_E_MEDIUM_STATE, name, "the drive offers no format of type %s",
		    o->type);
}

static enum exit_status run(struct tool *tool, struct burin_erase *erase,
			    struct burin_recorder *rec, const struct burin_format *format)
{
	const char *name = burin_recorder_get_name(rec), *state;
	enum exit_status status;
	struct meter meter;
	int code;

	meter_init(&meter, tool);
	interrupt_begin(cancel, erase, "ending the format");
	code = burin_erase_run_format(erase, format, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	if (code) {
		status = fail_detail(tool, code, burin_erase_get_detail(erase), name);
		state = tell_medium_left(name, rec);
		emit(tool, "result", NUMBER("exit", status), TEXT("recorder", name),
		     TEXT("state", state));
		return status;
	}
	say(tool, "%s: formatted", name);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name),
	     NUMBER_IF(format, "type", format ? format->type : 0));
	return EXIT_DONE;
}

static enum exit_status format_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const struct format_options *o = options;
	const char *name = operands->at[0];
	struct burin_format format;
	struct burin_recorder *rec;
	struct burin_erase *erase = NULL;
	enum exit_status status;
	int code;

	if (o->blocks.given && !o->type)
		return usage_error(tool, "--blocks", "only together with --type");
	status = open_recorder(tool, name, true, &rec);
	if (status)
		return status;
	if (o->type)
		status = find(tool, rec, o, &format);
	code = status ? 0 : burin_erase_new(tool->ctx, &erase);
	if (code)
		status = fail(tool, code, name, NULL);
	if (!status) {
		burin_erase_set_recorder(erase, rec);
		status = run(tool, erase, rec, o->type ? &format : NULL);
		burin_erase_free(erase);
	}
	burin_recorder_unref(rec);
	return status;
}

const struct command format_command = {
	.name = "format",
	.summary = "formats a medium that has a format",
	.operands = "[options] RECORDER",
	.options = table,
	.options_size = sizeof(struct format_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = format_main,
};
