// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/* How the packets' commands end, and what becomes of those that did not end well. */
#include "packet-command.h"

#define SAM_GOOD	0x00
#define SAM_CHECK	0x02

#define TRIES		5	/* writes of a packet, and of a command without answer */
#define PATIENCE_NS	(120000 * BURIN_MS)	/* with a drive that is not ready */
#define WAIT_MS		5		/* grows by this much each time */
#define WAIT_MOST	100		/* times */

enum verdict { FINE, BLANK, AGAIN, LATER, RESET, DEFERRED, FAILED, GONE };

static enum verdict judge_sense(const struct burin_sense *sense)
{
	switch (sense->key) {
	case 0x0:
		return sense->asc == 0x00 && sense->ascq == 0x16 ? LATER : FINE;
	case 0x1:
		return FINE;
	case 0x2:
		return sense->asc == 0x3a ? GONE : LATER;
	case 0x6:
		if (sense->asc == 0x28)		/* another medium, perhaps */
			return GONE;
		return sense->asc == 0x29 ? RESET : LATER;
	case 0x8:
		return BLANK;
	case 0xb:
		return AGAIN;
	default:
		return FAILED;
	}
}

/* It belongs to an earlier command, and this one was not carried out (SPC-4 4.5.5). */
static enum verdict judge_deferred(const struct burin_sense *sense)
{
	enum verdict verdict = judge_sense(sense);

	if (verdict == GONE || verdict == RESET)
		return verdict;
	return verdict == FINE ? AGAIN : DEFERRED;
}

static enum verdict judge(const struct burin_packets *packets,
			  const struct burin_packet_result *result)
{
	const struct burin_sense *sense = &result->sense;
	__u32 bytes = packets->count * 2048;

	if (result->not_sent)
		return LATER;
	/* What the host adapter did about it may have been a reset, and told to itself. */
	if (result->host != BURIN_HOST_OK)
		return result->host == BURIN_HOST_GONE ? GONE : RESET;
	if (result->status == SAM_CHECK && sense->valid)
		return sense->deferred ? judge_deferred(sense) : judge_sense(sense);
	if (result->status != SAM_GOOD)
		return AGAIN;
	return result->transferred == bytes ? FINE : AGAIN;
}

/* --- packets that were in vain --- */

/* Whoever waits for the slot's packet is told; if nobody does, the next FLUSH. */
static void give_up(struct burin_packets *packets, __u32 slot, const struct burin_sense *sense)
{
	struct burin_packet *packet = &packets->slots[slot];
	__u32 epoch = packet->unsynced ? packet->sent_epoch : packet->epoch;
	struct burin_packet_request *flush = packets->flushes.first;
	/* Of what was complete before somebody has to be told; who still waits is. */
	int through = !!(packets->config.flags & BURIN_PACKETS_THROUGH);
	int told = through && !packet->tries && !packet->unsynced;

	packets->stats.failed++;
	packets->stats.failed_number = packet->number;
	packets->stats.failed_key = sense->key;
	packets->stats.failed_asc = sense->asc;
	packets->stats.failed_ascq = sense->ascq;
	burin_packet_release(packets, slot, BURIN_PACKET_FAILED);
	for (; flush; flush = flush->next) {
		if ((__s32)(flush->epoch - epoch) < 0)
			continue;
		flush->error = BURIN_PACKET_FAILED;
		told |= (__s32)(flush->epoch - packet->newest) >= 0;
	}
	if (!told)
		packets->owed = BURIN_PACKET_FAILED;
	burin_packet_drop(packets, slot);
}

/* What was written is not there: it is written again, or has been often enough. */
static void write_again(struct burin_packets *packets, __u32 slot,
			const struct burin_sense *sense)
{
	struct burin_packet *packet = &packets->slots[slot];

	if (!packet->unsynced)
		return;
	packet->epoch = packet->sent_epoch;	/* never the later one */
	packet->unverified = 0;
	burin_packet_set(packets, slot, packet->dirty | packet->unsynced, 0);
	if (++packet->tries >= TRIES)
		give_up(packets, slot, sense);
}

