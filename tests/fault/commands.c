/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every command of a burn fails once: first, middle and last occurrence of each
 * opcode, with a not-ready, a medium error, an illegal request and a unit
 * attention. The burn succeeds and every byte is on the medium, or it fails with
 * the command and sense that failed, the state of the medium told truly, and
 * the door unlocked.
 */
#include <stdio.h>
#include <string.h>

#include "rig.h"

#define BYTES (3 * 1024 * 1024 + 1234)

struct cause {
	const char *name;
	uint8_t key, asc, ascq;
};

static const struct cause causes[] = {
	{ "not ready", 2, 0x04, 0x01 },
	{ "medium error", 3, 0x0c, 0x00 },
	{ "illegal request", 5, 0x24, 0x00 },
	{ "unit attention", 6, 0x29, 0x00 },
};

static const enum burin_kind kinds[] = {
	BURIN_KIND_CD_R, BURIN_KIND_BD_R, BURIN_KIND_DVD_PLUS_RW, BURIN_KIND_DVD_R,
	BURIN_KIND_DVD_RW, BURIN_KIND_DVD_PLUS_R, BURIN_KIND_DVD_RAM, BURIN_KIND_BD_RE,
};

static unsigned int cases, run, failed, succeeded, refused;

static bool was_hit(const struct rig *rig, uint8_t opcode, const struct cause *cause)
{
	for (size_t i = 0; i < rig->traced; i++) {
		const struct traced *t = &rig->trace[i];

		if (t->cdb[0] == opcode && t->status == 2 && t->key == cause->key &&
		    t->asc == cause->asc && t->ascq == cause->ascq)
			return true;
	}
	return false;
}

/* A poll that fails is told as the failure of the command polled for. */
static bool names_command(const struct burin_detail *d, uint8_t opcode)
{
	static const uint8_t polled[] = { 0x04, 0x35, 0x5b };

	if (d->has_command && d->cdb[0] == opcode)
		return true;
	return d->has_command && opcode == 0x00 && memchr(polled, d->cdb[0], sizeof(polled));
}

/* What is wrong with the outcome; NULL: nothing. */
static const char *judge(struct rig *rig, const struct outcome *out, uint8_t opcode,
			 const struct cause *cause)
{
	const struct burin_detail *d = &out->detail;
	struct burin_medium medium;
	bool unlocked = rig_unlocked(rig);

	if (!was_hit(rig, opcode, cause))
		return "the fault was never answered";
	if (!unlocked && opcode != 0x1e)
		return "the door stays locked";
	if (rig_look(rig, &medium))
		return "the medium cannot be looked at";
	if (!out->code) {
		if (out->result.verify.verdict != BURIN_VERDICT_PROVEN)
			return "success without proof";
		if (rig_equal_blocks(rig, 0) != rig_blocks(rig))
			return "success, but the medium differs";
		return medium.state == BURIN_MEDIUM_DAMAGED ? "success, but damaged" : NULL;
	}
	if (d->code != out->code)
		return "the detail has another code";
	if (!d->has_sense || d->key != cause->key || d->asc != cause->asc ||
	    d->ascq != cause->ascq)
		return "the detail has not the sense";
	if (!names_command(d, opcode))
		return "the detail has not the command";
	if (!out->result.state_known)
		return "the medium's state is not told";
	if (out->result.state != medium.state)
		return "the medium's state is told wrong";
	if (rig_equal_blocks(rig, 0) < out->result.acknowledged &&
	    rig_equal_blocks(rig, 0) < rig_blocks(rig))
		return "acknowledged blocks are lost";
	return NULL;
}

static void fail_one(struct rig *rig, uint8_t opcode, unsigned int nth, const struct cause *cause)
{
	char plan[128];
	struct outcome out;
	const char *wrong;

	cases++;
	snprintf(plan, sizeof(plan), "on %02X nth %u sense %X/%02X/%02X\n", opcode, nth,
		 cause->key, cause->asc, cause->ascq);
	rig_blank(rig, plan);
	rig_burn(rig, false, &out);
	wrong = judge(rig, &out, opcode, cause);
	run++;
	if (wrong) {
		failed++;
		printf("# %s: %s  -> %s (%s, phase %s)\n", burin_kind_name(rig->kind), plan, wrong,
		       burin_error_name(out.code), burin_phase_name(out.detail.phase));
	} else if (out.code) {
		refused++;
	} else {
		succeeded++;
	}
}

static void one_kind(enum burin_kind kind, unsigned int *test)
{
	unsigned int counts[256] = { 0 }, total = 0;
	struct outcome out;
	struct rig rig;

	rig_open(&rig, kind, BYTES);
	rig_blank(&rig, "");
	rig_burn(&rig, false, &out);
	for (size_t i = 0; i < rig.traced; i++)
		counts[rig.trace[i].cdb[0]]++;
	cases = run = failed = succeeded = refused = 0;
	for (int op = 0; op < 256; op++)
		total += (counts[op] > 2 ? 3 : counts[op]) * 4;
	for (int op = 0; op < 256 && !out.code; op++) {
		unsigned int nth[3] = { 1, (counts[op] + 1) / 2, counts[op] };

		for (int i = 0; i < 3; i++) {
			if (!counts[op] || (i && nth[i] == nth[i - 1]))
				continue;
			for (size_t c = 0; c < 4; c++)
				fail_one(&rig, (uint8_t)op, nth[i], &causes[c]);
		}
	}
	printf("# %s: %u of %u cases run: %u burns proven, %u refused rightly, %u wrong\n",
	       burin_kind_name(kind), run, total, succeeded, refused, failed);
	printf("%s %u - every command of a %s burn fails once\n",
	       failed || !run || out.code ? "not ok" : "ok", ++*test, burin_kind_name(kind));
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
