/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random command blocks to every kind of medium, in every form it can take, under random fault
 * plans: no crash, no answer longer than there is room, no state that cannot be loaded again.
 * 2 * 10^5 of them; LONG=1 gives 10^7, STRESS=N any number, SEED=N another run.
 */
#include "emulator/cd-emu.h"
#include "emulator/fault.h"

#define PATIENCE 86400		/* seconds that the whole may take */

static uint32_t seed;
static uint64_t sent, writes, closes, shaped, planned;

static uint32_t chance(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static const uint8_t opcodes[] = {
	0x00, 0x03, 0x04, 0x12, 0x1b, 0x1e, 0x23, 0x25, 0x28, 0x2a, 0x2b, 0x2f, 0x35, 0x42,
	0x43, 0x46, 0x4a, 0x51, 0x52, 0x53, 0x54, 0x55, 0x5a, 0x5b, 0x5c, 0xa1, 0xa8, 0xaa,
	0xac, 0xad, 0xb6, 0xbb, 0xbd, 0xbe, 0x2a, 0x2a, 0x28, 0x5b, 0x35, 0x2e, 0xbf, 0x5d,
	0x44, 0x58, 0xb9, 0xbe,
};

/* Mostly small numbers, in fields that are mostly fields; now and then nothing of the kind. */
static void random_block(uint8_t *cdb)
{
	uint32_t wild = chance() % 20;

	for (int i = 0; i < 16; i++) {
		uint32_t r = chance();

		cdb[i] = (uint8_t)(!wild ? r : r & 3 ? 0 : r >> 4 & 1 ? r >> 8 & 3 : r >> 8);
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
static int run_one(struct drive *d, bool faulty)
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
	       cmd->sense_len <= sizeof(cmd->sense) &&
	       (faulty || cmd->residual == len - cmd->transferred) &&
	       (cmd->status != 0 || !cmd->sense_len);
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
	shaped += give(d, "0411 00000000", list) == OK;
}

/* Page 05h: types, block types and packets, mostly such as are allowed. */
static void choose_type(struct drive *d)
{
	static const uint8_t blocks[] = { 8, 8, 8, 10, 0, 1, 3, 13 };
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x %02x %02x 00 00 00 00"
			 "%08x 0096", (chance() & 0x50) | chance() % 4,
			 (chance() & 0xe0) | (chance() & 1 ? 4 : 5),
			 blocks[chance() % sizeof(blocks)], chance() & 1 ? 16 : 0,
			 chance() & 1 ? 16 : 32);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	give(d, "5510 0000000000 003c 00", list);
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
		writes += cd_send(d, next + (int32_t)(chance() % 20 == 0), 1 + chance() % 26,
				  chance() % 4 ? 2352 : 2448) == OK;
	}
}

/* By its profile: what follows is for CDs alone. */
static bool is_cd(struct drive *d)
{
	return ask(d, "4600 0000 000000 0008 00") == OK && get_be16(d->reply + 6) < 0x10;
}

/* What takes a medium from one form to another. */
static void transform(struct drive *d)
{
	char hex[64];

	switch (chance() % 6) {
	case 0:
		format_somehow(d);
		break;
	case 1:
		snprintf(hex, sizeof(hex), "a1%02x %08x 000000000000",
			 chance() & 1 ? chance() & 0x11 : chance() & 0x17, chance() % 4);
		shaped += tell(d, hex) == OK;
		break;
	case 2:
		snprintf(hex, sizeof(hex), "5300 000000 %08x 00", chance() % 800);
		shaped += tell(d, hex) == OK;
		break;
	case 3:
		snprintf(hex, sizeof(hex), "5b%02x %02x 00 %04x 00000000", chance() & 1,
			 chance() & 7, chance() % 3);
		closes += tell(d, hex) == OK;
		break;
	case 4:
		if (is_cd(d))
			write_at_once(d);
		break;
	default:
		choose_type(d);
	}
}

