/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A running burn: a program, a ring of slots and the thread that drives the
 * sequencer. The caller's thread fills slots in order and publishes them; the
 * runner consumes them. On a transport with a kernel engine behind it the same
 * calls become START, PUBLISH, COMPLETE and CANCEL.
 *
 *	bur_burn_start() ... { slot = bur_burn_slot(); fill; bur_burn_publish(); } ...
 *	bur_burn_end(); bur_burn_wait(); bur_burn_state(); bur_burn_free()
 *
 * Streams of direction IN (then all of them) run the other way: bur_burn_slot() gives
 * the next filled slot, bur_burn_publish() gives it back empty; the next stream follows
 * by itself.
 */
#ifndef BUR_TRANSPORT_BURN_H
#define BUR_TRANSPORT_BURN_H

#include <stdbool.h>
#include <stdint.h>

#include "../../driver/engine/plan.h"
#include "transport/transport.h"

struct bur_burn;

struct bur_burn_level {
	uint32_t ring_total, ring_used;		/* bytes */
	uint32_t buffer_total, buffer_used;	/* the drive's, as last probed; total 0: unknown */
	uint64_t now;				/* ns on the transport's clock */
};

/* ring_bytes is rounded up to whole slots of one command each, at least two. */
int bur_burn_start(struct bur_transport *t, const struct burin_program *program,
		   uint32_t ring_bytes, struct bur_burn **out);

/*
 * An empty slot to fill for the running stream: 1 and *buf, *n (n may shrink at the
 * stream's declared end); 0: none within wait_ms (0: do not wait), or the streams
 * are over (bur_burn_is_over()).
 */
int bur_burn_slot(struct bur_burn *burn, uint32_t wait_ms, void **buf, size_t *n);
/* As many as lie side by side, up to most bytes, but always one: for sources read in large pieces. */
int bur_burn_slots(struct bur_burn *burn, uint32_t wait_ms, size_t most, void **buf, size_t *n);
/* What was last given holds n bytes (n < its size only at the end of the stream). */
void bur_burn_publish(struct bur_burn *burn, size_t n);
/* No more data for the running stream; slots that follow belong to the next. */
void bur_burn_end(struct bur_burn *burn);

void bur_burn_cancel(struct bur_burn *burn);
/* What is published is still written, no more is taken: as if its owner had died. */
void bur_burn_orphan(struct bur_burn *burn);
/* The streams have ended (well or not): no slot is needed any more. */
bool bur_burn_is_over(struct bur_burn *burn);
/* True when the epilogue has run too; waits at most wait_ms. */
bool bur_burn_wait(struct bur_burn *burn, uint32_t wait_ms);
/* Any thread. */
void bur_burn_state(struct bur_burn *burn, struct burin_run_state *state,
		    struct bur_burn_level *level);
/* It is another process's now: what is told of it is what was known before. Any thread. */
bool bur_burn_is_adopted(struct bur_burn *burn);
/* Orphans a burn that is not over, and waits for the end. NULL is fine. */
void bur_burn_free(struct bur_burn *burn);

/*
 * Burns that outlive this process: bur_transport_ops rule, look, adopt and inherit.
 *
 * rule: of the burns started from now on; NULL: they end with their process.
 */
struct bur_burn_rule {
	uint32_t starve_ms, adopt_ms;	/* see struct burin_start */
	const void *note;		/* for a process that adopts the burn */
	size_t note_len;
};

/*
 * look: where the burn of another process stands that the transport was opened for.
 * BURIN_E_NO_BURN: nowhere, it has ended or is being closed.
 */
struct bur_left {
	const struct burin_program *program;	/* the transport's; what the note tells */
	const uint8_t *note;
	size_t note_len;
	uint32_t feeding;		/* the stream that is fed */
	uint64_t fed;			/* bytes published of it */
	uint32_t chain;			/* of the slots published so far: bur_chain() */
	bool checksums;			/* else there is no chain */
	bool deserted;			/* its process is gone */
	struct burin_run_state run;
};

/*
 * adopt: the burn, at the place where look has seen it or further on. BURIN_E_NO_BURN;
 * BURIN_E_ADOPTED: another process was faster; -EPERM. look tells where it stands then.
 * inherit: the drive is the transport's once the burn has ended, and *run what became of that;
 * -EBUSY before.
 */

/* A burn that was adopted in error: it waits for another one. Frees it. */
void bur_burn_desert(struct bur_burn *burn);

/* The checksums of all slots that were published, one after the other, as one. */
uint32_t bur_chain(uint32_t chain, uint32_t checksum);

/*
 * One step through a sequencer of its own, on the caller's thread: the way a
 * prologue runs, with the same retries and polls as a burn. reply (may be NULL)
 * receives data-in. *transferred may be NULL. 0 or a negative code; state tells more.
 */
int bur_run_step(struct bur_transport *t, const struct burin_step *step,
		 const struct burin_reaction *reactions, uint32_t reaction_count, void *reply,
		 size_t *transferred, struct burin_run_state *state);

/*
 * As bur_run_step(); fn is called ten times a second while the unit is waited for. True
 * ends the waiting: BURIN_E_CANCELLED, and left tells whether the unit goes on with the
 * step, which it had taken.
 */
struct bur_watch {
	bool (*fn)(void *user, const struct burin_run_state *state);
	void *user;
	bool left;
};

int bur_run_watched(struct bur_transport *t, const struct burin_step *step,
		    const struct burin_reaction *reactions, uint32_t reaction_count, void *reply,
		    size_t *transferred, struct burin_run_state *state,
		    struct bur_watch *watch);

/* What a failure is called in the public API, from opcode, phase and sense. */
int bur_failure_code(const struct burin_failure *failure);
/* The failure of a command that was sent by itself. */
void bur_failure_from(const struct bur_command *cmd, struct burin_failure *failure);
/* Fills in *detail (may be NULL) for a failed command; returns its code. */
int bur_failure_tell(const struct burin_failure *failure, enum burin_phase phase,
		     const char *subject, struct burin_detail *detail);

#endif
