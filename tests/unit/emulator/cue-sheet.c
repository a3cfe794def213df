/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cue sheets, good and bad, and the sessions that are written by them. */
#include "emulator/cd-emu.h"

FIXTURE(cd) { struct drive d; };

FIXTURE_SETUP(cd)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_R, 0));
}

FIXTURE_TEARDOWN(cd)
{
	drive_close(&self->d);
}

/* A data track of 600 blocks, an audio track of 600 behind a pause of 150. */
#define MIXED \
	"0230313233343536 0237383930313200" \
	"4100001400000000" \
	"4101001000000000 4101011000000200" \
	"0302555341424339 0302393132333435" \
	"0102000000000a00 0102010000000c00 01aa010100001400"

TEST_F(cd, a_session_of_data_and_audio)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	EXPECT_EQ(S(5, 0x2c, 0), cd_write(d, -150, 16, 2048));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	EXPECT_EQ(0xffffff6a, nwa(d, 0xff));
	EXPECT_EQ(S(5, 0x21, 2), cd_write(d, 0, 16, 2048));
	EXPECT_EQ(S(5, 0x21, 2), cd_write(d, -151, 1, 2048));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	EXPECT_EQ(0x11, disc_state(d));
	EXPECT_EQ(S(5, 0x21, 2), cd_write(d, 601, 1, 2352));
	ASSERT_EQ(OK, cd_write(d, 600, 740, 2352));
	EXPECT_EQ(S(5, 0x21, 0), cd_send(d, 1340, 11, 2352));
	ASSERT_EQ(OK, cd_write(d, 1340, 10, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(S(5, 0x30, 5), cd_write(d, 1350, 1, 2352));
	drive_shut(d);
	ASSERT_EQ(0, drive_reopen(d));
	EXPECT_EQ(1, cd_holds(d, 0, 600, 2, 0x10, 2048));
	EXPECT_EQ(1, cd_holds(d, -150, 150, 0, 0x10, 2048));
	EXPECT_EQ(1, cd_holds(d, 600, 750, 1, 0xf8, 2352));
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 600, 1));
	EXPECT_EQ(S(5, 0x64, 0), read_at(d, 599, 2));
	EXPECT_EQ(2048, d->cmd.transferred);
	EXPECT_EQ(S(5, 0x21, 0), read_cd(d, 1350, 1, 0, 0xf8, 0));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(1349, get_be32(d->reply));	/* no run-out */
}

TEST_F(cd, what_the_sheet_said_is_told)
{
	struct drive *d = &self->d;
	static const uint8_t raw[] = {
		1, 0x14, 0, 0xa0, 0, 0, 0, 0, 1, 0, 0,
		1, 0x14, 0, 0xa1, 0, 0, 0, 0, 2, 0, 0,
		1, 0x10, 0, 0xa2, 0, 0, 0, 0, 0, 20, 0,
		1, 0x14, 0, 0x01, 0, 0, 0, 0, 0, 2, 0,
		1, 0x10, 0, 0x02, 0, 0, 0, 0, 0, 12, 0,
	};

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	ASSERT_EQ(OK, cd_write(d, 600, 750, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, ask(d, "4302 02 000000 01 0ffe 00"));
	EXPECT_EQ(2 + sizeof(raw), get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 4, raw, sizeof(raw)));
	ASSERT_EQ(OK, ask(d, "4200 40 02 0000 00 0018 00"));
	EXPECT_EQ(0x80, d->reply[8]);
	EXPECT_EQ(0, memcmp(d->reply + 9, "0123456789012", 14));
	ASSERT_EQ(OK, ask(d, "4200 40 03 0000 02 0018 00"));
	EXPECT_EQ(0x80, d->reply[8]);
	EXPECT_EQ(0, memcmp(d->reply + 9, "USABC9912345", 13));
	ASSERT_EQ(OK, ask(d, "4200 40 03 0000 01 0018 00"));
	EXPECT_EQ(0x00, d->reply[8]);
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4200 40 03 0000 03 0018 00"));
	ASSERT_EQ(OK, ask(d, "4400 00000000 00 0008 00"));
	EXPECT_EQ(1, d->reply[0]);
	EXPECT_EQ(S(5, 0x64, 0), ask(d, "4400 00000300 00 0008 00"));
	ASSERT_EQ(OK, track_info(d, 1));
	EXPECT_EQ(0x04, d->reply[5]);
	EXPECT_EQ(600, get_be32(d->reply + 24));
	ASSERT_EQ(OK, track_info(d, 2));
	EXPECT_EQ(0x00, d->reply[5]);
	EXPECT_EQ(750, get_be32(d->reply + 8));
	EXPECT_EQ(600, get_be32(d->reply + 24));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4302 05 000000 00 0ffe 00"));
}

