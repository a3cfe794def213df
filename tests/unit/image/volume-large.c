/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extraction where sizes matter: a file of more than 4 GiB, and file systems that are full. */
#include <kselftest_harness.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "image/volume.h"

#define SECTION 0xfffff800ull		/* what one record can hold */
#define BIG (SECTION + 5000)
#define STAMP 1024u			/* every so many bytes stand eight that tell where */

/* The bytes of a file, made when they are asked for. */
static int64_t read_stamped(void *user, uint64_t offset, void *buf, size_t n)
{
	uint64_t size = *(uint64_t *)user;
	uint8_t *p = buf;

	if (offset >= size)
		return 0;
	if (n > size - offset)
		n = (size_t)(size - offset);
	memset(p, 0, n);
	for (uint64_t at = offset / STAMP * STAMP; at < offset + n; at += STAMP)
		for (unsigned int i = 0; i < 8; i++)
			if (at + i >= offset && at + i < offset + n)
				p[at + i - offset] = (uint8_t)((at / STAMP + 1) >> 8 * i);
	return (int64_t)n;
}

static const struct burin_stream_ops stamped_ops = {
	.struct_size = sizeof(stamped_ops),
	.read = read_stamped,
};

FIXTURE(large)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	struct burin_volume *volume;
	uint64_t sizes[2];
	char at[64];
};

FIXTURE_SETUP(large)
{
	memset(self, 0, sizeof(*self));
	ASSERT_EQ(0, burin_context_new(&self->ctx));
	ASSERT_EQ(0, burin_image_new(self->ctx, &self->image));
}

FIXTURE_TEARDOWN(large)
{
	char command[128];

	burin_volume_free(self->volume);
	burin_stream_unref(self->stream);
	burin_result_unref(self->result);
	burin_image_free(self->image);
	burin_context_unref(self->ctx);
	snprintf(command, sizeof(command), "rm -rf '%s'", self->at);
	if (self->at[0])
		EXPECT_EQ(0, system(command));
}

static int add_file(FIXTURE_DATA(large) *self, const char *name, uint64_t *size)
{
	struct burin_node *root = burin_image_get_root(self->image);
	struct burin_stream *stream;
	int ret = burin_stream_new_custom(self->ctx, &stamped_ops, size, *size, true, &stream);

	if (ret)
		return ret;
	ret = burin_dir_add_stream(root, name, stream, NULL);
	burin_stream_unref(stream);
	return ret;
}

static int open_image(FIXTURE_DATA(large) *self)
{
	int ret = burin_image_create(self->image, &self->result);

	if (!ret)
		ret = burin_result_get_stream(self->result, &self->stream);
	if (!ret)
		ret = burin_volume_open(self->ctx, self->stream, 0, BURIN_TREE_BEST, &self->volume,
					NULL);
	return ret;
}

/* Memory, where there is plenty of it; else a disk. */
static bool find_room(char *at, size_t n)
{
	uint64_t memory = (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	static const char *const places[] = { "/dev/shm", "/var/tmp", "/tmp" };
	struct statvfs fs;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (statvfs(places[i], &fs) ||
		    (uint64_t)fs.f_bavail * fs.f_frsize < BIG + (1 << 30))
			continue;
		if (!i && memory < BIG + (2ull << 30))
			continue;
		snprintf(at, n, "%s/burin-large.XXXXXX", places[i]);
		if (mkdtemp(at))
			return true;
	}
	at[0] = '\0';
	return false;
}

static bool is_right_at(int fd, uint64_t size, uint64_t at)
{
	uint8_t got[4096], want[sizeof(got)];
	int64_t n = read_stamped(&size, at, want, sizeof(want));

	return pread(fd, got, sizeof(got), (off_t)at) == n && !memcmp(got, want, (size_t)n);
}

TEST_F_TIMEOUT(large, a_file_of_more_than_four_gib, 240)
{
	static const uint64_t places[] = {
		0, (1ull << 31) - 5, 1ull << 31, SECTION - 4096, SECTION - 2000, SECTION,
		(1ull << 32) - 5, 1ull << 32, BIG - 4096, BIG - 10,
	};
	char path[128];
	struct stat st;
	int fd;

	if (!find_room(self->at, sizeof(self->at)))
		SKIP(return, "no file system with 5 GiB free");
	self->sizes[0] = BIG;
	ASSERT_EQ(0, add_file(self, "big", &self->sizes[0]));
	ASSERT_EQ(0, open_image(self));
	snprintf(path, sizeof(path), "%s/out", self->at);
	ASSERT_EQ(0, burin_volume_extract(self->volume, "/", path, NULL, NULL));
	strcat(path, "/big");
	fd = open(path, O_RDONLY);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fstat(fd, &st));
	EXPECT_EQ((int64_t)BIG, st.st_size);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		EXPECT_TRUE(is_right_at(fd, BIG, places[i])) TH_LOG("place %zu", i);
	}
	close(fd);
}

