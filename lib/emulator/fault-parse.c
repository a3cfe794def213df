/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text into rules. Every word must be known; the line at fault is told. */
#include "emulator/fault.h"

#include <burin/error.h>
#include <errno.h>
#include <string.h>

#define WORD_MAX 64
#define END UINT64_MAX

struct opcode_name {
	const char *name;
	uint8_t opcodes[EMU_FAULT_OPCODES_MAX];
	uint32_t count;
};

static const struct opcode_name opcode_names[] = {
	{ "any", { 0 }, 0 },
	{ "test-unit-ready", { 0x00 }, 1 },
	{ "request-sense", { 0x03 }, 1 },
	{ "format-unit", { 0x04 }, 1 },
	{ "inquiry", { 0x12 }, 1 },
	{ "start-stop-unit", { 0x1b }, 1 },
	{ "prevent-allow", { 0x1e }, 1 },
	{ "read-format-capacities", { 0x23 }, 1 },
	{ "read-capacity", { 0x25 }, 1 },
	{ "read", { 0x28, 0xa8, 0xbe }, 3 },
	{ "read-10", { 0x28 }, 1 },
	{ "read-12", { 0xa8 }, 1 },
	{ "read-cd", { 0xbe }, 1 },
	{ "write", { 0x2a, 0xaa, 0x2e }, 3 },
	{ "write-10", { 0x2a }, 1 },
	{ "write-12", { 0xaa }, 1 },
	{ "write-and-verify", { 0x2e }, 1 },
	{ "seek", { 0x2b }, 1 },
	{ "verify", { 0x2f }, 1 },
	{ "synchronize-cache", { 0x35 }, 1 },
	{ "read-sub-channel", { 0x42 }, 1 },
	{ "read-toc", { 0x43 }, 1 },
	{ "get-configuration", { 0x46 }, 1 },
	{ "get-event-status", { 0x4a }, 1 },
	{ "read-disc-information", { 0x51 }, 1 },
	{ "read-track-information", { 0x52 }, 1 },
	{ "reserve-track", { 0x53 }, 1 },
	{ "send-opc", { 0x54 }, 1 },
	{ "mode-select", { 0x55 }, 1 },
	{ "mode-sense", { 0x5a }, 1 },
	{ "close-track-session", { 0x5b }, 1 },
	{ "read-buffer-capacity", { 0x5c }, 1 },
	{ "blank", { 0xa1 }, 1 },
	{ "get-performance", { 0xac }, 1 },
	{ "read-disc-structure", { 0xad }, 1 },
	{ "send-disc-structure", { 0xbf }, 1 },
	{ "set-streaming", { 0xb6 }, 1 },
	{ "set-cd-speed", { 0xbb }, 1 },
	{ "mechanism-status", { 0xbd }, 1 },
};

static const char *const quirk_names[EMU_QUIRKS] = {
	[EMU_QUIRK_NWA_150] = "blank-nwa-150",
	[EMU_QUIRK_SHORT_CAPACITY] = "capacity-without-run-out",
	[EMU_QUIRK_ROM_WHEN_CLOSED] = "rom-when-closed",
	[EMU_QUIRK_NO_PROGRESS] = "no-progress",
	[EMU_QUIRK_CLOSE_TRACK_FAILS] = "close-track-fails",
};