TEST_F(cd, sub_channel_q_goes_through_the_disc)
{
	struct drive *d = &self->d;
	static const struct { int32_t lba; const char *q; } cases[] = {
		{ 0, "\x41\x01\x01\0\0\0\0\0\x02\0" }, { 75, "\x41\x01\x01\0\x01\0\0\0\x03\0" },
		{ 600, "\x01\x02\0\0\x01\x74\0\0\x10\0" }, { 748, "\x01\x02\0\0\0\x01\0\0\x11\x73" },
		{ 750, "\x01\x02\x01\0\0\0\0\0\x12\0" }, { 749, "\x02\x01\x23\x45\x67\x89\x01\x20\0\x74" },
		{ 799, "\x03\x96\x34\x52\x4c\x99\x12\x34\x50\x49" },
		{ -150, "\x41\x01\0\0\x01\x74\0\0\0\0" },
	};

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	ASSERT_EQ(OK, cd_write(d, 600, 750, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ASSERT_EQ(OK, read_cd(d, cases[i].lba, 1, 0, 0x00, 2));
		ASSERT_EQ(16, d->cmd.transferred);
		EXPECT_EQ(0, memcmp(cd_blocks, cases[i].q, 10)) {
			TH_LOG("lba %d: %02x %02x %02x %02x %02x %02x %02x %02x %02x %02x", cases[i].lba,
			       cd_blocks[0], cd_blocks[1], cd_blocks[2], cd_blocks[3], cd_blocks[4],
			       cd_blocks[5], cd_blocks[6], cd_blocks[7], cd_blocks[8], cd_blocks[9]);
		}
	}
	ASSERT_EQ(OK, read_cd(d, 0, 1, 0, 0xf8, 1));
	EXPECT_EQ(2448, d->cmd.transferred);
	ASSERT_EQ(OK, ask(d, "b908 00 000200 000203 10 00 00"));
}

TEST_F(cd, sheets_that_are_refused)
{
	static const struct { const char *list; uint32_t sense; int byte; } cases[] = {
		{ "", S(5, 0x1a, 0), 0 },
		{ "41000014000000", S(5, 0x1a, 0), 0 },
		/* no lead-in; no lead-out; nothing between */
		{ "4101001000000000", S(5, 0x26, 2), 1 },
		{ "4100001400000000 4101001000000000 4101011000000200", S(5, 0x26, 2), 17 },
		{ "4100001400000000 41aa011400000000", S(5, 0x26, 2), 9 },
		/* the first time is not 0; its pause too short */
		{ "4100001400000000 4101001000000001", S(5, 0x26, 2), 13 },
		{ "4100001400000000 4101001000000000 410101100000014a", S(5, 0x26, 2), 21 },
		/* first track 2; no index 0; index 3 after 1; track 3 after 1 */
		{ "4100001400000000 4102001000000000", S(5, 0x26, 2), 9 },
		{ "4100001400000000 4101011000000000", S(5, 0x26, 2), 10 },
		{ "4100001400000000 4101001000000000 4101011000000200 4101031000000400",
		  S(5, 0x26, 2), 26 },
		{ "4100001400000000 4101001000000000 4101011000000200 4103011000000800",
		  S(5, 0x26, 2), 25 },
		/* back in time; a time that is none; shorter than four seconds */
		{ "4100001400000000 4101001000000000 4101011000000200 4102011000000148",
		  S(5, 0x26, 2), 29 },
		{ "4100001400000000 4101001000003c00", S(5, 0x26, 2), 14 },
		{ "4100001400000000 4101001000000000 4101011000000200 410201100000054a",
		  S(5, 0x26, 2), 29 },
		/* audio with the control of data; reserved forms; another form within a track */
		{ "4100001400000000 4101000000000000", S(5, 0x26, 2), 8 },
		{ "4100001400000000 4101001500000000", S(5, 0x26, 2), 11 },
		{ "4100001400000000 4101009000000000", S(5, 0x26, 2), 11 },
		{ "4100001400000000 4101001000000000 4101013000000200", S(5, 0x26, 2), 19 },
		/* behind the last possible lead-out; something behind the lead-out */
		{ "4100001400000000 4101001000000000 4101011000000200 41aa0114004f3b4a",
		  OK, 0 },
		{ "4100001400000000 4101001000000000 4101011000000200 41aa011400500000",
		  S(5, 0x26, 2), 29 },
		{ "4100001400000000 4101001000000000 4101011000000200 41aa011400000800"
		  "4102011000001000", S(5, 0x26, 2), 25 },
		/* lead-in with data of the host; a letter in the catalogue number */
		{ "4100001000000000", S(5, 0x26, 2), 3 },
		{ "0230313241343536 0237383930313200", S(5, 0x26, 2), 5 },
		{ "0230313233343536 4100001400000000", S(5, 0x26, 2), 0 },
		/* an ISRC of a track that does not follow */
		{ "4100001400000000 4101001000000000 0303555341424339 0303393132333435",
		  S(5, 0x26, 2), 17 },
	};
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x2c, 0), cue_sheet(d, MIXED));
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EXPECT_EQ(cases[i].sense, cue_sheet(d, cases[i].list)) {
			TH_LOG("case %zu", i);
		}
		if (cases[i].sense == S(5, 0x26, 2)) {
			EXPECT_EQ(cases[i].byte, get_be16(d->cmd.sense + 16)) {
				TH_LOG("case %zu", i);
			}
		}
	}
	EXPECT_EQ(0x00, disc_state(d));
}

