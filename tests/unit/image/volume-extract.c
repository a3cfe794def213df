/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extraction into AREA/out, beside AREA/outside, where nothing may ever appear; each
 * test has an AREA of its own.
 */
#include <kselftest_harness.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "image/volume.h"

#define EMPTY 45		/* a block of zeros: a directory without records */
#define KEPT "what stood here before"

FIXTURE(area)
{
	char at[64];
	char out[80], outside[80];
	struct disc *d;
	struct burin_volume *volume;
};

static int put_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	return f ? (fputs(text, f) < 0) | fclose(f) : -1;
}

static const char *get_text(const char *path)
{
	static char text[8192];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (!f)
		return NULL;
	fclose(f);
	text[n] = '\0';
	return text;
}

static const char *below(const char *directory, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

FIXTURE_SETUP(area)
{
	strcpy(self->at, "/tmp/burin-extract.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->at));
	snprintf(self->out, sizeof(self->out), "%s/out", self->at);
	snprintf(self->outside, sizeof(self->outside), "%s/outside", self->at);
	ASSERT_EQ(0, mkdir(self->outside, 0700));
	ASSERT_EQ(0, put_text(below(self->outside, "kept"), KEPT));
	umask(027);
	self->d = calloc(1, sizeof(*self->d));
	disc_make(self->d, false);
	ASSERT_EQ(0, open_bytes(self->d->bytes, sizeof(self->d->bytes), BURIN_TREE_BEST,
				&self->volume, NULL));
}

FIXTURE_TEARDOWN(area)
{
	char command[256];

	burin_volume_free(self->volume);
	free(self->d);
	snprintf(command, sizeof(command), "chmod -R u+rwX '%s'; rm -rf '%s'", self->at, self->at);
	EXPECT_EQ(0, system(command));
}

/* After a change to the disc, of which the volume has read a part. */
static int reopen(struct burin_volume **volume, struct disc *d)
{
	burin_volume_free(*volume);
	return open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, volume, NULL);
}

static int count_names(const char *directory)
{
	DIR *dir = opendir(directory);
	int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n - 2;
}

/* Nothing beside out, and in outside only what was there. */
static bool is_clean(const char *at, const char *outside)
{
	const char *text = get_text(below(outside, "kept"));

	return count_names(outside) == 1 && text && !strcmp(text, KEPT) && count_names(at) <= 2;
}

static bool is_same(const char *a, const char *b)
{
	struct stat x, y;

	return !lstat(a, &x) && !lstat(b, &y) && x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

TEST_F(area, all_comes_back)
{
	char link[64] = "", other[512];
	struct stat st;

	ASSERT_EQ(0, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "dir/deep/inner")));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "moved/in")));
	EXPECT_EQ(BLOCK + 5, strlen(get_text(below(self->out, "parts"))));
	EXPECT_EQ(11, readlink(below(self->out, "sym"), link, sizeof(link)));
	EXPECT_STREQ("../dir/deep", link);
	strcpy(other, below(self->out, "link"));
	EXPECT_TRUE(is_same(other, below(self->out, "file")));
	EXPECT_FALSE(is_same(other, below(self->out, "parts")));
	ASSERT_EQ(0, stat(below(self->out, "file"), &st));
	EXPECT_EQ(0100640, st.st_mode);
	EXPECT_EQ(981173106, st.st_mtime);
	ASSERT_EQ(0, stat(below(self->out, "dir/deep"), &st));
	EXPECT_EQ(040700, st.st_mode);
	EXPECT_EQ(981173106, st.st_mtime);
	ASSERT_EQ(0, lstat(below(self->out, "sym"), &st));
	EXPECT_EQ(981173106, st.st_mtime);
	ASSERT_EQ(0, stat(self->out, &st));
	EXPECT_EQ(040755, st.st_mode);
	EXPECT_EQ(981173106, st.st_mtime);
	EXPECT_EQ(-1, access(below(self->out, "rr_moved"), F_OK));
	EXPECT_TRUE(is_clean(self->at, self->outside));
}

TEST_F(area, a_part_keeps_its_last_name)
{
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/dir/deep", self->out, NULL, NULL));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "deep/inner")));
	EXPECT_EQ(1, count_names(self->out));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/file", self->out, NULL, NULL));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "file")));
	EXPECT_EQ(BURIN_E_PATH, burin_volume_extract(self->volume, "/none", self->out, NULL, NULL));
	EXPECT_EQ(2, count_names(self->out));
}

