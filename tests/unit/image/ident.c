/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/ident.h"

#include <burin/error.h>
#include <kselftest_harness.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/unicode.h"
#include "image/iso9660/iso9660.h"
#include "image/joliet/joliet.h"

static char *iso(const char *name, bool dir)
{
	static char out[BUR_IDENT_BYTES + 1];
	struct bur_ident ident;

	bur_iso_name(&ident, name, dir);
	out[bur_ident_put(&ident, (uint8_t *)out)] = '\0';
	return out;
}

TEST(iso_names_are_d_characters)
{
	EXPECT_STREQ("HELLO.TXT;1", iso("hello.txt", false));
	EXPECT_STREQ("README.;1", iso("README", false));
	EXPECT_STREQ("A_TAR.GZ;1", iso("a.tar.gz", false));
	EXPECT_STREQ("_BASHRC.;1", iso(".bashrc", false));
	EXPECT_STREQ("A.;1", iso("a.", false));
	EXPECT_STREQ("_N_CODE_.TXT;1", iso("\xc3\xbcn\xc3\xaf" "code\xe2\x82\xac.txt", false));
	EXPECT_STREQ("A_B", iso("a.b", true));
	EXPECT_STREQ("___.;1", iso("\xff\xfe ", false));
}

TEST(iso_names_keep_their_extension_when_cut)
{
	EXPECT_STREQ("ABCDEFGHIJKLMNOPQRSTUVWXYZ0.TXT;1",
		     iso("abcdefghijklmnopqrstuvwxyz0123456789.txt", false));
	EXPECT_STREQ("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123.;1",
		     iso("abcdefghijklmnopqrstuvwxyz0123456789", false));
	EXPECT_STREQ("ABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
		     iso("abcdefghijklmnopqrstuvwxyz0123456789", true));
	EXPECT_STREQ("MR__SMITH_AND_HIS_VERY_LONG_TA.;1",
		     iso("Mr. Smith and his very long tale", false));
}

/* ECMA-119 9.3 in the order two other writers and isovfy agree on. */
TEST(iso_order_compares_name_then_extension)
{
	static const char *const sorted[] = {
		"A.;1", "A.1;1", "A.B;1", "A.B1;1", "A0", "A1.;1", "AA.TXT;1", "A_.;1", "B.C;1", "Z",
		"Z1",
	};
	const int n = sizeof(sorted) / sizeof(sorted[0]);
	uint8_t id[16][16];

	for (int i = 0; i < n; i++) {
		id[i][0] = (uint8_t)strlen(sorted[i]);
		memcpy(id[i] + 1, sorted[i], id[i][0]);
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++) {
			int order = bur_iso_compare(id[i], id[k]);

			EXPECT_EQ(i < k, order < 0);
			EXPECT_EQ(i == k, order == 0);
		}
}

static size_t joliet(const char *name, bool dir, uint8_t *out)
{
	struct bur_ident ident;

	bur_joliet_name(&ident, name, dir);
	return bur_ident_put(&ident, out);
}

TEST(joliet_names_are_utf_16)
{
	static const uint8_t want[] = { 0, 'a', 0x20, 0xac, 0xd8, 0x3d, 0xde, 0, 0, '.', 0, 'x' };
	uint8_t out[BUR_IDENT_BYTES];

	ASSERT_EQ(sizeof(want), joliet("a\xe2\x82\xac\xf0\x9f\x98\x80.x", false, out));
	EXPECT_EQ(0, memcmp(want, out, sizeof(want)));
}

TEST(joliet_replaces_what_it_forbids)
{
	static const char *const bad[] = { "*", "/", ":", ";", "?", "\\", "\x01", "\x1f", "\xff" };
	uint8_t out[BUR_IDENT_BYTES];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ASSERT_EQ(2u, joliet(bad[i], false, out));
		EXPECT_EQ('_', out[1]);
	}
}

TEST(joliet_cuts_at_64_and_keeps_the_extension)
{
	char name[200];
	uint8_t out[BUR_IDENT_BYTES];

	memset(name, 'n', sizeof(name));
	strcpy(name + 100, ".tar");
	ASSERT_EQ(128u, joliet(name, false, out));
	EXPECT_EQ(0, memcmp(out + 120, "\0.\0t\0a\0r", 8));
	/* 63 and a pair: the pair does not fit and is not halved */
	memset(name, 'n', sizeof(name));
	strcpy(name + 63, "\xf0\x9f\x98\x80");
	ASSERT_EQ(126u, joliet(name, false, out));
	/* a sentence with a dot in it is no extension, and fits as it is */
	ASSERT_EQ(2 * 37u, joliet("Dr. Who and the sentence without end.", false, out));
}

/* All names of one directory, in order; gives the identifiers. */
struct dir {
	struct bur_ident_set set;
	struct bur_pool pool;
};

static const uint8_t *take(struct dir *dir, const char *name, bool is_dir, bool is_joliet)
{
	struct bur_ident ident;
	const uint8_t *id;

	if (is_joliet)
		bur_joliet_name(&ident, name, is_dir);
	else
		bur_iso_name(&ident, name, is_dir);
	return bur_ident_take(&dir->set, &ident, &dir->pool, &id) ? NULL : id;
}

