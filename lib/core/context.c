/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/context.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "core/alloc.h"
#include "core/export.h"

struct burin_context {
	atomic_uint refs;
	enum burin_log_level up_to;
	burin_log_fn log;
	void *log_user;
};

BURIN_EXPORT int burin_context_new(struct burin_context **out)
{
	struct burin_context *ctx = bur_zalloc(sizeof(*ctx));

	*out = ctx;
	if (!ctx)
		return -ENOMEM;
	atomic_init(&ctx->refs, 1);
	return 0;
}

BURIN_EXPORT struct burin_context *burin_context_ref(struct burin_context *ctx)
{
	atomic_fetch_add_explicit(&ctx->refs, 1, memory_order_relaxed);
	return ctx;
}

BURIN_EXPORT void burin_context_unref(struct burin_context *ctx)
{
	if (ctx && atomic_fetch_sub_explicit(&ctx->refs, 1, memory_order_acq_rel) == 1)
		bur_free(ctx);
}

BURIN_EXPORT void burin_context_set_log(struct burin_context *ctx, enum burin_log_level up_to,
					burin_log_fn fn, void *user)
{
	ctx->up_to = up_to;
	ctx->log = fn;
	ctx->log_user = user;
}

BURIN_EXPORT const char *burin_version(void)
{
	return BURIN_VERSION;
}

void bur_log(struct burin_context *ctx, enum burin_log_level level, const char *format, ...)
{
	char text[512];
	va_list args;

	if (!ctx || !ctx->log || level > ctx->up_to)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ctx->log(ctx->log_user, level, text);
}