TEST_F(area, hard_links_below_a_part)
{
	char other[512];

	for (uint32_t lba = SUB; lba <= DEEP; lba++) {
		const char *name = lba == SUB ? "one" : "two";
		size_t at = disc_file(self->d, lba, "LINKED.;1", name, 0100644, DATA, 6);
		uint8_t *px = disc_entry(self->d, at, "PX");

		put_both32(px + 12, 2);
		put_both32(px + 36, 9);
	}
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/dir", self->out, NULL, NULL));
	strcpy(other, below(self->out, "dir/one"));
	EXPECT_TRUE(is_same(other, below(self->out, "dir/deep/two")));
}

TEST_F(area, one_serial_at_two_places_is_two_files)
{
	put_both32(self->d->bytes + self->d->link + 2, DATA + 1);
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "file")));
	EXPECT_STREQ("PPPPPP", get_text(below(self->out, "link")));
}

/* What is being filled is not open to others yet. */
static int look_at_mode(void *user, const struct burin_entry *e)
{
	struct stat st;

	if (!strcmp(e->path, "/dir/deep") && !stat(below(user, "dir"), &st))
		return st.st_mode == 040700 ? 0 : -1;
	return 0;
}

TEST_F(area, a_folder_gets_its_mode_last)
{
	EXPECT_EQ(0, burin_volume_extract(self->volume, "/", self->out, look_at_mode, self->out));
}

TEST_F(area, without_modes_the_umask_decides)
{
	struct burin_volume *joliet;
	struct stat st;

	ASSERT_EQ(0, open_bytes(self->d->bytes, sizeof(self->d->bytes), BURIN_TREE_JOLIET, &joliet,
				NULL));
	ASSERT_EQ(0, burin_volume_extract(joliet, "/", self->out, NULL, NULL));
	ASSERT_EQ(0, stat(below(self->out, "Folder"), &st));
	EXPECT_EQ(040750, st.st_mode);
	ASSERT_EQ(0, stat(below(self->out, "Letter.txt"), &st));
	EXPECT_EQ(0100640, st.st_mode);
	EXPECT_EQ(981173106, st.st_mtime);
	burin_volume_free(joliet);
}

TEST_F(area, a_read_only_folder_is_filled_before_it_is_closed)
{
	struct stat st;

	put_le32(disc_entry(self->d, self->d->deep, "PX") + 4, 040500);
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	ASSERT_EQ(0, stat(below(self->out, "dir/deep"), &st));
	EXPECT_EQ(040500, st.st_mode);
}

TEST_F(area, set_id_bits_come_only_with_their_owner)
{
	struct stat st;

	put_le32(disc_entry(self->d, self->d->inner, "PX") + 4, 0106755);
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/dir", self->out, NULL, NULL));
	ASSERT_EQ(0, stat(below(self->out, "dir/deep/inner"), &st));
	EXPECT_EQ(geteuid() ? 0100755 : 0106755, st.st_mode);
}

TEST_F(area, what_is_there_is_not_overwritten)
{
	ASSERT_EQ(0, mkdir(self->out, 0700));
	ASSERT_EQ(0, put_text(below(self->out, "link"), "mine"));
	EXPECT_EQ(-EEXIST, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("/link", burin_volume_get_detail(self->volume)->subject);
	EXPECT_STREQ("mine", get_text(below(self->out, "link")));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "file")));
}

TEST_F(area, folders_that_are_there_are_filled_and_stay_as_they_are)
{
	struct stat st;

	ASSERT_EQ(0, mkdir(self->out, 0700));
	ASSERT_EQ(0, mkdir(below(self->out, "dir"), 0700));
	ASSERT_EQ(0, chmod(below(self->out, "dir"), 0711));
	ASSERT_EQ(0, put_text(below(self->out, "dir/mine"), "mine"));
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("mine", get_text(below(self->out, "dir/mine")));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "dir/deep/inner")));
	ASSERT_EQ(0, stat(below(self->out, "dir"), &st));
	EXPECT_EQ(040711, st.st_mode);
	ASSERT_EQ(0, stat(self->out, &st));
	EXPECT_EQ(040700, st.st_mode);
}

