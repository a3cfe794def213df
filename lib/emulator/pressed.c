/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Discs that were pressed: a medium file made from an image, and what such discs share. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/export.h"
#include "emulator/drive.h"

#define PIECE 64u	/* blocks copied at once */

void emu_pressed_state(const struct emu_kind *kind, uint32_t blocks, struct emu_state *state)
{
	*state = (struct emu_state){ .blocks = blocks, .sessions_closed = 1, .finalised = true,
				     .track_count = 1, .is_cd = kind->family == EMU_CD };
	state->tracks[0] = (struct emu_track){ .recorded = blocks, .end = blocks, .session = 1,
					       .state = EMU_TRACK_COMPLETE, .control = 4,
					       .data_mode = 1,
					       .flags = state->is_cd ? EMU_TRACK_AT_ONCE : 0 };
	state->cd.tracks[0].pregap = -150;
}

bool emu_pressed_feature_current(const struct burin_emulator *emu, uint16_t code)
{
	static const uint16_t reading[] = { [EMU_CD] = 0x001e, [EMU_DVD] = 0x001f,
					    [EMU_BD] = 0x0040 };

	return code == 0x0010 || code == reading[emu->kind->family] ||
	       (code == 0x001d && emu->kind->family == EMU_CD);
}

/* n bytes, or fewer at the end of the file */
static ssize_t read_piece(int fd, uint8_t *p, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, p + have, n - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* What the image does not fill stays a hole, that is zeros. */
static int copy_image(int fd, struct emu_store *store, uint32_t blocks)
{
	uint8_t *buf = bur_zalloc(PIECE * BURIN_BLOCK_SIZE);
	ssize_t got = 1;
	int err = buf ? 0 : -ENOMEM;

	for (uint32_t lba = 0; !err && got && lba < blocks;) {
		uint32_t n = blocks - lba < PIECE ? blocks - lba : PIECE, full;

		got = read_piece(fd, buf, n * BURIN_BLOCK_SIZE);
		if (got < 0) {
			err = (int)got;
			break;
		}
		full = (uint32_t)(((size_t)got + BURIN_BLOCK_SIZE - 1) / BURIN_BLOCK_SIZE);
		for (size_t i = (size_t)got; i < (size_t)full * BURIN_BLOCK_SIZE; i++)
			buf[i] = 0;
		if (full)
			err = emu_store_write(store, lba, full, buf);
		lba += n;
	}
	bur_free(buf);
	return err;
}

static int blocks_of(int fd, const struct emu_kind *kind, uint32_t *blocks)
{
	uint64_t unit = (uint64_t)kind->unit * BURIN_BLOCK_SIZE;
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    (uint64_t)st.st_size > (uint64_t)kind->blocks * BURIN_BLOCK_SIZE)
		return -EINVAL;
	*blocks = (uint32_t)(((uint64_t)st.st_size + unit - 1) / unit * kind->unit);
	if (*blocks < kind->blocks_min)
		*blocks = kind->blocks_min;
	return 0;
}

static int press(const char *path, const struct emu_kind *kind, int fd)
{
	struct emu_store *store;
	uint32_t blocks = 0;
	int err = blocks_of(fd, kind, &blocks);

	if (!err)
		err = emu_create(path, kind, blocks);
	if (err)
		return err;
	err = emu_store_open(path, &store, NULL);
	if (!err) {
		err = copy_image(fd, store, blocks);
		emu_store_close(store);
	}
	if (err)
		unlink(path);
	return err;
}

BURIN_EXPORT int burin_emulator_press_medium(const char *path, enum burin_kind id,
					     const char *image)
{
	const struct emu_kind *kind = emu_kind_find(id);
	int fd, err;

	if (!kind || !kind->pressed)
		return -ENOTSUP;
	fd = open(image, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = press(path, kind, fd);
	close(fd);
	return err;
}
