/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/fault.h"

#include <errno.h>
#include <string.h>

#include "core/bytes.h"
#include "core/export.h"

#define FOR_EVER (1000000 * EMU_SECOND)

void emu_fault_settings_default(struct emu_settings *settings)
{
	*settings = (struct emu_settings){ .bus_kbps = 600000, .slow_percent = 100 };
}

void emu_fault_settings_reset(struct burin_emulator *emu)
{
	emu_fault_settings_default(&emu->settings);
}

void emu_faults_free(struct emu_faults *faults)
{
	if (!faults)
		return;
	bur_free(faults->rules);
	bur_free(faults->previous);
	bur_free(faults->stray);
	bur_free(faults);
}

/* The new buffer size holds from when the buffer is empty; a full one keeps its data. */
BURIN_EXPORT int burin_emulator_set_faults(struct burin_emulator *emu, const char *plan,
					   unsigned int *line)
{
	struct emu_faults *faults;
	int err = emu_faults_parse(plan, &faults, line);

	if (err)
		return err;
	emu_faults_free(emu->faults);
	emu->faults = faults;
	emu->settings = faults->settings;
	emu->pace_percent = 0;
	emu_thaw(emu);
	return emu->kind && !emu->buffer.used ? emu_buffer_prepare(emu) : 0;
}

BURIN_EXPORT int burin_emulator_trigger(struct burin_emulator *emu, const char *name)
{
	int err = -ENOENT;

	for (uint32_t i = 0; emu->faults && i < emu->faults->count; i++) {
		struct emu_rule *rule = &emu->faults->rules[i];

		if (!*name || strcmp(rule->trigger, name))
			continue;
		rule->triggered = true;
		rule->seen = rule->fired = 0;
		err = 0;
	}
	return err;
}

/* xorshift64*: the plan's seed alone decides. */
uint64_t emu_fault_random(struct emu_faults *faults)
{
	uint64_t x = faults->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	faults->random = x;
	return x * 0x2545f4914f6cdd1dull;
}

/* The blocks a command names; false: it names none. */
static bool blocks_of(const uint8_t *cdb, uint64_t *lba, uint64_t *count)
{
	*lba = get_be32(cdb + 2);
	switch (cdb[0]) {
	case 0x28:
	case 0x2a:
	case 0x2e:
	case 0x2f:
		*count = get_be16(cdb + 7);
		return true;
	case 0xa8:
	case 0xaa:
		*count = get_be32(cdb + 6);
		return true;
	case 0xbe:
		*count = get_be24(cdb + 6);
		return true;
	case 0x2b:
		*count = 1;
		return true;
	default:
		return false;
	}
}

static bool in_range(const struct emu_range *range, uint64_t n)
{
	return !range->last || (n >= range->first && n <= range->last);
}

static bool opcode_fits(const struct emu_rule *rule, uint8_t opcode)
{
	for (uint32_t i = 0; i < rule->opcode_count; i++)
		if (rule->opcodes[i] == opcode)
			return true;
	return !rule->opcode_count;
}

static bool place_fits(const struct emu_rule *rule, const uint8_t *cdb)
{
	uint64_t lba, count;

	if (!rule->has_lba)
		return true;
	return blocks_of(cdb, &lba, &count) && lba <= rule->lba.last &&
	       lba + count > rule->lba.first;
}

/* A family's word or a kind's. */
static bool medium_fits(const struct burin_emulator *emu, const char *medium)
{
	static const char *const families[] = { [EMU_CD] = "cd", [EMU_DVD] = "dvd",
						[EMU_BD] = "bd" };

	if (!*medium)
		return true;
	return emu_loaded(emu) && (!strcmp(medium, families[emu->kind->family]) ||
				   !strcmp(medium, burin_kind_name(emu->kind->kind)));
}

static enum emu_phase phase_of(const struct burin_emulator *emu, uint8_t opcode)
{
	enum emu_operation_kind running = emu->operation.kind;

