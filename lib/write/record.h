/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was meant to be written: a CRC-32C of every block, kept in a temporary file
 * without a name, so that memory does not grow with the image.
 */
#ifndef BUR_WRITE_RECORD_H
#define BUR_WRITE_RECORD_H

#include <stddef.h>
#include <stdint.h>

struct bur_record;

/* In $TMPDIR, /var/tmp or /tmp. Negative errno. */
int bur_record_new(struct bur_record **out);
void bur_record_free(struct bur_record *record);	/* NULL is fine */

/* Whole blocks of 2048 bytes, in order. */
int bur_record_add(struct bur_record *record, const uint8_t *data, size_t blocks);
uint64_t bur_record_count(const struct bur_record *record);

/* count CRCs from block first on; what lies behind the last one recorded is a block of zeros. */
int bur_record_get(struct bur_record *record, uint64_t first, size_t count, uint32_t *crcs);

#endif
