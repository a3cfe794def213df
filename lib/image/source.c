/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/detail.h"
#include "image/scan.h"

void bur_source_init(struct bur_source *source, struct burin_result *result)
{
	*source = (struct bur_source){ .result = result, .dir_fd = -1, .fd = -1 };
}

static int fail(const struct burin_node *node, int code, const char *text,
		struct burin_detail *detail)
{
	const struct bur_inode *inode = node->inode;
	char path[BURIN_SUBJECT_MAX];

	if (inode->origin)
		bur_origin_path(inode->origin, inode->source, path, sizeof(path));
	else
		bur_node_path(node, path, sizeof(path));
	return bur_fail(detail, code, BURIN_PHASE_STREAM, path, "%s", text);
}

static int fail_changed(struct bur_source *source, const struct burin_node *node, const char *text,
			struct burin_detail *detail)
{
	if (source->result)
		bur_result_add_changed(source->result, node);
	return fail(node, BURIN_E_SOURCE_CHANGED, text, detail);
}

static void close_file(struct bur_source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
	source->node = NULL;
	source->lent = false;
}

void bur_source_close(struct bur_source *source)
{
	close_file(source);
	if (source->dir_fd >= 0)
		close(source->dir_fd);
	source->dir_fd = -1;
	source->origin = NULL;
}

/* The open file as it is now against what it was when the tree was made. */
static int check(struct bur_source *source, struct burin_detail *detail)
{
	const struct burin_node *node = source->node;
	const struct bur_inode *inode = node->inode;
	struct stat st;

	if (fstat(source->fd, &st))
		return fail(node, BURIN_E_SOURCE, strerror(errno), detail);
	if (!S_ISREG(st.st_mode))
		return fail_changed(source, node, "no longer a file", detail);
	if ((uint64_t)st.st_size != inode->size)
		return fail_changed(source, node, "its size has changed", detail);
	if (bur_source_stamp(&st) != inode->stamp)
		return fail_changed(source, node, "it was modified", detail);
	return 0;
}

static int open_folder(struct bur_source *source, const struct burin_node *node,
		       struct burin_detail *detail)
{
	const struct bur_origin *origin = node->inode->origin;

	if (source->origin == origin)
		return 0;
	if (source->dir_fd >= 0)
		close(source->dir_fd);
	source->origin = NULL;
	source->dir_fd = bur_origin_open(origin);
	if (source->dir_fd < 0)
		return fail(node, BURIN_E_SOURCE, strerror(-source->dir_fd), detail);
	source->origin = origin;
	return 0;
}

/* Not waiting for a writer where a pipe has taken the file's place. */
static int open_file(struct bur_source *source, const struct burin_node *node,
		     struct burin_detail *detail)
{
	int err;

	if (source->node == node)
		return 0;
	close_file(source);
	err = open_folder(source, node, detail);
	if (err)
		return err;
	source->fd = openat(source->dir_fd, node->inode->source,
			    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (source->fd < 0)
		return fail(node, BURIN_E_SOURCE, strerror(errno), detail);
	source->node = node;
	return 0;
}

static int read_stream(struct bur_source *source, const struct burin_node *node, uint64_t offset,
		       uint8_t *buf, size_t n, struct burin_detail *detail)
{
	struct burin_stream *stream = node->inode->stream;
	int64_t got = burin_stream_read(stream, offset, buf, n);
	const char *text;

	if (got < 0) {
		text = burin_stream_get_detail(stream)->text;
		return fail(node, (int)got, text, detail);
	}
	return (uint64_t)got < n ? fail_changed(source, node, "it ended early", detail) : 0;
}

static int read_file(struct bur_source *source, const struct burin_node *node, uint64_t offset,
		     uint8_t *buf, size_t n, struct burin_detail *detail)
{
	size_t done = 0;
	ssize_t got;

	while (done < n) {
		got = pread(source->fd, buf + done, n - done, (off_t)(offset + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(node, BURIN_E_SOURCE, strerror(errno), detail);
		if (!got)
			return fail_changed(source, node, "it has become shorter", detail);
		done += (size_t)got;
	}
	return 0;
}

int bur_source_read(struct bur_source *source, const struct burin_node *node, uint64_t offset,
		    uint8_t *buf, size_t n, struct burin_detail *detail)
{
	bool last = offset + n == node->inode->size;
	int err;

	if (!node->inode->origin)
		return read_stream(source, node, offset, buf, n, detail);
	err = open_file(source, node, detail);
	if (!err)
		err = read_file(source, node, offset, buf, n, detail);
	if (!err && last)
		err = check(source, detail);
	if (err || last)
		close_file(source);
	return err;
}

int bur_source_lend(struct bur_source *source, const struct burin_node *node,
		    struct burin_detail *detail, int *fd)
{
	int err;

	*fd = -1;
	if (!node->inode->origin)
		return 0;
	err = open_file(source, node, detail);
	if (!err)
		err = check(source, detail);
	if (err) {
		close_file(source);
		return err;
	}
	source->lent = true;
	*fd = source->fd;
	return 0;
}

int bur_source_return(struct bur_source *source, struct burin_detail *detail)
{
	int err;

	if (!source->lent)
		return 0;
	source->lent = false;
	err = check(source, detail);
	if (err)
		close_file(source);
	return err;
}
