// SPDX-License-Identifier: LGPL-2.1-or-later
/* A table: names of profiles, features, formats and commands (MMC-6). */
#include <burin/recorder.h>

#include "core/export.h"
#include "mmc/cdb.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct name {
	uint16_t number;
	const char *text;
};

/* MMC-6 table 95 */
static const struct name profiles[] = {
	{ 0x0000, "none" },
	{ 0x0001, "non-removable disk" },
	{ 0x0002, "removable disk" },
	{ 0x0003, "MO erasable" },
	{ 0x0004, "optical write once" },
	{ 0x0005, "AS-MO" },
	{ 0x0008, "CD-ROM" },
	{ 0x0009, "CD-R" },
	{ 0x000a, "CD-RW" },
	{ 0x0010, "DVD-ROM" },
	{ 0x0011, "DVD-R sequential recording" },
	{ 0x0012, "DVD-RAM" },
	{ 0x0013, "DVD-RW restricted overwrite" },
	{ 0x0014, "DVD-RW sequential recording" },
	{ 0x0015, "DVD-R DL sequential recording" },
	{ 0x0016, "DVD-R DL layer jump recording" },
	{ 0x0017, "DVD-RW DL" },
	{ 0x0018, "DVD-Download" },
	{ 0x001a, "DVD+RW" },
	{ 0x001b, "DVD+R" },
	{ 0x0020, "DDCD-ROM" },
	{ 0x0021, "DDCD-R" },
	{ 0x0022, "DDCD-RW" },
	{ 0x002a, "DVD+RW DL" },
	{ 0x002b, "DVD+R DL" },
	{ 0x0040, "BD-ROM" },
	{ 0x0041, "BD-R sequential recording" },
	{ 0x0042, "BD-R random recording" },
	{ 0x0043, "BD-RE" },
	{ 0x0050, "HD DVD-ROM" },
	{ 0x0051, "HD DVD-R" },
	{ 0x0052, "HD DVD-RAM" },
	{ 0x0053, "HD DVD-RW" },
	{ 0x0058, "HD DVD-R DL" },
	{ 0x005a, "HD DVD-RW DL" },
	{ 0xffff, "not conforming to a profile" },
};

static const struct name features[] = {
	{ 0x0000, "Profile List" },
	{ 0x0001, "Core" },
	{ 0x0002, "Morphing" },
	{ 0x0003, "Removable Medium" },
	{ 0x0004, "Write Protect" },
	{ 0x0010, "Random Readable" },
	{ 0x001d, "Multi-Read" },
	{ 0x001e, "CD Read" },
	{ 0x001f, "DVD Read" },
	{ 0x0020, "Random Writable" },
	{ 0x0021, "Incremental Streaming Writable" },
	{ 0x0022, "Sector Erasable" },
	{ 0x0023, "Formattable" },
	{ 0x0024, "Hardware Defect Management" },
	{ 0x0025, "Write Once" },
	{ 0x0026, "Restricted Overwrite" },
	{ 0x0027, "CD-RW CAV Write" },
	{ 0x0028, "MRW" },
	{ 0x0029, "Enhanced Defect Reporting" },
	{ 0x002a, "DVD+RW" },
	{ 0x002b, "DVD+R" },
	{ 0x002c, "Rigid Restricted Overwrite" },
	{ 0x002d, "CD Track at Once" },
	{ 0x002e, "CD Mastering" },
	{ 0x002f, "DVD-R/-RW Write" },
	{ 0x0030, "DDCD Read" },
	{ 0x0031, "DDCD-R Write" },
	{ 0x0032, "DDCD-RW Write" },
	{ 0x0033, "Layer Jump Recording" },
	{ 0x0035, "Stop Long Operation" },
	{ 0x0037, "CD-RW Media Write Support" },
	{ 0x0038, "BD-R Pseudo-Overwrite" },
	{ 0x003a, "DVD+RW DL" },
	{ 0x003b, "DVD+R DL" },
	{ 0x0040, "BD Read" },
	{ 0x0041, "BD Write" },
	{ 0x0042, "Timely Safe Recording" },
	{ 0x0050, "HD DVD Read" },
	{ 0x0051, "HD DVD Write" },
	{ 0x0080, "Hybrid Disc" },
	{ 0x0100, "Power Management" },
	{ 0x0101, "S.M.A.R.T." },
	{ 0x0102, "Embedded Changer" },
	{ 0x0103, "CD Audio External Play" },
	{ 0x0104, "Microcode Upgrade" },
	{ 0x0105, "Timeout" },
	{ 0x0106, "DVD-CSS" },
	{ 0x0107, "Real Time Streaming" },
	{ 0x0108, "Drive Serial Number" },
	{ 0x0109, "Media Serial Number" },
	{ 0x010a, "Disc Control Blocks" },
	{ 0x010b, "DVD-CPRM" },
	{ 0x010c, "Firmware Information" },
	{ 0x010d, "AACS" },
	{ 0x010e, "DVD CSS Managed Recording" },
	{ 0x0110, "VCPS" },
	{ 0x0113, "SecurDisc" },
	{ 0x0142, "OSSC" },
};

