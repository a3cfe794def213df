/* SPDX-License-Identifier: GPL-2.0-or-later */
/* burin-vdrive: the emulated recorder as /dev/srN. */
#include "command.h"

#include <burin/error.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct command {
	const char *name, *operands, *summary;
	int min, max;		/* operands; max -1: any number */
	enum exit_status (*run)(const struct arguments *a);
};

static const struct command commands[] = {
	{ "add", "[--kind KIND [--blocks N | --image FILE]] [--clock F] [--faults FILE] "
	  "[--tape FILE] [PATH]",
	  "a drive; prints its number and nodes", 0, 1, add },
	{ "list", "", "number, nodes, process, clock, commands, underruns, medium", 0, 0, list },
	{ "load", "[--kind KIND [--blocks N | --image FILE]] DRIVE PATH", "put a medium in",
	  2, 2, load },
	{ "eject", "DRIVE", "take the medium out, as a hand would", 1, 1, eject },
	{ "fault", "[--faults FILE] DRIVE [RULE ...]", "what shall go wrong; nothing: nothing",
	  1, -1, fault },
	{ "trigger", "DRIVE NAME", "rules that wait for this event begin", 2, 2, trigger },
	{ "clock", "DRIVE F", "how fast its time passes; 0: it takes none", 2, 2, set_clock },
	{ "power", "DRIVE on|off", "cut the power, give it again", 2, 2, power },
	{ "remove", "--all | DRIVE ...", "remove drives, also those left by a dead process",
	  0, -1, remove_drives },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct option options[] = {
	{ "kind", required_argument, NULL, 'k' },
	{ "blocks", required_argument, NULL, 'b' },
	{ "image", required_argument, NULL, 'i' },
	{ "clock", required_argument, NULL, 'c' },
	{ "faults", required_argument, NULL, 'f' },
	{ "tape", required_argument, NULL, 't' },
	{ "all", no_argument, NULL, 'a' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

static void help(void)
{
	printf("Usage: burin-vdrive COMMAND ...\nemulated recorders as /dev/srN\n\nCommands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %s %s\n      %s\n", commands[i].name, commands[i].operands,
		       commands[i].summary);
	printf("\nA DRIVE is its number, its /dev/srN or its /dev/sgN. The kernel's modules must\n"
	       "be there: modprobe -a target_core_user tcm_loop sr_mod sg\n"
	       "Exit status: 0 done, 1 failed, 2 usage, 4 no such drive.\n"
	       "\nSee also: man burin-vdrive\n");
}

static enum exit_status usage(const char *subject, const char *text)
{
	return complain(EXIT_USAGE, subject, 0, text);
}

static bool parse_blocks(const char *text, uint32_t *blocks)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	*blocks = (uint32_t)value;
	return *text >= '0' && *text <= '9' && !*end && value <= UINT32_MAX;
}

static bool parse_factor(const char *text, double *factor)
{
	char *end;

	*factor = strtod(text, &end);
	return *text && !*end && *factor >= 0 && *factor < 1e6;
}

/* EXIT_DONE with *stop: help or version was asked for and given. */
static enum exit_status parse(int argc, char **argv, struct arguments *a, bool *stop)
{
	int c;

	while ((c = getopt_long(argc, argv, "qh", options, NULL)) != -1) {
		switch (c) {
		case 'k':
			a->kind = optarg;
			break;
		case 'b':
			if (!parse_blocks(optarg, &a->blocks))
				return usage(optarg, "not a number of blocks");
			break;
		case 'i':
			a->image = optarg;
			break;
		case 'c':
			if (!parse_factor(optarg, &a->clock))
				return usage(optarg, "not a factor from 0 to 1e6");
			break;
		case 'f':
			a->faults = optarg;
			break;
		case 't':
			a->tape = optarg;
			break;
		case 'a':
			a->all = true;
			break;
		case 'q':
			a->quiet = true;
			break;
		case 'h':
		case 'V':
			*stop = true;
			if (c == 'h')
				help();
			else
				printf("burin-vdrive %s\n", BURIN_VERSION);
			return EXIT_DONE;
		default:
			return EXIT_USAGE;
		}
	}
	a->operands = argv + optind;
	a->count = argc - optind;
	return EXIT_DONE;
}

static enum exit_status run(struct arguments *a)
{
	const char *name = a->count ? *a->operands : "";

	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *command = &commands[i];

		if (strcmp(command->name, name))
			continue;
		a->operands++;
		a->count--;
		if (a->count < command->min || (command->max >= 0 && a->count > command->max))
			return usage(name, command->operands);
		return command->run(a);
	}
	return usage(*name ? name : "burin-vdrive", "no such command; see --help");
}

int main(int argc, char **argv)
{
	struct arguments a = { 0 };
	bool stop = false;
	enum exit_status status = parse(argc, argv, &a, &stop);

	if (!status && !stop)
		status = run(&a);
	if (fflush(stdout) && !status)
		status = complain(EXIT_FAILED, "standard output", 0, "cannot be written");
	return status;
}
