/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <sys/stat.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "source.h"
#include "text.h"

struct extract_options {
	struct number session;
};

static const struct option table[] = {
	{ OPTION_NUMBER, "session", 0, "N", offsetof(struct extract_options, session),
	  "of that session; the last one else" },
	{ 0 }
};

struct extraction {
	struct tool *tool;
	uint64_t entries, bytes;
};

static int count(void *user, const struct burin_entry *entry)
{
	struct extraction *x = user;

	x->entries++;
	if (S_ISREG(entry->mode))
		x->bytes += entry->size;
	if (x->tool->verbose)
		say(x->tool, "%s", entry->path);
	emit(x->tool, "entry", TEXT("path", entry->path), NUMBER("size", entry->size));
	return interrupted();
}

static enum exit_status extract(struct tool *tool, struct burin_volume *volume,
				const char *directory, const char *path)
{
	struct extraction x = { .tool = tool };
	char size[32];
	int code;

	/* What is left out or loses its owner is named one by one. */
	if (!tool->verbose)
		burin_context_set_log(tool->ctx, BURIN_LOG_WARNING, log_to_stderr, NULL);
	interrupt_begin(NULL, NULL, "stopping");
	code = burin_volume_extract(volume, path, directory, count, &x);
	interrupt_end();
	if (code)
		return fail_detail(tool, code, burin_volume_get_detail(volume), directory);
	if (interrupted())
		return fail(tool, BURIN_E_CANCELLED, directory, "what was extracted stays");
	text_bytes(x.bytes, size, sizeof(size));
	say(tool, "%s: %llu items, %s", directory, (unsigned long long)x.entries, size);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), NUMBER("entries", x.entries),
	     NUMBER("bytes", x.bytes));
	return EXIT_DONE;
}

static enum exit_status extract_main(struct tool *tool, const void *options,
				     const struct words *operands)
{
	const struct extract_options *o = options;
	struct burin_volume *volume;
	struct source source;
	enum exit_status status = source_open(tool, operands->at[0], o->session.value, &source);

	if (status)
		return status;
	status = source_open_volume(tool, &source, &volume);
	if (!status) {
		status = extract(tool, volume, operands->at[1],
				 operands->count > 2 ? operands->at[2] : "/");
		burin_volume_free(volume);
	}
	source_close(&source);
	return status;
}

const struct command extract_command = {
	.name = "extract",
	.summary = "the files of an image or a medium into a folder",
	.operands = "[options] IMAGE|RECORDER DIR [PATH]",
	.options = table,
	.options_size = sizeof(struct extract_options),
	.min_operands = 2,
	.max_operands = 3,
	.run = extract_main,
};
