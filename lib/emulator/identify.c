/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TEST UNIT READY, REQUEST SENSE, INQUIRY, MECHANISM STATUS. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"

/* GOOD while a DVD+RW formats in the background (MMC-6 6.50). */
uint32_t emu_test_unit_ready(struct burin_emulator *emu, struct emu_request *req)
{
	(void)req;
	emu->lapses.busy = emu->lapses.polled && emu_quirk(emu, EMU_QUIRK_BUSY_AFTER_READY);
	emu->lapses.polled = false;
	return 0;
}

/* How far the background format has come, key 0. */
static uint32_t background_sense(struct burin_emulator *emu)
{
	const struct emu_state *s = &emu->state;

	if (!emu_loaded(emu) || s->background != 2)
		return 0;
	emu->detail.has_progress = true;
	emu->detail.progress = (uint16_t)((uint64_t)s->format_frontier * 0xffff / s->blocks);
	return EMU_SENSE(0, 0x04, 0x04);
}

/* An operation under way is told with key 0; only a loading drive is not ready. */
static uint32_t pending_sense(struct burin_emulator *emu)
{
	uint32_t code;

	if (emu->attention_count) {
		code = emu->attention[0];
		memmove(emu->attention, emu->attention + 1,
			--emu->attention_count * sizeof(emu->attention[0]));
		return code;
	}
	if (emu->deferred)
		return emu_take_deferred(emu);
	code = emu_operation_sense(emu);
	if (code)
		return emu->operation.kind == EMU_OP_LOAD ? code : code & 0xffff;
	return background_sense(emu);
}

uint32_t emu_request_sense(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t sense[40];
	size_t n = EMU_SENSE_LEN;
	uint32_t code = pending_sense(emu);

	if (req->cdb[1] & 1)
		n = emu_sense_descriptor(code, &emu->detail, sense);
	else
		emu_sense_fixed(code, &emu->detail, sense);
	return emu_reply(req, sense, n, req->cdb[4]);
}

uint32_t emu_inquiry(struct burin_emulator *emu, struct emu_request *req)
{
	const struct emu_personality *personality = emu->settings.personality;
	uint8_t reply[96] = { 0x05, 0x80, 0x05, 0x02, sizeof(reply) - 5 };

	if (req->cdb[1] & 1)
		return emu_vital_data(emu, req);
	if (req->cdb[2])
		return emu_bad_field(emu, 2, -1);
	memcpy(reply + 8, personality ? personality->identity : "BURIN   EMULATED DISC   1.00",
	       28);
	memcpy(reply + 36, "2025/08/01", 10);	/* of the firmware, where drives have it */
	put_be16(reply + 58, 0x0300);		/* SPC-3, MMC-6 */
	put_be16(reply + 60, 0x04e0);
	return emu_reply(req, reply, sizeof(reply), get_be16(req->cdb + 3));
}

uint32_t emu_mechanism_status(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[8] = { 0 };

	if (emu->tray_open)
		reply[1] |= 0x10;
	else if (emu_loaded(emu))
		put_be24(reply + 2, (uint32_t)emu->position & 0xffffff);
	return emu_reply(req, reply, sizeof(reply), get_be16(req->cdb + 8));
}
