/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees made call by call, laid out, read as a whole, and judged. */
#include "judge.h"

#include <burin/burin.h>
#include <kselftest_harness.h>

FIXTURE(layout)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	struct judge judge;
	uint8_t *bytes;
	uint32_t blocks;
};

FIXTURE_SETUP(layout)
{
	memset(self, 0, sizeof(*self));
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
}

FIXTURE_TEARDOWN(layout)
{
	free(self->bytes);
	burin_stream_unref(self->stream);
	burin_result_unref(self->result);
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
}

typedef FIXTURE_DATA(layout) data;

/* Lays out and reads all, in one call; returns an error or what the judge says. */
static const char *make(data *self)
{
	static char text[64];
	int64_t n;
	int err = burin_image_create(self->image, &self->result);

	if (!err)
		err = burin_result_get_stream(self->result, &self->stream);
	if (err)
		return burin_error_name(err);
	self->blocks = burin_result_get_total_blocks(self->result);
	self->bytes = malloc((size_t)self->blocks * 2048);
	n = burin_stream_read(self->stream, 0, self->bytes, (size_t)self->blocks * 2048);
	if (n != (int64_t)self->blocks * 2048) {
		snprintf(text, sizeof(text), "read %lld", (long long)n);
		return text;
	}
	return "";
}

static struct burin_node *add_file(data *self, struct burin_node *dir, const char *name,
				   const void *p, size_t n)
{
	struct burin_stream *stream;
	struct burin_node *node = NULL;

	if (burin_stream_new_memory(self->ctx, p, n, &stream))
		return NULL;
	burin_dir_add_stream(dir, name, stream, &node);
	burin_stream_unref(stream);
	return node;
}

#define MAKE_AND_JUDGE(start)                                                              \
	do {                                                                               \
		ASSERT_STREQ("", make(self));                                              \
		ASSERT_STREQ("", judge(&self->judge, self->bytes, self->blocks, start));   \
	} while (0)

TEST_F(layout, an_empty_tree)
{
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(0, self->judge.files);
	/* 16 + 3 descriptors + 4 path tables + root and its areas + Joliet root + padding */
	EXPECT_EQ(16u + 3 + 4 + 2 + 1 + 150, self->blocks);
}

TEST_F(layout, one_tree_alone)
{
	ASSERT_EQ(0, burin_image_set_filesystems(self->image, BURIN_FS_ISO9660));
	ASSERT_EQ(0, burin_dir_add_symlink(burin_image_get_root(self->image), "l", "x", NULL));
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(0, self->judge.files);
	EXPECT_EQ(16u + 2 + 2 + 1 + 150, self->blocks);
}

TEST_F(layout, files_of_all_sizes_round_a_block)
{
	static uint8_t content[3 * 2048];
	static const size_t sizes[] = { 0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 0, 6144 };
	struct burin_node *root = burin_image_get_root(self->image);
	char name[16];

	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + 1);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		snprintf(name, sizeof(name), "file%zu", i);
		ASSERT_NE(NULL, add_file(self, root, name, content, sizes[i]));
	}
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(20, self->judge.files);
	EXPECT_EQ(16, self->judge.sections);
	/* the last file stands before the padding, cut by nothing */
	EXPECT_EQ(0, memcmp(content, self->bytes + (self->blocks - 153u) * 2048, 6144));
}

TEST_F(layout, many_directories_in_levels)
{
	struct burin_node *level[4] = { burin_image_get_root(self->image) };
	char name[32];

	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "dir %d", (i * 17) % 40);
		ASSERT_EQ(0, burin_dir_add_dir(level[0], name, &level[1]));
		for (int k = 0; k < 13; k++) {
			snprintf(name, sizeof(name), "sub.%d", (k * 5) % 13);
			ASSERT_EQ(0, burin_dir_add_dir(level[1], name, &level[2]));
			for (int m = 0; m < i % 4; m++) {
				snprintf(name, sizeof(name), "%d", m);
				ASSERT_EQ(0, burin_dir_add_dir(level[2], name, &level[3]));
			}
		}
	}
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(2 * (40u + 40 * 13 + 10 * 13 * 6), self->judge.directories);
}

