/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One command from its block to its status. The order of checks is the
 * standard's: unit attention, readiness, the command block, the medium's state,
 * the data.
 */
#include "emulator/drive.h"

#include <string.h>

#include "core/export.h"
#include "emulator/fault.h"
#include "emulator/log.h"

#define LATENCY 30000u		/* ns every command takes */
#define STATUS_CHECK 2
#define PATIENCE (30 * EMU_SECOND)	/* of a host that names none */

enum {
	QUIET = 1,		/* neither reports nor clears unit attentions */
	NEEDS_MEDIUM = 2,
	ALWAYS = 4,		/* also while a long operation runs */
};

struct entry {
	uint8_t opcode;
	uint8_t flags;
	emu_command *run;
};

static const struct entry entries[] = {
	{ 0x00, NEEDS_MEDIUM, emu_test_unit_ready },
	{ 0x03, QUIET | ALWAYS, emu_request_sense },
	{ 0x04, NEEDS_MEDIUM, emu_format_unit },
	{ 0x12, QUIET | ALWAYS, emu_inquiry },
	{ 0x1b, 0, emu_start_stop },
	{ 0x1e, ALWAYS, emu_prevent },
	{ 0x23, 0, emu_read_format_capacities },
	{ 0x25, NEEDS_MEDIUM, emu_read_capacity },
	{ 0x28, NEEDS_MEDIUM, emu_read_10 },
	{ 0x2a, NEEDS_MEDIUM, emu_write_10 },
	{ 0x2b, NEEDS_MEDIUM, emu_seek },
	{ 0x2e, NEEDS_MEDIUM, emu_write_verify },
	{ 0x2f, NEEDS_MEDIUM, emu_verify },
	{ 0x35, NEEDS_MEDIUM, emu_synchronize },
	{ 0x42, NEEDS_MEDIUM, emu_read_subchannel },
	{ 0x43, NEEDS_MEDIUM, emu_read_toc },
	{ 0x44, NEEDS_MEDIUM, emu_read_header },
	{ 0x46, QUIET | ALWAYS, emu_get_configuration },
	{ 0x4a, QUIET | ALWAYS, emu_event_status },
	{ 0x51, NEEDS_MEDIUM, emu_read_disc_information },
	{ 0x52, NEEDS_MEDIUM, emu_read_track_information },
	{ 0x53, NEEDS_MEDIUM, emu_reserve },
	{ 0x54, NEEDS_MEDIUM, emu_calibrate },
	{ 0x55, 0, emu_mode_select },
	{ 0x58, NEEDS_MEDIUM, emu_repair_track },
	{ 0x5a, ALWAYS, emu_mode_sense },
	{ 0x5b, NEEDS_MEDIUM, emu_close },
	{ 0x5c, ALWAYS, emu_read_buffer_capacity },
	{ 0x5d, NEEDS_MEDIUM, emu_send_cue_sheet },
	{ 0xa1, NEEDS_MEDIUM, emu_blank },
	{ 0xa7, NEEDS_MEDIUM, emu_read_ahead },
	{ 0xa8, NEEDS_MEDIUM, emu_read_12 },
	{ 0xaa, NEEDS_MEDIUM, emu_write_12 },
	{ 0xac, NEEDS_MEDIUM, emu_get_performance },
	{ 0xad, NEEDS_MEDIUM, emu_read_structure },
	{ 0xb6, NEEDS_MEDIUM, emu_set_streaming },
	{ 0xb9, NEEDS_MEDIUM, emu_read_cd_msf },
	{ 0xbb, NEEDS_MEDIUM, emu_set_speed },
	{ 0xbd, ALWAYS, emu_mechanism_status },
	{ 0xbe, NEEDS_MEDIUM, emu_read_cd },
	{ 0xbf, NEEDS_MEDIUM, emu_send_structure },
};

static const struct entry *find(uint8_t opcode)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].opcode == opcode)
			return &entries[i];
	return NULL;
}

/* SPC-4 4.3.4.1: the group in the opcode's upper bits tells the length. */
static uint8_t block_length(uint8_t opcode)
{
	static const uint8_t length[8] = { 6, 10, 10, 6, 16, 12, 10, 10 };

	return length[opcode >> 5];
}

void emu_attention(struct burin_emulator *emu, uint32_t code)
{
	for (uint32_t i = 0; i < emu->attention_count; i++)
		if (emu->attention[i] == code)
			return;
	if (emu->attention_count < EMU_ATTENTIONS_MAX)
		emu->attention[emu->attention_count++] = code;
}

static uint32_t take_attention(struct burin_emulator *emu)
{
	uint32_t code = emu->attention[0];

	emu->attention_count--;
	memmove(emu->attention, emu->attention + 1,
		emu->attention_count * sizeof(emu->attention[0]));
	return code;
}

uint32_t emu_take_deferred(struct burin_emulator *emu)
{
	uint32_t code = emu->deferred;

	emu->deferred = 0;
	emu->detail.deferred = true;
	emu->detail.has_info = true;
	emu->detail.info = emu->deferred_info;
	return code;
}

uint32_t emu_not_ready(struct burin_emulator *emu)
{
	if (!emu_loaded(emu) && emu_quirk(emu, EMU_QUIRK_EMPTY_NOT_READY))
		return EMU_SENSE(2, 0x04, 0x00);
	if (!emu_loaded(emu))
		return emu->tray_open ? EMU_NO_MEDIUM_OPEN : EMU_NO_MEDIUM_CLOSED;
	return emu_operation_sense(emu);
}

