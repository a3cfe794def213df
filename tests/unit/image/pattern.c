/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/pattern.h"

#include <kselftest_harness.h>

TEST(plain_text_matches_itself_only)
{
	EXPECT_TRUE(bur_pattern_match("abc", "abc"));
	EXPECT_FALSE(bur_pattern_match("abc", "abcd"));
	EXPECT_FALSE(bur_pattern_match("abcd", "abc"));
	EXPECT_TRUE(bur_pattern_match("", ""));
	EXPECT_FALSE(bur_pattern_match("", "a"));
}

TEST(star_matches_any_run_but_no_slash)
{
	EXPECT_TRUE(bur_pattern_match("*.o", "main.o"));
	EXPECT_TRUE(bur_pattern_match("*", ""));
	EXPECT_TRUE(bur_pattern_match("a*b*c", "aXbXbXc"));
	EXPECT_FALSE(bur_pattern_match("a*b*c", "aXbXbX"));
	EXPECT_FALSE(bur_pattern_match("/a/*", "/a/b/c"));
	EXPECT_TRUE(bur_pattern_match("/a/*/c", "/a/b/c"));
}

TEST(question_mark_is_one_character)
{
	EXPECT_TRUE(bur_pattern_match("?.txt", "\xc3\xbc.txt"));
	EXPECT_TRUE(bur_pattern_match("?.txt", "\xff.txt"));
	EXPECT_FALSE(bur_pattern_match("?.txt", ".txt"));
	EXPECT_FALSE(bur_pattern_match("a?b", "a/b"));
}

TEST(sets_hold_ranges_and_can_be_turned_round)
{
	EXPECT_TRUE(bur_pattern_match("f[0-9a]", "f7"));
	EXPECT_TRUE(bur_pattern_match("f[0-9a]", "fa"));
	EXPECT_FALSE(bur_pattern_match("f[0-9a]", "fb"));
	EXPECT_TRUE(bur_pattern_match("f[!0-9]", "fb"));
	EXPECT_FALSE(bur_pattern_match("f[!0-9]", "f7"));
	EXPECT_TRUE(bur_pattern_match("[]]", "]"));
	EXPECT_TRUE(bur_pattern_match("[a", "[a"));
	EXPECT_TRUE(bur_pattern_match("\\*", "*"));
	EXPECT_FALSE(bur_pattern_match("\\*", "x"));
}

TEST(many_stars_end_in_time)
{
	char text[4001], pattern[402];

	memset(text, 'a', 4000);
	text[4000] = '\0';
	for (int i = 0; i < 400; i += 2)
		memcpy(pattern + i, "*a", 2);
	memcpy(pattern + 400, "b", 2);
	EXPECT_FALSE(bur_pattern_match(pattern, text));
}

TEST_HARNESS_MAIN
