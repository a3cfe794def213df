/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources from a file system: what is taken, what is refused, what changes while it is read. */
#include <burin/burin.h>
#include <fcntl.h>
#include <ftw.h>
#include <kselftest_harness.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "stream/stream.h"

FIXTURE(scan)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	struct burin_node *root;
	char here[64], back[PATH_MAX];
};

typedef FIXTURE_DATA(scan) data;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

FIXTURE_SETUP(scan)
{
	memset(self, 0, sizeof(*self));
	unsetenv("SOURCE_DATE_EPOCH");
	strcpy(self->here, "/tmp/burin-scan-XXXXXX");
	ASSERT_NE(NULL, getcwd(self->back, sizeof(self->back)));
	ASSERT_NE(NULL, mkdtemp(self->here));
	ASSERT_EQ(0, chdir(self->here));
	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
	self->root = burin_image_get_root(self->image);
}

FIXTURE_TEARDOWN(scan)
{
	burin_stream_unref(self->stream);
	burin_result_unref(self->result);
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
	EXPECT_EQ(0, chdir(self->back));
	nftw(self->here, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		perror(path);
	close(fd);
}

static const struct burin_detail *detail(data *self)
{
	return burin_image_get_detail(self->image);
}

static struct burin_node *find(data *self, const char *path)
{
	struct burin_node *node = self->root;
	char copy[256], *save, *part;

	strcpy(copy, path);
	for (part = strtok_r(copy, "/", &save); part && node; part = strtok_r(NULL, "/", &save))
		node = burin_dir_find(node, part);
	return node;
}

TEST_F(scan, a_folder_gives_its_contents)
{
	struct stat st;

	mkdir("src", 0750);
	mkdir("src/a", 0700);
	put("src/a/file", "12345");
	ASSERT_EQ(0, symlink("a/file", "src/link"));
	ASSERT_EQ(0, mkfifo("src/fifo", 0600));
	ASSERT_EQ(0, burin_image_add_word(self->image, "src"));
	EXPECT_EQ(0100644u, burin_node_get_mode(find(self, "a/file")));
	EXPECT_EQ(0040700u, burin_node_get_mode(find(self, "a")));
	EXPECT_EQ(5u, burin_node_get_size(find(self, "a/file")));
	EXPECT_EQ(6u, burin_node_get_size(find(self, "link")));
	EXPECT_EQ(0010600u, burin_node_get_mode(find(self, "fifo")));
	ASSERT_EQ(0, stat("src", &st));
	EXPECT_EQ(st.st_mode, burin_node_get_mode(self->root));
	EXPECT_EQ(3u, burin_image_count_files(self->image));
	EXPECT_EQ(1u, burin_image_count_directories(self->image));
	EXPECT_EQ(5u, burin_image_count_bytes(self->image));
}

TEST_F(scan, words_say_where)
{
	mkdir("dir", 0755);
	put("dir/x", "x");
	put("file", "f");
	put("a=b", "f");
	EXPECT_EQ(0, burin_image_add_word(self->image, "/on/disc=dir"));
	EXPECT_NE(NULL, find(self, "on/disc/x"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "file"));
	EXPECT_NE(NULL, find(self, "file"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "/new/name=file"));
	EXPECT_NE(NULL, find(self, "new/name"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "/new/=file"));
	EXPECT_NE(NULL, find(self, "new/file"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "a=b"));
	EXPECT_NE(NULL, find(self, "a=b"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "/d/=dir/"));
	EXPECT_NE(NULL, find(self, "d/x"));
}

TEST_F(scan, two_folders_are_merged_two_files_are_not)
{
	mkdir("one", 0700);
	mkdir("two", 0755);
	mkdir("one/sub", 0711);
	mkdir("two/sub", 0755);
	put("one/sub/a", "a");
	put("two/sub/b", "b");
	ASSERT_EQ(0, burin_image_add_word(self->image, "one"));
	ASSERT_EQ(0, burin_image_add_word(self->image, "two"));
	EXPECT_TRUE(find(self, "sub/a") && find(self, "sub/b"));
	EXPECT_EQ(040711u, burin_node_get_mode(find(self, "sub")));
	EXPECT_EQ(BURIN_E_NAME_TAKEN, burin_image_add_word(self->image, "two"));
	EXPECT_STREQ("two/sub/b", detail(self)->subject);
	put("sub", "a file");
	EXPECT_EQ(BURIN_E_NAME_TAKEN, burin_image_add_word(self->image, "sub"));
	EXPECT_EQ(BURIN_E_NOT_A_DIRECTORY, burin_image_add_word(self->image, "/sub/a/c=sub"));
}

TEST_F(scan, what_is_missing_is_named)
{
	EXPECT_EQ(BURIN_E_SOURCE, burin_image_add_word(self->image, "nowhere"));
	EXPECT_STREQ("nowhere", detail(self)->subject);
	EXPECT_EQ(BURIN_E_SOURCE, burin_image_add_word(self->image, "/x=nowhere/file"));
	EXPECT_STREQ("nowhere/file", detail(self)->subject);
	EXPECT_EQ(BURIN_E_SOURCE, burin_image_add_word(self->image, ""));
	put("file", "");
	EXPECT_EQ(BURIN_E_NAME, burin_image_add(self->image, "/a/../b", "file"));
}

TEST_F(scan, what_cannot_be_read_is_named)
{
	bool root = !geteuid();

	mkdir("src", 0755);
	put("src/secret", "x");
	chmod("src/secret", root ? 0600 : 0);
	chmod(self->here, 0755);
	if (root)
		ASSERT_EQ(0, seteuid(65534));
	EXPECT_EQ(BURIN_E_SOURCE, burin_image_add_word(self->image, "src"));
	EXPECT_STREQ("src/secret", detail(self)->subject);
	if (root)
		ASSERT_EQ(0, seteuid(0));
}

TEST_F(scan, a_socket_is_refused_unless_it_is_left_out)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "src/s" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	mkdir("src", 0755);
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&address, sizeof(address)));
	close(fd);
	EXPECT_EQ(BURIN_E_SPECIAL_FILE, burin_image_add_word(self->image, "src"));
	EXPECT_STREQ("src/s", detail(self)->subject);
	ASSERT_EQ(0, burin_image_add_exclude(self->image, "s"));
	EXPECT_EQ(0, burin_image_add_word(self->image, "src"));
}

