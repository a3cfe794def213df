/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <kselftest_harness.h>

#include <sys/stat.h>

#include "image/volume.h"
#include "image/volume/date.h"

static char *list_all(struct burin_volume *volume, const char *path)
{
	static struct listing listing;

	memset(&listing, 0, sizeof(listing));
	if (burin_volume_walk(volume, path, list_entry, &listing))
		return NULL;
	return listing.text;
}

static void finish(struct burin_volume *volume, struct disc *d)
{
	burin_volume_free(volume);
	free(d);
}

TEST(best_is_rock_ridge)
{
	struct burin_volume *volume;
	char want[2048], name[LONG_NAME + 1];
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_EQ(BURIN_TREE_ROCKRIDGE, burin_volume_get_tree(volume));
	EXPECT_STREQ("DISC", burin_volume_get_name(volume));
	EXPECT_EQ(DISC_BLOCKS, burin_volume_get_blocks(volume));
	EXPECT_EQ(981173106, burin_volume_get_time(volume));
	memset(name, 'n', LONG_NAME);
	name[LONG_NAME] = '\0';
	snprintf(want, sizeof(want), "040755 /dir\n040700 /dir/deep\n100644 /dir/deep/inner\n"
		 "100640 /file\n100640 /link\n040750 /moved\n100600 /moved/in\n100644 /%s\n"
		 "020600 /null\n100644 /parts\n120777 /sym -> ../dir/deep\n", name);
	EXPECT_STREQ(want, list_all(volume, "/"));
	finish(volume, d);
}

TEST(joliet_has_its_own_names)
{
	struct burin_volume *volume;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_JOLIET, &volume));
	EXPECT_EQ(BURIN_TREE_JOLIET, burin_volume_get_tree(volume));
	EXPECT_STREQ("Jol", burin_volume_get_name(volume));
	EXPECT_STREQ("040555 /Folder\n100444 /Letter.txt\n", list_all(volume, "/"));
	finish(volume, d);
}

TEST(iso9660_loses_version_and_dot)
{
	struct burin_volume *volume;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_ISO9660, &volume));
	EXPECT_EQ(BURIN_TREE_ISO9660, burin_volume_get_tree(volume));
	EXPECT_STREQ("040555 /DIR\n040555 /DIR/DEEP\n100444 /DIR/DEEP/INNER\n100444 /FILE\n"
		     "100444 /LINK\n100444 /LONG\n100444 /MOVED\n100444 /NULL\n100444 /PARTS\n"
		     "040555 /RR_MOVED\n040555 /RR_MOVED/MOVED\n100444 /RR_MOVED/MOVED/IN\n"
		     "100444 /SYM\n", list_all(volume, "/"));
	finish(volume, d);
}

TEST(without_rock_ridge_best_is_joliet_then_iso9660)
{
	struct burin_volume *volume;
	struct disc *d = malloc(sizeof(*d));

	disc_make(d, true);
	memcpy(disc_entry(d, d->self, "SP"), "PD", 2);
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(BURIN_TREE_JOLIET, burin_volume_get_tree(volume));
	burin_volume_free(volume);
	memset(disc_block(d, SVD) + 88, 0, 3);
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(BURIN_TREE_ISO9660, burin_volume_get_tree(volume));
	finish(volume, d);
}

