/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new drive: a process that serves it, then the SCSI device, which the kernel asks
 * questions while it is made.
 */
#include <burin/emulator.h>
#include <burin/error.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "control.h"
#include "serve.h"
#include "target.h"

#define NODE_PATIENCE_MS 10000

/* What the new process tells once: a number, or what failed. */
struct news {
	int code;
	unsigned int number;
	enum { WITH_MEDIUM, WITH_PLAN, WITH_TAPE, WITH_TARGET, WITH_RING, WITH_SOCKET } at;
};

static const char *const places[] = {
	"medium", "fault plan", "tape", "/sys/kernel/config/target", "/dev/uio", CONTROL_FOLDER,
};

static int prepare_drive(struct handler *handler, const struct arguments *a, const char *path,
			 const char *plan, struct news *news)
{
	int code;

	news->at = WITH_MEDIUM;
	code = burin_emulator_open(path, &handler->emu, NULL);
	if (code)
		return code;
	news->at = WITH_PLAN;
	if (plan)
		code = burin_emulator_set_faults(handler->emu, plan, NULL);
	if (code) {
		burin_emulator_close(handler->emu);
		return code;
	}
	handler_set_clock(handler, a->clock);
	handler_settle(handler);
	return 0;
}

/* The ring and the socket; the device exists already. */
static int prepare_service(struct handler *handler, int *listener, struct news *news)
{
	int code = target_uio(handler->number);

	news->at = WITH_RING;
	if (code >= 0)
		code = ring_open(&handler->ring, (unsigned int)code);
	if (code)
		return code;
	news->at = WITH_SOCKET;
	*listener = control_listen(handler->number);
	if (*listener >= 0)
		return 0;
	ring_close(&handler->ring);
	return *listener;
}

/* A serial number, so that udev gives each drive a link of its own in /dev/disk/by-id. */
static void name_drive(struct handler *handler)
{
	char serial[16];

	snprintf(serial, sizeof(serial), "VDRIVE%04u", handler->number);
	burin_emulator_set_serial(handler->emu, serial);
}

static int prepare(struct handler *handler, const struct arguments *a, const char *path,
		   const char *plan, int *listener, struct news *news)
{
	int code = prepare_drive(handler, a, path, plan, news);

	if (code)
		return code;
	news->at = WITH_TARGET;
	code = target_make(&handler->number);
	news->number = handler->number;
	if (!code) {
		name_drive(handler);
		code = prepare_service(handler, listener, news);
		if (code)
			target_destroy(handler->number);
	}
	if (code)
		handler_free(handler);
	return code;
}

/* The process belongs to nobody's terminal and folder. */
static void detach(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (chdir("/") || fd < 0)
		return;
	for (int k = STDIN_FILENO; k <= STDERR_FILENO; k++)
		dup2(fd, k);
	close(fd);
}

static void be_drive(int out, const struct arguments *a, const char *path, const char *plan)
{
	struct news news = { 0 };
	struct handler handler = { 0 };
	int listener = -1;

	if (a->tape) {		/* its path is of the folder that detach() leaves */
		handler.tape = fopen(a->tape, "wbe");
		news = (struct news){ .code = handler.tape ? 0 : -errno, .at = WITH_TAPE };
	}
	detach();
	if (!news.code)
		news.code = prepare(&handler, a, path, plan, &listener, &news);
	if (write(out, &news, sizeof(news)) == sizeof(news) && !news.code) {
		close(out);
		_exit(serve(&handler, listener, path ? path : "") ? 1 : 0);
	}
	_exit(1);
}

static int start_drive(const struct arguments *a, const char *path, const char *plan,
		       struct news *news)
{
	pid_t child;
	int ends[2], status;
	ssize_t got;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	child = fork();
	if (child == 0) {
		close(ends[0]);
		be_drive(ends[1], a, path, plan);
	}
	close(ends[1]);
	got = child < 0 ? -1 : read(ends[0], news, sizeof(*news));
	close(ends[0]);
	if (got == sizeof(*news))
		return 0;
	if (child > 0)
		waitpid(child, &status, 0);
	return child < 0 ? -errno : -ECHILD;
}

static enum exit_status tell_failure(const struct arguments *a, const struct news *news,
				     const char *path)
{
	const char *text = NULL;

	if (news->at == WITH_TARGET && news->code == -ENOENT)
		text = "not there; as root: modprobe -a target_core_user tcm_loop sr_mod sg, and "
		       "mount -t configfs none /sys/kernel/config";
	if (news->at == WITH_TAPE)
		path = a->tape;
	else if (news->at != WITH_MEDIUM)
		path = NULL;
	return complain(EXIT_FAILED, path ? path : places[news->at], news->code, text);
}

/* sr is bound by another thread of the kernel, its node made by devtmpfs or udev. */
static enum exit_status show_nodes(const struct arguments *a, unsigned int number)
{
	char block[NODE_SIZE], generic[NODE_SIZE];

	for (int waited = 0; waited < NODE_PATIENCE_MS; waited += 20) {
		if (target_nodes(number, block, generic) && !access(block, F_OK) && *generic)
			break;
		usleep(20000);
	}
	if (!a->quiet)
		printf("%u\t%s\t%s\n", number, *block ? block : "-", *generic ? generic : "-");
	return *block ? EXIT_DONE
		      : complain(EXIT_FAILED, "/dev/sr", 0, "no node; as root: modprobe sr_mod");
}

static void undo(unsigned int number)
{
	struct control_message *message = calloc(1, sizeof(*message));

	target_detach(number);
	if (message) {
		message->code = CONTROL_STOP;
		control_ask(number, message);
		free(message);
	}
	target_destroy(number);
	control_forget(number);
}

static enum exit_status start(const struct arguments *a, const char *path, const char *plan)
{
	struct news news = { 0 };
	int code = start_drive(a, path, plan, &news);

	if (code)
		return complain(EXIT_FAILED, "burin-vdrive", code, NULL);
	if (news.code)
		return tell_failure(a, &news, path);
	code = target_attach(news.number);
	if (!code)
		return show_nodes(a, news.number);
	undo(news.number);
	return complain(EXIT_FAILED, "/sys/kernel/config/target/loopback", code, NULL);
}

enum exit_status add(const struct arguments *a)
{
	enum exit_status status = EXIT_DONE;
	char *path = NULL, *plan = NULL;

	if (a->kind && !a->count)
		return complain(EXIT_USAGE, "--kind", 0, "a PATH for the medium must be given");
	if (a->faults) {
		plan = read_plan(a->faults);
		if (!plan)
			return EXIT_FAILED;
	}
	if (a->count)
		status = prepare_medium(a, a->operands[0], &path);
	if (!status)
		status = start(a, path, plan);
	free(path);
	free(plan);
	return status;
}
