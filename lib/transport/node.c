// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transport/node.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "core/detail.h"
#include "transport/holder.h"

/* What udev's programs hold after every change of medium they hold for a moment. */
#define BUSY_TRIES 20
#define BUSY_WAIT_NS 100000000
#define MEMORY_TRIES 20
#define MEMORY_WAIT_NS 10000000

#define CHECK_CONDITION 0x02

static void wait_ns(long ns)
{
	struct timespec ts = { .tv_nsec = ns };

	nanosleep(&ts, NULL);
}

bool bur_node_wait_busy(unsigned int *tries)
{
	if (++*tries >= BUSY_TRIES)
		return false;
	wait_ns(BUSY_WAIT_NS);
	return true;
}

int bur_node_open_plainly(const char *path, int flags)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | flags);

	if (fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
		fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	return fd < 0 ? -errno : fd;
}

int bur_node_open(const char *path)
{
	unsigned int tries = 0;
	int ret;

	do
		ret = bur_node_open_plainly(path, O_NONBLOCK | O_EXCL);
	while (ret == -EBUSY && bur_node_wait_busy(&tries));
	return ret;
}

bool bur_node_is_read_only(int fd)
{
	return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
}

int bur_node_explain(int error, const char *path, struct burin_detail *detail)
{
	char holder[128];

	switch (error) {
	case -EBUSY:
		return bur_fail(detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_OPEN, path, "%s",
				bur_holder_find(path, holder, sizeof(holder)));
	case -ENODEV:
	case -ENXIO:
	case -ENOENT:
	case -ENOTDIR:
		return bur_fail(detail, BURIN_E_NO_RECORDER, BURIN_PHASE_OPEN, path, NULL);
	default:
		return bur_fail(detail, error, BURIN_PHASE_OPEN, path, NULL);
	}
}

/* Where the kernel tells of the node: a link into the tree of devices. */
static bool find_device(const char *path, char *device, size_t n)
{
	struct stat st;

	if (stat(path, &st) || (!S_ISBLK(st.st_mode) && !S_ISCHR(st.st_mode)))
		return false;
	snprintf(device, n, "/sys/dev/%s/%u:%u", S_ISBLK(st.st_mode) ? "block" : "char",
		 major(st.st_rdev), minor(st.st_rdev));
	return true;
}

bool bur_node_sibling(const char *path, const char *class, char *sibling, size_t n)
{
	char device[64], folder[128];
	struct dirent *entry;
	DIR *nodes;

	if (!find_device(path, device, sizeof(device)))
		return false;
	snprintf(folder, sizeof(folder), "%s/device/%s", device, class);
	nodes = opendir(folder);
	if (!nodes)
		return false;
	do
		entry = readdir(nodes);
	while (entry && entry->d_name[0] == '.');
	if (entry)
		snprintf(sibling, n, "/dev/%.64s", entry->d_name);
	closedir(nodes);
	return entry;
}

bool bur_node_name(const char *path, char *name, size_t n)
{
	char device[64], target[PATH_MAX];
	ssize_t len;

	if (!find_device(path, device, sizeof(device)))
		return false;
	len = readlink(device, target, sizeof(target) - 1);
	if (len <= 0)
		return false;
	target[len] = '\0';
	snprintf(name, n, "%.64s", basename(target));
	return true;
}

/*
 * A signal would take the caller out of the wait while the command goes on in the drive,
 * and a restarted call would send it a second time. Without memory nothing was sent.
 */
int bur_node_send(int fd, unsigned long request, void *arg)
{
	sigset_t all, before;
	int ret, tries = MEMORY_TRIES;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	do {
		ret = ioctl(fd, request, arg) < 0 ? -errno : 0;
		if (ret != -ENOMEM && ret != -EAGAIN)
			break;
		wait_ns(MEMORY_WAIT_NS);
	} while (--tries);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}

void bur_node_refuse(struct bur_command *cmd)
{
	static const uint8_t sense[18] = { [0] = 0x70, [2] = 0x05, [7] = 10, [12] = 0x20 };

	cmd->status = CHECK_CONDITION;
	memcpy(cmd->sense, sense, sizeof(sense));
	cmd->sense_len = sizeof(sense);
}

uint64_t bur_node_now(struct bur_transport *t)
{
	struct timespec ts;

	(void)t;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

void bur_node_sleep(struct bur_transport *t, uint64_t ns)
{
	uint64_t end = bur_node_now(t) + ns;
	struct timespec until = {
		.tv_sec = (time_t)(end / 1000000000),
		.tv_nsec = (long)(end % 1000000000),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}
