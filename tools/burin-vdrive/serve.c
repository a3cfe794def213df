/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve.h"

#include <burin/error.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "control.h"
#include "target.h"

struct server {
	struct handler *handler;
	struct control_message *message;
	char path[4096];
	int listener, signals;
	bool stop;
};

static int status(struct server *s)
{
	struct burin_emulator_stats stats;

	burin_emulator_get_stats(s->handler->emu, &stats);
	snprintf(s->message->text, CONTROL_TEXT, "%ld\t%g\t%llu\t%u\t%s", (long)getpid(),
		 s->handler->clock, (unsigned long long)stats.commands, stats.underruns, s->path);
	return 0;
}

static int load(struct server *s)
{
	size_t n = strlen(s->message->text) + 1;
	int code;

	if (n > sizeof(s->path))
		return -ENAMETOOLONG;
	code = burin_emulator_insert(s->handler->emu, s->message->text);
	if (code)
		return code;
	memcpy(s->path, s->message->text, n);
	handler_settle(s->handler);
	return 0;
}

static int eject(struct server *s)
{
	int code = burin_emulator_remove(s->handler->emu);

	if (!code)
		s->path[0] = '\0';
	return code;
}

static int set_faults(struct server *s)
{
	unsigned int line = 0;
	int code = burin_emulator_set_faults(s->handler->emu, s->message->text, &line);

	if (code == BURIN_E_FAULT_PLAN)
		snprintf(s->message->text, CONTROL_TEXT, "line %u", line);
	return code;
}

static int trigger(struct server *s)
{
	return burin_emulator_trigger(s->handler->emu, s->message->text);
}

static int set_clock(struct server *s)
{
	handler_set_clock(s->handler, strtod(s->message->text, NULL));
	return 0;
}

static int set_power(struct server *s)
{
	int code;

	if (strcmp(s->message->text, "on")) {
		burin_emulator_cut_power(s->handler->emu);
		return target_set_online(s->handler->number, false);
	}
	s->handler->returns = 0;
	code = burin_emulator_restore_power(s->handler->emu);
	return code ? code : target_set_online(s->handler->number, true);
}

static int stop(struct server *s)
{
	s->stop = true;
	return 0;
}

static void obey(struct server *s)
{
	static int (*const verbs[])(struct server *) = {
		[CONTROL_STATUS] = status, [CONTROL_LOAD] = load, [CONTROL_EJECT] = eject,
		[CONTROL_FAULTS] = set_faults, [CONTROL_CLOCK] = set_clock,
		[CONTROL_POWER] = set_power, [CONTROL_TRIGGER] = trigger, [CONTROL_STOP] = stop,
	};
	size_t verb = (size_t)s->message->code;
	int code = -EINVAL;

	if (verb && verb < sizeof(verbs) / sizeof(verbs[0]))
		code = verbs[verb](s);
	if (verb != CONTROL_STATUS && code != BURIN_E_FAULT_PLAN)
		s->message->text[0] = '\0';
	s->message->code = code;
}

/* A caller that says nothing must not keep the kernel waiting. */
static void hear(struct server *s)
{
	const struct timeval patience = { .tv_usec = 200000 };
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (!control_receive(fd, s->message)) {
		obey(s);
		/* Whoever stops a drive may use its medium when the answer comes. */
		if (s->stop)
			handler_free(s->handler);
		control_send(fd, s->message);
	}
	close(fd);
}

static int signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int wait_and_act(struct server *s)
{
	struct pollfd polled[] = {
		{ .fd = s->handler->ring.fd, .events = POLLIN },
		{ .fd = s->listener, .events = POLLIN },
		{ .fd = s->signals, .events = POLLIN },
	};
	int code = 0;

	if (poll(polled, 3, handler_patience(s->handler)) < 0)
		return errno == EINTR ? 0 : -errno;
	if (polled[0].revents)
		code = ring_acknowledge(&s->handler->ring);
	if (!code)
		code = handler_run(s->handler);
	if (!code && polled[1].revents)
		hear(s);
	if (!code && polled[2].revents && !s->stop) {
		handler_free(s->handler);
		s->stop = true;
	}
	return code;
}

int serve(struct handler *handler, int listener, const char *path)
{
	struct server s = { .handler = handler, .listener = listener };
	int code = 0;

	s.message = malloc(sizeof(*s.message));
	s.signals = signals();
	snprintf(s.path, sizeof(s.path), "%s", path);
	if (!s.message || s.signals < 0)
		code = -ENOMEM;
	while (!code && !s.stop)
		code = wait_and_act(&s);
	if (!s.stop)
		handler_free(handler);
	if (s.signals >= 0)
		close(s.signals);
	ring_close(&handler->ring);
	close(listener);
	free(s.message);
	return code;
}
