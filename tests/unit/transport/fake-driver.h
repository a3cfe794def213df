/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * burin's driver without a kernel, for one test program: the system's calls are wrapped at
 * link time (fake-system.h), the contract of <linux/burin.h> is served (fake-ioctl.h,
 * fake-slots.h, fake-burn.h), single-threaded, and the emulated recorder answers the commands. A slot that
 * is published is made read-only, so that touching one ends the program.
 */
#ifndef TESTS_UNIT_TRANSPORT_FAKE_DRIVER_H
#define TESTS_UNIT_TRANSPORT_FAKE_DRIVER_H

#include <burin/emulator.h>
#include <errno.h>
#include <linux/burin.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../driver/engine/sequencer.h"
#include "transport/wrapped.h"

#define SLOTS_MAX 4096

enum { NODE_BLOCK, NODE_GENERIC, NODE_UNIT, NODES };

struct fake_feed {
	uint64_t first, bytes;
	bool ended;
};

static struct driver {
	char root[64];			/* nodes, and what the kernel tells of their device */
	int fd[NODES];			/* as the library has them; -1: closed */
	int opens[NODES], flags[NODES];
	int open_errors[NODES][64];	/* of the first opens */
	int naps;

	/* what is wrong */
	int acquire_errors;		/* so many times EBUSY */
	int command_errors[8];
	unsigned int commands_asked;
	bool interrupts;		/* every ioctl is interrupted once */
	uint32_t interrupted;		/* numbers of those that were */
	bool lazy;			/* the drive works while it is waited for, not before */
	unsigned int gone_at;		/* commands until the drive is gone; 0: never */
	bool gone, lost;
	bool unprotected;		/* published slots stay writable */
	uint64_t ring_limit;

	/* the owner, and what is asked of it */
	struct burin_unit_state other;	/* OWNED: another one's */
	bool owned;
	int owner_fd, calling_fd;
	int old_fd;			/* of the unit, before it was opened again; -1: none */
	uint32_t generation, owner_uid;
	bool deserted, starving;
	struct burin_acquire acquired;
	int released;
	struct burin_info info;
	struct burin_command last;
	uint32_t armed_count, armed_reactions;
	struct burin_step armed[BURIN_STEPS_MAX];
	uint32_t armed_before_first;	/* steps armed when the first command of a test came */

	/* the block device */
	struct burin_bind bound;	/* as it was asked for */
	struct burin_step again[BURIN_STEPS_MAX];
	uint32_t again_count;
	bool is_bound;
	int bind_error;
	int unbind_error, unbind_busy;	/* so many times EBUSY before that */
	struct burin_packet_state packets;

	/* the ring */
	struct burin_ring_spec ring;
	uint8_t *memory, *bounce;	/* memory: as its owner has mapped it */
	int memory_fd;			/* -1: it has not been mapped */
	struct burin_slot slots[SLOTS_MAX];
	struct burin_done done[SLOTS_MAX];
	uint64_t head, finished, reaped;
	unsigned int publishes, completes;

	/* the burn */
	struct burin_start start;
	struct burin_stream_spec streams[BURIN_STREAMS_MAX];
	struct burin_step steps[BURIN_STEPS_MAX];
	struct burin_reaction reactions[BURIN_REACTIONS_MAX];
	struct burin_program program;
	struct burin_seq seq;
	struct burin_seq_action action;
	struct fake_feed feeds[BURIN_STREAMS_MAX];
	uint32_t feeding;
	uint8_t note[BURIN_NOTE_MAX];
	bool running, begun, cancelled, told_cancel, report;
	bool orphaned, told_orphan;
	uint64_t told_bytes;
	uint32_t told_stream;
	bool told_ended;
	uint32_t buffer_total, buffer_free;
	struct burin_emulator *emu;
} fake;

static void fake_nap(void)
{
	fake.naps++;
}

void __wrap_burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd)
{
	if (!command_count)
		fake.armed_before_first = fake.armed_count;
	log_command(cmd);
	__real_burin_emulator_execute(emu, cmd);
}

