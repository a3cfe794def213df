/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * READ DISC STRUCTURE (MMC-6 6.22). The payloads are the kinds' matter but for the two
 * formats that every medium has: C0h, its protection, and FFh, the list of formats.
 */
#include "emulator/drive.h"

#include "core/bytes.h"

#define HEAD 4u
#define PAYLOAD_MAX 2048u
#define GENERIC 0xc0u		/* from here on the media type does not matter */
#define LISTED_MAX 64u

enum { SOFTWARE = 1, PERSISTENT = 2, CARTRIDGE = 4 };

/* By software until power off, of the medium itself, by the tab of its case. */
static uint32_t protection(const struct burin_emulator *emu, uint8_t *p)
{
	put_be32(p, 0);
	p[0] = emu->pages[EMU_PAGE_TIMEOUT][4] & 1 ? SOFTWARE : 0;
	if (emu->state.protect || emu_store_read_only(emu->store))
		p[0] |= PERSISTENT;
	if (emu->write_protect)
		p[0] |= CARTRIDGE;
	return 4;
}

static uint32_t protect(struct burin_emulator *emu, const uint8_t *p, uint32_t n)
{
	bool persistent = p[0] & PERSISTENT;

	if (n != 4)
		return EMU_LENGTH_ERROR;
	if (p[0] & ~(SOFTWARE | PERSISTENT) || (persistent && !emu_protectable(emu->kind)))
		return emu_bad_parameter(emu, HEAD, -1);
	if (emu->write_protect || emu_store_read_only(emu->store))
		return EMU_WRITE_PROTECTED;
	if (emu->buffer.used)
		return EMU_SEQUENCE;
	emu->pages[EMU_PAGE_TIMEOUT][4] = p[0] & SOFTWARE;
	emu->state.protect = persistent;
	return emu_save(emu);
}

static void put_format(uint8_t *p, uint8_t format, bool sendable, uint32_t payload)
{
	p[0] = format;
	p[1] = (uint8_t)(sendable << 7 | 0x40);
	put_be16(p + 2, (uint16_t)(HEAD + payload));
}

/* What can be read now; the payloads are made to learn their length. */
static uint32_t formats(const struct burin_emulator *emu, uint8_t *p)
{
	uint8_t scratch[PAYLOAD_MAX];
	uint32_t n = 0;

	for (uint32_t format = 0; format < GENERIC && n < LISTED_MAX - 2; format++) {
		uint32_t length = emu->kind->structure ?
			emu->kind->structure(emu, (uint8_t)format, scratch, PAYLOAD_MAX) : 0;

		if (length)
			put_format(p + 4 * n++, (uint8_t)format,
				   format >= 0x20 && format < 0x28 &&
				   emu->kind->sendable >> (format - 0x20) & 1, length);
	}
	put_format(p + 4 * n++, 0xc0, true, 4);
	put_format(p + 4 * n, 0xff, false, 4 * n + 4);
	return 4 * n + 4;
}

static uint32_t payload(struct burin_emulator *emu, const uint8_t *cdb, uint8_t *p, uint32_t *n)
{
	uint8_t type = cdb[1] & 15, format = cdb[7];

	if (format == 0xc0 || format == 0xff) {
		*n = format == 0xc0 ? protection(emu, p) : formats(emu, p);
		return 0;
	}
	if (emu->kind->family == EMU_CD)
		return EMU_SENSE(5, 0x30, 0x02);
	if (type != (emu->kind->family == EMU_BD))
		return emu_bad_field(emu, 1, 3);
	if (cdb[6])
		return emu_bad_field(emu, 6, -1);
	*n = emu->kind->structure ? emu->kind->structure(emu, format, p, PAYLOAD_MAX) : 0;
	if (!*n && format == 0x0a && emu_quirk(emu, EMU_QUIRK_SPARE_CORRUPTED))
		return EMU_SENSE(3, 0x31, 0x00);
	return *n ? 0 : emu_bad_field(emu, 7, -1);
}

uint32_t emu_read_structure(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[HEAD + PAYLOAD_MAX] = { 0 };
	uint32_t n = 0, code = payload(emu, req->cdb, reply + HEAD, &n);

	if (code)
		return code;
	put_be16(reply, (uint16_t)(n + 2));
	return emu_reply(req, reply, HEAD + n, get_be16(req->cdb + 8));
}

/* SEND DISC STRUCTURE: parameter list as the reply of READ DISC STRUCTURE. */
uint32_t emu_send_structure(struct burin_emulator *emu, struct emu_request *req)
{
	uint16_t n = get_be16(req->cdb + 8);
	bool protection = req->cdb[7] == 0xc0;
	uint32_t code = protection ? 0 : emu_check_writable(emu);

	if (!protection && !emu->kind->send_structure)
		return emu_bad_field(emu, 7, -1);
	if (!protection && (req->cdb[1] & 15) != (emu->kind->family == EMU_BD))
		return emu_bad_field(emu, 1, 3);
	if (code)
		return code;
	if (n < HEAD || req->out_len < n || get_be16(req->out) + 2 != n)
		return EMU_LENGTH_ERROR;
	req->transferred = n;
	if (protection)
		return protect(emu, req->out + HEAD, n - HEAD);
	return emu->kind->send_structure(emu, req->cdb[7], req->out + HEAD, n - HEAD);
}
