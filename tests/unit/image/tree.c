/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree, call by call. */
#include <burin/burin.h>
#include <kselftest_harness.h>

FIXTURE(tree)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_node *root;
};

FIXTURE_SETUP(tree)
{
	unsetenv("SOURCE_DATE_EPOCH");
	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
	self->root = burin_image_get_root(self->image);
}

FIXTURE_TEARDOWN(tree)
{
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
}

TEST_F(tree, file_systems_have_names)
{
	EXPECT_EQ(7, burin_filesystems_from_text("iso9660,joliet,rockridge"));
	EXPECT_EQ(2, burin_filesystems_from_text("joliet"));
	EXPECT_EQ(-EINVAL, burin_filesystems_from_text("joliet,udf9"));
	EXPECT_EQ(-EINVAL, burin_filesystems_from_text(""));
	EXPECT_EQ(-EINVAL, burin_filesystems_from_text("joliet,"));
	EXPECT_EQ(-EINVAL, burin_image_set_filesystems(self->image, 0x100));
}

TEST_F(tree, volume_names_have_their_limits)
{
	EXPECT_EQ(0, burin_image_set_volume_name(self->image, "01234567890123456789012345678901"));
	EXPECT_STREQ("01234567890123456789012345678901",
		     burin_image_get_volume_name(self->image));
	EXPECT_EQ(-ENAMETOOLONG, burin_image_set_volume_name(self->image,
							     "012345678901234567890123456789012"));
	EXPECT_EQ(BURIN_E_NAME, burin_image_set_volume_name(self->image, "a\xff"));
	EXPECT_EQ(BURIN_E_NAME, burin_image_get_detail(self->image)->code);
}

TEST_F(tree, names_that_cannot_be_are_refused)
{
	char name[300];

	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_dir(self->root, "", NULL));
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_dir(self->root, ".", NULL));
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_dir(self->root, "..", NULL));
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_dir(self->root, "a/b", NULL));
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_dir(self->root, name, NULL));
	name[255] = '\0';
	EXPECT_EQ(0, burin_dir_add_dir(self->root, name, NULL));
	EXPECT_EQ(0, burin_dir_add_dir(self->root, "...", NULL));
}

TEST_F(tree, a_name_is_there_once)
{
	struct burin_node *dir;

	ASSERT_EQ(0, burin_dir_add_dir(self->root, "d", &dir));
	EXPECT_EQ(BURIN_E_NAME_TAKEN, burin_dir_add_dir(self->root, "d", NULL));
	ASSERT_EQ(0, burin_dir_add_symlink(dir, "d", "x", NULL));
	EXPECT_EQ(BURIN_E_NAME_TAKEN, burin_dir_add_symlink(dir, "d", "x", NULL));
	EXPECT_STREQ("/d/d", burin_image_get_detail(self->image)->subject);
	EXPECT_EQ(BURIN_E_NOT_A_DIRECTORY,
		  burin_dir_add_dir(burin_dir_find(dir, "d"), "below", NULL));
}

TEST_F(tree, children_come_in_byte_order)
{
	static const char *const names[] = { "b", "B", "a1", "\xff", "a", "\xc3\xa4", "a10" };
	static const char *const sorted[] = { "B", "a", "a1", "a10", "b", "\xc3\xa4", "\xff" };
	struct burin_node *node;

	for (int i = 0; i < 7; i++)
		ASSERT_EQ(0, burin_dir_add_dir(self->root, names[i], NULL));
	node = burin_dir_first(self->root);
	for (int i = 0; i < 7; i++, node = burin_node_next(node)) {
		ASSERT_NE(NULL, node);
		EXPECT_STREQ(sorted[i], burin_node_get_name(node));
		EXPECT_EQ(self->root, burin_node_get_parent(node));
	}
	EXPECT_EQ(NULL, node);
	EXPECT_EQ(NULL, burin_node_get_parent(self->root));
	EXPECT_EQ(NULL, burin_node_next(self->root));
}

/* Thousands of adds and removals against a plain table. */
TEST_F(tree, finds_what_is_there_and_nothing_else)
{
	enum { NAMES = 500 };
	bool there[NAMES] = { false };
	unsigned int seed = 5, count = 0;
	char name[16];

	for (int round = 0; round < 20000; round++) {
		int i = rand_r(&seed) % NAMES;
		struct burin_node *node;

		snprintf(name, sizeof(name), "%d", i);
		node = burin_dir_find(self->root, name);
		ASSERT_EQ(there[i], node != NULL);
		if (rand_r(&seed) % 2) {
			ASSERT_EQ(there[i] ? BURIN_E_NAME_TAKEN : 0,
				  burin_dir_add_symlink(self->root, name, "t", NULL));
			count += !there[i];
			there[i] = true;
		} else if (node) {
			ASSERT_EQ(0, burin_node_remove(node));
			there[i] = false;
			count--;
		}
		ASSERT_EQ(count, burin_image_count_files(self->image));
	}
}

TEST_F(tree, attributes_can_be_set)
{
	struct burin_node *node;

	ASSERT_EQ(0, burin_dir_add_symlink(self->root, "l", "target", &node));
	EXPECT_EQ(0120777u, burin_node_get_mode(node));
	burin_node_set_mode(node, 0100644);
	EXPECT_EQ(0120644u, burin_node_get_mode(node));
	EXPECT_EQ(6u, burin_node_get_size(node));
	EXPECT_FALSE(burin_node_is_dir(node));
	EXPECT_TRUE(burin_node_is_dir(self->root));
}

TEST_F(tree, link_targets_have_their_limits)
{
	static char target[4097];

	memset(target, 'x', 4096);
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_symlink(self->root, "l", target, NULL));
	EXPECT_EQ(BURIN_E_NAME, burin_dir_add_symlink(self->root, "l", "", NULL));
	target[4095] = '\0';
	EXPECT_EQ(0, burin_dir_add_symlink(self->root, "l", target, NULL));
}

static int64_t read_nothing(void *user, uint64_t offset, void *buf, size_t n)
{
	return 0;
}

TEST_F(tree, streams_must_be_seekable_and_of_known_size)
{
	const struct burin_stream_ops ops = { .struct_size = sizeof(ops), .read = read_nothing };
	struct burin_stream *stream;

	ASSERT_EQ(0, burin_stream_new_custom(self->ctx, &ops, NULL, BURIN_SIZE_UNKNOWN, true,
					     &stream));
	EXPECT_EQ(BURIN_E_STREAM, burin_dir_add_stream(self->root, "s", stream, NULL));
	burin_stream_unref(stream);
	ASSERT_EQ(0, burin_stream_new_custom(self->ctx, &ops, NULL, 5, false, &stream));
	EXPECT_EQ(BURIN_E_STREAM, burin_dir_add_stream(self->root, "s", stream, NULL));
	burin_stream_unref(stream);
}

TEST(a_bad_epoch_in_the_environment_is_an_error)
{
	struct burin_context *ctx;
	struct burin_image *image;

	ASSERT_EQ(0, burin_context_new(&ctx));
	setenv("SOURCE_DATE_EPOCH", "tomorrow", 1);
	EXPECT_EQ(-EINVAL, burin_image_new(ctx, &image));
	EXPECT_EQ(NULL, image);
	burin_context_unref(ctx);
}

TEST_HARNESS_MAIN