TEST(find_tells_all_of_an_entry)
{
	struct burin_volume *volume;
	struct burin_entry e;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	ASSERT_EQ(0, burin_volume_find(volume, "/file", &e));
	EXPECT_STREQ("/file", e.path);
	EXPECT_STREQ("file", e.name);
	EXPECT_EQ(0100640, e.mode);
	EXPECT_EQ(2, e.links);
	EXPECT_EQ(7, e.serial);
	EXPECT_EQ(6, e.size);
	EXPECT_EQ(981173106, e.mtime);
	EXPECT_EQ(DATA, e.first_block);
	ASSERT_EQ(0, burin_volume_find(volume, "null", &e));
	EXPECT_EQ(1, e.device_major);
	EXPECT_EQ(3, e.device_minor);
	ASSERT_EQ(0, burin_volume_find(volume, "//dir//deep/", &e));
	EXPECT_STREQ("/dir/deep", e.path);
	ASSERT_EQ(0, burin_volume_find(volume, "/sym", &e));
	EXPECT_STREQ("../dir/deep", e.target);
	EXPECT_EQ(11, e.size);
	ASSERT_EQ(0, burin_volume_find(volume, "/", &e));
	EXPECT_STREQ("/", e.path);
	EXPECT_EQ(040755, e.mode);
	finish(volume, d);
}

TEST(find_says_what_is_not_there)
{
	struct burin_volume *volume;
	struct burin_entry e;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_EQ(BURIN_E_PATH, burin_volume_find(volume, "/nothing", &e));
	EXPECT_STREQ("/nothing", burin_volume_get_detail(volume)->subject);
	EXPECT_EQ(BURIN_E_PATH, burin_volume_find(volume, "/dir/none/at/all", &e));
	EXPECT_EQ(BURIN_E_NOT_A_DIRECTORY, burin_volume_find(volume, "/file/x", &e));
	EXPECT_EQ(BURIN_E_PATH, burin_volume_find(volume, "/FILE", &e));
	EXPECT_EQ(0, burin_volume_find(volume, "/dir/deep/inner", &e));
	finish(volume, d);
}

/* A find of any entry, in any order, after any other, gives what the walk gave. */
static int find_again(void *user, const struct burin_entry *e)
{
	struct burin_volume *volume = user;
	struct burin_entry found;

	if (burin_volume_find(volume, e->path, &found))
		return -1;
	return strcmp(found.path, e->path) || found.mode != e->mode || found.size != e->size ||
	       found.mtime != e->mtime || found.first_block != e->first_block ? -2 : 0;
}

TEST(every_entry_of_a_walk_is_found_within_it)
{
	struct burin_volume *volume;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_EQ(0, burin_volume_walk(volume, "/", find_again, volume));
	finish(volume, d);
}

TEST(walk_begins_where_it_is_told)
{
	struct burin_volume *volume;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_STREQ("040700 /dir/deep\n100644 /dir/deep/inner\n", list_all(volume, "/dir"));
	EXPECT_STREQ("100644 /dir/deep/inner\n", list_all(volume, "dir/deep/"));
	EXPECT_EQ(BURIN_E_NOT_A_DIRECTORY, burin_volume_walk(volume, "/file", list_entry, NULL));
	EXPECT_EQ(BURIN_E_PATH, burin_volume_walk(volume, "/none", list_entry, NULL));
	finish(volume, d);
}

static int stop_at_second(void *user, const struct burin_entry *e)
{
	int *left = user;

	return --*left ? 0 : *(left + 1);
}

TEST(the_callback_stops_a_walk)
{
	struct burin_volume *volume;
	struct disc *d;
	int negative[2] = { 2, -77 }, positive[2] = { 2, 5 };

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_EQ(-77, burin_volume_walk(volume, "/", stop_at_second, negative));
	EXPECT_EQ(0, burin_volume_walk(volume, "/", stop_at_second, positive));
	EXPECT_EQ(0, positive[0]);
	finish(volume, d);
}

TEST(a_file_is_a_stream_that_outlives_the_volume)
{
	struct burin_volume *volume;
	struct burin_stream *stream;
	char text[16] = "";
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	ASSERT_EQ(0, burin_volume_open_file(volume, "/dir/deep/inner", &stream));
	burin_volume_free(volume);
	EXPECT_EQ(6, burin_stream_get_size(stream));
	EXPECT_EQ(6, burin_stream_read(stream, 0, text, sizeof(text)));
	EXPECT_STREQ("hello\n", text);
	EXPECT_EQ(2, burin_stream_read(stream, 4, text, sizeof(text)));
	burin_stream_unref(stream);
	free(d);
}