static void end(struct dir *dir)
{
	bur_ident_free(&dir->set);
	bur_pool_free(&dir->pool);
}

TEST(equal_names_get_numbers)
{
	struct dir dir = { .set = { .slot = NULL } };

	ASSERT_EQ(0, bur_ident_begin(&dir.set, 8));
	EXPECT_EQ(0, memcmp("\x07" "FOO.C;1", take(&dir, "foo.c", false, false), 8));
	EXPECT_EQ(0, memcmp("\x08" "FOO1.C;1", take(&dir, "Foo.c", false, false), 9));
	EXPECT_EQ(0, memcmp("\x08" "FOO2.C;1", take(&dir, "FOO.c", false, false), 9));
	EXPECT_EQ(0, memcmp("\x09" "FOO11.C;1", take(&dir, "foo1.c", false, false), 10));
	end(&dir);
}

TEST(a_file_and_a_directory_differ_without_their_dot)
{
	struct dir dir = { .set = { .slot = NULL } };

	ASSERT_EQ(0, bur_ident_begin(&dir.set, 8));
	EXPECT_EQ(0, memcmp("\x01" "A", take(&dir, "a", true, false), 2));
	EXPECT_EQ(0, memcmp("\x05" "A1.;1", take(&dir, "A", false, false), 6));
	end(&dir);
}

static int compare(const void *a, const void *b)
{
	return bur_iso_compare(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

/* 200,000 names that map to one identifier stay unique, within their limit, and cost no minutes. */
static void collide(struct __test_metadata *_metadata, bool is_joliet, const char *format,
		    unsigned int most)
{
	enum { COUNT = 200000 };
	const uint8_t **id = calloc(COUNT, sizeof(*id));
	struct dir dir = { .set = { .slot = NULL } };
	char name[256];

	ASSERT_EQ(0, bur_ident_begin(&dir.set, COUNT));
	for (int i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), format, i);
		id[i] = take(&dir, name, false, is_joliet);
		ASSERT_NE(NULL, id[i]);
		ASSERT_LE(id[i][0], most);
	}
	qsort(id, COUNT, sizeof(*id), compare);
	for (int i = 1; i < COUNT; i++)
		ASSERT_NE(0, compare(&id[i - 1], &id[i]));
	end(&dir);
	free(id);
}

TEST(iso_names_cut_to_one_stay_unique)
{
	collide(_metadata, false, "a name of more than thirty characters %06d", 33);
}

TEST(joliet_names_cut_to_one_stay_unique)
{
	collide(_metadata, true,
		"a name of more than sixty-four characters, which is what Joliet allows %06d.text",
		128);
}

/* Each name collides once with its own twin, and all share what is left after cutting. */
TEST(many_stems_with_one_beginning_stay_unique)
{
	enum { COUNT = 60000 };
	const uint8_t **id = calloc(2 * COUNT, sizeof(*id));
	struct dir dir = { .set = { .slot = NULL } };
	char name[64];

	ASSERT_EQ(0, bur_ident_begin(&dir.set, 2 * COUNT));
	for (int i = 0; i < 2 * COUNT; i++) {
		snprintf(name, sizeof(name), "ABCDEFGHIJKLMNOPQRSTUVWX%06d%c", i / 2, 'a' + i % 2);
		id[i] = take(&dir, name, false, false);
		ASSERT_NE(NULL, id[i]);
	}
	qsort(id, 2 * COUNT, sizeof(*id), compare);
	for (int i = 1; i < 2 * COUNT; i++)
		ASSERT_NE(0, compare(&id[i - 1], &id[i]));
	end(&dir);
	free(id);
}

TEST(no_number_is_left)
{
	struct dir dir = { .set = { .slot = NULL } };
	struct bur_ident ident = { .unit = 1, .limit = 1, .stem_len = 1, .stem = "A" };
	const uint8_t *id;

	ASSERT_EQ(0, bur_ident_begin(&dir.set, 32));
	for (int i = 0; i < 10; i++) {
		struct bur_ident copy = ident;

		ASSERT_EQ(0, bur_ident_take(&dir.set, &copy, &dir.pool, &id));
	}
	EXPECT_EQ(BURIN_E_NO_UNIQUE_NAME, bur_ident_take(&dir.set, &ident, &dir.pool, &id));
	end(&dir);
}

TEST(a_pair_is_not_halved_by_a_number)
{
	struct dir dir = { .set = { .slot = NULL } };
	char name[129] = "";
	const uint8_t *id;
	size_t used;

	for (int i = 0; i < 32; i++)
		strcat(name, "\xf0\x9f\x98\x80");
	ASSERT_EQ(0, bur_ident_begin(&dir.set, 4));
	id = take(&dir, name, false, true);
	ASSERT_EQ(128, id[0]);
	id = take(&dir, name, false, true);
	ASSERT_EQ(126, id[0]);
	EXPECT_EQ('1', id[126]);
	for (size_t i = 0; i < id[0]; i += used)
		ASSERT_NE(BUR_UNICODE_BAD, bur_utf16be_next(id + 1 + i, id[0] - i, &used));
	end(&dir);
}

TEST_HARNESS_MAIN
