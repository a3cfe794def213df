/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Write speeds: GET PERFORMANCE type 3, which drives tell per medium; page 2Ah, which
 * some fill with the speeds of another kind of medium, only where there is no other.
 */
#include "device/recorder.h"

#include <errno.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "mmc/buffer-capacity.h"
#include "mmc/cdb.h"
#include "mmc/mode-page.h"
#include "mmc/performance.h"
#include "mmc/reply.h"

#define DESCRIPTORS_MAX 100

struct speeds {
	struct burin_speed *list;
	size_t n;
};

static int compare(const void *a, const void *b)
{
	const struct burin_speed *x = a, *y = b;

	if (x->write_kbps != y->write_kbps)
		return x->write_kbps < y->write_kbps ? 1 : -1;
	return x->end_lba < y->end_lba ? 1 : x->end_lba > y->end_lba ? -1 : 0;
}

/* Fastest first, each once. */
static void sort(struct speeds *speeds)
{
	size_t kept = 0;

	qsort(speeds->list, speeds->n, sizeof(*speeds->list), compare);
	for (size_t i = 0; i < speeds->n; i++)
		if (!kept || compare(&speeds->list[kept - 1], &speeds->list[i]))
			speeds->list[kept++] = speeds->list[i];
	speeds->n = kept;
}

/* Asked for one, then for as many as were announced: some drives announce no more than that. */
static int ask_performance(struct burin_recorder *rec, struct bur_reply *reply,
			   struct bur_performance *perf)
{
	size_t len, count = 1, got;
	uint8_t cdb[16];

	for (int round = 0; round < 3; round++) {
		int ret;

		len = bur_cdb_performance(cdb, 3, true, 0, (uint16_t)count);
		ret = bur_recorder_ask(rec, cdb, len, reply->data,
				       BUR_PERFORMANCE_HEADER + count * BUR_PERFORMANCE_LEN, &got);
		if (ret)
			return ret;
		if (bur_performance_decode(reply->data, got, perf))
			return bur_recorder_bad_reply(rec, cdb, len);
		if (perf->total <= perf->count && round)
			break;
		count = perf->total > 1 && round ? perf->total : DESCRIPTORS_MAX;
		if (count > DESCRIPTORS_MAX)
			count = DESCRIPTORS_MAX;
	}
	return 0;
}

static int read_performance(struct burin_recorder *rec, uint32_t last_lba, struct speeds *speeds)
{
	struct bur_reply reply = {
		.data = bur_zalloc(BUR_PERFORMANCE_HEADER + DESCRIPTORS_MAX * BUR_PERFORMANCE_LEN),
	};
	struct bur_performance perf;
	struct bur_write_speed speed;
	int ret;

	if (!reply.data)
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	ret = ask_performance(rec, &reply, &perf);
	for (size_t i = 0; !ret && i < DESCRIPTORS_MAX &&
	     bur_write_speed_at(&perf, i, last_lba, &speed); i++)
		if (speed.write_kbps)
			speeds->list[speeds->n++] = (struct burin_speed){
				.write_kbps = speed.write_kbps,
				.read_kbps = speed.read_kbps,
				.pure_cav = speed.rotation == 1,
				.end_lba = speed.end_lba,
			};
	bur_free(reply.data);
	return ret;
}

static int read_page(struct burin_recorder *rec, uint32_t last_lba, struct speeds *speeds)
{
	struct bur_capabilities caps;
	struct bur_reply reply;
	uint8_t cdb[16];
	int ret;

	bur_cdb_mode_sense(cdb, BUR_PAGE_CAPABILITIES, 0, 0);
	ret = bur_recorder_ask_whole(rec, cdb, BUR_MODE_HEADER, bur_reply_size16, &reply);
	if (ret)
		return ret;
	if (bur_capabilities_decode(reply.data, reply.n, &caps))
		ret = bur_recorder_bad_reply(rec, cdb, 10);
	for (size_t i = 0; !ret && i < caps.speed_count && i < BUR_CAPABILITY_SPEEDS_MAX; i++)
		speeds->list[speeds->n++] = (struct burin_speed){
			.write_kbps = caps.speeds[i],
			.read_kbps = caps.max_read_kbps,
			.pure_cav = caps.speed_cav[i],
			.end_lba = last_lba,
		};
	bur_free(reply.data);
	return ret;
}

static int read_all(struct burin_recorder *rec, struct speeds *speeds)
{
	struct burin_medium medium;
	int ret = burin_recorder_read_medium(rec, &medium);
	uint32_t last = medium.blocks ? medium.blocks - 1 : 0;

	if (ret)
		return ret;
	if (medium.state == BURIN_MEDIUM_ABSENT)
		return bur_fail(&rec->detail, BURIN_E_NO_MEDIUM, BURIN_PHASE_INQUIRY, rec->name,
				NULL);
	ret = read_performance(rec, last, speeds);
	if (ret == BURIN_E_GONE || ret == -ENOMEM || (!ret && speeds->n))
		return ret;
	return read_page(rec, last, speeds);
}

BURIN_EXPORT int burin_recorder_read_speeds(struct burin_recorder *rec,
					    struct burin_speed *speeds, size_t max)
{
	struct speeds all = { .list = bur_array(DESCRIPTORS_MAX, sizeof(*all.list)) };
	int ret;

	if (!all.list)
		return bur_fail(&rec->detail, -ENOMEM, BURIN_PHASE_INQUIRY, rec->name, NULL);
	ret = read_all(rec, &all);
	if (!ret) {
		sort(&all);
		for (size_t i = 0; i < all.n && i < max; i++)
			speeds[i] = all.list[i];
		ret = (int)all.n;
	}
	bur_free(all.list);
	return ret;
}

BURIN_EXPORT int burin_recorder_read_buffer(struct burin_recorder *rec, uint32_t *total,
					    uint32_t *free_bytes)
{
	uint8_t cdb[16], reply[BUR_BUFFER_CAPACITY_LEN];
	size_t len = bur_cdb_buffer_capacity(cdb), got;
	struct bur_buffer_capacity buffer;
	int ret = bur_recorder_ask(rec, cdb, len, reply, sizeof(reply), &got);

	*total = *free_bytes = 0;
	if (ret)
		return ret;
	if (bur_buffer_capacity_decode(reply, got, &buffer))
		return bur_recorder_bad_reply(rec, cdb, len);
	*total = buffer.total;
	*free_bytes = buffer.free;
	return 0;
}
