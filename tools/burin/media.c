/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <errno.h>
#include <unistd.h>

#include "json.h"
#include "message.h"

struct create_options {
	const char *kind;
	struct number blocks;
	const char *image;
};

static const struct option create_table[] = {
	{ OPTION_TEXT, "kind", 0, "KIND", offsetof(struct create_options, kind),
	  "cd-r, dvd+rw, bd-r; the manual has them all" },
	{ OPTION_NUMBER, "blocks", 0, "N", offsetof(struct create_options, blocks),
	  "a small medium: blocks of 2048 bytes" },
	{ OPTION_TEXT, "image", 0, "FILE", offsetof(struct create_options, image),
	  "what a pressed disc holds: cd-rom, dvd-rom, bd-rom" },
	{ 0 }
};

#ifdef BURIN_HAVE_EMULATOR
static enum exit_status press(struct tool *tool, const struct create_options *o, const char *path,
			      enum burin_kind kind)
{
	int code = burin_emulator_press_medium(path, kind, o->image);

	if (code == -ENOTSUP)
		return fail(tool, code, path, "no %s is pressed from an image", o->kind);
	if (code == -EINVAL)
		return fail(tool, code, o->image, "no image that a %s could hold", o->kind);
	if (code == -ENOENT && access(o->image, F_OK))
		return fail(tool, code, o->image, NULL);
	if (code)
		return fail(tool, code, path, NULL);
	say(tool, "%s: %s; its drive is virtual:%s", path, o->kind, path);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("path", path), TEXT("kind", o->kind));
	return EXIT_DONE;
}
#endif

static enum exit_status create_main(struct tool *tool, const void *options,
				    const struct words *operands)
{
	const struct create_options *o = options;
	const char *path = operands->at[0];
	enum burin_kind kind;
	int code;

	if (!o->kind)
		return usage_error(tool, "--kind", "a kind of medium must be given");
	kind = burin_kind_from_name(o->kind);
	if (kind == BURIN_KIND_NONE)
		return usage_error(tool, "--kind", "'%s' is no kind of medium", o->kind);
	if (o->image && o->blocks.given)
		return usage_error(tool, "--blocks", "an image has its own size");
#ifdef BURIN_HAVE_EMULATOR
	if (o->image)
		return press(tool, o, path, kind);
	code = burin_emulator_create_medium(path, kind, o->blocks.value);
#else
	return fail(tool, -ENOTSUP, path, "this build has no emulated recorder");
#endif
	if (code == -EINVAL)
		return fail(tool, code, path, "%u blocks is no size of a %s", o->blocks.value,
			    o->kind);
	if (code == -ENOTSUP)
		return fail(tool, code, path, "a %s is pressed; --image FILE says from what",
			    o->kind);
	if (code)
		return fail(tool, code, path, NULL);
	say(tool, "%s: blank %s; its recorder is virtual:%s", path, o->kind, path);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("path", path), TEXT("kind", o->kind));
	return EXIT_DONE;
}

static const struct command create_command = {
	.name = "create",
	.summary = "an emulated medium, blank or pressed",
	.operands = "[options] --kind KIND PATH",
	.options = create_table,
	.options_size = sizeof(struct create_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = create_main,
};

static const struct command *const children[] = { &create_command, NULL };

const struct command media_command = {
	.name = "media",
	.summary = "emulated media",
	.children = children,
};
