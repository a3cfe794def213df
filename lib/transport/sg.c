// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * SG_IO: commands to /dev/srN or /dev/sgN through the kernel, version 3 of its interface
 * (<scsi/sg.h>). The node is held exclusively, so that nothing mounts or probes it; with a
 * generic node the block node of the same drive is held, too, for it is that which is mounted.
 */
#include "transport/transport.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "transport/holder.h"

#define VERSION_3 30000
#define TRANSFER_WANTED 65536	/* what plans send in one command */
#define SECTOR 512

/* What udev's programs hold after every change of medium they hold for a moment. */
#define BUSY_TRIES 20
#define BUSY_WAIT_NS 100000000
#define MEMORY_TRIES 20
#define MEMORY_WAIT_NS 10000000

/* Host and driver status of the kernel's middle layer (its scsi_status.h and before). */
enum { DID_NO_CONNECT = 0x01, DID_TIME_OUT = 0x03, DID_BAD_TARGET = 0x04 };
enum { DRIVER_TIMEOUT = 0x06, DRIVER_SENSE = 0x08, DRIVER_MASK = 0x0f };

#define CHECK_CONDITION 0x02

struct sg {
	struct bur_transport base;
	int fd;
	int block;	/* of the same drive, held beside a generic node; -1: none */
};

static struct sg *of(struct bur_transport *t)
{
	return (struct sg *)t;	/* base is the first member */
}

static int direction(const struct bur_command *cmd)
{
	if (!cmd->data_len || cmd->direction == BURIN_DIR_NONE)
		return SG_DXFER_NONE;
	return cmd->direction == BURIN_DIR_OUT ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV;
}

static void wait_ns(long ns)
{
	struct timespec ts = { .tv_nsec = ns };

	nanosleep(&ts, NULL);
}

/*
 * A signal would take the caller out of the wait while the command goes on in the drive,
 * and a restarted call would send it a second time. Without memory nothing was sent.
 */
static int send_header(int fd, struct sg_io_hdr *hdr)
{
	sigset_t all, before;
	int ret, tries = MEMORY_TRIES;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	do {
		ret = ioctl(fd, SG_IO, hdr) < 0 ? -errno : 0;
		if (ret != -ENOMEM && ret != -EAGAIN)
			break;
		wait_ns(MEMORY_WAIT_NS);
	} while (--tries);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}

/* The kernel keeps this command from us: to the caller as if the drive did not know it. */
static void refuse(struct bur_command *cmd)
{
	static const uint8_t sense[18] = { [0] = 0x70, [2] = 0x05, [7] = 10, [12] = 0x20 };

	cmd->status = CHECK_CONDITION;
	memcpy(cmd->sense, sense, sizeof(sense));
	cmd->sense_len = sizeof(sense);
}

static void take_errno(struct bur_transport *t, struct bur_command *cmd, int error)
{
	switch (error) {
	case -ENODEV:
	case -ENXIO:
		cmd->host = BURIN_HOST_GONE;
		return;
	case -EPERM:
	case -EACCES:
		bur_log(t->ctx, BURIN_LOG_WARNING,
			"the kernel lets this user not send command %02Xh", cmd->cdb[0]);
		refuse(cmd);
		return;
	default:
		bur_log(t->ctx, BURIN_LOG_WARNING, "SG_IO of command %02Xh: %s", cmd->cdb[0],
			burin_strerror(error));
		cmd->host = BURIN_HOST_ERROR;
	}
}

static uint8_t host_status(const struct sg_io_hdr *hdr)
{
	unsigned int driver = hdr->driver_status & DRIVER_MASK;

	if (hdr->host_status == DID_NO_CONNECT || hdr->host_status == DID_BAD_TARGET)
		return BURIN_HOST_GONE;
	if (hdr->host_status == DID_TIME_OUT || driver == DRIVER_TIMEOUT)
		return BURIN_HOST_TIMEOUT;
	if (hdr->host_status || (driver && driver != DRIVER_SENSE))
		return BURIN_HOST_ERROR;
	return BURIN_HOST_OK;
}

static void take_answer(struct bur_command *cmd, const struct sg_io_hdr *hdr)
{
	size_t left = hdr->resid > 0 ? (size_t)hdr->resid : 0;

	cmd->host = host_status(hdr);
	cmd->status = hdr->status;
	cmd->transferred = left < hdr->dxfer_len ? hdr->dxfer_len - left : 0;
	cmd->sense_len = hdr->sb_len_wr;
	if (cmd->sense_len > sizeof(cmd->sense))
		cmd->sense_len = sizeof(cmd->sense);
}

