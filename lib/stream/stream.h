/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a stream is made of inside the library. A source implements read(), and
 * map() where its bytes lie in a file as they are.
 */
#ifndef BUR_STREAM_STREAM_H
#define BUR_STREAM_STREAM_H

#include <burin/error.h>
#include <burin/stream.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bur_stream_ops {
	/*
	 * Up to n bytes at offset; bytes read, 0 at the end, negative error with
	 * *detail filled in (by bur_fail()). Short reads are allowed. n > 0, and where
	 * the size is known offset + n lies inside it. A stream that is not seekable is
	 * only ever asked for the offset after its last byte.
	 */
	int64_t (*read)(void *self, uint64_t offset, void *buf, size_t n,
			struct burin_detail *detail);
	/*
	 * Optional. 1: the bytes at offset lie in *fd from *fd_offset on, *len of them;
	 * fd stays open until the next call. 0: they do not; *len is how far it is to
	 * the next range worth asking for (0: unknown). Negative: error as of read().
	 * Only ranges of many pages are worth it: the rest is read.
	 */
	int (*map)(void *self, uint64_t offset, int *fd, uint64_t *fd_offset, uint64_t *len,
		   struct burin_detail *detail);
	/* Optional, of a source that may keep read() waiting: the descriptor to poll for data. */
	int (*poll_fd)(void *self);
	/* Optional: burin_stream_expect(), of what lies inside. */
	void (*expect)(void *self, uint64_t offset, uint64_t n);
	/*
	 * Optional. A digest of all that is known of the bytes without reading a source:
	 * what makes it differ makes the stream another one.
	 */
	uint32_t (*identity)(void *self);
	void (*close)(void *self);	/* with the last reference; may be NULL */
};

/*
 * ops must outlive the stream. size may be BURIN_SIZE_UNKNOWN. On failure *out is NULL
 * and close is not called: self stays the caller's. -ENOMEM.
 */
int bur_stream_new(struct burin_context *ctx, const struct bur_stream_ops *ops, void *self,
		   uint64_t size, bool seekable, struct burin_stream **out);

/* The ops' map(), or 0 with *len 0 when the stream has none or offset is at its end. */
int bur_stream_map(struct burin_stream *stream, uint64_t offset, int *fd, uint64_t *fd_offset,
		   uint64_t *len);

/*
 * As burin_stream_read(), but returns what one read() of the source gave: 0 only at the
 * end. For those who must do something else while a pipe is slow.
 */
int64_t bur_stream_read_some(struct burin_stream *stream, uint64_t offset, void *buf, size_t n);
/* The ops' poll_fd(), or -1: read() does not wait for others. */
int bur_stream_poll_fd(struct burin_stream *stream);

/*
 * n bytes of base from offset first on; takes a reference of base. -EINVAL: base cannot
 * seek, or is not that long.
 */
int bur_stream_new_range(struct burin_context *ctx, struct burin_stream *base, uint64_t first,
			 uint64_t n, struct burin_stream **out);

/* The ops' identity(), or 0: only its bytes tell which stream this is. */
uint32_t bur_stream_identity(struct burin_stream *stream);

/* The position after the last byte read: where a forward stream goes on. */
uint64_t bur_stream_position(const struct burin_stream *stream);

/* For copy.c, which fails on behalf of the stream. */
struct burin_detail *bur_stream_detail(struct burin_stream *stream);

#endif