TEST_F(layout, three_hundred_levels)
{
	struct burin_node *dir = burin_image_get_root(self->image);

	for (int i = 0; i < 300; i++)
		ASSERT_EQ(0, burin_dir_add_dir(dir, "a folder with a name", &dir));
	ASSERT_NE(NULL, add_file(self, dir, "leaf", "x", 1));
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(600, self->judge.directories);
}

TEST_F(layout, long_names_need_continuation_areas)
{
	struct burin_node *root = burin_image_get_root(self->image);
	char name[256], target[4096];

	for (int i = 0; i < 300; i++) {
		memset(name, 'a' + i % 26, 255);
		snprintf(name, sizeof(name), "%03d", i);
		name[3] = '-';
		name[100 + i % 156] = '\0';
		ASSERT_EQ(0, burin_dir_add_dir(root, name, NULL));
		memset(target, 't', sizeof(target));
		for (int k = 30; k < 4000; k += 31)
			target[k] = '/';
		target[1 + i * 13] = '\0';
		name[0] = 'L';
		ASSERT_EQ(0, burin_dir_add_symlink(root, name, target, NULL));
	}
	MAKE_AND_JUDGE(0);
}

TEST_F(layout, records_that_fill_blocks_exactly)
{
	struct burin_node *root = burin_image_get_root(self->image), *dir;
	char name[32];

	/* pure ISO: "." and ".." take 68 bytes, "xx" 36: 55 of them fill the block */
	ASSERT_EQ(0, burin_image_set_filesystems(self->image, BURIN_FS_ISO9660));
	for (int n = 53; n <= 57; n++) {
		snprintf(name, sizeof(name), "d%d", n);
		ASSERT_EQ(0, burin_dir_add_dir(root, name, &dir));
		for (int i = 0; i < n; i++) {
			snprintf(name, sizeof(name), "%02d", i);
			ASSERT_EQ(0, burin_dir_add_dir(dir, name, NULL));
		}
	}
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(5u + 53 + 54 + 55 + 56 + 57, self->judge.directories);
	EXPECT_EQ(16u + 2 + 4 + 1 + 3 * 1 + 2 * 2 + 275 + 150, self->blocks);
}

TEST_F(layout, a_later_session_has_absolute_addresses)
{
	burin_image_set_session_start(self->image, 123456);
	for (int i = 0; i < 200; i++) {
		char name[200];

		snprintf(name, sizeof(name), "%0180d", i);
		ASSERT_NE(NULL, add_file(self, burin_image_get_root(self->image), name, "abc", 3));
	}
	MAKE_AND_JUDGE(123456);
	EXPECT_EQ(400, self->judge.files);
}

static int64_t read_hole(void *user, uint64_t offset, void *buf, size_t n)
{
	memset(buf, 0, n);
	if (!offset)
		*(uint8_t *)buf = 0x5a;
	return (int64_t)n;
}

static struct burin_node *add_hole(data *self, const char *name, uint64_t size)
{
	const struct burin_stream_ops ops = { .struct_size = sizeof(ops), .read = read_hole };
	struct burin_stream *stream;
	struct burin_node *node = NULL;

	if (burin_stream_new_custom(self->ctx, &ops, NULL, size, true, &stream))
		return NULL;
	burin_dir_add_stream(burin_image_get_root(self->image), name, stream, &node);
	burin_stream_unref(stream);
	return node;
}

/* The record of the file called id; NULL: none. */
static const uint8_t *find_record(const uint8_t *dir, const char *id, const uint8_t *after)
{
	size_t n = strlen(id);

	for (const uint8_t *p = dir; p < dir + 2048 && p[0]; p += p[0])
		if (p > after && p[32] == n && !memcmp(p + 33, id, n))
			return p;
	return NULL;
}

