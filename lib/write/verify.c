/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verifying a medium by itself, in another process than the burn's. */
#include <burin/verify.h>

#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "core/export.h"
#include "plan/plan.h"
#include "write/check.h"

struct burin_verify {
	struct burin_recorder *rec;
	enum burin_verify_level level;
	burin_verify_fn fn;
	void *user;
	atomic_int cancel;
	bool running;
	struct burin_verify_result result;
	struct burin_detail detail;
};

static const char *const level_names[] = {
	[BURIN_VERIFY_NONE] = "none",
	[BURIN_VERIFY_QUICK] = "quick",
	[BURIN_VERIFY_FULL] = "full",
};

static const char *const verdict_names[] = {
	[BURIN_VERDICT_NOT_CHECKED] = "not checked",
	[BURIN_VERDICT_PROVEN] = "proven",
	[BURIN_VERDICT_DIFFERENT] = "different",
	[BURIN_VERDICT_UNREADABLE] = "unreadable",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

BURIN_EXPORT const char *burin_verify_level_name(enum burin_verify_level level)
{
	return (size_t)level < COUNT(level_names) ? level_names[level] : "unknown";
}

BURIN_EXPORT int burin_verify_level_from_name(const char *name)
{
	for (size_t i = 0; i < COUNT(level_names); i++)
		if (!strcmp(level_names[i], name))
			return (int)i;
	return -EINVAL;
}

BURIN_EXPORT const char *burin_verdict_name(enum burin_verdict verdict)
{
	return (size_t)verdict < COUNT(verdict_names) ? verdict_names[verdict] : "unknown";
}

BURIN_EXPORT int burin_verify_new(struct burin_recorder *rec, struct burin_verify **out)
{
	struct burin_verify *verify;

	*out = NULL;
	if (!rec)
		return BURIN_E_RECORDER_REQUIRED;
	verify = bur_zalloc(sizeof(*verify));
	if (!verify)
		return -ENOMEM;
	verify->rec = burin_recorder_ref(rec);
	verify->level = BURIN_VERIFY_FULL;
	*out = verify;
	return 0;
}

BURIN_EXPORT void burin_verify_free(struct burin_verify *verify)
{
	if (verify)
		burin_recorder_unref(verify->rec);
	bur_free(verify);
}

BURIN_EXPORT void burin_verify_set_level(struct burin_verify *verify,
					 enum burin_verify_level level)
{
	verify->level = level;
}

BURIN_EXPORT void burin_verify_set_report(struct burin_verify *verify, burin_verify_fn fn,
					  void *user)
{
	verify->fn = fn;
	verify->user = user;
}

BURIN_EXPORT void burin_verify_cancel(struct burin_verify *verify)
{
	atomic_store_explicit(&verify->cancel, 1, memory_order_relaxed);
}

BURIN_EXPORT void burin_verify_get_result(const struct burin_verify *verify,
					  struct burin_verify_result *result)
{
	*result = verify->result;
}

BURIN_EXPORT const struct burin_detail *
burin_verify_get_detail(const struct burin_verify *verify)
{
	return &verify->detail;
}

/* How many blocks a burn of expected has put there. */
static int count_blocks(struct burin_verify *verify, struct burin_stream *expected,
			uint32_t min_blocks, enum burin_kind kind, uint64_t *total)
{
	uint64_t size = burin_stream_get_size(expected);

	if (size == BURIN_SIZE_UNKNOWN || !burin_stream_is_seekable(expected))
		return bur_fail(&verify->detail, BURIN_E_STREAM, BURIN_PHASE_VERIFY, NULL,
				"what is expected must be of known size and seekable");
	*total = size / BURIN_BLOCK_SIZE + (size % BURIN_BLOCK_SIZE != 0);
	if (*total < min_blocks)
		*total = min_blocks;
	*total = bur_plan_padded_blocks(kind, *total);
	return 0;
}

static int run(struct burin_verify *verify, struct burin_stream *expected, uint32_t first,
	       uint32_t min_blocks, struct bur_job *job)
{
	struct bur_check check = {
		.job = job,
		.level = verify->level,
		.fn = verify->fn,
		.user = verify->user,
		.first = first,
		.expected = expected,
	};
	struct burin_medium medium;
	int ret = burin_recorder_read_medium(verify->rec, &medium);

	if (ret) {
		verify->detail = verify->rec->detail;
		return ret;
	}
	if (medium.state == BURIN_MEDIUM_ABSENT)
		return bur_fail(&verify->detail, BURIN_E_NO_MEDIUM, BURIN_PHASE_VERIFY,
				verify->rec->name, NULL);
	ret = count_blocks(verify, expected, min_blocks, medium.kind, &check.total);
	if (ret)
		return ret;
	if (check.total > UINT32_MAX - first)
		return bur_fail(&verify->detail, BURIN_E_TOO_LARGE, BURIN_PHASE_VERIFY,
				verify->rec->name, "no medium has so many blocks");
	bur_job_begin(job, medium.kind);
	job->progress.start_lba = first;
	ret = bur_check_run(&check);
	verify->result = check.result;
	return ret;
}

BURIN_EXPORT int burin_verify_run(struct burin_verify *verify, struct burin_stream *expected,
				  uint32_t first, uint32_t min_blocks,
				  burin_progress_fn progress, void *user)
{
	struct bur_job job = {
		.rec = verify->rec,
		.detail = &verify->detail,
		.cancel = &verify->cancel,
		.report = progress,
		.user = user,
	};
	int ret;

	if (verify->running)
		return BURIN_E_RUNNING;
	verify->running = true;
	bur_detail_clear(&verify->detail);
	verify->result = (struct burin_verify_result){ .level = verify->level };
	ret = run(verify, expected, first, min_blocks, &job);
	if (!ret)
		bur_job_tell(&job, BURIN_ACTION_DONE, bur_job_clock(&job));
	atomic_store(&verify->cancel, 0);
	verify->running = false;
	return ret;
}
