// SPDX-License-Identifier: GPL-2.0-or-later
/* Every opcode for every opener against ranges written down apart, and the golden plans. */
#include "../../../driver/engine/policy.h"
#include "openers.h"

#include <ctype.h>
#include <dirent.h>
#include <kselftest_harness.h>
#include <stdlib.h>

#define FOLDER "tests/golden/plans"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int asks(unsigned int opcode, __u32 len, enum burin_opener opener)
{
	__u8 cdb[BURIN_CDB_MAX] = { (__u8)opcode };

	return burin_policy_allows(cdb, len, opener);
}

TEST(every_opcode_for_every_opener)
{
	unsigned int opcode;

	for (opcode = 0; opcode < 256; opcode++) {
		__u32 len = usual_length(opcode) ? usual_length(opcode) : 12;

		EXPECT_EQ(reader_may(opcode), asks(opcode, len, BURIN_OPENER_READS)) { TH_LOG("%02Xh", opcode); }
		EXPECT_EQ(writer_may(opcode), asks(opcode, len, BURIN_OPENER_WRITES)) { TH_LOG("%02Xh", opcode); }
		EXPECT_EQ(1, asks(opcode, len, BURIN_OPENER_PRIVILEGED)) { TH_LOG("%02Xh", opcode); }
	}
}

/* Named one by one, because it is these that would do harm. */
TEST(firmware_vendors_and_reservations_need_privilege)
{
	static const __u8 harmful[] = {
		0x16, 0x17,		/* RESERVE, RELEASE (6) */
		0x1d,			/* SEND DIAGNOSTIC */
		0x3b, 0x3c,		/* WRITE BUFFER, READ BUFFER */
		0x56, 0x57, 0x5e, 0x5f,	/* RESERVE, RELEASE (10), persistent ones */
		0x7f,			/* variable length */
		0x85,			/* ATA PASS-THROUGH (16) */
		0x9e, 0x9f, 0xa9, 0xab,	/* service actions */
		0xa2, 0xb5,		/* security protocols */
		0xa3, 0xa4,		/* keys and region codes */
		0xc0, 0xd8, 0xe0, 0xea, 0xf0, 0xff,
	};
	size_t i;

	for (i = 0; i < COUNT(harmful); i++) {
		__u32 len = usual_length(harmful[i]) ? usual_length(harmful[i]) : 10;

		EXPECT_EQ(0, asks(harmful[i], len, BURIN_OPENER_WRITES)) { TH_LOG("%02Xh", harmful[i]); }
		EXPECT_EQ(1, asks(harmful[i], len, BURIN_OPENER_PRIVILEGED));
	}
}

TEST(a_length_fits_its_opcode)
{
	unsigned int opcode;
	__u32 len;

	for (opcode = 0; opcode < 256; opcode++)
		for (len = 0; len <= BURIN_CDB_MAX + 1; len++) {
			__u32 usual = usual_length(opcode);
			bool fits = usual ? len == usual : len == 6 || len == 10 || len == 12 || len == 16;

			EXPECT_EQ(fits, asks(opcode, len, BURIN_OPENER_PRIVILEGED)) {
				TH_LOG("%02Xh of %u bytes", opcode, len);
			}
			if (!fits)
				EXPECT_EQ(0, asks(opcode, len, BURIN_OPENER_WRITES));
		}
	EXPECT_EQ(0, asks(0x2a, 0x10a, BURIN_OPENER_PRIVILEGED));
}

TEST(an_opener_that_is_none_sends_nothing)
{
	EXPECT_EQ(0, asks(0x00, 6, (enum burin_opener)0));
}

/* "prologue  1e 00 00 00 01 00  WORDS...": the command's length, 0 for a line without one */
static __u32 command_of(const char *line, __u8 cdb[BURIN_CDB_MAX])
{
	static const char *const parts[] = { "prologue", "epilogue", "stream" };
	__u32 len = 0;
	size_t i;

	for (i = 0; i < COUNT(parts); i++)
		if (!strncmp(line, parts[i], strlen(parts[i])))
			break;
	if (i == COUNT(parts) || strlen(line) < 10)
		return 0;
	for (line += 10; isxdigit(line[0]) && isxdigit(line[1]) && len < BURIN_CDB_MAX; len++) {
		cdb[len] = (__u8)strtoul(line, NULL, 16);
		line += line[2] == ' ' ? 3 : 2;
	}
	return len;
}

/* Commands of the plan that a writer may not send; how many there were is added to *found. */
static int refused_in(const char *name, int *found)
{
	char path[512], line[2048];
	int refused = 0;
	FILE *file;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	file = fopen(path, "r");
	if (!file)
		return 1;
	while (fgets(line, sizeof(line), file)) {
		__u8 cdb[BURIN_CDB_MAX];
		__u32 len = command_of(line, cdb);

		*found += len > 0;
		if (len && !burin_policy_allows(cdb, len, BURIN_OPENER_WRITES)) {
			fprintf(stderr, "%s: %s", name, line);
			refused++;
		}
	}
	fclose(file);
	return refused;
}

TEST(every_command_of_every_plan)
{
	int plans = 0, found = 0;
	struct dirent *entry;
	DIR *folder = opendir(FOLDER);

	ASSERT_NE(NULL, folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		EXPECT_EQ(0, refused_in(entry->d_name, &found));
		plans++;
	}
	closedir(folder);
	EXPECT_LT(70, plans);
	EXPECT_LT(500, found);
	TH_LOG("%d commands of %d plans", found, plans);
}

TEST_HARNESS_MAIN
