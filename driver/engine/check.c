// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/* A program from outside: nothing in it is believed before it has passed here. */
#include "policy.h"
#include "sequencer.h"

#define COMMAND_BYTES_MAX	(4u << 20)
#define BLOCK_SIZE_MAX		4096

#define WHEN_ALL	(BURIN_WHEN_WRITTEN | BURIN_WHEN_UNWRITTEN | BURIN_WHEN_COMPLETE | \
			 BURIN_WHEN_CUT | BURIN_WHEN_STREAM)
#define STEP_ALL	(BURIN_STEP_STOPS | BURIN_STEP_SYNC | BURIN_STEP_POLL | \
			 BURIN_STEP_IGNORE | BURIN_STEP_CLOSES)

static int extent_is_fine(const struct burin_stream_spec *spec)
{
	if (!spec->block_size || spec->block_size > BLOCK_SIZE_MAX || !spec->unit)
		return 0;
	if (!spec->command_blocks || spec->command_blocks > COMMAND_BYTES_MAX / spec->block_size)
		return 0;
	if (spec->command_blocks % spec->unit)
		return 0;
	if (spec->cdb_len == 10 && spec->command_blocks > 0xffff)
		return 0;
	if (spec->lba >= BURIN_LBA_END)
		return 0;
	return spec->blocks <= (__u64)(BURIN_LBA_END - spec->lba) &&
	       spec->least_blocks <= (__u64)(BURIN_LBA_END - spec->lba);
}

static int stream_is_fine(const struct burin_stream_spec *spec)
{
	if (!burin_cdb_is_fine(spec->cdb, spec->cdb_len) ||
	    (spec->cdb_len != 10 && spec->cdb_len != 12))
		return 0;
	if (!burin_cdb_length(spec->cdb[0]) || !extent_is_fine(spec))
		return 0;
	if (spec->end > BURIN_END_DECLARED || (spec->end == BURIN_END_DECLARED && !spec->blocks))
		return 0;
	if (spec->pad0 || spec->pad1 || !spec->timeout_ms)
		return 0;
	if (spec->direction == BURIN_DIR_IN)
		return spec->blocks && spec->end == BURIN_END_NONE && !spec->least_blocks;
	return spec->direction == BURIN_DIR_OUT;
}

static int step_is_fine(const struct burin_step *step, __u32 streams)
{
	if (!burin_cdb_is_fine(step->cdb, step->cdb_len) || step->direction > BURIN_DIR_IN)
		return 0;
	if (step->direction == BURIN_DIR_NONE && step->data_len)
		return 0;
	if (step->direction == BURIN_DIR_OUT && step->data_len > BURIN_STEP_DATA_MAX)
		return 0;
	if (step->when & ~WHEN_ALL || step->flags & ~STEP_ALL || step->pad0 || !step->timeout_ms)
		return 0;
	if (step->when & BURIN_WHEN_STREAM ? step->stream >= streams : step->stream)
		return 0;
	return !(step->flags & BURIN_STEP_POLL) || step->poll_ms;
}

static int matches_a_byte(__u16 value)
{
	return value <= 0xff || value == BURIN_ANY;
}

static int reaction_is_fine(const struct burin_reaction *reaction)
{
	if (!matches_a_byte(reaction->key) || !matches_a_byte(reaction->asc) ||
	    !matches_a_byte(reaction->ascq) || !matches_a_byte(reaction->opcode))
		return 0;
	return reaction->react <= BURIN_REACT_DONE && !(reaction->flags & ~BURIN_REACTION_AT_ONCE);
}

int burin_seq_check(const struct burin_program *program)
{
	__u32 i;

	if (program->stream_count > BURIN_STREAMS_MAX || program->step_count > BURIN_STEPS_MAX ||
	    program->reaction_count > BURIN_REACTIONS_MAX)
		return -1;
	if ((program->stream_count && !program->streams) ||
	    (program->step_count && !program->steps) ||
	    (program->reaction_count && !program->reactions))
		return -1;
	for (i = 0; i < program->stream_count; i++)
		if (!stream_is_fine(&program->streams[i]))
			return -1;
	for (i = 0; i < program->step_count; i++)
		if (!step_is_fine(&program->steps[i], program->stream_count))
			return -1;
	for (i = 0; i < program->reaction_count; i++)
		if (!reaction_is_fine(&program->reactions[i]))
			return -1;
	return 0;
}
