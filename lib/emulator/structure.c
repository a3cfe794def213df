/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ DISC STRUCTURE (MMC-6 6.22): the payloads are the kinds' matter. */
#include "emulator/drive.h"

#include "core/bytes.h"

#define PAYLOAD_MAX 2048u

uint32_t emu_read_structure(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[4 + PAYLOAD_MAX] = { 0 }, type = req->cdb[1] & 15;
	uint32_t n;

	if (emu->kind->family == EMU_CD)
		return EMU_SENSE(5, 0x30, 0x02);
	if (type != (emu->kind->family == EMU_BD))
		return emu_bad_field(emu, 1, 3);
	if (req->cdb[6])
		return emu_bad_field(emu, 6, -1);
	n = emu->kind->structure(emu, req->cdb[7], reply + 4, PAYLOAD_MAX);
	if (!n)
		return emu_bad_field(emu, 7, -1);
	put_be16(reply, (uint16_t)(n + 2));
	return emu_reply(req, reply, 4 + n, get_be16(req->cdb + 8));
}
