// SPDX-License-Identifier: GPL-2.0-only
#include <linux/device.h>

static int add(struct device *dev)
{
	return !dev;
}

struct class_interface probe = { .add_dev = add };
