/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport/transport.h"

#include <burin/emulator.h>
#include <errno.h>
#include <string.h>

#include "core/alloc.h"
#include "core/detail.h"

#define MAX_TRANSFER (1u << 20)	/* as a host adapter of today */

struct emulated {
	struct bur_transport base;
	struct burin_emulator *emu;
};

static struct emulated *of(struct bur_transport *t)
{
	return (struct emulated *)t;	/* base is the first member */
}

static uint8_t host_status(int status)
{
	if (status == BURIN_EMU_TIMEOUT)
		return BURIN_HOST_TIMEOUT;
	if (status == BURIN_EMU_GONE || status == BURIN_EMU_NO_CONNECT)
		return BURIN_HOST_GONE;
	return status < 0 ? BURIN_HOST_ERROR : BURIN_HOST_OK;
}

static enum burin_emulator_direction direction(uint8_t dir)
{
	if (dir == BURIN_DIR_OUT)
		return BURIN_EMU_OUT;
	return dir == BURIN_DIR_IN ? BURIN_EMU_IN : BURIN_EMU_NONE;
}

static void emulated_execute(struct bur_transport *t, struct bur_command *cmd)
{
	struct burin_emulator_command emu = {
		.cdb_len = cmd->cdb_len,
		.direction = direction(cmd->direction),
		.data = cmd->data,
		.data_len = cmd->data_len,
		.timeout_ns = (uint64_t)cmd->timeout_ms * 1000000,
	};

	memcpy(emu.cdb, cmd->cdb, sizeof(emu.cdb));
	burin_emulator_execute(of(t)->emu, &emu);
	cmd->host = host_status(emu.status);
	cmd->status = emu.status < 0 ? 0 : (uint8_t)emu.status;
	cmd->transferred = emu.residual < cmd->data_len ? cmd->data_len - emu.residual : 0;
	cmd->sense_len = emu.sense_len < sizeof(cmd->sense) ? emu.sense_len : sizeof(cmd->sense);
	memcpy(cmd->sense, emu.sense, cmd->sense_len);
}

static uint64_t emulated_now(struct bur_transport *t)
{
	return burin_emulator_now(of(t)->emu);
}

static void emulated_sleep(struct bur_transport *t, uint64_t ns)
{
	burin_emulator_sleep(of(t)->emu, ns);
}

static void emulated_close(struct bur_transport *t)
{
	burin_emulator_close(of(t)->emu);
	bur_free(t);
}

static const struct bur_transport_ops ops = {
	.execute = emulated_execute,
	.now = emulated_now,
	.sleep = emulated_sleep,
	.close = emulated_close,
};

static int explain(int ret, const char *path, int32_t holder, struct burin_detail *detail)
{
	if (ret == BURIN_E_RECORDER_BUSY && holder > 0)
		return bur_fail(detail, ret, BURIN_PHASE_OPEN, path, "held by process %d",
				(int)holder);
	if (ret == -ENOENT || ret == -ENOTDIR || ret == -ENAMETOOLONG || ret == -ELOOP)
		return bur_fail(detail, BURIN_E_NO_RECORDER, BURIN_PHASE_OPEN, path,
				"there is no emulated medium at this path");
	if (ret == BURIN_E_FAULT_PLAN)
		return bur_fail(detail, ret, BURIN_PHASE_OPEN, path,
				"it is the file of this name and .faults");
	return bur_fail(detail, ret, BURIN_PHASE_OPEN, path, NULL);
}

int bur_emulated_open(const char *path, struct bur_transport **out, struct burin_detail *detail)
{
	struct emulated *emulated = bur_zalloc(sizeof(*emulated));
	int32_t holder = 0;
	int ret;

	*out = NULL;
	if (!emulated)
		return bur_fail(detail, -ENOMEM, BURIN_PHASE_OPEN, path, NULL);
	ret = burin_emulator_open(*path ? path : NULL, &emulated->emu, &holder);
	if (ret) {
		bur_free(emulated);
		return explain(ret, path, holder, detail);
	}
	emulated->base.ops = &ops;
	emulated->base.kind = BURIN_TRANSPORT_EMULATED;
	emulated->base.max_transfer = MAX_TRANSFER;
	emulated->base.reason = "a virtual: name is an emulated recorder in this process";
	*out = &emulated->base;
	return 0;
}