TEST_F(scan, excludes_match_names_and_paths)
{
	mkdir("src", 0755);
	mkdir("src/a", 0755);
	mkdir("src/b", 0755);
	put("src/a/x.o", "");
	put("src/a/x.c", "");
	put("src/b/x.c", "");
	ASSERT_EQ(0, burin_image_add_exclude(self->image, "*.o"));
	ASSERT_EQ(0, burin_image_add_exclude(self->image, "/b/*"));
	ASSERT_EQ(0, burin_image_add_word(self->image, "src"));
	EXPECT_EQ(NULL, find(self, "a/x.o"));
	EXPECT_NE(NULL, find(self, "a/x.c"));
	EXPECT_NE(NULL, find(self, "b"));
	EXPECT_EQ(NULL, find(self, "b/x.c"));
}

/* Paths beyond PATH_MAX are entered piece by piece. */
TEST_F(scan, six_thousand_bytes_of_path)
{
	char buf[8];
	int64_t n;

	for (int i = 0; i < 300; i++) {
		ASSERT_EQ(0, mkdir("twenty-characters-abc", 0755));
		ASSERT_EQ(0, chdir("twenty-characters-abc"));
	}
	put("leaf", "the leaf");
	ASSERT_EQ(0, chdir(self->here));
	ASSERT_EQ(0, burin_image_add_word(self->image, "."));
	EXPECT_EQ(300u, burin_image_count_directories(self->image));
	ASSERT_EQ(0, burin_image_create(self->image, &self->result));
	ASSERT_EQ(0, burin_result_get_stream(self->result, &self->stream));
	n = burin_stream_read(self->stream,
			      (burin_result_get_total_blocks(self->result) - 151) * 2048ull, buf, 8);
	ASSERT_EQ(8, n);
	EXPECT_EQ(0, memcmp("the leaf", buf, 8));
}

