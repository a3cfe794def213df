// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Works on a block device, and notes what it was told: workload DEVICE ACKS WORD=NUMBER...
 *
 *	ops      of all threads; span: blocks from the first on; seed
 *	threads  each with blocks of its own, four in a row, so that packets are shared
 *	max      blocks of a write; rising=1: one behind the other
 *	flush, durable, discard, hot   percent of the operations; of the writes, into 64 blocks
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "stamp.h"

#define THREADS 8
#define STRIPE 4u
#define MAX 64u

static struct { const char *word; uint32_t value; } words[] = {
	{ "ops", 200 }, { "span", 2048 }, { "seed", 1 }, { "threads", 1 }, { "max", 8 },
	{ "rising", 0 }, { "flush", 10 }, { "durable", 0 }, { "discard", 0 }, { "hot", 0 },
};

static uint32_t word(const char *name)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].word, name))
			return words[i].value;
	abort();
}

static int device;
static FILE *acks;
static pthread_mutex_t acks_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint32_t last_version, operations;

struct worker {
	pthread_t thread;
	uint32_t number, state, next;
	uint8_t *data;
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint32_t draw(struct worker *w, uint32_t n)
{
	w->state = stamp_next(w->state);
	return (w->state >> 8) % n;
}

static void note(const struct ack *ack)
{
	pthread_mutex_lock(&acks_lock);
	if (fwrite(ack, sizeof(*ack), 1, acks) != 1)
		abort();
	pthread_mutex_unlock(&acks_lock);
}

/* A place that is this worker's alone: with several, a part of one stripe. */
static void place(struct worker *w, struct ack *ack)
{
	uint32_t span = word("hot") > draw(w, 100) ? 64 : word("span"), most = word("max");
	uint32_t threads = word("threads"), stripe;

	if (threads == 1) {
		ack->count = 1 + draw(w, most);
		ack->block = word("rising") ? w->next : draw(w, span);
		if (ack->block + ack->count > word("span"))
			ack->block = 0;
		w->next = ack->block + ack->count;
		return;
	}
	stripe = draw(w, span / STRIPE / threads) * threads + w->number;
	ack->block = stripe * STRIPE + draw(w, STRIPE);
	ack->count = 1 + draw(w, STRIPE - ack->block % STRIPE);
}

static int write_blocks(struct worker *w, const struct ack *ack)
{
	struct iovec piece = { w->data, (size_t)ack->count * BLOCK };
	ssize_t got;

	for (uint32_t i = 0; i < ack->count; i++)
		stamp_make(w->data + (size_t)i * BLOCK, ack->block + i, ack->version);
	got = pwritev2(device, &piece, 1, (off_t)ack->block * BLOCK,
		       ack->kind == ACK_DURABLE_WRITE ? RWF_DSYNC : 0);
	if (got < 0)
		return -errno;
	return got == (ssize_t)piece.iov_len ? 0 : -EIO;
}

static int discard(const struct ack *ack)
{
	uint64_t range[2] = { (uint64_t)ack->block * BLOCK, (uint64_t)ack->count * BLOCK };

	return ioctl(device, BLKDISCARD, range) ? -errno : 0;
}

static void operate(struct worker *w)
{
	uint32_t dice = draw(w, 100), flush = word("flush"), durable = word("durable");
	struct ack ack = { .kind = ACK_WRITE };

	if (dice < flush)
		ack.kind = ACK_FLUSH;
	else if (dice < flush + durable)
		ack.kind = ACK_DURABLE_WRITE;
	else if (dice < flush + durable + word("discard"))
		ack.kind = ACK_DISCARD;
	if (ack.kind != ACK_FLUSH)
		place(w, &ack);
	ack.version = ++last_version;
	ack.began = now();
	if (ack.kind == ACK_FLUSH)
		ack.error = fdatasync(device) ? -errno : 0;
	else
		ack.error = ack.kind == ACK_DISCARD ? discard(&ack) : write_blocks(w, &ack);
	ack.ended = now();
	note(&ack);
}

static void *work(void *arg)
{
	struct worker *w = arg;

	while (operations++ < word("ops"))
		operate(w);
	return NULL;
}

static int set_word(const char *text)
{
	const char *equals = strchr(text, '=');

	for (size_t i = 0; equals && i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == (size_t)(equals - text) &&
		    !strncmp(words[i].word, text, (size_t)(equals - text))) {
			words[i].value = (uint32_t)strtoul(equals + 1, NULL, 10);
			return 0;
		}
	fprintf(stderr, "%s: no such word\n", text);
	return 2;
}

static int run(void)
{
	static struct worker workers[THREADS];
	uint32_t threads = word("threads");

	for (uint32_t i = 0; i < threads; i++) {
		workers[i].number = i;
		workers[i].state = word("seed") * 2654435761u + i * 40503u + 1;
		if (posix_memalign((void **)&workers[i].data, 4096, MAX * BLOCK) ||
		    pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			return 1;
	}
	for (uint32_t i = 0; i < threads; i++)
		pthread_join(workers[i].thread, NULL);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	for (int i = 3; i < argc; i++)
		if (set_word(argv[i]))
			return 2;
	if (!word("threads") || word("threads") > THREADS || !word("max") || word("max") > MAX)
		return 2;
	device = open(argv[1], O_RDWR | O_DIRECT);
	acks = fopen(argv[2], "wb");
	if (device < 0 || !acks) {
		perror(argv[1]);
		return 1;
	}
	return run() || fclose(acks) ? 1 : 0;
}
