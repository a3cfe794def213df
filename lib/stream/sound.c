/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sound files through libsndfile: what CD-DA can hold as it is (IEC 60908). */
#include "stream/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/detail.h"
#include "core/export.h"

#define RATE 44100
#define CHANNELS 2
#define FRAME 4u		/* bytes of one sample of both channels */
#define PIECE 4096u		/* frames decoded at once */

struct sound {
	SNDFILE *file;
	int fd;				/* ours: who closes it after a failure differs by version */
	uint64_t frames;
	uint64_t next;			/* frame the decoder stands at */
	uint64_t held, held_count;	/* frames in bytes[] */
	char *path;
	short samples[PIECE * CHANNELS];
	uint8_t bytes[PIECE * FRAME];
};

/* Decodes the piece that begins at frame. */
static int hold(struct sound *sound, uint64_t frame, struct burin_detail *detail)
{
	sf_count_t got;

	sound->held_count = 0;
	if (sound->next != frame && sf_seek(sound->file, (sf_count_t)frame, SEEK_SET) < 0)
		return bur_fail(detail, BURIN_E_STREAM, BURIN_PHASE_READ, sound->path, "%s",
				sf_strerror(sound->file));
	got = sf_readf_short(sound->file, sound->samples, PIECE);
	if (got <= 0)
		return bur_fail(detail, BURIN_E_SOURCE_CHANGED, BURIN_PHASE_READ, sound->path,
				"the sound ends before the length it told");
	for (size_t i = 0; i < (size_t)got * CHANNELS; i++)
		put_le16(sound->bytes + 2 * i, (uint16_t)sound->samples[i]);
	sound->next = frame + (uint64_t)got;
	sound->held = frame;
	sound->held_count = (uint64_t)got;
	return 0;
}

static int64_t sound_read(void *self, uint64_t offset, void *buf, size_t n,
			  struct burin_detail *detail)
{
	struct sound *sound = self;
	uint64_t frame = offset / FRAME, at;
	int ret;

	if (frame < sound->held || frame - sound->held >= sound->held_count) {
		ret = hold(sound, frame, detail);
		if (ret)
			return ret;
	}
	at = offset - sound->held * FRAME;
	if (n > sound->held_count * FRAME - at)
		n = (size_t)(sound->held_count * FRAME - at);
	memcpy(buf, sound->bytes + at, n);
	return (int64_t)n;
}

static void sound_close(void *self)
{
	struct sound *sound = self;

	if (sound->file)
		sf_close(sound->file);
	if (sound->fd >= 0)
		close(sound->fd);
	bur_free(sound->path);
	bur_free(sound);
}

static const struct bur_stream_ops sound_ops = { .read = sound_read, .close = sound_close };

static bool fits_cd(const SF_INFO *info)
{
	return info->samplerate == RATE && info->channels == CHANNELS && info->seekable &&
	       info->frames > 0;
}

/* Formats with loss have no width of their own; those without must not have more than 16 bits. */
static bool is_16_bit(int format)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_16:
	case SF_FORMAT_ALAC_16:
	case SF_FORMAT_VORBIS:
	case SF_FORMAT_OPUS:
		return true;
	default:
		return false;
	}
}

static int open_sound(struct sound *sound, const char *path)
{
	SF_INFO info = { 0 };

	sound->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (sound->fd < 0)
		return -errno;
	sound->file = sf_open_fd(sound->fd, SFM_READ, &info, SF_FALSE);
	if (!sound->file)
		return BURIN_E_STREAM;
	if (!fits_cd(&info) || !is_16_bit(info.format))
		return BURIN_E_STREAM;
	sound->frames = (uint64_t)info.frames;
	return 0;
}

BURIN_EXPORT int burin_stream_new_sound(struct burin_context *ctx, const char *path,
					struct burin_stream **out)
{
	struct sound *sound = bur_zalloc(sizeof(*sound));
	int ret = -ENOMEM;

	*out = NULL;
	if (!sound)
		return ret;
	sound->fd = -1;
	sound->path = bur_strdup(path);
	if (sound->path)
		ret = open_sound(sound, path);
	if (!ret)
		ret = bur_stream_new(ctx, &sound_ops, sound, sound->frames * FRAME, true, out);
	if (ret)
		sound_close(sound);
	return ret;
}
