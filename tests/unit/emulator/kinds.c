/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every kind when it is new: profile, room, and exactly the features that are current. */
#include "emulator/emu.h"

#define FEATURES 8

struct expectation {
	enum burin_kind kind;
	uint16_t profile;
	uint32_t room;			/* READ TRACK INFORMATION, else READ FORMAT CAPACITIES */
	uint8_t state;			/* as disc_state() */
	uint16_t current[FEATURES];	/* beside the persistent ones, 0004h and 0107h */
};

static const struct expectation expectations[] = {
	{ BURIN_KIND_CD_R, 0x09, 359847, 0x00, { 0x21, 0x2d, 0x2e } },
	{ BURIN_KIND_CD_RW, 0x0a, 359847, 0x00, { 0x21, 0x23, 0x2d, 0x2e, 0x37 } },
	{ BURIN_KIND_DVD_R, 0x11, 2297888, 0x00, { 0x21, 0x2f } },
	{ BURIN_KIND_DVD_RW, 0x14, 2297888, 0x00, { 0x21, 0x23, 0x2f } },
	{ BURIN_KIND_DVD_R_DL, 0x15, 4171712, 0x00, { 0x21, 0x2f } },
	{ BURIN_KIND_DVD_PLUS_R, 0x1b, 2295104, 0x00, { 0x2b } },
	{ BURIN_KIND_DVD_PLUS_RW, 0x1a, 2295104, 0x00, { 0x20, 0x23, 0x2a } },
	{ BURIN_KIND_DVD_PLUS_R_DL, 0x2b, 4173824, 0x00, { 0x3b } },
	{ BURIN_KIND_DVD_RAM, 0x12, 2236704, 0x33, { 0x10, 0x1f, 0x20, 0x23, 0x24 } },
	{ BURIN_KIND_BD_R, 0x41, 12219392, 0x00, { 0x21, 0x23, 0x41 } },
	{ BURIN_KIND_BD_R_DL, 0x41, 24438784, 0x00, { 0x21, 0x23, 0x41 } },
	{ BURIN_KIND_BD_R_TL, 0x41, 48878592, 0x00, { 0x21, 0x23, 0x41 } },
	{ BURIN_KIND_BD_R_QL, 0x41, 62500864, 0x00, { 0x21, 0x23, 0x41 } },
	{ BURIN_KIND_BD_RE, 0x43, 12219392, 0x00, { 0x23, 0x41 } },
	{ BURIN_KIND_BD_RE_DL, 0x43, 24438784, 0x00, { 0x23, 0x41 } },
	{ BURIN_KIND_BD_RE_TL, 0x43, 48878592, 0x00, { 0x23, 0x41 } },
};

#define KINDS (sizeof(expectations) / sizeof(expectations[0]))

static int expected(const struct expectation *e, uint16_t code)
{
	for (int i = 0; i < FEATURES; i++)
		if (code && e->current[i] == code)
			return 1;
	return 0;
}

static uint32_t room(struct drive *d)
{
	if (nwa(d, 1) == 0)
		return get_be32(d->reply + 16);
	return ask(d, "2300 0000000000 0100 00") == OK ? get_be32(d->reply + 4) : 0;
}

TEST(new_media)
{
	for (size_t i = 0; i < KINDS; i++) {
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, expectations[i].kind, 0));
		EXPECT_EQ(expectations[i].state, disc_state(&d));
		EXPECT_EQ(1, get_be16(d.reply) == 32 && d.reply[4] == 1 && d.reply[6] == 1);
		EXPECT_EQ(expectations[i].room, room(&d));
		drive_close(&d);
	}
}

/* 1.7 with E07 and E08: reading features only where something can be read. */
TEST(current_features_of_new_media)
{
	for (size_t i = 0; i < KINDS; i++) {
		const struct expectation *e = &expectations[i];
		int found = 0, wanted = 0;
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, e->kind, 0));
		ASSERT_EQ(OK, ask(&d, "4601 0000 000000 1000 00"));
		ASSERT_EQ(d.cmd.transferred, get_be32(d.reply) + 4);
		EXPECT_EQ(e->profile, get_be16(d.reply + 6));
		for (uint32_t at = 8; at < d.cmd.transferred; at += 4u + d.reply[at + 3]) {
			uint16_t code = get_be16(d.reply + at);

			EXPECT_EQ(1, d.reply[at + 2] & 1);
			if (d.reply[at + 2] & 2 || code == 0x0004 || code == 0x0107)
				continue;
			found++;
			ASSERT_EQ(1, expected(e, code));
		}
		while (wanted < FEATURES && e->current[wanted])
			wanted++;
		EXPECT_EQ(wanted, found);
		drive_close(&d);
	}
}

/* The list of profiles is the drive's: the same with every medium, its one marked. */
TEST(one_profile_is_current)
{
	for (size_t i = 0; i < KINDS; i++) {
		int marked = 0;
		struct drive d;

		ASSERT_EQ(0, drive_open(&d, expectations[i].kind, 0));
		ASSERT_EQ(OK, ask(&d, "4602 0000 000000 1000 00"));
		EXPECT_EQ(17 * 4, d.reply[11]);
		for (uint32_t at = 12; at < 12u + d.reply[11]; at += 4) {
			marked += d.reply[at + 2] & 1;
			EXPECT_EQ(d.reply[at + 2] & 1,
				  get_be16(d.reply + at) == expectations[i].profile);
		}
		EXPECT_EQ(1, marked);
		drive_close(&d);
	}
}

/* Without a medium only the persistent ones. */
TEST(an_empty_drive_has_no_current_feature)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_RE, 3200));
	ASSERT_EQ(OK, tell(&d, "1b0000000200"));
	ASSERT_EQ(OK, ask(&d, "4601 0000 000000 1000 00"));
	EXPECT_EQ(0, get_be16(d.reply + 6));
	for (uint32_t at = 8; at < d.cmd.transferred; at += 4u + d.reply[at + 3])
		EXPECT_EQ(2, d.reply[at + 2] & 2);
	drive_close(&d);
}

TEST_HARNESS_MAIN
