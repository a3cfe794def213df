/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emulator/store.h"

#include <burin/error.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/crc.h"

#define MAGIC "burin medium"
#define VERSION 1u
#define RECORD_HEAD 24u			/* magic 8, sequence 8, length 4, crc 4 */
#define PAGE_BYTES 4096u
#define PAGE_PAYLOAD (PAGE_BYTES - RECORD_HEAD)
#define PAGES_MAX ((EMU_STORE_DATA_AT - EMU_STORE_MAP_AT) / (2 * PAGE_BYTES))

static const uint8_t state_magic[8] = "STATE";
static const uint8_t map_magic[8] = "MAP";

struct emu_store {
	int fd;
	enum burin_kind kind;
	uint32_t blocks;
	uint64_t data_at;
	uint32_t stride;
	bool read_only;
	uint64_t sequence;		/* of the newest record, of any sort */
	uint8_t *record;		/* of EMU_STORE_STATE_BYTES: the newest state */
	uint32_t units, pages;
	uint8_t *map;			/* pages of PAGE_BYTES, each as in the file */
	bool dirty[PAGES_MAX];
};

static int read_whole(int fd, void *data, size_t n, uint64_t at)
{
	uint8_t *p = data;

	while (n) {
		ssize_t got = pread(fd, p, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

static int write_whole(int fd, const void *data, size_t n, uint64_t at)
{
	const uint8_t *p = data;

	while (n) {
		ssize_t put = pwrite(fd, p, n, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? -errno : -EIO;
		p += put;
		at += (uint64_t)put;
		n -= (size_t)put;
	}
	return 0;
}

static uint32_t record_crc(const uint8_t *record, uint32_t length)
{
	return bur_crc32c(bur_crc32c(0, record, 20), record + RECORD_HEAD, length);
}

static bool record_whole(const uint8_t *record, const uint8_t *magic, uint32_t room)
{
	uint32_t length = get_be32(record + 16);

	return !memcmp(record, magic, 8) && length <= room - RECORD_HEAD &&
	       get_be32(record + 20) == record_crc(record, length);
}

/* Head and both copies of a record whose payload stands in place already. */
static int write_record(int fd, uint8_t *record, const uint8_t *magic, uint64_t sequence,
			uint32_t length, uint64_t at, uint32_t room)
{
	int err;

	memcpy(record, magic, 8);
	put_be64(record + 8, sequence);
	put_be32(record + 16, length);
	put_be32(record + 20, record_crc(record, length));
	err = write_whole(fd, record, RECORD_HEAD + length, at);
	return err ? err : write_whole(fd, record, RECORD_HEAD + length, at + room);
}

/* The newer whole one of the two copies into record; spare is scratch of the same size. */
static int read_record(int fd, uint8_t *record, uint8_t *spare, const uint8_t *magic, uint64_t at,
		       uint32_t room)
{
	int err = read_whole(fd, record, room, at);
	bool first, second;

	if (!err)
		err = read_whole(fd, spare, room, at + room);
	if (err)
		return err == -EIO ? BURIN_E_MEDIUM_FILE : err;
	first = record_whole(record, magic, room);
	second = record_whole(spare, magic, room);
	if (!first && !second)
		return BURIN_E_MEDIUM_FILE;
	if (second && (!first || get_be64(spare + 8) > get_be64(record + 8)))
		memcpy(record, spare, room);
	return 0;
}

static uint32_t stride_of(enum burin_kind kind)
{
	bool cd = kind == BURIN_KIND_CD_R || kind == BURIN_KIND_CD_RW || kind == BURIN_KIND_CD_ROM;

	return cd ? EMU_STORE_CD_SLOT : BURIN_BLOCK_SIZE;
}

static uint64_t data_at(enum burin_kind kind)
{
	uint32_t stride = stride_of(kind);

	return EMU_STORE_DATA_AT +
	       (stride == EMU_STORE_CD_SLOT ? (uint64_t)EMU_STORE_LEAD_IN * stride : 0);
}

static void make_id(uint8_t *id, enum burin_kind kind, uint32_t blocks)
{
	memset(id, 0, EMU_STORE_ID_BYTES);
	memcpy(id, MAGIC, sizeof(MAGIC));
	put_be32(id + 16, VERSION);
	strncpy((char *)id + 20, burin_kind_name(kind), 15);
	put_be32(id + 36, blocks);
	put_be64(id + 40, data_at(kind));
	put_be32(id + 48, stride_of(kind));
	put_be32(id + EMU_STORE_ID_BYTES - 4, bur_crc32c(0, id, EMU_STORE_ID_BYTES - 4));
}

static uint32_t pages_of(uint32_t units)
{
	return (units + PAGE_PAYLOAD * 8 - 1) / (PAGE_PAYLOAD * 8);
}

static uint64_t page_at(uint32_t page)
{
	return EMU_STORE_MAP_AT + (uint64_t)page * 2 * PAGE_BYTES;
}

static int fill_new(int fd, enum burin_kind kind, uint32_t blocks, uint32_t map_units,
		    const uint8_t *state, size_t state_len, uint8_t *scratch)
{
	int err;

	if (ftruncate(fd, (off_t)(data_at(kind) + (uint64_t)blocks * stride_of(kind))))
		return -errno;
	/* The records' room is taken now: a full disk later must not lose the state. */
	memset(scratch, 0, EMU_STORE_STATE_BYTES);
	for (uint64_t at = 0; at < EMU_STORE_DATA_AT; at += EMU_STORE_STATE_BYTES) {
		err = write_whole(fd, scratch, EMU_STORE_STATE_BYTES, at);
		if (err)
			return err;
	}
	for (uint32_t i = 0; i < pages_of(map_units); i++) {
		memset(scratch, 0, PAGE_BYTES);
		err = write_record(fd, scratch, map_magic, 1, PAGE_PAYLOAD, page_at(i), PAGE_BYTES);
		if (err)
			return err;
	}
	memcpy(scratch + RECORD_HEAD, state, state_len);
	err = write_record(fd, scratch, state_magic, 1, (uint32_t)state_len, EMU_STORE_STATE_AT,
			   EMU_STORE_STATE_BYTES);
	if (err)
		return err;
	/* Last: without it the file is no medium yet. */
	make_id(scratch, kind, blocks);
	return write_whole(fd, scratch, EMU_STORE_ID_BYTES, 0);
}

int emu_store_create(const char *path, enum burin_kind kind, uint32_t blocks, uint32_t map_units,
		     const uint8_t *state, size_t state_len)
{
	uint8_t *scratch;
	int fd, err;

	if (state_len > EMU_STORE_STATE_BYTES - RECORD_HEAD || pages_of(map_units) > PAGES_MAX)
		return -EINVAL;
	scratch = bur_alloc(EMU_STORE_STATE_BYTES);
	if (!scratch)
		return -ENOMEM;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = -errno;
		bur_free(scratch);
		return err;
	}
	err = fill_new(fd, kind, blocks, map_units, state, state_len, scratch);
	if (close(fd) && !err)
		err = -errno;
	if (err)
		unlink(path);
	bur_free(scratch);
	return err;
}

/*
 * flock() excludes, also within one process; the record lock beside it is
 * there because it alone tells who holds the file.
 */
static int lock(int fd, bool read_only, int32_t *holder)
{
	struct flock record = { .l_type = read_only ? F_RDLCK : F_WRLCK, .l_whence = SEEK_SET };

	if (flock(fd, LOCK_EX | LOCK_NB)) {
		struct flock query = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

		if (errno != EWOULDBLOCK)
			return -errno;
		if (holder && !fcntl(fd, F_GETLK, &query) && query.l_type != F_UNLCK)
			*holder = (int32_t)query.l_pid;
		return BURIN_E_RECORDER_BUSY;
	}
	fcntl(fd, F_SETLK, &record);
	return 0;
}

/* The permission bits count for root too: a medium made read-only is protected. */
static int open_file(const char *path, bool *read_only)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	*read_only = false;
	if (fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
		*read_only = true;
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	}
	if (fd < 0)
		return errno == EISDIR || errno == ENXIO ? BURIN_E_MEDIUM_FILE : -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return BURIN_E_MEDIUM_FILE;
	}
	if (!(st.st_mode & 0222))
		*read_only = true;
	return fd;
}

static int check_id(struct emu_store *store)
{
	uint8_t id[EMU_STORE_ID_BYTES], same[EMU_STORE_ID_BYTES];
	char name[17] = "";
	struct stat st;
	int err = read_whole(store->fd, id, sizeof(id), 0);

	if (err)
		return err == -EIO ? BURIN_E_MEDIUM_FILE : err;
	memcpy(name, id + 20, 16);
	store->kind = burin_kind_from_name(name);
	store->blocks = get_be32(id + 36);
	make_id(same, store->kind, store->blocks);
	if (store->kind == BURIN_KIND_NONE || memcmp(id, same, sizeof(id)))
		return BURIN_E_MEDIUM_FILE;
	if (fstat(store->fd, &st))
		return -errno;
	store->data_at = data_at(store->kind);
	store->stride = stride_of(store->kind);
	if ((uint64_t)st.st_size < store->data_at + (uint64_t)store->blocks * store->stride)
		return BURIN_E_MEDIUM_FILE;
	return 0;
}

static int load_state(struct emu_store *store)
{
	uint8_t *spare = bur_alloc(EMU_STORE_STATE_BYTES);
	int err;

	store->record = bur_alloc(EMU_STORE_STATE_BYTES);
	if (!spare || !store->record)
		err = -ENOMEM;
	else
		err = read_record(store->fd, store->record, spare, state_magic, EMU_STORE_STATE_AT,
				  EMU_STORE_STATE_BYTES);
	if (!err)
		store->sequence = get_be64(store->record + 8);
	bur_free(spare);
	return err;
}

int emu_store_open(const char *path, struct emu_store **out, int32_t *holder)
{
	struct emu_store *store = bur_zalloc(sizeof(*store));
	int err;

	*out = NULL;
	if (!store)
		return -ENOMEM;
	store->fd = err = open_file(path, &store->read_only);
	if (err >= 0)
		err = lock(store->fd, store->read_only, holder);
	if (!err)
		err = check_id(store);
	if (!err)
		err = load_state(store);
	if (err) {
		emu_store_close(store);
		return err;
	}
	*out = store;
	return 0;
}

void emu_store_close(struct emu_store *store)
{
	if (!store)
		return;
	if (store->fd >= 0)
		close(store->fd);
	bur_free(store->record);
	bur_free(store->map);
	bur_free(store);
}

enum burin_kind emu_store_kind(const struct emu_store *store)
{
	return store->kind;
}

uint32_t emu_store_blocks(const struct emu_store *store)
{
	return store->blocks;
}

bool emu_store_read_only(const struct emu_store *store)
{
	return store->read_only;
}

const uint8_t *emu_store_state(const struct emu_store *store, size_t *len)
{
	*len = get_be32(store->record + 16);
	return store->record + RECORD_HEAD;
}

int emu_store_save(struct emu_store *store, const uint8_t *state, size_t len)
{
	if (store->read_only)
		return -EROFS;
	if (len > EMU_STORE_STATE_BYTES - RECORD_HEAD)
		return -EFBIG;
	memmove(store->record + RECORD_HEAD, state, len);
	return write_record(store->fd, store->record, state_magic, ++store->sequence, (uint32_t)len,
			    EMU_STORE_STATE_AT, EMU_STORE_STATE_BYTES);
}

static uint64_t block_at(const struct emu_store *store, int64_t lba)
{
	return (uint64_t)((int64_t)store->data_at + lba * (int64_t)store->stride);
}

int emu_store_read_part(struct emu_store *store, int32_t lba, uint32_t count, uint32_t at,
			uint32_t bytes, void *data)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < count; i++)
		err = read_whole(store->fd, (uint8_t *)data + (size_t)i * bytes, bytes,
				 block_at(store, lba + (int64_t)i) + at);
	return err;
}