TEST_F(area, a_file_where_a_folder_must_be)
{
	ASSERT_EQ(0, mkdir(self->out, 0700));
	ASSERT_EQ(0, put_text(below(self->out, "dir"), "mine"));
	EXPECT_EQ(-EEXIST, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("/dir", burin_volume_get_detail(self->volume)->subject);
	EXPECT_STREQ("mine", get_text(below(self->out, "dir")));
}

TEST_F(area, a_link_that_is_there_is_not_followed)
{
	static const char *const names[] = { "dir", "file", "parts", "sym", "moved" };
	static const int codes[] = { BURIN_E_UNSAFE_PATH, -EEXIST, -EEXIST, -EEXIST,
				     BURIN_E_UNSAFE_PATH };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char command[256];

		ASSERT_EQ(0, mkdir(self->out, 0700));
		ASSERT_EQ(0, symlink(self->outside, below(self->out, names[i])));
		EXPECT_EQ(codes[i],
			  burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
		EXPECT_STREQ(names[i], burin_volume_get_detail(self->volume)->subject + 1);
		EXPECT_TRUE(is_clean(self->at, self->outside));
		/* To a file that is not there: it must not appear. */
		ASSERT_EQ(0, unlink(below(self->out, names[i])));
		snprintf(command, sizeof(command), "rm -rf '%s'", self->out);
		ASSERT_EQ(0, system(command));
		ASSERT_EQ(0, mkdir(self->out, 0700));
		snprintf(command, sizeof(command), "%s/new", self->outside);
		ASSERT_EQ(0, symlink(command, below(self->out, names[i])));
		EXPECT_EQ(codes[i],
			  burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
		EXPECT_TRUE(is_clean(self->at, self->outside));
		snprintf(command, sizeof(command), "rm -rf '%s'", self->out);
		ASSERT_EQ(0, system(command));
	}
}

TEST_F(area, the_folder_itself_may_be_a_link)
{
	ASSERT_EQ(0, mkdir(below(self->at, "true"), 0700));
	ASSERT_EQ(0, symlink("true", self->out));
	EXPECT_EQ(0, burin_volume_extract(self->volume, "/dir", self->out, NULL, NULL));
	EXPECT_STREQ("hello\n", get_text(below(self->at, "true/dir/deep/inner")));
}

TEST_F(area, the_folder_must_have_a_parent)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/not/there", self->at);
	EXPECT_EQ(-ENOENT, burin_volume_extract(self->volume, "/", path, NULL, NULL));
	EXPECT_STREQ(path, burin_volume_get_detail(self->volume)->subject);
	EXPECT_EQ(-ENOTDIR, burin_volume_extract(self->volume, "/", below(self->outside, "kept"),
						 NULL, NULL));
}

/* Someone with access to the folder swaps directories while they are filled. */
struct swap {
	const char *when, *from, *to, *link;
	bool done;
};

static int swap_now(void *user, const struct burin_entry *e)
{
	struct swap *s = user;

	if (strcmp(e->path, s->when))
		return 0;
	s->done = !rename(s->from, s->to) && (!s->link || !symlink(s->link, s->from));
	return s->done ? 0 : -1;
}

TEST_F(area, a_folder_swapped_for_a_link_is_not_followed)
{
	char from[128], to[128];
	struct swap s = { "/dir/deep/inner", from, to, self->outside, false };

	snprintf(from, sizeof(from), "%s/dir/deep", self->out);
	snprintf(to, sizeof(to), "%s/dir/aside", self->out);
	EXPECT_EQ(0, burin_volume_extract(self->volume, "/", self->out, swap_now, &s));
	EXPECT_TRUE(s.done);
	EXPECT_TRUE(is_clean(self->at, self->outside));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "dir/aside/inner")));
}

TEST_F(area, a_folder_moved_away_ends_it)
{
	char from[128], to[128];
	struct swap s = { "/dir/deep/inner", from, to, NULL, false };

	snprintf(from, sizeof(from), "%s/dir/deep", self->out);
	snprintf(to, sizeof(to), "%s/aside", self->out);
	EXPECT_EQ(BURIN_E_UNSAFE_PATH,
		  burin_volume_extract(self->volume, "/", self->out, swap_now, &s));
	EXPECT_TRUE(s.done);
	EXPECT_EQ(-1, access(below(self->out, "file"), F_OK));
	EXPECT_TRUE(is_clean(self->at, self->outside));
}

