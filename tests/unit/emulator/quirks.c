/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of data: for every quirk a scene, played without and with it. What is answered
 * otherwise must be what the quirk is about, and nothing else.
 */
#include "emulator/scene.h"

#include "emulator/quirk.h"

#define STEPS 12
#define QUERIES 32
#define ANSWER 600

struct scene {
	const char *quirk;		/* and behind it lines of both plans */
	enum burin_kind kind;
	uint32_t blocks;
	const char *changed;		/* names of queries, numbers of steps */
	const char *steps[STEPS];
};

#define OPC "5401 00000000 00 0000 00"
#define SYNC_AT_ONCE "3502 00000000 00 0000 00"
#define DISC "5100 00000000 00 0022 00"
#define BUFFER "5c00 0000000000 000c 00"
#define NEXT "5201 00000002 00 0024 00"
#define TAO_TEST PAGE_05("51 c4 08 000000000000000000", "0096")
#define READ_0 "2800 00000000 00 0020 00"
#define EJECT "1b0000000200"
#define LOAD_AT_ONCE "1b0100000300"
#define PER "5510 0000000000 0014 00 < 0000000000000000 010a c4 20 0000000001000000"
#define CUES "5d00 00000000 000020 00 < 41 00 00 14 00 00 00 00 41 02 00 10 00 00 00 00" \
	"41 02 01 10 00 00 02 00 41 aa 01 14 00 00 06 00"
#define CLOSED "disc track toc sessions capacity "
#define EMPTY "ready capacity toc sessions atip disc track read-curve write-curve write-speeds " \
	"structures physical prerecorded spares "

