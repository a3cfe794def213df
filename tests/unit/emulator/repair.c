/* SPDX-License-Identifier: GPL-2.0-or-later */
/* REPAIR TRACK, and what is told of tracks, performance and structures beside. */
#include "emulator/scene.h"

#define REPAIR "5800 0000 0001 00000000"

FIXTURE(drive) { struct drive d; };
FIXTURE_SETUP(drive) { memset(&self->d, 0, sizeof(self->d)); }
FIXTURE_TEARDOWN(drive) { drive_close(&self->d); }

static int damage(struct drive *d, uint32_t blocks)
{
	if (write_many(d, 0, blocks))
		return -1;
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	return 0;
}

TEST_F(drive, a_broken_track_goes_on_where_it_ended)
{
	struct drive *d = &self->d;
	uint32_t end;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_BD_R, 32000));
	EXPECT_EQ(OK, tell(d, REPAIR));
	ASSERT_EQ(0, damage(d, 8192));
	EXPECT_EQ(NO_NWA, nwa(d, 1));
	EXPECT_EQ(0x20, d->reply[5] & 0x20);
	EXPECT_EQ(S(5, 0x30, 9), write_at(d, 8192, 32));
	ASSERT_EQ(OK, tell(d, REPAIR));
	end = nwa(d, 1);
	EXPECT_EQ(0, d->reply[5] & 0x20);
	EXPECT_EQ(0, end % 32);
	EXPECT_LT(0, end);
	EXPECT_EQ(1, holds(d, 0, end));
	EXPECT_EQ(OK, write_at(d, end, 32));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5800 0000 0002 00000000"));
}

TEST_F(drive, what_was_to_be_written_in_one_go_stays_broken)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_CD_R, 32000));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(0, damage(d, 2000));
	EXPECT_EQ(S(5, 0x64, 0), tell(d, REPAIR));
}

TEST_F(drive, overwritable_media_have_nothing_to_repair)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_DVD_RAM, 0));
	EXPECT_EQ(S(5, 0x30, 5), tell(d, REPAIR));
	burin_emulator_set_write_protect(d->emu, true);
	EXPECT_EQ(S(7, 0x27, 3), tell(d, REPAIR));
}

TEST_F(drive, track_resources)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, ask(d, "5101 00000000 00 0040 00"));
	EXPECT_EQ(12, d->cmd.transferred);
	EXPECT_EQ(0x000a2000, get_be32(d->reply));
	EXPECT_EQ(1024u << 16 | 1, get_be32(d->reply + 4));
	EXPECT_EQ(16u << 16 | 1, get_be32(d->reply + 8));
	/* two open ones after a reservation */
	ASSERT_EQ(OK, tell(d, "5301 00000400 00000000"));
	ASSERT_EQ(OK, ask(d, "5101 00000000 00 0040 00"));
	EXPECT_EQ(2, get_be16(d->reply + 6));
	EXPECT_EQ(2, get_be16(d->reply + 10));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5102 00000000 00 0040 00"));
}

TEST_F(drive, performance_without_exceptions_and_what_cannot_be_used)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_BD_RE, 3200));
	ASSERT_EQ(OK, perform(d, "0411 00000000 < 00000008 00000c00 00 000004"));
	ASSERT_EQ(OK, ask(d, "ac15 00000000 0000 0010 00 00"));
	EXPECT_EQ(8, d->cmd.transferred);
	EXPECT_EQ(4, get_be32(d->reply));
	EXPECT_EQ(3, d->reply[4]);
	ASSERT_EQ(OK, ask(d, "ac10 00000000 0000 0010 01 00"));
	EXPECT_EQ(8, d->cmd.transferred);
	ASSERT_EQ(0, burin_emulator_set_faults(d->emu, "defect 100\ndefect 200", NULL));
	ASSERT_EQ(OK, write_at(d, 96, 32));
	ASSERT_EQ(OK, write_at(d, 192, 32));
	ASSERT_EQ(OK, ask(d, "ac10 00000000 0000 0010 01 00"));
	EXPECT_EQ(8 + 16, d->cmd.transferred);
	EXPECT_EQ(96, get_be32(d->reply + 8));
	EXPECT_EQ(32, get_be32(d->reply + 12));
	EXPECT_EQ(192, get_be32(d->reply + 16));
	ASSERT_EQ(OK, ask(d, "ac10 00000070 0000 0010 01 00"));
	EXPECT_EQ(8 + 8, d->cmd.transferred);
}

/* Which formats are offered, and that each can be read with the length it is listed with. */
TEST(the_structures_that_hosts_ask_for)
{
	static const struct {
		enum burin_kind kind;
		const char *formats, *steps[4];
	} media[] = {
		{ BURIN_KIND_DVD_R, "01050e10c0ff", { NULL } },
		{ BURIN_KIND_DVD_PLUS_R, "00010405 11c0ff",
		  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
		{ BURIN_KIND_DVD_PLUS_R_DL, "01051120c0ff", { NULL } },
		{ BURIN_KIND_DVD_PLUS_RW, "000104 0511c0ff",
		  { "0411 00000000 < 00000008 ffffffff 98 000000" } },
		{ BURIN_KIND_DVD_RAM, "0001040508090a0bc0ff", { NULL } },
		{ BURIN_KIND_BD_R, "0009c0ff", { NULL } },
		{ BURIN_KIND_BD_RE, "0008090a12c0ff",
		  { "0411 00000000 < 00000008 00b47400 00 003000" } },
		{ BURIN_KIND_CD_R, "c0ff", { NULL } },
	};

	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		uint8_t list[256];
		struct drive d;
		size_t n = 4;

		ASSERT_EQ(0, drive_open(&d, media[i].kind, 0));
		for (int k = 0; k < 4 && media[i].steps[k]; k++)
			ASSERT_EQ(OK, perform(&d, media[i].steps[k]));
		ASSERT_EQ(OK, ask(&d, "ad00 00000000 00 ff 0100 0000"));
		memcpy(list, d.reply, sizeof(list));
		for (const char *p = media[i].formats; *p; p += *p == ' ' ? 1 : 2) {
			char hex[64];

			if (*p == ' ')
				continue;
			snprintf(hex, sizeof(hex), "ad%02x 00000000 00 %.2s 0900 0000",
				 media[i].kind >= BURIN_KIND_BD_ROM, p);
			ASSERT_EQ(strtoul((char[]){ p[0], p[1], 0 }, NULL, 16), list[n]);
			ASSERT_EQ(OK, ask(&d, hex));
			EXPECT_EQ(get_be16(list + n + 2), d.cmd.transferred);
			EXPECT_EQ(get_be16(d.reply) + 2, d.cmd.transferred);
			n += 4;
		}
		EXPECT_EQ(n, get_be16(list) + 2);
		drive_close(&d);
	}
}

TEST_HARNESS_MAIN
