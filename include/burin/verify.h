/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Burn verification.
 *
 * none   proves nothing.
 * quick  proves that the drive reports the medium as it should be after the
 *        burn, and that a sample of blocks (the first and last 32, and up to
 *        2,048 spread evenly) reads back equal. The rest is counted as unchecked.
 * full   reads every block the burn wrote, padding too, and compares it with
 *        what was meant to be written: any single changed bit is found.
 */
#ifndef BURIN_VERIFY_H
#define BURIN_VERIFY_H

#include <burin/progress.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_detail;
struct burin_recorder;
struct burin_stream;
struct burin_verify;

enum burin_verify_level { BURIN_VERIFY_NONE = 0, BURIN_VERIFY_QUICK, BURIN_VERIFY_FULL };

enum burin_verdict {
	BURIN_VERDICT_NOT_CHECKED = 0,
	BURIN_VERDICT_PROVEN,
	BURIN_VERDICT_DIFFERENT,
	BURIN_VERDICT_UNREADABLE,
};

const char *burin_verify_level_name(enum burin_verify_level level);
int burin_verify_level_from_name(const char *name);	/* -EINVAL */
const char *burin_verdict_name(enum burin_verdict verdict);

/* Filled in by the library. compared = equal + different. Grows at its end only. */
struct burin_verify_result {
	enum burin_verdict verdict;
	enum burin_verify_level level;
	uint64_t total, compared, different, unreadable, unchecked;
	bool has_first_bad;
	uint32_t first_bad;		/* LBA of the first different or unreadable block */
};

/* A run of bad blocks, as it is found; non-zero stops the verification. */
typedef int (*burin_verify_fn)(void *user, enum burin_verdict what, uint32_t lba, uint32_t count);

int burin_verify_new(struct burin_recorder *rec, struct burin_verify **out);
void burin_verify_free(struct burin_verify *verify);
void burin_verify_set_level(struct burin_verify *verify, enum burin_verify_level level);
void burin_verify_set_report(struct burin_verify *verify, burin_verify_fn fn, void *user);

/*
 * Compares the medium from LBA first on with expected, followed by the zeros a burn
 * adds on a medium of this kind, at least min_blocks in all.
 * 0: all that was asked for is equal. BURIN_E_VERIFY_*: see the result.
 */
int burin_verify_run(struct burin_verify *verify, struct burin_stream *expected, uint32_t first,
		     uint32_t min_blocks, burin_progress_fn progress, void *user);
void burin_verify_cancel(struct burin_verify *verify);	/* any thread */
void burin_verify_get_result(const struct burin_verify *verify,
			     struct burin_verify_result *result);
const struct burin_detail *burin_verify_get_detail(const struct burin_verify *verify);

#ifdef __cplusplus
}
#endif
#endif
