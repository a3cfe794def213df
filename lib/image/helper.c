/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/files.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "core/alloc.h"

/* Fewer files in a half are read faster than another thread wakes up. */
#define LEAST_FILES	8

enum state { IDLE = 0, WORK, DONE, QUIT };

struct bur_helper {
	const struct burin_result *result;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;		/* of state */
	enum state state;		/* with what follows under lock, or the helper's while it is WORK */
	uint64_t offset;
	uint8_t *buf;
	size_t n;
	bool complete;
};

/* Sources that have changed are left for the caller to find: only it may touch the result. */
static void *run(void *arg)
{
	struct bur_helper *helper = arg;
	struct bur_source source;
	int err;

	bur_source_init(&source, NULL);
	pthread_mutex_lock(&helper->lock);
	for (;;) {
		while (helper->state != WORK && helper->state != QUIT)
			pthread_cond_wait(&helper->changed, &helper->lock);
		if (helper->state == QUIT)
			break;
		pthread_mutex_unlock(&helper->lock);
		bur_files_read(helper->result, &source, helper->offset, helper->buf, helper->n,
			       NULL, &err);
		pthread_mutex_lock(&helper->lock);
		helper->complete = !err;
		helper->state = DONE;
		pthread_cond_signal(&helper->changed);
	}
	pthread_mutex_unlock(&helper->lock);
	bur_source_close(&source);
	return NULL;
}

/* No signal handler of the program ever runs on this thread. */
static int start_thread(struct bur_helper *helper)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&helper->thread, NULL, run, helper);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

struct bur_helper *bur_helper_new(const struct burin_result *result)
{
	struct bur_helper *helper;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return NULL;
	helper = bur_zalloc(sizeof(*helper));
	if (!helper)
		return NULL;
	helper->result = result;
	pthread_mutex_init(&helper->lock, NULL);
	pthread_cond_init(&helper->changed, NULL);
	if (!start_thread(helper))
		return helper;
	pthread_cond_destroy(&helper->changed);
	pthread_mutex_destroy(&helper->lock);
	bur_free(helper);
	return NULL;
}

void bur_helper_free(struct bur_helper *helper)
{
	if (!helper)
		return;
	pthread_mutex_lock(&helper->lock);
	helper->state = QUIT;
	pthread_cond_signal(&helper->changed);
	pthread_mutex_unlock(&helper->lock);
	pthread_join(helper->thread, NULL);
	pthread_cond_destroy(&helper->changed);
	pthread_mutex_destroy(&helper->lock);
	bur_free(helper);
}

/* The first file of the second half begins it. A caller's stream is never read on another thread. */
size_t bur_helper_split(const struct burin_result *result, uint64_t offset, size_t n)
{
	const struct bur_extent *first, *middle, *last;

	first = bur_result_extent(result, (uint32_t)(offset / BUR_BLOCK));
	middle = bur_result_extent(result, (uint32_t)((offset + n / 2) / BUR_BLOCK));
	last = bur_result_extent(result, (uint32_t)((offset + n - 1) / BUR_BLOCK));
	if (middle - first < LEAST_FILES || last - middle < LEAST_FILES)
		return 0;
	for (const struct bur_extent *extent = middle; extent <= last; extent++)
		if (bur_inode_has_data(extent->node->inode) && !extent->node->inode->origin)
			return 0;
	return (size_t)(bur_files_first(result, middle) - offset);
}

void bur_helper_start(struct bur_helper *helper, uint64_t offset, uint8_t *buf, size_t n)
{
	pthread_mutex_lock(&helper->lock);
	helper->offset = offset;
	helper->buf = buf;
	helper->n = n;
	helper->state = WORK;
	pthread_cond_signal(&helper->changed);
	pthread_mutex_unlock(&helper->lock);
}

bool bur_helper_finish(struct bur_helper *helper)
{
	bool complete;

	pthread_mutex_lock(&helper->lock);
	while (helper->state == WORK)
		pthread_cond_wait(&helper->changed, &helper->lock);
	helper->state = IDLE;
	complete = helper->complete;
	pthread_mutex_unlock(&helper->lock);
	return complete;
}
