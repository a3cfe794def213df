/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of fake-driver.h: the ioctls that are about slots; 0 or an errno. */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_SLOTS_H
#define TESTS_UNIT_TRANSPORT_FAKE_SLOTS_H

#include <linux/burin.h>

static int fake_ring(struct burin_ring_spec *arg)
{
	long page = sysconf(_SC_PAGESIZE);

	if (fake.running)
		return EBUSY;
	free(fake.bounce);
	fake.bounce = NULL;
	fake.memory = NULL;
	if (fake.memory_fd >= 0)
		__real_close(fake.memory_fd);
	fake.memory_fd = -1;
	if (!arg->slot_bytes)
		return 0;
	if (arg->slots < 2 || arg->slots > SLOTS_MAX || arg->checksum > BURIN_CHECKSUM_CRC32C)
		return EINVAL;
	arg->stride = (uint32_t)((arg->slot_bytes + page - 1) / page * page);
	arg->map_bytes = (uint64_t)arg->slots * arg->stride;
	if (arg->map_bytes > fake.ring_limit)
		return ENOSPC;
	fake.bounce = malloc(arg->slot_bytes);
	fake.ring = *arg;
	return 0;
}

static int fake_publish_one(const struct burin_slot *slot)
{
	struct fake_feed *feed = &fake.feeds[fake.feeding];

	if (fake.feeding >= fake.program.stream_count || slot->sequence != fake.head ||
	    slot->slot >= fake.ring.slots || slot->pad0 || !slot->length ||
	    slot->length > fake_command_bytes(fake.feeding) ||
	    feed->bytes % fake_command_bytes(fake.feeding))
		return EINVAL;
	if (fake.head - fake.reaped == fake.ring.slots)
		return EAGAIN;
	fake.slots[fake.head++ % SLOTS_MAX] = *slot;
	feed->bytes += slot->length;
	fake_protect(slot->slot, true);
	return 0;
}

static int fake_publish(const struct burin_publish *arg)
{
	const struct burin_slot *slots = (const void *)(uintptr_t)arg->slots;
	int ret = 0;

	fake.publishes++;
	if (arg->flags & ~BURIN_PUBLISH_END || arg->pad0)
		return EINVAL;
	if (!fake.running || burin_seq_state(&fake.seq)->phase > BURIN_RUN_STREAM)
		return EPIPE;
	for (uint32_t i = 0; !ret && i < arg->count; i++)
		ret = fake_publish_one(&slots[i]);
	if (!ret && arg->flags & BURIN_PUBLISH_END) {
		fake.feeds[fake.feeding++].ended = true;
		fake.feeds[fake.feeding].first = fake.head;
	}
	if (!ret && !fake.lazy)
		fake_pump(~0u);
	return ret;
}

static int fake_complete(struct burin_complete *arg)
{
	struct burin_done *done = (void *)(uintptr_t)arg->done;
	uint32_t room = arg->count;

	fake.completes++;
	if (arg->pad0 || arg->least > room || (arg->wait_ms && !arg->least))
		return EINVAL;
	if (arg->wait_ms)
		while (fake.running && fake.finished - fake.reaped < arg->least) {
			uint64_t before = fake.finished;

			fake_pump(1);
			if (fake.finished == before && fake.action.kind == BURIN_ACT_WAIT)
				break;
		}
	for (arg->count = 0; arg->count < room && fake.reaped < fake.finished; fake.reaped++) {
		done[arg->count] = fake.done[fake.reaped % SLOTS_MAX];
		fake_protect(done[arg->count++].slot, false);
	}
	return arg->count ? 0 : EAGAIN;
}

#endif
