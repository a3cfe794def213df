// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "packet.h"

#include "packet-command.h"

#define ROOM	4	/* slots that READs always find */

int burin_packets_init(struct burin_packets *packets, const struct burin_packet_config *config,
		       struct burin_packet *slots, __u32 *heads)
{
	__u32 n = config->packet_blocks;

	if (!n || n > BURIN_PACKET_BLOCKS_MAX || n & (n - 1) || !config->blocks ||
	    config->blocks % n || config->slots < BURIN_PACKET_SLOTS_MIN || !config->heads ||
	    config->heads & (config->heads - 1))
		return -1;
	*packets = (struct burin_packets) {
		.config = *config, .slots = slots, .heads = heads,
		.all = burin_packet_mask(0, n), .limit = config->slots - ROOM, .reading = 1,
	};
	burin_queue_init(&packets->waiting);
	burin_queue_init(&packets->flushes);
	burin_queue_init(&packets->done);
	burin_packet_map_init(packets);
	return 0;
}

void burin_packet_complete(struct burin_packets *packets, struct burin_packet_request *request,
			   __s32 error)
{
	request->error = error;
	burin_queue_add(&packets->done, request);
}

void burin_packet_release(struct burin_packets *packets, __u32 slot, __s32 error)
{
	struct burin_packet_queue *waiting = &packets->slots[slot].waiting;

	while (waiting->first)
		burin_packet_complete(packets, burin_queue_take(waiting, &waiting->first), error);
}

void burin_packets_submit(struct burin_packets *packets, struct burin_packet_request *request)
{
	request->alone = 0;
	if (packets->ended) {
		burin_packet_complete(packets, request, packets->ended);
	} else if (request->kind == BURIN_PACKET_FLUSH) {
		request->epoch = packets->epoch++;
		request->error = packets->owed;
		packets->owed = 0;
		packets->stats.flushes++;
		burin_queue_add(&packets->flushes, request);
	} else {
		burin_queue_add(&packets->waiting, request);
	}
}

/* --- what needs no command --- */

/* The blocks of a request in the slot that holds its packet. */
static void move(const struct burin_packets *packets, struct burin_packet_request *request,
		 __u32 slot, enum burin_packet_act act, struct burin_packet_action *action)
{
	action->act = act;
	action->request = request;
	action->slot = slot;
	action->first = burin_packet_first(packets, request);
	action->count = request->count;
}

static int is_under_way(const struct burin_packets *packets, __u32 slot)
{
	return packets->flight == BURIN_FLIGHT_WRITE && packets->sent && packets->slot == slot;
}

static __u32 place_for_write(struct burin_packets *packets, __u32 number)
{
	__u32 slot = burin_packet_find(packets, number);

	if (slot != BURIN_NO_SLOT && is_under_way(packets, slot))
		return BURIN_NO_SLOT;
	if (slot != BURIN_NO_SLOT && packets->slots[slot].dirty | packets->slots[slot].unsynced)
		return burin_packet_place(packets, number);
	if (packets->dirty + packets->unsynced < packets->limit)
		return burin_packet_place(packets, number);
	packets->draining = 1;
	return BURIN_NO_SLOT;
}

static int serve_write(struct burin_packets *packets, struct burin_packet_request **link,
		       __u64 now, struct burin_packet_action *action)
{
	struct burin_packet_request *request = *link;
	__u32 slot = place_for_write(packets, burin_packet_number(packets, request));
	struct burin_packet *packet;
	__u32 mask;

	if (slot == BURIN_NO_SLOT)
		return 0;
	packet = &packets->slots[slot];
	move(packets, request, slot, BURIN_PACKET_TAKE, action);
	mask = burin_packet_mask(action->first, action->count);
	if (!packet->dirty) {
		packet->epoch = packets->epoch;
		packet->since = now;
	}
	packet->newest = packets->epoch;
	packet->valid |= mask;
	burin_packet_set(packets, slot, packet->dirty | mask, packet->unsynced);
	packets->stats.blocks_asked += action->count;
	burin_queue_take(&packets->waiting, link);
	if (packets->config.flags & BURIN_PACKETS_THROUGH)
		burin_queue_add(&packet->waiting, request);
	else
		burin_packet_complete(packets, request, 0);
	return 1;
}

static int serve_read(struct burin_packets *packets, struct burin_packet_request **link,
		      struct burin_packet_action *action)
{
	struct burin_packet_request *request = *link;
	__u32 slot = burin_packet_find(packets, burin_packet_number(packets, request));
	__u32 mask = burin_packet_mask(burin_packet_first(packets, request), request->count);

	if (slot == BURIN_NO_SLOT || (packets->slots[slot].valid & mask) != mask)
		return 0;
	packets->slots[slot].used = ++packets->clock;
	if (packets->reader == request)
		packets->reader = NULL;
	move(packets, request, slot, BURIN_PACKET_GIVE, action);
	burin_packet_complete(packets, burin_queue_take(&packets->waiting, link), 0);
	return 1;
}

