/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <stdio.h>
#include <sys/stat.h>

#include "json.h"
#include "message.h"
#include "source.h"
#include "text.h"

struct ls_options {
	bool details;
	struct number session;
};

static const struct option table[] = {
	{ OPTION_FLAG, "long", 'l', NULL, offsetof(struct ls_options, details),
	  "mode, links, owner, size and time (UTC) too" },
	{ OPTION_NUMBER, "session", 0, "N", offsetof(struct ls_options, session),
	  "of that session; the last one else" },
	{ 0 }
};

struct listing {
	struct tool *tool;
	bool details;
	uint64_t count;
};

static const char *type_name(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return "file";
	case S_IFDIR: return "directory";
	case S_IFLNK: return "symlink";
	case S_IFCHR: return "character";
	case S_IFBLK: return "block";
	case S_IFIFO: return "fifo";
	}
	return "other";
}

static void format_mode(uint32_t mode, char *out)
{
	static const char bits[] = "rwxrwxrwx";

	out[0] = S_ISDIR(mode) ? 'd' : S_ISLNK(mode) ? 'l' : S_ISCHR(mode) ? 'c' :
		 S_ISBLK(mode) ? 'b' : S_ISFIFO(mode) ? 'p' : '-';
	for (int i = 0; i < 9; i++)
		out[1 + i] = mode & (0400u >> i) ? bits[i] : '-';
	if (mode & S_ISUID)
		out[3] = out[3] == 'x' ? 's' : 'S';
	if (mode & S_ISGID)
		out[6] = out[6] == 'x' ? 's' : 'S';
	if (mode & S_ISVTX)
		out[9] = out[9] == 'x' ? 't' : 'T';
	out[10] = '\0';
}

static void tell_long(struct tool *tool, const struct burin_entry *e)
{
	char mode[11], date[32];

	format_mode(e->mode, mode);
	text_date(e->mtime, date, sizeof(date));
	show(tool, "%s %2u %5u %5u %12llu %s %s%s%s", mode, e->links, e->uid, e->gid,
	     (unsigned long long)e->size, date, e->path, e->target ? " -> " : "",
	     e->target ? e->target : "");
}

static int tell(void *user, const struct burin_entry *e)
{
	struct listing *listing = user;

	if (listing->details)
		tell_long(listing->tool, e);
	else
		show(listing->tool, "%s", e->path);
	emit(listing->tool, "entry", TEXT("path", e->path), TEXT("type", type_name(e->mode)),
	     NUMBER("mode", e->mode & 07777), NUMBER("uid", e->uid), NUMBER("gid", e->gid),
	     NUMBER("links", e->links), NUMBER("size", e->size), NUMBER("mtime", e->mtime),
	     TEXT("target", e->target), NUMBER_IF(e->first_block, "first_block", e->first_block));
	listing->count++;
	return ferror(stdout);
}

static enum exit_status list(struct listing *listing, struct burin_volume *volume,
			     const char *name, const char *path)
{
	struct tool *tool = listing->tool;
	struct burin_entry entry;
	int code = burin_volume_find(volume, path, &entry);

	if (!code && !S_ISDIR(entry.mode))
		tell(listing, &entry);
	else if (!code)
		code = burin_volume_walk(volume, path, tell, listing);
	if (code)
		return fail_detail(tool, code, burin_volume_get_detail(volume), name);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), NUMBER("entries", listing->count),
	     TEXT("volume", burin_volume_get_name(volume)));
	return EXIT_DONE;
}

static enum exit_status ls_main(struct tool *tool, const void *options,
				const struct words *operands)
{
	const struct ls_options *o = options;
	struct listing listing = { .tool = tool, .details = o->details };
	struct burin_volume *volume;
	struct source source;
	enum exit_status status = source_open(tool, operands->at[0], o->session.value, &source);

	if (status)
		return status;
	status = source_open_volume(tool, &source, &volume);
	if (!status) {
		status = list(&listing, volume, operands->at[0],
			      operands->count > 1 ? operands->at[1] : "/");
		burin_volume_free(volume);
	}
	source_close(&source);
	return status;
}

const struct command ls_command = {
	.name = "ls",
	.summary = "what is on an image or a medium",
	.operands = "[options] IMAGE|RECORDER [PATH]",
	.options = table,
	.options_size = sizeof(struct ls_options),
	.min_operands = 1,
	.max_operands = 2,
	.run = ls_main,
};
