/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a tree (image-model.h): laid out, judged, read back by the library's own reader
 * in each of its trees, and compared with the model. Any difference ends the run.
 */
#include "image-model.h"

#include "image/judge.h"

#define CHECKED 400		/* items up to which every one is looked up and read */
#define WHOLE 3000		/* blocks up to which the image is read as a whole */
#define EARLIEST (-2208988800ll)	/* 1900-01-01, what a record can hold */
#define LATEST 5869583999ll		/* 2155-12-31 */

static struct item *order[ITEMS];
static size_t order_count;
static int64_t epoch;
static bool clamp;
static unsigned int filesystems;
static uint32_t start;

/* --- what must come back --- */

/* Children of one parent together, in byte order. */
static int compare_items(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	if ((*x)->parent != (*y)->parent)
		return (*x)->parent < (*y)->parent ? -1 : 1;
	return strcmp((*x)->name, (*y)->name);
}

/* Parents before children, names in byte order. */
static void put_in_order(void)
{
	static struct item *sorted[ITEMS];
	struct item *at;
	size_t n = 0;

	for (size_t i = 1; i < item_count; i++)
		if (!items[i].gone)
			sorted[n++] = &items[i];
	qsort(sorted, n, sizeof(sorted[0]), compare_items);
	for (size_t i = n; i-- > 0; sorted[i]->parent->children++)
		sorted[i]->parent->first = i;
	for (at = items; at; at = at->children ? at : at->parent) {
		if (!at->children)
			continue;
		at->children--;
		at = order[order_count++] = sorted[at->first++];
	}
}

static uint64_t data_blocks(void)
{
	uint64_t blocks = 0;

	for (size_t i = 0; i < thing_count; i++)
		if (S_ISREG(things[i].type) && things[i].names)
			blocks += (things[i].size + 2047) / 2048;
	return blocks;
}

static void check_counts(void)
{
	uint64_t files = 0, directories = 0, bytes = 0;

	for (size_t i = 0; i < order_count; i++) {
		files += !S_ISDIR(order[i]->thing->type);
		directories += S_ISDIR(order[i]->thing->type);
	}
	for (size_t i = 0; i < thing_count; i++)
		if (S_ISREG(things[i].type) && things[i].names)
			bytes += things[i].size;
	CHECK(burin_image_count_files(image) == files);
	CHECK(burin_image_count_directories(image) == directories);
	CHECK(burin_image_count_bytes(image) == bytes);
}

static int64_t time_of(const struct thing *thing)
{
	int64_t time = thing->has_time ? thing->mtime : epoch;

	if (clamp && time > epoch)
		time = epoch;
	return time < EARLIEST ? EARLIEST : time > LATEST ? LATEST : time;
}

/* --- reading back --- */

struct pass {
	struct burin_volume *volume;
	enum burin_tree tree;
	size_t at;			/* in order[] */
	char *path;			/* of the entry expected */
	uint64_t directories, files, empty, small;
};

static void check_bytes(struct burin_stream *stream, const struct thing *thing, uint64_t from)
{
	static uint8_t got[4096], want[4096];
	size_t n = sizeof(want);

	if (from >= thing->size)
		return;
	if (n > thing->size - from)
		n = (size_t)(thing->size - from);
	fill((uint64_t)(thing - things), from, want, n);
	CHECK(burin_stream_read(stream, from, got, n) == (int64_t)n);
	CHECK(!memcmp(got, want, n));
}

static void check_content(struct pass *pass, const char *path, const struct thing *thing)
{
	struct burin_stream *stream;
	uint8_t byte;

	CHECK(!burin_volume_open_file(pass->volume, path, &stream));
	CHECK(burin_stream_get_size(stream) == thing->size);
	check_bytes(stream, thing, 0);
	check_bytes(stream, thing, thing->size > 4000 ? thing->size - 4000 : 0);
	check_bytes(stream, thing, thing->size / 2);
	for (uint64_t end = SECTION; end < thing->size && end <= 3 * SECTION; end += SECTION)
		check_bytes(stream, thing, end - 1000);
	CHECK(burin_stream_read(stream, thing->size, &byte, 1) == 0);
	burin_stream_unref(stream);
}

static void check_found(struct pass *pass, const struct burin_entry *entry)
{
	struct burin_entry copy = *entry, found;

	CHECK(!burin_volume_find(pass->volume, entry->path, &found));
	CHECK(found.mode == copy.mode && found.size == copy.size && found.serial == copy.serial);
	CHECK(found.first_block == copy.first_block);
}