TEST_F(area, a_hard_link_is_not_made_through_a_swapped_folder)
{
	char from[128], to[128];
	struct swap s = { "/link", from, to, "outside/kept", false };

	snprintf(from, sizeof(from), "%s/file", self->out);
	snprintf(to, sizeof(to), "%s/aside", self->out);
	EXPECT_EQ(0, burin_volume_extract(self->volume, "/", self->out, swap_now, &s));
	EXPECT_TRUE(s.done);
	EXPECT_STREQ("hello\n", get_text(below(self->out, "link")));
	EXPECT_TRUE(is_clean(self->at, self->outside));
}

static int stop_at(void *user, const struct burin_entry *e)
{
	return strcmp(e->path, "/link") ? 0 : *(int *)user;
}

TEST_F(area, the_callback_stops_it)
{
	int cancel = BURIN_E_CANCELLED, enough = 1;

	EXPECT_EQ(BURIN_E_CANCELLED,
		  burin_volume_extract(self->volume, "/", self->out, stop_at, &cancel));
	EXPECT_EQ(-1, access(below(self->out, "link"), F_OK));
	EXPECT_EQ(0, access(below(self->out, "file"), F_OK));
	EXPECT_EQ(0, burin_volume_extract(self->volume, "/dir", self->out, stop_at, &enough) *
			     burin_volume_extract(self->volume, "/link", self->out, stop_at,
						  &enough));
	EXPECT_EQ(-1, access(below(self->out, "link"), F_OK));
}

/* What an ordinary user may not make costs nothing else. */
struct warnings {
	int count;
	char last[256];
};

static void take_warning(void *user, enum burin_log_level level, const char *text)
{
	struct warnings *w = user;

	w->count += level == BURIN_LOG_WARNING;
	snprintf(w->last, sizeof(w->last), "%s", text);
}

static int open_logged(struct disc *d, struct warnings *warnings, struct burin_volume **out)
{
	struct burin_stream *stream;
	struct burin_context *ctx;
	int ret;

	if (burin_context_new(&ctx) ||
	    burin_stream_new_memory(ctx, d->bytes, sizeof(d->bytes), &stream))
		return -1;
	burin_context_set_log(ctx, BURIN_LOG_WARNING, take_warning, warnings);
	ret = burin_volume_open(ctx, stream, 0, BURIN_TREE_BEST, out, NULL);
	burin_stream_unref(stream);
	burin_context_unref(ctx);
	return ret;
}

/* With the rights of an ordinary user, whoever runs the test. */
static int extract_as_user(struct burin_volume *volume, const char *path, const char *at,
			   const char *out)
{
	uid_t user = geteuid();
	int ret;

	if (!user && (chmod(at, 0777) || seteuid(65534)))
		return -1;
	ret = burin_volume_extract(volume, path, out, NULL, NULL);
	return seteuid(user) ? -1 : ret;
}

static void add_device(struct disc *d, const char *id, const char *name, uint32_t mode)
{
	struct area a = { .n = 0 };
	uint8_t *p;

	area_px(&a, mode, 1, 0);
	p = area_add(&a, "PN", 20);
	put_both32(p, 0);
	put_both32(p + 8, 1 << 8 | 3);
	area_nm(&a, 0, name, strlen(name));
	disc_record(d, DEEP, id, strlen(id), 0, 0, 0, &a);
}

TEST_F(area, a_device_is_left_out_and_all_else_is_there)
{
	struct warnings warnings = { .count = 0 };
	const struct burin_detail *detail;
	struct burin_volume *volume;
	struct stat st;

	disc_make(self->d, true);
	ASSERT_EQ(0, open_logged(self->d, &warnings, &volume));
	EXPECT_EQ(BURIN_E_SPECIAL_FILE, extract_as_user(volume, "/", self->at, self->out));
	detail = burin_volume_get_detail(volume);
	EXPECT_EQ(BURIN_E_SPECIAL_FILE, detail->code);
	EXPECT_STREQ("/null", detail->subject);
	EXPECT_STREQ("it may not be made there; all else was extracted", detail->text);
	EXPECT_EQ(1, warnings.count);
	EXPECT_STREQ("/null: left out: it may not be made there", warnings.last);
	EXPECT_EQ(-1, lstat(below(self->out, "null"), &st));
	EXPECT_STREQ("tail\n", get_text(below(self->out, "parts")) + BLOCK);
	EXPECT_STREQ("hello\n", get_text(below(self->out, "moved/in")));
	ASSERT_EQ(0, stat(self->out, &st));
	EXPECT_EQ(981173106, st.st_mtime);
	burin_volume_free(volume);
}