int emu_store_write_part(struct emu_store *store, int32_t lba, uint32_t count, uint32_t at,
			 uint32_t bytes, const void *data)
{
	int err = store->read_only ? -EROFS : 0;

	for (uint32_t i = 0; !err && i < count; i++)
		err = write_whole(store->fd, (const uint8_t *)data + (size_t)i * bytes, bytes,
				  block_at(store, lba + (int64_t)i) + at);
	return err;
}

/* In one piece where the blocks lie one behind the other. */
int emu_store_read(struct emu_store *store, uint32_t lba, uint32_t count, void *data)
{
	if (store->stride != BURIN_BLOCK_SIZE)
		return emu_store_read_part(store, (int32_t)lba, count, 0, BURIN_BLOCK_SIZE, data);
	return read_whole(store->fd, data, (size_t)count * BURIN_BLOCK_SIZE, block_at(store, lba));
}

int emu_store_write(struct emu_store *store, uint32_t lba, uint32_t count, const void *data)
{
	if (store->read_only)
		return -EROFS;
	if (store->stride != BURIN_BLOCK_SIZE)
		return emu_store_write_part(store, (int32_t)lba, count, 0, BURIN_BLOCK_SIZE, data);
	return write_whole(store->fd, data, (size_t)count * BURIN_BLOCK_SIZE, block_at(store, lba));
}

