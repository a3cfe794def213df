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

static const struct burin_medium cd_rw_closed = {
	.kind = BURIN_KIND_CD_RW, .state = BURIN_MEDIUM_CLOSED, .profile = 0x000a,
	.erasable = true, .has_data = true, .blocks = 359847, .write_unit = 1, .sessions = 1,
	.tracks = 1,
};
static const struct burin_medium cd_rw = {
	.kind = BURIN_KIND_CD_RW, .state = BURIN_MEDIUM_BLANK, .profile = 0x000a,
	.erasable = true, .can_simulate = true, .blocks = 359847, .free_blocks = 359847,
	.write_unit = 1,
};
static const struct burin_medium cd_rw_packets = {
	.kind = BURIN_KIND_CD_RW, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x000a,
	.erasable = true, .blocks = 295264, .free_blocks = 295264, .write_unit = 32,
};
static const struct burin_medium ram_protected = {
	.kind = BURIN_KIND_DVD_RAM, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0012,
	.erasable = true, .write_protected = true, .blocks = 2236704, .write_unit = 16,
};
static const struct burin_medium dvd_r = {
	.kind = BURIN_KIND_DVD_R, .state = BURIN_MEDIUM_BLANK, .profile = 0x0011,
	.can_simulate = true, .blocks = 2297888, .free_blocks = 2297888, .write_unit = 16,
};
static const struct burin_medium dvd_r_second = {
	.kind = BURIN_KIND_DVD_R, .state = BURIN_MEDIUM_APPENDABLE, .profile = 0x0011,
	.has_data = true, .blocks = 2297888, .free_blocks = 2203936, .next_writable = 93952,
	.write_unit = 16, .sessions = 1, .tracks = 1,
};
static const struct burin_medium dvd_r_damaged = {
	.kind = BURIN_KIND_DVD_R, .state = BURIN_MEDIUM_DAMAGED, .profile = 0x0011,
	.has_data = true, .blocks = 2297888, .write_unit = 16, .tracks = 1,
};
static const struct burin_medium dvd_r_dl = {
	.kind = BURIN_KIND_DVD_R_DL, .state = BURIN_MEDIUM_BLANK, .profile = 0x0015,
	.blocks = 4171712, .free_blocks = 4171712, .write_unit = 16,
};
static const struct burin_medium dvd_rw = {
	.kind = BURIN_KIND_DVD_RW, .state = BURIN_MEDIUM_BLANK, .profile = 0x0014,
	.erasable = true, .blocks = 2297888, .free_blocks = 2297888, .write_unit = 16,
};
static const struct burin_medium dvd_rw_second = {
	.kind = BURIN_KIND_DVD_RW, .state = BURIN_MEDIUM_APPENDABLE, .profile = 0x0014,
	.erasable = true, .has_data = true, .blocks = 2297888, .free_blocks = 2203936,
	.next_writable = 93952, .write_unit = 16, .sessions = 1, .tracks = 1,
};
static const struct burin_medium dvd_rw_formatted = {
	.kind = BURIN_KIND_DVD_RW, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0013,
	.erasable = true, .has_data = true, .blocks = 2297888, .free_blocks = 2297888,
	.write_unit = 16, .sessions = 1, .tracks = 1,
};
static const struct burin_medium plus_r = {
	.kind = BURIN_KIND_DVD_PLUS_R, .state = BURIN_MEDIUM_BLANK, .profile = 0x001b,
	.blocks = 2295104, .free_blocks = 2295104, .write_unit = 16,
};
static const struct burin_medium plus_r_second = {
	.kind = BURIN_KIND_DVD_PLUS_R, .state = BURIN_MEDIUM_APPENDABLE, .profile = 0x001b,
	.has_data = true, .blocks = 2295104, .free_blocks = 1393408, .next_writable = 901696,
	.write_unit = 16, .sessions = 1, .tracks = 1,
};
static const struct burin_medium plus_r_damaged = {
	.kind = BURIN_KIND_DVD_PLUS_R, .state = BURIN_MEDIUM_DAMAGED, .profile = 0x001b,
	.has_data = true, .blocks = 2295104, .write_unit = 16, .tracks = 1,
};
static const struct burin_medium plus_r_dl = {
	.kind = BURIN_KIND_DVD_PLUS_R_DL, .state = BURIN_MEDIUM_BLANK, .profile = 0x002b,
	.blocks = 4173824, .free_blocks = 4173824, .write_unit = 16,
};
static const struct burin_medium ram = {
	.kind = BURIN_KIND_DVD_RAM, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0012,
	.erasable = true, .blocks = 2236704, .free_blocks = 2236704, .write_unit = 16,
};
static const struct burin_medium bd_r_dl = {
	.kind = BURIN_KIND_BD_R_DL, .state = BURIN_MEDIUM_BLANK, .profile = 0x0041,
	.blocks = 24438784, .free_blocks = 24438784, .write_unit = 32,
};
static const struct burin_medium bd_r_tl = {
	.kind = BURIN_KIND_BD_R_TL, .state = BURIN_MEDIUM_BLANK, .profile = 0x0041,
	.blocks = 48878592, .free_blocks = 48878592, .write_unit = 32,
};
static const struct burin_medium bd_r_ql = {
	.kind = BURIN_KIND_BD_R_QL, .state = BURIN_MEDIUM_BLANK, .profile = 0x0041,
	.blocks = 62500864, .free_blocks = 62500864, .write_unit = 32,
};
static const struct burin_medium bd_re_new = {
	.kind = BURIN_KIND_BD_RE, .state = BURIN_MEDIUM_UNFORMATTED, .profile = 0x0043,
	.erasable = true, .blocks = 12219392, .write_unit = 32,
};
static const struct burin_medium bd_re = {
	.kind = BURIN_KIND_BD_RE, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0043,
	.erasable = true, .has_data = true, .blocks = 11826176, .free_blocks = 11826176,
	.write_unit = 32, .sessions = 1, .tracks = 1,
};
static const struct burin_medium bd_re_dl = {
	.kind = BURIN_KIND_BD_RE_DL, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0043,
	.erasable = true, .blocks = 23652352, .free_blocks = 23652352, .write_unit = 32,
};
static const struct burin_medium bd_re_tl = {
	.kind = BURIN_KIND_BD_RE_TL, .state = BURIN_MEDIUM_OVERWRITABLE, .profile = 0x0043,
	.erasable = true, .blocks = 47305728, .free_blocks = 47305728, .write_unit = 32,
};

