/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An emulated medium in a temporary folder, and burns on it. For one test program. */
#ifndef TESTS_UNIT_WRITE_DISC_H
#define TESTS_UNIT_WRITE_DISC_H

#include <burin/burin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK BURIN_BLOCK_SIZE

struct disc {
	char folder[64], path[128], name[160];
	struct burin_recorder *rec;
	struct burin_data *data;
	struct burin_data_result result;
	struct burin_medium medium;
};

static inline uint8_t disc_byte(uint64_t i)
{
	return (uint8_t)((i * 0x9e3779b97f4a7c15ull) >> 40 | 1);
}

/* n bytes, none of them zero, so that padding is told apart. */
static inline uint8_t *disc_pattern(size_t n)
{
	uint8_t *data = malloc(n ? n : 1);

	for (size_t i = 0; i < n; i++)
		data[i] = disc_byte(i);
	return data;
}

static inline int disc_insert(struct disc *disc)
{
	return burin_recorder_open(NULL, disc->name, BURIN_TRANSPORT_AUTO, &disc->rec, NULL);
}

/* 0, or what went wrong. */
static inline int disc_open(struct disc *disc, enum burin_kind kind, uint32_t blocks)
{
	int ret;

	memset(disc, 0, sizeof(*disc));
	strcpy(disc->folder, "/tmp/burin-disc-XXXXXX");
	if (!mkdtemp(disc->folder))
		return -1;
	snprintf(disc->path, sizeof(disc->path), "%s/medium", disc->folder);
	snprintf(disc->name, sizeof(disc->name), "virtual:%s", disc->path);
	ret = burin_emulator_create_medium(disc->path, kind, blocks);
	if (!ret)
		ret = disc_insert(disc);
	if (!ret)
		ret = burin_data_new(NULL, &disc->data);
	if (!ret)
		burin_data_set_recorder(disc->data, disc->rec);
	return ret;
}

static inline void disc_set_faults(struct disc *disc, const char *plan)
{
	char path[160];
	FILE *file;

	snprintf(path, sizeof(path), "%s.faults", disc->path);
	file = fopen(path, "w");
	fputs(plan, file);
	fclose(file);
}

/* Takes the medium out and puts it in again: the fault plan beside it is read. */
static inline int disc_reload(struct disc *disc)
{
	int ret;

	burin_data_set_recorder(disc->data, NULL);
	burin_recorder_unref(disc->rec);
	disc->rec = NULL;
	ret = disc_insert(disc);
	burin_data_set_recorder(disc->data, disc->rec);
	return ret;
}

static inline void disc_close(struct disc *disc)
{
	char path[160];

	burin_data_free(disc->data);
	burin_recorder_unref(disc->rec);
	unlink(disc->path);
	snprintf(path, sizeof(path), "%s.faults", disc->path);
	unlink(path);
	rmdir(disc->folder);
}

static inline int disc_burn(struct disc *disc, const void *data, size_t n)
{
	struct burin_stream *stream;
	int ret = burin_stream_new_memory(NULL, data, n, &stream);

	if (!ret)
		ret = burin_data_run(disc->data, stream, NULL, NULL);
	burin_stream_unref(stream);
	burin_data_get_result(disc->data, &disc->result);
	return ret;
}

static inline int disc_read_medium(struct disc *disc)
{
	return burin_recorder_read_medium(disc->rec, &disc->medium);
}

/* Is data what stands on the medium from lba on, followed by zeros to the end of blocks? */
static inline int disc_holds(struct disc *disc, uint32_t lba, const uint8_t *data, size_t n,
			     uint32_t blocks)
{
	size_t size = (size_t)blocks * BLOCK;
	uint8_t *buf = malloc(size);
	struct burin_stream *stream = NULL;
	int equal = 0;

	if (!burin_recorder_new_stream(disc->rec, lba, blocks, &stream) &&
	    burin_stream_read(stream, 0, buf, size) == (int64_t)size) {
		equal = !n || !memcmp(buf, data, n);
		for (size_t i = n; i < size; i++)
			equal &= !buf[i];
	}
	burin_stream_unref(stream);
	free(buf);
	return equal;
}

/*
 * The blocks of a burn that was cut short: data from their beginning, then the zeros that were
 * owed: up to the write unit, or up to the shortest track a CD may have.
 */
static inline int disc_holds_cut(struct disc *disc, uint32_t lba, const uint8_t *data, size_t n,
				 uint32_t blocks)
{
	uint32_t held = n / BLOCK < blocks ? (uint32_t)(n / BLOCK) : blocks;

	while (!disc_holds(disc, lba, data, (size_t)held * BLOCK, blocks))
		if (!held--)
			return 0;
	return blocks - held < 32 || blocks == 300;
}

static inline void disc_say(struct disc *disc, int ret)
{
	char text[1024];

	burin_detail_format(burin_data_get_detail(disc->data), text, sizeof(text));
	printf("# %s: %s; medium %s%s, start %u, %llu blocks, %llu written, %llu acknowledged%s\n",
	       burin_error_name(ret), text, burin_medium_state_name(disc->result.state),
	       disc->result.state_known ? "" : " (not known)", disc->result.start,
	       (unsigned long long)disc->result.blocks,
	       (unsigned long long)disc->result.written,
	       (unsigned long long)disc->result.acknowledged,
	       disc->result.closed ? ", closed" : "");
}

#endif
