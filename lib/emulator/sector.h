/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CD sectors as ECMA-130 has them: 2352 bytes with synchronisation, header,
 * error detection and correction. What a drive adds to the data of the host is
 * made here.
 */
#ifndef EMU_SECTOR_H
#define EMU_SECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_FRAME_BYTES 2352u
#define EMU_MODE_2_BYTES 2336u		/* all behind the header */
#define EMU_FORM_2_BYTES 2324u
#define EMU_SUBCODE_BYTES 96u
#define EMU_SUBMODE_FORM_2 0x20u

/* As READ CD's Expected Sector Type numbers them (MMC-6 6.19.2.1). */
enum emu_sector_type { EMU_TYPE_ANY = 0, EMU_TYPE_AUDIO, EMU_TYPE_MODE_1, EMU_TYPE_FORMLESS,
		       EMU_TYPE_FORM_1, EMU_TYPE_FORM_2 };

uint32_t emu_sector_edc(const uint8_t *p, size_t n);

/* Synchronisation and header; the address is LBA + 150 in BCD. */
void emu_sector_head(uint8_t *frame, int32_t lba, uint8_t mode);

/* User data (and, in mode 2, the sub-header) stand in place: head and codes around them. */
void emu_sector_finish(uint8_t *frame, int32_t lba, enum emu_sector_type type);

/* What a whole frame is, by its own header; an EDC that does not match its data is told. */
enum emu_sector_type emu_sector_type_of(const uint8_t *frame);
bool emu_sector_intact(const uint8_t *frame, enum emu_sector_type type);

/* Scrambles, or undoes it (ECMA-130 annex B). */
void emu_sector_scramble(uint8_t *frame);

/* Minute, second, frame of an absolute time, in BCD; those of a lead-in count up to 99:59:74. */
void emu_sector_bcd_time(uint8_t *p, int32_t lba);
uint8_t emu_bcd(uint32_t value);

#endif
