/* SPDX-License-Identifier: GPL-2.0-only */
/* What is counted of a burn: for STATE, sysfs, debugfs and the tracepoints. */
#ifndef BURIN_STATS_H
#define BURIN_STATS_H

#include <linux/burin.h>
#include <linux/types.h>

/* The n-th: less than 2^n microseconds; the last: all that is longer. */
#define BURIN_IDLE_BUCKETS	20

struct burin_stats {
	bool valid;
	struct burin_run_state run;
	u64 commands;
	u64 done_sequence;
	u32 dry, remapped, relocked;
	u32 slots, used_slots, lowest_slots;
	u32 buffer_total, buffer_free;
	u32 rate;			/* blocks a second, over the last second and more */
	u64 rate_ns, rate_blocks;	/* where that began */
	u64 idle[BURIN_IDLE_BUCKETS];	/* the drive waited for the next command of a stream */
};

void burin_stats_idle(struct burin_stats *stats, u64 ns);
void burin_stats_rate(struct burin_stats *stats, u64 now);

#endif
