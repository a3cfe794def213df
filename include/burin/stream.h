/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams: bytes to be burned, hashed or compared. A stream knows its size, or
 * says it cannot (a pipe); it is read by position. A seekable stream answers
 * any position, any number of times; a forward one only the position after the
 * last read. Streams are reference counted: an operation takes a reference,
 * never the caller's. One thread at a time.
 */
#ifndef BURIN_STREAM_H
#define BURIN_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_context;
struct burin_detail;
struct burin_stream;

#define BURIN_SIZE_UNKNOWN UINT64_MAX

/*
 * A stream of the caller's own. struct_size = sizeof(struct burin_stream_ops).
 * read: up to n bytes at offset; bytes read, 0 at the end, negative error; short
 * reads are allowed. free may be NULL.
 */
struct burin_stream_ops {
	size_t struct_size;
	int64_t (*read)(void *user, uint64_t offset, void *buf, size_t n);
	void (*free)(void *user);
};

/* Opens path for reading. size is frozen now: what comes later is BURIN_E_SOURCE_CHANGED. */
int burin_stream_new_file(struct burin_context *ctx, const char *path,
			  struct burin_stream **out);
/* Reads a descriptor from its present position; it stays the caller's to close. */
int burin_stream_new_fd(struct burin_context *ctx, int fd, struct burin_stream **out);
/* data stays the caller's and must outlive the stream. */
int burin_stream_new_memory(struct burin_context *ctx, const void *data, size_t n,
			    struct burin_stream **out);
int burin_stream_new_zero(struct burin_context *ctx, uint64_t n, struct burin_stream **out);
/*
 * The samples of a sound file as a CD holds them: 44100 Hz, two channels, 16 bits, low
 * byte first, left first. A file of another rate or shape is BURIN_E_STREAM: nothing is
 * converted silently. -ENOTSUP in builds without sound.
 */
int burin_stream_new_sound(struct burin_context *ctx, const char *path,
			   struct burin_stream **out);
/* size may be BURIN_SIZE_UNKNOWN; on failure ops->free is not called. */
int burin_stream_new_custom(struct burin_context *ctx, const struct burin_stream_ops *ops,
			    void *user, uint64_t size, bool seekable,
			    struct burin_stream **out);

struct burin_stream *burin_stream_ref(struct burin_stream *stream);
void burin_stream_unref(struct burin_stream *stream);	/* NULL is fine */

uint64_t burin_stream_get_size(const struct burin_stream *stream);
bool burin_stream_is_seekable(const struct burin_stream *stream);

/*
 * Reads until n bytes are there or the stream ends; returns the number, or a
 * negative error (then burin_stream_get_detail() names the source).
 */
int64_t burin_stream_read(struct burin_stream *stream, uint64_t offset, void *buf, size_t n);

/*
 * A hint: n bytes from offset on will be read next, whole and in order, after what was
 * expected before. A medium is then read ahead of its reader where the driver does that; what
 * else is asked of its recorder interrupts it.
 */
void burin_stream_expect(struct burin_stream *stream, uint64_t offset, uint64_t n);

/*
 * Copies the whole stream to fd from its present position, without passing
 * the data through user space where the kernel can. Bytes copied or negative.
 * on_copied (may be NULL) gets the bytes done so far; non-zero cancels.
 */
int64_t burin_stream_copy_to_fd(struct burin_stream *stream, int fd,
				int (*on_copied)(void *user, uint64_t bytes), void *user);

/* A view, valid until the next call on the stream. */
const struct burin_detail *burin_stream_get_detail(const struct burin_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
