/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pressed discs: made from an image, read, never written. */
#include "emulator/emu.h"

#include <errno.h>
#include <sys/stat.h>

struct expectation {
	enum burin_kind kind;
	uint16_t profile, feature;
	uint32_t blocks;	/* of an image of 1000 blocks and a byte */
};

static const struct expectation expectations[] = {
	{ BURIN_KIND_CD_ROM, 0x0008, 0x001e, 1001 },
	{ BURIN_KIND_DVD_ROM, 0x0010, 0x001f, 1008 },
	{ BURIN_KIND_BD_ROM, 0x0040, 0x0040, 1024 },
};

FIXTURE(rom) { struct drive d; char image[96]; };

FIXTURE_SETUP(rom)
{
	FILE *file;

	ASSERT_EQ(0, drive_open(&self->d, BURIN_KIND_CD_R, 302));
	drive_shut(&self->d);
	snprintf(self->image, sizeof(self->image), "%s/image", self->d.dir);
	pattern(test_blocks, 0, 1000, 0);
	file = fopen(self->image, "w");
	ASSERT_EQ(1000, fwrite(test_blocks, 2048, 1000, file));
	fputc('x', file);
	ASSERT_EQ(0, fclose(file));
}

FIXTURE_TEARDOWN(rom)
{
	unlink(self->image);
	drive_close(&self->d);
}

static int press(struct drive *d, enum burin_kind kind, const char *image)
{
	unlink(d->path);
	return burin_emulator_press_medium(d->path, kind, image);
}

TEST_F(rom, the_image_is_read_back)
{
	struct drive *d = &self->d;

	for (int i = 0; i < 3; i++) {
		const struct expectation *e = &expectations[i];
		char hex[32];

		ASSERT_EQ(0, press(d, e->kind, self->image));
		ASSERT_EQ(0, drive_reopen(d));
		ASSERT_EQ(OK, ask(d, "4600 0000 000000 0008 00"));
		EXPECT_EQ(e->profile, get_be16(d->reply + 6));
		snprintf(hex, sizeof(hex), "4602 %04x 000000 0100 00", e->feature);
		ASSERT_EQ(OK, ask(d, hex));
		EXPECT_EQ(1, d->reply[10] & 1);
		EXPECT_EQ(0x23, disc_state(d));
		ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
		EXPECT_EQ(e->blocks - 1, get_be32(d->reply));
		EXPECT_EQ(1, holds(d, 0, 1000));
		ASSERT_EQ(OK, read_at(d, 1000, 1));
		EXPECT_EQ('x', test_blocks[0]);
		EXPECT_EQ(0, test_blocks[1]);
		EXPECT_EQ(S(5, 0x21, 0), read_at(d, e->blocks, 1));
		ASSERT_EQ(OK, ask(d, "4300 00 000000 00 0ffe 00"));
		EXPECT_EQ(18, get_be16(d->reply));
		EXPECT_EQ(e->blocks, get_be32(d->reply + 16));
		drive_shut(d);
	}
}

TEST_F(rom, nothing_writes_it)
{
	struct drive *d = &self->d;

	for (int i = 0; i < 3; i++) {
		ASSERT_EQ(0, press(d, expectations[i].kind, self->image));
		ASSERT_EQ(0, drive_reopen(d));
		EXPECT_EQ(S(5, 0x30, 5), write_at(d, 0, 32));
		EXPECT_EQ(NO_NWA, nwa(d, 1));
		EXPECT_EQ(S(5, 0x30, 5), tell(d, "a100 00000000 000000000000"));
		EXPECT_EQ(S(5, 0x30, 6), give(d, "0411 00000000", "00000008 ffffffff 98000000"));
		EXPECT_EQ(S(5, 0x30, 5), tell(d, "5300 000000 00000020 00"));
		EXPECT_EQ(S(5, 0x2c, 0), close_it(d, 2, 0));
		EXPECT_EQ(S(5, 0x30, 5), tell(d, "5401 000000000000 0000"));
		EXPECT_EQ(S(5, 0x24, 0), ask(d, "4302 04 000000 00 0ffe 00"));
		drive_shut(d);
	}
}

TEST_F(rom, structures)
{
	struct drive *d = &self->d;

	ASSERT_EQ(0, press(d, BURIN_KIND_DVD_ROM, self->image));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, ask(d, "ad00 00000000 00 00 0804 0000"));
	EXPECT_EQ(0x01, d->reply[4]);
	EXPECT_EQ(0x01, d->reply[6]);
	EXPECT_EQ(0x30000 + 1007, get_be32(d->reply + 12));
	drive_shut(d);
	ASSERT_EQ(0, press(d, BURIN_KIND_BD_ROM, self->image));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, ask(d, "ad01 00000000 00 00 0100 0000"));
	EXPECT_EQ(0, memcmp(d->reply + 12, "BDO", 3));
	EXPECT_EQ(0x11, d->reply[16]);
	drive_shut(d);
}

TEST_F(rom, images_that_make_no_disc)
{
	struct drive *d = &self->d;

	EXPECT_EQ(-ENOTSUP, press(d, BURIN_KIND_DVD_R, self->image));
	EXPECT_EQ(-ENOTSUP, burin_emulator_create_medium(d->path, BURIN_KIND_CD_ROM, 1000));
	EXPECT_EQ(-ENOENT, press(d, BURIN_KIND_CD_ROM, "/none/image"));
	EXPECT_EQ(-EINVAL, press(d, BURIN_KIND_CD_ROM, d->dir));
	ASSERT_EQ(0, truncate(self->image, 0));
	EXPECT_EQ(-EINVAL, press(d, BURIN_KIND_CD_ROM, self->image));
	ASSERT_EQ(0, truncate(self->image, 359850ll * 2048));
	EXPECT_EQ(-EINVAL, press(d, BURIN_KIND_CD_ROM, self->image));
	ASSERT_EQ(0, truncate(self->image, 2048));
	ASSERT_EQ(0, press(d, BURIN_KIND_CD_ROM, self->image));
	EXPECT_EQ(-EEXIST, burin_emulator_press_medium(d->path, BURIN_KIND_CD_ROM, self->image));
	ASSERT_EQ(0, drive_reopen(d));
	ASSERT_EQ(OK, ask(d, "2500 00000000 0000 0000"));
	EXPECT_EQ(299, get_be32(d->reply));	/* a track has 300 blocks at least */
}

TEST_HARNESS_MAIN
