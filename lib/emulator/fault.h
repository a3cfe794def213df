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
#define EMU_FAULT_NAME_MAX 32u

enum emu_action {
	EMU_ACT_NONE = 0,
	EMU_ACT_SENSE,
	EMU_ACT_STATUS,
	EMU_ACT_GARBAGE,
	EMU_ACT_TIMEOUT,
	EMU_ACT_LATE,
	EMU_ACT_DUPLICATE,
	EMU_ACT_NO_CONNECT,
	EMU_ACT_RESET,
	EMU_ACT_HOST_ERROR,
	EMU_ACT_GONE,
	EMU_ACT_CUT_POWER,
	EMU_ACT_SHORT,
	EMU_ACT_RESIDUAL,
	EMU_ACT_PAD,
	EMU_ACT_LENGTH,
	EMU_ACT_FILL,
	EMU_ACT_RANDOM,
	EMU_ACT_STALE,
	EMU_ACT_CORRUPT,
	EMU_ACT_DROP,
	EMU_ACT_MISDIRECT,
	EMU_ACT_IGNORE,
	EMU_ACT_NEXT_WRITABLE,
	EMU_ACT_CAPACITY,
	/* These let later rules act too. */
	EMU_ACT_STALL,
	EMU_ACT_SLOW,
	EMU_ACT_FREEZE,
};

/* What a power cut leaves of the buffer. */
enum emu_tear {
	EMU_TEAR_NONE = 0,	/* nothing */
	EMU_TEAR_HALF,		/* half of the unit under the laser */
	EMU_TEAR_SUBSET,	/* some units, by chance */
	EMU_TEAR_PREFIX,	/* the first units, so many as chance will have it */
	EMU_TEAR_LINK,		/* nothing, and the last unit recorded is lost */
	EMU_TEAR_TABLES,	/* all, but no table tells of it */
	EMU_TEARS,
};

enum emu_phase {
	EMU_PHASE_IDLE = 0,	/* the door is free and nothing is written */
	EMU_PHASE_PROLOGUE,	/* locked, no WRITE yet */
	EMU_PHASE_STREAM,	/* from the first WRITE on */
	EMU_PHASE_EPILOGUE,	/* from SYNCHRONIZE CACHE or CLOSE on */
	EMU_PHASE_FORMATTING,	/* FORMAT UNIT or BLANK, and as long as it runs */
	EMU_PHASES,
};

enum emu_moment {
	EMU_INSTEAD = 0,	/* the command is not carried out */
	EMU_AMID,		/* half of it is */
	EMU_AFTER,		/* all of it */
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
	uint32_t phases;		/* 1 << enum emu_phase; 0: any */
	char medium[EMU_FAULT_NAME_MAX];	/* family or kind; "": any */
	char trigger[EMU_FAULT_NAME_MAX];	/* "": none is waited for */
	uint64_t times;			/* 0: for ever */
	uint64_t lasts;			/* nanoseconds; 0: for ever */

	enum emu_action action;
	enum emu_moment moment;
	bool deferred, descriptor;
	uint32_t code;
	bool has_info;
	uint32_t info;
	bool has_bytes;
	uint8_t bytes;			/* of sense */
	enum emu_tear tear;
	uint64_t amount;		/* nanoseconds, bytes, percent, a status */
	int64_t offset;			/* blocks */

	bool triggered;
	uint64_t seen, fired;
	uint64_t first_fired;		/* virtual time */
};

/* What followed on a command, kept for one of the later. */
struct emu_answer {
	bool there;
	int status;
	uint8_t sense[252];
	uint8_t sense_len;
	size_t size;
	uint8_t data[65536];
};

struct emu_faults {
	struct emu_rule *rules;
	uint32_t count;
	uint64_t random;
	struct emu_settings settings;
	/* NULL unless a rule has a use for them: the last reply, and an answer under way */
	struct emu_answer *previous, *stray;
};

/* What may stand behind an action's word. */
enum {
	EMU_MAY_MOMENT = 1,	/* after, amid */
	EMU_MAY_SENSE = 2,	/* deferred, descriptor, info, bytes */
	EMU_MAY_TEAR = 4,
};

enum emu_argument { EMU_ARG_NONE = 0, EMU_ARG_SENSE, EMU_ARG_SECONDS, EMU_ARG_NUMBER, EMU_ARG_BYTE,
		    EMU_ARG_OFFSET, EMU_ARG_FACTOR };

struct emu_action_word {
	const char *word;
	enum emu_action action;
	enum emu_argument argument;
	uint64_t preset;	/* amount, where the word says it all */
	uint32_t may;
};

extern const struct emu_action_word emu_action_words[];
extern const uint32_t emu_action_word_count;
extern const char *const emu_tear_words[EMU_TEARS];
extern const char *const emu_phase_words[EMU_PHASES];

struct emu_line;

/* fault-rule.c: the words behind "on" */
bool emu_rule_parse(struct emu_line *line, struct emu_rule *rule);

/* fault-opcode.c: the opcodes a word stands for */
bool emu_opcodes_parse(struct emu_line *line, struct emu_rule *rule);
/* The word for one opcode, or NULL. */
const char *emu_opcode_name(uint8_t opcode);

/* 0, -ENOMEM, or BURIN_E_FAULT_PLAN with *line. */
int emu_faults_parse(const char *text, struct emu_faults **out, unsigned int *line);
void emu_faults_free(struct emu_faults *faults);	/* NULL is fine */

void emu_fault_settings_default(struct emu_settings *settings);
void emu_fault_settings_reset(struct burin_emulator *emu);

/* The phase a command falls into; before and behind it. */
void emu_phase_enter(struct burin_emulator *emu, const uint8_t *cdb);
void emu_phase_leave(struct burin_emulator *emu, const uint8_t *cdb);

/* Stalls pass; the rule that spoils this command, or NULL. A view. */
const struct emu_rule *emu_fault_match(struct burin_emulator *emu, const uint8_t *cdb);

uint64_t emu_fault_random(struct emu_faults *faults);

/* spoil.c: the command as the rule will have it */
void emu_spoil(struct burin_emulator *emu, struct burin_emulator_command *cmd,
	       const struct emu_rule *rule);
/* The answer of an earlier command comes instead of this one's. */
void emu_take_stray(struct burin_emulator *emu, struct burin_emulator_command *cmd);
void emu_note_reply(struct burin_emulator *emu, const struct burin_emulator_command *cmd);

/* tear.c: power goes, and leaves so much */
void emu_tear(struct burin_emulator *emu, enum emu_tear tear);

#endif
