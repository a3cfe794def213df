/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"

#define PATTERN_MAX 4200	/* more than a path has */

/* Names the word of the list that is no file system. */
static enum exit_status refuse_fs(struct tool *tool, const char *list)
{
	char word[32];

	while (*list) {
		size_t len = strcspn(list, ",");

		snprintf(word, sizeof(word), "%.*s", (int)(len < 31 ? len : 31), list);
		if (burin_filesystems_from_text(word) < 0)
			break;
		list += len + (list[len] == ',');
	}
	return usage_error(tool, "--fs", "'%s' is no file system this version writes; it has "
			   "iso9660, joliet and rockridge", *list ? word : list);
}

/* Each word is PATTERN=N; the pattern may hold '='. */
static enum exit_status set_sort(struct tool *tool, const struct words *words,
				 struct burin_image *image)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->at[i], *equals = strrchr(word, '=');
		char pattern[PATTERN_MAX], *end;
		long weight;
		int code;

		if (!equals || equals == word || (size_t)(equals - word) >= sizeof(pattern))
			return usage_error(tool, "--sort", "'%s' is not PATTERN=N", word);
		errno = 0;
		weight = strtol(equals + 1, &end, 10);
		if (end == equals + 1 || *end || errno || weight < INT32_MIN || weight > INT32_MAX)
			return usage_error(tool, "--sort", "'%s' is no weight", equals + 1);
		snprintf(pattern, sizeof(pattern), "%.*s", (int)(equals - word), word);
		code = burin_image_add_sort(image, pattern, (int32_t)weight);
		if (code)
			return fail(tool, code, word, NULL);
	}
	return EXIT_DONE;
}

static enum exit_status set_options(struct tool *tool, const struct tree_options *options,
				    struct burin_image *image)
{
	int code;

	if (options->fs) {
		code = burin_filesystems_from_text(options->fs);
		if (code >= 0)
			code = burin_image_set_filesystems(image, (unsigned int)code);
		if (code)
			return refuse_fs(tool, options->fs);
	}
	code = options->volume ? burin_image_set_volume_name(image, options->volume) : 0;
	if (code)
		return usage_error(tool, "--volume", "'%s': %s", options->volume,
				   burin_strerror(code));
	for (size_t i = 0; i < options->exclude.count; i++) {
		code = burin_image_add_exclude(image, options->exclude.at[i]);
		if (code)
			return fail(tool, code, options->exclude.at[i], NULL);
	}
	return set_sort(tool, &options->sort, image);
}

enum exit_status tree_new(struct tool *tool, const struct tree_options *options,
			  struct burin_image **out)
{
	enum exit_status status;
	int code = burin_image_new(tool->ctx, out);

	if (code)
		*out = NULL;
	if (code == -EINVAL)
		return fail(tool, code, "SOURCE_DATE_EPOCH", "'%s' is no number of seconds",
			    getenv("SOURCE_DATE_EPOCH"));
	if (code)
		return fail(tool, code, "image", NULL);
	status = set_options(tool, options, *out);
	if (status) {
		burin_image_free(*out);
		*out = NULL;
	}
	return status;
}

enum exit_status tree_add(struct tool *tool, struct burin_image *image, const struct words *words,
			  size_t first)
{
	for (size_t i = first; i < words->count; i++) {
		int code = burin_image_add_word(image, words->at[i]);

		if (code)
			return fail_detail(tool, code, burin_image_get_detail(image),
					   words->at[i]);
	}
	return EXIT_DONE;
}

enum exit_status tree_create(struct tool *tool, struct burin_image *image,
			     struct burin_result **out)
{
	int code = burin_image_create(image, out);

	return code ? fail_detail(tool, code, burin_image_get_detail(image), "image") : EXIT_DONE;
}

enum exit_status tree_tell_changed(struct tool *tool, const struct burin_result *result)
{
	size_t count = result ? burin_result_count_changed(result) : 0;
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < count; i++)
		status = fail(tool, BURIN_E_SOURCE_CHANGED, burin_result_changed_at(result, i),
			      NULL);
	return status;
}

/* The item at a block of the burn; what lies behind the image is the burn's padding. */
static void name_item(const struct findings *findings, uint32_t block, char *path, size_t n)
{
	path[0] = '\0';
	if (!findings->result)
		return;
	if (block >= burin_result_get_total_blocks(findings->result))
		snprintf(path, n, "[padding of the burn]");
	else if (burin_result_item_for_block(findings->result, block, path, n))
		path[0] = '\0';
}

static void tell_run(const struct findings *findings, enum burin_verdict what, uint32_t lba,
		     uint32_t count, const char *path)
{
	if (findings->meter)
		meter_end(findings->meter);
	if (count > 1)
		show(findings->tool, "LBA %u..%u: %s%s%s", lba, lba + count - 1,
		     burin_verdict_name(what), path[0] ? ": " : "", path);
	else
		show(findings->tool, "LBA %u: %s%s%s", lba, burin_verdict_name(what),
		     path[0] ? ": " : "", path);
	emit(findings->tool, "block", TEXT("verdict", burin_verdict_name(what)),
	     NUMBER("lba", lba), NUMBER("count", count), TEXT("item", path[0] ? path : NULL));
}

/* A run of bad blocks is told apart by the items it lies in. */
int findings_report(void *user, enum burin_verdict what, uint32_t lba, uint32_t count)
{
	const struct findings *findings = user;
	char path[BURIN_SUBJECT_MAX * 8], next[BURIN_SUBJECT_MAX * 8];
	uint32_t first = 0;

	name_item(findings, lba - findings->start, path, sizeof(path));
	for (uint32_t i = 1; findings->result && i < count; i++) {
		name_item(findings, lba - findings->start + i, next, sizeof(next));
		if (!strcmp(path, next))
			continue;
		tell_run(findings, what, lba + first, i - first, path);
		memcpy(path, next, sizeof(path));
		first = i;
	}
	tell_run(findings, what, lba + first, count - first, path);
	return interrupted();
}

void findings_tell(struct tool *tool, const char *name, const struct burin_verify_result *result)
{
	if (result->level == BURIN_VERIFY_NONE)
		return;
	say(tool, "%s: verified (%s): %s: %llu of %llu blocks equal, %llu different, "
	    "%llu unreadable, %llu unchecked", name, burin_verify_level_name(result->level),
	    burin_verdict_name(result->verdict),
	    (unsigned long long)(result->compared - result->different),
	    (unsigned long long)result->total, (unsigned long long)result->different,
	    (unsigned long long)result->unreadable, (unsigned long long)result->unchecked);
}
