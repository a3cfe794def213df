/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to a drive, as text: a step is a command, "COMMAND < LIST", "write LBA COUNT",
 * "stream LBA COUNT" (32 at most), "sleep SECONDS" or "reload".
 */
#ifndef TEST_SCENE_H
#define TEST_SCENE_H

#include "emulator/emu.h"

/* Page 05h from its third byte on: write type and flags, track mode, block type. */
#define PAGE_05(start, pause) "5510 0000000000 003c 00 < 0000000000000000 0532 " start pause \
	"000000000000000000000000000000000000000000000000000000000000000000000000"
#define TAO PAGE_05("41 c4 08 000000000000000000", "0096")
#define TAO_FINAL PAGE_05("41 04 08 000000000000000000", "0096")
#define BORDER PAGE_05("60 e5 08 10 0000000000000010", "0000")
#define LAYER_JUMP PAGE_05("64 e5 08 10 0000000000000010", "0000")
#define READY "000000000000"
#define SYNC "3500 00000000 00 0000 00"
#define CLOSE_SESSION "5b00 02 00 0000 00000000"
#define CLOSE_TRACK_1 "5b00 01 00 0001 00000000"
#define FINALISE "5b00 06 00 0000 00000000"
#define FORMAT(blocks, type, parameter) \
	"0411 00000000 < 00 00 0008 " blocks " " type " " parameter

static inline int takes_data(uint8_t opcode)
{
	static const uint8_t in[] = { 0x03, 0x12, 0x23, 0x25, 0x28, 0x42, 0x43, 0x46, 0x4a, 0x51,
				      0x52, 0x5a, 0x5c, 0xa8, 0xac, 0xad, 0xbd, 0xbe };

	return memchr(in, opcode, sizeof(in)) != NULL;
}

static inline uint32_t perform(struct drive *d, const char *step)
{
	const char *list = strchr(step, '<');
	unsigned int lba, count, opcode = 0;

	if (sscanf(step, "write %u %u", &lba, &count) == 2)
		return write_many(d, lba, count);
	if (sscanf(step, "stream %u %u", &lba, &count) == 2) {
		char hex[64];

		pattern(test_blocks, lba, count, 0);
		snprintf(hex, sizeof(hex), "aa00 %08x %08x 80 00", lba, count);
		return command(d, hex, BURIN_EMU_OUT, test_blocks, count * 2048u);
	}
	if (sscanf(step, "sleep %u", &count) == 1) {
		burin_emulator_sleep(d->emu, count * SECOND);
		return OK;
	}
	if (!strcmp(step, "reload")) {
		if (tell(d, "1b0000000200") != OK)
			return STATUS;
		tell(d, "1b0000000300");
		clear_attentions(d);
		return OK;
	}
	if (list)
		return give(d, step, list + 1);
	sscanf(step, "%2x", &opcode);
	return takes_data((uint8_t)opcode) ? ask(d, step) : tell(d, step);
}

#endif
