/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

/* A signal handler has no argument of its own, so this is the one state of the program. */
static struct {
	atomic_bool active;
	_Atomic(void (*)(void *)) cancel;
	_Atomic(void *) arg;
	_Atomic(const char *) what;
	atomic_int count;
} state;

static void put(const char *text)
{
	ssize_t unused = write(STDERR_FILENO, text, strlen(text));

	(void)unused;
}

static void on_signal(int number)
{
	void (*cancel)(void *) = atomic_load(&state.cancel);
	int saved = errno;

	(void)number;
	if (!atomic_load(&state.active))
		_exit(EXIT_INTERRUPTED);
	put(atomic_fetch_add(&state.count, 1) ? "\nburin: still " : "\nburin: interrupted, ");
	put(atomic_load(&state.what));
	put("\n");
	if (cancel)
		cancel(atomic_load(&state.arg));
	errno = saved;
}

void interrupt_init(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, old;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* What nohup or a shell's background job ignores stays ignored. */
		if (sigaction(numbers[i], NULL, &old) || old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

void interrupt_begin(void (*cancel)(void *), void *arg, const char *what)
{
	atomic_store(&state.arg, arg);
	atomic_store(&state.what, what);
	atomic_store(&state.cancel, cancel);
	atomic_store(&state.active, true);
}

void interrupt_end(void)
{
	atomic_store(&state.active, false);
	atomic_store(&state.cancel, NULL);
}

bool interrupted(void)
{
	return atomic_load(&state.count) > 0;
}