/* What is not written yet need not be any more: the medium's older contents are as good. */
static void forget(struct burin_packets *packets, __u32 slot, __u32 mask)
{
	struct burin_packet *packet = &packets->slots[slot];

	packet->valid &= ~(packet->dirty & mask);
	burin_packet_set(packets, slot, packet->dirty & ~mask, packet->unsynced);
	if (!packet->dirty)
		burin_packet_release(packets, slot, 0);
}

static void discard(struct burin_packets *packets, const struct burin_packet_request *request)
{
	__u32 n = packets->config.packet_blocks;
	__u64 from = request->block, to = from + request->count;

	for (__u32 i = 0; i < packets->config.slots; i++) {
		__u64 at = (__u64)packets->slots[i].number * n;
		__u32 first = from > at ? (__u32)(from - at) : 0;
		__u32 end = to < at + n ? (__u32)(to - at) : n;

		if (packets->slots[i].present && to > at && from < at + n &&
		    !is_under_way(packets, i))
			forget(packets, i, burin_packet_mask(first, end - first));
	}
}

static int serve(struct burin_packets *packets, struct burin_packet_request **link, __u64 now,
		 struct burin_packet_action *action)
{
	switch ((*link)->kind) {
	case BURIN_PACKET_READ:
		return serve_read(packets, link, action);
	case BURIN_PACKET_WRITE:
		return serve_write(packets, link, now, action);
	default:
		discard(packets, *link);
		burin_packet_complete(packets, burin_queue_take(&packets->waiting, link), 0);
		return 0;
	}
}

static int serve_any(struct burin_packets *packets, __u64 now, struct burin_packet_action *action)
{
	struct burin_packet_request **link = &packets->waiting.first, *request;

	while ((request = *link)) {
		if (serve(packets, link, now, action))
			return 1;
		if (*link == request)
			link = &request->next;
	}
	return 0;
}

static int complete_one(struct burin_packets *packets, struct burin_packet_action *action)
{
	if (!packets->done.first)
		return 0;
	action->act = BURIN_PACKET_COMPLETE;
	action->request = burin_queue_take(&packets->done, &packets->done.first);
	action->error = action->request->error;
	return 1;
}

/* --- what a command has read --- */

static void take_arrived(struct burin_packets *packets, struct burin_packet_action *action)
{
	struct burin_packet *packet = &packets->slots[packets->slot];

	packets->arrived = 0;
	action->slot = packets->slot;
	action->from = packets->config.slots;
	if (packets->flight == BURIN_FLIGHT_VERIFY) {
		action->act = BURIN_PACKET_COMPARE;
		action->mask = packet->unsynced & ~packet->dirty;
		return;
	}
	action->act = packets->blank ? BURIN_PACKET_CLEAR : BURIN_PACKET_MERGE;
	packets->blank = 0;
	action->mask = burin_packet_mask(packets->first, packets->count) & ~packet->valid;
	packet->valid |= action->mask;
	packets->flight = BURIN_FLIGHT_NONE;
}

/* --- the end of everything --- */

static void fail_queue(struct burin_packets *packets, struct burin_packet_queue *queue)
{
	while (queue->first)
		burin_packet_complete(packets, burin_queue_take(queue, &queue->first),
				      packets->ended);
}

void burin_packets_end(struct burin_packets *packets, __s32 error)
{
	if (packets->ended)
		return;
	packets->ended = error;
	packets->arrived = 0;
	if (!packets->sent)
		packets->flight = BURIN_FLIGHT_NONE;
	fail_queue(packets, &packets->waiting);
	fail_queue(packets, &packets->flushes);
	for (__u32 i = 0; i < packets->config.slots; i++)
		burin_packet_release(packets, i, error);
}

static void wait_until(struct burin_packet_action *action, __u64 until)
{
	action->act = BURIN_PACKET_WAIT;
	action->until = until;
}

static void go_on(struct burin_packets *packets, __u64 now, struct burin_packet_action *action)
{
	__u64 until = ~0ull;

	if (packets->flight == BURIN_FLIGHT_NONE)
		burin_packet_choose(packets, now, &until);
	else if (packets->wake > now)
		until = packets->wake;
	if (packets->flight == BURIN_FLIGHT_NONE || packets->wake > now) {
		wait_until(action, until);
		return;
	}
	packets->sent = 1;
	burin_packet_command(packets, action);
}

void burin_packets_next(struct burin_packets *packets, __u64 now,
			struct burin_packet_action *action)
{
	*action = (struct burin_packet_action) { .act = BURIN_PACKET_WAIT };
	if (packets->arrived) {
		take_arrived(packets, action);
		return;
	}
	if (complete_one(packets, action) || serve_any(packets, now, action))
		return;
	burin_packet_settle(packets);
	if (complete_one(packets, action))
		return;
	if (packets->sent || packets->ended)
		wait_until(action, ~0ull);
	else
		go_on(packets, now, action);
}
