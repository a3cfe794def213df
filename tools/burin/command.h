/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a subcommand is, and what every one of them is given. */
#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

#include <burin/burin.h>
#include <stdbool.h>
#include <stddef.h>

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_MEDIUM = 3,	/* the medium does not allow it */
	EXIT_RECORDER = 4,	/* no such recorder, or it is busy */
	EXIT_VERIFY = 5,	/* different, unreadable or unchecked */
	EXIT_INTERRUPTED = 130,
};

/* The one place where a library code becomes an exit status. */
enum exit_status exit_status(int code);

struct words {
	const char **at;
	size_t count;
};

/* Options that every subcommand takes, and what is made of them. */
struct tool {
	bool help, version, json, quiet, verbose, progress;
	const char *transport_name;
	enum burin_transport transport;
	bool data_on_stdout;	/* then JSON goes to standard error */
	const char *command;	/* "media create", for messages */
	struct burin_context *ctx;
};

enum option_type {
	OPTION_END = 0,
	OPTION_FLAG,		/* bool */
	OPTION_TEXT,		/* const char * */
	OPTION_NUMBER,		/* struct number */
	OPTION_LIST,		/* struct words; may be given again and again */
};

struct number {
	bool given;
	uint32_t value;
};

struct option {
	enum option_type type;
	const char *name;
	char letter;		/* 0: none */
	const char *value;	/* what help calls it; NULL for a flag */
	size_t offset;		/* in the struct the options are for */
	const char *help;
};

struct command {
	const char *name, *operands, *summary;
	const struct option *options;	/* NULL: only the common ones */
	size_t options_size;		/* of the struct the options are for */
	size_t min_operands, max_operands;
	enum exit_status (*run)(struct tool *tool, const void *options,
				const struct words *operands);
	const struct command *const *children;	/* instead of run */
};

#define MANY_OPERANDS ((size_t)-1)

extern const struct command list_command, info_command, media_command, write_command,
	image_command, read_command, verify_command, erase_command, format_command, close_command,
	ls_command, extract_command, tray_command, packet_command;

#endif
