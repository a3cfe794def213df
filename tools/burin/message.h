/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user is told: errors on standard error, results on standard output. */
#ifndef TOOL_MESSAGE_H
#define TOOL_MESSAGE_H

#include "command.h"

/* "burin: SUBJECT: what: text"; returns exit_status(code). text may be NULL. */
enum exit_status fail(struct tool *tool, int code, const char *subject, const char *text, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The same from the library's detail; subject where the detail names none. What failed in
 * a verification is EXIT_VERIFY.
 */
enum exit_status fail_detail(struct tool *tool, int code, const struct burin_detail *detail,
			     const char *subject);

/* "burin: SUBJECT: text (see 'burin write --help')"; returns EXIT_USAGE. */
enum exit_status usage_error(struct tool *tool, const char *subject, const char *text, ...)
	__attribute__((format(printf, 3, 4)));

/* A line on standard error beside an error, or a warning; never held back. */
void warn(const char *text, ...) __attribute__((format(printf, 1, 2)));
/* A line of a result on standard output; nothing with --quiet or --json. */
void say(const struct tool *tool, const char *text, ...) __attribute__((format(printf, 2, 3)));
/* A line of a result that was asked for: not held back by --quiet. */
void show(const struct tool *tool, const char *text, ...) __attribute__((format(printf, 2, 3)));

/* --verbose: the library's log. */
void log_to_stderr(void *user, enum burin_log_level level, const char *text);

#endif
