/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/unicode.h"

#include <kselftest_harness.h>

static uint32_t decode(const char *s)
{
	size_t used;

	return bur_utf8_next(s, strlen(s), &used);
}

TEST(utf8_takes_every_length)
{
	EXPECT_EQ(0x41u, decode("A"));
	EXPECT_EQ(0xe9u, decode("\xc3\xa9"));
	EXPECT_EQ(0x20acu, decode("\xe2\x82\xac"));
	EXPECT_EQ(0x1f600u, decode("\xf0\x9f\x98\x80"));
}

TEST(utf8_refuses_what_is_not)
{
	static const char *const bad[] = {
		"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "\xff",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_EQ(BUR_UNICODE_BAD, decode(bad[i]));
}

TEST(every_code_point_comes_back)
{
	char utf8[4];
	uint8_t utf16[4];
	size_t used;

	for (uint32_t code = 1; code <= 0x10ffff; code++) {
		size_t n;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		n = bur_utf8_put(utf8, code);
		ASSERT_EQ(code, bur_utf8_next(utf8, n, &used));
		ASSERT_EQ(n, used);
		n = bur_utf16be_put(utf16, code) * 2;
		ASSERT_EQ(code, bur_utf16be_next(utf16, n, &used));
		ASSERT_EQ(n, used);
	}
}

TEST(utf16_refuses_lone_surrogates)
{
	static const uint8_t low[] = { 0xdc, 0x00, 0, 'a' }, high[] = { 0xd8, 0x00, 0, 'a' };
	size_t used;

	EXPECT_EQ(BUR_UNICODE_BAD, bur_utf16be_next(low, 4, &used));
	EXPECT_EQ(2u, used);
	EXPECT_EQ(BUR_UNICODE_BAD, bur_utf16be_next(high, 4, &used));
	EXPECT_EQ(BUR_UNICODE_BAD, bur_utf16be_next(high, 2, &used));
	EXPECT_EQ(BUR_UNICODE_BAD, bur_utf16be_next(high, 1, &used));
	EXPECT_EQ(1u, used);
}

TEST_HARNESS_MAIN
