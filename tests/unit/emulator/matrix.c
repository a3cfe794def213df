/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every fault there is, by a text plan, and what the host sees of it: tables of sense codes
 * and of actions, then what shows only on the medium. No word of the grammar goes untried.
 */
#include "emulator/emu.h"
#include "emulator/fault.h"

#define READY "000000000000"
#define RESET 0x8000000u
#define ERROR 0x8000001u
#define NO_CONNECT 0x8000002u

static uint32_t seen(const struct burin_emulator_command *cmd)
{
	if (cmd->status == BURIN_EMU_RESET)
		return RESET;
	if (cmd->status == BURIN_EMU_ERROR)
		return ERROR;
	if (cmd->status == BURIN_EMU_NO_CONNECT)
		return NO_CONNECT;
	return outcome(cmd);
}

static int plan(struct drive *d, const char *text)
{
	return burin_emulator_set_faults(d->emu, text, NULL);
}

/* 320 blocks are there, and more can come at 320. */
FIXTURE(matrix) { struct drive d; };

FIXTURE_SETUP(matrix)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, drive_open(d, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(OK, write_many(d, 0, 320));
	ASSERT_EQ(OK, sync_cache(d));
}

FIXTURE_TEARDOWN(matrix)
{
	drive_close(&self->d);
}

