/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/target.h"

#include <burin/error.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/context.h"

#define DIRECTORY (O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Set-id bits mean something only together with the owner they were given for. */
#define MODE_WITH_OWNER		07777u
#define MODE_WITHOUT_OWNER	01777u

static bool same(const struct bur_identity *a, const struct bur_identity *b)
{
	return a->device == b->device && a->inode == b->inode;
}

static int identify(int fd, struct bur_identity *out)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	*out = (struct bur_identity){ .device = st.st_dev, .inode = st.st_ino };
	return 0;
}

/* The file system, or the caller, cannot have it: FAT has no owners, a container no other users. */
static bool is_not_supported(int error)
{
	return error == EPERM || error == EINVAL || error == EOPNOTSUPP || error == ENOSYS;
}

static void warn(struct bur_target *target, const char *what)
{
	if (!target->warned)
		bur_log(target->ctx, BURIN_LOG_WARNING, "%s cannot be restored there", what);
	target->warned = true;
}

/* 1: the file belongs to its owner now. 0: it stays the caller's. */
static int set_owner(struct bur_target *target, int fd, const struct bur_attributes *a)
{
	if (!target->owners || !a->has_mode)
		return 0;
	if (!fchown(fd, a->uid, a->gid))
		return 1;
	if (!is_not_supported(errno))
		return -errno;
	warn(target, "owners");
	return 0;
}

static int set_attributes(struct bur_target *target, int fd, const struct bur_attributes *a)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)a->mtime },
	};
	int owned = set_owner(target, fd, a);
	mode_t mode = a->mode & (owned > 0 ? MODE_WITH_OWNER : MODE_WITHOUT_OWNER);

	if (owned < 0)
		return owned;
	if (a->has_mode && fchmod(fd, mode)) {
		if (!is_not_supported(errno))
			return -errno;
		warn(target, "modes");
	}
	return futimens(fd, times) ? -errno : 0;
}

static int push(struct bur_target *target, int fd, bool made,
		const struct bur_attributes *attributes)
{
	struct bur_target_level *level;
	int ret;

	if (target->depth == target->capacity) {
		size_t capacity = target->capacity ? target->capacity * 2 : 32;

		level = bur_resize(target->levels, capacity, sizeof(*level));
		if (!level)
			return -ENOMEM;
		target->levels = level;
		target->capacity = capacity;
	}
	level = &target->levels[target->depth];
	memset(level, 0, sizeof(*level));
	ret = identify(fd, &level->identity);
	if (ret)
		return ret;
	level->made = made;
	if (attributes)
		level->attributes = *attributes;
	target->depth++;
	target->here = fd;
	return 0;
}

int bur_target_open(struct bur_target *target, struct burin_context *ctx, const char *directory)
{
	int ret;

	memset(target, 0, sizeof(*target));
	target->ctx = ctx;
	target->owners = geteuid() == 0;
	target->made = !mkdir(directory, 0777);
	if (!target->made && errno != EEXIST)
		return -errno;
	/* The caller's own word: here a link is followed. */
	target->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target->root < 0)
		return -errno;
	ret = push(target, target->root, false, NULL);
	if (ret) {
		close(target->root);
		bur_free(target->levels);
	}
	return ret;
}

void bur_target_close(struct bur_target *target)
{
	size_t depth;

	/* After a failure: what there is of each folder gets its attributes. */
	do {
		depth = target->depth;
		if (depth > 1)
			(void)bur_target_leave(target);
	} while (target->depth < depth);
	if (target->here != target->root)
		close(target->here);
	close(target->root);
	bur_free(target->levels);
}

