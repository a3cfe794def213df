// SPDX-License-Identifier: GPL-2.0-only
#include <linux/blk-mq.h>

int (*probe)(struct request *rq, void *buf, unsigned int len, gfp_t gfp) = blk_rq_map_kern;
