/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of fake-driver.h: the ioctls; 0 or an errno. */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_IOCTL_H
#define TESTS_UNIT_TRANSPORT_FAKE_IOCTL_H

#include <linux/burin.h>
#include <scsi/sg.h>

static int fake_acquire(struct burin_acquire *arg)
{
	if (fake.acquire_errors) {
		fake.acquire_errors--;
		return EBUSY;
	}
	if (arg->flags || arg->pad0 || strnlen(arg->name, BURIN_NAME_MAX) == BURIN_NAME_MAX)
		return EINVAL;
	if (arg->block_fd < 0 || arg->block_fd != fake.fd[NODE_BLOCK] ||
	    (arg->generic_fd != -1 && arg->generic_fd != fake.fd[NODE_GENERIC]))
		return EINVAL;
	fake.acquired = *arg;
	fake.owned = true;
	fake.owner_fd = fake.calling_fd;
	arg->generation = ++fake.generation;
	return 0;
}

static int fake_adopt(struct burin_adopt *arg)
{
	if (arg->new_generation || strnlen(arg->name, BURIN_NAME_MAX) == BURIN_NAME_MAX)
		return EINVAL;
	if (!fake.owned || !fake.running || fake.orphaned)
		return ENOENT;
	if (fake.owner_uid != geteuid())
		return EPERM;
	if (arg->generation != fake.generation || fake.owner_fd == fake.calling_fd)
		return ESTALE;
	fake.owner_fd = fake.calling_fd;
	fake.deserted = false;
	arg->new_generation = ++fake.generation;
	return 0;
}

static int fake_arm(const struct burin_epilogue *arg)
{
	struct burin_program program = { .steps = fake.armed, .step_count = arg->step_count };

	if (arg->step_count > BURIN_STEPS_MAX || !arg->step_count != !arg->steps ||
	    !arg->reaction_count != !arg->reactions)
		return EINVAL;
	COPY(fake.armed, arg->steps, arg->step_count);
	fake.armed_count = arg->step_count;
	fake.armed_reactions = arg->reaction_count;
	return burin_seq_check(&program) ? EINVAL : 0;
}

static int fake_command(struct burin_command *arg)
{
	unsigned int n = fake.commands_asked++;

	fake.last = *arg;
	if (n < 8 && fake.command_errors[n])
		return fake.command_errors[n];
	if (fake.running)
		return EBUSY;
	if (arg->pad0 || arg->pad1 || arg->pad2 || !arg->timeout_ms || arg->direction > BURIN_DIR_IN ||
	    (arg->direction == BURIN_DIR_NONE) != !arg->data_len ||
	    arg->data_len > BURIN_COMMAND_DATA_MAX)
		return EINVAL;
	fake_execute(arg->cdb, arg->cdb_len, arg->direction, (void *)(uintptr_t)arg->data,
		     arg->data_len, arg->timeout_ms, arg);
	return 0;
}

static int fake_start(const struct burin_start *arg)
{
	struct burin_event event = { .kind = BURIN_EV_START };

	if (fake.running)
		return EBUSY;
	if (arg->stream_count > BURIN_STREAMS_MAX || arg->step_count > BURIN_STEPS_MAX ||
	    arg->reaction_count > BURIN_REACTIONS_MAX || arg->pad0 || !arg->start_slots ||
	    !arg->resume_slots || (arg->stream_count && !fake.memory))
		return EINVAL;
	if (!arg->stream_count != !arg->streams || !arg->step_count != !arg->steps ||
	    !arg->reaction_count != !arg->reactions)
		return EINVAL;
	fake.start = *arg;
	if (arg->note_len > BURIN_NOTE_MAX || !arg->note_len != !arg->note)
		return EINVAL;
	COPY(fake.note, arg->note, arg->note_len);
	COPY(fake.streams, arg->streams, arg->stream_count);
	COPY(fake.steps, arg->steps, arg->step_count);
	COPY(fake.reactions, arg->reactions, arg->reaction_count);
	fake.program = (struct burin_program){
		.streams = fake.streams, .stream_count = arg->stream_count,
		.steps = fake.steps, .step_count = arg->step_count,
		.reactions = fake.reactions, .reaction_count = arg->reaction_count,
		.probe_blocks = arg->probe_blocks,
	};
	if (burin_seq_check(&fake.program))
		return EINVAL;
	memset(fake.feeds, 0, sizeof(fake.feeds));
	fake.feeding = 0;
	fake.head = fake.finished = fake.reaped = 0;
	fake.begun = fake.cancelled = fake.told_cancel = fake.report = false;
	fake.orphaned = fake.told_orphan = false;
	fake.told_stream = BURIN_STREAMS_MAX;
	fake.running = true;
	fake.armed_count = 0;
	burin_seq_init(&fake.seq, &fake.program);
	fake_next(&event);
	if (!fake.lazy)
		fake_pump(~0u);
	return 0;
}

