/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every broken disc of the table says what it must, and nothing is written beside the target. */
#include <kselftest_harness.h>

#include <sys/stat.h>

#include "../../malformed/defects.h"
#include "image/volume.h"

static char area[] = "/tmp/burin-hostile.XXXXXX";

static void clear(void)
{
	char command[128];

	snprintf(command, sizeof(command), "chmod -R u+rwX %s; rm -rf %s", area, area);
	if (system(command))
		perror(command);
}

/* The code, and in *subject what it was about. */
static int try_walk(struct burin_volume *volume, struct listing *listing)
{
	listing->n = 0;
	listing->text[0] = '\0';
	return burin_volume_walk(volume, "/", list_entry, listing);
}

static int try_extract(struct burin_volume *volume)
{
	char target[64];

	snprintf(target, sizeof(target), "%s/out", area);
	return burin_volume_extract(volume, "/", target, NULL, NULL);
}

static const char *judge(const struct defect *defect, struct disc *d, struct listing *listing,
			 char *said)
{
	struct burin_detail detail;
	struct burin_volume *volume;
	const char *wrong = NULL;
	int code;

	disc_make(d, defect->open != 0);
	defect->make(d);
	code = open_bytes(d->bytes, sizeof(d->bytes), defect->tree, &volume, &detail);
	if (code != defect->open)
		wrong = "open";
	if (!code) {
		code = try_walk(volume, listing);
		if (code != defect->walk)
			wrong = "walk";
		detail = *burin_volume_get_detail(volume);
	}
	if (!code) {
		if (defect->path && !defect->extract && !lists(listing, defect->path))
			wrong = "listing";
		code = try_extract(volume);
		if (code != defect->extract)
			wrong = "extract";
		detail = *burin_volume_get_detail(volume);
	}
	if (code && (detail.code != code || !detail.text[0]))
		wrong = "detail";
	if (code && defect->says && !strstr(detail.text, defect->says))
		wrong = "reason";
	if (code && defect->path && strcmp(detail.subject, defect->path))
		wrong = "subject";
	snprintf(said, 1024, "%s, %s", burin_error_name(code), code ? detail.subject : "");
	burin_volume_free(volume);
	return wrong;
}

TEST(the_sound_disc_is_sound)
{
	struct listing *listing = calloc(1, sizeof(*listing));
	struct burin_volume *volume;
	struct disc *d;

	ASSERT_EQ(0, open_disc(&d, true, BURIN_TREE_BEST, &volume));
	ASSERT_EQ(0, try_walk(volume, listing));
	ASSERT_TRUE(lists(listing, "/moved/in"));
	burin_volume_free(volume);
	free(listing);
	free(d);
}

TEST(every_defect_says_what_it_must)
{
	struct listing *listing = calloc(1, sizeof(*listing));
	struct disc *d = malloc(sizeof(*d));
	char said[1024];

	ASSERT_TRUE(DEFECTS >= 40);
	for (size_t i = 0; i < DEFECTS; i++) {
		const char *wrong;

		strcpy(strchr(area, '.'), ".XXXXXX");
		ASSERT_NE(NULL, mkdtemp(area));
		wrong = judge(&defects[i], d, listing, said);
		EXPECT_EQ(NULL, wrong) TH_LOG("%s: %s: %s", defects[i].name, wrong ? wrong : "",
					      said);
		clear();
	}
	free(listing);
	free(d);
}

/* What a cut image still holds is read, what it does not hold is named. */
TEST(an_image_cut_anywhere_is_an_error_or_a_volume)
{
	struct listing *listing = calloc(1, sizeof(*listing));
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;
	int sound = 0;

	disc_make(d, true);
	for (size_t n = 0; n < sizeof(d->bytes); n += 509) {
		/* A copy of just this size, so that a sanitizer sees every byte too far. */
		uint8_t *cut = malloc(n ? n : 1);
		int ret;

		memcpy(cut, d->bytes, n);
		ret = open_bytes(cut, n, BURIN_TREE_BEST, &volume, NULL);
		ASSERT_TRUE(!ret || ret == DAMAGED || ret == FOREIGN) TH_LOG("%zu: %d", n, ret);
		if (!ret)
			ret = try_walk(volume, listing);
		ASSERT_TRUE(!ret || ret == DAMAGED || ret == FOREIGN);
		sound += !ret;
		burin_volume_free(volume);
		free(cut);
	}
	ASSERT_TRUE(sound > 0);
	free(listing);
	free(d);
}

/* Every byte of the descriptors and directories set to a few values, and everything read. */
TEST(no_single_byte_brings_it_down)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct listing *listing = calloc(1, sizeof(*listing));
	struct disc *d = malloc(sizeof(*d));
	struct burin_volume *volume;

	disc_make(d, true);
	for (size_t at = PVD * BLOCK; at < (HOME + 1) * BLOCK; at++) {
		uint8_t kept = d->bytes[at];

		if (!kept && at % 97)
			continue;
		for (size_t v = 0; v < sizeof(values); v++) {
			int ret;

			d->bytes[at] = values[v];
			ret = open_bytes(d->bytes, sizeof(d->bytes), BURIN_TREE_BEST, &volume, NULL);
			if (!ret)
				ret = try_walk(volume, listing);
			ASSERT_TRUE(!ret || ret == DAMAGED || ret == FOREIGN)
				TH_LOG("%zu = %02x: %d", at, values[v], ret);
			burin_volume_free(volume);
		}
		d->bytes[at] = kept;
	}
	free(listing);
	free(d);
}

TEST_HARNESS_MAIN
