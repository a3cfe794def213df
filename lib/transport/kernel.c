// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The driver: a drive is reached through its unit, /dev/burinN. The other nodes of the same
 * drive are held exclusively and handed over, so that they stay held whatever becomes of this
 * process.
 */
#include "transport/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../driver/engine/plan.h"
#include "core/alloc.h"
#include "core/context.h"
#include "core/detail.h"
#include "transport/burn-ops.h"
#include "transport/node.h"
#include "transport/note.h"

#define NODE BUR_KERNEL_NODE
#define LOST_MS 660000		/* longer than the driver itself waits for a lost command */

int bur_kernel_call(int fd, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(fd, request, arg) < 0 ? -errno : 0;
	while (ret == -EINTR);
	return ret;
}

static void take_errno(struct bur_transport *t, struct bur_command *cmd, int error)
{
	switch (error) {
	case -ENODEV:
		cmd->host = BURIN_HOST_GONE;
		return;
	case -EIO:
		cmd->host = BURIN_HOST_TIMEOUT;
		return;
	case -ESTALE:
		cmd->host = BURIN_HOST_ERROR;
		bur_log(t->ctx, BURIN_LOG_WARNING, "another process has the drive now");
		return;
	case -EPERM:
		bur_log(t->ctx, BURIN_LOG_WARNING,
			"the driver lets this user not send command %02Xh", cmd->cdb[0]);
		bur_node_refuse(cmd);
		return;
	default:
		bur_log(t->ctx, BURIN_LOG_WARNING, "driver, command %02Xh: %s", cmd->cdb[0],
			burin_strerror(error));
		cmd->host = BURIN_HOST_ERROR;
	}
}

static void take_answer(struct bur_command *cmd, const struct burin_command *arg)
{
	cmd->host = arg->host;
	cmd->status = arg->status;
	cmd->transferred = arg->transferred < cmd->data_len ? arg->transferred : cmd->data_len;
	cmd->sense_len = arg->sense_len;
	if (cmd->sense_len > sizeof(cmd->sense))
		cmd->sense_len = sizeof(cmd->sense);
	memcpy(cmd->sense, arg->sense, cmd->sense_len);
}

/* A signal that comes before the command is sent ends the call: nothing has happened then. */
static int send(int fd, struct burin_command *arg)
{
	int ret;

	do
		ret = bur_node_send(fd, BURIN_IOC_COMMAND, arg);
	while (ret == -EINTR);
	return ret;
}

static void kernel_execute(struct bur_transport *t, struct bur_command *cmd)
{
	bool moves = cmd->data_len && cmd->direction != BURIN_DIR_NONE;
	struct burin_command arg = {
		.size = sizeof(arg),
		.cdb_len = cmd->cdb_len,
		.direction = moves ? cmd->direction : BURIN_DIR_NONE,
		.timeout_ms = cmd->timeout_ms ? cmd->timeout_ms : 1,
		.data = moves ? (uintptr_t)cmd->data : 0,
		.data_len = moves ? (uint32_t)cmd->data_len : 0,
	};
	int ret;

	memcpy(arg.cdb, cmd->cdb, sizeof(arg.cdb));
	cmd->host = BURIN_HOST_OK;
	cmd->status = 0;
	cmd->transferred = 0;
	cmd->sense_len = 0;
	ret = send(bur_kernel_of(t)->fd, &arg);
	if (ret)
		take_errno(t, cmd, ret);
	else
		take_answer(cmd, &arg);
}

static int kernel_arm(struct bur_transport *t, const struct burin_program *program)
{
	struct burin_epilogue arg = { .size = sizeof(arg) };
	int ret;

	if (program) {
		arg.steps = bur_kernel_array(program->steps, program->step_count);
		arg.step_count = program->step_count;
		arg.reactions = bur_kernel_array(program->reactions, program->reaction_count);
		arg.reaction_count = program->reaction_count;
	}
	ret = bur_kernel_call(bur_kernel_of(t)->fd, BURIN_IOC_ARM, &arg);
	return ret == -ENODEV ? BURIN_E_GONE : ret;
}

