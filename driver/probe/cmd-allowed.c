// SPDX-License-Identifier: GPL-2.0-only
#include <linux/types.h>
#include <scsi/scsi_ioctl.h>

bool (*probe)(unsigned char *cmd, bool open_for_write) = scsi_cmd_allowed;