static int put_line(const char *path, const char *format, unsigned int id)
{
	FILE *f = fopen(path, "w");

	return f ? (fprintf(f, format, id, id) < 0) | fclose(f) : -1;
}

/* In a namespace of users, where the test is itself and may mount all the same. */
static int unshare_as_user(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return -1;
	return put_line("/proc/self/setgroups", "deny\n", 0) |
	       put_line("/proc/self/uid_map", "%u %u 1\n", uid) |
	       put_line("/proc/self/gid_map", "%u %u 1\n", gid);
}

/* A file system of the test's own, seen by it alone; also without root where the kernel lets. */
static int mount_small(FIXTURE_DATA(large) *self, const char *limits)
{
	strcpy(self->at, "/tmp/burin-large.XXXXXX");
	if (!mkdtemp(self->at))
		return -errno;
	if (unshare(CLONE_NEWNS) && unshare_as_user())
		return -errno;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", self->at, "tmpfs", 0, limits))
		return -errno;
	return 0;
}

static const char *below(const FIXTURE_DATA(large) *self, const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", self->at, name);
	return path;
}

TEST_F(large, what_does_not_fit_is_taken_away_and_named)
{
	struct stat st;

	self->sizes[0] = 20000;
	self->sizes[1] = 3000000;
	ASSERT_EQ(0, add_file(self, "a", &self->sizes[0]));
	ASSERT_EQ(0, add_file(self, "b", &self->sizes[1]));
	ASSERT_EQ(0, open_image(self));
	if (mount_small(self, "size=1m"))
		SKIP(return, "no right to mount a file system");
	EXPECT_EQ(-ENOSPC, burin_volume_extract(self->volume, "/", self->at, NULL, NULL));
	EXPECT_STREQ("/b", burin_volume_get_detail(self->volume)->subject);
	EXPECT_EQ(-ENOSPC, burin_volume_get_detail(self->volume)->code);
	EXPECT_EQ(-1, lstat(below(self, "b"), &st));
	ASSERT_EQ(0, lstat(below(self, "a"), &st));
	EXPECT_EQ(20000, st.st_size);
	EXPECT_EQ(0, umount(self->at));
}

/* Small files are written in one piece: the other way through the code. */
TEST_F(large, a_small_file_that_does_not_fit_is_taken_away_too)
{
	struct stat st;

	self->sizes[0] = 200000;
	ASSERT_EQ(0, add_file(self, "a", &self->sizes[0]));
	ASSERT_EQ(0, open_image(self));
	if (mount_small(self, "size=64k"))
		SKIP(return, "no right to mount a file system");
	EXPECT_EQ(-ENOSPC, burin_volume_extract(self->volume, "/", self->at, NULL, NULL));
	EXPECT_STREQ("/a", burin_volume_get_detail(self->volume)->subject);
	EXPECT_EQ(-1, lstat(below(self, "a"), &st));
	EXPECT_EQ(0, umount(self->at));
}

TEST_F(large, no_room_for_one_more_item)
{
	static const char *const wants[] = { "/b", "/c", "/d" };
	struct burin_node *root = burin_image_get_root(self->image);
	char limits[32];

	self->sizes[0] = 1;
	ASSERT_EQ(0, burin_dir_add_dir(root, "a", NULL));
	ASSERT_EQ(0, add_file(self, "b", &self->sizes[0]));
	ASSERT_EQ(0, burin_dir_add_symlink(root, "c", "a", NULL));
	ASSERT_EQ(0, burin_dir_add_dir(root, "d", NULL));
	ASSERT_EQ(0, open_image(self));
	for (unsigned int i = 0; i < 3; i++) {
		snprintf(limits, sizeof(limits), "nr_inodes=%u", 2 + i);
		if (mount_small(self, limits))
			SKIP(return, "no right to mount a file system");
		EXPECT_EQ(-ENOSPC, burin_volume_extract(self->volume, "/", self->at, NULL, NULL));
		EXPECT_STREQ(wants[i], burin_volume_get_detail(self->volume)->subject);
		ASSERT_EQ(0, umount(self->at));
		ASSERT_EQ(0, rmdir(self->at));
	}
	self->at[0] = '\0';
}

TEST_HARNESS_MAIN
