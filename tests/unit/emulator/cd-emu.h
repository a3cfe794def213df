/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CDs under test: page 05h, cue sheets, sectors of every size. */
#ifndef TEST_EMU_CD_H
#define TEST_EMU_CD_H

#include "emulator/emu.h"

enum { PACKETS = 0, TAO = 1, SAO = 2, RAW = 3 };

/* Page 05h: type and flags of byte 2, byte 3, data block type. */
static inline uint32_t write_page(struct drive *d, unsigned int two, unsigned int three,
				  unsigned int block_type)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x %02x 00 00 00 00 00"
			 "00000000 0096", two, three, block_type);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	return give(d, "5510 0000000000 003c 00", list);
}

/* count blocks of so many bytes each, made by the address and the salt */
static uint8_t cd_blocks[2448 * 64];

static inline void cd_pattern(uint8_t *p, int32_t lba, uint32_t count, uint32_t bytes,
			      uint32_t salt)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < bytes; k++)
			*p++ = (uint8_t)(((uint32_t)lba + i) * 37 + k * 11 + (k >> 8) + salt);
}

static inline uint32_t cd_send(struct drive *d, int32_t lba, uint32_t count, uint32_t bytes)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "2a00 %08x 00 %04x 00", (uint32_t)lba, count);
	return command(d, hex, BURIN_EMU_OUT, cd_blocks, (size_t)count * bytes);
}

static inline uint32_t cd_write(struct drive *d, int32_t lba, uint32_t count, uint32_t bytes)
{
	while (count) {
		uint32_t n = count < 32 ? count : 32, code;

		cd_pattern(cd_blocks, lba, n, bytes, 0);
		code = cd_send(d, lba, n, bytes);
		if (code)
			return code;
		lba += (int32_t)n;
		count -= n;
	}
	return OK;
}

/* READ CD: expected type, byte 9, sub-channel; the data go to cd_blocks */
static inline uint32_t read_cd(struct drive *d, int32_t lba, uint32_t count, unsigned int type,
			       unsigned int nine, unsigned int sub)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "be%02x %08x %06x %02x %02x 00", type << 2, (uint32_t)lba, count,
		 nine, sub);
	memset(cd_blocks, 0x5a, sizeof(cd_blocks));
	return command(d, hex, BURIN_EMU_IN, cd_blocks, sizeof(cd_blocks));
}

static inline int cd_holds(struct drive *d, int32_t lba, uint32_t count, unsigned int type,
			   unsigned int nine, uint32_t bytes)
{
	static uint8_t want[2352];

	for (uint32_t i = 0; i < count; i++) {
		cd_pattern(want, lba + (int32_t)i, 1, bytes, 0);
		if (read_cd(d, lba + (int32_t)i, 1, type, nine, 0) != OK ||
		    d->cmd.transferred != bytes || memcmp(want, cd_blocks, bytes))
			return 0;
	}
	return 1;
}

/* SEND CUE SHEET of eight bytes a line */
static inline uint32_t cue_sheet(struct drive *d, const char *list)
{
	uint8_t bytes[512];
	unsigned int byte;
	char hex[64];
	size_t n = 0;
	int used;

	while (n < sizeof(bytes) && sscanf(list, " %2x%n", &byte, &used) == 1) {
		bytes[n++] = (uint8_t)byte;
		list += used;
	}
	snprintf(hex, sizeof(hex), "5d00 00000000 %06x 00", (unsigned int)n);
	return command(d, hex, BURIN_EMU_OUT, bytes, n);
}

#endif
