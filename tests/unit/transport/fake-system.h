/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of fake-driver.h: the system's calls, and what the kernel tells of the drive. */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_SYSTEM_H
#define TESTS_UNIT_TRANSPORT_FAKE_SYSTEM_H

#include <dirent.h>
#include <poll.h>
#include <sys/ioctl.h>

DIR *__real_opendir(const char *path);
ssize_t __real_readlink(const char *path, char *buf, size_t n);
void *__real_mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t offset);
int __real_poll(struct pollfd *fds, nfds_t n, int ms);
ssize_t __real_read(int fd, void *buf, size_t n);

static int fake_node(int fd)
{
	if (fd >= 0 && fd == fake.old_fd)
		return NODE_UNIT;
	for (int i = 0; fd >= 0 && i < NODES; i++)
		if (fake.fd[i] == fd)
			return i;
	return -1;
}

static int fake_open(const char *path, int flags, mode_t mode)
{
	static const char *const names[NODES] = { "sr0", "sg0", "burin0" };
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t folder = (size_t)(name - path);
	int i = 0, n;

	while (i < NODES && strcmp(name, names[i]))
		i++;
	if (i == NODES || !fake.root[0] || (strncmp(path, "/dev/", folder) &&
					    strncmp(path, fake.root, folder - 1)))
		return __real_open(path, flags, mode);
	n = fake.opens[i]++;
	fake.flags[i] = flags;
	if (n < 64 && fake.open_errors[i][n]) {
		errno = fake.open_errors[i][n];
		return -1;
	}
	if (i == NODE_UNIT)
		fake.old_fd = fake.fd[i];
	return fake.fd[i] = __real_open("/dev/null", (flags & O_ACCMODE) | O_CLOEXEC);
}

int __wrap_close(int fd)
{
	if (fd >= 0 && fd == fake.owner_fd) {
		fake.owner_fd = -1;
		fake.deserted = fake.owned;
	}
	if (fd >= 0 && fd == fake.old_fd)
		fake.old_fd = -1;
	else if (fake_node(fd) >= 0)
		fake.fd[fake_node(fd)] = -1;
	return __real_close(fd);
}

#define WRAP_IOCTL(name) \
	int name(int fd, unsigned long request, ...) \
	{ \
		va_list args; \
		void *arg; \
		va_start(args, request); \
		arg = va_arg(args, void *); \
		va_end(args); \
		if (fake_node(fd) < 0) \
			return __real_ioctl(fd, request, arg); \
		fake.calling_fd = fd; \
		errno = fake_ioctl(fake_node(fd), request, arg); \
		return errno ? -1 : 0; \
	}

/* The longer names are those of 32-bit systems whose time_t or off_t has grown. */
WRAP_IOCTL(__wrap_ioctl)
WRAP_IOCTL(__wrap___ioctl_time64)

/* What an older owner that is still there has mapped is a ring no more. */
static void *fake_map_ring(size_t n, int prot)
{
	void *old = fake.memory;

	if (fake.memory_fd < 0)
		fake.memory_fd = memfd_create("ring", MFD_CLOEXEC);
	if (ftruncate(fake.memory_fd, (off_t)n))
		return MAP_FAILED;
	if (old && fake.old_fd >= 0)
		__real_mmap64(old, n, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	fake.memory = __real_mmap64(NULL, n, prot, MAP_SHARED, fake.memory_fd, 0);
	for (uint64_t i = fake.reaped; old && i < fake.head; i++)
		fake_protect(fake.slots[i % SLOTS_MAX].slot, true);
	return fake.memory;
}

static void *fake_mmap(void *at, size_t n, int prot, int flags, int fd, off64_t offset)
{
	if (fake_node(fd) != NODE_UNIT)
		return __real_mmap64(at, n, prot, flags, fd, offset);
	if (!(flags & MAP_SHARED) || offset || n != fake.ring.map_bytes) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return fake_map_ring(n, prot);
}

/* Its offset is of the machine's own size, whatever off_t is here. */
void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, long offset)
{
	return fake_mmap(at, n, prot, flags, fd, offset);
}

void *__wrap_mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t offset)
{
	return fake_mmap(at, n, prot, flags, fd, offset);
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int ms)
{
	if (n != 1 || fake_node(fds->fd) != NODE_UNIT)
		return __real_poll(fds, n, ms);
	if (fake.lazy)
		fake_pump(1);
	fds->revents = (fake.report ? POLLIN : 0) | (fake.gone ? POLLHUP : 0);
	if (!fds->revents)
		__real_poll(NULL, 0, ms < 2 ? ms : 2);
	return fds->revents ? 1 : 0;
}

ssize_t __wrap_read(int fd, void *buf, size_t n)
{
	struct burin_report done = { .kind = BURIN_REPORT_DONE };

	if (fake_node(fd) != NODE_UNIT)
		return __real_read(fd, buf, n);
	errno = EAGAIN;
	if (!fake.report)
		return -1;
	fake.report = false;
	memcpy(buf, &done, sizeof(done));
	return sizeof(done);
}

/* What the kernel tells of the drive: the nodes are two character devices that every system has. */
DIR *__wrap_opendir(const char *path)
{
	char folder[160];
	const char *class = strstr(path, "/device/");

	if (strncmp(path, "/sys/dev/char/1:", 16) || !class)
		return __real_opendir(path);
	snprintf(folder, sizeof(folder), "%s%s", fake.root, class);
	return __real_opendir(folder);
}

ssize_t __wrap_readlink(const char *path, char *buf, size_t n)
{
	const char *target = NULL;

	if (!strcmp(path, "/sys/dev/char/1:5"))
		target = "../../devices/host0/block/sr0";
	if (!strcmp(path, "/sys/dev/char/1:7"))
		target = "../../devices/host0/burin/burin0";
	if (!target)
		return __real_readlink(path, buf, n);
	memcpy(buf, target, strlen(target));
	return (ssize_t)strlen(target);
}

#endif
