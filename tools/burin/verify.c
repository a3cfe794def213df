/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <string.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "source.h"
#include "tree.h"

struct verify_options {
	const char *image, *level;
	struct tree_options tree;
};

static const struct option table[] = {
	{ OPTION_TEXT, "image", 0, "FILE", offsetof(struct verify_options, image),
	  "compare with that image" },
	{ OPTION_TEXT, "verify", 0, "LEVEL", offsetof(struct verify_options, level),
	  "quick or full (full)" },
	CHOICE_OPTIONS(struct verify_options, tree),
	{ 0 }
};

static enum exit_status check(struct tool *tool, const struct verify_options *o,
			      const struct words *operands, enum burin_verify_level *level)
{
	int code = burin_verify_level_from_name(o->level ? o->level : "full");

	if (code <= BURIN_VERIFY_NONE)
		return usage_error(tool, "--verify", "'%s' is none of quick, full", o->level);
	*level = (enum burin_verify_level)code;
	if (o->image && operands->count > 1)
		return usage_error(tool, "--image", "not together with a SOURCE");
	if (o->image && !strcmp(o->image, "-"))
		return usage_error(tool, "--image", "standard input is not compared; name a file");
	if (!o->image && operands->count < 2)
		return usage_error(tool, tool->command, "operand missing: SOURCE...");
	return EXIT_DONE;
}

static void cancel(void *verify)
{
	burin_verify_cancel(verify);
}

static enum exit_status tell(struct tool *tool, struct burin_verify *verify, const char *name,
			     int code)
{
	struct burin_verify_result r;
	enum exit_status status = EXIT_DONE;

	burin_verify_get_result(verify, &r);
	if (code)
		status = fail_detail(tool, code, burin_verify_get_detail(verify), name);
	findings_tell(tool, name, &r);
	emit(tool, "result", NUMBER("exit", status), TEXT("recorder", name),
	     TEXT("verify", burin_verify_level_name(r.level)),
	     TEXT("verdict", burin_verdict_name(r.verdict)), NUMBER("blocks", r.total),
	     NUMBER("compared", r.compared), NUMBER("different", r.different),
	     NUMBER("unreadable", r.unreadable), NUMBER("unchecked", r.unchecked),
	     NUMBER_IF(r.has_first_bad, "first_bad", r.first_bad));
	return status;
}

/* result NULL: an image as it is. */
static enum exit_status compare(struct tool *tool, const struct source *source,
				enum burin_verify_level level, struct burin_stream *expected,
				struct burin_result *result)
{
	struct meter meter;
	struct findings findings = { tool, &meter, result, source->start };
	struct burin_verify *verify;
	enum exit_status status;
	int code = burin_verify_new(source->rec, &verify);

	if (code)
		return fail(tool, code, source->name, NULL);
	meter_init(&meter, tool);
	burin_verify_set_level(verify, level);
	burin_verify_set_report(verify, findings_report, &findings);
	interrupt_begin(cancel, verify, "ending the verification");
	code = burin_verify_run(verify, expected, source->start, 0, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	status = tell(tool, verify, source->name, code);
	burin_verify_free(verify);
	return status;
}

static enum exit_status verify_image(struct tool *tool, const struct verify_options *o,
				     const struct source *source, enum burin_verify_level level)
{
	struct burin_stream *expected;
	enum exit_status status;
	int code = burin_stream_new_file(tool->ctx, o->image, &expected);

	if (code)
		return fail(tool, code, o->image, NULL);
	status = compare(tool, source, level, expected, NULL);
	burin_stream_unref(expected);
	return status;
}

/* The image once more, from the sources and the record that the burn left on the medium. */
static enum exit_status rebuild(struct tool *tool, const struct source *source,
				const struct words *operands, struct burin_image *image,
				struct burin_result **result)
{
	int code = burin_image_set_like(image, source->stream, source->start);
	enum exit_status status;

	if (code == BURIN_E_NOT_A_VOLUME)
		return fail(tool, BURIN_E_VERIFY_UNCHECKED, source->name, "the medium has no intact "
			    "record of how its image was made; --image compares with a file");
	if (code)
		return fail_detail(tool, code, burin_image_get_detail(image), source->name);
	status = tree_add(tool, image, operands, 1);
	return status ? status : tree_create(tool, image, result);
}

static enum exit_status verify_tree(struct tool *tool, const struct verify_options *o,
				    const struct source *source, const struct words *operands,
				    enum burin_verify_level level)
{
	struct burin_stream *expected = NULL;
	struct burin_result *result = NULL;
	struct burin_image *image;
	enum exit_status status = tree_new(tool, &o->tree, &image);
	int code;

	if (status)
		return status;
	status = rebuild(tool, source, operands, image, &result);
	code = status ? 0 : burin_result_get_stream(result, &expected);
	if (code)
		status = fail(tool, code, "image", NULL);
	if (!status) {
		status = compare(tool, source, level, expected, result);
		if (status == EXIT_DONE || status == EXIT_VERIFY)
			status = tree_tell_changed(tool, result) ? EXIT_FAILED : status;
	}
	burin_stream_unref(expected);
	burin_result_unref(result);
	burin_image_free(image);
	return status;
}

static enum exit_status verify_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const struct verify_options *o = options;
	enum burin_verify_level level = BURIN_VERIFY_FULL;
	struct source source;
	enum exit_status status = check(tool, o, operands, &level);

	if (!status)
		status = source_open(tool, operands->at[0], 0, &source);
	if (status)
		return status;
	if (!source.rec)
		status = usage_error(tool, operands->at[0], "an image file is no recorder");
	else if (o->image)
		status = verify_image(tool, o, &source, level);
	else
		status = verify_tree(tool, o, &source, operands, level);
	source_close(&source);
	return status;
}

const struct command verify_command = {
	.name = "verify",
	.summary = "compares a medium with the sources or the image it was made of",
	.operands = "[options] RECORDER SOURCE... | --image FILE",
	.options = table,
	.options_size = sizeof(struct verify_options),
	.min_operands = 1,
	.max_operands = MANY_OPERANDS,
	.run = verify_main,
};