#define COPY(to, from, n) fake_copy(to, from, (n) * sizeof(*(to)))

static void fake_copy(void *to, uint64_t from, size_t n)
{
	if (n)
		memcpy(to, (const void *)(uintptr_t)from, n);
}

/* The drive */

static void fake_execute(const uint8_t *cdb, uint8_t cdb_len, uint8_t direction, void *data,
			 size_t n, uint32_t timeout_ms, struct burin_command *answer)
{
	struct burin_emulator_command cmd = {
		.cdb_len = cdb_len,
		.direction = direction == BURIN_DIR_OUT ? BURIN_EMU_OUT :
			     direction == BURIN_DIR_IN ? BURIN_EMU_IN : BURIN_EMU_NONE,
		.data = data,
		.data_len = n,
		.timeout_ns = (uint64_t)timeout_ms * 1000000,
	};

	if (fake.gone_at && !--fake.gone_at)
		fake.gone = true;
	answer->host = BURIN_HOST_GONE;
	if (fake.gone)
		return;
	memcpy(cmd.cdb, cdb, cdb_len);
	burin_emulator_execute(fake.emu, &cmd);
	answer->host = cmd.status == BURIN_EMU_TIMEOUT ? BURIN_HOST_TIMEOUT :
		       cmd.status < 0 ? BURIN_HOST_GONE : BURIN_HOST_OK;
	answer->status = cmd.status < 0 ? 0 : (uint8_t)cmd.status;
	answer->transferred = (uint32_t)cmd.transferred;
	answer->sense_len = cmd.sense_len < BURIN_SENSE_MAX ? (uint8_t)cmd.sense_len :
							      BURIN_SENSE_MAX;
	memcpy(answer->sense, cmd.sense, answer->sense_len);
}

#include "transport/fake-burn.h"
#include "transport/fake-slots.h"
#include "transport/fake-ioctl.h"
#include "transport/fake-system.h"

/* Setting up */

static const char *const fake_folders[] = {
	"device", "device/block", "device/block/sr0", "device/scsi_generic",
	"device/scsi_generic/sg0", "device/burin", "device/burin/burin0",
};

#define FAKE_FOLDERS (sizeof(fake_folders) / sizeof(fake_folders[0]))

static void fake_path(char *path, size_t n, const char *name)
{
	snprintf(path, n, "%s/%s", fake.root, name);
}

static int fake_load(void)
{
	char path[160];

	memset(&fake, 0, sizeof(fake));
	for (int i = 0; i < NODES; i++)
		fake.fd[i] = -1;
	fake.owner_fd = fake.old_fd = fake.memory_fd = -1;
	fake.owner_uid = (uint32_t)geteuid();
	fake.ring_limit = ~0ull;
	fake.info = (struct burin_info){
		.size = sizeof(fake.info), .version = 1, .transfer_bytes = 1 << 20,
	};
	strcpy(fake.root, "/tmp/burin-unit-XXXXXX");
	if (!mkdtemp(fake.root))
		return -1;
	for (size_t i = 0; i < FAKE_FOLDERS; i++) {
		fake_path(path, sizeof(path), fake_folders[i]);
		mkdir(path, 0700);
	}
	fake_path(path, sizeof(path), "sr0");
	if (symlink("/dev/zero", path))
		return -1;
	fake_path(path, sizeof(path), "burin0");
	return symlink("/dev/full", path);
}

static void fake_clear(void)
{
	char path[160];

	fake_path(path, sizeof(path), "sr0");
	unlink(path);
	fake_path(path, sizeof(path), "burin0");
	unlink(path);
	for (size_t i = FAKE_FOLDERS; i--;) {
		fake_path(path, sizeof(path), fake_folders[i]);
		rmdir(path);
	}
	rmdir(fake.root);
	fake.root[0] = '\0';
	free(fake.bounce);
	fake.bounce = NULL;
	if (fake.memory_fd >= 0)
		__real_close(fake.memory_fd);
}

#endif
