/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "write/check.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "core/alloc.h"
#include "core/crc.h"
#include "core/detail.h"
#include "stream/stream.h"

#define BLOCK BURIN_BLOCK_SIZE
#define PIECE 32u		/* blocks read at once */
#define ENDS 32u		/* quick: at each end */
#define SAMPLES 2048u		/* quick: between them */

struct run {
	enum burin_verdict what;	/* NOT_CHECKED: none */
	uint32_t lba, count;
};

struct work {
	struct bur_check *check;
	struct burin_stream *medium;
	struct run run;
	bool stopped;			/* by the caller's callback */
	uint32_t first_different;
	struct burin_detail unreadable;	/* how the drive put it for the first such block */
	uint32_t crcs[PIECE];
	uint8_t read[PIECE * BLOCK];
	uint8_t wanted[PIECE * BLOCK];
};

static void end_run(struct work *work)
{
	struct bur_check *check = work->check;
	struct run *run = &work->run;

	if (run->count && check->fn && check->fn(check->user, run->what, run->lba, run->count))
		work->stopped = true;
	*run = (struct run){ 0 };
}

static void count_bad(struct work *work, uint64_t index, enum burin_verdict what)
{
	struct burin_verify_result *result = &work->check->result;
	uint32_t lba = work->check->first + (uint32_t)index;
	struct run *run = &work->run;

	if (what == BURIN_VERDICT_DIFFERENT && !result->different++)
		work->first_different = lba;
	if (what == BURIN_VERDICT_UNREADABLE)
		result->unreadable++;
	if (!result->has_first_bad)
		result->first_bad = lba;
	result->has_first_bad = true;
	if (run->what == what && run->lba + run->count == lba) {
		run->count++;
		return;
	}
	end_run(work);
	*run = (struct run){ .what = what, .lba = lba, .count = 1 };
}

/* What should stand in n blocks from index on: their checksums, or themselves. */
static int get_wanted(struct work *work, uint64_t index, size_t n)
{
	struct bur_check *check = work->check;
	int64_t got;

	if (check->record) {
		int ret = bur_record_get(check->record, index, n, work->crcs);

		return ret ? bur_fail(check->job->detail, ret, BURIN_PHASE_VERIFY, "temporary file",
				      "checksums of what was written are lost") : 0;
	}
	memset(work->wanted, 0, n * BLOCK);
	got = burin_stream_read(check->expected, index * BLOCK, work->wanted, n * BLOCK);
	if (got >= 0)
		return 0;
	*check->job->detail = *burin_stream_get_detail(check->expected);
	check->job->detail->phase = BURIN_PHASE_VERIFY;
	return (int)got;
}

static bool is_equal(const struct work *work, size_t i)
{
	const uint8_t *read = work->read + i * BLOCK;

	if (work->check->record)
		return bur_crc32c(0, read, BLOCK) == work->crcs[i];
	return !memcmp(read, work->wanted + i * BLOCK, BLOCK);
}

/* Compares what could be read of n blocks from index on; how many that were, or an error. */
static int64_t compare(struct work *work, uint64_t index, size_t n)
{
	struct burin_verify_result *result = &work->check->result;
	int64_t got = bur_stream_read_some(work->medium, index * BLOCK, work->read, n * BLOCK);
	int ret;

	if (got == BURIN_E_READ) {
		if (!result->unreadable)
			work->unreadable = *burin_stream_get_detail(work->medium);
		count_bad(work, index, BURIN_VERDICT_UNREADABLE);
		return 1;
	}
	if (got < 0) {
		*work->check->job->detail = *burin_stream_get_detail(work->medium);
		work->check->job->detail->phase = BURIN_PHASE_VERIFY;
		return got;
	}
	got /= BLOCK;
	ret = get_wanted(work, index, (size_t)got);
	if (ret)
		return ret;
	for (size_t i = 0; i < (size_t)got; i++) {
		if (is_equal(work, i))
			end_run(work);
		else
			count_bad(work, index + i, BURIN_VERDICT_DIFFERENT);
	}
	result->compared += (uint64_t)got;
	return got;
}

static int attend(struct work *work, uint64_t done)
{
	struct bur_job *job = work->check->job;

	job->progress.blocks_written = job->progress.blocks_read = done;
	bur_job_tell(job, BURIN_ACTION_VERIFY, bur_job_clock(job));
	return bur_job_is_cancelled(job) ? BURIN_E_CANCELLED : 0;
}

