/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/crc.h"

#include <kselftest_harness.h>

/* The definition, bit by bit: the slow, obvious judge. */
static uint32_t slow(const uint8_t *p, size_t n)
{
	uint32_t crc = ~0u;

	while (n--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return ~crc;
}

TEST(known_answer)
{
	EXPECT_EQ(0xe3069283u, bur_crc32c(0, "123456789", 9));
	EXPECT_EQ(0u, bur_crc32c(0, "", 0));
}

/* RFC 3720, B.4, there in the order of the bytes on the wire. */
TEST(answers_known_from_iscsi)
{
	uint8_t up[32], down[32], same[32];

	for (int i = 0; i < 32; i++) {
		up[i] = (uint8_t)i;
		down[i] = (uint8_t)(31 - i);
	}
	memset(same, 0, sizeof(same));
	EXPECT_EQ(0x8a9136aau, bur_crc32c(0, same, 32));
	memset(same, 0xff, sizeof(same));
	EXPECT_EQ(0x62a8ab43u, bur_crc32c(0, same, 32));
	EXPECT_EQ(0x46dd794eu, bur_crc32c(0, up, 32));
	EXPECT_EQ(0x113fdb5cu, bur_crc32c(0, down, 32));
}

TEST(equals_the_definition_at_every_length_and_split)
{
	uint8_t data[300];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 167 + 13);
	for (size_t n = 0; n <= sizeof(data); n++)
		ASSERT_EQ(slow(data, n), bur_crc32c(0, data, n));
	for (size_t n = 0; n <= sizeof(data); n++)
		ASSERT_EQ(slow(data, sizeof(data)),
			  bur_crc32c(bur_crc32c(0, data, n), data + n, sizeof(data) - n));
}

TEST_HARNESS_MAIN
