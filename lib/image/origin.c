/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/origin.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define PIECE	(PATH_MAX - 1)

/* Puts part in front of what stands at buf + at; returns the new start, or at when it is full. */
static size_t prepend(char *buf, size_t at, const char *part, size_t len)
{
	if (len > at)
		return at;
	memcpy(buf + at - len, part, len);
	return at - len;
}

/*
 * One openat() for as many folders at the end of the chain as PATH_MAX allows;
 * what is above them is opened first. The depth of the recursion is the length
 * of the path over PATH_MAX.
 */
int bur_origin_open(const struct bur_origin *origin)
{
	char path[PIECE + 1];
	const struct bur_origin *above = origin;
	size_t at = PIECE, len;
	int base = AT_FDCWD, fd;

	if (!origin)
		return -EINVAL;
	path[at] = '\0';
	for (; above; above = above->parent) {
		len = strlen(above->path);
		if (len + 1 > at)
			break;
		if (at < PIECE && len && above->path[len - 1] != '/')
			path[--at] = '/';
		at = prepend(path, at, above->path, len);
	}
	if (above == origin)
		return -ENAMETOOLONG;
	if (above) {
		base = bur_origin_open(above);
		if (base < 0)
			return base;
	}
	fd = openat(base, at < PIECE ? path + at : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	if (base != AT_FDCWD)
		close(base);
	return fd;
}

void bur_origin_path(const struct bur_origin *origin, const char *name, char *buf, size_t n)
{
	size_t at = n - 1, len;

	buf[at] = '\0';
	if (name)
		at = prepend(buf, at, name, strlen(name));
	for (; origin; origin = origin->parent) {
		len = strlen(origin->path);
		if (!len)
			continue;
		if (len + 1 > at) {
			at = prepend(buf, at, "...", 3);
			break;
		}
		if (buf[at] && origin->path[len - 1] != '/')
			buf[--at] = '/';
		at = prepend(buf, at, origin->path, len);
	}
	memmove(buf, buf + at, n - at);
}
