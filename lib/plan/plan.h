/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plans: (state of the medium, options) -> prologue, streams, epilogue,
 * reactions. Pure: no I/O, no clock; so that every write method of every medium
 * is tested by comparing text.
 */
#ifndef BUR_PLAN_PLAN_H
#define BUR_PLAN_PLAN_H

#include <burin/error.h>
#include <burin/medium.h>
#include <linux/burin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../driver/engine/plan.h"

#define BUR_PLAN_PROLOGUE_MAX 24
#define BUR_PLAN_FORMATS_MAX 32

/* What a prologue step does with the reply of an earlier one. */
enum bur_take {
	BUR_TAKE_NONE = 0,
	BUR_TAKE_NEXT_WRITABLE,	/* READ TRACK INFORMATION: stream 0 starts there; must equal the plan's */
	BUR_TAKE_MODE_LENGTH,	/* MODE SENSE: length of the page to select */
};

/*
 * Steps run in order. A step that is refused (5/xx) hands over to the alternative
 * behind it, if there is one; else it ends the prologue unless it is optional. An
 * alternative is passed over when the step before it was not refused.
 */
struct bur_prologue_step {
	struct burin_step step;
	const char *why;		/* static; for --dry-run and errors */
	enum bur_take take;		/* from this step's reply */
	bool optional;			/* refused (5/xx): go on */
	bool alternative;		/* only when the step before it was refused */
	bool again;			/* of PACKET: once more after each reset */
	enum burin_action_hint { BUR_HINT_PREPARE = 0, BUR_HINT_FORMAT, BUR_HINT_ERASE } hint;
};

enum bur_task {
	BUR_TASK_WRITE = 0,
	BUR_TASK_CLOSE,
	BUR_TASK_ERASE,
	BUR_TASK_FORMAT,
	BUR_TASK_PACKET,		/* single blocks, written by the driver's block device */
};

/* A format that the drive offers for the medium: READ FORMAT CAPACITIES. */
struct bur_plan_format {
	uint8_t type, sub_type;
	uint32_t blocks, parameter;
};

/* All that a plan depends on. */
struct bur_plan_request {
	enum bur_task task;
	struct burin_medium medium;
	uint64_t blocks;		/* of the stream; 0: unknown */
	uint32_t speed_kbps;		/* 0: fastest */
	bool close_disc, append, overwrite, simulate, full;
	bool read_only;			/* of PACKET: nothing is to be written */
	/* write-protected pages of the drive, as read before */
	bool has_buffer_protection;	/* BUFE can be set */
	uint8_t background_format;	/* READ DISC INFORMATION byte 7, bits 1-0 */
	bool has_opc;			/* the medium has OPC tables */
	bool has_incremental;		/* feature 0021h is current: DVD-R and -RW take pieces */
	bool mrw;			/* formatted as Mt. Rainier */
	uint8_t track_mode, data_mode;	/* of a CD-RW's fixed packets */
	uint16_t open_track;		/* number of the open or damaged track; 0: none */
	bool session_open;		/* the last session holds data and was not closed */
	uint32_t max_transfer;		/* bytes in one command, by the host; 0: no limit known */
	struct bur_plan_format formats[BUR_PLAN_FORMATS_MAX];
	uint32_t format_count;		/* offered ones, as the drive lists them */
	uint8_t format_type, format_sub_type;
	uint32_t format_blocks, format_parameter;	/* blocks 0: the kind's default format */
	bool format_packets;		/* ... that packets can be written in, all over the medium */
	bool format_mrw;		/* ... as Mt. Rainier */
	enum burin_certification certification;
	enum burin_spares spares;
};

struct bur_plan {
	struct bur_prologue_step prologue[BUR_PLAN_PROLOGUE_MAX];
	uint32_t prologue_count;
	struct burin_stream_spec streams[2];
	struct burin_step steps[BURIN_STEPS_MAX];
	const char *step_why[BURIN_STEPS_MAX];
	struct burin_reaction reactions[BURIN_REACTIONS_MAX];
	struct burin_program program;	/* points into this struct: bur_plan_program() after a copy */
	uint32_t start;			/* LBA of the first block */
	uint64_t blocks_on_medium;	/* with padding; 0: unknown */
	uint32_t packet_blocks;		/* of PACKET: written as one */
	char method[64];		/* "cd-r track at once"... */
};

/* Lets plan->program point into plan: after bur_plan_make() copied it elsewhere. */
void bur_plan_program(struct bur_plan *plan);

/*
 * A plan without any step (method "nothing to do") is one that has nothing to
 * close or format. To erase takes no data: its stream is filled with zeros by its
 * end rule; bytes that are published all the same are written instead.
 *
 * 0, or the error a user is told before anything is written: BURIN_E_NOT_BLANK,
 * BURIN_E_TOO_LARGE, BURIN_E_MEDIUM_STATE, BURIN_E_NO_SIMULATION... with detail.
 */
int bur_plan_make(const struct bur_plan_request *request, struct bur_plan *plan,
		  struct burin_detail *detail);

/* Blocks on the medium for a stream of that many: padding rules of the kind. */
uint64_t bur_plan_padded_blocks(enum burin_kind kind, uint64_t blocks);

/* The plan as text, one line a step, stable: golden tests and --dry-run. NULL: no memory. */
char *bur_plan_format(const struct bur_plan *plan);

#endif
