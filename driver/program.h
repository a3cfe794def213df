/* SPDX-License-Identifier: GPL-2.0-only */
/* A program as it was handed over: copied once, checked, and never read from the user again. */
#ifndef BURIN_PROGRAM_H
#define BURIN_PROGRAM_H

#include "engine/plan.h"
#include "engine/policy.h"

#define BURIN_TIMEOUT_MS_MAX	(24u * 60 * 60 * 1000)	/* every wait ends within a day */

struct burin_copy {
	struct burin_program program;	/* views of what follows */
	struct burin_stream_spec *streams;
	struct burin_step *steps;
	struct burin_reaction *reactions;
};

/* A pointer error: -EINVAL, -EPERM: a command that this opener may not send, -EFAULT, -ENOMEM. */
struct burin_copy *burin_copy_streams(const struct burin_start *start, enum burin_opener opener);
/* NULL when it has no steps. */
struct burin_copy *burin_copy_epilogue(const struct burin_epilogue *epilogue,
				       enum burin_opener opener);
void burin_copy_free(struct burin_copy *copy);	/* NULL is fine */

/* Whether this opener may send that command: our policy, and the kernel's own. */
bool burin_may_send(const u8 *cdb, u32 len, enum burin_opener opener);

#endif
