/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text into rules. Every word must be known; the line at fault is told. */
#include "emulator/fault.h"

#include <burin/error.h>
#include <errno.h>
#include <string.h>

#include "emulator/fault-line.h"

static bool quirk(struct emu_line *line, struct emu_settings *settings)
{
	enum emu_quirk found;

	if (!emu_line_next(line) || !emu_quirk_find(line->word, &found))
		return false;
	emu_quirk_add(&settings->quirks, found);
	return true;
}

static bool personality(struct emu_line *line, struct emu_settings *settings)
{
	const struct emu_personality *p;

	if (!emu_line_next(line))
		return false;
	p = emu_personality_find(line->word);
	if (!p)
		return false;
	for (uint32_t i = 0; i < p->count; i++)
		emu_quirk_add(&settings->quirks, p->quirks[i]);
	settings->long_write |= p->long_write;
	if (*p->identity)
		settings->personality = p;
	return true;
}

static bool policy(struct emu_line *line, struct emu_settings *settings)
{
	if (!emu_line_next(line))
		return false;
	settings->long_write = emu_line_is(line, "long-write");
	return settings->long_write || emu_line_is(line, "delay");
}

/* "slow FACTOR", "start SECONDS", "thermal SECONDS FACTOR" */
static bool speed(struct emu_line *line, struct emu_settings *settings)
{
	if (!emu_line_next(line))
		return false;
	if (emu_line_is(line, "slow"))
		return emu_line_factor(line, &settings->slow_percent);
	if (emu_line_is(line, "start"))
		return emu_line_decimal(line, EMU_SECONDS_MAX, &settings->start);
	return emu_line_is(line, "thermal") &&
	       emu_line_decimal(line, EMU_SECONDS_MAX, &settings->thermal) &&
	       settings->thermal && emu_line_factor(line, &settings->thermal_percent);
}

/* "defect A", "defect A-B": bad blocks of the medium */
static bool defect(struct emu_line *line, struct emu_settings *settings)
{
	struct emu_range blocks;
	struct emu_defect *d = &settings->defects[settings->defect_count];

	if (settings->defect_count == EMU_DEFECTS_MAX || !emu_line_range(line, 0, &blocks) ||
	    blocks.first > UINT32_MAX)
		return false;
	d->first = (uint32_t)blocks.first;
	d->last = blocks.last < UINT32_MAX ? (uint32_t)blocks.last : UINT32_MAX;
	settings->defect_count++;
	return true;
}

static bool parse_setting(struct emu_line *line, struct emu_faults *faults)
{
	struct emu_settings *settings = &faults->settings;
	uint64_t n = 0;
	bool ok;

	if (emu_line_is(line, "seed")) {
		ok = emu_line_number(line, UINT64_MAX, &n);
		/* The generator must not stand at 0. */
		faults->random = n * 0x9e3779b97f4a7c15ull + 0x632be59bd9b4e019ull;
		if (!faults->random)
			faults->random = 1;
	} else if (emu_line_is(line, "buffer")) {
		ok = emu_line_number(line, 64u << 20, &n) && n;
		settings->buffer_bytes = (uint32_t)n;
	} else if (emu_line_is(line, "bus")) {
		ok = emu_line_number(line, 100000000, &n) && n;
		settings->bus_kbps = (uint32_t)n;
	} else if (emu_line_is(line, "policy")) {
		ok = policy(line, settings);
	} else if (emu_line_is(line, "speed")) {
		ok = speed(line, settings);
	} else if (emu_line_is(line, "quirk")) {
		ok = quirk(line, settings);
	} else if (emu_line_is(line, "defect")) {
		ok = defect(line, settings);
	} else if (emu_line_is(line, "personality")) {
		ok = personality(line, settings);
	} else {
		return false;
	}
	return ok && !emu_line_next(line);
}

/* Room for what the action has to remember. */
static int keep_answers(struct emu_faults *faults, enum emu_action action)
{
	if (action == EMU_ACT_STALE && !faults->previous)
		faults->previous = bur_zalloc(sizeof(*faults->previous));
	if ((action == EMU_ACT_LATE || action == EMU_ACT_DUPLICATE) && !faults->stray)
		faults->stray = bur_zalloc(sizeof(*faults->stray));
	if (action == EMU_ACT_STALE)
		return faults->previous ? 0 : -ENOMEM;
	return (action == EMU_ACT_LATE || action == EMU_ACT_DUPLICATE) && !faults->stray ?
	       -ENOMEM : 0;
}

static int parse_line(struct emu_line *line, struct emu_faults *faults)
{
	if (!emu_line_next(line))
		return 0;
	if (!emu_line_is(line, "on"))
		return parse_setting(line, faults) ? 0 : BURIN_E_FAULT_PLAN;
	if (faults->count == EMU_FAULT_RULES_MAX ||
	    !emu_rule_parse(line, &faults->rules[faults->count]))
		return BURIN_E_FAULT_PLAN;
	return keep_answers(faults, faults->rules[faults->count++].action);
}

static int parse(const char *text, struct emu_faults *faults, unsigned int *line)
{
	unsigned int n = 1;

	for (const char *p = text; *p; n++) {
		const char *end = strchr(p, '\n');
		struct emu_line words = { .p = p, .end = end ? end : p + strlen(p) };
		int err = parse_line(&words, faults);

		if (err) {
			if (line && err == BURIN_E_FAULT_PLAN)
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
