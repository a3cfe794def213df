// SPDX-License-Identifier: GPL-2.0-only
#include <linux/blk-mq.h>

static enum rq_end_io_ret end(struct request *rq, blk_status_t error,
			      const struct io_comp_batch *batch)
{
	return RQ_END_IO_NONE;
}

struct request probe = { .end_io = end };