TEST(sections_make_one_file)
{
	struct burin_volume *volume;
	struct burin_stream *stream;
	uint8_t *bytes = malloc(BLOCK + 5);
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	ASSERT_EQ(0, burin_volume_open_file(volume, "/parts", &stream));
	ASSERT_EQ(BLOCK + 5, burin_stream_get_size(stream));
	EXPECT_EQ(BLOCK + 5, burin_stream_read(stream, 0, bytes, BLOCK + 5));
	EXPECT_EQ(0, memcmp(bytes, disc_block(d, DATA + 1), BLOCK));
	EXPECT_EQ(0, memcmp(bytes + BLOCK, "tail\n", 5));
	EXPECT_EQ(7, burin_stream_read(stream, BLOCK - 2, bytes, 7));
	EXPECT_EQ(0, memcmp(bytes, "PPtail\n", 7));
	burin_stream_unref(stream);
	finish(volume, d);
	free(bytes);
}

TEST(only_files_are_opened)
{
	struct burin_volume *volume;
	struct burin_stream *stream;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	EXPECT_EQ(-EISDIR, burin_volume_open_file(volume, "/dir", &stream));
	EXPECT_EQ(-EISDIR, burin_volume_open_file(volume, "/", &stream));
	EXPECT_EQ(-EINVAL, burin_volume_open_file(volume, "/sym", &stream));
	EXPECT_EQ(BURIN_E_PATH, burin_volume_open_file(volume, "/none", &stream));
	EXPECT_EQ(NULL, stream);
	finish(volume, d);
}

/* A stream whose blocks from first to last cannot be read. */
struct bad_medium {
	const uint8_t *bytes;
	uint64_t first, last;
};

static int64_t read_bad(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct bad_medium *m = user;

	if (offset / BLOCK <= m->last && (offset + n - 1) / BLOCK >= m->first)
		return -EIO;
	memcpy(buf, m->bytes + offset, n);
	return (int64_t)n;
}

static int open_bad(struct bad_medium *m, struct burin_volume **out, struct burin_detail *detail)
{
	static const struct burin_stream_ops ops = { sizeof(ops), read_bad, NULL };
	struct burin_stream *stream;
	int ret = burin_stream_new_custom(NULL, &ops, m, DISC_BLOCKS * BLOCK, true, &stream);

	if (ret)
		return ret;
	ret = burin_volume_open(NULL, stream, 0, BURIN_TREE_BEST, out, detail);
	burin_stream_unref(stream);
	return ret;
}

TEST(a_bad_block_beside_does_not_matter)
{
	struct disc *d = malloc(sizeof(*d));
	struct bad_medium m = { .bytes = d->bytes, .first = DEEP, .last = DEEP };
	struct burin_volume *volume;
	struct burin_entry e;

	disc_make(d, true);
	/* Blocks 16 to 31 are one line of the cache. */
	ASSERT_EQ(0, open_bad(&m, &volume, NULL));
	EXPECT_EQ(0, burin_volume_find(volume, "/moved/in", &e));
	EXPECT_EQ(BURIN_E_READ, burin_volume_find(volume, "/dir/deep/inner", &e));
	EXPECT_STREQ("/dir/deep", burin_volume_get_detail(volume)->subject);
	EXPECT_TRUE(burin_volume_get_detail(volume)->has_lba);
	EXPECT_EQ(DEEP, burin_volume_get_detail(volume)->lba);
	finish(volume, d);
}

