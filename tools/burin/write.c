/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "burn.h"
#include "json.h"
#include "message.h"
#include "source.h"
#include "tree.h"

#define SPEEDS_MAX 64

struct write_options {
	const char *image, *speed, *verify;
	bool append, overwrite, close, simulate, dry_run, no_checksums, adopt;
	struct number starve, adopt_wait;
	struct tree_options tree;
};

#define OWN(type, name, value, member, help) \
	{ type, name, 0, value, offsetof(struct write_options, member), help }

static const struct option table[] = {
	OWN(OPTION_TEXT, "image", "FILE|-", image, "write that image as it is"),
	OWN(OPTION_TEXT, "speed", "SPEED", speed, "4x, 4 or 8990k (kB/s); the fastest else"),
	OWN(OPTION_FLAG, "append", NULL, append, "add to a medium that holds data"),
	OWN(OPTION_FLAG, "overwrite", NULL, overwrite, "replace what a rewritable medium holds"),
	OWN(OPTION_FLAG, "close", NULL, close, "finalise: nothing can be added afterwards"),
	OWN(OPTION_TEXT, "verify", "LEVEL", verify, "none, quick or full (full)"),
	OWN(OPTION_FLAG, "simulate", NULL, simulate, "laser low: nothing is written"),
	OWN(OPTION_FLAG, "no-checksums", NULL, no_checksums, "what the driver is given goes unguarded"),
	OWN(OPTION_FLAG, "dry-run", NULL, dry_run, "print the plan, change nothing"),
	OWN(OPTION_NUMBER, "starve", "SECONDS", starve, "without data for so long: closed (never)"),
	OWN(OPTION_NUMBER, "adopt-wait", "SECONDS", adopt_wait,
	    "burin gone: so long for an --adopt (0)"),
	OWN(OPTION_FLAG, "adopt", NULL, adopt, "go on with the burn that was left there"),
	TREE_OPTIONS(struct write_options, tree),
	{ 0 }
};

/* One burn; what it owns is given back by job_free(). */
struct job {
	struct tool *tool;
	const struct write_options *options;
	const char *name;
	enum burin_verify_level verify;
	struct burin_recorder *rec;
	struct burin_data *data;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	struct burin_stream *volume;	/* of a burn that is adopted: what its image begins with */
	uint32_t start, free_blocks;
};

static void job_free(struct job *job)
{
	burin_data_free(job->data);
	burin_stream_unref(job->stream);
	burin_stream_unref(job->volume);
	burin_result_unref(job->result);
	burin_image_free(job->image);
	burin_recorder_unref(job->rec);
}

static enum exit_status check_rule(struct tool *tool, const struct write_options *o)
{
	const uint32_t most = UINT32_MAX / 1000;

	if (o->starve.value > most || o->adopt_wait.value > most)
		return usage_error(tool, o->starve.value > most ? "--starve" : "--adopt-wait",
				   "more than %u seconds", most);
	return EXIT_DONE;
}

/* The burn has been planned, and its image been laid out. */
static enum exit_status check_adoption(struct tool *tool, const struct write_options *o)
{
	const struct { const char *name; bool given; } others[] = {
		{ "--append", o->append }, { "--overwrite", o->overwrite }, { "--close", o->close },
		{ "--simulate", o->simulate }, { "--dry-run", o->dry_run },
		{ "--speed", o->speed }, { "--starve", o->starve.given },
		{ "--adopt-wait", o->adopt_wait.given }, { "--no-checksums", o->no_checksums },
		{ "--fs", o->tree.fs }, { "--volume", o->tree.volume },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].given)
			return usage_error(tool, others[i].name, "not together with --adopt: the "
					   "burn goes on as it was begun");
	if (o->image && !strcmp(o->image, "-"))
		return usage_error(tool, "--image", "standard input cannot be read again from the "
				   "beginning; name a file");
	return EXIT_DONE;
}

