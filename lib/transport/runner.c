/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that drives a burn's sequencer: sends, waits, and frees slots. */
#include "transport/local-burn.h"

#include <string.h>

#include "core/bytes.h"

#define PROBE_LEN 12		/* READ BUFFER CAPACITY */
#define WAKE_SLOTS 8

/* Bytes the sequencer may count on in the running stream. Locked. */
static uint64_t available(const struct bur_local *burn, uint32_t stream)
{
	uint64_t first, room = burn->ring.tail + burn->ring.slots;

	if (stream >= burn->base.program->stream_count)
		return 0;
	if (!bur_is_reading(&burn->base))
		return burn->base.feeds[stream].bytes;
	first = burn->base.feeds[stream].first;
	return room > first ? (room - first) * bur_command_bytes(&burn->base, stream) : 0;
}

static bool is_ended(const struct bur_local *burn, uint32_t stream)
{
	return stream < burn->base.program->stream_count &&
	       (burn->base.feeds[stream].ended || burn->orphaned);
}

/* Slots whose commands were answered GOOD, since the beginning. Locked. */
static uint64_t slots_done(const struct bur_local *burn)
{
	const struct burin_run_state *state = &burn->state;
	const struct burin_stream_spec *spec;
	uint64_t blocks;

	if (state->phase == BURIN_RUN_IDLE || !burn->base.program->stream_count)
		return 0;
	spec = &burn->base.program->streams[state->stream];
	blocks = (uint64_t)(state->next_lba - spec->lba);
	return burn->base.feeds[state->stream].first +
	       (blocks + spec->command_blocks - 1) / spec->command_blocks;
}

/* Takes over what the sequencer says now, and frees (or fills) slots. Locked. */
static void take_state(struct bur_local *burn)
{
	uint64_t done;

	burn->state = *burin_seq_state(&burn->seq);
	burn->over = burn->state.phase != BURIN_RUN_STREAM && burn->state.phase != BURIN_RUN_IDLE;
	done = slots_done(burn);
	/* Zeros up to least_blocks are commands without a slot. */
	if (bur_is_reading(&burn->base))
		burn->ring.head = done;
	else
		burn->ring.tail = done < burn->ring.head ? done : burn->ring.head;
	/* A feeder that waits sleeps until it is worth waking: an eighth of the ring. */
	if (burn->feeder_waits &&
	    (burn->over || bur_is_reading(&burn->base) ||
	     burn->ring.slots - bur_ring_used(&burn->ring) > burn->ring.slots / 8))
		pthread_cond_signal(&burn->space);
}

static void fill_event(struct bur_local *burn, struct burin_event *event)
{
	uint32_t stream = burin_seq_state(&burn->seq)->stream;

	event->now = burn->base.t->ops->now(burn->base.t);
	pthread_mutex_lock(&burn->lock);
	burn->level.now = event->now;
	/* Before the start there is no running stream to tell of. */
	if (event->kind != BURIN_EV_START) {
		burn->told_stream = stream;
		burn->told_bytes = available(burn, stream);
		burn->told_ended = is_ended(burn, stream);
	}
	event->available = burn->told_bytes;
	event->ended = burn->told_ended;
	pthread_mutex_unlock(&burn->lock);
}

/* Where the data of a command of the stream lie: in one slot, padded in place. */
static uint8_t *stream_data(struct bur_local *burn, const struct burin_seq_action *action)
{
	uint32_t stream = burin_seq_state(&burn->seq)->stream;
	uint64_t sequence;
	uint8_t *slot;

	if (!action->data_bytes)
		return burn->ring.zeros;
	pthread_mutex_lock(&burn->lock);
	sequence = burn->base.feeds[stream].first + action->data_offset / bur_command_bytes(&burn->base, stream);
	pthread_mutex_unlock(&burn->lock);
	slot = bur_ring_slot(&burn->ring, sequence);
	memset(slot + action->data_bytes, 0, action->zero_bytes);
	return slot;
}

/* MMC-6 6.18: 12 bytes, in bytes unless the block bit is set; drives err, it is a hint. */
static uint32_t take_probe(struct bur_local *burn)
{
	uint32_t total = get_be32(burn->reply + 4), left = get_be32(burn->reply + 8);

	if (burn->cmd.host || burn->cmd.status || burn->cmd.transferred < PROBE_LEN ||
	    (burn->reply[3] & 1) || left > total)
		return BURIN_ROOM_UNKNOWN;
	pthread_mutex_lock(&burn->lock);
	burn->level.buffer_total = total;
	burn->level.buffer_used = total - left;
	pthread_mutex_unlock(&burn->lock);
	return left;
}

static void send(struct bur_local *burn, const struct burin_seq_action *action,
		 struct burin_event *event)
{
	struct bur_command *cmd = &burn->cmd;

