/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A drive that answers from a script, and a runner for it. Every command is kept;
 * what the script does not say is GOOD. The invariants that hold for every
 * program and every script are checked after each event.
 */
#ifndef TESTS_ENGINE_DRIVE_H
#define TESTS_ENGINE_DRIVE_H

#include "../../../driver/engine/sequencer.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MS 1000000ull
#define SENT_MAX 20000

struct answer {
	uint8_t opcode;		/* the script's line waits for this one */
	unsigned int skip;	/* how many of them pass GOOD first */
	uint8_t host, status;
	uint8_t sense[32], sense_len;
	unsigned int times;	/* then GOOD again */
	uint32_t short_by;
};

struct sent {
	uint8_t cdb[16];
	uint32_t data, zero;
	uint64_t at;
};

/* What it answers to READ BUFFER CAPACITY. */
enum { TELLS_THE_TRUTH = 0, TELLS_FULL, TELLS_NOTHING };

/* A buffer that refuses what has no room; size 0: none. */
struct small_buffer {
	uint32_t size, used, drain;	/* bytes; drain: in a millisecond */
	uint64_t drained_at;
	uint64_t idle_from, idle_until;	/* ns: nothing leaves it */
	int tells;
	unsigned int refusals;
};

struct drive {
	struct answer script[8];
	unsigned int lines;
	/* instead of the script: the answer to each command in turn, then GOOD */
	const struct answer *alphabet;
	uint8_t turns[12];
	unsigned int turn_count;
	struct small_buffer buffer;
	struct sent sent[SENT_MAX];
	unsigned int count;
	uint64_t now;
	struct burin_seq seq;
	uint64_t available[4];	/* of each stream */
	bool ended[4];
	/* events of the runner's own, after so many commands; 0: never */
	unsigned int cancel_after, orphan_after;
	bool stuck;		/* waits for what never comes */
	const char *broken;	/* which invariant */
	int64_t last_lba;	/* of the last WRITE answered GOOD, its end */
	bool unknown;		/* a WRITE of unknown outcome has been */
};

static inline struct answer *say(struct drive *d, uint8_t opcode, uint8_t key, uint8_t asc,
				 uint8_t ascq)
{
	struct answer *a = &d->script[d->lines++];

	a->opcode = opcode;
	a->status = 2;
	a->times = 1;
	a->sense_len = 18;
	a->sense[0] = 0x70;
	a->sense[2] = key;
	a->sense[7] = 10;
	a->sense[12] = asc;
	a->sense[13] = ascq;
	return a;
}

static inline struct answer *say_host(struct drive *d, uint8_t opcode, uint8_t host)
{
	struct answer *a = &d->script[d->lines++];

	a->opcode = opcode;
	a->host = host;
	a->times = 1;
	return a;
}

static inline void set_info(struct answer *a, uint32_t lba)
{
	a->sense[0] |= 0x80;
	for (int i = 0; i < 4; i++)
		a->sense[3 + i] = (uint8_t)(lba >> (24 - 8 * i));
}

static inline bool is_write_op(uint8_t op)
{
	return op == 0x2a || op == 0xaa;
}

static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static inline uint32_t blocks_of(const uint8_t *cdb)
{
	return cdb[0] >= 0xa0 ? be32(cdb + 6) : (uint32_t)cdb[7] << 8 | cdb[8];
}

static inline const struct answer *answer_for(struct drive *d, uint8_t opcode)
{
	if (d->alphabet && d->count < d->turn_count && d->turns[d->count])
		return &d->alphabet[d->turns[d->count]];
	for (unsigned int i = 0; i < d->lines; i++) {
		struct answer *a = &d->script[i];

		if (a->opcode != opcode || !a->times)
			continue;
		if (a->skip) {
			a->skip--;
			return NULL;
		}
		a->times--;
		return a;
	}
	return NULL;
}

