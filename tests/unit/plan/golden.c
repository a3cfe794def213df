// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every plan as text, compared with tests/golden/plans/NAME.txt byte for byte.
 * Run from the top of the tree. After a change that is meant:
 *
 *	BURIN_REGENERATE=1 build/tests/unit/plan/golden
 *
 * writes the files anew; then read the difference, it is the change.
 */
#include "plan/plan.h"

#include <kselftest_harness.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"

#define FOLDER "tests/golden/plans"

static const struct burin_medium cd_r = {
	.kind = BURIN_KIND_CD_R, .state = BURIN_MEDIUM_BLANK, .profile = 0x0009,
	.can_simulate = true, .blocks = 359847, .free_blocks = 359847, .write_unit = 1,
};
static const struct burin_medium cd_r_second = {
	.kind = BURIN_KIND_CD_R, .state = BURIN_MEDIUM_APPENDABLE, .profile = 0x0009,
	.has_data = true, .can_simulate = true, .blocks = 359847, .free_blocks = 346000,
	.next_writable = 13847, .write_unit = 1, .sessions = 1, .tracks = 1,
};
static const struct burin_medium cd_r_damaged = {
	.kind = BURIN_KIND_CD_R, .state = BURIN_MEDIUM_DAMAGED, .profile = 0x0009,
	.has_data = true, .blocks = 359847, .write_unit = 1, .tracks = 1,
};
static const struct burin_medium bd_r = {
	.kind = BURIN_KIND_BD_R, .state = BURIN_MEDIUM_BLANK, .profile = 0x0041,
	.blocks = 12219392, .free_blocks = 12219392, .write_unit = 32,
};
static const struct burin_medium bd_r_second = {
	.kind = BURIN_KIND_BD_R, .state = BURIN_MEDIUM_APPENDABLE, .profile = 0x0041,
	.has_data = true, .blocks = 12219392, .free_blocks = 12000000, .next_writable = 219392,
	.write_unit = 32, .sessions = 1, .tracks = 1,
};
static const struct burin_medium bd_r_damaged = {
	.kind = BURIN_KIND_BD_R, .state = BURIN_MEDIUM_DAMAGED, .profile = 0x0041,
	.has_data = true, .blocks = 12219392, .write_unit = 32, .sessions = 1, .tracks = 2,
};
static const struct burin_medium plus_blank = {
	.kind = BURIN_KIND_DVD_PLUS_RW, .state = BURIN_MEDIUM_BLANK, .profile = 0x001a,
	.erasable = true, .blocks = 2295104, .free_blocks = 2295104, .write_unit = 16,
};
static const struct burin_medium plus_data = {
	.kind = BURIN_KIND_DVD_PLUS_RW, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x001a,
	.erasable = true, .has_data = true, .blocks = 2295104, .free_blocks = 2295104,
	.write_unit = 16, .sessions = 1, .tracks = 1,
};

