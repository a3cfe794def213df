/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of one line of the plan, and what they can be read as. */
#ifndef EMU_FAULT_LINE_H
#define EMU_FAULT_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "emulator/fault.h"

#define EMU_WORD_MAX 64
#define EMU_SECONDS_MAX 1000000000u

struct emu_line {
	const char *p, *end;
	char word[EMU_WORD_MAX];
};

/* The next word; false: no more. One too long is cut, and so no word that is known. */
bool emu_line_next(struct emu_line *line);
bool emu_line_is(const struct emu_line *line, const char *word);

/* Digits up to the first other character, which *end tells. */
bool emu_number(const char *s, unsigned int base, const char **end, uint64_t *out);

/* The next word as a number; false: it is none, or too large. */
bool emu_line_number(struct emu_line *line, uint64_t most, uint64_t *out);
bool emu_line_hex(struct emu_line *line, uint64_t most, uint64_t *out);
bool emu_line_decimal(struct emu_line *line, uint64_t most, uint64_t *out);	/* in 10^-9 */
bool emu_line_offset(struct emu_line *line, int64_t *out);		/* "+64", "-64" */
bool emu_line_range(struct emu_line *line, uint64_t least, struct emu_range *out);
bool emu_line_sense(struct emu_line *line, uint32_t *code);		/* "3/0c/00" */
bool emu_line_factor(struct emu_line *line, uint32_t *percent);		/* 0.01 to 1000 */
bool emu_line_name(struct emu_line *line, char out[EMU_FAULT_NAME_MAX]);
/* Which of the words it is; -1: none */
int emu_line_choice(struct emu_line *line, const char *const *words, uint32_t count);

#endif