	if (opcode == 0x04 || opcode == 0xa1 || running == EMU_OP_FORMAT ||
	    running == EMU_OP_BLANK)
		return EMU_PHASE_FORMATTING;
	return emu->phase;
}

/* What a command begins holds for itself already; ALLOW is the last of its phase. */
void emu_phase_enter(struct burin_emulator *emu, const uint8_t *cdb)
{
	switch (cdb[0]) {
	case 0x1e:
		if ((cdb[4] & 1) && emu->phase != EMU_PHASE_STREAM)
			emu->phase = EMU_PHASE_PROLOGUE;
		break;
	case 0x2a:
	case 0x2e:
	case 0xaa:
		emu->phase = EMU_PHASE_STREAM;
		break;
	case 0x35:
	case 0x5b:
		emu->phase = EMU_PHASE_EPILOGUE;
		break;
	default:
		break;
	}
}

void emu_phase_leave(struct burin_emulator *emu, const uint8_t *cdb)
{
	if (!emu_loaded(emu) || (cdb[0] == 0x1e && !(cdb[4] & 1)))
		emu->phase = EMU_PHASE_IDLE;
}

/* What this command is and when it comes: only such ones are counted. */
static bool fits(const struct burin_emulator *emu, const struct emu_rule *rule, const uint8_t *cdb)
{
	if (!opcode_fits(rule, cdb[0]) || !place_fits(rule, cdb) || emu->now < rule->from ||
	    emu->now > rule->until)
		return false;
	if (rule->phases && !(rule->phases >> phase_of(emu, cdb[0]) & 1))
		return false;
	return medium_fits(emu, rule->medium) && (!rule->trigger[0] || rule->triggered);
}

/* A state of the drive lasts as long as its rule says; of other actions the rule does. */
static bool is_state(enum emu_action action)
{
	return action == EMU_ACT_GONE || action == EMU_ACT_CUT_POWER || action == EMU_ACT_SLOW ||
	       action == EMU_ACT_FREEZE;
}

static bool is_over(const struct burin_emulator *emu, const struct emu_rule *rule)
{
	if (rule->times && rule->fired >= rule->times)
		return true;
	return rule->lasts && !is_state(rule->action) && rule->fired &&
	       emu->now - rule->first_fired >= rule->lasts;
}

static bool fires(struct burin_emulator *emu, struct emu_rule *rule, const uint8_t *cdb)
{
	if (!fits(emu, rule, cdb))
		return false;
	rule->seen++;
	if (!in_range(&rule->nth, rule->seen) || !in_range(&rule->overall, emu->stats.commands))
		return false;
	if (rule->every && rule->seen % rule->every)
		return false;
	if (rule->has_chance && emu_fault_random(emu->faults) % 1000000000u >= rule->chance)
		return false;
	if (is_over(emu, rule))
		return false;
	if (!rule->fired++)
		rule->first_fired = emu->now;
	return true;
}

/* A drive that waits for the end must come to it. */
static uint64_t end_of(const struct burin_emulator *emu, const struct emu_rule *rule)
{
	return emu->now + (rule->lasts ? rule->lasts : FOR_EVER);
}

const struct emu_rule *emu_fault_match(struct burin_emulator *emu, const uint8_t *cdb)
{
	const struct emu_rule *found = NULL;
	uint64_t stall = 0;

	for (uint32_t i = 0; emu->faults && i < emu->faults->count; i++) {
		struct emu_rule *rule = &emu->faults->rules[i];

		if (!fires(emu, rule, cdb))
			continue;
		if (rule->action == EMU_ACT_STALL) {
			stall += rule->amount;
		} else if (rule->action == EMU_ACT_SLOW) {
			emu->pace_percent = (uint32_t)rule->amount;
			emu->pace_until = end_of(emu, rule);
		} else if (rule->action == EMU_ACT_FREEZE) {
			emu->frozen_until = end_of(emu, rule);
		} else if (!found) {
			found = rule;
		}
	}
	if (stall)
		emu_advance(emu, stall);
	return found;
}
