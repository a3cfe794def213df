/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/files.h"

#include <string.h>

uint64_t bur_files_first(const struct burin_result *result, const struct bur_extent *extent)
{
	return (uint64_t)(extent->block - result->options.session_start) * BUR_BLOCK;
}

/* As far as the file and the zeros behind it go. */
static size_t read_one(const struct burin_result *result, struct bur_source *source,
		       uint64_t offset, uint8_t *buf, size_t n, struct burin_detail *detail,
		       int *err)
{
	const struct bur_extent *extent = bur_result_extent(result, (uint32_t)(offset / BUR_BLOCK));
	uint64_t size = extent->node->inode->size;
	uint64_t at = offset - bur_files_first(result, extent);
	uint64_t end = bur_blocks_of(size) * BUR_BLOCK;
	size_t data = 0;

	if (n > end - at)
		n = (size_t)(end - at);
	if (at < size) {
		data = size - at < n ? (size_t)(size - at) : n;
		*err = bur_source_read(source, extent->node, at, buf, data, detail);
		if (*err)
			return 0;
	}
	memset(buf + data, 0, n - data);
	return n;
}

size_t bur_files_read(const struct burin_result *result, struct bur_source *source,
		      uint64_t offset, uint8_t *buf, size_t n, struct burin_detail *detail,
		      int *err)
{
	size_t done = 0;

	*err = 0;
	while (done < n && !*err)
		done += read_one(result, source, offset + done, buf + done, n - done, detail, err);
	return done;
}
