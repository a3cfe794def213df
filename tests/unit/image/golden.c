/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small images block by block, compared with tests/golden/images/NAME.txt byte for byte: the same
 * on every machine, in every locale. After a change that is meant:
 *
 *	BURIN_REGENERATE=1 build/tests/unit/image/golden
 */
#include <burin/burin.h>
#include <kselftest_harness.h>

#include "core/crc.h"

#define FOLDER	"tests/golden/images"
#define EPOCH	"1600000000"

struct text {
	char *p;
	size_t len;
};

static void put(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text->len += (size_t)vsprintf(text->p + text->len, format, args);
	va_end(args);
}

static void add_file(struct burin_context *ctx, struct burin_node *dir, const char *name,
		     const char *content, size_t n)
{
	struct burin_stream *stream;
	struct burin_node *node;

	burin_stream_new_memory(ctx, content, n, &stream);
	burin_dir_add_stream(dir, name, stream, &node);
	burin_node_set_time(node, 1234567890);
	burin_node_set_owner(node, 1000, 100);
	burin_stream_unref(stream);
}

static void make_plain(struct burin_context *ctx, struct burin_image *image)
{
	struct burin_node *root = burin_image_get_root(image), *a, *b;
	static char content[5000];

	memset(content, 'c', sizeof(content));
	burin_dir_add_dir(root, "a", &a);
	burin_dir_add_dir(a, "inner", &b);
	burin_dir_add_dir(root, "empty", NULL);
	add_file(ctx, root, "hello.txt", "hello\n", 6);
	add_file(ctx, a, "content", content, sizeof(content));
	add_file(ctx, a, "zero", "", 0);
	burin_dir_add_symlink(root, "link", "../a/./hello.txt", NULL);
	burin_dir_add_link(b, "hard", burin_dir_find(root, "hello.txt"), NULL);
	burin_node_set_mode(b, 02750);
	burin_node_set_time(burin_dir_find(a, "zero"), -1);
}

static void make_names(struct burin_context *ctx, struct burin_image *image)
{
	static const char *const names[] = {
		"foo.txt", "FOO.TXT", "Foo.txt", "a b", "a_b", "a.b.c", ".hidden", "two..dots",
		"Gr\xc3\xbc\xc3\x9f" "e.txt", "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.txt", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
		"smile \xf0\x9f\x98\x80.txt", "not utf-8 \xff\xfe", "st*r:?.txt",
		"a name of more than thirty characters.text",
		"a name of more than thirty characters, another.text",
	};
	struct burin_node *root = burin_image_get_root(image);
	char name[256], target[600];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_file(ctx, root, names[i], "x", i % 3 == 0);
	burin_dir_add_dir(root, "FOO", NULL);
	burin_dir_add_dir(root, "foo", NULL);
	memset(name, 'n', 255);
	name[255] = '\0';
	add_file(ctx, root, name, "long", 4);
	memset(target, 't', sizeof(target));
	for (size_t i = 40; i < sizeof(target); i += 41)
		target[i] = '/';
	target[sizeof(target) - 1] = '\0';
	burin_dir_add_symlink(root, "long link", target, NULL);
}

static void make_session(struct burin_context *ctx, struct burin_image *image)
{
	make_plain(ctx, image);
	burin_image_set_session_start(image, 160);
	burin_image_set_filesystems(image, BURIN_FS_ROCKRIDGE);
	burin_image_set_volume_name(image, "Second session");
}

static void make_nothing(struct burin_context *ctx, struct burin_image *image)
{
	(void)ctx;
	burin_image_set_filesystems(image, BURIN_FS_ISO9660);
	burin_image_set_volume_name(image, "");
}

static const struct {
	const char *name;
	void (*make)(struct burin_context *ctx, struct burin_image *image);
} cases[] = {
	{ "nothing", make_nothing },
	{ "plain", make_plain },
	{ "names", make_names },
	{ "session", make_session },
};

/* Rows of zeros are left out. */
static void put_block(struct text *text, const uint8_t *block)
{
	static const uint8_t zeros[16];

	for (unsigned int row = 0; row < 2048; row += 16) {
		if (!memcmp(block + row, zeros, 16))
			continue;
		put(text, "  %03x ", row);
		for (unsigned int i = 0; i < 16; i++)
			put(text, " %02x", block[row + i]);
		put(text, "  ");
		for (unsigned int i = 0; i < 16; i++)
			put(text, "%c", block[row + i] > 31 && block[row + i] < 127 ?
						block[row + i] : '.');
		put(text, "\n");
	}
}

/* The whole image as text; NULL: it could not be made. */
static char *describe(void (*make)(struct burin_context *, struct burin_image *))
{
	struct text text = { .p = malloc(8 << 20) };
	struct burin_context *ctx;
	struct burin_image *image;
	struct burin_result *result;
	struct burin_stream *stream;
	uint32_t blocks, crc = 0;
	uint8_t block[2048];
	char item[300];
	bool good;

	if (burin_context_new(&ctx) || burin_image_new(ctx, &image))
		return NULL;
	make(ctx, image);
	if (burin_image_create(image, &result) || burin_result_get_stream(result, &stream))
		return NULL;
	blocks = burin_result_get_total_blocks(result);
	good = true;
	for (uint32_t i = 0; i < blocks; i++) {
		good &= burin_stream_read(stream, i * 2048ull, block, 2048) == 2048;
		good &= !burin_result_item_for_block(result, i, item, sizeof(item));
		crc = bur_crc32c(crc, block, 2048);
		if (strcmp(item, "[system area]") && strcmp(item, "[padding]"))
			put(&text, "block %u %s\n", i, item);
		put_block(&text, block);
	}
	put(&text, "%u blocks, CRC-32C %08x\n", blocks, crc);
	burin_stream_unref(stream);
	burin_result_unref(result);
	burin_image_free(image);
	burin_context_unref(ctx);
	if (!good)
		text.p[0] = '\0';
	return text.p;
}

static char *read_golden(const char *name)
{
	static char text[8 << 20];
	char path[200];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), FOLDER "/%s.txt", name);
	f = fopen(path, "r");
	n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[n] = '\0';
	if (f)
		fclose(f);
	return text;
}

static bool write_golden(const char *name, const char *text)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), FOLDER "/%s.txt", name);
	f = fopen(path, "w");
	return f && fputs(text, f) >= 0 && !fclose(f);
}

/* The first line in which they differ. */
static void show(struct __test_metadata *_metadata, const char *want, const char *got)
{
	const char *line = want;

	for (; *want && *want == *got; want++, got++)
		if (*want == '\n')
			line = want + 1;
	TH_LOG("should be: %.*s", (int)strcspn(line, "\n"), line);
	got -= want - line;
	TH_LOG("but is:    %.*s", (int)strcspn(got, "\n"), got);
}

TEST(images_are_as_recorded)
{
	setenv("SOURCE_DATE_EPOCH", EPOCH, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = describe(cases[i].make);
		const char *golden;

		ASSERT_NE(NULL, text);
		if (getenv("BURIN_REGENERATE"))
			ASSERT_TRUE(write_golden(cases[i].name, text));
		golden = read_golden(cases[i].name);
		EXPECT_EQ(0, strcmp(golden, text)) {
			TH_LOG("%s differs", cases[i].name);
			show(_metadata, golden, text);
		}
		free(text);
	}
}

TEST_HARNESS_MAIN
