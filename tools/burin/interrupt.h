/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ctrl-C and SIGTERM. While nothing is registered they end the program with 130 at
 * once: nothing has been begun. While an operation is, they cancel it, and the
 * program ends when the operation has closed what it must.
 */
#ifndef TOOL_INTERRUPT_H
#define TOOL_INTERRUPT_H

#include <stdbool.h>

/* Also ignores SIGPIPE: a closed pipe is an error of write(). */
void interrupt_init(void);

/* cancel must be async-signal-safe; NULL: only interrupted() tells. what: "closing the medium" */
void interrupt_begin(void (*cancel)(void *), void *arg, const char *what);
void interrupt_end(void);

bool interrupted(void);

#endif