TEST_F(layout, sections_of_a_file_over_4_gib)
{
	static const uint32_t sizes[] = { 0xfffff800, 0xfffff800, 1073745920 };
	static const uint8_t flags[] = { 0x80, 0x80, 0 };
	const uint64_t size = 9ull << 30;
	uint8_t dir[2048], byte;
	const uint8_t *p = NULL;
	uint32_t lba, next = 0;

	ASSERT_NE(NULL, add_hole(self, "big", size));
	ASSERT_EQ(0, burin_image_create(self->image, &self->result));
	ASSERT_EQ(0, burin_result_get_stream(self->result, &self->stream));
	EXPECT_EQ(4718592u + 16 + 3 + 4 + 2 + 1 + 150,
		  burin_result_get_total_blocks(self->result));
	ASSERT_EQ(2048, burin_stream_read(self->stream, 23 * 2048, dir, 2048));
	for (int i = 0; i < 3; i++) {
		p = find_record(dir, "BIG.;1", p);
		ASSERT_NE(NULL, p);
		lba = judge_le32(p + 2);
		EXPECT_EQ(sizes[i], judge_le32(p + 10));
		EXPECT_EQ(flags[i], p[25]);
		if (i)
			EXPECT_EQ(next, lba);
		next = lba + (sizes[i] + 2047u) / 2048;
		if (!i) {
			ASSERT_EQ(1, burin_stream_read(self->stream, lba * 2048ull, &byte, 1));
			EXPECT_EQ(0x5a, byte);
		}
	}
	EXPECT_EQ(NULL, find_record(dir, "BIG.;1", p));
}

TEST_F(layout, sections_at_their_limits)
{
	static const struct {
		uint64_t size;
		uint64_t sections;
	} cases[] = {
		{ 0xfffff7ff, 1 }, { 0xfffff800, 1 }, { 0xfffff801, 2 }, { 0x100000000, 2 },
		{ 2 * 0xfffff800ull, 2 }, { 2 * 0xfffff800ull + 1, 3 },
	};
	uint8_t dir[2048];
	const uint8_t *p;
	char name[16], id[20];

	for (int i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "F%d", i);
		ASSERT_NE(NULL, add_hole(self, name, cases[i].size));
	}
	ASSERT_EQ(0, burin_image_create(self->image, &self->result));
	ASSERT_EQ(0, burin_result_get_stream(self->result, &self->stream));
	ASSERT_EQ(2048, burin_stream_read(self->stream, 23 * 2048, dir, 2048));
	for (int i = 0; i < 6; i++) {
		uint64_t sum = 0, n = 0;

		snprintf(id, sizeof(id), "F%d.;1", i);
		for (p = find_record(dir, id, NULL); p; p = find_record(dir, id, p), n++)
			sum += judge_le32(p + 10);
		EXPECT_EQ(cases[i].size, sum);
		EXPECT_EQ(cases[i].sections, n);
	}
}

TEST_F(layout, too_large_is_said_before_a_block_is_made)
{
	ASSERT_NE(NULL, add_hole(self, "big", 1 << 20));
	burin_image_set_free_blocks(self->image, 512 + 175);
	EXPECT_EQ(BURIN_E_TOO_LARGE, burin_image_create(self->image, &self->result));
	EXPECT_EQ(NULL, self->result);
	burin_image_set_free_blocks(self->image, 512 + 176);
	EXPECT_EQ(0, burin_image_create(self->image, &self->result));
}

TEST_F(layout, more_than_2_to_the_32_blocks_are_refused)
{
	ASSERT_NE(NULL, add_hole(self, "big", (1ull << 43) - 2048 * 2000ull));
	ASSERT_NE(NULL, add_hole(self, "more", 2048 * 2000));
	EXPECT_EQ(BURIN_E_IMAGE_TOO_LARGE, burin_image_create(self->image, &self->result));
	EXPECT_STREQ("/more", burin_image_get_detail(self->image)->subject);
}

TEST_F(layout, a_session_must_end_below_2_to_the_32)
{
	burin_image_set_session_start(self->image, UINT32_MAX - 175);
	EXPECT_EQ(BURIN_E_IMAGE_TOO_LARGE, burin_image_create(self->image, &self->result));
	burin_image_set_session_start(self->image, UINT32_MAX - 176);
	EXPECT_EQ(0, burin_image_create(self->image, &self->result));
}

/* 65,535 directories may have children; a leaf may stand behind them. */
TEST_F(layout, parents_have_16_bit_numbers)
{
	struct burin_node *root = burin_image_get_root(self->image), *dir, *last = NULL;
	char name[32];

	ASSERT_EQ(0, burin_image_set_filesystems(self->image, BURIN_FS_ISO9660));
	for (int i = 0; i < 65535; i++) {
		snprintf(name, sizeof(name), "%06d", i);
		ASSERT_EQ(0, burin_dir_add_dir(root, name, &dir));
		if (i == 65533)
			last = dir;
	}
	ASSERT_EQ(0, burin_dir_add_dir(last, "leaf", NULL));
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(65536, self->judge.directories);
	burin_result_unref(self->result);
	self->result = NULL;
	ASSERT_EQ(0, burin_dir_add_dir(dir, "leaf", NULL));
	EXPECT_EQ(BURIN_E_TOO_MANY_DIRECTORIES, burin_image_create(self->image, &self->result));
	EXPECT_STREQ("/065534/leaf", burin_image_get_detail(self->image)->subject);
}

