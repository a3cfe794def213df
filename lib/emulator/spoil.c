/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a rule makes of a command: of the command itself, of its data, of its answer. */
#include <string.h>

#include "core/bytes.h"
#include "emulator/fault.h"

#define STATUS_GOOD 0
#define STATUS_CHECK 2
#define STATUS_BUSY 8

uint32_t emu_target(const struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	int64_t at = (int64_t)lba + emu->misdirect;

	return at < 0 || at + count > emu_store_blocks(emu->store) ? lba : (uint32_t)at;
}

bool emu_hang(struct burin_emulator *emu)
{
	if (!emu->deadline || emu->frozen_until <= emu->deadline)
		return false;
	emu->hung = true;
	return true;
}

void emu_thaw(struct burin_emulator *emu)
{
	if (emu->frozen_until > emu->now && emu->buffer.at >= emu->frozen_until)
		emu->buffer.at = emu->now;
	emu->frozen_until = 0;
}

static void wait_for_host(struct burin_emulator *emu)
{
	if (emu->deadline > emu->now)
		emu_advance(emu, emu->deadline - emu->now);
}

/* Half of the blocks are written, or a long operation is half over. */
static void run_half(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	uint8_t whole[16], *c = cmd->cdb;

	memcpy(whole, c, sizeof(whole));
	switch (c[0]) {
	case 0x2a:
	case 0x2e:
		put_be16(c + 7, get_be16(c + 7) / 2);
		emu_run(emu, cmd);
		break;
	case 0xaa:
		put_be32(c + 6, get_be32(c + 6) / 2);
		emu_run(emu, cmd);
		break;
	case 0x35:
	case 0x5b:
	case 0xa1:
		c[1] |= c[0] == 0x35 ? 2 : c[0] == 0x5b ? 1 : 0x10;
		emu_run(emu, cmd);
		emu_advance(emu, emu->operation.duration / 2);
		break;
	default:
		break;
	}
	memcpy(c, whole, sizeof(whole));
}

static void carry_out(struct burin_emulator *emu, struct burin_emulator_command *cmd,
		      enum emu_moment moment)
{
	if (moment == EMU_AFTER)
		emu_run(emu, cmd);
	else if (moment == EMU_AMID)
		run_half(emu, cmd);
}

static void inject_sense(struct burin_emulator *emu, struct burin_emulator_command *cmd,
			 const struct emu_rule *rule)
{
	size_t n = EMU_SENSE_LEN;

	emu->detail = (struct emu_detail){ .deferred = rule->deferred, .has_info = rule->has_info,
					   .info = rule->info };
	memset(cmd->sense, 0, sizeof(cmd->sense));
	if (rule->descriptor)
		n = emu_sense_descriptor(rule->code, &emu->detail, cmd->sense);
	else
		emu_sense_fixed(rule->code, &emu->detail, cmd->sense);
	cmd->status = STATUS_CHECK;
	cmd->sense_len = rule->has_bytes ? rule->bytes : (uint8_t)n;
	memset(cmd->sense + cmd->sense_len, 0, sizeof(cmd->sense) - cmd->sense_len);
}

static void give_garbage(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	cmd->status = STATUS_CHECK;
	cmd->sense_len = (uint8_t)(emu_fault_random(emu->faults) % (sizeof(cmd->sense) + 1));
	for (uint8_t i = 0; i < cmd->sense_len; i++)
		cmd->sense[i] = (uint8_t)(emu_fault_random(emu->faults) >> 56);
}

static void lose_bus(struct burin_emulator *emu)
{
	emu_thaw(emu);
	if (emu_loaded(emu)) {
		emu_finish_operation(emu);
		emu_flush(emu);
	}
	emu->gone = true;
}

static void keep(struct emu_answer *answer, const struct burin_emulator_command *cmd)
{
	answer->there = true;
	answer->status = cmd->status;
	answer->sense_len = cmd->sense_len;
	memcpy(answer->sense, cmd->sense, cmd->sense_len);
	answer->size = 0;
	if (cmd->direction != BURIN_EMU_IN || !cmd->data)
		return;
	answer->size = cmd->transferred < sizeof(answer->data) ? cmd->transferred
							       : sizeof(answer->data);
	memcpy(answer->data, cmd->data, answer->size);
}

