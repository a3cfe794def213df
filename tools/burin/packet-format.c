/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A medium formatted for packet writing, and a UDF made on it by udftools. */
#include "packet.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "json.h"
#include "message.h"
#include "meter.h"
#include "source.h"

#define LABEL_MAX_BYTES 126	/* ECMA-167 1/7.2.12: a dstring of 128 with its type and length */

struct format_options {
	const char *udf, *label, *certify, *spares;
	bool mrw;
};

static const struct option table[] = {
	{ OPTION_TEXT, "udf", 0, "REV", offsetof(struct format_options, udf),
	  "make a UDF of that revision: 1.02, 1.50, 2.00, 2.01" },
	{ OPTION_TEXT, "label", 0, "NAME", offsetof(struct format_options, label),
	  "what the UDF is called" },
	{ OPTION_FLAG, "mrw", 0, NULL, offsetof(struct format_options, mrw),
	  "as Mt. Rainier: the drive replaces bad blocks; cd-rw, dvd+rw" },
	{ OPTION_TEXT, "certify", 0, "HOW", offsetof(struct format_options, certify),
	  "none, quick or full; dvd-ram, bd-re" },
	{ OPTION_TEXT, "spares", 0, "HOW", offsetof(struct format_options, spares),
	  "none or most; dvd-ram, bd-re" },
	{ 0 }
};