static void check_path(struct pass *pass, struct item *item, const char *path)
{
	size_t above = item->parent->path_length;

	item->path_length = above + 1 + strlen(item->name);
	pass->path = realloc(pass->path, item->path_length + 1);
	pass->path[above] = '/';
	strcpy(pass->path + above + 1, item->name);
	CHECK(!strcmp(path, pass->path));
}

/* The same serial number for one thing, different ones for two. */
static void check_serial(struct thing *thing, uint64_t serial)
{
	CHECK(serial);
	CHECK(!thing->serial || thing->serial == serial);
	thing->serial = serial;
}

static void check_target(const char *got, const char *want)
{
	if (!got == !want && (!got || !strcmp(got, want)))
		return;
	fprintf(stderr, "target\n%s\nbecame\n%s\n", want ? want : "none", got ? got : "none");
	abort();
}

/* Rock Ridge tells all. */
static int compare_entry(void *user, const struct burin_entry *entry)
{
	struct pass *pass = user;
	struct item *item;
	struct thing *thing;

	CHECK(pass->at < order_count);
	item = order[pass->at++];
	thing = item->thing;
	CHECK(!strcmp(entry->name, item->name));
	check_path(pass, item, entry->path);
	CHECK(entry->mode == (thing->type | thing->mode));
	CHECK(entry->uid == thing->uid && entry->gid == thing->gid);
	CHECK(entry->mtime == time_of(thing));
	check_target(entry->target, thing->target);
	if (S_ISDIR(thing->type))
		return 0;
	CHECK(entry->size == thing->size);
	CHECK(entry->links == thing->names);
	check_serial(thing, entry->serial);
	if (order_count > CHECKED && pass->at % 16)
		return 0;
	check_found(pass, entry);
	if (S_ISREG(thing->type))
		check_content(pass, entry->path, thing);
	return 0;
}

