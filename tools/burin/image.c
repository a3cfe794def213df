/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include "json.h"
#include "message.h"
#include "output.h"
#include "text.h"
#include "tree.h"

struct image_options {
	const char *output;
	struct tree_options tree;
};

static const struct option table[] = {
	{ OPTION_TEXT, "output", 'o', "FILE|-", offsetof(struct image_options, output),
	  "where to write; - is standard output" },
	TREE_OPTIONS(struct image_options, tree),
	{ 0 }
};

static void tell(struct tool *tool, const struct image_options *o, struct burin_image *image,
		 struct burin_result *result)
{
	uint64_t blocks = burin_result_get_total_blocks(result);
	char size[32];

	text_bytes(blocks * BURIN_BLOCK_SIZE, size, sizeof(size));
	if (!tool->data_on_stdout)
		say(tool, "%s: %llu files, %llu folders, %llu blocks (%s)", o->output,
		    (unsigned long long)burin_image_count_files(image),
		    (unsigned long long)burin_image_count_directories(image),
		    (unsigned long long)blocks, size);
	emit(tool, "result", NUMBER("exit", EXIT_DONE), TEXT("output", o->output),
	     NUMBER("files", burin_image_count_files(image)),
	     NUMBER("directories", burin_image_count_directories(image)),
	     NUMBER("bytes", burin_image_count_bytes(image)), NUMBER("blocks", blocks));
}

static enum exit_status copy(struct tool *tool, const struct image_options *o,
			     struct burin_image *image, struct burin_result *result)
{
	struct output output = { .fd = -1 };
	struct burin_stream *stream;
	enum exit_status status;
	uint64_t bytes;
	int code = burin_result_get_stream(result, &stream);

	if (code)
		return fail(tool, code, "image", NULL);
	status = output_open(tool, o->output, &output);
	if (!status) {
		status = output_copy(tool, &output, stream, "image", &bytes);
		if (!status)
			status = tree_tell_changed(tool, result);
		status = output_close(tool, &output, status);
	}
	burin_stream_unref(stream);
	if (!status)
		tell(tool, o, image, result);
	return status;
}

/* The tree is read before the file is made: FILE may lie in a SOURCE. */
static enum exit_status image_main(struct tool *tool, const void *options,
				   const struct words *operands)
{
	const struct image_options *o = options;
	struct burin_result *result = NULL;
	struct burin_image *image;
	enum exit_status status;

	if (!o->output)
		return usage_error(tool, "-o", "where to write must be given: FILE or -");
	status = tree_new(tool, &o->tree, &image);
	if (status)
		return status;
	status = tree_add(tool, image, operands, 0);
	if (!status)
		status = tree_create(tool, image, &result);
	if (!status)
		status = copy(tool, o, image, result);
	burin_result_unref(result);
	burin_image_free(image);
	return status;
}

const struct command image_command = {
	.name = "image",
	.summary = "the same tree as an image file or a stream",
	.operands = "[options] -o FILE|- SOURCE...",
	.options = table,
	.options_size = sizeof(struct image_options),
	.min_operands = 1,
	.max_operands = MANY_OPERANDS,
	.run = image_main,
};
