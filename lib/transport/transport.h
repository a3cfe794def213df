/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How commands reach a drive: one small table each for the driver, SG_IO and the
 * emulated recorder. A transport carries out one command at a time and has a clock;
 * burns are run above it, or by it (burn.h).
 */
#ifndef BUR_TRANSPORT_TRANSPORT_H
#define BUR_TRANSPORT_TRANSPORT_H

#include <burin/error.h>
#include <burin/recorder.h>
#include <stdbool.h>
#include <stdint.h>

#include "mmc/command.h"

struct bur_burn;
struct bur_burn_rule;
struct bur_left;
struct bur_transport;
struct burin_program;
struct burin_run_state;

/* A block device made of the drive (BIND in uapi.rst). */
struct bur_binding {
	const struct burin_program *ending;	/* its steps follow the last flush */
	const struct burin_step *again;		/* sent after each reset */
	uint32_t again_count;
	uint32_t flags;				/* BURIN_BIND_* */
	uint32_t packet_blocks, blocks, cache_packets, delay_ms;
};

struct bur_transport_ops {
	/* Fills in the lower part of cmd; never fails otherwise. */
	void (*execute)(struct bur_transport *t, struct bur_command *cmd);
	uint64_t (*now)(struct bur_transport *t);		/* ns, monotonic */
	void (*sleep)(struct bur_transport *t, uint64_t ns);
	void (*close)(struct bur_transport *t);
	/* bur_burn_start(); NULL: by a thread of this process, above execute() */
	int (*start)(struct bur_transport *t, const struct burin_program *program,
		     uint32_t ring_bytes, struct bur_burn **out);
	/*
	 * What is to be sent should this process die before a burn begins: the program's
	 * steps; NULL: nothing any more. NULL: nobody could. 0 or a negative code.
	 */
	int (*arm)(struct bur_transport *t, const struct burin_program *program);
	/*
	 * Makes the drive a block device, *number its number. From then on the transport takes
	 * no command. NULL: it cannot. 0 or a negative code.
	 */
	int (*bind)(struct bur_transport *t, const struct bur_binding *binding, uint32_t *number);
	/* Of burns that outlive this process: burn.h. All four, or NULL: none does. */
	void (*rule)(struct bur_transport *t, const struct bur_burn_rule *rule);
	int (*look)(struct bur_transport *t, struct bur_left *left);
	int (*adopt)(struct bur_transport *t, struct bur_burn **out);
	int (*inherit)(struct bur_transport *t, struct burin_run_state *run);
};

/* First member of each transport's own struct. */
struct bur_transport {
	const struct bur_transport_ops *ops;
	enum burin_transport kind;
	const char *reason;		/* static: why this one was chosen */
	struct burin_context *ctx;	/* for its log; the opener keeps it alive */
	bool read_only;			/* this user may look at the medium, not change it */
	uint32_t max_transfer;		/* bytes in one command of a stream; 0: not known */
	/* what reads ahead, until anything else is asked of the drive (device/ahead.h) */
	struct bur_burn *ahead;
	const void *ahead_of;
};

/*
 * Opens name by the transport asked for, or the one that fits it. detail (may be
 * NULL) names the recorder and who holds it.
 */
int bur_transport_open(struct burin_context *ctx, const char *name, enum burin_transport kind,
		       struct bur_transport **out, struct burin_detail *detail);
/*
 * For a burn that another process has left there, or is stopped over: until it is adopted the
 * transport takes no command. BURIN_E_NO_BURN; BURIN_E_RECORDER_BUSY: its process is at work;
 * -EPERM: another user's.
 */
int bur_transport_open_left(struct burin_context *ctx, const char *name,
			    enum burin_transport kind, struct bur_transport **out,
			    struct burin_detail *detail);
void bur_transport_close(struct bur_transport *t);	/* NULL is fine */

/* Ends what reads ahead. Everything else that is asked of the drive does so first. */
void bur_transport_stop_ahead(struct bur_transport *t);

/* ops->execute(), told to the log. */
void bur_transport_execute(struct bur_transport *t, struct bur_command *cmd);

/*
 * One command outside of any program, with the reactions of every burn: unit attentions
 * and passing states are repeated or waited for. cmd holds the last answer. 0, or what
 * the failure is called; *failure (may be NULL) tells more.
 */
int bur_transport_send(struct bur_transport *t, struct bur_command *cmd,
		       struct burin_failure *failure);

/* emulated.c; only in builds with the emulator */
int bur_emulated_open(const char *path, struct bur_transport **out, struct burin_detail *detail);

/* kernel.c, sg.c: path is a device node */
int bur_kernel_open(const char *path, struct bur_transport **out, struct burin_detail *detail);
int bur_sg_open(const char *path, struct bur_transport **out, struct burin_detail *detail);
/*
 * kernel-packet.c: the block device of a drive that is bound, by any of the drive's nodes or its
 * own. BURIN_E_NOT_BOUND: it is not. unbind: BURIN_E_RECORDER_BUSY, somebody has it open.
 */
struct burin_packet_state;
int bur_transport_unbind(const char *name, struct burin_detail *detail);
int bur_transport_look_at_packets(const char *name, struct burin_packet_state *state,
				  struct burin_detail *detail);
int bur_kernel_unbind(const char *path, struct burin_detail *detail);
int bur_kernel_look_at_packets(const char *path, struct burin_packet_state *state,
			       struct burin_detail *detail);

/* kernel-adopt.c: of bur_transport_open_left() */
int bur_kernel_open_left(const char *path, struct bur_transport **out,
			 struct burin_detail *detail);

#endif
