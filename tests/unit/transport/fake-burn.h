/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of fake-driver.h: the burn, its sequencer and its slots. */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_BURN_H
#define TESTS_UNIT_TRANSPORT_FAKE_BURN_H

#include "core/crc.h"

static uint32_t fake_command_bytes(uint32_t stream)
{
	return fake.streams[stream].command_blocks * fake.streams[stream].block_size;
}

static uint8_t *fake_slot_data(uint32_t slot)
{
	return fake.memory + (size_t)slot * fake.ring.stride;
}

static void fake_protect(uint32_t slot, bool published)
{
	if (!fake.unprotected)
		mprotect(fake_slot_data(slot), fake.ring.stride,
			 published ? PROT_READ : PROT_READ | PROT_WRITE);
}

static void fake_finish_slot(uint8_t how, uint32_t length)
{
	const struct burin_slot *slot = &fake.slots[fake.finished % SLOTS_MAX];

	fake.done[fake.finished % SLOTS_MAX] = (struct burin_done){
		.sequence = fake.finished++,
		.tag = slot->tag,
		.slot = slot->slot,
		.length = length,
		.how = how,
	};
}

/* Carries out the command of a stream: its answer, CHANGED when the slot is not what it was. */
static void fake_stream_command(const struct burin_seq_action *action, struct burin_command *answer)
{
	const struct burin_slot *slot = &fake.slots[fake.finished % SLOTS_MAX];
	size_t n = action->data_bytes + action->zero_bytes;

	memset(fake.bounce, 0, n);
	if (action->direction == BURIN_DIR_OUT && action->data_bytes) {
		memcpy(fake.bounce, fake_slot_data(slot->slot), action->data_bytes);
		answer->host = BURIN_HOST_CHANGED;
		if (fake.ring.checksum && bur_crc32c(0, fake.bounce, slot->length) != slot->checksum)
			return;
	}
	fake_execute(action->cdb, action->cdb_len, action->direction, fake.bounce, n,
		     action->timeout_ms, answer);
	if (action->direction == BURIN_DIR_IN) {
		fake_protect(slot->slot, false);
		memcpy(fake_slot_data(slot->slot), fake.bounce, n);
	}
}

static void fake_send(const struct burin_seq_action *action, struct burin_command *answer)
{
	uint8_t reply[256] = { 0 };
	void *data = action->direction == BURIN_DIR_OUT ? (void *)action->data : reply;

	if (action->is_stream) {
		fake_stream_command(action, answer);
		return;
	}
	fake_execute(action->cdb, action->cdb_len, action->direction, data, action->data_bytes,
		     action->timeout_ms, answer);
	if (action->is_probe && !answer->host && !answer->status) {
		fake.buffer_total = (uint32_t)reply[4] << 24 | reply[5] << 16 | reply[6] << 8 | reply[7];
		fake.buffer_free = (uint32_t)reply[8] << 24 | reply[9] << 16 | reply[10] << 8 | reply[11];
	}
}

static void fake_next(struct burin_event *event)
{
	const struct burin_run_state *state = burin_seq_state(&fake.seq);
	struct burin_seq_action before = fake.action;
	uint32_t stream = state->stream;
	int64_t lba = state->next_lba;

	event->now = burin_emulator_now(fake.emu);
	if (event->kind != BURIN_EV_START && state->stream < fake.program.stream_count) {
		fake.told_stream = state->stream;
		fake.told_bytes = event->available = fake.feeds[state->stream].bytes;
		event->ended = fake.feeds[state->stream].ended || fake.orphaned;
		fake.told_ended = event->ended;
	}
	burin_seq_next(&fake.seq, event, &fake.action);
	if (event->kind == BURIN_EV_FINISHED && before.is_stream && before.data_bytes) {
		if (state->stream != stream || state->next_lba != lba)
			fake_finish_slot(BURIN_SLOT_DONE, before.data_bytes);
		else if (state->phase != BURIN_RUN_STREAM)
			fake_finish_slot(BURIN_SLOT_FAILED, 0);
	}
	if (state->phase != BURIN_RUN_STREAM)
		while (fake.finished < fake.head)
			fake_finish_slot(BURIN_SLOT_UNUSED, 0);
	if (fake.action.kind == BURIN_ACT_DONE) {
		fake.running = false;
		fake.report = true;
	}
}

static bool fake_has_news(void)
{
	uint32_t stream = burin_seq_state(&fake.seq)->stream;

	if (stream >= fake.program.stream_count)
		return false;
	if (!fake.begun && !fake.feeds[stream].ended && !fake.orphaned &&
	    fake.head < fake.start.start_slots)
		return false;
	fake.begun = true;
	return stream != fake.told_stream ||
	       (fake.feeds[stream].ended || fake.orphaned) != fake.told_ended ||
	       fake.feeds[stream].bytes > fake.told_bytes;
}

static bool fake_is_called_off(struct burin_event *event)
{
	bool cancel = fake.cancelled && !fake.told_cancel;
	bool orphan = fake.orphaned && !fake.told_orphan;

	if (!cancel && !orphan)
		return false;
	event->kind = cancel ? BURIN_EV_CANCEL : BURIN_EV_ORPHAN;
	fake.told_cancel |= cancel;
	fake.told_orphan |= !cancel;
	return true;
}

/* It is noted while the command is under way; what follows is seen when that has ended. */
static void fake_tell_called_off(void)
{
	const struct burin_run_state *state = burin_seq_state(&fake.seq);
	struct burin_event event = { .kind = BURIN_EV_CANCEL };
	struct burin_seq_action none;

	while (fake_is_called_off(&event)) {
		event.now = burin_emulator_now(fake.emu);
		if (state->stream < fake.program.stream_count) {
			event.available = fake.feeds[state->stream].bytes;
			event.ended = fake.feeds[state->stream].ended || fake.orphaned;
		}
		burin_seq_next(&fake.seq, &event, &none);
	}
}

/* Goes on as far as there are data, at most for so many commands. */
static void fake_pump(unsigned int most)
{
	while (fake.running && most) {
		struct burin_event event = { .kind = BURIN_EV_FINISHED };
		struct burin_command answer = { .host = 0 };

		if (fake.action.kind == BURIN_ACT_SEND) {
			fake_send(&fake.action, &answer);
			fake_tell_called_off();
			event.host = answer.host;
			event.status = answer.status;
			event.transferred = answer.transferred;
			event.sense = answer.sense;
			event.sense_len = answer.sense_len;
			most--;
		} else if (fake_is_called_off(&event)) {
			/* that is the event */
		} else if (fake.action.for_data) {
			event.kind = BURIN_EV_DATA;
			if (!fake_has_news())
				return;
		} else {
			uint64_t now = burin_emulator_now(fake.emu);

			event.kind = BURIN_EV_TICK;
			if (fake.action.until > now)
				burin_emulator_sleep(fake.emu, fake.action.until - now);
		}
		fake_next(&event);
	}
}

#endif
