// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"

#include <linux/slab.h>

#include "owner.h"
#include "ring.h"

struct burin_run *burin_run_new(struct burin_copy *copy, const struct burin_start *start,
				void *note)
{
	struct burin_run *run = kzalloc(sizeof(*run), GFP_KERNEL_ACCOUNT);
	u32 count = copy->program.stream_count;

	if (!run)
		return NULL;
	if (count) {
		run->feeds = kcalloc(count, sizeof(*run->feeds), GFP_KERNEL_ACCOUNT);
		if (!run->feeds) {
			kfree(run);
			return NULL;
		}
	}
	run->copy = copy;
	run->note = note;
	if (start) {
		run->note_len = start->note_len;
		run->start_slots = start->start_slots;
		run->resume_slots = max(start->resume_slots, 1u);
		run->starve_ms = start->starve_ms;
		run->adopt_ms = start->adopt_ms;
	}
	run->dry = true;
	run->threshold = max(run->start_slots, 1u);
	run->stats.valid = true;
	burin_seq_init(&run->seq, &copy->program);
	return run;
}

void burin_run_free(struct burin_run *run)
{
	if (!run)
		return;
	burin_copy_free(run->copy);
	burin_copy_free(run->after);
	kvfree(run->note);
	kfree(run->feeds);
	kfree(run);
}

static bool reads(const struct burin_run *run)
{
	return run->copy->program.streams[run->feeding].direction == BURIN_DIR_IN;
}

/* Whole commands, less only at the end of what is written; nothing beyond what is declared. */
static bool fits(const struct burin_run *run, u32 length)
{
	const struct burin_stream_spec *spec = &run->copy->program.streams[run->feeding];
	const struct burin_feed *feed = &run->feeds[run->feeding];
	u64 limit = spec->blocks * spec->block_size;

	if (feed->short_slot || length > burin_command_bytes(spec))
		return false;
	if (reads(run))
		return length == burin_command_bytes(spec) && feed->bytes < limit;
	return !limit || length <= limit - feed->bytes;
}

int burin_run_publish(struct burin_run *run, struct burin_ring *ring,
		      const struct burin_slot *slot)
{
	struct burin_feed *feed;
	int ret;

	if (run->over)
		return -EPIPE;
	if (run->feeding >= run->copy->program.stream_count || !fits(run, slot->length))
		return -EINVAL;
	if (slot->checksum && (reads(run) || ring->checksum == BURIN_CHECKSUM_NONE))
		return -EINVAL;
	ret = burin_ring_publish(ring, slot);
	if (ret)
		return ret;
	feed = &run->feeds[run->feeding];
	feed->bytes += slot->length;
	feed->short_slot = slot->length <
			   burin_command_bytes(&run->copy->program.streams[run->feeding]);
	run->fed_ns = ktime_get_ns();
	return 0;
}

int burin_run_end_stream(struct burin_run *run, struct burin_ring *ring)
{
	if (run->over)
		return -EPIPE;
	if (run->feeding >= run->copy->program.stream_count)
		return -EINVAL;
	run->feeds[run->feeding++].ended = true;
	if (run->feeding < run->copy->program.stream_count)
		run->feeds[run->feeding].first = ring->head;
	return 0;
}
