/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recorded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

#define RUN_OUT 2	/* blocks behind a track written at once */

struct extent {
	uint32_t start, end;
};

struct recorded {
	struct burin_stream *medium;
	uint32_t first;
	size_t count;
	struct extent extents[];	/* in order, apart from one another */
};

static bool is_cd(enum burin_kind kind)
{
	return kind == BURIN_KIND_CD_ROM || kind == BURIN_KIND_CD_R || kind == BURIN_KIND_CD_RW;
}

/* Run-out blocks belong to the track in what a drive tells, and cannot be read on most. */
static bool has_run_out(const struct source *source, const struct extent *extent)
{
	uint8_t block[BURIN_BLOCK_SIZE];
	uint64_t at = (uint64_t)(extent->end - RUN_OUT) * BURIN_BLOCK_SIZE;

	return is_cd(source->medium.kind) && extent->end - extent->start > RUN_OUT &&
	       burin_stream_read(source->stream, at, block, sizeof(block)) < 0;
}

static void add_track(struct recorded *r, const struct source *source,
		      const struct burin_track *track, uint32_t first, uint32_t end)
{
	uint64_t track_end = (uint64_t)track->start + track->blocks;
	struct extent extent = { track->start, track_end < source->end ? (uint32_t)track_end :
								       source->end };

	if (track->blank || extent.start >= extent.end)
		return;
	if (has_run_out(source, &extent))
		extent.end -= RUN_OUT;
	if (extent.start < first)
		extent.start = first;
	if (extent.end > end)
		extent.end = end;
	if (extent.start < extent.end)
		r->extents[r->count++] = extent;
}

static struct recorded *recorded_new(const struct source *source, const struct burin_disc *disc,
				     uint32_t first, uint32_t end)
{
	size_t tracks = burin_disc_count_tracks(disc);
	struct recorded *r = calloc(1, sizeof(*r) + tracks * sizeof(r->extents[0]));

	if (!r)
		return NULL;
	r->first = first;
	for (size_t i = 0; i < tracks; i++)
		add_track(r, source, burin_disc_track_at(disc, i), first, end);
	r->medium = burin_stream_ref(source->stream);
	return r;
}

static void recorded_free(void *user)
{
	struct recorded *r = user;

	burin_stream_unref(r->medium);
	free(r);
}

static int64_t read_blocks(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct recorded *r = user;
	uint64_t at = (uint64_t)r->first * BURIN_BLOCK_SIZE + offset, edge = UINT64_MAX;
	bool inside = false;

	for (size_t i = 0; i < r->count; i++) {
		uint64_t start = (uint64_t)r->extents[i].start * BURIN_BLOCK_SIZE;
		uint64_t end = (uint64_t)r->extents[i].end * BURIN_BLOCK_SIZE;

		if (at >= end)
			continue;
		inside = at >= start;
		edge = inside ? end : start;
		break;
	}
	if (n > edge - at)
		n = (size_t)(edge - at);
	if (inside)
		return burin_stream_read(r->medium, at, buf, n);
	memset(buf, 0, n);
	return (int64_t)n;
}

enum exit_status recorded_open(struct tool *tool, const struct source *source, uint32_t first,
			       uint32_t *end, struct burin_stream **out)
{
	static const struct burin_stream_ops ops = { sizeof(ops), read_blocks, recorded_free };
	struct burin_disc *disc;
	struct recorded *r;
	int code = burin_recorder_read_disc(source->rec, &disc);

	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(source->rec),
				   source->name);
	r = recorded_new(source, disc, first, *end);
	burin_disc_free(disc);
	if (!r)
		return fail(tool, -ENOMEM, source->name, NULL);
	if (!r->count) {
		recorded_free(r);
		return fail(tool, BURIN_E_MEDIUM_STATE, source->name, "no track there");
	}
	for (size_t i = 0; i < r->count; i++)
		burin_stream_expect(r->medium, (uint64_t)r->extents[i].start * BURIN_BLOCK_SIZE,
				    (uint64_t)(r->extents[i].end - r->extents[i].start) *
				    BURIN_BLOCK_SIZE);
	*end = r->extents[r->count - 1].end;
	code = burin_stream_new_custom(tool->ctx, &ops, r,
				       (uint64_t)(*end - first) * BURIN_BLOCK_SIZE, true, out);
	if (code)
		recorded_free(r);
	return code ? fail(tool, code, source->name, NULL) : EXIT_DONE;
}
