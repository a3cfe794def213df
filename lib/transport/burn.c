/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport/burn.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "../../driver/engine/sequencer.h"
#include "core/alloc.h"
#include "core/bytes.h"
#include "transport/ring.h"

#define PROBE_LEN 12		/* READ BUFFER CAPACITY */
#define REPLY_MAX 256		/* of a step: data_len is a byte */
/* A runner that found nothing to do is woken for at least so many slots. */
#define WAKE_SLOTS 8

/* What the feeder has published of one stream. */
struct feed {
	uint64_t first;			/* sequence of its first slot */
	uint64_t bytes;
	bool ended;
};

struct bur_burn {
	struct bur_transport *t;
	const struct burin_program *program;
	pthread_t thread;

	pthread_mutex_t lock;		/* guards all that follows up to "runner" */
	pthread_cond_t data, space, done;
	struct bur_ring ring;
	struct feed *feeds;		/* one for each stream */
	uint32_t feeding;		/* index of the stream being fed */
	bool runner_waits, feeder_waits;
	bool cancelled, orphaned;
	bool over, finished;
	struct burin_run_state state;
	struct bur_burn_level level;

	/* runner: its thread's alone */
	struct burin_seq seq;
	struct bur_command cmd;
	uint64_t told_bytes;
	bool told_ended, told_cancel, told_orphan;
	uint8_t reply[REPLY_MAX];
};

static uint32_t command_bytes(const struct bur_burn *burn, uint32_t stream)
{
	const struct burin_stream_spec *spec = &burn->program->streams[stream];

	return spec->command_blocks * spec->block_size;
}

static bool is_reading(const struct bur_burn *burn)
{
	return burn->program->stream_count &&
	       burn->program->streams[0].direction == BURIN_DIR_IN;
}

/* Bytes the sequencer may count on in the running stream. Locked. */
static uint64_t available(const struct bur_burn *burn, uint32_t stream)
{
	if (stream >= burn->program->stream_count)
		return 0;
	if (is_reading(burn))
		return (burn->ring.tail + burn->ring.slots) * command_bytes(burn, stream);
	return burn->feeds[stream].bytes;
}

static bool is_ended(const struct bur_burn *burn, uint32_t stream)
{
	return stream < burn->program->stream_count && burn->feeds[stream].ended;
}

/* Slots of the running stream whose commands were answered GOOD. Locked. */
static uint64_t slots_done(const struct bur_burn *burn)
{
	const struct burin_run_state *state = &burn->state;
	const struct burin_stream_spec *spec;
	uint64_t blocks;

	if (state->phase != BURIN_RUN_STREAM || state->stream >= burn->program->stream_count)
		return burn->ring.tail;
	spec = &burn->program->streams[state->stream];
	blocks = (uint64_t)(state->next_lba - spec->lba);
	return burn->feeds[state->stream].first +
	       (blocks + spec->command_blocks - 1) / spec->command_blocks;
}

/* Takes over what the sequencer says now, and frees (or fills) slots. Locked. */
static void take_state(struct bur_burn *burn)
{
	uint64_t done;

	burn->state = *burin_seq_state(&burn->seq);
	burn->over = burn->state.phase != BURIN_RUN_STREAM && burn->state.phase != BURIN_RUN_IDLE;
	done = slots_done(burn);
	if (is_reading(burn) && done > burn->ring.head)
		burn->ring.head = done;
	/* Zeros up to least_blocks are commands without a slot. */
	if (!is_reading(burn) && done > burn->ring.tail)
		burn->ring.tail = done < burn->ring.head ? done : burn->ring.head;
	/* A feeder that waits sleeps until it is worth waking: an eighth of the ring. */
	if (burn->feeder_waits &&
	    (burn->over || is_reading(burn) ||
	     burn->ring.slots - bur_ring_used(&burn->ring) > burn->ring.slots / 8))
		pthread_cond_signal(&burn->space);
}

static void fill_event(struct bur_burn *burn, struct burin_event *event)
{
	uint32_t stream = burin_seq_state(&burn->seq)->stream;

	event->now = burn->t->ops->now(burn->t);
	pthread_mutex_lock(&burn->lock);
	burn->level.now = event->now;
	burn->told_bytes = available(burn, stream);
	burn->told_ended = is_ended(burn, stream);
	event->available = burn->told_bytes;
	event->ended = burn->told_ended;
	pthread_mutex_unlock(&burn->lock);
}

/* Where the data of a command of the stream lie: in one slot, padded in place. */
static uint8_t *stream_data(struct bur_burn *burn, const struct burin_seq_action *action)
{
	uint32_t stream = burin_seq_state(&burn->seq)->stream;
	uint64_t sequence;
	uint8_t *slot;

	if (!action->data_bytes)
		return burn->ring.zeros;
	pthread_mutex_lock(&burn->lock);
	sequence = burn->feeds[stream].first + action->data_offset / command_bytes(burn, stream);
	pthread_mutex_unlock(&burn->lock);
	slot = bur_ring_slot(&burn->ring, sequence);
	memset(slot + action->data_bytes, 0, action->zero_bytes);
	return slot;
}

