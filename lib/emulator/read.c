/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ, VERIFY, SEEK. */
#include "emulator/drive.h"

#include "core/bytes.h"
#include "emulator/defect.h"
#include "emulator/mrw.h"

#define PER 0x04	/* page 01h: tell of what was corrected */

/* How many of the blocks can be read; fewer: *code, with the first that cannot. */
static uint32_t check_blocks(struct burin_emulator *emu, uint32_t lba, uint32_t count,
			     uint32_t *code)
{
	const struct emu_recording *recording = emu->kind->recording;
	uint32_t n = 0, why = 0;

	*code = 0;
	/* Blocks that wait in the buffer are recorded first. */
	if (!emu->simulating && emu_buffer_holds(emu, lba, count))
		emu_buffer_drain(emu);
	if ((uint64_t)lba + count > recording->readable_end(emu)) {
		*code = EMU_OUT_OF_RANGE;
		return 0;
	}
	while (n < count) {
		uint32_t part = recording->readable(emu, lba + n, count - n, &why);

		if (part) {
			part = emu_defects_readable(emu, lba + n, part);
			why = EMU_READ_ERROR;
		}
		if (!part) {
			emu_tell_block(&emu->detail, why, emu_mrw_address(emu, lba + n));
			*code = why;
			break;
		}
		n += part;
	}
	return n;
}

static void take_read_time(struct burin_emulator *emu, uint32_t lba, uint32_t count)
{
	if (count)
		emu_advance(emu, emu_block_time(emu, lba, count, false));
}

static uint32_t fetch(struct burin_emulator *emu, uint32_t lba, uint32_t n, uint8_t *data,
		      uint32_t *got)
{
	const struct emu_recording *recording = emu->kind->recording;

	if (recording->fetch)
		return recording->fetch(emu, lba, n, data, got);
	*got = n && emu_store_read(emu->store, lba, n, data) ? 0 : n;
	return *got == n ? 0 : EMU_READ_ERROR;
}

/* The host's room bounds the transfer, whatever the block count says. */
static uint32_t read_blocks(struct burin_emulator *emu, struct emu_request *req, uint32_t lba,
			    uint32_t count)
{
	uint32_t code, n, failed, got, room = req->in_room / BURIN_BLOCK_SIZE < count ?
			  (uint32_t)(req->in_room / BURIN_BLOCK_SIZE) : count;

	if (!count)
		return lba < emu->state.blocks ? 0 : EMU_OUT_OF_RANGE;
	lba = emu_mrw_place(emu, lba);
	n = check_blocks(emu, lba, count, &code);
	if (n > room)
		n = room;
	take_read_time(emu, lba, n);
	failed = fetch(emu, lba, n, req->in, &got);
	req->transferred = (size_t)got * BURIN_BLOCK_SIZE;
	emu->position = (int32_t)(lba + got);
	if (!failed && !code && emu_quirk(emu, EMU_QUIRK_READ_RECOVERED) &&
	    emu->pages[EMU_PAGE_RECOVERY][2] & PER)
		return EMU_SENSE(1, 0x18, 0x00);
	if (!failed)
		return code;
	emu_tell_block(&emu->detail, failed, emu_mrw_address(emu, lba + got));
	return failed;
}

uint32_t emu_read_10(struct burin_emulator *emu, struct emu_request *req)
{
	return read_blocks(emu, req, get_be32(req->cdb + 2), get_be16(req->cdb + 7));
}

uint32_t emu_read_12(struct burin_emulator *emu, struct emu_request *req)
{
	return read_blocks(emu, req, get_be32(req->cdb + 2), get_be32(req->cdb + 6));
}

/* BytChk is not offered: the medium is read, nothing compared. */
uint32_t emu_verify(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t lba = get_be32(req->cdb + 2), count = get_be16(req->cdb + 7), code, n;

	if (req->cdb[1] & 2)
		return emu_bad_field(emu, 1, 1);
	if (!count)
		return 0;
	lba = emu_mrw_place(emu, lba);
	n = check_blocks(emu, lba, count, &code);
	take_read_time(emu, lba, n);
	return code;
}

uint32_t emu_seek(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t lba = get_be32(req->cdb + 2);

	if (lba >= emu->state.blocks)
		return EMU_OUT_OF_RANGE;
	emu->position = (int32_t)lba;
	return 0;
}

/* Where to read ahead to from where: this drive reads when it is asked. */
uint32_t emu_read_ahead(struct burin_emulator *emu, struct emu_request *req)
{
	return get_be32(req->cdb + 2) < emu->state.blocks &&
	       get_be32(req->cdb + 6) < emu->state.blocks ? 0 : EMU_OUT_OF_RANGE;
}