	memset(cmd, 0, sizeof(*cmd));
	memcpy(cmd->cdb, action->cdb, sizeof(cmd->cdb));
	cmd->cdb_len = action->cdb_len;
	cmd->direction = action->direction;
	cmd->timeout_ms = action->timeout_ms;
	cmd->data_len = (size_t)action->data_bytes + action->zero_bytes;
	if (action->is_stream)
		cmd->data = stream_data(burn, action);
	else if (action->direction == BURIN_DIR_OUT)
		cmd->data = (void *)action->data;
	else
		cmd->data = burn->reply;
	if (cmd->data == burn->reply && cmd->data_len > BUR_REPLY_MAX)
		cmd->data_len = BUR_REPLY_MAX;
	bur_transport_execute(burn->base.t, cmd);
	*event = (struct burin_event){
		.kind = BURIN_EV_FINISHED,
		.host = cmd->host,
		.status = cmd->status,
		.transferred = (uint32_t)cmd->transferred,
		.sense = cmd->sense,
		.sense_len = cmd->sense_len,
	};
	if (action->is_probe)
		event->room = take_probe(burn);
}

/* Cancel and the death of the owner are told once. Locked. */
static bool is_called_off(struct bur_local *burn, struct burin_event *event)
{
	if (burn->cancelled && !burn->told_cancel) {
		burn->told_cancel = true;
		*event = (struct burin_event){ .kind = BURIN_EV_CANCEL };
		return true;
	}
	if (burn->orphaned && !burn->told_orphan) {
		burn->told_orphan = true;
		*event = (struct burin_event){ .kind = BURIN_EV_ORPHAN };
		return true;
	}
	return false;
}

/* The running stream has ended, or more of it is there than the sequencer was told. Locked. */
static bool has_news(const struct bur_local *burn, uint64_t least_slots)
{
	uint32_t stream = burn->state.stream;
	bool told = burn->told_stream == stream;
	uint64_t news;

	if (stream >= burn->base.program->stream_count)
		return false;
	if (is_ended(burn, stream) && !(told && burn->told_ended))
		return true;
	news = available(burn, stream) - (told ? burn->told_bytes : 0);
	return news >= least_slots * bur_command_bytes(&burn->base, stream);
}

/* A runner that slept is woken for several slots at once; small rings have no such luxury. */
bool bur_runner_has_news(const struct bur_local *burn)
{
	return has_news(burn, burn->ring.slots >= 2 * WAKE_SLOTS ? WAKE_SLOTS : 1);
}

static void wait_for(struct bur_local *burn, const struct burin_seq_action *action,
		     struct burin_event *event)
{
	uint64_t now = burn->base.t->ops->now(burn->base.t);
	bool waited = false;

	pthread_mutex_lock(&burn->lock);
	while (!is_called_off(burn, event)) {
		*event = (struct burin_event){ .kind = BURIN_EV_DATA };
		if (action->for_data &&
		    (waited ? bur_runner_has_news(burn) : has_news(burn, 1)))
			break;
		event->kind = BURIN_EV_TICK;
		if (action->until != UINT64_MAX)
			break;
		burn->runner_waits = waited = true;
		pthread_cond_wait(&burn->data, &burn->lock);
		burn->runner_waits = false;
	}
	pthread_mutex_unlock(&burn->lock);
	if (event->kind == BURIN_EV_TICK && action->until > now)
		burn->base.t->ops->sleep(burn->base.t, action->until - now);
}

/*
 * What was called off while a command was under way is told before its end, so that no
 * other one follows.
 */
static void tell_called_off(struct bur_local *burn)
{
	struct burin_seq_action none;
	struct burin_event event;
	bool called_off;

	for (;;) {
		pthread_mutex_lock(&burn->lock);
		called_off = is_called_off(burn, &event);
		pthread_mutex_unlock(&burn->lock);
		if (!called_off)
			break;
		fill_event(burn, &event);
		burin_seq_next(&burn->seq, &event, &none);
	}
}

static void finish(struct bur_local *burn)
{
	pthread_mutex_lock(&burn->lock);
	burn->over = burn->finished = true;
	pthread_cond_broadcast(&burn->space);
	pthread_cond_broadcast(&burn->done);
	pthread_mutex_unlock(&burn->lock);
}

void *bur_runner(void *arg)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct bur_local *burn = arg;
	struct burin_seq_action action;

	for (;;) {
		fill_event(burn, &event);
		burin_seq_next(&burn->seq, &event, &action);
		pthread_mutex_lock(&burn->lock);
		take_state(burn);
		pthread_mutex_unlock(&burn->lock);
		if (action.kind == BURIN_ACT_DONE)
			break;
		if (action.kind == BURIN_ACT_WAIT) {
			wait_for(burn, &action, &event);
			continue;
		}
		send(burn, &action, &event);
		tell_called_off(burn);
	}
	finish(burn);
	return NULL;
}