/* key, code, qualifier: each row of the families of sense */
static const uint8_t codes[][3] = {
	{ 6, 0x28, 0 }, { 6, 0x29, 0 }, { 6, 0x2a, 1 }, { 6, 0x3f, 1 },
	{ 2, 4, 0 }, { 2, 4, 1 }, { 2, 4, 4 }, { 2, 4, 7 }, { 2, 4, 8 },
	{ 2, 0x3a, 0 }, { 2, 0x3a, 1 }, { 2, 0x3a, 2 },
	{ 3, 0x0c, 0 }, { 3, 0x0c, 7 }, { 3, 0x0c, 9 }, { 3, 0x11, 5 }, { 3, 0x11, 6 },
	{ 3, 2, 0 }, { 3, 0x31, 0 }, { 3, 0x51, 0 },
	{ 3, 0x72, 0 }, { 3, 0x72, 1 }, { 3, 0x72, 2 }, { 3, 0x72, 3 }, { 3, 0x72, 4 },
	{ 3, 0x73, 2 }, { 3, 0x73, 3 }, { 3, 0x73, 6 },
	{ 4, 8, 0 }, { 4, 8, 1 }, { 4, 9, 0 }, { 4, 0x15, 0 }, { 4, 0x44, 0 },
	{ 5, 0x20, 0 }, { 5, 0x21, 0 }, { 5, 0x21, 2 }, { 5, 0x24, 0 }, { 5, 0x26, 0 },
	{ 5, 0x2c, 0 }, { 5, 0x30, 5 }, { 5, 0x53, 2 }, { 5, 0x63, 0 }, { 5, 0x64, 0 },
	{ 5, 0x55, 0 },
	{ 7, 0x27, 0 }, { 0xd, 0, 0 }, { 0xb, 0, 0 }, { 1, 0x17, 1 }, { 1, 0x73, 1 }, { 8, 0, 0 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Once, then as if nothing had been; twice, then so; in a storm, always. */
TEST_F(matrix, every_sense_single_repeated_and_for_ever)
{
	static const struct { const char *modifier; unsigned int answers; } often[] = {
		{ "times 1", 1 }, { "times 2", 2 }, { "times 16", 16 }, { "", 17 },
	};
	struct drive *d = &self->d;
	char text[80];

	for (size_t i = 0; i < COUNT(codes) * COUNT(often); i++) {
		const uint8_t *c = codes[i / COUNT(often)];
		unsigned int answers = often[i % COUNT(often)].answers;

		snprintf(text, sizeof(text), "on 00 sense %x/%02x/%02x %s", c[0], c[1], c[2],
			 often[i % COUNT(often)].modifier);
		ASSERT_EQ(0, plan(d, text));
		for (unsigned int k = 0; k < 17; k++) {
			ASSERT_EQ(k < answers ? S(c[0], c[1], c[2]) : OK, tell(d, READY)) {
				TH_LOG("%s, answer %u", text, k);
			}
		}
	}
	printf("# %zu sense codes, %zu ways each\n", COUNT(codes), COUNT(often));
}

/* Not carried out, and carried out: the next writable address tells. */
TEST_F(matrix, every_sense_on_a_write_before_and_after_it)
{
	struct drive *d = &self->d;
	uint32_t next = 320;
	char text[80];

	for (size_t i = 0; i < COUNT(codes); i++) {
		const uint8_t *c = codes[i];

		snprintf(text, sizeof(text), "on write nth 1 sense %x/%02x/%02x\n"
			 "on write nth 2 sense %x/%02x/%02x after", c[0], c[1], c[2], c[0], c[1],
			 c[2]);
		ASSERT_EQ(0, plan(d, text));
		ASSERT_EQ(S(c[0], c[1], c[2]), write_at(d, next, 32));
		ASSERT_EQ(next, nwa(d, 1));
		ASSERT_EQ(S(c[0], c[1], c[2]), write_at(d, next, 32));
		next += 32;
		ASSERT_EQ(next, nwa(d, 1));
	}
	EXPECT_EQ(0, plan(d, ""));
	EXPECT_EQ(1, holds(d, 320, next - 320));
}

TEST_F(matrix, not_ready_for_seconds)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on any sense 2/04/01 for 10"));
	EXPECT_EQ(S(2, 4, 1), tell(d, READY));
	burin_emulator_sleep(d->emu, 9 * SECOND);
	EXPECT_EQ(S(2, 4, 1), disc_info(d));
	burin_emulator_sleep(d->emu, 2 * SECOND);
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(OK, disc_info(d));
}

/* Response code, bytes of sense, key, and where key and code stand. */
static const struct {
	const char *modifiers;
	uint8_t response, length, key_at, code_at;
} shapes[] = {
	{ "", 0x70, 18, 2, 12 }, { "deferred", 0x71, 18, 2, 12 },
	{ "descriptor", 0x72, 8, 1, 2 }, { "descriptor deferred", 0x73, 8, 1, 2 },
	{ "info 77", 0xf0, 18, 2, 12 }, { "descriptor info 77", 0x72, 20, 1, 2 },
	{ "bytes 252", 0x70, 252, 2, 12 }, { "descriptor bytes 252", 0x72, 252, 1, 2 },
	{ "deferred info 77 descriptor bytes 40", 0x73, 40, 1, 2 },
};

TEST_F(matrix, every_shape_of_sense)
{
	struct drive *d = &self->d;
	char text[96];

	for (size_t i = 0; i < COUNT(shapes); i++) {
		snprintf(text, sizeof(text), "on 00 sense 3/0c/09 %s", shapes[i].modifiers);
		ASSERT_EQ(0, plan(d, text));
		tell(d, READY);
		ASSERT_EQ(2, d->cmd.status);
		EXPECT_EQ(shapes[i].response, d->cmd.sense[0]);
		EXPECT_EQ(shapes[i].length, d->cmd.sense_len);
		EXPECT_EQ(3, d->cmd.sense[shapes[i].key_at]);
		EXPECT_EQ(0x0c, d->cmd.sense[shapes[i].code_at]);
		EXPECT_EQ(9, d->cmd.sense[shapes[i].code_at + 1]);
	}
}

TEST_F(matrix, sense_cut_to_any_length_and_missing)
{
	static const uint8_t whole[18] = { 0x70, 0, 3, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x0c, 9 };
	struct drive *d = &self->d;
	char text[96];

	for (unsigned int n = 0; n <= 17; n++) {
		snprintf(text, sizeof(text), "on 00 sense 3/0c/09 bytes %u", n);
		ASSERT_EQ(0, plan(d, text));
		tell(d, READY);
		EXPECT_EQ(2, d->cmd.status);
		EXPECT_EQ(n, d->cmd.sense_len);
		EXPECT_EQ(0, memcmp(d->cmd.sense, whole, n));
		for (unsigned int k = n; k < sizeof(d->cmd.sense); k++)
			ASSERT_EQ(0, d->cmd.sense[k]);
	}
}

TEST_F(matrix, garbage_follows_the_seed)
{
	struct drive *d = &self->d;
	uint8_t first[sizeof(d->cmd.sense)], len;

	ASSERT_EQ(0, plan(d, "seed 4\non 00 garbage"));
	tell(d, READY);
	EXPECT_EQ(2, d->cmd.status);
	len = d->cmd.sense_len;
	memcpy(first, d->cmd.sense, sizeof(first));
	ASSERT_EQ(0, plan(d, "seed 4\non 00 garbage"));
	tell(d, READY);
	EXPECT_EQ(len, d->cmd.sense_len);
	EXPECT_EQ(0, memcmp(first, d->cmd.sense, sizeof(first)));
}

/*
 * An action on a WRITE at 320, what the host sees, the next writable address then (behind what
 * is asked again when need be), what the next TEST UNIT READY is told, and the one behind it.
 */
static const struct {
	const char *action;
	uint32_t write, next, ready, again;
} actions[] = {
	{ "busy", STATUS | 0x08, 320, OK, OK },
	{ "task-set-full", STATUS | 0x28, 320, OK, OK },
	{ "reservation-conflict", STATUS | 0x18, 320, OK, OK },
	{ "status 40", STATUS | 0x40, 320, OK, OK },
	{ "status e7", STATUS | 0xe7, 320, OK, OK },
	{ "timeout", TIMEOUT, 320, OK, OK },
	{ "timeout amid", TIMEOUT, 336, OK, OK },
	{ "timeout after", TIMEOUT, 352, OK, OK },
	{ "no-connect", NO_CONNECT, 320, OK, OK },
	{ "host-error", ERROR, 320, OK, OK },
	{ "host-error amid", ERROR, 336, OK, OK },
	{ "host-error after", ERROR, 352, OK, OK },
	{ "reset", RESET, 320, S(6, 0x29, 2), OK },
	{ "reset amid", RESET, 336, S(6, 0x29, 2), OK },
	{ "reset after", RESET, 352, S(6, 0x29, 2), OK },
	{ "gone", GONE, 320, GONE, GONE },
	{ "gone for 5", GONE, 320, S(6, 0x29, 0), S(2, 4, 1) },
	{ "gone amid for 5", GONE, 352, S(6, 0x29, 0), S(2, 4, 1) },	/* what it has is filled up */
	{ "gone after for 5", GONE, 352, S(6, 0x29, 0), S(2, 4, 1) },
	{ "cut-power", GONE, 320, GONE, GONE },
	{ "cut-power for 5", GONE, 320, S(6, 0x29, 0), S(2, 4, 1) },
	{ "sense 3/0c/00 amid", S(3, 0x0c, 0), 336, OK, OK },
	{ "ignore", OK, 320, OK, OK },
	{ "drop", OK, 352, OK, OK },
	{ "misdirect +1024", OK, 352, OK, OK },
	{ "corrupt", OK, 352, OK, OK },
	{ "duplicate", OK, 352, OK, OK },
	{ "residual 4294967295", OK, 352, OK, OK },
	{ "short 4096", OK, 352, OK, OK },
	{ "stall 3", OK, 352, OK, OK },
	{ "slow 10", OK, 352, OK, OK },
	{ "freeze", OK, 352, OK, OK },
};

static uint32_t try_action(struct drive *d, const char *action)
{
	char text[96];

	snprintf(text, sizeof(text), "on write nth 1 %s", action);
	if (drive_open(d, BURIN_KIND_BD_R, 32000) || write_many(d, 0, 320) || sync_cache(d) ||
	    plan(d, text))
		return ~0u;
	write_at(d, 320, 32);
	return seen(&d->cmd);
}

TEST(every_action_on_a_write)
{
	struct drive d;

	for (size_t i = 0; i < COUNT(actions); i++) {
		ASSERT_EQ(actions[i].write, try_action(&d, actions[i].action)) {
			TH_LOG("%s", actions[i].action);
		}
		burin_emulator_sleep(d.emu, 4 * SECOND + SECOND * 99 / 100);
		if (strstr(actions[i].action, " for "))
			EXPECT_EQ(GONE, tell(&d, READY));
		burin_emulator_sleep(d.emu, SECOND / 50);
		EXPECT_EQ(actions[i].ready, tell(&d, READY)) {
			TH_LOG("%s", actions[i].action);
		}
		EXPECT_EQ(actions[i].again, tell(&d, READY));
		burin_emulator_restore_power(d.emu);
		burin_emulator_sleep(d.emu, 60 * SECOND);
		clear_attentions(&d);
		EXPECT_EQ(actions[i].next, nwa(&d, 1)) {
			TH_LOG("%s", actions[i].action);
		}
		drive_close(&d);
	}
}

/*
 * An action on a reply of READ DISC INFORMATION into 64 bytes: how much the host is told came,
 * and of the 34 bytes that a drive sends: a place and what stands there now. -1: what stood.
 */
static const struct {
	const char *action;
	size_t transferred, residual;
	int at, byte;
} replies[] = {
	{ "short 3", 3, 61, 1, -1 }, { "short 0", 0, 64, 1, -1 },
	{ "pad 8", 42, 22, 40, 0 }, { "pad 1000", 64, 0, 63, 0 },
	{ "length 0", 34, 30, 1, 0 }, { "length 65535", 34, 30, 0, 0xff },
	{ "length 1000", 34, 30, 0, 0x03 },
	{ "fill ff", 34, 30, 33, 0xff }, { "fill 00", 34, 30, 1, 0 },
	{ "residual 0", 34, 0, 1, -1 }, { "residual 65", 34, 65, 1, -1 },
	{ "residual 4294967295", 34, 4294967295u, 1, -1 },
	{ "duplicate", 34, 30, 1, -1 }, { "stale", 12, 52, 10, 8 },
	{ "ignore", 0, 64, 1, 0xee }, { "next-writable +64", 34, 30, 1, -1 },
	{ "capacity +64", 34, 30, 1, -1 },
};

TEST_F(matrix, every_action_on_a_reply)
{
	struct drive *d = &self->d;
	uint8_t right[64];
	char text[96];

	for (size_t i = 0; i < COUNT(replies); i++) {
		ASSERT_EQ(0, plan(d, ""));
		command(d, "5100 00000000 00 0040 00", BURIN_EMU_IN, right, 64);
		snprintf(text, sizeof(text), "on 51 %s", replies[i].action);
		ASSERT_EQ(0, plan(d, text));
		ask(d, "2300 0000000000 0018 00");
		memset(d->reply, 0xee, sizeof(d->reply));
		ASSERT_EQ(OK, command(d, "5100 00000000 00 0040 00", BURIN_EMU_IN, d->reply, 64));
		EXPECT_EQ(replies[i].transferred, d->cmd.transferred) {
			TH_LOG("%s", text);
		}
		EXPECT_EQ(replies[i].residual, d->cmd.residual);
		EXPECT_EQ(replies[i].byte < 0 ? right[replies[i].at] : replies[i].byte,
			  d->reply[replies[i].at]) {
			TH_LOG("%s", text);
		}
	}
}

TEST_F(matrix, the_reply_before_comes_again)
{
	struct drive *d = &self->d;
	uint8_t before[36];

	ASSERT_EQ(0, plan(d, "on 51 stale"));
	ASSERT_EQ(OK, ask(d, "120000002400"));
	memcpy(before, d->reply, 36);
	ASSERT_EQ(OK, disc_info(d));
	EXPECT_EQ(36, d->cmd.transferred);
	EXPECT_EQ(0, memcmp(before, d->reply, 36));
}

TEST_F(matrix, random_reply_and_wrong_bit)
{
	struct drive *d = &self->d;
	uint8_t right[34];
	unsigned int other = 0;

	ASSERT_EQ(OK, disc_info(d));
	memcpy(right, d->reply, 34);
	ASSERT_EQ(0, plan(d, "on 51 nth 1 random\non 51 nth 2 corrupt"));
	ASSERT_EQ(OK, disc_info(d));
	for (int i = 0; i < 34; i++)
		other += right[i] != d->reply[i];
	EXPECT_LT(20, other);
	ASSERT_EQ(OK, disc_info(d));
	other = 0;
	for (int i = 0; i < 34; i++)
		other += (unsigned int)__builtin_popcount(right[i] ^ d->reply[i]);
	EXPECT_EQ(1, other);
}

TEST_F(matrix, a_late_reply_comes_for_the_next_command)
{
	struct drive *d = &self->d;
	uint64_t before = burin_emulator_now(d->emu);

	ASSERT_EQ(0, plan(d, "on 51 nth 1 late"));
	EXPECT_EQ(TIMEOUT, disc_info(d));
	EXPECT_EQ(0, d->cmd.transferred);
	EXPECT_LE(30 * SECOND, burin_emulator_now(d->emu) - before);
	EXPECT_EQ(OK, ask(d, "120000002400"));
	EXPECT_EQ(34, d->cmd.transferred);
	EXPECT_EQ(32, get_be16(d->reply));
	EXPECT_EQ(OK, ask(d, "120000002400"));
	EXPECT_EQ(36, d->cmd.transferred);
}

TEST_F(matrix, an_answer_comes_twice)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 1 duplicate\non write nth 2 sense 3/0c/00"));
	EXPECT_EQ(OK, write_at(d, 320, 32));
	EXPECT_EQ(OK, write_at(d, 352, 32));	/* the first one's, though this one failed */
	EXPECT_EQ(352, nwa(d, 1));
}

