/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "uio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static int map_size(unsigned int uio, size_t *size)
{
	unsigned long long bytes;
	char path[96];
	FILE *file;
	int got;

	snprintf(path, sizeof(path), "/sys/class/uio/uio%u/maps/map0/size", uio);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	got = fscanf(file, "%llx", &bytes);
	fclose(file);
	if (got != 1 || bytes > SIZE_MAX / 2)
		return -EPROTO;
	*size = (size_t)bytes;
	return 0;
}

/* The node may be made by udev a moment later. */
static int open_node(unsigned int uio)
{
	char path[48];
	int fd = -1;

	snprintf(path, sizeof(path), "/dev/uio%u", uio);
	for (int i = 0; i < 100; i++) {
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0 || errno != ENOENT)
			break;
		usleep(50000);
	}
	return fd < 0 ? -errno : fd;
}

int uio_open(unsigned int uio, size_t *size)
{
	int code = map_size(uio, size);

	return code ? code : open_node(uio);
}
