// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "packet-command.h"

#define READ_10			0x28
#define WRITE_10		0x2a
#define SYNCHRONIZE_CACHE	0x35
#define FORCE_UNIT_ACCESS	0x08	/* READ (10), byte 1: from the medium */

#define SWEEP		32	/* packets gathered before they are written */
#define TURN_NS		(100 * BURIN_MS)
#define THROUGH_MS	5
#define READ_MS		60000
#define WRITE_MS	120000
#define SYNC_MS		300000

/* --- which packet is written next --- */

struct need {
	__u32 gather, write;	/* the next ones in rising order; BURIN_NO_SLOT: none */
	__u64 until;		/* when the next one is due */
};

static int covers(const struct burin_packet_request *flush, __u32 epoch)
{
	return flush && (__s32)(flush->epoch - epoch) >= 0;
}

/* Whoever waits for a packet waits but for its neighbours, which come at once or not at all. */
static __u64 due_at(const struct burin_packets *packets, const struct burin_packet *packet)
{
	__u32 ms = packets->config.delay_ms;

	if (packet->waiting.first && ms > THROUGH_MS)
		ms = THROUGH_MS;
	return packet->since + ms * BURIN_MS;
}

static int is_due(const struct burin_packets *packets, const struct burin_packet *packet,
		  __u64 now)
{
	return packet->dirty == packets->all || packets->draining ||
	       covers(packets->flushes.first, packet->epoch) ||
	       now >= due_at(packets, packet);
}

/* From the position on, and then from the beginning. */
static int comes_before(const struct burin_packets *packets, __u32 slot, __u32 other)
{
	__u32 a, b;
	int behind_a, behind_b;

	if (other == BURIN_NO_SLOT)
		return 1;
	a = packets->slots[slot].number;
	b = packets->slots[other].number;
	behind_a = a < packets->position;
	behind_b = b < packets->position;
	return behind_a == behind_b ? a < b : behind_b;
}

static struct need look_for(const struct burin_packets *packets, __u64 now)
{
	struct need need = { BURIN_NO_SLOT, BURIN_NO_SLOT, ~0ull };

	for (__u32 i = 0; packets->dirty && i < packets->config.slots; i++) {
		const struct burin_packet *packet = &packets->slots[i];
		__u64 due = due_at(packets, packet);
		__u32 *found = packet->valid == packets->all ? &need.write : &need.gather;

		if (!packet->dirty)
			continue;
		if (!is_due(packets, packet, now))
			need.until = due < need.until ? due : need.until;
		else if (comes_before(packets, i, *found))
			*found = i;
	}
	return need;
}

/* --- when the drive's cache is synchronised --- */

static int is_wanted_by_flush(const struct burin_packets *packets)
{
	int unsynced = 0;

	for (__u32 i = 0; packets->flushes.first && i < packets->config.slots; i++) {
		const struct burin_packet *packet = &packets->slots[i];

		if (packet->dirty && covers(packets->flushes.first, packet->epoch))
			return 0;
		unsynced |= packet->unsynced && covers(packets->flushes.first, packet->sent_epoch);
	}
	return unsynced;
}

static int has_unsynced(const struct burin_packets *packets)
{
	for (__u32 i = 0; i < packets->config.slots; i++)
		if (packets->slots[i].unsynced)
			return 1;
	return 0;
}

/* Idle for so long as a packet may be dirty: then it is as well that the drive writes it. */
static int is_due_by_time(const struct burin_packets *packets, __u64 now, __u64 *until)
{
	__u64 due = packets->written_at + packets->config.delay_ms * BURIN_MS;

	if (packets->dirty || !packets->unsynced)
		return 0;
	if (now < due && due < *until)
		*until = due;
	return now >= due;
}

static int sync_is_due(struct burin_packets *packets, const struct need *need, __u64 now,
		       __u64 *until)
{
	int drained = packets->unsynced >= packets->limit / 2 ||
		      (need->write == BURIN_NO_SLOT && need->gather == BURIN_NO_SLOT);

	if (packets->alone && has_unsynced(packets))
		return 1;
	if (packets->draining && drained && has_unsynced(packets))
		return 1;
	return is_wanted_by_flush(packets) || is_due_by_time(packets, now, until);
}

/* --- what comes next --- */

static void begin(struct burin_packets *packets, enum burin_packet_flight flight, __u32 slot,
		  __u32 mask)
{
	packets->flight = flight;
	packets->slot = slot;
	packets->tries = 0;
	packets->strikes = 0;
	packets->began = 0;
	packets->wake = 0;
	packets->first = 0;
	while (mask && !(mask >> packets->first & 1))
		packets->first++;
	packets->count = 0;
	while (mask >> packets->first >> packets->count)
		if (++packets->count + packets->first >= 32)
			break;
}

