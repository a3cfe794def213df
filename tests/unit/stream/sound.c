/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sound files: a WAVE file of a few lines as the judge. */
#include <burin/burin.h>

#include <errno.h>
#include <kselftest_harness.h>

#include <stdlib.h>

#include "core/bytes.h"

#define FRAMES 20000u

#ifdef BURIN_HAVE_SOUND
struct wave {
	char path[64];
	uint8_t *data;		/* samples as they stand in the file */
	size_t n;
};

static void make_wave(struct wave *wave, uint32_t rate, uint16_t channels, uint16_t bits)
{
	uint8_t head[44] = "RIFF....WAVEfmt ";
	int fd;

	wave->n = (size_t)FRAMES * channels * bits / 8;
	wave->data = malloc(wave->n);
	for (size_t i = 0; i < wave->n; i++)
		wave->data[i] = (uint8_t)(i * 2654435761u >> 9);
	put_le32(head + 4, (uint32_t)(36 + wave->n));
	put_le32(head + 16, 16);
	put_le16(head + 20, 1);
	put_le16(head + 22, channels);
	put_le32(head + 24, rate);
	put_le32(head + 28, rate * channels * bits / 8);
	put_le16(head + 32, (uint16_t)(channels * bits / 8));
	put_le16(head + 34, bits);
	memcpy(head + 36, "data", 4);
	put_le32(head + 40, (uint32_t)wave->n);
	strcpy(wave->path, "/tmp/burin-sound-XXXXXX");
	fd = mkstemp(wave->path);
	if (write(fd, head, 44) != 44 || write(fd, wave->data, wave->n) != (ssize_t)wave->n)
		abort();
	close(fd);
}

static int open_wave(uint32_t rate, uint16_t channels, uint16_t bits)
{
	struct burin_stream *stream;
	struct wave wave;
	int ret;

	make_wave(&wave, rate, channels, bits);
	ret = burin_stream_new_sound(NULL, wave.path, &stream);
	burin_stream_unref(stream);
	unlink(wave.path);
	free(wave.data);
	return ret;
}

TEST(samples_come_as_they_are)
{
	struct burin_stream *stream;
	struct wave wave;
	uint8_t *buf;

	make_wave(&wave, 44100, 2, 16);
	buf = malloc(wave.n);
	ASSERT_EQ(0, burin_stream_new_sound(NULL, wave.path, &stream));
	EXPECT_EQ(wave.n, burin_stream_get_size(stream));
	EXPECT_TRUE(burin_stream_is_seekable(stream));
	EXPECT_EQ(wave.n, burin_stream_read(stream, 0, buf, wave.n));
	EXPECT_EQ(0, memcmp(buf, wave.data, wave.n));
	EXPECT_EQ(2353, burin_stream_read(stream, 30001, buf, 2353));
	EXPECT_EQ(0, memcmp(buf, wave.data + 30001, 2353));
	burin_stream_unref(stream);
	unlink(wave.path);
	free(wave.data);
	free(buf);
}

TEST(other_shapes_are_refused)
{
	EXPECT_EQ(0, open_wave(44100, 2, 16));
	EXPECT_EQ(BURIN_E_STREAM, open_wave(48000, 2, 16));
	EXPECT_EQ(BURIN_E_STREAM, open_wave(44100, 1, 16));
	EXPECT_EQ(BURIN_E_STREAM, open_wave(44100, 2, 24));
}

TEST(what_is_no_sound_is_refused)
{
	char path[] = "/tmp/burin-sound-XXXXXX";
	struct burin_stream *stream;
	int fd = mkstemp(path);

	ASSERT_EQ(5, write(fd, "hello", 5));
	close(fd);
	EXPECT_EQ(BURIN_E_STREAM, burin_stream_new_sound(NULL, path, &stream));
	EXPECT_TRUE(stream == NULL);
	unlink(path);
	EXPECT_EQ(-ENOENT, burin_stream_new_sound(NULL, path, &stream));
}
#else
TEST(build_without_sound_says_so)
{
	struct burin_stream *stream;

	EXPECT_EQ(-ENOTSUP, burin_stream_new_sound(NULL, "/tmp", &stream));
	EXPECT_TRUE(stream == NULL);
}
#endif

TEST_HARNESS_MAIN
