/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/drives.h"

#include <errno.h>
#include <libudev.h>
#include <stdio.h>

static int add(struct burin_drives *drives, struct udev_device *device)
{
	const char *node = udev_device_get_devnode(device);
	const char *vendor = udev_device_get_property_value(device, "ID_VENDOR");
	const char *model = udev_device_get_property_value(device, "ID_MODEL");
	char text[256];

	if (!node)
		return 0;
	snprintf(text, sizeof(text), "%s%s%s", vendor ? vendor : "", vendor && model ? " " : "",
		 model ? model : "");
	return bur_drives_add(drives, node, text);
}

static int add_path(struct burin_drives *drives, struct udev *udev, const char *path)
{
	struct udev_device *device = udev_device_new_from_syspath(udev, path);
	int ret = device ? add(drives, device) : 0;	/* gone since it was listed */

	udev_device_unref(device);
	return ret;
}

static int list(struct burin_drives *drives, struct udev *udev, struct udev_enumerate *found)
{
	struct udev_list_entry *entry;
	int ret = 0;

	if (udev_enumerate_add_match_subsystem(found, "block") < 0 ||
	    udev_enumerate_add_match_property(found, "ID_CDROM", "1") < 0)
		return -ENOMEM;
	if (udev_enumerate_scan_devices(found) < 0)
		return 0;
	udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(found)) {
		ret = add_path(drives, udev, udev_list_entry_get_name(entry));
		if (ret)
			break;
	}
	return ret;
}

int bur_udev_list(struct burin_drives *drives)
{
	struct udev *udev = udev_new();
	struct udev_enumerate *found;
	int ret = -ENOMEM;

	if (!udev)
		return ret;
	found = udev_enumerate_new(udev);
	if (found)
		ret = list(drives, udev, found);
	udev_enumerate_unref(found);
	udev_unref(udev);
	return ret;
}
