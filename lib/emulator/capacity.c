/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* READ CAPACITY, READ FORMAT CAPACITIES, FORMAT UNIT, BLANK. */
#include "emulator/drive.h"

#include "core/bytes.h"

#define LIST 12u

uint32_t emu_read_capacity(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t blocks = emu->kind->recording->capacity(emu);
	uint8_t reply[8];

	put_be32(reply, blocks ? blocks - 1 : 0);
	put_be32(reply + 4, BURIN_BLOCK_SIZE);
	return emu_reply(req, reply, sizeof(reply), sizeof(reply));
}

/* MMC-6 6.23.3.2: 1 unformatted, 2 formatted, 3 no medium. */
static void put_current(const struct burin_emulator *emu, uint8_t *p)
{
	uint8_t type = 3;
	uint32_t blocks = 0;

	if (emu_loaded(emu) && emu->kind->current_format) {
		type = emu->kind->current_format(emu, &blocks);
	} else if (emu_loaded(emu)) {
		blocks = emu->state.blocks - emu->kind->run_out;
		type = emu_disc_blank(emu) && emu->kind->family != EMU_CD ? 1 : 2;
	}
	if (emu_is(emu, EMU_CD) && emu_quirk(emu, EMU_QUIRK_CD_FORMAT)) {
		type = 3;
		blocks = 449849;	/* 99:59:74 */
	}
	put_be32(p, blocks);
	p[4] = type;
	put_be24(p + 5, BURIN_BLOCK_SIZE);
}

uint32_t emu_read_format_capacities(struct burin_emulator *emu, struct emu_request *req)
{
	struct emu_format_choice choices[EMU_FORMATS_MAX];
	uint8_t reply[4 + 8 * (1 + EMU_FORMATS_MAX)] = { 0 };
	uint32_t n = 0;

	if (emu_loaded(emu) && emu->kind->formats)
		n = emu->kind->formats(emu, choices);
	reply[3] = (uint8_t)(8 * (n + 1));
	put_current(emu, reply + 4);
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *p = reply + 12 + 8 * i;

		put_be32(p, choices[i].blocks);
		p[4] = (uint8_t)(choices[i].type << 2 | choices[i].sub_type);
		put_be24(p + 5, choices[i].parameter);
	}
	return emu_reply(req, reply, 12 + 8 * n, get_be16(req->cdb + 7));
}

/* MMC-6 6.5: FmtData, no CmpList, format code 1; a list of header and one descriptor. */
uint32_t emu_format_unit(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t code;

	if (!(req->cdb[1] & 0x10))
		return emu_bad_field(emu, 1, 4);
	/* CmpList has a meaning only where certification can be left out. */
	if (req->cdb[1] & 0x08 && !emu->kind->format_options)
		return emu_bad_field(emu, 1, 3);
	if ((req->cdb[1] & 7) != 1)
		return emu_bad_field(emu, 1, 2);
	code = emu_check_writable(emu);
	if (code)
		return code;
	if (!emu->kind->format || (emu->state.finalised && !emu->kind->erasable))
		return EMU_CANNOT_FORMAT;
	if (req->out_len < LIST)
		return EMU_LENGTH_ERROR;
	req->transferred = LIST;
	/* FOV must be set for the other bits to mean anything. */
	if (req->out[1] & 0x7c & ~(req->out[1] & 0x80 ? emu->kind->format_options : 0))
		return emu_bad_parameter(emu, 1, 6);
	if (get_be16(req->out + 2) != 8)
		return emu_bad_parameter(emu, 2, -1);
	return emu->kind->format(emu, req->out);
}

/* MMC-6 6.2: byte 1, bit 4 Immed, bits 2-0 the type of blanking. */
uint32_t emu_blank(struct burin_emulator *emu, struct emu_request *req)
{
	uint32_t code;

	if (!emu->kind->blank && emu_quirk(emu, EMU_QUIRK_BLANK_INCOMPATIBLE))
		return EMU_SENSE(5, 0x30, 0x02);
	if (!emu->kind->blank && emu_quirk(emu, EMU_QUIRK_BLANK_PROTECTED))
		return EMU_SENSE(5, 0x27, 0x00);
	if (!emu->kind->blank)
		return emu->kind->not_erasable;
	code = emu_check_writable(emu);
	if (code)
		return code;
	if ((req->cdb[1] & 7) > 1 && emu->kind->blank_part)
		return emu->kind->blank_part(emu, req->cdb);
	return emu->kind->blank(emu, req->cdb[1] & 7, req->cdb[1] & 0x10);
}
