/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sub-channels P to W: 96 bytes a sector, bit 7 of each for P, bit 6 for Q,
 * bits 5-0 for R to W (ECMA-130 22). Q alone is 12 bytes, its CRC the last two.
 */
#ifndef EMU_SUBCHANNEL_H
#define EMU_SUBCHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_Q_BYTES 12u
#define EMU_PACK_SYMBOLS 24u		/* of R to W, four packs a sector */
#define EMU_PACK_DELAY 8u		/* packs a symbol may lie behind the first */

/* x^16 + x^12 + x^5 + 1, inverted: of Q and of CD-Text packs. */
uint16_t emu_subchannel_crc(const uint8_t *p, size_t n);

void emu_subchannel_put(uint8_t *subcode, const uint8_t *q, bool p);
void emu_subchannel_get_q(const uint8_t *subcode, uint8_t *q);
bool emu_subchannel_q_intact(const uint8_t *q);

/* Q of ADR 2 and 3 (ECMA-130 22.3.4): 13 digits, 12 characters; the last byte is the frame's. */
void emu_subchannel_catalog(uint8_t *q, uint8_t control, const uint8_t *digits, uint8_t frame);
void emu_subchannel_isrc(uint8_t *q, uint8_t control, const uint8_t *code, uint8_t frame);
void emu_subchannel_get_catalog(const uint8_t *q, uint8_t *digits);
void emu_subchannel_get_isrc(const uint8_t *q, uint8_t *code);

/* Parity over GF(64) into a pack whose mode, instruction and data stand in place. */
void emu_subchannel_pack_parity(uint8_t *pack);

/* Where symbol i of a pack lies behind the pack's own place in the stream of symbols. */
uint32_t emu_subchannel_pack_place(uint32_t i);

#endif
