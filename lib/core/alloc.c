/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ALIGNMENT 4096

void *bur_alloc(size_t size)
{
	return malloc(size ? size : 1);
}

void *bur_zalloc(size_t size)
{
	return bur_array(1, size);
}

void *bur_array(size_t count, size_t size)
{
	return calloc(count ? count : 1, size ? size : 1);
}

void *bur_resize(void *p, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return realloc(p, count && size ? count * size : 1);
}

void *bur_pages(size_t size)
{
	void *p;

	return posix_memalign(&p, PAGE_ALIGNMENT, size ? size : 1) ? NULL : p;
}

char *bur_strdup(const char *s)
{
	return bur_strndup(s, strlen(s));
}

char *bur_strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = bur_alloc(len + 1);

	if (!p)
		return NULL;
	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

void bur_free(void *p)
{
	free(p);
}
