/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bare loop of WRITE(10) by SG_IO out of memory: what a burning program cannot do better.
 * sgio NODE BLOCKS [KIB]: a blank CD or BD is written from its beginning, KIB (64) a command.
 */
#include <fcntl.h>
#include <scsi/sg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define BLOCK 2048u
#define MODE_BYTES 60u		/* header, and page 05h */

static int node;

/* False: no GOOD. */
static int command(const uint8_t *cdb, uint8_t cdb_len, int direction, void *data, unsigned int n)
{
	uint8_t sense[32];
	struct sg_io_hdr hdr = {
		.interface_id = 'S',
		.dxfer_direction = direction,
		.cmd_len = cdb_len,
		.mx_sb_len = sizeof(sense),
		.dxfer_len = n,
		.dxferp = data,
		.cmdp = (uint8_t *)cdb,
		.sbp = sense,
		.timeout = 200000,
	};

	return !ioctl(node, SG_IO, &hdr) && !hdr.status && !hdr.host_status;
}

static void must(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "sgio: %s failed\n", what);
	exit(1);
}

/* Past the unit attentions of a new medium. */
static void wait_ready(void)
{
	static const uint8_t test_unit_ready[6];
	int tries = 20;

	while (!command(test_unit_ready, 6, SG_DXFER_NONE, NULL, 0))
		must(--tries, "TEST UNIT READY");
}

/* CD: track at once, mode 1. Drives without page 05h need none. */
static void set_write_parameters(void)
{
	static const uint8_t sense[10] = { 0x5a, 8, 5, [8] = MODE_BYTES };
	static const uint8_t select[10] = { 0x55, 0x10, [8] = MODE_BYTES };
	uint8_t mode[MODE_BYTES] = { 0 };

	if (!command(sense, 10, SG_DXFER_FROM_DEV, mode, sizeof(mode)) || (mode[8] & 0x3f) != 5)
		return;
	memset(mode, 0, 8);
	mode[8] &= 0x3f;
	mode[10] = 0x41;	/* BUFE, track at once */
	mode[11] = 4;
	mode[12] = 8;
	command(select, 10, SG_DXFER_TO_DEV, mode, sizeof(mode));
}

static void write_blocks(uint32_t blocks, uint32_t most)
{
	uint8_t *data = aligned_alloc(4096, most * BLOCK);
	uint8_t cdb[10] = { 0x2a, [7] = (uint8_t)(most >> 8), [8] = (uint8_t)most };

	must(data != NULL, "memory");
	memset(data, 0x5a, most * BLOCK);
	for (uint32_t lba = 0; lba < blocks; lba += most) {
		cdb[2] = (uint8_t)(lba >> 24);
		cdb[3] = (uint8_t)(lba >> 16);
		cdb[4] = (uint8_t)(lba >> 8);
		cdb[5] = (uint8_t)lba;
		must(command(cdb, 10, SG_DXFER_TO_DEV, data, most * BLOCK), "WRITE");
	}
	free(data);
}

int main(int argc, char **argv)
{
	static const uint8_t synchronize[10] = { 0x35 };

	uint32_t kib = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 64;

	must(argc >= 3 && kib >= 2, "usage: sgio NODE BLOCKS [KIB]; it");
	node = open(argv[1], O_RDWR | O_NONBLOCK | O_EXCL);
	must(node >= 0, argv[1]);
	wait_ready();
	set_write_parameters();
	write_blocks((uint32_t)strtoul(argv[2], NULL, 10), kib * 1024 / BLOCK);
	must(command(synchronize, 10, SG_DXFER_NONE, NULL, 0), "SYNCHRONIZE CACHE");
	return 0;
}
