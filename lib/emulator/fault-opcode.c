/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for opcodes: those of one command, and those of all that read or write. */
#include <string.h>

#include "emulator/fault-line.h"

struct opcode_name {
	const char *name;
	uint8_t opcodes[EMU_FAULT_OPCODES_MAX];
	uint32_t count;
};

static const struct opcode_name opcode_names[] = {
	{ "any", { 0 }, 0 },
	{ "test-unit-ready", { 0x00 }, 1 },
	{ "request-sense", { 0x03 }, 1 },
	{ "format-unit", { 0x04 }, 1 },
	{ "inquiry", { 0x12 }, 1 },
	{ "start-stop-unit", { 0x1b }, 1 },
	{ "prevent-allow", { 0x1e }, 1 },
	{ "read-format-capacities", { 0x23 }, 1 },
	{ "read-capacity", { 0x25 }, 1 },
	{ "read", { 0x28, 0xa8, 0xbe }, 3 },
	{ "read-10", { 0x28 }, 1 },
	{ "read-12", { 0xa8 }, 1 },
	{ "read-cd", { 0xbe }, 1 },
	{ "read-cd-msf", { 0xb9 }, 1 },
	{ "read-header", { 0x44 }, 1 },
	{ "write", { 0x2a, 0xaa, 0x2e }, 3 },
	{ "write-10", { 0x2a }, 1 },
	{ "write-12", { 0xaa }, 1 },
	{ "write-and-verify", { 0x2e }, 1 },
	{ "seek", { 0x2b }, 1 },
	{ "verify", { 0x2f }, 1 },
	{ "synchronize-cache", { 0x35 }, 1 },
	{ "read-sub-channel", { 0x42 }, 1 },
	{ "read-toc", { 0x43 }, 1 },
	{ "get-configuration", { 0x46 }, 1 },
	{ "get-event-status", { 0x4a }, 1 },
	{ "read-disc-information", { 0x51 }, 1 },
	{ "read-track-information", { 0x52 }, 1 },
	{ "reserve-track", { 0x53 }, 1 },
	{ "send-opc", { 0x54 }, 1 },
	{ "mode-select", { 0x55 }, 1 },
	{ "mode-sense", { 0x5a }, 1 },
	{ "repair-track", { 0x58 }, 1 },
	{ "send-cue-sheet", { 0x5d }, 1 },
	{ "close-track-session", { 0x5b }, 1 },
	{ "read-buffer-capacity", { 0x5c }, 1 },
	{ "blank", { 0xa1 }, 1 },
	{ "get-performance", { 0xac }, 1 },
	{ "read-disc-structure", { 0xad }, 1 },
	{ "send-disc-structure", { 0xbf }, 1 },
	{ "set-streaming", { 0xb6 }, 1 },
	{ "set-cd-speed", { 0xbb }, 1 },
	{ "mechanism-status", { 0xbd }, 1 },
};

bool emu_opcodes_parse(struct emu_line *line, struct emu_rule *rule)
{
	const char *end;
	uint64_t code;

	if (!emu_line_next(line))
		return false;
	for (size_t i = 0; i < sizeof(opcode_names) / sizeof(opcode_names[0]); i++) {
		if (!emu_line_is(line, opcode_names[i].name))
			continue;
		memcpy(rule->opcodes, opcode_names[i].opcodes, sizeof(rule->opcodes));
		rule->opcode_count = opcode_names[i].count;
		return true;
	}
	if (!emu_number(line->word, 16, &end, &code) || *end || code > 0xff)
		return false;
	rule->opcodes[0] = (uint8_t)code;
	rule->opcode_count = 1;
	return true;
}

const char *emu_opcode_name(uint8_t opcode)
{
	for (size_t i = 0; i < sizeof(opcode_names) / sizeof(opcode_names[0]); i++)
		if (opcode_names[i].count == 1 && opcode_names[i].opcodes[0] == opcode)
			return opcode_names[i].name;
	return NULL;
}
