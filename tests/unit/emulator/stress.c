/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random command blocks: no crash, no answer longer than there is room, no
 * state that cannot be loaded again.
 */
#include "emulator/cd-emu.h"

static uint32_t seed;

static uint32_t chance(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static const uint8_t opcodes[] = {
	0x00, 0x03, 0x04, 0x12, 0x1b, 0x1e, 0x23, 0x25, 0x28, 0x2a, 0x2b, 0x2f, 0x35, 0x42,
	0x43, 0x46, 0x4a, 0x51, 0x52, 0x53, 0x54, 0x55, 0x5a, 0x5b, 0x5c, 0xa1, 0xa8, 0xaa,
	0xac, 0xad, 0xb6, 0xbb, 0xbd, 0xbe, 0x2a, 0x2a, 0x28, 0x5b, 0x35, 0x2e, 0xbf,
	0x44, 0x58, 0x5d, 0xb9, 0xbe,
};

/* Mostly small numbers, in fields that are mostly fields. */
static void random_block(uint8_t *cdb)
{
	for (int i = 0; i < 16; i++) {
		uint32_t r = chance();

		cdb[i] = (uint8_t)(r & 3 ? 0 : r >> 4 & 1 ? r >> 8 & 3 : r >> 8);
	}
	cdb[0] = chance() % 50 ? opcodes[chance() % sizeof(opcodes)] : (uint8_t)chance();
	/* Otherwise nothing is ever written at the right place. */
	if ((cdb[0] == 0x2a || cdb[0] == 0x28) && chance() & 1)
		put_be32(cdb + 2, chance() % 400);
	/* Lead-in and first pregap of a CD. */
	if ((cdb[0] == 0x2a || cdb[0] == 0xbe) && chance() % 8 == 0)
		put_be32(cdb + 2, 0u - chance() % 400);
	if (chance() & 1)
		cdb[8] = (uint8_t)chance();
}

/* Every buffer ends where it is said to: the byte behind must stay. */
static int run_one(struct drive *d)
{
	struct burin_emulator_command *cmd = &d->cmd;
	static uint8_t data[65536 + 1];
	size_t len = chance() % 4 ? chance() % 65537 : chance() % 64;

	memset(cmd, 0, sizeof(*cmd));
	random_block(cmd->cdb);
	cmd->cdb_len = (uint8_t)(chance() % 20 ? 16 : chance() % 17);
	cmd->direction = chance() % 3;
	cmd->data = chance() % 30 ? data : NULL;
	cmd->data_len = len;
	cmd->timeout_ns = chance() % 10 ? 0 : chance() * 1000ull;
	data[len] = 0xa5;
	burin_emulator_execute(d->emu, cmd);
	return data[len] == 0xa5 && cmd->transferred <= len &&
	       cmd->sense_len <= sizeof(cmd->sense) && (cmd->status != 0 || !cmd->sense_len);
}

/* One of the formats on offer. */
static void format_somehow(struct drive *d)
{
	char list[64];
	uint32_t n, at;
	uint8_t type;

	if (ask(d, "2300 0000000000 0100 00") != OK || d->cmd.transferred < 20)
		return;
	n = (uint32_t)(d->cmd.transferred - 12) / 8;
	at = 12 + 8 * (chance() % n);
	type = d->reply[at + 4];
	if (type >> 2 == 0x32)	/* a BD-R; the sub-type is free */
		type = (uint8_t)(0xc8 | chance() % 3);
	snprintf(list, sizeof(list), "00%02x0008 %08x %02x%02x%02x%02x", chance() & 2,
		 chance() % 4 ? get_be32(d->reply + at) : 0, type, d->reply[at + 5],
		 d->reply[at + 6], d->reply[at + 7]);
	give(d, "0411 00000000", list);
}

/* A session of two tracks by cue sheet, or the beginning of a raw one, written a part. */
static void write_at_once(struct drive *d)
{
	static const unsigned int block_types[] = { 0, 1, 2, 3, 8, 13 };
	unsigned int type = chance() & 3, block_type = block_types[chance() % 6];
	int32_t next;

	write_page(d, (chance() & 0x50) | type, (chance() & 0xc0) | (chance() & 7), block_type);
	cue_sheet(d, chance() & 1 ? "4100001400000000 4101001000000000 4101011000000200"
				    "0102000000000800 0102010000000a00 01aa010100001000" :
		  "0100004100000000 0101000000000000 0101010000000200 0101020000000500"
		  "01aa010100000900");
	for (int i = 0; i < 40; i++) {
		next = (int32_t)nwa(d, 0xff);
		cd_send(d, next + (int32_t)(chance() % 20 == 0), 1 + chance() % 26,
			chance() % 4 ? 2352 : 2448);
	}
}

/* What takes a medium from one form to another. */
static void transform(struct drive *d)
{
	char hex[64], list[200];
	int n;

	switch (chance() % 5) {
	case 4:
		write_at_once(d);
		break;
	case 0:
		format_somehow(d);
		break;
	case 1:
		snprintf(hex, sizeof(hex), "a1%02x %08x 000000000000",
			 chance() & 1 ? chance() & 0x11 : chance() & 0x17, chance() % 4);
		tell(d, hex);
		break;
	case 2:
		snprintf(hex, sizeof(hex), "5300 000000 %08x 00", chance() % 400);
		tell(d, hex);
		break;
	default:
		n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x 08 00 00 00 00 00"
			     "00000000 0096", chance() & 0x56, (chance() & 0xc0) | 5);
		for (int i = 0; i < 36; i++)
			n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
		give(d, "5510 0000000000 003c 00", list);
	}
}