/* As drives list them. */
#define OFFER_DVD_RW .format_count = 3, .formats = { \
	{ 0x00, 0, 2297888, 0x800 }, { 0x10, 0, 2297888, 16 }, { 0x15, 0, 2297888, 16 } }
#define OFFER_CD_RW .format_count = 2, .formats = { \
	{ 0x10, 0, 295264, 32 }, { 0x24, 0, 263296, 0 } }
#define OFFER_PLUS_RW .format_count = 2, .formats = { \
	{ 0x26, 0, 2295104, 0 }, { 0x24, 0, 2200000, 0 } }
#define OFFER_RAM .format_count = 2, .formats = { \
	{ 0x00, 0, 2236704, 0x800 }, { 0x00, 0, 2295072, 0x800 } }
#define OFFER_BD_RE .format_count = 4, .formats = { { 0x00, 0, 11826176, 0x3000 }, \
	{ 0x30, 0, 11826176, 0x3000 }, { 0x30, 0, 12088320, 0x1000 }, { 0x31, 0, 12219392, 0x800 } }

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
	{ "cd-r-close-interrupted", &cd_r_second, { .task = BUR_TASK_CLOSE, .open_track = 2 } },
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
	{ "cd-rw-write", &cd_rw, { .blocks = 1000, .has_buffer_protection = true,
				   .has_opc = true } },
	{ "cd-rw-close-nothing", &cd_rw_closed, { .task = BUR_TASK_CLOSE } },
	{ "cd-rw-erase", &cd_rw_closed, { .task = BUR_TASK_ERASE } },
	{ "cd-rw-erase-full", &cd_rw_closed, { .task = BUR_TASK_ERASE, .full = true } },
	{ "dvd-r-write", &dvd_r, { .blocks = 1000, .has_incremental = true, .has_opc = true,
				   .has_buffer_protection = true } },
	{ "dvd-r-write-opc-slow", &dvd_r, { .blocks = 1000, .has_incremental = true,
					    .speed_kbps = 5540 } },
	{ "dvd-r-write-append", &dvd_r_second, { .blocks = 1000, .has_incremental = true,
						 .has_opc = true, .append = true, .open_track = 2 } },
	{ "dvd-r-write-close-disc", &dvd_r, { .blocks = 1000, .has_incremental = true,
					      .has_opc = true, .close_disc = true } },
	{ "dvd-r-write-at-once", &dvd_r, { .blocks = 1000, .has_opc = true } },
	{ "dvd-r-write-simulate", &dvd_r, { .blocks = 1000, .simulate = true } },
	{ "dvd-r-close", &dvd_r_damaged, { .task = BUR_TASK_CLOSE, .open_track = 1 } },
	{ "dvd-r-close-interrupted", &dvd_r_second, { .task = BUR_TASK_CLOSE, .open_track = 2 } },
	{ "dvd-r-close-nothing", &dvd_r_second, { .task = BUR_TASK_CLOSE } },
	{ "dvd-r-dl-write", &dvd_r_dl, { .blocks = 3000000, .has_incremental = true,
					 .has_opc = true } },
	{ "dvd-r-dl-write-at-once", &dvd_r_dl, { .blocks = 3000000, .has_opc = true } },
	{ "dvd-rw-write", &dvd_rw, { .blocks = 1000, .has_incremental = true, .has_opc = true } },
	{ "dvd-rw-write-at-once-unknown-size", &dvd_rw, { .has_opc = true } },
	{ "dvd-rw-write-formatted", &dvd_rw_formatted, { .blocks = 1000, .overwrite = true } },
	{ "dvd-rw-write-intermediate", &dvd_rw_formatted, { .blocks = 1000, .overwrite = true,
							    .open_track = 1 } },
	{ "dvd-rw-close-intermediate", &dvd_rw_formatted, { .task = BUR_TASK_CLOSE,
							    .open_track = 1 } },
	{ "dvd-rw-erase", &dvd_rw_second, { .task = BUR_TASK_ERASE } },
	{ "dvd-rw-erase-full", &dvd_rw_formatted, { .task = BUR_TASK_ERASE, .full = true } },
	{ "dvd-rw-format", &dvd_rw, { .task = BUR_TASK_FORMAT, OFFER_DVD_RW } },
	{ "dvd-rw-format-full", &dvd_rw, { .task = BUR_TASK_FORMAT, .full = true, OFFER_DVD_RW } },
	{ "dvd+r-write", &plus_r, { .blocks = 1000 } },
	{ "dvd+r-write-append", &plus_r_second, { .blocks = 1000, .append = true } },
	{ "dvd+r-write-close-disc", &plus_r, { .blocks = 1000, .close_disc = true } },
	{ "dvd+r-close", &plus_r_damaged, { .task = BUR_TASK_CLOSE, .open_track = 1 } },
	{ "dvd+r-close-disc", &plus_r_second, { .task = BUR_TASK_CLOSE, .close_disc = true } },
	{ "dvd+r-dl-write", &plus_r_dl, { .blocks = 3000000 } },
	{ "dvd+r-dl-write-close-disc", &plus_r_dl, { .blocks = 3000000, .close_disc = true } },
	{ "dvd-ram-write", &ram, { .blocks = 1000 } },
	{ "dvd-ram-close-nothing", &ram, { .task = BUR_TASK_CLOSE } },
	{ "dvd-ram-erase", &ram, { .task = BUR_TASK_ERASE } },
	{ "dvd-ram-format", &ram, { .task = BUR_TASK_FORMAT, OFFER_RAM } },
	{ "bd-r-dl-write", &bd_r_dl, { .blocks = 1000 } },
	{ "bd-r-tl-write", &bd_r_tl, { .blocks = 1000, .speed_kbps = 17980 } },
	{ "bd-r-ql-write", &bd_r_ql, { .blocks = 1000, .close_disc = true } },
	{ "bd-r-write-small-commands", &bd_r, { .blocks = 1000, .max_transfer = 32768 } },
	{ "bd-re-write-new", &bd_re_new, { .blocks = 1000, OFFER_BD_RE } },
	{ "bd-re-write", &bd_re, { .blocks = 1000, .overwrite = true, .speed_kbps = 8990 } },
	{ "bd-re-erase", &bd_re, { .task = BUR_TASK_ERASE } },
	{ "bd-re-erase-new", &bd_re_new, { .task = BUR_TASK_ERASE } },
	{ "bd-re-erase-full", &bd_re, { .task = BUR_TASK_ERASE, .full = true } },
	{ "bd-re-format", &bd_re_new, { .task = BUR_TASK_FORMAT, OFFER_BD_RE } },
	{ "bd-re-format-full", &bd_re, { .task = BUR_TASK_FORMAT, .full = true, OFFER_BD_RE } },
	{ "bd-re-format-without-spares", &bd_re, { .task = BUR_TASK_FORMAT, .format_type = 0x31,
						   .format_blocks = 12219392,
						   .format_parameter = 0x800 } },
	{ "bd-re-dl-write", &bd_re_dl, { .blocks = 1000 } },
	{ "bd-re-tl-write", &bd_re_tl, { .blocks = 1000 } },
	{ "cd-rw-format", &cd_rw, { .task = BUR_TASK_FORMAT, OFFER_CD_RW } },
	{ "cd-rw-format-mrw", &cd_rw, { .task = BUR_TASK_FORMAT, .format_mrw = true, OFFER_CD_RW } },
	{ "cd-rw-format-mrw-size", &cd_rw, { .task = BUR_TASK_FORMAT, .format_type = 0x24,
					     .format_blocks = 200000, OFFER_CD_RW } },
	{ "dvd+rw-format-mrw", &plus_blank, { .task = BUR_TASK_FORMAT, .format_mrw = true,
					      OFFER_PLUS_RW } },
	{ "dvd-rw-format-packets", &dvd_rw, { .task = BUR_TASK_FORMAT, .format_packets = true,
					      OFFER_DVD_RW } },
	{ "dvd-ram-format-uncertified", &ram, { .task = BUR_TASK_FORMAT, OFFER_RAM,
						.certification = BURIN_CERTIFY_NONE } },
	{ "dvd-ram-format-few-spares", &ram, { .task = BUR_TASK_FORMAT, OFFER_RAM,
					       .certification = BURIN_CERTIFY_FULL,
					       .spares = BURIN_SPARES_NONE } },
	{ "bd-re-format-quick-certification", &bd_re, {
		.task = BUR_TASK_FORMAT, OFFER_BD_RE, .certification = BURIN_CERTIFY_QUICK } },
	{ "bd-re-format-no-spares", &bd_re, { .task = BUR_TASK_FORMAT, OFFER_BD_RE,
					      .spares = BURIN_SPARES_NONE } },
	{ "bd-re-format-most-spares", &bd_re, { .task = BUR_TASK_FORMAT, OFFER_BD_RE,
						.certification = BURIN_CERTIFY_NONE,
						.spares = BURIN_SPARES_MOST } },
	{ "cd-rw-packets", &cd_rw_packets, { .task = BUR_TASK_PACKET, .track_mode = 7,
					     .data_mode = 2, .has_buffer_protection = true } },
	{ "cd-rw-packets-mrw", &cd_rw_packets, { .task = BUR_TASK_PACKET, .mrw = true,
						 .background_format = 1 } },
	{ "dvd-rw-packets", &dvd_rw_formatted, { .task = BUR_TASK_PACKET } },
	{ "dvd+rw-packets", &plus_data, { .task = BUR_TASK_PACKET, .background_format = 1 } },
	{ "dvd+rw-packets-complete", &plus_data, { .task = BUR_TASK_PACKET,
						   .background_format = 3 } },
	{ "dvd+rw-packets-read-only", &plus_data, { .task = BUR_TASK_PACKET, .background_format = 1,
						    .read_only = true } },
	{ "dvd-ram-packets-protected", &ram_protected, { .task = BUR_TASK_PACKET } },
	{ "bd-re-packets", &bd_re, { .task = BUR_TASK_PACKET } },
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
