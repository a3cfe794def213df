/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "message.h"
#include "meter.h"

/* A power of two of blocks: it is halved down to one. */
#define PIECE (512 * BURIN_BLOCK_SIZE)

/* What a recorder holds, the one that is read perhaps, is not cut to nothing. */
static int open_existing(const char *name)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC), error = 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return fd;
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		error = EBUSY;
	else if (ftruncate(fd, 0))
		error = errno;
	if (!error)
		return fd;
	close(fd);
	errno = error;
	return -1;
}

enum exit_status output_open(struct tool *tool, const char *name, struct output *output)
{
	output->name = name;
	output->created = false;
	if (!name)
		return usage_error(tool, "-o", "where to write must be given: FILE or -");
	if (!strcmp(name, "-")) {
		output->fd = STDOUT_FILENO;
		tool->data_on_stdout = true;
		if (isatty(output->fd))
			return usage_error(tool, "-o -", "standard output is a terminal");
		return EXIT_DONE;
	}
	output->fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	output->created = output->fd >= 0;
	if (output->fd < 0 && errno == EEXIST)
		output->fd = open_existing(name);
	return output->fd < 0 ? fail(tool, -errno, name, NULL) : EXIT_DONE;
}

static void begin(struct tool *tool, const struct output *output, struct burin_stream *stream,
		  struct meter *meter)
{
	struct stat st;

	meter_init(meter, tool);
	meter_begin_copy(meter, burin_stream_get_size(stream));
	/* A pipe nobody reads would hold the copy for ever, and leaves nothing to remove. */
	if (output->fd != STDOUT_FILENO && !fstat(output->fd, &st) && S_ISREG(st.st_mode))
		interrupt_begin(NULL, NULL, "stopping");
}

static const char *output_name(const struct output *output)
{
	return output->fd == STDOUT_FILENO ? "standard output" : output->name;
}

enum exit_status output_copy(struct tool *tool, struct output *output,
			     struct burin_stream *stream, const char *what, uint64_t *bytes)
{
	struct burin_detail detail;
	struct meter meter;
	int64_t done;

	begin(tool, output, stream, &meter);
	done = burin_stream_copy_to_fd(stream, output->fd, meter_copied, &meter);
	interrupt_end();
	meter_end(&meter);
	*bytes = done < 0 ? 0 : (uint64_t)done;
	if (interrupted())
		return fail(tool, BURIN_E_CANCELLED, what, NULL);
	if (done >= 0)
		return EXIT_DONE;
	detail = *burin_stream_get_detail(stream);
	/* The library knows the descriptor only, and calls it so. */
	if (!strcmp(detail.subject, "output"))
		snprintf(detail.subject, sizeof(detail.subject), "%s", output_name(output));
	return fail_detail(tool, (int)done, &detail, what);
}

/* What is left of n when the piece of n bytes at offset cannot be read: half, half of it... */
static int64_t read_piece(struct burin_stream *stream, uint64_t offset, uint8_t *buf, size_t n)
{
	int64_t got = burin_stream_read(stream, offset, buf, n);

	while (got == BURIN_E_READ && n > BURIN_BLOCK_SIZE) {
		n /= 2;
		got = burin_stream_read(stream, offset, buf, n);
	}
	return got;
}

static int write_all(int fd, const uint8_t *buf, size_t n)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	while (n) {
		ssize_t put = write(fd, buf, n);

		if (put < 0 && errno == EAGAIN)
			poll(&room, 1, -1);
		else if (put < 0 && errno != EINTR)
			return -errno;
		if (put > 0) {
			buf += put;
			n -= (size_t)put;
		}
	}
	return 0;
}

/* 0, an error of the output, or what reading said in *read_error. */
static int copy_pieces(const struct output *output, struct burin_stream *stream,
		       struct meter *meter, uint64_t *bytes, int *read_error)
{
	uint8_t *buf = malloc(PIECE);
	int code = buf ? 0 : -ENOMEM;

	while (!code) {
		int64_t got = read_piece(stream, *bytes, buf, PIECE);

		if (got <= 0) {
			*read_error = (int)got;
			break;
		}
		code = write_all(output->fd, buf, (size_t)got);
		*bytes += (uint64_t)got;
		if (!code && meter_copied(meter, *bytes))
			code = BURIN_E_CANCELLED;
	}
	free(buf);
	return code;
}

enum exit_status output_copy_medium(struct tool *tool, struct output *output,
				    struct burin_stream *stream, struct burin_stream *origin,
				    const char *what, uint64_t *bytes)
{
	enum exit_status status;
	struct meter meter;
	int code, read_error = 0;

	*bytes = 0;
	begin(tool, output, stream, &meter);
	code = copy_pieces(output, stream, &meter, bytes, &read_error);
	interrupt_end();
	meter_end(&meter);
	if (code)
		return fail(tool, code, code == BURIN_E_CANCELLED ? what : output_name(output),
			    NULL);
	if (!read_error)
		return EXIT_DONE;
	status = fail_detail(tool, read_error, burin_stream_get_detail(origin), what);
	/* The medium may give no more another time: what came before is worth keeping. */
	if (*bytes && output->fd != STDOUT_FILENO) {
		output->created = false;
		warn("%s: what could be read before that stays, %llu blocks", output->name,
		     (unsigned long long)(*bytes / BURIN_BLOCK_SIZE));
	}
	return status;
}

enum exit_status output_close(struct tool *tool, struct output *output, enum exit_status status)
{
	if (output->fd == STDOUT_FILENO)
		return status;
	if (close(output->fd) && !status)
		status = fail(tool, -errno, output->name, NULL);
	if (status && output->created && unlink(output->name))
		warn("%s: the incomplete file stays: %s", output->name, strerrordesc_np(errno));
	return status;
}