/* Blocks where they belong; what a block is the drive knows. */
static void go_on_writing(struct drive *d)
{
	static const uint32_t sizes[] = { 2048, 2048, 2048, 2352, 2448, 2368 };
	uint32_t next, count = 1 + chance() % 100;
	char hex[64];

	if (disc_info(d) != OK)
		return;
	next = nwa(d, d->reply[6]);
	if (next == NO_NWA)
		return;
	snprintf(hex, sizeof(hex), "2a00 %08x 00 %04x 00", next, count);
	writes += command(d, hex, BURIN_EMU_OUT, test_blocks,
			  (size_t)count * sizes[chance() % 6]) == OK;
}

/* A rule with any of the words. */
static int random_rule(char *text, size_t room)
{
	static const char *const picks[] = { "any", "write", "read", "35", "51", "52", "5b", "04" };
	static const char *const when[] = { "", "nth 3+", "every 5", "probability 0.05",
					    "lba 0-400", "overall 10+", "phase stream" };
	const struct emu_action_word *word = &emu_action_words[chance() % emu_action_word_count];
	static const char *const arguments[] = {
		[EMU_ARG_NONE] = "", [EMU_ARG_SENSE] = "3/0c/00", [EMU_ARG_SECONDS] = "2.5",
		[EMU_ARG_NUMBER] = "77", [EMU_ARG_BYTE] = "ff", [EMU_ARG_OFFSET] = "+64",
		[EMU_ARG_FACTOR] = "3",
	};
	static const char *const moments[] = { "", "", "after", "amid" };

	return snprintf(text, room, "on %s %s %s %s %s%s %s %s\n", picks[chance() % 8],
			when[chance() % 7], word->word, arguments[word->argument],
			word->may & EMU_MAY_TEAR ? "tear " : "",
			word->may & EMU_MAY_TEAR ? emu_tear_words[chance() % EMU_TEARS] : "",
			word->may & EMU_MAY_MOMENT ? moments[chance() % 4] : "",
			chance() & 1 ? "for 3" : "times 4");
}

/* None, a setting, or some rules. */
static void random_plan(char *text, size_t room)
{
	static const char *const settings[] = { "", "", "policy long-write\n", "buffer 100000\n",
						"speed thermal 1 3\nspeed start 2\n" };
	int n = snprintf(text, room, "seed %u\n%s", chance(), settings[chance() % 5]);

	for (uint32_t rules = chance() & 1 ? chance() % 6 : 0; rules; rules--, planned++)
		n += random_rule(text + n, room - (size_t)n);
}

/* What comes between two commands. */
static int between(struct drive *d)
{
	uint32_t event = chance() % 1000;

	if (event < 20)
		burin_emulator_sleep(d->emu, chance() * 1000ull);
	else if (event == 20)
		track_at_once(d, chance() & 0x50, chance() & 3);
	else if (event == 21)
		burin_emulator_cut_power(d->emu);
	else if (event < 25)
		burin_emulator_restore_power(d->emu);
	else if (event < 32)
		transform(d);
	else if (event < 42)
		go_on_writing(d);
	else if (event == 42 && !burin_emulator_remove(d->emu))
		return burin_emulator_insert(d->emu, d->path) == 0;
	else if (event == 43) {
		drive_shut(d);
		return drive_reopen(d) == 0;
	}
	return 1;
}

static int open_kind(struct drive *d, enum burin_kind kind, uint32_t blocks)
{
	char image[96];
	FILE *f;
	int err;

	if (kind != BURIN_KIND_CD_ROM && kind != BURIN_KIND_DVD_ROM && kind != BURIN_KIND_BD_ROM)
		return drive_open(d, kind, blocks);
	memset(d, 0, sizeof(*d));
	snprintf(d->dir, sizeof(d->dir), "%s/burin-emu.XXXXXX", getenv("TMPDIR") ?: "/tmp");
	if (!mkdtemp(d->dir))
		return -1;
	snprintf(d->path, sizeof(d->path), "%s/disc", d->dir);
	snprintf(image, sizeof(image), "%s.image", d->path);
	f = fopen(image, "w");
	err = !f || fwrite(test_blocks, 2048, blocks, f) != blocks || fclose(f) ||
	      burin_emulator_press_medium(d->path, kind, image);
	unlink(image);
	return err ? -1 : drive_reopen(d);
}

