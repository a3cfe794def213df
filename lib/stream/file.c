/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams over a path or a descriptor. */
#include "stream/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/crc.h"
#include "core/detail.h"
#include "core/export.h"
#include "stream/uring.h"

/* The last part of a file is always read, so that a change of the file is seen. */
#define TAIL 65536

struct file {
	int fd;
	bool owned;
	bool frozen;		/* a regular file: size and mtime must stay as they were */
	uint64_t first;		/* position of byte 0 of the stream in fd */
	uint64_t size;
	struct timespec mtime;
	char *path;
	struct bur_uring *uring;	/* NULL: read one piece at a time */
	bool asked_uring;		/* not twice when it was refused */
};

static int changed(const struct file *file, struct burin_detail *detail, const char *how)
{
	return bur_fail(detail, BURIN_E_SOURCE_CHANGED, BURIN_PHASE_READ, file->path, "%s", how);
}

/* Is the file still what it was when it was opened? */
static int check_frozen(const struct file *file, struct burin_detail *detail)
{
	struct stat st;

	if (!file->frozen)
		return 0;
	if (fstat(file->fd, &st))
		return bur_fail(detail, -errno, BURIN_PHASE_READ, file->path, NULL);
	if ((uint64_t)st.st_size < file->first + file->size)
		return changed(file, detail, "the file became shorter");
	if ((uint64_t)st.st_size > file->first + file->size)
		return changed(file, detail, "the file became longer");
	if (st.st_mtim.tv_sec != file->mtime.tv_sec || st.st_mtim.tv_nsec != file->mtime.tv_nsec)
		return changed(file, detail, "the file was written to");
	return 0;
}

#ifdef BURIN_HAVE_IO_URING
/*
 * A large piece that is not in the page cache: several reads at once. What is there is
 * taken by one plain call, as is all of a file system that cannot tell. 0: nothing came.
 */
static ssize_t read_cold(struct file *file, void *buf, size_t n, uint64_t offset)
{
	const struct iovec all = { .iov_base = buf, .iov_len = n };
	ssize_t got = preadv2(file->fd, &all, 1, (off_t)offset, RWF_NOWAIT);

	if (got > 0 || (got < 0 && errno != EAGAIN))
		return got > 0 ? got : 0;
	if (!file->asked_uring)
		file->uring = bur_uring_new();
	file->asked_uring = true;
	got = file->uring ? bur_uring_read(file->uring, file->fd, buf, n, offset) : 0;
	return got > 0 ? got : 0;
}
#endif

