/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: names made harmless, sizes, times. */
#ifndef TOOL_TEXT_H
#define TOOL_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Copies text without control characters and invalid UTF-8: those bytes become "\xNN".
 * Cut at a whole character when out is too small. Names come from discs and must
 * neither move the cursor nor break a line.
 */
void text_clean(const char *text, char *out, size_t n);
/* The same for JSON, which has escapes of its own: only invalid UTF-8 becomes "\xNN". */
void text_utf8(const char *text, char *out, size_t n);

/* "4.7 GB", "512 bytes": powers of ten, as media are sold. */
void text_bytes(uint64_t bytes, char *out, size_t n);
/* "0:07", "12:34", "1:02:03". */
void text_time(uint64_t ms, char *out, size_t n);
/* "48x", "2.4x": a factor within a hundredth of a whole one is that one. */
void text_speed(double factor, char *out, size_t n);
/* UTC, "2024-05-01 12:00:00". */
void text_date(int64_t seconds, char *out, size_t n);

#endif
