/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/drives.h"

#include <errno.h>

#include "core/alloc.h"
#include "core/export.h"

struct drive {
	char *name, *model;
};

struct burin_drives {
	struct drive *list;
	size_t n;
};

int bur_drives_add(struct burin_drives *drives, const char *name, const char *model)
{
	struct drive *list = bur_resize(drives->list, drives->n + 1, sizeof(*list));
	struct drive drive;

	if (!list)
		return -ENOMEM;
	drives->list = list;
	drive.name = bur_strdup(name);
	drive.model = drive.name ? bur_strdup(model) : NULL;
	if (!drive.model) {
		bur_free(drive.name);
		return -ENOMEM;
	}
	list[drives->n++] = drive;
	return 0;
}

BURIN_EXPORT int burin_drives_new(struct burin_context *ctx, struct burin_drives **out)
{
	struct burin_drives *drives = bur_zalloc(sizeof(*drives));
	int ret = 0;

	(void)ctx;
	*out = NULL;
	if (!drives)
		return -ENOMEM;
#ifdef BURIN_HAVE_UDEV
	ret = bur_udev_list(drives);
#endif
	if (ret) {
		burin_drives_unref(drives);
		return ret;
	}
	*out = drives;
	return 0;
}

BURIN_EXPORT void burin_drives_unref(struct burin_drives *drives)
{
	if (!drives)
		return;
	for (size_t i = 0; i < drives->n; i++) {
		bur_free(drives->list[i].name);
		bur_free(drives->list[i].model);
	}
	bur_free(drives->list);
	bur_free(drives);
}

BURIN_EXPORT size_t burin_drives_count(const struct burin_drives *drives)
{
	return drives->n;
}

BURIN_EXPORT const char *burin_drives_at(const struct burin_drives *drives, size_t i)
{
	return i < drives->n ? drives->list[i].name : NULL;
}

BURIN_EXPORT const char *burin_drives_get_model(const struct burin_drives *drives, size_t i)
{
	return i < drives->n ? drives->list[i].model : NULL;
}