/* As pread(), but -errno. */
static ssize_t read_at(struct file *file, void *buf, size_t n, uint64_t offset)
{
	ssize_t got;

#ifdef BURIN_HAVE_IO_URING
	got = n >= BUR_URING_LEAST ? read_cold(file, buf, n, offset) : 0;
	if (got)
		return got;
#endif
	do
		got = pread(file->fd, buf, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static int64_t file_read(void *self, uint64_t offset, void *buf, size_t n,
			 struct burin_detail *detail)
{
	struct file *file = self;
	ssize_t got = read_at(file, buf, n, file->first + offset);
	int ret;

	if (got < 0)
		return bur_fail(detail, (int)got, BURIN_PHASE_READ, file->path, NULL);
	if (!got)
		return changed(file, detail, "the file became shorter");
	if (offset + (uint64_t)got == file->size) {
		ret = check_frozen(file, detail);
		if (ret)
			return ret;
	}
	return got;
}

static int file_map(void *self, uint64_t offset, int *fd, uint64_t *fd_offset, uint64_t *len,
		    struct burin_detail *detail)
{
	const struct file *file = self;
	int ret;

	if (file->size - offset <= TAIL)
		return 0;
	ret = check_frozen(file, detail);
	if (ret)
		return ret;
	*fd = file->fd;
	*fd_offset = file->first + offset;
	*len = file->size - offset - TAIL;
	return 1;
}

static uint32_t file_identity(void *self)
{
	const struct file *file = self;
	uint8_t known[20];

	put_be64(known, file->size);
	put_be64(known + 8, (uint64_t)file->mtime.tv_sec);
	put_be32(known + 16, (uint32_t)file->mtime.tv_nsec);
	return file->frozen ? bur_crc32c(0, known, sizeof(known)) : 0;
}

static int64_t pipe_read(void *self, uint64_t offset, void *buf, size_t n,
			 struct burin_detail *detail)
{
	const struct file *file = self;
	struct pollfd data = { .fd = file->fd, .events = POLLIN };
	ssize_t got;

	(void)offset;
	while ((got = read(file->fd, buf, n)) < 0) {
		/* Whoever shares the other end may have asked not to be kept waiting. */
		if (errno == EAGAIN)
			poll(&data, 1, -1);
		else if (errno != EINTR)
			break;
	}
	if (got < 0)
		return bur_fail(detail, -errno, BURIN_PHASE_READ, file->path, NULL);
	return got;
}

static int pipe_poll_fd(void *self)
{
	return ((const struct file *)self)->fd;
}

static void file_close(void *self)
{
	struct file *file = self;

#ifdef BURIN_HAVE_IO_URING
	bur_uring_free(file->uring);
#endif
	if (file->owned)
		close(file->fd);
	bur_free(file->path);
	bur_free(file);
}

static const struct bur_stream_ops file_ops = {
	.read = file_read,
	.map = file_map,
	.identity = file_identity,
	.close = file_close,
};

static const struct bur_stream_ops pipe_ops = {
	.read = pipe_read,
	.poll_fd = pipe_poll_fd,
	.close = file_close,
};

/* Files and block devices are read by position, all else as it comes. */
static int new_stream(struct burin_context *ctx, struct file *file, const struct stat *st,
		      struct burin_stream **out)
{
	bool device = S_ISBLK(st->st_mode);
	off_t end = st->st_size;

	if (S_ISDIR(st->st_mode))
		return -EISDIR;
	if (!S_ISREG(st->st_mode) && !device)
		return bur_stream_new(ctx, &pipe_ops, file, BURIN_SIZE_UNKNOWN, false, out);
	if (device)
		end = lseek(file->fd, 0, SEEK_END);
	if (end < 0)
		return -errno;
	if (device && lseek(file->fd, (off_t)file->first, SEEK_SET) < 0)
		return -errno;
	file->frozen = !device;
	file->mtime = st->st_mtim;
	file->size = (uint64_t)end > file->first ? (uint64_t)end - file->first : 0;
	return bur_stream_new(ctx, &file_ops, file, file->size, true, out);
}

/* fd is closed on failure when it is owned. */
static int new_file(struct burin_context *ctx, int fd, const char *path, bool owned,
		    uint64_t first, struct burin_stream **out)
{
	struct file *file = bur_zalloc(sizeof(*file));
	struct stat st;
	int ret = -ENOMEM;

	*out = NULL;
	if (!file) {
		if (owned)
			close(fd);
		return ret;
	}
	file->fd = fd;
	file->owned = owned;
	file->first = first;
	file->path = path ? bur_strdup(path) : NULL;
	if (!path || file->path)
		ret = fstat(fd, &st) ? -errno : new_stream(ctx, file, &st, out);
	if (ret)
		file_close(file);
	return ret;
}

BURIN_EXPORT int burin_stream_new_file(struct burin_context *ctx, const char *path,
				       struct burin_stream **out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*out = NULL;
	if (fd < 0)
		return -errno;
	/* Advice only: a larger read-ahead window. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return new_file(ctx, fd, path, true, 0, out);
}

BURIN_EXPORT int burin_stream_new_fd(struct burin_context *ctx, int fd, struct burin_stream **out)
{
	off_t first = lseek(fd, 0, SEEK_CUR);

	return new_file(ctx, fd, NULL, false, first < 0 ? 0 : (uint64_t)first, out);
}