static void kernel_close(struct bur_transport *t)
{
	struct burin_release arg = { .size = sizeof(arg) };

	/* RELEASE waits for a burn that is under way; without it the file's end is its owner's. */
	if (!bur_kernel_of(t)->forsaken)
		(void)bur_kernel_call(bur_kernel_of(t)->fd, BURIN_IOC_RELEASE, &arg);
	close(bur_kernel_of(t)->fd);
	bur_note_free(bur_kernel_of(t)->left);
	bur_free(bur_kernel_of(t)->path);
	bur_free(t);
}

static void kernel_rule(struct bur_transport *t, const struct bur_burn_rule *rule)
{
	static const struct bur_burn_rule none;
	struct bur_kernel *kernel = bur_kernel_of(t);

	rule = rule ? rule : &none;
	kernel->starve_ms = rule->starve_ms;
	kernel->adopt_ms = rule->adopt_ms;
	kernel->note_len = rule->note_len < BURIN_NOTE_MAX ? rule->note_len : 0;
	if (kernel->note_len)
		memcpy(kernel->note, rule->note, kernel->note_len);
}

static const struct bur_transport_ops ops = {
	.execute = kernel_execute,
	.now = bur_node_now,
	.sleep = bur_node_sleep,
	.close = kernel_close,
	.start = bur_kernel_start,
	.arm = kernel_arm,
	.bind = bur_kernel_bind,
	.rule = kernel_rule,
	.look = bur_kernel_look,
	.adopt = bur_kernel_adopt,
	.inherit = bur_kernel_inherit,
};

/* Whose the unit is, if it is an owner that keeps us out. */
int bur_kernel_explain_busy(struct bur_kernel_opening *drive, const char *node)
{
	struct burin_packet_state packets = { .size = sizeof(packets) };
	struct burin_unit_state state = { .size = sizeof(state) };
	const char *left;

	if (bur_kernel_call(drive->fd, BURIN_IOC_STATE, &state) ||
	    !(state.unit & BURIN_UNIT_OWNED) || state.unit & BURIN_UNIT_MINE)
		return bur_node_explain(-EBUSY, node, drive->detail);
	if (!bur_kernel_call(drive->fd, BURIN_IOC_PACKETS, &packets))
		return bur_fail(drive->detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_OPEN, drive->path,
				"it is bound as /dev/burinpacket%u; burin packet unbind frees it",
				packets.minor);
	left = state.unit & BURIN_UNIT_DESERTED ? ", which has left it before its burn was over" : "";
	return bur_fail(drive->detail, BURIN_E_RECORDER_BUSY, BURIN_PHASE_OPEN, drive->path,
			"held by process %u (%.*s)%s", state.owner_pid, BURIN_NAME_MAX - 1,
			state.name, left);
}

static int explain(struct bur_kernel_opening *drive, int error, const char *node)
{
	if (error == -EBUSY)
		return bur_kernel_explain_busy(drive, node);
	return bur_node_explain(error, node, drive->detail);
}

static bool find_unit(struct bur_kernel_opening *drive)
{
	static const char bound[] = "burinpacket";
	char name[NODE];

	if (!bur_node_name(drive->path, name, sizeof(name)))
		return false;
	if (!strncmp(name, bound, strlen(bound)))	/* both have one number */
		return snprintf(drive->unit, NODE, "/dev/burin%s", name + strlen(bound)) < NODE;
	if (!strncmp(name, "burin", 5))
		return snprintf(drive->unit, NODE, "%s", drive->path) < NODE;
	return bur_node_sibling(drive->path, "burin", drive->unit, NODE);
}

