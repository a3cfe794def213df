/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport/note.h"

#include <string.h>

#include "core/alloc.h"
#include "core/bytes.h"
#include "core/crc.h"

#define VERSION	1
#define HEADER	20u
#define STREAM	24u
#define STEP	4u
#define CRC	4u

static const char magic[11] = "BURIN BURN";

/* One piece of memory: what bur_note_get() gives points into it. */
struct read_note {
	struct bur_note note;
	struct burin_stream_spec streams[BURIN_STREAMS_MAX];
	struct burin_step steps[BURIN_STEPS_MAX];
	uint8_t bytes[BURIN_NOTE_MAX];
};

static void put_stream(uint8_t *p, const struct burin_stream_spec *spec)
{
	put_be32(p, (uint32_t)spec->lba);
	put_be32(p + 4, spec->block_size);
	put_be32(p + 8, spec->command_blocks);
	put_be32(p + 12, spec->direction);
	put_be64(p + 16, spec->blocks);
}

static void get_stream(const uint8_t *p, struct burin_stream_spec *spec)
{
	spec->lba = (int32_t)get_be32(p);
	spec->block_size = get_be32(p + 4);
	spec->command_blocks = get_be32(p + 8);
	spec->direction = (uint8_t)get_be32(p + 12);
	spec->blocks = get_be64(p + 16);
}

size_t bur_note_put(uint8_t note[BURIN_NOTE_MAX], const struct burin_program *program,
		    const void *bytes, size_t n)
{
	size_t size = HEADER + program->stream_count * STREAM + program->step_count * STEP + n + CRC;
	uint8_t *p = note + HEADER;

	if (n > BURIN_NOTE_MAX || size > BURIN_NOTE_MAX)
		return 0;
	memcpy(note, magic, sizeof(magic));
	note[11] = VERSION;
	put_be32(note + 12, (uint32_t)size);
	put_be16(note + 16, (uint16_t)program->stream_count);
	put_be16(note + 18, (uint16_t)program->step_count);
	for (uint32_t i = 0; i < program->stream_count; i++, p += STREAM)
		put_stream(p, &program->streams[i]);
	for (uint32_t i = 0; i < program->step_count; i++, p += STEP)
		put_be32(p, program->steps[i].flags);
	if (n)
		memcpy(p, bytes, n);
	put_be32(p + n, bur_crc32c(0, note, size - CRC));
	return size;
}

static bool is_intact(const uint8_t *p, size_t n)
{
	return n >= HEADER + CRC && n <= BURIN_NOTE_MAX && !memcmp(p, magic, sizeof(magic)) &&
	       p[11] == VERSION && get_be32(p + 12) == n &&
	       get_be32(p + n - CRC) == bur_crc32c(0, p, n - CRC) &&
	       get_be16(p + 16) <= BURIN_STREAMS_MAX && get_be16(p + 18) <= BURIN_STEPS_MAX &&
	       HEADER + get_be16(p + 16) * STREAM + get_be16(p + 18) * STEP + CRC <= n;
}

/* Of a stream that can be fed: a command has a length, which the driver has taken. */
static bool is_sound(const struct burin_stream_spec *spec)
{
	return spec->block_size && spec->command_blocks &&
	       (uint64_t)spec->block_size * spec->command_blocks <= BURIN_SLOT_BYTES_MAX &&
	       spec->direction <= BURIN_DIR_IN;
}

struct bur_note *bur_note_get(const uint8_t *p, size_t n)
{
	struct read_note *read = is_intact(p, n) ? bur_zalloc(sizeof(*read)) : NULL;
	struct burin_program *program;
	const uint8_t *at = p + HEADER;
	bool sound = true;

	if (!read)
		return NULL;
	program = &read->note.program;
	program->streams = read->streams;
	program->steps = read->steps;
	program->stream_count = get_be16(p + 16);
	program->step_count = get_be16(p + 18);
	for (uint32_t i = 0; i < program->stream_count; i++, at += STREAM) {
		get_stream(at, &read->streams[i]);
		sound &= is_sound(&read->streams[i]);
	}
	for (uint32_t i = 0; i < program->step_count; i++, at += STEP)
		read->steps[i].flags = get_be32(at);
	read->note.n = (size_t)(p + n - CRC - at);
	read->note.bytes = read->bytes;
	memcpy(read->bytes, at, read->note.n);
	if (sound)
		return &read->note;
	bur_free(read);
	return NULL;
}

void bur_note_free(struct bur_note *note)
{
	bur_free(note);	/* the first member of what was allocated */
}
