// SPDX-License-Identifier: GPL-2.0-or-later
#include "../../../driver/engine/sense.h"

#include <kselftest_harness.h>

static struct burin_sense decode(const __u8 *p, __u32 n)
{
	struct burin_sense sense;

	burin_sense_decode(p, n, &sense);
	return sense;
}

static __u8 react(__u8 key, __u8 asc, __u8 ascq, __u8 opcode)
{
	struct burin_sense sense = { .valid = 1, .key = key, .asc = asc, .ascq = ascq };
	struct burin_reaction reaction;

	burin_sense_react(NULL, &sense, opcode, &reaction);
	return reaction.react;
}

static const __u8 fixed[18] = { 0xf0, 0, 3, 0x01, 0x02, 0x03, 0x04, 10, 0, 0, 0, 0, 0x0c, 0x09,
				0, 0, 0, 0 };
static const __u8 progress[18] = { 0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 4, 7, 0, 0x80, 0x40, 0x20 };

TEST(fixed_format)
{
	struct burin_sense sense = decode(fixed, sizeof(fixed));

	EXPECT_TRUE(sense.valid);
	EXPECT_FALSE(sense.deferred);
	EXPECT_EQ(3, sense.key);
	EXPECT_EQ(0x0c, sense.asc);
	EXPECT_EQ(0x09, sense.ascq);
	EXPECT_TRUE(sense.has_info);
	EXPECT_EQ(0x01020304, sense.info);
	EXPECT_FALSE(sense.has_progress);
	sense = decode(progress, sizeof(progress));
	EXPECT_FALSE(sense.has_info);
	EXPECT_TRUE(sense.has_progress);
	EXPECT_EQ(0x4020, sense.progress);
}

TEST(progress_bytes_are_a_field_pointer_with_other_keys)
{
	__u8 copy[18];

	memcpy(copy, progress, sizeof(copy));
	copy[2] = 5;
	EXPECT_FALSE(decode(copy, sizeof(copy)).has_progress);
}

TEST(descriptor_format)
{
	static const __u8 sense[] = { 0x73, 4, 0x44, 0x01, 0, 0, 0, 20,
				      0x02, 6, 0, 0, 0x80, 0x12, 0x34, 0,
				      0x00, 10, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 2 };
	struct burin_sense out = decode(sense, sizeof(sense));

	EXPECT_TRUE(out.valid);
	EXPECT_TRUE(out.deferred);
	EXPECT_EQ(4, out.key);
	EXPECT_EQ(0x44, out.asc);
	EXPECT_EQ(0x01, out.ascq);
	EXPECT_TRUE(out.has_info);
	EXPECT_EQ(0x100000002ll, out.info);
	EXPECT_FALSE(out.has_progress);
}

/* Exact-size copies: a read behind the end is caught by the address sanitizer. */
TEST(cut_short_anywhere)
{
	for (__u32 code = 0; code < 256; code++) {
		for (__u32 n = 0; n <= sizeof(fixed); n++) {
			__u8 *p = malloc(n + !n);
			struct burin_sense sense;

			memcpy(p, fixed, n);
			if (n)
				p[0] = (__u8)code;
			sense = decode(p, n);
			ASSERT_EQ(n >= 3 && (code & 0x7f) >= 0x70 && (code & 0x7f) <= 0x73, sense.valid);
			free(p);
		}
	}
	EXPECT_FALSE(decode(NULL, 18).valid);
}

TEST(a_descriptor_cut_short_tells_nothing)
{
	static const __u8 sense[] = { 0x72, 3, 0x0c, 0, 0, 0, 0, 12,
				      0x00, 10, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 2 };

	EXPECT_TRUE(decode(sense, 20).has_info);
	EXPECT_FALSE(decode(sense, 19).has_info);
}

TEST(descriptors_with_hostile_lengths)
{
	for (__u32 len = 0; len < 256; len++) {
		for (__u32 n = 8; n < 40; n++) {
			__u8 *p = calloc(1, n);

			p[0] = 0x72;
			for (__u32 i = 8; i < n; i++)
				p[i] = (__u8)(i == 8 ? 0 : i == 9 ? len : 0xff);
			burin_sense_decode(p, n, &(struct burin_sense) { 0 });
			free(p);
		}
	}
}

