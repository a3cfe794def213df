/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rig for burns that go wrong: a small emulated medium in a folder of its own,
 * a fault plan beside it, pseudo-random data, and a trace of every command that
 * reached the drive (taken by wrapping the emulator's entry at link time).
 */
#ifndef TESTS_FAULT_RIG_H
#define TESTS_FAULT_RIG_H

#include <burin/burin.h>
#include <stdbool.h>

struct traced {
	uint8_t cdb[16];
	int status;
	uint8_t key, asc, ascq;
	uint64_t accepted;		/* blocks the drive has taken so far */
	uint64_t recorded;		/* blocks on the medium so far */
	double now;			/* virtual nanoseconds */
};

struct rig {
	enum burin_kind kind;
	char dir[64], path[128], name[160], faults[160];
	uint8_t *data;
	size_t size;			/* of data; not a multiple of the block size */
	struct burin_context *ctx;
	struct traced *trace;		/* of the last burn */
	size_t traced, room;
	uint32_t buffer_bytes;		/* of the drive */
};

struct outcome {
	int code;
	struct burin_detail detail;
	struct burin_data_result result;
};

#define RIG_SEED 20240229u

/* Ends the program with a message when something outside the subject fails. */
void rig_open(struct rig *rig, enum burin_kind kind, size_t bytes);
void rig_close(struct rig *rig);
/* A new blank medium; plan "" for no faults. */
void rig_blank(struct rig *rig, const char *plan);
void rig_set_faults(struct rig *rig, const char *plan);
/* Opens, burns data with full verification, closes; append and overwrite as told. */
void rig_burn(struct rig *rig, bool again, struct outcome *out);
/* burin_data_run_close() on the medium as it lies. */
void rig_run_close(struct rig *rig, struct outcome *out);
/* Blocks from start that read back equal to the data. */
uint64_t rig_equal_blocks(struct rig *rig, uint32_t start);
/* What an independent look says of the medium. */
int rig_look(struct rig *rig, struct burin_medium *medium);
/* The last PREVENT ALLOW MEDIUM REMOVAL that the drive took was an ALLOW. */
bool rig_unlocked(const struct rig *rig);
uint64_t rig_blocks(const struct rig *rig);

#endif
