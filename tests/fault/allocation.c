/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of an image build and of a burn fails once, and from then on:
 * the call answers an error (or does without), nothing leaks, nothing crashes.
 * Meant for a build under the address sanitizer, which finds the leaks.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define leaked() __lsan_do_recoverable_leak_check()
#else
#define leaked() 0
#endif

static atomic_long countdown = -1;	/* allocations until the first failure; -1: none fail */
static atomic_bool for_ever, fired;

static bool fails(void)
{
	long left = atomic_load(&countdown);

	if (left < 0)
		return false;
	if (left > 0) {
		atomic_fetch_sub(&countdown, 1);
		return false;
	}
	if (atomic_load(&fired) && !atomic_load(&for_ever))
		return false;
	atomic_store(&fired, true);
	return true;
}

#define WRAP(type, name, params, args)				\
	type __real_##name params;				\
	type __wrap_##name params;				\
	type __wrap_##name params				\
	{							\
		return fails() ? NULL : __real_##name args;	\
	}

WRAP(void *, malloc, (size_t n), (n))
WRAP(void *, calloc, (size_t count, size_t n), (count, n))
WRAP(void *, realloc, (void *p, size_t n), (p, n))

int __real_posix_memalign(void **p, size_t alignment, size_t n);
int __wrap_posix_memalign(void **p, size_t alignment, size_t n);
int __wrap_posix_memalign(void **p, size_t alignment, size_t n)
{
	return fails() ? ENOMEM : __real_posix_memalign(p, alignment, n);
}

static char folder[] = "/tmp/burin-alloc.XXXXXX";

static void make_file(const char *name, size_t n)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	for (size_t i = 0; f && i < n; i++)
		fputc((int)(i * 7), f);
	if (!f || fclose(f)) {
		printf("Bail out! %s\n", path);
		exit(1);
	}
}

static void make_folder(void)
{
	char path[512], name[260];

	if (!mkdtemp(folder))
		exit(1);
	snprintf(path, sizeof(path), "%s/sub", folder);
	mkdir(path, 0755);
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "%sfile with a long name number %d", i % 2 ? "sub/" : "", i);
		make_file(name, (size_t)i * 300);
	}
	memset(name, 'n', 250);
	name[250] = '\0';
	make_file(name, 10);
	snprintf(path, sizeof(path), "%s/link", folder);
	if (symlink("sub/a/target/that/is/not/there", path))
		exit(1);
	snprintf(path, sizeof(path), "%s/hard", folder);
	snprintf(name, sizeof(name), "%s/sub/file with a long name number 1", folder);
	if (link(name, path))
		exit(1);
}

static int read_all(struct burin_stream *stream)
{
	uint64_t size = burin_stream_get_size(stream);
	static uint8_t buf[65536];

	for (uint64_t at = 0; at < size; at += sizeof(buf)) {
		int64_t n = burin_stream_read(stream, at, buf, sizeof(buf));

		if (n < 0)
			return (int)n;
	}
	return 0;
}

static int lay_out(struct burin_image *image)
{
	struct burin_result *result;
	struct burin_stream *stream;
	int code = burin_image_add(image, "/", folder);

	if (!code)
		code = burin_image_add_exclude(image, "*.o");
	if (!code)
		code = burin_image_create(image, &result);
	if (code)
		return code;
	code = burin_result_get_stream(result, &stream);
	burin_result_unref(result);
	if (code)
		return code;
	code = read_all(stream);
	burin_stream_unref(stream);
	return code;
}

static int build_image(struct rig *rig)
{
	struct burin_context *ctx;
	struct burin_image *image;
	int code = burin_context_new(&ctx);

	(void)rig;
	if (code)
		return code;
	code = burin_image_new(ctx, &image);
	if (!code) {
		code = lay_out(image);
		burin_image_free(image);
	}
	burin_context_unref(ctx);
	return code;
}

static int burn_with(struct rig *rig, struct burin_context *ctx, struct burin_recorder *rec)
{
	struct burin_stream *stream;
	struct burin_data *data;
	int code = burin_data_new(ctx, &data);

	if (code)
		return code;
	burin_data_set_recorder(data, rec);
	burin_data_set_verify(data, BURIN_VERIFY_FULL);
	code = burin_stream_new_memory(ctx, rig->data, rig->size, &stream);
	if (!code) {
		code = burin_data_run(data, stream, NULL, NULL);
		burin_stream_unref(stream);
	}
	burin_data_free(data);
	return code;
}

