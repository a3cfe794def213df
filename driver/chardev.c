// SPDX-License-Identifier: GPL-2.0-only
#include "chardev.h"

#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "event.h"
#include "owner.h"
#include "ring.h"
#include "uapi.h"
#include "unit.h"

enum burin_opener burin_file_opener(const struct burin_file *file)
{
	if (capable(CAP_SYS_RAWIO))
		return BURIN_OPENER_PRIVILEGED;
	return file->writes ? BURIN_OPENER_WRITES : BURIN_OPENER_READS;
}

static int burin_open(struct inode *inode, struct file *filp)
{
	struct burin_unit *unit = container_of(inode->i_cdev, struct burin_unit, cdev);
	struct burin_file *file;

	if (burin_unit_is_gone(unit))
		return -ENODEV;
	file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file)
		return -ENOMEM;
	file->unit = burin_unit_get(unit);
	file->writes = filp->f_mode & FMODE_WRITE;
	INIT_KFIFO(file->reports);
	burin_event_add_file(file);
	filp->private_data = file;
	return stream_open(inode, filp);
}

/* Never waits for the disc: what the owner leaves is its thread's to bring to an end. */
static int burin_release(struct inode *inode, struct file *filp)
{
	struct burin_file *file = filp->private_data;
	struct burin_unit *unit = file->unit;

	mutex_lock(&unit->lock);
	if (unit->owner && unit->owner->file == file)
		burin_owner_desert(unit->owner);
	mutex_unlock(&unit->lock);
	burin_event_remove_file(file);
	burin_unit_put(unit);
	kfree(file);
	return 0;
}

static ssize_t burin_read(struct file *filp, char __user *buf, size_t count, loff_t *pos)
{
	struct burin_file *file = filp->private_data;
	struct burin_report report;
	size_t done = 0;
	int ret;

	if (count < sizeof(report))
		return -EINVAL;
	while (count - done >= sizeof(report)) {
		ret = burin_event_take(file, &report, !done && !(filp->f_flags & O_NONBLOCK));
		if (ret)
			return done ? done : ret;
		if (copy_to_user(buf + done, &report, sizeof(report)))
			return done ? done : -EFAULT;
		done += sizeof(report);
	}
	return done;
}

static __poll_t burin_poll(struct file *filp, poll_table *wait)
{
	struct burin_file *file = filp->private_data;
	struct burin_unit *unit = file->unit;
	__poll_t mask = 0;

	poll_wait(filp, &unit->wait, wait);
	if (burin_event_pending(file))
		mask |= EPOLLIN | EPOLLRDNORM;
	mutex_lock(&unit->lock);
	if (unit->owner && unit->owner->file == file && burin_owner_has_done(unit->owner))
		mask |= EPOLLOUT | EPOLLWRNORM;
	mutex_unlock(&unit->lock);
	if (burin_unit_is_gone(unit))
		mask |= EPOLLHUP | EPOLLERR;
	return mask;
}

static int burin_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct burin_file *file = filp->private_data;
	struct burin_unit *unit = file->unit;
	struct burin_ring *ring = NULL;
	int ret;

	mutex_lock(&unit->lock);
	ret = burin_owner_check(file);
	if (!ret && unit->owner->ring)
		ring = burin_ring_get(unit->owner->ring);
	mutex_unlock(&unit->lock);
	if (ret)
		return ret;
	ret = ring ? burin_ring_map(ring, vma) : -EINVAL;
	burin_ring_put(ring);
	return ret;
}

const struct file_operations burin_chardev_fops = {
	.owner = THIS_MODULE,
	.open = burin_open,
	.release = burin_release,
	.read = burin_read,
	.poll = burin_poll,
	.mmap = burin_mmap,
	.unlocked_ioctl = burin_uapi_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