TEST_F(matrix, lies_of_write)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on write nth 1 drop\non write nth 2 corrupt\n"
			  "on write nth 3 misdirect +96\non write nth 4 misdirect -352"));
	for (uint32_t i = 0; i < 4; i++)
		EXPECT_EQ(OK, write_at(d, 320 + 32 * i, 32));
	ASSERT_EQ(OK, sync_cache(d));
	ASSERT_EQ(0, plan(d, ""));
	EXPECT_EQ(0, holds(d, 320, 32));
	ASSERT_EQ(OK, read_at(d, 352, 32));	/* one bit of 64 KiB */
	EXPECT_EQ(0, holds(d, 352, 32));
	EXPECT_EQ(1, holds(d, 352, 16));
	EXPECT_EQ(0, holds(d, 384, 32));
	EXPECT_EQ(0, holds(d, 416, 32));
	EXPECT_EQ(0, holds(d, 64, 32));		/* where the fourth one went */
	EXPECT_EQ(1, holds(d, 96, 32));
}

TEST_F(matrix, lies_about_addresses)
{
	struct drive *d = &self->d;
	uint32_t right;

	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	right = get_be32(d->reply);
	ASSERT_EQ(0, plan(d, "on 52 next-writable +64\non 25 capacity -100\non 23 capacity +32"));
	EXPECT_EQ(384, nwa(d, 1));
	EXPECT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(right - 100, get_be32(d->reply));
	EXPECT_EQ(OK, ask(d, "2300 0000000000 000c 00"));
	EXPECT_EQ(32, get_be32(d->reply + 4) % 100000 - 32000);
	ASSERT_EQ(0, plan(d, "on 52 capacity -31000"));
	ASSERT_EQ(320, nwa(d, 1));
	EXPECT_EQ(32000 - 320 - 31000, get_be32(d->reply + 16));
}

