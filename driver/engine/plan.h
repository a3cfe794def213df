/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* What the sequencer runs: the UAPI's types, put together. Types only. */
#ifndef BURIN_ENGINE_PLAN_H
#define BURIN_ENGINE_PLAN_H

#include <linux/burin.h>

/* The kernel's types bring it, those of a program do not. */
#ifndef NULL
#define NULL ((void *)0)
#endif

/*
 * Where data must end: a command is 4 MiB at most, so that what fills up the last one
 * stays in the positive half of the address's 32 bits. No medium has a tenth of it.
 */
#define BURIN_LBA_END 0x7fc00000ll

/* A view: arrays belong to whoever made the program and outlive the sequencer. */
struct burin_program {
	const struct burin_stream_spec *streams;
	const struct burin_step *steps;
	const struct burin_reaction *reactions;
	__u32 stream_count, step_count, reaction_count;
	/* READ BUFFER CAPACITY every so many blocks, for reports; 0: never */
	__u32 probe_blocks;
};

#endif
