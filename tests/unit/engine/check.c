// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/drive.h"

#include <kselftest_harness.h>
#include <stdlib.h>

static struct small s;

/* One field made wrong in a program that is fine. */
#define REFUSED(change) do { \
	make_small(&s); \
	ASSERT_EQ(0, burin_seq_check(&s.program)); \
	change; \
	EXPECT_EQ(-1, burin_seq_check(&s.program)) { TH_LOG(#change); } \
} while (0)

TEST(streams)
{
	REFUSED(s.program.stream_count = BURIN_STREAMS_MAX + 1);
	REFUSED(s.program.streams = NULL);
	REFUSED(s.streams[0].cdb_len = 12);
	REFUSED(s.streams[0].cdb[0] = 0x12; s.streams[0].cdb_len = 6);
	REFUSED(s.streams[0].cdb[0] = 0xe0);
	REFUSED(s.streams[0].cdb[12] = 1);
	REFUSED(s.streams[0].direction = BURIN_DIR_NONE);
	REFUSED(s.streams[0].direction = BURIN_DIR_IN);
	REFUSED(s.streams[0].end = 3);
	REFUSED(s.streams[0].end = BURIN_END_DECLARED);
	REFUSED(s.streams[0].pad0 = 1);
	REFUSED(s.streams[0].pad1 = 1);
	REFUSED(s.streams[0].block_size = 0);
	REFUSED(s.streams[0].block_size = 1u << 31);
	REFUSED(s.streams[0].unit = 0);
	REFUSED(s.streams[0].unit = 3);
	REFUSED(s.streams[0].command_blocks = 0);
	REFUSED(s.streams[0].command_blocks = 0x10000);
	REFUSED(s.streams[0].command_blocks = ~0u);
	REFUSED(s.streams[0].timeout_ms = 0);
	REFUSED(s.streams[0].blocks = 1ull << 32);
	REFUSED(s.streams[0].blocks = ~0ull);
	REFUSED(s.streams[0].lba = 0x7fffffff; s.streams[0].blocks = 2);
	REFUSED(s.streams[0].lba = 0x7fc00000);
	REFUSED(s.streams[0].lba = 0x7fbffffe; s.streams[0].blocks = 3);
	REFUSED(s.streams[0].lba = 0x7fbffffe; s.streams[0].least_blocks = 3);
	REFUSED(s.streams[0].least_blocks = ~0u);
}

TEST(steps)
{
	REFUSED(s.program.step_count = BURIN_STEPS_MAX + 1);
	REFUSED(s.program.steps = NULL);
	REFUSED(s.steps[0].cdb_len = 6);
	REFUSED(s.steps[0].cdb_len = 0);
	REFUSED(s.steps[3].cdb_len = 17);
	REFUSED(s.steps[0].cdb[0] = 0xe0; s.steps[0].cdb_len = 7);
	REFUSED(s.steps[0].direction = 3);
	REFUSED(s.steps[0].data_len = 1);
	REFUSED(s.steps[0].direction = BURIN_DIR_OUT; s.steps[0].data_len = 65);
	REFUSED(s.steps[0].pad0 = 1);
	REFUSED(s.steps[0].when = 1u << 5);
	REFUSED(s.steps[0].flags |= 1u << 5);
	REFUSED(s.steps[0].timeout_ms = 0);
	REFUSED(s.steps[0].poll_ms = 0);
	REFUSED(s.steps[0].when = BURIN_WHEN_STREAM; s.steps[0].stream = 1);
	REFUSED(s.steps[0].stream = 1);
}

TEST(reactions)
{
	REFUSED(s.program.reaction_count = BURIN_REACTIONS_MAX + 1);
	REFUSED(s.program.reaction_count = 1; s.program.reactions = NULL);
	REFUSED(s.program.reaction_count = 1; s.reactions[0].react = 5);
	REFUSED(s.program.reaction_count = 1; s.reactions[0].key = 0x100);
	REFUSED(s.program.reaction_count = 1; s.reactions[0].opcode = 0xfffe);
	REFUSED(s.program.reaction_count = 1; s.reactions[0].flags = 2);
}

/* What passes the check runs to an end, whatever it is. */
TEST(any_program_that_passes_ends)
{
	static struct drive d;
	unsigned int passed = 0;

	srandom(1);
	for (int turn = 0; turn < 200000; turn++) {
		uint8_t *bytes;
		size_t at;

		make_small(&s);
		for (int i = 0; i < 3; i++) {
			bytes = random() & 1 ? (uint8_t *)&s.streams[0] : (uint8_t *)s.steps;
			at = (size_t)random() % (bytes == (uint8_t *)s.steps ? sizeof(s.steps) :
						 sizeof(s.streams[0]));
			bytes[at] = (uint8_t)random();
		}
		if (burin_seq_check(&s.program) || s.streams[0].blocks > 100000 ||
		    s.streams[0].least_blocks > 1000)
			continue;
		passed++;
		d.count = d.lines = 0;
		d.now = 0;
		d.broken = NULL;
		d.available[0] = 16 * 9;
		d.ended[0] = true;
		run(&d, &s.program);
		ASSERT_EQ(BURIN_RUN_DONE, d.seq.state.phase) {
			TH_LOG("turn %d: %s", turn, d.broken);
		}
	}
	EXPECT_LT(1000, passed);
}

TEST_HARNESS_MAIN
