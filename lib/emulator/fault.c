/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/fault.h"

#include "core/bytes.h"
#include "core/export.h"

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
	return emu->kind && !emu->buffer.used ? emu_buffer_prepare(emu) : 0;
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

static bool fires(struct burin_emulator *emu, struct emu_rule *rule, const uint8_t *cdb)
{
	if (!opcode_fits(rule, cdb[0]) || !place_fits(rule, cdb) || emu->now < rule->from ||
	    emu->now > rule->until)
		return false;
	rule->seen++;
	if (!in_range(&rule->nth, rule->seen) || !in_range(&rule->overall, emu->stats.commands))
		return false;
	if (rule->every && rule->seen % rule->every)
		return false;
	if (rule->has_chance && emu_fault_random(emu->faults) % 1000000000u >= rule->chance)
		return false;
	if (rule->times && rule->fired >= rule->times)
		return false;
	rule->fired++;
	return true;
}

const struct emu_rule *emu_fault_match(struct burin_emulator *emu, const uint8_t *cdb)
{
	const struct emu_rule *found = NULL;
	uint64_t stall = 0;

	if (!emu->faults)
		return NULL;
	for (uint32_t i = 0; i < emu->faults->count; i++) {
		struct emu_rule *rule = &emu->faults->rules[i];

		if (!fires(emu, rule, cdb))
			continue;
		if (rule->action == EMU_ACT_STALL)
			stall += rule->amount;
		else if (!found)
			found = rule;
	}
	if (stall)
		emu_advance(emu, stall);
	return found;
}
