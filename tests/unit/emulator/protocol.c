/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds for every medium: order of checks, unit attentions, replies, tray. */
#include "emulator/emu.h"

FIXTURE(drive) { struct drive d; };

FIXTURE_SETUP(drive)
{
	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_R, 0));
}

FIXTURE_TEARDOWN(drive)
{
	drive_close(&self->d);
}

static const uint8_t *feature(struct drive *d, unsigned int code)
{
	uint32_t n;

	if (ask(d, "4600 0000 000000 1000 00") != OK)
		return NULL;
	n = get_be32(d->reply) + 4;
	if (n != d->cmd.transferred)
		return NULL;
	for (uint32_t i = 8; i + 4 <= n; i += 4u + d->reply[i + 3])
		if (get_be16(d->reply + i) == code)
			return d->reply + i;
	return NULL;
}

static int is_current(struct drive *d, unsigned int code)
{
	const uint8_t *f = feature(d, code);

	return f ? f[2] & 1 : -1;
}

TEST_F(drive, reset_is_told_before_the_medium)
{
	struct drive *d = &self->d;

	drive_shut(d);
	ASSERT_EQ(0, burin_emulator_open(d->path, &d->emu, NULL));
	EXPECT_EQ(OK, ask(d, "120000002400"));
	EXPECT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
	EXPECT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(S(6, 0x29, 0), tell(d, "ff0000000000"));	/* even for an unknown command */
	EXPECT_EQ(S(6, 0x28, 0), tell(d, "000000000000"));
	EXPECT_EQ(OK, tell(d, "000000000000"));
}

TEST_F(drive, request_sense_takes_the_attention)
{
	struct drive *d = &self->d;

	drive_shut(d);
	ASSERT_EQ(0, burin_emulator_open(d->path, &d->emu, NULL));
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(18, d->cmd.transferred);
	EXPECT_EQ(6, d->reply[2]);
	EXPECT_EQ(0x29, d->reply[12]);
	ASSERT_EQ(OK, ask(d, "030100001200"));
	EXPECT_EQ(0x72, d->reply[0]);
	EXPECT_EQ(6, d->reply[1]);
	EXPECT_EQ(0x28, d->reply[2]);
	EXPECT_EQ(OK, tell(d, "000000000000"));
}

TEST_F(drive, unknown_commands_and_fields)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x20, 0), tell(d, "ff0000000000"));
	EXPECT_EQ(S(5, 0x20, 0), tell(d, "5e00 00000000 000000 00"));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5107 00000000 00 0022 00"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\xca\0\x01", 3));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4a00 000010 00 0000 08 00"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\xc8\0\x01", 3));
	EXPECT_EQ(18, d->cmd.sense_len);
	EXPECT_EQ(10, d->cmd.sense[7]);
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5a00 3e 00000000 00ff 00"));
	EXPECT_EQ(S(5, 0x39, 0), ask(d, "5a00 c1 00000000 00ff 00"));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5203 00000001 00 0024 00"));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "ac00 00000000 0000 0001 0500"));
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "120100002400"));
}

TEST_F(drive, readiness_comes_before_fields_and_fields_before_data)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x24, 0), ask(d, "5107 00000000 00 0022 00"));
	ASSERT_EQ(0, burin_emulator_remove(d->emu));
	EXPECT_EQ(S(2, 0x3a, 2), ask(d, "5107 00000000 00 0022 00"));
	EXPECT_EQ(S(5, 0x20, 0), tell(d, "ff0000000000"));
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "5500 0000000000 0008 00"));
}