static void fake_state(struct burin_unit_state *arg)
{
	uint64_t note = arg->note;

	if (!fake.owned) {
		*arg = fake.other;
		return;
	}
	arg->unit = BURIN_UNIT_OWNED | BURIN_UNIT_RESULT;
	arg->unit |= fake.owner_fd == fake.calling_fd ? BURIN_UNIT_MINE : 0;
	arg->unit |= fake.deserted ? BURIN_UNIT_DESERTED : 0;
	arg->unit |= fake.starving ? BURIN_UNIT_STARVING : 0;
	arg->generation = fake.generation;
	arg->owner_uid = fake.owner_uid;
	arg->owner_pid = 1;
	arg->feeding = fake.feeding;
	arg->fed_bytes = fake.feeds[fake.feeding].bytes;
	arg->fed_tag = fake.head ? fake.slots[(fake.head - 1) % SLOTS_MAX].tag : 0;
	arg->checksum = fake.ring.checksum;
	arg->slot_bytes = fake.ring.slot_bytes;
	if (note && fake.owner_uid == geteuid())
		memcpy((void *)(uintptr_t)note, fake.note,
		       arg->note_len < fake.start.note_len ? arg->note_len : fake.start.note_len);
	arg->note_len = fake.owner_uid == geteuid() ? fake.start.note_len : 0;
	arg->unit |= fake.running ? BURIN_UNIT_RUNNING : 0;
	arg->unit |= fake.lost ? BURIN_UNIT_LOST : 0;
	arg->slots = fake.ring.slots;
	arg->stride = fake.ring.stride;
	arg->next_sequence = fake.head;
	arg->done_sequence = fake.finished;
	arg->used_slots = (uint32_t)(fake.head - fake.finished);
	arg->buffer_total = fake.buffer_total;
	arg->buffer_free = fake.buffer_free;
	arg->run = *burin_seq_state(&fake.seq);
}

static int fake_cancel(const struct burin_cancel *arg)
{
	if (arg->flags & ~BURIN_CANCEL_ORPHAN)
		return EINVAL;
	fake.orphaned |= arg->flags & BURIN_CANCEL_ORPHAN;
	fake.cancelled |= !arg->flags;
	if (!fake.lazy)
		fake_pump(~0u);
	return fake.running ? 0 : EINVAL;
}

static int fake_bind(struct burin_bind *arg)
{
	const struct burin_epilogue *restore = (const void *)(uintptr_t)arg->restore;

	if (fake.running || fake.is_bound)
		return EBUSY;
	if (fake.bind_error)
		return fake.bind_error;
	fake.again_count = 0;
	if (restore) {
		if (restore->size != sizeof(*restore) || !restore->step_count || restore->step_count > BURIN_STEPS_MAX)
			return EINVAL;
		fake.again_count = restore->step_count;
		COPY(fake.again, restore->steps, restore->step_count);
	}
	fake.bound = *arg;
	fake.is_bound = true;
	arg->major = 259;
	arg->minor = 7;
	return 0;
}

static int fake_unbind(void)
{
	if (!fake.is_bound)
		return ENXIO;
	if (fake.unbind_busy) {
		fake.unbind_busy--;
		return EBUSY;
	}
	fake.is_bound = false;
	fake.owned = false;
	return fake.unbind_error;
}

