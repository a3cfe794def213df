/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A part of another stream. */
#include "stream/stream.h"

#include <errno.h>

#include "core/alloc.h"
#include "core/bytes.h"

struct range {
	struct burin_stream *base;
	uint64_t first, size;
};

static int64_t range_read(void *self, uint64_t offset, void *buf, size_t n,
			  struct burin_detail *detail)
{
	const struct range *range = self;
	int64_t got = bur_stream_read_some(range->base, range->first + offset, buf, n);

	if (got < 0)
		*detail = *burin_stream_get_detail(range->base);
	return got;
}

static int range_map(void *self, uint64_t offset, int *fd, uint64_t *fd_offset, uint64_t *len,
		     struct burin_detail *detail)
{
	const struct range *range = self;
	int ret = bur_stream_map(range->base, range->first + offset, fd, fd_offset, len);

	if (ret < 0)
		*detail = *burin_stream_get_detail(range->base);
	if (*len > range->size - offset)
		*len = range->size - offset;
	return ret;
}

static void range_close(void *self)
{
	struct range *range = self;

	burin_stream_unref(range->base);
	bur_free(range);
}

static const struct bur_stream_ops range_ops = {
	.read = range_read,
	.map = range_map,
	.close = range_close,
};

int bur_stream_new_range(struct burin_context *ctx, struct burin_stream *base, uint64_t first,
			 uint64_t n, struct burin_stream **out)
{
	uint64_t size = burin_stream_get_size(base);
	struct range *range;
	int ret;

	*out = NULL;
	if (!burin_stream_is_seekable(base) || n == BURIN_SIZE_UNKNOWN ||
	    (size != BURIN_SIZE_UNKNOWN && !bytes_inside(first, n, size)))
		return -EINVAL;
	range = bur_alloc(sizeof(*range));
	if (!range)
		return -ENOMEM;
	*range = (struct range){ .base = burin_stream_ref(base), .first = first, .size = n };
	ret = bur_stream_new(ctx, &range_ops, range, n, true, out);
	if (ret)
		range_close(range);
	return ret;
}
