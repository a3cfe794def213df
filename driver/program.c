// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"

#include <linux/export.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "engine/sequencer.h"

bool burin_may_send(const u8 *cdb, u32 len, enum burin_opener opener)
{
	u8 copy[BURIN_CDB_MAX] = {};

	if (!burin_policy_allows(cdb, len, opener))
		return false;
	if (opener == BURIN_OPENER_PRIVILEGED)
		return true;
	memcpy(copy, cdb, len);
	return burin_kernel_allows(copy, opener == BURIN_OPENER_WRITES);
}

void burin_copy_free(struct burin_copy *copy)
{
	if (!copy)
		return;
	kvfree(copy->streams);
	kvfree(copy->steps);
	kvfree(copy->reactions);
	kfree(copy);
}
EXPORT_SYMBOL_GPL(burin_copy_free);

/* An array from the user: NULL for none. */
static void *take(u64 from, u32 count, u32 most, size_t size)
{
	if (!count)
		return from ? ERR_PTR(-EINVAL) : NULL;
	if (count > most)
		return ERR_PTR(-EINVAL);
	return vmemdup_user(u64_to_user_ptr(from), count * size);
}

static int take_steps(struct burin_copy *copy, u64 steps, u32 step_count, u64 reactions,
		      u32 reaction_count)
{
	void *array = take(steps, step_count, BURIN_STEPS_MAX, sizeof(*copy->steps));

	if (IS_ERR(array))
		return PTR_ERR(array);
	copy->steps = array;
	array = take(reactions, reaction_count, BURIN_REACTIONS_MAX, sizeof(*copy->reactions));
	if (IS_ERR(array))
		return PTR_ERR(array);
	copy->reactions = array;
	copy->program.steps = copy->steps;
	copy->program.step_count = step_count;
	copy->program.reactions = copy->reactions;
	copy->program.reaction_count = reaction_count;
	return 0;
}

static int take_streams(struct burin_copy *copy, u64 streams, u32 count)
{
	void *array = take(streams, count, BURIN_STREAMS_MAX, sizeof(*copy->streams));

	if (IS_ERR(array))
		return PTR_ERR(array);
	copy->streams = array;
	copy->program.streams = copy->streams;
	copy->program.stream_count = count;
	return 0;
}

static int check(const struct burin_copy *copy, enum burin_opener opener)
{
	const struct burin_program *program = &copy->program;

	if (burin_seq_check(program))
		return -EINVAL;
	for (u32 i = 0; i < program->stream_count; i++) {
		const struct burin_stream_spec *spec = &program->streams[i];

		if (spec->timeout_ms > BURIN_TIMEOUT_MS_MAX ||
		    spec->direction != program->streams[0].direction)
			return -EINVAL;
		if (!burin_may_send(spec->cdb, spec->cdb_len, opener))
			return -EPERM;
	}
	for (u32 i = 0; i < program->step_count; i++) {
		const struct burin_step *step = &program->steps[i];

		if (step->timeout_ms > BURIN_TIMEOUT_MS_MAX || step->poll_ms > BURIN_TIMEOUT_MS_MAX)
			return -EINVAL;
		if (!burin_may_send(step->cdb, step->cdb_len, opener))
			return -EPERM;
	}
	return 0;
}

static struct burin_copy *finish(struct burin_copy *copy, int ret, enum burin_opener opener)
{
	if (!ret)
		ret = check(copy, opener);
	if (!ret)
		return copy;
	burin_copy_free(copy);
	return ERR_PTR(ret);
}

struct burin_copy *burin_copy_streams(const struct burin_start *start, enum burin_opener opener)
{
	struct burin_copy *copy = kzalloc(sizeof(*copy), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!copy)
		return ERR_PTR(-ENOMEM);
	copy->program.probe_blocks = start->probe_blocks;
	ret = take_streams(copy, start->streams, start->stream_count);
	if (!ret)
		ret = take_steps(copy, start->steps, start->step_count, start->reactions,
				 start->reaction_count);
	return finish(copy, ret, opener);
}

struct burin_copy *burin_copy_epilogue(const struct burin_epilogue *epilogue,
				       enum burin_opener opener)
{
	struct burin_copy *copy;
	int ret;

	if (!epilogue->step_count)
		return epilogue->steps || epilogue->reactions || epilogue->reaction_count ?
		       ERR_PTR(-EINVAL) : NULL;
	copy = kzalloc(sizeof(*copy), GFP_KERNEL_ACCOUNT);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	ret = take_steps(copy, epilogue->steps, epilogue->step_count, epilogue->reactions,
			 epilogue->reaction_count);
	return finish(copy, ret, opener);
}
