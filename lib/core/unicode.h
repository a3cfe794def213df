/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UTF-8 and UTF-16, strict: overlong forms, surrogates and values over 10FFFFh are refused. */
#ifndef BUR_CORE_UNICODE_H
#define BUR_CORE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUR_UNICODE_BAD 0xffffffffu

/*
 * The code point at s (n bytes left, n > 0); *used is how many bytes it took.
 * BUR_UNICODE_BAD with *used 1 when s is not UTF-8.
 */
uint32_t bur_utf8_next(const char *s, size_t n, size_t *used);
bool bur_utf8_valid(const char *s, size_t n);
/* Bytes written, at most 4. */
size_t bur_utf8_put(char *out, uint32_t code);
/* UTF-16BE units of code: 1 or 2; written to out when it is not NULL. */
size_t bur_utf16be_put(uint8_t *out, uint32_t code);
/* As bur_utf8_next() for UTF-16BE; n in bytes. A lone surrogate is BUR_UNICODE_BAD, *used 2. */
uint32_t bur_utf16be_next(const uint8_t *s, size_t n, size_t *used);

#endif