TEST_F(drive, replies_are_cut_but_tell_their_length)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "5100 00000000 00 0002 00"));
	EXPECT_EQ(2, d->cmd.transferred);
	EXPECT_EQ(0x20, get_be16(d->reply));
	EXPECT_EQ(0xee, d->reply[2]);
	ASSERT_EQ(OK, ask(d, "5100 00000000 00 0000 00"));
	EXPECT_EQ(0, d->cmd.transferred);
	ASSERT_EQ(OK, command(d, "5100 00000000 00 0022 00", BURIN_EMU_IN, d->reply, 4));
	EXPECT_EQ(4, d->cmd.transferred);
	ASSERT_EQ(OK, command(d, "5100 00000000 00 0022 00", BURIN_EMU_IN, NULL, 100));
	EXPECT_EQ(0, d->cmd.transferred);
}

TEST_F(drive, inquiry)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "120000002400"));
	EXPECT_EQ(36, d->cmd.transferred);
	EXPECT_EQ(5, d->reply[0]);
	EXPECT_EQ(0x80, d->reply[1]);
	EXPECT_EQ(91, d->reply[4]);
	EXPECT_EQ(0, memcmp(d->reply + 8, "BURIN   ", 8));
	ASSERT_EQ(OK, ask(d, "120000006000"));
	EXPECT_EQ(96, d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply + 36, "2025/08/01", 10));
}

TEST_F(drive, vital_data_tell_the_serial_number)
{
	struct drive *d = &self->d;

	EXPECT_EQ(S(5, 0x24, 0), tell(d, "120100002400"));
	burin_emulator_set_serial(d->emu, "A serial number of more than twenty");
	ASSERT_EQ(OK, ask(d, "120100002400"));
	EXPECT_EQ(6, d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, "\x05\x00\x00\x02\x00\x80", 6));
	ASSERT_EQ(OK, ask(d, "120180002400"));
	EXPECT_EQ(24, d->cmd.transferred);
	EXPECT_EQ(0, memcmp(d->reply, "\x05\x80\x00\x14" "A serial number of m", 24));
	ASSERT_EQ(OK, ask(d, "120180000800"));
	EXPECT_EQ(8, d->cmd.transferred);
	EXPECT_EQ(20, d->reply[3]);
	EXPECT_EQ(S(5, 0x24, 0), tell(d, "120183002400"));
}

TEST_F(drive, feature_0108_is_the_serial_number)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4602 0108 000000 0100 00"));
	EXPECT_EQ(8, d->cmd.transferred);
	burin_emulator_set_serial(d->emu, "BURIN");
	ASSERT_EQ(OK, ask(d, "4602 0108 000000 0100 00"));
	EXPECT_EQ(20, d->cmd.transferred);
	EXPECT_EQ(16, get_be32(d->reply));
	EXPECT_EQ(0, memcmp(d->reply + 8, "\x01\x08\x03\x08" "BURIN\0\0\0", 12));
}

TEST_F(drive, mechanism_status_tells_where_the_laser_is)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, tell(d, "2b00 00000123 00 0000 00"));
	ASSERT_EQ(OK, ask(d, "bd00 000000000000 0008 0000"));
	EXPECT_EQ(0x123, get_be24(d->reply + 2));
	EXPECT_EQ(0, d->reply[1]);
	ASSERT_EQ(OK, tell(d, "1b0000000200"));
	ASSERT_EQ(OK, ask(d, "bd00 000000000000 0008 0000"));
	EXPECT_EQ(0, get_be24(d->reply + 2));
	EXPECT_EQ(0x10, d->reply[1]);
}

TEST_F(drive, features_follow_the_state_of_a_cd)
{
	struct drive *d = &self->d;
	const uint8_t *f;

	EXPECT_EQ(0, is_current(d, 0x0010));
	EXPECT_EQ(0x0009, get_be16(d->reply + 6));
	EXPECT_EQ(0, is_current(d, 0x001e));
	EXPECT_EQ(1, is_current(d, 0x002d));
	f = feature(d, 0x002d);
	ASSERT_NE(NULL, f);
	EXPECT_EQ(0x46, f[4]);
	EXPECT_EQ(0x3f01, get_be16(f + 6));
	EXPECT_EQ(0, is_current(d, 0x0041));
	EXPECT_EQ(0, is_current(d, 0x002a));
	EXPECT_EQ(1, is_current(d, 0x0107));
	EXPECT_EQ(1, is_current(d, 0x002e));
	f = feature(d, 0x002e);
	ASSERT_NE(NULL, f);
	EXPECT_EQ(0x7f, f[4]);
	EXPECT_EQ(8192, get_be24(f + 5));
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	EXPECT_EQ(1, is_current(d, 0x0010));
	EXPECT_EQ(1, is_current(d, 0x001e));
	EXPECT_EQ(0, is_current(d, 0x002d));
	EXPECT_EQ(0x0009, get_be16(d->reply + 6));
}

