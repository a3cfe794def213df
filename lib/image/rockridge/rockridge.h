/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * System use fields: SUSP (IEEE P1281) places entries, RRIP (IEEE P1282) says
 * what they hold. What does not fit into a directory record goes on in the
 * directory's continuation space: whole blocks behind its own, in which each
 * area lies inside one block (SUSP 5.1; Linux drops Rock Ridge for a volume where one does not).
 */
#ifndef BUR_IMAGE_ROCKRIDGE_H
#define BUR_IMAGE_ROCKRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/iso9660/iso9660.h"

/* Worst case: ER or all small ones, NM of 255 bytes, SL of 4095 one-byte components. */
#define BUR_SUSP_FLAT		(10 * 1024)
#define BUR_SUSP_ENTRIES	96
#define BUR_SUSP_AREA		(8 * BUR_BLOCK)

/* The entries of one record, and where they went. Too large for a stack frame of its own. */
struct bur_susp {
	uint8_t flat[BUR_SUSP_FLAT];		/* entries in order */
	size_t flat_len;
	uint16_t entry[BUR_SUSP_ENTRIES + 1];	/* offset of each */
	unsigned int count;

	uint8_t record[BUR_RECORD_MAX];		/* the part inside the record, even length */
	size_t record_len;
	uint8_t area[BUR_SUSP_AREA];		/* the rest: bytes of the continuation space */
	uint64_t start, end;			/* its position there; equal: none */
};

void bur_susp_clear(struct bur_susp *susp);
/* Room for one more entry of that length, its first four bytes filled in. */
uint8_t *bur_susp_add(struct bur_susp *susp, const char *signature, size_t len);
/*
 * Places all entries: room bytes of record, then the continuation space from position
 * on, whose first block is base. Fills in record and area.
 */
void bur_susp_place(struct bur_susp *susp, size_t room, uint64_t position, uint32_t base);

struct bur_posix {
	uint32_t mode, links, uid, gid, serial;
	int64_t time;
};

void bur_rrip_add_sp(struct bur_susp *susp);
void bur_rrip_add_er(struct bur_susp *susp);
void bur_rrip_add_px(struct bur_susp *susp, const struct bur_posix *posix);
void bur_rrip_add_tf(struct bur_susp *susp, int64_t time);
void bur_rrip_add_pn(struct bur_susp *susp, uint32_t major, uint32_t minor);
void bur_rrip_add_nm(struct bur_susp *susp, const char *name);
void bur_rrip_add_sl(struct bur_susp *susp, const char *target);

#endif