TEST_F(cd, a_sheet_is_for_an_empty_session)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	EXPECT_EQ(S(5, 0x2c, 0), cue_sheet(d, MIXED));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(S(5, 0x30, 6), cue_sheet(d, MIXED));
}

TEST_F(cd, another_way_of_writing_forgets_the_sheet)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	EXPECT_EQ(0, nwa(d, 0xff));
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	EXPECT_EQ(S(5, 0x2c, 0), cd_write(d, -150, 16, 2048));
}

TEST_F(cd, a_second_session_at_once)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0xc0, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	ASSERT_EQ(OK, cd_write(d, 600, 750, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(1350 + 11400, nwa(d, 0xff));
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	/* block 12600 is 02:50:00 */
	ASSERT_EQ(OK, cue_sheet(d, "4100001400000000 4103001000023200 4103011000023400"
				   "41aa011400030000"));
	ASSERT_EQ(OK, cd_write(d, 12600, 750, 2048));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	EXPECT_EQ(1, cd_holds(d, 12750, 600, 2, 0x10, 2048));
	ASSERT_EQ(OK, ask(d, "4300 01 000000 00 0ffe 00"));
	EXPECT_EQ(2, d->reply[3]);
	EXPECT_EQ(12750, get_be32(d->reply + 8));
	ASSERT_EQ(OK, ask(d, "4302 02 000000 01 0ffe 00"));
	EXPECT_EQ(0xb0, d->reply[4 + 5 * 11 + 3]);
}

TEST_F(cd, what_the_host_leaves_out_is_zero)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 350, 2048));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, read_at(d, 200, 400));
	EXPECT_EQ(0, test_blocks[0] | test_blocks[400 * 2048 - 1]);
	EXPECT_EQ(OK, read_cd(d, 600, 1, 1, 0xf8, 0));
}

