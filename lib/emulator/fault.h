/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fault plan: rules that pick commands and spoil them, and settings of the
 * drive. Its grammar is in Documentation/emulator.rst.
 */
#ifndef EMU_FAULT_H
#define EMU_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/drive.h"

#define EMU_FAULT_TEXT_MAX 65536u
#define EMU_FAULT_RULES_MAX 1024u
#define EMU_FAULT_OPCODES_MAX 3u

enum emu_action {
	EMU_ACT_NONE = 0,
	EMU_ACT_SENSE,
	EMU_ACT_STALL,		/* the only one that lets later rules act too */
	EMU_ACT_TIMEOUT,
	EMU_ACT_GONE,
	EMU_ACT_CUT_POWER,
	EMU_ACT_BUSY,
	EMU_ACT_GARBAGE,
	EMU_ACT_SHORT,
	EMU_ACT_DROP,
	EMU_ACT_CORRUPT,
};

/* Numbers from first to last; last 0: not asked. */
struct emu_range {
	uint64_t first, last;
};

struct emu_rule {
	uint8_t opcodes[EMU_FAULT_OPCODES_MAX];
	uint32_t opcode_count;		/* 0: any */
	struct emu_range nth, overall;
	uint64_t every;
	bool has_lba;
	struct emu_range lba;
	bool has_chance;
	uint32_t chance;		/* in 10^9 */
	uint64_t from, until;		/* virtual time */
	uint64_t times;			/* 0: for ever */

	enum emu_action action;
	bool after;			/* the command is carried out first */
	bool deferred;
	uint32_t code;
	bool has_info;
	uint32_t info;
	uint64_t amount;		/* nanoseconds, bytes */

	uint64_t seen, fired;
};

struct emu_faults {
	struct emu_rule *rules;
	uint32_t count;
	uint64_t random;
	struct emu_settings settings;
};

/* The word for one opcode, or NULL. */
const char *emu_opcode_name(uint8_t opcode);

/* 0, -ENOMEM, or BURIN_E_FAULT_PLAN with *line. */
int emu_faults_parse(const char *text, struct emu_faults **out, unsigned int *line);
void emu_faults_free(struct emu_faults *faults);	/* NULL is fine */

void emu_fault_settings_default(struct emu_settings *settings);
void emu_fault_settings_reset(struct burin_emulator *emu);

/* Stalls pass; the rule that spoils this command, or NULL. A view. */
const struct emu_rule *emu_fault_match(struct burin_emulator *emu, const uint8_t *cdb);

uint64_t emu_fault_random(struct emu_faults *faults);

#endif