static int whole_run(enum burin_kind kind, uint32_t blocks, uint32_t commands)
{
	char plan[2048];
	struct drive d;
	uint32_t i;
	int same;

	random_plan(plan, sizeof(plan));
	if (open_kind(&d, kind, blocks) || burin_emulator_set_faults(d.emu, plan, NULL)) {
		printf("# %s: %s\n", burin_kind_name(kind), plan);
		return 0;
	}
	for (i = 0; i < commands && run_one(&d, true) && between(&d); i++)
		;
	sent += i;
	drive_shut(&d);
	same = drive_reopen(&d);
	if (i < commands || same)
		printf("# %s, command %u, loaded again: %d; plan:\n%s", burin_kind_name(kind), i,
		       same, plan);
	drive_close(&d);
	return i == commands && !same;
}

static const struct { enum burin_kind kind; uint32_t blocks; } media[] = {
	{ BURIN_KIND_CD_R, 40000 }, { BURIN_KIND_CD_R, 1000 }, { BURIN_KIND_CD_RW, 40000 },
	{ BURIN_KIND_CD_RW, 1000 }, { BURIN_KIND_CD_ROM, 100 },
	{ BURIN_KIND_DVD_R, 4000 }, { BURIN_KIND_DVD_RW, 4000 }, { BURIN_KIND_DVD_R_DL, 4000 },
	{ BURIN_KIND_DVD_PLUS_R, 4000 }, { BURIN_KIND_DVD_PLUS_RW, 4000 },
	{ BURIN_KIND_DVD_PLUS_R_DL, 4000 }, { BURIN_KIND_DVD_RAM, 4000 },
	{ BURIN_KIND_DVD_ROM, 100 },
	{ BURIN_KIND_BD_R, 3200 }, { BURIN_KIND_BD_R, 640 }, { BURIN_KIND_BD_R_DL, 3200 },
	{ BURIN_KIND_BD_R_TL, 3200 }, { BURIN_KIND_BD_R_QL, 3200 }, { BURIN_KIND_BD_RE, 3200 },
	{ BURIN_KIND_BD_RE_DL, 3200 }, { BURIN_KIND_BD_RE_TL, 3200 }, { BURIN_KIND_BD_ROM, 100 },
};

#define MEDIA (sizeof(media) / sizeof(media[0]))

static uint64_t number(const char *name, uint64_t preset)
{
	const char *text = getenv(name);

	return text && *text ? strtoull(text, NULL, 10) : preset;
}

FIXTURE(stress) { char unused; };
FIXTURE_SETUP(stress) { }
FIXTURE_TEARDOWN(stress) { }

TEST_F_TIMEOUT(stress, random_command_blocks, PATIENCE)
{
	uint64_t all = number("STRESS", number("LONG", 0) ? 10000000 : 200000);
	uint32_t each = all / MEDIA / 10 < 5000 ? (uint32_t)(all / MEDIA / 10) + 1 : 5000;

	seed = (uint32_t)number("SEED", 1);
	for (size_t i = 0; sent < all; i++) {
		ASSERT_EQ(1, whole_run(media[i % MEDIA].kind, media[i % MEDIA].blocks, each)) {
			fflush(stdout);
		}
	}
	printf("# %llu random command blocks to %zu media: %llu writes, %llu closings, %llu formats "
	       "and the like, %llu fault rules\n", (unsigned long long)sent, MEDIA,
	       (unsigned long long)writes, (unsigned long long)closes,
	       (unsigned long long)shaped, (unsigned long long)planned);
	fflush(stdout);
	EXPECT_LT(sent / 1000, writes);
	EXPECT_LT(0, closes);
	EXPECT_LT(0, shaped);
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