TEST_F(layout, hard_links_share_extent_and_serial)
{
	struct burin_node *root = burin_image_get_root(self->image), *file, *dir;
	const uint8_t *p, *q;

	ASSERT_NE(NULL, file = add_file(self, root, "b", "content", 7));
	ASSERT_EQ(0, burin_dir_add_link(root, "a", file, NULL));
	ASSERT_EQ(0, burin_dir_add_dir(root, "sub", &dir));
	ASSERT_EQ(0, burin_dir_add_link(dir, "c", file, NULL));
	ASSERT_EQ(-EINVAL, burin_dir_add_link(dir, "d", dir, NULL));
	MAKE_AND_JUDGE(0);
	p = find_record(self->bytes + 23 * 2048, "A.;1", NULL);
	q = find_record(self->bytes + 23 * 2048, "B.;1", NULL);
	ASSERT_TRUE(p && q);
	EXPECT_EQ(0, memcmp(p + 2, q + 2, 16));
	/* PX: mode, links, owners, serial number */
	EXPECT_EQ(0, memcmp(p + 38, "PX\x2c\1", 4));
	EXPECT_EQ(0, memcmp(p + 38, q + 38, 44));
	EXPECT_EQ(3, judge_le32(p + 38 + 12));
	EXPECT_EQ(7u, burin_image_count_bytes(self->image));
	EXPECT_EQ(3u, burin_image_count_files(self->image));
}

/* Any range at any offset is the same as the whole read at once. */
TEST_F(layout, every_range_is_the_same)
{
	static uint8_t content[100000], part[40000];
	struct burin_node *root = burin_image_get_root(self->image), *dir;
	unsigned int seed = 3;
	char name[300];

	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)rand_r(&seed);
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "%0*d", 5 + i * 4, i);
		ASSERT_EQ(0, burin_dir_add_dir(root, name, &dir));
		ASSERT_NE(NULL, add_file(self, dir, name, content, (size_t)rand_r(&seed) % 9000));
		ASSERT_EQ(0, burin_dir_add_symlink(dir, "link", name, NULL));
	}
	MAKE_AND_JUDGE(0);
	for (uint32_t i = self->blocks; i-- > 0;) {
		ASSERT_EQ(2048, burin_stream_read(self->stream, i * 2048ull, part, 2048));
		ASSERT_EQ(0, memcmp(part, self->bytes + i * 2048ull, 2048));
	}
	for (int round = 0; round < 3000; round++) {
		uint64_t size = self->blocks * 2048ull;
		uint64_t at = (uint64_t)rand_r(&seed) % size, n = (uint64_t)rand_r(&seed) % sizeof(part);

		n = n < size - at ? n : size - at;
		ASSERT_EQ((int64_t)n, burin_stream_read(self->stream, at, part, n));
		ASSERT_EQ(0, memcmp(part, self->bytes + at, n));
	}
	EXPECT_EQ(0, burin_stream_read(self->stream, self->blocks * 2048ull, part, 1));
}

TEST_F(layout, every_block_has_a_name)
{
	struct burin_node *root = burin_image_get_root(self->image), *dir;
	char path[100];

	ASSERT_EQ(0, burin_dir_add_dir(root, "d", &dir));
	ASSERT_NE(NULL, add_file(self, dir, "empty", "", 0));
	ASSERT_NE(NULL, add_file(self, dir, "file", "x", 1));
	ASSERT_NE(NULL, add_file(self, dir, "zempty", "", 0));
	MAKE_AND_JUDGE(0);
	static const struct {
		uint32_t block;
		const char *path;
	} want[] = {
		{ 0, "[system area]" }, { 15, "[system area]" },
		{ 16, "[primary volume descriptor]" }, { 17, "[Joliet volume descriptor]" },
		{ 18, "[volume descriptor set terminator]" }, { 19, "[path table]" },
		{ 20, "[path table, big-endian]" }, { 23, "[directory] /" },
		{ 24, "[continuation areas] /" }, { 25, "[directory] /d" },
		{ 26, "[Joliet directory] /" }, { 27, "[Joliet directory] /d" },
		{ 28, "/d/file" }, { 29, "[padding]" }, { 178, "[padding]" },
	};
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ASSERT_EQ(0, burin_result_item_for_block(self->result, want[i].block, path,
							 sizeof(path)));
		EXPECT_STREQ(want[i].path, path);
	}
	EXPECT_EQ(BURIN_E_PATH, burin_result_item_for_block(self->result, 179, path, sizeof(path)));
	for (size_t n = 1; n < 20; n++)
		ASSERT_EQ(0, burin_result_item_for_block(self->result, 28, path, n));
}

