/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include "json.h"
#include "message.h"
#include "output.h"
#include "recorded.h"
#include "source.h"
#include "text.h"

struct read_options {
	const char *output;
	struct number session;
	bool all;
};

static const struct option table[] = {
	{ OPTION_TEXT, "output", 'o', "FILE|-", offsetof(struct read_options, output),
	  "where to write; - is standard output" },
	{ OPTION_NUMBER, "session", 0, "N", offsetof(struct read_options, session),
	  "that session; the last one else" },
	{ OPTION_FLAG, "all", 0, NULL, offsetof(struct read_options, all),
	  "everything recorded, from LBA 0" },
	{ 0 }
};

/*
 * How much of the session is its volume. A session without a volume that burin reads
 * is taken whole.
 */
static enum exit_status choose(struct tool *tool, const struct read_options *o,
			       struct source *source, bool *is_volume)
{
	struct burin_volume *volume;
	struct burin_detail detail = { 0 };
	uint32_t blocks, rest;
	int code;

	if (o->all) {
		source->start = 0;
		return EXIT_DONE;
	}
	code = burin_volume_open(tool->ctx, source->stream, source->start, BURIN_TREE_BEST, &volume,
				 &detail);
	if (code == BURIN_E_NOT_A_VOLUME)
		return EXIT_DONE;
	if (code)
		return fail_detail(tool, code, &detail, source->name);
	*is_volume = true;
	rest = source->end - source->start;
	blocks = burin_volume_get_blocks(volume);
	burin_volume_free(volume);
	if (blocks && blocks < rest)
		source->end = source->start + blocks;
	return EXIT_DONE;
}

static enum exit_status copy(struct tool *tool, const struct read_options *o,
			     struct source *source)
{
	struct output output = { .fd = -1 };
	struct burin_stream *stream;
	enum exit_status status;
	uint64_t bytes = 0;
	char size[32];

	status = recorded_open(tool, source, source->start, &source->end, &stream);
	if (status)
		return status;
	status = output_open(tool, o->output, &output);
	if (!status) {
		status = output_copy_medium(tool, &output, stream, source->stream, source->name,
					    &bytes);
		status = output_close(tool, &output, status);
	}
	burin_stream_unref(stream);
	if (status)
		return status;
	text_bytes(bytes, size, sizeof(size));
	if (!tool->data_on_stdout)
		say(tool, "%s: %u blocks (%s) from LBA %u of %s", o->output,
		    source->end - source->start, size, source->start, source->name);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("output", o->output),
	     NUMBER("start", source->start), NUMBER("blocks", source->end - source->start));
	return EXIT_DONE;
}

static enum exit_status read_main(struct tool *tool, const void *options,
				  const struct words *operands)
{
	const struct read_options *o = options;
	struct source source;
	enum exit_status status;
	bool is_volume = false;

	if (!o->output)
		return usage_error(tool, "-o", "where to write must be given: FILE or -");
	if (o->all && o->session.given)
		return usage_error(tool, "--all", "not together with --session");
	if (o->session.given && !o->session.value)
		return usage_error(tool, "--session", "sessions are counted from 1");
	status = source_open(tool, operands->at[0], o->session.value, &source);
	if (status)
		return status;
	if (!source.rec)
		status = usage_error(tool, operands->at[0], "an image file needs no reading");
	if (!status)
		status = choose(tool, o, &source, &is_volume);
	if (!status)
		status = copy(tool, o, &source);
	if (!status && is_volume && source.start && !tool->data_on_stdout)
		say(tool, "%s: its blocks are counted from LBA 0 of the disc; only with --all is it "
		    "a file that can be mounted", o->output);
	source_close(&source);
	return status;
}

const struct command read_command = {
	.name = "read",
	.summary = "a session or the whole medium, block by block, to a file",
	.operands = "[options] -o FILE|- RECORDER",
	.options = table,
	.options_size = sizeof(struct read_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = read_main,
};