static const struct scene scenes[] = {
	{ "blank-nwa-150", BURIN_KIND_CD_R, 0, "track", { NULL } },
	{ "capacity-without-run-out", BURIN_KIND_CD_R, 0, "capacity",
	  { TAO, "write 0 400", SYNC, CLOSE_SESSION } },
	{ "rom-when-closed", BURIN_KIND_BD_R, 3200, "configuration",
	  { "write 0 32", SYNC, "5b00 06 00 0000 00000000" } },
	{ "no-progress", BURIN_KIND_BD_R, 3200, "2",
	  { "write 0 32", "3502 00000000 00 0000 00", READY, "030000001200", "sleep 100" } },
	{ "close-track-fails", BURIN_KIND_CD_R, 0, "3",
	  { TAO, "write 0 300", SYNC, "5b00 01 00 00ff 00000000" } },
	{ "performance-end-zero", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "performance-end-16777215", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "performance-end-capacity", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "performance-end-ffffffff", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "performance-duplicates", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "no-write-curve", BURIN_KIND_BD_R, 0, "write-curve", { NULL } },
	{ "performance-one-announced", BURIN_KIND_BD_R, 0, "0",
	  { "ac00 00000000 0000 0001 03 00" } },
	{ "performance-odd-length", BURIN_KIND_BD_R, 0, "read-curve write-curve write-speeds",
	  { NULL } },
	{ "low-speed-refused", BURIN_KIND_CD_R, 0, "1",
	  { "bb00 ffff 02c2 000000000000", "bb00 ffff 00b1 000000000000" } },
	{ "buffer-garbage", BURIN_KIND_BD_R, 0, "buffer", { NULL } },
	{ "read-compatible-zero", BURIN_KIND_DVD_PLUS_R, 0, "track", { NULL } },
	{ "closed-tracks-reserved", BURIN_KIND_DVD_PLUS_R, 0, "track",
	  { "write 0 16", SYNC, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ "data-mode-unknown", BURIN_KIND_DVD_PLUS_R, 0, "track", { "write 0 16", SYNC } },
	{ "disc-information-24", BURIN_KIND_DVD_PLUS_R, 0, "disc", { NULL } },
	{ "plus-r-unrestricted", BURIN_KIND_DVD_PLUS_R, 0, "disc", { NULL } },
	{ "two-link-sizes", BURIN_KIND_DVD_R, 0, "configuration", { NULL } },
	{ "two-current-profiles", BURIN_KIND_DVD_PLUS_RW, 0, "configuration", { NULL } },
	{ "no-certification", BURIN_KIND_BD_RE, 0, "configuration", { NULL } },
	{ "stream-writing-untold", BURIN_KIND_BD_R, 0, "configuration", { NULL } },
	{ "minimal-blank-keeps-0021", BURIN_KIND_DVD_RW, 0, "configuration",
	  { "a101 00000000 000000000000" } },
	{ "page-2a-cd-speeds", BURIN_KIND_DVD_PLUS_R, 0, "mode-2a", { NULL } },
	{ "page-2a-no-dvd-write", BURIN_KIND_DVD_PLUS_R, 0, "mode-2a", { NULL } },
	{ "opc-unknown", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-protected", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-sequence", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-incompatible", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-operator", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-not-ready", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "opc-slow", BURIN_KIND_DVD_PLUS_R, 0, "0", { OPC } },
	{ "blank-incompatible", BURIN_KIND_BD_R, 0, "0", { "a101 00000000 000000000000" } },
	{ "blank-protected", BURIN_KIND_BD_R, 0, "0", { "a101 00000000 000000000000" } },
	{ "spare-corrupted", BURIN_KIND_BD_R, 0, "spares", { NULL } },
	{ "close-110-fails", BURIN_KIND_DVD_PLUS_R, 0, "0", { "5b00 06 00 0000 00000000" } },
	{ "format-capacity-99-minutes", BURIN_KIND_CD_R, 0, "formats", { NULL } },
	{ "busy-after-ready", BURIN_KIND_BD_R, 3200, "4",
	  { "write 0 32", SYNC_AT_ONCE, "sleep 100", READY, DISC, DISC } },
	{ "immediate-flush-loses-close", BURIN_KIND_BD_R, 3200, CLOSED "3",
	  { "write 0 32", SYNC_AT_ONCE, "sleep 100", CLOSE_SESSION } },
	{ "no-medium-while-loading", BURIN_KIND_BD_R, 3200, "2 3",
	  { EJECT, LOAD_AT_ONCE, READY, "030000001200", "sleep 100", READY, READY } },
	{ "empty-not-ready", BURIN_KIND_BD_R, 3200, EMPTY "1", { EJECT, READY } },
	{ "profile-until-start", BURIN_KIND_DVD_RW, 0, "configuration",
	  { FORMAT("00000000", "54", "000010") } },
	{ "profile-until-start", BURIN_KIND_DVD_RW, 0, "",
	  { FORMAT("00000000", "54", "000010"), "1b0000000100" } },
	{ "profile-until-start", BURIN_KIND_DVD_RW, 0, "",
	  { FORMAT("00000000", "54", "000010"), "reload" } },
	{ "close-insufficient-time", BURIN_KIND_BD_R, 3200, "2 3",
	  { "write 0 32", SYNC, CLOSE_SESSION, READY, "sleep 200" } },
	{ "close-needs-closed-track", BURIN_KIND_DVD_PLUS_R, 3200, "2 3 4",
	  { "write 0 16", SYNC, CLOSE_SESSION, CLOSE_TRACK_1, CLOSE_SESSION } },
	{ "spare-close-fails", BURIN_KIND_BD_R, 0, "3 5",
	  { FORMAT("00b47400", "00", "003000"), "write 0 32", SYNC, CLOSE_SESSION, "reload",
	    CLOSE_SESSION } },
	{ "reserve-slow", BURIN_KIND_DVD_PLUS_R, 0, "0", { "5300 000000 00000100 00" } },
	{ "layer-break-slow", BURIN_KIND_DVD_PLUS_R_DL, 0, "0",
	  { "bf00 0000000000 20 000c 0000 < 000a0000 00000000 00000100" } },
	{ "speed-unit-1350", BURIN_KIND_DVD_PLUS_R, 0, "read-curve write-curve write-speeds mode-2a",
	  { "bb00 ffff 5460 000000000000" } },
	{ "performance-end-short", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "performance-end-recorded", BURIN_KIND_BD_R, 0, "write-speeds", { "write 0 32", SYNC } },
	{ "performance-end-332999", BURIN_KIND_BD_R, 0, "write-speeds", { NULL } },
	{ "buffer-lags", BURIN_KIND_BD_R, 3200, "2",
	  { BUFFER, "write 0 32", BUFFER, "sleep 2", BUFFER, SYNC } },
	{ "next-address-after-page-05", BURIN_KIND_CD_R, 0, "5",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION, "reload", NEXT, TAO, NEXT, "reload" } },
	{ "short-mode-header", BURIN_KIND_CD_R, 0, "mode-05 mode-2a", { NULL } },
	{ "default-page-05-illegal", BURIN_KIND_CD_R, 0, "mode-05", { NULL } },
	{ "default-page-05-illegal", BURIN_KIND_CD_R, 0, "", { TAO } },
	{ "block-type-13-refused", BURIN_KIND_CD_R, 0, "0 mode-05",
	  { PAGE_05("41 c4 0d 000000000000000000", "0096") } },
	{ "append-at-once-refused", BURIN_KIND_CD_R, 0, "6 disc buffer",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION,
	    PAGE_05("42 c4 08 000000000000000000", "0096"), CUES, "write 11552 1" } },
	{ "atip-zero", BURIN_KIND_CD_R, 0, "atip", { NULL } },
	{ "atip-bcd", BURIN_KIND_CD_RW, 0, "atip", { NULL } },
	{ "run-out-unreadable", BURIN_KIND_CD_R, 0, "4",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION, "2800 0000012c 00 0001 00" } },
	{ "run-out-bad-parameter", BURIN_KIND_CD_R, 0, "4",
	  { TAO, "write 0 300", SYNC, CLOSE_SESSION, "2800 0000012c 00 0001 00" } },
	{ "reads-recovered", BURIN_KIND_BD_R, 3200, "4",
	  { "write 0 32", SYNC, READ_0, PER, READ_0 } },
	{ "spare-warning\ndefect 64-95", BURIN_KIND_BD_RE, 3200, "2",
	  { FORMAT("00000c60", "c0", "000001"), "write 0 64", "write 64 32", "write 96 32" } },
	{ "plus-rw-close-only", BURIN_KIND_DVD_PLUS_RW, 0, "configuration", { NULL } },
	{ "quick-certification-refused", BURIN_KIND_BD_RE, 0, "0",
	  { FORMAT("00b47400", "c3", "003000"), FORMAT("00b47400", "c0", "003000") } },
	{ "ram-certifies-always", BURIN_KIND_DVD_RAM, 0, "0",
	  { "0419 00000000 < 00 a0 0008 00230520 00 000800",
	    FORMAT("00230520", "00", "000800") } },
	{ "background-rests", BURIN_KIND_DVD_PLUS_RW, 0, "3 sense",
	  { FORMAT("ffffffff", "98", "000000"), READY, "sleep 10", "030000001200" } },
	{ "test-write-address-0", BURIN_KIND_CD_R, 0, "5",
	  { TAO_TEST, "write 0 300", SYNC, NEXT, CLOSE_SESSION, NEXT, TAO } },
	{ "reserve-incompatible", BURIN_KIND_DVD_RW, 0, "1",
	  { FORMAT("00000000", "54", "000010"), "5300 000000 00000100 00" } },
	{ "close-complete-incompatible", BURIN_KIND_CD_R, 0, "4",
	  { TAO_FINAL, "write 0 300", SYNC, CLOSE_SESSION, CLOSE_SESSION } },
	{ "stream-bit-refused", BURIN_KIND_BD_R, 3200, "0 1", { "stream 0 32", "write 0 32", SYNC } },
};