TEST_F(cd, pauses_the_drive_makes_itself)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, "0100000100000000 0101000100000000 0101010000000200"
				   "0102000100000a00 0102010000000c00 01aa010100001400"));
	EXPECT_EQ(S(5, 0x21, 2), cd_write(d, -150, 1, 2352));
	ASSERT_EQ(OK, cd_write(d, 0, 600, 2352));
	EXPECT_EQ(750, nwa(d, 0xff));
	ASSERT_EQ(OK, cd_write(d, 750, 600, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(1, cd_holds(d, 0, 600, 1, 0x10, 2352));
	ASSERT_EQ(OK, read_cd(d, 600, 1, 1, 0x10, 0));
	EXPECT_EQ(0, cd_blocks[0] | cd_blocks[2351]);
}

TEST_F(cd, cd_text_stands_in_the_lead_in)
{
	struct drive *d = &self->d;
	static const uint8_t packs[2][18] = {
		{ 0x80, 0, 0, 0, 'D', 'I', 'S', 'C', 0, 'A', 'L', 'P', 'H', 'A', 0, 'B', 0x84, 0xde },
		{ 0x80, 2, 1, 1, 'E', 'T', 'A', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0x44 },
	};
	uint8_t block[96];

	for (int k = 0; k < 4; k++)
		for (int i = 0; i < 6; i++) {
			uint32_t three = get_be24(packs[k & 1] + 3 * i);

			for (int s = 0; s < 4; s++)
				block[24 * k + 4 * i + s] = (uint8_t)(three >> (18 - 6 * s) & 0x3f);
		}
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, "0100004100000000 0101000000000000 0101010000000200"
				   "01aa010100000a00"));
	EXPECT_EQ(S(5, 0x21, 2), cd_write(d, -12509, 1, 96));
	for (int32_t lba = -12508; lba < -150; lba++) {
		memcpy(cd_blocks, block, 96);
		ASSERT_EQ(OK, cd_send(d, lba, 1, 96));
	}
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, ask(d, "4300 05 000000 00 0ffe 00"));
	EXPECT_EQ(2 + sizeof(packs), get_be16(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 4, packs, sizeof(packs)));
}

TEST_F(cd, a_test_leaves_no_trace)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO | TEST_WRITE, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	ASSERT_EQ(OK, cd_write(d, 600, 750, 2352));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(0x23, disc_state(d));
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0x00, 0));
	EXPECT_EQ(0x00, disc_state(d));
	EXPECT_EQ(0, nwa(d, 0xff));
}

TEST_F(cd, a_power_cut_damages_the_track_it_hits)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0xc0, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 750, 2048));
	ASSERT_EQ(OK, cd_write(d, 600, 500, 2352));
	burin_emulator_sleep(d->emu, 60 * SECOND);	/* the buffer drains */
	ASSERT_EQ(OK, cd_write(d, 1100, 100, 2352));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(0x12, disc_state(d));
	ASSERT_EQ(OK, track_info(d, 2));
	EXPECT_EQ(0x20, d->reply[5]);
	ASSERT_EQ(OK, write_page(d, BUFE | SAO, 0xc0, 0));
	EXPECT_EQ(S(5, 0x30, 9), cd_write(d, 1100, 1, 2352));
	EXPECT_EQ(S(5, 0x2c, 0), cue_sheet(d, MIXED));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(0x10, disc_state(d));
	EXPECT_EQ(1, cd_holds(d, 0, 600, 2, 0x10, 2048));
	EXPECT_EQ(1, cd_holds(d, 600, 500, 1, 0x10, 2352));
	EXPECT_EQ(0, cd_holds(d, 1100, 1, 1, 0x10, 2352));
}

TEST_F(cd, an_underrun_without_protection_spoils_the_session)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, write_page(d, SAO, 0x00, 0));
	ASSERT_EQ(OK, cue_sheet(d, MIXED));
	ASSERT_EQ(OK, cd_write(d, -150, 300, 2048));
	burin_emulator_sleep(d->emu, 60 * SECOND);
	EXPECT_EQ(S(3, 0x0c, 9), tell(d, "000000000000"));
	EXPECT_EQ(0x71, d->cmd.sense[0] & 0x7f);
	EXPECT_EQ(0x12, disc_state(d));
}

TEST_HARNESS_MAIN
