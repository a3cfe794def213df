/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands take from outside: media, plans, the names of drives. */
#include "command.h"

#include <burin/emulator.h>
#include <burin/error.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "target.h"

enum exit_status complain(enum exit_status status, const char *subject, int code, const char *text)
{
	fprintf(stderr, "burin-vdrive: %s: %s\n", subject, text ? text : burin_strerror(code));
	return status;
}

static bool is_node(unsigned int number, const char *word)
{
	char block[NODE_SIZE], generic[NODE_SIZE];

	target_nodes(number, block, generic);
	return !strcmp(block, word) || !strcmp(generic, word);
}

enum exit_status find_drive(const char *word, unsigned int *number)
{
	char *end;

	if (isdigit((unsigned char)*word)) {
		unsigned long n = strtoul(word, &end, 10);

		if (!*end && n < TARGET_NUMBERS && target_exists((unsigned int)n)) {
			*number = (unsigned int)n;
			return EXIT_DONE;
		}
	} else if (*word) {
		for (*number = 0; *number < TARGET_NUMBERS; ++*number)
			if (target_exists(*number) && is_node(*number, word))
				return EXIT_DONE;
	}
	return complain(EXIT_DRIVE, word, 0, "no such drive");
}

static enum exit_status make_medium(const struct arguments *a, const char *path)
{
	enum burin_kind kind = burin_kind_from_name(a->kind);
	int code;

	if (kind == BURIN_KIND_NONE)
		return complain(EXIT_USAGE, a->kind, 0, "no kind of medium");
	code = a->image ? burin_emulator_press_medium(path, kind, a->image) :
			  burin_emulator_create_medium(path, kind, a->blocks);
	if (code == -EEXIST)
		return complain(EXIT_FAILED, path, code, "exists; without --kind it is loaded");
	if (code == -ENOTSUP)
		return complain(EXIT_FAILED, a->kind, code,
				a->image ? "is not pressed from an image"
					 : "is pressed; --image FILE says from what");
	if (code == -EINVAL && a->image)
		return complain(EXIT_FAILED, a->image, code, "no image that such a disc holds");
	return code ? complain(EXIT_FAILED, path, code, NULL) : EXIT_DONE;
}

enum exit_status prepare_medium(const struct arguments *a, const char *path, char **absolute)
{
	enum exit_status status = a->kind ? make_medium(a, path) : EXIT_DONE;

	if (status)
		return status;
	*absolute = realpath(path, NULL);
	if (!*absolute)
		return complain(EXIT_FAILED, path, -errno, NULL);
	return EXIT_DONE;
}

char *read_plan(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(CONTROL_TEXT + 2);
	size_t n = 0;

	if (file && text)
		n = fread(text, 1, CONTROL_TEXT + 1, file);
	if (!file || !text || ferror(file)) {
		complain(EXIT_FAILED, path, errno ? -errno : -EIO, NULL);
		free(text);
		text = NULL;
	} else if (n > CONTROL_TEXT || memchr(text, '\0', n)) {
		complain(EXIT_FAILED, path, 0, "no fault plan of 64 KiB or less");
		free(text);
		text = NULL;
	} else {
		text[n] = '\0';
	}
	if (file)
		fclose(file);
	return text;
}