TEST(features_of_the_other_media)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 320));
	EXPECT_EQ(1, is_current(&d, 0x0021));
	EXPECT_EQ(1, is_current(&d, 0x0023));
	EXPECT_EQ(0, is_current(&d, 0x0024));
	EXPECT_EQ(1, is_current(&d, 0x0041));
	EXPECT_EQ(0, is_current(&d, 0x0040));
	EXPECT_EQ(0, is_current(&d, 0x002d));
	EXPECT_EQ(0x0041, get_be16(d.reply + 6));
	ASSERT_EQ(OK, write_at(&d, 0, 32));
	ASSERT_EQ(OK, sync_cache(&d));
	EXPECT_EQ(0, is_current(&d, 0x0023));
	EXPECT_EQ(1, is_current(&d, 0x0040));
	drive_close(&d);
	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_DVD_PLUS_RW, 320));
	EXPECT_EQ(1, is_current(&d, 0x0020));
	EXPECT_EQ(1, is_current(&d, 0x002a));
	EXPECT_EQ(1, is_current(&d, 0x0023));
	EXPECT_EQ(0, is_current(&d, 0x0010));
	EXPECT_EQ(0x001a, get_be16(d.reply + 6));
	drive_close(&d);
}

TEST_F(drive, request_types_of_get_configuration)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4602 0003 000000 1000 00"));
	EXPECT_EQ(16, d->cmd.transferred);
	EXPECT_EQ(0x39, d->reply[12]);
	ASSERT_EQ(OK, ask(d, "4602 0999 000000 1000 00"));
	EXPECT_EQ(8, d->cmd.transferred);
	ASSERT_EQ(OK, ask(d, "4601 0004 000000 1000 00"));
	for (uint32_t i = 8; i < d->cmd.transferred; i += 4u + d->reply[i + 3])
		EXPECT_EQ(1, d->reply[i + 2] & 1);
	EXPECT_EQ(S(5, 0x24, 0), ask(d, "4603 0000 000000 1000 00"));
}

TEST_F(drive, mode_pages)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "5a08 05 00000000 0ff0 00"));
	EXPECT_EQ(8 + 52, d->cmd.transferred);
	EXPECT_EQ(58, get_be16(d->reply));
	EXPECT_EQ(0x05, d->reply[8]);
	EXPECT_EQ(0x32, d->reply[9]);
	EXPECT_EQ(150, get_be16(d->reply + 8 + 14));
	ASSERT_EQ(OK, ask(d, "5a08 3f 00000000 0ff0 00"));
	EXPECT_EQ(8 + 12 + 52 + 12 + 12 + 10 + 32 + 5 * 4 + 8, d->cmd.transferred);
	ASSERT_EQ(OK, ask(d, "5a08 2a 00000000 0ff0 00"));
	EXPECT_EQ(2048, get_be16(d->reply + 8 + 12));
	EXPECT_EQ(5, get_be16(d->reply + 8 + 30));
	EXPECT_EQ(8467, get_be16(d->reply + 8 + 34));
}