static const struct plan_case {
	const char *name;
	const struct burin_medium *medium;
	struct bur_plan_request req;	/* without the medium */
} cases[] = {
	{ "cd-r-write", &cd_r, { .blocks = 1000, .has_buffer_protection = true, .has_opc = true } },
	{ "cd-r-write-short", &cd_r, { .blocks = 17, .has_opc = true } },
	{ "cd-r-write-unknown-size", &cd_r, { .has_buffer_protection = true, .has_opc = true } },
	{ "cd-r-write-opc-slow", &cd_r, { .blocks = 1000, .speed_kbps = 1411 } },
	{ "cd-r-write-close-disc", &cd_r, { .blocks = 1000, .has_opc = true, .close_disc = true } },
	{ "cd-r-write-append", &cd_r_second, { .blocks = 1000, .has_opc = true, .append = true } },
	{ "cd-r-write-simulate", &cd_r, { .blocks = 1000, .simulate = true, .close_disc = true } },
	{ "cd-r-close", &cd_r_damaged, { .task = BUR_TASK_CLOSE, .open_track = 1 } },
	{ "cd-r-close-disc", &cd_r_damaged, { .task = BUR_TASK_CLOSE, .close_disc = true } },
	{ "cd-r-close-nothing", &cd_r_second, { .task = BUR_TASK_CLOSE } },
	{ "bd-r-write", &bd_r, { .blocks = 1000 } },
	{ "bd-r-write-unknown-size", &bd_r, { .speed_kbps = 17980 } },
	{ "bd-r-write-close-disc", &bd_r, { .blocks = 1000, .close_disc = true } },
	{ "bd-r-write-append", &bd_r_second, { .blocks = 1000, .append = true, .open_track = 2 } },
	{ "bd-r-close", &bd_r_damaged, { .task = BUR_TASK_CLOSE, .open_track = 2 } },
	{ "bd-r-close-disc", &bd_r_second, { .task = BUR_TASK_CLOSE, .close_disc = true } },
	{ "bd-r-close-nothing", &bd_r_second, { .task = BUR_TASK_CLOSE } },
	{ "bd-r-format", &bd_r, { .task = BUR_TASK_FORMAT, .format_type = 0x32, .format_sub_type = 1,
				  .format_blocks = 11826176 } },
	{ "bd-r-format-default", &bd_r, { .task = BUR_TASK_FORMAT } },
	{ "dvd+rw-write-blank", &plus_blank, { .blocks = 1000 } },
	{ "dvd+rw-write-stopped", &plus_data, { .blocks = 1000, .overwrite = true,
						.background_format = 1 } },
	{ "dvd+rw-write-running", &plus_data, { .blocks = 1000, .overwrite = true,
						.background_format = 2, .speed_kbps = 5540 } },
	{ "dvd+rw-write-complete", &plus_data, { .overwrite = true, .background_format = 3 } },
	{ "dvd+rw-close-stopped", &plus_data, { .task = BUR_TASK_CLOSE, .background_format = 1 } },
	{ "dvd+rw-close-nothing", &plus_data, { .task = BUR_TASK_CLOSE, .background_format = 3 } },
	{ "dvd+rw-erase", &plus_data, { .task = BUR_TASK_ERASE, .background_format = 3 } },
	{ "dvd+rw-erase-full", &plus_data, { .task = BUR_TASK_ERASE, .background_format = 2,
					     .full = true } },
	{ "dvd+rw-format", &plus_blank, { .task = BUR_TASK_FORMAT } },
	{ "dvd+rw-format-size", &plus_data, { .task = BUR_TASK_FORMAT, .format_type = 0x26,
					      .format_blocks = 1000000 } },
};

static char *text_of(const struct plan_case *c)
{
	struct bur_plan_request req = c->req;
	static struct bur_plan plan;

	req.medium = *c->medium;
	return bur_plan_make(&req, &plan, NULL) ? NULL : bur_plan_format(&plan);
}

static char *read_golden(const char *name)
{
	static char buf[16384];
	char path[256];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), FOLDER "/%s.txt", name);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	n = fread(buf, 1, sizeof(buf) - 1, f);
	fclose(f);
	buf[n] = '\0';
	return buf;
}

static bool write_golden(const char *name, const char *text)
{
	char path[256];
	bool fine;
	FILE *f;

	snprintf(path, sizeof(path), FOLDER "/%s.txt", name);
	f = fopen(path, "w");
	if (!f)
		return false;
	fine = fputs(text, f) >= 0;
	return fclose(f) == 0 && fine;
}

TEST(plans_are_what_they_were)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = text_of(&cases[i]), *golden;

		ASSERT_NE(NULL, text) { TH_LOG("%s: no plan", cases[i].name); }
		if (getenv("BURIN_REGENERATE"))
			ASSERT_TRUE(write_golden(cases[i].name, text));
		golden = read_golden(cases[i].name);
		ASSERT_NE(NULL, golden) { TH_LOG("%s: no file", cases[i].name); }
		EXPECT_STREQ(golden, text) { TH_LOG("%s differs", cases[i].name); }
		bur_free(text);
	}
}

TEST_HARNESS_MAIN
