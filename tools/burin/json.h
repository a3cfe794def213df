/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON lines: one flat object a line, {"event":NAME, fields}. */
#ifndef TOOL_JSON_H
#define TOOL_JSON_H

#include "command.h"

struct field {
	enum { FIELD_END = 0, FIELD_LEFT_OUT, FIELD_TEXT, FIELD_NUMBER, FIELD_REAL, FIELD_FLAG } type;
	const char *key;
	union {
		const char *text;	/* NULL: the field is left out */
		int64_t number;
		double real;
		bool flag;
	};
};

#define TEXT(k, v)	{ .type = FIELD_TEXT, .key = (k), .text = (v) }
#define NUMBER(k, v)	{ .type = FIELD_NUMBER, .key = (k), .number = (int64_t)(v) }
#define REAL(k, v)	{ .type = FIELD_REAL, .key = (k), .real = (v) }
#define FLAG(k, v)	{ .type = FIELD_FLAG, .key = (k), .flag = (v) }
#define NUMBER_IF(cond, k, v) \
	{ .type = (cond) ? FIELD_NUMBER : FIELD_LEFT_OUT, .key = (k), .number = (int64_t)(v) }

/* Nothing without --json. */
#define emit(tool, event, ...) \
	emit_fields(tool, event, (const struct field[]){ __VA_ARGS__, { .type = FIELD_END } })

void emit_fields(const struct tool *tool, const char *event, const struct field *fields);

#endif