static int whole_run(enum burin_kind kind, uint32_t blocks, uint32_t commands, const char *plan)
{
	struct drive d;
	uint32_t i;

	if (drive_open(&d, kind, blocks) || burin_emulator_set_faults(d.emu, plan, NULL))
		return 0;
	for (i = 0; i < commands && run_one(&d); i++) {
		uint32_t event = chance() % 1000;

		if (event < 20)
			burin_emulator_sleep(d.emu, chance() * 1000ull);
		else if (event == 20)
			track_at_once(&d, chance() & 0x50, chance() & 3);
		else if (event == 21)
			burin_emulator_cut_power(d.emu);
		else if (event < 25)
			burin_emulator_restore_power(d.emu);
		else if (event == 25) {
			drive_shut(&d);
			if (drive_reopen(&d))
				return 0;
		} else if (event < 32) {
			transform(&d);
		} else if (event < 42 && disc_info(&d) == OK) {
			uint32_t next = nwa(&d, d.reply[6]);

			if (next != NO_NWA)
				write_at(&d, next, 1 + chance() % 100);
		}
	}
	drive_shut(&d);
	if (drive_reopen(&d))
		return 0;
	drive_close(&d);
	return i == commands;
}

TEST(cd_r)
{
	seed = 1;
	for (int i = 0; i < 12; i++)
		ASSERT_EQ(1, whole_run(BURIN_KIND_CD_R, 40000, 5000, ""));
}

TEST(bd_r)
{
	seed = 2;
	for (int i = 0; i < 12; i++)
		ASSERT_EQ(1, whole_run(BURIN_KIND_BD_R, i < 8 ? 3200 : 640, 5000,
				       "policy long-write"));
}

TEST(dvd_plus_rw)
{
	seed = 3;
	for (int i = 0; i < 12; i++)
		ASSERT_EQ(1, whole_run(BURIN_KIND_DVD_PLUS_RW, 4000, 5000, "buffer 100000"));
}

TEST(every_other_kind)
{
	static const struct { enum burin_kind kind; uint32_t blocks; } media[] = {
		{ BURIN_KIND_CD_RW, 40000 }, { BURIN_KIND_DVD_R, 4000 },
		{ BURIN_KIND_DVD_RW, 4000 },
		{ BURIN_KIND_DVD_R_DL, 4000 }, { BURIN_KIND_DVD_PLUS_R, 4000 },
		{ BURIN_KIND_DVD_PLUS_R_DL, 4000 }, { BURIN_KIND_DVD_RAM, 4000 },
		{ BURIN_KIND_BD_R_QL, 3200 }, { BURIN_KIND_BD_RE, 3200 },
	};

	seed = 5;
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++)
		for (int k = 0; k < 4; k++)
			ASSERT_EQ(1, whole_run(media[i].kind, media[i].blocks, 5000, ""));
}

TEST(all_bytes_random)
{
	struct drive d;

	seed = 4;
	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 1000));
	for (int i = 0; i < 20000; i++) {
		uint8_t room[64];

		memset(&d.cmd, 0, sizeof(d.cmd));
		for (int k = 0; k < 16; k++)
			d.cmd.cdb[k] = (uint8_t)chance();
		d.cmd.cdb_len = 16;
		d.cmd.direction = chance() % 3;
		d.cmd.data = room;
		d.cmd.data_len = sizeof(room);
		burin_emulator_execute(d.emu, &d.cmd);
		ASSERT_LE(d.cmd.transferred, sizeof(room));
	}
	drive_close(&d);
}

TEST_HARNESS_MAIN
