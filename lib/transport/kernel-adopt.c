// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Another process's burn: its unit is opened and looked at without being owned, and becomes ours
 * by ADOPT, or once the driver has brought the burn to its end.
 */
#include "transport/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/detail.h"
#include "transport/burn-ops.h"
#include "transport/node.h"
#include "transport/note.h"

/* The letter of proc(5)'s stat behind the last parenthesis: T and t are stopped. */
static bool is_stopped(uint32_t pid)
{
	char path[32], line[512], *end;
	FILE *stat;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%u/stat", pid);
	stat = fopen(path, "re");
	if (!stat)
		return false;
	n = fread(line, 1, sizeof(line) - 1, stat);
	fclose(stat);
	line[n] = '\0';
	end = strrchr(line, ')');
	return end && end[1] == ' ' && (end[2] == 'T' || end[2] == 't');
}

static bool is_left(const struct burin_unit_state *unit)
{
	return unit->unit & BURIN_UNIT_DESERTED ||
	       (unit->unit & BURIN_UNIT_RUNNING &&
		(unit->unit & BURIN_UNIT_STARVING || is_stopped(unit->owner_pid)));
}

static int ask(int fd, struct burin_unit_state *unit, uint8_t *note, uint32_t room)
{
	*unit = (struct burin_unit_state){
		.size = sizeof(*unit), .note = (uintptr_t)note, .note_len = room,
	};
	return bur_kernel_call(fd, BURIN_IOC_STATE, unit);
}

static int check_left(struct bur_kernel_opening *drive, const struct burin_unit_state *unit)
{
	uint32_t user = (uint32_t)geteuid();

	if (!(unit->unit & BURIN_UNIT_OWNED))
		return bur_fail(drive->detail, BURIN_E_NO_BURN, BURIN_PHASE_OPEN, drive->path, NULL);
	if (!is_left(unit))
		return bur_kernel_explain_busy(drive, drive->unit);
	if (unit->owner_uid == user || !user)
		return 0;
	return bur_fail(drive->detail, -EPERM, BURIN_PHASE_OPEN, drive->path,
			"the burn of process %u is user %u's", unit->owner_pid, unit->owner_uid);
}

/* A note is another process's word, a slot's length the driver's. */
static struct bur_note *take_note(const struct burin_unit_state *unit, const uint8_t *bytes)
{
	struct bur_note *note = bur_note_get(bytes, unit->note_len);

	if (!note || bur_burn_longest(&note->program) <= unit->slot_bytes)
		return note;
	bur_note_free(note);
	return NULL;
}

static int new_transport(struct bur_kernel_opening *drive, const struct burin_unit_state *unit,
			 const uint8_t *note, struct bur_kernel **out)
{
	struct bur_kernel *kernel = bur_kernel_new(drive);

	*out = kernel;
	if (!kernel)
		return -ENOMEM;
	kernel->base.reason = "burin's driver runs a burn that another process has left";
	kernel->left = take_note(unit, note);
	kernel->unit = *unit;
	kernel->path = bur_strdup(drive->path);
	return kernel->path ? 0 : -ENOMEM;
}

int bur_kernel_open_left(const char *path, struct bur_transport **out,
			 struct burin_detail *detail)
{
	struct bur_kernel_opening drive = BUR_KERNEL_OPENING(path, detail);
	uint8_t note[BURIN_NOTE_MAX];
	struct burin_unit_state unit;
	struct bur_kernel *kernel = NULL;
	int ret = bur_kernel_open_unit(&drive);

	*out = NULL;
	if (!ret) {
		ret = ask(drive.fd, &unit, note, sizeof(note));
		ret = ret ? bur_node_explain(ret, drive.unit, detail) : check_left(&drive, &unit);
	}
	if (!ret) {
		ret = new_transport(&drive, &unit, note, &kernel);
		if (ret)
			bur_fail(detail, ret, BURIN_PHASE_OPEN, path, NULL);
	}
	if (!ret) {
		*out = &kernel->base;
		return 0;
	}
	if (kernel)
		bur_transport_close(&kernel->base);
	else if (drive.fd >= 0)
		close(drive.fd);
	return ret;
}

static int call_error(int error)
{
	switch (error) {
	case -ENODEV:
		return BURIN_E_GONE;
	case -ENOENT:
		return BURIN_E_NO_BURN;
	case -ESTALE:
		return BURIN_E_ADOPTED;
	default:
		return error;
	}
}

int bur_kernel_look(struct bur_transport *t, struct bur_left *left)
{
	struct bur_kernel *kernel = bur_kernel_of(t);
	struct burin_unit_state unit;
	int ret = kernel->path ? ask(kernel->fd, &unit, NULL, 0) : -ENOENT;

	if (ret)
		return call_error(ret);
	if (unit.generation != kernel->unit.generation && !(unit.unit & BURIN_UNIT_MINE))
		return unit.unit & BURIN_UNIT_OWNED ? BURIN_E_ADOPTED : BURIN_E_NO_BURN;
	kernel->unit = unit;
	*left = (struct bur_left){
		.feeding = unit.feeding,
		.fed = unit.fed_bytes,
		.chain = (uint32_t)unit.fed_tag,
		.checksums = unit.checksum != BURIN_CHECKSUM_NONE,
		.deserted = unit.unit & BURIN_UNIT_DESERTED,
		.run = unit.run,
	};
	if (kernel->left) {
		left->program = &kernel->left->program;
		left->note = kernel->left->bytes;
		left->note_len = kernel->left->n;
	}
	if (unit.unit & BURIN_UNIT_RUNNING && unit.run.phase <= BURIN_RUN_STREAM)
		return 0;
	return BURIN_E_NO_BURN;
}

int bur_kernel_adopt(struct bur_transport *t, struct bur_burn **out)
{
	static const struct burin_program nothing;
	struct bur_kernel *kernel = bur_kernel_of(t);
	struct burin_adopt arg = { .size = sizeof(arg), .generation = kernel->unit.generation };
	int ret;

	*out = NULL;
	snprintf(arg.name, sizeof(arg.name), "burin, PID %d", (int)getpid());
	ret = kernel->path ? bur_kernel_call(kernel->fd, BURIN_IOC_ADOPT, &arg) : -ENOENT;
	if (ret)
		return call_error(ret);
	kernel->generation = arg.new_generation;
	ret = bur_kernel_take_over(t, kernel->left ? &kernel->left->program : &nothing, out);
	kernel->forsaken = ret;		/* it waits for another one again */
	return ret;
}

int bur_kernel_inherit(struct bur_transport *t, struct burin_run_state *run)
{
	struct bur_kernel *kernel = bur_kernel_of(t);
	struct bur_kernel_opening drive = BUR_KERNEL_OPENING(kernel->path, NULL);
	struct burin_unit_state unit;
	int ret = ask(kernel->fd, &unit, NULL, 0);

	if (ret)
		return call_error(ret);
	if (unit.unit & BURIN_UNIT_MINE)
		return 0;
	*run = unit.run;
	if (unit.unit & BURIN_UNIT_OWNED)
		return -EBUSY;
	drive.fd = kernel->fd;
	drive.info = (struct burin_info){ .size = sizeof(drive.info) };
	ret = bur_kernel_call(drive.fd, BURIN_IOC_INFO, &drive.info);
	if (!ret)
		ret = bur_kernel_own(&drive);
	kernel->generation = drive.generation;
	return call_error(ret);
}
