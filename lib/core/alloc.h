/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one allocation gate of the library. Nothing else calls malloc, so that
 * every site can be made to fail by a test (which wraps these at link time).
 */
#ifndef BUR_CORE_ALLOC_H
#define BUR_CORE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

#define bur_must_check __attribute__((warn_unused_result))

/* All return NULL when there is no memory; sizes of 0 are 1. */
void *bur_alloc(size_t size) bur_must_check;
void *bur_zalloc(size_t size) bur_must_check;			/* zeroed */
void *bur_array(size_t count, size_t size) bur_must_check;	/* zeroed; overflow is checked */
void *bur_resize(void *p, size_t count, size_t size) bur_must_check;	/* p stays on failure */
void *bur_pages(size_t size) bur_must_check;			/* page-aligned */
char *bur_strdup(const char *s) bur_must_check;
char *bur_strndup(const char *s, size_t n) bur_must_check;
void bur_free(void *p);

#endif
