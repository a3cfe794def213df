/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power is cut with blocks in the buffer: what is found afterwards, in order and at any place. */
#include "emulator/emu.h"

static uint32_t cut(struct drive *d, const char *how)
{
	char text[80];
	uint32_t code;

	snprintf(text, sizeof(text), "seed 3\non 00 cut-power %s", how);
	if (burin_emulator_set_faults(d->emu, text, NULL))
		return ~0u;
	code = tell(d, "000000000000");
	drive_shut(d);
	return drive_reopen(d) ? ~0u : code;
}

/* Blocks from lba on that read as written, in units of 16. */
static uint32_t intact(struct drive *d, uint32_t lba, uint32_t count, uint32_t salt)
{
	uint32_t n = 0;

	while (n < count && holds_salted(d, lba + n, 16, salt))
		n += 16;
	return n;
}

/* A DVD+R: 64 blocks flushed, 512 in the buffer. */
static void begin_in_order(struct drive *d)
{
	drive_open(d, BURIN_KIND_DVD_PLUS_R, 32000);
	write_many(d, 0, 64);
	sync_cache(d);
	write_many(d, 64, 512);
}

static uint32_t in_order(const char *how, struct drive *d)
{
	begin_in_order(d);
	return cut(d, how) == GONE ? intact(d, 0, 576, 0) : ~0u;
}

TEST(in_order_nothing_of_the_buffer)
{
	struct drive d;

	EXPECT_EQ(64, in_order("tear none", &d));
	EXPECT_EQ(0x12, disc_state(&d));
	drive_close(&d);
}

TEST(in_order_half_a_unit)
{
	struct drive d;

	EXPECT_EQ(64, in_order("tear half", &d));
	EXPECT_EQ(1, holds(&d, 64, 8));
	EXPECT_NE(OK, read_at(&d, 72, 1));
	EXPECT_EQ(0x12, disc_state(&d));
	drive_close(&d);
}

/* The seed says how many; never a part of a unit. */
TEST(in_order_a_prefix)
{
	struct drive d;
	uint32_t n = in_order("tear prefix", &d);

	EXPECT_LT(64, n);
	EXPECT_GT(576, n);
	EXPECT_EQ(0, n % 16);
	EXPECT_EQ(0, holds(&d, n, 1));
	drive_close(&d);
	EXPECT_EQ(n, in_order("tear subset", &d));	/* holes cannot be */
	drive_close(&d);
}

TEST(in_order_the_link_is_lost)
{
	struct drive d;

	EXPECT_EQ(48, in_order("tear link", &d));
	EXPECT_EQ(0x12, disc_state(&d));
	drive_close(&d);
}

TEST(in_order_all_but_the_tables)
{
	struct drive d;

	EXPECT_EQ(576, in_order("tear tables", &d));
	EXPECT_EQ(0x12, disc_state(&d));
	EXPECT_EQ(NO_NWA, nwa(&d, 1));
	EXPECT_EQ(OK, close_it(&d, 2, 0));
	EXPECT_EQ(1, holds(&d, 0, 576));
	drive_close(&d);
}

/* A session that was being closed is open and damaged, whatever the tear. */
TEST(in_order_half_way_through_closing)
{
	struct drive d;

	begin_in_order(&d);
	ASSERT_EQ(0, burin_emulator_set_faults(d.emu, "on 5b cut-power tear tables amid", NULL));
	EXPECT_EQ(GONE, close_it(&d, 2, 0));
	drive_shut(&d);
	ASSERT_EQ(0, drive_reopen(&d));
	EXPECT_EQ(576, intact(&d, 0, 576, 0));
	EXPECT_EQ(0x12, disc_state(&d));
	drive_close(&d);
}

/* A CD counts blocks: those that are found of a track at once, most of it in the buffer. */
static uint32_t on_a_cd(const char *how, uint32_t blocks)
{
	uint32_t n = 0, code;
	struct drive d;

	if (drive_open(&d, BURIN_KIND_CD_R, 40000) || track_at_once(&d, BUFE, 0) ||
	    write_many(&d, 0, blocks))
		return ~0u;
	code = cut(&d, how);
	while (n < blocks && holds(&d, n, 1))
		n++;
	if (code != GONE || disc_state(&d) != (n ? 0x12u : 0u))
		n = ~0u;
	drive_close(&d);
	return n;
}

TEST(on_a_cd_block_by_block)
{
	uint32_t drained = on_a_cd("tear none", 3000), prefix = on_a_cd("tear prefix", 3000);

	EXPECT_LT(300, drained);
	EXPECT_GT(2900, drained);
	EXPECT_EQ(drained - 1, on_a_cd("tear link", 3000));
	EXPECT_EQ(drained, on_a_cd("tear half", 3000));	/* a block is no more than one */
	EXPECT_LT(drained, prefix);
	EXPECT_GT(3000, prefix);
	EXPECT_EQ(3000, on_a_cd("tear tables", 3000));
	EXPECT_EQ(0, on_a_cd("tear none", 400));
	EXPECT_EQ(400, on_a_cd("tear tables", 400));
}

/* A DVD-RAM: 576 blocks of old data, the same again in the buffer. */
static uint32_t overwrite(const char *how, struct drive *d)
{
	if (drive_open(d, BURIN_KIND_DVD_RAM, 32000) || write_many(d, 0, 576) || sync_cache(d))
		return ~0u;
	for (uint32_t lba = 0; lba < 576; lba += 32)
		if (write_salted(d, lba, 32, 1))
			return ~0u;
	return cut(d, how);
}

static void count_units(struct drive *d, uint32_t *old, uint32_t *new)
{
	*old = *new = 0;
	for (uint32_t lba = 0; lba < 576; lba += 16) {
		*old += holds_salted(d, lba, 16, 0);
		*new += holds_salted(d, lba, 16, 1);
	}
}

TEST(at_any_place)
{
	static const struct { const char *how; uint32_t old_min, old_max, lost; } cuts[] = {
		{ "tear none", 36, 36, 0 }, { "tear half", 35, 35, 1 },
		{ "tear prefix", 1, 35, 0 }, { "tear subset", 6, 30, 0 },
		{ "tear link", 35, 35, 1 }, { "tear tables", 0, 0, 0 },
	};
	uint32_t old, new;
	struct drive d;

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		ASSERT_EQ(GONE, overwrite(cuts[i].how, &d));
		count_units(&d, &old, &new);
		EXPECT_LE(cuts[i].old_min, old) {
			TH_LOG("%s: %u old, %u new", cuts[i].how, old, new);
		}
		EXPECT_GE(cuts[i].old_max, old) {
			TH_LOG("%s: %u old, %u new", cuts[i].how, old, new);
		}
		EXPECT_EQ(36 - cuts[i].lost, old + new);
		if (cuts[i].how[5] == 'h') {
			EXPECT_EQ(3, holds_salted(&d, 0, 8, 1) + 2 * holds_salted(&d, 8, 8, 0));
		}
		drive_close(&d);
	}
}

TEST_HARNESS_MAIN