static int burn(struct rig *rig)
{
	struct burin_recorder *rec;
	struct burin_context *ctx;
	int code = burin_context_new(&ctx);

	if (code)
		return code;
	code = burin_recorder_open(ctx, rig->name, BURIN_TRANSPORT_AUTO, &rec, NULL);
	if (!code) {
		code = burn_with(rig, ctx, rec);
		/* However it ended, the door is not left locked. */
		atomic_store(&countdown, -1);
		if (burin_recorder_eject(rec))
			code = BURIN_E_TRAY;
		burin_recorder_unref(rec);
	}
	burin_context_unref(ctx);
	return code;
}

/* A volume is read back: names, links, a file. */
static int on_entry(void *user, const struct burin_entry *entry)
{
	(void)user;
	(void)entry;
	return 0;
}

static char image_path[64];

static int read_volume(struct rig *rig)
{
	struct burin_context *ctx;
	struct burin_stream *stream;
	struct burin_volume *volume;
	int code = burin_context_new(&ctx);

	(void)rig;
	if (code)
		return code;
	code = burin_stream_new_file(ctx, image_path, &stream);
	if (!code) {
		code = burin_volume_open(ctx, stream, 0, BURIN_TREE_BEST, &volume, NULL);
		burin_stream_unref(stream);
		if (!code) {
			code = burin_volume_walk(volume, "/", on_entry, NULL);
			burin_volume_free(volume);
		}
	}
	burin_context_unref(ctx);
	return code;
}

static void write_image(void)
{
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	FILE *f;

	snprintf(image_path, sizeof(image_path), "%s.iso", folder);
	f = fopen(image_path, "w");
	if (!f || burin_context_new(&ctx) || burin_image_new(ctx, &image) ||
	    burin_image_add(image, "/", folder) || burin_image_create(image, &result) ||
	    burin_result_get_stream(result, &stream) ||
	    burin_stream_copy_to_fd(stream, fileno(f), NULL, NULL) < 0) {
		printf("Bail out! image\n");
		exit(1);
	}
	fclose(f);
	burin_stream_unref(stream);
	burin_result_unref(result);
	burin_image_free(image);
	burin_context_unref(ctx);
}

/* n = 0, 1, 2... until a run in which no allocation was left to fail. */
static void sweep(const char *what, int (*scenario)(struct rig *), struct rig *rig, bool ever,
		  unsigned int *test)
{
	unsigned int n, bad = 0, errors = 0;

	for (n = 0; n < 100000; n++) {
		int code;

		if (rig)
			rig_blank(rig, "");
		atomic_store(&fired, false);
		atomic_store(&for_ever, ever);
		atomic_store(&countdown, (long)n);
		code = scenario(rig);
		atomic_store(&countdown, -1);
		if (!atomic_load(&fired)) {
			bad += code != 0;
			break;
		}
		errors += code != 0;
		if (leaked() || (code && code != -ENOMEM)) {
			printf("# %s: allocation %u%s: %s\n", what, n, ever ? " and on" : "",
			       burin_error_name(code));
			bad++;
		}
	}
	printf("# %s: %u allocations made to fail, %u errors, %u wrong\n", what, n, errors, bad);
	printf("%s %u - every allocation of %s fails%s\n", bad || !errors ? "not ok" : "ok", ++*test,
	       what, ever ? " and all after it" : " once");
}

int main(void)
{
	static const enum burin_kind kinds[] = {
		BURIN_KIND_CD_R, BURIN_KIND_BD_R, BURIN_KIND_DVD_PLUS_RW,
	};
	unsigned int test = 0;
	char command[300];
	struct rig rig;

	make_folder();
	write_image();
	for (int ever = 0; ever < 2; ever++) {
		sweep("an image build", build_image, NULL, ever, &test);
		sweep("reading a volume", read_volume, NULL, ever, &test);
		for (size_t i = 0; i < 3; i++) {
			char what[64];

			snprintf(what, sizeof(what), "a %s burn", burin_kind_name(kinds[i]));
			rig_open(&rig, kinds[i], 300000);
			sweep(what, burn, &rig, ever, &test);
			rig_close(&rig);
		}
	}
	printf("1..%u\n", test);
	snprintf(command, sizeof(command), "rm -rf %s %s", folder, image_path);
	return system(command) ? 1 : 0;
}
