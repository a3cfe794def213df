// SPDX-License-Identifier: GPL-2.0-only
#include <scsi/scsi_ioctl.h>
#include <linux/types.h>

bool (*probe)(unsigned char *cmd, bool open_for_write) = scsi_cmd_allowed;
