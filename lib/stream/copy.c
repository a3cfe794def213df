/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copying a stream to a descriptor: what lies in files as it is goes from page
 * cache to page cache (or to pipe) inside the kernel, the rest in large writes.
 */
#include "stream/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"

#define BUFFER (512u << 10)		/* small enough to stay in the processor's cache */
#define PIPE_BYTES (1 << 20)		/* what an ordinary user may set (fs.pipe-max-size) */
#define MAP_LEAST (64u << 10)		/* shorter ranges are read */
#define KERNEL_MOST (64u << 20)		/* in one call, so that progress and cancel are served */

/* Ways to have the kernel copy, best first; one that is refused is not tried again. */
enum way { WAY_COPY_RANGE = 0, WAY_SPLICE, WAY_NONE };

struct copy {
	struct burin_stream *stream;
	int fd;
	enum way way;
	uint64_t done;
	uint64_t offset;	/* in the stream */
	uint8_t *buf;
	int (*on_copied)(void *user, uint64_t bytes);
	void *user;
};

static int fail_output(struct copy *copy, int error)
{
	return bur_fail(bur_stream_detail(copy->stream), -error, BURIN_PHASE_NONE, "output",
			"after %llu bytes", (unsigned long long)copy->done);
}

/* After a failed call on the output: 0 to try again, or the error. */
static int output_error(struct copy *copy, int error)
{
	struct pollfd wait = { .fd = copy->fd, .events = POLLOUT };

	if (error == EINTR)
		return 0;
	if (error != EAGAIN)
		return fail_output(copy, error);
	poll(&wait, 1, -1);
	return 0;
}

static int advance(struct copy *copy, uint64_t n)
{
	copy->done += n;
	copy->offset += n;
	if (copy->on_copied && copy->on_copied(copy->user, copy->done))
		return bur_fail(bur_stream_detail(copy->stream), BURIN_E_CANCELLED,
				BURIN_PHASE_NONE, NULL, NULL);
	return 0;
}

static int write_all(struct copy *copy, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(copy->fd, copy->buf + done, n - done);
		int ret = put < 0 ? output_error(copy, errno) : 0;

		if (ret)
			return ret;
		if (put > 0)
			done += (size_t)put;
	}
	return advance(copy, n);
}

/* Reads the next n bytes, or fewer at the end of the stream: 1 when it has ended. */
static int copy_through(struct copy *copy, size_t n)
{
	int64_t got = burin_stream_read(copy->stream, copy->offset, copy->buf, n);

	if (got <= 0)
		return got ? (int)got : 1;
	return write_all(copy, (size_t)got);
}

static bool is_refusal(int error)
{
	return error == EXDEV || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP ||
	       error == EPERM || error == EBADF || error == ETXTBSY;
}

static ssize_t kernel_copy(struct copy *copy, int fd, uint64_t offset, uint64_t len)
{
	size_t n = len < KERNEL_MOST ? (size_t)len : KERNEL_MOST;
	off64_t from = (off64_t)offset;

	if (copy->way == WAY_COPY_RANGE)
		return copy_file_range(fd, &from, copy->fd, NULL, n, 0);
	return splice(fd, &from, copy->fd, NULL, n, SPLICE_F_MOVE | SPLICE_F_MORE);
}

/*
 * Copies a mapped range; what the kernel does not take is left to be read: a file
 * that became shorter is found so.
 */
static int copy_mapped(struct copy *copy, int fd, uint64_t offset, uint64_t len)
{
	while (len && copy->way != WAY_NONE) {
		ssize_t n = kernel_copy(copy, fd, offset, len);
		int ret;

		if (n < 0 && is_refusal(errno)) {
			copy->way++;
			continue;
		}
		if (!n)
			break;
		ret = n < 0 ? output_error(copy, errno) : advance(copy, (uint64_t)n);
		if (ret)
			return ret;
		if (n > 0) {
			offset += (uint64_t)n;
			len -= (uint64_t)n;
		}
	}
	return 0;
}

/* One range: 0 to go on, 1 at the end of the stream. */
static int copy_next(struct copy *copy)
{
	uint64_t from = copy->offset, at = 0, len = 0;
	size_t n = BUFFER;
	int fd = -1, ret = 0;

	if (copy->way != WAY_NONE)
		ret = bur_stream_map(copy->stream, from, &fd, &at, &len);
	if (ret < 0)
		return ret;
	if (ret && len >= MAP_LEAST)
		ret = copy_mapped(copy, fd, at, len);
	else
		ret = 0;
	if (ret || copy->offset != from)
		return ret;
	if (len && len < n)
		n = (size_t)len;
	return copy_through(copy, n);
}

static void prepare_output(struct copy *copy)
{
	struct stat st;

	if (fstat(copy->fd, &st) || !S_ISFIFO(st.st_mode))
		return;
	copy->way = WAY_SPLICE;
	/* Larger pipes mean fewer turns between the two ends; refused is as well. */
	(void)fcntl(copy->fd, F_SETPIPE_SZ, PIPE_BYTES);
}

BURIN_EXPORT int64_t burin_stream_copy_to_fd(struct burin_stream *stream, int fd,
					     int (*on_copied)(void *user, uint64_t bytes),
					     void *user)
{
	struct copy copy = {
		.stream = stream,
		.fd = fd,
		.on_copied = on_copied,
		.user = user,
	};
	int ret = 0;

	bur_detail_clear(bur_stream_detail(stream));
	copy.buf = bur_pages(BUFFER);
	if (!copy.buf)
		return -ENOMEM;
	if (!burin_stream_is_seekable(stream))
		copy.offset = bur_stream_position(stream);
	prepare_output(&copy);
	while (!ret)
		ret = copy_next(&copy);
	bur_free(copy.buf);
	return ret < 0 ? ret : (int64_t)copy.done;
}