static void give_reply(const struct emu_answer *answer, struct burin_emulator_command *cmd)
{
	size_t n = answer->size < cmd->data_len ? answer->size : cmd->data_len;

	if (cmd->direction != BURIN_EMU_IN || !cmd->data)
		return;
	memcpy(cmd->data, answer->data, n);
	cmd->transferred = n;
}

/* Where the length stands in a reply that begins with it, and its bytes; 0: in none. */
static uint32_t length_field(uint8_t opcode, uint32_t *at)
{
	*at = 0;
	switch (opcode) {
	case 0x23:
		*at = 3;
		return 1;
	case 0x43:
	case 0x4a:
	case 0x51:
	case 0x52:
	case 0x5a:
	case 0x5c:
	case 0xad:
		return 2;
	case 0x12:
		*at = 4;
		return 1;
	case 0x42:
		*at = 2;
		return 2;
	case 0x46:
	case 0xac:
		return 4;
	case 0xbd:
		*at = 6;
		return 2;
	default:
		return 0;
	}
}

static void lie_about_length(struct burin_emulator_command *cmd, uint64_t length)
{
	uint32_t at, n = length_field(cmd->cdb[0], &at);

	for (uint32_t i = 0; i < n && at + i < cmd->transferred; i++)
		((uint8_t *)cmd->data)[at + i] = (uint8_t)(length >> 8 * (n - 1 - i));
}

static void shift(struct burin_emulator_command *cmd, size_t at, int64_t offset)
{
	uint8_t *p = (uint8_t *)cmd->data + at;

	if (cmd->transferred >= at + 4)
		put_be32(p, (uint32_t)(get_be32(p) + (uint64_t)offset));
}

/* READ CAPACITY, READ FORMAT CAPACITIES, and the free blocks of READ TRACK INFORMATION. */
static void lie_about_capacity(struct burin_emulator_command *cmd, int64_t offset)
{
	switch (cmd->cdb[0]) {
	case 0x25:
		shift(cmd, 0, offset);
		break;
	case 0x23:
		shift(cmd, 4, offset);
		break;
	case 0x52:
		shift(cmd, 16, offset);
		break;
	default:
		break;
	}
}

static void pad(struct burin_emulator_command *cmd, uint64_t more)
{
	size_t room = cmd->data_len - cmd->transferred;

	if (more > room)
		more = room;
	memset((uint8_t *)cmd->data + cmd->transferred, 0, (size_t)more);
	cmd->transferred += (size_t)more;
}

/* A reply that came, of a command answered GOOD. */
static void spoil_reply(struct burin_emulator *emu, struct burin_emulator_command *cmd,
			const struct emu_rule *rule)
{
	uint8_t *p = cmd->data;

	switch (rule->action) {
	case EMU_ACT_PAD:
		pad(cmd, rule->amount);
		break;
	case EMU_ACT_LENGTH:
		lie_about_length(cmd, rule->amount);
		break;
	case EMU_ACT_FILL:
		memset(p, (int)rule->amount, cmd->transferred);
		break;
	case EMU_ACT_RANDOM:
		for (size_t i = 0; i < cmd->transferred; i++)
			p[i] = (uint8_t)(emu_fault_random(emu->faults) >> 56);
		break;
	case EMU_ACT_STALE:
		give_reply(emu->faults->previous, cmd);
		break;
	case EMU_ACT_CORRUPT:
		if (cmd->transferred)
			p[cmd->transferred / 2] ^= 1;
		break;
	case EMU_ACT_NEXT_WRITABLE:
		if (cmd->cdb[0] == 0x52)
			shift(cmd, 12, rule->offset);
		break;
	case EMU_ACT_CAPACITY:
		lie_about_capacity(cmd, rule->offset);
		break;
	default:
		break;
	}
}

/* One bit of what the host gives is another on the medium. */
static void write_corrupted(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	void *given = cmd->data;
	uint8_t *copy = bur_alloc(cmd->data_len);

	if (!copy) {
		cmd->status = STATUS_BUSY;
		return;
	}
	memcpy(copy, given, cmd->data_len);
	copy[cmd->data_len / 2] ^= 1;
	cmd->data = copy;
	emu_run(emu, cmd);
	cmd->data = given;
	bur_free(copy);
}

