// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "packet-map.h"

void burin_queue_init(struct burin_packet_queue *queue)
{
	queue->first = NULL;
	queue->last = &queue->first;
}

void burin_queue_add(struct burin_packet_queue *queue, struct burin_packet_request *request)
{
	request->next = NULL;
	*queue->last = request;
	queue->last = &request->next;
}

struct burin_packet_request *burin_queue_take(struct burin_packet_queue *queue,
					      struct burin_packet_request **link)
{
	struct burin_packet_request *request = *link;

	*link = request->next;
	if (queue->last == &request->next)
		queue->last = link;
	return request;
}

void burin_packet_map_init(struct burin_packets *packets)
{
	for (__u32 i = 0; i < packets->config.heads; i++)
		packets->heads[i] = BURIN_NO_SLOT;
	for (__u32 i = 0; i < packets->config.slots; i++) {
		packets->slots[i] = (struct burin_packet) { .next = BURIN_NO_SLOT };
		burin_queue_init(&packets->slots[i].waiting);
	}
}

/* Neighbours are used together: they lie in different chains. */
static __u32 *head_of(const struct burin_packets *packets, __u32 number)
{
	return &packets->heads[number & (packets->config.heads - 1)];
}

__u32 burin_packet_find(const struct burin_packets *packets, __u32 number)
{
	__u32 slot = *head_of(packets, number);

	while (slot != BURIN_NO_SLOT && packets->slots[slot].number != number)
		slot = packets->slots[slot].next;
	return slot;
}

void burin_packet_drop(struct burin_packets *packets, __u32 slot)
{
	struct burin_packet *packet = &packets->slots[slot];
	__u32 *link = head_of(packets, packet->number);

	while (*link != slot)
		link = &packets->slots[*link].next;
	*link = packet->next;
	burin_packet_set(packets, slot, 0, 0);
	packet->next = BURIN_NO_SLOT;
	packet->valid = 0;
	packet->present = 0;
	packet->tries = 0;
	packet->unverified = 0;
}

static int is_free(const struct burin_packets *packets, __u32 slot)
{
	const struct burin_packet *packet = &packets->slots[slot];
	int busy = packets->flight != BURIN_FLIGHT_NONE && packets->slot == slot;

	return !busy && !packet->dirty && !packet->unsynced;
}

static __u32 least_used(const struct burin_packets *packets)
{
	__u32 best = BURIN_NO_SLOT;

	for (__u32 i = 0; i < packets->config.slots; i++) {
		if (!packets->slots[i].present)
			return i;
		if (is_free(packets, i) && (best == BURIN_NO_SLOT ||
					    packets->slots[i].used < packets->slots[best].used))
			best = i;
	}
	return best;
}

static __u32 take(struct burin_packets *packets, __u32 number)
{
	__u32 slot = least_used(packets), *head = head_of(packets, number);

	if (slot == BURIN_NO_SLOT)
		return slot;
	if (packets->slots[slot].present)
		burin_packet_drop(packets, slot);
	packets->slots[slot].number = number;
	packets->slots[slot].present = 1;
	packets->slots[slot].next = *head;
	*head = slot;
	return slot;
}

__u32 burin_packet_place(struct burin_packets *packets, __u32 number)
{
	__u32 slot = burin_packet_find(packets, number);

	if (slot == BURIN_NO_SLOT)
		slot = take(packets, number);
	if (slot != BURIN_NO_SLOT)
		packets->slots[slot].used = ++packets->clock;
	return slot;
}

static void count(struct burin_packets *packets, const struct burin_packet *packet, __u32 by)
{
	packets->dirty += packet->dirty ? by : 0;
	packets->unsynced += !packet->dirty && packet->unsynced ? by : 0;
}

void burin_packet_set(struct burin_packets *packets, __u32 slot, __u32 dirty, __u32 unsynced)
{
	struct burin_packet *packet = &packets->slots[slot];

	count(packets, packet, ~0u);
	packet->dirty = dirty;
	packet->unsynced = unsynced;
	count(packets, packet, 1);
}
