/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a fault plan of an empty drive: refused with its line, or obeyed. */
#include <burin/emulator.h>
#include <burin/error.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t opcodes[] = { 0x00, 0x12, 0x51, 0x2a };
	struct burin_emulator *emu;
	char *text = malloc(n + 1);
	unsigned int line = 0;
	uint8_t reply[64];
	int ret;

	if (!text || burin_emulator_open(NULL, &emu, NULL))
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	ret = burin_emulator_set_faults(emu, text, &line);
	if (ret && ret != BURIN_E_FAULT_PLAN && ret != -ENOMEM)
		abort();
	if (ret == BURIN_E_FAULT_PLAN && !line)
		abort();
	for (unsigned int i = 0; i < 12; i++) {
		struct burin_emulator_command cmd = {
			.cdb = { opcodes[i % 4] }, .cdb_len = 10,
			.direction = i % 4 ? BURIN_EMU_IN : BURIN_EMU_NONE,
			.data = reply, .data_len = i % 4 ? sizeof(reply) : 0,
		};

		burin_emulator_execute(emu, &cmd);
		if (cmd.transferred > cmd.data_len || cmd.sense_len > sizeof(cmd.sense))
			abort();
	}
	burin_emulator_close(emu);
	free(text);
	return 0;
}