TEST(a_file_on_a_bad_block_names_itself)
{
	struct disc *d = malloc(sizeof(*d));
	struct bad_medium m = { .bytes = d->bytes, .first = DATA + 3, .last = DATA + 3 };
	struct burin_volume *volume;
	struct burin_stream *stream;
	uint8_t *bytes = malloc(2 * BLOCK);

	disc_make(d, true);
	ASSERT_EQ(0, open_bad(&m, &volume, NULL));
	ASSERT_EQ(0, burin_volume_open_file(volume, "/parts", &stream));
	EXPECT_EQ(BURIN_E_READ, burin_stream_read(stream, 0, bytes, 2 * BLOCK));
	EXPECT_STREQ("/parts", burin_stream_get_detail(stream)->subject);
	EXPECT_EQ(DATA + 3, burin_stream_get_detail(stream)->lba);
	EXPECT_EQ(10, burin_stream_read(stream, 0, bytes, 10));
	burin_stream_unref(stream);
	finish(volume, d);
	free(bytes);
}

TEST(an_unreadable_descriptor_is_no_foreign_volume)
{
	struct disc *d = malloc(sizeof(*d));
	struct bad_medium m = { .bytes = d->bytes, .first = PVD, .last = PVD };
	struct burin_volume *volume;
	struct burin_detail detail;

	disc_make(d, true);
	EXPECT_EQ(BURIN_E_READ, open_bad(&m, &volume, &detail));
	EXPECT_EQ(PVD, detail.lba);
	EXPECT_EQ(BURIN_PHASE_OPEN, detail.phase);
	EXPECT_EQ(NULL, volume);
	free(d);
}

/* The budget ends a pass, not only the loops that the visited set sees. */
TEST(directories_that_overlap_are_not_read_many_times)
{
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;

	disc_make(d, true);
	memset(disc_block(d, DATA + 1), 0, 3 * BLOCK);
	for (uint32_t i = 0; i < 10; i++) {
		char name[3] = { 'o', (char)('a' + i) };

		disc_file(d, SUB, name, name, 040755, DATA + 1 + i, (17 - i) * BLOCK);
	}
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(BURIN_E_DAMAGED_VOLUME, burin_volume_walk(volume, "/", list_entry,
							    &(struct listing){ .n = 0 }));
	EXPECT_STREQ("directories overlap all over the volume",
		     burin_volume_get_detail(volume)->text);
	finish(volume, d);
}

/* Many records that share one long chain of areas. */
TEST(continuation_areas_are_not_read_without_end)
{
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;

	disc_make(d, true);
	for (uint32_t i = 0; i < 8; i++) {
		struct area a = { .n = 0 };

		area_ce(&a, 40 + (i + 1) % 8, 28 * ((i + 1) / 8), BLOCK - 28);
		memcpy(disc_block(d, 40 + i), a.p, a.n);
	}
	for (uint32_t i = 0; i < 20; i++) {
		struct area a = { .n = 0 };
		char name[4] = { 'c', (char)('a' + i) };

		area_nm(&a, 0, name, 2);
		area_ce(&a, 40, 0, BLOCK - 28);
		disc_record(d, DEEP, name, 2, 0, DATA, 6, &a);
	}
	memset(disc_block(d, 47), 0, BLOCK);
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(0, burin_volume_walk(volume, "/", list_entry, &(struct listing){ .n = 0 }));
	burin_volume_free(volume);
	/* With twice as many it is more than four times what the disc holds. */
	for (uint32_t i = 0; i < 20; i++) {
		struct area a = { .n = 0 };
		char name[4] = { 'd', (char)('a' + i) };

		area_nm(&a, 0, name, 2);
		area_ce(&a, 40, 0, BLOCK - 28);
		disc_record(d, MOVED, name, 2, 0, DATA, 6, &a);
	}
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(BURIN_E_DAMAGED_VOLUME, burin_volume_walk(volume, "/", list_entry,
							    &(struct listing){ .n = 0 }));
	EXPECT_STREQ("continuation areas overlap all over the volume",
		     burin_volume_get_detail(volume)->text);
	finish(volume, d);
}