static __u32 unverified(struct burin_packets *packets)
{
	for (__u32 i = 0; packets->verifying && i < packets->config.slots; i++) {
		struct burin_packet *packet = &packets->slots[i];

		if (!packet->unverified)
			continue;
		if (packet->unsynced & ~packet->dirty)
			return i;
		/* Written anew in the meantime: what was synchronised is here no more. */
		packet->unverified = 0;
		burin_packet_set(packets, i, packet->dirty, 0);
	}
	packets->verifying = 0;
	return BURIN_NO_SLOT;
}

/* A sweep reads what its packets lack, the next one writes them: the laser changes seldom. */
static void begin_gather_or_write(struct burin_packets *packets, const struct need *need)
{
	if (need->write == BURIN_NO_SLOT) {
		packets->gathered = 0;
		packets->sweeping = 0;
	} else if (need->gather == BURIN_NO_SLOT || packets->gathered >= SWEEP) {
		packets->sweeping = 1;
	}
	if (packets->sweeping) {
		begin(packets, BURIN_FLIGHT_WRITE, need->write, packets->all);
		return;
	}
	packets->gathered++;
	begin(packets, BURIN_FLIGHT_GATHER, need->gather,
	      packets->all & ~packets->slots[need->gather].valid);
}

static int begin_writing(struct burin_packets *packets, __u64 now, __u64 *until, int only_look)
{
	struct need need = look_for(packets, now);
	__u32 slot = unverified(packets);
	int sync = sync_is_due(packets, &need, now, until);

	if (need.until < *until)
		*until = need.until;
	if (slot == BURIN_NO_SLOT && !sync && need.write == BURIN_NO_SLOT &&
	    need.gather == BURIN_NO_SLOT)
		return 0;
	if (only_look)
		return 1;
	if (slot != BURIN_NO_SLOT)
		begin(packets, BURIN_FLIGHT_VERIFY, slot,
		      packets->slots[slot].unsynced & ~packets->slots[slot].dirty);
	else if (sync)
		begin(packets, BURIN_FLIGHT_SYNC, BURIN_NO_SLOT, 0);
	else
		begin_gather_or_write(packets, &need);
	return 1;
}

static struct burin_packet_request *first_read(const struct burin_packets *packets)
{
	struct burin_packet_request *request = packets->waiting.first;

	while (request && request->kind != BURIN_PACKET_READ)
		request = request->next;
	return request;
}

/* All that its packet lacks, unless that was in vain. */
static void begin_reading(struct burin_packets *packets, struct burin_packet_request *reader)
{
	__u32 slot = burin_packet_place(packets, burin_packet_number(packets, reader));
	__u32 mask = reader->alone ? burin_packet_mask(burin_packet_first(packets, reader),
						       reader->count) : packets->all;

	packets->reader = reader;
	begin(packets, BURIN_FLIGHT_READ, slot, mask & ~packets->slots[slot].valid);
}

void burin_packet_choose(struct burin_packets *packets, __u64 now, __u64 *until)
{
	struct burin_packet_request *reader = first_read(packets);
	int writes = begin_writing(packets, now, until, 1);
	int reading = reader && (!writes || packets->reading);

	if (reader && writes && now - packets->turn_since >= TURN_NS)
		reading = !packets->reading;
	if (reading != packets->reading && (reader || writes)) {
		packets->reading = (__u8)reading;
		packets->turn_since = now;
	}
	if (reading)
		begin_reading(packets, reader);
	else if (writes)
		begin_writing(packets, now, until, 0);
}

/* --- commands --- */

static void put(__u8 *p, __u32 value, __u32 bytes)
{
	while (bytes--) {
		p[bytes] = (__u8)value;
		value >>= 8;
	}
}

static void address(const struct burin_packets *packets, struct burin_packet_action *action)
{
	const struct burin_packet *packet = &packets->slots[packets->slot];

	action->first = packets->first;
	action->count = packets->count;
	put(action->cdb + 2, packet->number * packets->config.packet_blocks + action->first, 4);
	put(action->cdb + 7, action->count, 2);
}

void burin_packet_command(const struct burin_packets *packets, struct burin_packet_action *action)
{
	action->act = BURIN_PACKET_COMMAND;
	action->cdb_len = 10;
	if (packets->flight == BURIN_FLIGHT_SYNC) {
		action->cdb[0] = SYNCHRONIZE_CACHE;
		action->direction = BURIN_DIR_NONE;
		action->timeout_ms = SYNC_MS;
		return;
	}
	address(packets, action);
	if (packets->flight == BURIN_FLIGHT_WRITE) {
		action->cdb[0] = WRITE_10;
		action->direction = BURIN_DIR_OUT;
		action->timeout_ms = WRITE_MS;
		action->slot = packets->slot;
		return;
	}
	action->cdb[0] = READ_10;
	action->cdb[1] = packets->flight == BURIN_FLIGHT_VERIFY ? FORCE_UNIT_ACCESS : 0;
	action->direction = BURIN_DIR_IN;
	action->timeout_ms = READ_MS;
	action->slot = packets->config.slots;
}
