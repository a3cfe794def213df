/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a volume holds, written below a folder. */
#include <burin/volume.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <burin/stream.h>

#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "core/export.h"
#include "image/volume/file.h"
#include "image/volume/links.h"
#include "image/volume/target.h"
#include "image/volume/walk.h"

#define SMALL (256u << 10)	/* read and written in one piece, without a stream of its own */

struct extraction {
	struct burin_volume *volume;
	struct bur_target target;
	struct bur_links links;
	burin_entry_fn on_entry;
	void *user;
	size_t prefix;		/* of the volume's paths, up to what is extracted */
	bool begun;
	int stopped;		/* what on_entry said */
	uint64_t omitted;	/* items that may not be made there */
	char first_omitted[BURIN_SUBJECT_MAX];
	uint8_t *buf;		/* SMALL bytes */
};

static int fail(struct extraction *x, const struct bur_visit *visit, int code, const char *why)
{
	return bur_fail(&x->volume->detail, code, BURIN_PHASE_READ, visit->entry->path,
			why ? "%s" : NULL, why);
}

/* A failure of the folder's side; those of the volume have told more already. */
static int check(struct extraction *x, const struct bur_visit *visit, int code)
{
	if (code == BURIN_E_UNSAFE_PATH)
		return fail(x, visit, code, "a link, or a folder that was moved, is in the way");
	return code ? fail(x, visit, code, code < -4095 ? NULL : "it cannot be made or written") : 0;
}

/* As other archivers: a device costs an ordinary user that device, not all behind it. */
static int check_special(struct extraction *x, const struct bur_visit *visit, int code)
{
	const char *path = visit->entry->path;

	if (code != -EPERM)
		return check(x, visit, code);
	bur_log(x->volume->ctx, BURIN_LOG_WARNING, "%s: left out: it may not be made there", path);
	if (!x->omitted++)
		snprintf(x->first_omitted, sizeof(x->first_omitted), "%s", path);
	return 0;
}

static int fail_omitted(struct extraction *x)
{
	struct burin_detail *detail = &x->volume->detail;
	unsigned long long more = x->omitted - 1;

	if (!more)
		return bur_fail(detail, BURIN_E_SPECIAL_FILE, BURIN_PHASE_READ, x->first_omitted,
				"it may not be made there; all else was extracted");
	return bur_fail(detail, BURIN_E_SPECIAL_FILE, BURIN_PHASE_READ, x->first_omitted,
			"it and %llu more may not be made there; all else was extracted", more);
}

static struct bur_attributes attributes_of(const struct bur_item *item)
{
	return (struct bur_attributes){
		.has_mode = item->flags & BUR_ITEM_HAS_MODE,
		.mode = item->mode,
		.uid = item->uid,
		.gid = item->gid,
		.mtime = item->mtime,
	};
}

static int write_all(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno != EINTR)
			return -errno;
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
	return 0;
}

static int read_failed(struct extraction *x, const struct bur_visit *visit,
		       const struct burin_stream *stream, int code)
{
	struct burin_detail *detail = &x->volume->detail;

	*detail = *burin_stream_get_detail(stream);
	detail->code = code;
	detail->phase = BURIN_PHASE_READ;
	snprintf(detail->subject, sizeof(detail->subject), "%s", visit->entry->path);
	return code;
}

static int copy_small(struct extraction *x, const struct bur_visit *visit, int fd)
{
	const struct bur_section *section = bur_item_section(visit->directory, visit->item);
	struct burin_stream *stream = x->volume->stream;
	size_t n = (size_t)visit->item->size;
	uint64_t from = (uint64_t)section->block * BUR_BLOCK;
	int64_t got;
	int ret = bur_file_check(x->volume, visit->directory, visit->item, visit->entry->path);

	if (ret || !n)
		return ret;
	got = burin_stream_read(stream, from, x->buf, n);
	if (got < 0) {
		ret = read_failed(x, visit, stream, bur_blocks_read_error(got));
		if (!x->volume->detail.has_lba)
			bur_detail_set_lba(&x->volume->detail, section->block);
		return ret;
	}
	if ((size_t)got < n)
		return fail(x, visit, BURIN_E_READ, "the medium or image ends within the file");
	return check(x, visit, write_all(fd, x->buf, n));
}

static int copy_large(struct extraction *x, const struct bur_visit *visit, int fd)
{
	struct burin_stream *stream;
	int64_t copied;
	int ret = bur_file_open(x->volume, visit->directory, visit->item, visit->entry->path,
				&stream);

	if (ret)
		return ret;
	copied = burin_stream_copy_to_fd(stream, fd, NULL, NULL);
	if (copied < 0)
		ret = read_failed(x, visit, stream, (int)copied);
	else if ((uint64_t)copied != visit->item->size)
		ret = fail(x, visit, BURIN_E_READ, "the medium or image ends within the file");
	burin_stream_unref(stream);
	return ret;
}

