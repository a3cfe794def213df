/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vital product data (SPC-4 7.8): what makes a drive known among others of its model. */
#include "emulator/drive.h"

#include <string.h>

#include "core/bytes.h"
#include "core/export.h"

#define PAGE_SUPPORTED	0x00
#define PAGE_SERIAL	0x80

BURIN_EXPORT void burin_emulator_set_serial(struct burin_emulator *emu, const char *serial)
{
	size_t n = strnlen(serial, sizeof(emu->serial) - 1);

	memcpy(emu->serial, serial, n);
	emu->serial[n] = '\0';
}

/* As many drives do, one without a serial number knows no such pages at all. */
uint32_t emu_vital_data(struct burin_emulator *emu, struct emu_request *req)
{
	uint8_t reply[4 + sizeof(emu->serial)] = { 0x05, req->cdb[2] };
	size_t n = strlen(emu->serial);

	if (!n)
		return emu_bad_field(emu, 1, 0);
	switch (req->cdb[2]) {
	case PAGE_SUPPORTED:
		n = 2;
		reply[4] = PAGE_SUPPORTED;
		reply[5] = PAGE_SERIAL;
		break;
	case PAGE_SERIAL:
		memcpy(reply + 4, emu->serial, n);
		break;
	default:
		return emu_bad_field(emu, 2, -1);
	}
	reply[3] = (uint8_t)n;
	return emu_reply(req, reply, 4 + n, get_be16(req->cdb + 3));
}
