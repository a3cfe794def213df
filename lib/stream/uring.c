/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stream/uring.h"

#include <errno.h>
#include <liburing.h>
#include <stdbool.h>

#include "core/alloc.h"

#define DEPTH 16u
#define PIECE (128u << 10)

struct bur_uring {
	struct io_uring ring;
	bool broken;			/* what was in flight could not be waited for */
};

struct bur_uring *bur_uring_new(void)
{
	struct bur_uring *uring = bur_zalloc(sizeof(*uring));

	if (uring && io_uring_queue_init(DEPTH, &uring->ring, 0)) {
		bur_free(uring);
		return NULL;
	}
	return uring;
}

void bur_uring_free(struct bur_uring *uring)
{
	if (uring)
		io_uring_queue_exit(&uring->ring);
	bur_free(uring);
}

/* Pieces of n bytes, DEPTH at most; how many there are. */
static unsigned int queue(struct bur_uring *uring, int fd, uint8_t *buf, size_t n,
			  uint64_t offset)
{
	unsigned int i = 0;

	for (size_t at = 0; at < n && i < DEPTH; at += PIECE, i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&uring->ring);
		size_t len = n - at < PIECE ? n - at : PIECE;

		if (!sqe)
			break;
		io_uring_prep_read(sqe, fd, buf + at, (unsigned int)len, offset + at);
		io_uring_sqe_set_data(sqe, (void *)(uintptr_t)i);
	}
	return i;
}

/* The buffers are the caller's: whatever happens, every read is waited for. */
static int collect(struct bur_uring *uring, unsigned int count, int *results)
{
	unsigned int sent = 0, done = 0;

	while (done < count) {
		struct io_uring_cqe *cqe;
		int ret = sent < count ? io_uring_submit(&uring->ring) : 0;

		if (ret > 0)
			sent += (unsigned int)ret;
		/* Nothing in flight that could be waited for. */
		if (sent == done) {
			if (ret != -EINTR)
				return ret < 0 ? ret : -EIO;
			continue;
		}
		ret = io_uring_wait_cqe(&uring->ring, &cqe);
		if (ret == -EINTR || ret == -EAGAIN)
			continue;
		if (ret < 0)
			return ret;
		results[(uintptr_t)io_uring_cqe_get_data(cqe)] = cqe->res;
		io_uring_cqe_seen(&uring->ring, cqe);
		done++;
	}
	return 0;
}

/* Pieces in order up to the first that came short. */
static ssize_t join(const int *results, unsigned int count)
{
	ssize_t total = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (results[i] < 0)
			return total ? total : results[i];
		total += results[i];
		if (results[i] < (int)PIECE)
			break;
	}
	return total;
}

ssize_t bur_uring_read(struct bur_uring *uring, int fd, void *buf, size_t n, uint64_t offset)
{
	int results[DEPTH] = { 0 };
	unsigned int count;

	if (uring->broken)
		return -EIO;
	count = queue(uring, fd, buf, n, offset);
	if (collect(uring, count, results)) {
		uring->broken = true;
		return -EIO;
	}
	return join(results, count);
}