/* Blocks from index on, up to end. */
static int check_range(struct work *work, uint64_t index, uint64_t end)
{
	while (index < end && !work->stopped) {
		size_t n = end - index < PIECE ? (size_t)(end - index) : PIECE;
		int64_t got = compare(work, index, n);
		int ret;

		if (got < 0)
			return (int)got;
		index += (uint64_t)got;
		ret = attend(work, index);
		if (ret)
			return ret;
	}
	return 0;
}

static void expect(struct work *work, uint64_t index, uint64_t blocks)
{
	burin_stream_expect(work->medium, index * BLOCK, blocks * BLOCK);
}

/* Both ends whole, and single blocks spread evenly between them. */
static int check_samples(struct work *work)
{
	uint64_t total = work->check->total, middle = total - 2 * ENDS;
	uint64_t step = (middle + SAMPLES - 1) / SAMPLES;
	int ret;

	expect(work, 0, ENDS);
	for (uint64_t i = ENDS; i < total - ENDS; i += step)
		expect(work, i, 1);
	expect(work, total - ENDS, ENDS);
	ret = check_range(work, 0, ENDS);
	for (uint64_t i = ENDS; !ret && i < total - ENDS; i += step)
		ret = check_range(work, i, i + 1);
	return ret ? ret : check_range(work, total - ENDS, total);
}

/* Worse things hide milder ones. */
static int conclude(const struct work *work, int ret)
{
	const struct burin_detail *bad = &work->unreadable;
	struct bur_check *check = work->check;
	struct burin_verify_result *result = &check->result;
	struct burin_detail *detail = check->job->detail;
	const char *name = check->job->rec->name;

	result->unchecked = result->total - result->compared - result->unreadable;
	if (result->different)
		result->verdict = BURIN_VERDICT_DIFFERENT;
	else if (result->unreadable)
		result->verdict = BURIN_VERDICT_UNREADABLE;
	else if (!ret && (!result->unchecked || check->level == BURIN_VERIFY_QUICK))
		result->verdict = BURIN_VERDICT_PROVEN;
	if (ret == BURIN_E_CANCELLED)
		return bur_fail(detail, ret, BURIN_PHASE_VERIFY, NULL, NULL);
	if (ret)
		return ret;
	if (result->different)
		bur_fail(detail, BURIN_E_VERIFY_DIFFERENT, BURIN_PHASE_VERIFY, name,
			 "%" PRIu64 " of %" PRIu64 " blocks", result->different, result->total);
	else if (result->unreadable)
		bur_fail(detail, BURIN_E_VERIFY_UNREADABLE, BURIN_PHASE_VERIFY, name,
			 "%" PRIu64 " of %" PRIu64 " blocks", result->unreadable, result->total);
	else if (result->verdict != BURIN_VERDICT_PROVEN)
		bur_fail(detail, BURIN_E_VERIFY_UNCHECKED, BURIN_PHASE_VERIFY, name,
			 "%" PRIu64 " of %" PRIu64 " blocks", result->unchecked, result->total);
	else
		return 0;
	if (result->has_first_bad)
		bur_detail_set_lba(detail, result->different ? work->first_different :
							       result->first_bad);
	if (!result->different && bad->has_command)
		bur_detail_set_command(detail, bad->cdb, bad->cdb_len, bad->sense, bad->sense_len);
	return detail->code;
}

static int check_all(struct work *work)
{
	struct bur_check *check = work->check;
	int ret;

	if (check->level == BURIN_VERIFY_QUICK && check->total > 2 * ENDS) {
		ret = check_samples(work);
	} else {
		expect(work, 0, check->total);
		ret = check_range(work, 0, check->total);
	}
	end_run(work);
	return ret;
}

int bur_check_run(struct bur_check *check)
{
	struct bur_job *job = check->job;
	struct work *work;
	int ret;

	check->result = (struct burin_verify_result){
		.level = check->level,
		.total = check->total,
		.unchecked = check->total,
	};
	if (check->level == BURIN_VERIFY_NONE)
		return 0;
	work = bur_zalloc(sizeof(*work));
	if (!work)
		return bur_fail(job->detail, -ENOMEM, BURIN_PHASE_VERIFY, NULL, NULL);
	work->check = check;
	bur_job_restart(job, check->total);
	bur_job_tell(job, BURIN_ACTION_VERIFY, bur_job_clock(job));
	ret = burin_recorder_new_stream(job->rec, check->first, (uint32_t)check->total,
					&work->medium);
	if (ret)
		*job->detail = job->rec->detail;
	else
		ret = conclude(work, check_all(work));
	burin_stream_unref(work->medium);
	bur_free(work);
	return ret;
}