TEST_F(area, all_that_is_left_out_is_counted)
{
	struct warnings warnings = { .count = 0 };
	struct burin_volume *volume;

	disc_make(self->d, true);
	add_device(self->d, "A", "a", 060644);
	add_device(self->d, "B", "b", 020644);
	ASSERT_EQ(0, open_logged(self->d, &warnings, &volume));
	EXPECT_EQ(BURIN_E_SPECIAL_FILE, extract_as_user(volume, "/", self->at, self->out));
	EXPECT_STREQ("it and 2 more may not be made there; all else was extracted",
		     burin_volume_get_detail(volume)->text);
	EXPECT_STREQ("/dir/deep/a", burin_volume_get_detail(volume)->subject);
	EXPECT_EQ(3, warnings.count);
	burin_volume_free(volume);
}

/* A FIFO anyone may make. */
TEST_F(area, a_fifo_comes_back)
{
	struct stat st;

	put_le32(disc_entry(self->d, self->d->symlink, "PX") + 4, 010640);
	memcpy(disc_entry(self->d, self->d->symlink, "SL"), "PD", 2);
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	EXPECT_EQ(0, extract_as_user(self->volume, "/sym", self->at, self->out));
	ASSERT_EQ(0, lstat(below(self->out, "sym"), &st));
	EXPECT_EQ(010640, st.st_mode);
	EXPECT_EQ(981173106, st.st_mtime);
}

/* A limit of the file size stands for a disk that is full. */
TEST_F(area, a_file_that_cannot_be_finished_is_taken_away)
{
	struct rlimit limit, small;

	ASSERT_EQ(0, getrlimit(RLIMIT_FSIZE, &limit));
	small = limit;
	small.rlim_cur = 1000;
	signal(SIGXFSZ, SIG_IGN);
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &small));
	EXPECT_EQ(-EFBIG, burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	setrlimit(RLIMIT_FSIZE, &limit);
	EXPECT_STREQ("/parts", burin_volume_get_detail(self->volume)->subject);
	EXPECT_EQ(-1, access(below(self->out, "parts"), F_OK));
	EXPECT_STREQ("hello\n", get_text(below(self->out, "file")));
}

TEST_F(area, after_a_failure_the_folders_have_their_modes)
{
	struct stat st;

	put_both32(self->d->bytes + self->d->inner + 2, 0x00ffffff);
	ASSERT_EQ(0, reopen(&self->volume, self->d));
	EXPECT_EQ(BURIN_E_DAMAGED_VOLUME,
		  burin_volume_extract(self->volume, "/", self->out, NULL, NULL));
	EXPECT_STREQ("/dir/deep/inner", burin_volume_get_detail(self->volume)->subject);
	EXPECT_EQ(-1, access(below(self->out, "dir/deep/inner"), F_OK));
	ASSERT_EQ(0, stat(below(self->out, "dir"), &st));
	EXPECT_EQ(040755, st.st_mode);
}

/* --- names --- */