static int lay_out(data *self)
{
	int err = burin_image_add_word(self->image, "src");

	if (!err)
		err = burin_image_create(self->image, &self->result);
	return err ? err : burin_result_get_stream(self->result, &self->stream);
}

/* All of it, by reads of that size. */
static int64_t read_all(data *self, size_t step)
{
	uint64_t end = burin_result_get_total_blocks(self->result) * 2048ull;
	static uint8_t buf[1 << 20];
	int64_t n = 0;

	for (uint64_t at = 0; at < end && n >= 0; at += step)
		n = burin_stream_read(self->stream, at, buf, step);
	return n < 0 ? n : 0;
}

static void expect_changed(struct __test_metadata *_metadata, data *self, const char *path)
{
	static const size_t steps[] = { 2048, 10240, 1 << 20 };
	int fd = open("/dev/null", O_WRONLY);

	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(BURIN_E_SOURCE_CHANGED, read_all(self, steps[i]));
		EXPECT_STREQ("src/file", burin_stream_get_detail(self->stream)->subject);
	}
	EXPECT_EQ(BURIN_E_SOURCE_CHANGED,
		  burin_stream_copy_to_fd(self->stream, fd, NULL, NULL));
	close(fd);
	ASSERT_EQ(1u, burin_result_count_changed(self->result));
	EXPECT_STREQ(path, burin_result_changed_at(self->result, 0));
	EXPECT_EQ(NULL, burin_result_changed_at(self->result, 1));
}

static void put_size(const char *path, size_t n)
{
	char *text = malloc(n + 1);

	memset(text, 'x', n);
	text[n] = '\0';
	put(path, text);
	free(text);
}

TEST_F(scan, a_file_that_shrinks)
{
	mkdir("src", 0755);
	put_size("src/file", 9000);
	ASSERT_EQ(0, lay_out(self));
	ASSERT_EQ(0, truncate("src/file", 5000));
	expect_changed(_metadata, self, "/file");
}

TEST_F(scan, a_file_that_grows)
{
	mkdir("src", 0755);
	put_size("src/file", 9000);
	ASSERT_EQ(0, lay_out(self));
	put_size("src/file", 9001);
	expect_changed(_metadata, self, "/file");
}

TEST_F(scan, a_large_file_that_grows)
{
	mkdir("src", 0755);
	put_size("src/file", 900000);
	ASSERT_EQ(0, lay_out(self));
	put_size("src/file", 900001);
	expect_changed(_metadata, self, "/file");
}

TEST_F(scan, a_file_of_the_same_size_and_another_time)
{
	const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	mkdir("src", 0755);
	put_size("src/file", 9000);
	ASSERT_EQ(0, lay_out(self));
	ASSERT_EQ(0, utimensat(AT_FDCWD, "src/file", times, 0));
	expect_changed(_metadata, self, "/file");
}

/* Of src, laid out anew; times are no later than the epoch. */
static uint32_t identity(data *self)
{
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	uint32_t identity = 0;

	if (burin_image_new(self->ctx, &image))
		return 0;
	burin_image_set_epoch(image, 1000, true);
	if (!burin_image_add(image, "/", "src") && !burin_image_create(image, &result)) {
		if (!burin_result_get_stream(result, &stream))
			identity = bur_stream_identity(stream);
		burin_stream_unref(stream);
		burin_result_unref(result);
	}
	burin_image_free(image);
	return identity;
}

static void set_time(const char *path, time_t seconds, long ns)
{
	const struct timespec times[2] = { { seconds, ns }, { seconds, ns } };

	utimensat(AT_FDCWD, path, times, 0);
}

