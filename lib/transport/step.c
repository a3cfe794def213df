/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single commands, each through a sequencer of its own: the same retries and polls as a burn. */
#include "transport/burn.h"

#include <string.h>

#include "../../driver/engine/sequencer.h"

#define OTHER_REPLY_MAX 256	/* of what the sequencer asks by itself while it waits */
#define WATCH_NS 100000000ull	/* waits in between are cut in pieces of it */

struct run {
	struct bur_transport *t;
	const struct burin_step *step;
	struct bur_watch *watch;	/* may be NULL */
	struct bur_command *own;	/* the step's command: its data, its last answer */
	struct bur_command other;
	uint8_t reply[OTHER_REPLY_MAX];
};

/* The sequencer's polls travel through a command of their own. */
static const struct bur_command *execute(struct run *run, const struct burin_seq_action *action)
{
	struct bur_command *cmd = run->own;

	if (action->cdb[0] != run->step->cdb[0]) {
		size_t n = action->data_bytes;

		cmd = &run->other;
		cmd->data = action->direction == BURIN_DIR_OUT ? (void *)action->data : run->reply;
		cmd->data_len = n < sizeof(run->reply) ? n : sizeof(run->reply);
	}
	memcpy(cmd->cdb, action->cdb, sizeof(cmd->cdb));
	cmd->cdb_len = action->cdb_len;
	cmd->direction = action->direction;
	cmd->timeout_ms = action->timeout_ms;
	cmd->host = BURIN_HOST_OK;
	cmd->status = 0;
	cmd->transferred = 0;
	cmd->sense_len = 0;
	bur_transport_execute(run->t, cmd);
	return cmd;
}

/* False: the caller does not want to wait any longer. */
static bool wait_until(struct run *run, const struct burin_seq *seq, uint64_t until)
{
	struct bur_transport *t = run->t;

	for (;;) {
		uint64_t now = t->ops->now(t), ns = until > now ? until - now : 0;

		if (run->watch && run->watch->fn(run->watch->user, burin_seq_state(seq)))
			return false;
		if (!ns)
			return true;
		if (run->watch && ns > WATCH_NS)
			ns = WATCH_NS;
		t->ops->sleep(t, ns);
	}
}

/* False: it was left while it waited. */
static bool run_program(struct run *run, const struct burin_program *program,
			struct burin_run_state *state)
{
	struct burin_event event = { .kind = BURIN_EV_START };
	struct bur_transport *t = run->t;
	struct burin_seq_action action;
	struct burin_seq seq;
	bool stays = true;

	burin_seq_init(&seq, program);
	for (;;) {
		const struct bur_command *cmd;

		event.now = t->ops->now(t);
		burin_seq_next(&seq, &event, &action);
		if (action.kind == BURIN_ACT_DONE)
			break;
		if (action.kind == BURIN_ACT_WAIT) {
			stays = wait_until(run, &seq, action.until);
			if (!stays)
				break;
			event = (struct burin_event){ .kind = BURIN_EV_TICK };
			continue;
		}
		cmd = execute(run, &action);
		event = (struct burin_event){
			.kind = BURIN_EV_FINISHED,
			.host = cmd->host,
			.status = cmd->status,
			.transferred = (uint32_t)cmd->transferred,
			.sense = cmd->sense,
			.sense_len = cmd->sense_len,
		};
	}
	*state = *burin_seq_state(&seq);
	return stays;
}

static int run_one(struct bur_transport *t, const struct burin_step *step,
		   const struct burin_reaction *reactions, uint32_t reaction_count,
		   struct bur_command *own, struct burin_run_state *state,
		   struct bur_watch *watch)
{
	const struct burin_program program = {
		.steps = step,
		.step_count = 1,
		.reactions = reactions,
		.reaction_count = reaction_count,
	};
	struct run run = { .t = t, .step = step, .watch = watch, .own = own };

	if (!run_program(&run, &program, state)) {
		watch->left = own->host == BURIN_HOST_OK && !own->status;
		return BURIN_E_CANCELLED;
	}
	return state->failed ? bur_failure_code(&state->failure) : 0;
}

int bur_run_watched(struct bur_transport *t, const struct burin_step *step,
		    const struct burin_reaction *reactions, uint32_t reaction_count, void *reply,
		    size_t *transferred, struct burin_run_state *state,
		    struct bur_watch *watch)
{
	uint8_t scratch[OTHER_REPLY_MAX];
	struct bur_command own = { .data_len = step->data_len };
	struct burin_step alone = *step;
	int ret;

	alone.when = 0;
	if (step->direction == BURIN_DIR_OUT)
		own.data = (void *)step->data;
	else
		own.data = reply ? reply : scratch;
	ret = run_one(t, &alone, reactions, reaction_count, &own, state, watch);
	if (transferred)
		*transferred = own.transferred;
	return ret;
}

int bur_run_step(struct bur_transport *t, const struct burin_step *step,
		 const struct burin_reaction *reactions, uint32_t reaction_count, void *reply,
		 size_t *transferred, struct burin_run_state *state)
{
	return bur_run_watched(t, step, reactions, reaction_count, reply, transferred, state,
			       NULL);
}

int bur_transport_send(struct bur_transport *t, struct bur_command *cmd,
		       struct burin_failure *failure)
{
	struct burin_step step = {
		.cdb_len = cmd->cdb_len,
		.direction = cmd->direction,
		.timeout_ms = cmd->timeout_ms,
		.poll_ms = cmd->timeout_ms,
	};
	struct burin_run_state state;
	int ret;

	memcpy(step.cdb, cmd->cdb, sizeof(step.cdb));
	ret = run_one(t, &step, NULL, 0, cmd, &state, NULL);
	if (failure)
		*failure = state.failure;
	return ret;
}
