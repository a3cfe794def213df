/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Power is cut at every command of a burn, before and after it is carried out.
 * After burin's close the medium reads right up to the last WRITE answered GOOD,
 * less what the drive's buffer held, and takes another burn. The frontier is
 * printed for each; none at all is right only while nothing had left the buffer.
 */
#include <stdio.h>
#include <string.h>

#include "rig.h"

#define BYTES (2 * 1024 * 1024 + 777)
#define BUFFER "buffer 262144\n"

static const enum burin_kind kinds[] = {
	BURIN_KIND_CD_R, BURIN_KIND_BD_R, BURIN_KIND_DVD_PLUS_RW, BURIN_KIND_DVD_R,
	BURIN_KIND_DVD_RW, BURIN_KIND_DVD_PLUS_R, BURIN_KIND_DVD_RAM, BURIN_KIND_BD_RE,
};

struct cut {
	uint8_t opcode;
	uint64_t good;		/* blocks in WRITEs answered GOOD before the cut */
	uint64_t recorded;	/* of these: on the medium */
	uint64_t frontier;	/* blocks that read right after close */
};

static bool is_write(const struct traced *t)
{
	return t->cdb[0] == 0x2a || t->cdb[0] == 0xaa;
}

static void measure(const struct rig *rig, struct cut *cut)
{
	memset(cut, 0, sizeof(*cut));
	for (size_t i = 0; i < rig->traced; i++) {
		const struct traced *t = &rig->trace[i];

		if (t->status < 0) {
			cut->opcode = t->cdb[0];
			return;
		}
		cut->recorded = t->recorded;
		if (is_write(t) && !t->status)
			cut->good = t->accepted;
	}
}

/* Another burn on what is left: appended, or over it. */
static const char *goes_on(struct rig *rig)
{
	struct burin_medium medium;
	struct outcome out;

	if (rig_look(rig, &medium))
		return "cannot be looked at after close";
	if (medium.state == BURIN_MEDIUM_DAMAGED)
		return "is still damaged after close";
	rig_burn(rig, medium.state != BURIN_MEDIUM_BLANK, &out);
	if (out.code)
		return burin_error_name(out.code);
	return out.result.verify.verdict == BURIN_VERDICT_PROVEN ? NULL : "next burn not proven";
}

static const char *cut_one(struct rig *rig, unsigned int k, bool after, bool last,
			   struct cut *cut)
{
	uint64_t buffer, least;
	char plan[128];
	struct outcome out;

	snprintf(plan, sizeof(plan), BUFFER "on any overall %u cut-power%s\n", k,
		 after ? " after" : "");
	rig_blank(rig, plan);
	rig_burn(rig, false, &out);
	measure(rig, cut);
	if (last && after) {	/* nothing was left to be done: the burn is what it says */
		cut->frontier = rig_equal_blocks(rig, 0);
		return out.code ? burin_error_name(out.code) :
		       cut->frontier == rig_blocks(rig) ? NULL : "success, but the medium differs";
	}
	if (out.code != BURIN_E_GONE)
		return out.code ? burin_error_name(out.code) : "the burn did not notice";
	if (out.result.state_known)
		return "claims to know the medium's state";
	buffer = rig->buffer_bytes / BURIN_BLOCK_SIZE;
	least = cut->good > buffer ? cut->good - buffer : 0;
	rig_set_faults(rig, "");
	rig_run_close(rig, &out);
	if (out.code)
		return burin_error_name(out.code);
	cut->frontier = rig_equal_blocks(rig, 0);
	if (least > rig_blocks(rig))
		least = rig_blocks(rig);
	if (cut->frontier < least)
		return "lost more than the drive's buffer";
	return goes_on(rig);
}

static void one_kind(enum burin_kind kind, unsigned int *test)
{
	unsigned int run = 0, bad = 0, total;
	struct outcome out;
	struct rig rig;

	rig_open(&rig, kind, BYTES);
	rig_blank(&rig, BUFFER);
	rig_burn(&rig, false, &out);
	total = (unsigned int)rig.traced;
	for (unsigned int i = 0; i < total * 2 && !out.code; i++) {
		bool after = i % 2;
		const char *wrong;
		struct cut cut;

		wrong = cut_one(&rig, i / 2 + 1, after, i / 2 + 1 == total, &cut);
		run++;
		printf("# %s cut %s command %u (%02Xh): GOOD %llu, recorded %llu, frontier %llu%s%s\n",
		       burin_kind_name(kind), after ? "after" : "before", i / 2 + 1, cut.opcode,
		       (unsigned long long)cut.good, (unsigned long long)cut.recorded,
		       (unsigned long long)cut.frontier, wrong ? ": " : "", wrong ? wrong : "");
		bad += wrong != NULL;
	}
	printf("# %s: %u of %u cuts run, %u wrong\n", burin_kind_name(kind), run, total * 2, bad);
	printf("%s %u - power cut at every command of a %s burn\n",
	       bad || !run || out.code ? "not ok" : "ok", ++*test, burin_kind_name(kind));
	rig_close(&rig);
}

int main(void)
{
	unsigned int test = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		one_kind(kinds[i], &test);
	printf("1..%u\n", test);
	return 0;
}