static int fake_packets(struct burin_packet_state *arg)
{
	if (!fake.is_bound)
		return ENXIO;
	*arg = fake.packets;
	arg->size = sizeof(*arg);
	arg->minor = 7;
	return 0;
}

static int fake_unit_ioctl(unsigned long request, uint32_t *arg)
{
	static const struct { unsigned long request; size_t size; bool owner; } table[] = {
		{ BURIN_IOC_INFO, sizeof(struct burin_info), false },
		{ BURIN_IOC_ACQUIRE, sizeof(struct burin_acquire), false },
		{ BURIN_IOC_STATE, sizeof(struct burin_unit_state), false },
		{ BURIN_IOC_ADOPT, sizeof(struct burin_adopt), false },
		{ BURIN_IOC_ARM, sizeof(struct burin_epilogue), true },
		{ BURIN_IOC_COMMAND, sizeof(struct burin_command), true },
		{ BURIN_IOC_RING, sizeof(struct burin_ring_spec), true },
		{ BURIN_IOC_START, sizeof(struct burin_start), true },
		{ BURIN_IOC_PUBLISH, sizeof(struct burin_publish), true },
		{ BURIN_IOC_COMPLETE, sizeof(struct burin_complete), true },
		{ BURIN_IOC_CANCEL, sizeof(struct burin_cancel), true },
		{ BURIN_IOC_RELEASE, sizeof(struct burin_release), true },
		{ BURIN_IOC_BIND, sizeof(struct burin_bind), true },
		{ BURIN_IOC_UNBIND, sizeof(struct burin_unbind), false },
		{ BURIN_IOC_PACKETS, sizeof(struct burin_packet_state), false },
	};
	size_t i = 0;

	while (i < sizeof(table) / sizeof(table[0]) && table[i].request != request)
		i++;
	if (i == sizeof(table) / sizeof(table[0]))
		return ENOTTY;
	if (fake.interrupts) {
		fake.interrupted ^= 1u << _IOC_NR(request);
		if (fake.interrupted & 1u << _IOC_NR(request))
			return EINTR;
	}
	if (fake.gone)
		return ENODEV;
	if (arg[0] != table[i].size ||
	    (arg[1] && request != BURIN_IOC_PUBLISH && request != BURIN_IOC_CANCEL && request != BURIN_IOC_BIND))
		return EINVAL;
	if (table[i].owner && fake.owner_fd != fake.calling_fd)
		return fake.calling_fd == fake.old_fd ? ESTALE : EPERM;
	switch (request) {
	case BURIN_IOC_BIND:
		return fake_bind((struct burin_bind *)arg);
	case BURIN_IOC_UNBIND:
		return fake_unbind();
	case BURIN_IOC_PACKETS:
		return fake_packets((struct burin_packet_state *)arg);
	case BURIN_IOC_INFO:
		memcpy(arg, &fake.info, sizeof(fake.info));
		return 0;
	case BURIN_IOC_ACQUIRE:
		return fake_acquire((void *)arg);
	case BURIN_IOC_ADOPT:
		return fake_adopt((void *)arg);
	case BURIN_IOC_ARM:
		return fake_arm((void *)arg);
	case BURIN_IOC_COMMAND:
		return fake_command((void *)arg);
	case BURIN_IOC_RING:
		return fake_ring((void *)arg);
	case BURIN_IOC_START:
		return fake_start((void *)arg);
	case BURIN_IOC_PUBLISH:
		return fake_publish((void *)arg);
	case BURIN_IOC_COMPLETE:
		return fake_complete((void *)arg);
	case BURIN_IOC_CANCEL:
		return fake_cancel((void *)arg);
	case BURIN_IOC_STATE:
		fake_state((void *)arg);
		return 0;
	default:
		fake.owned = false;
		fake.owner_fd = -1;
		fake.released++;
		return 0;
	}
}

static int fake_ioctl(int node, unsigned long request, void *arg)
{
	if (node == NODE_UNIT)
		return fake_unit_ioctl(request, arg);
	if (request != SG_GET_VERSION_NUM)
		return ENOTTY;
	*(int *)arg = 30536;
	return 0;
}

#endif