TEST_F(matrix, a_flush_that_does_nothing)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on 35 ignore"));
	ASSERT_EQ(OK, write_at(d, 320, 32));
	ASSERT_EQ(OK, sync_cache(d));
	burin_emulator_cut_power(d->emu);
	burin_emulator_restore_power(d->emu);
	burin_emulator_sleep(d->emu, 60 * SECOND);
	clear_attentions(d);
	EXPECT_EQ(0x12, disc_state(d));
	EXPECT_EQ(1, holds(d, 0, 320));
	EXPECT_EQ(0, holds(d, 320, 32));
}

TEST_F(matrix, a_slow_start_a_pace_and_heat)
{
	struct drive *d = &self->d;
	uint64_t before;
	struct drive fresh;

	ASSERT_EQ(0, drive_open(&fresh, BURIN_KIND_BD_R, 32000));
	ASSERT_EQ(0, plan(&fresh, "speed start 90"));
	before = burin_emulator_now(fresh.emu);
	ASSERT_EQ(OK, write_at(&fresh, 0, 32));
	ASSERT_EQ(OK, sync_cache(&fresh));
	EXPECT_LE(90 * SECOND, burin_emulator_now(fresh.emu) - before);
	drive_close(&fresh);

	before = burin_emulator_now(d->emu);
	ASSERT_EQ(OK, write_many(d, 320, 9600));
	ASSERT_EQ(OK, sync_cache(d));
	before = burin_emulator_now(d->emu) - before;
	ASSERT_EQ(0, plan(d, "speed thermal 0.2 20"));
	before = burin_emulator_now(d->emu) + 3 * before;
	ASSERT_EQ(OK, write_many(d, 9920, 9600));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_LE(before, burin_emulator_now(d->emu));
	ASSERT_EQ(0, plan(d, "on write nth 1 slow 100 for 1000"));
	before = burin_emulator_now(d->emu);
	ASSERT_EQ(OK, write_many(d, 19520, 960));
	ASSERT_EQ(OK, sync_cache(d));
	EXPECT_LE(8 * SECOND, burin_emulator_now(d->emu) - before);
}

