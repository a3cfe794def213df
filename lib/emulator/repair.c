/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* REPAIR TRACK (MMC-6 6.32): a track whose writing broke off can go on where it ended. */
#include "core/bytes.h"
#include "emulator/drive.h"

static uint32_t finish(struct burin_emulator *emu)
{
	struct emu_track *t = &emu->state.tracks[emu->operation.argument[0]];
	uint32_t unit = emu->kind->unit, rest = (unit - t->recorded % unit) % unit;

	if (emu_store_discard(emu->store, t->recorded, rest))
		return EMU_SENSE(3, 0x0c, 0x08);
	t->recorded += rest;
	t->state = EMU_TRACK_OPEN;
	return emu_save(emu);
}

/* Written in one go, as a CD track at once or a DVD-R at once, it stays broken. */
static bool in_one_go(const struct burin_emulator *emu, const struct emu_track *t)
{
	return emu->state.at_once || (emu_is(emu, EMU_CD) && !(t->flags & EMU_TRACK_PACKETS));
}

uint32_t emu_repair_track(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t number = get_be16(req->cdb + 4), code = emu_check_writable(emu);
	const struct emu_track *t;

	if (code)
		return code;
	if (!emu->kind->sequential || emu->kind->pressed)
		return EMU_CANNOT_WRITE;
	if (!number || number > emu->state.track_count)
		return emu_bad_field(emu, 4, -1);
	t = &emu->state.tracks[number - 1];
	if (in_one_go(emu, t))
		return EMU_ILLEGAL_MODE;
	if (t->state != EMU_TRACK_DAMAGED)
		return t->state == EMU_TRACK_COMPLETE ? EMU_SEQUENCE : 0;
	emu->operation.argument[0] = number - 1;
	return emu_operate(emu, EMU_OP_CLOSE, emu->kind->times.close_track, false, finish,
			   req->cdb[1] & 1);
}