#define SCENES (sizeof(scenes) / sizeof(scenes[0]))

static const struct {
	const char *name, *command;
} queries[] = {
	{ "ready", "000000000000" },
	{ "sense", "030000006000" },
	{ "inquiry", "120000002400" },
	{ "configuration", "4600 0000 000000 1000 00" },
	{ "formats", "2300 0000000000 0100 00" },
	{ "capacity", "2500 00000000 0000 0000" },
	{ "toc", "4300 00000000 00 0200 00" },
	{ "sessions", "4300 01000000 00 0200 00" },
	{ "atip", "4302 04000000 00 0200 00" },
	{ "disc", "5100 00000000 00 0040 00" },
	{ "track", "5201 00000001 00 0040 00" },
	{ "mode-05", "5a08 05 00000000 0100 00" },
	{ "mode-2a", "5a08 2a 00000000 0100 00" },
	{ "buffer", "5c00 0000000000 000c 00" },
	{ "read-curve", "ac10 00000000 0000 0010 00 00" },
	{ "write-curve", "ac14 00000000 0000 0010 00 00" },
	{ "write-speeds", "ac00 00000000 0000 0020 03 00" },
	{ "structures", "ad00 00000000 00 ff 0200 0000" },
	{ "physical", "ad00 00000000 00 00 0100 0000" },
	{ "prerecorded", "ad00 00000000 00 0e 0100 0000" },
	{ "spares", "ad01 00000000 00 0a 0100 0000" },
	{ "mechanism", "bd00 000000000000 0010 0000" },
	{ "events", "4a01 000010 00 0000 08 00" },
};

#define ASKED (sizeof(queries) / sizeof(queries[0]))