TEST_F(matrix, a_buffer_that_never_drains)
{
	struct drive *d = &self->d;
	struct burin_emulator_stats stats;
	uint32_t lba = 320, code = OK;

	ASSERT_EQ(0, plan(d, "on write nth 1 freeze"));
	for (; !code && lba < 10000; lba += 32)
		code = write_at(d, lba, 32);
	EXPECT_EQ(TIMEOUT, code);
	EXPECT_EQ(lba - 32, nwa(d, 1));
	burin_emulator_get_stats(d->emu, &stats);
	EXPECT_EQ(stats.buffer_bytes, stats.buffer_used);
	EXPECT_EQ(TIMEOUT, sync_cache(d));
	burin_emulator_sleep(d->emu, 3600 * SECOND);
	EXPECT_EQ(S(2, 4, 8), tell(d, READY));
	ASSERT_EQ(0, plan(d, ""));
	burin_emulator_sleep(d->emu, 60 * SECOND);
	EXPECT_EQ(OK, tell(d, READY));
	EXPECT_EQ(1, holds(d, 320, lba - 352));
}

TEST_F(matrix, a_full_buffer_says_so)
{
	struct drive *d = &self->d;
	uint32_t lba = 320, code = OK;

	ASSERT_EQ(0, plan(d, "policy long-write\non write nth 1 freeze for 100"));
	for (; !code && lba < 10000; lba += 32)
		code = write_at(d, lba, 32);
	EXPECT_EQ(S(2, 4, 8), code);
	burin_emulator_sleep(d->emu, 110 * SECOND);
	EXPECT_EQ(OK, write_at(d, lba - 32, 32));
	EXPECT_EQ(OK, sync_cache(d));
}