/* As Rock Ridge has them; those of kind 'n' must be refused, those of kind 'y' are harmless. */
static const struct { char kind; uint8_t n; const char *name; } names[] = {
	{ 'n', 1, "." }, { 'n', 2, ".." }, { 'n', 1, "/" }, { 'n', 2, "//" }, { 'n', 1, "\0" },
	{ 'n', 3, "../" }, { 'n', 3, "/.." }, { 'n', 4, "../x" }, { 'n', 5, "../.." },
	{ 'n', 10, "../outside" }, { 'n', 13, "../outside/ev" }, { 'n', 15, "../outside/kept" },
	{ 'n', 11, "/etc/passwd" }, { 'n', 9, "/dev/null" }, { 'n', 10, "/proc/self" },
	{ 'n', 8, "dir/deep" }, { 'n', 7, "dir/../" }, { 'n', 12, "./../outside" },
	{ 'n', 4, "a/..", }, { 'n', 3, "a/b" }, { 'n', 3, "a//" }, { 'n', 2, "a/" },
	{ 'n', 3, "..\0" }, { 'n', 4, "..\0x" }, { 'n', 2, ".\0" }, { 'n', 3, "a\0b" },
	{ 'n', 12, "../outside\0x" }, { 'n', 3, "\0.." }, { 'n', 7, "file\0.." },
	{ 'y', 1, "\x7f" }, { 'y', 3, "..\n" }, { 'y', 3, "..\r" }, { 'y', 3, "..\t" },
	{ 'y', 4, "\033[2J" }, { 'y', 6, "\033]0;x\a" }, { 'y', 3, "a\bb" }, { 'y', 4, "\x1b" "c\r\n" },
	{ 'y', 3, "..." }, { 'y', 3, ".. " }, { 'y', 3, " .." }, { 'y', 4, "...." }, { 'y', 1, " " },
	{ 'y', 2, ". " }, { 'y', 1, "~" }, { 'y', 5, "~root" }, { 'y', 1, "-" }, { 'y', 3, "-rf" },
	{ 'y', 1, "*" }, { 'y', 5, "$HOME" }, { 'y', 4, "`id`" }, { 'y', 4, "|cat" }, { 'y', 2, ";x" },
	{ 'y', 2, ".\\" }, { 'y', 3, "..\\" }, { 'y', 10, "..\\outside" }, { 'y', 3, "C:\\" },
	{ 'y', 3, "CON" }, { 'y', 3, "NUL" }, { 'y', 4, "COM1" }, { 'y', 4, "LPT1" }, { 'y', 7, "aux.txt" },
	{ 'y', 6, "%2e%2e" }, { 'y', 9, "%2e%2e%2f" }, { 'n', 6, "..%00/" }, { 'y', 5, "..%2f" },
	{ 'y', 6, "\xc0\xae\xc0\xae" "xx" }, { 'y', 4, "\xc0\xae\xc0\xae" }, { 'y', 2, "\xc0\xaf" },
	{ 'y', 3, "\xe0\x80\xaf" }, { 'y', 6, "\xe0\x80\xae\xe0\x80\xae" }, { 'y', 4, "\xf0\x80\x80\xaf" },
	{ 'y', 4, "..\xc0\xaf" }, { 'y', 5, "..\xe0\x80\xaf" }, { 'y', 3, "\xef\xbc\x8f" },
	{ 'y', 5, "..\xef\xbc\x8f" }, { 'y', 3, "\xe2\x88\x95" }, { 'y', 3, "\xe2\x80\xa5" },
	{ 'y', 3, "\xe2\x80\xae" }, { 'y', 3, "\xef\xbb\xbf" }, { 'y', 1, "\xff" }, { 'y', 1, "\x80" },
	{ 'y', 2, "\xff\xfe" }, { 'y', 3, "\xed\xa0\x80" }, { 'y', 4, "\xf4\x90\x80\x80" },
	{ 'y', 10, "lost+found" }, { 'y', 4, ".git" }, { 'y', 8, ".bashrc\xc2" }, { 'y', 5, "proc " },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* The name given to a file, a folder with a file, or a link to the outside and a file behind. */
enum shape { AS_FILE, AS_FOLDER, AS_LINK, SHAPES };

static void add_named(struct disc *d, enum shape shape, const char *name, size_t n,
		      const char *outside)
{
	static const uint32_t modes[] = { 0100644, 040755, 0120777 };
	struct area a = { .n = 0 };
	uint8_t *p;

	area_px(&a, modes[shape], 1, 0);
	area_nm(&a, 0, name, n);
	if (shape == AS_LINK) {
		size_t len = strlen(outside);

		p = area_add(&a, "SL", 7 + len);
		p[2] = (uint8_t)len;
		memcpy(p + 3, outside, len);
	}
	/* First of its directory, so that a link comes before what would go through it. */
	disc_record(d, DEEP, "A", 1, shape == AS_FOLDER ? 2 : 0, shape == AS_FOLDER ? MOVED : DATA,
		    shape == AS_FOLDER ? BLOCK : shape == AS_FILE ? 6 : 0, &a);
	if (shape != AS_LINK)
		return;
	a.n = 0;
	area_px(&a, 040755, 1, 0);
	area_nm(&a, 0, name, n);
	disc_record(d, DEEP, "B", 1, 2, MOVED, BLOCK, &a);
}

static int extract_named(struct __test_metadata *_metadata, FIXTURE_DATA(area) *self,
			 enum shape shape, const char *name, size_t n)
{
	struct burin_volume *volume;
	char command[256];
	int ret;

	disc_make(self->d, false);
	/* Without the record that leads to MOVED, and without "inner". */
	memcpy(disc_entry(self->d, self->d->moved, "CL"), "PD", 2);
	self->d->free[DEEP] -= self->d->bytes[self->d->inner];
	memset(self->d->bytes + self->d->inner, 0, 254);
	add_named(self->d, shape, name, n, self->outside);
	ASSERT_EQ(0, open_bytes(self->d->bytes, sizeof(self->d->bytes), BURIN_TREE_BEST, &volume,
				NULL));
	ASSERT_EQ(0, mkdir(self->out, 0700));
	ret = burin_volume_extract(volume, "/dir/deep", self->out, NULL, NULL);
	EXPECT_TRUE(is_clean(self->at, self->outside));
	burin_volume_free(volume);
	snprintf(command, sizeof(command), "chmod -R u+rwX '%s'; rm -rf '%s'", self->out,
		 self->out);
	ASSERT_EQ(0, system(command));
	return ret;
}

TEST_F(area, no_name_leads_out)
{
	unsigned int tried = 0;

	ASSERT_TRUE(NAMES * SHAPES >= 200);
	for (size_t i = 0; i < NAMES; i++) {
		for (enum shape shape = AS_FILE; shape < SHAPES; shape++) {
			/* A folder cannot go where its link stands. */
			int harmless = shape == AS_LINK ? BURIN_E_UNSAFE_PATH : 0;
			int want = names[i].kind == 'n' ? BURIN_E_UNSAFE_PATH : harmless;
			int got = extract_named(_metadata, self, shape, names[i].name, names[i].n);

			EXPECT_EQ(want, got) TH_LOG("name %zu, shape %d", i, shape);
			tried++;
		}
	}
	ASSERT_TRUE(tried >= 200);
}

/* What a Linux file system can hold comes back byte for byte; who shows it escapes it. */
TEST_F(area, every_byte_but_two_may_stand_in_a_name)
{
	struct burin_volume *volume;
	struct stat st;

	for (unsigned int c = 1; c < 256; c++) {
		const char path[6] = { '/', 'a', (char)c, 'b', (char)('a' + c % 26), '\0' };

		if (c == '/')
			continue;
		disc_make(self->d, false);
		memcpy(disc_entry(self->d, self->d->file, "NM") + 5, path + 1, 4);
		ASSERT_EQ(0, open_bytes(self->d->bytes, sizeof(self->d->bytes), BURIN_TREE_BEST,
					&volume, NULL));
		EXPECT_EQ(0, burin_volume_extract(volume, path, self->out, NULL, NULL));
		burin_volume_free(volume);
		ASSERT_EQ(0, lstat(below(self->out, path + 1), &st)) TH_LOG("byte %02x", c);
		EXPECT_EQ(6, st.st_size);
	}
}

/* The same, in UTF-16. */
TEST_F(area, no_joliet_name_leads_out)
{
	static const char *const bad[] = { "..", ".", "/", "../x", "/x", "a/b", "..;1", ".;1" };
	struct burin_volume *volume;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		disc_make(self->d, false);
		joliet_record(self->d, JDIR, bad[i], i % 2 ? 2 : 0, i % 2 ? EMPTY : DATA,
			      i % 2 ? BLOCK : 6);
		ASSERT_EQ(0, open_bytes(self->d->bytes, sizeof(self->d->bytes), BURIN_TREE_JOLIET,
					&volume, NULL));
		EXPECT_EQ(BURIN_E_UNSAFE_PATH,
			  burin_volume_extract(volume, "/Folder", self->out, NULL, NULL));
		EXPECT_TRUE(is_clean(self->at, self->outside));
		burin_volume_free(volume);
	}
}

TEST_HARNESS_MAIN
