// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cuts the power of a drive whose life is on a tape: cut TAPE ACKS PACKET CUTS SEED. Each cut is at one
 * command, in one of four ways; what the medium then holds is held to what callers were told. Says how many
 * cuts, acknowledged blocks lost, packets mixed, and blocks in the packet under the laser; status 1
 * when any was lost or mixed, or somebody was told an error. --forgetful: as if no synchronisation had done anything, to see that it tells.
 *
 * cut TAPE FOLDER PACKET CUTS SEED --images TIME: what the medium holds at so many cuts after TIME, one behind
 * the other, as FOLDER/N, with the time of the cut in FOLDER/N.time; no packet is under the laser there.
 *
 * What the drive had acknowledged and not synchronised may be there or not, packet by packet. One packet,
 * under the laser, cannot be read. All the rest is as it was.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../tools/burin-vdrive/tape.h"
#include "stamp.h"

#define BLOCKS_MAX 65536u
#define NOWHERE UINT32_MAX
#define MEDIUM_BLOCKS 8192u	/* of images */

enum way { WAY_NONE = 0, WAY_PREFIX, WAY_SUBSET, WAY_ALL, WAYS };

struct command {
	uint64_t ended;
	uint32_t lba, count;	/* of a WRITE; else count 0 */
	const uint8_t *data;
	bool good, syncs, reset;
};

struct file { const uint8_t *p; size_t n; };

static struct command *commands;
static uint32_t command_count;
static struct ack *acks;
static uint32_t ack_count;
static uint32_t packet_blocks;
static bool forgetful, images;

/* The medium at the cut: the version of each block. */
static uint32_t medium[BLOCKS_MAX];
static bool unreadable[BLOCKS_MAX];
static const uint8_t *image[BLOCKS_MAX];	/* ... or its data, where images are made */

/* What callers were told by then. */
static uint64_t *promises;		/* of each acknowledgement */
static uint32_t least[BLOCKS_MAX];
static bool anything[BLOCKS_MAX];

static struct { unsigned long long cuts, lost, mixed, under_laser; } found;

static uint32_t draw(uint32_t *state, uint32_t n)
{
	*state = stamp_next(*state ? *state : 1);
	return (*state >> 8) % n;
}

/* --- what is on the tape --- */

static struct file map(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct file file = { 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !st.st_size) {
		perror(path);
		exit(2);
	}
	file.n = (size_t)st.st_size;
	file.p = mmap(NULL, file.n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file.p == MAP_FAILED)
		exit(2);
	close(fd);
	return file;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void take_command(const struct tape_record *record, const uint8_t *data)
{
	struct command *c = &commands[command_count++];
	uint8_t opcode = record->cdb[0];

	*c = (struct command){ .ended = record->ended, .good = !record->status };
	c->syncs = opcode == 0x35;
	c->reset = record->key == 6 && record->asc == 0x29;
	if (opcode != 0x2a && opcode != 0x2e && opcode != 0xaa)
		return;
	c->lba = be32(record->cdb + 2);
	c->count = record->bytes / BLOCK;
	c->data = data;
	if (c->lba > BLOCKS_MAX || c->count > BLOCKS_MAX - c->lba)
		exit(2);
}

static void read_tape(const char *path)
{
	struct file tape = map(path);
	struct tape_record record;
	size_t at = 0;

	commands = calloc(tape.n / sizeof(record) + 1, sizeof(*commands));
	while (commands && tape.n - at >= sizeof(record)) {
		memcpy(&record, tape.p + at, sizeof(record));
		at += sizeof(record);
		if (tape.n - at < record.bytes)
			break;
		take_command(&record, tape.p + at);
		at += record.bytes;
	}
}

static void read_acks(const char *path)
{
	struct file file = map(path);

	ack_count = (uint32_t)(file.n / sizeof(*acks));
	acks = malloc(file.n);
	if (!acks)
		exit(2);
	memcpy(acks, file.p, ack_count * sizeof(*acks));
}

/* --- the medium --- */

/* A piece of one packet, as the drive records it: with the others of the packet, or not at all. */
static void record(const struct command *c, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = first + i;

		image[at] = c->data + (size_t)(at - c->lba) * BLOCK;
		if (!images && !stamp_read(c->data + (size_t)(at - c->lba) * BLOCK, at, &medium[at]))
			found.mixed++;
		unreadable[at] = false;
	}
}

/* A WRITE that is not of whole packets is completed by the drive, and torn it is of old and new. */
static uint32_t packets_of(const struct command *c)
{
	if (c->lba % packet_blocks || c->count % packet_blocks)
		found.mixed++;
	return (c->count + packet_blocks - 1) / packet_blocks;
}

