/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/volume/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/detail.h"
#include "core/export.h"
#include "image/volume/trail.h"
#include "stream/stream.h"

/* Sections that lie one after the other are one run: most files are one. */
struct run {
	uint64_t begin;		/* in the file */
	uint64_t from;		/* in the volume's stream */
	uint64_t bytes;
};

struct file {
	struct burin_stream *base;
	size_t count;
	size_t last;		/* the run that was read last */
	char *path;
	struct run *runs;
};

static const struct run *find_run(struct file *file, uint64_t offset)
{
	size_t low = 0, high = file->count;

	if (offset - file->runs[file->last].begin < file->runs[file->last].bytes)
		return &file->runs[file->last];
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (file->runs[mid].begin <= offset)
			low = mid;
		else
			high = mid;
	}
	file->last = low;
	return &file->runs[low];
}

static void blame(const struct file *file, int64_t code, uint64_t from,
		  struct burin_detail *detail)
{
	*detail = *burin_stream_get_detail(file->base);
	detail->code = bur_blocks_read_error(code);
	detail->phase = BURIN_PHASE_READ;
	detail->subject[0] = '\0';
	strncat(detail->subject, file->path, sizeof(detail->subject) - 1);
	if (!detail->has_lba)
		bur_detail_set_lba(detail, (int64_t)(from / BUR_BLOCK));
}

static int64_t file_read(void *self, uint64_t offset, void *buf, size_t n,
			 struct burin_detail *detail)
{
	struct file *file = self;
	const struct run *run = find_run(file, offset);
	uint64_t in_run = offset - run->begin;
	int64_t got;

	if (n > run->bytes - in_run)
		n = (size_t)(run->bytes - in_run);
	got = bur_stream_read_some(file->base, run->from + in_run, buf, n);
	if (got >= 0)
		return got;
	blame(file, got, run->from + in_run, detail);
	return detail->code;
}

static int file_map(void *self, uint64_t offset, int *fd, uint64_t *fd_offset, uint64_t *len,
		    struct burin_detail *detail)
{
	struct file *file = self;
	const struct run *run = find_run(file, offset);
	uint64_t in_run = offset - run->begin;
	int ret = bur_stream_map(file->base, run->from + in_run, fd, fd_offset, len);

	if (*len > run->bytes - in_run)
		*len = run->bytes - in_run;
	if (ret >= 0)
		return ret;
	blame(file, ret, run->from + in_run, detail);
	return detail->code;
}

static void file_close(void *self)
{
	struct file *file = self;

	burin_stream_unref(file->base);
	bur_free(file->runs);
	bur_free(file->path);
	bur_free(file);
}

static const struct bur_stream_ops file_ops = {
	.read = file_read,
	.map = file_map,
	.close = file_close,
};

int bur_file_check(struct burin_volume *volume, const struct bur_directory *directory,
		   const struct bur_item *item, const char *path)
{
	const struct bur_section *section = bur_item_section(directory, item);
	const char *wrong = NULL;

	if (item->flags & BUR_ITEM_INTERLEAVED)
		wrong = "interleaved files are not read";
	for (uint32_t i = 0; i < item->sections && !wrong; i++, section++)
		if (section->bytes && !bytes_inside((uint64_t)section->block * BUR_BLOCK,
						    section->bytes, volume->blocks.bytes))
			wrong = "the file reaches beyond the end of the medium or image";
	if (!wrong)
		return 0;
	bur_volume_damaged(volume, bur_item_section(directory, item)->block, wrong);
	return bur_volume_blame(volume, BURIN_E_DAMAGED_VOLUME, path);
}

static void add_run(struct file *file, const struct bur_section *section, uint64_t *at)
{
	uint64_t from = (uint64_t)section->block * BUR_BLOCK;
	struct run *last = file->count ? &file->runs[file->count - 1] : NULL;

	if (!section->bytes)
		return;
	if (last && last->from + last->bytes == from)
		last->bytes += section->bytes;
	else
		file->runs[file->count++] = (struct run){ *at, from, section->bytes };
	*at += section->bytes;
}

static struct file *make_file(struct burin_volume *volume, const struct bur_directory *directory,
			      const struct bur_item *item, const char *path)
{
	const struct bur_section *section = bur_item_section(directory, item);
	struct file *file = bur_zalloc(sizeof(*file));
	uint64_t at = 0;

	if (!file)
		return NULL;
	file->path = bur_strdup(path);
	file->runs = bur_array(item->sections, sizeof(*file->runs));
	if (!file->path || !file->runs) {
		file_close(file);
		return NULL;
	}
	for (uint32_t i = 0; i < item->sections; i++)
		add_run(file, &section[i], &at);
	file->base = burin_stream_ref(volume->stream);
	return file;
}

int bur_file_open(struct burin_volume *volume, const struct bur_directory *directory,
		  const struct bur_item *item, const char *path, struct burin_stream **out)
{
	struct file *file;
	int ret = bur_file_check(volume, directory, item, path);

	*out = NULL;
	if (ret)
		return ret;
	file = make_file(volume, directory, item, path);
	ret = file ? bur_stream_new(volume->ctx, &file_ops, file, item->size, true, out) : -ENOMEM;
	if (!ret)
		return 0;
	if (file)
		file_close(file);
	return bur_fail(&volume->detail, ret, BURIN_PHASE_READ, path, NULL);
}

BURIN_EXPORT int burin_volume_open_file(struct burin_volume *volume, const char *path,
					struct burin_stream **out)
{
	const struct bur_item *item;
	int ret;

	*out = NULL;
	bur_detail_clear(&volume->detail);
	ret = bur_trail_find(volume->trail, path, &item);
	if (ret)
		return ret;
	if (!item || S_ISDIR(item->mode))
		return bur_fail(&volume->detail, -EISDIR, BURIN_PHASE_READ, path, NULL);
	if (!S_ISREG(item->mode))
		return bur_fail(&volume->detail, -EINVAL, BURIN_PHASE_READ, path,
				"only regular files have bytes");
	return bur_file_open(volume, bur_trail_last(volume->trail)->directory, item, path, out);
}

BURIN_EXPORT int burin_volume_find(struct burin_volume *volume, const char *path,
				   struct burin_entry *entry)
{
	const struct bur_item *item;
	int ret;

	bur_detail_clear(&volume->detail);
	ret = bur_trail_find(volume->trail, path, &item);
	return ret ? ret : bur_trail_describe(volume->trail, item, entry);
}
