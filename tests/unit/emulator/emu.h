/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A drive under test: its medium in a folder of its own, commands by name. */
#ifndef TEST_EMU_H
#define TEST_EMU_H

#include <burin/emulator.h>
#include <burin/error.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"

#include <kselftest_harness.h>

#define OK 0u
#define S(key, asc, ascq) ((uint32_t)(key) << 16 | (uint32_t)(asc) << 8 | (uint32_t)(ascq))
#define GONE 0x1000000u
#define TIMEOUT 0x2000000u
#define STATUS 0x4000000u
#define SECOND 1000000000ull

struct drive {
	char dir[64], path[80];
	struct burin_emulator *emu;
	struct burin_emulator_command cmd;	/* the last one */
	uint8_t reply[4096];
};

static inline uint32_t outcome(const struct burin_emulator_command *cmd)
{
	if (cmd->status == BURIN_EMU_GONE)
		return GONE;
	if (cmd->status == BURIN_EMU_TIMEOUT)
		return TIMEOUT;
	if (cmd->status == 0)
		return OK;
	if (cmd->status != 2)
		return STATUS | (uint32_t)cmd->status;
	return S(cmd->sense[2] & 15, cmd->sense[12], cmd->sense[13]);
}

/* cdb as hexadecimal digits, blanks allowed; its length is the opcode's. */
static inline uint32_t command(struct drive *d, const char *hex, int direction, void *data,
			       size_t len)
{
	static const uint8_t lengths[8] = { 6, 10, 10, 6, 16, 12, 10, 10 };
	unsigned int byte, n = 0;
	int used;

	memset(&d->cmd, 0, sizeof(d->cmd));
	while (n < 16 && sscanf(hex, " %2x%n", &byte, &used) == 1) {
		d->cmd.cdb[n++] = (uint8_t)byte;
		hex += used;
	}
	d->cmd.cdb_len = lengths[d->cmd.cdb[0] >> 5];
	d->cmd.direction = direction;
	d->cmd.data = data;
	d->cmd.data_len = len;
	burin_emulator_execute(d->emu, &d->cmd);
	return outcome(&d->cmd);
}

static inline uint32_t ask(struct drive *d, const char *hex)
{
	memset(d->reply, 0xee, sizeof(d->reply));
	return command(d, hex, BURIN_EMU_IN, d->reply, sizeof(d->reply));
}

static inline uint32_t tell(struct drive *d, const char *hex)
{
	return command(d, hex, BURIN_EMU_NONE, NULL, 0);
}

static inline uint32_t give(struct drive *d, const char *hex, const char *list)
{
	uint8_t bytes[128];
	unsigned int byte;
	size_t n = 0;
	int used;

	while (n < sizeof(bytes) && sscanf(list, " %2x%n", &byte, &used) == 1) {
		bytes[n++] = (uint8_t)byte;
		list += used;
	}
	return command(d, hex, BURIN_EMU_OUT, bytes, n);
}

/* A block whose every byte depends on where and when it was written. */
static inline void pattern(uint8_t *p, uint32_t lba, uint32_t count, uint32_t salt)
{
	for (uint32_t i = 0; i < count; i++, p += 2048)
		for (uint32_t k = 0; k < 2048; k += 4)
			put_be32(p + k, (lba + i) * 2654435761u + k + salt * 40503u);
}

static uint8_t test_blocks[2048 * 1024];

static inline uint32_t write_salted(struct drive *d, uint32_t lba, uint32_t count, uint32_t salt)
{
	char hex[64];

	pattern(test_blocks, lba, count, salt);
	snprintf(hex, sizeof(hex), "2a00 %08x 00 %04x 00", lba, count);
	return command(d, hex, BURIN_EMU_OUT, test_blocks, count * 2048u);
}

static inline uint32_t write_at(struct drive *d, uint32_t lba, uint32_t count)
{
	return write_salted(d, lba, count, 0);
}

/* Writes in pieces of 32 blocks; the first outcome that is not GOOD. */
static inline uint32_t write_many(struct drive *d, uint32_t lba, uint32_t count)
{
	while (count) {
		uint32_t n = count < 32 ? count : 32, code = write_at(d, lba, n);

		if (code)
			return code;
		lba += n;
		count -= n;
	}
	return OK;
}

