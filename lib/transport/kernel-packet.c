// SPDX-License-Identifier: LGPL-2.1-or-later
/* BIND, UNBIND and PACKETS: a drive as a block device of the driver's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/detail.h"
#include "transport/kernel.h"
#include "transport/node.h"

int bur_kernel_bind(struct bur_transport *t, const struct bur_binding *binding, uint32_t *number)
{
	struct bur_kernel *kernel = bur_kernel_of(t);
	struct burin_epilogue again = {
		.size = sizeof(again),
		.steps = bur_kernel_array(binding->again, binding->again_count),
		.step_count = binding->again_count,
	};
	struct burin_bind arg = {
		.size = sizeof(arg),
		.flags = binding->flags,
		.restore = binding->again_count ? (uintptr_t)&again : 0,
		.packet_blocks = binding->packet_blocks,
		.blocks = binding->blocks,
		.cache_packets = binding->cache_packets,
		.delay_ms = binding->delay_ms,
	};
	int ret = t->ops->arm(t, binding->ending);

	if (ret)
		return ret;
	ret = bur_kernel_call(kernel->fd, BURIN_IOC_BIND, &arg);
	if (ret == -EOPNOTSUPP || ret == -ENOTTY)
		return BURIN_E_TRANSPORT;
	if (ret == -ENODEV)
		return BURIN_E_GONE;
	if (ret)
		return ret;
	kernel->forsaken = true;	/* the block device has it */
	*number = arg.minor;
	return 0;
}

static int open_bound(struct bur_kernel_opening *drive)
{
	int ret = bur_kernel_open_unit(drive);

	if (ret && drive->fd >= 0) {
		close(drive->fd);
		drive->fd = -1;
	}
	return ret;
}

static int explain(const struct bur_kernel_opening *drive, int error)
{
	switch (error) {
	case 0:
		return 0;
	case -ENXIO:
		return bur_fail(drive->detail, BURIN_E_NOT_BOUND, BURIN_PHASE_CLOSE, drive->path, NULL);
	case -ENODEV:
		return bur_fail(drive->detail, BURIN_E_GONE, BURIN_PHASE_CLOSE, drive->path, NULL);
	case -EBUSY:
		return bur_fail(drive->detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_CLOSE, drive->path,
				"its block device is mounted, or open");
	case -EPERM:
		return bur_fail(drive->detail, -EPERM, BURIN_PHASE_CLOSE, drive->path,
				"another user has bound it, or this one may only read %s",
				drive->unit);
	case -EIO:
		return bur_fail(drive->detail, BURIN_E_WRITE, BURIN_PHASE_CLOSE, drive->path,
				"it is unbound; what was written last could not all be recorded, "
				"the kernel's log names it");
	default:
		return bur_fail(drive->detail, error, BURIN_PHASE_CLOSE, drive->path, NULL);
	}
}

int bur_kernel_unbind(const char *path, struct burin_detail *detail)
{
	struct bur_kernel_opening drive = BUR_KERNEL_OPENING(path, detail);
	struct burin_unbind arg = { .size = sizeof(arg) };
	unsigned int tries = 0;
	int ret = open_bound(&drive);

	if (ret)
		return ret;
	/* udev's programs hold it for a moment when somebody has written to it. */
	do
		ret = bur_kernel_call(drive.fd, BURIN_IOC_UNBIND, &arg);
	while (ret == -EBUSY && bur_node_wait_busy(&tries));
	ret = explain(&drive, ret);
	close(drive.fd);
	return ret;
}

int bur_kernel_look_at_packets(const char *path, struct burin_packet_state *state,
			       struct burin_detail *detail)
{
	struct bur_kernel_opening drive = BUR_KERNEL_OPENING(path, detail);
	int ret = open_bound(&drive);

	if (ret)
		return ret;
	*state = (struct burin_packet_state){ .size = sizeof(*state) };
	ret = explain(&drive, bur_kernel_call(drive.fd, BURIN_IOC_PACKETS, state));
	close(drive.fd);
	return ret;
}
