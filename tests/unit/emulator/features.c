/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of data: for every state a medium can be in, the features that are current beside the
 * persistent ones, 0004h and 0107h. What reads is current only where something can be read.
 */
#include "emulator/scene.h"

#define STEPS 8

#define PLUS_RW FORMAT("ffffffff", "98", "000000")
#define MRW FORMAT("ffffffff", "90", "000000")
#define BLANK_WHOLE "a100 00000000 000000000000"
#define BLANK_MINIMALLY "a101 00000000 000000000000"

static const struct state {
	enum burin_kind kind;
	const char *features;		/* hexadecimal */
	const char *steps[STEPS];
} states[] = {
	{ BURIN_KIND_CD_ROM, "0010 001d 001e", { NULL } },
	{ BURIN_KIND_CD_R, "0021 002d 002e", { NULL } },
	{ BURIN_KIND_CD_R, "0010 001d 001e 0021 002d 002e", { TAO, "write 0 300", SYNC } },
	{ BURIN_KIND_CD_R, "0010 001d 001e 0021 002d 002e",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_CD_R, "0010 001d 001e", { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_CD_RW, "0021 0023 002d 002e 0037", { NULL } },
	{ BURIN_KIND_CD_RW, "0010 001d 001e 0021 0023 002d 002e 0037",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_CD_RW, "0010 001d 001e 0023 0037",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_CD_RW, "0021 0023 002d 002e 0037",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION, BLANK_MINIMALLY } },
	{ BURIN_KIND_CD_RW, "0010 001d 001e 0023 0026 0037",
	  { FORMAT("00048160", "40", "000020") } },
	{ BURIN_KIND_CD_RW, "0010 001d 001e 0020 0023 0024 0028 0037", { MRW } },

	{ BURIN_KIND_DVD_ROM, "0010 001f", { NULL } },
	{ BURIN_KIND_DVD_R, "0021 002f", { NULL } },
	{ BURIN_KIND_DVD_R, "0010 001f 0021 002f", { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_R, "0010 001f", { "write 0 16", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_R_DL, "0021 002f", { NULL } },
	{ BURIN_KIND_DVD_R_DL, "0010 001f 0021 002f",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_R_DL, "002f 0033", { LAYER_JUMP } },
	{ BURIN_KIND_DVD_R_DL, "0010 001f 002f 0033",
	  { LAYER_JUMP, "write 0 16", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_RW, "0021 0023 002f", { NULL } },
	{ BURIN_KIND_DVD_RW, "0010 001f 0021 0023 002f",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_RW, "0023 002f",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION, BLANK_MINIMALLY } },
	{ BURIN_KIND_DVD_RW, "0021 0023 002f",
	  { BORDER, "write 0 16", SYNC, CLOSE_SESSION, BLANK_WHOLE } },
	{ BURIN_KIND_DVD_RW, "0010 001f 0023 002c", { FORMAT("00231020", "00", "000800") } },
	{ BURIN_KIND_DVD_RW, "0023 002c", { FORMAT("00000000", "54", "000010") } },
	{ BURIN_KIND_DVD_RAM, "0010 001f 0020 0023 0024", { NULL } },

	{ BURIN_KIND_DVD_PLUS_R, "002b", { NULL } },
	{ BURIN_KIND_DVD_PLUS_R, "0010 001f 002b",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_PLUS_R, "0010 001f", { "write 0 16", SYNC, CLOSE_TRACK_1, FINALISE } },
	{ BURIN_KIND_DVD_PLUS_R_DL, "003b", { NULL } },
	{ BURIN_KIND_DVD_PLUS_R_DL, "0010 001f 003b",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ BURIN_KIND_DVD_PLUS_RW, "0020 0023 002a", { NULL } },
	{ BURIN_KIND_DVD_PLUS_RW, "0010 001f 0020 0023 002a", { PLUS_RW } },
	{ BURIN_KIND_DVD_PLUS_RW, "0010 001f 0020 0023 0024 0028 002a", { MRW } },

	{ BURIN_KIND_BD_ROM, "0010 0040", { NULL } },
	{ BURIN_KIND_BD_R, "0021 0023 0041", { NULL } },
	{ BURIN_KIND_BD_R, "0010 0021 0040 0041", { "write 0 32", SYNC } },
	{ BURIN_KIND_BD_R, "0021 0024 0041", { FORMAT("00b47400", "00", "003000") } },
	{ BURIN_KIND_BD_R, "0021 0024 0038 0041", { FORMAT("00b47400", "c8", "000000") } },
	{ BURIN_KIND_BD_R, "0010 0021 0024 0038 0040 0041",
	  { FORMAT("00b47400", "c8", "000000"), "write 0 32", SYNC } },
	{ BURIN_KIND_BD_R, "0010 0024 0025 0040 0041", { FORMAT("00b47400", "ca", "000000") } },
	{ BURIN_KIND_BD_R, "0010 0040", { "write 0 32", SYNC, FINALISE } },
	{ BURIN_KIND_BD_R_QL, "0021 0023 0041", { NULL } },
	{ BURIN_KIND_BD_RE, "0023 0041", { NULL } },
	{ BURIN_KIND_BD_RE, "0010 0020 0023 0024 0040 0041",
	  { FORMAT("00b47400", "00", "003000") } },
	{ BURIN_KIND_BD_RE, "0010 0020 0023 0040 0041", { FORMAT("00ba7400", "c4", "000800") } },
};

#define STATES (sizeof(states) / sizeof(states[0]))

static int pressed(enum burin_kind kind)
{
	return kind == BURIN_KIND_CD_ROM || kind == BURIN_KIND_DVD_ROM ||
	       kind == BURIN_KIND_BD_ROM;
}

/* A pressed disc is made from an image: here from the file of a small CD-R. */
static int press(struct drive *d, enum burin_kind kind)
{
	char image[96];
	int err = drive_open(d, BURIN_KIND_CD_R, 302);

	drive_shut(d);
	snprintf(image, sizeof(image), "%s/image", d->dir);
	if (!err)
		err = rename(d->path, image);
	if (!err)
		err = burin_emulator_press_medium(d->path, kind, image);
	unlink(image);
	return err ? err : drive_reopen(d);
}

static void current_features(struct drive *d, char *list)
{
	const char *start = list;

	*list = 0;
	if (ask(d, "4601 0000 000000 1000 00") != OK)
		return;
	for (uint32_t at = 8; at < d->cmd.transferred; at += 4u + d->reply[at + 3]) {
		uint16_t code = get_be16(d->reply + at);

		if (!(d->reply[at + 2] & 2) && code != 0x0004 && code != 0x0107)
			list += sprintf(list, "%s%04x", list > start ? " " : "", code);
	}
}

TEST(features_become_current_as_the_medium_changes)
{
	for (size_t i = 0; i < STATES; i++) {
		const struct state *s = &states[i];
		char list[512];
		struct drive d;

		ASSERT_EQ(0, pressed(s->kind) ? press(&d, s->kind) : drive_open(&d, s->kind, 0));
		for (int k = 0; k < STEPS && s->steps[k]; k++)
			ASSERT_EQ(OK, perform(&d, s->steps[k]));
		current_features(&d, list);
		EXPECT_STREQ(s->features, list) {
			TH_LOG("state %zu", i);
		}
		drive_close(&d);
	}
	TH_LOG("%zu states of media", STATES);
}

TEST(without_a_medium_only_the_drive_s_own_are_current)
{
	char list[512];
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_CD_R, 0));
	ASSERT_EQ(OK, tell(&d, "1b0000000200"));
	ASSERT_EQ(OK, ask(&d, "4601 0000 000000 1000 00"));
	EXPECT_EQ(0, get_be16(d.reply + 6));
	current_features(&d, list);
	EXPECT_STREQ("", list);
	drive_close(&d);
}

TEST_HARNESS_MAIN