static inline const struct answer *fill_buffer(struct drive *d, uint32_t bytes)
{
	static const struct answer full = {
		.status = 2, .sense_len = 18, .sense = { 0x70, 0, 2, [7] = 10, [12] = 4, 8 },
	};
	struct small_buffer *b = &d->buffer;
	uint64_t left = (d->now - b->drained_at) / MS * b->drain;

	if (!b->size)
		return NULL;
	b->drained_at += (d->now - b->drained_at) / MS * MS;
	if (d->now >= b->idle_from && d->now < b->idle_until)
		left = 0;
	b->used -= left < b->used ? (uint32_t)left : b->used;
	if (b->used + bytes > b->size) {
		b->refusals++;
		return &full;
	}
	b->used += bytes;
	return NULL;
}

static inline uint32_t told_room(struct drive *d)
{
	fill_buffer(d, 0);
	if (d->buffer.tells == TELLS_NOTHING || !d->buffer.size)
		return BURIN_ROOM_UNKNOWN;
	return d->buffer.tells == TELLS_FULL ? 0 : d->buffer.size - d->buffer.used;
}

/*
 * The outcome as the drive's side sees it: only GOOD and recovered errors take data;
 * it is unknown after a failure below SCSI and after medium and hardware errors.
 */
static inline void watch_write(struct drive *d, const uint8_t *cdb, const struct answer *a)
{
	int64_t lba = (int32_t)be32(cdb + 2);

	if (d->unknown)
		d->broken = "a write after one of unknown outcome";
	if (lba < d->last_lba)
		d->broken = "address went back";
	if (!a || (a->status == 2 && (a->sense[2] & 15) == 1 && a->sense[0] == 0x70))
		d->last_lba = lba + blocks_of(cdb);
	else if (a->host || (a->status == 2 && (a->sense_len < 3 || (a->sense[0] == 0x70 &&
		 ((a->sense[2] & 15) == 3 || (a->sense[2] & 15) == 4)))))
		d->unknown = true;
}

static inline void carry_out(struct drive *d, const struct burin_seq_action *action,
			     struct burin_event *event)
{
	const struct answer *a = answer_for(d, action->cdb[0]);
	struct sent *s = &d->sent[d->count++];

	memcpy(s->cdb, action->cdb, 16);
	s->data = action->data_bytes;
	s->zero = action->zero_bytes;
	s->at = d->now;
	if (!a && action->is_stream && is_write_op(action->cdb[0]))
		a = fill_buffer(d, s->data + s->zero);
	if (action->is_stream && is_write_op(action->cdb[0]))
		watch_write(d, action->cdb, a);
	d->now += MS / 100;
	memset(event, 0, sizeof(*event));
	event->kind = BURIN_EV_FINISHED;
	event->transferred = action->data_bytes + action->zero_bytes;
	if (action->is_probe)
		event->room = told_room(d);
	if (!a)
		return;
	event->host = a->host;
	event->status = a->status;
	event->sense = a->sense_len ? a->sense : NULL;
	event->sense_len = a->sense_len;
	event->transferred -= a->short_by;
}

static inline void check_state(struct drive *d, const struct burin_run_state *before)
{
	const struct burin_run_state *now = burin_seq_state(&d->seq);

	if (now->acknowledged > now->written || now->written > now->submitted)
		d->broken = "acknowledged <= written <= submitted";
	if (now->acknowledged < before->acknowledged || now->written < before->written ||
	    now->submitted < before->submitted)
		d->broken = "a counter fell";
	if (now->phase < before->phase)
		d->broken = "phase went back";
}

static inline void step_drive(struct drive *d, const struct burin_event *event,
			      struct burin_seq_action *action)
{
	struct burin_run_state before = *burin_seq_state(&d->seq);
	struct burin_event told = *event;
	uint32_t stream = before.stream;

	told.now = d->now;
	told.available = d->available[stream];
	told.ended = d->ended[stream];
	burin_seq_next(&d->seq, &told, action);
	check_state(d, &before);
}

