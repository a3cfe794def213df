/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replies are read in two steps: the header first, then exactly as much as it
 * announces, because bridges exist that fail when asked for more than the drive
 * sends. These give the length of the second step from the reply to the first.
 *
 * All are 0 when n bytes do not hold the length field, never over 65534, and
 * even: some bridges round an odd count up and overrun.
 */
#ifndef BUR_MMC_REPLY_H
#define BUR_MMC_REPLY_H

#include <stddef.h>
#include <stdint.h>

/* Length in bytes 0-1, not counting itself: TOC, disc and track information, event, mode sense. */
size_t bur_reply_size16(const uint8_t *p, size_t n);
/* Length in bytes 0-3, not counting itself: configuration, performance. */
size_t bur_reply_size32(const uint8_t *p, size_t n);
/* READ FORMAT CAPACITIES: byte 3, not counting the 4 bytes of header. */
size_t bur_reply_size_capacities(const uint8_t *p, size_t n);
/* INQUIRY: byte 4, not counting the 5 bytes to there. */
size_t bur_reply_size_inquiry(const uint8_t *p, size_t n);

#endif
