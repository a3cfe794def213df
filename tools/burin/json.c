/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

#ifdef BURIN_HAVE_JSON
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static struct json_object *new_text(const char *text)
{
	size_t n = 4 * strlen(text) + 1;
	struct json_object *object = NULL;
	char *clean = malloc(n);

	if (clean) {
		text_utf8(text, clean, n);
		object = json_object_new_string(clean);
	}
	free(clean);
	return object;
}

static struct json_object *new_value(const struct field *field)
{
	char text[32];

	switch (field->type) {
	case FIELD_TEXT:
		return new_text(field->text);
	case FIELD_NUMBER:
		return json_object_new_int64(field->number);
	case FIELD_REAL:
		snprintf(text, sizeof(text), "%.3f", field->real);
		return json_object_new_double_s(field->real, text);
	case FIELD_FLAG:
		return json_object_new_boolean(field->flag);
	case FIELD_END:
	case FIELD_LEFT_OUT:
		break;
	}
	return NULL;
}

static bool add_all(struct json_object *object, const char *event, const struct field *fields)
{
	struct json_object *value = new_text(event);

	if (!value || json_object_object_add(object, "event", value))
		return false;
	for (; fields->type; fields++) {
		if (fields->type == FIELD_LEFT_OUT || (fields->type == FIELD_TEXT && !fields->text))
			continue;
		value = new_value(fields);
		if (!value || json_object_object_add(object, fields->key, value))
			return false;
	}
	return true;
}

void emit_fields(const struct tool *tool, const char *event, const struct field *fields)
{
	FILE *out = tool->data_on_stdout ? stderr : stdout;
	struct json_object *object;

	if (!tool->json)
		return;
	object = json_object_new_object();
	if (object && add_all(object, event, fields))
		fprintf(out, "%s\n", json_object_to_json_string_ext(object,
								   JSON_C_TO_STRING_PLAIN |
								   JSON_C_TO_STRING_NOSLASHESCAPE));
	else
		fputs("{\"event\":\"error\",\"code\":\"ENOMEM\",\"exit\":1}\n", out);
	fflush(out);
	json_object_put(object);
}

#else

void emit_fields(const struct tool *tool, const char *event, const struct field *fields)
{
	(void)tool;
	(void)event;
	(void)fields;
}

#endif
