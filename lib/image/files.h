/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The region of files: data, and zeros up to the end of each last block. */
#ifndef BUR_IMAGE_FILES_H
#define BUR_IMAGE_FILES_H

#include "image/source.h"

/* First byte of an item's data, counted from the session's first block. */
uint64_t bur_files_first(const struct burin_result *result, const struct bur_extent *extent);

/* n bytes at offset, all inside the region: up to the first error, whose code is *err. Bytes read. */
size_t bur_files_read(const struct burin_result *result, struct bur_source *source,
		      uint64_t offset, uint8_t *buf, size_t n, struct burin_detail *detail,
		      int *err);

/*
 * A second thread for reads of many small files, where opening and closing is most of the work: it reads
 * the second half while the caller reads the first.
 */
struct bur_helper;

/* NULL: there is no second processor, or no thread could be made. */
struct bur_helper *bur_helper_new(const struct burin_result *result);
void bur_helper_free(struct bur_helper *helper);	/* NULL is fine */
/* Where to halve a read, 0: it is not worth it, or holds what only the caller may read. */
size_t bur_helper_split(const struct burin_result *result, uint64_t offset, size_t n);
void bur_helper_start(struct bur_helper *helper, uint64_t offset, uint8_t *buf, size_t n);
/* Waits. true: all of it was read; else it is for the caller to read, and to find the error. */
bool bur_helper_finish(struct bur_helper *helper);

#endif
