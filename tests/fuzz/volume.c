/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a volume, each tree of it: walked, every entry looked up again, every
 * file read. The first byte chooses the tree; without it a disc could never be one.
 */
#include <burin/burin.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../malformed/disc.h"

struct pass {
	struct burin_volume *volume;
	unsigned int left;		/* entries still to be read: a run must end soon */
};

static void read_file(struct pass *pass, const char *path)
{
	static uint8_t buf[4096];
	struct burin_stream *stream;
	int64_t got;

	if (burin_volume_open_file(pass->volume, path, &stream))
		return;
	got = burin_stream_read(stream, burin_stream_get_size(stream) / 2, buf, sizeof(buf));
	if (got > (int64_t)sizeof(buf))
		abort();
	burin_stream_unref(stream);
}

static int visit(void *user, const struct burin_entry *entry)
{
	struct pass *pass = user;
	struct burin_entry found;

	if (!pass->left--)
		return 1;
	if (!burin_volume_find(pass->volume, entry->path, &found) && !found.path)
		abort();
	if (S_ISREG(entry->mode))
		read_file(pass, entry->path);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct pass pass = { .left = 2000 };
	struct burin_stream *stream;
	struct burin_detail detail;
	char text[1024];

	if (n < 1 || burin_stream_new_memory(NULL, data + 1, n - 1, &stream))
		return 0;
	if (burin_volume_open(NULL, stream, data[0] >> 2 & 15, data[0] & 3, &pass.volume, &detail) == 0)
		burin_volume_walk(pass.volume, "/", visit, &pass);
	else
		burin_detail_format(&detail, text, sizeof(text));
	burin_volume_free(pass.volume);
	burin_stream_unref(stream);
	return 0;
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t n, size_t max);

/* A sound disc now and then, and else only what the reader looks at is changed. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max, unsigned int seed)
{
	static struct disc d;
	size_t from;

	if (n < 1 + sizeof(d.bytes) && max > sizeof(d.bytes)) {
		disc_make(&d, true);
		data[0] = (uint8_t)(seed & 3);
		memcpy(data + 1, d.bytes, sizeof(d.bytes));
		n = 1 + sizeof(d.bytes);
	}
	if (n < 1 + sizeof(d.bytes) || seed % 16 == 0)
		return LLVMFuzzerMutate(data, n, max);
	from = 1 + (PVD + seed / 16 % (DATA - PVD)) * BLOCK + seed % 7 * 32;
	LLVMFuzzerMutate(data + from, 96, 96);
	return n;
}
