// SPDX-License-Identifier: GPL-2.0-only
/* The thread's part of a burn: drives the sequencer, carries out what it says. */
#include <linux/ktime.h>
#include <linux/math64.h>

#include "compat.h"
#include "event.h"
#include "owner.h"
#include "trace.h"
#include "unit.h"

#define PROBE_LEN	12			/* READ BUFFER CAPACITY */
#define GUARD_NS	(250 * NSEC_PER_MSEC)
#define LOST_WAIT_MS	600000			/* for an error handling that does not end */

static const struct burin_stream_spec *spec_of(const struct burin_run *run, u32 stream)
{
	return &run->copy->program.streams[stream];
}

static bool is_stream(const struct burin_run *run, u32 stream)
{
	return stream < run->copy->program.stream_count;
}

/* Slots: what the sequencer has done with them. Under the lock. */

static void finish_slots(struct burin_ring *ring, u64 end)
{
	while (ring->done < end)
		burin_ring_finish(ring, BURIN_SLOT_UNUSED, NULL, 0, 0);
}

/* What was under way when the sequencer was asked. */
struct under_way {
	bool slot;			/* a stream's command with data of a slot */
	u32 stream;
	s64 lba;
	u32 length;			/* moved */
	const void *read;		/* what was; NULL: a WRITE */
};

/* The command has ended for good, well or not; a repetition is to come otherwise. */
static void settle_slot(struct burin_run *run, struct burin_ring *ring,
			const struct under_way *was, u32 checksum)
{
	const struct burin_run_state *state = &run->seq.state;
	const struct burin_failure *failure = &state->failure;
	struct burin_sense sense = {
		.key = failure->key, .asc = failure->asc, .ascq = failure->ascq,
	};

	if (!was->slot)
		return;
	if (state->stream != was->stream || state->next_lba != was->lba)
		burin_ring_finish(ring, BURIN_SLOT_DONE, NULL, was->length, checksum);
	else if (state->phase != BURIN_RUN_STREAM)
		burin_ring_finish(ring, BURIN_SLOT_FAILED, &sense, 0, 0);
}

static void settle_ring(struct burin_run *run, struct burin_ring *ring)
{
	struct burin_stats *stats = &run->stats;
	u32 stream = run->seq.state.stream;
	u32 used;

	if (run->over)
		finish_slots(ring, ring->head);
	else if (is_stream(run, stream) && run->feeding >= stream)
		finish_slots(ring, run->feeds[stream].first);
	used = burin_ring_used(ring);
	stats->slots = ring->slots;
	stats->used_slots = used;
	stats->done_sequence = ring->done;
	if (stats->run.submitted && !run->over && !run->feeds[stream].ended)
		stats->lowest_slots = min(stats->lowest_slots, used);
	else if (!stats->run.submitted)
		stats->lowest_slots = ring->slots;
}

/* A feeder sleeps until it is worth waking. */
static void settle(struct burin_owner *owner, struct burin_run *run, const struct under_way *was)
{
	struct burin_unit *unit = owner->unit;
	struct burin_stats *stats = &run->stats;
	u64 acknowledged = stats->run.acknowledged;
	u8 phase = stats->run.phase;
	u32 checksum = 0;
	bool enough;

	if (was->read)
		checksum = burin_ring_checksum(owner->ring, was->read, was->length);
	mutex_lock(&unit->lock);
	stats->run = run->seq.state;
	run->over |= stats->run.phase >= BURIN_RUN_EPILOGUE;
	if (owner->ring && run->feeds) {
		settle_slot(run, owner->ring, was, checksum);
		settle_ring(run, owner->ring);
	}
	burin_stats_rate(stats, ktime_get_ns());
	enough = run->over || !owner->ring ||
		 owner->ring->done - owner->ring->reaped >= unit->wanted;
	if (enough)
		unit->wanted = U32_MAX;		/* whoever goes on waiting says so again */
	mutex_unlock(&unit->lock);
	if (was->slot)
		trace_burin_fill(unit, stats->used_slots, stats->slots);
	if (stats->run.phase != phase)
		trace_burin_phase(unit, &stats->run);
	if (stats->run.acknowledged != acknowledged)
		trace_burin_frontier(unit, &stats->run);
	if (enough)
		wake_up_all(&unit->slots_wait);
	wake_up_all(&unit->wait);
}

