// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "supply.h"

#include "account.h"

static const struct burin_seq_action no_action;

static __u64 min64(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

static void put_be(__u8 *p, __u32 n, __u64 value)
{
	while (n--) {
		p[n] = (__u8)value;
		value >>= 8;
	}
}

/* Blocks that zeros are still owed for, behind the last of the data. */
static __u64 least_blocks(const struct burin_seq *seq, const struct burin_stream_spec *spec,
			  __u32 tail)
{
	__u64 least = 0;

	if (spec->end == BURIN_END_DECLARED && !seq->cut)
		least = spec->blocks;
	if (seq->stream_blocks + tail && least < spec->least_blocks)
		least = spec->least_blocks;
	return least > seq->stream_blocks ? least - seq->stream_blocks : 0;
}

/* Blocks of the command that carries the last left bytes, or nothing but zeros. */
static __u32 tail_blocks(const struct burin_seq *seq, const struct burin_stream_spec *spec,
			 __u32 left)
{
	__u32 blocks, least;

	if (spec->direction == BURIN_DIR_IN)
		return left / spec->block_size;
	blocks = (left + spec->block_size - 1) / spec->block_size;
	least = (__u32)min64(least_blocks(seq, spec, blocks), spec->command_blocks);
	if (blocks < least)
		blocks = least;
	if (spec->end != BURIN_END_NONE)
		blocks = (blocks + spec->unit - 1) / spec->unit * spec->unit;
	return blocks;
}

/* SBC-3 and MMC-6: the address is in bytes 2-5 of both groups. */
static void fill_command(struct burin_seq *seq, const struct burin_stream_spec *spec, __u32 data)
{
	struct burin_seq_action *command = &seq->command;
	__u32 bytes = seq->blocks * spec->block_size, i;

	*command = no_action;
	command->kind = BURIN_ACT_SEND;
	for (i = 0; i < BURIN_CDB_MAX; i++)
		command->cdb[i] = spec->cdb[i];
	command->cdb_len = spec->cdb_len;
	put_be(command->cdb + 2, 4, (__u64)seq->state.next_lba);
	if (spec->cdb_len == 12)
		put_be(command->cdb + 6, 4, seq->blocks);
	else
		put_be(command->cdb + 7, 2, seq->blocks);
	command->direction = spec->direction;
	command->is_stream = 1;
	command->data_bytes = spec->direction == BURIN_DIR_IN ? bytes : data;
	command->zero_bytes = bytes - command->data_bytes;
	command->data_offset = seq->offset;
	command->timeout_ms = spec->timeout_ms;
}

enum burin_supply burin_seq_supply(struct burin_seq *seq)
{
	const struct burin_stream_spec *spec = burin_seq_stream(seq);
	__u32 full = spec->command_blocks * spec->block_size, data = full;
	__u64 blocks = spec->blocks ? spec->blocks : (__u64)(BURIN_LBA_END - spec->lba);
	__u64 limit = blocks * spec->block_size;
	__u64 have = seq->cut ? seq->offset : min64(seq->available, limit);

	seq->blocks = spec->command_blocks;
	if (have - seq->offset < full) {
		if (!seq->ended && !seq->cut && have < limit)
			return BURIN_SUPPLY_WAIT;
		data = (__u32)(have - seq->offset);
		seq->blocks = tail_blocks(seq, spec, data);
	}
	if (!seq->blocks)
		return BURIN_SUPPLY_OVER;
	fill_command(seq, spec, data);
	return BURIN_SUPPLY_COMMAND;
}