static void record_packet(const struct command *c, uint32_t i)
{
	uint32_t first = c->lba + i * packet_blocks, left = c->count - i * packet_blocks;

	record(c, first, left < packet_blocks ? left : packet_blocks);
}

static void destroy_packet(const struct command *c, uint32_t i)
{
	uint32_t first = (c->lba / packet_blocks + i) * packet_blocks;

	for (uint32_t k = 0; k < packet_blocks && first + k < BLOCKS_MAX; k++)
		unreadable[first + k] = true;
}

static bool synchronises(uint32_t i)
{
	return commands[i].syncs && commands[i].good && !forgetful;
}

/* The commands from..to - 1 reached a synchronisation; what a reset found in the cache did not. */
static void play(uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (commands[i].reset)
			from = i;
	for (uint32_t i = from; i < to; i++)
		for (uint32_t k = 0; commands[i].good && k < packets_of(&commands[i]); k++)
			record_packet(&commands[i], k);
}

/* Up to command `at`. Returns where that begins of which nothing is certain. */
static uint32_t play_until(uint32_t at)
{
	uint32_t from = 0;

	memset(medium, 0, sizeof(medium));
	memset(unreadable, 0, sizeof(unreadable));
	memset(image, 0, sizeof(image));
	for (uint32_t i = 0; i < at; i++) {
		if (!synchronises(i))
			continue;
		play(from, i);
		from = i;
	}
	for (uint32_t i = from; i < at; i++)
		if (commands[i].reset)
			from = i;
	return from;
}

/* All packets that are in the drive's cache, in the order they came: one of them is under the laser. */
static void tear(uint32_t from, uint32_t at, enum way way, uint32_t *state)
{
	uint32_t all = 0, torn, place = 0;

	for (uint32_t i = from; i <= at; i++)
		all += packets_of(&commands[i]);
	torn = way == WAY_NONE || !all ? NOWHERE : way == WAY_ALL ? all - 1 : draw(state, all);
	for (uint32_t i = from; i <= at; i++) {
		for (uint32_t k = 0; k < packets_of(&commands[i]); k++, place++) {
			bool there = way == WAY_ALL || (way == WAY_PREFIX && place < torn) ||
				     (way == WAY_SUBSET && draw(state, 2));

			if (place == torn && !images)
				destroy_packet(&commands[i], k);
			else if (there)
				record_packet(&commands[i], k);
		}
	}
}

/* --- what callers were told --- */

/* A flush that failed has told that something written before is lost: who knows what. */
static bool is_doubtful(const struct ack *written, const struct ack *flush)
{
	for (uint32_t i = 0; i < ack_count; i++)
		if (acks[i].kind == ACK_FLUSH && acks[i].error &&
		    acks[i].ended > written->ended && acks[i].began < flush->ended)
			return true;
	return false;
}

/* No workload is one in which somebody has to be told of an error; nor did the tape end before its life. */
static bool is_whole(void)
{
	uint64_t last = 0;

	for (uint32_t i = 0; i < ack_count; i++) {
		if (acks[i].error) {
			printf("operation %u was told error %d; ", i, acks[i].error);
			return false;
		}
		last = acks[i].ended > last ? acks[i].ended : last;
	}
	if (command_count && commands[command_count - 1].ended > last)
		return true;
	printf("the tape ends before the last operation; ");
	return false;
}

/* From when on the data of a write must be found; UINT64_MAX: never. */
static uint64_t promise_of(const struct ack *written)
{
	uint64_t at = UINT64_MAX;

	if (written->error || written->kind == ACK_DURABLE_WRITE)
		return written->error ? at : written->ended;
	for (uint32_t i = 0; i < ack_count; i++)
		if (acks[i].kind == ACK_FLUSH && !acks[i].error && acks[i].began > written->ended &&
		    acks[i].ended < at && !is_doubtful(written, &acks[i]))
			at = acks[i].ended;
	return at;
}

static void find_promises(void)
{
	promises = calloc(ack_count, sizeof(*promises));
	if (!promises)
		exit(2);
	for (uint32_t i = 0; i < ack_count; i++)
		promises[i] = acks[i].kind == ACK_WRITE || acks[i].kind == ACK_DURABLE_WRITE ?
			      promise_of(&acks[i]) : UINT64_MAX;
}

