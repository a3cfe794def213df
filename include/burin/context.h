/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The context: where the library logs to. Every object is made from one and
 * holds a reference to it. Contexts share nothing.
 */
#ifndef BURIN_CONTEXT_H
#define BURIN_CONTEXT_H

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;

enum burin_log_level {
	BURIN_LOG_ERROR = 0,
	BURIN_LOG_WARNING,
	BURIN_LOG_INFO,
	BURIN_LOG_DEBUG,	/* every command sent */
};

/* May be called on any thread of an operation. text ends without newline. */
typedef void (*burin_log_fn)(void *user, enum burin_log_level level, const char *text);

/* *out: one reference, give it back with burin_context_unref(). -ENOMEM. */
int burin_context_new(struct burin_context **out);
struct burin_context *burin_context_ref(struct burin_context *ctx);
void burin_context_unref(struct burin_context *ctx);	/* NULL is fine */

/* Not while an operation runs. fn NULL: silence, which is the default. */
void burin_context_set_log(struct burin_context *ctx, enum burin_log_level up_to,
			   burin_log_fn fn, void *user);

/* "0.1.0"; static. */
const char *burin_version(void);

#ifdef __cplusplus
}
#endif
#endif
