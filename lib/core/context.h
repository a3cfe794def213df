/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_CORE_CONTEXT_H
#define BUR_CORE_CONTEXT_H

#include <burin/context.h>

/* printf-like; nothing is formatted when nobody listens. ctx may be NULL. */
void bur_log(struct burin_context *ctx, enum burin_log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
