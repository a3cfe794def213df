/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams that need no file: memory, zeros, the caller's own. */
#include "stream/stream.h"

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"

static int64_t memory_read(void *self, uint64_t offset, void *buf, size_t n,
			   struct burin_detail *detail)
{
	(void)detail;
	memcpy(buf, (const uint8_t *)self + offset, n);
	return (int64_t)n;
}

static const struct bur_stream_ops memory_ops = { .read = memory_read };

BURIN_EXPORT int burin_stream_new_memory(struct burin_context *ctx, const void *data, size_t n,
					 struct burin_stream **out)
{
	return bur_stream_new(ctx, &memory_ops, (void *)data, n, true, out);
}

static int64_t zero_read(void *self, uint64_t offset, void *buf, size_t n,
			 struct burin_detail *detail)
{
	(void)self;
	(void)offset;
	(void)detail;
	memset(buf, 0, n);
	return (int64_t)n;
}

static const struct bur_stream_ops zero_ops = { .read = zero_read };

BURIN_EXPORT int burin_stream_new_zero(struct burin_context *ctx, uint64_t n,
				       struct burin_stream **out)
{
	*out = NULL;
	if (n == BURIN_SIZE_UNKNOWN)
		return -EINVAL;
	return bur_stream_new(ctx, &zero_ops, NULL, n, true, out);
}

struct custom {
	struct burin_stream_ops ops;
	void *user;
};

static int64_t custom_read(void *self, uint64_t offset, void *buf, size_t n,
			   struct burin_detail *detail)
{
	const struct custom *custom = self;

	(void)detail;
	return custom->ops.read(custom->user, offset, buf, n);
}

static void custom_close(void *self)
{
	struct custom *custom = self;

	if (custom->ops.free)
		custom->ops.free(custom->user);
	bur_free(custom);
}

static const struct bur_stream_ops custom_ops = { .read = custom_read, .close = custom_close };

BURIN_EXPORT int burin_stream_new_custom(struct burin_context *ctx,
					 const struct burin_stream_ops *ops, void *user,
					 uint64_t size, bool seekable, struct burin_stream **out)
{
	struct custom *custom;
	int ret;

	*out = NULL;
	/* A caller built against a longer struct may use what stands here; a shorter never was. */
	if (ops->struct_size < sizeof(*ops) || !ops->read)
		return -EINVAL;
	custom = bur_alloc(sizeof(*custom));
	if (!custom)
		return -ENOMEM;
	custom->ops = *ops;
	custom->user = user;
	ret = bur_stream_new(ctx, &custom_ops, custom, size, seekable, out);
	if (ret)
		bur_free(custom);
	return ret;
}
