// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Whom a busy device node belongs to, as far as /proc shows it: another user's files are
 * only seen by root.
 */
#include "transport/holder.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LINE 4096

/* A file system on the node: proc(5), mountinfo, third and fifth field. */
static bool find_mount(const struct stat *node, char *text, size_t n)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char line[LINE], folder[LINE];
	unsigned int major_no, minor_no;
	bool found = false;

	if (!mounts)
		return false;
	while (!found && fgets(line, sizeof(line), mounts)) {
		if (sscanf(line, "%*s %*s %u:%u %*s %s", &major_no, &minor_no, folder) != 3)
			continue;
		found = major_no == major(node->st_rdev) && minor_no == minor(node->st_rdev);
	}
	if (found)
		snprintf(text, n, "it is mounted on %.80s", folder);
	fclose(mounts);
	return found;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	if (S_ISBLK(a->st_mode) || S_ISCHR(a->st_mode))
		return (a->st_mode & S_IFMT) == (b->st_mode & S_IFMT) && a->st_rdev == b->st_rdev;
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Has the process the node open? Its files are followed, not read. */
static bool holds(const char *pid, const struct stat *node)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	struct stat st;
	DIR *files;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	files = opendir(path);
	if (!files)
		return false;
	while (!found && (entry = readdir(files))) {
		snprintf(path, sizeof(path), "/proc/%s/fd/%s", pid, entry->d_name);
		found = isdigit((unsigned char)entry->d_name[0]) && !stat(path, &st) &&
			is_same(node, &st);
	}
	closedir(files);
	return found;
}

static void say_process(const char *pid, char *text, size_t n)
{
	char path[64], name[32] = "";
	FILE *comm;

	snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	comm = fopen(path, "re");
	if (comm) {
		if (!fgets(name, sizeof(name), comm))
			name[0] = '\0';
		fclose(comm);
	}
	name[strcspn(name, "\n")] = '\0';
	snprintf(text, n, name[0] ? "held by process %.20s (%s)" : "held by process %.20s%s", pid,
		 name);
}

static bool find_process(const struct stat *node, char *text, size_t n)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	if (!processes)
		return false;
	while (!found && (entry = readdir(processes))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		found = holds(entry->d_name, node);
		if (found)
			say_process(entry->d_name, text, n);
	}
	closedir(processes);
	return found;
}

const char *bur_holder_find(const char *path, char *text, size_t n)
{
	struct stat node;

	if (stat(path, &node) || (!find_mount(&node, text, n) && !find_process(&node, text, n)))
		snprintf(text, n, "held by another program, or mounted; it cannot be seen which");
	return text;
}
