/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Weights decide where data lie; nothing else about the image changes. */
#include <burin/burin.h>
#include <stdlib.h>

#include <kselftest_harness.h>

#define BLOCK BURIN_BLOCK_SIZE

FIXTURE(image) {
	struct burin_context *ctx;
	struct burin_image *image;
};

static int add(struct burin_context *ctx, struct burin_node *dir, const char *name,
	       struct burin_node **out)
{
	struct burin_stream *stream;
	int err = burin_stream_new_memory(ctx, name, strlen(name), &stream);

	if (!err)
		err = burin_dir_add_stream(dir, name, stream, out);
	burin_stream_unref(stream);
	return err;
}

FIXTURE_SETUP(image)
{
	struct burin_node *dir, *file;

	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
	burin_image_set_epoch(self->image, 1000000000, true);
	ASSERT_EQ(0, burin_dir_add_dir(burin_image_get_root(self->image), "sub", &dir));
	ASSERT_EQ(0, add(self->ctx, dir, "deep.idx", &file));
	ASSERT_EQ(0, add(self->ctx, burin_image_get_root(self->image), "a.bin", &file));
	ASSERT_EQ(0, add(self->ctx, burin_image_get_root(self->image), "b.bin", &file));
	ASSERT_EQ(0, add(self->ctx, burin_image_get_root(self->image), "z.idx", &file));
}

FIXTURE_TEARDOWN(image)
{
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
}

/* The files in the order of their data, "a.bin b.bin ...", as the volume is read back. */
static int order(struct burin_context *ctx, struct burin_image *image, char *text, size_t n)
{
	static const char *const paths[] = { "/a.bin", "/b.bin", "/z.idx", "/sub/deep.idx" };
	uint32_t at[4], best;
	struct burin_result *result;
	struct burin_stream *stream;
	struct burin_volume *volume;
	struct burin_entry entry;

	if (burin_image_create(image, &result) || burin_result_get_stream(result, &stream) ||
	    burin_volume_open(ctx, stream, 0, BURIN_TREE_BEST, &volume, NULL))
		return -1;
	for (int i = 0; i < 4; i++) {
		if (burin_volume_find(volume, paths[i], &entry))
			return -1;
		at[i] = entry.first_block;
	}
	text[0] = '\0';
	for (int k = 0; k < 4; k++) {
		best = 0;
		for (uint32_t i = 1; i < 4; i++)
			best = at[i] < at[best] ? i : best;
		strncat(text, paths[best], n - strlen(text) - 1);
		at[best] = UINT32_MAX;
	}
	burin_volume_free(volume);
	burin_stream_unref(stream);
	burin_result_unref(result);
	return 0;
}

TEST_F(image, without_weights_the_tree_decides)
{
	char text[100];

	ASSERT_EQ(0, order(self->ctx, self->image, text, sizeof(text)));
	EXPECT_STREQ("/a.bin/b.bin/z.idx/sub/deep.idx", text);
}

TEST_F(image, heaviest_first_and_ties_as_they_stood)
{
	char text[100];

	ASSERT_EQ(0, burin_image_add_sort(self->image, "*.idx", 10));
	ASSERT_EQ(0, order(self->ctx, self->image, text, sizeof(text)));
	EXPECT_STREQ("/z.idx/sub/deep.idx/a.bin/b.bin", text);
}

TEST_F(image, the_first_rule_decides_and_paths_count)
{
	char text[100];

	ASSERT_EQ(0, burin_image_add_sort(self->image, "/sub/*", 20));
	ASSERT_EQ(0, burin_image_add_sort(self->image, "*.idx", 10));
	ASSERT_EQ(0, burin_image_add_sort(self->image, "a*", -5));
	ASSERT_EQ(0, order(self->ctx, self->image, text, sizeof(text)));
	EXPECT_STREQ("/sub/deep.idx/z.idx/b.bin/a.bin", text);
}

TEST_HARNESS_MAIN
