/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* The packets that are in memory: found by number, taken, given up. The machine's own. */
#ifndef BURIN_ENGINE_PACKET_MAP_H
#define BURIN_ENGINE_PACKET_MAP_H

#include "packet.h"

#define BURIN_NO_SLOT	(~0u)

void burin_packet_map_init(struct burin_packets *packets);
/* The slot that holds packet number, or BURIN_NO_SLOT. */
__u32 burin_packet_find(const struct burin_packets *packets, __u32 number);
/* The same, or an empty one for it in place of the clean one least used. */
__u32 burin_packet_place(struct burin_packets *packets, __u32 number);
void burin_packet_drop(struct burin_packets *packets, __u32 slot);
/* The only way in which these two change: packets are counted by them. */
void burin_packet_set(struct burin_packets *packets, __u32 slot, __u32 dirty, __u32 unsynced);

/* count blocks from the first on, of a packet. */
static inline __u32 burin_packet_mask(__u32 first, __u32 count)
{
	__u32 ones = count >= 32 ? ~0u : (1u << count) - 1;

	return ones << first;
}

void burin_queue_init(struct burin_packet_queue *queue);
void burin_queue_add(struct burin_packet_queue *queue, struct burin_packet_request *request);
/* Unlinks *link, which is in the queue. */
struct burin_packet_request *burin_queue_take(struct burin_packet_queue *queue,
					      struct burin_packet_request **link);

#endif