TEST(a_directory_in_itself_is_not_found_twice)
{
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;
	struct burin_entry e;

	disc_make(d, true);
	put_both32(d->bytes + d->deep + 2, SUB);
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(0, burin_volume_find(volume, "/dir/deep", &e));
	EXPECT_EQ(BURIN_E_DAMAGED_VOLUME, burin_volume_find(volume, "/dir/deep/deep", &e));
	finish(volume, d);
}

/* RRIP 4.1.3.1: components cut in the middle, within an entry and between two. */
TEST(links_are_joined_where_they_were_cut)
{
	static const struct { const char *want; uint8_t n[2]; uint8_t entries[2][24]; } links[] = {
		{ "/abcd/..", { 13, 0 }, { { 0, 8, 0, 1, 2, 'a', 'b', 0, 2, 'c', 'd', 4, 0 } } },
		{ "abcd/e", { 5, 8 }, { { 1, 1, 2, 'a', 'b' }, { 0, 0, 2, 'c', 'd', 0, 1, 'e' } } },
		{ "ab/cd", { 5, 5 }, { { 1, 0, 2, 'a', 'b' }, { 0, 0, 2, 'c', 'd' } } },
		{ "./../.", { 7, 0 }, { { 0, 2, 0, 4, 0, 2, 0 } } },
		{ "/", { 3, 0 }, { { 0, 8, 0 } } },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct disc *d = malloc(sizeof(*d));
		struct area a = { .n = 0 };
		struct burin_volume *volume;
		struct burin_entry e;

		disc_make(d, false);
		area_px(&a, 0120777, 1, 0);
		for (size_t k = 0; k < 2 && links[i].n[k]; k++) {
			size_t n = links[i].n[k];

			memcpy(area_add(&a, "SL", 4 + n), links[i].entries[k], links[i].n[k]);
		}
		disc_record(d, DEEP, "CUT.;1", 6, 0, 0, 0, &a);
		ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
		ASSERT_EQ(0, burin_volume_find(volume, "/dir/deep/CUT", &e));
		EXPECT_STREQ(links[i].want, e.target);
		finish(volume, d);
	}
}

/* --- discs larger than the one made by hand --- */

/* A chain of directories: each of the blocks from first on holds the next. */
static uint8_t *make_chain(size_t depth, size_t *n)
{
	struct disc *d = malloc(sizeof(*d));
	uint32_t first = DISC_BLOCKS;
	uint8_t *bytes;

	*n = (first + depth + 1) * BLOCK;
	bytes = calloc(1, *n);
	disc_make(d, false);
	put_both32(d->bytes + d->dir + 2, first);
	memcpy(bytes, d->bytes, sizeof(d->bytes));
	for (uint32_t i = 0; i < depth; i++) {
		memset(disc_block(d, SUB), 0, BLOCK);
		d->free[SUB] = 0;
		disc_begin_directory(d, SUB, ROOT, NULL);
		if (i + 1 < depth)
			disc_file(d, SUB, "D", "d", 040755, first + i + 1, BLOCK);
		else
			disc_file(d, SUB, "END.;1", "end", 0100644, DATA, 6);
		memcpy(bytes + (first + i) * BLOCK, disc_block(d, SUB), BLOCK);
	}
	free(d);
	return bytes;
}

static int note_deepest(void *user, const struct burin_entry *e)
{
	size_t *deepest = user, n = 0;

	for (const char *p = e->path; *p; p++)
		n += *p == '/';
	if (n > *deepest)
		*deepest = n;
	return 0;
}

