/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands that ask or tell a drive at work. */
#include <burin/error.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "control.h"
#include "target.h"

static enum exit_status tell(const char *word, enum control_verb verb, const char *text)
{
	struct control_message *message;
	enum exit_status status;
	unsigned int number;
	int code;

	status = find_drive(word, &number);
	if (status)
		return status;
	message = calloc(1, sizeof(*message));
	if (!message)
		return complain(EXIT_FAILED, word, -ENOMEM, NULL);
	message->code = (int32_t)verb;
	snprintf(message->text, sizeof(message->text), "%s", text);
	code = control_ask(number, message);
	if (code == -ECONNREFUSED)
		status = complain(EXIT_DRIVE, word, code, "its process is gone; remove it");
	else if (code)
		status = complain(EXIT_FAILED, word, code, NULL);
	else if (message->code)
		status = complain(EXIT_FAILED, message->text[0] ? message->text : word,
				  message->code, NULL);
	free(message);
	return status;
}

enum exit_status load(const struct arguments *a)
{
	enum exit_status status;
	unsigned int number;
	char *path;

	status = find_drive(a->operands[0], &number);
	if (!status)
		status = prepare_medium(a, a->operands[1], &path);
	if (status)
		return status;
	status = tell(a->operands[0], CONTROL_LOAD, path);
	free(path);
	return status;
}

enum exit_status eject(const struct arguments *a)
{
	return tell(a->operands[0], CONTROL_EJECT, "");
}

enum exit_status set_clock(const struct arguments *a)
{
	char *end;
	double factor = strtod(a->operands[1], &end);

	if (!a->operands[1][0] || *end || !(factor >= 0 && factor < 1e6))
		return complain(EXIT_USAGE, a->operands[1], 0, "not a factor from 0 to 1e6");
	return tell(a->operands[0], CONTROL_CLOCK, a->operands[1]);
}

enum exit_status power(const struct arguments *a)
{
	const char *text = a->operands[1];

	if (strcmp(text, "on") && strcmp(text, "off"))
		return complain(EXIT_USAGE, text, 0, "power is on or off");
	return tell(a->operands[0], CONTROL_POWER, text);
}

/* Each further operand is a line of the plan. */
static char *join_rules(const struct arguments *a)
{
	size_t n = 1;
	char *text, *p;

	for (int i = 1; i < a->count; i++)
		n += strlen(a->operands[i]) + 1;
	text = n <= CONTROL_TEXT ? malloc(n) : NULL;
	if (!text) {
		complain(EXIT_FAILED, a->operands[0], -E2BIG, NULL);
		return NULL;
	}
	p = text;
	for (int i = 1; i < a->count; i++)
		p += sprintf(p, "%s\n", a->operands[i]);
	*p = '\0';
	return text;
}

enum exit_status fault(const struct arguments *a)
{
	enum exit_status status;
	char *plan;

	if (a->faults && a->count > 1)
		return complain(EXIT_USAGE, "fault", 0, "either --faults or rules");
	plan = a->faults ? read_plan(a->faults) : join_rules(a);
	if (!plan)
		return EXIT_FAILED;
	status = tell(a->operands[0], CONTROL_FAULTS, plan);
	free(plan);
	return status;
}

enum exit_status trigger(const struct arguments *a)
{
	return tell(a->operands[0], CONTROL_TRIGGER, a->operands[1]);
}

static void list_one(unsigned int number, struct control_message *message)
{
	char block[NODE_SIZE], generic[NODE_SIZE];
	const char *answer = "-\t-\t-\tits process is gone";

	target_nodes(number, block, generic);
	message->code = CONTROL_STATUS;
	message->text[0] = '\0';
	if (!control_ask(number, message) && !message->code)
		answer = message->text;
	printf("%u\t%s\t%s\t%s\n", number, *block ? block : "-", *generic ? generic : "-", answer);
}

enum exit_status list(const struct arguments *a)
{
	struct control_message *message = calloc(1, sizeof(*message));

	(void)a;
	if (!message)
		return complain(EXIT_FAILED, "list", -ENOMEM, NULL);
	for (unsigned int number = 0; number < TARGET_NUMBERS; number++)
		if (target_exists(number))
			list_one(number, message);
	free(message);
	return EXIT_DONE;
}

static bool is_served(unsigned int number, struct control_message *message)
{
	message->code = CONTROL_STATUS;
	message->text[0] = '\0';
	return !control_ask(number, message);
}

/*
 * The SCSI device first, while its drive still answers; then the drive, which leaves its
 * medium written; then what the kernel holds.
 */
static enum exit_status remove_one(unsigned int number, const char *word,
				   struct control_message *message)
{
	bool served = is_served(number, message);
	int code, first;

	if (!served)
		target_release_commands(number);
	first = target_detach(number);
	if (served) {
		message->code = CONTROL_STOP;
		message->text[0] = '\0';
		code = control_ask(number, message);
		first = first ? first : code;
	}
	code = target_destroy(number);
	first = first ? first : code;
	control_forget(number);
	return first ? complain(EXIT_FAILED, word, first, NULL) : EXIT_DONE;
}

static enum exit_status remove_all(struct control_message *message)
{
	enum exit_status status = EXIT_DONE, one;
	char word[16];

	for (unsigned int number = 0; number < TARGET_NUMBERS; number++) {
		if (!target_exists(number))
			continue;
		snprintf(word, sizeof(word), "%u", number);
		one = remove_one(number, word, message);
		status = one ? one : status;
	}
	return status;
}

static enum exit_status remove_named(const struct arguments *a, struct control_message *message)
{
	enum exit_status status = EXIT_DONE, one;
	unsigned int number;

	for (int i = 0; i < a->count; i++) {
		one = find_drive(a->operands[i], &number);
		if (!one)
			one = remove_one(number, a->operands[i], message);
		status = one ? one : status;
	}
	return status;
}

enum exit_status remove_drives(const struct arguments *a)
{
	struct control_message *message;
	enum exit_status status;

	if (a->all == (a->count > 0))
		return complain(EXIT_USAGE, "remove", 0, "a DRIVE must be given, or --all");
	message = calloc(1, sizeof(*message));
	if (!message)
		return complain(EXIT_FAILED, "remove", -ENOMEM, NULL);
	status = a->all ? remove_all(message) : remove_named(a, message);
	free(message);
	return status;
}