TEST_F(drive, page_05h_is_strict)
{
	struct drive *d = &self->d;
	static const struct {
		const char *head;
		uint32_t sense;
		const char *pointer;
	} cases[] = {
		{ "0532 04 04 08", S(5, 0x26, 0), "\x8b\0\x0a" },	/* layer jump */
		{ "0532 00 04 08", S(5, 0x26, 0), "\x8b\0\x0b" },	/* packets, not incremental */
		{ "0532 00 05 00", S(5, 0x26, 0), "\x8b\0\x0c" },	/* packets of audio */
		{ "0532 20 05 08", S(5, 0x26, 0), "\x80\0\x0d" },	/* links of none */
		{ "0532 00 25 08", S(5, 0x26, 0), "\x80\0\x12" },	/* fixed packets of none */
		{ "0532 10 05 08", S(5, 0x26, 0), "\x8c\0\x0a" },	/* a test of packets */
		{ "0532 13 04 01", S(5, 0x26, 0), "\x8c\0\x0a" },	/* a test of raw */
		{ "0532 03 04 00", S(5, 0x26, 0), "\x8b\0\x0c" },	/* raw without sub-channels */
		{ "0532 03 04 08", S(5, 0x26, 0), "\x8b\0\x0c" },
		{ "0532 02 04 04", S(5, 0x26, 0), "\x8b\0\x0c" },	/* reserved */
		{ "0532 01 00 08", S(5, 0x26, 0), "\x8b\0\x0c" },	/* audio of 2048 */
		{ "0532 01 04 00", S(5, 0x26, 0), "\x8b\0\x0c" },	/* data of 2352 */
		{ "0532 01 04 0e", S(5, 0x26, 0), "\x8b\0\x0c" },	/* reserved */
		{ "0532 21 04 08", S(5, 0x26, 0), "\x8d\0\x0a" },	/* link size valid */
		{ "0532 01 84 08", S(5, 0x26, 0), "\x8f\0\x0b" },	/* multisession 10b */
		{ "0532 01 24 08", S(5, 0x26, 0), "\x8d\0\x0b" },	/* fixed packet */
		{ "0532 01 05 08", S(5, 0x26, 0), "\x8b\0\x0b" },	/* incremental */
		{ "8532 01 04 08", S(5, 0x26, 0), "\x8f\0\x08" },	/* PS */
		{ "0532 81 04 08", S(5, 0x26, 0), "\x80\0\x0a" },	/* reserved bit */
		{ "0533 01 04 08", S(5, 0x1a, 0), NULL },
		{ "0532 01 04 0a", OK, NULL },
		{ "0532 01 00 00", OK, NULL },
		{ "0532 01 04 0d", OK, NULL },
		{ "0532 00 05 08", OK, NULL },
		{ "0532 02 04 08", OK, NULL },
		{ "0532 12 00 00", OK, NULL },
		{ "0532 03 04 01", OK, NULL },
		{ "0532 03 00 03", OK, NULL },
		{ "0532 41 c6 08", OK, NULL },
	};
	char list[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int n = snprintf(list, sizeof(list), "0000000000000000 %s", cases[i].head);

		for (int k = 0; k < 47; k++)
			n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
		EXPECT_EQ(cases[i].sense, give(d, "5510 0000000000 003c 00", list));
		if (cases[i].pointer)
			EXPECT_EQ(0, memcmp(d->cmd.sense + 15, cases[i].pointer, 3));
	}
	EXPECT_EQ(S(5, 0x39, 0), give(d, "5511 0000000000 003c 00", "00"));
	EXPECT_EQ(S(5, 0x1a, 0), give(d, "5510 0000000000 003c 00", "0000"));
	EXPECT_EQ(S(5, 0x26, 0), give(d, "5510 0000000000 000a 00", "0000000000000000 2b00"));
	EXPECT_EQ(OK, give(d, "5510 0000000000 0000 00", ""));
}

