/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One rule: what picks a command, what becomes of it. The tables are all the words there are. */
#include <burin/medium.h>
#include <string.h>

#include "emulator/fault-line.h"

const char *const emu_tear_words[EMU_TEARS] = {
	[EMU_TEAR_NONE] = "none", [EMU_TEAR_HALF] = "half", [EMU_TEAR_SUBSET] = "subset",
	[EMU_TEAR_PREFIX] = "prefix", [EMU_TEAR_LINK] = "link", [EMU_TEAR_TABLES] = "tables",
};

const char *const emu_phase_words[EMU_PHASES] = {
	[EMU_PHASE_IDLE] = "idle", [EMU_PHASE_PROLOGUE] = "prologue",
	[EMU_PHASE_STREAM] = "stream", [EMU_PHASE_EPILOGUE] = "epilogue",
	[EMU_PHASE_FORMATTING] = "formatting",
};

const struct emu_action_word emu_action_words[] = {
	{ "sense", EMU_ACT_SENSE, EMU_ARG_SENSE, 0, EMU_MAY_MOMENT | EMU_MAY_SENSE },
	{ "garbage", EMU_ACT_GARBAGE, EMU_ARG_NONE, 0, 0 },
	{ "status", EMU_ACT_STATUS, EMU_ARG_BYTE, 0, 0 },
	{ "busy", EMU_ACT_STATUS, EMU_ARG_NONE, 0x08, 0 },
	{ "reservation-conflict", EMU_ACT_STATUS, EMU_ARG_NONE, 0x18, 0 },
	{ "task-set-full", EMU_ACT_STATUS, EMU_ARG_NONE, 0x28, 0 },
	{ "timeout", EMU_ACT_TIMEOUT, EMU_ARG_NONE, 0, EMU_MAY_MOMENT },
	{ "late", EMU_ACT_LATE, EMU_ARG_NONE, 0, 0 },
	{ "duplicate", EMU_ACT_DUPLICATE, EMU_ARG_NONE, 0, 0 },
	{ "no-connect", EMU_ACT_NO_CONNECT, EMU_ARG_NONE, 0, 0 },
	{ "reset", EMU_ACT_RESET, EMU_ARG_NONE, 0, EMU_MAY_MOMENT },
	{ "host-error", EMU_ACT_HOST_ERROR, EMU_ARG_NONE, 0, EMU_MAY_MOMENT },
	{ "gone", EMU_ACT_GONE, EMU_ARG_NONE, 0, EMU_MAY_MOMENT },
	{ "cut-power", EMU_ACT_CUT_POWER, EMU_ARG_NONE, 0, EMU_MAY_MOMENT | EMU_MAY_TEAR },
	{ "short", EMU_ACT_SHORT, EMU_ARG_NUMBER, 0, 0 },
	{ "residual", EMU_ACT_RESIDUAL, EMU_ARG_NUMBER, 0, 0 },
	{ "pad", EMU_ACT_PAD, EMU_ARG_NUMBER, 0, 0 },
	{ "length", EMU_ACT_LENGTH, EMU_ARG_NUMBER, 0, 0 },
	{ "fill", EMU_ACT_FILL, EMU_ARG_BYTE, 0, 0 },
	{ "random", EMU_ACT_RANDOM, EMU_ARG_NONE, 0, 0 },
	{ "stale", EMU_ACT_STALE, EMU_ARG_NONE, 0, 0 },
	{ "corrupt", EMU_ACT_CORRUPT, EMU_ARG_NONE, 0, 0 },
	{ "drop", EMU_ACT_DROP, EMU_ARG_NONE, 0, 0 },
	{ "misdirect", EMU_ACT_MISDIRECT, EMU_ARG_OFFSET, 0, 0 },
	{ "ignore", EMU_ACT_IGNORE, EMU_ARG_NONE, 0, 0 },
	{ "next-writable", EMU_ACT_NEXT_WRITABLE, EMU_ARG_OFFSET, 0, 0 },
	{ "capacity", EMU_ACT_CAPACITY, EMU_ARG_OFFSET, 0, 0 },
	{ "stall", EMU_ACT_STALL, EMU_ARG_SECONDS, 0, 0 },
	{ "slow", EMU_ACT_SLOW, EMU_ARG_FACTOR, 0, 0 },
	{ "freeze", EMU_ACT_FREEZE, EMU_ARG_NONE, 0, 0 },
};

const uint32_t emu_action_word_count = sizeof(emu_action_words) / sizeof(emu_action_words[0]);

static bool phase(struct emu_line *line, struct emu_rule *rule)
{
	int n = emu_line_choice(line, emu_phase_words, EMU_PHASES);

	if (n >= 0)
		rule->phases |= 1u << n;
	return n >= 0;
}

static bool medium(struct emu_line *line, struct emu_rule *rule)
{
	if (!emu_line_name(line, rule->medium))
		return false;
	return emu_line_is(line, "cd") || emu_line_is(line, "dvd") || emu_line_is(line, "bd") ||
	       burin_kind_from_name(line->word) != BURIN_KIND_NONE;
}

static bool chance(struct emu_line *line, struct emu_rule *rule)
{
	uint64_t n;

	if (!emu_line_decimal(line, 1, &n) || n > 1000000000u)
		return false;
	rule->has_chance = true;
	rule->chance = (uint32_t)n;
	return true;
}