/* MMC-6 6.18: 12 bytes, in bytes unless the block bit is set; drives err, it is a hint. */
static void take_probe(struct bur_burn *burn)
{
	uint32_t total = get_be32(burn->reply + 4), left = get_be32(burn->reply + 8);

	if (burn->cmd.host || burn->cmd.status || burn->cmd.transferred < PROBE_LEN ||
	    (burn->reply[3] & 1) || left > total)
		return;
	pthread_mutex_lock(&burn->lock);
	burn->level.buffer_total = total;
	burn->level.buffer_used = total - left;
	pthread_mutex_unlock(&burn->lock);
}

static void send(struct bur_burn *burn, const struct burin_seq_action *action,
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
	if (cmd->data == burn->reply && cmd->data_len > REPLY_MAX)
		cmd->data_len = REPLY_MAX;
	burn->t->ops->execute(burn->t, cmd);
	if (action->is_probe)
		take_probe(burn);
	*event = (struct burin_event){
		.kind = BURIN_EV_FINISHED,
		.host = cmd->host,
		.status = cmd->status,
		.transferred = (uint32_t)cmd->transferred,
		.sense = cmd->sense,
		.sense_len = cmd->sense_len,
	};
}

/* Cancel and the death of the owner are told once. Locked. */
static bool is_called_off(struct bur_burn *burn, struct burin_event *event)
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

/* More than the sequencer was told of: at once, or when it is worth waking for. */
static bool has_news(const struct bur_burn *burn, bool waited)
{
	uint32_t stream = burn->state.stream;
	uint64_t news = available(burn, stream) - burn->told_bytes;
	uint64_t least = waited ? WAKE_SLOTS : 1;

	if (least > burn->ring.slots / 2)
		least = 1;
	if (stream >= burn->program->stream_count)
		return false;
	return is_ended(burn, stream) != burn->told_ended ||
	       news >= least * command_bytes(burn, stream);
}

static void wait_for(struct bur_burn *burn, const struct burin_seq_action *action,
		     struct burin_event *event)
{
	uint64_t now = burn->t->ops->now(burn->t);
	bool waited = false;

	pthread_mutex_lock(&burn->lock);
	while (!is_called_off(burn, event)) {
		*event = (struct burin_event){ .kind = BURIN_EV_DATA };
		if (action->for_data && has_news(burn, waited))
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
		burn->t->ops->sleep(burn->t, action->until - now);
}

/* True when the burn was called off before the command that is due was sent. */
static bool is_held_back(struct bur_burn *burn, struct burin_event *event)
{
	bool called_off;

	pthread_mutex_lock(&burn->lock);
	called_off = !burn->over && is_called_off(burn, event);
	pthread_mutex_unlock(&burn->lock);
	return called_off;
}

static void *runner(void *arg)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct bur_burn *burn = arg;
	struct burin_seq_action action;

	for (;;) {
		fill_event(burn, &event);
		burin_seq_next(&burn->seq, &event, &action);
		pthread_mutex_lock(&burn->lock);
		take_state(burn);
		pthread_mutex_unlock(&burn->lock);
		if (action.kind == BURIN_ACT_DONE)
			break;
		if (action.kind == BURIN_ACT_WAIT)
			wait_for(burn, &action, &event);
		else if (!is_held_back(burn, &event))
			send(burn, &action, &event);
	}
	pthread_mutex_lock(&burn->lock);
	burn->over = burn->finished = true;
	pthread_cond_broadcast(&burn->space);
	pthread_cond_broadcast(&burn->done);
	pthread_mutex_unlock(&burn->lock);
	return NULL;
}

/* Waits on real time: virtual time does not pass while a feeder is slow. */
static void wait_on(pthread_cond_t *cond, pthread_mutex_t *lock, const struct timespec *until)
{
	pthread_cond_clockwait(cond, lock, CLOCK_MONOTONIC, until);
}

static struct timespec deadline(uint32_t wait_ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += wait_ms / 1000;
	ts.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000;
	}
	return ts;
}

static bool is_past(const struct timespec *until)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > until->tv_sec ||
	       (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

static uint32_t longest_command(const struct burin_program *program)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < program->stream_count; i++) {
		const struct burin_stream_spec *spec = &program->streams[i];
		uint32_t bytes = spec->command_blocks * spec->block_size;

		most = bytes > most ? bytes : most;
	}
	return most;
}

/* Signals are for the caller's threads. */
static int start_thread(struct bur_burn *burn)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = pthread_create(&burn->thread, NULL, runner, burn);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -ret;
}