/* The command is carried out, and its data are not what they should be. */
static void spoil_data(struct burin_emulator *emu, struct burin_emulator_command *cmd,
		       const struct emu_rule *rule)
{
	if (rule->action == EMU_ACT_CORRUPT && cmd->direction == BURIN_EMU_OUT && cmd->data &&
	    cmd->data_len) {
		write_corrupted(emu, cmd);
		return;
	}
	emu->drop_write = rule->action == EMU_ACT_DROP;
	emu->misdirect = rule->action == EMU_ACT_MISDIRECT ? rule->offset : 0;
	emu_run(emu, cmd);
	emu->drop_write = false;
	emu->misdirect = 0;
	if (rule->action == EMU_ACT_SHORT && cmd->transferred > rule->amount)
		cmd->transferred = (size_t)rule->amount;
	if (cmd->direction == BURIN_EMU_IN && cmd->data && cmd->status == STATUS_GOOD)
		spoil_reply(emu, cmd, rule);
}

/* The transport or the drive fails, the command being carried out so far. */
static void fail(struct burin_emulator *emu, struct burin_emulator_command *cmd,
		 const struct emu_rule *rule)
{
	carry_out(emu, cmd, rule->moment);
	switch (rule->action) {
	case EMU_ACT_TIMEOUT:
		wait_for_host(emu);
		cmd->status = BURIN_EMU_TIMEOUT;
		break;
	case EMU_ACT_RESET:
		emu_reset(emu);
		cmd->status = BURIN_EMU_RESET;
		break;
	case EMU_ACT_HOST_ERROR:
		cmd->status = BURIN_EMU_ERROR;
		break;
	case EMU_ACT_GONE:
		lose_bus(emu);
		cmd->status = BURIN_EMU_GONE;
		break;
	case EMU_ACT_CUT_POWER:
		emu_tear(emu, rule->tear);
		if (rule->moment != EMU_AFTER)
			cmd->status = BURIN_EMU_GONE;
		break;
	default:
		inject_sense(emu, cmd, rule);
		break;
	}
	if ((emu->gone || emu->off) && rule->lasts)
		emu->back_at = emu->now + rule->lasts;
}

void emu_spoil(struct burin_emulator *emu, struct burin_emulator_command *cmd,
	       const struct emu_rule *rule)
{
	switch (rule->action) {
	case EMU_ACT_STATUS:
		cmd->status = (int)rule->amount;
		break;
	case EMU_ACT_GARBAGE:
		give_garbage(emu, cmd);
		break;
	case EMU_ACT_NO_CONNECT:
		cmd->status = BURIN_EMU_NO_CONNECT;
		break;
	case EMU_ACT_IGNORE:
		cmd->status = STATUS_GOOD;
		break;
	case EMU_ACT_LATE:
	case EMU_ACT_DUPLICATE:
		emu_run(emu, cmd);
		keep(emu->faults->stray, cmd);
		if (rule->action == EMU_ACT_DUPLICATE)
			break;
		wait_for_host(emu);
		cmd->status = BURIN_EMU_TIMEOUT;
		break;
	case EMU_ACT_SENSE:
	case EMU_ACT_TIMEOUT:
	case EMU_ACT_RESET:
	case EMU_ACT_HOST_ERROR:
	case EMU_ACT_GONE:
	case EMU_ACT_CUT_POWER:
		fail(emu, cmd, rule);
		break;
	default:
		spoil_data(emu, cmd, rule);
		break;
	}
}

void emu_take_stray(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	struct emu_answer *stray = emu->faults->stray;

	stray->there = false;
	cmd->status = stray->status;
	cmd->sense_len = stray->sense_len;
	memcpy(cmd->sense, stray->sense, stray->sense_len);
	cmd->transferred = 0;
	give_reply(stray, cmd);
}

void emu_note_reply(struct burin_emulator *emu, const struct burin_emulator_command *cmd)
{
	if (emu->faults && emu->faults->previous && cmd->direction == BURIN_EMU_IN &&
	    cmd->status == STATUS_GOOD && cmd->transferred)
		keep(emu->faults->previous, cmd);
}