static uint32_t bad_place(struct burin_emulator *emu, uint16_t byte, int bit, bool in_cdb,
			  uint32_t code)
{
	emu->detail.has_field = true;
	emu->detail.in_cdb = in_cdb;
	emu->detail.byte = byte;
	emu->detail.has_bit = bit >= 0;
	emu->detail.bit = (uint8_t)(bit >= 0 ? bit : 0);
	return code;
}

uint32_t emu_bad_field(struct burin_emulator *emu, uint16_t byte, int bit)
{
	return bad_place(emu, byte, bit, true, EMU_BAD_FIELD);
}

uint32_t emu_bad_parameter(struct burin_emulator *emu, uint16_t byte, int bit)
{
	return bad_place(emu, byte, bit, false, EMU_BAD_PARAMETER);
}

uint32_t emu_reply(struct emu_request *req, const uint8_t *data, size_t n, size_t allocation)
{
	if (n > allocation)
		n = allocation;
	if (n > req->in_room)
		n = req->in_room;
	if (n)
		memcpy(req->in, data, n);
	req->transferred = n;
	return 0;
}

static uint32_t perform(struct burin_emulator *emu, struct emu_request *req, uint8_t cdb_len)
{
	const struct entry *entry = find(req->cdb[0]);
	uint8_t flags = entry ? entry->flags : 0;
	uint32_t code;

	emu->lapses.command_at = emu->now;
	if (!(flags & QUIET) && emu->attention_count)
		return take_attention(emu);
	if (!(flags & QUIET) && emu->deferred)
		return emu_take_deferred(emu);
	if (!(flags & QUIET) && emu->lapses.busy) {
		emu->lapses.busy = false;
		return EMU_SENSE(2, 0x04, 0x07);
	}
	if (!entry)
		return EMU_BAD_OPCODE;
	if (flags & NEEDS_MEDIUM) {
		code = emu_not_ready(emu);
		if (code)
			return code;
	} else if (!(flags & ALWAYS)) {
		code = emu_operation_sense(emu);
		if (code)
			return code;
	}
	if (cdb_len < block_length(req->cdb[0]))
		return emu_bad_field(emu, cdb_len, -1);
	return emu_lapse(emu, req, &code) ? code : entry->run(emu, req);
}

static void answer(struct burin_emulator *emu, struct burin_emulator_command *cmd, uint32_t code)
{
	if (!code) {
		cmd->status = 0;
		cmd->sense_len = 0;
		return;
	}
	if (emu_quirk(emu, EMU_QUIRK_NO_PROGRESS))
		emu->detail.has_progress = false;
	cmd->status = STATUS_CHECK;
	emu_sense_fixed(code, &emu->detail, cmd->sense);
	cmd->sense_len = EMU_SENSE_LEN;
}

void emu_run(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	struct emu_request req = { .cdb = cmd->cdb };
	uint32_t code;

	if (cmd->data && cmd->direction == BURIN_EMU_IN) {
		req.in = cmd->data;
		req.in_room = cmd->data_len;
	} else if (cmd->data && cmd->direction == BURIN_EMU_OUT) {
		req.out = cmd->data;
		req.out_len = cmd->data_len;
	}
	emu->detail = (struct emu_detail){ 0 };
	emu_advance(emu, LATENCY);
	code = perform(emu, &req, cmd->cdb_len);
	answer(emu, cmd, code);
	cmd->transferred = req.transferred;
	if (!code && (cmd->cdb[0] == 0x2a || cmd->cdb[0] == 0xaa || cmd->cdb[0] == 0x2e))
		emu->stats.writes++;
}

/* false: there is nobody to answer. */
static bool is_there(struct burin_emulator *emu)
{
	if (!emu->off && !emu->gone)
		return true;
	if (!emu->back_at)
		return false;
	emu_advance(emu, LATENCY);
	if (emu->now < emu->back_at)
		return false;
	burin_emulator_restore_power(emu);
	return true;
}

/* The command as the drive carries it out, if nothing comes in its way. */
static void handle(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	bool stray = emu->faults && emu->faults->stray && emu->faults->stray->there;
	const struct emu_rule *rule;

	emu_phase_enter(emu, cmd->cdb);
	rule = emu_fault_match(emu, cmd->cdb);
	if (rule)
		emu_spoil(emu, cmd, rule);
	else
		emu_run(emu, cmd);
	emu_phase_leave(emu, cmd->cdb);
	if (emu->hung && emu->deadline > emu->now)
		emu_advance(emu, emu->deadline - emu->now);
	if (emu->hung || (cmd->timeout_ns && emu->now > emu->deadline && cmd->status >= 0))
		cmd->status = BURIN_EMU_TIMEOUT;
	if (stray && cmd->status >= 0)
		emu_take_stray(emu, cmd);
	if (cmd->status < 0)
		cmd->transferred = cmd->sense_len = 0;
	cmd->residual = rule && rule->action == EMU_ACT_RESIDUAL ?
			(size_t)rule->amount : cmd->data_len - cmd->transferred;
	emu_note_reply(emu, cmd);
}

BURIN_EXPORT void burin_emulator_execute(struct burin_emulator *emu,
					 struct burin_emulator_command *cmd)
{
	cmd->transferred = 0;
	cmd->residual = cmd->data_len;
	cmd->sense_len = 0;
	memset(cmd->sense, 0, sizeof(cmd->sense));
	emu_catch_up(emu);
	if (!is_there(emu)) {
		cmd->status = BURIN_EMU_GONE;
		return;
	}
	emu->stats.commands++;
	emu->hung = false;
	emu->deadline = emu->now + (cmd->timeout_ns ? cmd->timeout_ns : PATIENCE);
	handle(emu, cmd);
	emu->deadline = 0;
	emu_log(emu->log, cmd);
}
