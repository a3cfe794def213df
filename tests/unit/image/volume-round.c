/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library writes it reads back; each test is a way in which the two once differed. */
#include <kselftest_harness.h>

#include "image/volume.h"

FIXTURE(round)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	struct burin_volume *volume;
};

FIXTURE_SETUP(round)
{
	memset(self, 0, sizeof(*self));
	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
}

FIXTURE_TEARDOWN(round)
{
	burin_volume_free(self->volume);
	burin_stream_unref(self->stream);
	burin_result_unref(self->result);
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
}

static int read_back(FIXTURE_DATA(round) *self, enum burin_tree tree)
{
	int ret = burin_image_create(self->image, &self->result);

	if (!ret)
		ret = burin_result_get_stream(self->result, &self->stream);
	if (!ret)
		ret = burin_volume_open(self->ctx, self->stream, 0, tree, &self->volume, NULL);
	return ret;
}

TEST_F(round, slashes_of_targets)
{
	static const char *const targets[] = {
		"/", "//", "///", "//a", "///a//", "a/", "a//", "a//b", "./", "//././", "../..",
		"/..", "//..//.",
	};
	struct burin_node *root = burin_image_get_root(self->image);
	struct burin_entry e;
	char path[8];

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		snprintf(path, sizeof(path), "/%zu", i);
		ASSERT_EQ(0, burin_dir_add_symlink(root, path + 1, targets[i], NULL));
	}
	ASSERT_EQ(0, read_back(self, BURIN_TREE_ROCKRIDGE));
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		snprintf(path, sizeof(path), "/%zu", i);
		ASSERT_EQ(0, burin_volume_find(self->volume, path, &e));
		EXPECT_STREQ(targets[i], e.target);
	}
}

static int count(void *user, const struct burin_entry *entry)
{
	*(unsigned int *)user += 1;
	return 0;
}

/* What is written must come back: both ends stop at the same depth. */
TEST_F(round, levels)
{
	struct burin_node *at = burin_image_get_root(self->image);
	unsigned int n = 0;

	for (unsigned int i = 0; i < 4096; i++)
		ASSERT_EQ(0, burin_dir_add_dir(at, "a", &at));
	ASSERT_EQ(0, read_back(self, BURIN_TREE_BEST));
	EXPECT_EQ(0, burin_volume_walk(self->volume, "/", count, &n));
	EXPECT_EQ(4096, n);
	burin_result_unref(self->result);
	self->result = NULL;
	ASSERT_EQ(0, burin_dir_add_dir(at, "a", &at));
	EXPECT_EQ(BURIN_E_TOO_MANY_DIRECTORIES, burin_image_create(self->image, &self->result));
}

/* More than three digits at the end of a stem can tell apart, in every tree. */
TEST_F(round, a_hundred_thousand_names_that_collide)
{
	static const enum burin_tree trees[] = {
		BURIN_TREE_ISO9660, BURIN_TREE_JOLIET, BURIN_TREE_ROCKRIDGE,
	};
	struct burin_stream *empty;
	char name[256];

	ASSERT_EQ(0, burin_stream_new_zero(self->ctx, 0, &empty));
	for (unsigned int i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "%0249d%06u", 0, i);
		ASSERT_EQ(0, burin_dir_add_stream(burin_image_get_root(self->image), name, empty,
						  NULL));
	}
	burin_stream_unref(empty);
	ASSERT_EQ(0, read_back(self, BURIN_TREE_BEST));
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		unsigned int n = 0;

		burin_volume_free(self->volume);
		ASSERT_EQ(0, burin_volume_open(self->ctx, self->stream, 0, trees[i], &self->volume,
					       NULL));
		EXPECT_EQ(0, burin_volume_walk(self->volume, "/", count, &n));
		EXPECT_EQ(100000, n);
	}
}

TEST_HARNESS_MAIN
