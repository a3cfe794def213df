/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ, READ CD, VERIFY, SEEK, READ SUB-CHANNEL. */
#include "emulator/drive.h"

#include "core/bytes.h"

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

		if (!part) {
			emu->detail.has_info = true;
			emu->detail.info = lba + n;
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

/* The host's room bounds the transfer, whatever the block count says. */
static uint32_t read_blocks(struct burin_emulator *emu, struct emu_request *req, uint32_t lba,
			    uint32_t count)
{
	uint32_t code, n, room = req->in_room / BURIN_BLOCK_SIZE < count ?
			  (uint32_t)(req->in_room / BURIN_BLOCK_SIZE) : count;

	if (!count)
		return lba < emu->state.blocks ? 0 : EMU_OUT_OF_RANGE;
	n = check_blocks(emu, lba, count, &code);
	if (n > room)
		n = room;
	take_read_time(emu, lba, n);
	if (n && emu_store_read(emu->store, lba, n, req->in)) {
		emu->detail.has_info = true;
		emu->detail.info = lba;
		return EMU_READ_ERROR;
	}
	req->transferred = (size_t)n * BURIN_BLOCK_SIZE;
	return code;
}

uint32_t emu_read_10(struct burin_emulator *emu, struct emu_request *req)
{
	return read_blocks(emu, req, get_be32(req->cdb + 2), get_be16(req->cdb + 7));
}

uint32_t emu_read_12(struct burin_emulator *emu, struct emu_request *req)
{
	return read_blocks(emu, req, get_be32(req->cdb + 2), get_be32(req->cdb + 6));
}

/* The data mode of the track a block lies in; 0: none. */
static uint8_t mode_at(const struct burin_emulator *emu, uint32_t lba)
{
	for (uint32_t i = 0; i < emu->state.track_count; i++) {
		const struct emu_track *t = &emu->state.tracks[i];

		if (lba >= t->start && lba < t->recorded)
			return t->data_mode;
	}
	return 0;
}

/* User data only: this drive keeps no sector headers, no parity, no sub-channels. */
uint32_t emu_read_cd(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t type = req->cdb[1] >> 2 & 7, mode;
	uint32_t lba = get_be32(req->cdb + 2), count = get_be24(req->cdb + 6);

	if (emu->kind->family != EMU_CD)
		return EMU_ILLEGAL_MODE;
	if (type > 5)
		return emu_bad_field(emu, 1, 4);
	if (req->cdb[9] != 0x10)
		return emu_bad_field(emu, 9, 7);
	if (req->cdb[10] & 7)
		return emu_bad_field(emu, 10, 2);
	mode = mode_at(emu, lba);
	if (type && mode && type != (mode == 1 ? 2 : 4))
		return EMU_ILLEGAL_MODE;
	return read_blocks(emu, req, lba, count);
}

/* BytChk is not offered: the medium is read, nothing compared. */
uint32_t emu_verify(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t lba = get_be32(req->cdb + 2), count = get_be16(req->cdb + 7), code, n;

	if (req->cdb[1] & 2)
		return emu_bad_field(emu, 1, 1);
	if (!count)
		return 0;
	n = check_blocks(emu, lba, count, &code);
	take_read_time(emu, lba, n);
	return code;
}

uint32_t emu_seek(struct burin_emulator *emu, struct emu_request *req)
{
	return get_be32(req->cdb + 2) < emu->state.blocks ? 0 : EMU_OUT_OF_RANGE;
}

/* No audio plays here: status 15h; no catalogue number, no ISRC. */
uint32_t emu_read_subchannel(struct burin_emulator *emu, struct emu_request *req)
{
	static const uint8_t length[] = { 0, 12, 20, 20 };
	uint8_t reply[24] = { 0, 0x15 }, format = req->cdb[3];
	size_t n = 4;

	if (req->cdb[2] & 0x40) {
		if (!format || format > 3)
			return emu_bad_field(emu, 3, -1);
		n += length[format];
		reply[4] = format;
	}
	put_be16(reply + 2, (uint16_t)(n - 4));
	return emu_reply(req, reply, n, get_be16(req->cdb + 7));
}