/* -EEXIST for a file in the way, unsafe for a link. */
static int open_refused(struct bur_target *target, const char *name, int error)
{
	struct stat st;

	if (error != ENOTDIR && error != ELOOP)
		return -error;
	if (!fstatat(target->here, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
		return BURIN_E_UNSAFE_PATH;
	return -EEXIST;
}

int bur_target_enter(struct bur_target *target, const char *name,
		     const struct bur_attributes *attributes)
{
	int above = target->here;
	/* Ours alone until its mode is set, at the end. */
	bool made = !mkdirat(above, name, attributes->has_mode ? 0700 : 0777);
	int fd, ret;

	if (!made && errno != EEXIST)
		return -errno;
	fd = openat(above, name, O_RDONLY | DIRECTORY);
	if (fd < 0)
		return open_refused(target, name, errno);
	ret = push(target, fd, made, attributes);
	if (ret)
		close(fd);
	else if (above != target->root)
		close(above);
	return ret;
}

/* The directory above, which must be the one we came from. */
static int open_above(struct bur_target *target, int *fd)
{
	const struct bur_target_level *level = &target->levels[target->depth - 2];
	struct bur_identity identity = { .inode = 0 };
	int ret;

	*fd = target->root;
	if (target->depth == 2)
		return 0;
	*fd = openat(target->here, "..", O_RDONLY | DIRECTORY);
	if (*fd < 0)
		return -errno;
	ret = identify(*fd, &identity);
	if (!ret && !same(&identity, &level->identity))
		ret = BURIN_E_UNSAFE_PATH;
	if (ret)
		close(*fd);
	return ret;
}

int bur_target_leave(struct bur_target *target)
{
	const struct bur_target_level *level = &target->levels[target->depth - 1];
	int fd, ret = open_above(target, &fd);

	if (ret)
		return ret;
	if (level->made)
		ret = set_attributes(target, target->here, &level->attributes);
	close(target->here);
	target->here = fd;
	target->depth--;
	return ret;
}

int bur_target_finish_root(struct bur_target *target, const struct bur_attributes *attributes)
{
	return target->made ? set_attributes(target, target->root, attributes) : 0;
}

int bur_target_create(struct bur_target *target, const char *name,
		      const struct bur_attributes *attributes, int *fd)
{
	*fd = openat(target->here, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		     attributes->has_mode ? 0600 : 0666);
	return *fd < 0 ? -errno : 0;
}

int bur_target_finish(struct bur_target *target, int fd, const struct bur_attributes *attributes,
		      struct bur_identity *identity)
{
	int ret = set_attributes(target, fd, attributes);

	if (!ret && identity)
		ret = identify(fd, identity);
	/* A full disk or quota may show only here. */
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

void bur_target_remove(struct bur_target *target, const char *name)
{
	(void)unlinkat(target->here, name, 0);
}

/* Of what cannot be opened without waking it: a link, a device, a FIFO. */
static int set_by_name(struct bur_target *target, const char *name,
		       const struct bur_attributes *a)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)a->mtime },
	};

	if (target->owners && a->has_mode &&
	    fchownat(target->here, name, a->uid, a->gid, AT_SYMLINK_NOFOLLOW)) {
		if (!is_not_supported(errno))
			return -errno;
		warn(target, "owners");
	}
	return utimensat(target->here, name, times, AT_SYMLINK_NOFOLLOW) ? -errno : 0;
}

static int not_made(int error)
{
	return is_not_supported(error) ? -EPERM : -error;
}

int bur_target_symlink(struct bur_target *target, const char *name, const char *to,
		       const struct bur_attributes *attributes)
{
	int ret;

	if (symlinkat(to, target->here, name))
		return not_made(errno);
	ret = set_by_name(target, name, attributes);
	if (ret)
		bur_target_remove(target, name);
	return ret;
}

int bur_target_node(struct bur_target *target, const char *name, uint32_t major, uint32_t minor,
		    const struct bur_attributes *attributes)
{
	mode_t type = attributes->mode & S_IFMT;
	mode_t mode = attributes->mode & MODE_WITHOUT_OWNER;
	int ret;

	if (mknodat(target->here, name, type | 0600, makedev(major, minor)))
		return not_made(errno);
	ret = set_by_name(target, name, attributes);
	if (!ret && fchmodat(target->here, name, mode, AT_SYMLINK_NOFOLLOW) &&
	    !is_not_supported(errno))
		ret = -errno;
	if (ret)
		bur_target_remove(target, name);
	return ret;
}

/* The directory that holds the last name of path, from the root down; *last is that name. */
static int open_holder(const struct bur_target *target, const char *path, const char **last,
		       int *out)
{
	char name[NAME_MAX + 1];
	int fd = fcntl(target->root, F_DUPFD_CLOEXEC, 0), next;
	size_t n;

	while (fd >= 0) {
		path += strspn(path, "/");
		n = strcspn(path, "/");
		if (!path[n])
			break;
		if (n > NAME_MAX) {
			close(fd);
			return -ENAMETOOLONG;
		}
		memcpy(name, path, n);
		name[n] = '\0';
		next = openat(fd, name, O_PATH | DIRECTORY);
		close(fd);
		fd = next;
		path += n;
	}
	*last = path;
	*out = fd;
	return fd < 0 ? -errno : 0;
}

static bool is_at(int directory, const char *name, const struct bur_identity *identity)
{
	struct bur_identity found;
	struct stat st;

	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW))
		return false;
	found = (struct bur_identity){ .device = st.st_dev, .inode = st.st_ino };
	return same(&found, identity);
}

int bur_target_link(struct bur_target *target, const char *name, const char *path,
		    const struct bur_identity *identity)
{
	const char *last;
	int fd, ret = open_holder(target, path, &last, &fd);

	if (ret)
		return -EXDEV;
	if (linkat(fd, last, target->here, name, 0))
		ret = errno == EEXIST ? -EEXIST : -EXDEV;
	close(fd);
	/* Only now can nobody swap it any more. */
	if (!ret && !is_at(target->here, name, identity)) {
		bur_target_remove(target, name);
		ret = -EXDEV;
	}
	return ret;
}
