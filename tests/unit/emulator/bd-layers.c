/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BD of several layers: the published capacities, and a block on the last layer. */
#include "emulator/emu.h"

struct expectation {
	enum burin_kind kind;
	uint16_t profile;
	uint32_t blocks, spared, least;		/* without, with default, with least spare area */
	uint8_t layers, version;
};

static const struct expectation expectations[] = {
	{ BURIN_KIND_BD_R, 0x41, 12219392, 11826176, 12088320, 0x12, 0x41 },
	{ BURIN_KIND_BD_R_DL, 0x41, 24438784, 23652352, 24307712, 0x22, 0x41 },
	{ BURIN_KIND_BD_R_TL, 0x41, 48878592, 47305728, 48854016, 0x32, 0x42 },
	{ BURIN_KIND_BD_R_QL, 0x41, 62500864, 60403712, 0, 0x42, 0x42 },
	{ BURIN_KIND_BD_RE, 0x43, 12219392, 11826176, 12088320, 0x14, 0x52 },
	{ BURIN_KIND_BD_RE_DL, 0x43, 24438784, 23652352, 24307712, 0x24, 0x52 },
	{ BURIN_KIND_BD_RE_TL, 0x43, 48878592, 47305728, 48854016, 0x34, 0x53 },
};

#define KINDS (sizeof(expectations) / sizeof(expectations[0]))

static int offered(struct drive *d, uint32_t blocks)
{
	if (ask(d, "2300 0000000000 0100 00") != OK)
		return 0;
	for (uint32_t i = 12; i < d->cmd.transferred; i += 8)
		if (get_be32(d->reply + i) == blocks)
			return 1;
	return 0;
}

TEST(capacities_and_layers)
{
	for (size_t i = 0; i < KINDS; i++) {
		const struct expectation *e = &expectations[i];
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, e->kind, 0));
		ASSERT_EQ(OK, ask(&d, "4600 0000 000000 0008 00"));
		EXPECT_EQ(e->profile, get_be16(d.reply + 6));
		ASSERT_EQ(OK, ask(&d, "2300 0000000000 0100 00"));
		EXPECT_EQ(e->blocks, get_be32(d.reply + 4));
		EXPECT_EQ(1, d.reply[8]);
		EXPECT_EQ(e->spared, get_be32(d.reply + 12));
		EXPECT_EQ(1, !e->least || offered(&d, e->least));
		ASSERT_EQ(OK, ask(&d, "ad01 00000000 00 00 0100 0000"));
		EXPECT_EQ(e->version, d.reply[15]);
		EXPECT_EQ(e->layers, d.reply[16]);
		EXPECT_EQ(0x100000 + e->blocks - 1, get_be32(d.reply + 24));
		drive_close(&d);
	}
}

TEST(the_last_cluster_of_rewritable_ones)
{
	for (size_t i = 4; i < KINDS; i++) {
		const struct expectation *e = &expectations[i];
		char list[64];
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, e->kind, 0));
		snprintf(list, sizeof(list), "00000008 %08x c4000800", e->blocks);
		ASSERT_EQ(OK, give(&d, "0411 00000000", list));
		ASSERT_EQ(OK, write_at(&d, e->blocks - 32, 32));
		drive_shut(&d);
		ASSERT_EQ(0, drive_reopen(&d));
		EXPECT_EQ(1, holds(&d, e->blocks - 32, 32));
		EXPECT_EQ(S(5, 0x21, 0), write_at(&d, e->blocks, 1));
		drive_close(&d);
	}
}

TEST(sessions_of_recordable_ones)
{
	for (size_t i = 0; i < 4; i++) {
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, expectations[i].kind, 0));
		EXPECT_EQ(0x00, disc_state(&d));
		ASSERT_EQ(OK, track_info(&d, 1));
		EXPECT_EQ(expectations[i].blocks, get_be32(d.reply + 16));
		ASSERT_EQ(OK, write_many(&d, 0, 96));
		ASSERT_EQ(OK, close_it(&d, 2, 0));
		EXPECT_EQ(0x10, disc_state(&d));
		EXPECT_EQ(96, nwa(&d, 2));
		ASSERT_EQ(OK, write_many(&d, 96, 32));
		ASSERT_EQ(OK, close_it(&d, 6, 0));
		EXPECT_EQ(0x23, disc_state(&d));
		EXPECT_EQ(1, holds(&d, 0, 128));
		drive_close(&d);
	}
}

TEST_HARNESS_MAIN