/* Selectors: where in a burn, on which medium, when told so. */
TEST_F(matrix, every_phase)
{
	struct drive *d = &self->d;
	struct { const char *word, *hex; } steps[] = {
		{ "idle", READY }, { "prologue", "1e0000000100" }, { "prologue", READY },
		{ "stream", NULL }, { "stream", READY },
		{ "epilogue", "3500 00000000 00 0000 00" }, { "epilogue", READY },
		{ "epilogue", "5b00 02 00 0000 00000000" }, { "epilogue", "1e0000000000" },
		{ "idle", READY },
	};
	char text[96];

	ASSERT_EQ(OK, tell(d, "1e0000000000"));
	for (size_t i = 0; i < COUNT(steps); i++) {
		for (unsigned int p = 0; p < EMU_PHASES; p++) {
			snprintf(text, sizeof(text), "on 00 phase %s busy", emu_phase_words[p]);
			if (i && !strcmp(steps[i].hex ?: "", READY)) {
				ASSERT_EQ(0, plan(d, text));
				EXPECT_EQ(strcmp(emu_phase_words[p], steps[i].word) ? OK :
					  (STATUS | 8), tell(d, READY)) {
					TH_LOG("step %zu: %s", i, text);
				}
			}
		}
		snprintf(text, sizeof(text), "on any phase %s sense 1/00/00 after", steps[i].word);
		ASSERT_EQ(0, plan(d, text));
		EXPECT_EQ(S(1, 0, 0), steps[i].hex ? tell(d, steps[i].hex) :
			  write_at(d, 320, 32)) {
			TH_LOG("step %zu: %s", i, text);
		}
	}
}

