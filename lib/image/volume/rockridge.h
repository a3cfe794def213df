/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Rock Ridge (RRIP 1.09 and 1.12) tells of one directory record. */
#ifndef BUR_IMAGE_VOLUME_ROCKRIDGE_H
#define BUR_IMAGE_VOLUME_ROCKRIDGE_H

#include <stdbool.h>

#include "image/volume/internal.h"

struct bur_record;

#define BUR_ROCKRIDGE_NAME 255		/* RRIP 4.1.4 leaves it open; every system stops here */
#define BUR_ROCKRIDGE_TARGET 4095	/* PATH_MAX less its NUL */

/* A target being put together from the components of SL entries. */
struct bur_rockridge_target {
	char text[BUR_ROCKRIDGE_TARGET + 1];
	size_t n;
	bool joined;		/* no slash before the next component */
};

struct bur_rockridge {
	bool present;		/* any entry of the protocol was there */
	bool has_susp;		/* SP: skip is valid */
	uint8_t skip;
	bool has_mode, has_time, has_device;
	uint32_t mode, links, uid, gid, serial;
	uint32_t device_high, device_low;
	int64_t mtime;
	bool has_child;		/* CL: the directory moved away lies at child */
	uint32_t child;
	bool relocated;		/* RE: stands here only because it had to move */
	bool name_open;		/* the last NM said that the name goes on */
	size_t name_length;	/* 0: none */
	char name[BUR_ROCKRIDGE_NAME];
	struct bur_rockridge_target *target;	/* NULL: not wanted */
};

/*
 * Decodes the system use field of a record of the block lba. skip: bytes before the first
 * entry. target may be NULL. BURIN_E_DAMAGED_VOLUME, read errors.
 */
int bur_rockridge_read(struct burin_volume *volume, struct bur_budget *budget, uint32_t lba,
		       const struct bur_record *record, size_t skip,
		       struct bur_rockridge_target *target, struct bur_rockridge *out);

/* Device numbers, in either of the two forms that writers use. */
void bur_rockridge_device(const struct bur_rockridge *rr, uint32_t *major, uint32_t *minor);

#endif