/* What is looked for in the words; -1: not there. NULL is the first of them. */
static int index_of(const char *word, const char *const *words)
{
	if (!word)
		return 0;
	for (int i = 1; words[i]; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

static const char *const certify_words[] = { "", "none", "quick", "full", NULL };
static const char *const spares_words[] = { "", "none", "most", NULL };
static const char *const revisions[] = { "", "1.02", "1.50", "2.00", "2.01", NULL };

static enum exit_status check(struct tool *tool, const struct format_options *o)
{
	if (index_of(o->certify, certify_words) < 0)
		return usage_error(tool, "--certify", "'%s' is not none, quick or full", o->certify);
	if (index_of(o->spares, spares_words) < 0)
		return usage_error(tool, "--spares", "'%s' is not none or most", o->spares);
	if (index_of(o->udf, revisions) < 0)
		return usage_error(tool, "--udf", "'%s' is not 1.02, 1.50, 2.00 or 2.01", o->udf);
	if (o->label && !o->udf)
		return usage_error(tool, "--label", "only together with --udf");
	if (o->label && strlen(o->label) > LABEL_MAX_BYTES)
		return usage_error(tool, "--label", "longer than %u bytes", LABEL_MAX_BYTES);
	return EXIT_DONE;
}

static void cancel(void *erase)
{
	burin_erase_cancel(erase);
}

static enum exit_status format(struct tool *tool, struct burin_recorder *rec,
			       const struct format_options *o)
{
	const char *name = burin_recorder_get_name(rec);
	enum exit_status status = EXIT_DONE;
	struct burin_erase *erase;
	struct meter meter;
	int code = burin_erase_new(tool->ctx, &erase);

	if (code)
		return fail(tool, code, name, NULL);
	burin_erase_set_recorder(erase, rec);
	burin_erase_set_packets(erase, true);
	burin_erase_set_mrw(erase, o->mrw);
	burin_erase_set_certification(erase, (enum burin_certification)
				      index_of(o->certify, certify_words));
	burin_erase_set_spares(erase, (enum burin_spares)index_of(o->spares, spares_words));
	meter_init(&meter, tool);
	interrupt_begin(cancel, erase, "ending the format");
	code = burin_erase_run_format(erase, NULL, meter_update, &meter);
	interrupt_end();
	meter_end(&meter);
	if (code) {
		status = fail_detail(tool, code, burin_erase_get_detail(erase), name);
		tell_medium_left(name, rec);
	}
	burin_erase_free(erase);
	return status;
}

/* Where the drive does not replace bad blocks, the file system has a table to do it. */
static const char *media_type(const struct burin_medium *medium, const struct format_options *o)
{
	bool plain = o->mrw || !strcmp(o->udf, "1.02");	/* sparing tables came with 1.50 */

	switch (medium->kind) {
	case BURIN_KIND_CD_RW:
		return plain ? "--media-type=hd" : "--media-type=cdrw";
	case BURIN_KIND_DVD_RW:
	case BURIN_KIND_DVD_PLUS_RW:
		return plain ? "--media-type=hd" : "--media-type=dvdrw";
	case BURIN_KIND_DVD_RAM:
		return "--media-type=dvdram";
	default:
		return "--media-type=hd";
	}
}

/* udftools' program is where only root looks for programs. */
static int spawn(char *const *argv, pid_t *pid)
{
	static const char *const places[] = { "mkudffs", "/usr/sbin/mkudffs", "/sbin/mkudffs" };
	extern char **environ;
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions);

	if (ret)
		return ret;
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
	ret = ENOENT;
	for (size_t i = 0; ret == ENOENT && i < sizeof(places) / sizeof(places[0]); i++)
		ret = posix_spawnp(pid, places[i], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ret;
}

/* udev gives a new node to its group a moment after it is there. */
static bool becomes_ours(const char *device)
{
	struct timespec ts = { .tv_nsec = 50000000 };

	for (int tries = 0; access(device, R_OK | W_OK); tries++) {
		if (tries == 200)
			return false;
		nanosleep(&ts, NULL);
	}
	return true;
}

static enum exit_status make_udf(struct tool *tool, const char *device,
				 const struct format_options *o, const char *type)
{
	char revision[32], label[LABEL_MAX_BYTES + sizeof("--label=")];
	char *argv[] = { "mkudffs", "--utf8", "--blocksize=2048", (char *)type, revision,
			 (char *)device, NULL, NULL };
	int ret, status;
	pid_t pid;

	if (!becomes_ours(device))
		return fail(tool, -EACCES, device, "it is bound, and not this user's; see burin(4)");
	snprintf(revision, sizeof(revision), "--udfrev=%s", o->udf);
	if (o->label) {
		snprintf(label, sizeof(label), "--label=%s", o->label);
		argv[6] = argv[5];
		argv[5] = label;
	}
	ret = spawn(argv, &pid);
	if (ret)
		return fail(tool, -ret, "mkudffs", ret == ENOENT ?
			    "of the package udftools; it is formatted, without a file system" : NULL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(tool, -errno, "mkudffs", NULL);
	if (interrupted())
		return fail(tool, BURIN_E_CANCELLED, device, "while mkudffs was at it");
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return fail(tool, -EIO, device, "mkudffs could not make the file system");
	return EXIT_DONE;
}

/* udev looks at what was made, for as long as the drive takes. */
static enum exit_status unbind_patiently(struct tool *tool, const char *name)
{
	struct burin_detail detail;
	int code = BURIN_E_RECORDER_BUSY;

	for (int tries = 0; code == BURIN_E_RECORDER_BUSY && tries < 30; tries++)
		code = burin_packet_unbind(name, &detail);
	return code ? fail_detail(tool, code, &detail, name) : EXIT_DONE;
}

static enum exit_status udf(struct tool *tool, struct burin_recorder *rec,
			    const struct format_options *o)
{
	const char *name = burin_recorder_get_name(rec);
	struct burin_packet_writer *writer;
	struct burin_medium medium;
	enum exit_status status, end;
	int code = burin_recorder_read_medium(rec, &medium);

	if (code)
		return fail_detail(tool, code, burin_recorder_get_detail(rec), name);
	code = burin_packet_writer_new(tool->ctx, &writer);
	if (code)
		return fail(tool, code, name, NULL);
	burin_packet_writer_set_recorder(writer, rec);
	status = packet_bind(tool, writer, name);
	if (!status) {
		/* mkudffs hears of it as well, and ends: the drive is freed all the same. */
		interrupt_begin(NULL, NULL, "freeing the drive");
		status = make_udf(tool, burin_packet_writer_get_device(writer), o,
				  media_type(&medium, o));
		end = unbind_patiently(tool, name);
		interrupt_end();
		status = status ? status : end;
	}
	burin_packet_writer_free(writer);
	return status;
}

static enum exit_status format_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const struct format_options *o = options;
	const char *name = operands->at[0];
	struct burin_recorder *rec;
	enum exit_status status = check(tool, o);

	if (!status)
		status = open_recorder(tool, name, true, &rec);
	if (status)
		return status;
	if (o->udf && burin_recorder_get_transport(rec) != BURIN_TRANSPORT_KERNEL)
		status = fail(tool, BURIN_E_TRANSPORT, name,
			      "--udf needs the block device, which only burin's driver makes");
	if (!status)
		status = format(tool, rec, o);
	if (!status && o->udf)
		status = udf(tool, rec, o);
	burin_recorder_unref(rec);
	if (status)
		return status;
	say(tool, "%s: formatted%s%s", name, o->udf ? ", UDF " : "", o->udf ? o->udf : "");
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("recorder", name), TEXT("udf", o->udf));
	return EXIT_DONE;
}

const struct command packet_format_command = {
	.name = "format",
	.summary = "formats a medium for packet writing",
	.operands = "[options] RECORDER",
	.options = table,
	.options_size = sizeof(struct format_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = format_main,
};