/* Names, sizes and times make it, be they the same on the disc; data do not. */
TEST_F(scan, identity_of_a_tree)
{
	uint32_t before;

	mkdir("src", 0755);
	mkdir("src/folder", 0755);
	put("src/folder/file", "something");
	set_time("src/folder/file", 2000, 5);
	before = identity(self);
	EXPECT_NE(0, before);
	EXPECT_EQ(before, identity(self));
	put("src/folder/file", "sOmething");
	EXPECT_NE(before, identity(self));
	set_time("src/folder/file", 2000, 5);
	EXPECT_EQ(before, identity(self));
	set_time("src/folder/file", 2000, 6);
	EXPECT_NE(before, identity(self));
	put("src/folder/file", "something!");
	set_time("src/folder/file", 2000, 5);
	EXPECT_NE(before, identity(self));
	put("src/folder/file", "something");
	set_time("src/folder/file", 2000, 5);
	chmod("src/folder/file", 0600);
	EXPECT_NE(before, identity(self));
	chmod("src/folder/file", 0644);
	EXPECT_EQ(before, identity(self));
	rename("src/folder/file", "src/folder/File");
	EXPECT_NE(before, identity(self));
}

/* The pipe that takes its place has no writer: opening it must not wait. */
TEST_F(scan, a_pipe_in_a_files_place)
{
	mkdir("src", 0755);
	put_size("src/file", 9000);
	ASSERT_EQ(0, lay_out(self));
	unlink("src/file");
	ASSERT_EQ(0, mkfifo("src/file", 0644));
	EXPECT_LT(read_all(self, 2048), 0);
}

TEST_F(scan, a_file_that_vanishes)
{
	mkdir("src", 0755);
	put_size("src/file", 9000);
	ASSERT_EQ(0, lay_out(self));
	unlink("src/file");
	EXPECT_EQ(BURIN_E_SOURCE, read_all(self, 2048));
	EXPECT_STREQ("src/file", burin_stream_get_detail(self->stream)->subject);
	EXPECT_EQ(0u, burin_result_count_changed(self->result));
}

/* What comes before the file that vanished can be read, in one call with it or not. */
TEST_F(scan, an_error_comes_where_it_belongs)
{
	static uint8_t buf[64 * 2048];
	int64_t n;

	mkdir("src", 0755);
	put_size("src/a", 5000);
	put_size("src/b", 5000);
	ASSERT_EQ(0, lay_out(self));
	unlink("src/b");
	n = burin_stream_read(self->stream, 0, buf, sizeof(buf));
	EXPECT_EQ(BURIN_E_SOURCE, n);
	EXPECT_EQ(28 * 2048, burin_stream_read(self->stream, 0, buf, 28 * 2048));
}

TEST_F(scan, hard_links_are_found)
{
	char name[32];

	mkdir("src", 0755);
	mkdir("src/sub", 0755);
	put("src/file", "content");
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "src/sub/%d", i);
		ASSERT_EQ(0, link("src/file", name));
	}
	ASSERT_EQ(0, burin_image_add_word(self->image, "src"));
	EXPECT_EQ(7u, burin_image_count_bytes(self->image));
	EXPECT_EQ(201u, burin_image_count_files(self->image));
}

/* Many small files, read in large and small steps, with the copy between them. */
TEST_F(scan, small_files_in_large_reads)
{
	static uint8_t one[4 << 20], two[4 << 20];
	unsigned int seed = 9;
	char name[32];
	uint64_t size;

	mkdir("src", 0755);
	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "src/%d", i);
		put_size(name, (size_t)rand_r(&seed) % 7000);
	}
	put_size("src/large", 600000);
	ASSERT_EQ(0, lay_out(self));
	size = burin_result_get_total_blocks(self->result) * 2048ull;
	ASSERT_LE(size, sizeof(one));
	ASSERT_EQ((int64_t)size, burin_stream_read(self->stream, 0, one, size));
	for (uint64_t at = 0; at < size; at += 2048)
		ASSERT_EQ(2048, burin_stream_read(self->stream, at, two + at, 2048));
	EXPECT_EQ(0, memcmp(one, two, size));
	int fd = open("copy", O_RDWR | O_CREAT, 0644);
	ASSERT_EQ((int64_t)size, burin_stream_copy_to_fd(self->stream, fd, NULL, NULL));
	memset(two, 0, size);
	ASSERT_EQ((ssize_t)size, pread(fd, two, size, 0));
	EXPECT_EQ(0, memcmp(one, two, size));
	close(fd);
}

TEST_HARNESS_MAIN