int emu_store_discard(struct emu_store *store, uint32_t lba, uint32_t count)
{
	static const uint8_t zeros[16 * EMU_STORE_CD_SLOT];
	int err = 0;

	if (store->read_only)
		return -EROFS;
	if (!count || !fallocate(store->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				 (off_t)block_at(store, lba),
				 (off_t)((uint64_t)count * store->stride)))
		return 0;
	while (count && !err) {
		uint32_t part = count < 16 ? count : 16;

		err = write_whole(store->fd, zeros, (size_t)part * store->stride,
				  block_at(store, lba));
		lba += part;
		count -= part;
	}
	return err;
}

int emu_store_load_map(struct emu_store *store, uint32_t units)
{
	uint8_t spare[PAGE_BYTES];
	uint32_t pages = pages_of(units);

	if (pages > PAGES_MAX)
		return BURIN_E_MEDIUM_FILE;
	store->map = bur_array(pages, PAGE_BYTES);
	if (!store->map)
		return -ENOMEM;
	store->units = units;
	store->pages = pages;
	for (uint32_t i = 0; i < pages; i++) {
		uint8_t *page = store->map + (size_t)i * PAGE_BYTES;
		int err = read_record(store->fd, page, spare, map_magic, page_at(i), PAGE_BYTES);

		if (err)
			return err;
		if (get_be32(page + 16) != PAGE_PAYLOAD)
			return BURIN_E_MEDIUM_FILE;
		if (get_be64(page + 8) > store->sequence)
			store->sequence = get_be64(page + 8);
	}
	return 0;
}

