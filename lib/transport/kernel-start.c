// SPDX-License-Identifier: LGPL-2.1-or-later
/* How a burn of the driver's becomes this process's: it is started here, or taken over. */
#include "transport/kernel-burn.h"

#include <errno.h>
#include <sys/mman.h>

#include "core/alloc.h"
#include "transport/note.h"

static int map_ring(struct kernel_burn *burn, uint64_t bytes)
{
	/* A user who may only look at the medium may read it, too. */
	int prot = bur_is_reading(&burn->base) ? PROT_READ : PROT_READ | PROT_WRITE;
	void *map;

	if (bytes > SIZE_MAX / 2)
		return -EOVERFLOW;
	map = mmap(NULL, (size_t)bytes, prot, MAP_SHARED, burn->kernel->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	burn->map = map;
	burn->map_bytes = (size_t)bytes;
	return 0;
}

static int make_ring(struct kernel_burn *burn, uint32_t ring_bytes)
{
	uint32_t longest = bur_burn_longest(burn->base.program);
	uint64_t slots = ((uint64_t)ring_bytes + longest - 1) / longest;
	struct burin_ring_spec ring = {
		.size = sizeof(ring),
		.slot_bytes = longest,
		.slots = slots < 2 ? 2 : slots > BURIN_SLOTS_MAX ? BURIN_SLOTS_MAX : (uint32_t)slots,
		.checksum = bur_is_reading(&burn->base) ? BURIN_CHECKSUM_NONE :
							  burn->kernel->checksum,
	};
	int ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_RING, &ring);

	if (ret)
		return ret;
	burn->slots = ring.slots;
	burn->stride = ring.stride;
	burn->checksum = ring.checksum;
	return map_ring(burn, ring.map_bytes);
}

/* Half of the ring, or the whole first stream if that is less. */
static uint32_t start_slots(const struct kernel_burn *burn)
{
	const struct burin_stream_spec *spec = burn->base.program->streams;
	uint64_t commands;

	if (!burn->base.program->stream_count || bur_is_reading(&burn->base))
		return 1;
	commands = (spec->blocks + spec->command_blocks - 1) / spec->command_blocks;
	return commands && commands < burn->slots / 2 ? (uint32_t)commands : burn->slots / 2;
}

static int start(struct kernel_burn *burn)
{
	const struct burin_program *program = burn->base.program;
	uint8_t note[BURIN_NOTE_MAX];
	size_t note_len = bur_note_put(note, program, burn->kernel->note, burn->kernel->note_len);
	struct burin_start arg = {
		.size = sizeof(arg),
		.streams = bur_kernel_array(program->streams, program->stream_count),
		.steps = bur_kernel_array(program->steps, program->step_count),
		.reactions = bur_kernel_array(program->reactions, program->reaction_count),
		.note = bur_kernel_array(note, (uint32_t)note_len),
		.note_len = (uint32_t)note_len,
		.stream_count = program->stream_count,
		.step_count = program->step_count,
		.reaction_count = program->reaction_count,
		.probe_blocks = program->probe_blocks,
		.start_slots = start_slots(burn),
		.resume_slots = burn->slots < 8 ? 1 : burn->slots / 4,
		.starve_ms = burn->kernel->starve_ms,
		.adopt_ms = burn->kernel->adopt_ms,
	};
	int ret;

	/* Nothing is owed by one who only reads: nobody waits for it. */
	if (bur_is_reading(&burn->base))
		arg.starve_ms = arg.adopt_ms = 0;
	ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_START, &arg);
	if (!ret)
		burn->unit.unit = BURIN_UNIT_RUNNING;
	return ret;
}

static struct kernel_burn *new_burn(struct bur_transport *t, const struct burin_program *program)
{
	struct kernel_burn *burn = bur_zalloc(sizeof(*burn));
	/* one more: what a note does not tell has no streams */
	struct bur_feed *feeds = bur_array(program->stream_count + 1, sizeof(*feeds));

	if (!burn || !feeds) {
		bur_free(burn);
		bur_free(feeds);
		return NULL;
	}
	burn->base.ops = &bur_kernel_burn_ops;
	burn->base.t = t;
	burn->base.program = program;
	burn->base.feeds = feeds;
	burn->kernel = bur_kernel_of(t);
	pthread_mutex_init(&burn->lock, NULL);
	return burn;
}

int bur_kernel_start(struct bur_transport *t, const struct burin_program *program,
		     uint32_t ring_bytes, struct bur_burn **out)
{
	struct kernel_burn *burn = new_burn(t, program);
	int ret = burn ? 0 : -ENOMEM;

	if (!ret && program->stream_count)
		ret = make_ring(burn, ring_bytes);
	if (!ret)
		ret = start(burn);
	if (ret && burn) {
		bur_kernel_give_up_ring(burn);
		bur_kernel_burn_destroy(burn);
	}
	if (ret)
		return ret == -ENODEV ? BURIN_E_GONE : ret;
	burn->needed = bur_burn_expect(&burn->base);
	if (bur_is_reading(&burn->base))
		bur_kernel_publish_empty(burn, 1);
	*out = &burn->base;
	return 0;
}

/* Taking over */

/*
 * Which slots are free: those that were done, and given back to the last owner or to us. When
 * none is left to be given back, all that are done were.
 */
static int take_ring(struct kernel_burn *burn)
{
	const struct burin_unit_state *unit = &burn->unit;
	struct burin_done done;
	struct burin_complete arg = {
		.size = sizeof(arg), .done = (uintptr_t)&done, .count = 1,
	};
	int ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_COMPLETE, &arg);

	if (ret && ret != -EAGAIN)
		return ret;
	burn->slots = unit->slots;
	burn->stride = unit->stride;
	burn->checksum = unit->checksum;
	burn->chain = (uint32_t)unit->fed_tag;
	burn->published = unit->next_sequence;
	burn->done = !ret && arg.count ? done.sequence + 1 : unit->done_sequence;
	return map_ring(burn, (uint64_t)unit->slots * unit->stride);
}

int bur_kernel_take_over(struct bur_transport *t, const struct burin_program *program,
			 struct bur_burn **out)
{
	struct kernel_burn *burn = new_burn(t, program);
	int ret = burn ? 0 : -ENOMEM;

	if (ret)
		return ret;
	burn->unit.size = sizeof(burn->unit);
	ret = bur_kernel_call(burn->kernel->fd, BURIN_IOC_STATE, &burn->unit);
	if (!ret && burn->unit.slots)
		ret = take_ring(burn);
	if (ret) {
		bur_kernel_burn_destroy(burn);
		return ret == -ENODEV ? BURIN_E_GONE : ret;
	}
	burn->base.feeding = burn->unit.feeding;
	if (burn->base.feeding < program->stream_count)
		burn->base.feeds[burn->base.feeding].bytes = burn->unit.fed_bytes;
	*out = &burn->base;
	return 0;
}
