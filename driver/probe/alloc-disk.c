// SPDX-License-Identifier: GPL-2.0-only
#include <linux/blk-mq.h>

struct gendisk *probe(struct blk_mq_tag_set *set, struct queue_limits *limits, void *data);
struct gendisk *probe(struct blk_mq_tag_set *set, struct queue_limits *limits, void *data)
{
	limits->features = BLK_FEAT_WRITE_CACHE | BLK_FEAT_ROTATIONAL;
	return blk_mq_alloc_disk(set, limits, data);
}