TEST(a_chain_of_4096_directories_is_walked_and_4097_are_not)
{
	for (size_t depth = 300; depth <= 4097; depth += depth == 300 ? 3796 : 1) {
		struct burin_volume *volume;
		size_t n, deepest = 0;
		uint8_t *bytes = make_chain(depth, &n);
		int ret;

		ASSERT_EQ(0, open_bytes(bytes, n, BURIN_TREE_BEST, &volume, NULL));
		ret = burin_volume_walk(volume, "/", note_deepest, &deepest);
		EXPECT_EQ(depth <= 4096 ? 0 : BURIN_E_DAMAGED_VOLUME, ret);
		EXPECT_EQ(depth <= 4096 ? depth + 1 : 4096, deepest);
		burin_volume_free(volume);
		free(bytes);
	}
}

/* 5 GiB in two sections, every eight bytes of which say where they are. */
#define FIRST_SECTION 0xfffff800u
#define SECOND_SECTION 0x40000800u
#define BIG_START 64u

static int64_t read_big(void *user, uint64_t offset, void *buf, size_t n)
{
	const struct disc *d = user;
	uint8_t *out = buf;

	for (size_t i = 0; i < n; i++) {
		uint64_t at = offset + i;

		out[i] = at < sizeof(d->bytes) ? d->bytes[at] : (uint8_t)(at / 8 >> at % 8 * 8);
	}
	return (int64_t)n;
}

TEST(a_file_over_4_gib_is_one)
{
	static const struct burin_stream_ops ops = { sizeof(ops), read_big, NULL };
	const uint64_t size = (uint64_t)FIRST_SECTION + SECOND_SECTION;
	struct burin_stream *stream, *file;
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;
	struct burin_entry e;
	uint8_t got[16];

	disc_make(d, false);
	put_both32(d->bytes + d->part1 + 2, BIG_START);
	put_both32(d->bytes + d->part1 + 10, FIRST_SECTION);
	put_both32(d->bytes + d->part2 + 2, BIG_START + FIRST_SECTION / BLOCK);
	put_both32(d->bytes + d->part2 + 10, SECOND_SECTION);
	ASSERT_EQ(0, burin_stream_new_custom(NULL, &ops, d, BIG_START * BLOCK + size, true,
					     &stream));
	ASSERT_EQ(0, burin_volume_open(NULL, stream, 0, BURIN_TREE_BEST, &volume, NULL));
	ASSERT_EQ(0, burin_volume_find(volume, "/parts", &e));
	EXPECT_EQ(size, e.size);
	ASSERT_EQ(0, burin_volume_open_file(volume, "/parts", &file));
	EXPECT_EQ(size, burin_stream_get_size(file));
	for (uint64_t at = 0; at < size; at += size / 5 / 8 * 8 - 8) {
		ASSERT_EQ(8, burin_stream_read(file, at, got, 8));
		EXPECT_EQ((BIG_START * BLOCK + at) / 8, get_le64(got));
	}
	ASSERT_EQ(16, burin_stream_read(file, FIRST_SECTION - 8, got, 16));
	EXPECT_EQ((BIG_START * BLOCK + (uint64_t)FIRST_SECTION - 8) / 8, get_le64(got));
	EXPECT_EQ((BIG_START * BLOCK + (uint64_t)FIRST_SECTION) / 8, get_le64(got + 8));
	burin_stream_unref(file);
	burin_volume_free(volume);
	burin_stream_unref(stream);
	free(d);
}

