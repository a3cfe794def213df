// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>

void burin_stats_idle(struct burin_stats *stats, u64 ns)
{
	u64 us = div_u64(ns, NSEC_PER_USEC);
	u32 bucket = us ? ilog2(us) + 1 : 0;

	stats->idle[min_t(u32, bucket, BURIN_IDLE_BUCKETS - 1)]++;
}

void burin_stats_rate(struct burin_stats *stats, u64 now)
{
	u64 passed = now - stats->rate_ns;

	if (passed < NSEC_PER_SEC)
		return;
	stats->rate = div64_u64((stats->run.written - stats->rate_blocks) * NSEC_PER_SEC, passed);
	stats->rate_ns = now;
	stats->rate_blocks = stats->run.written;
}