/* The byte that holds a unit's bit; the page it lies in to *page. */
static uint8_t *map_byte(const struct emu_store *store, uint32_t unit, uint32_t *page)
{
	*page = unit / (PAGE_PAYLOAD * 8);
	return store->map + (size_t)*page * PAGE_BYTES + RECORD_HEAD +
	       unit % (PAGE_PAYLOAD * 8) / 8;
}

bool emu_store_marked(const struct emu_store *store, uint32_t unit)
{
	uint32_t page;

	return unit < store->units && (*map_byte(store, unit, &page) >> (unit & 7) & 1);
}

void emu_store_mark(struct emu_store *store, uint32_t unit)
{
	uint32_t page;
	uint8_t *byte;

	if (unit >= store->units)
		return;
	byte = map_byte(store, unit, &page);
	if (*byte >> (unit & 7) & 1)
		return;
	*byte |= (uint8_t)(1u << (unit & 7));
	store->dirty[page] = true;
}

void emu_store_unmark(struct emu_store *store, uint32_t from, uint32_t to)
{
	for (uint32_t unit = from, page; unit < to && unit < store->units; unit++) {
		uint8_t *byte = map_byte(store, unit, &page);

		if (!(*byte >> (unit & 7) & 1))
			continue;
		*byte &= (uint8_t)~(1u << (unit & 7));
		store->dirty[page] = true;
	}
}

void emu_store_clear_map(struct emu_store *store)
{
	for (uint32_t i = 0; i < store->pages; i++) {
		memset(store->map + (size_t)i * PAGE_BYTES + RECORD_HEAD, 0, PAGE_PAYLOAD);
		store->dirty[i] = true;
	}
}

int emu_store_flush_map(struct emu_store *store)
{
	for (uint32_t i = 0; i < store->pages; i++) {
		int err;

		if (!store->dirty[i])
			continue;
		if (store->read_only)
			return -EROFS;
		err = write_record(store->fd, store->map + (size_t)i * PAGE_BYTES, map_magic,
				   ++store->sequence, PAGE_PAYLOAD, page_at(i), PAGE_BYTES);
		if (err)
			return err;
		store->dirty[i] = false;
	}
	return 0;
}
