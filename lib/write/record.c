/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "write/record.h"

#include <burin/medium.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/crc.h"

#define PENDING 4096u

struct bur_record {
	int fd;
	uint64_t stored;		/* in the file */
	uint32_t pending_count;
	uint32_t zero;			/* CRC of a block of zeros */
	uint32_t pending[PENDING];
};

/* File systems without O_TMPFILE get a name that is taken away at once. */
static int open_in(const char *folder)
{
	char path[4096];
	int len, fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL)
		return -errno;
	len = snprintf(path, sizeof(path), "%s/burin-XXXXXX", folder);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

static int open_temporary(void)
{
	const char *folders[] = { secure_getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int fd = -ENOENT;

	for (size_t i = 0; fd < 0 && i < sizeof(folders) / sizeof(folders[0]); i++)
		if (folders[i] && *folders[i])
			fd = open_in(folders[i]);
	return fd;
}

int bur_record_new(struct bur_record **out)
{
	static const uint8_t zeros[BURIN_BLOCK_SIZE];
	struct bur_record *record = bur_zalloc(sizeof(*record));
	int ret;

	*out = NULL;
	if (!record)
		return -ENOMEM;
	record->fd = open_temporary();
	if (record->fd < 0) {
		ret = record->fd;
		bur_free(record);
		return ret;
	}
	record->zero = bur_crc32c(0, zeros, sizeof(zeros));
	*out = record;
	return 0;
}

void bur_record_free(struct bur_record *record)
{
	if (record)
		close(record->fd);
	bur_free(record);
}

static int store(struct bur_record *record)
{
	const uint8_t *p = (const uint8_t *)record->pending;
	size_t n = record->pending_count * sizeof(uint32_t);
	off_t at = (off_t)(record->stored * sizeof(uint32_t));

	while (n) {
		ssize_t put = pwrite(record->fd, p, n, at);

		if (put < 0 && errno != EINTR)
			return -errno;
		if (put > 0) {
			p += put;
			at += put;
			n -= (size_t)put;
		}
	}
	record->stored += record->pending_count;
	record->pending_count = 0;
	return 0;
}

int bur_record_add(struct bur_record *record, const uint8_t *data, size_t blocks)
{
	for (; blocks; blocks--, data += BURIN_BLOCK_SIZE) {
		int ret = record->pending_count == PENDING ? store(record) : 0;

		if (ret)
			return ret;
		record->pending[record->pending_count++] = bur_crc32c(0, data, BURIN_BLOCK_SIZE);
	}
	return 0;
}

uint64_t bur_record_count(const struct bur_record *record)
{
	return record->stored + record->pending_count;
}

static int load(const struct bur_record *record, uint64_t first, size_t count, uint32_t *crcs)
{
	uint8_t *p = (uint8_t *)crcs;
	size_t n = count * sizeof(uint32_t);
	off_t at = (off_t)(first * sizeof(uint32_t));

	while (n) {
		ssize_t got = pread(record->fd, p, n, at);

		if (!got || (got < 0 && errno != EINTR))
			return got ? -errno : -EIO;
		if (got > 0) {
			p += got;
			at += got;
			n -= (size_t)got;
		}
	}
	return 0;
}

int bur_record_get(struct bur_record *record, uint64_t first, size_t count, uint32_t *crcs)
{
	uint64_t all = bur_record_count(record);
	size_t known = first < all ? (size_t)(all - first < count ? all - first : count) : 0;
	int ret = record->pending_count ? store(record) : 0;

	if (!ret && known)
		ret = load(record, first, known, crcs);
	for (size_t i = known; !ret && i < count; i++)
		crcs[i] = record->zero;
	return ret;
}
