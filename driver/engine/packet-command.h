/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Which command comes next, and what its end means. The packet machine's own. */
#ifndef BURIN_ENGINE_PACKET_COMMAND_H
#define BURIN_ENGINE_PACKET_COMMAND_H

#include "packet-map.h"

#define BURIN_MS	1000000ull

/* With no command under way: makes the next one, or none; *until: when there may be one. */
void burin_packet_choose(struct burin_packets *packets, __u64 now, __u64 *until);
/* The command of packets->flight. */
void burin_packet_command(const struct burin_packets *packets, struct burin_packet_action *action);

/* The blocks of a request within its packet. */
static inline __u32 burin_packet_first(const struct burin_packets *packets,
				       const struct burin_packet_request *request)
{
	return request->block & (packets->config.packet_blocks - 1);
}

static inline __u32 burin_packet_number(const struct burin_packets *packets,
					const struct burin_packet_request *request)
{
	return request->block / packets->config.packet_blocks;
}

/* A WRITE is complete: with its packet when THROUGH. */
void burin_packet_complete(struct burin_packets *packets, struct burin_packet_request *request,
			   __s32 error);
/* What a slot's WRITEs wait for has come. */
void burin_packet_release(struct burin_packets *packets, __u32 slot, __s32 error);
/* FLUSHes that have nothing to wait for any more are complete. */
void burin_packet_settle(struct burin_packets *packets);

#endif