static void sg_execute(struct bur_transport *t, struct bur_command *cmd)
{
	int dir = direction(cmd), ret;
	struct sg_io_hdr hdr = {
		.interface_id = 'S',
		.dxfer_direction = dir,
		.cmd_len = cmd->cdb_len,
		.mx_sb_len = sizeof(cmd->sense),
		.dxfer_len = dir == SG_DXFER_NONE ? 0 : (unsigned int)cmd->data_len,
		.dxferp = dir == SG_DXFER_NONE ? NULL : cmd->data,
		.cmdp = cmd->cdb,
		.sbp = cmd->sense,
		.timeout = cmd->timeout_ms ? cmd->timeout_ms : 1,	/* 0: the kernel's own */
	};

	cmd->host = BURIN_HOST_OK;
	cmd->status = 0;
	cmd->transferred = 0;
	cmd->sense_len = 0;
	ret = send_header(of(t)->fd, &hdr);
	if (ret)
		take_errno(t, cmd, ret);
	else
		take_answer(cmd, &hdr);
}

static uint64_t sg_now(struct bur_transport *t)
{
	struct timespec ts;

	(void)t;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void sg_sleep(struct bur_transport *t, uint64_t ns)
{
	uint64_t end = sg_now(t) + ns;
	struct timespec until = {
		.tv_sec = (time_t)(end / 1000000000),
		.tv_nsec = (long)(end % 1000000000),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

static void sg_close(struct bur_transport *t)
{
	close(of(t)->fd);
	if (of(t)->block >= 0)
		close(of(t)->block);
	bur_free(t);
}

static const struct bur_transport_ops ops = {
	.execute = sg_execute,
	.now = sg_now,
	.sleep = sg_sleep,
	.close = sg_close,
};

/*
 * Bytes in one command at most; 0: not told. The block node tells its queue's limit in
 * sectors as an unsigned short, the generic one in bytes as an int, beside the buffer
 * that it sets aside for this file.
 */
static uint32_t max_transfer(int fd)
{
	int bytes = 0, reserved = TRANSFER_WANTED;
	unsigned short sectors = 0;
	struct stat st;

	if (!fstat(fd, &st) && S_ISBLK(st.st_mode))
		return ioctl(fd, BLKSECTGET, &sectors) < 0 ? 0 : (uint32_t)sectors * SECTOR;
	if (ioctl(fd, BLKSECTGET, &bytes) < 0 || bytes < 0)
		bytes = 0;
	if (ioctl(fd, SG_SET_RESERVED_SIZE, &reserved) < 0 ||
	    ioctl(fd, SG_GET_RESERVED_SIZE, &reserved) < 0 || reserved <= 0)
		return (uint32_t)bytes;
	return (uint32_t)(bytes && bytes < reserved ? bytes : reserved);
}

/* Exclusive; for reading only where no more is granted. -errno or the file. */
static int open_exclusively(const char *path)
{
	int flags = O_NONBLOCK | O_EXCL | O_CLOEXEC;
	int fd = -1;

	for (int tries = 0; fd < 0 && tries < BUSY_TRIES; tries++) {
		if (tries)
			wait_ns(BUSY_WAIT_NS);
		fd = open(path, O_RDWR | flags);
		if (fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
			fd = open(path, O_RDONLY | flags);
		if (fd < 0 && errno != EBUSY)
			break;
	}
	return fd < 0 ? -errno : fd;
}

static int explain(int error, const char *path, struct burin_detail *detail)
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

/* The block node of the drive behind a generic one; false: there is none. */
static bool find_block(int fd, char *path, size_t n)
{
	struct dirent *entry;
	char folder[80];
	struct stat st;
	DIR *blocks;

	if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
		return false;
	snprintf(folder, sizeof(folder), "/sys/dev/char/%u:%u/device/block", major(st.st_rdev),
		 minor(st.st_rdev));
	blocks = opendir(folder);
	if (!blocks)
		return false;
	do
		entry = readdir(blocks);
	while (entry && entry->d_name[0] == '.');
	if (entry)
		snprintf(path, n, "/dev/%.64s", entry->d_name);
	closedir(blocks);
	return entry;
}

/* One that this user may not open is mounted by others at their own risk. */
static int hold_block(struct sg *sg, struct burin_detail *detail)
{
	char path[80];

	if (!find_block(sg->fd, path, sizeof(path)))
		return 0;
	sg->block = open_exclusively(path);
	return sg->block == -EBUSY ? explain(sg->block, path, detail) : 0;
}

int bur_sg_open(const char *path, struct bur_transport **out, struct burin_detail *detail)
{
	struct sg *sg = bur_zalloc(sizeof(*sg));
	int version = 0, ret;

	*out = NULL;
	if (!sg)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, path, NULL);
	sg->fd = open_exclusively(path);
	if (sg->fd < 0) {
		ret = explain(sg->fd, path, detail);
		bur_free(sg);
		return ret;
	}
	sg->block = -1;
	sg->base.ops = &ops;
	sg->base.kind = BURIN_TRANSPORT_SG;
	sg->base.reason = "a device node is reached by the kernel's SG_IO";
	if (ioctl(sg->fd, SG_GET_VERSION_NUM, &version) < 0 || version < VERSION_3) {
		sg_close(&sg->base);
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, path,
				"this is no node of a drive that takes commands");
	}
	ret = hold_block(sg, detail);
	if (ret) {
		sg_close(&sg->base);
		return ret;
	}
	sg->base.max_transfer = max_transfer(sg->fd);
	sg->base.read_only = (fcntl(sg->fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
	*out = &sg->base;
	return 0;
}
