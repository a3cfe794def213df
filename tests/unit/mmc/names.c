// SPDX-License-Identifier: GPL-2.0-or-later
#include <burin/error.h>
#include <burin/recorder.h>
#include <kselftest_harness.h>
#include <string.h>

#include "mmc/cdb.h"

TEST(names)
{
	EXPECT_STREQ("CD-R", burin_profile_name(0x0009));
	EXPECT_STREQ("DVD+RW", burin_profile_name(0x001a));
	EXPECT_STREQ("unknown", burin_profile_name(0x7777));
	EXPECT_STREQ("Real Time Streaming", burin_feature_name(0x0107));
	EXPECT_STREQ("unknown", burin_feature_name(0x7777));
	EXPECT_STREQ("DVD+RW basic format", burin_format_name(0x26));
	EXPECT_STREQ("unknown", burin_format_name(0x3f));
	EXPECT_STREQ("WRITE(10)", bur_opcode_name(0x2a));
	EXPECT_STREQ("unknown", bur_opcode_name(0xff));
}

TEST(speeds)
{
	EXPECT_EQ(176, burin_kind_speed_1x(BURIN_KIND_CD_RW));
	EXPECT_EQ(1385, burin_kind_speed_1x(BURIN_KIND_DVD_RAM));
	EXPECT_EQ(4495, burin_kind_speed_1x(BURIN_KIND_BD_RE_TL));
	EXPECT_EQ(0, burin_kind_speed_1x(BURIN_KIND_NONE));
	EXPECT_EQ(0, burin_kind_speed_1x(BURIN_KIND_BD_RE_TL + 1));
}

TEST(sense)
{
	EXPECT_STREQ("long write in progress", burin_sense_text(2, 0x04, 0x08));
	EXPECT_STREQ("medium is not formatted", burin_sense_text(5, 0x30, 0x10));
	/* by the code when the qualifier is not known, by the key when neither is */
	EXPECT_STREQ("write error", burin_sense_text(3, 0x0c, 0x55));
	EXPECT_STREQ("hardware error", burin_sense_text(4, 0x99, 0));
	EXPECT_STREQ("not ready", burin_sense_text(0xf2, 0x99, 0));
}

TEST(every_triple_has_a_text)
{
	for (int key = 0; key < 256; key++)
		for (int asc = 0; asc < 256; asc++)
			for (int ascq = 0; ascq < 256; ascq += 5)
				ASSERT_LT(0, strlen(burin_sense_text((uint8_t)key, (uint8_t)asc,
								     (uint8_t)ascq)));
}

TEST_HARNESS_MAIN
