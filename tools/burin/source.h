/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a subcommand reads or writes: a recorder, or something with blocks to read. */
#ifndef TOOL_SOURCE_H
#define TOOL_SOURCE_H

#include "command.h"

/* Opens and waits until a medium is ready; says what is wrong. wait false: no medium is fine. */
enum exit_status open_recorder(struct tool *tool, const char *name, bool wait,
			       struct burin_recorder **out);

/* After a failure: what the medium is now, said and returned. NULL: that is not known. */
const char *tell_medium_left(const char *name, struct burin_recorder *rec);

/* An image file or the medium of a recorder; stream begins at LBA 0. */
struct source {
	const char *name;
	struct burin_recorder *rec;	/* NULL: an image */
	struct burin_medium medium;	/* of a recorder */
	struct burin_stream *stream;
	uint32_t start, end;		/* of the session chosen */
};

/*
 * session 0: the last one. Without a recorder's name, a file. On failure all is said and
 * nothing is left open.
 */
enum exit_status source_open(struct tool *tool, const char *name, uint32_t session,
			     struct source *source);
void source_close(struct source *source);

enum exit_status source_open_volume(struct tool *tool, const struct source *source,
				    struct burin_volume **out);

#endif