struct answer {
	uint32_t code;
	size_t n;
	uint64_t seconds;
	uint8_t sense[18], data[ANSWER];
};

struct record {
	uint32_t steps;
	struct answer step[STEPS], query[ASKED];
};

static void note(struct drive *d, const char *step, struct answer *a)
{
	uint64_t before = burin_emulator_now(d->emu);

	a->code = perform(d, step);
	if (!strncmp(step, "sleep", 5))
		return;
	a->seconds = (burin_emulator_now(d->emu) - before + SECOND / 2) / SECOND;
	memcpy(a->sense, d->cmd.sense, sizeof(a->sense));
	if (d->cmd.direction != BURIN_EMU_IN)
		return;
	a->n = d->cmd.transferred;
	memcpy(a->data, d->cmd.data, a->n < ANSWER ? a->n : ANSWER);
}

static int play(const struct scene *s, const char *plan, struct record *r)
{
	struct drive d;

	memset(r, 0, sizeof(*r));
	if (drive_open(&d, s->kind, s->blocks) || burin_emulator_set_faults(d.emu, plan, NULL))
		return -1;
	for (; r->steps < STEPS && s->steps[r->steps]; r->steps++)
		note(&d, s->steps[r->steps], &r->step[r->steps]);
	for (uint32_t i = 0; i < ASKED; i++)
		note(&d, queries[i].command, &r->query[i]);
	drive_close(&d);
	return 0;
}

static int same(const struct answer *a, const struct answer *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static int names(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return 1;
	return 0;
}

/* What is not as the scene says; NULL: nothing. */
static const char *compare(const struct scene *s, const struct record *without,
			   const struct record *with)
{
	static char wrong[512];
	size_t n = 0;

	for (uint32_t i = 0; i < with->steps; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%u", i);
		if (same(&without->step[i], &with->step[i]) == names(s->changed, number))
			n += (size_t)sprintf(wrong + n, " %s", number);
	}
	for (uint32_t i = 0; i < ASKED; i++)
		if (same(&without->query[i], &with->query[i]) == names(s->changed, queries[i].name))
			n += (size_t)sprintf(wrong + n, " %s", queries[i].name);
	return n ? wrong : NULL;
}

TEST(each_quirk_changes_what_it_names_alone)
{
	static struct record without, with;
	char plan[64];

	for (size_t i = 0; i < SCENES; i++) {
		const char *wrong;

		const char *both = scenes[i].quirk + strcspn(scenes[i].quirk, "\n");

		snprintf(plan, sizeof(plan), "quirk %s", scenes[i].quirk);
		ASSERT_EQ(0, play(&scenes[i], both, &without));
		ASSERT_EQ(0, play(&scenes[i], plan, &with));
		wrong = compare(&scenes[i], &without, &with);
		EXPECT_EQ(NULL, wrong) {
			TH_LOG("%s:%s", scenes[i].quirk, wrong);
		}
	}
	TH_LOG("%zu quirks in scenes", SCENES);
}

static int is_of(const struct scene *s, const char *quirk)
{
	size_t n = strlen(quirk);

	return !strncmp(s->quirk, quirk, n) && (!s->quirk[n] || s->quirk[n] == '\n');
}

/* No knob without a scene. */
TEST(each_quirk_has_a_scene)
{
	for (uint32_t quirk = 0; emu_quirk_name(quirk); quirk++) {
		size_t i = 0;

		while (i < SCENES && !is_of(&scenes[i], emu_quirk_name(quirk)))
			i++;
		EXPECT_NE(SCENES, i) {
			TH_LOG("%s", emu_quirk_name(quirk));
		}
		EXPECT_LE(8, strlen(emu_quirk_text(quirk)));
	}
}

TEST(each_personality_is_its_quirks)
{
	const struct emu_personality *p;

	for (uint32_t i = 0; (p = emu_personality_at(i)) != NULL; i++) {
		char plan[64];
		struct drive d;

		snprintf(plan, sizeof(plan), "personality %s", p->name);
		ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_R, 3200));
		ASSERT_EQ(0, burin_emulator_set_faults(d.emu, plan, NULL));
		ASSERT_EQ(OK, ask(&d, "120000002400"));
		EXPECT_EQ(0, memcmp(d.reply + 8, *p->identity ? p->identity : "BURIN   ",
				    *p->identity ? 28 : 8));
		for (uint32_t k = 0; k < p->count; k++)
			EXPECT_EQ(1, emu_quirk_name(p->quirks[k]) != NULL);
		drive_close(&d);
	}
}

TEST_HARNESS_MAIN