TEST_F(drive, performance_and_speeds)
{
	struct drive *d = &self->d;
	static const char cdb[] = "b600 00000000 000000 001c 00";

	ASSERT_EQ(OK, ask(d, "ac00 00000000 0000 0001 0300"));
	EXPECT_EQ(24, d->cmd.transferred);
	EXPECT_EQ(4 + 5 * 16, get_be32(d->reply));
	ASSERT_EQ(OK, ask(d, "ac00 00000000 0000 0064 0300"));
	EXPECT_EQ(8 + 5 * 16, d->cmd.transferred);
	EXPECT_EQ(359848, get_be32(d->reply + 8 + 4));
	EXPECT_EQ(8467, get_be32(d->reply + 8 + 12));
	EXPECT_EQ(706, get_be32(d->reply + 8 + 4 * 16 + 12));
	ASSERT_EQ(OK, tell(d, "bb00 ffff 0587 000000000000"));	/* 1415: 8x fits */
	ASSERT_EQ(OK, ask(d, "ac14 00000000 0000 0001 0000"));
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(1411, get_be32(d->reply + 12));
	EXPECT_EQ(1411, get_be32(d->reply + 20));
	EXPECT_EQ(359848, get_be32(d->reply + 16));
	EXPECT_EQ(OK, give(d, cdb, "00000000 00000000 00057da8"
			   "00000b06 000003e8 00000b06 000003e8"));
	EXPECT_EQ(S(5, 0x26, 2), give(d, cdb, "00000000 00000000 00057da9"
				      "00000b06 000003e8 00000b06 000003e8"));
	EXPECT_EQ(S(5, 0x1a, 0), give(d, "b600 00000000 000000 001b 00", "00"));
	ASSERT_EQ(OK, ask(d, "ac14 00000000 0000 0001 0000"));
	EXPECT_EQ(2822, get_be32(d->reply + 20));
}

TEST_F(drive, streaming_asked_exactly_or_by_default)
{
	struct drive *d = &self->d;
	static const char cdb[] = "b600 00000000 000000 001c 00";

	/* Exact at 1411 kB/s, then at 1412 */
	EXPECT_EQ(OK, give(d, cdb, "02000000 00000000 00057da8"
			   "00000b06 000003e8 00000583 000003e8"));
	EXPECT_EQ(S(5, 0x26, 2), give(d, cdb, "02000000 00000000 00057da8"
				      "00000b06 000003e8 00000584 000003e8"));
	EXPECT_EQ(0, memcmp(d->cmd.sense + 15, "\x80\0\x14", 3));
	ASSERT_EQ(OK, ask(d, "ac14 00000000 0000 0001 0000"));
	EXPECT_EQ(1411, get_be32(d->reply + 20));
	EXPECT_EQ(OK, give(d, cdb, "04000000 00000000 00000000"
			   "00000000 00000000 00000000 00000000"));
	ASSERT_EQ(OK, ask(d, "ac14 00000000 0000 0001 0000"));
	EXPECT_EQ(8467, get_be32(d->reply + 20));
}

TEST_F(drive, prevent_holds_the_tray)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(2, d->reply[4]);	/* the medium came */
	ASSERT_EQ(OK, tell(d, "1e0000000100"));
	EXPECT_EQ(S(5, 0x53, 2), tell(d, "1b0000000200"));
	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(1, d->reply[4]);
	EXPECT_EQ(2, d->reply[5]);
	EXPECT_EQ(-16, burin_emulator_remove(d->emu));
	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(1, d->reply[4]);
	ASSERT_EQ(OK, tell(d, "1e0000000000"));
	ASSERT_EQ(OK, tell(d, "1b0000000200"));
	EXPECT_EQ(S(2, 0x3a, 2), tell(d, "000000000000"));
	ASSERT_EQ(OK, ask(d, "bd00 00000000 0000 0008 0000"));
	EXPECT_EQ(0x10, d->reply[1]);
	ASSERT_EQ(OK, ask(d, "4a01 000010 00 0000 08 00"));
	EXPECT_EQ(3, d->reply[4]);
	EXPECT_EQ(1, d->reply[5]);
}

