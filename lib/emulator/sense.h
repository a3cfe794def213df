/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command's outcome inside the emulator: 0, or key, code and qualifier in one
 * number, with the details that go into the sense bytes kept beside it.
 */
#ifndef EMU_SENSE_H
#define EMU_SENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_SENSE(key, asc, ascq) ((uint32_t)(key) << 16 | (uint32_t)(asc) << 8 | (ascq))
#define EMU_KEY(code) ((uint8_t)((code) >> 16 & 15))

#define EMU_NO_MEDIUM_CLOSED	EMU_SENSE(2, 0x3a, 0x01)
#define EMU_NO_MEDIUM_OPEN	EMU_SENSE(2, 0x3a, 0x02)
#define EMU_LONG_WRITE		EMU_SENSE(2, 0x04, 0x08)
#define EMU_WRITE_ERROR		EMU_SENSE(3, 0x0c, 0x00)
#define EMU_LOST_STREAMING	EMU_SENSE(3, 0x0c, 0x09)
#define EMU_READ_ERROR		EMU_SENSE(3, 0x11, 0x00)
#define EMU_NO_SPARE		EMU_SENSE(3, 0x32, 0x00)
#define EMU_LENGTH_ERROR	EMU_SENSE(5, 0x1a, 0x00)
#define EMU_BAD_OPCODE		EMU_SENSE(5, 0x20, 0x00)
#define EMU_OUT_OF_RANGE	EMU_SENSE(5, 0x21, 0x00)
#define EMU_BAD_WRITE_ADDRESS	EMU_SENSE(5, 0x21, 0x02)
#define EMU_BAD_FIELD		EMU_SENSE(5, 0x24, 0x00)
#define EMU_BAD_PARAMETER	EMU_SENSE(5, 0x26, 0x00)
#define EMU_BAD_VALUE		EMU_SENSE(5, 0x26, 0x02)
#define EMU_SEQUENCE		EMU_SENSE(5, 0x2c, 0x00)
#define EMU_CANNOT_WRITE	EMU_SENSE(5, 0x30, 0x05)
#define EMU_CANNOT_FORMAT	EMU_SENSE(5, 0x30, 0x06)
#define EMU_NOT_FIXATED		EMU_SENSE(5, 0x30, 0x09)
#define EMU_NOT_FORMATTED	EMU_SENSE(5, 0x30, 0x10)
#define EMU_CANNOT_SAVE		EMU_SENSE(5, 0x39, 0x00)
#define EMU_REMOVAL_PREVENTED	EMU_SENSE(5, 0x53, 0x02)
#define EMU_END_OF_TRACK	EMU_SENSE(5, 0x63, 0x00)
#define EMU_NO_ROOM		EMU_SENSE(5, 0x63, 0x01)
#define EMU_ILLEGAL_MODE	EMU_SENSE(5, 0x64, 0x00)
#define EMU_INCOMPLETE_TRACK	EMU_SENSE(5, 0x72, 0x03)
#define EMU_EMPTY_TRACK		EMU_SENSE(5, 0x72, 0x04)
#define EMU_NO_RESERVATION	EMU_SENSE(5, 0x72, 0x05)
#define EMU_MEDIUM_CHANGED	EMU_SENSE(6, 0x28, 0x00)
#define EMU_POWER_ON		EMU_SENSE(6, 0x29, 0x00)
#define EMU_BUS_RESET		EMU_SENSE(6, 0x29, 0x02)
#define EMU_WRITE_PROTECTED	EMU_SENSE(7, 0x27, 0x00)
#define EMU_SOFTWARE_PROTECTED	EMU_SENSE(7, 0x27, 0x02)
#define EMU_DATA_PHASE		EMU_SENSE(11, 0x4b, 0x00)

/* What the sense bytes tell beyond the code (SPC fixed format). */
struct emu_detail {
	bool deferred;
	bool has_info;
	uint32_t info;
	bool has_field, in_cdb, has_bit;	/* 5/24, 5/26: where */
	uint8_t bit;
	uint16_t byte;
	bool has_progress;
	uint16_t progress;			/* 65536ths */
};

/* The command stopped at that block. Drives name none in an illegal request. */
void emu_tell_block(struct emu_detail *detail, uint32_t code, uint32_t lba);

#define EMU_SENSE_LEN 18u

/* Fixed format, response code 70h or 71h, EMU_SENSE_LEN bytes. */
void emu_sense_fixed(uint32_t code, const struct emu_detail *detail, uint8_t *out);

/* Descriptor format, response code 72h or 73h; the bytes used, at most 40. */
size_t emu_sense_descriptor(uint32_t code, const struct emu_detail *detail, uint8_t *out);

#endif
