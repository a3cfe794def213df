/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of subcommands, and the way to one of them. */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "message.h"
#include "options.h"

static const struct command *const commands[] = {
	&list_command, &info_command, &media_command, &write_command, &image_command,
	&read_command, &verify_command, &erase_command, &format_command, &close_command,
	&ls_command, &extract_command, &tray_command, &packet_command, NULL
};

static const struct command root = {
	.name = "",
	.summary = "optical disc mastering and burning",
	.children = commands,
};

static void print_children(const struct command *command)
{
	printf("\nCommands:\n");
	for (const struct command *const *c = command->children; *c; c++)
		printf("  %-10s %s\n", (*c)->name, (*c)->summary);
}

static void print_help(const struct tool *tool, const struct command *command)
{
	const char *space = tool->command[0] ? " " : "";

	printf("Usage: burin%s%s %s\n%s\n", space, tool->command,
	       command->operands ? command->operands : "COMMAND ...", command->summary);
	if (command->children)
		print_children(command);
	if (command->options) {
		printf("\nOptions:\n");
		options_print(command->options);
	}
	printf("\nCommon options:\n");
	options_print(common_options);
	if (command == &root) {
		printf("\nA RECORDER is /dev/srN, a by-id name, or virtual:PATH, an emulated\n"
		       "drive holding the medium stored at PATH.\n"
		       "Exit status: 0 done, 1 failed, 2 usage, 3 the medium does not allow it,\n"
		       "4 no such recorder or busy, 5 verification, 130 interrupted.\n");
	}
	printf("\nSee also: man burin%s%.*s\n", tool->command[0] ? "-" : "",
	       (int)strcspn(tool->command, " "), tool->command);
}

/* The first word that is neither an option nor an option's value. */
static char **find_word(char **argv)
{
	for (; *argv; argv++) {
		if ((*argv)[0] != '-' || !(*argv)[1])
			return argv;
		if (!strcmp(*argv, "--"))
			return argv[1] ? argv + 1 : NULL;
		if (option_takes_value(commands, *argv) && argv[1])
			argv++;
	}
	return NULL;
}

static const struct command *find_command(const struct command *const *table, const char *name)
{
	for (; *table; table++)
		if (!strcmp((*table)->name, name))
			return *table;
	return NULL;
}

/* Takes the command's words out of argv. NULL when a word is no command, said already. */
static const struct command *choose(struct tool *tool, char **argv, char *name, size_t n)
{
	const struct command *command = &root, *next;

	while (command->children) {
		char **word = find_word(argv);

		if (!word)
			break;
		next = find_command(command->children, *word);
		if (!next) {
			usage_error(tool, *word, "no such command");
			return NULL;
		}
		snprintf(name + strlen(name), n - strlen(name), "%s%s", name[0] ? " " : "", *word);
		for (; *word; word++)
			word[0] = word[1];
		command = next;
	}
	return command;
}

static enum exit_status run(struct tool *tool, const struct command *command, const void *options,
			    const struct words *operands)
{
	enum exit_status status;
	int code;

	if (tool->version) {
		printf("burin %s\n", burin_version());
		return EXIT_DONE;
	}
	if (tool->help) {
		print_help(tool, command);
		return EXIT_DONE;
	}
	if (command->children)
		return usage_error(tool, tool->command, "command missing");
	code = burin_context_new(&tool->ctx);
	if (code)
		return fail(tool, code, "burin", NULL);
	if (tool->verbose)
		burin_context_set_log(tool->ctx, BURIN_LOG_DEBUG, log_to_stderr, NULL);
	status = command->run(tool, options, operands);
	burin_context_unref(tool->ctx);
	return status;
}

/* stdio keeps that a write failed and not why; whether anyone still reads can be asked. */
static int lost_error(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && out.revents & POLLERR ? -EPIPE : -EIO;
}

/* What was printed and could not be written is a failure too. */
static enum exit_status flush(struct tool *tool, enum exit_status status)
{
	int code;

	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	code = errno ? -errno : lost_error();
	tool->data_on_stdout = true;
	fail(tool, code, "standard output", NULL);
	return status ? status : EXIT_FAILED;
}

/*
 * A descriptor that the caller closed would be given to the next file opened, a medium
 * perhaps, and messages be printed into it. Opened the wrong way round, so that using it
 * is still an error.
 */
static bool occupy_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	char name[64] = "";
	struct tool tool = { .command = name };
	struct words operands = { 0 };
	const struct command *command;
	enum exit_status status;
	void *options;

	(void)argc;
	if (!occupy_standard_descriptors())
		return EXIT_FAILED;
	interrupt_init();
	command = choose(&tool, argv + 1, name, sizeof(name));
	if (!command)
		return EXIT_USAGE;
	options = calloc(1, command->options_size + 1);
	if (!options)
		return fail(&tool, -ENOMEM, "burin", NULL);
	status = options_parse(&tool, command, argv + 1, options, &operands);
	if (!status)
		status = run(&tool, command, options, &operands);
	options_free(command, options);
	free(options);
	words_free(&operands);
	return flush(&tool, status);
}
