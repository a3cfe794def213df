/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The image that write, image and verify make of their SOURCE words. */
#ifndef TOOL_TREE_H
#define TOOL_TREE_H

#include "command.h"

struct tree_options {
	const char *fs, *volume;
	struct words exclude, sort;
};

#define TREE_OPTIONS(type, member) \
	{ OPTION_TEXT, "fs", 0, "LIST", offsetof(type, member.fs), \
	  "file systems: iso9660,joliet,rockridge (all)" }, \
	{ OPTION_TEXT, "volume", 0, "NAME", offsetof(type, member.volume), \
	  "name of the volume (BURIN)" }, \
	CHOICE_OPTIONS(type, member)

/* What must be given again to verify: the disc's record does not hold it. */
#define CHOICE_OPTIONS(type, member) \
	{ OPTION_LIST, "exclude", 0, "PATTERN", offsetof(type, member.exclude), \
	  "leave out what matches; may be given again" }, \
	{ OPTION_LIST, "sort", 0, "PATTERN=N", offsetof(type, member.sort), \
	  "data of what matches weigh N (others 0), heaviest first; may be given again" }

/* An image with the options set; on failure all is said and *out is NULL. */
enum exit_status tree_new(struct tool *tool, const struct tree_options *options,
			  struct burin_image **out);
/* Adds words[first...]. */
enum exit_status tree_add(struct tool *tool, struct burin_image *image, const struct words *words,
			  size_t first);
/* Lays it out. */
enum exit_status tree_create(struct tool *tool, struct burin_image *image,
			     struct burin_result **out);

/* Names each source that changed while it was read; EXIT_FAILED if there was one. */
enum exit_status tree_tell_changed(struct tool *tool, const struct burin_result *result);

/* What a verification finds wrong, told run by run with what lies there. */
struct findings {
	struct tool *tool;
	struct meter *meter;
	struct burin_result *result;	/* NULL: an image as it is */
	uint32_t start;			/* LBA of its block 0 */
};

/* burin_verify_fn; user is the findings. */
int findings_report(void *user, enum burin_verdict what, uint32_t lba, uint32_t count);

/* The result as one line: "verified: ...". */
void findings_tell(struct tool *tool, const char *name, const struct burin_verify_result *result);

#endif
