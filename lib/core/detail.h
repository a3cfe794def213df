/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filling in a struct burin_detail. All return code, for `return bur_fail(...)`. */
#ifndef BUR_CORE_DETAIL_H
#define BUR_CORE_DETAIL_H

#include <burin/error.h>

/* Clears *d. */
void bur_detail_clear(struct burin_detail *d);

/* code with a subject (may be NULL) and a sentence (printf-like, may be NULL). d may be NULL. */
int bur_fail(struct burin_detail *d, int code, enum burin_phase phase, const char *subject,
	     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds the command and its sense to what bur_fail() put there. */
void bur_detail_set_command(struct burin_detail *d, const uint8_t *cdb, size_t cdb_len,
			    const uint8_t *sense, size_t sense_len);
void bur_detail_set_lba(struct burin_detail *d, int64_t lba);

#endif