int bur_burn_start(struct bur_transport *t, const struct burin_program *program,
		   uint32_t ring_bytes, struct bur_burn **out)
{
	uint32_t stride = longest_command(program);
	struct bur_burn *burn;
	int ret;

	*out = NULL;
	if (burin_seq_check(program))
		return -EINVAL;
	burn = bur_zalloc(sizeof(*burn));
	if (!burn)
		return -ENOMEM;
	burn->t = t;
	burn->program = program;
	pthread_mutex_init(&burn->lock, NULL);
	pthread_cond_init(&burn->data, NULL);
	pthread_cond_init(&burn->space, NULL);
	pthread_cond_init(&burn->done, NULL);
	burin_seq_init(&burn->seq, program);
	burn->feeds = bur_array(program->stream_count, sizeof(*burn->feeds));
	ret = burn->feeds ? bur_ring_init(&burn->ring, stride ? stride : 1, ring_bytes) : -ENOMEM;
	if (!ret)
		ret = start_thread(burn);
	if (ret) {
		bur_ring_free(&burn->ring);
		bur_free(burn->feeds);
		bur_free(burn);
		return ret;
	}
	*out = burn;
	return 0;
}

/* Room in the slot for the stream being fed: a whole command, less at its declared end. */
static size_t slot_room(const struct bur_burn *burn)
{
	const struct burin_stream_spec *spec = &burn->program->streams[burn->feeding];
	uint64_t left, room = command_bytes(burn, burn->feeding);

	if (!spec->blocks)
		return (size_t)room;
	left = spec->blocks * spec->block_size - burn->feeds[burn->feeding].bytes;
	return (size_t)(left < room ? left : room);
}

/* A slot to fill (or to empty) is there. Locked. */
static bool take_slot(const struct bur_burn *burn, void **buf, size_t *n)
{
	const struct bur_ring *ring = &burn->ring;

	if (is_reading(burn)) {
		*buf = bur_ring_slot(ring, ring->tail);
		*n = slot_room(burn);
		return bur_ring_used(ring) && *n;
	}
	if (burn->over || burn->feeding >= burn->program->stream_count ||
	    burn->feeds[burn->feeding].ended || bur_ring_used(ring) == ring->slots)
		return false;
	*buf = bur_ring_slot(ring, ring->head);
	*n = slot_room(burn);
	return *n;
}

int bur_burn_slot(struct bur_burn *burn, uint32_t wait_ms, void **buf, size_t *n)
{
	struct timespec until = deadline(wait_ms);
	bool found;

	pthread_mutex_lock(&burn->lock);
	while (!(found = take_slot(burn, buf, n)) && wait_ms && !burn->over && !is_past(&until)) {
		burn->feeder_waits = true;
		wait_on(&burn->space, &burn->lock, &until);
		burn->feeder_waits = false;
	}
	pthread_mutex_unlock(&burn->lock);
	return found;
}

static void wake_runner(struct bur_burn *burn)
{
	if (burn->runner_waits)
		pthread_cond_signal(&burn->data);
}

void bur_burn_publish(struct bur_burn *burn, size_t n)
{
	struct feed *feed;

	pthread_mutex_lock(&burn->lock);
	feed = &burn->feeds[burn->feeding];
	feed->bytes += n;
	if (is_reading(burn))
		burn->ring.tail++;
	else
		burn->ring.head++;
	if (burn->runner_waits && has_news(burn, true))
		pthread_cond_signal(&burn->data);
	pthread_mutex_unlock(&burn->lock);
}

void bur_burn_end(struct bur_burn *burn)
{
	pthread_mutex_lock(&burn->lock);
	if (burn->feeding < burn->program->stream_count) {
		burn->feeds[burn->feeding++].ended = true;
		if (burn->feeding < burn->program->stream_count)
			burn->feeds[burn->feeding].first = burn->ring.head;
	}
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

void bur_burn_cancel(struct bur_burn *burn)
{
	pthread_mutex_lock(&burn->lock);
	burn->cancelled = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
}

bool bur_burn_is_over(struct bur_burn *burn)
{
	bool over;

	pthread_mutex_lock(&burn->lock);
	over = burn->over;
	pthread_mutex_unlock(&burn->lock);
	return over;
}

bool bur_burn_wait(struct bur_burn *burn, uint32_t wait_ms)
{
	struct timespec until = deadline(wait_ms);
	bool finished;

	pthread_mutex_lock(&burn->lock);
	while (!burn->finished && !is_past(&until))
		wait_on(&burn->done, &burn->lock, &until);
	finished = burn->finished;
	pthread_mutex_unlock(&burn->lock);
	return finished;
}

void bur_burn_state(struct bur_burn *burn, struct burin_run_state *state,
		    struct bur_burn_level *level)
{
	pthread_mutex_lock(&burn->lock);
	if (state)
		*state = burn->state;
	if (level) {
		*level = burn->level;
		level->ring_total = burn->ring.slots * burn->ring.stride;
		level->ring_used = bur_ring_used(&burn->ring) * burn->ring.stride;
	}
	pthread_mutex_unlock(&burn->lock);
}

void bur_burn_free(struct bur_burn *burn)
{
	if (!burn)
		return;
	pthread_mutex_lock(&burn->lock);
	burn->orphaned = true;
	wake_runner(burn);
	pthread_mutex_unlock(&burn->lock);
	pthread_join(burn->thread, NULL);
	bur_ring_free(&burn->ring);
	bur_free(burn->feeds);
	pthread_cond_destroy(&burn->data);
	pthread_cond_destroy(&burn->space);
	pthread_cond_destroy(&burn->done);
	pthread_mutex_destroy(&burn->lock);
	bur_free(burn);
}