static int make_file(struct extraction *x, const struct bur_visit *visit,
		     struct bur_identity *identity)
{
	const struct bur_attributes a = attributes_of(visit->item);
	const char *name = visit->entry->name;
	int fd, ret = bur_target_create(&x->target, name, &a, &fd);

	if (ret)
		return check(x, visit, ret);
	if (visit->item->sections == 1 && visit->item->size <= SMALL)
		ret = copy_small(x, visit, fd);
	else
		ret = copy_large(x, visit, fd);
	if (ret)
		close(fd);
	else
		ret = check(x, visit, bur_target_finish(&x->target, fd, &a, identity));
	/* A part of a file must not look like the file. */
	if (ret)
		bur_target_remove(&x->target, name);
	return ret;
}

/* RRIP 1.12 4.1.1: equal serial numbers are one file. */
static int extract_file(struct extraction *x, const struct bur_visit *visit)
{
	const struct bur_link_key key = {
		.serial = visit->entry->serial,
		.size = visit->entry->size,
		.block = visit->entry->first_block,
	};
	bool linked = key.serial && visit->entry->links > 1;
	const char *path = visit->entry->path + x->prefix;
	const struct bur_link *link = linked ? bur_links_find(&x->links, &key) : NULL;
	struct bur_identity identity;
	int ret = -EXDEV;

	if (link)
		ret = bur_target_link(&x->target, visit->entry->name, link->path, &link->identity);
	if (ret != -EXDEV)
		return check(x, visit, ret);
	ret = make_file(x, visit, linked ? &identity : NULL);
	if (!ret && linked)
		ret = check(x, visit, bur_links_put(&x->links, &key, path, &identity));
	return ret;
}

static int extract_item(struct extraction *x, const struct bur_visit *visit)
{
	const struct burin_entry *entry = visit->entry;
	const struct bur_attributes a = attributes_of(visit->item);

	switch (entry->mode & S_IFMT) {
	case S_IFDIR:
		return check(x, visit, bur_target_enter(&x->target, entry->name, &a));
	case S_IFREG:
		return extract_file(x, visit);
	case S_IFLNK:
		return check_special(x, visit, bur_target_symlink(&x->target, entry->name,
								  entry->target, &a));
	default:
		return check_special(x, visit, bur_target_node(&x->target, entry->name,
							       entry->device_major,
							       entry->device_minor, &a));
	}
}

static int on_item(void *user, const struct bur_visit *visit)
{
	struct extraction *x = user;

	if (!x->begun)
		x->prefix = (size_t)(visit->entry->name - visit->entry->path) - 1;
	x->begun = true;
	if (visit->item->flags & BUR_ITEM_UNSAFE)
		return fail(x, visit, BURIN_E_UNSAFE_PATH, "no file can have the name it has");
	x->stopped = x->on_entry ? x->on_entry(x->user, visit->entry) : 0;
	return x->stopped ? x->stopped : extract_item(x, visit);
}

static int on_leave(void *user)
{
	struct extraction *x = user;
	int ret = bur_target_leave(&x->target);

	return ret ? bur_fail(&x->volume->detail, ret, BURIN_PHASE_READ, NULL,
			      "a folder cannot be finished") : 0;
}

/* "/" is the folder itself, if we made it. */
static int finish_root(struct extraction *x, const char *path)
{
	struct bur_attributes a;
	const struct bur_item *item;
	int ret = bur_trail_find(x->volume->trail, path, &item);

	if (ret || item)
		return ret;
	a = attributes_of(&x->volume->trail->steps[0].directory->self);
	ret = bur_target_finish_root(&x->target, &a);
	return ret ? bur_fail(&x->volume->detail, ret, BURIN_PHASE_READ, "/", NULL) : 0;
}

BURIN_EXPORT int burin_volume_extract(struct burin_volume *volume, const char *path,
				      const char *directory, burin_entry_fn on_entry, void *user)
{
	static const struct bur_visitor visitor = { .item = on_item, .leave = on_leave };
	struct extraction x = { .volume = volume, .on_entry = on_entry, .user = user };
	int ret;

	bur_detail_clear(&volume->detail);
	x.buf = bur_pages(SMALL);
	if (!x.buf)
		return bur_fail(&volume->detail, -ENOMEM, BURIN_PHASE_READ, path, NULL);
	ret = bur_target_open(&x.target, volume->ctx, directory);
	if (ret) {
		bur_free(x.buf);
		return bur_fail(&volume->detail, ret, BURIN_PHASE_READ, directory,
				"the folder cannot be made or opened");
	}
	ret = bur_walk(volume, path, true, &visitor, &x);
	if (!ret)
		ret = finish_root(&x, path);
	if (!ret && x.omitted)
		ret = fail_omitted(&x);
	bur_target_close(&x.target);
	bur_links_exit(&x.links);
	bur_free(x.buf);
	return x.stopped > 0 ? 0 : ret;
}
