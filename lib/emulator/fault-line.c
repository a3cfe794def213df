/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/fault-line.h"

#include <string.h>

bool emu_line_next(struct emu_line *line)
{
	size_t n = 0;

	while (line->p < line->end && (*line->p == ' ' || *line->p == '\t' || *line->p == '\r'))
		line->p++;
	if (line->p == line->end || *line->p == '#')
		return false;
	while (line->p < line->end && !strchr(" \t\r#", *line->p) && n < EMU_WORD_MAX - 1)
		line->word[n++] = *line->p++;
	line->word[n] = 0;
	return true;
}

bool emu_line_is(const struct emu_line *line, const char *word)
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

bool emu_number(const char *s, unsigned int base, const char **end, uint64_t *out)
{
	const char *start = s;

	*out = 0;
	for (int d; (d = digit(*s, base)) >= 0; s++) {
		if (*out > (UINT64_MAX - (uint64_t)d) / base)
			return false;
		*out = *out * base + (uint64_t)d;
	}
	*end = s;
	return s > start;
}

static bool whole(struct emu_line *line, unsigned int base, uint64_t most, uint64_t *out)
{
	const char *end;

	return emu_line_next(line) && emu_number(line->word, base, &end, out) && !*end &&
	       *out <= most;
}

bool emu_line_number(struct emu_line *line, uint64_t most, uint64_t *out)
{
	return whole(line, 10, most, out);
}

bool emu_line_hex(struct emu_line *line, uint64_t most, uint64_t *out)
{
	return whole(line, 16, most, out);
}

bool emu_line_decimal(struct emu_line *line, uint64_t most, uint64_t *out)
{
	uint64_t units, scale = 100000000, part = 0;
	const char *p;

	if (!emu_line_next(line) || !emu_number(line->word, 10, &p, &units) || units > most)
		return false;
	if (*p == '.') {
		for (p++; *p; p++, scale /= 10) {
			if (digit(*p, 10) < 0)
				return false;
			part += (uint64_t)digit(*p, 10) * scale;
		}
	}
	*out = units * 1000000000u + part;
	return !*p;
}

bool emu_line_offset(struct emu_line *line, int64_t *out)
{
	const char *end;
	uint64_t n;

	if (!emu_line_next(line) || !strchr("+-", line->word[0]) ||
	    !emu_number(line->word + 1, 10, &end, &n) || *end || n > UINT32_MAX)
		return false;
	*out = line->word[0] == '-' ? -(int64_t)n : (int64_t)n;
	return true;
}

/* "7", "7-9", "7+" */
bool emu_line_range(struct emu_line *line, uint64_t least, struct emu_range *out)
{
	const char *p;

	if (!emu_line_next(line) || !emu_number(line->word, 10, &p, &out->first) ||
	    out->first < least)
		return false;
	out->last = out->first;
	if (*p == '+' && !p[1]) {
		out->last = UINT64_MAX;
		return true;
	}
	if (*p == '-') {
		if (!emu_number(p + 1, 10, &p, &out->last) || out->last < out->first)
			return false;
	}
	return !*p;
}

bool emu_line_sense(struct emu_line *line, uint32_t *code)
{
	uint64_t key, asc, ascq;
	const char *p;

	if (!emu_line_next(line) || !emu_number(line->word, 16, &p, &key) || *p != '/' ||
	    !emu_number(p + 1, 16, &p, &asc) || *p != '/' ||
	    !emu_number(p + 1, 16, &p, &ascq) || *p)
		return false;
	*code = EMU_SENSE(key, asc, ascq);
	return key <= 15 && asc <= 0xff && ascq <= 0xff && *code;
}

bool emu_line_factor(struct emu_line *line, uint32_t *percent)
{
	uint64_t factor;

	if (!emu_line_decimal(line, 1000, &factor) || factor < 10000000)
		return false;
	*percent = (uint32_t)(factor / 10000000);
	return true;
}

bool emu_line_name(struct emu_line *line, char out[EMU_FAULT_NAME_MAX])
{
	if (!emu_line_next(line) || strlen(line->word) >= EMU_FAULT_NAME_MAX)
		return false;
	strcpy(out, line->word);
	return true;
}

int emu_line_choice(struct emu_line *line, const char *const *words, uint32_t count)
{
	if (!emu_line_next(line))
		return -1;
	for (uint32_t i = 0; i < count; i++)
		if (emu_line_is(line, words[i]))
			return (int)i;
	return -1;
}
