// SPDX-License-Identifier: GPL-2.0-only
#include "claim.h"

#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/major.h>
#include <scsi/scsi_device.h>

#include "unit.h"

/* The holder of an exclusively opened block device is the file it was opened by. */
static int check_block(const struct burin_unit *unit, const struct file *file)
{
	struct block_device *bdev;

	if (!S_ISBLK(file_inode(file)->i_mode))
		return -EINVAL;
	bdev = I_BDEV(file->f_mapping->host);
	if (bdev_get_queue(bdev) != unit->sdev->request_queue)
		return -EINVAL;
	return READ_ONCE(bdev->bd_holder) == file ? 0 : -EBUSY;
}

static int has_number(struct device *dev, void *number)
{
	return dev->devt == *(dev_t *)number;
}

/* sg keeps to itself whether a file of its own is exclusive. */
static int check_generic(const struct burin_unit *unit, const struct file *file)
{
	dev_t number = file_inode(file)->i_rdev;

	if (!S_ISCHR(file_inode(file)->i_mode) || MAJOR(number) != SCSI_GENERIC_MAJOR)
		return -EINVAL;
	return device_for_each_child(&unit->sdev->sdev_gendev, &number, has_number) ? 0 : -EINVAL;
}

static int take_files(struct burin_claim *claim, struct burin_unit *unit,
		      const struct burin_acquire *acquire)
{
	int ret;

	claim->block = fget(acquire->block_fd);
	if (!claim->block)
		return -EBADF;
	ret = check_block(unit, claim->block);
	if (ret || acquire->generic_fd == -1)
		return ret;
	claim->generic = fget(acquire->generic_fd);
	return claim->generic ? check_generic(unit, claim->generic) : -EBADF;
}

static void drop_files(struct burin_claim *claim)
{
	if (claim->block)
		fput(claim->block);
	if (claim->generic)
		fput(claim->generic);
	*claim = (struct burin_claim){};
}

int burin_claim_take(struct burin_claim *claim, struct burin_unit *unit,
		     const struct burin_acquire *acquire)
{
	int ret = take_files(claim, unit, acquire);

	if (!ret)
		ret = scsi_autopm_get_device(unit->sdev);
	if (ret) {
		drop_files(claim);
		return ret;
	}
	claim->sdev = unit->sdev;
	sdev_disable_disk_events(unit->sdev);
	return 0;
}

void burin_claim_drop(struct burin_claim *claim)
{
	if (claim->sdev) {
		sdev_enable_disk_events(claim->sdev);
		scsi_autopm_put_device(claim->sdev);
	}
	drop_files(claim);
}