TEST(the_second_session_is_where_it_is_told)
{
	struct disc *d = malloc(sizeof(*d));
	uint8_t *bytes = calloc(1, 2 * sizeof(d->bytes));
	struct burin_stream *stream;
	struct burin_volume *volume;
	struct burin_detail detail;

	disc_make(d, false);
	memcpy(bytes, d->bytes, sizeof(d->bytes));
	/* Descriptors of the second session over the tree of the first. */
	memcpy(bytes + (DISC_BLOCKS + PVD) * BLOCK, disc_block(d, PVD), 3 * BLOCK);
	memcpy(bytes + (DISC_BLOCKS + PVD) * BLOCK + 40, "NEXT", 4);
	ASSERT_EQ(0, burin_stream_new_memory(NULL, bytes, 2 * sizeof(d->bytes), &stream));
	ASSERT_EQ(0, burin_volume_open(NULL, stream, DISC_BLOCKS, BURIN_TREE_BEST, &volume, NULL));
	EXPECT_STREQ("NEXT", burin_volume_get_name(volume));
	burin_volume_free(volume);
	EXPECT_EQ(BURIN_E_NOT_A_VOLUME, burin_volume_open(NULL, stream, 20, BURIN_TREE_BEST, &volume,
							  &detail));
	EXPECT_EQ(BURIN_E_NOT_A_VOLUME, burin_volume_open(NULL, stream, UINT32_MAX, BURIN_TREE_BEST,
							  &volume, &detail));
	EXPECT_EQ(BURIN_E_NOT_A_VOLUME, detail.code);
	burin_stream_unref(stream);
	free(bytes);
	free(d);
}

TEST(xa_attributes_are_skipped)
{
	struct disc *d = malloc(sizeof(*d));
	struct area a = { .n = 14 };
	struct burin_volume *volume;
	struct burin_entry e;

	disc_make(d, true);
	disc_entry(d, d->self, "SP")[6] = 14;
	memset(a.p, 0x55, 14);
	area_px(&a, 0100604, 1, 0);
	area_nm(&a, 0, "xa", 2);
	disc_record(d, DEEP, "XA.;1", 5, 0, DATA, 6, &a);
	/* The other records have no 14 bytes to skip: take what then stands there away. */
	d->free[ROOT] = 0;
	ASSERT_EQ(0, open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL));
	EXPECT_EQ(0, burin_volume_find(volume, "/DIR/DEEP/xa", &e));
	EXPECT_EQ(0100604, e.mode);
	finish(volume, d);
}

/* Days by counting them one by one. */
static int64_t count_days(int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t n = day - 1;

	for (int y = 1970; y < year; y++)
		n += y % 4 == 0 && (y % 100 || y % 400 == 0) ? 366 : 365;
	for (int y = year; y < 1970; y++)
		n -= y % 4 == 0 && (y % 100 || y % 400 == 0) ? 366 : 365;
	for (int m = 1; m < month; m++)
		n += lengths[m - 1] + (m == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0));
	return n;
}

TEST(short_dates_are_right_on_every_day)
{
	for (int year = 1900; year <= 2155; year++)
		for (int month = 1; month <= 12; month++) {
			const uint8_t p[7] = { (uint8_t)(year - 1900), (uint8_t)month, 28, 23, 59,
					       58, 0 };

			ASSERT_EQ(count_days(year, month, 28) * 86400 + 86398,
				  bur_date_decode_short(p));
		}
}

TEST(zones_are_taken_off)
{
	const uint8_t east[7] = { 101, 2, 3, 5, 5, 6, 4 }, west[7] = { 101, 2, 2, 21, 5, 6, (uint8_t)-28 };
	const uint8_t wild[7] = { 101, 2, 3, 4, 5, 6, 127 };

	EXPECT_EQ(981173106, bur_date_decode_short(east));
	EXPECT_EQ(981173106, bur_date_decode_short(west));
	EXPECT_EQ(981173106, bur_date_decode_short(wild));
}

TEST(dates_that_are_none_are_0)
{
	const uint8_t zero[7] = { 0 }, bad[7] = { 101, 13, 40, 25, 61, 61, 0 };

	EXPECT_EQ(0, bur_date_decode_short(zero));
	EXPECT_EQ(0, bur_date_decode_short(bad));
	EXPECT_EQ(0, bur_date_decode_long((const uint8_t *)"0000000000000000"));
	EXPECT_EQ(0, bur_date_decode_long((const uint8_t *)"2001020x04050600"));
	EXPECT_EQ(981173106, bur_date_decode_long((const uint8_t *)"2001020304050600"));
}

TEST_HARNESS_MAIN