static void doubt_all(struct burin_packets *packets, const struct burin_sense *sense)
{
	for (__u32 i = 0; i < packets->config.slots; i++)
		write_again(packets, i, sense);
}

/* The drive's cache did not hold: of one packet, if it says of which. */
static void doubt(struct burin_packets *packets, const struct burin_sense *sense)
{
	__u32 slot = BURIN_NO_SLOT, n = packets->config.packet_blocks;

	if (sense->has_info && sense->info >= 0 && sense->info < packets->config.blocks)
		slot = burin_packet_find(packets, (__u32)sense->info / n);
	if (slot != BURIN_NO_SLOT && packets->slots[slot].unsynced) {
		write_again(packets, slot, sense);
		return;
	}
	doubt_all(packets, sense);
}

/* The packet of the command under way may have been given up in the meantime. */
static int is_still_wanted(const struct burin_packets *packets)
{
	return packets->slot == BURIN_NO_SLOT || packets->slots[packets->slot].present;
}

void burin_packets_attention(struct burin_packets *packets, const struct burin_sense *sense)
{
	if (!sense->valid || sense->key != 0x6)
		return;
	if (sense->asc == 0x28)
		burin_packets_end(packets, BURIN_PACKET_GONE);
	if (sense->asc != 0x29)
		return;
	packets->stats.resets++;
	doubt_all(packets, sense);
	if (packets->flight == BURIN_FLIGHT_NONE || is_still_wanted(packets))
		return;
	packets->flight = BURIN_FLIGHT_NONE;
	packets->arrived = 0;
}

/* --- commands that ended well --- */

static void note_written(struct burin_packets *packets, __u64 now)
{
	struct burin_packet *packet = &packets->slots[packets->slot];

	if (!packet->unsynced)
		packet->sent_epoch = packet->epoch;
	if (packet->dirty == packets->all)
		packets->stats.packets_whole++;
	packets->stats.blocks_written += packets->count;
	packet->unverified = 0;
	burin_packet_set(packets, packets->slot, 0, packet->unsynced | packet->dirty);
	packets->alone = packet->tries > 1;
	packets->position = packet->number + 1;
	packets->written_at = now;
	burin_packet_release(packets, packets->slot, 0);
}

static void note_synced(struct burin_packets *packets)
{
	int verify = !!(packets->config.flags & BURIN_PACKETS_VERIFY);

	packets->stats.syncs++;
	packets->alone = 0;
	packets->draining = 0;
	for (__u32 i = 0; i < packets->config.slots; i++) {
		struct burin_packet *packet = &packets->slots[i];

		if (verify && packet->unsynced) {
			packet->unverified = 1;
			packets->verifying = 1;
			continue;
		}
		if (packet->unsynced)
			packet->tries = 0;
		burin_packet_set(packets, i, packet->dirty, 0);
	}
}

static void note_fine(struct burin_packets *packets, __u64 now)
{
	switch (packets->flight) {
	case BURIN_FLIGHT_WRITE:
		note_written(packets, now);
		break;
	case BURIN_FLIGHT_SYNC:
		note_synced(packets);
		break;
	default:
		if (packets->flight == BURIN_FLIGHT_GATHER) {
			packets->stats.blocks_gathered += packets->count;
			packets->stats.packets_gathered++;
		}
		packets->arrived = 1;
		return;		/* the flight ends with what arrived */
	}
	packets->flight = BURIN_FLIGHT_NONE;
}

void burin_packets_compared(struct burin_packets *packets, int equal)
{
	static const struct burin_sense differs = { .key = 0xe, .asc = 0x1d };	/* miscompare */
	__u32 slot = packets->slot;
	struct burin_packet *packet = &packets->slots[slot];

	packets->flight = BURIN_FLIGHT_NONE;
	packet->unverified = 0;
	if (!equal) {
		write_again(packets, slot, &differs);
		return;
	}
	packet->tries = 0;
	burin_packet_set(packets, slot, packet->dirty, 0);
}

/* --- and those that did not --- */