static enum exit_status check(struct tool *tool, const struct write_options *o,
			      const struct words *operands, enum burin_verify_level *level)
{
	bool has_tree = o->tree.fs || o->tree.volume || o->tree.exclude.count ||
			o->tree.sort.count;
	int code = burin_verify_level_from_name(o->verify ? o->verify : "full");

	*level = o->simulate ? BURIN_VERIFY_NONE : (enum burin_verify_level)code;
	if (code < 0)
		return usage_error(tool, "--verify", "'%s' is none of none, quick, full", o->verify);
	if (o->simulate && o->verify && code != BURIN_VERIFY_NONE)
		return usage_error(tool, "--simulate", "nothing is written that could be verified");
	if (o->append && o->overwrite)
		return usage_error(tool, "--append", "not together with --overwrite");
	if (o->image && operands->count > 1)
		return usage_error(tool, "--image", "not together with a SOURCE");
	if (o->image && has_tree)
		return usage_error(tool, "--image", "an image is written as it is: no --fs, "
				   "--volume, --exclude or --sort");
	if (!o->image && operands->count < 2)
		return usage_error(tool, tool->command, "operand missing: SOURCE...");
	return o->adopt ? check_adoption(tool, o) : check_rule(tool, o);
}

/*
 * 48x is 8467 kB/s in one drive's list and 8448 in another's: a speed of the list that is
 * within a hundredth is the one that was meant.
 */
static uint32_t nearest_speed(struct burin_recorder *rec, uint32_t kbps)
{
	struct burin_speed speeds[SPEEDS_MAX];
	int count = burin_recorder_read_speeds(rec, speeds, SPEEDS_MAX);

	for (int i = 0; i < count && i < SPEEDS_MAX; i++) {
		uint32_t listed = speeds[i].write_kbps;

		if ((listed > kbps ? listed - kbps : kbps - listed) <= kbps / 100)
			return listed;
	}
	return kbps;
}

static enum exit_status set_speed(struct job *job)
{
	const char *speed = job->options->speed;
	struct burin_medium medium;
	uint32_t kbps = 0;
	int code = burin_recorder_read_medium(job->rec, &medium);

	if (code)
		return fail_detail(job->tool, code, burin_recorder_get_detail(job->rec), job->name);
	if (speed && !speed_parse(speed, medium.kind, &kbps))
		return usage_error(job->tool, "--speed", "'%s' is no speed of a %s; write 4x, 4 or "
				   "8990k", speed, burin_kind_name(medium.kind));
	burin_data_set_speed(job->data, kbps ? nearest_speed(job->rec, kbps) : 0);
	return EXIT_DONE;
}

static enum exit_status new_data(struct job *job)
{
	int code = burin_data_new(job->tool->ctx, &job->data);

	if (code) {
		job->data = NULL;
		return fail(job->tool, code, job->name, NULL);
	}
	burin_data_set_recorder(job->data, job->rec);
	burin_data_set_verify(job->data, job->verify);
	return EXIT_DONE;
}

static enum exit_status prepare_adoption(struct job *job)
{
	struct burin_detail detail = { 0 };
	enum exit_status status;
	int code = burin_recorder_open_left(job->tool->ctx, job->name, job->tool->transport,
					    &job->rec, &detail);

	if (code)
		return fail_detail(job->tool, code, &detail, job->name);
	status = new_data(job);
	if (status)
		return status;
	code = burin_data_prepare_adoption(job->data, &job->start, &job->volume);
	return code ? fail_detail(job->tool, code, burin_data_get_detail(job->data), job->name) :
		      EXIT_DONE;
}

/* Everything the medium refuses is said here, before the sources are looked at. */
static enum exit_status prepare(struct job *job)
{
	const struct write_options *o = job->options;
	enum exit_status status = open_recorder(job->tool, job->name, true, &job->rec);
	struct burin_medium medium;
	int code;

	if (!status)
		status = new_data(job);
	if (status)
		return status;
	burin_recorder_set_checksums(job->rec, !o->no_checksums);
	burin_data_set_close_disc(job->data, o->close);
	burin_data_set_append(job->data, o->append);
	burin_data_set_overwrite(job->data, o->overwrite);
	burin_data_set_simulate(job->data, o->simulate);
	burin_data_set_starve(job->data, o->starve.value * 1000);
	burin_data_set_adopt_wait(job->data, o->adopt_wait.value * 1000);
	status = set_speed(job);
	if (status)
		return status;
	code = burin_data_prepare(job->data, &medium, &job->start, &job->free_blocks);
	if (!code)
		return EXIT_DONE;
	status = fail_detail(job->tool, code, burin_data_get_detail(job->data), job->name);
	if (code == BURIN_E_NOT_BLANK)
		warn("%s: --append adds to it%s", job->name,
		     medium.erasable ? ", --overwrite replaces what it holds" : "");
	return status;
}