TEST_F(drive, a_writing_drive_keeps_its_tray_closed)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, 0x40, 3));
	ASSERT_EQ(OK, write_at(d, 0, 32));
	EXPECT_EQ(S(2, 4, 8), tell(d, "1b0000000200"));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_EQ(OK, tell(d, "1b0000000200"));
}

TEST_F(drive, loading_takes_time_and_ends_in_an_attention)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, tell(d, "1b0000000200"));
	ASSERT_EQ(OK, tell(d, "1b0100000300"));
	EXPECT_EQ(S(2, 4, 1), tell(d, "000000000000"));
	EXPECT_EQ(S(2, 4, 1), disc_info(d));
	burin_emulator_sleep(d->emu, 10 * SECOND);
	EXPECT_EQ(S(6, 0x28, 0), tell(d, "000000000000"));
	EXPECT_EQ(OK, tell(d, "000000000000"));
	ASSERT_EQ(OK, tell(d, "1b0000000200"));
	ASSERT_EQ(OK, tell(d, "1b0000000300"));	/* without Immed it is ready */
	EXPECT_EQ(S(6, 0x28, 0), tell(d, "000000000000"));
}

TEST_F(drive, an_empty_drive)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, burin_emulator_remove(d->emu));
	EXPECT_EQ(BURIN_E_NO_MEDIUM, burin_emulator_remove(d->emu));
	ASSERT_EQ(OK, ask(d, "4600 0000 000000 1000 00"));
	EXPECT_EQ(0, get_be16(d->reply + 6));
	EXPECT_EQ(0, is_current(d, 0x0107));
	ASSERT_EQ(OK, ask(d, "2300 0000000000 0100 00"));
	EXPECT_EQ(3, d->reply[8]);
	EXPECT_EQ(OK, ask(d, "5a08 2a 00000000 0ff0 00"));
	EXPECT_EQ(-16, burin_emulator_insert(d->emu, d->path) ?: -16);
	EXPECT_EQ(-16, burin_emulator_insert(d->emu, d->path));
	burin_emulator_sleep(d->emu, 10 * SECOND);
	EXPECT_EQ(S(6, 0x28, 0), tell(d, "000000000000"));
	EXPECT_EQ(0x00, disc_state(d));
}

TEST(a_drive_without_a_medium)
{
	struct drive d;

	memset(&d, 0, sizeof(d));
	ASSERT_EQ(0, burin_emulator_open(NULL, &d.emu, NULL));
	EXPECT_EQ(S(6, 0x29, 0), tell(&d, "000000000000"));
	EXPECT_EQ(S(2, 0x3a, 1), tell(&d, "000000000000"));
	EXPECT_EQ(S(2, 0x3a, 1), write_at(&d, 0, 1));
	drive_shut(&d);
}

TEST_F(drive, immed_operations_tell_their_progress)
{
	struct drive *d = &self->d;
	uint16_t first, second;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 1000));
	ASSERT_EQ(OK, tell(d, "3502 00000000 00 0000 00"));
	EXPECT_EQ(S(2, 4, 8), tell(d, "000000000000"));
	EXPECT_EQ(0x80, d->cmd.sense[15]);
	first = get_be16(d->cmd.sense + 16);
	EXPECT_EQ(S(2, 4, 8), write_at(d, 1000, 1));
	burin_emulator_sleep(d->emu, 4 * SECOND);
	EXPECT_EQ(S(2, 4, 8), tell(d, "000000000000"));
	second = get_be16(d->cmd.sense + 16);
	EXPECT_LT(first, second);
	burin_emulator_sleep(d->emu, 10 * SECOND);
	EXPECT_EQ(OK, tell(d, "000000000000"));
	EXPECT_EQ(1152, nwa(d, 0xff));

	ASSERT_EQ(OK, tell(d, "5b01 02 00 0000 00000000"));
	EXPECT_EQ(S(2, 4, 7), disc_info(d));
	EXPECT_EQ(S(2, 4, 7), tell(d, "1b0000000200"));
	ASSERT_EQ(OK, ask(d, "030000001200"));
	EXPECT_EQ(0, d->reply[2]);
	EXPECT_EQ(4, d->reply[12]);
	EXPECT_EQ(7, d->reply[13]);
	EXPECT_EQ(0x80, d->reply[15]);
	EXPECT_EQ(OK, ask(d, "5c00 0000000000 000c 00"));
	EXPECT_EQ(OK, ask(d, "5a08 05 00000000 0ff0 00"));
	ASSERT_EQ(OK, ask(d, "4a01 000040 00 0000 08 00"));
	EXPECT_EQ(6, d->reply[2]);
	EXPECT_EQ(1, d->reply[4]);
	burin_emulator_sleep(d->emu, 30 * SECOND);
	EXPECT_EQ(0x10, disc_state(d));
}