static void report(struct burin_owner *owner, struct burin_run *run, bool state)
{
	if (run->seq.state.failed && !run->told_failed) {
		run->told_failed = true;
		burin_event_emit(owner->unit, BURIN_REPORT_FAILED, &run->seq.state);
	} else if (state) {
		burin_event_emit(owner->unit, BURIN_REPORT_STATE, &run->seq.state);
	}
}

/* What the sequencer may count on. Under the lock. */

static bool is_ended(const struct burin_run *run, u32 stream)
{
	return is_stream(run, stream) && (run->feeds[stream].ended || run->orphaned);
}

static bool is_fed_whole(const struct burin_run *run, u32 stream)
{
	const struct burin_stream_spec *spec = spec_of(run, stream);

	return spec->blocks && run->feeds[stream].bytes >= spec->blocks * spec->block_size;
}

static void open_gate(struct burin_owner *owner, struct burin_run *run, u32 stream)
{
	const struct burin_ring *ring = owner->ring;

	if (!run->dry)
		return;
	if (burin_ring_used(ring) >= min(run->threshold, ring->slots) ||
	    ring->head - ring->reaped == ring->slots || is_ended(run, stream) ||
	    is_fed_whole(run, stream) || run->cancelled)
		run->dry = false;
}

static u64 available(struct burin_owner *owner, struct burin_run *run, u32 stream)
{
	if (!is_stream(run, stream) || stream > run->feeding)
		return 0;
	open_gate(owner, run, stream);
	if (run->dry)
		return run->told_stream == stream ? run->told_bytes : 0;
	return run->feeds[stream].bytes;
}

static void tell_supply(struct burin_owner *owner, struct burin_run *run, u64 *bytes, bool *ended)
{
	u32 stream = run->seq.state.stream;

	mutex_lock(&owner->unit->lock);
	*bytes = available(owner, run, stream);
	*ended = is_ended(run, stream);
	mutex_unlock(&owner->unit->lock);
}

static void fill_event(struct burin_owner *owner, struct burin_run *run,
		       struct burin_event *event)
{
	u32 stream = run->seq.state.stream;
	u64 bytes;
	bool ended;

	event->now = ktime_get_ns();
	if (event->kind == BURIN_EV_START || !is_stream(run, stream))
		return;
	if (event->kind == BURIN_EV_FINISHED && run->next.valid) {
		bytes = run->next.bytes;
		ended = run->next.ended;
	} else {
		tell_supply(owner, run, &bytes, &ended);
	}
	run->told_bytes = bytes;
	run->told_stream = stream;
	run->told_ended = ended;
	event->available = bytes;
	event->ended = ended;
}

/* One command */

static void *stream_data(struct burin_owner *owner, struct burin_run *run,
			 const struct burin_seq_action *action, struct burin_entry *entry)
{
	struct burin_ring *ring = owner->ring;
	u32 stream = run->seq.state.stream;
	u64 sequence;

	*entry = (struct burin_entry){};
	if (!action->data_bytes)
		return ring->zeros;
	sequence = run->feeds[stream].first +
		   div_u64(action->data_offset, burin_command_bytes(spec_of(run, stream)));
	mutex_lock(&owner->unit->lock);
	*entry = *burin_ring_entry(ring, sequence);
	mutex_unlock(&owner->unit->lock);
	if (action->direction == BURIN_DIR_OUT)
		memset(burin_ring_data(ring, entry->slot) + action->data_bytes, 0,
		       action->zero_bytes);
	return burin_ring_data(ring, entry->slot);
}

static bool is_changed(const struct burin_ring *ring, const struct burin_entry *entry)
{
	return entry->length && ring->checksum != BURIN_CHECKSUM_NONE &&
	       burin_ring_checksum(ring, burin_ring_data(ring, entry->slot), entry->length) !=
	       entry->checksum;
}

/* MMC-6 6.18: in bytes unless the block bit is set; drives err, it is a hint. */
static u32 take_probe(struct burin_owner *owner, struct burin_run *run,
		      const struct burin_exec_result *result)
{
	const u8 *reply = owner->exec->buffer;
	u32 total = get_unaligned_be32(reply + 4), left = get_unaligned_be32(reply + 8);

	if (result->host || result->status || result->transferred < PROBE_LEN || reply[3] & 1 ||
	    left > total)
		return BURIN_ROOM_UNKNOWN;
	mutex_lock(&owner->unit->lock);
	run->stats.buffer_total = total;
	run->stats.buffer_free = left;
	mutex_unlock(&owner->unit->lock);
	return left;
}