TEST_F(layout, a_removed_item_is_gone)
{
	struct burin_node *root = burin_image_get_root(self->image), *dir, *file;

	ASSERT_EQ(0, burin_dir_add_dir(root, "d", &dir));
	ASSERT_NE(NULL, file = add_file(self, dir, "x", "12345", 5));
	ASSERT_EQ(0, burin_dir_add_link(root, "y", file, NULL));
	ASSERT_EQ(0, burin_node_remove(dir));
	ASSERT_EQ(-EBUSY, burin_node_remove(root));
	EXPECT_EQ(NULL, burin_dir_find(root, "d"));
	EXPECT_EQ(1u, burin_image_count_files(self->image));
	EXPECT_EQ(0u, burin_image_count_directories(self->image));
	EXPECT_EQ(5u, burin_image_count_bytes(self->image));
	MAKE_AND_JUDGE(0);
	EXPECT_EQ(2, self->judge.files);
}

TEST_F(layout, times_are_clamped_to_the_epoch)
{
	struct burin_node *root = burin_image_get_root(self->image), *a, *b;
	const uint8_t *p;

	ASSERT_NE(NULL, a = add_file(self, root, "a", "", 0));
	ASSERT_NE(NULL, b = add_file(self, root, "b", "", 0));
	burin_node_set_time(a, 1700000001);
	burin_node_set_time(b, -86400);
	MAKE_AND_JUDGE(0);
	p = find_record(self->bytes + 23 * 2048, "A.;1", NULL);
	EXPECT_EQ(0, memcmp(p + 18, "\x7b\x0b\x0e\x16\x0d\x14\x00", 7));
	p = find_record(self->bytes + 23 * 2048, "B.;1", NULL);
	EXPECT_EQ(0, memcmp(p + 18, "\x45\x0c\x1f\0\0\0\0", 7));
}

TEST_F(layout, an_image_like_another)
{
	struct burin_stream *volume;
	struct burin_image *again;
	uint8_t *copy;

	burin_image_set_epoch(self->image, 1234567890, false);
	ASSERT_EQ(0, burin_image_set_volume_name(self->image, "Sch\xc3\xb6ner Name"));
	MAKE_AND_JUDGE(0);
	copy = malloc(self->blocks * 2048ull);
	memcpy(copy, self->bytes, self->blocks * 2048ull);
	ASSERT_EQ(0, burin_stream_new_memory(self->ctx, copy, self->blocks * 2048ull, &volume));
	for (int damaged = 0; damaged < 3; damaged++) {
		ASSERT_EQ(0, burin_image_new(self->ctx, &again));
		if (damaged)
			copy[(15 + damaged) * 2048 + 883 + 100] ^= 0x10;
		EXPECT_EQ(damaged < 2 ? 0 : BURIN_E_NOT_A_VOLUME,
			  burin_image_set_like(again, volume, 0));
		if (damaged < 2) {
			struct burin_result *result;
			struct burin_stream *stream;
			uint8_t *bytes = malloc(self->blocks * 2048ull);

			ASSERT_EQ(0, burin_image_create(again, &result));
			ASSERT_EQ(self->blocks, burin_result_get_total_blocks(result));
			ASSERT_EQ(0, burin_result_get_stream(result, &stream));
			ASSERT_EQ((int64_t)(self->blocks * 2048ull),
				  burin_stream_read(stream, 0, bytes, self->blocks * 2048ull));
			EXPECT_EQ(0, memcmp(bytes, self->bytes, self->blocks * 2048ull));
			free(bytes);
			burin_stream_unref(stream);
			burin_result_unref(result);
		}
		burin_image_free(again);
	}
	burin_stream_unref(volume);
	free(copy);
}

TEST_HARNESS_MAIN
