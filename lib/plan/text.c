// SPDX-License-Identifier: LGPL-2.1-or-later
/* A plan as text: everything that is in it, a line a step. See Documentation/plan.rst. */
#include "plan/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/alloc.h"
#include "mmc/cdb.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct text {
	char *p;
	size_t n, room;
};

/* Counts first (p NULL), then writes: the same calls twice, one allocation. */
static void say(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(t->p ? t->p + t->n : NULL, t->p ? t->room - t->n : 0, format, args);
	va_end(args);
	t->n += len > 0 ? (size_t)len : 0;
}

static void say_bytes(struct text *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		say(t, i ? " %02x" : "%02x", p[i]);
}

static void say_words(struct text *t, const char *lead, uint32_t bits, const char *const *words,
		      size_t count)
{
	if (!bits)
		return;
	say(t, "%s", lead);
	for (size_t i = 0; i < count; i++)
		if (bits & 1u << i)
			say(t, " %s", words[i]);
}

static void say_time(struct text *t, const char *lead, uint32_t ms)
{
	if (ms % 1000)
		say(t, "%s%lu ms", lead, (unsigned long)ms);
	else
		say(t, "%s%lu s", lead, (unsigned long)(ms / 1000));
}

static void say_command(struct text *t, const struct burin_step *step, const char *why)
{
	say_bytes(t, step->cdb, step->cdb_len);
	say(t, "  %s: %s", bur_opcode_name(step->cdb[0]), why);
	if (step->direction == BURIN_DIR_IN)
		say(t, "; in %u", step->data_len);
	if (step->direction == BURIN_DIR_OUT) {
		say(t, "; out %u: ", step->data_len);
		say_bytes(t, step->data, step->data_len);
	}
}

static void say_waits(struct text *t, const struct burin_step *step)
{
	say_time(t, "; ", step->timeout_ms);
	if (step->flags & BURIN_STEP_POLL)
		say_time(t, ", polled ", step->poll_ms);
	say(t, "\n");
}

static void say_prologue(struct text *t, const struct bur_prologue_step *before)
{
	static const char *const takes[] = { "", "the next writable address", "the page's length" };
	static const char *const hints[] = { "", "; a format", "; an erase" };

	say(t, "prologue  ");
	say_command(t, &before->step, before->why);
	if (before->alternative)
		say(t, "; if the step before is refused");
	if (before->optional)
		say(t, "; may be refused");
	if (before->again)
		say(t, "; once more after a reset");
	if (before->take)
		say(t, "; takes %s", takes[before->take]);
	say(t, "%s", hints[before->hint]);
	say_waits(t, &before->step);
}

static void say_stream(struct text *t, const struct burin_stream_spec *spec, uint32_t number)
{
	static const char *const ends[] = { "as short as the data", "to the unit", "to the blocks" };

	say(t, "stream %lu  ", (unsigned long)number);
	say_bytes(t, spec->cdb, spec->cdb_len);
	say(t, "  %s: from %ld, ", bur_opcode_name(spec->cdb[0]), (long)spec->lba);
	if (spec->blocks)
		say(t, "%llu", (unsigned long long)spec->blocks);
	else
		say(t, "unknown");
	say(t, " blocks of %lu, unit %lu, %lu a command, at least %lu, ends %s",
	    (unsigned long)spec->block_size, (unsigned long)spec->unit,
	    (unsigned long)spec->command_blocks, (unsigned long)spec->least_blocks,
	    ends[spec->end]);
	say_time(t, "; ", spec->timeout_ms);
	say(t, "\n");
}

static void say_step(struct text *t, const struct burin_step *step, const char *why)
{
	static const char *const whens[] = { "written", "unwritten", "complete", "cut", "stream" };
	static const char *const flags[] = { "stops", "sync", "poll", "ignored", "closes" };

	say(t, "epilogue  ");
	say_command(t, step, why);
	say_words(t, "; when", step->when, whens, COUNT(whens));
	if (step->when & BURIN_WHEN_STREAM)
		say(t, " %lu", (unsigned long)step->stream);
	say_words(t, ";", step->flags, flags, COUNT(flags));
	say_waits(t, step);
}

static void say_match(struct text *t, const char *lead, uint16_t value)
{
	if (value == BURIN_ANY)
		say(t, "%s*", lead);
	else
		say(t, "%s%02x", lead, value);
}

static void say_reaction(struct text *t, const struct burin_reaction *reaction)
{
	static const char *const what[] = { "fail", "carry on", "poll", "repeat", "done" };

	say(t, "reaction  ");
	say_match(t, "", reaction->key);
	say_match(t, "/", reaction->asc);
	say_match(t, "/", reaction->ascq);
	if (reaction->opcode != BURIN_ANY)
		say(t, " of %s", bur_opcode_name((uint8_t)reaction->opcode));
	say(t, ": %s", what[reaction->react]);
	if (reaction->flags & BURIN_REACTION_AT_ONCE)
		say(t, " at once");
	if (reaction->most)
		say(t, ", %u times", reaction->most);
	if (reaction->wait_ms)
		say_time(t, ", every ", reaction->wait_ms);
	if (reaction->limit_ms)
		say_time(t, ", for ", reaction->limit_ms);
	say(t, "\n");
}

static void say_plan(struct text *t, const struct bur_plan *plan)
{
	const struct burin_program *program = &plan->program;

	say(t, "method    %s\n", plan->method[0] ? plan->method : "none");
	if (plan->packet_blocks)
		say(t, "packets   of %lu blocks, %llu blocks in all\n",
		    (unsigned long)plan->packet_blocks, (unsigned long long)plan->blocks_on_medium);
	if (program->stream_count) {
		say(t, "start     %lu\n", (unsigned long)plan->start);
		if (plan->blocks_on_medium)
			say(t, "blocks    %llu\n", (unsigned long long)plan->blocks_on_medium);
		else
			say(t, "blocks    unknown\n");
	}
	for (uint32_t i = 0; i < plan->prologue_count; i++)
		say_prologue(t, &plan->prologue[i]);
	for (uint32_t i = 0; i < program->stream_count; i++)
		say_stream(t, &plan->streams[i], i);
	if (program->probe_blocks)
		say(t, "probe     every %lu blocks\n", (unsigned long)program->probe_blocks);
	for (uint32_t i = 0; i < program->step_count; i++)
		say_step(t, &plan->steps[i], plan->step_why[i]);
	for (uint32_t i = 0; i < program->reaction_count; i++)
		say_reaction(t, &plan->reactions[i]);
}

char *bur_plan_format(const struct bur_plan *plan)
{
	struct text t = { 0 };

	say_plan(&t, plan);
	t.room = t.n + 1;
	t.p = bur_alloc(t.room);
	if (!t.p)
		return NULL;
	t.n = 0;
	t.p[0] = '\0';
	say_plan(&t, plan);
	return t.p;
}
