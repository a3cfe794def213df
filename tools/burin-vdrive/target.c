/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG	"/sys/kernel/config/target/"
#define HBA	CONFIG "core/user_0"
#define DEVICE	HBA "/burin-%u"
#define FABRIC	CONFIG "loopback"
#define PORT	FABRIC "/naa.5001405b1%07x"
#define GROUP	PORT "/tpgt_1"
#define NEXUS	"naa.5001405b2%07x"

/* Far more than a drive ever has under way; the kernel takes pages as they are needed. */
#define DATA_AREA_MB 64

#define PATH_SIZE 256u

static void path_format(char path[PATH_SIZE], const char *format, unsigned int number)
	__attribute__((format(printf, 2, 0)));

static void path_format(char path[PATH_SIZE], const char *format, unsigned int number)
{
	snprintf(path, PATH_SIZE, format, number);
}

static int make_folder(const char *format, unsigned int number)
{
	char path[PATH_SIZE];

	path_format(path, format, number);
	return mkdir(path, 0755) ? -errno : 0;
}

/* What is not there any more counts as removed. */
static int remove_folder(const char *format, unsigned int number)
{
	char path[PATH_SIZE];

	path_format(path, format, number);
	return rmdir(path) && errno != ENOENT ? -errno : 0;
}

static int write_text(const char *format, unsigned int number, const char *text)
{
	char path[PATH_SIZE];
	int fd, code = 0;

	path_format(path, format, number);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		code = -errno;
	close(fd);
	return code;
}

/* One line, without its end. */
static int read_line(const char *path, char *line, size_t n)
{
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	got = read(fd, line, n - 1);
	close(fd);
	if (got < 0)
		return -EIO;
	line[got] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

static int claim_number(unsigned int *number)
{
	int code = make_folder(HBA, 0);

	if (code && code != -EEXIST)
		return code;
	for (*number = 0; *number < TARGET_NUMBERS; ++*number) {
		code = make_folder(DEVICE, *number);
		if (code != -EEXIST)
			return code;
	}
	return -ENOSPC;
}

/*
 * No netlink reply is awaited, so none need be sent. Commands never time out here: closing
 * a disc takes minutes; the host's own abort is told to the handler instead.
 */
static int configure(unsigned int number)
{
	char text[PATH_SIZE];
	int code;

	snprintf(text, sizeof(text), "dev_config=burin/%u,dev_size=%u,max_data_area_mb=%u,"
		 "hw_block_size=2048,nl_reply_supported=-1", number, 2048u * 512, DATA_AREA_MB);
	code = write_text(DEVICE "/control", number, text);
	if (!code)
		code = write_text(DEVICE "/attrib/cmd_time_out", number, "0");
	if (!code)
		code = write_text(DEVICE "/enable", number, "1");
	if (!code)
		code = write_text(DEVICE "/attrib/tmr_notification", number, "1");
	return code;
}

int target_make(unsigned int *number)
{
	int code = claim_number(number);

	if (code)
		return code;
	code = configure(*number);
	if (code)
		target_destroy(*number);
	return code;
}

int target_destroy(unsigned int number)
{
	int code = remove_folder(DEVICE, number);

	remove_folder(HBA, 0);		/* stays while it holds another device */
	return code;
}

static bool is_ours(const char *uio, unsigned int number)
{
	char path[PATH_SIZE], name[128], ours[64];

	snprintf(path, sizeof(path), "/sys/class/uio/%.64s/name", uio);
	snprintf(ours, sizeof(ours), "tcm-user/0/burin-%u/burin/%u", number, number);
	return !read_line(path, name, sizeof(name)) && !strcmp(name, ours);
}

int target_uio(unsigned int number)
{
	DIR *folder = opendir("/sys/class/uio");
	const struct dirent *entry;
	unsigned int k;
	int found = -ENODEV;

	if (!folder)
		return -errno;
	while (found < 0 && (entry = readdir(folder)))
		if (sscanf(entry->d_name, "uio%u", &k) == 1 && k < INT32_MAX &&
		    is_ours(entry->d_name, number))
			found = (int)k;
	closedir(folder);
	return found;
}

static int link_device(unsigned int number)
{
	char device[PATH_SIZE], link[PATH_SIZE];

	path_format(device, DEVICE, number);
	path_format(link, GROUP "/lun/lun_0/drive", number);
	return symlink(device, link) ? -errno : 0;
}

static int make_port(unsigned int number)
{
	static const char *const folders[] = { FABRIC, PORT, GROUP, GROUP "/lun/lun_0" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int code = make_folder(folders[i], number);

		if (code && code != -EEXIST)
			return code;
	}
	return 0;
}

int target_attach(unsigned int number)
{
	char nexus[64];
	int code = make_port(number);

	snprintf(nexus, sizeof(nexus), NEXUS, number);
	if (!code)
		code = write_text(GROUP "/nexus", number, nexus);
	if (!code)
		code = link_device(number);
	return code;
}

int target_detach(unsigned int number)
{
	char link[PATH_SIZE];
	int code = 0, first;

	path_format(link, GROUP "/lun/lun_0/drive", number);
	first = unlink(link) && errno != ENOENT ? -errno : 0;
	code = remove_folder(GROUP "/lun/lun_0", number);
	first = first ? first : code;
	code = remove_folder(GROUP, number);
	first = first ? first : code;
	code = remove_folder(PORT, number);
	remove_folder(FABRIC, 0);	/* stays while it holds another port */
	return first ? first : code;
}

int target_set_online(unsigned int number, bool online)
{
	return write_text(GROUP "/transport_status", number, online ? "online" : "offline");
}

void target_release_commands(unsigned int number)
{
	target_set_online(number, false);
	write_text(DEVICE "/action/block_dev", number, "1");
	write_text(DEVICE "/action/reset_ring", number, "2");
}

bool target_exists(unsigned int number)
{
	char path[PATH_SIZE];

	path_format(path, DEVICE, number);
	return !access(path, F_OK);
}

/* The one entry of a folder that begins with prefix, as a node in /dev. */
static bool node_in(const char *folder, const char *prefix, char node[NODE_SIZE])
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	node[0] = '\0';
	if (!dir)
		return false;
	while (!node[0] && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix)))
			snprintf(node, NODE_SIZE, "/dev/%.20s", entry->d_name);
	closedir(dir);
	return node[0];
}

bool target_nodes(unsigned int number, char block[NODE_SIZE], char generic[NODE_SIZE])
{
	char path[PATH_SIZE], address[64];
	unsigned int host;

	block[0] = generic[0] = '\0';
	path_format(path, GROUP "/address", number);
	if (read_line(path, address, sizeof(address)) || sscanf(address, "%u:", &host) != 1)
		return false;
	snprintf(path, sizeof(path), "/sys/class/scsi_device/%u:0:1:0/device/scsi_generic", host);
	node_in(path, "sg", generic);
	snprintf(path, sizeof(path), "/sys/class/scsi_device/%u:0:1:0/device/block", host);
	return node_in(path, "sr", block);
}