int bur_kernel_open_unit(struct bur_kernel_opening *drive)
{
	static const char none[] = "no unit of burin's driver has this drive; is burin.ko loaded?";
	int fd = find_unit(drive) ? bur_node_open_plainly(drive->unit, O_NONBLOCK) : -ENOENT;
	int ret;

	if (fd == -ENOENT || fd == -ENXIO)
		return bur_fail(drive->detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, drive->path,
				none);
	if (fd == -EACCES || fd == -EPERM)
		return bur_fail(drive->detail, -EACCES, BURIN_PHASE_OPEN, drive->path,
				"this user may not open %s", drive->unit);
	if (fd < 0)
		return explain(drive, fd, drive->unit);
	drive->fd = fd;
	drive->info.size = sizeof(drive->info);
	ret = bur_kernel_call(fd, BURIN_IOC_INFO, &drive->info);
	if (ret == -ENOTTY)
		return bur_fail(drive->detail, BURIN_E_TRANSPORT, BURIN_PHASE_OPEN, drive->path,
				"%s is no unit of burin's driver", drive->unit);
	return ret ? explain(drive, ret, drive->unit) : 0;
}

/* By the kernel's tree of devices; by number where that is not to be seen. False: there is none. */
static bool find_node(const struct bur_kernel_opening *drive, const char *class, const char *kind,
		      uint32_t major_no, uint32_t minor_no, char *node)
{
	if (bur_node_sibling(drive->path, class, node, NODE))
		return true;
	snprintf(node, NODE, "/dev/%s/%u:%u", kind, major_no, minor_no);
	return major_no || minor_no;
}

/* The generic node is held only where this user may: not everybody who burns has a right to it. */
static int hold(struct bur_kernel_opening *drive)
{
	const struct burin_info *info = &drive->info;
	char node[NODE];

	if (find_node(drive, "block", "block", info->block_major, info->block_minor, node)) {
		drive->block = bur_node_open(node);
		if (drive->block < 0)
			return explain(drive, drive->block, node);
	}
	if (find_node(drive, "scsi_generic", "char", info->generic_major, info->generic_minor,
		      node)) {
		drive->generic = bur_node_open(node);
		if (drive->generic == -EBUSY)
			return explain(drive, -EBUSY, node);
	}
	return 0;
}

static int acquire(struct bur_kernel_opening *drive)
{
	struct burin_acquire arg = {
		.size = sizeof(arg),
		.block_fd = drive->block,
		.generic_fd = drive->generic >= 0 ? drive->generic : -1,
	};
	unsigned int tries = 0;
	int ret;

	snprintf(arg.name, sizeof(arg.name), "burin, PID %d", (int)getpid());
	do
		ret = bur_kernel_call(drive->fd, BURIN_IOC_ACQUIRE, &arg);
	while (ret == -EBUSY && bur_node_wait_busy(&tries));
	drive->generation = arg.generation;
	return ret ? explain(drive, ret, drive->unit) : 0;
}

static void close_one(int fd)
{
	if (fd >= 0)
		close(fd);
}

int bur_kernel_own(struct bur_kernel_opening *drive)
{
	int ret = hold(drive);

	if (!ret)
		ret = acquire(drive);
	/* From here on the driver holds them. */
	close_one(drive->block);
	close_one(drive->generic);
	return ret;
}

struct bur_kernel *bur_kernel_new(const struct bur_kernel_opening *drive)
{
	struct bur_kernel *kernel = bur_zalloc(sizeof(*kernel));

	if (!kernel)
		return NULL;
	kernel->fd = drive->fd;
	kernel->checksum = BURIN_CHECKSUM_CRC32C;
	kernel->lost_ms = LOST_MS;
	kernel->generation = drive->generation;
	kernel->base.ops = &ops;
	kernel->base.kind = BURIN_TRANSPORT_KERNEL;
	kernel->base.reason = "burin's driver has a unit for this drive";
	kernel->base.max_transfer = drive->info.transfer_bytes;
	kernel->base.read_only = bur_node_is_read_only(drive->fd);
	return kernel;
}

int bur_kernel_open(const char *path, struct bur_transport **out, struct burin_detail *detail)
{
	struct bur_kernel_opening drive = BUR_KERNEL_OPENING(path, detail);
	struct bur_kernel *kernel = NULL;
	int ret = bur_kernel_open_unit(&drive);

	*out = NULL;
	if (!ret)
		ret = bur_kernel_own(&drive);
	if (!ret) {
		kernel = bur_kernel_new(&drive);
		if (!kernel)
			ret = bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, path, NULL);
	}
	if (ret)
		close_one(drive.fd);
	else
		*out = &kernel->base;
	return ret;
}