static void count(struct burin_run *run, const struct burin_seq_action *action,
		  const struct burin_exec_result *result)
{
	run->stats.commands++;
	run->stats.remapped += result->remapped;
	if (run->idle_since && result->began > run->idle_since)
		burin_stats_idle(&run->stats, result->began - run->idle_since);
	run->idle_since = action->is_stream ? result->ended : 0;
}

static bool is_write(const struct burin_seq_action *action)
{
	return action->is_stream && action->direction == BURIN_DIR_OUT;
}

static void note_slot(struct burin_run *run, const struct burin_seq_action *action,
		      const struct burin_exec_result *result, const void *data,
		      struct under_way *was)
{
	if (!action->is_stream || !action->data_bytes)
		return;
	was->slot = true;
	was->stream = run->seq.state.stream;
	was->lba = run->seq.state.next_lba;
	was->length = min(result->transferred, action->data_bytes);
	was->read = action->direction == BURIN_DIR_IN ? data : NULL;
}

static void describe(const struct burin_owner *owner, const struct burin_seq_action *action,
		     void *data, struct burin_exec_command *command)
{
	*command = (struct burin_exec_command){
		.cdb = action->cdb,
		.cdb_len = action->cdb_len,
		.direction = action->direction,
		.len = action->data_bytes + action->zero_bytes,
		.timeout_ms = action->timeout_ms,
		.data = data,
		.ring = action->is_stream ? owner->ring : NULL,
	};
}

/* The one after the command under way, made ready while the drive is busy with that. */

static bool foresee(struct burin_owner *owner, struct burin_run *run,
		    const struct burin_seq_action *action)
{
	struct burin_foreseen *next = &run->next;
	struct burin_event good = {
		.kind = BURIN_EV_FINISHED,
		.transferred = action->data_bytes + action->zero_bytes,
		.now = ktime_get_ns(),
	};

	if (!action->is_stream || READ_ONCE(run->cancelled) || READ_ONCE(run->orphaned))
		return false;
	tell_supply(owner, run, &next->bytes, &next->ended);
	good.available = next->bytes;
	good.ended = next->ended;
	next->seq = run->seq;
	burin_seq_next(&next->seq, &good, &next->action);
	return next->action.kind == BURIN_ACT_SEND && next->action.is_stream;
}

static void prepare(struct burin_owner *owner, struct burin_run *run,
		    const struct burin_seq_action *action)
{
	struct burin_foreseen *next = &run->next;
	struct burin_exec_command command;

	next->ready = false;
	next->valid = foresee(owner, run, action);
	if (!next->valid)
		return;
	next->data = stream_data(owner, run, &next->action, &next->entry);
	next->ready = !is_write(&next->action) || !is_changed(owner->ring, &next->entry);
	if (!next->ready)
		return;
	describe(owner, &next->action, next->data, &command);
	burin_exec_prepare(owner->exec, &command);
}

/* The sequencer may have decided otherwise: after a failure, or a cancel. */
static bool is_foreseen(const struct burin_run *run, const struct burin_seq_action *action)
{
	const struct burin_seq_action *next = &run->next.action;

	return run->next.valid && run->next.ready && action->kind == BURIN_ACT_SEND &&
	       action->is_stream && !memcmp(action->cdb, next->cdb, sizeof(next->cdb)) &&
	       action->data_offset == next->data_offset &&
	       action->data_bytes == next->data_bytes && action->zero_bytes == next->zero_bytes;
}

/* It goes out without any wait: what came before it is told when it has. */
static bool is_ready(const struct burin_owner *owner, const struct burin_run *run,
		     const struct burin_seq_action *action)
{
	return is_foreseen(run, action) && owner->exec->ready;
}

static void forget(struct burin_owner *owner, struct burin_run *run)
{
	burin_exec_give_up(owner->exec);
	run->next.valid = false;
}

/* False: it was not sent. */
static bool send(struct burin_owner *owner, struct burin_run *run,
		 const struct burin_seq_action *action, struct burin_exec_command *command,
		 struct burin_entry *entry, struct burin_exec_result *result)
{
	bool prepared = is_foreseen(run, action);

