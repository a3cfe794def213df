/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Burns on every medium meet every fault there is, in every phase: at the first, a middle and
 * the last command of it. Each ends; with success only when every block is on the medium, else
 * with an error that says what failed, the door unlocked and the medium's state told truly. A
 * seeded sample of the table of actions (CASES, SEED), all of it with LONG=1.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <burin/emulator.h>

#include "rig.h"

#define BYTES (1024 * 1024 + 777)
#define PATIENCE 120		/* seconds of real time for one burn */
#define LONGEST (48 * 3600e9)	/* nanoseconds of virtual time */

enum {
	LIES = 1,		/* of data and states: what the host was told may be wrong */
	LOSES = 2,		/* the buffer */
	FOREVER = 4,		/* no command works from then on */
};

static const struct {
	const char *text;
	unsigned int traits;
} actions[] = {
	{ "sense 6/28/00 times 1", 0 }, { "sense 6/29/00 times 1", 0 },
	{ "sense 6/2a/01 times 1", 0 }, { "sense 6/3f/01 times 1", 0 },
	{ "sense 6/29/00 times 2", 0 }, { "sense 6/29/00 times 16", 0 },
	{ "sense 6/28/00", FOREVER }, { "sense 6/29/00", FOREVER },
	{ "sense 2/04/00 times 1", 0 }, { "sense 2/04/01 times 3", 0 },
	{ "sense 2/04/04 for 5", 0 }, { "sense 2/04/07 for 20", 0 },
	{ "sense 2/04/08 times 5", 0 }, { "sense 2/04/01", FOREVER },
	{ "sense 2/3a/00 times 1", 0 }, { "sense 2/3a/01 times 1", 0 },
	{ "sense 2/3a/02", FOREVER },
	{ "sense 3/0c/00 times 1", 0 }, { "sense 3/0c/07 times 1", 0 },
	{ "sense 3/0c/09 times 1", 0 }, { "sense 3/11/05 times 1", 0 },
	{ "sense 3/02/00 times 1", 0 }, { "sense 3/31/00 times 1", 0 },
	{ "sense 3/51/00 times 1", 0 }, { "sense 3/72/00 times 1", 0 },
	{ "sense 3/72/04 times 1", 0 }, { "sense 3/73/02 times 1", 0 },
	{ "sense 3/73/03 times 1", 0 }, { "sense 3/73/06 times 1", 0 },
	{ "sense 4/08/00 times 1", 0 }, { "sense 4/09/00 times 1", 0 },
	{ "sense 4/15/00 times 1", 0 }, { "sense 4/44/00", FOREVER },
	{ "sense 5/20/00 times 1", 0 }, { "sense 5/21/00 times 1", 0 },
	{ "sense 5/21/02 times 1", 0 }, { "sense 5/24/00 times 1", 0 },
	{ "sense 5/26/00 times 1", 0 }, { "sense 5/2c/00 times 1", 0 },
	{ "sense 5/30/05 times 1", 0 }, { "sense 5/53/02 times 1", 0 },
	{ "sense 5/55/00 times 1", 0 }, { "sense 5/63/00 times 1", 0 },
	{ "sense 5/64/00 times 1", 0 }, { "sense 7/27/00 times 1", 0 },
	{ "sense d/00/00 times 1", 0 }, { "sense b/00/00 times 1", 0 },
	{ "sense 1/17/01 times 1 after", 0 }, { "sense 1/73/01 times 1 after", 0 },
	{ "sense 8/00/00 times 1", 0 },
	{ "sense 3/0c/00 descriptor times 1", 0 }, { "sense 3/0c/00 deferred info 5 times 1", 0 },
	{ "sense 3/0c/00 descriptor deferred times 1", 0 },
	{ "sense 3/0c/00 bytes 0 times 1", 0 }, { "sense 3/0c/00 bytes 1 times 1", 0 },
	{ "sense 3/0c/00 bytes 7 times 1", 0 }, { "sense 3/0c/00 bytes 13 times 1", 0 },
	{ "sense 3/0c/00 bytes 252 times 1", 0 }, { "sense 2/04/07 descriptor times 2", 0 },
	{ "garbage times 1", 0 }, { "garbage", FOREVER },
	{ "busy times 3", 0 }, { "busy", FOREVER }, { "task-set-full times 3", 0 },
	{ "task-set-full", FOREVER }, { "reservation-conflict times 1", 0 },
	{ "status 40 times 1", 0 }, { "status e7 times 1", 0 },
	{ "timeout times 1", 0 }, { "timeout after times 1", 0 }, { "timeout amid times 1", 0 },
	{ "timeout", FOREVER }, { "late times 1", LIES }, { "duplicate times 1", LIES },
	{ "short 0 times 1", LIES }, { "short 7 times 1", LIES },
	{ "residual 4294967295 times 1", LIES }, { "residual 0 times 1", LIES },
	{ "residual 9 times 1", LIES },
	{ "no-connect times 1", LOSES }, { "no-connect", FOREVER },
	{ "reset times 1", 0 }, { "reset after times 1", 0 }, { "reset amid times 1", 0 },
	{ "host-error times 1", 0 }, { "host-error after times 1", 0 },
	{ "gone", FOREVER | LOSES }, { "gone amid", FOREVER | LOSES },
	{ "gone after for 10", LOSES }, { "gone for 3", LOSES },
	{ "pad 100 times 1", LIES }, { "length 65535 times 1", LIES },
	{ "length 0 times 1", LIES }, { "length 3 times 1", LIES }, { "random times 1", LIES },
	{ "stale times 1", LIES }, { "fill ff times 1", LIES }, { "fill 00 times 1", LIES },
	{ "fill ff", LIES | FOREVER }, { "corrupt times 1", LIES },
	{ "drop times 1", LIES }, { "drop", LIES }, { "misdirect +64 times 1", LIES },
	{ "ignore times 1", LIES }, { "ignore", LIES | FOREVER },
	{ "next-writable +32 times 1", LIES }, { "next-writable -32", LIES },
	{ "capacity +32", LIES }, { "capacity -2000000", LIES },
	{ "stall 40 times 1", 0 }, { "stall 400 times 1", 0 }, { "slow 50", 0 },
	{ "freeze", FOREVER }, { "freeze for 30", 0 },
	{ "cut-power", FOREVER | LOSES }, { "cut-power tear half", FOREVER | LOSES },
	{ "cut-power tear subset amid", FOREVER | LOSES },
	{ "cut-power tear prefix", FOREVER | LOSES }, { "cut-power tear link", FOREVER | LOSES },
	{ "cut-power tear tables after", FOREVER | LOSES }, { "cut-power for 20", LOSES },
};

