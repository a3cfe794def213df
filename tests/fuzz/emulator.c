/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any commands in any order to an emulated drive with a small medium. Whatever they
 * are, the replies keep their bounds and the medium can be loaded again.
 */
#include <burin/emulator.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND 16u		/* bytes of input: 12 of the block, direction, length, what to do */
#define MOST_COMMANDS 64
#define DATA (64u << 10)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char path[64];

static void remove_medium(void)
{
	unlink(path);
}

/* The commands of MMC-6 that a recorder has; half of the input's are made one of these. */
static const uint8_t opcodes[] = {
	0x00, 0x03, 0x04, 0x12, 0x1b, 0x1e, 0x23, 0x25, 0x28, 0x2a, 0x2b, 0x2e, 0x2f, 0x35, 0x42,
	0x43, 0x46, 0x4a, 0x51, 0x52, 0x53, 0x54, 0x55, 0x5a, 0x5b, 0x5c, 0xa1, 0xa8, 0xaa, 0xac,
	0xad, 0xb6, 0xbb, 0xbd, 0xbe, 0xbf, 0x44, 0x58, 0x5d, 0xb9,
};

/* Plans that leave a drive to talk to. */
static const char *const plans[] = {
	"", "policy long-write\nbuffer 100000", "on any every 3 sense 3/0c/00 descriptor after",
	"on any every 4 garbage", "on write every 2 misdirect -64\non read random",
	"on any every 3 late\non any every 5 duplicate", "on write nth 2 freeze for 100",
	"on any every 2 residual 4294967295\non any pad 9", "on any every 5 stale\non 51 length 9",
	"on any every 6 reset amid", "on any every 7 gone for 0.001",
	"on write nth 4 cut-power tear half for 0.001", "on 35 cut-power tear prefix for 0.001",
	"on 5b cut-power tear tables amid for 0.001", "on write nth 3 cut-power tear link for 0.001",
	"on write nth 5 cut-power tear subset for 0.001",
};

static bool faulty;

static void execute(struct burin_emulator *emu, const uint8_t *p)
{
	static uint8_t data[DATA];
	struct burin_emulator_command cmd = { .cdb_len = 12, .data = data };

	memcpy(cmd.cdb, p, 12);
	if (p[15] & 1)
		cmd.cdb[0] = opcodes[p[0] % sizeof(opcodes)];
	/* Addresses and lengths that are small are more often meant. */
	if (p[15] & 2)
		memset(cmd.cdb + 2, 0, 3);
	if (p[15] & 4)
		cmd.cdb[7] = 0;
	cmd.direction = p[12] % 3;
	cmd.data_len = cmd.direction ? ((size_t)p[13] << 8 | p[14]) : 0;
	memset(data, p[13], cmd.data_len);
	cmd.timeout_ns = p[15] & 8 ? 1000000 : 0;
	burin_emulator_execute(emu, &cmd);
	if (cmd.transferred > cmd.data_len || cmd.sense_len > sizeof(cmd.sense) ||
	    (!faulty && (cmd.status == 2) != (cmd.sense_len > 0)))
		abort();
	if (p[15] >> 4 == 1)
		burin_emulator_sleep(emu, (uint64_t)p[14] << 20);
	if (p[15] >> 4 == 2) {
		burin_emulator_cut_power(emu);
		burin_emulator_restore_power(emu);
	}
	if (p[15] >> 4 == 3) {
		faulty = true;
		if (burin_emulator_set_faults(emu, plans[p[14] % COUNT(plans)], NULL))
			abort();
	}
}

static void load_again(void)
{
	struct burin_emulator *emu;

	if (burin_emulator_open(path, &emu, NULL))
		abort();
	burin_emulator_close(emu);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum burin_kind kinds[] = {
		BURIN_KIND_CD_R, BURIN_KIND_BD_R, BURIN_KIND_DVD_PLUS_RW, BURIN_KIND_DVD_R,
		BURIN_KIND_CD_RW,
		BURIN_KIND_DVD_RW, BURIN_KIND_DVD_PLUS_R, BURIN_KIND_DVD_PLUS_R_DL,
		BURIN_KIND_DVD_RAM, BURIN_KIND_BD_RE, BURIN_KIND_DVD_R_DL, BURIN_KIND_BD_R_DL,
		BURIN_KIND_BD_R_TL, BURIN_KIND_BD_R_QL, BURIN_KIND_BD_RE_DL, BURIN_KIND_BD_RE_TL,
	};
	struct burin_emulator *emu;

	if (n < 1 + COMMAND)
		return 0;
	if (!path[0]) {
		snprintf(path, sizeof(path), "%s/burin-fuzz.%ld",
			 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", (long)getpid());
		atexit(remove_medium);
	}
	unlink(path);
	if (burin_emulator_create_medium(path, kinds[data[0] % COUNT(kinds)], 0) ||
	    burin_emulator_open(path, &emu, NULL))
		abort();
	faulty = false;
	data++;
	n--;
	for (int i = 0; i < MOST_COMMANDS && n >= COMMAND; i++, data += COMMAND, n -= COMMAND)
		execute(emu, data);
	burin_emulator_close(emu);
	load_again();
	return 0;
}
