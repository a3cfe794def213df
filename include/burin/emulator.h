/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The emulated recorder: a strict MMC drive in memory with its medium in a
 * file. It takes command blocks and gives status, sense and data as a drive
 * does; time is its own. See Documentation/emulator.rst for the medium file and
 * the fault plan. One thread at a time.
 */
#ifndef BURIN_EMULATOR_H
#define BURIN_EMULATOR_H

#include <burin/medium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct burin_emulator;

/*
 * A blank medium at path, which must not exist (-EEXIST). blocks 0: the kind's
 * true capacity. -EINVAL: no such size; -ENOTSUP: a kind not emulated.
 */
int burin_emulator_create_medium(const char *path, enum burin_kind kind, uint32_t blocks);

/*
 * A pressed disc (cd-rom, dvd-rom, bd-rom) at path that holds what the image holds; it can
 * only be read. -EINVAL: the image is empty or too large; -ENOTSUP: not such a kind; errnos.
 */
int burin_emulator_press_medium(const char *path, enum burin_kind kind, const char *image);

/*
 * A drive with the medium at path loaded. BURIN_E_MEDIUM_FILE: not a medium, or
 * damaged; BURIN_E_RECORDER_BUSY: another process holds it, *holder (may be NULL)
 * is its pid or 0; errnos. path NULL: an empty drive.
 */
int burin_emulator_open(const char *path, struct burin_emulator **out, int32_t *holder);

/* As a power-off with an idle drive: everything buffered is written first. NULL is fine. */
void burin_emulator_close(struct burin_emulator *emu);

enum burin_emulator_direction { BURIN_EMU_NONE = 0, BURIN_EMU_IN, BURIN_EMU_OUT };

/* Host statuses: what becomes of a command that the drive gives no status for. */
#define BURIN_EMU_TIMEOUT	(-2)	/* no answer in time */
#define BURIN_EMU_GONE		(-3)	/* no device */
#define BURIN_EMU_RESET		(-4)	/* the bus was reset meanwhile */
#define BURIN_EMU_ERROR		(-5)	/* the transport failed */
#define BURIN_EMU_NO_CONNECT	(-6)	/* the device did not take the command */

/* One command. The caller fills the upper part, the drive the lower. */
struct burin_emulator_command {
	uint8_t cdb[16];
	uint8_t cdb_len;
	enum burin_emulator_direction direction;
	void *data;
	size_t data_len;
	uint64_t timeout_ns;		/* of virtual time; 0: none */

	int status;			/* SCSI status (0 GOOD, 2 CHECK CONDITION) or BURIN_EMU_* */
	size_t transferred;
	size_t residual;		/* data_len less transferred; a fault may tell otherwise */
	uint8_t sense[252];
	uint8_t sense_len;
};

void burin_emulator_execute(struct burin_emulator *emu, struct burin_emulator_command *cmd);

/* Virtual time in nanoseconds since the drive was opened; sleeping lets it pass. */
uint64_t burin_emulator_now(const struct burin_emulator *emu);
void burin_emulator_sleep(struct burin_emulator *emu, uint64_t ns);

/*
 * factor 0 (default): time passes only by commands and burin_emulator_sleep().
 * Else real time between commands passes too, factor times as fast: a slow
 * feeder lets the buffer run empty.
 */
void burin_emulator_set_clock(struct burin_emulator *emu, double factor);

/*
 * Replaces the fault plan (text; "" none). BURIN_E_FAULT_PLAN: *line (may be NULL) is
 * the line at fault. The file PATH.faults beside a medium, if there is one, is
 * read when the medium is loaded.
 */
int burin_emulator_set_faults(struct burin_emulator *emu, const char *plan, unsigned int *line);

/*
 * The event that the plan's rules "on-trigger NAME" wait for: they hold from now on, and count
 * anew. -ENOENT: no rule waits for it.
 */
int burin_emulator_trigger(struct burin_emulator *emu, const char *name);

/* At most 20 characters, by which hosts tell drives apart (VPD page 80h); "" (default): none. */
void burin_emulator_set_serial(struct burin_emulator *emu, const char *serial);

/* Power: off loses the write buffer at once. On again: unit attention. */
void burin_emulator_cut_power(struct burin_emulator *emu);
int burin_emulator_restore_power(struct burin_emulator *emu);

/* Virtual time until the drive is there again: 0 it is; UINT64_MAX not by itself. */
uint64_t burin_emulator_absent(const struct burin_emulator *emu);

/* The medium from outside, as a hand would. */
int burin_emulator_insert(struct burin_emulator *emu, const char *path);
int burin_emulator_remove(struct burin_emulator *emu);
void burin_emulator_set_write_protect(struct burin_emulator *emu, bool protect);

/* Counters for tests. Grows at its end only. */
struct burin_emulator_stats {
	uint64_t commands;
	uint64_t writes;		/* WRITE commands answered GOOD */
	uint64_t blocks_accepted;	/* taken into the buffer */
	uint64_t blocks_recorded;	/* on the medium */
	uint32_t buffer_bytes, buffer_used;
	uint32_t underruns;
};

void burin_emulator_get_stats(const struct burin_emulator *emu, struct burin_emulator_stats *stats);

#ifdef __cplusplus
}
#endif
#endif