static const enum burin_kind kinds[] = {
	BURIN_KIND_CD_R, BURIN_KIND_CD_RW, BURIN_KIND_DVD_R, BURIN_KIND_DVD_RW,
	BURIN_KIND_DVD_R_DL, BURIN_KIND_DVD_PLUS_R, BURIN_KIND_DVD_PLUS_RW,
	BURIN_KIND_DVD_PLUS_R_DL, BURIN_KIND_DVD_RAM, BURIN_KIND_BD_R, BURIN_KIND_BD_RE,
	BURIN_KIND_BD_R_QL,
};

enum { PROLOGUE = 0, STREAM, EPILOGUE, PHASES };
static const char *const phases[PHASES] = { "prologue", "stream", "epilogue" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define POSITIONS 3

static unsigned int proven, refused, wrong;
static char running[200];

static void too_late(int sig)
{
	static const char text[] = "Bail out! a burn does not end: ";

	(void)sig;
	if (write(1, text, sizeof(text) - 1) < 0 || write(1, running, strlen(running)) < 0)
		_exit(2);
	_exit(1);
}

/* Commands of each phase in a burn without faults, as the drive sees the phases. */
static void count_phases(const struct rig *rig, unsigned int counts[PHASES])
{
	int phase = -1;

	memset(counts, 0, PHASES * sizeof(counts[0]));
	for (size_t i = 0; i < rig->traced; i++) {
		const uint8_t *cdb = rig->trace[i].cdb;

		if (cdb[0] == 0x1e && cdb[4] & 1 && phase != STREAM)
			phase = PROLOGUE;
		else if (cdb[0] == 0x2a || cdb[0] == 0xaa)
			phase = STREAM;
		else if (cdb[0] == 0x35 || cdb[0] == 0x5b)
			phase = EPILOGUE;
		if (phase >= 0)
			counts[phase]++;
		if (cdb[0] == 0x1e && !(cdb[4] & 1))
			phase = -1;
	}
}

/*
 * The library did what it could: the last word was ALLOW, or nobody was there to hear it. A
 * device that takes no command (DID_NO_CONNECT) counts as gone, and its lock with it.
 */
static bool tried_to_unlock(const struct rig *rig)
{
	bool locked = false;

	for (size_t i = 0; i < rig->traced; i++) {
		const struct traced *t = &rig->trace[i];

		if (t->cdb[0] == 0x1e)
			locked = t->cdb[4] & 1;
		if (t->status == BURIN_EMU_GONE || t->status == BURIN_EMU_NO_CONNECT)
			return true;
	}
	return !locked;
}

static const char *judge(struct rig *rig, const struct outcome *out, unsigned int traits)
{
	const struct burin_detail *d = &out->detail;
	uint64_t equal = rig_equal_blocks(rig, 0);
	struct burin_medium medium;

	if (rig->traced && rig->trace[rig->traced - 1].now > LONGEST)
		return "the burn took days";
	if (!tried_to_unlock(rig) || (!(traits & (FOREVER | LIES)) && out->code &&
				      !rig_unlocked(rig) && !(traits & LOSES)))
		return "the door stays locked";
	if (rig_look(rig, &medium))
		return "the medium cannot be looked at";
	if (!out->code) {
		if (out->result.verify.verdict != BURIN_VERDICT_PROVEN)
			return "success without proof";
		return equal == rig_blocks(rig) ? NULL : "success, but the medium differs";
	}
	if (d->code != out->code)
		return "the detail has another code";
	if (!d->has_command && !d->has_lba && !d->text[0])
		return "the error names nothing";
	if (out->result.state_known && out->result.state != medium.state && !(traits & LIES))
		return "the medium's state is told wrong";
	if (equal < out->result.acknowledged && equal < rig_blocks(rig) &&
	    !(traits & (LIES | LOSES)))
		return "acknowledged blocks are lost";
	return NULL;
}

static void try(struct rig *rig, size_t action, unsigned int phase, unsigned int nth)
{
	const char *bad;
	char plan[160];
	struct outcome out;

	snprintf(plan, sizeof(plan), "buffer 262144\non any phase %s nth %u+ %s\n", phases[phase],
		 nth, actions[action].text);
	snprintf(running, sizeof(running), "%s: %s", burin_kind_name(rig->kind), plan + 14);
	alarm(PATIENCE);
	rig_blank(rig, plan);
	rig_burn(rig, false, &out);
	bad = judge(rig, &out, actions[action].traits);
	alarm(0);
	wrong += bad != NULL;
	refused += !bad && out.code;
	proven += !bad && !out.code;
	if (bad || getenv("VERBOSE"))
		printf("# %s: %.*s -> %s (%s, %s, %02X)\n", burin_kind_name(rig->kind),
		       (int)strlen(plan + 14) - 1, plan + 14, bad ? bad : "right",
		       burin_error_name(out.code), burin_phase_name(out.detail.phase),
		       out.detail.has_command ? out.detail.cdb[0] : 0);
	fflush(stdout);
}

/* One in so many of the cases, as the seed falls; 1 is all of them. */
static bool chosen(uint32_t *seed, unsigned int cases, unsigned int all)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint64_t)(*seed >> 8) * all < (uint64_t)cases << 24;
}

