/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BUR_IMAGE_PATTERN_H
#define BUR_IMAGE_PATTERN_H

#include <stdbool.h>

/*
 * Shell patterns, the same under every locale: '*', '?' (one byte, or one
 * character of UTF-8), "[a-z]", "[!a-z]", '\' before a character to mean itself. No wildcard
 * matches '/'.
 */
bool bur_pattern_match(const char *pattern, const char *text);

#endif