static inline uint32_t read_at(struct drive *d, uint32_t lba, uint32_t count)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "2800 %08x 00 %04x 00", lba, count);
	memset(test_blocks, 0x5a, count * 2048u);
	return command(d, hex, BURIN_EMU_IN, test_blocks, count * 2048u);
}

/* 1: reads back as written; 0: it does not. */
static inline int holds_salted(struct drive *d, uint32_t lba, uint32_t count, uint32_t salt)
{
	static uint8_t want[2048 * 32];

	while (count) {
		uint32_t n = count < 32 ? count : 32;

		if (read_at(d, lba, n) != OK || d->cmd.transferred != n * 2048u)
			return 0;
		pattern(want, lba, n, salt);
		if (memcmp(want, test_blocks, n * 2048u))
			return 0;
		lba += n;
		count -= n;
	}
	return 1;
}

static inline int holds(struct drive *d, uint32_t lba, uint32_t count)
{
	return holds_salted(d, lba, count, 0);
}

static inline uint32_t sync_cache(struct drive *d)
{
	return tell(d, "3500 00000000 00 0000 00");
}

/* function 1 track, 2 session, 6 finalise */
static inline uint32_t close_it(struct drive *d, unsigned int function, unsigned int track)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "5b00 %02x 00 %04x 00000000", function, track);
	return tell(d, hex);
}

/* READ TRACK INFORMATION by number */
static inline uint32_t track_info(struct drive *d, unsigned int number)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "5201 %08x 00 0024 00", number);
	return ask(d, hex);
}

static inline uint32_t disc_info(struct drive *d)
{
	return ask(d, "5100 00000000 00 0022 00");
}

/* Disc status and last session's state as the state table writes them: 0x10 * disc + session. */
static inline unsigned int disc_state(struct drive *d)
{
	if (disc_info(d) != OK)
		return 0xff;
	return (d->reply[2] & 3u) << 4 | (d->reply[2] >> 2 & 3u);
}

#define NO_NWA 0xffffffffu

static inline uint32_t nwa(struct drive *d, unsigned int number)
{
	if (track_info(d, number) != OK || !(d->reply[7] & 1))
		return NO_NWA;
	return get_be32(d->reply + 12);
}

/* Page 05h: track at once, mode 1. flags: byte 2 beside the write type; sessions: 0 or 3 */
static inline uint32_t track_at_once(struct drive *d, unsigned int flags, unsigned int sessions)
{
	char list[200];
	int n = snprintf(list, sizeof(list), "0000000000000000 0532 %02x %02x 08 00 00 00 00 00"
			 "00000000 0096", flags | 1, sessions << 6 | 4);

	for (int i = 0; i < 36; i++)
		n += snprintf(list + n, sizeof(list) - (size_t)n, "00");
	return give(d, "5510 0000000000 003c 00", list);
}

#define BUFE 0x40
#define TEST_WRITE 0x10

static inline void clear_attentions(struct drive *d)
{
	for (int i = 0; i < 8 && tell(d, "000000000000") >> 16 == 6; i++)
		;
}

static inline void drive_shut(struct drive *d)
{
	burin_emulator_close(d->emu);
	d->emu = NULL;
}

static inline int drive_reopen(struct drive *d)
{
	int err = burin_emulator_open(d->path, &d->emu, NULL);

	if (!err)
		clear_attentions(d);
	return err;
}

static inline int drive_open(struct drive *d, enum burin_kind kind, uint32_t blocks)
{
	memset(d, 0, sizeof(*d));
	snprintf(d->dir, sizeof(d->dir), "%s/burin-emu.XXXXXX", getenv("TMPDIR") ?: "/tmp");
	if (!mkdtemp(d->dir))
		return -1;
	snprintf(d->path, sizeof(d->path), "%s/disc", d->dir);
	if (burin_emulator_create_medium(d->path, kind, blocks))
		return -1;
	return drive_reopen(d);
}

static inline void drive_close(struct drive *d)
{
	char faults[96];

	drive_shut(d);
	snprintf(faults, sizeof(faults), "%s.faults", d->path);
	unlink(faults);
	unlink(d->path);
	rmdir(d->dir);
}

#endif
