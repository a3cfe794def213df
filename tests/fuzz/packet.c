/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet machine against a flat model: every byte is a choice, of what callers do, of what becomes of
 * the drive, its cache and its medium, and of when. What a flush promised is on the medium at the end.
 */
#include "engine/burner.h"

#include <stdio.h>

struct choices { const uint8_t *p; size_t n; };

/* When they have come to an end, always the first. */
static uint32_t choose(void *user, uint32_t n)
{
	struct choices *c = user;

	if (!c->n)
		return 0;
	c->n--;
	return *c->p++ % n;
}

static void spoil(struct burner *b)
{
	for (uint32_t i = pick(b, 8); i; i--)
		b->bad_read[pick(b, PACKETS)] = true;
	for (uint32_t i = pick(b, 8); i; i--)
		b->bad_write[pick(b, PACKETS)] = true;
	for (uint32_t i = pick(b, 4); i; i--)
		b->bad_sync[pick(b, PACKETS)] = true;
	for (uint32_t i = pick(b, 8); i; i--)
		b->bad_block[pick(b, PACKETS) * b->machine.config.packet_blocks] = true;
	for (uint32_t i = pick(b, 8); i; i--)
		b->blank[pick(b, PACKETS)] = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct choices choices = { data, n };
	static struct burner b;
	uint32_t flags;

	if (n < 4)
		return 0;
	memset(&b, 0, sizeof(b));
	b.choose = choose;
	b.user = &choices;
	flags = pick(&b, 4);
	burner_init(&b, pick(&b, 2) ? 32 : 16, flags);
	if (pick(&b, 2))
		spoil(&b);
	while (choices.n && !b.broken)
		burner_work(&b, 64);
	if (!b.broken)
		burner_run(&b, true);
	lose_cache(&b);
	if (!b.broken)
		burner_judge_medium(&b);
	if (b.broken) {
		fprintf(stderr, "%s\n", b.broken);
		abort();
	}
	return 0;
}