TEST(defaults_by_class)
{
	EXPECT_EQ(BURIN_REACT_CARRY_ON, react(1, 0x0c, 0x01, 0x2a));
	EXPECT_EQ(BURIN_REACT_CARRY_ON, react(3, 0x73, 0x01, 0x54));
	EXPECT_EQ(BURIN_REACT_REPEAT, react(2, 4, 8, 0x2a));
	EXPECT_EQ(BURIN_REACT_POLL, react(2, 4, 8, 0x5b));
	EXPECT_EQ(BURIN_REACT_POLL, react(2, 4, 7, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(2, 4, 3, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(2, 0x3a, 0, 0x35));
	EXPECT_EQ(BURIN_REACT_FAIL, react(3, 0x0c, 0, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(5, 0x21, 2, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(6, 0x28, 0, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(6, 0x29, 0, 0xaa));
	EXPECT_EQ(BURIN_REACT_REPEAT, react(6, 0x29, 0, 0x51));
	EXPECT_EQ(BURIN_REACT_REPEAT, react(6, 0x5a, 1, 0x2a));
	EXPECT_EQ(BURIN_REACT_DONE, react(6, 0x2e, 0, 0x5b));
	EXPECT_EQ(BURIN_REACT_REPEAT, react(0xb, 0x4b, 0, 0x28));
	EXPECT_EQ(BURIN_REACT_FAIL, react(0xb, 0x4b, 0, 0x2a));
	EXPECT_EQ(BURIN_REACT_FAIL, react(0xd, 0, 0, 0x2a));
}

/* Whatever a table says: all keys, all codes, all opcodes that write. */
TEST(no_table_repeats_a_write_of_unknown_outcome)
{
	static const __u8 writes[] = { 0x0a, 0x2a, 0x2e, 0x8a, 0x8e, 0xaa, 0xae };
	struct burin_reaction table = { BURIN_ANY, BURIN_ANY, BURIN_ANY, BURIN_ANY,
					BURIN_REACT_REPEAT, 0, 0, 0, 0 };
	struct burin_program program = { .reactions = &table, .reaction_count = 1 };
	struct burin_sense sense = { .valid = 1 };
	struct burin_reaction out;

	for (int react = BURIN_REACT_POLL; react <= BURIN_REACT_REPEAT; react++) {
		table.react = (__u8)react;
		for (unsigned int i = 0; i < sizeof(writes); i++) {
			for (int key = 0; key < 16; key++) {
				int known = key == 0 || key == 2 || (key >= 5 && key <= 7);

				sense.key = (__u8)key;
				burin_sense_react(&program, &sense, writes[i], &out);
				ASSERT_EQ(known ? react : BURIN_REACT_FAIL, out.react);
			}
		}
	}
	sense.valid = 0;
	burin_sense_react(&program, &sense, 0x2a, &out);
	EXPECT_EQ(BURIN_REACT_FAIL, out.react);
	burin_sense_react(&program, &sense, 0x5b, &out);
	EXPECT_EQ(BURIN_REACT_REPEAT, out.react);
}

TEST(no_table_hides_a_deferred_error)
{
	struct burin_reaction table = { BURIN_ANY, BURIN_ANY, BURIN_ANY, BURIN_ANY,
					BURIN_REACT_CARRY_ON, 0, 0, 0, 0 };
	struct burin_program program = { .reactions = &table, .reaction_count = 1 };
	struct burin_sense sense = { .valid = 1, .deferred = 1, .key = 3, .asc = 0x0c };
	struct burin_reaction out;

	burin_sense_react(&program, &sense, 0x35, &out);
	EXPECT_EQ(BURIN_REACT_FAIL, out.react);
	/* a deferred warning: this command was not carried out, nothing is lost */
	sense.key = 1;
	burin_sense_react(&program, &sense, 0x2a, &out);
	EXPECT_EQ(BURIN_REACT_REPEAT, out.react);
}

TEST(first_match_of_the_program_wins)
{
	struct burin_reaction table[] = {
		{ 5, 0x24, BURIN_ANY, 0xb6, BURIN_REACT_CARRY_ON, 0, 0, 0, 0 },
		{ 5, BURIN_ANY, BURIN_ANY, BURIN_ANY, BURIN_REACT_DONE, 0, 0, 0, 0 },
	};
	struct burin_program program = { .reactions = table, .reaction_count = 2 };
	struct burin_sense sense = { .valid = 1, .key = 5, .asc = 0x24 };
	struct burin_reaction out;

	burin_sense_react(&program, &sense, 0xb6, &out);
	EXPECT_EQ(BURIN_REACT_CARRY_ON, out.react);
	burin_sense_react(&program, &sense, 0xbb, &out);
	EXPECT_EQ(BURIN_REACT_DONE, out.react);
}

TEST_HARNESS_MAIN