static const struct name formats[] = {
	{ 0x00, "full format" },
	{ 0x01, "spare area expansion" },
	{ 0x02, "zone reformat" },
	{ 0x03, "zone format" },
	{ 0x10, "full format, fixed packets" },
	{ 0x11, "grow session" },
	{ 0x12, "add session" },
	{ 0x13, "quick grow last border" },
	{ 0x14, "quick add border" },
	{ 0x15, "quick format" },
	{ 0x20, "full format with sparing" },
	{ 0x24, "MRW format" },
	{ 0x26, "DVD+RW basic format" },
	{ 0x30, "BD-RE with spare areas" },
	{ 0x31, "BD-RE without spare areas" },
	{ 0x32, "BD-R with spare areas" },
};

static const struct name opcodes[] = {
	{ BUR_OP_TEST_UNIT_READY, "TEST UNIT READY" },
	{ BUR_OP_REQUEST_SENSE, "REQUEST SENSE" },
	{ BUR_OP_FORMAT_UNIT, "FORMAT UNIT" },
	{ BUR_OP_INQUIRY, "INQUIRY" },
	{ BUR_OP_START_STOP_UNIT, "START STOP UNIT" },
	{ BUR_OP_PREVENT_REMOVAL, "PREVENT ALLOW MEDIUM REMOVAL" },
	{ BUR_OP_READ_FORMAT_CAPACITIES, "READ FORMAT CAPACITIES" },
	{ BUR_OP_READ_CAPACITY, "READ CAPACITY" },
	{ BUR_OP_READ_10, "READ(10)" },
	{ BUR_OP_WRITE_10, "WRITE(10)" },
	{ BUR_OP_SYNCHRONIZE_CACHE, "SYNCHRONIZE CACHE" },
	{ BUR_OP_READ_TOC, "READ TOC/PMA/ATIP" },
	{ BUR_OP_GET_CONFIGURATION, "GET CONFIGURATION" },
	{ BUR_OP_GET_EVENT_STATUS, "GET EVENT STATUS NOTIFICATION" },
	{ BUR_OP_READ_DISC_INFORMATION, "READ DISC INFORMATION" },
	{ BUR_OP_READ_TRACK_INFORMATION, "READ TRACK INFORMATION" },
	{ BUR_OP_RESERVE_TRACK, "RESERVE TRACK" },
	{ BUR_OP_SEND_OPC_INFORMATION, "SEND OPC INFORMATION" },
	{ BUR_OP_MODE_SELECT_10, "MODE SELECT(10)" },
	{ BUR_OP_MODE_SENSE_10, "MODE SENSE(10)" },
	{ BUR_OP_CLOSE_TRACK_SESSION, "CLOSE TRACK SESSION" },
	{ BUR_OP_READ_BUFFER_CAPACITY, "READ BUFFER CAPACITY" },
	{ BUR_OP_BLANK, "BLANK" },
	{ BUR_OP_READ_12, "READ(12)" },
	{ BUR_OP_WRITE_12, "WRITE(12)" },
	{ BUR_OP_GET_PERFORMANCE, "GET PERFORMANCE" },
	{ BUR_OP_READ_DISC_STRUCTURE, "READ DISC STRUCTURE" },
	{ BUR_OP_SET_STREAMING, "SET STREAMING" },
	{ BUR_OP_SET_CD_SPEED, "SET CD SPEED" },
	{ BUR_OP_MECHANISM_STATUS, "MECHANISM STATUS" },
	{ BUR_OP_SEND_DISC_STRUCTURE, "SEND DISC STRUCTURE" },
};

static const char *find(const struct name *table, size_t count, uint16_t number)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].number == number)
			return table[i].text;
	return "unknown";
}

BURIN_EXPORT const char *burin_profile_name(uint16_t profile)
{
	return find(profiles, COUNT(profiles), profile);
}

BURIN_EXPORT const char *burin_feature_name(uint16_t code)
{
	return find(features, COUNT(features), code);
}

BURIN_EXPORT const char *burin_format_name(uint8_t type)
{
	return find(formats, COUNT(formats), type);
}

const char *bur_opcode_name(uint8_t opcode)
{
	return find(opcodes, COUNT(opcodes), opcode);
}

BURIN_EXPORT uint32_t burin_kind_speed_1x(enum burin_kind kind)
{
	if (kind >= BURIN_KIND_CD_ROM && kind <= BURIN_KIND_CD_RW)
		return 176;
	if (kind >= BURIN_KIND_DVD_ROM && kind <= BURIN_KIND_DVD_RAM)
		return 1385;
	if (kind >= BURIN_KIND_BD_ROM && kind <= BURIN_KIND_BD_RE_TL)
		return 4495;
	return 0;
}
