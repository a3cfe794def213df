/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system's calls that every transport makes, for the program that includes this: wrapped at
 * link time, they go to fake_open() and fake_nap(). And a log of what every emulated recorder
 * was told.
 */
#ifndef TESTS_UNIT_TRANSPORT_WRAPPED_H
#define TESTS_UNIT_TRANSPORT_WRAPPED_H

#include <burin/emulator.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#define LOG_MAX 4096

/* The includer's. */
static int fake_open(const char *path, int flags, mode_t mode);
static void fake_nap(void);

int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_ioctl(int fd, unsigned long request, ...);
void __real_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd);

static struct { uint8_t cdb[16]; } commands[LOG_MAX];
static size_t command_count;

static void log_command(const struct burin_emulator_command *cmd)
{
	if (command_count < LOG_MAX)
		memcpy(commands[command_count++].cdb, cmd->cdb, 16);
}

#define WRAP_OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		mode_t mode = 0; \
		va_list args; \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_start(args, flags); \
			mode = va_arg(args, mode_t); \
			va_end(args); \
		} \
		return fake_open(path, flags, mode); \
	}

WRAP_OPEN(__wrap_open)
WRAP_OPEN(__wrap_open64)

int __wrap_nanosleep(const struct timespec *ts, struct timespec *rest)
{
	fake_nap();
	return 0;
}

int __wrap___nanosleep64(const struct timespec *ts, struct timespec *rest)
{
	return __wrap_nanosleep(ts, rest);
}

#endif
