/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "-o FILE|-": where image and read put what they make. */
#ifndef TOOL_OUTPUT_H
#define TOOL_OUTPUT_H

#include "command.h"

struct output {
	const char *name;
	int fd;
	bool created;		/* by us: removed when the work fails */
};

/* "-" is standard output, unless that is a terminal. EXIT_USAGE or EXIT_FAILED, said already. */
enum exit_status output_open(struct tool *tool, const char *name, struct output *output);

/* Copies all of stream, with progress; what names it in messages. */
enum exit_status output_copy(struct tool *tool, struct output *output,
			     struct burin_stream *stream, const char *what, uint64_t *bytes);

/*
 * The same from a medium: everything before the first block that cannot be read is copied.
 * origin is where stream has its data from, and knows more about a failure.
 */
enum exit_status output_copy_medium(struct tool *tool, struct output *output,
				    struct burin_stream *stream, struct burin_stream *origin,
				    const char *what, uint64_t *bytes);

/* Also tells what close() says; returns status, or what went wrong now. */
enum exit_status output_close(struct tool *tool, struct output *output, enum exit_status status);

#endif
