/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: options may stand anywhere, "--" ends them, "-" is an operand. */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include "command.h"

extern const struct option common_options[];

/* An option that takes a value in any of the tables below root, common ones too. */
bool option_takes_value(const struct command *const *root, const char *word);

/*
 * Takes argv apart: command's options into options, the common ones into tool, the
 * rest into operands. EXIT_DONE, or EXIT_USAGE or EXIT_FAILED, said already. What it has made
 * belongs to the caller in each case: options_free(), words_free().
 */
enum exit_status options_parse(struct tool *tool, const struct command *command, char **argv,
			       void *options, struct words *operands);
void options_free(const struct command *command, void *options);

/* False: no memory. */
bool words_add(struct words *words, const char *word);
void words_free(struct words *words);

void options_print(const struct option *options);

#endif
