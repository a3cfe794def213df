// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "sequencer.h"

#include "account.h"
#include "pace.h"
#include "supply.h"

#define NS_PER_MS	1000000ull
#define FOREVER		(~0ull)

#define TEST_UNIT_READY		0x00
#define READ_BUFFER_CAPACITY	0x5c
#define PROBE_BYTES		12
#define SHORT_TIMEOUT_MS	30000

#define GOOD			0x00
#define CHECK_CONDITION		0x02

enum {
	MODE_START = 0,
	MODE_DATA,		/* waits for data of the running stream */
	MODE_COMMAND,		/* seq->command is under way */
	MODE_ROOM,		/* the drive's buffer is full; looked at again at seq->wake */
	MODE_PAUSE,		/* seq->command is sent again at seq->wake */
	MODE_POLL_PAUSE,	/* TEST UNIT READY is sent at seq->wake */
	MODE_POLL,		/* TEST UNIT READY is under way for seq->command */
	MODE_DONE,
};

static const struct burin_seq_action no_action;

static const struct burin_step *step_of(const struct burin_seq *seq)
{
	return &seq->program->steps[seq->state.step];
}

static int in_stream(const struct burin_seq *seq)
{
	return seq->state.phase == BURIN_RUN_STREAM;
}

static __u64 min64(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

/* Actions */

static void send(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->mode = MODE_COMMAND;
	*action = seq->command;
}

static void again(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->state.retries++;
	send(seq, action);
}

static void send_new(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->began = 0;
	seq->tries = 0;
	seq->met = 0;
	seq->state.progress = 0;
	send(seq, action);
}

static void wait_until(struct burin_seq_action *action, __u64 until, int for_data)
{
	*action = no_action;
	action->kind = BURIN_ACT_WAIT;
	action->until = until;
	action->for_data = (__u8)for_data;
}

static void send_poll(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->mode = MODE_POLL;
	*action = no_action;
	action->kind = BURIN_ACT_SEND;
	action->cdb[0] = TEST_UNIT_READY;
	action->cdb_len = 6;
	action->timeout_ms = SHORT_TIMEOUT_MS;
}

/* Often at first; some drives do not go on with their work while they are asked. */
static __u64 poll_interval(const struct burin_seq *seq)
{
	return (seq->polls < 20 ? 50 : seq->polls < 56 ? 250 : 1000) * NS_PER_MS;
}

static void pause_poll(struct burin_seq *seq, __u64 now, struct burin_seq_action *action)
{
	seq->mode = MODE_POLL_PAUSE;
	seq->wake = min64(now + poll_interval(seq), seq->deadline);
	seq->polls++;
	wait_until(action, seq->wake, 0);
}

static void start_poll(struct burin_seq *seq, __u64 now, __u64 deadline, int done,
		       struct burin_seq_action *action)
{
	seq->poll_done = (__u8)done;
	seq->deadline = deadline;
	seq->polls = 0;
	seq->poll_since = 0;
	pause_poll(seq, now, action);
}

static void finish(struct burin_seq *seq, struct burin_seq_action *action)
{
	struct burin_run_state *state = &seq->state;

	state->phase = BURIN_RUN_DONE;
	state->closed = !seq->unclosed && !(seq->unknown && !seq->closings);
	seq->mode = MODE_DONE;
	seq->report = 1;
	*action = no_action;
	action->kind = BURIN_ACT_DONE;
}

/* Streams */

static void enter_stream(struct burin_seq *seq, __u32 number)
{
	seq->state.stream = number;
	seq->state.next_lba = burin_seq_stream(seq)->lba;
	seq->available = 0;
	seq->ended = 0;
	seq->offset = 0;
	seq->stream_blocks = 0;
	seq->report = 1;
}

static void end_streams(struct burin_seq *seq, __u8 end)
{
	seq->state.end = end;
	seq->state.phase = BURIN_RUN_EPILOGUE;
	seq->state.step = 0;
	seq->report = 1;
}

/* A cancelled stream that has begun is filled up to what can be closed. */
static int is_over_by_cancel(const struct burin_seq *seq)
{
	return seq->cancel &&
	       (!seq->stream_blocks || burin_seq_stream(seq)->direction == BURIN_DIR_IN);
}

static void send_probe(struct burin_seq *seq, struct burin_seq_action *action)
{
	struct burin_seq_action *command = &seq->command;

	*command = no_action;
	command->kind = BURIN_ACT_SEND;
	command->cdb[0] = READ_BUFFER_CAPACITY;
	command->cdb[8] = PROBE_BYTES;
	command->cdb_len = 10;
	command->direction = BURIN_DIR_IN;
	command->is_probe = 1;
	command->data_bytes = PROBE_BYTES;
	command->timeout_ms = SHORT_TIMEOUT_MS;
	seq->probe_at = seq->state.written + seq->program->probe_blocks;
	send(seq, action);		/* a held write's tries and time go on */
}

static int probe_is_due(const struct burin_seq *seq)
{
	return seq->program->probe_blocks && !seq->probe_off &&
	       seq->state.written >= seq->probe_at &&
	       burin_seq_stream(seq)->direction == BURIN_DIR_OUT;
}

static void send_write(struct burin_seq *seq, struct burin_seq_action *action)
{
	if (seq->held && !seq->cut) {
		seq->held = 0;
		again(seq, action);
		return;
	}
	seq->held = 0;
	seq->started = seq->state.stream + 1;
	if (burin_seq_stream(seq)->direction == BURIN_DIR_OUT)
		seq->state.submitted += seq->blocks;
	send_new(seq, action);
}

static void send_stream(struct burin_seq *seq, struct burin_seq_action *action)
{
	switch (burin_seq_pace(seq)) {
	case BURIN_PACE_GO:
		send_write(seq, action);
		break;
	case BURIN_PACE_ASK:
		send_probe(seq, action);
		break;
	case BURIN_PACE_PAUSE:
		seq->mode = MODE_ROOM;
		wait_until(action, seq->wake, 0);
		break;
	}
}

/* 1: action is set; 0: the streams are over. */
static int advance_stream(struct burin_seq *seq, struct burin_seq_action *action)
{
	for (;;) {
		seq->cut |= seq->cancel;
		if (is_over_by_cancel(seq))
			break;
		if (probe_is_due(seq)) {
			send_probe(seq, action);
			return 1;
		}
		switch (burin_seq_supply(seq)) {
		case BURIN_SUPPLY_COMMAND:
			send_stream(seq, action);
			return 1;
		case BURIN_SUPPLY_WAIT:
			seq->mode = MODE_DATA;
			wait_until(action, FOREVER, 1);
			return 1;
		case BURIN_SUPPLY_OVER:
			break;
		}
		if (seq->cancel || seq->state.stream + 1 >= seq->program->stream_count)
			break;
		enter_stream(seq, seq->state.stream + 1);
	}
	end_streams(seq, seq->cancel ? BURIN_END_CANCELLED : seq->orphan ? BURIN_END_ORPHANED :
		    BURIN_END_COMPLETE);
	return 0;
}

/* Epilogue */

static int applies(const struct burin_seq *seq, const struct burin_step *step)
{
	__u32 now = 0;

	now |= seq->state.written ? BURIN_WHEN_WRITTEN : BURIN_WHEN_UNWRITTEN;
	now |= seq->state.end == BURIN_END_COMPLETE ? BURIN_WHEN_COMPLETE : BURIN_WHEN_CUT;
	if (step->when & BURIN_WHEN_STREAM && step->stream < seq->started)
		now |= BURIN_WHEN_STREAM;
	return (step->when & ~now) == 0;
}

static void send_step(struct burin_seq *seq, struct burin_seq_action *action)
{
	const struct burin_step *step = step_of(seq);
	struct burin_seq_action *command = &seq->command;
	__u32 i;

	*command = no_action;
	command->kind = BURIN_ACT_SEND;
	for (i = 0; i < BURIN_CDB_MAX; i++)
		command->cdb[i] = step->cdb[i];
	command->cdb_len = step->cdb_len;
	command->direction = step->direction;
	command->data = step->direction == BURIN_DIR_OUT ? step->data : NULL;
	command->data_bytes = step->data_len;
	command->timeout_ms = step->timeout_ms;
	if (step->flags & BURIN_STEP_CLOSES)
		seq->closings++;
	seq->report = 1;
	send_new(seq, action);
}

static int advance_step(struct burin_seq *seq, struct burin_seq_action *action)
{
	for (; seq->state.step < seq->program->step_count; seq->state.step++) {
		if (!applies(seq, step_of(seq)))
			continue;
		send_step(seq, action);
		return 1;
	}
	return 0;
}

static void advance(struct burin_seq *seq, struct burin_seq_action *action)
{
	if (in_stream(seq) && advance_stream(seq, action))
		return;
	if (!advance_step(seq, action))
		finish(seq, action);
}

/* Closing steps that a step with BURIN_STEP_STOPS leaves undone. */
static void pass_over(struct burin_seq *seq)
{
	while (++seq->state.step < seq->program->step_count)
		if (step_of(seq)->flags & BURIN_STEP_CLOSES && applies(seq, step_of(seq)))
			seq->unclosed++;
}

static void step_failed(struct burin_seq *seq)
{
	const struct burin_step *step = step_of(seq);

	seq->state.failed_steps |= 1u << (seq->state.step & 31);
	if (step->flags & BURIN_STEP_CLOSES)
		seq->unclosed++;
	if (step->flags & BURIN_STEP_STOPS)
		pass_over(seq);
	else
		seq->state.step++;
}

static void step_done(struct burin_seq *seq, struct burin_seq_action *action)
{
	if (step_of(seq)->flags & BURIN_STEP_SYNC)
		burin_seq_acknowledge(seq);
	seq->state.step++;
	advance(seq, action);
}

/* Ends of commands */

static void stream_done(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->offset += seq->command.data_bytes;
	seq->stream_blocks += seq->blocks;
	seq->state.next_lba += seq->blocks;
	if (seq->command.direction == BURIN_DIR_OUT)
		seq->state.written += seq->blocks;
	burin_seq_note_taken(seq);
	advance(seq, action);
}

static void command_done(struct burin_seq *seq, struct burin_seq_action *action)
{
	if (seq->command.is_probe)
		advance(seq, action);
	else if (in_stream(seq))
		stream_done(seq, action);
	else
		step_done(seq, action);
}

static void command_failed(struct burin_seq *seq, const struct burin_event *event, __u8 host,
			   const struct burin_sense *sense, struct burin_seq_action *action)
{
	int ignored = !in_stream(seq) && step_of(seq)->flags & BURIN_STEP_IGNORE;

	if (!ignored || sense->deferred || host == BURIN_HOST_GONE)
		burin_seq_fail(seq, event, host, sense);
	if (in_stream(seq)) {
		if (seq->command.direction == BURIN_DIR_OUT && !burin_sense_untaken(sense))
			seq->unknown = 1;
		end_streams(seq, BURIN_END_FAILED);
	} else {
		step_failed(seq);
	}
	if (host != BURIN_HOST_GONE) {
		advance(seq, action);
		return;
	}
	seq->unclosed++;
	finish(seq, action);
}

static __u64 repeat_deadline(const struct burin_seq *seq, const struct burin_reaction *reaction)
{
	__u64 ms = seq->command.timeout_ms;

	/* An immediate step that finds the unit busy may wait as long as for its own work. */
	if (!in_stream(seq) && step_of(seq)->flags & BURIN_STEP_POLL && step_of(seq)->poll_ms > ms)
		ms = step_of(seq)->poll_ms;
	if (reaction->limit_ms)
		ms = reaction->limit_ms;
	return seq->began + ms * NS_PER_MS;
}

static __u16 triple(const struct burin_sense *sense)
{
	return (__u16)(sense->asc << 8 | sense->ascq);
}

/* Tries are counted for one sense; another one begins anew, within the same time. */
static void count_try(struct burin_seq *seq, __u64 now, const struct burin_sense *sense)
{
	__u16 met = triple(sense);

	if (!seq->began)
		seq->began = now ? now : 1;
	if (seq->met != met)
		seq->tries = 0;
	seq->met = met;
}

/* 1: the command goes on by waiting; 0: it has failed. */
static int repeat(struct burin_seq *seq, __u64 now, const struct burin_reaction *reaction,
		  struct burin_seq_action *action)
{
	__u64 deadline = repeat_deadline(seq, reaction);
	__u32 ms;

	if (now >= deadline || (reaction->most && seq->tries >= reaction->most))
		return 0;
	ms = burin_reaction_wait(reaction, seq->tries++);
	if (!ms) {
		again(seq, action);
		return 1;
	}
	if (seq->command.is_stream && seq->paced && !seq->probe_off) {
		seq->held = 1;
		advance(seq, action);
		return 1;
	}
	seq->mode = MODE_PAUSE;
	seq->wake = min64(now + ms * NS_PER_MS, deadline);
	wait_until(action, seq->wake, 0);
	return 1;
}

static int react(struct burin_seq *seq, __u64 now, const struct burin_sense *sense,
		 const struct burin_reaction *reaction, struct burin_seq_action *action)
{
	__u64 deadline;

	count_try(seq, now, sense);
	if (reaction->react == BURIN_REACT_REPEAT)
		return repeat(seq, now, reaction, action);
	deadline = repeat_deadline(seq, reaction);
	if (now >= deadline || (reaction->most && seq->tries >= reaction->most))
		return 0;
	seq->tries++;
	start_poll(seq, now, deadline, reaction->react == BURIN_REACT_DONE, action);
	return 1;
}

static void probe_finished(struct burin_seq *seq, const struct burin_event *event,
			   const struct burin_sense *sense, struct burin_seq_action *action)
{
	if (burin_seq_ends_stream(event, sense)) {
		command_failed(seq, event, event->host, sense, action);
		return;
	}
	if (event->host != BURIN_HOST_OK || event->status != GOOD)
		seq->probe_off = event->host != BURIN_HOST_OK || sense->key == 5;
	advance(seq, action);
}

/* A command of a stream that is over by cancel is not worth another try. */
static int is_dropped(const struct burin_seq *seq)
{
	return in_stream(seq) && seq->cancel && !seq->cut;
}

/* The floor once more, for templates whose opcode the tables do not know as a write. */
static int may_repeat(const struct burin_seq *seq, const struct burin_event *event,
		      const struct burin_sense *sense)
{
	if (!seq->command.is_stream || seq->command.direction != BURIN_DIR_OUT)
		return 1;
	return event->status != CHECK_CONDITION || burin_sense_untaken(sense);
}

static int is_short(const struct burin_seq *seq, const struct burin_event *event)
{
	return seq->command.is_stream &&
	       event->transferred < seq->command.data_bytes + seq->command.zero_bytes;
}

/* A deferred error kept this step from being carried out: it is told, and the step sent again. */
static int survives_deferred(struct burin_seq *seq, const struct burin_event *event,
			     const struct burin_sense *sense, struct burin_seq_action *action)
{
	if (in_stream(seq) || !sense->deferred || seq->tries >= 2)
		return 0;
	burin_seq_fail(seq, event, BURIN_HOST_OK, sense);
	count_try(seq, event->now, sense);
	seq->tries++;
	again(seq, action);
	return 1;
}

/* What the drive still had to write is gone, even if the step that learns of it is repeated. */
static void note_reset(struct burin_seq *seq, const struct burin_event *event,
		       const struct burin_sense *sense)
{
	if (burin_sense_lost_buffer(sense) && seq->state.written > seq->state.acknowledged)
		burin_seq_fail(seq, event, BURIN_HOST_OK, sense);
}

static void command_finished(struct burin_seq *seq, const struct burin_event *event,
			     struct burin_seq_action *action)
{
	struct burin_reaction reaction;
	struct burin_sense sense;
	__u8 host = event->host;

	burin_seq_judge(seq, event, seq->command.cdb[0], &sense, &reaction);
	burin_seq_pace_by(seq, event, &sense);
	if (seq->command.is_probe && reaction.react != BURIN_REACT_CARRY_ON) {
		if (burin_seq_ends_stream(event, &sense))
			burin_seq_note_loss(seq, host, &sense, BURIN_REACT_FAIL);
		probe_finished(seq, event, &sense, action);
		return;
	}
	if (reaction.react == BURIN_REACT_CARRY_ON && is_short(seq, event)) {
		reaction.react = BURIN_REACT_FAIL;
		host = BURIN_HOST_ERROR;
	}
	burin_seq_note_loss(seq, host, &sense, reaction.react);
	note_reset(seq, event, &sense);
	if (reaction.react == BURIN_REACT_CARRY_ON) {
		if (!in_stream(seq) && step_of(seq)->flags & BURIN_STEP_POLL)
			start_poll(seq, event->now, event->now +
				   step_of(seq)->poll_ms * NS_PER_MS, 1, action);
		else
			command_done(seq, action);
		return;
	}
	if (reaction.react != BURIN_REACT_FAIL && may_repeat(seq, event, &sense)) {
		if (is_dropped(seq)) {
			advance(seq, action);
			return;
		}
		if (react(seq, event->now, &sense, &reaction, action))
			return;
	}
	if (survives_deferred(seq, event, &sense, action))
		return;
	command_failed(seq, event, host, &sense, action);
}

static void poll_over(struct burin_seq *seq, struct burin_seq_action *action)
{
	seq->report = 1;
	if (seq->poll_done)
		command_done(seq, action);
	else if (is_dropped(seq))
		advance(seq, action);
	else
		again(seq, action);
}

/* A reaction's own limit counts from where the drive began to give this answer. */
static __u64 poll_limit(struct burin_seq *seq, __u64 now, const struct burin_sense *sense,
			const struct burin_reaction *reaction)
{
	__u16 met = triple(sense);

	if (!seq->poll_since || seq->poll_met != met)
		seq->poll_since = now ? now : 1;
	seq->poll_met = met;
	return seq->poll_since + reaction->limit_ms * NS_PER_MS;
}

/* Not ready yet: go on asking, unless time is up or the reaction's own limit has passed. */
static void poll_again(struct burin_seq *seq, const struct burin_event *event,
		       const struct burin_sense *sense, const struct burin_reaction *reaction,
		       struct burin_seq_action *action)
{
	__u64 limit = seq->deadline;

	if (sense->has_progress && sense->progress != seq->state.progress) {
		seq->state.progress = sense->progress;
		seq->report = 1;
	}
	if (reaction->react != BURIN_REACT_REPEAT && reaction->limit_ms)
		limit = min64(limit, poll_limit(seq, event->now, sense, reaction));
	if (event->now >= limit)
		command_failed(seq, event, BURIN_HOST_TIMEOUT, sense, action);
	else if (is_dropped(seq))
		advance(seq, action);
	else
		pause_poll(seq, event->now, action);
}

static void poll_finished(struct burin_seq *seq, const struct burin_event *event,
			  struct burin_seq_action *action)
{
	struct burin_reaction reaction;
	struct burin_sense sense;

	burin_seq_judge(seq, event, TEST_UNIT_READY, &sense, &reaction);
	burin_seq_note_loss(seq, event->host, &sense, reaction.react);
	note_reset(seq, event, &sense);
	if (in_stream(seq) && burin_sense_lost_buffer(&sense))
		reaction.react = BURIN_REACT_FAIL;
	switch (reaction.react) {
	case BURIN_REACT_CARRY_ON:
		poll_over(seq, action);
		break;
	case BURIN_REACT_FAIL:
		command_failed(seq, event, event->host, &sense, action);
		break;
	default:
		poll_again(seq, event, &sense, &reaction, action);
	}
}

/* Events */

static void start(struct burin_seq *seq, struct burin_seq_action *action)
{
	if (seq->program->stream_count) {
		seq->state.phase = BURIN_RUN_STREAM;
		enter_stream(seq, 0);
	} else {
		end_streams(seq, BURIN_END_COMPLETE);
	}
	advance(seq, action);
}

/* The action that stands: what was asked for last has not come yet. */
static void hold(const struct burin_seq *seq, struct burin_seq_action *action)
{
	switch (seq->mode) {
	case MODE_ROOM:
	case MODE_PAUSE:
	case MODE_POLL_PAUSE:
		wait_until(action, seq->wake, 0);
		break;
	case MODE_DONE:
		*action = no_action;
		action->kind = BURIN_ACT_DONE;
		break;
	default:
		wait_until(action, FOREVER, seq->mode == MODE_DATA);
	}
}

static void take_event(struct burin_seq *seq, const struct burin_event *event)
{
	if (event->kind == BURIN_EV_CANCEL && seq->state.phase <= BURIN_RUN_STREAM)
		seq->cancel = 1;
	if (!in_stream(seq))
		return;
	if (event->available > seq->available && !seq->ended)
		seq->available = event->available;
	seq->orphan |= event->kind == BURIN_EV_ORPHAN;
	seq->ended |= event->ended || seq->orphan;
}

static void finished(struct burin_seq *seq, const struct burin_event *event,
		     struct burin_seq_action *action)
{
	if (seq->mode == MODE_COMMAND)
		command_finished(seq, event, action);
	else if (seq->mode == MODE_POLL)
		poll_finished(seq, event, action);
	else
		hold(seq, action);
}

static void woken(struct burin_seq *seq, const struct burin_event *event,
		  struct burin_seq_action *action)
{
	int paused = seq->mode == MODE_PAUSE || seq->mode == MODE_POLL_PAUSE;

	if (seq->mode == MODE_DATA || (paused && is_dropped(seq)) ||
	    (seq->mode == MODE_ROOM && (event->now >= seq->wake || seq->cancel)))
		advance(seq, action);
	else if (seq->mode == MODE_PAUSE && event->now >= seq->wake)
		again(seq, action);
	else if (seq->mode == MODE_POLL_PAUSE && event->now >= seq->wake)
		send_poll(seq, action);
	else
		hold(seq, action);
}

void burin_seq_next(struct burin_seq *seq, const struct burin_event *event,
		    struct burin_seq_action *action)
{
	seq->now = event->now;
	take_event(seq, event);
	if (event->kind == BURIN_EV_START && seq->mode == MODE_START)
		start(seq, action);
	else if (event->kind == BURIN_EV_FINISHED)
		finished(seq, event, action);
	else
		woken(seq, event, action);
	action->report = seq->report;
	seq->report = 0;
}

void burin_seq_init(struct burin_seq *seq, const struct burin_program *program)
{
	static const struct burin_seq blank;

	*seq = blank;
	seq->program = program;
	seq->ceiling = FOREVER;
	seq->probe_at = program->probe_blocks;
}