static unsigned int one_kind(enum burin_kind kind, uint32_t *seed, unsigned int cases,
			     unsigned int all)
{
	unsigned int counts[PHASES], ran = 0;
	struct outcome out;
	struct rig rig;

	rig_open(&rig, kind, BYTES);
	rig_blank(&rig, "buffer 262144\n");
	rig_burn(&rig, false, &out);
	count_phases(&rig, counts);
	for (size_t i = 0; i < COUNT(actions) * PHASES * POSITIONS && !out.code; i++) {
		unsigned int phase = i % PHASES, n = counts[phase];
		unsigned int at[POSITIONS] = { 1, 1 + (n ? *seed / 256 % n : 0), n ? n : 1 };

		if (!chosen(seed, cases, all))
			continue;
		try(&rig, i / PHASES / POSITIONS, phase, at[i / PHASES % POSITIONS]);
		ran++;
	}
	wrong += out.code != 0;
	rig_close(&rig);
	return ran;
}

static unsigned int number(const char *name, unsigned int preset)
{
	const char *text = getenv(name);

	return text && *text ? (unsigned int)strtoul(text, NULL, 10) : preset;
}

int main(void)
{
	unsigned int all = COUNT(actions) * PHASES * POSITIONS * COUNT(kinds), ran = 0;
	unsigned int cases = number("LONG", 0) ? all : number("CASES", 500);
	uint32_t seed = number("SEED", RIG_SEED);
	const char *only = getenv("KIND");

	signal(SIGALRM, too_late);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!only || !strcmp(only, burin_kind_name(kinds[i])))
			ran += one_kind(kinds[i], &seed, cases, all);
	printf("# %u of %u cases: %u burns proven, %u refused rightly, %u wrong\n", ran, all, proven,
	       refused, wrong);
	printf("%s 1 - every fault in every phase on every medium\n1..1\n",
	       wrong || !ran ? "not ok" : "ok");
	return 0;
}
