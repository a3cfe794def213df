/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of burin-vdrive, and what its commands share. */
#ifndef VDRIVE_COMMAND_H
#define VDRIVE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_DRIVE = 4,		/* no such drive, or its process is gone */
};

struct arguments {
	const char *kind;	/* of a medium to be made; NULL: one that is there */
	const char *faults;	/* a file that holds a fault plan */
	uint32_t blocks;
	const char *image;
	const char *tape;	/* a file for every command and its data; NULL: none */
	double clock;
	bool all, quiet;
	char **operands;
	int count;
};

/* "burin-vdrive: SUBJECT: why"; why from code unless text is given. */
enum exit_status complain(enum exit_status status, const char *subject, int code, const char *text);

/* The drive meant by its number, /dev/srN or /dev/sgN; said already when there is none. */
enum exit_status find_drive(const char *word, unsigned int *number);

/* The path of a medium, absolute, in text that the caller frees; it is made with a.kind. */
enum exit_status prepare_medium(const struct arguments *a, const char *path, char **absolute);

/* A whole file; the caller frees it. NULL: said already. */
char *read_plan(const char *path);

enum exit_status add(const struct arguments *a);
enum exit_status list(const struct arguments *a);
enum exit_status load(const struct arguments *a);
enum exit_status eject(const struct arguments *a);
enum exit_status fault(const struct arguments *a);
enum exit_status trigger(const struct arguments *a);
enum exit_status set_clock(const struct arguments *a);
enum exit_status power(const struct arguments *a);
enum exit_status remove_drives(const struct arguments *a);

#endif
