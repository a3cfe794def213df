/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "message.h"
#include "meter.h"

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
		output->fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC);
	return output->fd < 0 ? fail(tool, -errno, name, NULL) : EXIT_DONE;
}

enum exit_status output_copy(struct tool *tool, struct output *output,
			     struct burin_stream *stream, struct burin_stream *origin,
			     const char *what, uint64_t *bytes)
{
	struct burin_detail detail;
	struct meter meter;
	int64_t done;

	meter_init(&meter, tool);
	meter_begin_copy(&meter, burin_stream_get_size(stream));
	/* A pipe nobody reads would hold the copy for ever, and leaves nothing to remove. */
	if (output->fd != STDOUT_FILENO)
		interrupt_begin(NULL, NULL, "stopping");
	done = burin_stream_copy_to_fd(stream, output->fd, meter_copied, &meter);
	interrupt_end();
	meter_end(&meter);
	*bytes = done < 0 ? 0 : (uint64_t)done;
	if (interrupted())
		return fail(tool, BURIN_E_CANCELLED, what, NULL);
	if (done >= 0)
		return EXIT_DONE;
	detail = *burin_stream_get_detail(origin);
	if (detail.code != (int)done)
		detail = *burin_stream_get_detail(stream);
	/* The library knows the descriptor only, and calls it so. */
	if (!strcmp(detail.subject, "output"))
		snprintf(detail.subject, sizeof(detail.subject), "%s",
			 output->fd == STDOUT_FILENO ? "standard output" : output->name);
	return fail_detail(tool, (int)done, &detail, what);
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