	describe(owner, action, owner->exec->buffer, command);
	if (burin_exec_begin(owner->exec, run->gave_up ? 0 : LOST_WAIT_MS, false)) {
		run->gave_up = true;
		result->host = BURIN_HOST_TIMEOUT;
		return false;
	}
	if (prepared) {
		*entry = run->next.entry;
		command->data = run->next.data;
		return burin_exec_send(owner->exec, command, true, result);
	}
	if (action->is_stream)
		command->data = stream_data(owner, run, action, entry);
	else if (action->direction == BURIN_DIR_OUT)
		memcpy(command->data, action->data, command->len);
	if (is_write(action) && is_changed(owner->ring, entry)) {
		result->host = BURIN_HOST_CHANGED;
		return false;
	}
	return burin_exec_send(owner->exec, command, false, result);
}

static void tell(struct burin_owner *owner, struct burin_run *run,
		 const struct burin_seq_action *action, struct under_way *was)
{
	settle(owner, run, was);
	report(owner, run, action->report && action->kind != BURIN_ACT_DONE);
	*was = (struct under_way){};
}

/* While the command is under way, what came before it is told and what follows made ready. */
static void carry_through(struct burin_owner *owner, struct burin_run *run,
			  const struct burin_seq_action *action,
			  struct burin_exec_result *result, struct under_way *was)
{
	struct burin_exec_command command;
	struct burin_entry entry = {};
	bool ready = is_ready(owner, run, action);
	bool sent = send(owner, run, action, &command, &entry, result);

	run->next.valid = false;
	if (ready)
		tell(owner, run, action, was);
	if (sent) {
		prepare(owner, run, action);
		burin_exec_wait(owner->exec, &command, result, false);
		count(run, action, result);
		burin_owner_note_command(owner, action->cdb, result);
	}
	if (sent && is_write(action) && !result->host && is_changed(owner->ring, &entry))
		result->host = BURIN_HOST_CHANGED;
	if (!run->gave_up)
		note_slot(run, action, result, command.data, was);
}

/* Waiting */

/* Cancel and the death of the owner are told once. Under the lock. */
static bool is_called_off(struct burin_run *run, struct burin_event *event)
{
	if (run->cancelled && !run->told_cancel) {
		run->told_cancel = true;
		*event = (struct burin_event){ .kind = BURIN_EV_CANCEL };
		return true;
	}
	if (run->orphaned && !run->told_orphan) {
		run->told_orphan = true;
		*event = (struct burin_event){ .kind = BURIN_EV_ORPHAN };
		return true;
	}
	return false;
}

static bool has_news(struct burin_owner *owner, struct burin_run *run)
{
	u32 stream = run->seq.state.stream;
	bool told = run->told_stream == stream;

	if (!is_stream(run, stream))
		return false;
	if (is_ended(run, stream) && !(told && run->told_ended))
		return true;
	return available(owner, run, stream) > (told ? run->told_bytes : 0);
}

static bool is_past(u64 since, u32 ms, u64 now, u64 *until)
{
	u64 end = since + (u64)ms * NSEC_PER_MSEC;

	*until = min(*until, end);
	return now >= end;
}

/* The owner has been silent, or away, for too long. Under the lock. */
static void look_for_death(struct burin_owner *owner, struct burin_run *run, u64 now, u64 *until)
{
	if (run->orphaned || run->over)
		return;
	if (burin_unit_is_gone(owner->unit))
		run->orphaned = true;
	if (!owner->file && is_past(owner->deserted_ns, run->adopt_ms, now, until))
		run->orphaned = true;
	if (owner->file && run->starve_ms && run->waits_since &&
	    is_past(max(run->waits_since, run->fed_ns), run->starve_ms, now, until))
		run->orphaned = true;
}

static void run_dry(struct burin_owner *owner, struct burin_run *run)
{
	u32 stream = run->seq.state.stream;

	if (run->dry || !run->stats.run.submitted || is_ended(run, stream))
		return;
	run->dry = true;
	run->threshold = run->resume_slots;
	run->stats.dry++;
	run->idle_since = 0;
	burin_event_emit(owner->unit, BURIN_REPORT_DRY, &run->seq.state);
}