/* The oldest version that may be found; anything goes after a discard that nothing followed. */
static void find_least(uint64_t at)
{
	memset(least, 0, sizeof(least));
	memset(anything, 0, sizeof(anything));
	for (uint32_t i = 0; i < ack_count; i++) {
		const struct ack *a = &acks[i];
		bool promised = promises[i] < at;

		if (a->began >= at || (a->kind != ACK_DISCARD && !promised))
			continue;
		for (uint32_t b = a->block; b < a->block + a->count; b++) {
			anything[b] = a->kind == ACK_DISCARD;
			if (promised)
				least[b] = a->version;
		}
	}
}

/* Versions are numbered without a gap. */
static bool was_written(uint32_t block, uint32_t version, uint64_t at)
{
	const struct ack *a = &acks[version - 1];

	return !version || (version <= ack_count && a->began < at && block - a->block < a->count);
}

static void judge(uint32_t blocks, uint64_t at)
{
	find_least(at);
	for (uint32_t b = 0; b < blocks; b++) {
		if (unreadable[b])
			found.under_laser += least[b] > 0;
		else if (!anything[b] && medium[b] < least[b])
			found.lost++;
		else if (!was_written(b, medium[b], at))
			found.mixed++;
	}
}

static uint32_t blocks_of(void)
{
	uint32_t end = 0;

	for (uint32_t i = 0; i < ack_count; i++)
		if (acks[i].kind != ACK_FLUSH && acks[i].block + acks[i].count > end)
			end = acks[i].block + acks[i].count;
	return end < BLOCKS_MAX ? end : BLOCKS_MAX;
}

/* Commands that matter: from the first WRITE on that ends after that. */
static uint32_t first_write(uint64_t time)
{
	uint32_t i = 0;

	while (i < command_count && (!commands[i].count || commands[i].ended <= time))
		i++;
	return i;
}

static void put_image(const char *folder, uint32_t number, uint64_t time)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%u.time", folder, number);
	f = fopen(path, "w");
	if (!f || fprintf(f, "%llu\n", (unsigned long long)time) < 0 || fclose(f))
		exit(2);
	snprintf(path, sizeof(path), "%s/%u", folder, number);
	f = fopen(path, "wb");
	if (!f || ftruncate(fileno(f), MEDIUM_BLOCKS * BLOCK))
		exit(2);
	for (uint32_t b = 0; b < MEDIUM_BLOCKS; b++)
		if (image[b] && (fseek(f, (long)b * BLOCK, SEEK_SET) ||
				 fwrite(image[b], BLOCK, 1, f) != 1))
			exit(2);
	if (fclose(f))
		exit(2);
}

static void make_images(const char *folder, uint32_t cuts, uint32_t first, uint32_t state)
{
	for (uint32_t i = 0; i < cuts; i++) {
		uint32_t step = (command_count - first) / cuts, at = first + i * step + draw(&state, step);

		tear(play_until(at), at, (enum way)(i % WAYS), &state);
		put_image(folder, i, commands[at].ended);
	}
}

static uint32_t count_resets(void)
{
	uint32_t resets = 0;

	for (uint32_t i = 0; i < command_count; i++)
		resets += commands[i].reset;
	return resets;
}

static int by_version(const void *a, const void *b)
{
	const struct ack *x = a, *y = b;

	return (x->version > y->version) - (x->version < y->version);
}

int main(int argc, char **argv)
{
	uint32_t cuts, state, first, blocks;
	bool whole;

	forgetful = argc == 7 && !strcmp(argv[6], "--forgetful");
	images = argc == 8 && !strcmp(argv[6], "--images");
	if (argc != 6 && !forgetful && !images)
		return 2;
	packet_blocks = (uint32_t)atoi(argv[3]);
	cuts = (uint32_t)atoi(argv[4]);
	state = (uint32_t)atoi(argv[5]) * 2654435761u + 1;
	read_tape(argv[1]);
	if (images) {
		first = first_write(strtoull(argv[7], NULL, 10));
		if (!packet_blocks || !cuts || command_count - first < cuts)
			return 2;
		make_images(argv[2], cuts, first, state);
		return 0;
	}
	read_acks(argv[2]);
	qsort(acks, ack_count, sizeof(*acks), by_version);
	whole = is_whole();
	find_promises();
	first = first_write(0);
	blocks = blocks_of();
	if (!packet_blocks || first >= command_count || !blocks)
		return 2;
	for (uint32_t i = 0; i < cuts; i++, found.cuts++) {
		uint32_t at = first + draw(&state, command_count - first), from = play_until(at);

		tear(from, at, (enum way)(i % WAYS), &state);
		judge(blocks, commands[at].ended);
	}
	printf("%llu cuts, %llu lost, %llu mixed, %llu under the laser, %u resets\n", found.cuts,
	       found.lost, found.mixed, found.under_laser, count_resets());
	return found.lost || found.mixed || !whole;
}