static void fail_read(struct burin_packets *packets)
{
	struct burin_packet_request **link = &packets->waiting.first;
	__u32 asked;

	if (!packets->reader)		/* served by a WRITE in the meantime */
		return;
	asked = burin_packet_mask(burin_packet_first(packets, packets->reader),
				  packets->reader->count);
	if (burin_packet_mask(packets->first, packets->count) & ~asked) {
		packets->reader->alone = 1;
		return;
	}
	while (*link && *link != packets->reader)
		link = &(*link)->next;
	if (*link)
		burin_packet_complete(packets, burin_queue_take(&packets->waiting, link),
				      BURIN_PACKET_FAILED);
}

static void fail(struct burin_packets *packets, const struct burin_sense *sense)
{
	enum burin_packet_flight flight = packets->flight;

	packets->flight = BURIN_FLIGHT_NONE;
	switch (flight) {
	case BURIN_FLIGHT_READ:
		fail_read(packets);
		break;
	case BURIN_FLIGHT_VERIFY:
		packets->slots[packets->slot].unverified = 0;
		write_again(packets, packets->slot, sense);
		break;
	case BURIN_FLIGHT_SYNC:
		doubt(packets, sense);
		break;
	default:
		give_up(packets, packets->slot, sense);
		break;
	}
}

/* Sent again after a while that grows; too often, or for too long: it fails. */
static void repeat(struct burin_packets *packets, const struct burin_sense *sense, __u64 now,
		   int counts)
{
	__u32 times = ++packets->tries < WAIT_MOST ? packets->tries : WAIT_MOST;

	packets->stats.retries++;
	if (!packets->began)
		packets->began = now;
	if (now - packets->began >= PATIENCE_NS)
		burin_packets_end(packets, BURIN_PACKET_FAILED);
	else if (counts && ++packets->strikes >= TRIES)
		fail(packets, sense);
	else
		packets->wake = now + times * WAIT_MS * BURIN_MS;
}

/* A packet that was never written since the medium was formatted: as good as zeros. */
static int is_blank(const struct burin_packets *packets, enum verdict verdict)
{
	return verdict == BLANK && (packets->flight == BURIN_FLIGHT_READ ||
				    packets->flight == BURIN_FLIGHT_GATHER);
}

void burin_packets_finished(struct burin_packets *packets,
			    const struct burin_packet_result *result, __u64 now)
{
	const struct burin_sense *sense = &result->sense;
	enum verdict verdict = judge(packets, result);

	packets->sent = 0;
	if (verdict == GONE)
		burin_packets_end(packets, BURIN_PACKET_GONE);
	if (packets->ended) {
		packets->flight = BURIN_FLIGHT_NONE;
		return;
	}
	packets->blank = (__u8)is_blank(packets, verdict);
	if (verdict == FINE || packets->blank) {
		note_fine(packets, now);
	} else if (verdict == FAILED || verdict == BLANK) {
		fail(packets, sense);
	} else {
		packets->stats.resets += verdict == RESET;
		if (verdict == RESET)
			doubt_all(packets, sense);
		else if (verdict == DEFERRED)
			doubt(packets, sense);
		if (is_still_wanted(packets))
			repeat(packets, sense, now, verdict != LATER);
		else
			packets->flight = BURIN_FLIGHT_NONE;
	}
}

/* --- flushes --- */

static int is_settled(const struct burin_packets *packets,
		      const struct burin_packet_request *flush)
{
	for (__u32 i = 0; i < packets->config.slots; i++) {
		const struct burin_packet *packet = &packets->slots[i];

		if (packet->dirty && (__s32)(flush->epoch - packet->epoch) >= 0)
			return 0;
		if (packet->unsynced && (__s32)(flush->epoch - packet->sent_epoch) >= 0)
			return 0;
	}
	return 1;
}

void burin_packet_settle(struct burin_packets *packets)
{
	while (packets->flushes.first && is_settled(packets, packets->flushes.first)) {
		struct burin_packet_request *flush =
			burin_queue_take(&packets->flushes, &packets->flushes.first);

		burin_packet_complete(packets, flush, flush->error);
	}
}