static enum exit_status open_image(struct job *job)
{
	const char *image = job->options->image;
	int code;

	if (!strcmp(image, "-"))
		code = burin_stream_new_fd(job->tool->ctx, STDIN_FILENO, &job->stream);
	else
		code = burin_stream_new_file(job->tool->ctx, image, &job->stream);
	if (code)
		job->stream = NULL;
	return code ? fail(job->tool, code, image, NULL) : EXIT_DONE;
}

/* As the burn's own was laid out. */
static enum exit_status set_like(struct job *job)
{
	int code = job->volume ? burin_image_set_like(job->image, job->volume, job->start) :
				 BURIN_E_NOT_A_VOLUME;

	return code ? fail(job->tool, BURIN_E_OTHER_SOURCE, job->name, "that burn is of no image that "
			   "burin made; --image goes on with one as it is") : EXIT_DONE;
}

static enum exit_status build_tree(struct job *job, const struct words *operands)
{
	enum exit_status status = tree_new(job->tool, &job->options->tree, &job->image);
	int code;

	if (status)
		return status;
	burin_image_set_session_start(job->image, job->start);
	burin_image_set_free_blocks(job->image, job->free_blocks);
	if (job->options->adopt)
		status = set_like(job);
	if (!status)
		status = tree_add(job->tool, job->image, operands, 1);
	if (!status)
		status = tree_create(job->tool, job->image, &job->result);
	if (status)
		return status;
	code = burin_result_get_stream(job->result, &job->stream);
	return code ? fail(job->tool, code, "image", NULL) : EXIT_DONE;
}

static enum exit_status print_plan(struct job *job)
{
	uint64_t size = burin_stream_get_size(job->stream), blocks = 0;
	char *text;
	int code;

	if (size != BURIN_SIZE_UNKNOWN)
		blocks = size / BURIN_BLOCK_SIZE + (size % BURIN_BLOCK_SIZE != 0);
	code = burin_data_get_plan(job->data, blocks, &text);
	if (code)
		return fail_detail(job->tool, code, burin_data_get_detail(job->data), job->name);
	if (!job->tool->json)
		fputs(text, stdout);
	emit(job->tool, "plan", TEXT("recorder", job->name), NUMBER("start", job->start),
	     NUMBER_IF(blocks, "blocks", blocks), NUMBER("free_blocks", job->free_blocks),
	     TEXT("text", text));
	emit(job->tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", job->name));
	burin_free(text);
	return EXIT_DONE;
}

static enum exit_status burn(struct job *job)
{
	struct findings findings = {
		.tool = job->tool, .result = job->result, .start = job->start,
	};
	enum exit_status status;

	if (job->options->dry_run)
		return print_plan(job);
	status = (job->options->adopt ? burn_adopt : burn_run)(job->tool, job->data, job->name,
							       job->stream, &findings);
	return status ? status : tree_tell_changed(job->tool, job->result);
}

static enum exit_status write_main(struct tool *tool, const void *options,
				   const struct words *operands)
{
	struct job job = { .tool = tool, .options = options, .name = operands->at[0] };
	enum exit_status status = check(tool, options, operands, &job.verify);

	if (!status)
		status = job.options->adopt ? prepare_adoption(&job) : prepare(&job);
	if (!status)
		status = job.options->image ? open_image(&job) : build_tree(&job, operands);
	if (!status)
		status = burn(&job);
	job_free(&job);
	return status;
}

const struct command write_command = {
	.name = "write",
	.summary = "burns folders and files, or an image",
	.operands = "[options] RECORDER SOURCE... | --image FILE|-",
	.options = table,
	.options_size = sizeof(struct write_options),
	.min_operands = 1,
	.max_operands = MANY_OPERANDS,
	.run = write_main,
};