TEST_F(drive, a_change_of_features_is_an_event)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4a01 000002 00 0000 08 00"));
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(0, d->reply[4]);
	ASSERT_EQ(OK, track_at_once(d, BUFE, 0));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	ASSERT_EQ(OK, close_it(d, 2, 0));
	ASSERT_EQ(OK, ask(d, "4a01 000052 00 0000 08 00"));
	EXPECT_EQ(1, d->reply[2]);
	EXPECT_EQ(2, d->reply[4]);
	EXPECT_EQ(1, get_be16(d->reply + 6));
	ASSERT_EQ(OK, ask(d, "4a01 000002 00 0000 08 00"));
	EXPECT_EQ(0, d->reply[4]);
}

TEST_F(drive, events_of_no_known_class)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, ask(d, "4a01 000020 00 0000 08 00"));
	EXPECT_EQ(4, d->cmd.transferred);
	EXPECT_EQ(2, get_be16(d->reply));
	EXPECT_EQ(0x80, d->reply[2]);
	EXPECT_EQ(0x52, d->reply[3]);
}

TEST_F(drive, a_command_longer_than_its_time_limit_times_out)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	ASSERT_EQ(OK, write_many(d, 0, 400));
	memset(&d->cmd, 0, sizeof(d->cmd));
	memcpy(d->cmd.cdb, "\x5b\0\x02\0\0\0\0\0\0\0", 10);
	d->cmd.cdb_len = 10;
	d->cmd.timeout_ns = SECOND;
	burin_emulator_execute(d->emu, &d->cmd);
	EXPECT_EQ(BURIN_EMU_TIMEOUT, d->cmd.status);
	EXPECT_EQ(0x10, disc_state(d));		/* done all the same */
}

TEST_F(drive, write_protection)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	burin_emulator_set_write_protect(d->emu, true);
	EXPECT_EQ(S(7, 0x27, 0), write_at(d, 0, 16));
	EXPECT_EQ(S(7, 0x27, 0), close_it(d, 2, 0));
	EXPECT_EQ(S(7, 0x27, 0), tell(d, "5401 0000000000 0000 00"));
	burin_emulator_set_write_protect(d->emu, false);
	EXPECT_EQ(OK, write_at(d, 0, 16));
}

TEST_F(drive, short_blocks_and_short_command_blocks)
{
	struct drive *d = &self->d;

	ASSERT_EQ(OK, track_at_once(d, BUFE, 3));
	EXPECT_EQ(S(11, 0x4b, 0), command(d, "2a00 00000000 00 0010 00", BURIN_EMU_OUT, test_blocks,
					  16 * 2048 - 1));
	EXPECT_EQ(0, nwa(d, 1));
	EXPECT_EQ(OK, command(d, "2a00 00000000 00 0000 00", BURIN_EMU_NONE, NULL, 0));
	memset(&d->cmd, 0, sizeof(d->cmd));
	d->cmd.cdb[0] = 0x51;
	d->cmd.cdb_len = 6;
	burin_emulator_execute(d->emu, &d->cmd);
	EXPECT_EQ(S(5, 0x24, 0), outcome(&d->cmd));
}

TEST_HARNESS_MAIN
