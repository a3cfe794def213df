// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * SG_IO: commands to /dev/srN or /dev/sgN through the kernel, version 3 of its interface
 * (<scsi/sg.h>). The node is held exclusively, so that nothing mounts or probes it; with a
 * generic node the block node of the same drive is held, too, for it is that which is mounted.
 */
#include "transport/transport.h"

#include <errno.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "transport/node.h"

#define VERSION_3 30000
#define TRANSFER_WANTED 131072	/* what plans send in one command */
#define SECTOR 512

/* Host and driver status of the kernel's middle layer (its scsi_status.h and before). */
enum { DID_NO_CONNECT = 0x01, DID_TIME_OUT = 0x03, DID_BAD_TARGET = 0x04 };
enum { DRIVER_TIMEOUT = 0x06, DRIVER_SENSE = 0x08, DRIVER_MASK = 0x0f };

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
		bur_node_refuse(cmd);
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
	ret = bur_node_send(of(t)->fd, SG_IO, &hdr);
	if (ret)
		take_errno(t, cmd, ret);
	else
		take_answer(cmd, &hdr);
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
	.now = bur_node_now,
	.sleep = bur_node_sleep,
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

/*
 * The block node behind a generic one. One that this user may not open is mounted by others at
 * their own risk.
 */
static int hold_block(struct sg *sg, const char *path, struct burin_detail *detail)
{
	char block[80];
	struct stat st;

	if (fstat(sg->fd, &st) || !S_ISCHR(st.st_mode) ||
	    !bur_node_sibling(path, "block", block, sizeof(block)))
		return 0;
	sg->block = bur_node_open(block);
	return sg->block == -EBUSY ? bur_node_explain(sg->block, block, detail) : 0;
}

int bur_sg_open(const char *path, struct bur_transport **out, struct burin_detail *detail)
{
	struct sg *sg = bur_zalloc(sizeof(*sg));
	int version = 0, ret;

	*out = NULL;
	if (!sg)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, path, NULL);
	sg->fd = bur_node_open(path);
	if (sg->fd < 0) {
		ret = bur_node_explain(sg->fd, path, detail);
		bur_free(sg);
		return ret;
	}
	sg->block = -1;
	sg->base.ops = &ops;
	sg->base.kind = BURIN_TRANSPORT_SG;
	sg->base.reason = "by the kernel's SG_IO, as asked for";
	if (ioctl(sg->fd, SG_GET_VERSION_NUM, &version) < 0 || version < VERSION_3) {
		sg_close(&sg->base);
		return bur_fail(detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, path,
				"this is no node of a drive that takes commands");
	}
	ret = hold_block(sg, path, detail);
	if (ret) {
		sg_close(&sg->base);
		return ret;
	}
	sg->base.max_transfer = max_transfer(sg->fd);
	sg->base.read_only = bur_node_is_read_only(sg->fd);
	*out = &sg->base;
	return 0;
}
