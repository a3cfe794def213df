/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing blocks of a medium with what should be there: the checksums kept during
 * a burn, or a stream.
 */
#ifndef BUR_WRITE_CHECK_H
#define BUR_WRITE_CHECK_H

#include <burin/verify.h>

#include "write/job.h"

struct bur_check {
	struct bur_job *job;
	enum burin_verify_level level;
	burin_verify_fn fn;		/* may be NULL */
	void *user;
	uint32_t first;			/* LBA */
	uint64_t total;			/* blocks */
	struct bur_record *record;	/* one of these two; behind their end lie zeros */
	struct burin_stream *expected;

	struct burin_verify_result result;
};

/*
 * 0: all that the level asks for is equal. BURIN_E_VERIFY_*, or what kept the check from
 * going on (then blocks stay unchecked), in job->detail.
 */
int bur_check_run(struct bur_check *check);

#endif
