/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of reading a volume made to fail, one after the other: -ENOMEM, nothing
 * lost. The allocation gate is this file's own, in place of the library's.
 */
#include <kselftest_harness.h>

#include <errno.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "image/volume.h"

static long countdown;		/* the allocation that fails when it reaches 0; negative: none */
static long live;		/* given and not given back */

static bool refused(void)
{
	return countdown >= 0 && !countdown--;
}

static void *give(void *p)
{
	live += p != NULL;
	return p;
}

void *bur_alloc(size_t size)
{
	return refused() ? NULL : give(malloc(size ? size : 1));
}

void *bur_zalloc(size_t size)
{
	return refused() ? NULL : give(calloc(1, size ? size : 1));
}

void *bur_array(size_t count, size_t size)
{
	return refused() ? NULL : give(calloc(count ? count : 1, size ? size : 1));
}

void *bur_resize(void *p, size_t count, size_t size)
{
	void *bigger = refused() ? NULL : realloc(p, count * size);

	live += !p && bigger;
	return bigger;
}

void *bur_pages(size_t size)
{
	void *p;

	return refused() || posix_memalign(&p, 4096, size ? size : 1) ? NULL : give(p);
}

char *bur_strndup(const char *s, size_t n)
{
	return refused() ? NULL : give(strndup(s, n));
}

char *bur_strdup(const char *s)
{
	return bur_strndup(s, strlen(s));
}

void bur_free(void *p)
{
	live -= p != NULL;
	free(p);
}

static const char *target;	/* NULL: nothing is extracted */

/* All that can be done with a volume; the first error. */
static int use_volume(const struct disc *d, struct listing *listing)
{
	struct burin_stream *stream = NULL;
	struct burin_volume *volume;
	struct burin_detail detail;
	struct burin_entry entry;
	int ret;

	listing->n = 0;
	ret = open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, &detail);
	if (!ret)
		ret = burin_volume_walk(volume, "/", list_entry, listing);
	if (!ret)
		ret = burin_volume_find(volume, "/dir/deep/inner", &entry);
	if (!ret)
		ret = burin_volume_open_file(volume, "/parts", &stream);
	if (!ret && target)
		ret = burin_volume_extract(volume, "/", target, NULL, NULL);
	burin_stream_unref(stream);
	burin_volume_free(volume);
	return ret;
}

static unsigned long sweep(struct __test_metadata *_metadata)
{
	struct listing *listing = calloc(1, sizeof(*listing));
	struct disc *d = malloc(sizeof(*d));
	char command[128];
	unsigned long n;
	int ret = -1;

	disc_make(d, false);
	for (n = 0; ret; n++) {
		countdown = (long)n;
		ret = use_volume(d, listing);
		ASSERT_EQ(0, live) TH_LOG("allocation %lu", n);
		ASSERT_TRUE(!ret || ret == -ENOMEM) TH_LOG("allocation %lu: %d", n, ret);
		ASSERT_LT(n, 1000);
		if (!target)
			continue;
		snprintf(command, sizeof(command), "chmod -R u+rwX %s 2>&-; rm -rf %s", target,
			 target);
		ASSERT_EQ(0, system(command));
	}
	ASSERT_TRUE(countdown >= 0);
	free(listing);
	free(d);
	return n;
}

TEST(every_allocation_of_reading_may_fail)
{
	target = NULL;
	EXPECT_GT(sweep(_metadata), 20);
}

TEST(every_allocation_of_extracting_may_fail)
{
	char area[] = "/tmp/burin-memory.XXXXXX", out[64];

	ASSERT_NE(NULL, mkdtemp(area));
	snprintf(out, sizeof(out), "%s/out", area);
	target = out;
	EXPECT_GT(sweep(_metadata), 30);
	EXPECT_EQ(0, rmdir(area));
}

TEST_HARNESS_MAIN