/* Drives that were seen to behave so, by their traits. */
static const struct {
	const char *name;
	uint32_t quirks;
	bool long_write;
} personalities[] = {
	{ "strict", 0, false },
	{ "pioneer", 1u << EMU_QUIRK_NWA_150, true },
	{ "lg", 1u << EMU_QUIRK_CLOSE_TRACK_FAILS, false },
	{ "asus", 1u << EMU_QUIRK_ROM_WHEN_CLOSED, false },
	{ "hp", 1u << EMU_QUIRK_NO_PROGRESS | 1u << EMU_QUIRK_SHORT_CAPACITY, false },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Words of one line. */
struct line {
	const char *p, *end;
	char word[WORD_MAX];
};

/* false: no more, or (word[0] == 1) one too long to be known */
static bool next(struct line *line)
{
	size_t n = 0;

	while (line->p < line->end && (*line->p == ' ' || *line->p == '\t' || *line->p == '\r'))
		line->p++;
	if (line->p == line->end || *line->p == '#')
		return false;
	while (line->p < line->end && !strchr(" \t\r#", *line->p) && n < WORD_MAX - 1)
		line->word[n++] = *line->p++;
	line->word[n] = 0;
	return true;
}

static bool is(const struct line *line, const char *word)
{
	return !strcmp(line->word, word);
}

static int digit(char c, unsigned int base)
{
	int d = c >= '0' && c <= '9' ? c - '0' :
		c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;

	return d < (int)base ? d : -1;
}

/* Digits up to the first other character, which *end tells. */
static bool number(const char *s, unsigned int base, const char **end, uint64_t *out)
{
	const char *start = s;

	*out = 0;
	for (int d; (d = digit(*s, base)) >= 0; s++) {
		if (*out > (END - (uint64_t)d) / base)
			return false;
		*out = *out * base + (uint64_t)d;
	}
	*end = s;
	return s > start;
}

static bool whole_number(struct line *line, uint64_t most, uint64_t *out)
{
	const char *end;

	return next(line) && number(line->word, 10, &end, out) && !*end && *out <= most;
}

/* "2", "2.5" in units of 10^-9 */
static bool decimal(struct line *line, uint64_t most, uint64_t *out)
{
	uint64_t whole, scale = 100000000, part = 0;
	const char *p;

	if (!next(line) || !number(line->word, 10, &p, &whole) || whole > most)
		return false;
	if (*p == '.') {
		for (p++; *p; p++, scale /= 10) {
			if (digit(*p, 10) < 0)
				return false;
			part += (uint64_t)digit(*p, 10) * scale;
		}
	}
	*out = whole * 1000000000u + part;
	return !*p;
}

/* "7", "7-9", "7+" */
static bool range(struct line *line, uint64_t least, struct emu_range *out)
{
	const char *p;

	if (!next(line) || !number(line->word, 10, &p, &out->first) || out->first < least)
		return false;
	out->last = out->first;
	if (*p == '+' && !p[1]) {
		out->last = END;
		return true;
	}
	if (*p == '-') {
		if (!number(p + 1, 10, &p, &out->last) || out->last < out->first)
			return false;
	}
	return !*p;
}

static bool opcodes(struct line *line, struct emu_rule *rule)
{
	const char *end;
	uint64_t code;

	if (!next(line))
		return false;
	for (size_t i = 0; i < COUNT(opcode_names); i++) {
		if (!is(line, opcode_names[i].name))
			continue;
		memcpy(rule->opcodes, opcode_names[i].opcodes, sizeof(rule->opcodes));
		rule->opcode_count = opcode_names[i].count;
		return true;
	}
	if (!number(line->word, 16, &end, &code) || *end || code > 0xff)
		return false;
	rule->opcodes[0] = (uint8_t)code;
	rule->opcode_count = 1;
	return true;
}

/* "3/0c/00" */
static bool sense(struct line *line, uint32_t *code)
{
	uint64_t key, asc, ascq;
	const char *p;

	if (!next(line) || !number(line->word, 16, &p, &key) || *p != '/' ||
	    !number(p + 1, 16, &p, &asc) || *p != '/' || !number(p + 1, 16, &p, &ascq) || *p)
		return false;
	*code = EMU_SENSE(key, asc, ascq);
	return key <= 15 && asc <= 0xff && ascq <= 0xff && *code;
}

/* 1: done; 0: not a selector; -1: a bad one */
static int selector(struct line *line, struct emu_rule *rule)
{
	uint64_t n;
	bool ok;

	if (is(line, "nth")) {
		ok = range(line, 1, &rule->nth);
	} else if (is(line, "overall")) {
		ok = range(line, 1, &rule->overall);
	} else if (is(line, "every")) {
		ok = whole_number(line, END, &rule->every) && rule->every;
	} else if (is(line, "lba")) {
		rule->has_lba = true;
		ok = range(line, 0, &rule->lba);
	} else if (is(line, "probability")) {
		rule->has_chance = true;
		ok = decimal(line, 1, &n) && n <= 1000000000u;
		rule->chance = (uint32_t)(ok ? n : 0);
	} else if (is(line, "from")) {
		ok = decimal(line, 1000000000u, &rule->from);
	} else if (is(line, "until")) {
		ok = decimal(line, 1000000000u, &rule->until);
	} else {
		return 0;
	}
	return ok ? 1 : -1;
}

static const struct {
	const char *word;
	enum emu_action action;
	bool modifiers;		/* "after" may follow */
} actions[] = {
	{ "sense", EMU_ACT_SENSE, true },
	{ "stall", EMU_ACT_STALL, false },
	{ "timeout", EMU_ACT_TIMEOUT, true },
	{ "gone", EMU_ACT_GONE, false },
	{ "cut-power", EMU_ACT_CUT_POWER, true },
	{ "busy", EMU_ACT_BUSY, false },
	{ "garbage", EMU_ACT_GARBAGE, false },
	{ "short", EMU_ACT_SHORT, false },
	{ "drop", EMU_ACT_DROP, false },
	{ "corrupt", EMU_ACT_CORRUPT, false },
};

static bool argument(struct line *line, struct emu_rule *rule)
{
	switch (rule->action) {
	case EMU_ACT_SENSE:
		return sense(line, &rule->code);
	case EMU_ACT_STALL:
		return decimal(line, 1000000000u, &rule->amount);
	case EMU_ACT_SHORT:
		return whole_number(line, UINT32_MAX, &rule->amount);
	default:
		return true;
	}
}

static bool modifiers(struct line *line, struct emu_rule *rule, bool may_follow)
{
	uint64_t n;

	while (next(line)) {
		if (is(line, "after") && may_follow) {
			rule->after = true;
		} else if (is(line, "deferred") && rule->action == EMU_ACT_SENSE) {
			rule->deferred = true;
		} else if (is(line, "info") && rule->action == EMU_ACT_SENSE) {
			if (!whole_number(line, UINT32_MAX, &n))
				return false;
			rule->has_info = true;
			rule->info = (uint32_t)n;
		} else if (is(line, "times")) {
			if (!whole_number(line, END, &rule->times) || !rule->times)
				return false;
		} else {
			return false;
		}
	}
	return true;
}

static bool parse_rule(struct line *line, struct emu_rule *rule)
{
	*rule = (struct emu_rule){ .until = END };
	if (!opcodes(line, rule))
		return false;
	while (next(line)) {
		int done = selector(line, rule);

		if (done < 0)
			return false;
		if (done)
			continue;
		for (size_t i = 0; i < COUNT(actions); i++) {
			if (!is(line, actions[i].word))
				continue;
			rule->action = actions[i].action;
			return argument(line, rule) && modifiers(line, rule, actions[i].modifiers);
		}
		return false;
	}
	return false;
}

static bool quirk(struct line *line, struct emu_settings *settings)
{
	if (!next(line))
		return false;
	for (uint32_t i = 0; i < EMU_QUIRKS; i++) {
		if (is(line, quirk_names[i])) {
			settings->quirks |= 1u << i;
			return true;
		}
	}
	return false;
}

static bool personality(struct line *line, struct emu_settings *settings)
{
	if (!next(line))
		return false;
	for (size_t i = 0; i < COUNT(personalities); i++) {
		if (is(line, personalities[i].name)) {
			settings->quirks |= personalities[i].quirks;
			settings->long_write |= personalities[i].long_write;
			return true;
		}
	}
	return false;
}

static bool policy(struct line *line, struct emu_settings *settings)
{
	if (!next(line))
		return false;
	settings->long_write = is(line, "long-write");
	return settings->long_write || is(line, "delay");
}

static bool slow(struct line *line, struct emu_settings *settings)
{
	uint64_t factor;

	if (!next(line) || !is(line, "slow") || !decimal(line, 1000, &factor) ||
	    factor < 10000000)
		return false;
	settings->slow_percent = (uint32_t)(factor / 10000000);
	return true;
}

static bool parse_setting(struct line *line, struct emu_faults *faults)
{
	struct emu_settings *settings = &faults->settings;
	uint64_t n = 0;
	bool ok;

	if (is(line, "seed")) {
		ok = whole_number(line, END, &n);
		/* The generator must not stand at 0. */
		faults->random = n * 0x9e3779b97f4a7c15ull + 0x632be59bd9b4e019ull;
		if (!faults->random)
			faults->random = 1;
	} else if (is(line, "buffer")) {
		ok = whole_number(line, 64u << 20, &n) && n;
		settings->buffer_bytes = (uint32_t)n;
	} else if (is(line, "bus")) {
		ok = whole_number(line, 100000000, &n) && n;
		settings->bus_kbps = (uint32_t)n;
	} else if (is(line, "policy")) {
		ok = policy(line, settings);
	} else if (is(line, "speed")) {
		ok = slow(line, settings);
	} else if (is(line, "quirk")) {
		ok = quirk(line, settings);
	} else if (is(line, "personality")) {
		ok = personality(line, settings);
	} else {
		return false;
	}
	return ok && !next(line);
}

static int parse_line(struct line *line, struct emu_faults *faults)
{
	if (!next(line))
		return 0;
	if (!is(line, "on"))
		return parse_setting(line, faults) ? 0 : BURIN_E_FAULT_PLAN;
	if (faults->count == EMU_FAULT_RULES_MAX ||
	    !parse_rule(line, &faults->rules[faults->count]))
		return BURIN_E_FAULT_PLAN;
	faults->count++;
	return 0;
}

static int parse(const char *text, struct emu_faults *faults, unsigned int *line)
{
	unsigned int n = 1;

	for (const char *p = text; *p; n++) {
		const char *end = strchr(p, '\n');
		struct line words = { .p = p, .end = end ? end : p + strlen(p) };
		int err = parse_line(&words, faults);

		if (err) {
			if (line)
				*line = n;
			return err;
		}
		p = end ? end + 1 : words.end;
	}
	return 0;
}

int emu_faults_parse(const char *text, struct emu_faults **out, unsigned int *line)
{
	struct emu_faults *faults = bur_zalloc(sizeof(*faults));
	uint32_t lines = 1;
	int err;

	*out = NULL;
	if (!faults)
		return -ENOMEM;
	for (const char *p = text; *p && lines < EMU_FAULT_RULES_MAX; p++)
		lines += *p == '\n';
	faults->random = 0x632be59bd9b4e019ull;
	emu_fault_settings_default(&faults->settings);
	faults->rules = bur_array(lines, sizeof(faults->rules[0]));
	err = faults->rules ? parse(text, faults, line) : -ENOMEM;
	if (err) {
		emu_faults_free(faults);
		return err;
	}
	*out = faults;
	return 0;
}

const char *emu_opcode_name(uint8_t opcode)
{
	for (size_t i = 0; i < COUNT(opcode_names); i++)
		if (opcode_names[i].count == 1 && opcode_names[i].opcodes[0] == opcode)
			return opcode_names[i].name;
	return NULL;
}