static int compare_serials(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void check_serials_differ(void)
{
	static uint64_t all[ITEMS];
	size_t n = 0;

	for (size_t i = 0; i < thing_count; i++)
		if (things[i].serial)
			all[n++] = things[i].serial;
	qsort(all, n, sizeof(all[0]), compare_serials);
	for (size_t i = 1; i < n; i++)
		CHECK(all[i] != all[i - 1]);
}

/* A folder has one path, whatever that is, and its parent the path above. */
static void check_place(struct item *folder, const char *path, size_t n)
{
	for (; folder->parent; folder = folder->parent) {
		if (folder->place) {
			CHECK(strlen(folder->place) == n && !memcmp(folder->place, path, n));
			return;
		}
		folder->place = strndup(path, n);
		while (n && path[n - 1] != '/')
			n--;
		CHECK(n > 0);
		n--;
	}
	CHECK(!n);
}

static struct item *only_name(const struct thing *thing)
{
	for (size_t i = 0; i < order_count; i++)
		if (order[i]->thing == thing)
			return order[i];
	return NULL;
}

static void check_mapped_name(const struct pass *pass, const char *name)
{
	if (pass->tree == BURIN_TREE_JOLIET)
		CHECK(!strpbrk(name, "*/:;?\\") && strlen(name) <= 3 * 64);
	else
		CHECK(strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == strlen(name) &&
		      strlen(name) <= 31);
}

/* Without Rock Ridge names are mapped: a file is known by its first eight bytes. */
static int recognise(void *user, const struct burin_entry *entry)
{
	struct pass *pass = user;
	struct burin_stream *stream;
	struct thing *thing;
	uint8_t head[8];
	uint64_t id = 0;

	check_mapped_name(pass, entry->name);
	pass->directories += S_ISDIR(entry->mode);
	if (S_ISDIR(entry->mode))
		return 0;
	pass->files++;
	pass->empty += !entry->size;
	if (entry->size < sizeof(head) || order_count > CHECKED)
		return 0;
	check_found(pass, entry);
	CHECK(!burin_volume_open_file(pass->volume, entry->path, &stream));
	CHECK(burin_stream_read(stream, 0, head, sizeof(head)) == sizeof(head));
	burin_stream_unref(stream);
	for (int i = 7; i >= 0; i--)
		id = id << 8 | head[i];
	id ^= MARK;
	CHECK(id < thing_count);
	thing = &things[id];
	CHECK(thing->names && S_ISREG(thing->type) && entry->size == thing->size);
	thing->seen++;
	check_content(pass, entry->path, thing);
	if (thing->names == 1)
		check_place(only_name(thing)->parent, entry->path,
			    strlen(entry->path) - strlen(entry->name) - 1);
	return 0;
}

/* Symbolic links have a record in the plain tree when Rock Ridge stands there, too. */
static void check_recognised(const struct pass *pass)
{
	bool links = pass->tree == BURIN_TREE_ISO9660 && filesystems & BURIN_FS_ROCKRIDGE;
	uint64_t directories = 0, files = 0, empty = 0;

	for (size_t i = 0; i < order_count; i++) {
		const struct thing *thing = order[i]->thing;
		bool there = S_ISREG(thing->type) || (links && S_ISLNK(thing->type));

		directories += S_ISDIR(thing->type);
		files += there;
		empty += there && (S_ISLNK(thing->type) || !thing->size);
	}
	CHECK(pass->directories == directories && pass->files == files && pass->empty == empty);
	for (size_t i = 0; i < thing_count; i++) {
		if (order_count <= CHECKED && S_ISREG(things[i].type) && things[i].size >= 8)
			CHECK(things[i].seen == things[i].names);
		things[i].seen = 0;
	}
	for (size_t i = 0; i < item_count; i++) {
		free(items[i].place);
		items[i].place = NULL;
	}
}

static void check_tree(struct burin_stream *disc, enum burin_tree tree)
{
	struct pass pass = { .tree = tree };

	CHECK(!burin_volume_open(NULL, disc, start, tree, &pass.volume, NULL));
	CHECK(burin_volume_get_tree(pass.volume) == tree);
	if (tree == BURIN_TREE_ROCKRIDGE) {
		CHECK(!burin_volume_walk(pass.volume, "/", compare_entry, &pass));
		CHECK(pass.at == order_count);
		check_serials_differ();
	} else {
		CHECK(!burin_volume_walk(pass.volume, "/", recognise, &pass));
		check_recognised(&pass);
	}
	burin_volume_free(pass.volume);
	free(pass.path);
}

/* --- the image as a whole --- */

/* The session as it lies on a medium, behind zeros. */
static int64_t read_disc(void *user, uint64_t offset, void *buf, size_t n)
{
	uint64_t before = (uint64_t)start * 2048;

	if (offset >= before)
		return burin_stream_read(user, offset - before, buf, n);
	if (n > before - offset)
		n = (size_t)(before - offset);
	memset(buf, 0, n);
	return (int64_t)n;
}

static const struct burin_stream_ops disc_ops = {
	.struct_size = sizeof(disc_ops),
	.read = read_disc,
};

static void check_items_of_blocks(struct burin_result *result, uint32_t total)
{
	char path[300];

	CHECK(!burin_result_item_for_block(result, 0, path, sizeof(path)));
	CHECK(!burin_result_item_for_block(result, total - 1, path, sizeof(path)));
	CHECK(!burin_result_item_for_block(result, take(total), path, sizeof(path)));
	CHECK(burin_result_item_for_block(result, total, path, sizeof(path)) == BURIN_E_PATH);
}

/* Judged by another reader; and the same bytes however they are asked for. */
static void check_whole(struct burin_stream *stream, uint32_t total)
{
	size_t n = (size_t)total * 2048, piece = 600 + take(70000), at;
	uint8_t *bytes = malloc(n), *again = malloc(n);
	struct judge j;

	CHECK(burin_stream_read(stream, 0, bytes, n) == (int64_t)n);
	if (judge(&j, bytes, total, start)[0]) {
		fprintf(stderr, "%s\n", j.what);
		abort();
	}
	for (at = 0; at < n; at += piece)
		CHECK(burin_stream_read(stream, at, again + at, piece) ==
		      (int64_t)(piece < n - at ? piece : n - at));
	CHECK(!memcmp(bytes, again, n));
	for (unsigned int i = 0; i < 8; i++) {
		at = take((uint32_t)n);
		piece = 1 + take(5000);
		piece = piece < n - at ? piece : n - at;
		CHECK(burin_stream_read(stream, at, again, piece) == (int64_t)piece);
		CHECK(!memcmp(bytes + at, again, piece));
	}
	free(bytes);
	free(again);
}

/* Every option lost, taken from the disc again: the same image. */
static void check_like(struct burin_stream *disc, struct burin_stream *stream, uint32_t total)
{
	size_t n = (size_t)(total < WHOLE ? total : WHOLE) * 2048;
	uint8_t *bytes = malloc(n), *again = malloc(n);
	struct burin_result *result;
	struct burin_stream *second;

	CHECK(!burin_image_set_volume_name(image, "ANOTHER"));
	CHECK(!burin_image_set_filesystems(image, BURIN_FS_ISO9660));
	burin_image_set_epoch(image, epoch + 1, !clamp);
	burin_image_set_session_start(image, start + 1);
	CHECK(!burin_image_set_like(image, disc, start));
	CHECK(!burin_image_create(image, &result));
	CHECK(burin_result_get_total_blocks(result) == total);
	CHECK(!burin_result_get_stream(result, &second));
	CHECK(burin_stream_read(stream, 0, bytes, n) == (int64_t)n);
	CHECK(burin_stream_read(second, 0, again, n) == (int64_t)n);
	CHECK(!memcmp(bytes, again, n));
	burin_stream_unref(second);
	burin_result_unref(result);
	free(bytes);
	free(again);
}

static void check_limit(uint32_t total)
{
	struct burin_result *result;

	burin_image_set_free_blocks(image, total - 1);
	CHECK(burin_image_create(image, &result) == BURIN_E_TOO_LARGE);
	burin_image_set_free_blocks(image, total);
	CHECK(!burin_image_create(image, &result));
	burin_result_unref(result);
}

static void check_result(struct burin_result *result)
{
	uint32_t total = burin_result_get_total_blocks(result);
	struct burin_stream *stream, *disc;

	CHECK(!burin_result_get_stream(result, &stream));
	CHECK(burin_stream_get_size(stream) == (uint64_t)total * 2048);
	CHECK(!burin_stream_new_custom(NULL, &disc_ops, stream,
				       ((uint64_t)start + total) * 2048, true, &disc));
	check_items_of_blocks(result, total);
	if (total <= WHOLE)
		check_whole(stream, total);
	check_tree(disc, BURIN_TREE_ISO9660);
	if (filesystems & BURIN_FS_JOLIET)
		check_tree(disc, BURIN_TREE_JOLIET);
	if (filesystems & BURIN_FS_ROCKRIDGE)
		check_tree(disc, BURIN_TREE_ROCKRIDGE);
	check_like(disc, stream, total);
	check_limit(total);
	burin_stream_unref(disc);
	burin_stream_unref(stream);
}

static void begin(void)
{
	static const uint32_t starts[] = { 0, 0, 16, 150, 12345, 0x7fffffff };
	struct burin_context *ctx;

	CHECK(!burin_context_new(&ctx));
	CHECK(!burin_image_new(ctx, &image));
	burin_context_unref(ctx);
	item_count = 1;
	thing_count = 1;
	order_count = 0;
	things[0] = (struct thing){ .type = S_IFDIR, .names = 1 };
	items[0] = (struct item){ .node = burin_image_get_root(image), .thing = things };
	filesystems = BURIN_FS_ISO9660;
	filesystems |= take(4) ? BURIN_FS_ROCKRIDGE : 0;
	filesystems |= take(4) ? BURIN_FS_JOLIET : 0;
	start = starts[take(6)];
	epoch = (int64_t)take(UINT32_MAX);
	clamp = take(2);
	CHECK(!burin_image_set_filesystems(image, filesystems));
	burin_image_set_session_start(image, start);
	burin_image_set_epoch(image, epoch, clamp);
}

static void end(void)
{
	burin_image_free(image);
	for (size_t i = 0; i < thing_count; i++) {
		free(things[i].target);
		things[i].target = NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct burin_result *result;
	uint64_t blocks;
	int code;

	tape = data;
	tape_left = n;
	behind = 0;
	begin();
	for (unsigned int steps = 0; tape_left && steps < 500; steps++)
		step();
	put_in_order();
	check_counts();
	blocks = data_blocks() + start;
	code = burin_image_create(image, &result);
	if (blocks > UINT32_MAX)
		CHECK(code == BURIN_E_IMAGE_TOO_LARGE);
	else if (blocks < UINT32_MAX - 100000)
		CHECK(!code);
	else
		CHECK(!code || code == BURIN_E_IMAGE_TOO_LARGE);
	if (!code) {
		check_result(result);
		burin_result_unref(result);
	}
	end();
	return 0;
}