/* True: event is what came; else it is not yet, and *until is when to look again. */
static bool look(struct burin_owner *owner, struct burin_run *run,
		 const struct burin_seq_action *action, struct burin_event *event, u64 *until)
{
	u64 now = ktime_get_ns();

	*until = action->until;
	look_for_death(owner, run, now, until);
	if (is_called_off(run, event))
		return true;
	*event = (struct burin_event){ .kind = BURIN_EV_DATA };
	if (action->for_data && has_news(owner, run))
		return true;
	event->kind = BURIN_EV_TICK;
	if (now >= action->until)
		return true;
	if (owner->locked)
		*until = min(*until, now + GUARD_NS);
	return false;
}

static void wait_for(struct burin_owner *owner, struct burin_run *run,
		     const struct burin_seq_action *action, struct burin_event *event)
{
	bool came, waited = false;
	u64 until;

	for (;;) {
		mutex_lock(&owner->unit->lock);
		if (action->for_data && !run->waits_since)
			run->waits_since = ktime_get_ns();
		came = look(owner, run, action, event, &until);
		if (!came && action->for_data && !waited)
			run_dry(owner, run);
		mutex_unlock(&owner->unit->lock);
		if (came)
			break;
		waited = true;
		burin_owner_sleep(owner, until);
		burin_owner_guard(owner);
	}
	run->waits_since = 0;
}

/* Nothing that look_for_death() or is_called_off() would find: it may begin at any moment. */
static bool goes_on(const struct burin_owner *owner, const struct burin_run *run)
{
	return (!READ_ONCE(run->cancelled) || run->told_cancel) &&
	       (!READ_ONCE(run->orphaned) || run->told_orphan) && READ_ONCE(owner->file) &&
	       !burin_unit_is_gone(owner->unit);
}

/* What was called off while a command was under way is told before its end. */
static void tell_called_off(struct burin_owner *owner, struct burin_run *run)
{
	struct burin_seq_action none;
	struct burin_event event;
	bool called_off;
	u64 until = ~0ull;

	if (goes_on(owner, run))
		return;
	for (;;) {
		mutex_lock(&owner->unit->lock);
		look_for_death(owner, run, ktime_get_ns(), &until);
		called_off = is_called_off(run, &event);
		mutex_unlock(&owner->unit->lock);
		if (!called_off)
			break;
		fill_event(owner, run, &event);
		burin_seq_next(&run->seq, &event, &none);
	}
}

static void look_after_door(struct burin_owner *owner, struct burin_run *run)
{
	u64 now = ktime_get_ns();

	if (now - run->guarded < GUARD_NS)
		return;
	run->guarded = now;
	burin_owner_guard(owner);
}

static void carry_out(struct burin_owner *owner, struct burin_run *run,
		      const struct burin_seq_action *action, struct burin_event *event,
		      struct under_way *was)
{
	struct burin_exec_result *result = &run->result;

	if (action->kind == BURIN_ACT_WAIT) {
		wait_for(owner, run, action, event);
		return;
	}
	memset(result, 0, sizeof(*result));
	carry_through(owner, run, action, result, was);
	*event = (struct burin_event){
		.kind = BURIN_EV_FINISHED,
		.host = result->host,
		.status = result->status,
		.transferred = result->transferred,
		.sense = result->sense,
		.sense_len = result->sense_len,
	};
	if (action->is_probe)
		event->room = take_probe(owner, run, result);
	look_after_door(owner, run);
	tell_called_off(owner, run);
}

void burin_run_drive(struct burin_owner *owner, struct burin_run *run)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct burin_seq_action action;
	struct under_way was = {};

	run->stats.rate_ns = ktime_get_ns();
	for (;;) {
		fill_event(owner, run, &event);
		burin_seq_next(&run->seq, &event, &action);
		if (!is_foreseen(run, &action))
			forget(owner, run);
		if (!is_ready(owner, run, &action))
			tell(owner, run, &action, &was);
		if (action.kind == BURIN_ACT_DONE)
			break;
		carry_out(owner, run, &action, &event, &was);
	}
	/* Once it has finished and the lock is free, START may free the run. */
	mutex_lock(&owner->unit->lock);
	run->finished = true;
	if (run->after && run->seq.state.end == BURIN_END_COMPLETE)
		swap(owner->armed, run->after);
	burin_event_emit(owner->unit, BURIN_REPORT_DONE, &run->seq.state);
	mutex_unlock(&owner->unit->lock);
}