/* 1: done; 0: not a selector; -1: a bad one */
static int selector(struct emu_line *line, struct emu_rule *rule)
{
	bool ok;

	if (emu_line_is(line, "nth")) {
		ok = emu_line_range(line, 1, &rule->nth);
	} else if (emu_line_is(line, "overall")) {
		ok = emu_line_range(line, 1, &rule->overall);
	} else if (emu_line_is(line, "every")) {
		ok = emu_line_number(line, UINT64_MAX, &rule->every) && rule->every;
	} else if (emu_line_is(line, "lba")) {
		rule->has_lba = true;
		ok = emu_line_range(line, 0, &rule->lba);
	} else if (emu_line_is(line, "probability")) {
		ok = chance(line, rule);
	} else if (emu_line_is(line, "from")) {
		ok = emu_line_decimal(line, EMU_SECONDS_MAX, &rule->from);
	} else if (emu_line_is(line, "until")) {
		ok = emu_line_decimal(line, EMU_SECONDS_MAX, &rule->until);
	} else if (emu_line_is(line, "phase")) {
		ok = phase(line, rule);
	} else if (emu_line_is(line, "medium")) {
		ok = medium(line, rule);
	} else if (emu_line_is(line, "on-trigger")) {
		ok = emu_line_name(line, rule->trigger);
	} else {
		return 0;
	}
	return ok ? 1 : -1;
}

static bool argument(struct emu_line *line, const struct emu_action_word *word,
		     struct emu_rule *rule)
{
	uint32_t percent;

	rule->action = word->action;
	rule->amount = word->preset;
	switch (word->argument) {
	case EMU_ARG_SENSE:
		return emu_line_sense(line, &rule->code);
	case EMU_ARG_SECONDS:
		return emu_line_decimal(line, EMU_SECONDS_MAX, &rule->amount);
	case EMU_ARG_NUMBER:
		return emu_line_number(line, UINT32_MAX, &rule->amount);
	case EMU_ARG_BYTE:
		return emu_line_hex(line, 0xff, &rule->amount);
	case EMU_ARG_OFFSET:
		return emu_line_offset(line, &rule->offset);
	case EMU_ARG_FACTOR:
		if (!emu_line_factor(line, &percent))
			return false;
		rule->amount = percent;
		return true;
	default:
		return true;
	}
}

/* 1: done; 0: not of sense; -1: a bad one */
static int sense_modifier(struct emu_line *line, struct emu_rule *rule)
{
	uint64_t n = 0;
	bool ok = true;

	if (emu_line_is(line, "deferred")) {
		rule->deferred = true;
	} else if (emu_line_is(line, "descriptor")) {
		rule->descriptor = true;
	} else if (emu_line_is(line, "info")) {
		ok = emu_line_number(line, UINT32_MAX, &n);
		rule->has_info = true;
		rule->info = (uint32_t)n;
	} else if (emu_line_is(line, "bytes")) {
		ok = emu_line_number(line, 252, &n);
		rule->has_bytes = true;
		rule->bytes = (uint8_t)n;
	} else {
		return 0;
	}
	return ok ? 1 : -1;
}

static bool tear(struct emu_line *line, struct emu_rule *rule)
{
	int n = emu_line_choice(line, emu_tear_words, EMU_TEARS);

	rule->tear = n < 0 ? EMU_TEAR_NONE : (enum emu_tear)n;
	return n >= 0;
}

static bool modifier(struct emu_line *line, const struct emu_action_word *word,
		     struct emu_rule *rule)
{
	int done = word->may & EMU_MAY_SENSE ? sense_modifier(line, rule) : 0;

	if (done)
		return done > 0;
	if (emu_line_is(line, "times"))
		return emu_line_number(line, UINT64_MAX, &rule->times) && rule->times;
	if (emu_line_is(line, "for"))
		return emu_line_decimal(line, EMU_SECONDS_MAX, &rule->lasts) && rule->lasts;
	if (word->may & EMU_MAY_TEAR && emu_line_is(line, "tear"))
		return tear(line, rule);
	if (!(word->may & EMU_MAY_MOMENT) || rule->moment != EMU_INSTEAD)
		return false;
	rule->moment = emu_line_is(line, "amid") ? EMU_AMID : EMU_AFTER;
	return rule->moment == EMU_AMID || emu_line_is(line, "after");
}

static bool act(struct emu_line *line, struct emu_rule *rule)
{
	const struct emu_action_word *word = NULL;

	for (uint32_t i = 0; i < emu_action_word_count && !word; i++)
		if (emu_line_is(line, emu_action_words[i].word))
			word = &emu_action_words[i];
	if (!word || !argument(line, word, rule))
		return false;
	while (emu_line_next(line))
		if (!modifier(line, word, rule))
			return false;
	return true;
}

bool emu_rule_parse(struct emu_line *line, struct emu_rule *rule)
{
	int done = 1;

	*rule = (struct emu_rule){ .until = UINT64_MAX };
	if (!emu_opcodes_parse(line, rule))
		return false;
	while (done > 0) {
		if (!emu_line_next(line))
			return false;
		done = selector(line, rule);
	}
	return !done && act(line, rule);
}
