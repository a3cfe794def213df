/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One directory of the volume, read whole, checked, and sorted by name. */
#ifndef BUR_IMAGE_VOLUME_DIRECTORY_H
#define BUR_IMAGE_VOLUME_DIRECTORY_H

#include <stdbool.h>

#include "image/volume/internal.h"

#define BUR_ITEM_UNSAFE		0x01	/* the name cannot be one of a file here */
#define BUR_ITEM_INTERLEAVED	0x02	/* ECMA-119 6.4.3; not read */
#define BUR_ITEM_HAS_MODE	0x04	/* mode, owner come from the volume */

struct bur_section {
	uint32_t block, bytes;
};

/* Names and sections lie in arrays of the directory: there may be very many items. */
struct bur_item {
	uint32_t name;			/* offset in names; ends with a NUL */
	uint16_t name_length;
	uint16_t flags;
	uint32_t mode;			/* the type bits are always set, and right */
	uint32_t uid, gid, links, serial;
	uint32_t device_major, device_minor;
	uint32_t first_section, sections;
	uint32_t record_block;		/* where it was decoded from */
	uint32_t record_offset;
	uint64_t size;
	int64_t mtime;
};

struct bur_directory {
	uint32_t block;
	struct bur_item self;		/* of "."; without name */
	struct bur_item *items;
	size_t count, capacity;
	char *names;
	size_t names_length, names_capacity;
	struct bur_section *sections;
	size_t section_count, section_capacity;
	size_t relocated;		/* items left out, for they are shown elsewhere */
};

/* BURIN_E_DAMAGED_VOLUME, read errors, -ENOMEM: volume->detail without subject. */
int bur_directory_read(struct burin_volume *volume, struct bur_budget *budget, uint32_t block,
		       uint32_t bytes, struct bur_directory **out);
void bur_directory_free(struct bur_directory *directory);

static inline const char *bur_item_name(const struct bur_directory *directory,
					const struct bur_item *item)
{
	return directory->names + item->name;
}

static inline const struct bur_section *bur_item_section(const struct bur_directory *directory,
							 const struct bur_item *item)
{
	return directory->sections + item->first_section;
}

/* NULL: none. */
const struct bur_item *bur_directory_find(const struct bur_directory *directory,
					  const char *name, size_t n);

#endif