TEST(the_phase_of_formatting)
{
	struct drive d;

	ASSERT_EQ(0, drive_open(&d, BURIN_KIND_BD_RE, 32000));
	ASSERT_EQ(0, plan(&d, "on any phase formatting sense 1/00/00 after"));
	EXPECT_EQ(OK, tell(&d, READY));
	EXPECT_EQ(S(1, 0, 0), give(&d, "0411 00000000", "0002 0008 00007d00 c4 000000")) {
		TH_LOG("status %d", d.cmd.status);
	}
	drive_close(&d);
}

TEST_F(matrix, media)
{
	static const struct { const char *word; uint32_t want; } media[] = {
		{ "bd", STATUS | 8 }, { "bd-r", STATUS | 8 }, { "bd-re", OK }, { "cd", OK },
		{ "dvd", OK }, { "cd-r", OK },
	};
	struct drive *d = &self->d;
	char text[64];

	for (size_t i = 0; i < COUNT(media); i++) {
		snprintf(text, sizeof(text), "on any medium %s busy", media[i].word);
		ASSERT_EQ(0, plan(d, text));
		EXPECT_EQ(media[i].want, tell(d, READY));
	}
	ASSERT_EQ(0, burin_emulator_remove(d->emu));
	ASSERT_EQ(0, plan(d, "on any medium bd busy"));
	EXPECT_EQ(S(2, 0x3a, 2), tell(d, READY));
}

TEST_F(matrix, an_event_from_outside)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, plan(d, "on 00 nth 2 on-trigger storm busy times 1\n"
			  "on 51 on-trigger other busy"));
	EXPECT_EQ(-2, burin_emulator_trigger(d->emu, "unknown"));
	EXPECT_EQ(-2, burin_emulator_trigger(d->emu, ""));
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(OK, tell(d, READY));
	for (int k = 0; k < 2; k++) {
		ASSERT_EQ(0, burin_emulator_trigger(d->emu, "storm"));
		EXPECT_EQ(OK, tell(d, READY));
		EXPECT_EQ(STATUS | 8, tell(d, READY));
		EXPECT_EQ(OK, tell(d, READY));
	}
	EXPECT_EQ(OK, disc_info(d));
	ASSERT_EQ(0, burin_emulator_trigger(d->emu, "other"));
	EXPECT_EQ(STATUS | 8, disc_info(d));
}

TEST_F(matrix, when_it_comes_back_is_told)
{
	struct drive *d = &self->d;

	EXPECT_EQ(0, burin_emulator_absent(d->emu));
	ASSERT_EQ(0, plan(d, "on 00 nth 1 gone for 7\non 00 nth 2+ gone"));
	EXPECT_EQ(GONE, tell(d, READY));
	EXPECT_EQ(7 * SECOND, burin_emulator_absent(d->emu));
	burin_emulator_sleep(d->emu, 7 * SECOND);
	EXPECT_EQ(0, burin_emulator_absent(d->emu));
	EXPECT_EQ(GONE, tell(d, READY));
	EXPECT_EQ(UINT64_MAX, burin_emulator_absent(d->emu));
}

/* Every action's word of the grammar is in one of the tables or plans above. */
TEST(no_word_goes_untried)
{
	static const char *const elsewhere[] = { "sense", "garbage", "late", "random" };

	for (uint32_t i = 0; i < emu_action_word_count; i++) {
		const char *word = emu_action_words[i].word;
		size_t n = strlen(word);
		unsigned int found = 0;

		for (size_t k = 0; k < COUNT(actions); k++)
			found += !strncmp(actions[k].action, word, n);
		for (size_t k = 0; k < COUNT(replies); k++)
			found += !strncmp(replies[k].action, word, n);
		for (size_t k = 0; k < COUNT(elsewhere); k++)
			found += !strcmp(elsewhere[k], word);
		EXPECT_NE(0, found) {
			TH_LOG("%s", word);
		}
	}
}

TEST_HARNESS_MAIN
