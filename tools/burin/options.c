/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

#define COMMON(type, name, letter, value, member, help) \
	{ type, name, letter, value, offsetof(struct tool, member), help }

const struct option common_options[] = {
	COMMON(OPTION_FLAG, "json", 0, NULL, json, "one JSON object a line, on standard output"),
	COMMON(OPTION_FLAG, "quiet", 'q', NULL, quiet, "only errors"),
	COMMON(OPTION_FLAG, "verbose", 'v', NULL, verbose, "each command sent, on standard error"),
	COMMON(OPTION_FLAG, "progress", 0, NULL, progress, "progress also when not on a terminal"),
	COMMON(OPTION_TEXT, "transport", 0, "NAME", transport_name,
	       "auto, kernel, sg or emulated"),
	COMMON(OPTION_FLAG, "help", 'h', NULL, help, "this text"),
	COMMON(OPTION_FLAG, "version", 0, NULL, version, "the version of burin"),
	{ 0 }
};

/* The option a word names: "--speed", "--speed=4", "-o", "-oFILE". NULL: none of the table. */
static const struct option *find(const struct option *table, const char *word)
{
	size_t len = strcspn(word, "=");

	for (; table && table->type; table++) {
		if (word[1] != '-') {
			if (table->letter && word[1] == table->letter)
				return table;
		} else if (len - 2 == strlen(table->name) &&
			   !strncmp(word + 2, table->name, len - 2)) {
			return table;
		}
	}
	return NULL;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

bool option_takes_value(const struct command *const *root, const char *word)
{
	const struct option *option = find(common_options, word);

	for (; root && *root && !option; root++) {
		option = find((*root)->options, word);
		if (!option && option_takes_value((*root)->children, word))
			return true;
	}
	if (!option || !option->value)
		return false;
	return word[1] == '-' ? !strchr(word, '=') : !word[2];
}

bool words_add(struct words *words, const char *word)
{
	const char **at = realloc(words->at, (words->count + 1) * sizeof(*at));

	if (!at)
		return false;
	words->at = at;
	words->at[words->count++] = word;
	return true;
}

void words_free(struct words *words)
{
	free(words->at);
	memset(words, 0, sizeof(*words));
}

static enum exit_status set_number(struct tool *tool, struct number *number, const char *word,
				   const char *value)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end || errno || n > UINT32_MAX)
		return usage_error(tool, word, "'%s' is no number", value);
	number->given = true;
	number->value = (uint32_t)n;
	return EXIT_DONE;
}

static enum exit_status set(struct tool *tool, const struct option *option, void *base,
			    const char *word, const char *value)
{
	char *member = (char *)base + option->offset;

	switch (option->type) {
	case OPTION_FLAG:
		*(bool *)member = true;
		break;
	case OPTION_TEXT:
		*(const char **)member = value;
		break;
	case OPTION_NUMBER:
		return set_number(tool, (struct number *)member, word, value);
	case OPTION_LIST:
		if (!words_add((struct words *)member, value))
			return fail(tool, -ENOMEM, word, NULL);
		break;
	case OPTION_END:
		break;
	}
	return EXIT_DONE;
}

/* One option at *argv; moves on to the last word it took. */
static enum exit_status take(struct tool *tool, const struct command *command, char ***argv,
			     void *options)
{
	const char *word = **argv, *inside = word[1] == '-' ? strchr(word, '=') : NULL;
	const struct option *option = find(command->options, word);
	void *base = option ? options : tool;

	if (!option)
		option = find(common_options, word);
	if (!option)
		return usage_error(tool, word, "no such option");
	if (word[1] != '-' && word[2])
		inside = word + 1;
	if (!option->value) {
		if (inside)
			return usage_error(tool, word, "this option takes no value");
		return set(tool, option, base, word, NULL);
	}
	if (inside)
		return set(tool, option, base, word, inside + 1);
	if (!(*argv)[1])
		return usage_error(tool, word, "this option needs a value");
	++*argv;
	return set(tool, option, base, word, **argv);
}

static enum exit_status missing(struct tool *tool, const struct command *command)
{
	static const char options[] = "[options] ";
	const char *wanted = command->operands;

	if (!strncmp(wanted, options, strlen(options)))
		wanted += strlen(options);
	return usage_error(tool, tool->command, "operand missing: %s", wanted);
}

static enum exit_status check(struct tool *tool, const struct command *command,
			      const struct words *operands)
{
	int code;

	if (tool->help || tool->version)
		return EXIT_DONE;
	if (operands->count < command->min_operands)
		return missing(tool, command);
	if (operands->count > command->max_operands)
		return usage_error(tool, operands->at[command->max_operands],
				   "one operand too many");
	if (!tool->transport_name)
		return EXIT_DONE;
	code = burin_transport_from_name(tool->transport_name);
	if (code < 0)
		return usage_error(tool, "--transport", "'%s' is none of auto, kernel, sg, emulated",
				   tool->transport_name);
	tool->transport = (enum burin_transport)code;
	return EXIT_DONE;
}

enum exit_status options_parse(struct tool *tool, const struct command *command, char **argv,
			       void *options, struct words *operands)
{
	enum exit_status status = EXIT_DONE;
	bool ended = false;

	for (; *argv && !status; argv++) {
		if (!ended && !strcmp(*argv, "--"))
			ended = true;
		else if (!ended && is_option(*argv))
			status = take(tool, command, &argv, options);
		else if (!words_add(operands, *argv))
			status = fail(tool, -ENOMEM, *argv, NULL);
	}
#ifndef BURIN_HAVE_JSON
	if (!status && tool->json)
		status = usage_error(tool, "--json", "this build has no JSON");
#endif
	return status ? status : check(tool, command, operands);
}

void options_free(const struct command *command, void *options)
{
	for (const struct option *o = command->options; o && o->type; o++)
		if (o->type == OPTION_LIST)
			words_free((struct words *)((char *)options + o->offset));
}

void options_print(const struct option *options)
{
	char left[64];

	for (; options && options->type; options++) {
		snprintf(left, sizeof(left), "%c%c%s--%s%s%s", options->letter ? '-' : ' ',
			 options->letter ? options->letter : ' ', options->letter ? ", " : "  ",
			 options->name, options->value ? " " : "",
			 options->value ? options->value : "");
		printf("  %-30s %s\n", left, options->help);
	}
}
