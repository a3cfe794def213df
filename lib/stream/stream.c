/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stream/stream.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>

#include <burin/context.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"

struct burin_stream {
	atomic_uint refs;
	bool seekable;
	const struct bur_stream_ops *ops;
	void *self;
	uint64_t size;
	uint64_t position;
	struct burin_context *ctx;
	struct burin_detail detail;
};

int bur_stream_new(struct burin_context *ctx, const struct bur_stream_ops *ops, void *self,
		   uint64_t size, bool seekable, struct burin_stream **out)
{
	struct burin_stream *stream = bur_zalloc(sizeof(*stream));

	*out = stream;
	if (!stream)
		return -ENOMEM;
	atomic_init(&stream->refs, 1);
	stream->ops = ops;
	stream->self = self;
	stream->size = size;
	stream->seekable = seekable;
	stream->ctx = ctx ? burin_context_ref(ctx) : NULL;
	return 0;
}

BURIN_EXPORT struct burin_stream *burin_stream_ref(struct burin_stream *stream)
{
	atomic_fetch_add_explicit(&stream->refs, 1, memory_order_relaxed);
	return stream;
}

BURIN_EXPORT void burin_stream_unref(struct burin_stream *stream)
{
	if (!stream || atomic_fetch_sub_explicit(&stream->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (stream->ops->close)
		stream->ops->close(stream->self);
	burin_context_unref(stream->ctx);
	bur_free(stream);
}

BURIN_EXPORT uint64_t burin_stream_get_size(const struct burin_stream *stream)
{
	return stream->size;
}

BURIN_EXPORT bool burin_stream_is_seekable(const struct burin_stream *stream)
{
	return stream->seekable;
}

/* The rest of the stream from offset on, at most n. */
static size_t limit(const struct burin_stream *stream, uint64_t offset, size_t n)
{
	uint64_t left;

	if (n > SSIZE_MAX)
		n = SSIZE_MAX;
	if (stream->size == BURIN_SIZE_UNKNOWN)
		return n;
	left = offset < stream->size ? stream->size - offset : 0;
	return left < n ? (size_t)left : n;
}

/* One read() of the source, n > 0, checked. */
static int64_t read_once(struct burin_stream *stream, uint64_t offset, void *buf, size_t n)
{
	int64_t got = stream->ops->read(stream->self, offset, buf, n, &stream->detail);

	if (got < 0 && !stream->detail.code)
		bur_fail(&stream->detail, (int)got, BURIN_PHASE_READ, NULL, NULL);
	if (got < 0)
		return got;
	if ((uint64_t)got > n)
		return bur_fail(&stream->detail, BURIN_E_STREAM, BURIN_PHASE_READ, NULL,
				"the stream returned more than it was asked for");
	if (!got && stream->size != BURIN_SIZE_UNKNOWN)
		return bur_fail(&stream->detail, BURIN_E_SOURCE_CHANGED, BURIN_PHASE_READ, NULL,
				"the stream ends before the size it told");
	stream->position = offset + (uint64_t)got;
	return got;
}

static int begin_read(struct burin_stream *stream, uint64_t offset, size_t *n)
{
	bur_detail_clear(&stream->detail);
	if (!stream->seekable && offset != stream->position)
		return bur_fail(&stream->detail, -ESPIPE, BURIN_PHASE_READ, NULL,
				"a stream that cannot seek is read in order");
	*n = limit(stream, offset, *n);
	return 0;
}

int64_t bur_stream_read_some(struct burin_stream *stream, uint64_t offset, void *buf, size_t n)
{
	int ret = begin_read(stream, offset, &n);

	if (ret || !n)
		return ret;
	return read_once(stream, offset, buf, n);
}

BURIN_EXPORT int64_t burin_stream_read(struct burin_stream *stream, uint64_t offset, void *buf,
				       size_t n)
{
	size_t done = 0;
	int ret = begin_read(stream, offset, &n);

	if (ret)
		return ret;
	while (done < n) {
		int64_t got = read_once(stream, offset + done, (uint8_t *)buf + done, n - done);

		if (got < 0)
			return got;
		if (!got)
			break;
		done += (size_t)got;
	}
	return (int64_t)done;
}

BURIN_EXPORT void burin_stream_expect(struct burin_stream *stream, uint64_t offset, uint64_t n)
{
	if (offset >= stream->size)
		return;
	if (n > stream->size - offset)
		n = stream->size - offset;
	if (stream->ops->expect && n)
		stream->ops->expect(stream->self, offset, n);
}

int bur_stream_poll_fd(struct burin_stream *stream)
{
	return stream->ops->poll_fd ? stream->ops->poll_fd(stream->self) : -1;
}

uint32_t bur_stream_identity(struct burin_stream *stream)
{
	return stream->ops->identity ? stream->ops->identity(stream->self) : 0;
}

int bur_stream_map(struct burin_stream *stream, uint64_t offset, int *fd, uint64_t *fd_offset,
		   uint64_t *len)
{
	*len = 0;
	bur_detail_clear(&stream->detail);
	if (!stream->ops->map || offset >= stream->size)
		return 0;
	return stream->ops->map(stream->self, offset, fd, fd_offset, len, &stream->detail);
}

uint64_t bur_stream_position(const struct burin_stream *stream)
{
	return stream->position;
}

struct burin_detail *bur_stream_detail(struct burin_stream *stream)
{
	return &stream->detail;
}

BURIN_EXPORT const struct burin_detail *burin_stream_get_detail(const struct burin_stream *stream)
{
	return &stream->detail;
}

#ifndef BURIN_HAVE_SOUND
BURIN_EXPORT int burin_stream_new_sound(struct burin_context *ctx, const char *path,
					struct burin_stream **out)
{
	(void)ctx;
	(void)path;
	*out = NULL;
	return -ENOTSUP;
}
#endif