/* Runs until DONE; false when it is stuck, runs away or breaks an invariant. */
static inline bool run(struct drive *d, const struct burin_program *program)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct burin_seq_action action;
	unsigned int turns = 0;

	d->now = d->now ? d->now : 5 * MS;
	d->last_lba = INT64_MIN;
	burin_seq_init(&d->seq, program);
	step_drive(d, &event, &action);
	while (action.kind != BURIN_ACT_DONE && !d->broken) {
		if (++turns > 4 * SENT_MAX || d->count >= SENT_MAX - 1) {
			d->broken = "no end";
			break;
		}
		if (action.kind == BURIN_ACT_SEND) {
			carry_out(d, &action, &event);
			if (d->cancel_after && d->count == d->cancel_after) {
				struct burin_event cancel = { .kind = BURIN_EV_CANCEL };

				step_drive(d, &cancel, &action);
			}
			if (d->orphan_after && d->count == d->orphan_after) {
				struct burin_event orphan = { .kind = BURIN_EV_ORPHAN };

				step_drive(d, &orphan, &action);
			}
		} else if (action.until != ~0ull) {
			d->now = action.until;
			event = (struct burin_event) { .kind = BURIN_EV_TICK };
		} else if (action.for_data) {
			event = (struct burin_event) { .kind = BURIN_EV_DATA };
			if (!d->ended[d->seq.state.stream] && d->stuck) {
				d->broken = "waits for data for ever";
				break;
			}
			d->stuck = true;
		} else {
			d->broken = "waits for nothing";
			break;
		}
		step_drive(d, &event, &action);
		if (action.kind != BURIN_ACT_WAIT || !action.for_data)
			d->stuck = false;
	}
	return !d->broken;
}

static inline unsigned int count_op(const struct drive *d, uint8_t opcode)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < d->count; i++)
		n += d->sent[i].cdb[0] == opcode;
	return n;
}

/* The n-th command of an opcode, from 0. */
static inline const struct sent *nth_op(const struct drive *d, uint8_t opcode, unsigned int n)
{
	for (unsigned int i = 0; i < d->count; i++)
		if (d->sent[i].cdb[0] == opcode && !n--)
			return &d->sent[i];
	return NULL;
}

/* A small program: 4 blocks of 16 bytes a command, flush, flush, close, unlock. */
struct small {
	struct burin_stream_spec streams[2];
	struct burin_step steps[4];
	struct burin_reaction reactions[4];
	struct burin_program program;
};

static inline void make_small(struct small *s)
{
	static const uint8_t ops[4] = { 0x35, 0x35, 0x5b, 0x1e };
	static const uint8_t lens[4] = { 10, 10, 10, 6 };

	memset(s, 0, sizeof(*s));
	for (int i = 0; i < 2; i++)
		s->streams[i] = (struct burin_stream_spec) {
			.cdb = { 0x2a }, .cdb_len = 10, .direction = BURIN_DIR_OUT, .lba = 100 + 1000 * i,
			.block_size = 16, .unit = 1, .command_blocks = 4, .timeout_ms = 200000,
		};
	for (int i = 0; i < 4; i++) {
		s->steps[i].cdb[0] = ops[i];
		s->steps[i].cdb_len = lens[i];
		s->steps[i].timeout_ms = 30000;
	}
	s->steps[0].flags = BURIN_STEP_SYNC | BURIN_STEP_POLL;
	s->steps[0].poll_ms = 60000;
	s->steps[1].flags = BURIN_STEP_SYNC;
	s->steps[2].flags = BURIN_STEP_CLOSES | BURIN_STEP_POLL;
	s->steps[2].poll_ms = 60000;
	s->steps[0].when = s->steps[1].when = s->steps[2].when = BURIN_WHEN_WRITTEN;
	s->steps[3].flags = BURIN_STEP_IGNORE;
	s->program = (struct burin_program) {
		.streams = s->streams, .stream_count = 1, .steps = s->steps, .step_count = 4,
		.reactions = s->reactions,
	};
}

#endif
