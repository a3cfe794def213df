// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loaded before a burner's own libraries: once its burn has begun, it forks and the child executes
 * another program, which lives on whatever becomes of the burner.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/burin.h>

int ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int fd, unsigned long request, void *arg) = dlsym(RTLD_NEXT, "ioctl");
	va_list list;
	void *arg;
	int ret;

	va_start(list, request);
	arg = va_arg(list, void *);
	va_end(list);
	ret = next(fd, request, arg);
	if (!ret && request == BURIN_IOC_START && !fork()) {
		execl("/bin/sleep", "burin-child", "100000", (char *)NULL);
		_exit(1);
	}
	return ret;
}
