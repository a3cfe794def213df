/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "json.h"
#include "text.h"

#define LINE_MAX_BYTES 2048

static void line(FILE *out, const char *before, const char *text)
{
	char clean[LINE_MAX_BYTES];

	text_clean(text, clean, sizeof(clean));
	fprintf(out, "%s%s\n", before, clean);
}

/* Whatever ends a verification has left blocks unchecked. */
static enum exit_status status_of(int code, const struct burin_detail *detail)
{
	enum exit_status status = exit_status(code);

	return status == EXIT_FAILED && detail->phase == BURIN_PHASE_VERIFY ? EXIT_VERIFY : status;
}

enum exit_status fail_detail(struct tool *tool, int code, const struct burin_detail *detail,
			     const char *subject)
{
	struct burin_detail own = { .code = code };
	char text[LINE_MAX_BYTES];

	if (detail && detail->code)
		own = *detail;
	if (!own.subject[0] && subject)
		snprintf(own.subject, sizeof(own.subject), "%s", subject);
	burin_detail_format(&own, text, sizeof(text));
	fflush(stdout);
	line(stderr, "burin: ", text);
	emit(tool, "error", TEXT("code", burin_error_name(own.code)),
	     NUMBER("exit", status_of(code, &own)), TEXT("subject", own.subject),
	     TEXT("phase", own.phase ? burin_phase_name(own.phase) : NULL),
	     NUMBER_IF(own.has_lba, "lba", own.lba),
	     NUMBER_IF(own.has_command, "command", own.cdb[0]),
	     NUMBER_IF(own.has_sense, "sense_key", own.key),
	     NUMBER_IF(own.has_sense, "asc", own.asc), NUMBER_IF(own.has_sense, "ascq", own.ascq),
	     TEXT("message", text));
	return status_of(code, &own);
}

enum exit_status fail(struct tool *tool, int code, const char *subject, const char *text, ...)
{
	struct burin_detail detail = { .code = code };
	va_list args;

	if (text) {
		va_start(args, text);
		vsnprintf(detail.text, sizeof(detail.text), text, args);
		va_end(args);
	}
	return fail_detail(tool, code, &detail, subject);
}

enum exit_status usage_error(struct tool *tool, const char *subject, const char *text, ...)
{
	char what[LINE_MAX_BYTES], all[LINE_MAX_BYTES];
	va_list args;

	va_start(args, text);
	vsnprintf(what, sizeof(what), text, args);
	va_end(args);
	snprintf(all, sizeof(all), "%.500s%s%.1000s (see 'burin %s%s--help')", subject,
		 subject[0] ? ": " : "", what, tool->command, tool->command[0] ? " " : "");
	line(stderr, "burin: ", all);
	return EXIT_USAGE;
}

void warn(const char *text, ...)
{
	char all[LINE_MAX_BYTES];
	va_list args;

	va_start(args, text);
	vsnprintf(all, sizeof(all), text, args);
	va_end(args);
	fflush(stdout);
	line(stderr, "burin: ", all);
}

static void vshow(const char *text, va_list args)
{
	char all[8192], clean[16384];

	vsnprintf(all, sizeof(all), text, args);
	text_clean(all, clean, sizeof(clean));
	puts(clean);
}

void say(const struct tool *tool, const char *text, ...)
{
	va_list args;

	if (tool->quiet || tool->json)
		return;
	va_start(args, text);
	vshow(text, args);
	va_end(args);
}

void show(const struct tool *tool, const char *text, ...)
{
	va_list args;

	if (tool->json)
		return;
	va_start(args, text);
	vshow(text, args);
	va_end(args);
}

void log_to_stderr(void *user, enum burin_log_level level, const char *text)
{
	static const char *const names[] = { "error: ", "warning: ", "info: ", "debug: " };

	(void)user;
	line(stderr, (size_t)level < sizeof(names) / sizeof(names[0]) ? names[level] : "", text);
}

/* Everything not named here is EXIT_FAILED. */
static const struct {
	int code;
	enum exit_status status;
} statuses[] = {
	{ 0, EXIT_DONE },
	{ -EINVAL, EXIT_USAGE },
	{ BURIN_E_OPTION, EXIT_USAGE },
	{ BURIN_E_RECORDER_REQUIRED, EXIT_USAGE },
	{ BURIN_E_CANCELLED, EXIT_INTERRUPTED },

	{ BURIN_E_NO_RECORDER, EXIT_RECORDER },
	{ BURIN_E_RECORDER_BUSY, EXIT_RECORDER },
	{ BURIN_E_TRANSPORT, EXIT_RECORDER },
	{ BURIN_E_MEDIUM_NOT_READY, EXIT_RECORDER },
	{ BURIN_E_MEDIUM_FORMATTING, EXIT_RECORDER },
	{ BURIN_E_MEDIUM_BUSY, EXIT_RECORDER },
	{ BURIN_E_NO_BURN, EXIT_RECORDER },
	{ BURIN_E_NOT_BOUND, EXIT_RECORDER },

	{ BURIN_E_NO_MEDIUM, EXIT_MEDIUM },
	{ BURIN_E_MEDIUM_FOREIGN, EXIT_MEDIUM },
	{ BURIN_E_MEDIUM_FILE, EXIT_MEDIUM },
	{ BURIN_E_WRITE_PROTECTED, EXIT_MEDIUM },
	{ BURIN_E_NOT_FORMATTED, EXIT_MEDIUM },
	{ BURIN_E_FEATURE_NOT_CURRENT, EXIT_MEDIUM },
	{ BURIN_E_MEDIUM_STATE, EXIT_MEDIUM },
	{ BURIN_E_TOO_LARGE, EXIT_MEDIUM },
	{ BURIN_E_NOT_BLANK, EXIT_MEDIUM },
	{ BURIN_E_MEDIUM_UNSUPPORTED, EXIT_MEDIUM },
	{ BURIN_E_NOT_ERASABLE, EXIT_MEDIUM },
	{ BURIN_E_NO_SIMULATION, EXIT_MEDIUM },
	{ BURIN_E_MEDIUM_FULL, EXIT_MEDIUM },

	{ BURIN_E_VERIFY_DIFFERENT, EXIT_VERIFY },
	{ BURIN_E_VERIFY_UNREADABLE, EXIT_VERIFY },
	{ BURIN_E_VERIFY_UNCHECKED, EXIT_VERIFY },
};

enum exit_status exit_status(int code)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].code == code)
			return statuses[i].status;
	return EXIT_FAILED;
}
