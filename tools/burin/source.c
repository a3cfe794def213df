/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source.h"

#include <string.h>
#include <sys/stat.h>

#include "message.h"

#define READY_MS 60000
#define LEFT_MS 2000

/* What can be done about a burn that keeps the recorder though its process does nothing more. */
static void tell_left(struct tool *tool, const char *name)
{
	struct burin_recorder *rec;

	if (burin_recorder_open_left(tool->ctx, name, tool->transport, &rec, NULL))
		return;
	burin_recorder_unref(rec);
	warn("%s: 'burin write --adopt %s SOURCE...' goes on with that burn, 'burin close %s' "
	     "ends it once its process is gone", name, name, name);
}

enum exit_status open_recorder(struct tool *tool, const char *name, bool wait,
			       struct burin_recorder **out)
{
	struct burin_detail detail = { 0 };
	enum exit_status status;
	int code = burin_recorder_open(tool->ctx, name, tool->transport, out, &detail);

	if (code) {
		status = fail_detail(tool, code, &detail, name);
		if (code == BURIN_E_RECORDER_BUSY)
			tell_left(tool, name);
		return status;
	}
	code = burin_recorder_wait_ready(*out, READY_MS);
	if (!code || (code == BURIN_E_NO_MEDIUM && !wait))
		return EXIT_DONE;
	status = fail_detail(tool, code, burin_recorder_get_detail(*out), name);
	burin_recorder_unref(*out);
	*out = NULL;
	return status;
}

const char *tell_medium_left(const char *name, struct burin_recorder *rec)
{
	struct burin_medium medium;
	int code = burin_recorder_wait_ready(rec, LEFT_MS);

	if (!code || code == BURIN_E_NO_MEDIUM)
		code = burin_recorder_read_medium(rec, &medium);
	if (code) {
		warn("%s: the state of the medium is not known, the recorder %s; 'burin info %s' "
		     "tells it later", name, code == BURIN_E_MEDIUM_BUSY ||
		     code == BURIN_E_MEDIUM_FORMATTING ? "is still busy" : "does not tell it", name);
		return NULL;
	}
	warn("%s: medium is %s", name, burin_medium_state_name(medium.state));
	return burin_medium_state_name(medium.state);
}

static bool is_recorder(const char *name)
{
	struct stat st;

	if (!strncmp(name, "virtual:", 8))
		return true;
	if (stat(name, &st))
		return !strncmp(name, "/dev/", 5);
	return S_ISBLK(st.st_mode) || S_ISCHR(st.st_mode);
}

static enum exit_status open_image(struct tool *tool, struct source *source, uint32_t session)
{
	struct burin_detail detail = { 0 };
	uint64_t blocks;
	int code;

	if (session > 1)
		return fail(tool, BURIN_E_MEDIUM_STATE, source->name,
			    "session %u of an image file: it has one", session);
	code = burin_stream_new_file(tool->ctx, source->name, &source->stream);
	if (code) {
		detail.code = code;
		detail.phase = BURIN_PHASE_OPEN;
		return fail_detail(tool, code, &detail, source->name);
	}
	blocks = burin_stream_get_size(source->stream) / BURIN_BLOCK_SIZE;
	source->end = blocks > UINT32_MAX ? UINT32_MAX : (uint32_t)blocks;
	return EXIT_DONE;
}

/* From the first block of the session's first track to the last of its last one. */
static enum exit_status find_session(struct tool *tool, struct source *source, uint32_t session)
{
	struct burin_disc *disc;
	const struct burin_track *track;
	bool found = false;
	int code = burin_recorder_read_disc(source->rec, &disc);

	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(source->rec),
				   source->name);
	for (size_t i = 0; (track = burin_disc_track_at(disc, i)); i++) {
		if (track->session != session || track->blank)
			continue;
		if (!found)
			source->start = track->start;
		source->end = track->blocks > UINT32_MAX - track->start ? UINT32_MAX :
			      track->start + track->blocks;
		found = true;
	}
	burin_disc_free(disc);
	if (found)
		return EXIT_DONE;
	return fail(tool, BURIN_E_MEDIUM_STATE, source->name, "no session %u on this medium",
		    session);
}

static enum exit_status open_medium(struct tool *tool, struct source *source, uint32_t session)
{
	enum exit_status status = open_recorder(tool, source->name, true, &source->rec);
	int code;

	if (status)
		return status;
	code = burin_recorder_read_medium(source->rec, &source->medium);
	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(source->rec),
				   source->name);
	source->start = source->medium.last_session_start;
	source->end = source->medium.last_session_end;
	if (!source->end)
		return fail(tool, BURIN_E_MEDIUM_STATE, source->name,
			    "nothing is recorded, the medium is %s",
			    burin_medium_state_name(source->medium.state));
	if (session && session != source->medium.sessions)
		status = find_session(tool, source, session);
	if (status)
		return status;
	if (source->start >= source->end)
		return fail(tool, BURIN_E_BAD_REPLY, source->name,
			    "its session ends at LBA %u and begins at LBA %u", source->end,
			    source->start);
	code = burin_recorder_new_stream(source->rec, 0, source->end, &source->stream);
	return code ? fail_detail(tool, code, burin_recorder_get_detail(source->rec),
				  source->name) : EXIT_DONE;
}

enum exit_status source_open(struct tool *tool, const char *name, uint32_t session,
			     struct source *source)
{
	enum exit_status status;

	memset(source, 0, sizeof(*source));
	source->name = name;
	status = is_recorder(name) ? open_medium(tool, source, session) :
				     open_image(tool, source, session);
	if (status)
		source_close(source);
	return status;
}

void source_close(struct source *source)
{
	burin_stream_unref(source->stream);
	burin_recorder_unref(source->rec);
	source->stream = NULL;
	source->rec = NULL;
}

enum exit_status source_open_volume(struct tool *tool, const struct source *source,
				    struct burin_volume **out)
{
	struct burin_detail detail = { 0 };
	int code = burin_volume_open(tool->ctx, source->stream, source->start, BURIN_TREE_BEST,
				     out, &detail);

	return code ? fail_detail(tool, code, &detail, source->name) : EXIT_DONE;
}
